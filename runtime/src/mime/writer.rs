//! Assembles multipart messages (RFC 2387): the envelope as root part, then the attachments.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};

use bytes::Bytes;
use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Attachment;

/// The host part of generated Content-IDs. It need not exist (RFC 2392).
const HOST: &str = "saponify";

/// The content type of attachments that have none.
const DEFAULT_CONTENT_TYPE: &str = "application/octet-stream";

/// The characters to percent-encode in a `cid` URI: all except letters, digits and `-._~@=`.
const ESCAPED_IN_CID: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@').remove(b'=');

/// A part that is ready to be written: an attachment with a Content-ID that is unique in its message.
#[derive(Clone, Debug)]
pub(crate) struct OutgoingPart {
    id: String,
    content_type: String,
    content: Bytes,
}

/// The attachments of a message that is being written.
#[derive(Debug)]
pub(crate) struct Outbox {
    /// Distinguishes the Content-IDs of this message from those of all others.
    token: String,
    parts: Vec<OutgoingPart>,
    ids: HashSet<String>,
}

impl Outbox {
    pub(crate) fn new() -> Self {
        Self { token: random(), parts: Vec::new(), ids: HashSet::new() }
    }

    /// Continues with the attachments of a message that has been written already.
    pub(crate) fn of(parts: Vec<OutgoingPart>) -> Self {
        let ids = parts.iter().map(|part| part.id.clone()).collect();
        Self { token: random(), parts, ids }
    }

    /// Adds an attachment, and returns the URI that refers to it. `name` is the name of the WSDL message part
    /// to which the attachment belongs, if any. `content_type` applies if the attachment has none.
    ///
    /// # Errors
    ///
    /// The reason why a header cannot hold the id or the content type.
    pub(crate) fn add(
        &mut self,
        attachment: &Attachment,
        name: Option<&str>,
        content_type: Option<&str>,
    ) -> Result<String, &'static str> {
        let number = self.parts.len() + 1;
        // WS-I Attachments Profile 1.0, section 3.8.
        let name =
            name.map(|name| format!("{}=", utf8_percent_encode(name, ESCAPED_IN_CID))).unwrap_or_default();
        // An attachment that was received earlier may have the id of another message part, or an id that this
        // message already uses. Such an id is replaced.
        let own = attachment.id().filter(|id| id.starts_with(&name) && !self.ids.contains(*id));
        let id = own.map_or_else(|| format!("{name}{number}.{}@{HOST}", self.token), str::to_owned);
        let content_type = attachment.content_type().or(content_type).unwrap_or(DEFAULT_CONTENT_TYPE);
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
        if id.is_empty() || !id.bytes().all(is_plain) {
            return Err(
                "the id of an attachment must consist of visible ASCII characters other than < and >",
            );
        }
        let is_text = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        if content_type.is_empty() || !content_type.bytes().all(is_text) {
            return Err("the content type of an attachment must consist of visible ASCII characters");
        }
        self.ids.insert(id.clone());
        let reference = format!("cid:{}", utf8_percent_encode(&id, ESCAPED_IN_CID));
        self.parts.push(OutgoingPart {
            id,
            content_type: content_type.to_owned(),
            content: attachment.bytes(),
        });
        Ok(reference)
    }

    /// The parts in the order in which they were added.
    pub(crate) fn into_parts(self) -> Vec<OutgoingPart> {
        self.parts
    }
}

/// The properties of the envelope that determine the headers of a multipart message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EnvelopeProperties<'f> {
    /// The media type of the envelope without parameters, such as `text/xml`.
    pub(crate) media: &'f str,
    /// The SOAP action, if it is written as a parameter of the media type (SOAP 1.2).
    pub(crate) action: Option<&'f str>,
    /// Whether the envelope refers to parts by `xop:Include`.
    pub(crate) is_xop: bool,
}

