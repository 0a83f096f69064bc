//! Recorded and replayed exchanges, and injected faults, as users see them.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(feature = "testing")]

mod common;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use common::{FAULT, GetName, RequestHeaders, envelope, named, operations};
use saponify::testing::{Fault, Faulty, Recorder, Replay};
use saponify::transport::{BlockingTransport, Memory, Request, Response, Transport};
use saponify::{Client, Error, ErrorKind, Result, Retries, Version};

/// A folder that is deleted at the end of its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("saponify-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Self(folder)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn service() -> Memory {
    Memory::answering(|request| {
        match request.body.contains(">7<") {
        true => Ok(Response::envelope(envelope(
            "",
            "<GetNameResponse xmlns='urn:names'><Name>seven</Name><Code>t-1</Code><Password>1234</Password></GetNameResponse>",
        ))
        .with_header("Set-Cookie", "c00kie")
        .with_header("X-Node", "n1")),
        false => {
            let mut fault = Response::envelope(envelope("", FAULT));
            fault.status = 500;
            fault.reason = "Oops".into();
            Ok(fault)
        }
    }
    })
}

fn client<T>(transport: T, version: Version) -> Client<T> {
    Client::new(transport, "http://jdoe:pa55word@localhost/names?key=k3y", version)
        .with_basic_auth("jdoe", "pa55word")
}

fn request(id: i32) -> GetName {
    GetName { id: Some(id), password: Some("hunter2".into()) }
}

fn headers() -> RequestHeaders {
    RequestHeaders { ticket: Some("7T:1".into()), zone: Some(3) }
}

fn call<T: BlockingTransport>(client: &Client<T>, id: i32) -> Result<Option<String>> {
    let call = client.call::<operations::GetName>(request(id)).headers(headers());
    Ok(call.send()?.body.name)
}

#[test]
fn a_recorded_exchange_is_two_readable_files_without_secrets() {
    let folder = Folder::new("files");
    let recorder = Recorder::new(service(), &folder.0).unwrap().with_secret("Code").with_header("X-Node");
    let client = client(recorder, Version::Soap11);
    assert_eq!(call(&client, 7).unwrap().as_deref(), Some("seven"));
    assert!(call(&client, 8).is_err());
    assert_eq!(
        folder.names(),
        [
            "0001-GetName.reply.http",
            "0001-GetName.request.http",
            "0002-GetName.reply.http",
            "0002-GetName.request.http",
        ]
    );
    let sent = folder.read("0001-GetName.request.http");
    let head = "POST http://localhost/names HTTP/1.1\nContent-Type: text/xml; charset=utf-8\nSOAPAction: \"urn:names/GetName\"\n\n<?xml";
    assert!(sent.starts_with(head), "{sent}");
    assert!(sent.contains(">7<") && sent.contains("[redacted]"), "{sent}");
    let reply = folder.read("0001-GetName.reply.http");
    let head = "HTTP/1.1 200\nContent-Type: text/xml; charset=utf-8\nX-Node: n1\n\n<s:Envelope";
    assert!(reply.starts_with(head), "{reply}");
    assert!(reply.contains("<Name>seven</Name><Code>redacted</Code><Password>0000</Password>"), "{reply}");
    assert!(folder.read("0002-GetName.reply.http").starts_with("HTTP/1.1 500 Oops\n"));
    for name in folder.names() {
        let text = folder.read(&name);
        for secret in ["hunter2", "7T:1", "pa55word", "k3y", "c00kie", "1234", "t-1"] {
            assert!(!text.contains(secret), "{name}: {secret} in {text}");
        }
    }
    // A later request repeats the secrets of an earlier reply, in an element whose name does not suggest a
    // secret.
    let later = Request::new("http://localhost/", b"<a><Note>hunter2 and 1234</Note></a>".to_vec());
    BlockingTransport::send(client.transport(), later).unwrap();
    let sent = folder.read("0003-call.request.http");
    assert!(sent.ends_with("<a><Note>[redacted] and [redacted]</Note></a>"), "{sent}");
    // A new recorder continues the numbers of the exchanges in the folder.
    let recorder = Recorder::new(service(), &folder.0).unwrap();
    drop(call(&Client::new(recorder, "http://localhost/", Version::Soap11), 7));
    assert!(folder.names().contains(&"0004-GetName.request.http".to_owned()));
}

