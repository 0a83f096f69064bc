//! Text: references, CDATA sections and line ends. Comments and processing instructions in the text are
//! skipped.

use std::borrow::Cow;

use super::references::referenced;
use super::scan::shortened;
use super::start::{Flags, Next};
use super::{Reader, scan};
use crate::error::Result;
use crate::text::swar::marks::Marks;

/// Minimum length of the remaining text for which a separate loop for references pays off.
const MIN_REFERENCE_LOOP_LENGTH: usize = 256;

impl<'s> Reader<'s> {
    /// Finds the next item in the content of an element, after white space, comments and processing
    /// instructions.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Result<Next> {
        match self.caches {
            true => self.next_in::<true>(),
            false => self.next_in::<false>(),
        }
    }

    /// Like [`next`](Self::next), for a caller that knows whether the cache is used.
    #[inline(always)]
    pub(super) fn next_in<const CACHED: bool>(&mut self) -> Result<Next> {
        if !self.is(Flags::OFFER_AGAIN) {
            let next = match CACHED {
                true => self.likely_start_tag().map(|_| Next::Start),
                false => self.scan_tag(),
            };
            if let Some(next) = next {
                return Ok(next);
            }
        }
        self.next_slow()
    }

    #[inline(never)]
    pub(super) fn next_slow(&mut self) -> Result<Next> {
        if self.is(Flags::OFFER_AGAIN) {
            self.start.flags = self.start.flags.without(Flags::OFFER_AGAIN);
            return Ok(Next::Start);
        }
        loop {
            let bytes = self.text.as_bytes();
            let at = scan::white_space(bytes, self.position);
            self.position = at;
            match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b'<'), Some(b'/')) => return Ok(Next::End),
                (Some(b'<'), Some(b'!' | b'?')) => {
                    if self.is_section(at) {
                        return Ok(Next::Text);
                    }
                    self.pass_over()?;
                }
                (Some(b'<'), _) => {
                    self.start_tag()?;
                    return Ok(Next::Start);
                }
                (Some(_), _) => return Ok(Next::Text),
                (None, _) => return Err(self.end_of_document()),
            }
        }
    }

    /// Whether an end tag is at the position.
    #[inline(always)]
    pub(super) fn is_before_end_tag(&self) -> bool {
        matches!(self.text.as_bytes().get(self.position..), Some([b'<', b'/', ..]))
    }

    /// Whether white space is at the position.
    #[inline(always)]
    pub(super) fn is_before_space(&self) -> bool {
        matches!(self.text.as_bytes().get(self.position), Some(b' ' | b'\t' | b'\n' | b'\r'))
    }

    fn is_section(&self, at: usize) -> bool {
        self.text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(b"<![CDATA["))
    }

    /// The text of an element that contains only text, if the text is plain and was read with the start tag.
    #[inline(always)]
    pub(super) fn plain_content(&self) -> Option<&'s str> {
        match self.is(Flags::TEXT_READ) {
            true => self.text.get(self.start.content..self.text_end),
            false => None,
        }
    }

    /// Reads the text and the end tag of an element that contains only text. The caller must then call
    /// `leave`. Used if the text is not [plain](Self::plain_content).
    #[cold]
    pub(super) fn text_content(&mut self) -> Result<Cow<'s, str>> {
        let text = self.text_as_it_is()?;
        Ok(if self.has_rule() { self.ruled(text) } else { text })
    }

    fn text_as_it_is(&mut self) -> Result<Cow<'s, str>> {
        if self.is(Flags::UNREAD) {
            self.unknown_attributes()?;
        }
        if self.is(Flags::NIL) {
            return Err(self.nil_error());
        }
        if self.is(Flags::EMPTY) {
            self.text_end = self.position;
            return Ok(Cow::Borrowed(""));
        }
        if self.is(Flags::TEXT_READ_UNCHECKED) {
            return Ok(Cow::Borrowed(self.text.get(self.start.content..self.text_end).unwrap_or("")));
        }
        let text = self.run_from(self.text_end)?;
        let at = self.position;
        match self.text.as_bytes().get(at + 1) {
            Some(b'/') => {
                self.position = self.end_tag_at(at, self.start.tag, self.raw())?;
                Ok(text)
            }
            None => Err(self.end_of_document()),
            _ => {
                #[cfg(feature = "mime")]
                if let Some(attachment) = self.include()? {
                    return Ok(Cow::Owned(super::include::base64(attachment)));
                }
                let raw = shortened(self.name_at(at + 1));
                let mut found = format!("the element `{raw}`");
                if raw.ends_with(":Include") {
                    found.push_str(self.note_of_include());
                }
                Err(self.contract(at, "text", Some(found)))
            }
        }
    }

    /// The name at an offset, with its prefix.
    #[cold]
    pub(super) fn name_at(&self, from: usize) -> &'s str {
        let end = scan::name(self.text, from);
        let end = match self.text.as_bytes().get(end) {
            Some(b':') => scan::name(self.text, end + 1),
            _ => end,
        };
        self.text.get(from..end).unwrap_or("")
    }

    /// Ending of the error message for an `xop:Include` that cannot be read. States a reason that is not
    /// visible in the document: the message has no attachments, or a feature is not enabled.
    #[cold]
    fn note_of_include(&self) -> &'static str {
        #[cfg(feature = "mime")]
        return if self.attachments.exist() { "" } else { " in a message without attachments" };
        #[cfg(not(feature = "mime"))]
        ", which needs saponify's feature `mime`"
    }

    /// Reads text up to the next start tag or end tag.
    pub(super) fn run(&mut self) -> Result<Cow<'s, str>> {
        self.run_from(self.position)
    }

    /// Reads text up to the next start tag or end tag. The text before `at` is known to be plain.
    fn run_from(&mut self, at: usize) -> Result<Cow<'s, str>> {
        let mut gathered = Gathered { text: None, markup: 0, is_kept: true };
        let last = self.gather(&mut gathered, at)?;
        Ok(match gathered.text {
            None => Cow::Borrowed(last),
            Some(mut text) => {
                text.push_str(last);
                Cow::Owned(text)
            }
        })
    }

    /// Skips text up to the next start tag or end tag, and checks that it is well-formed.
    pub(super) fn pass_over_text(&mut self) -> Result<()> {
        self.gather(&mut Gathered { text: None, markup: 0, is_kept: false }, self.position).map(drop)
    }

    /// Gathers text up to the next start tag or end tag, and returns its last piece. The text before `at` is
    /// known to be plain.
    fn gather(&mut self, gathered: &mut Gathered, at: usize) -> Result<&'s str> {
        let bytes = self.text.as_bytes();
        let mut from = self.position;
        let mut marks = Marks::new(bytes, at, scan::is_special);
        loop {
            let mut at = marks.next().unwrap_or(bytes.len());
            let before = self.text.get(from..at).unwrap_or("");
            let rest = bytes.get(at..).unwrap_or_default();
            // A special byte changes the text, ends it, or turns out to be ordinary text.
            match rest {
                [b'<', b'!' | b'?', ..] => {
                    self.position = at;
                    if self.is_section(at) {
                        let section = self.section()?;
                        gathered.add(before, &section);
                    } else {
                        self.pass_over()?;
                        gathered.add(before, "");
                    }
                    from = self.position;
                    marks.pass_to(from);
                }
                [b'<', ..] => {
                    self.position = at;
                    self.text_end = at;
                    return Ok(before);
                }
                [b'&', ..] => {
                    let (character, end) = self.reference(at)?;
                    gathered.push(before, character, at, rest);
                    from = end;
                    if let Some(text) = &mut gathered.text
                        && gathered.markup > end + MIN_REFERENCE_LOOP_LENGTH
                    {
                        (from, at) = self.references(text, end, gathered.markup)?;
                        marks.pass_to(at);
                    }
                }
                [b'\r', ..] => {
                    gathered.push(before, '\n', at, rest);
                    from = at + if rest.get(1) == Some(&b'\n') { 2 } else { 1 };
                }
                [b']', b']', b'>', ..] => return Err(self.malformed(at, "`]]>` is not allowed in text")),
                [b']', ..] => {}
                [0xEF, ..] if !scan::is_noncharacter(bytes, at) => {}
                [_, ..] => return Err(self.illegal_character(at)),
                [] => return Err(self.end_of_document()),
            }
        }
    }

    /// Appends text up to `markup` and resolves its references. Stops earlier at a byte that the caller must
    /// examine, such as a carriage return. Returns two offsets: the text before the first is appended, and
    /// the text between them is plain, but not appended yet.
    #[inline(never)]
    fn references(&self, text: &mut String, from: usize, markup: usize) -> Result<(usize, usize)> {
        let bytes = self.text.as_bytes().get(..markup).unwrap_or_default();
        let mut from = from;
        // This search stops at fewer kinds of bytes than the search for special bytes, because the range
        // contains no `<`. It also stops at line ends, which are skipped at little cost.
        let is_marked = |byte| (byte == b'&') | (byte == b']') | (byte == 0xEF) | (byte < 0x20);
        let mut rest = self.text.get(from..).unwrap_or("");
        for at in Marks::new(bytes, from, is_marked) {
            match bytes.get(at) {
                Some(b'&') => {}
                Some(b'\t' | b'\n') => continue,
                _ => return Ok((from, at)),
            }
            let Some((before, reference)) = rest.split_at_checked(at - from) else { break };
            text.push_str(before);
            // The frequent references are appended as constants.
            if let Some(after) = reference.strip_prefix("&amp;") {
                text.push('&');
                (rest, from) = (after, at + 5);
            } else if let Some(after) = reference.strip_prefix("&lt;") {
                text.push('<');
                (rest, from) = (after, at + 4);
            } else {
                let (character, end) = self.reference(at)?;
                text.push(character);
                (rest, from) = (self.text.get(end..).unwrap_or(""), end);
            }
        }
        Ok((from, from.max(markup)))
    }

    /// Reads text between elements. If it is not blank, it is an error. The error does not show the text,
    /// because the text may be a secret that was written without its start and end tag.
    #[cold]
    pub(super) fn blank(&mut self) -> Result<()> {
        self.blank_or("no text, only elements")
    }

    /// Reads text that must be blank. If it is not, the error says that `expected` was expected.
    #[cold]
    pub(super) fn blank_or(&mut self, expected: &'static str) -> Result<()> {
        let from = self.position;
        match crate::xml::simple::trim(&self.run()?) {
            "" => Ok(()),
            _ => Err(self.contract(from, expected, Some("text".to_owned()))),
        }
    }

    /// Reads the CDATA section at the position.
    fn section(&mut self) -> Result<Cow<'s, str>> {
        let from = self.position + 9;
        let rest = self.text.get(from..).unwrap_or("");
        let Some(end) = memchr::memmem::find(rest.as_bytes(), b"]]>") else {
            return Err(self.malformed(self.position, "the CDATA section has no end (`]]>`)"));
        };
        let text = rest.get(..end).unwrap_or("");
        if let Some(illegal) = scan::illegal(text.as_bytes()) {
            return Err(self.illegal_character(from + illegal));
        }
        self.position = from + end + 3;
        Ok(match memchr::memchr(b'\r', text.as_bytes()) {
            None => Cow::Borrowed(text),
            Some(_) => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        })
    }

    /// Skips the comment or processing instruction at the position.
    #[cold]
    pub(super) fn pass_over(&mut self) -> Result<()> {
        let at = self.position;
        let rest = self.text.get(at..).unwrap_or("");
        let (from, end) = if rest.starts_with("<!--") {
            let from = at + 4;
            let inner = rest.as_bytes().get(4..).unwrap_or_default();
            match memchr::memmem::find(inner, b"--") {
                Some(end) if inner.get(end + 2) == Some(&b'>') => (from, from + end),
                Some(end) => return Err(self.malformed(from + end, "`--` in a comment")),
                None => return Err(self.malformed(at, "the comment has no end (`-->`)")),
            }
        } else if rest.starts_with("<?") {
            let from = scan::name(self.text, at + 2);
            let target = self.text.get(at + 2..from).unwrap_or("");
            let inner = self.text.as_bytes().get(from..).unwrap_or_default();
            let Some(end) = memchr::memmem::find(inner, b"?>") else {
                return Err(self.malformed(at, "the processing instruction has no end (`?>`)"));
            };
            if target.eq_ignore_ascii_case("xml") {
                return Err(self.malformed(at, "the XML declaration is not at the beginning of the document"));
            }
            if target.is_empty() || end > 0 && !matches!(inner.first(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
                return Err(self.malformed(at + 2, "expected the name of a processing instruction"));
            }
            (from, from + end)
        } else if rest.starts_with("<!DOCTYPE") {
            return Err(self.malformed(at, "a document type declaration, which is not allowed in SOAP"));
        } else {
            return Err(self.malformed(at, "expected a comment, a CDATA section or an element"));
        };
        if let Some(illegal) = scan::illegal(self.text.as_bytes().get(from..end).unwrap_or_default()) {
            return Err(self.illegal_character(from + illegal));
        }
        self.position = end + if rest.starts_with("<?") { 2 } else { 3 };
        Ok(())
    }

    /// The character of the reference that begins at `from`, and the end of the reference. The reference must
    /// be one of the five entities of XML or refer to a legal character.
    #[inline(always)]
    pub(super) fn reference(&self, from: usize) -> Result<(char, usize)> {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        match rest.first_chunk::<4>() {
            Some(b"&amp") if rest.get(4) == Some(&b';') => Ok(('&', from + 5)),
            Some(b"&lt;") => Ok(('<', from + 4)),
            Some(b"&gt;") => Ok(('>', from + 4)),
            _ => self.reference_slow(from),
        }
    }

    #[inline(never)]
    fn reference_slow(&self, from: usize) -> Result<(char, usize)> {
        let bytes = self.text.as_bytes();
        // Valid references are far shorter. A missing `;` must not cause a search through the whole document.
        let near = bytes.get(from + 1..bytes.len().min(from + 64)).unwrap_or_default();
        let end = match memchr::memchr(b';', near) {
            Some(end) => from + 1 + end,
            None => return Err(self.malformed(from, "`&` does not begin a reference; write `&amp;`")),
        };
        let name = self.text.get(from + 1..end).unwrap_or("");
        match referenced(name) {
            Some(character) => Ok((character, end + 1)),
            None if name.starts_with('#') => {
                Err(self.malformed(from, format!("`&{name};` does not refer to a character that XML allows")))
            }
            None if scan::is_name(name) => {
                Err(self
                    .malformed(from, format!("`&{name};` is not one of the five predefined entities of XML")))
            }
            None => Err(self.malformed(from, "`&` does not begin a reference; write `&amp;`")),
        }
    }
}

/// Text that is gathered in pieces. `text` is `None` until a reference, a CDATA section, a comment or a line
/// end makes the text differ from its source in the document.
struct Gathered {
    text: Option<String>,
    /// Offset of the next `<`, once `text` is set.
    markup: usize,
    /// Whether the caller needs the text.
    is_kept: bool,
}

impl Gathered {
    /// Appends two pieces.
    fn add(&mut self, before: &str, more: &str) {
        if self.is_kept {
            let text = self.text.get_or_insert_default();
            text.push_str(before);
            text.push_str(more);
        }
    }

    /// Appends a piece and the character that begins at `at`. The first call reserves capacity for the text
    /// up to the next `<`.
    #[inline(always)]
    fn push(&mut self, before: &str, character: char, at: usize, rest: &[u8]) {
        if self.is_kept {
            if self.text.is_none() {
                let room = memchr::memchr(b'<', rest).unwrap_or(0);
                self.markup = at + room;
                self.text = Some(String::with_capacity(before.len() + room + 4));
            }
            let text = self.text.get_or_insert_default();
            text.push_str(before);
            text.push(character);
        }
    }
}
