//! Secrets of other types than text are masked when a server repeats them in a reply.

use saponify::transport::{Memory, Response};
use saponify::{Element, Error, ReadingMode, from_str_as};

use crate::masked;

/// Each secret in its wire form; for lists, also the single items.
const SECRETS: &[&str] = &[
    "level-one",
    "code-1 code-2",
    "code-2",
    "99501",
    "typed-text",
    "a2V5LWJ5dGVz",
    "99502",
    "first-of-list",
    "from-a-cookie",
    "part-of-a-ticket",
    "YXBpLWtleQ==",
    "99503",
];

fn request() -> masked::Call {
    masked::Call {
        level_token: Some(masked::Level::Other("level-one".to_owned())),
        codes_token: Some(["code-1".to_owned(), "code-2".to_owned()].into()),
        either_token: Some(masked::Either::Int(99501)),
        password: Some(masked::Typed { value: "typed-text".to_owned(), type_: None }),
        private_key: Some(b"key-bytes".to_vec().into()),
        password2: Some(99502),
        passwords: Some(vec!["first-of-list".to_owned()]),
        cookie: Some(Element::parse("<c><d>from-a-cookie</d></c>").unwrap()),
        ticket: Some(masked::CallTicket { part: "part-of-a-ticket".to_owned() }),
        token_type: Some(masked::Level::Other("shown-type".to_owned())),
        has_password: Some(true),
        choice: Some(masked::CallChoice::ApiKey(b"api-key".to_vec().into())),
        session_id: Some(99503),
    }
}

fn failed(reply: &str) -> Error {
    let reply = reply.to_owned();
    let memory = Memory::answering(move |_| {
        Ok(Response::new(500, reply.clone()).with_header("Content-Type", "text/xml"))
    });
    masked::TestClient::new(memory, "http://localhost/").call(request()).send().unwrap_err()
}

#[test]
fn an_echoed_secret_of_a_type_other_than_text_is_masked() {
    let echo = format!("{} shown-type", SECRETS.join(", "));
    let page = format!("<html>{echo}</html>");
    let fault = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Client</faultcode>\
         <faultstring>{echo}</faultstring></s:Fault></s:Body></s:Envelope>"
    );
    for reply in [page, fault] {
        let error = failed(&reply);
        let excerpt = error.http().map_or("", |http| &http.excerpt);
        let shown = format!("{error} {error:?} {excerpt}");
        for secret in SECRETS {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert!(shown.contains("shown-type"), "{shown}");
    }
}

#[test]
fn a_type_that_only_secret_members_use_shows_no_value() {
    let request = request();
    for shown in [
        format!("{:?}", request.either_token),
        format!("{:?}", request.password),
        format!("{:?}", request.ticket),
    ] {
        assert_eq!(shown, "Some([redacted])");
    }
    // The type `Level` is that of the secret `level_token`, but also that of `token_type`, which is not a
    // secret. `Level` therefore shows its values.
    assert_eq!(format!("{:?}", request.token_type), "Some(Other(\"shown-type\"))");
}

#[test]
fn a_secret_of_a_type_other_than_text_is_absent_from_errors_and_accounts() {
    for (member, account) in [
        ("<password2>many-99</password2>", "Call/password2: not a value of its type, found \"[redacted]\"\n"),
        (
            "<Ticket><Part>p</Part><New>many-99</New></Ticket>",
            "Call/Ticket/New: unknown element, found \"[redacted]\"\n",
        ),
    ] {
        let xml = format!("<Call xmlns='urn:t'>{member}</Call>");
        for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
            match from_str_as::<masked::Call>(&xml, mode) {
                Ok((_, found)) => {
                    let lines: String = found.iter().map(|departure| format!("{departure}\n")).collect();
                    assert_eq!(lines, account);
                }
                Err(error) => assert!(!format!("{error} {error:?}").contains("99"), "{error:?}"),
            }
        }
    }
}
