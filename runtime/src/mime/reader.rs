//! Splits a multipart body into parts (RFC 2046, section 5.1; RFC 2387).

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::content_type::parameter;
use super::decode;
use super::headers::{Headers, bare};
use crate::error::{Error, ErrorKind, Result};
use crate::redaction::excerpt::shorten;

/// Limits of a multipart message.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Maximum number of parts.
    pub(crate) parts: usize,
    /// Maximum size of the headers of a part, in bytes.
    pub(crate) headers: usize,
    /// Maximum size of the contents of all parts together after decoding, in bytes.
    pub(crate) bytes: u64,
}

/// Maximum length of a boundary. RFC 2046 allows 70 characters.
const MAX_BOUNDARY_BYTES: usize = 256;

/// The byte ranges of a part within the multipart body.
#[derive(Debug, PartialEq)]
pub(crate) struct Section {
    headers: Range<usize>,
    content: Range<usize>,
}

impl Section {
    /// The headers of the part.
    pub(crate) fn headers<'b>(&self, body: &'b [u8]) -> Headers<'b> {
        Headers(body.get(self.headers.clone()).unwrap_or_default())
    }

    /// The byte range of the content.
    #[cfg(feature = "mime")]
    pub(crate) fn content(&self) -> Range<usize> {
        self.content.clone()
    }

    /// Decodes the content from its transfer encoding.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] for an unknown encoding, and for content that does not match its encoding.
    pub(crate) fn decoded<'b>(&self, content_type: &str, body: &'b [u8]) -> Result<Cow<'b, [u8]>> {
        let content = body.get(self.content.clone()).unwrap_or_default();
        let encoding = self.headers(body).get("Content-Transfer-Encoding").unwrap_or_default();
        match decode::decode(&encoding, content) {
            Some(Ok(content)) => Ok(content),
            Some(Err(why)) => Err(refused(content_type, &format!("a part is malformed: {why}"))),
            None => {
                let encoding = shorten(&encoding, 40);
                Err(refused(content_type, &format!("unsupported transfer encoding `{encoding}` of a part")))
            }
        }
    }
}

/// Finds the parts of a body.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] if no boundary is given, or the body does not consist of complete parts.
/// [`ErrorKind::TooLarge`] if there are too many parts, or the headers of a part are too long.
pub(crate) fn split(content_type: &str, body: &[u8], limits: Limits) -> Result<Vec<Section>> {
    let refused = |why: &str| refused(content_type, why);
    let boundary = parameter(content_type, "boundary").filter(|boundary| !boundary.is_empty());
    let boundary = boundary.ok_or_else(|| refused("the parameter `boundary` is missing"))?;
    if boundary.len() > MAX_BOUNDARY_BYTES {
        return Err(refused("the boundary is too long"));
    }
    // Transport padding may follow a delimiter, so a boundary cannot end in white space.
    let delimiter = format!("--{}", boundary.trim_end());

    let mut delimiters = delimiters(body, delimiter.as_bytes());
    let Some(mut last) = delimiters.next().filter(|first| !first.closes) else {
        return Err(refused("the body contains no part"));
    };
    let mut parts = Vec::new();
    while !last.closes {
        let Some(next) = delimiters.next() else { return Err(refused("the body ends inside a part")) };
        if parts.len() >= limits.parts {
            let limit = limits.parts as u64;
            return Err(ErrorKind::TooLarge { what: "the number of parts", limit }.into());
        }
        // `None` if both delimiters share one line break, so that there is no part between them.
        let part = body.get(last.end..next.start);
        match part.and_then(|part| headers_end(part, limits.headers)) {
            Some((headers, content)) => parts.push(Section {
                headers: last.end..last.end + headers,
                content: last.end + content..next.start,
            }),
            None if part.is_some_and(|part| part.len() > limits.headers) => {
                let limit = limits.headers as u64;
                return Err(ErrorKind::TooLarge { what: "the size of the headers of a part", limit }.into());
            }
            None => return Err(refused("no empty line ends the headers of a part")),
        }
        last = next;
    }
    Ok(parts)
}

