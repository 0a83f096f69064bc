//! Documents: the global elements of schemas.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::error::Result;
use crate::text::Name;
use crate::validate::Checks;
use crate::validate::Violations;
use crate::xml::reader::Reader;
use crate::xml::{Account, DepartureKind, Document, Limits, ReadingMode, TextRule, Value, Writer};

/// A global element of a schema, which can be the root of a document, with the type of its value.
///
/// Generated code has a constant for each global element.
///
/// ```
/// use saponify::Root;
///
/// const SIZE: Root<i32> = Root::new("urn:shop", "size");
///
/// let size = SIZE.read(r#"<s:size xmlns:s="urn:shop">42</s:size>"#)?;
/// assert_eq!(size, 42);
/// assert_eq!(SIZE.write(&size)?, r#"<size xmlns="urn:shop">42</size>"#);
/// assert!(SIZE.read("<s:length xmlns:s='urn:shop'>42</s:length>").is_err());
/// # Ok::<(), saponify::Error>(())
/// ```
pub struct Root<V> {
    namespace: &'static str,
    local: &'static str,
    rule: TextRule,
    value: PhantomData<fn() -> V>,
}

impl<V> Root<V> {
    /// Creates the element of this namespace and local name. The namespace is empty for an element without
    /// one.
    pub const fn new(namespace: &'static str, local: &'static str) -> Self {
        Self { namespace, local, rule: TextRule::NONE, value: PhantomData }
    }

    /// Sets the default or fixed value that the schema gives an empty element.
    #[must_use]
    pub const fn empty_as(self, default: &'static str) -> Self {
        Self { rule: self.rule.empty_as(default), ..self }
    }

    /// Sets the default like [`empty_as`](Self::empty_as), for types that allow the empty text. An empty text
    /// cannot be written then, because a receiver would read the default instead.
    #[must_use]
    pub const fn empty_text_as(self, default: &'static str) -> Self {
        Self { rule: self.rule.empty_text_as(default), ..self }
    }

    /// Collapses the white space of the element's text.
    #[must_use]
    pub const fn collapse(self) -> Self {
        Self { rule: self.rule.collapse(), ..self }
    }

    /// Replaces each white space character of the element's text by a space.
    #[must_use]
    pub const fn replace(self) -> Self {
        Self { rule: self.rule.replace(), ..self }
    }

    /// Sets the function that checks values against the schema.
    pub const fn checked(self, check: fn(&V, &mut Checks)) -> CheckedRoot<V> {
        CheckedRoot { root: self, check }
    }

    /// The name of the element.
    pub const fn name(&self) -> Name<'static> {
        Name::new(self.namespace, self.local)
    }
}

impl<V: Value> Root<V> {
    /// Decodes a document. A root element without its namespace is accepted, except in the strict mode.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed), and
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the root is another element or its content does
    /// not have the type.
    pub fn read(&self, xml: &str) -> Result<V> {
        self.read_as(xml, ReadingMode::default()).map(|(value, _)| value)
    }

    /// Decodes a document in a [`ReadingMode`]. Also returns an [`Account`], which lists where the document
    /// departs from the schema.
    ///
    /// # Errors
    ///
    /// The same as for [`read`](Self::read).
    pub fn read_as(&self, xml: &str, mode: ReadingMode) -> Result<(V, Account)> {
        self.read_document(&Document::from_text(xml, Limits::default()).with_mode(mode))
    }

    /// Decodes a document in any of the encodings of [`Document::new`].
    ///
    /// # Errors
    ///
    /// The same as for [`read`](Self::read).
    pub fn read_slice(&self, xml: &[u8]) -> Result<V> {
        self.read_document(&Document::new(xml, Limits::default())?).map(|(value, _)| value)
    }

    /// Decodes a document with the mode and the limits of the [`Document`]. Also returns an [`Account`], which
    /// lists where the document departs from the schema.
    ///
    /// # Errors
    ///
    /// The same as for [`read`](Self::read).
    pub fn read_document(&self, document: &Document<'_>) -> Result<(V, Account)> {
        let mut input = document.reader();
        begin(&mut input, self.name(), self.rule)?;
        let mut value = V::default();
        value.decode(&mut input)?;
        input.end()?;
        Ok((value, input.take_account()))
    }

    /// Encodes a document, without an XML declaration. An absent value becomes a nil element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode).
    pub fn write(&self, value: &V) -> Result<String> {
        let mut output = Writer::new();
        output.never_empty(self.rule.instead_of_empty(), |output| value.encode_item(self.name(), output));
        output.finish()
    }
}

