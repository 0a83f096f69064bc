//! A reply that is not a document yields a message with a suggestion.

use super::*;

/// Fetches a reply from the path `/S.svc`.
fn fetch(reply: Reply, arguments: &[&str]) -> Run {
    let server = Server::start(move |_, _| reply.clone());
    let folder = tempfile::tempdir().unwrap();
    let url = server.url("/S.svc");
    let run = saponify(folder.path(), &[&["fetch", &url, "-o", "c"], arguments].concat());
    assert_eq!(names(folder.path()), [""; 0]);
    run
}

#[test]
fn a_web_page_proposes_the_urls_of_the_wsdl() {
    let page = Reply::new(200, "<!DOCTYPE html><html><a href='x'>").with("Content-Type", "text/html");
    fetch(page, &[]).fails(3, &["is a web page", "/S.svc?wsdl` or", "?singleWsdl"]);
    let page = Reply::new(200, "<html><a href=\"/all/S.wsdl\">WSDL</a>").with("Content-Type", "text/html");
    fetch(page, &[]).fails(3, &["the page links to", "/all/S.wsdl`"]);
}

#[test]
fn a_401_reply_names_the_credential_options_and_the_offered_schemes() {
    let login = || Reply::new(401, "").with("WWW-Authenticate", "Basic realm=\"x\"");
    fetch(login(), &[]).fails(3, &["requires a login", "--user NAME", "--bearer TOKEN", "offers Basic"]);
    fetch(login(), &["--user", "a:b"]).fails(3, &["rejects the credentials"]);
}

#[test]
fn a_wsdl_2_0_is_refused_with_a_hint_for_wsdl_1_1() {
    let description = "<description xmlns='http://www.w3.org/ns/wsdl' targetNamespace='urn:x'/>";
    fetch(Reply::xml(description), &[]).fails(3, &["WSDL 2.0", "ask the provider for a WSDL 1.1"]);
}

#[test]
fn replies_without_a_wsdl_are_explained() {
    fetch(Reply::new(404, ""), &[]).fails(3, &["there is no document at", "/S.svc?wsdl`"]);
    fetch(Reply::new(503, ""), &[]).fails(3, &["status 503", "try again later"]);
    fetch(Reply::xml(""), &[]).fails(3, &["is empty"]);
    fetch(Reply::xml("{\"a\": 1}"), &[]).fails(3, &["not well-formed"]);
    fetch(Reply::xml("<a xmlns='urn:a'/>"), &[]).fails(3, &["is neither a WSDL nor a schema"]);
    let loops = format!("<!DOCTYPE a [<!ENTITY a 'x'><!ENTITY b '{}'>]><a>&b;</a>", "&a;".repeat(10));
    fetch(Reply::xml(loops), &[]).fails(3, &["entities"]);
}

#[test]
fn a_server_that_does_not_answer_is_named_without_secrets() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://u:hunter2@127.0.0.1:{port}/S?key=hunter2");
    let run = saponify(folder.path(), &["fetch", &url, "-o", "."]);
    run.fails(3, &["cannot connect to", "/S?key=[redacted]"]);
    assert!(!run.errors.contains("hunter2"));
}

#[test]
fn only_http_and_https_urls_are_accepted() {
    let folder = tempfile::tempdir().unwrap();
    for (url, expected) in [
        ("file:///etc/passwd", "a `file:` URL cannot be fetched"),
        ("Service.wsdl", "not a URL"),
        ("http://", "not a URL"),
    ] {
        saponify(folder.path(), &["fetch", url, "-o", "."]).fails(3, &[expected, "expected an `http`"]);
    }
}

#[test]
fn a_document_that_an_import_needs_is_reported_with_its_place() {
    let server = Server::with(&[("/a.wsdl", wsdl(&import("urn:t", "t.xsd")))]);
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "c"]);
    run.fails(3, &["a.wsdl:6:", "there is no document at", "1 import cannot be fetched", "--keep-going"]);
    assert_eq!(names(folder.path()), [""; 0]);
}
