//! Secrets are masked in errors, in `Debug` and for observers.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};

use common::{GetName, NS, RequestHeaders, envelope, operations};
use saponify::generated::Pairs;
use saponify::soap::Block;
use saponify::transport::{Memory, Response};
use saponify::{
    Body, Client, Contract, Dictionary, Element, Error, Found, Name, NoFault, ObservedReply, ObservedRequest,
    Observer, Operation, Reader, ReadingMode, Record, Result, Secret, Version, Writer,
};

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

/// Request and reply of `GetToken` and `GetColour`: a text and a dictionary.
#[derive(Clone, Debug, Default)]
struct Settings {
    colour: Option<Secret<String>>,
    pairs: Option<Dictionary<String, String>>,
}

const PAIRS: &Pairs = &Pairs::new(NS, "Pair", "Key", "Value");

impl Record for Settings {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Colour" => input.once(0, &mut self.colour),
            "Pairs" => input.dictionary(1, PAIRS, &mut self.pairs),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Colour", &self.colour).dictionary("Pairs", PAIRS, &self.pairs);
    }
}

enum GetToken {}
enum GetColour {}

impl Operation for GetToken {
    type Request = Settings;
    type Reply = Settings;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: "GetToken",
        action: "",
        request: Body::Element(NS, "GetToken"),
        reply: Body::Element(NS, "GetTokenResponse"),
        request_headers: &[],
    };
}

impl Operation for GetColour {
    type Request = Settings;
    type Reply = Settings;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;
    const CONTRACT: Contract = Contract { name: "GetColour", ..GetToken::CONTRACT };
}

/// Keeps the envelopes and headers that it is shown.
#[derive(Default)]
struct Envelopes(Mutex<String>);

impl Observer for Envelopes {
    fn requested(&self, request: &ObservedRequest<'_>) {
        self.0.lock().unwrap().push_str(&request.envelope());
    }

    fn replied(&self, reply: &ObservedReply<'_>) {
        let headers: Vec<_> = reply.http_headers().collect();
        let shown =
            format!("{headers:?} {:?} {}", reply.http_header("server"), reply.envelope().unwrap_or_default());
        self.0.lock().unwrap().push_str(&shown);
    }
}

/// Everything that a call shows: `Debug` of the reply or the error, and the observer's view.
fn shown<O: Operation<Request = Settings, Reply = Settings, RequestHeaders = (), ReplyHeaders = ()>>(
    request: Settings,
    mode: ReadingMode,
    response: Response,
) -> String {
    let memory = Memory::new();
    memory.push(response);
    let seen = Arc::new(Envelopes::default());
    let client = Client::new(memory, "http://localhost/", Version::Soap11)
        .with_reading_mode(mode)
        .with_observer(Arc::clone(&seen));
    let result = client.call::<O>(request).send();
    let result = match result {
        Ok(reply) => format!("{reply:?}"),
        Err(error) => format!("{error} {error:?} {:?}", error.http()),
    };
    format!("{result} {}", seen.0.lock().unwrap())
}

fn reply_of(members: &str) -> Response {
    Response::envelope(envelope(
        "",
        &format!("<GetTokenResponse xmlns='urn:names'{members}</GetTokenResponse>"),
    ))
}

#[test]
fn an_unknown_member_of_a_reply_that_is_a_secret_is_not_shown() {
    for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
        for members in [
            "><return>4711x</return>",
            "><Result a='4711x'><b>4711x</b></Result>",
            " id='4711x'>",
            " xmlns:b='urn:b' b:id=\"4711x\">",
        ] {
            let text = shown::<GetToken>(Settings::default(), mode, reply_of(members));
            assert!(!text.contains("4711x") && text.contains("[redacted]"), "{mode:?} {members}: {text}");
            if mode != ReadingMode::Strict {
                let text = shown::<GetColour>(Settings::default(), mode, reply_of(members));
                assert!(
                    text.contains("found: \"4711x\"") || text.contains("<b>4711x</b>"),
                    "{members}: {text}"
                );
            }
        }
        for cut in ["><return>4711x<a></b>", "><return>4711x", "><return>4711x</return><b>"] {
            let text = shown::<GetToken>(Settings::default(), mode, reply_of(cut));
            assert!(!text.contains("4711x"), "{mode:?} {cut}: {text}");
        }
        // Each unknown `<x>` is a departure from the contract. The `Account` of the reply stores only the first
        // 100 departures, but the secrets in the other `<x>` elements must be masked too.
        let many = format!("><Colour>blue</Colour>{}", "<x>4711x</x>".repeat(200));
        let text = shown::<GetToken>(Settings::default(), mode, reply_of(&many));
        assert!(!text.contains("4711x"), "{text}");
    }
}