/// A multipart message around an envelope.
#[derive(Debug)]
pub(crate) struct Assembled {
    /// The `Content-Type` of the whole message.
    pub(crate) content_type: String,
    /// The beginning of the body, up to the envelope.
    head: String,
    /// The rest of the body, after the envelope. Each attachment is a separate piece, so that it is not
    /// copied.
    rest: Vec<Bytes>,
}

impl Assembled {
    /// Joins attachments to an envelope.
    pub(crate) fn new(form: EnvelopeProperties<'_>, envelope: &[u8], parts: Vec<OutgoingPart>) -> Self {
        let boundary = boundary(envelope, &parts);
        let root = format!("root.{}@{HOST}", random());
        let EnvelopeProperties { media, is_xop, .. } = form;
        // Some servers read the action in the headers of the message, others in those of the root part. Write
        // it in both.
        let action = form.action.filter(|action| !action.is_empty());
        let action = action.map_or_else(String::new, |action| format!("; action={}", quoted(action)));
        let (outer, inner) = match is_xop {
            true => (
                format!("type=\"application/xop+xml\"; start=\"<{root}>\"; start-info=\"{media}\""),
                format!("application/xop+xml; charset=UTF-8; type=\"{media}\"{action}"),
            ),
            false => {
                (format!("type=\"{media}\"; start=\"<{root}>\""), format!("{media}; charset=UTF-8{action}"))
            }
        };
        let content_type = format!("multipart/related; {outer}; boundary=\"{boundary}\"{action}");
        let headers = |content_type: &str, id: &str| {
            format!(
                "--{boundary}\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\n\
                 Content-ID: <{id}>\r\n\r\n"
            )
        };
        let head = headers(&inner, &root);
        let mut rest = Vec::with_capacity(2 * parts.len() + 1);
        for OutgoingPart { id, content_type, content } in parts {
            rest.push(Bytes::from(format!("\r\n{}", headers(&content_type, &id))));
            rest.push(content);
        }
        rest.push(Bytes::from(format!("\r\n--{boundary}--\r\n")));
        Self { content_type, head, rest }
    }

    /// The pieces of the body with this envelope.
    pub(crate) fn into_pieces(self, envelope: impl Into<Bytes>) -> impl Iterator<Item = Bytes> {
        [Bytes::from(self.head), envelope.into()].into_iter().chain(self.rest)
    }
}

/// A boundary that occurs in no part. The search costs little in comparison with sending the parts.
fn boundary(envelope: &[u8], parts: &[OutgoingPart]) -> String {
    loop {
        let boundary = format!("saponify-{}", random());
        let occurs = |content: &[u8]| memmem::find(content, boundary.as_bytes()).is_some();
        if !occurs(envelope) && !parts.iter().any(|part| occurs(&part.content)) {
            return boundary;
        }
    }
}

/// 128 random bits in hexadecimal. The standard library seeds each hasher from the system.
fn random() -> String {
    let number = |salt: u64| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(salt);
        hasher.finish()
    };
    format!("{:016x}{:016x}", number(0), number(1))
}

