//! The Rust calls on the reference pages compile together with the generated code.
#![cfg(feature = "cli")]

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use saponify_codegen::Builder;

use crate::{
    contracts,
    scratch::{Scratch, generate},
    shared,
};

#[test]
#[ignore = "takes a minute; the continuous integration runs it"]
fn every_rust_call_on_the_pages_compiles() {
    let Some(shared) = shared() else { return };
    let paths = contracts(&shared);
    let pages = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    command.arg("docs").args(&paths).arg("--quiet").arg("--out").arg(pages.path());
    assert!(command.status().unwrap().success());

    let scratch = Scratch::new("calls");
    scratch.write_module("contract", &generate(Builder::new().wsdls(&paths)).files);
    let (mut library, mut calls) =
        ("//! The calls on the pages.\n\n/// Generated.\npub mod contract;\n".to_owned(), 0);
    for folder in sorted(pages.path()).into_iter().filter(|path| path.is_dir() && !path.ends_with("types")) {
        let module = format!("calls_{}", folder.file_name().unwrap().to_string_lossy().to_lowercase());
        let mut code = "//! The calls of a service.\n\nuse crate::contract;\n".to_owned();
        for page in sorted(&folder).iter().filter(|path| !path.ends_with("index.md")) {
            let text = fs::read_to_string(page).unwrap();
            let block = text.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
            // Replaces the transport by one that needs no further crates.
            let block = block.replace("transport::Reqwest;", "transport::Memory as Reqwest;");
            let name = page.file_stem().unwrap().to_string_lossy();
            let head = format!("pub async fn call_{calls}() -> Result<(), Box<dyn std::error::Error>>");
            write!(code, "\n/// `{name}`.\n{head} {{\n{block}    Ok(())\n}}\n").unwrap();
            calls += 1;
        }
        scratch.write(&format!("src/{module}.rs"), &code);
        writeln!(library, "\n/// Calls.\npub mod {module};").unwrap();
    }
    scratch.write("src/lib.rs", &library);
    scratch.cargo(&["check"]);
    assert_eq!(calls, 1461);
}

/// Returns the sorted paths in a folder.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
