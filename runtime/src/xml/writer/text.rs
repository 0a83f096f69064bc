//! The output for simple values: content of elements, attributes, or text outside of XML.

use std::borrow::Cow;

use super::Writer;
use super::escape::{self, Place};
use super::state::QNameNotation;
use crate::error::Error;
use crate::text::Name;

/// The output for the lexical form of a simple value.
pub struct Text<'w> {
    pub(super) output: &'w mut Writer,
    pub(super) place: Place,
}

impl<'w> Text<'w> {
    #[inline(always)]
    pub(super) fn content(output: &'w mut Writer) -> Self {
        Self { output, place: Place::Content }
    }

    /// Writes text, with escapes as needed. A character that XML does not allow is recorded as an error of
    /// the document.
    #[inline]
    pub fn push(&mut self, text: &str) {
        if let Some(character) = escape::append(&mut self.output.output, text, self.place) {
            self.output.illegal(character);
        }
    }

    /// Writes ASCII text that needs no escape: digits, letters, spaces.
    #[inline]
    pub fn plain(&mut self, text: &str) {
        self.output.output.push_str(text);
    }

    /// Writes bytes in Base64.
    pub(crate) fn base64(&mut self, bytes: &[u8]) {
        let output = &mut self.output.output;
        // The capacity includes the end tags, so that a long text is not copied again for them.
        output.reserve(bytes.len().div_ceil(3) * 4 + 256);
        base64_simd::STANDARD.encode_append(bytes, output);
    }

    /// Writes an integer.
    pub fn integer(&mut self, value: i64) {
        append_integer(&mut self.output.output, value);
    }

    /// Writes an unsigned integer.
    pub fn unsigned(&mut self, value: u64) {
        append_unsigned(&mut self.output.output, value);
    }

    /// Writes a qualified name. Its namespace must be declared.
    pub fn name(&mut self, name: Name<'_>) {
        match self.place {
            Place::Bare => self.push(name.local()),
            Place::Content | Place::Attribute => self.output.name(name),
        }
    }

    /// Writes a qualified name that was read with this prefix.
    pub(crate) fn name_with(&mut self, prefix: &str, name: Name<'_>) {
        match (self.place, self.output.qname_notation) {
            (Place::Bare, QNameNotation::Prefixed) if !prefix.is_empty() => {
                [prefix, ":", name.local()].into_iter().for_each(|part| self.push(part));
            }
            (Place::Bare, QNameNotation::Expanded) if !name.namespace().is_empty() => {
                ["{", name.namespace(), "}", name.local()].into_iter().for_each(|part| self.push(part));
            }
            (Place::Content | Place::Attribute, _)
                if !prefix.is_empty() && self.output.is_bound_to(prefix, name.namespace()) =>
            {
                [prefix, ":", name.local()].into_iter().for_each(|part| self.push(part));
            }
            _ => self.name(name),
        }
    }

    /// Writes an item of a list. It must not be empty or contain white space.
    pub fn item(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.output.output.len();
        write(self);
        self.check_item(start);
        if self.output.is_secret {
            // Record the range of each item, because a reply may repeat one item of the list without the
            // others.
            self.output.secrets.push(start..self.output.output.len());
        }
    }

    fn check_item(&mut self, start: usize) {
        let item = self.output.output.get(start..).unwrap_or_default();
        let is_broken = item.contains([' ', '\t', '\n', '\r']) || item.contains("&#");
        if item.is_empty() {
            self.fail("an item of a list is empty");
        } else if is_broken {
            self.fail("an item of a list contains white space");
        }
    }

    /// Writes a secret. Errors do not show it, and its byte range is recorded.
    pub(crate) fn secret(&mut self, write: impl FnOnce(&mut Self)) {
        let had_error = self.output.error.is_some();
        let start = self.output.output.len();
        write(self);
        let end = self.output.output.len();
        self.output.secrets.push(start..end);
        if !had_error {
            self.output.error = self.output.error.take().map(Error::redacted);
        }
    }

    /// Records an error: the value has no lexical form, for this reason.
    pub fn fail(&mut self, reason: impl Into<Cow<'static, str>>) {
        self.output.fail(reason);
    }
}

impl Writer {
    #[cold]
    pub(super) fn illegal(&mut self, character: char) {
        self.fail(format!("XML does not allow the character U+{:04X}", u32::from(character)));
    }
}

/// Appends an integer in decimal.
#[inline(always)]
pub(super) fn append_integer(output: &mut String, value: i64) {
    if value < 0 {
        output.push('-');
    }
    append_unsigned(output, value.unsigned_abs());
}

/// Appends digits from the highest on. Each is pushed as a `char`, which needs no UTF-8 check.
#[inline(always)]
fn append_unsigned(output: &mut String, value: u64) {
    match u32::try_from(value) {
        Ok(value @ 0..10_000) => append_short(output, value),
        _ => append_long(output, value),
    }
}

/// Appends the digits of a number below 10,000.
#[inline(always)]
fn append_short(output: &mut String, value: u32) {
    if value >= 1000 {
        output.push(digit(value / 1000));
    }
    if value >= 100 {
        output.push(digit(value / 100 % 10));
    }
    if value >= 10 {
        output.push(digit(value / 10 % 10));
    }
    output.push(digit(value % 10));
}

#[inline(never)]
fn append_long(output: &mut String, value: u64) {
    let (front, back) = (value / 10_000, (value % 10_000) as u32);
    match u32::try_from(front) {
        Ok(front @ 0..10_000) => append_short(output, front),
        _ => append_long(output, front),
    }
    for digit in [back / 1000, back / 100 % 10, back / 10 % 10, back % 10].map(digit) {
        output.push(digit);
    }
}

/// The character of a digit. The mask shows the compiler that the character is ASCII.
#[inline(always)]
fn digit(value: u32) -> char {
    char::from(b'0' | (value & 0x0F) as u8)
}

#[cfg(test)]
mod tests {
    use crate::xml::simple::to_text;

    #[test]
    fn integers_of_any_length_are_written() {
        let powers = (0..19).map(|exponent| 10_i64.pow(exponent));
        for value in powers.chain([i64::MAX, 4_000_500_000]).flat_map(|value| [value, value - 1, -value]) {
            assert_eq!(to_text(&value).ok(), Some(value.to_string()));
        }
        for value in [u64::MAX, 10_000_000_000_000_000_000] {
            assert_eq!(to_text(&value).ok(), Some(value.to_string()));
        }
        assert_eq!(to_text(&i64::MIN).ok(), Some(i64::MIN.to_string()));
    }
}
