//! Masks secrets in recorded exchanges, which are kept in files and repositories.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::parts::{Parts, text_of, with_utf_8};
use crate::redaction::header::cannot_be_credential;
use crate::redaction::mask::{REDACTED, Secrets, named, replace_places};
use crate::redaction::pieces::pieces;
use crate::redaction::references::unescaped;

/// The headers to record and the names to mask, in addition to the default ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Masking {
    /// Names of further headers to record. By default, only headers that cannot contain credentials are
    /// recorded.
    pub(super) headers: Vec<String>,
    /// Local names of secret elements and attributes, in addition to the names that suggest a secret.
    pub(super) secrets: Vec<String>,
}

/// Headers that describe the transmission, not the message.
const TRANSMISSION: [&str; 8] = [
    "Accept",
    "Accept-Encoding",
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Date",
    "Transfer-Encoding",
    "User-Agent",
];

impl Masking {
    /// The secrets of a message, found by the names of elements and attributes.
    pub(super) fn secrets_of_body(&self, content_type: &str, body: &[u8]) -> Secrets {
        let mut secrets = Secrets::default();
        let parts = Parts::split(content_type, body);
        match &parts {
            Some(parts) => {
                for part in parts.list() {
                    if let Some(text) = part.text() {
                        let (places, _) = self.places(&text, parts);
                        secrets.add_all(&Secrets::of(&text, &places));
                    }
                }
            }
            None => {
                let text = text_of(content_type, body).unwrap_or_else(|| String::from_utf8_lossy(body));
                let (places, _) = self.places(&text, &Parts::default());
                secrets.add_all(&Secrets::of(&text, &places));
            }
        }
        secrets
    }

    /// Whether a header is recorded.
    pub(super) fn records(&self, name: &str) -> bool {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        self.headers.iter().any(|known| known.eq_ignore_ascii_case(name))
            || cannot_be_credential(name) && !TRANSMISSION.iter().any(is)
    }

