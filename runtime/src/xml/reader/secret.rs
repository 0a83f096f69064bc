//! Members that are secret although their type is not `Secret`. The reader records the byte ranges of their
//! content, and does not show the content in errors or in the `Account` of departures from the contract.

use std::ops::Range;

use super::Reader;
use crate::error::{Error, Result};
use crate::redaction::mask::REDACTED;
use crate::redaction::names::{is_secret_name, may_end_in_secret, mentions_secret};
use crate::redaction::pieces::pieces;
use crate::redaction::references::unescaped;

impl Reader<'_> {
    /// Reads the current element as a secret: errors and the list of departures do not show its content.
    ///
    /// # Errors
    ///
    /// If the member cannot be decoded. The error does not quote the text.
    pub fn secret<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let start = self.start.offset;
        let outer = self.secret_start();
        let read = read(self);
        // If the member occurred before, `read` leaves the element unread, and the position is still before
        // `start`.
        self.secret_end(outer, start..self.position.max(start));
        read.map_err(Error::redacted)
    }

    /// Reads the current attribute or text run as a secret.
    ///
    /// # Errors
    ///
    /// If the member cannot be decoded. The error does not quote the text.
    pub fn secret_text<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let place = self.run_at.clone();
        let outer = self.secret_start();
        let read = read(self);
        self.secret_end(outer, place);
        read.map_err(Error::redacted)
    }

    /// Reads the body of a reply of this operation. If the name of the operation suggests a secret
    /// (`GetTicket`), the values of unknown members of the body and of the element in it are secret, because a
    /// server may send the secret under another name.
    pub(crate) fn read_reply_of<T>(
        &mut self,
        operation: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let outer = self.reply_of.replace((operation, self.open.len() + 2));
        let read = read(self);
        self.reply_of = outer;
        read
    }

    /// Whether an unknown member of the element at this depth is secret.
    pub(super) fn hides_unknown(&self, depth: usize) -> bool {
        self.reply_of.is_some_and(|(operation, deepest)| depth <= deepest && mentions_secret(operation))
    }

    /// Skips the current element, and records it as a secret, for masking.
    pub(crate) fn skip_hidden(&mut self) -> Result<()> {
        let from = self.start.offset;
        self.skip()?;
        self.hide(from..self.position);
        Ok(())
    }

    /// Records the range of an unknown member that is secret, for masking.
    pub(super) fn hide(&mut self, place: Range<usize>) {
        self.secrets.push(place);
    }

    /// Whether the text of the key of a dictionary entry suggests a secret. The key is the element that was
    /// read last.
    pub(crate) fn last_text_is_secret_name(&self) -> bool {
        let text = self.text.get(self.start.content..self.text_end).unwrap_or_default();
        // If the last three characters are letters, they are plain text: CDATA sections, comments, references
        // and tags end with other characters.
        may_end_in_secret(text) && text_is_secret_name(text)
    }

    /// Clears the range that was recorded as the `count`th secret, because its value turned out not to be
    /// secret. The empty range stays in the list, so that the positions of the others do not change.
    pub(crate) fn forget_secret(&mut self, count: usize) {
        if let Some(place) = count.checked_sub(1).and_then(|last| self.secrets.get_mut(last)) {
            *place = 0..0;
        }
    }

    fn secret_start(&mut self) -> bool {
        std::mem::replace(&mut self.is_secret, true)
    }

    fn secret_end(&mut self, outer: bool, place: Range<usize>) {
        self.is_secret = outer;
        if !self.seen.is_probe {
            self.secrets.push(place);
        }
    }

    /// Returns the text `found` of the document as the list of departures shows it: masked if it is secret.
    pub(super) fn shown<'t>(&self, found: &'t str) -> &'t str {
        if self.is_secret && !found.is_empty() { REDACTED } else { found }
    }
}

#[cold]
fn text_is_secret_name(text: &str) -> bool {
    match memchr::memchr2(b'<', b'&', text.as_bytes()) {
        None => is_secret_name(text),
        Some(_) => pieces(text, None)
            .into_iter()
            .any(|piece| is_secret_name(&unescaped(text.get(piece.range).unwrap_or_default()))),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::error::Result;
    use crate::text::Name;
    use crate::text::namespaces::XSI;
    use crate::xml::{Document, Found, Limits, Reader, Record};

    #[derive(Default)]
    struct Door {
        pin: Option<i32>,
        next: Option<Box<Door>>,
    }

    impl Record for Door {
        fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.within("") {
                "pin" => input.secret_text(|input| input.attribute(0, &mut self.pin)),
                _ => Ok(Found::No),
            }
        }

        fn decode_field(&mut self, _: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            input.once(1, &mut self.next)
        }
    }

    #[test]
    fn a_secret_attribute_of_a_nil_element_is_masked_although_it_is_not_decoded() {
        let text = format!("<Door xmlns:xsi='{XSI}'><Door pin='1234' xsi:nil='true'/></Door>");
        let document = Document::from_text(&text, Limits::default());
        let mut input = document.reader();
        input.root().unwrap();
        let mut door = Door::default();
        input.record(&mut door).unwrap();
        assert!(door.next.is_none());
        let masked: Vec<_> = input.secrets().iter().map(|place| &text[place.clone()]).collect();
        assert_eq!(masked, ["1234"]);
    }
}