#[tokio::test]
async fn an_answered_call_that_cannot_be_recorded_is_not_reported_as_never_sent() {
    let folder = Folder::new("removed");
    let client = client(Recorder::new(service(), &folder.0).unwrap(), Version::Soap11);
    fs::remove_dir_all(&folder.0).unwrap();
    let awaited =
        client.call::<operations::GetName>(request(7)).headers(headers()).await.map(|reply| reply.body);
    for error in [call(&client, 7).unwrap_err(), awaited.unwrap_err()] {
        assert!(matches!(error.kind(), ErrorKind::Transport { .. }), "{error}");
        assert!(!error.never_sent(), "{error}");
    }
}

#[tokio::test]
async fn recordings_are_replayed_over_both_kinds_of_transports() {
    for version in [Version::Soap11, Version::Soap12] {
        let folder = Folder::new(&format!("replay-{version:?}"));
        let recorder = client(Recorder::new(service(), &folder.0).unwrap(), version);
        let call_async = async |client: &Client<Recorder<Memory>>, id| {
            client.call::<operations::GetName>(request(id)).headers(headers()).await.map(|reply| reply.body)
        };
        let recorded = call_async(&recorder, 7).await.unwrap();
        assert!(call_async(&recorder, 8).await.is_err());

        let replay = Replay::open(&folder.0).unwrap();
        let client = Client::new(replay.clone(), "http://elsewhere/", version);
        // A request with another ticket and password is answered, because secrets are not compared.
        let other = RequestHeaders { ticket: Some("8T:2".into()), zone: Some(3) };
        let replayed = client
            .call::<operations::GetName>(GetName { password: Some("x".into()), ..request(7) })
            .headers(other);
        assert_eq!(replayed.await.unwrap().body, recorded);
        assert_eq!(replay.unused(), ["0002-GetName"]);
        let error = call(&client, 8).unwrap_err();
        assert_eq!(error.fault().unwrap().reason(), "No such id");
        assert_eq!(error.http().unwrap().status, 500);
        assert_eq!(replay.unused(), <[&str; 0]>::default());
        // The last fitting recording answers all further requests.
        assert!(call(&client, 7).is_ok() && call(&client, 7).is_ok());
    }
}

#[test]
fn recordings_of_the_same_request_answer_in_their_order() {
    let folder = Folder::new("order");
    let names = std::sync::atomic::AtomicUsize::new(0);
    let memory = Memory::answering(move |_| {
        let number = names.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(Response::envelope(named(&format!("name {number}"))))
    });
    let recorder = client(Recorder::new(memory, &folder.0).unwrap(), Version::Soap11);
    (0..3).for_each(|_| drop(call(&recorder, 7).unwrap()));
    let client = client(Replay::open(&folder.0).unwrap(), Version::Soap11);
    let replayed: Vec<_> = (0..4).map(|_| call(&client, 7).unwrap().unwrap()).collect();
    assert_eq!(replayed, ["name 0", "name 1", "name 2", "name 2"]);
}

#[test]
fn a_request_without_a_recording_is_compared_with_the_nearest_one() {
    let folder = Folder::new("nearest");
    let recorder = client(Recorder::new(service(), &folder.0).unwrap(), Version::Soap11);
    drop((call(&recorder, 7), call(&recorder, 8)));
    let client = client(Replay::open(&folder.0).unwrap(), Version::Soap11).with_retries(Retries::new(5));
    let call = client.call::<operations::GetName>(GetName { id: Some(8), password: None });
    let error = call.headers(headers()).send().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport { .. }), "{error:?}");
    assert_eq!((error.attempts(), error.never_sent()), (1, true), "{error}");
    let text = error.to_string();
    let expected = "matches the request with the action `urn:names/GetName`; the nearest is 0002-GetName; \
                    Body/GetName/Password: recorded, but not sent";
    assert!(text.contains(expected), "{text}");
    assert!(!text.contains("hunter2"), "{text}");

    let call = client.call::<operations::Notify>(request(7));
    let text = call.headers(headers()).send().unwrap_err().to_string();
    let expected = "the request with the action `urn:names/Notify`; the nearest is 0001-GetName with the action \
                    `urn:names/GetName`; Header: recorded, but not sent, Body/GetName: recorded";
    assert!(text.contains(expected), "{text}");

    let ignoring = Replay::open(&folder.0).unwrap().ignoring(["Id", "Header"]);
    let client = Client::new(ignoring, "http://localhost/", Version::Soap11);
    let call =
        client.call::<operations::GetName>(request(99)).headers(RequestHeaders { zone: None, ..headers() });
    assert_eq!(call.send().unwrap().body.name.as_deref(), Some("seven"));
}