    /// The secrets of a request: those in its headers, and those in its body, found by the names of elements
    /// and attributes.
    pub(super) fn secrets<'h>(
        &self,
        headers: impl Iterator<Item = (&'h str, &'h str)> + Clone,
        body: &[u8],
    ) -> Secrets {
        let is_type = |(name, _): &(&str, &str)| name.eq_ignore_ascii_case("Content-Type");
        let content_type = headers.clone().find(is_type).map_or("", |(_, value)| value);
        let mut secrets = self.secrets_of_body(content_type, body);
        for (name, value) in headers {
            if !cannot_be_credential(name) && !self.records(name) {
                secrets.add_header(value);
            }
        }
        secrets
    }

    /// Returns the value of an HTTP header with its secrets masked. `SOAPAction` and `Content-Type` are returned
    /// unchanged. A secret may be a word that also occurs in them, and if it were masked there, the recording
    /// could not be replayed.
    pub(super) fn header<'v>(&self, name: &str, value: &'v str, secrets: &Secrets) -> Cow<'v, str> {
        const UNMASKED: [&str; 2] = ["SOAPAction", "Content-Type"];

        match UNMASKED.iter().any(|kept| kept.eq_ignore_ascii_case(name)) {
            true => Cow::Borrowed(value),
            false => self.mask_line(value, secrets),
        }
    }

    /// Replaces secrets in a text by `[redacted]`.
    pub(super) fn mask_line<'t>(&self, text: &'t str, secrets: &Secrets) -> Cow<'t, str> {
        replace_places(text, echoes(secrets, text), |_| REDACTED.into())
    }

    /// Replaces secrets in the body of a request by `[redacted]`: members whose names suggest a secret, and
    /// the texts of `known`.
    pub(super) fn request(&self, content_type: &str, body: &[u8], known: &Secrets) -> Masked {
        self.body(content_type, body, known, |_| REDACTED.into())
    }

    /// Replaces secrets in the body of a reply by texts that fit most types, so that the reply can still be
    /// decoded.
    pub(super) fn reply(&self, content_type: &str, body: &[u8], secrets: &Secrets) -> Masked {
        self.body(content_type, body, secrets, replacement)
    }

    fn body(&self, content_type: &str, body: &[u8], secrets: &Secrets, by: Replacement) -> Masked {
        if let Some(mut parts) = Parts::split(content_type, body) {
            self.mask_parts(&mut parts, secrets, by);
            return Masked { body: parts.join(), content_type: None };
        }
        match text_of(content_type, body) {
            Some(text) => match self.text(&text, &Parts::default(), secrets, by) {
                (Cow::Borrowed(_), _) => Masked { body: body.to_vec(), content_type: None },
                (Cow::Owned(masked), _) => Masked {
                    body: masked.into_bytes(),
                    content_type: std::str::from_utf8(body)
                        .map_or(true, |body| body != text)
                        .then(|| with_utf_8(content_type)),
                },
            },
            None => Masked { body: self.bytes(body, secrets, by), content_type: None },
        }
    }

    /// Masks the parts of a message, and replaces those to which secret elements refer.
    fn mask_parts(&self, parts: &mut Parts<'_>, secrets: &Secrets, by: Replacement) {
        let mut masked = Vec::with_capacity(parts.list().len());
        let mut secret = BTreeSet::new();
        for part in parts.list() {
            masked.push(match part.text() {
                Some(text) => match self.text(&text, parts, secrets, by) {
                    (Cow::Borrowed(_), references) => {
                        secret.extend(references);
                        None
                    }
                    (Cow::Owned(text), references) => {
                        secret.extend(references);
                        Some((text.into_bytes(), true))
                    }
                },
                None => {
                    let bytes = self.bytes(part.content(), secrets, by);
                    (bytes != part.content()).then_some((bytes, false))
                }
            });
        }
        for index in secret {
            if let Some(masked) = masked.get_mut(index) {
                *masked = Some((by("").into_owned().into_bytes(), false));
            }
        }
        for (index, masked) in masked.into_iter().enumerate() {
            if let Some((content, is_text)) = masked {
                parts.replace(index, content, is_text);
            }
        }
    }

    /// Masks secrets in a text. Texts of secret elements that refer to a part of the message are kept, and
    /// the indices of these parts are returned.
    fn text<'t>(
        &self,
        text: &'t str,
        parts: &Parts<'_>,
        secrets: &Secrets,
        by: Replacement,
    ) -> (Cow<'t, str>, Vec<usize>) {
        let (mut places, references) = self.places(text, parts);
        places.append(&mut echoes(secrets, text));
        (replace_places(text, places, by), references)
    }

    /// Masks secrets in bytes that are not text. Each byte is treated as one character.
    fn bytes(&self, body: &[u8], secrets: &Secrets, by: Replacement) -> Vec<u8> {
        let text = as_latin(body);
        let (mut places, _) = self.places(&text, &Parts::default());
        places.append(&mut echoes(&secrets.map(|secret| as_latin(secret.as_bytes())), &text));
        let masked = replace_places(&text, places, by);
        masked.chars().map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?')).collect()
    }

    /// Finds the texts and attribute values that are secret because of the names of their elements or attributes.
    /// A secret text may be a reference to an attachment. Returns the ranges of the other secret texts in
    /// `text`, and the indices of the referenced attachments in `parts`.
    fn places(&self, text: &str, parts: &Parts<'_>) -> (Vec<Range<usize>>, Vec<usize>) {
        let mut places = named(text, None);
        if !self.secrets.is_empty() {
            let is_below = |name: &str| self.secrets.iter().any(|secret| secret == name);
            let mut below = Vec::new();
            for piece in pieces(text, None) {
                if is_below(piece.name) {
                    below.push(piece.range);
                }
            }
            places.append(&mut below);
        }
        let mut references = Vec::new();
        places.retain(|place| {
            let reference = text.get(place.clone()).and_then(|text| parts.find(&unescaped(text)));
            references.extend(reference);
            reference.is_none()
        });
        (places, references)
    }
}

