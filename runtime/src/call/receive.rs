//! Converts an HTTP response to a reply, or to the error that best describes the failure.

use std::borrow::Cow;

use crate::error::http_reply::find;
use crate::error::{Error, ErrorKind, HttpReply, Result};
use crate::mime::content_type::{is_xml, parameter};
use crate::mime::{self, Multipart, is_multipart};
use crate::redaction::excerpt::{self, excerpt, masked_beginning, shorten};
use crate::redaction::header::Echoes;
use crate::redaction::mask::{self, Secrets};
use crate::redaction::pieces::pieces;
use crate::redaction::references::unescaped;
use crate::soap::envelope::{self, Findings, Incoming, Read};
use crate::soap::extension::{CallFacts, IncomingMessage, Opened, Runs};
use crate::soap::message::Message;
use crate::soap::operation::{Body, Contract};
use crate::soap::section5::Direction;
use crate::text::{Element, OwnedName};
use crate::transport::Response;
use crate::xml::ReadingMode;
use crate::xml::reader::{Document, Limits};

/// Options for decoding a reply.
#[derive(Clone, Copy)]
pub(crate) struct ReadOptions {
    pub(crate) limits: Limits,
    /// Maximum size of the text after conversion to UTF-8, in bytes.
    pub(crate) reply_limit: u64,
    pub(crate) mode: ReadingMode,
}

/// The extensions that process a reply before it is decoded.
pub(crate) struct Opening<'o> {
    pub(crate) runs: &'o mut Runs,
    pub(crate) call: CallFacts<'o>,
}

impl Opening<'_> {
    fn open(
        &mut self,
        document: Option<&Document<'_>>,
        response: &Response,
        limits: Limits,
    ) -> Result<Opened> {
        let (status, headers) = (Some(response.status), &response.headers);
        let mut message = match document {
            Some(document) => IncomingMessage::of(&self.call, status, headers, document, limits),
            None => IncomingMessage::new(&self.call, status, headers, "", limits),
        };
        self.runs.open(&mut message)?;
        Ok(message.into())
    }
}

/// A document, and the findings of its reader.
pub(crate) type ReadDocument<'r> = (Document<'r>, Findings);

/// Replaces the body of a multipart response by its envelope. Returns `None` for other responses.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] and [`ErrorKind::TooLarge`], with secrets masked.
pub(crate) fn split(
    response: &mut Response,
    how: ReadOptions,
    secrets: &Secrets,
) -> Result<Option<Multipart>> {
    match find(&response.headers, "Content-Type") {
        Some(content_type) if is_multipart(content_type) => {
            let Limits { parts, part_headers, .. } = how.limits;
            let limits = mime::Limits { parts, headers: part_headers, bytes: how.reply_limit };
            let multipart = Multipart::split(content_type, &mut response.body, limits);
            multipart.map(Some).map_err(|error| mask(error, secrets))
        }
        _ => Ok(None),
    }
}

/// Decodes a reply, after the extensions have processed it. Also returns the document and the findings up to
/// the first error, if the response contains text.
pub(crate) fn receive<'r>(
    (response, multipart): (&'r Response, Option<&Multipart>),
    contract: &Contract,
    how: ReadOptions,
    secrets: &Secrets,
    mut opening: Option<Opening<'_>>,
    incoming: Incoming<'_>,
) -> (Result<()>, Option<ReadDocument<'r>>) {
    let success = is_success(response.status);
    if success && is_blank(&response.body) {
        match opening.as_mut().map(|opening| opening.open(None, response, how.limits)) {
            Some(Err(error)) => return (Err(mask(error, secrets)), None),
            Some(Ok(opened)) if opened.is_accepted => return (Ok(()), None),
            _ if matches!(contract.reply.envelope(), Body::OneWay | Body::Empty) => return (Ok(()), None),
            _ => {}
        }
    }
    let mut received = document(response, multipart, how);
    let mut opened = Opened::default();
    if let (Some(opening), Ok(document)) = (&mut opening, &mut received)
        && envelope::is_envelope(document)
    {
        opened = match opening.open(Some(document), response, how.limits) {
            Ok(opened) => opened,
            Err(error) => return (Err(mask(error, secrets)), None),
        };
        // A declared reply with an HTTP error status is decoded later, from the text that `opened` keeps.
        let text = if success { opened.replacement.take() } else { opened.replacement.clone() };
        if let Some(text) = text {
            #[cfg(feature = "mime")]
            let parts = document.parts();
            *document = Document::from_string(text, how.limits).with_mode(how.mode);
            #[cfg(feature = "mime")]
            document.set_parts(parts);
        }
    }
    let message = match received.and_then(|document| message(document, contract, how)) {
        Ok(message) => message,
        Err(error) => return (Err(no_document(error, (response, multipart), None, contract, secrets)), None),
    };
    let (read, mut findings) =
        envelope::read(message.document(), contract.reply, Some(contract.name), &opened.understood, incoming);
    let read = read.map_err(|error| message.restore(error));
    message.restore_account(&mut findings.account);
    let is_unexpanded = message.is_unexpanded();
    let document = message.into_document();
    findings.account.mask(secrets);
    let read = match (read, opened.only_fault.take()) {
        (Ok(Read::Fault(fault)), _) => Ok(Read::Fault(fault)),
        (Ok(_), Some(reason)) => Err(Error::rejected(reason)),
        (read, _) => read,
    };
    let result = match read {
        Ok(Read::Message(_)) if success => Ok(()),
        Ok(Read::Fault(mut fault)) => {
            fault.detail.append(&mut opened.fault_detail);
            fault.mask(secrets);
            fault.is_unexpanded = is_unexpanded;
            Err(Error::new(ErrorKind::Fault(fault)))
        }
        Ok(Read::Unsuccessful(headers)) => {
            let mut all = Secrets::of(document.text(), &findings.secrets);
            all.add_all(secrets);
            let summary = summary(&headers, &all);
            Err(Error::new(ErrorKind::Unsuccessful { headers, summary }))
        }
        Ok(Read::NoEnvelope) => {
            Err(without_envelope(response, Some((&document, &findings)), contract, secrets))
        }
        Ok(Read::NoRoot(error)) => {
            let read = Some((&document, &findings));
            Err(no_document(error, (response, multipart), read, contract, secrets))
        }
        Ok(Read::Message(_)) => {
            let error = without_envelope(response, Some((&document, &findings)), contract, secrets);
            Err(error.with_reply((response, multipart), opened, how, secrets))
        }
        Err(error) => Err(mask(error, secrets)),
    };
    (result, Some((document, findings)))
}