#[test]
fn attachments_are_compared_without_their_names() {
    let folder = Folder::new("attachments");
    let recorder = Recorder::new(Memory::answering(|_| Ok(Response::new(200, "<ok/>"))), &folder.0).unwrap();
    let send = |transport: &dyn BlockingTransport, name: &str, content: &[u8]| {
        let envelope = format!(
            "<a><f><x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:{name}'/></f></a>"
        );
        let root = format!("--{name}\r\nContent-Type: application/xop+xml\r\n\r\n{envelope}\r\n");
        let part = format!("--{name}\r\nContent-ID: <{name}>\r\n\r\n");
        let body =
            [root.as_bytes(), part.as_bytes(), content, b"\r\n--", name.as_bytes(), b"--\r\n"].concat();
        let mut request = Request::new("http://localhost/", body);
        let content_type = format!("multipart/related; type=\"application/xop+xml\"; boundary={name}");
        request.headers.push(("Content-Type".into(), content_type.into()));
        transport.send(request)
    };
    send(&recorder, "one", b"\xff\x00a").unwrap();
    let replay = Replay::open(&folder.0).unwrap();
    assert_eq!(send(&replay, "two", b"\xff\x00a").unwrap().body, b"<ok/>");
    for (content, expected) in [
        (&b"\xff\x00"[..], "attachment 1: recorded `3 bytes`, sent `2 bytes`"),
        (b"\xff\x00b", "attachment 1: recorded `3 bytes`, sent `3 bytes with other content`"),
    ] {
        let error = send(&replay, "two", content).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
    }
}

/// Sends a request with this media type and body.
fn send(transport: &dyn BlockingTransport, content_type: &str, body: impl Into<Vec<u8>>) -> Result<Response> {
    let body = body.into();
    let mut request = Request::new("http://localhost/", body);
    request.headers.push(("Content-Type".into(), content_type.to_owned().into()));
    transport.send(request)
}

#[test]
fn secrets_that_are_words_of_the_markup_leave_recordings_intact() {
    let folder = Folder::new("words");
    let recorder = Recorder::new(service(), &folder.0).unwrap().with_header("X-Node");
    let words = [("GetName", "Envelope"), ("version", "urn:names"), ("soapenv", "utf-8"), ("Name", "seven")];
    for (user, password) in words {
        let client = Client::new(recorder.clone(), "http://localhost/", Version::Soap11)
            .with_basic_auth(user, password)
            .with_http_header("X-Language", "n1")
            .with_http_header("X-Tenant", "xml");
        assert_eq!(call(&client, 7).unwrap().as_deref(), Some("seven"));
    }
    for name in folder.names() {
        let text = folder.read(&name);
        let is_intact = match name.ends_with("request.http") {
            true => text.contains("SOAPAction: \"urn:names/GetName\"\n") && text.contains(":Envelope"),
            false => text.contains("<GetNameResponse xmlns='urn:names'><Name>"),
        };
        assert!(is_intact && text.contains("Content-Type: text/xml; charset=utf-8\n"), "{name}: {text}");
        assert!(!name.ends_with("reply.http") || text.contains("X-Node: n1\n"), "{name}: {text}");
    }
    assert!(folder.read("0004-GetName.reply.http").contains("<Name>redacted</Name>"));
    let replay = Replay::open(&folder.0).unwrap();
    let client = Client::new(replay, "http://localhost/", Version::Soap11);
    let names: Vec<_> = (0..4).map(|_| call(&client, 7).unwrap().unwrap()).collect();
    assert_eq!(names, ["seven", "seven", "seven", "redacted"]);
}

