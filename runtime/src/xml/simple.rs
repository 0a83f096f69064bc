//! Simple types: values that are one text, wherever it stands (element, attribute, item of a list).
//! Here are the trait and what it reads from and writes to; the types are in `value` and `xsd`.

use std::borrow::Cow;

use crate::xml::reader::Binding;
pub use crate::xml::writer::Text;

/// A simple type (XML Schema 1.0 part 2): a value and its lexical form.
pub trait Simple: Sized {
    /// Whether texts of this type must not show in errors.
    const SECRET: bool = false;

    /// Local name of the built-in type of XML Schema that the Rust type stands for, in any case; empty for other types. An
    /// `xsi:type` that names it says nothing new.
    const BUILTIN: &'static str = "";

    /// Reads the lexical form.
    ///
    /// The text is as it stands in the document, references resolved and line ends normalised; each type applies its
    /// own `whiteSpace` facet.
    ///
    /// # Errors
    ///
    /// What was expected, when the text is no value of the type. The reader adds the place and what was found.
    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid>;

    /// Reads the lexical form where another type may be meant, as in a union (section 2.5.1.3): a type that takes values
    /// which its contract does not list takes none of them here.
    ///
    /// # Errors
    ///
    /// What was expected, when the text is no value that the contract lists.
    fn parse_listed(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        Self::parse(text, scope)
    }

    /// Writes the lexical form.
    fn write(&self, text: &mut Text<'_>);

    /// Tells the namespaces that must have a prefix where the value stands, for values that hold qualified names.
    fn namespaces(&self, _declare: &mut dyn FnMut(&str)) {}

    /// Tells the prefixes that qualified names in the value were read with, and their namespaces. The writer uses them where
    /// nothing else has them, since a pattern is about the text.
    fn prefixes(&self, _declare: &mut dyn FnMut(&str, &str)) {}
}

/// Why a text is no value of a simple type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// What was expected, to stand after the word "expected": `an integer from 0 to 255`.
    pub expected: Cow<'static, str>,
    /// What is wrong in particular, where that is not plain from what was expected.
    pub reason: Option<Cow<'static, str>>,
}

impl Invalid {
    /// Not what was expected.
    #[cold]
    pub fn expected(expected: impl Into<Cow<'static, str>>) -> Self {
        Self { expected: expected.into(), reason: None }
    }

    /// Adds what is wrong in particular.
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

/// The prefixes that are declared where a text stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope<'r> {
    bindings: &'r [Binding<'r>],
    /// Names stand as `{namespace}local`, without prefixes.
    has_expanded_names: bool,
}

impl<'r> Scope<'r> {
    pub(crate) fn new(bindings: &'r [Binding<'r>]) -> Self {
        Self { bindings, has_expanded_names: false }
    }

    /// The scope of a default value, in which the generator wrote names as `{namespace}local`: the prefixes of the schema
    /// mean nothing in a message.
    pub(crate) fn of_default(bindings: &'r [Binding<'r>]) -> Self {
        Self { bindings, has_expanded_names: true }
    }

    /// The namespace and local part of `{namespace}local`, or of a name in no namespace, where names stand so.
    pub(crate) fn expanded<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        if !self.has_expanded_names {
            return None;
        }
        match text.strip_prefix('{') {
            Some(rest) => rest.split_once('}'),
            None => (!text.contains(':')).then_some(("", text)),
        }
    }

    /// The namespace of a prefix; `""` asks for the default namespace, which is `""` where none is declared.
    pub fn namespace(&self, prefix: &str) -> Option<&'r str> {
        match prefix {
            "xml" => Some(crate::text::namespaces::XML),
            _ => self
                .bindings
                .iter()
                .rev()
                .find(|binding| binding.prefix == prefix)
                .map(|binding| binding.namespace)
                .or((prefix.is_empty()).then_some("")),
        }
    }
}

/// Reads a value from its lexical form, outside of any document.
///
/// # Errors
///
/// When the text is no value of the type, or needs a prefix.
pub fn from_text<S: Simple>(text: &str) -> Result<S, Invalid> {
    S::parse(text, &Scope::default())
}

/// The lexical form of a value, outside of any document and without escapes.
///
/// # Errors
///
/// When the value has no lexical form.
pub fn to_text<S: Simple>(value: &S) -> crate::error::Result<String> {
    crate::xml::writer::to_text(value)
}

/// A text with each white space character made a blank: `whiteSpace="replace"`.
pub fn replace(text: &str) -> Cow<'_, str> {
    crate::text::WhiteSpace::Replace.apply(text.into())
}

/// A text with its runs of white space made one blank each, and those at both ends removed: `whiteSpace="collapse"`.
pub fn collapse(text: &str) -> Cow<'_, str> {
    crate::text::WhiteSpace::Collapse.apply(text.into())
}

/// Removes XML white space from both ends: what `whiteSpace="collapse"` means for types whose values hold none within.
#[inline]
pub fn trim(text: &str) -> &str {
    // Nearly every text comes without any, and is told by two bytes.
    match text.as_bytes() {
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        _ => text.trim_matches([' ', '\t', '\n', '\r']),
    }
}