#[test]
fn the_value_of_a_key_that_suggests_a_secret_is_not_shown() {
    let pairs = [("Name", "jdoe"), ("Password", "4711x"), ("api&key", "&4711x"), ("Zone", "9")];
    let pairs: Dictionary<_, _> = pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let request = Settings { colour: None, pairs: Some(pairs) };
    let echo = "<Colour>a</Colour><Echo>4711x jdoe</Echo>";
    for pairs in [
        "<Pair><Key>Password</Key><Value>0815x</Value></Pair><Pair><Key>Zone</Key><Value>9</Value></Pair>",
        "<Pair><Value>0815x</Value><Key>Password</Key></Pair><Pair><Value>9</Value><Key>Zone</Key></Pair>",
        "<Pair><Key><![CDATA[Password]]></Key><Value>0815x</Value></Pair><Pair><Key>Zone</Key><Value>9</Value></Pair>",
        "<Pair><Key>&#80;asswor&#x64;</Key><Value>0815x</Value></Pair><Pair><Key>Zone</Key><Value>9</Value></Pair>",
    ] {
        let reply = reply_of(&format!(">{echo}<Pairs>{pairs}</Pairs>"));
        let text = shown::<GetColour>(request.clone(), ReadingMode::Standard, reply);
        assert!(!text.contains("0815x") && !text.contains("4711x"), "{pairs}: {text}");
        assert!(text.contains("<Key>Password</Key><Value>[redacted]</Value>"), "{text}");
        assert!(
            text.contains("<Key>Zone</Key><Value>9</Value>") && text.matches("<Value>9</Value>").count() == 2,
            "{text}"
        );
        assert!(text.contains("[redacted] jdoe"), "{text}");
    }
}

#[test]
fn a_plain_header_of_a_reply_does_not_show_a_sent_secret() {
    let request = Settings { colour: Some("4711x".into()), pairs: None };
    for status in [200, 500] {
        let mut reply =
            reply_of("><Colour>a</Colour>").with_header("Server", "gate 4711x").with_header("Date", "today");
        reply.status = status;
        let text = shown::<GetColour>(request.clone(), ReadingMode::Standard, reply);
        assert!(!text.contains("4711x") && text.contains("today"), "{status}: {text}");
    }
}

#[test]
fn an_invalid_nil_has_the_path_of_its_element_and_does_not_show_a_secret() {
    let nil = |name: &str, mode| {
        let nil = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='4711x'";
        let reply = reply_of(&format!("><Colour>a</Colour><n:{name} xmlns:n='urn:n' {nil}/>"));
        shown::<GetColour>(Settings::default(), mode, reply)
    };
    // The invalid `nil` is an error in the standard mode. In the lenient mode, it is a departure in the
    // `Account` of the reply. The error and the departure quote the value of `nil` if the element is `Shade`,
    // but not if the element is `Ticket`, whose name suggests a secret.
    for (mode, found) in
        [(ReadingMode::Standard, "found 4711x"), (ReadingMode::Lenient, r#"Shade/@nil", found: "4711x""#)]
    {
        let text = nil("Ticket", mode);
        assert!(text.contains("Body/GetTokenResponse/Ticket") && !text.contains("4711x"), "{text}");
        let text = nil("Shade", mode);
        assert!(text.contains("Body/GetTokenResponse/Shade") && text.contains(found), "{text}");
    }
}

#[test]
fn credentials_of_urls_in_a_fault_are_not_shown() {
    let fault = "<s:Fault><faultcode>s:Server</faultcode><faultstring>no http://jdoe:pa55@db/</faultstring><faultactor>http://jdoe:pa55@gate/</faultactor></s:Fault>";
    let reply = Response::envelope(envelope("", fault));
    let text = shown::<GetColour>(Settings::default(), ReadingMode::Standard, reply);
    assert!(!text.contains("pa55") && text.contains("<faultactor>http://[redacted]@gate/"), "{text}");
}

/// An operation like [`GetName`], but the parts of its reply are direct children of the body. The contract
/// declares the reply header `code` as a secret, although its name does not suggest one.
enum GetNameParts<const ENCODED: bool> {}

impl<const ENCODED: bool> Operation for GetNameParts<ENCODED> {
    type Request = GetName;
    type Reply = common::GetNameResponse;
    type RequestHeaders = ();
    type ReplyHeaders = common::GetNameResponse;
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: "GetName",
        action: "",
        request: Body::Element(NS, "GetName"),
        reply: if ENCODED { Body::EncodedParts } else { Body::Parts },
        request_headers: &[],
    };
}

/// An operation like [`GetNameParts`], but with one element in the body of the reply.
enum GetNameElement {}

impl Operation for GetNameElement {
    type Request = GetName;
    type Reply = common::GetNameResponse;
    type RequestHeaders = ();
    type ReplyHeaders = common::GetNameResponse;
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: "GetName",
        action: "",
        request: Body::Element(NS, "GetName"),
        reply: Body::Element(NS, "GetNameResponse"),
        request_headers: &[],
    };
}

