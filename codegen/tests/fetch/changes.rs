//! A second run of `fetch` reports the changes.

use std::sync::{Arc, Mutex};

use super::*;

/// The documents of a server, by request target.
type Documents = Arc<Mutex<Vec<(String, String)>>>;

/// A server whose documents can be replaced.
fn changing(first: &[(&str, String)]) -> (Server, Documents) {
    let owned = first.iter().map(|(target, text)| ((*target).to_owned(), text.clone())).collect();
    let documents: Documents = Arc::new(Mutex::new(owned));
    let served = Arc::clone(&documents);
    let server = Server::start(move |_, request| {
        let documents = served.lock().unwrap();
        let found = documents.iter().find(|(target, _)| *target == request.target);
        found.map_or(Reply::new(404, ""), |(_, text)| Reply::xml(text.clone()))
    });
    (server, documents)
}

#[test]
fn changes_of_documents_and_their_effect_on_callers_are_listed() {
    let (server, documents) =
        changing(&[("/a.wsdl", wsdl(&import("urn:t", "t.xsd"))), ("/t.xsd", schema("urn:t", ""))]);
    let folder = tempfile::tempdir().unwrap();
    let url = server.url("/a.wsdl");
    let (fetch, check) = (["fetch", &url, "-o", "c"], ["fetch", &url, "-o", "c", "--check"]);
    saponify(folder.path(), &check).fails(3, &["contains no fetched documents"]);
    saponify(folder.path(), &fetch).succeeds();
    let run = saponify(folder.path(), &check);
    run.succeeds();
    assert_eq!(run.errors, "nothing changed\n");

    let next = wsdl(&import("urn:u", "u.xsd")).replace("\"Name\"", "\"Title\"");
    *documents.lock().unwrap() =
        vec![("/a.wsdl".to_owned(), next.clone()), ("/u.xsd".to_owned(), schema("urn:u", ""))];
    let run = saponify(folder.path(), &check);
    assert_eq!(run.code, Some(1), "{}", run.errors);
    for expected in ["changed  a.wsdl\n", "removed  t.xsd\n", "added    u.xsd\n", "breaks     ", "changes: "]
    {
        assert!(run.output.contains(expected), "{expected} in {}", run.output);
    }
    assert_eq!(names(&folder.path().join("c")), ["a.wsdl", "catalog.csv", "t.xsd"]);
    assert!(text(folder.path(), "c/a.wsdl").contains("\"Name\""));

    let run = saponify(folder.path(), &fetch);
    run.succeeds();
    assert!(run.output.contains("breaks     "), "{}", run.output);
    assert_eq!(names(&folder.path().join("c")), ["a.wsdl", "catalog.csv", "u.xsd"]);
    assert_eq!(text(folder.path(), "c/a.wsdl"), next);
    saponify(folder.path(), &check).succeeds();
}

#[test]
fn a_change_without_effect_on_callers_is_reported_as_a_change() {
    let (server, documents) = changing(&[("/a.wsdl", wsdl(""))]);
    let folder = tempfile::tempdir().unwrap();
    let url = server.url("/a.wsdl");
    saponify(folder.path(), &["fetch", &url, "-o", "c"]).succeeds();
    documents.lock().unwrap()[0].1.push_str("<!-- new -->");
    let run = saponify(folder.path(), &["fetch", &url, "-o", "c", "--check"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(run.output, "changed  a.wsdl\n\nnothing changed for callers\n");
}

#[test]
fn files_that_fetch_did_not_write_are_not_replaced() {
    let (server, _) = changing(&[("/a.wsdl", wsdl(""))]);
    let url = server.url("/a.wsdl");
    for name in ["a.wsdl", "catalog.csv"] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), "url,local\n").unwrap();
        let run = saponify(folder.path(), &["fetch", &url, "-o", "."]);
        run.fails(3, &["exists already, and `fetch` did not write it"]);
        assert_eq!(names(folder.path()), [name]);
        assert_eq!(text(folder.path(), name), "url,local\n");
    }
}

#[test]
fn a_failed_run_leaves_the_folder_as_it_was() {
    let (server, documents) =
        changing(&[("/a.wsdl", wsdl(&import("urn:t", "t.xsd"))), ("/t.xsd", schema("urn:t", ""))]);
    let folder = tempfile::tempdir().unwrap();
    let url = server.url("/a.wsdl");
    saponify(folder.path(), &["fetch", &url, "-o", "c"]).succeeds();
    documents.lock().unwrap().remove(1);
    saponify(folder.path(), &["fetch", &url, "-o", "c"]).fails(3, &["nothing is written"]);
    assert_eq!(names(&folder.path().join("c")), ["a.wsdl", "catalog.csv", "t.xsd"]);
}
