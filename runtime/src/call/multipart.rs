//! A multipart body with a single part (RFC 2046, section 5.1; RFC 2387). CXF and WCF send every reply in
//! this form if MTOM is enabled.

use std::borrow::Cow;

use memchr::memmem;

use super::content_type::parameter;
use crate::error::{Error, Result};
use crate::redaction::excerpt::shorten;

/// The media type and the content of the only part.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) if the body has several parts, or the part
/// has a transfer encoding.
pub(crate) fn only_part<'b>(content_type: &str, body: &'b [u8]) -> Result<(Cow<'b, str>, &'b [u8])> {
    let refused = |why: &str| Error::unsupported(format!("`{}`: {why}", shorten(content_type, 100)));
    let boundary = parameter(content_type, "boundary").filter(|boundary| !boundary.is_empty());
    let boundary = boundary.ok_or_else(|| refused("no boundary is given"))?;
    let delimiter = format!("--{boundary}");

    let mut places = delimiters(body, delimiter.as_bytes());
    let Some(first) = places.next().filter(|first| !first.closes) else {
        return Err(refused("the body contains no part"));
    };
    let Some(second) = places.next() else {
        return Err(refused("the body ends inside a part"));
    };
    if !second.closes {
        let parts = 2 + places.take_while(|place| !place.closes).count();
        return Err(refused(&format!("{parts} parts; attachments and MTOM are not supported")));
    }
    let part = body.get(first.end..second.start).unwrap_or_default();
    let (headers, content) =
        split(part).ok_or_else(|| refused("no empty line ends the headers of the part"))?;
    match header(headers, "Content-Transfer-Encoding") {
        Some(encoding)
            if !["7bit", "8bit", "binary"].iter().any(|known| encoding.eq_ignore_ascii_case(known)) =>
        {
            Err(refused(&format!("unsupported transfer encoding `{}` of the part", shorten(&encoding, 40))))
        }
        _ => Ok((header(headers, "Content-Type").unwrap_or_default(), content)),
    }
}

/// A line that begins or ends a part.
struct Delimiter {
    /// Offset of the line break before the delimiter.
    start: usize,
    /// Offset of the line after the delimiter.
    end: usize,
    /// Whether the delimiter ends the last part.
    closes: bool,
}

/// Finds the delimiter lines of a body. Line breaks are CRLF; some servers write LF.
fn delimiters(body: &[u8], delimiter: &[u8]) -> impl Iterator<Item = Delimiter> {
    memmem::find_iter(body, delimiter).filter_map(move |found| {
        let before = body.get(..found)?;
        let start = match before {
            [] => 0,
            [.., b'\r', b'\n'] => found - 2,
            [.., b'\n'] => found - 1,
            _ => return None,
        };
        let rest = body.get(found + delimiter.len()..)?;
        let (closes, rest) = match rest.strip_prefix(b"--") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let line_break = match rest.get(blank..)? {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ if closes => 0,
            _ => return None,
        };
        let end = body.len() - rest.len() + blank + line_break;
        Some(Delimiter { start, end, closes })
    })
}

/// Splits a part at the first empty line into headers and content.
fn split(part: &[u8]) -> Option<(&[u8], &[u8])> {
    // The part has no headers.
    if let Some(content) = part.strip_prefix(b"\r\n").or_else(|| part.strip_prefix(b"\n")) {
        return Some((&[], content));
    }
    [&b"\r\n\r\n"[..], b"\n\n"]
        .into_iter()
        .filter_map(|end| memmem::find(part, end).map(|at| (at, end.len())))
        .min()
        .and_then(|(at, length)| Some((part.get(..at)?, part.get(at + length..)?)))
}

/// The value of a part header, with continuation lines joined.
fn header<'p>(headers: &'p [u8], name: &str) -> Option<Cow<'p, str>> {
    let text = match String::from_utf8_lossy(headers) {
        Cow::Borrowed(text) => text,
        Cow::Owned(_) => return None,
    };
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((known, value)) = line.split_once(':') else { continue };
        if !known.trim().eq_ignore_ascii_case(name) {
            continue;
        }
        let mut value = Cow::Borrowed(value.trim());
        while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
            let joined = value.to_mut();
            joined.push(' ');
            joined.push_str(more.trim());
        }
        return Some(value);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/related; type=\"application/xop+xml\"; boundary=\"b:1\"; start=\"<root>\"";

    fn part(body: &str) -> Result<(String, String), String> {
        let (content_type, content) = only_part(TYPE, body.as_bytes()).map_err(|error| error.to_string())?;
        Ok((content_type.into_owned(), String::from_utf8(content.to_vec()).unwrap()))
    }

    #[test]
    fn the_only_part_is_read() {
        for body in [
            "--b:1\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--b:1--",
            "--b:1\nContent-Type: text/xml\n\n<a/>\n--b:1--\n",
            "preamble\r\n--b:1 \t\r\ncontent-type:text/xml\r\nContent-ID: <root>\r\n\r\n<a/>\r\n--b:1--\r\nepilogue",
            "\r\n--b:1\r\nContent-Transfer-Encoding: Binary\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--b:1--",
        ] {
            assert_eq!(part(body), Ok(("text/xml".into(), "<a/>".into())), "{body}");
        }
        assert_eq!(part("--b:1\r\n\r\n<a/>\r\n--b:1--"), Ok((String::new(), "<a/>".into())));
    }

    #[test]
    fn a_folded_header_is_one_value() {
        let body = "--b:1\r\nContent-Type: application/xop+xml;\r\n\tcharset=utf-8\r\n\r\n<a/>\r\n--b:1--";
        assert_eq!(part(body).unwrap().0, "application/xop+xml; charset=utf-8");
    }

    #[test]
    fn a_boundary_within_a_line_ends_nothing() {
        let body = "--b:1\r\n\r\n<a> --b:1-- --b:1\r\n--b:12\r\n</a>\r\n--b:1--";
        assert_eq!(part(body).unwrap().1, "<a> --b:1-- --b:1\r\n--b:12\r\n</a>");
    }

    #[test]
    fn other_bodies_are_refused_with_the_reason() {
        for (body, reason) in [
            ("", "no part"),
            ("--b:1--", "no part"),
            ("--b:1\r\n\r\n<a/>", "ends inside a part"),
            ("--b:1\r\nContent-Type: text/xml\r\n--b:1--", "no empty line ends"),
            ("--b:1\r\n\r\n<a/>\r\n--b:1\r\n\r\nx\r\n--b:1--", "2 parts"),
            ("--b:1\r\n\r\n<a/>\r\n--b:1\r\n\r\nx\r\n--b:1\r\n\r\ny", "3 parts"),
            ("--b:1\r\nContent-Transfer-Encoding: base64\r\n\r\nPGEvPg==\r\n--b:1--", "`base64`"),
        ] {
            let error = part(body).unwrap_err();
            assert!(error.contains(reason) && error.contains("multipart/related"), "{body}: {error}");
        }
        let error = only_part("multipart/related", b"").unwrap_err().to_string();
        assert!(error.contains("no boundary"), "{error}");
    }
}