#[test]
fn a_secret_within_a_longer_text_is_not_compared() {
    let folder = Folder::new("within");
    let recorder = Recorder::new(Memory::answering(|_| Ok(Response::new(200, "<ok/>"))), &folder.0).unwrap();
    let login = |name: &str, note: &str| {
        format!("<a><Password>{name}</Password><Note by='{name}@x'>{note}</Note></a>")
    };
    send(&recorder, "text/xml", login("hunter2", "as hunter2 or hunter2.")).unwrap();
    let replay = Replay::open(&folder.0).unwrap();
    assert!(send(&replay, "text/xml", login("jdoe", "as jdoe or jdoe.")).is_ok());
    for note in ["as jdoe", "is jdoe or jdoe.", "as jdoe and jdoe.", "as jdoe or jdoe", "as or."] {
        let error = send(&replay, "text/xml", login("jdoe", note)).unwrap_err().to_string();
        assert!(error.contains("Note: recorded `as [redacted] or [redacted].`"), "{note}: {error}");
    }
}

/// The content type and the body of a multipart message. The parts have these headers and contents.
fn multipart(parts: &[(&str, &[u8])]) -> (&'static str, Vec<u8>) {
    let mut body = Vec::new();
    for (headers, content) in parts {
        body.extend([b"--b\r\n", headers.as_bytes(), b"\r\n\r\n", content, b"\r\n"].concat());
    }
    body.extend(b"--b--\r\n");
    ("multipart/related; type=\"text/xml\"; start=\"<root>\"; boundary=b", body)
}

