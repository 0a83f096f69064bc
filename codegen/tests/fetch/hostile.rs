//! Servers and documents of an attacker, and slow servers.

use std::time::{Duration, Instant};

use super::*;

#[test]
fn file_urls_in_documents_are_refused() {
    let server = Server::with(&[
        ("/a.wsdl", wsdl(&(import("urn:x", "file:///etc/hosts") + &import("urn:t", "t.xsd")))),
        ("/t.xsd", schema("urn:t", "")),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "c"]);
    run.fails(3, &["a.wsdl:6:", "cannot import a `file:` URL", "nothing is written"]);
    assert_eq!(names(folder.path()), [""; 0]);
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "c", "--keep-going"]);
    run.fails(3, &["cannot import a `file:` URL"]);
    assert_eq!(names(&folder.path().join("c")), ["a.wsdl", "catalog.csv", "t.xsd"]);
}

#[test]
fn redirects_to_other_schemes_are_refused() {
    let server = Server::start(|_, _| Reply::redirect("file:///etc/hosts"));
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]);
    run.fails(3, &["redirects to a `file:` URL"]);
}

#[test]
fn documents_cannot_refer_to_private_and_link_local_addresses() {
    for host in [
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1:8080",
        "[fe80::1]",
        "[fd00::1]",
        "0xa9fea9fe",
        "[::ffff:10.0.0.1]",
    ] {
        let import = import("urn:x", &format!("http://{host}/t.xsd"));
        let server = Server::with(&[("/a.wsdl", wsdl(&import))]);
        let folder = tempfile::tempdir().unwrap();
        let began = Instant::now();
        let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]);
        run.fails(3, &["no connection is made", "address", "--allow-private"]);
        assert!(began.elapsed() < Duration::from_secs(5), "{host}");
    }
}

#[test]
fn redirects_to_private_addresses_are_not_followed() {
    let server = Server::start(|_, _| Reply::redirect("http://10.0.0.1/a.wsdl"));
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]);
    run.fails(3, &["no connection is made: `10.0.0.1` is at a private address"]);
}

#[test]
fn documents_of_this_machine_may_refer_to_its_other_addresses() {
    let other = Server::with(&[("/t.xsd", schema("urn:x", ""))]);
    let location = other.url("/t.xsd").replace("127.0.0.1", "localhost");
    let server = Server::with(&[("/a.wsdl", wsdl(&import("urn:x", &location)))]);
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]).succeeds();
    assert_eq!(names(folder.path()), ["a.wsdl", "catalog.csv", "t.xsd"]);
}

#[test]
fn a_given_loopback_address_permits_no_other_to_documents_from_elsewhere() {
    let imports = import("urn:x", "http://127.0.0.1/x.xsd") + &import("urn:y", "http://127.0.0.2/y.xsd");
    let connections = |urls: &[&str]| {
        // The proxy answers for all hosts.
        let proxy = Server::with(&[
            ("/importing.wsdl", wsdl(&imports)),
            ("/own.wsdl", wsdl("")),
            ("/x.xsd", schema("urn:x", "")),
            ("/y.xsd", schema("urn:y", "")),
        ]);
        let folder = tempfile::tempdir().unwrap();
        let mut command = command(folder.path(), &[&["fetch"], urls, &["-o", "."]].concat());
        command.env("http_proxy", proxy.url(""));
        run(command).succeeds();
        let mut hosts = proxy.targets();
        hosts.retain(|target| target.starts_with("127."));
        hosts.sort();
        hosts.dedup();
        hosts
    };
    assert_eq!(connections(&["http://127.0.0.1/importing.wsdl"]), ["127.0.0.1:80", "127.0.0.2:80"]);
    // `importing.wsdl` is now from another host. It may refer to the loopback address `127.0.0.1`, because
    // the second URL of the command line has this address. It must not refer to `127.0.0.2`.
    let urls = ["http://service.example/importing.wsdl", "http://127.0.0.1/own.wsdl"];
    assert_eq!(connections(&urls), ["127.0.0.1:80"]);
}

