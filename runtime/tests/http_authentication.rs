//! HTTP authentication over both transports, against servers that check the credentials themselves.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "reqwest", feature = "ureq", feature = "digest"))]

mod common;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use common::named;
use common::server::{Received, Server, XML, reply};
use common::transports::each_client;
use md5::Digest as _;
use saponify::transport::Redirects;
use saponify::{ErrorKind, ObservedReply, ObservedRequest, Observer, Retries};

const USER: &str = "Mufasa";
const PASSWORD: &str = "Circle of Life";
const REALM: &str = "soap@example.org";

fn ok() -> Vec<u8> {
    reply("200 OK", XML, named("ok").as_bytes())
}

/// A server that answers with a name if the header `Authorization` is as expected, and otherwise with status 401.
fn expecting(authorization: &'static str) -> Server {
    Server::start(move |request, output| {
        let sent = match request.header("Authorization") {
            Some(value) if value == authorization => ok(),
            other => reply("401 Unauthorized", "", other.unwrap_or("none").as_bytes()),
        };
        output.write_all(&sent).is_ok()
    })
}

#[test]
fn basic_and_bearer_are_in_each_request() {
    // The Base64 of `jürgen:p:w`.
    let server = expecting("Basic asO8cmdlbjpwOnc=");
    each_client!(&server.endpoint, client => client.with_basic_auth("jürgen", "p:w"), |transport, call| {
        assert!(call().is_ok() && call().is_ok(), "{transport}");
    });
    assert_eq!(server.requests().len(), 4);
    let server = expecting("Bearer t0ken");
    each_client!(&server.endpoint, client => client.with_basic_auth("a", "b").with_bearer_token("t0ken"), |transport, call| {
        assert!(call().is_ok(), "{transport}");
    });
    // An `Authorization` header that the program sets takes precedence over the scheme of the client, and the
    // scheme over the user in the URL.
    each_client!(&server.endpoint, client => client.with_http_header("authorization", "Bearer t0ken").with_basic_auth("a", "b"), |transport, call| {
        assert!(call().is_ok(), "{transport}");
    });
    let with_user = server.endpoint.replace("http://", "http://jdoe:pw@");
    each_client!(&with_user, client => client.with_bearer_token("t0ken"), |transport, call| {
        assert!(call().is_ok(), "{transport}");
    });
    let server = expecting("Basic amRvZTpwdw==");
    let with_user = server.endpoint.replace("http://", "http://jdoe:pw@");
    each_client!(&with_user, client => client, |transport, call| assert!(call().is_ok(), "{transport}"));
}

/// Collects everything that an observer sees.
#[derive(Default)]
struct Seen(Mutex<Vec<String>>);

impl Observer for Seen {
    fn requested(&self, request: &ObservedRequest<'_>) {
        let headers: Vec<_> = request.http_headers().collect();
        self.0.lock().unwrap().push(format!("{} {headers:?} {}", request.endpoint(), request.envelope()));
    }

    fn replied(&self, reply: &ObservedReply<'_>) {
        let headers: Vec<_> = reply.http_headers().collect();
        let outcome = reply.outcome().map_err(|error| format!("{error} {error:?}"));
        self.0.lock().unwrap().push(format!("{headers:?} {outcome:?} {:?}", reply.envelope()));
    }
}

