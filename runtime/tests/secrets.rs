//! Secrets are masked in errors, in `Debug` and for observers.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};

use common::{GetName, RequestHeaders, envelope, operations};
use saponify::soap::Block;
use saponify::transport::{Memory, Response};
use saponify::{Client, Element, Error, ObservedReply, ObservedRequest, Observer, Result, Version};

const TICKET: &str = "7T:a<b&c>é";
const ESCAPED: &str = "7T:a&lt;b&amp;c&gt;é";

/// Everything that a call shows: `Debug` of client, call and reply, the error, and what the observer sees.
#[derive(Default)]
struct Seen(Mutex<Vec<String>>);

impl Observer for Seen {
    fn requested(&self, request: &ObservedRequest<'_>) {
        assert_eq!(request.operation(), "GetName");
        assert_eq!(request.action(), "urn:names/GetName");
        assert!(request.size() > 0 && request.call() > 0);
        let headers: Vec<_> = request.http_headers().collect();
        assert!(headers.contains(&("Cookie", "[redacted]")), "{headers:?}");
        assert_eq!(request.http_header("cookie"), Some("[redacted]"));
        assert_eq!(request.expose_http_header("cookie"), Some("cookie-secret"));
        assert_eq!(request.http_header("SOAPAction"), Some("\"urn:names/GetName\""));
        self.0.lock().unwrap().push(format!("{} {headers:?} {}", request.endpoint(), request.envelope()));
    }

    fn replied(&self, reply: &ObservedReply<'_>) {
        assert_eq!(reply.operation(), "GetName");
        let outcome = reply.outcome().map_err(|error| error.to_string());
        let headers: Vec<_> = reply.http_headers().collect();
        if let Some(cookie) = reply.http_header("set-cookie") {
            assert_eq!(cookie, "[redacted]");
            assert_eq!(reply.expose_http_header("SET-COOKIE"), Some("cookie-secret"));
            assert!(headers.contains(&("Set-Cookie", "[redacted]")), "{headers:?}");
        }
        let (status, envelope) = (reply.status(), reply.envelope());
        self.0.lock().unwrap().push(format!("{status:?} {headers:?} {outcome:?} {envelope:?}"));
    }
}