/// Decodes the declared reply of an operation. Ignores the HTTP status.
pub(crate) fn declared(
    (response, multipart): (&Response, Option<&Multipart>),
    contract: &Contract,
    understood: &[OwnedName],
    how: ReadOptions,
    secrets: &Secrets,
    incoming: Incoming<'_>,
) -> Result<Findings> {
    let message = message(document(response, multipart, how)?, contract, how)?;
    let (read, mut findings) =
        envelope::read(message.document(), contract.reply, Some(contract.name), understood, incoming);
    message.restore_account(&mut findings.account);
    findings.account.mask(secrets);
    match read.map_err(|error| mask(message.restore(error), secrets))? {
        Read::Message(_) => Ok(findings),
        _ => Err(message.document().reader().error("the declared reply of the operation", None)),
    }
}

/// Returns the HTTP status, the headers and an excerpt of a reply. An `Error` about the reply contains
/// them.
pub(crate) fn http_reply(
    response: &Response,
    document: Option<&ReadDocument<'_>>,
    contract: &Contract,
    secrets: &Secrets,
) -> HttpReply {
    let document = document.map(|(document, findings)| (document, findings));
    let excerpt = shown(response, document, contract, secrets);
    let reason = match secrets.mask(&response.reason) {
        Cow::Owned(masked) => masked.into(),
        Cow::Borrowed(_) => response.reason.clone(),
    };
    let (status, headers) = (response.status, response.headers.clone());
    HttpReply { status, reason, headers, excerpt, echoes: Echoes::default() }
}

/// The beginning of a response on one line. Omits the declared reply. Masks the secrets of the request and,
/// if the response contains a document, the secrets that were found in it.
fn shown(
    response: &Response,
    document: Option<(&Document<'_>, &Findings)>,
    contract: &Contract,
    secrets: &Secrets,
) -> String {
    let reply = contract.reply.root();
    match document {
        Some((document, findings)) => {
            let mut all = Secrets::of(document.text(), &findings.secrets);
            all.add_all(secrets);
            excerpt(document.text(), reply, &all)
        }
        None => {
            let beginning = response.body.get(..excerpt::EXCERPT_SOURCE_BYTES).unwrap_or(&response.body);
            let charset = response.header("Content-Type").and_then(|media| parameter(media, "charset"));
            excerpt(&Document::damaged_text(beginning, charset.as_deref()), reply, secrets)
        }
    }
}

/// The media type of the envelope.
fn content_type<'c>(response: &'c Response, multipart: Option<&'c Multipart>) -> &'c str {
    match multipart {
        Some(multipart) => &multipart.content_type,
        None => response.header("Content-Type").unwrap_or_default(),
    }
}

/// Decodes the characters of the body of a response.
fn document<'r>(
    response: &'r Response,
    multipart: Option<&Multipart>,
    how: ReadOptions,
) -> Result<Document<'r>> {
    let ReadOptions { limits, reply_limit, mode } = how;
    let charset = parameter(content_type(response, multipart), "charset");
    let document = Document::within(&response.body, charset.as_deref(), reply_limit, limits)?;
    #[cfg(feature = "mime")]
    let document = document.with_parts(multipart.map(|multipart| multipart.parts.clone()));
    Ok(document.with_mode(mode))
}

