//! Members that are secret and no text: errors and the account do not show them, and their places are noted.

use std::ops::Range;

use super::Reader;
use crate::error::{Error, Result};
use crate::redaction::mask::REDACTED;

impl Reader<'_> {
    /// Reads the element at which the reader stands as a secret: errors and the account do not show what is in it.
    ///
    /// # Errors
    ///
    /// Those of the member, without what was found.
    pub fn secret<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let start = self.start.offset;
        let outer = self.secret_start();
        let read = read(self);
        // A member that came before is not read.
        self.secret_end(outer, start..self.position.max(start));
        read.map_err(Error::redacted)
    }

    /// Reads the attribute, or the run of text, that is offered to a record as a secret.
    ///
    /// # Errors
    ///
    /// Those of the member, without what was found.
    pub fn secret_text<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let place = self.run_at.clone();
        let outer = self.secret_start();
        let read = read(self);
        self.secret_end(outer, place);
        read.map_err(Error::redacted)
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

    /// What the account may have of a text that was found.
    pub(super) fn shown<'t>(&self, found: &'t str) -> &'t str {
        if self.is_secret && !found.is_empty() { REDACTED } else { found }
    }
}
