//! The body of a message as text, and the parts of a multipart message, whose contents can be replaced.

use std::borrow::Cow;

use crate::mime::content_type::parameter;
use crate::mime::headers::{Headers, bare};
use crate::mime::{is_multipart, reader};
use crate::xml::{Document, Limits};

/// The text of a body; `None` if the body is no text. UTF-16 and other encodings are converted.
pub(super) fn text_of<'b>(content_type: &str, body: &'b [u8]) -> Option<Cow<'b, str>> {
    // UTF-16 that contains only ASCII characters is valid UTF-8.
    if !body.contains(&0)
        && let Ok(text) = std::str::from_utf8(body)
    {
        return Some(Cow::Borrowed(text));
    }
    let charset = parameter(content_type, "charset");
    let document = Document::with_charset(body, charset.as_deref(), Limits::default()).ok()?;
    Some(Cow::Owned(document.text().to_owned()))
}

/// A media type with `charset=utf-8` instead of another charset.
pub(super) fn with_utf_8(content_type: &str) -> String {
    let mut is_quoted = false;
    let parameters = content_type.split(|character: char| {
        is_quoted ^= character == '"';
        character == ';' && !is_quoted
    });
    let is_charset = |parameter: &&str| {
        parameter.split('=').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("charset"))
    };
    let mut kept: Vec<_> = parameters.filter(|parameter| !is_charset(parameter)).map(str::trim).collect();
    if let Some(media @ &mut "") = kept.first_mut() {
        *media = "text/xml";
    }
    kept.push("charset=utf-8");
    kept.join("; ")
}

/// The parts of a multipart message, decoded from their transfer encodings.
#[derive(Default)]
pub(super) struct Parts<'b> {
    boundary: String,
    list: Vec<Part<'b>>,
}

/// A part of a multipart message.
pub(super) struct Part<'b> {
    headers: Headers<'b>,
    content: Cow<'b, [u8]>,
    /// The media type, if the content has been converted to UTF-8.
    content_type: Option<String>,
}

impl<'b> Parts<'b> {
    /// Splits a message; `None` if it is not multipart or cannot be split.
    pub(super) fn split(content_type: &str, body: &'b [u8]) -> Option<Self> {
        let limits = reader::Limits { parts: usize::MAX, headers: usize::MAX, bytes: u64::MAX };
        let boundary = parameter(content_type, "boundary").filter(|_| is_multipart(content_type))?;
        let sections = reader::split(content_type, body, limits).ok()?;
        let part = |section: &reader::Section| {
            let content = section.decoded(content_type, body).ok()?;
            Some(Part { headers: section.headers(body), content, content_type: None })
        };
        let list = sections.iter().map(part).collect::<Option<_>>()?;
        Some(Self { boundary: boundary.trim_end().to_owned(), list })
    }

    pub(super) fn list(&self) -> &[Part<'b>] {
        &self.list
    }

    /// The index of the part that a URI refers to.
    pub(super) fn find(&self, reference: &str) -> Option<usize> {
        let reference = reference.trim();
        let has = |name, value: &str| {
            self.list
                .iter()
                .position(|part| part.headers.get(name).is_some_and(|found| bare(&found) == value))
        };
        match reference.split_at_checked(4) {
            _ if reference.is_empty() || self.list.is_empty() => None,
            Some((scheme, id)) if scheme.eq_ignore_ascii_case("cid:") => {
                has("Content-ID", &decoded(id)).or_else(|| has("Content-ID", id))
            }
            _ => has("Content-Location", reference).or_else(|| has("Content-ID", reference)),
        }
    }

    /// Replaces the content of a part. `is_text` is whether the new content is text in UTF-8.
    pub(super) fn replace(&mut self, index: usize, content: Vec<u8>, is_text: bool) {
        if let Some(part) = self.list.get_mut(index) {
            let content_type = part.headers.get("Content-Type").filter(|_| is_text);
            let is_utf_8 = std::str::from_utf8(&part.content).is_ok() && !part.content.contains(&0);
            part.content_type = content_type.filter(|_| !is_utf_8).map(|media| with_utf_8(&media));
            part.content = Cow::Owned(content);
        }
    }

    /// Builds the message from its current parts. Text around the parts is left out. Headers that decoding
    /// does not need are left out too, because they may contain secrets.
    pub(super) fn join(&self) -> Vec<u8> {
        let delimiter = format!("--{}", self.boundary);
        let mut body = Vec::new();
        for part in &self.list {
            body.extend_from_slice(delimiter.as_bytes());
            body.extend_from_slice(b"\r\n");
            part.write(&delimiter, &mut body);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(delimiter.as_bytes());
        body.extend_from_slice(b"--\r\n");
        body
    }
}

impl Part<'_> {
    pub(super) fn content(&self) -> &[u8] {
        &self.content
    }

    /// The content as text; `None` if it is no text.
    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        let media = self.headers.get("Content-Type").unwrap_or_default();
        text_of(&media, &self.content)
    }

    fn write(&self, delimiter: &str, body: &mut Vec<u8>) {
        const ENCODING: &str = "Content-Transfer-Encoding";

        let other_type = self.content_type.as_deref().map(Cow::Borrowed);
        let headers = [
            ("Content-Type", other_type.or_else(|| self.headers.get("Content-Type"))),
            ("Content-ID", self.headers.get("Content-ID")),
            ("Content-Location", self.headers.get("Content-Location")),
        ];
        for (name, value) in headers {
            if let Some(value) = value {
                body.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
            }
        }
        // The content contains the delimiter only if the part was encoded, so encode it again.
        let is_encoded = memchr::memmem::find(&self.content, delimiter.as_bytes()).is_some();
        if is_encoded || self.headers.get(ENCODING).is_some() {
            let encoding = if is_encoded { "base64" } else { "binary" };
            body.extend_from_slice(format!("{ENCODING}: {encoding}\r\n").as_bytes());
        }
        body.extend_from_slice(b"\r\n");
        match is_encoded {
            true => {
                body.extend_from_slice(base64_simd::STANDARD.encode_to_string(&*self.content).as_bytes());
            }
            false => body.extend_from_slice(&self.content),
        }
    }
}

/// Resolves `%XX` in a URI.
fn decoded(id: &str) -> Cow<'_, str> {
    #[cfg(feature = "mime")]
    return Cow::Owned(crate::mime::parts::decoded(id));
    #[cfg(not(feature = "mime"))]
    Cow::Borrowed(id)
}