#[test]
fn behind_a_proxy_loopback_addresses_of_documents_are_refused() {
    let inner = Server::with(&[("/t.xsd", schema("urn:x", ""))]);
    let imports = import("urn:x", &inner.url("/t.xsd")) + &import("urn:y", "http://service.example/y.xsd");
    let proxy = Server::with(&[("/a.wsdl", wsdl(&imports)), ("/y.xsd", schema("urn:y", ""))]);
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(folder.path(), &["fetch", "http://service.example/a.wsdl", "-o", "."]);
    command.env("http_proxy", proxy.url(""));
    run(command).fails(3, &["`127.0.0.1` is at a loopback address"]);
    assert!(inner.requests().is_empty());
    assert!(proxy.targets().contains(&"service.example:80".to_owned()), "{:?}", proxy.targets());
    assert!(proxy.targets().contains(&"/y.xsd".to_owned()));
}

#[test]
fn hosts_that_need_no_proxy_are_reached_directly() {
    let server = Server::with(&[("/a.wsdl", wsdl(""))]);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (exempt, code) in [("example.com, 127.0.0.1", 0), ("*", 0), ("example.com", 3)] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = command(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]);
        command.env("ALL_PROXY", format!("http://u:hunter2@127.0.0.1:{port}")).env("NO_PROXY", exempt);
        let run = run(command);
        assert_eq!(run.code, Some(code), "{exempt}: {}", run.errors);
        assert!(!run.errors.contains("hunter2"));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]);
    command.env("HTTP_PROXY", "hunter2 is not a URL");
    let run = run(command);
    run.fails(3, &["HTTP_PROXY is not the URL of a proxy"]);
    assert!(!run.errors.contains("hunter2"));
}

#[test]
fn file_names_cannot_point_outside_the_folder() {
    let locations = [
        "/x/..%2f..%2fevil.xsd",
        "/x/%2e%2e%5cevil.xsd",
        "?xsd=../../evil.xsd",
        "/x/NUL.xsd",
        "/x/%00.xsd",
        "/catalog.csv",
    ];
    let imports: String =
        locations.iter().enumerate().map(|(at, location)| import(&format!("urn:{at}"), location)).collect();
    let server = Server::start(move |_, request| match request.target.as_str() {
        "/a.wsdl" => Reply::xml(wsdl(&imports)),
        target => Reply::xml(schema(&format!("urn:{target}"), "")),
    });
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "in/c"]).succeeds();
    assert_eq!(names(folder.path()), ["in"]);
    assert_eq!(names(&folder.path().join("in")), ["c"]);
    assert_eq!(names(&folder.path().join("in/c")).len(), 8);
    saponify(folder.path(), &["generate", "in/c/a.wsdl", "--out", "a.rs"]).succeeds();
}

#[test]
fn a_catalog_beside_a_wsdl_cannot_name_files_outside_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("c")).unwrap();
    fs::write(folder.path().join("t.xsd"), schema("urn:t", "")).unwrap();
    fs::write(folder.path().join("c/a.wsdl"), wsdl(&import("urn:t", "http://h/t.xsd"))).unwrap();
    let catalog = "url,local,from,location\nhttp://h/t.xsd,../t.xsd,a.wsdl,http://h/t.xsd\n";
    fs::write(folder.path().join("c/catalog.csv"), catalog).unwrap();
    let run = saponify(folder.path(), &["list", "c/a.wsdl"]);
    assert!(run.errors.contains("nothing is fetched from the network"), "{}", run.errors);
    // This catalog claims that an earlier `fetch` stored its document in `../t.xsd`, outside the folder. The
    // next `fetch` must not remove that file.
    let server = Server::with(&[("/a.wsdl", wsdl(""))]);
    let catalog = catalog.replace(
        "http://h/t.xsd,../t.xsd,a.wsdl,http://h/t.xsd",
        &format!("{},../t.xsd,,", server.url("/a.wsdl")),
    );
    fs::write(folder.path().join("c/catalog.csv"), catalog).unwrap();
    let _ = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "c"]);
    assert!(folder.path().join("t.xsd").exists());
}

