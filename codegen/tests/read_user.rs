//! Tests of the reader with the vendor's contracts, which are not part of this repository. Without them, the
//! tests are skipped. `services86/ours.rs` checks that the project's own contracts equal the vendor's except
//! for documentation.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod shared;

use std::path::PathBuf;

use saponify_codegen::internals::{
    compare,
    model::Model,
    problem::Problems,
    read::{ReadOptions, read},
    source::Sources,
};
use shared::shared;

fn read_all(paths: &[PathBuf]) -> (Model, String) {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read(paths, &ReadOptions::default(), &mut sources, &mut problems);
    (model, problems.render(&sources, false))
}

#[test]
fn the_user_contract_is_complete() {
    let Some(shared) = shared() else { return };
    let (model, problems) = read_all(&[shared.join("superoffice/wsdl/Services86-User.wsdl")]);
    assert_eq!(problems, "");
    assert_eq!(model.services.len(), 1);
    let binding = &model.bindings[model.services[0].ports[0].binding];
    assert_eq!(binding.operations.len(), 79);
    assert_eq!(model.port_types[binding.port_type].operations.len(), 79);
    assert_eq!((model.merged.types_declared, model.merged.types), (68, 68));
    let first = &binding.operations[0];
    assert_eq!(first.input.as_ref().unwrap().headers.len(), 3);
    assert_eq!(first.output.as_ref().unwrap().headers.len(), 4);
}

#[test]
fn the_family_shares_its_types() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("superoffice/wsdl");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (model, problems) = read_all(&paths);
    assert_eq!(problems, "");
    assert_eq!((paths.len(), model.services.len()), (56, 56));
    assert_eq!((model.merged.types_declared, model.merged.types), (1863, 612));
    let mut by_name = std::collections::BTreeMap::new();
    for (_, element) in model.elements.iter().filter(|(_, element)| element.is_global) {
        *by_name.entry(&element.name).or_insert(0) += 1;
    }
    assert_eq!(by_name.values().filter(|count| **count > 1).count(), 25);
    let operations: usize = model.bindings.iter().map(|(_, binding)| binding.operations.len()).sum();
    assert_eq!(operations, 1461);
}

#[test]
fn a_contract_is_equal_to_itself() {
    let Some(shared) = shared() else { return };
    let path = shared.join("superoffice/wsdl/Services86-User.wsdl");
    let (left, _) = read_all(std::slice::from_ref(&path));
    let (right, _) = read_all(&[path.clone(), path]);
    assert_eq!(compare::equal(&left, &right), []);
}
