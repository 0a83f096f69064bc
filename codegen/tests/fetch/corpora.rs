//! Contracts of several files, served by a static server: the fetched files equal the served ones.
//!
//! A run takes every sixth contract. `SAPONIFY_TEST_ALL=1` takes all.

use std::{collections::BTreeSet, path::PathBuf};

use super::*;

/// Serves the files of a folder.
fn serve(root: PathBuf) -> Server {
    Server::start(move |_, request| {
        let path = request.target.split('?').next().unwrap().trim_start_matches('/').replace("%20", " ");
        fs::read(root.join(path)).map_or(Reply::new(404, ""), Reply::xml)
    })
}

#[test]
fn fetched_files_equal_the_served_files() {
    let Some(shared) = shared::shared() else { return };
    let corpora = shared.join("corpora");
    let server = serve(corpora.clone());
    let index = fs::read_to_string(corpora.join("index.csv")).unwrap();
    let mut rows = index.lines();
    let header: Vec<&str> = rows.next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|cell| *cell == name).unwrap();
    let columns = ["corpus", "path", "imports_resolve", "closure_files"].map(column);
    let mut fetched = 0;
    let step = if std::env::var_os("SAPONIFY_TEST_ALL").is_some() { 1 } else { 6 };
    let mut several = 0;
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let [corpus, path, resolve, files] =
            columns.map(|column| cells.get(column).copied().unwrap_or_default());
        let path = &format!("{corpus}/{path}");
        let document = fs::read_to_string(corpora.join(path)).unwrap_or_default();
        if resolve != "yes" || files == "1" || document.is_empty() {
            continue;
        }
        several += 1;
        if several % step != 0 {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let url = server.url(&format!("/{}", path.replace(' ', "%20")));
        let before = server.requests().len();
        let run = saponify(folder.path(), &["fetch", &url, "-o", "c", "-q", "--max-documents", "100"]);
        if run.code != Some(0) {
            // Some contracts import the schema of a standard by its public URL, which tests do not reach.
            // Other contracts are broken.
            let is_public =
                ["cannot connect", "no connection"].iter().any(|reason| run.errors.contains(reason));
            let there = saponify(&corpora, &["list", path]);
            assert!(is_public || there.code != Some(0), "{path}: {}", run.errors);
            continue;
        }
        let out = folder.path().join("c");
        let stored: BTreeSet<Vec<u8>> = names(&out)
            .iter()
            .filter(|name| *name != "catalog.csv")
            .map(|name| fs::read(out.join(name)).unwrap())
            .collect();
        for request in server.requests().iter().skip(before) {
            let path = request.target.trim_start_matches('/').replace("%20", " ");
            let original = fs::read(corpora.join(&path)).unwrap_or_default();
            assert!(original.is_empty() || stored.contains(&original), "{path}");
        }
        // The generator generates the same code from the folder as from the corpora.
        let root =
            names(&out).into_iter().find(|name| fs::read(out.join(name)).unwrap() == document.as_bytes());
        let here = saponify(&out, &["generate", &root.unwrap(), "--out", "-", "-q"]);
        let there = saponify(&corpora, &["generate", path, "--out", "-", "-q"]);
        assert_eq!(here.code, there.code, "{path}: {}", here.errors);
        let code = |run: &Run| {
            run.output.lines().filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join("\n")
        };
        assert!(code(&here) == code(&there), "{path}: the code differs");
        fetched += 1;
    }
    assert!(fetched >= 10, "{fetched} contracts");
    println!("{fetched} contracts of several files");
}