/// The index of the root part: the part that the parameter `start` names, or else the first.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] if no part has the Content-ID that `start` names.
pub(crate) fn root(content_type: &str, body: &[u8], parts: &[Section]) -> Result<usize> {
    let start = parameter(content_type, "start");
    match start.as_deref().map(bare).filter(|start| !start.is_empty()) {
        Some(start) if parts.len() > 1 => {
            let is_root =
                |part: &Section| part.headers(body).get("Content-ID").is_some_and(|id| bare(&id) == start);
            let missing =
                || refused(content_type, &format!("no part has the Content-ID `{}`", shorten(start, 60)));
            parts.iter().position(is_root).ok_or_else(missing)
        }
        _ => Ok(0),
    }
}

/// The media type and the content of the only part.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] if the body has several parts, or is not complete.
#[cfg(not(feature = "mime"))]
pub(crate) fn only_part<'b>(
    content_type: &str,
    body: &'b [u8],
    limits: Limits,
) -> Result<(Cow<'b, str>, Cow<'b, [u8]>)> {
    let parts = split(content_type, body, limits)?;
    let root = root(content_type, body, &parts)?;
    match parts.get(root) {
        Some(part) if parts.len() == 1 => {
            let content = part.decoded(content_type, body)?;
            if content.len() as u64 > limits.bytes {
                return Err(ErrorKind::TooLarge { what: "the message", limit: limits.bytes }.into());
            }
            Ok((part.headers(body).get("Content-Type").unwrap_or_default(), content))
        }
        _ => {
            let parts = parts.len();
            Err(refused(content_type, &format!("{parts} parts; attachments need saponify's feature `mime`")))
        }
    }
}

