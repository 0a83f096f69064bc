//! Simple types: values that are written as one text, in an element, an attribute, or an item of a list.
//! This file has the trait and its parameters; the types are in `value` and `xsd`.

use std::borrow::Cow;
use std::sync::Arc;

use crate::xml::reader::Bindings;
pub use crate::xml::writer::{Text, to_text};

/// A simple type (XML Schema 1.0 part 2): a value and its lexical form.
pub trait Simple: Sized {
    /// Whether errors must not show texts of this type.
    const SECRET: bool = false;

    /// Local name of the equivalent built-in type of XML Schema, compared without case; empty for other
    /// types. An `xsi:type` that names this type is not recorded as a departure.
    const BUILTIN: &'static str = "";

    /// Parses the lexical form.
    ///
    /// In the text that this method receives, references are already resolved and line ends normalised. White
    /// space is unchanged: each type applies its own `whiteSpace` facet.
    ///
    /// # Errors
    ///
    /// A description of the expected text, if the text is not a value of the type. The reader adds the path,
    /// the position and the text found.
    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid>;

    /// Parses the lexical form strictly: rejects values that the contract does not list, even if
    /// [`parse`](Self::parse) accepts them. The reader calls this method in the strict mode. A union calls it
    /// in every mode (section 2.5.1.3), because another member type may list the value.
    ///
    /// # Errors
    ///
    /// A description of the expected text, if the text is not a value that the contract lists.
    fn parse_listed(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        Self::parse(text, scope)
    }

    /// Writes the lexical form.
    fn write(&self, text: &mut Text<'_>);

    /// Writes the lexical form as an item of a list, where it must not contain white space.
    #[doc(hidden)]
    fn write_item(&self, text: &mut Text<'_>) {
        self.write(text);
    }

    /// Creates the value of a binary type from an attachment; `None` for other types.
    #[cfg(feature = "mime")]
    #[doc(hidden)]
    fn of_attachment(_attachment: &crate::Attachment) -> Option<Self> {
        None
    }

    /// The value of a binary type as an attachment, if it has at least `threshold` bytes and may be moved out
    /// of the document; `None` for other types.
    #[cfg(feature = "mime")]
    #[doc(hidden)]
    fn to_attachment(&self, _threshold: usize) -> Option<crate::Attachment> {
        None
    }

    /// Passes each namespace that needs a declaration to `declare`, for values that contain qualified names.
    fn namespaces(&self, _declare: &mut dyn FnMut(&str)) {}

    /// Passes the original prefixes of the qualified names in the value to `declare`, with their namespaces.
    /// The prefix is empty for a name that was read without one, in a default namespace.
    ///
    /// The writer keeps an original prefix unless the prefix is bound to another namespace. With another prefix,
    /// the name might no longer match the pattern facets of its type, which apply to the text `prefix:name`.
    fn prefixes(&self, _declare: &mut dyn FnMut(&str, &str)) {}
}

/// The reason why a text is not a value of a simple type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// The expected text, as a phrase that follows the word "expected": `an integer from 0 to 255`.
    pub expected: Cow<'static, str>,
    /// The specific mistake, if `expected` does not make it plain.
    pub reason: Option<Cow<'static, str>>,
}

impl Invalid {
    /// Creates an error without a specific reason.
    #[cold]
    pub fn expected(expected: impl Into<Cow<'static, str>>) -> Self {
        Self { expected: expected.into(), reason: None }
    }

    /// Adds the specific reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<Cow<'static, str>>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// `expected an xs:date such as 2024-02-29: that month has 30 days`
impl std::fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "expected {}", self.expected)?;
        match &self.reason {
            Some(reason) => write!(formatter, ": {reason}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Invalid {}

/// The namespace prefixes in scope at a text. They resolve the QNames in the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope<'r> {
    /// `None` outside of a document.
    bindings: Option<&'r Bindings<'r>>,
    /// Whether names in the text have the form `{namespace}local`, without prefixes.
    has_expanded_names: bool,
}

impl<'r> Scope<'r> {
    pub(crate) fn new(bindings: &'r Bindings<'r>) -> Self {
        Self { bindings: Some(bindings), has_expanded_names: false }
    }

    /// The scope of a default value, in which the generator wrote names as `{namespace}local`, because the
    /// prefixes of the schema have no meaning in a message.
    pub(crate) fn of_default(bindings: &'r Bindings<'r>) -> Self {
        Self { bindings: Some(bindings), has_expanded_names: true }
    }

    /// Splits `{namespace}local`, or a name without a namespace, if this scope has expanded names.
    pub(crate) fn expanded<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        if !self.has_expanded_names {
            return None;
        }
        match text.strip_prefix('{') {
            Some(rest) => rest.split_once('}'),
            None => (!text.contains(':')).then_some(("", text)),
        }
    }

    /// The namespace of a prefix. The empty prefix returns the default namespace, or `""` if none is
    /// declared.
    pub fn namespace(&self, prefix: &str) -> Option<&'r str> {
        match prefix {
            "xml" => Some(crate::text::namespaces::XML),
            _ => self
                .bindings
                .and_then(|bindings| bindings.iter().rev().find(|binding| binding.prefix == prefix))
                .map(|binding| binding.namespace)
                .or((prefix.is_empty()).then_some("")),
        }
    }

    /// Counts the memory of the items of a list. Fails if the values of the document take more memory than
    /// [`Limits::values`](crate::Limits::values) allows.
    pub(crate) fn allocate(&self, bytes: usize) -> Result<(), Invalid> {
        match self.bindings.map(|bindings| bindings.allocate(bytes)) {
            Some(Err(_)) => {
                Err(Invalid::expected("fewer items: `Limits::values` limits the memory of decoded values"))
            }
            _ => Ok(()),
        }
    }

    /// Subtracts memory that is no longer used from the memory counted by [`allocate`](Self::allocate).
    pub(crate) fn release(&self, bytes: usize) {
        if let Some(bindings) = self.bindings {
            bindings.release(bytes);
        }
    }

    /// Returns a namespace as an `Arc`. All values of the document with this namespace share its memory.
    pub(crate) fn share(&self, namespace: &str) -> Arc<str> {
        self.bindings.map_or_else(|| namespace.into(), |bindings| bindings.share(namespace))
    }
}

/// Parses a value from its lexical form, outside of a document.
///
/// # Errors
///
/// If the text is not a value of the type, or uses a prefix.
pub fn from_text<S: Simple>(text: &str) -> Result<S, Invalid> {
    S::parse(text, &Scope::default())
}

/// Parses a value from a text whose names have the form `{namespace}local`.
#[cfg(feature = "serde")]
pub(crate) fn from_expanded_text<S: Simple>(text: &str) -> Result<S, Invalid> {
    S::parse(text, &Scope { bindings: None, has_expanded_names: true })
}

/// Replaces each white space character by a space: `whiteSpace="replace"`.
pub fn replace(text: &str) -> Cow<'_, str> {
    crate::text::WhiteSpace::Replace.apply(text.into())
}

/// Replaces each run of white space by one space and trims both ends: `whiteSpace="collapse"`.
pub fn collapse(text: &str) -> Cow<'_, str> {
    crate::text::WhiteSpace::Collapse.apply(text.into())
}

/// Trims XML white space from both ends. This is `whiteSpace="collapse"` for types whose values contain
/// no white space.
#[inline]
pub fn trim(text: &str) -> &str {
    // Nearly all texts have no white space at their ends. The first and the last byte show that.
    match text.as_bytes() {
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        _ => text.trim_matches([' ', '\t', '\n', '\r']),
    }
}