/// Returns the replacement for a secret.
type Replacement = fn(&str) -> Cow<'static, str>;

/// A body whose secrets are masked.
#[derive(Debug, PartialEq)]
pub(super) struct Masked {
    pub(super) body: Vec<u8>,
    /// The media type of the body, if it differs from the original one because the body was converted to UTF-8.
    pub(super) content_type: Option<String>,
}

/// Returns the ranges at which a text repeats secrets.
///
/// In XML, only texts and attribute values are searched, because a secret may be a word that also occurs in
/// tags. Short secrets are not searched for: a PIN of two digits also occurs in dates.
fn echoes(secrets: &Secrets, text: &str) -> Vec<Range<usize>> {
    const MIN_SEARCHED_LENGTH: usize = 4;

    let mut places = secrets.places(text);
    places.retain(|place| place.len() >= MIN_SEARCHED_LENGTH);
    let is_xml = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    if places.is_empty() || !is_xml {
        return places;
    }
    let is_value = |range: &Range<usize>| {
        let before = text.get(..range.start).unwrap_or_default();
        // The XML declaration and the value of `xsi:type` are not masked.
        !before.ends_with("<?") && ![":type=\"", ":type='"].iter().any(|name| before.ends_with(name))
    };
    let mut values: Vec<_> =
        pieces(text, None).into_iter().map(|piece| piece.range).filter(is_value).collect();
    values.sort_by_key(|value| value.start);
    places.retain(|place| {
        let value = values.partition_point(|value| value.end < place.end);
        values.get(value).is_some_and(|value| value.start <= place.start && place.end <= value.end)
    });
    places
}