#[test]
fn secrets_in_encoded_parts_are_not_recorded() {
    use base64_simd::STANDARD;

    let folder = Folder::new("encoded");
    let text = "<a><Ticket>7T:abcd</Ticket><Note>for 7T:abcd</Note></a>";
    let base64 = STANDARD.encode_to_string(text);
    let quoted = text.replace(':', "=3A").replace("7T", "=37T");
    let latin: Vec<u8> =
        "<a><Ticket>7T:abcd</Ticket><Name>\u{e9}</Name></a>".chars().map(|c| c as u8).collect();
    let key = "<a><PrivateKey><x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:k%3D1'/></PrivateKey>\
               <Image><x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:image'/></Image></a>";
    let root = "Content-Type: text/xml\r\nContent-ID: <root>";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (image, other) = ("Content-Type: image/png\r\nContent-ID: <image>", "Content-ID: <other>");
    let key_part = "Content-ID: <k=1>\r\nContent-Transfer-Encoding: base64";
    let secret = STANDARD.encode_to_string("private-bytes");
    let replies = [
        multipart(&[(&format!("{root}\r\nContent-Transfer-Encoding: base64"), base64.as_bytes())]),
        multipart(&[(&format!("{root}\r\nContent-Transfer-Encoding: Quoted-Printable"), quoted.as_bytes())]),
        multipart(&[
            (image, b"\xff\x00"),
            ("Content-Type: text/xml; charset=iso-8859-1\r\nContent-ID: <root>", &latin),
        ]),
        multipart(&[
            (root, key.as_bytes()),
            (key_part, secret.as_bytes()),
            (image, b"\xff\x00"),
            (other, b"7T:abcd"),
        ]),
        ("text/xml; charset=utf-16le", utf_16.clone()),
        ("text/xml; charset=utf-16", utf_16),
    ];
    let next = std::sync::atomic::AtomicUsize::new(0);
    let answers = replies.to_vec();
    let memory = Memory::answering(move |_| {
        let (content_type, body) = answers[next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)].clone();
        Ok(Response::new(200, body).with_header("Content-Type", content_type))
    });
    let recorder = Recorder::new(memory, &folder.0).unwrap();
    for number in 0..replies.len() {
        send(&recorder, "text/xml", format!("<a><n>{number}</n></a>")).unwrap();
    }
    // Another recorder records a request with the private key that the fourth reply contains.
    let (content_type, body) =
        multipart(&[(root, key.as_bytes()), (key_part, secret.as_bytes()), (image, b"\xff")]);
    let recorder = {
        let memory = Memory::answering(|_| Ok(Response::new(200, "<ok/>")));
        drop(recorder);
        Recorder::new(memory, &folder.0).unwrap()
    };
    send(&recorder, content_type, body.clone()).unwrap();

    for name in folder.names() {
        let bytes = fs::read(folder.0.join(&name)).unwrap();
        let shown = String::from_utf8_lossy(&bytes).replace('\0', "");
        for secret in ["abcd", &base64[..20], "=37T", "private-bytes", &secret] {
            assert!(!shown.contains(secret), "{name}: {secret} in {shown}");
        }
    }
    // The recorded replies can be decoded.
    let replay = Replay::open(&folder.0).unwrap();
    for (number, expected) in [
        "<a><Ticket>redacted</Ticket><Note>for redacted</Note></a>",
        "<a><Ticket>redacted</Ticket><Note>for redacted</Note></a>",
        "<a><Ticket>redacted</Ticket><Name>\u{e9}</Name></a>",
        key,
        "<a><Ticket>redacted</Ticket><Note>for redacted</Note></a>",
        "<a><Ticket>redacted</Ticket><Note>for redacted</Note></a>",
    ]
    .into_iter()
    .enumerate()
    {
        let reply = send(&replay, "text/xml", format!("<a><n>{number}</n></a>")).unwrap();
        let text = String::from_utf8_lossy(&reply.body);
        assert!(text.contains(expected), "{number}: {text}");
        let content_type = reply.header("Content-Type").unwrap();
        assert!(
            content_type.starts_with("multipart/") || content_type == "text/xml; charset=utf-8",
            "{content_type}"
        );
        if number == 2 {
            assert!(text.contains("Content-Type: text/xml; charset=utf-8\r\n"), "{text}");
        }
        if number == 3 {
            let part = "Content-ID: <k=1>\r\nContent-Transfer-Encoding: binary\r\n\r\nredacted\r\n--b\r\n";
            assert!(text.contains(part), "{text}");
            assert!(reply.body.windows(2).any(|window| window == b"\xff\x00"), "{text}");
        }
    }
    // A request with another secret key and the same image is answered, because secrets are not compared.
    let other = STANDARD.encode_to_string("another");
    let (_, body) = multipart(&[(root, key.as_bytes()), (key_part, other.as_bytes()), (image, b"\xff")]);
    assert_eq!(send(&replay, content_type, body).unwrap().body, b"<ok/>");
    let (_, body) = multipart(&[(root, key.as_bytes()), (key_part, other.as_bytes()), (image, b"\xfe")]);
    let error = send(&replay, content_type, body).unwrap_err().to_string();
    assert!(
        error.ends_with("attachment 2: recorded `1 bytes`, sent `1 bytes with other content`"),
        "{error}"
    );
}

#[test]
fn recorders_of_one_folder_do_not_overwrite_each_other() {
    let folder = Folder::new("shared");
    let recorders = [(); 2].map(|()| client(Recorder::new(service(), &folder.0).unwrap(), Version::Soap11));
    for recorder in recorders.iter().chain(&recorders) {
        drop(call(recorder, 7).unwrap());
    }
    let requests = folder.names().into_iter().filter(|name| name.ends_with(".request.http"));
    assert_eq!(requests.count(), 4);
    assert_eq!(Replay::open(&folder.0).unwrap().unused().len(), 4);
}

