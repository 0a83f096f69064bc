//! Generates the contracts of the target `typed`, and a table of functions that pass bytes through each of their
//! operations.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use saponify_codegen::{Builder, Error};

fn main() -> Result<(), Error> {
    let home = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let project = home.join("../..");
    let shared = env::var_os("SAPONIFY_SHARED").map_or_else(|| project.join("../shared"), PathBuf::from);
    println!("cargo::rerun-if-env-changed=SAPONIFY_SHARED");

    let goldens = project.join("codegen/tests/fixtures/golden");
    let contracts = [
        ("document", project.join("wsdl/User.wsdl")),
        ("encoded", goldens.join("encoded.wsdl")),
        ("soap12", home.join("fixtures/soap12.wsdl")),
        ("exchange", shared.join("corpora/ews365/wsdl/services.wsdl")),
    ];
    let mut modules = String::new();
    let mut table = String::new();
    for (name, wsdl) in contracts {
        if !wsdl.exists() {
            println!("cargo::warning={name} is left out: its contract does not exist");
            continue;
        }
        let file = format!("{name}.rs");
        Builder::new().wsdl(&wsdl).generate(&file)?;
        let path = Path::new(&env::var_os("OUT_DIR").expect("set by cargo")).join(&file);
        let text = fs::read_to_string(&path).expect("it was generated just now");
        writeln!(modules, "saponify::include!(mod {name});").expect("a string grows");
        writeln!(table, "    &[").expect("a string grows");
        for operation in operations(&text) {
            let path = format!("{name}::operations::{operation}");
            writeln!(table, "        request::<{path}>,\n        reply::<{path}>,").expect("a string grows");
        }
        writeln!(table, "    ],").expect("a string grows");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    fs::write(
        out.join("contracts.rs"),
        format!("{modules}\nstatic CONTRACTS: &[&[Trial]] = &[\n{table}];\n"),
    )
    .expect("the folder for output can be written");
    Ok(())
}

/// The names of the operation types. In generated code, only these types are enums without variants.
fn operations(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.trim_start().strip_prefix("pub enum ")?.strip_suffix(" {}"))
}