fn as_latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The replacement for a secret of a reply: zeros for digits, and otherwise a text that is valid as a string,
/// name, URL and Base64.
fn replacement(secret: &str) -> Cow<'static, str> {
    match !secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_digit()) {
        true => "0".repeat(secret.len()).into(),
        false => "redacted".into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn requests_and_replies_lose_their_secrets() {
        let masking = Masking { secrets: vec!["Pin".into()], ..Masking::default() };
        let request = "<a><Password>hunter2</Password><Pin x='1'>1234</Pin><Name>é</Name></a>";
        assert_eq!(
            String::from_utf8(masking.request("", request.as_bytes(), &Secrets::default()).body).unwrap(),
            "<a><Password>[redacted]</Password><Pin x='1'>[redacted]</Pin><Name>é</Name></a>"
        );
        let headers = [("Authorization", "Bearer t0ken"), ("SOAPAction", "urn:a")];
        let secrets = masking.secrets(headers.into_iter(), request.as_bytes());
        let reply = "<b><Ticket>7T:1</Ticket><Pin>98</Pin><Echo>hunter2 t0ken 1234 urn:a</Echo></b>";
        let expected =
            "<b><Ticket>redacted</Ticket><Pin>00</Pin><Echo>redacted redacted 0000 urn:a</Echo></b>";
        let masked = masking.reply("text/xml", reply.as_bytes(), &secrets);
        assert_eq!(masked, Masked { body: expected.into(), content_type: None });
        // A short secret is not replaced inside a date.
        let secrets = masking.secrets(headers.into_iter(), b"<a><Pin>12</Pin></a>");
        let masked = masking.reply("text/xml", b"<b><Pin>12</Pin>2012-12-12</b>", &secrets);
        assert_eq!(String::from_utf8(masked.body).unwrap(), "<b><Pin>00</Pin>2012-12-12</b>");
    }

    #[test]
    fn bodies_that_are_not_utf_8_lose_their_secrets_too() {
        let masking = Masking::default();
        let reply = "<?xml version='1.0' encoding='utf-16'?><b><Ticket>7T</Ticket>é</b>";
        let utf_16: Vec<u8> =
            "\u{feff}".encode_utf16().chain(reply.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let media = "application/soap+xml; charset=\"utf-16\"; action=\"a;b\"";
        let Masked { body, content_type } = masking.reply(media, &utf_16, &Secrets::default());
        assert_eq!(content_type.unwrap(), "application/soap+xml; action=\"a;b\"; charset=utf-8");
        assert!(String::from_utf8(body).unwrap().ends_with("<b><Ticket>redacted</Ticket>é</b>"));

        let plain: Vec<u8> = "\u{feff}<b>x</b>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let unchanged = Masked { body: plain.clone(), content_type: None };
        assert_eq!(masking.reply("text/xml", &plain, &Secrets::default()), unchanged);

        let mut secrets = Secrets::default();
        secrets.add("pässword");
        // Secrets are masked in the bytes of a multipart message that cannot be split.
        let parts = [b"--x\r\n\r\n<Ticket>7T</Ticket>\xff\xfe", "pässword".as_bytes(), b"\r\n--x--"].concat();
        let expected = b"--x\r\n\r\n<Ticket>redacted</Ticket>\xff\xferedacted\r\n--x--";
        let masked = masking.reply("multipart/related; boundary=y", &parts, &secrets);
        assert_eq!(masked, Masked { body: expected.to_vec(), content_type: None });
    }

    #[test]
    fn secrets_are_not_replaced_in_markup() {
        let mut secrets = Secrets::default();
        let masking = Masking::default();
        ["soap", "Name", "version", "urn:x"].into_iter().for_each(|text| secrets.add(text));
        let reply = "<?xml version='1.0'?><soap:Name xmlns='urn:x' i:type='soap:x'><a Name='soap'>My Name</a></soap:Name>";
        let expected = "<?xml version='1.0'?><soap:Name xmlns='urn:x' i:type='soap:x'><a Name='redacted'>My redacted</a></soap:Name>";
        assert_eq!(masking.reply("text/xml", reply.as_bytes(), &secrets).body, expected.as_bytes());
        assert_eq!(masking.reply("text/plain", b"a soap", &secrets).body, b"a redacted");
        for (name, value, expected) in [
            ("soapaction", "urn:x/Name", "urn:x/Name"),
            ("content-type", "application/soap+xml", "application/soap+xml"),
            ("X-Name", "soap", "[redacted]"),
        ] {
            assert_eq!(masking.header(name, value, &secrets), expected);
        }
    }

    proptest! {
        #[test]
        fn any_body_is_masked_without_its_secret(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
            ends in any::<bool>(),
        ) {
            let mut body = pieces.concat();
            if ends {
                body.extend_from_slice(b"\r\n--b--");
            }
            let mut secrets = Secrets::default();
            secrets.add("s3cr3t");
            for media in ["text/xml; charset=utf-16", "text/xml", "multipart/related; boundary=b"] {
                for masked in [Masking::default().reply(media, &body, &secrets), Masking::default().request(media, &body, &secrets)] {
                    // The secret is also the name of an element. Names of elements are not masked, because a
                    // message with other names could not be decoded.
                    let text = String::from_utf8_lossy(&masked.body).replace("<s3cr3t/>", "");
                    prop_assert!(!text.contains("s3cr3t"), "{media}: {text}");
                }
            }
        }
    }

    const PIECES: &[&[u8]] = &[
        b"\r\n--b\r\n",
        b"Content-ID: <k>\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Type: text/xml; charset=iso-8859-1\r\n",
        b"\r\n",
        b"PGE+czNjcjN0PC9hPg==",
        b"<a>s3cr3t</a>",
        b"<Key>cid:k</Key>",
        b"<s3cr3t/>",
        b"\xff\x00",
        "\u{e9}".as_bytes(),
    ];

    #[test]
    fn only_chosen_headers_are_recorded() {
        let masking = Masking { headers: vec!["X-Tenant".into()], ..Masking::default() };
        for (name, expected) in [
            ("content-type", true),
            ("SOAPAction", true),
            ("Retry-After", true),
            ("x-tenant", true),
            ("Authorization", false),
            ("Set-Cookie", false),
            ("Content-Length", false),
            ("Date", false),
        ] {
            assert_eq!(masking.records(name), expected, "{name}");
        }
    }
}