#[test]
fn credentials_are_shown_nowhere() {
    let server = Server::start(|request, output| {
        let sent = request.header("Authorization").unwrap_or_default();
        let echo = format!("<html>{sent} pa55word t0ken jdoe-user {sent}</html>");
        let head = format!(
            "Server: pa55word t0ken {sent}\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"
        );
        output.write_all(&reply("401 pa55word t0ken", &head, echo.as_bytes())).is_ok()
    });
    let seen = Arc::new(Seen::default());
    let check = |transport: &str, error: saponify::Error| {
        let shown = format!("{error} {error:?} {:?}", error.http().unwrap()) + &error.http().unwrap().excerpt;
        let shown = shown + &seen.0.lock().unwrap().join("\n");
        for secret in ["pa55word", "t0ken", "jdoe-user", "amRvZS11c2VyOnBhNTV3b3Jk", "response="] {
            // The server repeats secrets in its reason phrase, which some transports pass on.
            assert!(!shown.contains(secret), "{transport}: {secret} in {shown}");
        }
        assert!(shown.contains("[redacted]"), "{transport}: {shown}");
    };
    each_client!(&server.endpoint, client => {
        let client = client.with_basic_auth("jdoe-user", "pa55word").with_observer(Arc::clone(&seen));
        assert!(!format!("{client:?}").contains("pa55word"));
        client.with_http_header("X-Token", "t0ken")
    }, |transport, call| check(transport, call().unwrap_err()));
    each_client!(&server.endpoint, client => {
        let client = client.with_bearer_token("t0ken").with_observer(Arc::clone(&seen));
        client.with_http_header("X-A", "jdoe-user").with_http_header("X-B", "pa55word")
    }, |transport, call| check(transport, call().unwrap_err()));
    let with_user = server.endpoint.replace("http://", "http://jdoe-user:pa55word@");
    each_client!(&with_user, client => {
        client.with_http_header("X-Token", "t0ken").with_observer(Arc::clone(&seen))
    }, |transport, call| check(transport, call().unwrap_err()));
    each_client!(&server.endpoint, client => {
        let client = client.with_digest_auth("jdoe-user", "pa55word").with_observer(Arc::clone(&seen));
        assert!(!format!("{client:?}").contains("pa55word"));
        client.with_http_header("X-Token", "t0ken")
    }, |transport, call| check(transport, call().unwrap_err()));
}

#[test]
fn a_request_with_a_refused_token_is_repeated_only_with_a_new_token() {
    for (first, requests, is_ok) in [("old", 2, true), ("lost", 1, false)] {
        let server = expecting("Bearer new");
        each_client!(&server.endpoint, client => {
            let count = AtomicUsize::new(0);
            client.with_token_provider(move || {
                let number = count.fetch_add(1, Ordering::SeqCst);
                Ok(if first == "old" && number > 0 { "new" } else { first }.to_owned())
            })
        }, |transport, call| {
            let before = server.requests().len();
            assert_eq!(call().is_ok(), is_ok, "{transport} {first}");
            assert_eq!(server.requests().len() - before, requests, "{transport} {first}");
        });
    }
    each_client!("http://127.0.0.1:9/", client => client.with_token_provider(|| Err("no token yet".into())), |transport, call| {
        let error = call().unwrap_err();
        assert!(error.never_sent() && error.to_string().contains("no token yet"), "{transport}: {error}");
    });
}

/// The rules of a server with Digest authentication.
#[derive(Clone, Copy)]
struct Rules {
    algorithm: &'static str,
    qop: Option<&'static str>,
    /// Number of requests after which a nonce is stale.
    nonce_uses: usize,
}

const USUAL: Rules = Rules { algorithm: "SHA-256", qop: Some("auth"), nonce_uses: usize::MAX };

/// A server with Digest authentication that computes the answer by RFC 7616, and accepts each nonce count once.
fn digest_server(rules: Rules) -> Server {
    let state = Mutex::new((0_usize, 0_usize));
    Server::start(move |request, output| {
        let (nonce, uses) = &mut *state.lock().unwrap();
        let accepted = request.header("Authorization").is_some_and(|header| {
            accepts(rules, header, &request.line, &format!("nonce-{nonce}"), *uses + 1)
        });
        let is_stale = accepted && *uses >= rules.nonce_uses;
        if accepted && !is_stale {
            *uses += 1;
            return output.write_all(&ok()).is_ok();
        }
        (*nonce, *uses) = (*nonce + 1, 0);
        let qop = rules.qop.map_or(String::new(), |qop| format!(", qop=\"{qop}\""));
        let head = format!(
            "WWW-Authenticate: Basic realm=\"{REALM}\"\r\nWWW-Authenticate: Digest realm=\"{REALM}\", nonce=\"nonce-{nonce}\", algorithm={}, opaque=\"o\"{qop}, stale={is_stale}\r\n",
            rules.algorithm
        );
        output.write_all(&reply("401 Unauthorized", &head, b"who?")).is_ok()
    })
}

