//! Imports are stored as plain files, whatever their locations look like.

use super::*;

#[test]
fn imports_of_every_form_are_stored_and_generate_finds_them() {
    let imports = [
        import("urn:relative", "types/relative.xsd"),
        import("urn:absolute", "http://127.0.0.1:PORT/deep/absolute.xsd"),
        import("urn:query", "?xsd=xsd0"),
        import("urn:moved", "/old.xsd"),
        import("urn:rooted", "//127.0.0.1:PORT/rooted.xsd#part"),
    ];
    let server = Server::start(move |port, request| {
        let xml = |text: String| Reply::xml(text.replace("PORT", &port.to_string()));
        match request.target.as_str() {
            "/Boats" => Reply::redirect("/services/Boats.svc?wsdl"),
            "/services/Boats.svc?wsdl" => xml(wsdl(&imports.concat())),
            "/services/types/relative.xsd" => {
                xml(schema("urn:relative", &import("urn:nested", "../nested.xsd")))
            }
            "/services/nested.xsd" => xml(schema("urn:nested", "")),
            "/deep/absolute.xsd" => xml(schema("urn:absolute", "")),
            "/services/Boats.svc?xsd=xsd0" => xml(schema("urn:query", "")),
            "/old.xsd" => Reply::redirect("new/moved.xsd"),
            "/new/moved.xsd" => xml(schema("urn:moved", "")),
            "/rooted.xsd" => xml(schema("urn:rooted", "")),
            _ => Reply::new(404, ""),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/Boats"), "--out", "contract"]);
    run.succeeds();
    assert!(run.errors.contains("7 documents"), "{}", run.errors);
    let out = folder.path().join("contract");
    assert_eq!(
        names(&out),
        [
            "Boats.wsdl",
            "Boats.xsd0.xsd",
            "absolute.xsd",
            "catalog.csv",
            "nested.xsd",
            "old.xsd",
            "relative.xsd",
            "rooted.xsd",
        ]
    );
    let generate = ["generate", "contract/Boats.wsdl", "--out", "boats.rs", "--strict", "--confine-imports"];
    let run = saponify(folder.path(), &generate);
    run.succeeds();
    assert!(!run.errors.contains("note"), "{}", run.errors);
    // Generate all types, so that each import is needed.
    let all = ["generate", "contract/Boats.wsdl", "--out", "-", "--all-types"];
    let code = saponify(folder.path(), &all).output;
    for name in ["absolute", "query", "moved", "nested", "rooted", "relative"] {
        assert!(code.contains(&format!("urn:{name}")), "{name}");
    }
}

#[test]
fn imports_of_wsdls_are_followed() {
    let server = Server::with(&[
        ("/Boats?wsdl", wsdl_with(r#"<import namespace="urn:other" location="Boats?wsdl=part"/>"#, "")),
        ("/Boats?wsdl=part", wsdl_with("", "").replace("urn:boats", "urn:other")),
    ]);
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/Boats?wsdl"), "-o", "."]).succeeds();
    assert_eq!(names(folder.path()), ["Boats.part.wsdl", "Boats.wsdl", "catalog.csv"]);
    saponify(folder.path(), &["list", "Boats.wsdl"]).succeeds();
}

#[test]
fn documents_are_stored_byte_for_byte() {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let bodies = [
        ("/a.wsdl", wsdl(&import("urn:b", "b.xsd")).replace('\n', "\r\n").into_bytes()),
        ("/b.xsd", utf16(&schema("urn:b", &import("urn:c", "c.xsd")))),
        ("/c.xsd", [b"\xEF\xBB\xBF", schema("urn:c", "<!-- \u{e9} -->").as_bytes()].concat()),
    ];
    let served = bodies.clone();
    let server = Server::start(move |_, request| {
        let found = served.iter().find(|(target, _)| *target == request.target);
        found.map_or(Reply::new(404, ""), |(_, body)| Reply::xml(body.clone()))
    });
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]).succeeds();
    for (target, body) in bodies {
        assert!(fs::read(folder.path().join(&target[1..])).unwrap() == body, "{target}");
    }
}

#[test]
fn compressed_replies_are_stored_as_documents() {
    let server = Server::start(|_, _| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packed, wsdl("").as_bytes()).unwrap();
        Reply::xml(packed.finish().unwrap()).with("Content-Encoding", "gzip")
    });
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/Boats.wsdl"), "-o", "."]).succeeds();
    assert_eq!(text(folder.path(), "Boats.wsdl"), wsdl(""));
}

#[test]
fn documents_that_import_each_other_are_requested_once() {
    let server = Server::with(&[
        ("/a.wsdl", wsdl(&import("urn:b", "b.xsd"))),
        ("/b.xsd", schema("urn:b", &import("urn:c", "c.xsd"))),
        ("/c.xsd", schema("urn:c", &(import("urn:b", "./b.xsd") + &import("urn:c", "c.xsd")))),
    ]);
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]).succeeds();
    assert_eq!(server.targets(), ["/a.wsdl", "/b.xsd", "/c.xsd"]);
}