#[cold]
pub(super) fn refused(content_type: &str, why: &str) -> Error {
    Error::unsupported(format!("`{}`: {why}", shorten(content_type, 100)))
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

/// Finds the delimiter lines of a body. Line breaks are CRLF. Some servers write only LF: in their messages, a CR
/// before the LF belongs to the content.
fn delimiters(body: &[u8], delimiter: &[u8]) -> impl Iterator<Item = Delimiter> {
    let mut has_crlf = None;
    memmem::find_iter(body, delimiter).filter_map(move |found| {
        let rest = body.get(found + delimiter.len()..)?;
        let (closes, rest) = match rest.strip_prefix(b"--") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let line_break = match rest.get(blank..)? {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            [] if closes => 0,
            _ => return None,
        };
        let start = match body.get(..found)? {
            [] => 0,
            [.., b'\r', b'\n'] if *has_crlf.get_or_insert(line_break != 1) => found - 2,
            [.., b'\n'] => found - 1,
            _ => return None,
        };
        has_crlf.get_or_insert(line_break != 1);
        Some(Delimiter { start, end: body.len() - rest.len() + blank + line_break, closes })
    })
}

/// The end of a part's headers and the start of its content. The first empty line separates them.
///
/// A part without content may end directly after the line of its last header. If an empty line follows, it is
/// not in `part`, because the line break of the empty line is the beginning of the next delimiter.
fn headers_end(part: &[u8], limit: usize) -> Option<(usize, usize)> {
    match part {
        // The part has no headers.
        [b'\r', b'\n', ..] => return Some((0, 2)),
        [b'\n', ..] => return Some((0, 1)),
        [] => return Some((0, 0)),
        _ => {}
    }
    let near = part.get(..part.len().min(limit.saturating_add(4))).unwrap_or_default();
    memchr::memchr_iter(b'\n', near).find_map(|at| match near.get(at + 1..) {
        Some([b'\n', ..]) => Some((at + 1, at + 2)),
        Some([b'\r', b'\n', ..]) => Some((at + 1, at + 3)),
        _ if at + 1 == part.len() => Some((at + 1, at + 1)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/related; type=\"application/xop+xml\"; boundary=\"b:1\"; start=\"<root>\"";
    const LIMITS: Limits = Limits { parts: 10, headers: 100, bytes: 1_000 };

    /// The headers and contents of the parts of a body.
    fn parts(content_type: &str, body: &str) -> Result<Vec<(String, String)>, String> {
        let text = |range: &Range<usize>| body[range.clone()].to_owned();
        let parts = split(content_type, body.as_bytes(), LIMITS).map_err(|error| error.to_string())?;
        Ok(parts.iter().map(|part| (text(&part.headers), text(&part.content))).collect())
    }

    fn contents(body: &str) -> Result<Vec<String>, String> {
        Ok(parts(TYPE, body)?.into_iter().map(|(_, content)| content).collect())
    }

    #[test]
    fn parts_are_found_in_every_spelling_of_delimiters() {
        for body in [
            "--b:1\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--b:1\r\n\r\n<b/>\r\n--b:1--",
            "--b:1\nContent-Type: text/xml\n\n<a/>\n--b:1\n\n<b/>\n--b:1--\n",
            "preamble\r\n--b:1 \t\r\ncontent-type:text/xml\r\n\r\n<a/>\r\n--b:1\r\nx: y\r\n\r\n<b/>\r\n--b:1-- \r\nepilogue",
            "\r\n--b:1\r\n\r\n<a/>\n--b:1\r\n\r\n<b/>\r\n--b:1--",
        ] {
            assert_eq!(contents(body).as_deref(), Ok(&["<a/>".to_owned(), "<b/>".to_owned()][..]), "{body}");
        }
    }

    #[test]
    fn the_boundary_is_read_with_and_without_quotes() {
        let body = "--b_1\r\n\r\n<a/>\r\n--b_1--";
        for parameter in ["boundary=b_1", "Boundary = \"b_1\"; x=y", "boundary='b_1'", "boundary=\"b_1 \""] {
            let content_type = format!("multipart/related; {parameter}");
            assert_eq!(parts(&content_type, body), Ok(vec![(String::new(), "<a/>".into())]), "{parameter}");
        }
    }

    #[test]
    fn a_boundary_within_a_line_is_content() {
        let body = "--b:1\r\n\r\n<a> --b:1-- --b:1\r\n--b:12\r\n--b:1--x\r\n</a>\r\n--b:1--";
        assert_eq!(contents(body).unwrap(), ["<a> --b:1-- --b:1\r\n--b:12\r\n--b:1--x\r\n</a>"]);
    }

    #[test]
    fn line_breaks_of_the_content_are_kept() {
        let body = "--b:1\r\n\r\n\r\n\r\n--b:1\r\n\r\na\r\n\r\n--b:1--";
        assert_eq!(contents(body).unwrap(), ["\r\n", "a\r\n"]);
        // With LF as line break, a CR before it is content.
        assert_eq!(contents("--b:1\n\na\r\n--b:1--").unwrap(), ["a\r"]);
    }

    #[test]
    fn a_part_can_be_empty() {
        let body = "--b:1\r\n\r\n--b:1\r\nx: y\r\n\r\n--b:1\r\nx: y\r\n\r\n\r\n--b:1--";
        assert_eq!(contents(body).unwrap(), ["", "", ""]);
    }

    #[test]
    fn malformed_multipart_bodies_are_refused_with_the_reason() {
        for (body, reason) in [
            ("", "no part"),
            ("--b:1--", "no part"),
            ("--b:1\r\n\r\n<a/>", "ends inside a part"),
            ("--b:1\r\n\r\n<a/>\r\n--b:1", "ends inside a part"),
            ("--b:1\r\n\r\n<a/>\r\n--b:1-", "ends inside a part"),
            ("--b:1\r\nContent-Type: text/xml\r\n--b:1--", "no empty line ends"),
            ("--b:1\r\n--b:1--", "no empty line ends"),
            ("--b:1\r\n\r\n<a/>\r\n--b:1\r\n\r\nx\r\n--b:1\r\n\r\ny", "ends inside a part"),
        ] {
            let error = contents(body).unwrap_err();
            assert!(error.contains(reason) && error.contains("multipart/related"), "{body}: {error}");
        }
        let error = parts("multipart/related", "").unwrap_err();
        assert!(error.contains("`boundary` is missing"), "{error}");
        let error = parts(&format!("multipart/related; boundary={}", "b".repeat(257)), "").unwrap_err();
        assert!(error.contains("too long"), "{error}");
    }

    #[test]
    fn parts_and_their_headers_have_limits() {
        let many = |count| format!("{}--b:1--", "--b:1\r\n\r\nx\r\n".repeat(count));
        assert_eq!(contents(&many(10)).map(|parts| parts.len()), Ok(10));
        assert!(contents(&many(11)).unwrap_err().contains("the number of parts exceeds the limit of 10"));
        let long = |length| format!("--b:1\r\nx:{}\r\n\r\nx\r\n--b:1--", "y".repeat(length));
        assert_eq!(contents(&long(96)).as_deref(), Ok(&["x".to_owned()][..]));
        assert!(contents(&long(200)).unwrap_err().contains("headers of a part exceeds the limit of 100"));
    }

    #[test]
    fn the_root_is_the_part_that_start_names() {
        let two =
            "--b:1\r\nContent-ID: <other>\r\n\r\nx\r\n--b:1\r\ncontent-id: <root>\r\n\r\n<a/>\r\n--b:1--";
        let one = "--b:1\r\n\r\n<a/>\r\n--b:1--";
        let without = TYPE.replace("start", "other");
        for (content_type, body, expected) in [
            (TYPE, two, Ok(1)),
            (&TYPE.replace("<root>", "root"), two, Ok(1)),
            (&without, two, Ok(0)),
            (TYPE, one, Ok(0)),
            (&TYPE.replace("<root>", "<absent>"), two, Err(())),
        ] {
            let parts = split(content_type, body.as_bytes(), LIMITS).unwrap();
            assert_eq!(root(content_type, body.as_bytes(), &parts).map_err(drop), expected, "{content_type}");
        }
    }

    #[test]
    fn an_unknown_or_violated_transfer_encoding_is_an_error() {
        let body = b"Content-Transfer-Encoding: base64\r\n\r\nPGEvPg==";
        let part = Section { headers: 0..35, content: 37..45 };
        assert_eq!(part.decoded(TYPE, body).unwrap(), &b"<a/>"[..]);
        let part = Section { content: 37..44, ..part };
        let error = part.decoded(TYPE, body).unwrap_err().to_string();
        assert!(error.contains("Base64"), "{error}");
        let body = b"Content-Transfer-Encoding: x-uue";
        let error = Section { headers: 0..32, content: 0..0 }.decoded(TYPE, body).unwrap_err().to_string();
        assert!(error.contains("`x-uue`"), "{error}");
    }

    #[cfg(not(feature = "mime"))]
    #[test]
    fn without_the_feature_only_a_single_part_is_read() {
        let one = "--b:1\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--b:1--";
        let (content_type, content) = only_part(TYPE, one.as_bytes(), LIMITS).unwrap();
        assert_eq!((&*content_type, &*content), ("text/xml", &b"<a/>"[..]));
        let two = one.replace("--b:1--", "--b:1\r\nContent-ID: <root>\r\n\r\nx\r\n--b:1--");
        let error = only_part(TYPE, two.as_bytes(), LIMITS).unwrap_err().to_string();
        assert!(error.contains("2 parts") && error.contains("feature `mime`"), "{error}");
    }
}