/// A quoted string (RFC 2045, section 5.1).
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mime::content_type::parameter;
    use crate::mime::{Limits, Package};

    const LIMITS: Limits = Limits { parts: 20_000, headers: 16 << 10, bytes: u64::MAX };
    const SOAP11: EnvelopeProperties<'_> =
        EnvelopeProperties { media: "text/xml", action: None, is_xop: true };

    fn message(form: EnvelopeProperties<'_>, attachments: &[Attachment]) -> (String, Vec<u8>) {
        let mut outbox = Outbox::new();
        for attachment in attachments {
            outbox.add(attachment, None, None).unwrap();
        }
        joined(form, outbox)
    }

    fn joined(form: EnvelopeProperties<'_>, outbox: Outbox) -> (String, Vec<u8>) {
        let assembled = Assembled::new(form, b"<a/>", outbox.into_parts());
        let content_type = assembled.content_type.clone();
        let pieces: Vec<_> = assembled.into_pieces(Bytes::from_static(b"<a/>")).collect();
        (content_type, pieces.concat())
    }

    fn read(content_type: &str, body: &[u8]) -> crate::Result<Package> {
        Package::read(content_type, &Bytes::copy_from_slice(body), LIMITS)
    }

    #[test]
    fn headers_state_the_media_types_of_the_envelope_and_of_xop() {
        let (content_type, body) = message(SOAP11, &[]);
        for (name, expected) in [("type", "application/xop+xml"), ("start-info", "text/xml")] {
            assert_eq!(parameter(&content_type, name).as_deref(), Some(expected));
        }
        let root = read(&content_type, &body).unwrap();
        assert_eq!(root.root_type, "application/xop+xml; charset=UTF-8; type=\"text/xml\"");
        assert_eq!((&*root.root, root.parts.list().is_empty()), (&b"<a/>"[..], true));

        let form =
            EnvelopeProperties { media: "application/soap+xml", action: Some("urn:a\"b"), is_xop: true };
        let (content_type, body) = message(form, &[]);
        assert_eq!(parameter(&content_type, "start-info").as_deref(), Some("application/soap+xml"));
        let root_type = read(&content_type, &body).unwrap().root_type;
        assert_eq!(parameter(&root_type, "action").as_deref(), Some("urn:a\"b"));
        assert_eq!(parameter(&root_type, "type").as_deref(), Some("application/soap+xml"));

        let (content_type, body) = message(EnvelopeProperties { is_xop: false, ..SOAP11 }, &[]);
        assert_eq!(parameter(&content_type, "type").as_deref(), Some("text/xml"));
        assert_eq!(read(&content_type, &body).unwrap().root_type, "text/xml; charset=UTF-8");
    }

    #[test]
    fn ids_follow_the_attachments_profile_and_are_unique() {
        let mut outbox = Outbox::new();
        let first = outbox.add(&Attachment::new("x"), Some("a b"), None).unwrap();
        let second = outbox.add(&Attachment::new("x"), Some("a b"), None).unwrap();
        assert!(first.starts_with("cid:a%2520b=") && first.ends_with("@saponify"), "{first}");
        assert_ne!(first, second);
        let own = Attachment::new("x").with_id("1%/é?").with_content_type("a/b");
        assert!(outbox.add(&own, None, None).is_err());
        let own = own.with_id("1%/?@x");
        assert_eq!(outbox.add(&own, None, None).as_deref(), Ok("cid:1%25%2F%3F@x"));
        // An id that an earlier attachment has, and an id that begins with the name of another part, are
        // replaced.
        assert!(outbox.add(&own, None, None).unwrap().ends_with("@saponify"));
        assert!(outbox.add(&own.clone().with_id("a=1@x"), Some("b"), None).unwrap().starts_with("cid:b="));
        assert_eq!(outbox.add(&own.with_id("b=1@x"), Some("b"), None).as_deref(), Ok("cid:b=1@x"));
        for (id, content_type) in
            [("a\r\nX: y", "a/b"), ("<a>", "a/b"), ("", "a/b"), ("b", "a/b\r\nX: y"), ("b", "")]
        {
            let attachment = Attachment::new("").with_id(id).with_content_type(content_type);
            assert!(outbox.add(&attachment, None, None).is_err(), "{id} {content_type}");
        }
    }

    #[test]
    fn names_and_then_the_order_assign_parts_to_message_parts() {
        let mut outbox = Outbox::new();
        for (content, name, id) in
            [("1", None, None), ("2", Some("b"), None), ("3", None, Some("c")), ("4", Some("other"), None)]
        {
            let mut attachment = Attachment::new(content);
            if let Some(id) = id {
                attachment = attachment.with_id(id);
            }
            outbox.add(&attachment, name, None).unwrap();
        }
        let (content_type, body) = joined(SOAP11, outbox);
        let parts = read(&content_type, &body).unwrap().parts;
        let assigned = |names: &[&str]| -> Vec<Option<Vec<u8>>> {
            let parts = parts.assign(names, |_| false);
            parts.into_iter().map(|part| part.map(|part| part.attachment.to_vec())).collect()
        };
        let some = |text: &str| Some(text.as_bytes().to_vec());
        assert_eq!(assigned(&["a", "b", "c", "d"]), [some("1"), some("2"), some("3"), None]);
        assert_eq!(assigned(&["other"]), [some("4")]);
    }

    #[test]
    fn ten_thousand_parts_come_back() {
        let attachments: Vec<_> = (0..10_000_u32)
            .map(|number| Attachment::new(number.to_be_bytes()).with_id(format!("{number}@x")))
            .map(|attachment| attachment.with_content_type(DEFAULT_CONTENT_TYPE))
            .collect();
        let mut outbox = Outbox::new();
        for attachment in &attachments {
            outbox.add(attachment, None, None).unwrap();
        }
        let (content_type, body) = joined(SOAP11, outbox);
        let read = read(&content_type, &body).unwrap().parts;
        assert_eq!(read.list(), attachments);
        assert_eq!(read.find("cid:9999@x").unwrap().index, 9999);
    }

    fn attachments() -> impl Strategy<Value = Vec<Attachment>> {
        // Contents that resemble the delimiters between parts: line breaks, dashes and beginnings of a
        // boundary.
        let piece = prop_oneof![
            Just("\r\n"),
            Just("\n"),
            Just("\r"),
            Just("--"),
            Just("saponify-"),
            Just("-"),
            Just(" "),
            Just("\0"),
            Just("x: y")
        ];
        let delimiting =
            proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes());
        let content = prop_oneof![delimiting, proptest::collection::vec(any::<u8>(), 0..40)];
        proptest::collection::vec(content.prop_map(Attachment::new), 0..5)
    }

    proptest! {
        #[test]
        fn contents_come_back_and_every_cut_is_an_error(attachments in attachments()) {
            let (content_type, body) = message(SOAP11, &attachments);
            let package = read(&content_type, &body).unwrap();
            prop_assert_eq!(&*package.root, b"<a/>");
            let contents = |list: &[Attachment]| list.iter().map(|part| part.to_vec()).collect::<Vec<_>>();
            prop_assert_eq!(contents(package.parts.list()), contents(&attachments));
            // The line break at the end of the message is optional. A message that ends before or within its
            // last delimiter is incomplete.
            for end in 0..body.len() - 2 {
                let cut = read(&content_type, &body[..end]);
                prop_assert!(cut.is_err(), "{} of {}", end, body.len());
            }
        }

        #[test]
        fn a_boundary_in_a_content_is_kept(before in ".{0,20}", after in ".{0,20}") {
            // The attachment is a complete multipart message with its own boundary, such as a forwarded
            // message.
            let (content_type, inner) = message(SOAP11, &[Attachment::new("x")]);
            let content = [before.as_bytes(), &inner, after.as_bytes()].concat();
            let (outer_type, body) = message(SOAP11, &[Attachment::new(content.clone())]);
            prop_assert_ne!(&content_type, &outer_type);
            let package = read(&outer_type, &body).unwrap();
            prop_assert_eq!(&*package.parts.list()[0], content.as_slice());
        }

        #[test]
        fn any_bytes_are_parts_or_an_error(
            content_type in "multipart/related(; ?(boundary|start|type)=\"?(b|a|<r>)?\"?){0,3}",
            body in "((--b|--|\r\n|\n|b|Content-ID: <r>|Content-Transfer-Encoding: (base64|quoted-printable|x)|=4|abcd|:){1,2}){0,12}",
        ) {
            let _ = read(&content_type, body.as_bytes());
        }
    }
}
