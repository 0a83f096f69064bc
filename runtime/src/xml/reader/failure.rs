//! The errors of the reader: the reason, and the position in the document.

use std::borrow::Cow;

use super::scan::shortened;
use super::start::Flags;
use super::{Reader, scan};
use crate::error::{Error, ErrorKind, Place};
use crate::redaction::path::ends_at_secret;
use crate::text::Name;
use crate::xml::Invalid;

impl Reader<'_> {
    /// An error at the current element. `expected` describes the contract; `found` is the text found in the
    /// document.
    #[cold]
    pub fn error(&self, expected: impl Into<Cow<'static, str>>, found: Option<&str>) -> Error {
        self.contract(self.start.offset, expected, found.map(shortened))
    }

    #[cold]
    pub(super) fn malformed(&self, offset: usize, reason: impl Into<Cow<'static, str>>) -> Error {
        let place = self.place_of(offset);
        ErrorKind::NotWellFormed { reason: reason.into(), place }.into()
    }

    #[cold]
    pub(super) fn end_of_document(&self) -> Error {
        let innermost = self.open.last().map(|open| open.raw);
        let innermost = self.is(Flags::CONTENT_UNREAD).then_some(self.raw()).or(innermost);
        let reason: Cow<'static, str> = match innermost {
            Some(raw) => format!("the document ends within `{}`", shortened(raw)).into(),
            None => "the document ends too soon".into(),
        };
        self.malformed(self.text.len(), reason)
    }

    #[cold]
    pub(super) fn illegal_character(&self, offset: usize) -> Error {
        let character = self.text.get(offset..).and_then(|rest| rest.chars().next()).unwrap_or_default();
        self.malformed(offset, format!("the character U+{:04X} is not allowed", u32::from(character)))
    }

    /// The position of an offset.
    fn place_of(&self, offset: usize) -> Place {
        let mut known = self.known_places.get();
        let place = known.find(self.text, offset, self.start.offset);
        self.known_places.set(known);
        place
    }

    #[cold]
    pub(super) fn contract(
        &self,
        offset: usize,
        expected: impl Into<Cow<'static, str>>,
        found: Option<String>,
    ) -> Error {
        let place = self.place_of(offset);
        let path = self.path();
        let found = found.filter(|_| !ends_at_secret(&path));
        ErrorKind::Contract { path, expected: expected.into(), found, place }.into()
    }

    #[cold]
    pub(super) fn nil_error(&self) -> Error {
        self.contract(self.start.offset, "a value", Some("nil".to_owned()))
    }

    #[cold]
    pub(super) fn missing_error(&self, name: &str, offset: usize) -> Error {
        let expected = format!("the required `{name}`");
        self.contract(offset, expected, Some("no such element or attribute".to_owned()))
    }

    #[cold]
    pub(super) fn second_error(&self, name: Name<'_>) -> Error {
        let found = format!("a second `{}`", shortened(name.local()));
        let mut error = self.contract(self.start.offset, "one occurrence", Some(found));
        // If the element was consumed already, the path omits it.
        if let ErrorKind::Contract { path, .. } = error.kind_mut()
            && !self.is(Flags::CONTENT_UNREAD)
        {
            path.push('/');
            path.push_str(name.local());
        }
        error
    }

    #[cold]
    pub(super) fn invalid_error(&self, invalid: Invalid, text: &str, from: usize) -> Error {
        // The reason may quote the text.
        let is_secret = || self.is_secret || ends_at_secret(&self.path());
        let expected = match invalid.reason.filter(|_| !is_secret()) {
            Some(reason) => format!("{} ({reason})", invalid.expected).into(),
            None => invalid.expected,
        };
        let offset = scan::white_space(self.text.as_bytes(), from);
        let found = match text {
            "" => "an empty text".to_owned(),
            text => format!("`{}`", shortened(text)),
        };
        self.contract(offset, expected, Some(found))
    }

    /// The path of the current element, such as `Body/GetUserResponse/Response/UserInfo[3]`. It omits the
    /// root element if `is_root_omitted` is set.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        let here = self.is(Flags::CONTENT_UNREAD).then_some((self.raw(), self.start.index));
        let around = self.open.iter().map(|open| (open.raw, open.index));
        for (raw, index) in around.chain(here).skip(usize::from(self.is_root_omitted)) {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(raw.split_once(':').map_or(raw, |(_, local)| local));
            if index != u32::MAX {
                path.push_str(&format!("[{index}]"));
            }
        }
        path
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::error::Result;
    use crate::text::Name;
    use crate::text::namespaces::XSI;
    use crate::xml::{Document, Found, Limits, Reader, ReadingMode, Record};

    /// A record with two attributes, whose type has derived types.
    #[derive(Default)]
    struct Shape {
        a: Option<i32>,
        b: Option<i32>,
    }

    impl Record for Shape {
        fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.within("") {
                "a" => input.attribute(0, &mut self.a),
                "b" => input.attribute(1, &mut self.b),
                _ => Ok(Found::No),
            }
        }
    }

    #[derive(Default)]
    struct Root {
        shapes: Vec<Shape>,
    }

    impl Record for Root {
        fn decode_field(&mut self, _: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            _ = input.type_name()?;
            input.many(&mut self.shapes)
        }
    }

    #[test]
    fn the_positions_of_all_errors_are_found_in_one_pass() {
        for shape in [
            // The prefix `i` is not declared. The number keeps the tag out of the cache.
            "<Shape i:type=\"t:T#\"/>",
            "<Shape a=\"x\" b=\"x\"/>",
            // The type is read before the attributes.
            "<Shape a=\"x\" xsi:type=\"1\"/>",
            // The wrongly qualified attribute is read last.
            "<Shape t:a=\"x\" b=\"x\"/>",
        ] {
            let shapes: String =
                (0..1_000).map(|number: u32| shape.replace('#', &number.to_string())).collect();
            let text = format!("<R xmlns=\"urn:t\" xmlns:t=\"urn:t\" xmlns:xsi=\"{XSI}\">{shapes}</R>");
            let document = Document::from_text(&text, Limits::default()).with_mode(ReadingMode::Lenient);
            let mut input = document.reader();
            input.root().unwrap();
            let mut root = Root::default();
            input.record(&mut root).unwrap();
            assert_eq!(root.shapes.len(), 1_000, "{shape}");
            let bytes_read = input.known_places.get().bytes_read;
            assert!((text.len() / 2..=text.len() * 2).contains(&bytes_read), "{bytes_read} for {shape}");
        }
    }
}
