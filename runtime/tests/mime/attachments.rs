//! Attachments in MIME parts beside the envelope: declared in the contract, referenced by a `swaRef` value, or sent and
//! received by an `Extension` of the client.

use super::*;

#[test]
fn attachments_that_the_contract_describes_are_sent_beside_the_envelope() {
    let described = File {
        title: Some("a".into()),
        report: Some(Attachment::new(BYTES)),
        image: Some(Attachment::new("gif").with_content_type("image/gif")),
        ..File::default()
    };
    let expected = File {
        report: Some(Attachment::new(BYTES).with_content_type("application/pdf")),
        ..described.clone()
    };
    let (read, content_type, body) = echo::<Attached>(|client| client, described.clone());
    assert_eq!(read, expected);
    assert!(content_type.starts_with("multipart/related; type=\"text/xml\"; start=\"<"), "{content_type}");
    assert_eq!((count(&body, "Content-ID: <report="), count(&body, "Content-ID: <image=")), (1, 1));
    assert_eq!(echo::<AttachedBare>(|client| client, described.clone()).0, expected);
    let (read, content_type, _) = echo::<Attached>(|client| client.with_mtom(0), described);
    assert_eq!(read, expected);
    assert!(content_type.contains("application/xop+xml"), "{content_type}");
}

#[test]
fn described_attachments_are_found_by_name_and_by_order() {
    let content = |ids: [&str; 2]| {
        let reply =
            answer::<Attached>(message("<Title>a</Title>", &[(ids[0], b"1"), (ids[1], b"2")])).unwrap();
        let text = |part: Option<Attachment>| part.map(|part| part.to_vec()).unwrap_or_default();
        (text(reply.body.report), text(reply.body.image), reply.attachments.len())
    };
    let (one, two) = (b"1".to_vec(), b"2".to_vec());
    assert_eq!(content(["image=7@x", "report=8@x"]), (two.clone(), one.clone(), 0));
    assert_eq!(content(["image", "report"]), (two.clone(), one.clone(), 0));
    assert_eq!(content(["1", "2"]), (one.clone(), two.clone(), 0));
    assert_eq!(content(["1", "report=8@x"]), (two.clone(), one.clone(), 0));
    assert_eq!(content(["other=1@x", "report=8@x"]), (two, Vec::new(), 1));
}

#[test]
fn swa_ref_refers_to_an_attachment_in_both_directions() {
    let linked = File { linked: Some(SwaRef(Attachment::new(BYTES).with_id("é %/?@x"))), ..File::default() };
    let error = client(&Memory::new()).call::<Store>(linked).send().unwrap_err().to_string();
    assert!(error.contains("Body/Store/Linked") && error.contains("visible ASCII"), "{error}");
    let attachment = Attachment::new(BYTES).with_id("%/?@x").with_content_type("a/b");
    let linked = File { linked: Some(SwaRef(attachment)), ..File::default() };
    let (read, content_type, body) = echo::<Store>(|client| client, linked.clone());
    assert_eq!((&read, count(&body, ">cid:%25%2F%3F@x</")), (&linked, 1));
    assert!(content_type.contains("type=\"text/xml\""), "{content_type}");
    // A value that is written outside of a message cannot refer to an attachment.
    assert!(saponify::to_string(("", "file"), &linked).unwrap_err().to_string().contains("only a message"));
}

