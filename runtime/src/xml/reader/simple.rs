//! Simple values: the content of elements, attributes and text runs.

use std::borrow::Cow;

use super::Reader;
use crate::error::Result;
use crate::redaction::names::is_secret_name;
use crate::xml::{DepartureKind, Invalid, ReadingMode, Scope, Simple};

impl<'s> Reader<'s> {
    /// Reads the content of the current element, which must be text only, as a value of a simple type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for text that is not a value of the type, for
    /// child elements, and for nil.
    #[inline]
    pub fn simple<S: Simple>(&mut self) -> Result<S> {
        if S::SECRET {
            return self.secret_value();
        }
        let from = self.start.content;
        if let Some(text) = self.plain_content() {
            return match S::parse(text, &Scope::new(&self.bindings)) {
                Ok(value) => {
                    self.leave();
                    Ok(value)
                }
                Err(invalid) => self.defaulted(invalid, text, from),
            };
        }
        self.simple_slow()
    }

    /// Reads the content of the current element like [`simple`](Self::simple), and stores the value in
    /// `slot`.
    ///
    /// # Errors
    ///
    /// The same as for [`simple`](Self::simple).
    #[inline]
    pub fn simple_into<S: Simple>(&mut self, slot: &mut S) -> Result<()> {
        match self.simple() {
            Ok(value) => *slot = value,
            Err(error) => return self.excuse_nil(error),
        }
        Ok(())
    }

    /// Handles a text that is not a value: returns the default of the element if the text is empty, or else the
    /// value of the text in another spelling, or else the error.
    #[cold]
    fn defaulted<S: Simple>(&mut self, invalid: Invalid, text: &str, from: usize) -> Result<S> {
        match self.default_of(text, from) {
            Some(value) => {
                self.note_blank(text);
                self.leave();
                Ok(value)
            }
            None => match self.respelled(text, from) {
                Some(value) => {
                    self.leave();
                    Ok(value)
                }
                None => Err(self.invalid_error(invalid, text, from)),
            },
        }
    }

    /// Records that white space was read as the default of the element, which only an element without characters has.
    fn note_blank(&mut self, text: &str) {
        if !text.is_empty() && text.trim_ascii().is_empty() {
            self.note(DepartureKind::Default, text);
        }
    }

    /// The default value of the element whose content begins at `from`. `None` if the element has no default,
    /// or if `text` is not empty, see [`default_at`](Self::default_at).
    #[cold]
    fn default_of<S: Simple>(&self, text: &str, from: usize) -> Option<S> {
        S::parse(self.default_at(text, from)?, &Scope::of_default(&self.bindings)).ok()
    }

    /// Parses a text. In the strict mode, an open enumeration accepts only the values that its contract
    /// lists.
    pub(super) fn parsed<S: Simple>(&self, text: &str) -> Result<S, Invalid> {
        let scope = Scope::new(&self.bindings);
        match self.mode {
            ReadingMode::Strict if !self.is_unchecked => S::parse_listed(text, &scope),
            _ => S::parse(text, &scope),
        }
    }

    #[cold]
    fn simple_slow<S: Simple>(&mut self) -> Result<S> {
        let from = self.start.content;
        self.note_type(S::BUILTIN, std::any::type_name::<S>())?;
        #[cfg(feature = "mime")]
        if let Some(value) = self.included()? {
            self.leave();
            return Ok(value);
        }
        let text = self.text_content()?;
        match self.parsed(&text) {
            Ok(value) => {
                self.leave();
                Ok(value)
            }
            Err(invalid) => self.defaulted(invalid, &text, from),
        }
    }

    /// Reads the content of the current element, which must be text only.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for child elements and for nil.
    #[inline]
    pub fn content(&mut self) -> Result<Cow<'s, str>> {
        let text = match self.plain_content() {
            Some(text) => Cow::Borrowed(text),
            None => self.text_content()?,
        };
        self.leave();
        Ok(text)
    }

    /// Reads the content like [`content`](Self::content), as an owned string.
    pub(crate) fn owned_content(&mut self) -> Result<String> {
        let text = match self.plain_content() {
            Some(text) => text.to_owned(),
            None => {
                self.note_type(String::BUILTIN, "")?;
                self.text_content()?.into_owned()
            }
        };
        self.leave();
        Ok(text)
    }

    fn secret_value<S: Simple>(&mut self) -> Result<S> {
        let from = self.start.content;
        let text = match self.plain_content() {
            Some(text) => Cow::Borrowed(text),
            None => {
                self.note_type(S::BUILTIN, std::any::type_name::<S>())?;
                self.text_content().map_err(crate::error::Error::redacted)?
            }
        };
        self.secrets.push(from..self.text_end);
        let value = S::parse(&text, &Scope::new(&self.bindings));
        let value = value.map_err(|invalid| self.invalid_error(invalid, "", from).redacted())?;
        self.leave();
        Ok(value)
    }

    /// Parses the current attribute or text run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for text that is not a value of the type.
    pub fn value<S: Simple>(&mut self, slot: &mut S) -> Result<()> {
        if S::SECRET {
            self.secrets.push(self.run_at.clone());
        }
        #[cfg(feature = "mime")]
        if self.run_is_include()
            && let Some(value) = self.take_run()
        {
            *slot = value;
            return Ok(());
        }
        match self.parsed(&self.run) {
            Ok(value) => *slot = value,
            Err(invalid) => match self.default_of(&self.run, self.run_at.start) {
                Some(value) => {
                    *slot = value;
                    let text = std::mem::take(&mut self.run);
                    self.note_blank(&text);
                }
                None => match self.respelled_run() {
                    Some(value) => *slot = value,
                    None => return Err(self.invalid_run(invalid, S::SECRET)),
                },
            },
        }
        Ok(())
    }

    #[cold]
    fn invalid_run(&self, invalid: Invalid, is_secret: bool) -> crate::error::Error {
        let error = self.invalid_error(invalid, &self.run, self.run_at.start);
        if is_secret || self.is_secret_attribute() { error.redacted() } else { error }
    }

    /// Whether the current attribute has a name that marks it as secret.
    fn is_secret_attribute(&self) -> bool {
        let before = self.text.get(..self.run_at.start).unwrap_or_default();
        let name = before.strip_suffix(['"', '\'']).and_then(|before| before.trim_end().strip_suffix('='));
        let name = name.and_then(|before| before.trim_end().rsplit([' ', '\t', '\r', '\n']).next());
        name.is_some_and(|name| is_secret_name(name.rsplit(':').next().unwrap_or_default()))
    }
}
