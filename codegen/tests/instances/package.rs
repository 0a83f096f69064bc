//! Builds the generated code of many roots as one crate, with a module for each, and a program that passes envelopes
//! through it.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::messages::Contract;

/// Writes and builds the crate. Returns the path of the program.
pub(crate) fn build(name: &str, contracts: &[Contract]) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(folder.join("src")).unwrap();
    let mut modules = String::new();
    let mut judges = String::from(
        "//! The functions that judge the messages.\n\nuse saponify::{Element, Validate};\n\nuse crate::{Judge, Mirror, fault, judge};\n\n",
    );
    let mut list = String::new();
    let mut files = vec!["main.rs".to_owned(), "judges.rs".to_owned()];
    for contract in contracts {
        let module = contract.root.module();
        writeln!(modules, "mod {module};").unwrap();
        write_changed(&folder.join("src").join(format!("{module}.rs")), &contract.text);
        files.push(format!("{module}.rs"));
        for message in &contract.messages {
            let path = format!("crate::{}", message.path);
            let types = match message.is_request {
                true => format!("{path}, Mirror<{path}>"),
                false => format!("Mirror<{path}>, {path}"),
            };
            match (&message.faults, message.is_checked) {
                (None, true) => {
                    writeln!(
                        list,
                        "    |original, valid| judge::<{types}>(original, valid, valid.then_some(|body| body.validate())),"
                    )
                    .unwrap();
                }
                (None, false) => {
                    writeln!(list, "    |original, valid| judge::<{types}>(original, valid, None),").unwrap()
                }
                (Some(faults), _) => {
                    let arm = |variant| {
                        format!("crate::{}::{variant}(value) => Element::of(name, value)", faults.path)
                    };
                    let arms = faults.variants.iter().map(arm).collect::<Vec<_>>().join(",\n        ");
                    writeln!(
                        list,
                        "    |original, _| fault::<{path}>(original, |fault, name| match fault {{\n        {arms}\n    }}),"
                    )
                    .unwrap();
                }
            }
        }
    }
    writeln!(judges, "pub(crate) static JUDGES: &[Judge] = &[\n{list}];").unwrap();
    let program = fs::read_to_string(home.join("tests/instances/program/main.rs")).unwrap();
    let program = program.replacen("mod judges;\n", &format!("mod judges;\n{modules}"), 1);
    write_changed(&folder.join("src/main.rs"), &program);
    write_changed(&folder.join("src/judges.rs"), &judges);
    for entry in fs::read_dir(folder.join("src")).unwrap().flatten() {
        if !files.iter().any(|file| entry.file_name() == **file) {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let runtime = home.join("../runtime").canonicalize().unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         saponify = {{ path = {:?}, default-features = false, features = [\"mime\"] }}\n\n[profile.dev]\ndebug = 0\nincremental = false\n\n\
         [profile.dev.package.saponify]\nopt-level = 1\n\n[workspace]\n",
        runtime.display().to_string()
    );
    write_changed(&folder.join("Cargo.toml"), &manifest);
    if !folder.join("Cargo.lock").is_file() {
        fs::copy(home.join("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instances-target");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(errors.chars().take(6000).collect());
    }
    Ok(target.join("debug").join(name))
}

fn write_changed(path: &Path, text: &str) {
    if !fs::read_to_string(path).is_ok_and(|present| present == text) {
        fs::write(path, text).unwrap();
    }
}