#[test]
fn different_documents_of_one_name_become_two_files() {
    let server = Server::with(&[
        ("/a.wsdl", wsdl(&(import("urn:x", "x/types.xsd") + &import("urn:y", "y/Types.xsd")))),
        ("/x/types.xsd", schema("urn:x", "")),
        ("/y/Types.xsd", schema("urn:y", "")),
    ]);
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]).succeeds();
    assert_eq!(names(folder.path()), ["Types-2.xsd", "a.wsdl", "catalog.csv", "types.xsd"]);
    assert!(text(folder.path(), "Types-2.xsd").contains("urn:y"));
    saponify(folder.path(), &["generate", "a.wsdl", "--out", "a.rs", "--strict"]).succeeds();
}

#[test]
fn one_document_at_urls_that_differ_in_host_becomes_one_file() {
    let imports =
        import("urn:x", "http://127.0.0.1:PORT/t.xsd") + &import("urn:x", "http://localhost:PORT/t.xsd");
    let server = Server::with(&[("/a.wsdl", wsdl(&imports)), ("/t.xsd", schema("urn:x", ""))]);
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]).succeeds();
    assert_eq!(names(folder.path()), ["a.wsdl", "catalog.csv", "t.xsd"]);
    saponify(folder.path(), &["generate", "a.wsdl", "--out", "a.rs", "--strict"]).succeeds();
}

#[test]
fn a_host_that_cannot_be_reached_is_replaced_by_that_of_the_document() {
    let imports = import("urn:x", "http://inner.invalid:8080/S?xsd=1")
        + &import("urn:y", "http://inner.invalid:8080/S?xsd=2");
    let server = Server::with(&[
        ("/S?wsdl", wsdl(&imports)),
        ("/S?xsd=1", schema("urn:x", "")),
        ("/S?xsd=2", schema("urn:y", "")),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/S?wsdl"), "-o", "."]);
    run.succeeds();
    assert_eq!(run.errors.matches("note: documents at `inner.invalid` cannot be fetched").count(), 1);
    assert_eq!(names(folder.path()), ["S.1.xsd", "S.2.xsd", "S.wsdl", "catalog.csv"]);
    saponify(folder.path(), &["generate", "S.wsdl", "--out", "s.rs", "--strict"]).succeeds();
}

#[test]
fn well_known_schemas_are_built_in_where_the_server_has_none() {
    const UTILITY: &str =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    let imports = [
        import("http://www.w3.org/XML/1998/namespace", "xml.xsd"),
        import("http://schemas.xmlsoap.org/soap/encoding/", "http://schemas.xmlsoap.org/soap/encoding/"),
        import("http://www.w3.org/2005/08/addressing", "http://www.w3.org/2005/08/addressing/ws-addr.xsd"),
        import(UTILITY, UTILITY),
        import("http://www.w3.org/2004/08/xop/include", "xop.xsd"),
    ];
    // The server serves only one of these schemas.
    let own = schema("http://www.w3.org/2004/08/xop/include", "");
    let server = Server::with(&[("/a.wsdl", wsdl(&imports.concat())), ("/xop.xsd", own.clone())]);
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]);
    run.succeeds();
    assert!(run.errors.contains("the built-in copy of `http://www.w3.org/XML/1998/namespace` is used"));
    assert_eq!(
        names(folder.path()),
        [
            "a.wsdl",
            "addressing-2005.xsd",
            "catalog.csv",
            "security-utility.xsd",
            "soap-encoding-11.xsd",
            "xml.xsd",
            "xop.xsd"
        ]
    );
    assert_eq!(text(folder.path(), "xop.xsd"), own);
    saponify(folder.path(), &["generate", "a.wsdl", "--out", "a.rs", "--strict"]).succeeds();
}

#[test]
fn several_urls_share_a_folder() {
    let other =
        wsdl(&import("urn:t", "t.xsd")).replace("\"Boats\"", "\"Ships\"").replace("b:Boats", "b:Ships");
    let server = Server::with(&[
        ("/Boats.wsdl", wsdl(&import("urn:t", "t.xsd"))),
        ("/Ships.wsdl", other),
        ("/t.xsd", schema("urn:t", "")),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let urls = (server.url("/Boats.wsdl"), server.url("/Ships.wsdl"));
    saponify(folder.path(), &["fetch", &urls.0, &urls.1, "-o", "c"]).succeeds();
    assert_eq!(names(&folder.path().join("c")), ["Boats.wsdl", "Ships.wsdl", "catalog.csv", "t.xsd"]);
    // A run with only one of the two URLs would remove the documents of the other.
    let run = saponify(folder.path(), &["fetch", &urls.0, "-o", "c"]);
    run.fails(3, &["contains the documents of", "Ships.wsdl"]);
}
