//! Files that turn generated code into a crate: manifest, README, and `lib.rs` in place of `mod.rs`.

use std::{fs, path::Path};

use askama::Template;

use super::failure::Failure;
use crate::{Generated, escape, file_names, plan::identifiers};

/// `Cargo.toml`.
#[derive(Template)]
#[template(path = "crate/manifest.toml", escape = "none")]
struct Manifest {
    name: String,
    runtime: String,
}

/// `README.md`.
#[derive(Template)]
#[template(path = "crate/README.md")]
struct Readme<'g> {
    name: String,
    ident: String,
    version: &'static str,
    clients: &'g [String],
    first: &'g str,
    first_name: &'g str,
    command: String,
}

/// Renames the root module to `lib.rs` and adds crate documentation.
pub(super) fn as_library(generated: &mut Generated) {
    let clients: Vec<_> = generated.clients.iter().map(|client| format!("[`{client}`]")).collect();
    if let Some(index) = generated.files.iter().position(|file| file.path == "mod.rs") {
        let about = match clients.is_empty() {
            true => "Types and elements of a schema.".to_owned(),
            false => format!("Clients of SOAP services: {}.", clients.join(", ")),
        };
        generated.begin_crate(index, &[about]);
        if let Some(root) = generated.files.get_mut(index) {
            "lib.rs".clone_into(&mut root.path);
        }
    }
}

/// Writes the manifest and the README unless they exist, since the user may have changed them.
///
/// `runtime` is the folder of the crate `saponify`; without it, the manifest depends on the published version.
pub(super) fn write(folder: &Path, runtime: Option<&Path>, clients: &[String]) -> Result<(), Failure> {
    let name = package_name(folder);
    let runtime = match runtime {
        Some(path) => format!("{{ path = {} }}", toml_string(&path.display().to_string())),
        None => format!("{:?}", env!("CARGO_PKG_VERSION")),
    };
    let first = clients.first().map_or("", String::as_str);
    let readme = Readme {
        ident: name.replace('-', "_"),
        version: env!("CARGO_PKG_VERSION"),
        clients,
        first,
        first_name: first.rsplit("::").next().unwrap_or_default(),
        command: command(),
        name: name.clone(),
    };
    for (file, text) in
        [("Cargo.toml", render(&Manifest { name, runtime })?), ("README.md", render(&readme)?)]
    {
        let path = folder.join(file);
        if !path.exists() {
            fs::write(&path, text).map_err(|error| Failure::Write(path, error))?;
        }
    }
    Ok(())
}

/// Formats a TOML string.
fn toml_string(text: &str) -> String {
    let mut string = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => string.extend(['\\', character]),
            hidden if escape::is_hidden(hidden) => string.push_str(&format!("\\U{:08X}", u32::from(hidden))),
            _ => string.push(character),
        }
    }
    string.push('"');
    string
}

/// Returns a package name: the name of the folder, with the characters that Cargo rejects replaced.
fn package_name(folder: &Path) -> String {
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    match file_names::cut(name.trim_matches('-')) {
        "" => "contract".to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) || is_refused(name) => {
            format!("contract-{name}")
        }
        name => name.to_owned(),
    }
}

/// Whether a package must not have this name, because it is the name of a Windows device such as `con`, a keyword
/// of Rust, the name of a crate of the compiler such as `core`, or the name of the runtime.
fn is_refused(name: &str) -> bool {
    const CRATES: [&str; 6] = ["alloc", "core", "proc_macro", "saponify", "std", "test"];
    file_names::is_reserved(name) || CRATES.contains(&name) || identifiers::snake(name) == format!("{name}_")
}

/// Returns the command line of this process on one line, quoted for a shell.
fn command() -> String {
    let plain = |argument: &str| {
        argument.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:=,@+".contains(&b))
            && !argument.is_empty()
    };
    let arguments = std::env::args_os().skip(1).map(|argument| {
        let argument = argument.to_string_lossy().into_owned();
        if plain(&argument) { argument } else { format!("'{}'", argument.replace('\'', "'\\''")) }
    });
    let command = std::iter::once("saponify".to_owned()).chain(arguments).collect::<Vec<_>>().join(" ");
    escape::visible(&command).into_owned()
}

fn render(page: &impl Template) -> Result<String, Failure> {
    // askama drops the line break at the end of a template.
    page.render().map(|text| text + "\n").map_err(|error| Failure::Defect(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_folder_yields_a_valid_package_name() {
        for (folder, name) in [
            ("netserver", "netserver"),
            ("out/Net Server", "net-server"),
            ("86", "contract-86"),
            ("a_b.c", "a_b-c"),
            ("Ünï", "n"),
            ("…", "contract"),
            ("con", "contract-con"),
            ("Lpt1", "contract-lpt1"),
            ("fn", "contract-fn"),
            ("std", "contract-std"),
            ("saponify", "contract-saponify"),
        ] {
            assert_eq!(package_name(Path::new(folder)), name);
        }
        assert_eq!(package_name(Path::new(&"a".repeat(255))).len(), 200);
    }

    #[test]
    fn any_text_is_a_string_of_toml() {
        let string = toml_string("a\"b\\c\nd\u{7f}\u{202e}\u{e0041}é");
        assert_eq!(string, r#""a\"b\\c\U0000000Ad\U0000007F\U0000202E\U000E0041é""#);
    }
}