#[test]
fn recorders_of_one_folder_use_each_number_once_in_the_order_of_the_exchanges() {
    let folder = Folder::new("numbers");
    let recorders = [(); 3].map(|()| Recorder::new(service(), &folder.0).unwrap());
    let send = |recorder: &Recorder<Memory>, action: &str| {
        let mut request = Request::new("http://localhost/", b"<a/>".to_vec());
        request.headers.push(("SOAPAction".into(), action.to_owned().into()));
        BlockingTransport::send(recorder, request).map(drop).unwrap();
    };
    for (index, recorder) in recorders.iter().chain(recorders.iter().rev()).enumerate() {
        send(recorder, &format!("call{index}"));
    }
    let numbered = (0..6).map(|index| format!("{:04}-call{index}", index + 1)).collect::<Vec<_>>();
    assert_eq!(Replay::open(&folder.0).unwrap().unused(), numbered);
    std::thread::scope(|scope| {
        for (index, recorder) in recorders.iter().enumerate() {
            scope.spawn(move || (0..20).for_each(|call| send(recorder, &format!("thread{index}x{call}"))));
        }
    });
    let replay = Replay::open(&folder.0).unwrap();
    let numbers: Vec<_> =
        replay.unused().into_iter().map(|name| name.split('-').next().unwrap().to_owned()).collect();
    assert!(numbers.len() == 66 && numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    assert!(folder.names().iter().all(|name| name.ends_with(".http")), "{:?}", folder.names());
}

#[tokio::test]
async fn a_delayed_request_arrives_after_the_delay() {
    let memory = Memory::answering(|_| Ok(Response::envelope("<a/>")));
    let delayed =
        Faulty::script(memory.clone(), [Fault::none().after(Duration::from_millis(20)), Fault::none()]);
    let exchange = Transport::send(&delayed, Request::new("http://localhost/", b"<a/>".to_vec()));
    assert_eq!(memory.requests().len(), 0);
    // A call that is dropped during the delay was never sent.
    drop(exchange);
    assert_eq!(memory.requests().len(), 0);
    Transport::send(&delayed, Request::new("http://localhost/", b"<a/>".to_vec())).await.unwrap();
    assert_eq!(memory.requests().len(), 1);
}

#[tokio::test]
async fn a_replay_uses_a_recording_when_the_call_is_polled() {
    let folder = Folder::new("polled");
    let recorder = Recorder::new(service(), &folder.0).unwrap();
    let request = || Request::new("http://localhost/", b"<a/>".to_vec());
    BlockingTransport::send(&recorder, request()).unwrap();
    let replay = Replay::open(&folder.0).unwrap();
    drop(Transport::send(&replay, request()));
    assert_eq!(replay.unused().len(), 1);
    Transport::send(&replay, request()).await.unwrap();
    assert_eq!(replay.unused().len(), 0);
}

#[test]
fn a_folder_without_recordings_is_an_error() {
    let folder = Folder::new("empty");
    assert!(Replay::open(&folder.0).is_err());
    fs::create_dir_all(&folder.0).unwrap();
    assert!(Replay::open(&folder.0).unwrap_err().to_string().contains("no recording"));
    fs::write(folder.0.join("0001-a.request.http"), "POST / HTTP/1.1\n\n<a/>").unwrap();
    assert!(Replay::open(&folder.0).unwrap_err().to_string().contains("0001-a.reply.http"));
    fs::write(folder.0.join("0001-a.reply.http"), "HTTP/1.1 ok\n\n<a/>").unwrap();
    assert!(Replay::open(&folder.0).unwrap_err().to_string().contains("status line"));
}

#[test]
fn truncated_and_garbled_replies_are_never_decoded_as_another_value() {
    let whole = named("the name of a user");
    for bytes in 0..=whole.len() {
        let faults = [Fault::truncated(bytes), Fault::broken_off(bytes)];
        let inner = Memory::answering({
            let whole = whole.clone();
            move |_| Ok(Response::envelope(whole.clone()))
        });
        let client = client(Faulty::script(inner, faults), Version::Soap11);
        let truncated = call(&client, 7);
        assert_eq!(truncated.is_ok(), bytes == whole.len(), "{bytes}: {truncated:?}");
        assert!(call(&client, 7).is_err(), "{bytes}");
        assert_eq!(call(&client, 7).unwrap().as_deref(), Some("the name of a user"));
    }
    let inner = || Memory::answering(|_| Ok(Response::envelope(named("é"))));
    for fault in [
        Fault::garbage(),
        Fault::wrong_charset("utf-16"),
        Fault::wrong_charset("us-ascii"),
        Fault::changed_status(404),
    ] {
        let client = client(Faulty::script(inner(), [fault.clone()]), Version::Soap11);
        // The reader ignores a declaration of UTF-16 that the first bytes contradict.
        let name = call(&client, 7);
        assert!(name.as_ref().map_or(true, |name| name.as_deref() == Some("é")), "{fault:?}: {name:?}");
    }
    let client =
        client(Faulty::script(inner(), [Fault::garbage(), Fault::changed_status(404)]), Version::Soap11);
    assert!(call(&client, 7).is_err() && call(&client, 7).is_err());
}

#[tokio::test]
async fn random_faults_and_retries_never_execute_a_call_twice() {
    let inner = Memory::answering(|_| Ok(Response::envelope(named("ok"))));
    let faults = [
        (0.2, Fault::unreachable()),
        (0.2, Fault::status(503).after(Duration::from_millis(1))),
        (0.1, Fault::status(429)),
        (0.1, Fault::closed_before_reply()),
        (0.1, Fault::broken_off(20)),
    ];
    let transport = Faulty::random(inner.clone(), 42, faults);
    let client = client(transport.clone(), Version::Soap11);
    let client = client.with_retries(Retries::new(4).first_wait(Duration::from_micros(10)));
    let mut counts = [0; 3];
    for _ in 0..200 {
        let before = inner.requests().len();
        let result = client.call::<operations::GetName>(request(7)).await;
        let executed = inner.requests().len() - before;
        assert!(executed <= 1, "executed {executed} times: {result:?}");
        let kind = match &result {
            Ok(_) => 0,
            Err(error) if executed == 0 => {
                assert_eq!(error.attempts(), 4, "{error}");
                1
            }
            Err(_) => 2,
        };
        counts[kind] += 1;
    }
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    assert!(transport.requests() > 300, "{}", transport.requests());
}

#[cfg(all(feature = "reqwest", feature = "ureq"))]
#[test]
fn injected_faults_work_over_reqwest_and_ureq() {
    use saponify::transport::{Reqwest, Ureq};

    let server =
        common::server::Server::answering("200 OK", common::server::XML, named("the name of a user"));
    let faults = || {
        [
            Fault::closed_before_reply(),
            Fault::unreachable(),
            Fault::none().after(Duration::from_secs(60)),
            Fault::truncated(40),
            Fault::none().after(Duration::from_millis(50)),
        ]
    };
    let check = |transport: &str, call: &dyn Fn() -> Result<Option<String>>| {
        let before = server.requests().len();
        assert!(call().unwrap_err().is_closed_before_reply(), "{transport}");
        assert!(call().unwrap_err().never_sent(), "{transport}");
        assert!(call().unwrap_err().is_timeout(), "{transport}");
        assert!(call().unwrap_err().place().is_some(), "{transport}");
        assert_eq!(call().unwrap().as_deref(), Some("the name of a user"), "{transport}");
        assert_eq!(server.requests().len() - before, 3, "{transport}");
    };
    let timeout = Duration::from_millis(500);
    let blocking = Client::new(Faulty::script(Ureq::new(), faults()), &*server.endpoint, Version::Soap11);
    let blocking = blocking.with_timeout(timeout);
    check("ureq", &|| call(&blocking, 7));
    let polled = Client::new(Faulty::script(Reqwest::new(), faults()), &*server.endpoint, Version::Soap11);
    let polled = polled.with_timeout(timeout);
    let runtime = common::transports::runtime();
    check("reqwest", &|| {
        let call = polled.call::<operations::GetName>(request(7));
        runtime.block_on(call).map(|reply| reply.body.name)
    });
}

#[test]
fn wrapped_transports_are_transports_of_both_kinds() {
    fn both<T: Transport + BlockingTransport>() {}
    both::<Recorder<Memory>>();
    both::<Faulty<Recorder<Memory>>>();
    both::<Replay>();
    both::<Faulty<Replay>>();
    let _: fn(Error) -> bool = |error| error.never_sent();
}
