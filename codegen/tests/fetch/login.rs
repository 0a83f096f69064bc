//! Credentials go to the origin of the given URL, and to trusted hosts.

use super::*;

/// A server that requires a login, and one on another port that does not.
fn servers(redirects: bool) -> (Server, Server) {
    let other = Server::start(|_, _| Reply::xml(schema("urn:other", "")));
    let port = other.port;
    let own = Server::start(move |_, request| match request.target.as_str() {
        _ if request.header("Authorization").is_empty() && request.header("X-Key").is_empty() => {
            Reply::new(401, "").with("WWW-Authenticate", "Basic realm=\"boats\"")
        }
        "/a.wsdl" if redirects => Reply::xml(wsdl(&import("urn:other", "moved.xsd"))),
        "/a.wsdl" => Reply::xml(wsdl(&import("urn:other", &format!("http://127.0.0.1:{port}/o.xsd")))),
        _ => Reply::redirect(&format!("http://127.0.0.1:{port}/o.xsd")),
    });
    (own, other)
}

#[test]
fn credentials_are_sent_only_to_the_origin_of_the_given_url() {
    for redirects in [false, true] {
        for (option, value, header, expected) in [
            ("--user", "jdoe:pa:55", "Authorization", "Basic amRvZTpwYTo1NQ=="),
            ("--bearer", "abc", "Authorization", "Bearer abc"),
            ("--header", "X-Key: 123", "X-Key", "123"),
        ] {
            let (own, other) = servers(redirects);
            let folder = tempfile::tempdir().unwrap();
            let url = own.url("/a.wsdl");
            saponify(folder.path(), &["fetch", &url, "-o", ".", option, value]).succeeds();
            assert!(own.requests().iter().all(|request| request.header(header) == expected));
            assert_eq!(other.requests().len(), 1);
            assert_eq!(other.requests()[0].header(header), "", "{option}");
            assert_eq!(other.requests()[0].header("Cookie"), "");
        }
    }
}

#[test]
fn credentials_are_sent_to_trusted_hosts_too() {
    for redirects in [false, true] {
        let (own, other) = servers(redirects);
        for (host, expected) in [
            ("127.0.0.1".to_owned(), "Bearer abc"),
            (format!("127.0.0.1:{}", other.port), "Bearer abc"),
            (format!("127.0.0.1:{}", own.port), ""),
            ("127.0.0.10".to_owned(), ""),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let url = own.url("/a.wsdl");
            saponify(folder.path(), &["fetch", &url, "-o", ".", "--bearer", "abc", "--trust-host", &host])
                .succeeds();
            assert_eq!(other.requests().last().unwrap().header("Authorization"), expected, "{host}");
        }
    }
}

#[test]
fn the_user_in_a_url_logs_in_only_at_the_origin_of_that_url() {
    let documents = |name: &'static str| {
        Server::start(move |_, request| match request.target.as_str() {
            "/a.xsd" => Reply::xml(schema(&format!("urn:{name}"), "<xs:include schemaLocation='b.xsd'/>")),
            _ => Reply::xml(schema(&format!("urn:{name}"), "")),
        })
    };
    let [first, second, third] = ["first", "second", "third"].map(documents);
    let url = |user: &str, server: &Server| format!("http://{user}127.0.0.1:{}/a.xsd", server.port);
    let urls = [url("", &first), url("jdoe:pa%3A55@", &second), url("anna:x@", &third)];
    let fetch = |options: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let urls = urls.each_ref().map(String::as_str);
        saponify(folder.path(), &[&["fetch", "-o", "."][..], &urls, options].concat()).succeeds();
        [&first, &second, &third].map(|server| {
            let requests = server.requests();
            let [.., one, other] = requests.as_slice() else { panic!("{requests:?}") };
            assert_eq!(one.header("Authorization"), other.header("Authorization"));
            other.header("Authorization").to_owned()
        })
    };
    let [jdoe, anna] = ["Basic amRvZTpwYTo1NQ==", "Basic YW5uYTp4"];
    assert_eq!(fetch(&[]), ["", jdoe, anna]);
    assert_eq!(fetch(&["--header", "Authorization: Key 1"]), ["Key 1"; 3]);
    assert_eq!(fetch(&["--bearer", "abc"]), ["Bearer abc"; 3]);
    // The first given URL with a user determines the credentials for a host of `--trust-host`.
    let host = format!("127.0.0.1:{}", first.port);
    assert_eq!(fetch(&["--trust-host", &host]), [jdoe, jdoe, anna]);
}

#[test]
fn credentials_are_not_sent_to_the_other_origin_of_a_redirect_and_the_error_says_so() {
    let target = Server::start(|_, request| match request.header("Authorization") {
        "" => Reply::new(401, "").with("WWW-Authenticate", "Bearer"),
        _ => Reply::xml(wsdl("")),
    });
    let location = target.url("/a.wsdl");
    let given = Server::start(move |_, _| Reply::redirect(&location));
    let folder = tempfile::tempdir().unwrap();
    let run = saponify(folder.path(), &["fetch", &given.url("/"), "-o", ".", "--bearer", "abc"]);
    run.fails(3, &["requires a login", "credentials are sent only to the origin", "--trust-host 127.0.0.1"]);
    assert_eq!(target.requests()[0].header("Authorization"), "");
}

#[test]
fn a_password_or_token_comes_from_the_environment() {
    let (own, _) = servers(false);
    let folder = tempfile::tempdir().unwrap();
    for (option, value, header, expected) in [
        ("--user", "jdoe:env:SECRET", "Authorization", "Basic amRvZTpwYTU1"),
        ("--bearer", "env:SECRET", "Authorization", "Bearer pa55"),
        ("--header", "X-Key: env:SECRET", "X-Key", "pa55"),
    ] {
        let url = own.url("/a.wsdl");
        let arguments = ["fetch", &url, "-o", ".", option, value];
        let mut with = command(folder.path(), &arguments);
        with.env("SECRET", "pa55");
        run(with).succeeds();
        assert_eq!(own.requests().last().unwrap().header(header), expected);
        let mut without = command(folder.path(), &arguments);
        without.env_remove("SECRET");
        run(without).fails(2, &["the environment variable `SECRET` is not set"]);
    }
    for (option, value) in [("--user", "jdoe"), ("--user", "jdoe:prompt:"), ("--bearer", "prompt:")] {
        let url = own.url("/a.wsdl");
        let mut command = command(folder.path(), &["fetch", &url, "-o", ".", option, value]);
        command.stdin(std::process::Stdio::null());
        run(command).fails(2, &["there is no terminal to ask for the value"]);
    }
}

#[test]
fn a_header_that_http_does_not_allow_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for header in ["X-Key: a\nb", "X Key: a"] {
        let run = saponify(folder.path(), &["fetch", "http://127.0.0.1:1/", "-o", ".", "--header", header]);
        run.fails(3, &["characters that HTTP does not allow"]);
    }
}