fn call(answer: impl Fn() -> Result<Response> + Send + Sync + 'static) -> (String, Result<String, Error>) {
    let memory = Memory::answering(move |_| answer());
    let seen = Arc::new(Seen::default());
    let block = "<o:Security xmlns:o='urn:o'><o:Password>pa55word</o:Password></o:Security>";
    let client = Client::new(memory.clone(), "http://user:pa55word@localhost/?key=pa55word", Version::Soap11)
        .with_http_header("Authorization", "Bearer bearer-secret")
        .with_header(Block::new(Element::parse(block).unwrap()))
        .with_observer(Arc::clone(&seen));
    let headers = RequestHeaders { ticket: Some(TICKET.into()), zone: Some(3) };
    let request = GetName { id: Some(5), password: Some("hunter2".into()) };
    let call = client
        .call::<operations::GetName>(request.clone())
        .headers(headers.clone())
        .http_header("Cookie", "cookie-secret");
    let mut shown = format!("{client:?} {call:?} {headers:?} {request:?} {memory:?}");
    let result = call.send();
    match &result {
        Ok(reply) => shown += &format!("{reply:?}"),
        Err(error) => {
            shown += &format!("{error} {error:?}");
            shown += error.http().map_or("", |http| &http.excerpt);
        }
    }
    shown += &format!("{:?}", memory.requests());
    shown += &seen.0.lock().unwrap().join("\n");
    for secret in
        [TICKET, ESCAPED, "7T", "hunter2", "pa55word", "bearer-secret", "cookie-secret", "generated"]
    {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    (shown, result.map(|reply| reply.body.code.map_or(String::new(), |code| code.expose().clone())))
}

fn response(text: String) -> Result<Response> {
    Ok(Response::envelope(text).with_header("Set-Cookie", "cookie-secret"))
}

#[test]
fn a_reply_shows_no_secret_and_gives_it_when_asked() {
    let (shown, code) = call(|| {
        response(envelope(
            &format!("<Ticket xmlns='urn:names'>{ESCAPED}</Ticket>"),
            "<GetNameResponse xmlns='urn:names'><Name>shown</Name><Code>generated</Code></GetNameResponse>",
        ))
    });
    assert_eq!(code.unwrap(), "generated");
    assert!(shown.contains("<Code>[redacted]</Code>") && shown.contains("<Name>shown</Name>"), "{shown}");
    assert!(shown.contains(">5</"), "what is no secret is observed: {shown}");
}

#[test]
fn no_failure_shows_a_secret() {
    let echo = format!("{TICKET} {ESCAPED} hunter2 pa55word bearer-secret cookie-secret");
    let reply = "<GetNameResponse xmlns='urn:names'><Code>generated</Code>";
    let cases: Vec<(&str, String)> = vec![
        ("page", format!("<html>{echo}</html>")),
        ("page far in", format!("<html>{}{echo}</html>", " ".repeat(16_370))),
        (
            "fault",
            envelope(
                "",
                &format!(
                    "<s:Fault><faultcode>x:{ESCAPED}</faultcode><faultstring>{ESCAPED} hunter2</faultstring><faultactor>hunter2</faultactor><detail><Password>generated</Password></detail></s:Fault>"
                ),
            ),
        ),
        ("number", envelope("", &format!("{reply}<Count>hunter2</Count></GetNameResponse>"))),
        (
            "secret",
            envelope("", "<GetNameResponse xmlns='urn:names'><Code>generated<x/></Code></GetNameResponse>"),
        ),
        ("cut", envelope("", reply)),
        (
            "cut in the secret",
            envelope("", reply).split("ated").next().unwrap().replace("gener", "generated"),
        ),
        ("no envelope", format!("{reply}</GetNameResponse>")),
        (
            "unsuccessful",
            envelope(
                &format!(
                    "<Succeeded xmlns='urn:names'>false</Succeeded><ExceptionInfo xmlns='urn:names'><Message>{ESCAPED} hunter2</Message><Token>generated</Token></ExceptionInfo>"
                ),
                &format!("{reply}</GetNameResponse>"),
            ),
        ),
        (
            "another element",
            envelope("", "<GetNameResponse xmlns='urn:other'><Code>generated</Code></GetNameResponse>"),
        ),
    ];
    for (case, text) in cases {
        let (shown, result) = call({
            let text = text.clone();
            move || response(text.clone())
        });
        assert!(result.is_err(), "{case}: {shown}");
        for status in [500, 302] {
            let text = text.clone();
            let (shown, result) = call(move || Ok(Response::new(status, text.clone())));
            assert!(result.is_err(), "{case} {status}: {shown}");
        }
    }
    assert!(call(|| Err(Error::connect("http://localhost/", "no cable"))).1.is_err());
}

#[test]
fn no_header_of_a_reply_shows_a_sent_secret_in_an_error() {
    for (status, name, value) in [
        (302, "Location", "http://localhost/hunter2"),
        (302, "Location", "hunter2"),
        (200, "Content-Type", "multipart/related; type=hunter2"),
    ] {
        let client = Client::new(
            Memory::answering(move |_| Ok(Response::new(status, "").with_header(name, value))),
            "http://localhost/",
            Version::Soap11,
        );
        let request = GetName { id: None, password: Some("hunter2".into()) };
        let call = client.call::<operations::GetName>(request);
        let shown = call.send().unwrap_err().to_string();
        assert!(shown.contains("[redacted]") && !shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn a_secret_that_cannot_be_sent_is_not_shown() {
    let client = Client::new(Memory::new(), "http://localhost/", Version::Soap11);
    let request = GetName { id: None, password: Some("hunter2\u{1}".into()) };
    let error = client.call::<operations::GetName>(request.clone()).send().unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert_eq!(error.path(), Some("Body/GetName/Password"));
}

#[test]
fn open_attributes_and_dictionaries_show_no_value_of_a_secret_name() {
    let mut attributes = saponify::Attributes::new();
    attributes.insert(("urn:x", "api-key"), "hunter2");
    attributes.insert(("", "id"), "5");
    let pairs = [("Password", "hunter2"), ("Name", "jdoe")];
    let pairs = pairs.map(|(key, value)| (Some(key.to_owned()), Some(value.to_owned())));
    let shown = format!("{attributes:?} {:?}", saponify::Dictionary(pairs.to_vec()));
    assert!(!shown.contains("hunter2") && shown.contains("\"5\"") && shown.contains("\"jdoe\""), "{shown}");
    assert!(
        shown.ends_with(r#"Dictionary([(Some("Password"), [redacted]), (Some("Name"), Some("jdoe"))])"#),
        "{shown}"
    );
}

#[test]
fn each_part_of_a_sent_http_header_is_masked() {
    let client = |header: (&str, &str), answer: &'static str| {
        let memory = Memory::answering(move |_| Ok(Response::new(500, format!("<html>{answer}</html>"))));
        let client =
            Client::new(memory, "http://localhost/", Version::Soap11).with_http_header(header.0, header.1);
        let call = client
            .call::<operations::GetName>(GetName { id: None, password: None })
            .headers(RequestHeaders { ticket: None, zone: None });
        call.send().unwrap_err().to_string()
    };
    let cookie = ("Cookie", "one=first-secret; two=\"second-secret\"");
    let digest = ("Authorization", "Digest username=\"jdoe\", response=\"6629fae4\", nc=00000001, qop=auth");
    let basic = ("Authorization", "Basic amRvZTpodW50ZXIy");
    for (header, answer) in [
        (cookie, "no first-secret"),
        (cookie, "no second-secret"),
        (digest, "no 6629fae4"),
        (digest, "no jdoe"),
        (basic, "no hunter2"),
        (basic, "no jdoe"),
        (basic, "no amRvZTpodW50ZXIy"),
    ] {
        let shown = client(header, answer);
        assert!(shown.contains("no [redacted]"), "{answer}: {shown}");
    }
    assert!(client(digest, "authentication failed").contains("authentication failed"));
}
