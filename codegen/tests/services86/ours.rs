//! The contracts in `wsdl/` have the structure of the vendor's contracts, with other documentation, and yield the same
//! code.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use saponify_codegen::{
    Builder,
    internals::{
        compare,
        model::{Documentation, TypeKind},
        problem::Problems,
        read::{self, ReadOptions},
        source::Sources,
    },
};

use crate::{contract, scratch, shared::shared};

/// Returns the project's own contract of a service.
fn ours(service: &str) -> PathBuf {
    scratch::root().join(format!("wsdl/{service}.wsdl"))
}

#[test]
fn own_contracts_yield_the_same_code_as_the_vendors() {
    let Some(shared) = shared() else { return };
    let code = |paths: &[PathBuf]| {
        let generated =
            Builder::new().wsdls(paths).run(Path::new("code.rs")).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(generated.warnings, Vec::<String>::new());
        // Comments are not compared. The stamp, a comment in the first lines, contains the names of the input
        // files, and the vendor's documents have other documentation.
        let lines = generated.files[0].text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    for services in [&["User"][..], &["SoPrincipal"], &["User", "SoPrincipal"]] {
        let own: Vec<_> = services.iter().map(|name| ours(name)).collect();
        let vendors: Vec<_> = services.iter().map(|name| contract(&shared, name)).collect();
        let (own, vendors) = (code(&own), code(&vendors));
        let first = own.iter().zip(&vendors).position(|(own, vendors)| own != vendors);
        if let Some(place) = first {
            let end = |lines: &[String]| lines[place..lines.len().min(place + 8)].join("\n");
            panic!("{services:?}: our own gives\n{}\nthe vendor's gives\n{}", end(&own), end(&vendors));
        }
        assert_eq!(own.len(), vendors.len());
    }
}

#[test]
fn own_contracts_equal_the_vendors_except_for_documentation() {
    let Some(shared) = shared() else { return };
    let read = |path: PathBuf| {
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let model = read::read(&[path], &ReadOptions::default(), &mut sources, &mut problems);
        assert_eq!(problems.render(&sources, false), "");
        model
    };
    for (service, operations, types) in [("User", 79, 68), ("SoPrincipal", 5, 34)] {
        let (own, vendors) = (read(ours(service)), read(contract(&shared, service)));
        let differences: Vec<_> =
            compare::equal(&vendors, &own).iter().map(|difference| difference.to_string()).collect();
        assert_eq!(differences, Vec::<String>::new(), "{service}");
        let counted: usize = own.bindings.iter().map(|(_, binding)| binding.operations.len()).sum();
        assert_eq!((counted, own.merged.types), (operations, types), "{service}");
    }
}

#[test]
fn own_contracts_document_everything_whose_meaning_is_known() {
    let both = ["User", "SoPrincipal"].map(ours);
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read::read(&both, &ReadOptions::default(), &mut sources, &mut problems);
    assert_eq!(problems.render(&sources, false), "");
    let mut documented = BTreeMap::<String, bool>::new();
    let mut tell = |path: String, documentation: &Documentation| {
        documented.insert(path, documentation.is_some());
    };
    for (_, port_type) in model.port_types.iter() {
        for operation in &port_type.operations {
            tell(format!("{}/{}", port_type.name.local, operation.name), &operation.documentation);
        }
    }
    for (_, definition) in model.types.iter().filter(|(_, one)| !one.namespace.contains("w3.org")) {
        if let Some(name) = &definition.name {
            tell(name.local.to_string(), &definition.documentation);
        }
        if let TypeKind::Simple(simple) = &definition.kind {
            for value in &simple.facets.enumeration {
                tell(format!("{:?} {}", definition.span, value.value), &value.documentation);
            }
        }
    }
    for (id, element) in model.elements.iter().filter(|(_, element)| !element.is_global) {
        tell(format!("{id:?} {}", element.name.local), &element.documentation);
    }
    let bare: Vec<_> =
        documented.iter().filter(|(_, documented)| !**documented).map(|(path, _)| path).collect();
    println!("{} of {} documented", documented.len() - bare.len(), documented.len());
    assert!(bare.len() == 1 && bare[0].ends_with("StatusSpm"), "{bare:?}");
}
