//! The Builder as used in a build script: its output for Cargo, the files it writes, and its error messages.
#![allow(clippy::unwrap_used)] // Clippy exempts test functions, but not their helpers.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use saponify_codegen::Builder;

/// Environment variable with the path of the document that [`script`] generates from. If it is unset, `script` does
/// nothing.
const DOCUMENT: &str = "SAPONIFY_TEST_DOCUMENT";

/// Content of a `build.rs`. The other tests run this test as a process, because the Builder reads environment
/// variables.
#[test]
fn script() {
    let Some(document) = std::env::var_os(DOCUMENT) else { return };
    if let Err(error) = Builder::new().wsdl(PathBuf::from(document)).generate("contract.rs") {
        // Rust prints an error returned by `main` in this form.
        eprintln!("Error: {error:?}");
        std::process::exit(1);
    }
}

/// Runs the script and returns its output.
fn run(document: &Path, out: &Path) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "script", "--nocapture"]).env(DOCUMENT, document).env("OUT_DIR", out);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

#[test]
fn cargo_reruns_the_build_script_if_any_read_document_changes() {
    let out = tempfile::tempdir().unwrap();
    let output = text(&run(&project("wsdl/User.wsdl"), out.path()).stdout);
    let reported: Vec<_> =
        output.lines().filter_map(|line| line.strip_prefix("cargo:rerun-if-changed=")).collect();
    assert!(reported.iter().all(|path| Path::new(path).is_file()), "{reported:?}");
    assert!(reported.iter().any(|path| path.ends_with("User.wsdl")), "{reported:?}");
    // Each schema that the contract imports directly or indirectly, without duplicates.
    let mut schemas: Vec<_> = reported.iter().filter(|path| path.ends_with(".xsd")).collect();
    schemas.dedup();
    assert_eq!(schemas.len(), reported.len() - 1);
    assert!(schemas.len() > 20, "{schemas:?}");
    assert!(out.path().join("contract.rs").is_file());
}

#[test]
fn cargo_shows_each_warning_with_its_place_in_one_line() {
    let out = tempfile::tempdir().unwrap();
    let document = project("codegen/tests/cli/broken.wsdl");
    let output = text(&run(&document, out.path()).stdout);
    let place = format!("{}:1:1319", document.display());
    let warning = format!("cargo:warning={place}: `Stete` is not a type of `urn:parcels`\n");
    assert!(output.contains(&warning), "{output}");
}

#[test]
fn unchanged_files_are_not_written() {
    let out = tempfile::tempdir().unwrap();
    let document = project("codegen/tests/cli/parcels.wsdl");
    let file = out.path().join("contract.rs");
    assert!(run(&document, out.path()).status.success());
    let generated = fs::read_to_string(&file).unwrap();

    // If the Builder wrote an unchanged file, it would fail on this one.
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let written = fs::metadata(&file).unwrap().modified().unwrap();
    assert!(run(&document, out.path()).status.success());
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), written);

    fs::remove_file(&file).unwrap();
    fs::write(&file, "// of an older version").unwrap();
    assert!(run(&document, out.path()).status.success());
    assert_eq!(fs::read_to_string(&file).unwrap(), generated);
}

#[test]
fn a_failure_shows_all_problems_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("two.wsdl");
    let wsdl = fs::read_to_string(project("codegen/tests/cli/parcels.wsdl")).unwrap();
    let broken = "<xs:import namespace=\"urn:a\" schemaLocation=\"a.xsd\"/>\n\
                  <xs:import namespace=\"urn:b\" schemaLocation=\"b.xsd\"/>\n\
                  <xs:element name=\"Session\" xmlns:a=\"urn:a\" type=\"a:Session\"/>\n\
                  <xs:element name=\"Other\" xmlns:b=\"urn:b\" type=\"b:Other\"/>";
    let session = "<xs:element name=\"Session\" type=\"xs:string\"/>";
    assert!(wsdl.contains(session));
    fs::write(&document, wsdl.replace(session, broken)).unwrap();

    let output = run(&document, folder.path());
    assert!(!output.status.success());
    let errors = text(&output.stderr);
    for (missing, line) in [("a.xsd", 8), ("b.xsd", 9)] {
        assert!(errors.contains(&format!("error: `{missing}` is missing")), "{errors}");
        assert!(errors.contains(&format!("two.wsdl:{line}:")), "{errors}");
    }
    assert!(!folder.path().join("contract.rs").exists());
}