fn accepts(rules: Rules, header: &str, line: &str, nonce: &str, count: usize) -> bool {
    let hash = |text: String| match rules.algorithm.starts_with("MD5") {
        true => hex(&md5::Md5::digest(text)),
        false => hex(&sha2_010::Sha256::digest(text)),
    };
    let Some(parameters) = header.strip_prefix("Digest ") else { return false };
    let parameters: BTreeMap<_, _> = parameters
        .split(", ")
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name, value.trim_matches('"')))
        .collect();
    let get = |name: &str| parameters.get(name).copied().unwrap_or_default();
    let target = line.split(' ').nth(1).unwrap_or_default();
    let mut secret = hash(format!("{USER}:{REALM}:{PASSWORD}"));
    if rules.algorithm.ends_with("-sess") {
        secret = hash(format!("{secret}:{nonce}:{}", get("cnonce")));
    }
    let request = hash(format!("POST:{target}"));
    let number = format!("{count:08x}");
    let expected = match rules.qop {
        None => hash(format!("{secret}:{nonce}:{request}")),
        Some(_) => hash(format!("{secret}:{nonce}:{number}:{}:auth:{request}", get("cnonce"))),
    };
    let fields = [("username", USER), ("realm", REALM), ("nonce", nonce), ("uri", target), ("opaque", "o")];
    fields.iter().all(|(name, value)| get(name) == *value)
        && get("response") == expected
        && (rules.qop.is_none() || get("nc") == number && get("qop") == "auth" && !get("cnonce").is_empty())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn authorized(requests: &[Received]) -> Vec<bool> {
    requests.iter().map(|request| request.header("Authorization").is_some()).collect()
}

#[test]
fn digest_sends_the_first_request_again_and_reuses_the_challenge() {
    for (algorithm, qop) in [
        ("MD5", Some("auth")),
        ("MD5", None),
        ("MD5-sess", Some("auth,auth-int")),
        ("SHA-256", Some("auth-int, auth")),
        ("SHA-256-sess", Some("auth")),
    ] {
        let server = digest_server(Rules { algorithm, qop, ..USUAL });
        let seen = AtomicUsize::new(0);
        let endpoint = format!("{}/a%20b?x=1&y=%C3%A9", server.endpoint);
        each_client!(&endpoint, client => client.with_digest_auth(USER, PASSWORD), |transport, call| {
            for _ in 0..3 {
                assert_eq!(call().unwrap().body.name.as_deref(), Some("ok"), "{transport} {algorithm}");
            }
            let requests = server.requests().split_off(seen.load(Ordering::SeqCst));
            seen.fetch_add(requests.len(), Ordering::SeqCst);
            assert_eq!(authorized(&requests), [false, true, true, true], "{transport} {algorithm}");
            assert!(requests.iter().all(|request| request.body == requests[0].body && request.body.contains(">7<")));
        });
    }
}

#[test]
fn a_stale_nonce_is_replaced() {
    let server = digest_server(Rules { nonce_uses: 1, ..USUAL });
    let seen = AtomicUsize::new(0);
    each_client!(&server.endpoint, client => client.with_digest_auth(USER, PASSWORD), |transport, call| {
        assert!(call().is_ok() && call().is_ok(), "{transport}");
        let requests = server.requests().split_off(seen.load(Ordering::SeqCst));
        seen.fetch_add(requests.len(), Ordering::SeqCst);
        assert_eq!(authorized(&requests), [false, true, true, true], "{transport}");
    });
}

#[test]
fn a_wrong_password_is_tried_once() {
    let server = digest_server(USUAL);
    each_client!(&server.endpoint, client => client.with_digest_auth(USER, "wrong").with_retries(Retries::new(5)).with_idempotent(true), |transport, call| {
        for _ in 0..2 {
            let before = server.requests().len();
            let error = call().unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Http { status: 401, .. }), "{transport}: {error:?}");
            assert!(error.to_string().ends_with("who? (after 2 attempts)"), "{transport}: {error}");
            assert_eq!(authorized(&server.requests()[before..]), [false, true], "{transport}");
        }
    });
}

