//! The 56 contracts of NetServer's Services86 and every envelope that its vendor publishes.
//!
//! The generated code is compiled as a user compiles it: in crates of its own, which this test writes and has cargo build.
//! It needs the shared corpora, and is skipped without them.
// Helpers of tests are not seen as tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "program/xml.rs"]
mod xml;

mod scratch;
mod xml_compared;

use std::path::{Path, PathBuf};

use saponify_codegen::{
    Builder,
    config::Config,
    plan::{self, Plan},
    problem::Problems,
    read::{self, ReadOptions},
    source::Sources,
};
use scratch::{Scratch, generate, operations, program};

/// The folder of the shared corpora, where it is at hand.
fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("SAPONIFY_SHARED").map(PathBuf::from);
    let found = given.unwrap_or_else(|| scratch::root().join("../shared"));
    if !found.join("superoffice").is_dir() {
        println!("skipped: no shared corpora");
        return None;
    }
    Some(found)
}

fn contract(shared: &Path, service: &str) -> PathBuf {
    shared.join(format!("superoffice/wsdl/Services86-{service}.wsdl"))
}

/// The 56 contracts.
fn contracts(shared: &Path) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(shared.join("superoffice/wsdl")).unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert_eq!(paths.len(), 56);
    paths
}

/// How exact round trips are generated.
fn exact() -> Builder {
    Builder::new().nil_kept(true).derive("PartialEq")
}

fn plan_of(paths: &[PathBuf]) -> Plan {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read::read(paths, &ReadOptions::default(), &mut sources, &mut problems);
    let plan = plan::plan(&model, &Config::default(), &mut problems);
    assert_eq!(problems.render(&sources, false), "");
    plan
}

/// A program that hands each operation to the judge of samples.
fn main_of(operations: &[String], modules: &[&str], judges: &str) -> String {
    let calls: String =
        operations.iter().map(|path| format!("    samples.operation::<{path}>();\n")).collect();
    let modules: String = modules.iter().map(|module| program(module)).collect();
    format!(
        "//! Judges what was generated.\n\n{modules}
fn operations(samples: &mut samples::Samples) {{\n{calls}}}

fn main() -> std::process::ExitCode {{
    let folder = std::env::args_os().nth(1).map(std::path::PathBuf::from).unwrap_or_default();
    let mut samples = samples::Samples::new(&folder.join(\"superoffice/samples\"));
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
    let operations = operations(&plan_of(&paths), "user_alone::user");
    assert_eq!(operations.len(), 79);
    let judges = "recordings::check(&folder);
    hostile::check(&folder);
    std::process::ExitCode::from(u8::from(!samples.report(&[\"User\"])))";
    let modules = ["recordings", "hostile", "samples", "xml"];
    scratch.write("src/main.rs", &main_of(&operations, &modules, judges));
    scratch.run(&[&shared]);
}