#[test]
fn a_catalog_cannot_make_fetch_remove_other_files() {
    let server = Server::with(&[("/a.wsdl", wsdl(""))]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Cargo.toml"), "[package]").unwrap();
    let url = server.url("/a.wsdl");
    let catalog = format!("url,local,from,location\n{url},a.wsdl,,\n{url},Cargo.toml,a.wsdl,x\n");
    fs::write(folder.path().join("catalog.csv"), catalog).unwrap();
    saponify(folder.path(), &["fetch", &url, "-o", "."]).succeeds();
    assert_eq!(names(folder.path()), ["Cargo.toml", "a.wsdl", "catalog.csv"]);
}

#[test]
fn many_imports_that_fail_are_counted() {
    let imports: String =
        (0..2_000).map(|number| import(&format!("urn:{number}"), &format!("file:///{number}"))).collect();
    let server = Server::with(&[("/a.wsdl", wsdl(&imports))]);
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]);
    run.fails(3, &["1,950 more imports cannot be fetched", "2,000 imports cannot be fetched"]);
    assert!(run.errors.len() < 30_000);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_in_the_folder_is_replaced_and_not_followed() {
    let server = Server::with(&[("/a.wsdl", wsdl(""))]);
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "c"]).succeeds();
    fs::write(folder.path().join("precious"), "keep").unwrap();
    fs::remove_file(folder.path().join("c/a.wsdl")).unwrap();
    std::os::unix::fs::symlink("../precious", folder.path().join("c/a.wsdl")).unwrap();
    saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "c"]).succeeds();
    assert_eq!(text(folder.path(), "precious"), "keep");
    assert_eq!(text(folder.path(), "c/a.wsdl"), wsdl(""));
}