#[test]
fn a_challenge_that_cannot_be_answered_is_named() {
    for (algorithm, qop, reason) in
        [("SHA-256", "auth-int", "qop=auth-int"), ("SHA3-256", "auth", "SHA3-256")]
    {
        let server = digest_server(Rules { algorithm, qop: Some(qop), ..USUAL });
        each_client!(&server.endpoint, client => client.with_digest_auth(USER, PASSWORD), |transport, call| {
            let before = server.requests().len();
            let error = call().unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Unsupported { .. }), "{transport}: {error:?}");
            assert!(error.to_string().contains(reason), "{transport}: {error}");
            assert_eq!(error.http().map(|http| http.status), Some(401));
            assert_eq!(authorized(&server.requests()[before..]), [false], "{transport}");
        });
    }
}

#[test]
fn digest_never_sends_the_user_of_the_url_as_basic() {
    let server = digest_server(USUAL);
    let with_user = server.endpoint.replace("http://", "http://jdoe:pa55word@");
    each_client!(&with_user, client => client.with_digest_auth(USER, PASSWORD), |transport, call| {
        assert!(call().is_ok(), "{transport}");
    });
    for request in server.requests() {
        assert!(
            request.header("Authorization").is_none_or(|value| value.starts_with("Digest ")),
            "{request:?}"
        );
    }
}

#[test]
fn digest_credentials_stay_with_the_origin_of_the_endpoint() {
    let other = digest_server(USUAL);
    let target = other.endpoint.clone();
    let server = Server::start(move |_, output| {
        let head = format!("Location: {target}\r\n");
        output.write_all(&reply("307 Temporary Redirect", &head, b"")).is_ok()
    });
    let other = Arc::new(other);
    let client = saponify::Client::new(
        saponify::transport::Ureq::new().with_redirects(Redirects::AnyOrigin),
        &*server.endpoint,
        saponify::Version::Soap11,
    );
    let call =
        client.with_digest_auth(USER, PASSWORD).call::<common::operations::GetName>(Default::default());
    assert!(call.send().is_err());
    let client = saponify::Client::new(
        saponify::transport::Reqwest::new().with_redirects(Redirects::AnyOrigin),
        &*server.endpoint,
        saponify::Version::Soap11,
    );
    let call =
        client.with_digest_auth(USER, PASSWORD).call::<common::operations::GetName>(Default::default());
    assert!(common::transports::runtime().block_on(call).is_err());
    assert!(!other.requests().is_empty());
    assert!(other.requests().iter().all(|request| request.header("Authorization").is_none()));
}

#[test]
fn calls_at_the_same_time_share_a_challenge_with_separate_counts() {
    // The server accepts and records every nonce count. The counts may arrive in any order, but each of them
    // must occur once.
    let counts = Arc::new(Mutex::new(Vec::new()));
    let received = Arc::clone(&counts);
    let server = Server::start(move |request, output| match request.header("Authorization") {
        Some(header) => {
            let count = header.split("nc=").nth(1).unwrap().split(',').next().unwrap().to_owned();
            received.lock().unwrap().push(count);
            output.write_all(&ok()).is_ok()
        }
        None => {
            let head = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n";
            output.write_all(&reply("401 Unauthorized", head, b"")).is_ok()
        }
    });
    let client =
        saponify::Client::new(saponify::transport::Ureq::new(), &*server.endpoint, saponify::Version::Soap11)
            .with_digest_auth(USER, PASSWORD);
    let call = |client: &saponify::Client<_>| {
        client.call::<common::operations::GetName>(Default::default()).send().unwrap()
    };
    call(&client);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let client = client.clone();
            scope.spawn(move || (0..5).for_each(|_| drop(call(&client))));
        }
    });
    let mut counts = counts.lock().unwrap().clone();
    counts.sort();
    let expected: Vec<_> = (1..=21).map(|count| format!("{count:08x}")).collect();
    assert_eq!(counts, expected);
}