/// A global element whose values can be checked against the schema. `Builder::validate(true)` generates
/// it instead of [`Root`]. It has the methods of [`Root`].
///
/// ```
/// use saponify::{Builtin, CheckedRoot, Facets, Root};
///
/// const CODE_FACETS: Facets = Facets { max_length: Some(4), ..Facets::of(Builtin::Text) };
/// const CODE: CheckedRoot<String> =
///     Root::new("urn:shop", "code").checked(|value, checks| checks.facets("code", value, &CODE_FACETS));
///
/// let code = CODE.read(r#"<code xmlns="urn:shop">abcde</code>"#)?;
/// let violations = CODE.validate(&code).unwrap_err();
/// assert_eq!(violations.to_string(), "code: expected at most 4 characters, not 5, found `abcde`");
/// # Ok::<(), saponify::Error>(())
/// ```
pub struct CheckedRoot<V> {
    root: Root<V>,
    check: fn(&V, &mut Checks),
}

impl<V> CheckedRoot<V> {
    /// Reports each part of a value that the schema does not allow.
    ///
    /// # Errors
    ///
    /// All violations, in the order of the members.
    pub fn validate(&self, value: &V) -> Result<(), Violations> {
        let mut checks = Checks::default();
        (self.check)(value, &mut checks);
        checks.finish()
    }
}

impl<V> Deref for CheckedRoot<V> {
    type Target = Root<V>;

    fn deref(&self) -> &Root<V> {
        &self.root
    }
}

impl<V> Clone for CheckedRoot<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for CheckedRoot<V> {}

impl<V> fmt::Debug for CheckedRoot<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(formatter)
    }
}

/// Reads the start tag of the root element, which must have this name.
fn begin(input: &mut Reader<'_>, expected: Name<'static>, rule: TextRule) -> Result<()> {
    let found = input.root()?;
    if found == Name::new("", expected.local()) && found != expected && !input.is_strict() {
        input.note(DepartureKind::OtherForm, found.local());
    } else if found != expected {
        let described = |name: Name<'_>| match name.namespace() {
            "" => format!("`{}` without a namespace", name.local()),
            namespace => format!("`{}` of the namespace `{namespace}`", name.local()),
        };
        return Err(input.error(format!("the root element {}", described(expected)), Some(&described(found))));
    }
    input.set_rule(&rule);
    Ok(())
}

impl<V> Clone for Root<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Root<V> {}

impl<V> fmt::Debug for Root<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Root").field(&self.name()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{DepartureKind, ReadingMode, Root};

    const SIZE: Root<Option<i32>> = Root::new("urn:t", "size").empty_as("7");

    #[test]
    fn an_empty_root_has_the_default_of_its_element() {
        assert_eq!(SIZE.read("<size xmlns=\"urn:t\"/>").unwrap(), Some(7));
        let nil = SIZE.write(&None).unwrap();
        assert!(nil.contains("nil=\"true\""), "{nil}");
        assert_eq!(SIZE.read(&nil).unwrap(), None);
    }

    #[test]
    fn the_text_of_a_root_is_read_by_its_rule() {
        const CODE: Root<String> = Root::new("urn:t", "code").empty_text_as("x").collapse();
        assert_eq!(CODE.read("<code xmlns=\"urn:t\"> a\n b </code>").unwrap(), "a b");
        assert_eq!(CODE.read("<code xmlns=\"urn:t\"/>").unwrap(), "x");
        assert!(CODE.write(&"a".to_owned()).is_ok() && CODE.write(&String::new()).is_err());
        const LINE: Root<String> = Root::new("", "line").replace();
        assert_eq!(LINE.read("<line>a\n\tb</line>").unwrap(), "a  b");
        assert!(LINE.write(&String::new()).is_ok());
    }

    #[test]
    fn a_root_without_its_namespace_is_accepted_and_noted() {
        for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
            let (size, account) = SIZE.read_as("<size>1</size>", mode).unwrap();
            assert_eq!((size, account.total()), (Some(1), 1));
            assert_eq!(account.departures()[0].kind, DepartureKind::OtherForm);
        }
        assert!(SIZE.read_as("<size>1</size>", ReadingMode::Strict).is_err());
        const PLAIN: Root<i32> = Root::new("", "size");
        assert!(PLAIN.read("<size xmlns='urn:t'>1</size>").is_err());
    }

    #[test]
    fn another_root_is_refused_with_both_names_and_the_place() {
        let error = SIZE.read("<length>1</length>").unwrap_err().to_string();
        for part in
            ["the root element `size` of the namespace `urn:t`", "`length` without a namespace", "line 1"]
        {
            assert!(error.contains(part), "{error}");
        }
        assert!(SIZE.read("<size xmlns='urn:u'>1</size>").is_err());
        assert!(SIZE.read_slice(b"<size xmlns='urn:t'>1</size><more/>").is_err());
    }
}