#[test]
fn secrets_in_urls_are_in_neither_the_catalog_nor_the_output() {
    let imports =
        import("urn:x", "?xsd=1&amp;sid=hunter2") + &import("urn:y", "http://u:hunter2@127.0.0.1:PORT/y.xsd");
    let server = Server::start(move |port, request| {
        let xml = |text: &str| Reply::xml(text.replace("PORT", &port.to_string()));
        match request.target.as_str() {
            "/S?wsdl&sid=hunter2" => xml(&wsdl(&imports)),
            "/S?xsd=1&sid=hunter2" => xml(&schema("urn:x", &import("urn:z", "missing.xsd?sid=hunter2"))),
            "/y.xsd" => xml(&schema("urn:y", "")),
            _ => Reply::new(404, "hunter2"),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://jdoe:hunter2@127.0.0.1:{}/S?wsdl&sid=hunter2", server.port);
    let fetch = ["fetch", &url, "-o", "c", "--keep-going"];
    let run = saponify(folder.path(), &fetch);
    run.fails(3, &["there is no document at", "missing.xsd?sid=[redacted]"]);
    let catalog = text(folder.path(), "c/catalog.csv");
    for text in [&run.output, &run.errors, &catalog, &names(&folder.path().join("c")).concat()] {
        assert!(!text.contains("hunter2") && !text.contains("jdoe"), "{text}");
    }
    assert!(catalog.contains("S?wsdl&sid=[redacted],S.wsdl"), "{catalog}");
    let all = ["generate", "c/S.wsdl", "--out", "-", "--all-types"];
    let run = saponify(folder.path(), &all);
    assert!(run.output.contains("urn:x") && run.output.contains("urn:y"), "{}", run.errors);
    // The user in the given URL is sent as credentials; the user in the URL of an import is not.
    assert!(
        server.requests().iter().all(|request| request.header("Authorization") == "Basic amRvZTpodW50ZXIy")
    );
}

#[test]
fn ten_thousand_imports_end_at_the_limit() {
    let imports: String =
        (0..10_000).map(|number| import(&format!("urn:{number}"), &format!("{number}.xsd"))).collect();
    let server = Server::start(move |_, request| match request.target.as_str() {
        "/a.wsdl" => Reply::xml(wsdl(&imports)),
        target => Reply::xml(schema(&format!("urn:{}", target.trim_matches(['/', '.', 'x', 's', 'd'])), "")),
    });
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "c"]);
    run.fails(3, &["more than 1000 documents", "--max-documents"]);
    assert_eq!(server.requests().len(), 1000);
    assert!(!folder.path().join("c").exists());
}

#[test]
fn an_endless_chain_of_imports_ends_at_the_limit() {
    let server = Server::start(move |_, request| {
        let next = request.target.len();
        Reply::xml(schema("urn:x", &format!("<xs:include schemaLocation='{}.xsd'/>", "a".repeat(next))))
    });
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.xsd"), "-o", "c", "--max-documents", "50"]);
    run.fails(3, &["more than 50 documents"]);
    assert_eq!(server.requests().len(), 50);
}

#[test]
fn a_chain_of_redirects_ends() {
    let server = Server::start(|_, request| Reply::redirect(&format!("{}a", request.target)));
    let folder = tempfile::tempdir().unwrap();
    saponify(folder.path(), &["fetch", &server.url("/"), "-o", "."]).fails(3, &["more than 10 redirects"]);
    assert_eq!(server.requests().len(), 11);
}

#[test]
fn a_slow_document_ends_at_the_time_limit() {
    let server = Server::start(|_, _| Reply::xml(wsdl("")).slowly(Duration::from_millis(50)));
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", ".", "--timeout", "0.5"]);
    run.fails(3, &["did not arrive within 0.5 seconds", "--timeout"]);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn slow_documents_end_at_the_time_limit_for_all() {
    let imports: String =
        (0..1000).map(|number| import(&format!("urn:{number}"), &format!("{number}.xsd"))).collect();
    let server = Server::start(move |_, request| {
        std::thread::sleep(Duration::from_millis(100));
        match request.target.as_str() {
            "/a.wsdl" => Reply::xml(wsdl(&imports)),
            _ => Reply::xml(schema("urn:x", "")),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", ".", "--max-time", "1"]);
    run.fails(3, &["not all documents arrived within 1 seconds", "--max-time"]);
    assert!(server.requests().len() < 50);
}

#[test]
fn large_documents_end_at_the_limits_of_size() {
    let long = format!("<!-- {} -->", "x".repeat(4000));
    let server = Server::with(&[
        ("/a.wsdl", wsdl(&(import("urn:b", "b.xsd") + &import("urn:c", "c.xsd")))),
        ("/b.xsd", schema("urn:b", &long)),
        ("/c.xsd", schema("urn:c", &long)),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let fetch = |option: &str, bytes: &str| {
        saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "c", option, bytes])
    };
    fetch("--max-document", "3000").fails(3, &["b.xsd` is larger than 3000 bytes", "--max-document"]);
    fetch("--max-total", "8000").fails(3, &["larger than 8000 bytes together", "--max-total"]);
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn text_of_a_server_cannot_control_the_terminal() {
    let server = Server::with(&[("/a.wsdl", wsdl(&import("urn:x", "http://h\u{9b}31m/&#10;x\u{202e}")))]);
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &server.url("/a.wsdl"), "-o", "."]);
    run.fails(3, &[]);
    assert!(!run.errors.contains(['\u{9b}', '\u{202e}', '\u{1b}']), "{}", run.errors);
}

#[test]
fn short_imports_cannot_multiply_a_long_url() {
    for location in ["#", "file:///"] {
        let long = format!("/{}.xsd", "a".repeat(50_000));
        let imports: String =
            (0..5_000).map(|number| import("urn:x", &format!("{location}{number}"))).collect();
        let server = Server::start(move |_, request| match request.target.as_str() {
            "/a.xsd" => Reply::xml(schema("urn:y", &import("urn:x", &long))),
            _ => Reply::xml(schema("urn:x", &imports)),
        });
        let folder = tempfile::tempdir().unwrap();
        let run = saponify(folder.path(), &["fetch", &server.url("/a.xsd"), "-o", "c"]);
        run.fails(3, &["the URLs of all imports have more than"]);
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
