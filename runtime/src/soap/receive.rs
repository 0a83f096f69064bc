//! From what HTTP brought to a reply or the error that tells best what happened.

use std::borrow::Cow;

use super::charset;
use super::envelope::{self, Findings, Incoming, Read};
use super::excerpt::{excerpt, shorten};
use super::secrets::{self, Secrets};
use super::section5::{self, Direction, Expanded};
use crate::operation::{Body, Contract};
use crate::reader::{Document, Limits};
use crate::transport::Response;
use crate::{Account, Element, Error, ErrorKind, ReadingMode, Result};

/// A document, and what the reader found out beside the message.
pub(crate) type ReadDocument<'r> = (Document<'r>, Findings);

/// Reads a reply. What the reader found out beside it comes back too, as far as it came, where there is a text.
pub(crate) fn receive<'r>(
    response: &'r Response,
    contract: &Contract,
    (limits, mode): (Limits, ReadingMode),
    secrets: &Secrets,
    incoming: &mut dyn Incoming,
) -> (Result<()>, Option<ReadDocument<'r>>) {
    let success = (200..300).contains(&response.status);
    let content_type = response.header("Content-Type").unwrap_or_default();
    if is_type(content_type, "multipart/") {
        let what = format!("`{}`: attachments and MTOM are not read", shorten(content_type, 100));
        return (Err(Error::unsupported(what)), None);
    }
    if success && is_blank(&response.body) && matches!(contract.reply, Body::OneWay | Body::Empty) {
        return (Ok(()), None);
    }
    let document = match charset::document(&response.body, charset_of(content_type), limits) {
        Ok(document) => document,
        Err(error) => return (Err(no_document(error, response, contract, secrets)), None),
    };
    let message = match Message::of(document.with_mode(mode), contract.reply, Direction::Reply, limits) {
        Ok(message) => message,
        Err(error) => return (Err(no_document(error, response, contract, secrets)), None),
    };
    let (read, mut findings) = envelope::read(message.document(), contract.reply, incoming);
    let read = read.map_err(|error| message.restore(error));
    message.restore_account(&mut findings.account);
    let document = message.into_document();
    findings.account.mask(secrets);
    let result = match read {
        Ok(Read::Message(_)) if success => Ok(()),
        Ok(Read::Fault(mut fault)) => {
            fault.mask(secrets);
            Err(Error::new(ErrorKind::Fault(fault)))
        }
        Ok(Read::Unsuccessful(headers)) => {
            let mut all = Secrets::of(document.text(), &findings.secrets);
            all.add_all(secrets);
            let summary = summary(&headers, &all);
            Err(Error::new(ErrorKind::Unsuccessful { headers, summary }))
        }
        Ok(Read::NoEnvelope) => Err(without_envelope(response, contract, secrets)),
        Ok(Read::NoRoot(error)) => Err(no_document(error, response, contract, secrets)),
        Err(error) if success => Err(mask(error, secrets)),
        // The contract says nothing about such a reply, and its body may hold what must not be shown.
        Ok(Read::Message(_)) | Err(_) => {
            Err(http(response, "an envelope that is neither a fault nor a reply".to_owned()))
        }
    };
    (result, Some((document, findings)))
}

/// A message as it was received, and as it is read where that is something else.
pub(super) struct Message<'r> {
    received: Document<'r>,
    expanded: Option<Expanded>,
}

impl<'r> Message<'r> {
    /// The message in a document, whose references are replaced where it is in SOAP encoding.
    pub(super) fn of(
        received: Document<'r>,
        form: Body,
        direction: Direction,
        limits: Limits,
    ) -> Result<Self> {
        let mut expanded = None;
        if form.is_encoded() {
            expanded = section5::expanded(&received, form, direction, limits)?;
        }
        Ok(Self { received, expanded })
    }

    /// What is to be read.
    pub(super) fn document(&self) -> &Document<'_> {
        match &self.expanded {
            Some(expanded) => &expanded.document,
            None => &self.received,
        }
    }

    /// The same error with its place in what was received.
    pub(super) fn restore(&self, error: Error) -> Error {
        match &self.expanded {
            Some(expanded) => expanded.origin.restore(error, self.received.text()),
            None => error,
        }
    }

    /// Gives what was read its places in what was received.
    pub(super) fn restore_account(&self, account: &mut Account) {
        if let Some(Expanded { origin, .. }) = &self.expanded {
            account.move_offsets(|offset| origin.of(offset));
        }
    }

    /// What was read, for good.
    fn into_document(self) -> Document<'r> {
        self.expanded.map_or(self.received, |expanded| expanded.document)
    }
}

