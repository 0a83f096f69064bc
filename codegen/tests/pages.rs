//! Reference pages of the project's own contracts, generated as one family: their links, and completeness compared with
//! the pages of the vendor, SuperOffice.
#![cfg(feature = "cli")]
// Helper functions may panic like the tests that call them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod shared;

use std::{fs, path::Path, process::Command};

/// Writes the pages of User and SoPrincipal to a folder.
fn pages() -> tempfile::TempDir {
    pages_with(&[])
}

/// Writes the pages with further options.
fn pages_with(options: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl");
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    command.arg("docs").args(["User", "SoPrincipal"].map(|service| own.join(format!("{service}.wsdl"))));
    command.args(options).args([
        "--quiet",
        "--secret",
        "GenerateNewPasswordForExternalUserResponse/Response",
        "--out",
    ]);
    assert!(command.arg(folder.path()).status().unwrap().success());
    folder
}

fn page(folder: &tempfile::TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

/// Returns the names in the first column of a page section, with the text of the last column.
fn rows(part: &str) -> Vec<(String, String)> {
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        (cells[0].trim_matches('`').to_owned(), cells.last().unwrap().to_string())
    })
    .collect()
}

#[test]
fn names_in_texts_are_links_to_their_pages() {
    let folder = pages();
    for (path, link) in [
        // The page links to the service that issues the ticket, like the vendor's page.
        (
            "User/GenerateNewPasswordForExternalUser.md",
            "the service [`SoPrincipal`](../SoPrincipal/index.md)",
        ),
        ("User/index.md", "the service [`SoPrincipal`](../SoPrincipal/index.md)"),
        ("User/CreateDefaultUser.md", "pass it to [`SaveUser`](../User/SaveUser.md)"),
        (
            "types/services86/Role.md",
            "[`RoleEntity`](../../types/services86/RoleEntity.md) is the complete role",
        ),
        ("SoPrincipal/AuthenticateUsernamePassword.md", "# AuthenticateUsernamePassword"),
    ] {
        let text = page(&folder, path);
        assert!(text.contains(link), "{link} is not in {path}:\n{text}");
    }
    // A page does not link to itself, and names without a page stay plain code.
    let text = page(&folder, "User/index.md");
    assert!(text.contains("`ApplicationToken`") && text.contains("`SuperOffice.Services86.IUserAgent`"));
    assert!(!text.contains("../User/index.md"));
}

#[test]
fn every_link_has_a_target() {
    let folder = pages();
    let (mut links, mut folders) = (0, vec![folder.path().to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                assert!(folder.join(link).is_file(), "{}: {link}", path.display());
                links += 1;
            }
        }
    }
    assert!(links > 800, "{links}");
}

#[test]
fn the_pages_contain_the_facts_of_the_vendors_pages() {
    let Some(shared) = shared::shared() else { return };
    let text = fs::read_to_string(shared.join("superoffice/reference/Services86-operations.json")).unwrap();
    let vendors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let folder = pages();
    let (mut operations, mut parameters, mut results) = (0, 0, 0);
    for service in ["User", "SoPrincipal"] {
        for (operation, vendor) in vendors[service].as_object().unwrap() {
            let text = page(&folder, &format!("{service}/{operation}.md"));
            let (head, rest) = text.split_once("## Parameters").unwrap();
            let (asked, rest) = rest.split_once("## Result").unwrap();
            let (given, rest) = rest.split_once("## Faults").unwrap();
            let what = head.lines().nth(2).unwrap_or_default();
            assert!(what.ends_with('.') || what.ends_with(':') || what.len() > 20, "{operation}: {what}");
            let description = vendor["description"].as_str().unwrap();
            assert!(
                !description.contains("Online Restricted")
                    || head.contains("Restricted in SuperOffice Online")
            );

            let asked = rows(asked);
            for name in vendor["parameters"].as_object().unwrap().keys() {
                // This parameter has another name on the vendor's page than in the contract.
                let name = if name == "actionResult" { "commandActionResult" } else { name };
                let row = asked.iter().find(|(row, _)| row.to_lowercase() == name.to_lowercase());
                let meaning = row.map(|(_, meaning)| meaning.as_str());
                assert!(meaning.is_some_and(|meaning| meaning.len() > 5), "{operation}: {name}: {meaning:?}");
                parameters += 1;
            }
            let returns = vendor["returns"].as_str().unwrap();
            if !returns.is_empty() && !returns.contains("no return value") {
                let given = rows(given.split("SOAP headers").next().unwrap());
                assert!(
                    given.iter().all(|(_, meaning)| meaning.len() > 5) && !given.is_empty(),
                    "{operation}"
                );
                results += 1;
            }
            // The page of an operation lists the application token (and for User the ticket), and shows both
            // envelopes and the address.
            let needs = |name| asked.iter().any(|(row, _)| row == name);
            assert!(needs("ApplicationToken") && needs("Credentials") == (service == "User"), "{operation}");
            assert_eq!(rest.matches("<soap:Envelope").count(), 2, "{operation}");
            assert!(head.contains(&format!("/Remote/Services86/{service}.svc`")), "{operation}");
            operations += 1;
        }
    }
    println!("{operations} pages, {parameters} parameters and {results} results");
    assert_eq!(operations, 84);
}

/// Returns the paths of all files of a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

#[test]
fn the_site_has_a_page_beside_each_page_of_markdown_and_no_dead_link() {
    let folder = pages_with(&["--html"]);
    let files = files(folder.path());
    let of = |extension: &str| {
        let own = files.iter().filter(|path| path.extension().is_some_and(|own| own == extension));
        own.map(|path| path.with_extension("")).collect::<std::collections::BTreeSet<_>>()
    };
    assert!(of("html").len() > 100);
    assert_eq!(of("html"), of("md"));
    let link = regex::Regex::new("(?:href|src)=\"([^\"]*)\"").unwrap();
    for path in files.iter().filter(|path| path.extension().is_some_and(|own| own == "html")) {
        let text = fs::read_to_string(path).unwrap();
        for target in link.captures_iter(&text).map(|found| found[1].to_owned()) {
            if target.starts_with('#') || target.starts_with("http") {
                continue;
            }
            assert!(path.parent().unwrap().join(&target).exists(), "{target} in {}", path.display());
        }
        for tag in ["<script>", "javascript:", " onclick", " onerror", "style="] {
            assert!(!text.contains(tag), "{tag} in {}", path.display());
        }
    }
}

#[test]
fn a_browser_searches_the_site_without_a_server() {
    let chromium = std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
    let folder = pages_with(&["--html"]);
    let dom = |query: &str| {
        let url = format!("file://{}/index.html?search={query}", folder.path().display());
        let options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom"];
        let quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let output = Command::new(&chromium).args(options).args(quiet).arg(profile).arg(url).output();
        Some(String::from_utf8(output.ok()?.stdout).unwrap())
    };
    let Some(found) = dom("getuser") else {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"skipped: no chromium\n");
        return;
    };
    let first = found.split("id=\"result-0\"").nth(1).unwrap_or_else(|| panic!("no result in {found}"));
    assert!(first.contains("<a href=\"User/GetUser.html\""), "{first}");
    assert!(dom("generate%20external").unwrap().contains("User/GenerateNewPasswordForExternalUser.html\""));
    assert!(dom("nothing%20at%20all").unwrap().contains("nothing found"));
    assert!(dom("%3Cimg%20src%3Dx%3E").unwrap().contains("nothing found"));
}