/// Sends a request with the password `pässwort`; the call fails. Returns two texts: everything that the error
/// shows (`Display`, `Debug` and the excerpt of the reply), and the envelope that the observer sees.
fn failure<O: Operation<Request = GetName, RequestHeaders = ()>>(response: Response) -> [String; 2] {
    let memory = Memory::new();
    memory.push(response);
    let seen = Arc::new(Envelopes::default());
    let client = Client::new(memory, "http://localhost/", Version::Soap11).with_observer(Arc::clone(&seen));
    let request = GetName { id: None, password: Some("pässwort".into()) };
    let error = client.call::<O>(request).send().map(drop).unwrap_err();
    let excerpt = &error.http().unwrap().excerpt;
    let observed = seen.0.lock().unwrap().clone();
    [format!("{error} {error:?} {excerpt}"), observed]
}

#[test]
fn a_reply_with_an_error_status_is_not_shown() {
    let code = "<Code xmlns='urn:names'>generated</Code>";
    let members = format!("{code}<Name xmlns='urn:names'>visible</Name>");
    let element = format!("<GetNameResponse xmlns='urn:names'>{members}</GetNameResponse>");
    let reply = |header, body| Response::new(500, envelope(header, body));
    for [error, observed] in [
        failure::<GetNameParts<false>>(reply("", &members)),
        failure::<GetNameParts<false>>(reply(code, &members)),
        failure::<GetNameParts<true>>(reply(code, &members)),
        failure::<GetNameElement>(reply(code, &element)),
    ] {
        assert!(!error.contains("generated") && !error.contains("visible"), "{error}");
        assert!(error.contains("HTTP status 500"), "{error}");
        assert!(!observed.contains("generated"), "{observed}");
    }
}

#[test]
fn the_unread_part_of_a_reply_without_a_root_element_is_not_shown() {
    let members = "<Count xmlns='urn:names'>many</Count><Code xmlns='urn:names'>generated</Code>";
    let [error, observed] = failure::<GetNameParts<false>>(Response::envelope(envelope("", members)));
    assert!(!error.contains("generated") && !observed.contains("generated"), "{error} {observed}");
}

#[test]
fn a_secret_is_masked_in_bodies_of_every_encoding() {
    let latin_1 = |text: &str| text.chars().map(|character| character as u8).collect::<Vec<_>>();
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let page = "<html>no pässwort today</html>";
    let with_mark = utf_16(&format!("\u{feff}{page}"));
    let (_, cut) = with_mark.split_last().unwrap();
    for (media, body) in [
        ("text/html; charset=iso-8859-1", latin_1(page)),
        ("text/html", latin_1(page)),
        ("text/html; charset=utf-16le", utf_16(page)),
        ("text/html", utf_16(page)),
        ("text/html", with_mark.clone()),
        ("text/xml", cut.to_vec()),
        ("text/plain; charset=utf-16", utf_16("no pässwort today")),
    ] {
        for status in [200, 500] {
            let response = Response::new(status, body.clone()).with_header("Content-Type", media);
            let shown = failure::<GetNameElement>(response);
            for shown in shown {
                assert!(shown.contains("no [redacted] today"), "{media} {status}: {shown}");
                assert!(!shown.contains("sswort") && !shown.contains("s\u{0}s\u{0}"), "{media}: {shown}");
            }
        }
    }
}