fn message<'b>(document: Document<'b>, contract: &Contract, how: ReadOptions) -> Result<Message<'b>> {
    Message::of(document, contract.reply, Direction::Reply, how.limits)
}

/// The error for a response that is not a document: an HTML page, or malformed XML.
fn no_document(
    error: Error,
    (response, multipart): (&Response, Option<&Multipart>),
    document: Option<(&Document<'_>, &Findings)>,
    contract: &Contract,
    secrets: &Secrets,
) -> Error {
    let body = &response.body;
    let is_document = is_xml(content_type(response, multipart)) && !is_blank(body) && !is_page(body);
    match (is_success(response.status), error.kind()) {
        (true, _) if is_document => mask(error, secrets),
        (_, ErrorKind::TooLarge { .. }) => error,
        (false, _) if is_document => {
            without_envelope(response, document, contract, secrets).with_source(mask(error, secrets))
        }
        _ => without_envelope(response, document, contract, secrets),
    }
}

fn without_envelope(
    response: &Response,
    document: Option<(&Document<'_>, &Findings)>,
    contract: &Contract,
    secrets: &Secrets,
) -> Error {
    let location = (300..400).contains(&response.status).then(|| response.header("Location")).flatten();
    let location = location.map(|location| secrets.mask(&crate::transport::shown(location)).into_owned());
    let body = shown(response, document, contract, secrets);
    Error::new(ErrorKind::Http { status: response.status, location, body })
}

/// The texts of the header blocks on one line. They usually contain the reason for the failure.
fn summary(headers: &Element, secrets: &Secrets) -> String {
    /// Maximum number of bytes that are examined of one text. It exceeds the size of the summary, because masking and
    /// collapsing white space shorten the text.
    const MAX_TEXT_BYTES: usize = 4 << 10;
    /// Maximum number of bytes that are examined of all texts together.
    const MAX_ALL_TEXTS_BYTES: usize = 64 << 10;

    let xml = headers.to_xml();
    let mut summary = String::new();
    let mut left = MAX_ALL_TEXTS_BYTES;
    for piece in pieces(&xml, None).into_iter().filter(|piece| !piece.is_attribute) {
        let Some(rest) = left.checked_sub(piece.range.len().min(MAX_TEXT_BYTES)) else { break };
        left = rest;
        let text = xml.get(piece.range).unwrap_or_default();
        let text = shorten(&unescaped(&masked_beginning(text, MAX_TEXT_BYTES, secrets)), 300);
        if text.is_empty() {
            continue;
        }
        if !summary.is_empty() {
            summary.push_str("; ");
        }
        summary.push_str(piece.name);
        summary.push_str(": ");
        summary.push_str(if piece.is_secret { mask::REDACTED } else { &text });
    }
    shorten(&summary, 1_000)
}

/// Masks secrets of the request in an error.
pub(super) fn mask(mut error: Error, secrets: &Secrets) -> Error {
    match error.kind_mut() {
        ErrorKind::Contract { found, path, .. } => {
            if let Cow::Owned(masked) = secrets.mask_shortened(found.as_deref().unwrap_or_default()) {
                *found = Some(masked);
            }
            if let Cow::Owned(masked) = secrets.mask_path(path) {
                *path = masked;
            }
        }
        ErrorKind::NotWellFormed { reason: Cow::Owned(text), .. }
        | ErrorKind::Unsupported { what: Cow::Owned(text) }
        | ErrorKind::Rejected { reason: Cow::Owned(text) } => {
            if let Cow::Owned(masked) = secrets.mask(text) {
                *text = masked;
            }
        }
        _ => {}
    }
    error
}

fn is_blank(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_whitespace)
}

/// Whether a body is an HTML page, or begins with a character with which XML cannot begin.
fn is_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    let begins = |with: &[u8]| body.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    // UTF-16 begins with a byte order mark or with a zero byte.
    let other = !matches!(body.first(), Some(b'<' | 0xfe | 0xff | 0));
    other || begins(b"<html") || begins(b"<!doctype html")
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_recognized_by_their_beginning() {
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

    #[test]
    fn the_summary_of_large_headers_is_made_in_time() {
        // Without a limit on the examined text, these two summaries would take hours.
        let (secret, text) = ("a".repeat(100_000), "a".repeat(3_000_000));
        let one = format!("<h><Message>no {secret}{text}</Message></h>");
        let many = format!("<h>{}</h>", format!("<m>{text}</m>", text = &secret[..20_000]).repeat(150));
        let mut secrets = Secrets::default();
        secrets.add(&format!("{secret}b"));
        secrets.add(&secret);
        let begun = std::time::Instant::now();
        let summary = |xml: &str| summary(&Element::parse(xml).unwrap(), &secrets);
        assert_eq!(summary(&one), "Message: no");
        assert_eq!(summary(&many), "");
        assert_eq!(
            summary("<h><Message>no luck</Message><Token>x</Token><n>1</n></h>"),
            "Message: no luck; Token: [redacted]; n: 1"
        );
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    }
}