/// What is no document at all: a page, or XML that is broken.
fn no_document(error: Error, response: &Response, contract: &Contract, secrets: &Secrets) -> Error {
    let xml = is_xml(response.header("Content-Type").unwrap_or_default());
    match (200..300).contains(&response.status)
        && xml
        && !is_blank(&response.body)
        && !is_page(&response.body)
    {
        true => mask(error, secrets),
        false => without_envelope(response, contract, secrets),
    }
}

fn without_envelope(response: &Response, contract: &Contract, secrets: &Secrets) -> Error {
    http(response, excerpt(&response.body, contract.reply.element(), secrets))
}

fn http(response: &Response, body: String) -> Error {
    let location = (300..400).contains(&response.status).then(|| response.header("Location")).flatten();
    let location = location.map(|location| crate::transport::shown(location).into_owned());
    Error::new(ErrorKind::Http { status: response.status, location, body })
}

/// The texts of the header blocks, to tell why a reply says that it did not succeed.
fn summary(headers: &Element, secrets: &Secrets) -> String {
    let xml = headers.to_xml();
    let mut summary = String::new();
    for (local, range) in secrets::texts(&xml) {
        let text = secrets::unescaped(xml.get(range).unwrap_or_default());
        let text = shorten(&secrets.mask(&text), 300);
        if text.is_empty() {
            continue;
        }
        if !summary.is_empty() {
            summary.push_str("; ");
        }
        summary.push_str(local);
        summary.push_str(": ");
        summary.push_str(if secrets::is_secret(local) { secrets::REDACTED } else { &text });
    }
    shorten(&summary, 1_000)
}

/// Takes what was sent as a secret out of what an error shows.
fn mask(mut error: Error, secrets: &Secrets) -> Error {
    match error.kind_mut() {
        ErrorKind::Contract { found: Some(found), .. } => {
            if let Cow::Owned(masked) = secrets.mask_beginning(found) {
                *found = masked;
            }
        }
        ErrorKind::NotWellFormed { reason: Cow::Owned(reason), .. } => {
            if let Cow::Owned(masked) = secrets.mask(reason) {
                *reason = masked;
            }
        }
        _ => {}
    }
    error
}

fn is_blank(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_whitespace)
}

/// Whether a body begins like HTML, or not like XML at all.
fn is_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    let begins = |with: &[u8]| body.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    // UTF-16 begins with a byte order mark or a zero.
    let other = !matches!(body.first(), Some(b'<' | 0xfe | 0xff | 0));
    other || begins(b"<html") || begins(b"<!doctype html")
}

fn is_type(content_type: &str, beginning: &str) -> bool {
    content_type.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// Whether the type says XML, or nothing.
fn is_xml(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default().trim();
    media.is_empty() || (media.to_ascii_lowercase().ends_with("xml") && !is_type(media, "application/xhtml"))
}

/// The parameter `charset` of a `Content-Type`.
fn charset_of(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_is_found_in_any_spelling() {
        for (content_type, expected) in [
            ("text/xml; charset=utf-8", Some("utf-8")),
            ("text/xml; charset=UTF-8", Some("UTF-8")),
            ("text/xml;Charset = \"UTF-16\"; x=y", Some("UTF-16")),
            ("text/xml; x", None),
            ("", None),
        ] {
            assert_eq!(charset_of(content_type), expected, "{content_type}");
        }
    }

    #[test]
    fn types_are_told_apart() {
        for (content_type, expected) in [
            ("text/xml", true),
            ("application/soap+xml; charset=utf-8", true),
            ("", true),
            ("text/html", false),
            ("application/xhtml+xml", false),
            ("application/json", false),
        ] {
            assert_eq!(is_xml(content_type), expected, "{content_type}");
        }
    }

    #[test]
    fn pages_are_told_by_their_beginning() {
        for (body, expected) in [
            ("  <!DOCTYPE HTML>", true),
            ("\u{feff}<Html>", true),
            ("Not found", true),
            ("", true),
            ("<?xml version='1.0'?>", false),
            ("<a/>", false),
        ] {
            assert_eq!(is_page(body.as_bytes()), expected, "{body}");
        }
    }
}
