//! Masks secrets in recorded exchanges, which are kept in files and repositories.

use std::borrow::Cow;
use std::ops::Range;

use crate::redaction::header::is_plain;
use crate::redaction::mask::{REDACTED, Secrets, named, replace_places};
use crate::redaction::pieces::pieces;
use crate::xml::{Document, Limits};

/// The headers and the elements that are secret.
#[derive(Clone, Debug, Default)]
pub(super) struct Masking {
    /// Headers to record in addition to the usual ones.
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
    /// The secrets of a reply, found by the names of elements and attributes.
    pub(super) fn secrets_of_reply(&self, body: &[u8]) -> Secrets {
        let text = String::from_utf8_lossy(body);
        Secrets::of(&text, &self.places(&text))
    }

    /// Whether a header is recorded.
    pub(super) fn records(&self, name: &str) -> bool {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        self.headers.iter().any(|known| known.eq_ignore_ascii_case(name))
            || is_plain(name) && !TRANSMISSION.iter().any(is)
    }

    /// The secrets of a request: those in its headers, and those in its body, found by the names of elements
    /// and attributes.
    pub(super) fn secrets<'h>(
        &self,
        headers: impl Iterator<Item = (&'h str, &'h str)>,
        body: &[u8],
    ) -> Secrets {
        let text = String::from_utf8_lossy(body);
        let mut secrets = Secrets::of(&text, &self.places(&text));
        for (name, value) in headers {
            if !is_plain(name) && !self.records(name) {
                secrets.add_header(value);
            }
        }
        secrets
    }

    /// Replaces secrets in the body of a request by `[redacted]`: members whose names suggest a secret, and
    /// the texts of `known`.
    pub(super) fn request(&self, body: &[u8], known: &Secrets) -> Vec<u8> {
        match std::str::from_utf8(body) {
            Ok(text) => {
                let mut places = self.places(text);
                places.append(&mut echoes(known, text));
                replace_places(text, places, |_| REDACTED.into()).into_owned().into_bytes()
            }
            // A message with binary attachments.
            Err(_) => self.bytes(body, known, |_| REDACTED.into()),
        }
    }

    /// The body of a reply with each secret replaced by a text that fits most types, so that the reply can
    /// still be decoded. Also returns whether the body was converted to UTF-8.
    pub(super) fn reply(
        &self,
        body: &[u8],
        charset: Option<&str>,
        is_multipart: bool,
        secrets: &Secrets,
    ) -> (Vec<u8>, bool) {
        if let Ok(text) = std::str::from_utf8(body) {
            return (self.text(text, secrets).into_owned().into_bytes(), false);
        }
        let document = match is_multipart {
            true => None,
            false => Document::with_charset(body, charset, Limits::default()).ok(),
        };
        match document {
            Some(document) => match self.text(document.text(), secrets) {
                Cow::Borrowed(_) => (body.to_vec(), false),
                Cow::Owned(masked) => (masked.into_bytes(), true),
            },
            None => (self.bytes(body, secrets, replacement), false),
        }
    }

    fn text<'t>(&self, text: &'t str, secrets: &Secrets) -> Cow<'t, str> {
        let mut places = self.places(text);
        places.append(&mut echoes(secrets, text));
        replace_places(text, places, replacement)
    }

    /// Masks secrets in bytes that are not UTF-8. Each byte is treated as a character.
    fn bytes(&self, body: &[u8], secrets: &Secrets, by: fn(&str) -> Cow<'static, str>) -> Vec<u8> {
        let text = as_latin(body);
        let mut places = self.places(&text);
        places.append(&mut echoes(&secrets.map(|secret| as_latin(secret.as_bytes())), &text));
        let masked = replace_places(&text, places, by);
        masked.chars().map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?')).collect()
    }

    /// The ranges of texts and attribute values that are secret by their names.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = named(text, None);
        if !self.secrets.is_empty() {
            let is_secret = |name: &str| self.secrets.iter().any(|secret| secret == name);
            places.extend(
                pieces(text, None).into_iter().filter(|piece| is_secret(piece.name)).map(|piece| piece.range),
            );
        }
        places
    }
}

/// The ranges at which a text repeats secrets. Short secrets are not searched for: a PIN of two digits also
/// occurs in dates.
fn echoes(secrets: &Secrets, text: &str) -> Vec<Range<usize>> {
    const SHORTEST: usize = 4;

    let mut places = secrets.places(text);
    places.retain(|place| place.len() >= SHORTEST);
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
    use super::*;

    #[test]
    fn requests_and_replies_lose_their_secrets() {
        let masking = Masking { secrets: vec!["Pin".into()], ..Masking::default() };
        let request = "<a><Password>hunter2</Password><Pin x='1'>1234</Pin><Name>é</Name></a>";
        assert_eq!(
            String::from_utf8(masking.request(request.as_bytes(), &Secrets::default())).unwrap(),
            "<a><Password>[redacted]</Password><Pin x='1'>[redacted]</Pin><Name>é</Name></a>"
        );
        let headers = [("Authorization", "Bearer t0ken"), ("SOAPAction", "urn:a")];
        let secrets = masking.secrets(headers.into_iter(), request.as_bytes());
        let reply = "<b><Ticket>7T:1</Ticket><Pin>98</Pin><Echo>hunter2 t0ken 1234 urn:a</Echo></b>";
        let expected =
            "<b><Ticket>redacted</Ticket><Pin>00</Pin><Echo>redacted redacted 0000 urn:a</Echo></b>";
        let masked = masking.reply(reply.as_bytes(), None, false, &secrets);
        assert_eq!((String::from_utf8(masked.0).unwrap().as_str(), masked.1), (expected, false));
        // A short secret is not replaced inside a date.
        let secrets = masking.secrets(headers.into_iter(), b"<a><Pin>12</Pin></a>");
        let masked = masking.reply(b"<b><Pin>12</Pin>2012-12-12</b>", None, false, &secrets).0;
        assert_eq!(String::from_utf8(masked).unwrap(), "<b><Pin>00</Pin>2012-12-12</b>");
    }

    #[test]
    fn bodies_that_are_not_utf_8_lose_their_secrets_too() {
        let masking = Masking::default();
        let reply = "<?xml version='1.0' encoding='utf-16'?><b><Ticket>7T</Ticket>é</b>";
        let utf_16: Vec<u8> =
            "\u{feff}".encode_utf16().chain(reply.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let (masked, is_converted) = masking.reply(&utf_16, None, false, &Secrets::default());
        assert!(is_converted);
        assert!(String::from_utf8(masked).unwrap().ends_with("<b><Ticket>redacted</Ticket>é</b>"));

        let plain: Vec<u8> = "\u{feff}<b>x</b>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(masking.reply(&plain, None, false, &Secrets::default()), (plain, false));

        let mut secrets = Secrets::default();
        secrets.add("pässword");
        let parts = [b"--x\r\n\r\n<Ticket>7T</Ticket>\xff\xfe", "pässword".as_bytes(), b"\r\n--x--"].concat();
        let expected = b"--x\r\n\r\n<Ticket>redacted</Ticket>\xff\xferedacted\r\n--x--";
        assert_eq!(masking.reply(&parts, None, true, &secrets), (expected.to_vec(), false));
    }

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
