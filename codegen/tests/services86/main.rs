//! The 56 contracts of SuperOffice NetServer (Services86), and every envelope that the vendor publishes.
//!
//! The generated code is compiled as a user would compile it: in separate crates, which this test writes and builds
//! with cargo. The test needs the shared corpora and is skipped without them.
// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../shared/mod.rs"]
mod shared;
#[path = "program/xml.rs"]
mod xml;

mod calls;
mod ours;
mod scratch;
mod xml_compared;

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use saponify_codegen::{
    Builder,
    internals::{
        config::Config,
        model::{ComplexContent, Model, Term, TypeKind},
        plan::{self, Plan},
        problem::Problems,
        read::{self, ReadOptions},
        source::Sources,
    },
};
use scratch::{Scratch, generate, operations, program};
use shared::shared;

fn contract(shared: &Path, service: &str) -> PathBuf {
    shared.join(format!("superoffice/wsdl/Services86-{service}.wsdl"))
}

/// Returns the paths of the 56 contracts.
fn contracts(shared: &Path) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(shared.join("superoffice/wsdl")).unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert_eq!(paths.len(), 56);
    paths
}

/// Returns the service of a contract, which is part of its file name.
fn service(path: &Path) -> &str {
    let name = path.file_stem().unwrap().to_str().unwrap();
    name.strip_prefix("Services86-").unwrap()
}

/// Builder with the options for exact round trips.
fn exact() -> Builder {
    Builder::new().nil_kept(true).derive("PartialEq")
}

/// Returns the model and the plan of contracts.
fn planned(paths: &[PathBuf]) -> (Model, Plan) {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read::read(paths, &ReadOptions::default(), &mut sources, &mut problems);
    let plan = plan::plan(&model, &Config::default(), &mut problems);
    assert_eq!(problems.render(&sources, false), "");
    (model, plan)
}

/// Lists the members that are not nillable, as lines of `Type/Member`, with a `*` for repeated ones. Members of bases
/// are included.
fn plain(model: &Model) -> String {
    let mut lines = String::new();
    for (id, definition) in model.types.iter() {
        let Some(name) = &definition.name else { continue };
        let mut base = id;
        while let TypeKind::Complex(complex) = &model.types[base].kind {
            if let ComplexContent::Elements(particle) = &complex.content
                && let Term::Group(_, members) = &particle.term
            {
                for member in members {
                    if let Term::Element(element) = member.term
                        && !model.elements[element].nillable
                    {
                        let star = if member.occurs.is_repeated() { "*" } else { "" };
                        let member = &model.elements[element].name.local;
                        writeln!(lines, "{}/{member}{star}", name.local).unwrap();
                    }
                }
            }
            base = complex.base;
        }
    }
    lines
}

/// Returns the source of a program that checks the published envelopes of each operation
/// (`program/samples.rs`), and then runs `judges`, the source of further checks.
fn main_of(operations: &[String], modules: &[&str], judges: &str) -> String {
    let calls: String =
        operations.iter().map(|path| format!("    samples.operation::<{path}>();\n")).collect();
    let modules: String = modules.iter().map(|module| program(module)).collect();
    format!(
        "//! Judges what was generated.\n\n{modules}
fn operations(samples: &mut samples::Samples) {{\n{calls}}}

fn main() -> std::process::ExitCode {{
    let folder = std::env::args_os().nth(1).map(std::path::PathBuf::from).unwrap_or_default();
    let plain = include_str!(\"plain.txt\");
    let mut samples = samples::Samples::new(&folder.join(\"superoffice/samples\"), plain);
    operations(&mut samples);
    {judges}
}}
"
    )
}

#[test]
fn every_user_envelope_and_recording_is_read_and_written() {
    let Some(shared) = shared() else { return };
    let paths = [contract(&shared, "User")];
    let generated = generate(exact().wsdl(&paths[0]));
    let scratch = Scratch::new("user-alone");
    scratch.write_module("user", &generated.files);
    scratch.write("src/lib.rs", "//! The User service alone.\n\n/// Generated.\npub mod user;\n");
    let (model, plan) = planned(&paths);
    let operations = operations(&plan, "user_alone::user");
    scratch.write("src/plain.txt", &plain(&model));
    assert_eq!(operations.len(), 79);
    let judges = "recordings::check(&folder);
    hostile::check(&folder);
    std::process::ExitCode::from(u8::from(!samples.report(&[\"User\"], &[])))";
    let modules = ["broken", "recordings", "hostile", "samples", "xml"];
    scratch.write("src/main.rs", &main_of(&operations, &modules, judges));
    scratch.run(&[&shared]);
}

#[test]
fn every_envelope_of_the_family_is_read_and_written() {
    let Some(shared) = shared() else { return };
    let paths = contracts(&shared);
    let generated = generate(exact().wsdls(&paths));
    let scratch = Scratch::new("family");
    scratch.write_module("services", &generated.files);
    scratch.write("src/lib.rs", "//! All of NetServer.\n\n/// Generated.\npub mod services;\n");
    let (model, plan) = planned(&paths);
    let operations = operations(&plan, "family::services");
    scratch.write("src/plain.txt", &plain(&model));
    assert_eq!(operations.len(), 1461);
    let services: Vec<_> = paths.iter().map(|path| service(path)).collect();
    let declared: String =
        operations.iter().map(|path| format!("declared.operation::<{path}>();\n    ")).collect();
    let judges = format!(
        "let mut declared = headers::Declared::default();
    {declared}declared.check();
    let defects = [
        (samples::Defect::EmptyDuration, 67),
        (samples::Defect::EmptyDateTime, 2),
        (samples::Defect::NilWithoutNillable, 106),
        (samples::Defect::NilInPlainList, 2),
    ];
    std::process::ExitCode::from(u8::from(!samples.report(&{services:?}, &defects)))"
    );
    scratch.write("src/main.rs", &main_of(&operations, &["broken", "headers", "samples", "xml"], &judges));
    scratch.run(&[&shared]);
}

#[test]
fn each_contract_alone_compiles_without_a_warning() {
    let Some(shared) = shared() else { return };
    let scratch = Scratch::new("alone");
    let mut library = "//! Each of NetServer's services alone.\n".to_owned();
    for path in contracts(&shared) {
        let module = format!("s_{}", service(&path).to_lowercase());
        scratch.write_module(&module, &generate(Builder::new().wsdl(&path)).files);
        writeln!(library, "\n/// Generated.\npub mod {module};").unwrap();
    }
    scratch.write("src/lib.rs", &library);
    scratch.cargo(&["check"]);
}

#[test]
#[ignore = "takes minutes; the continuous integration runs it"]
fn generated_code_passes_clippy_and_rustdoc() {
    let Some(shared) = shared() else { return };
    let scratch = Scratch::new("linted");
    scratch.write_module("services", &generate(Builder::new().wsdls(contracts(&shared))).files);
    scratch.write_module("single", &generate(Builder::new().wsdl(contract(&shared, "User"))).files);
    let library = "//! What users get.\n\n/// All of NetServer.\npub mod services;\n\n/// One service.\npub mod single;\n";
    scratch.write("src/lib.rs", library);
    scratch.cargo(&["clippy"]);
    scratch.cargo(&["doc", "--no-deps"]);
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let Some(shared) = shared() else { return };
    let family = || generate(Builder::new().wsdls(contracts(&shared))).files;
    assert!(family() == family());
}