#[test]
fn a_missing_attachment_that_the_contract_requires_is_an_error() {
    #[derive(Clone, Debug, Default)]
    struct Report {
        report: Attachment,
    }

    impl Record for Report {
        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.within(MIME) {
                "report" => input.once(0, &mut self.report),
                _ => Ok(Found::No),
            }
        }

        fn required(&self) -> &'static [Required] {
            &[(0, "report")]
        }

        fn encode_fields(&self, output: &mut Writer) {
            output.within(MIME).field("report", &self.report);
        }
    }

    enum Fetch {}

    impl Operation for Fetch {
        type Request = File;
        type Reply = Report;
        type RequestHeaders = ();
        type ReplyHeaders = ();
        type Fault = NoFault;

        const CONTRACT: Contract = Contract {
            name: "Fetch",
            action: "",
            request: Body::Element(NS, "Fetch"),
            reply: Body::Attached(&Body::Element(NS, "Stored"), &[("report", "application/pdf")]),
            request_headers: &[],
        };
    }

    let error = answer::<Fetch>(message("", &[])).unwrap_err().to_string();
    assert!(error.contains("Body/Stored: expected the required `report`"), "{error}");
    assert_eq!(&*answer::<Fetch>(message("", &[("x", b"Hi")])).unwrap().body.report, b"Hi");
    let plain = Response::envelope(envelope("", &format!("<Stored xmlns='{NS}'/>")));
    assert!(answer::<Fetch>(plain).unwrap_err().to_string().contains("the required `report`"));
}

#[cfg(all(feature = "reqwest", feature = "ureq"))]
#[test]
fn both_transports_send_the_pieces_and_their_length() {
    use common::server::{Server, reply};
    use saponify::transport::{Reqwest, Ureq};

    let large = File { data: Some(vec![7; 3 << 20].into()), ..file() };
    let server = Server::start(|request, output| {
        let content_type = format!("Content-Type: {}\r\n", request.header("Content-Type").unwrap());
        let body = replace(&request.bytes, b"<Store ", b"<Stored ");
        let body = replace(&body, b"</Store>", b"</Stored>");
        std::io::Write::write_all(output, &reply("200 OK", &content_type, &body)).is_ok()
    });
    let ureq = Client::new(Ureq::new(), &server.endpoint, Version::Soap11).with_mtom(4);
    assert_eq!(ureq.call::<Store>(large.clone()).send().unwrap().body, large);
    let reqwest = Client::new(Reqwest::new(), &server.endpoint, Version::Soap11).with_mtom(4);
    let runtime = common::transports::runtime();
    assert_eq!(runtime.block_on(reqwest.call::<Store>(large.clone())).unwrap().body, large);
    for request in server.requests() {
        assert_eq!(request.header("Content-Length").unwrap().parse(), Ok(request.bytes.len()));
        assert_eq!(request.header("Transfer-Encoding"), None);
    }
}

/// Sends an attachment with each message, and expects one in each reply.
struct Receipt;

impl Extension for Receipt {
    fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(Self))
    }
}

impl ExtensionRun for Receipt {
    fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> Result<()> {
        let receipt = Attachment::new(*b"sent").with_content_type("text/plain").with_id("receipt@here");
        assert_eq!(message.attach(&receipt)?, "cid:receipt@here");
        // The first attachment has this id, so the second one gets a new id.
        assert!(message.attach(&receipt)?.ends_with("@saponify"));
        Ok(())
    }

    fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        let contents: Vec<_> = message.attachments().iter().map(|attachment| attachment.to_vec()).collect();
        match contents.as_slice() {
            [content] if content == b"received" => Ok(()),
            _ => Err(saponify::Error::rejected("no receipt")),
        }
    }
}

#[test]
fn extensions_carry_attachments_beside_the_envelope() {
    let call = |parts: &[(&str, &[u8])]| {
        let memory = Memory::new();
        memory.push(message("<Title>x</Title>", parts));
        let result = client(&memory).with_extension(Receipt).call::<Store>(File::default()).send();
        (result.map(|reply| reply.body.title), memory.requests().remove(0))
    };
    let (title, sent) = call(&[("receipt", b"received")]);
    assert_eq!(title.unwrap().as_deref(), Some("x"));
    assert!(
        sent.header("Content-Type")
            .is_some_and(|value| value.starts_with("multipart/related; type=\"text/xml\""))
    );
    assert!(sent.body.contains("Content-ID: <receipt@here>\r\n\r\nsent\r\n"), "{}", sent.body);
    assert!(matches!(call(&[]).0.unwrap_err().kind(), ErrorKind::Rejected { .. }));
}
