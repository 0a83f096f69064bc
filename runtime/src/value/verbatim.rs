//! Values of types with a pattern. A pattern applies to the text, so the text is kept with the value.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use crate::xml::simple::{collapse, to_text};
use crate::xml::{Invalid, Scope, Simple, Text};

/// A value that is written with the text that it was read from, for types with a pattern.
///
/// The pattern of a schema can require a form such as `4.2E3` or `007`, while the number alone would be
/// written as `4200` or `7`. Dereferencing a `Verbatim` gives the value. Where the pattern requires a certain
/// form, create it from a text: `"007".parse()`. Created from a value, `7.into()`, it is written in its
/// canonical form. Changing the value discards the text.
///
/// Comparisons use the value only.
///
/// ```
/// use saponify::Verbatim;
///
/// let code: Verbatim<i32> = "007".parse()?;
/// assert_eq!((*code, code.to_string()), (7, "007".to_owned()));
/// assert_eq!(code, Verbatim::from(7));
/// assert_eq!(Verbatim::from(7).to_string(), "7");
/// # Ok::<(), saponify::Invalid>(())
/// ```
#[derive(Clone, Default)]
pub struct Verbatim<T> {
    value: T,
    /// The text that the value was read from; `None` for a value that is written in its canonical form.
    text: Option<Box<str>>,
}

impl<T> Verbatim<T> {
    /// Creates a value that is written in its canonical form.
    pub const fn new(value: T) -> Self {
        Self { value, text: None }
    }

    /// The value.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The value without its text.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The text that the value was read from; `None` if it was created from a value.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }
}

impl<T> From<T> for Verbatim<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Deref for Verbatim<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Discards the text, because the value may change.
impl<T> DerefMut for Verbatim<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.text = None;
        &mut self.value
    }
}

impl<T: Simple> FromStr for Verbatim<T> {
    type Err = Invalid;

    fn from_str(text: &str) -> std::result::Result<Self, Invalid> {
        Self::parse(text, &Scope::default())
    }
}

impl<T: Simple> Verbatim<T> {
    fn with(text: &str, value: T) -> Self {
        let mut has_names = false;
        value.namespaces(&mut |_| has_names = true);
        // Prefixes have their namespaces only in the document that was read, so the text of qualified names
        // is not kept.
        if has_names {
            return Self::new(value);
        }
        match collapse(text) {
            Cow::Borrowed(text) => Self { value, text: Some(text.into()) },
            // `text` has white space that can be collapsed. A type that preserves white space, such as a
            // union with the member `xs:string`, writes the value with this white space, so keep the text
            // that it writes. All other types collapse white space, so keep the collapsed text.
            Cow::Owned(collapsed) => match to_text(&value) {
                Ok(written) if collapse(&written) == collapsed => Self { value, text: Some(written.into()) },
                _ => Self { value, text: Some(collapsed.into()) },
            },
        }
    }
}

impl<T: Simple> Simple for Verbatim<T> {
    const SECRET: bool = T::SECRET;

    fn parse(text: &str, scope: &Scope<'_>) -> std::result::Result<Self, Invalid> {
        T::parse(text, scope).map(|value| Self::with(text, value))
    }

    fn parse_listed(text: &str, scope: &Scope<'_>) -> std::result::Result<Self, Invalid> {
        T::parse_listed(text, scope).map(|value| Self::with(text, value))
    }

    fn write(&self, text: &mut Text<'_>) {
        match &self.text {
            Some(own) => text.push(own),
            None => self.value.write(text),
        }
    }

    #[cfg(feature = "mime")]
    fn of_attachment(attachment: &crate::Attachment) -> Option<Self> {
        T::of_attachment(attachment).map(Self::new)
    }

    #[cfg(feature = "mime")]
    fn to_attachment(&self, threshold: usize) -> Option<crate::Attachment> {
        let attachment = self.value.to_attachment(threshold)?;
        // XOP replaces canonical text only. The text that was read may contain white space.
        let is_canonical = |text: &str| text.len() == attachment.len().div_ceil(3) * 4;
        self.text().is_none_or(is_canonical).then_some(attachment)
    }

    fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
        self.value.namespaces(declare);
    }

    fn prefixes(&self, declare: &mut dyn FnMut(&str, &str)) {
        self.value.prefixes(declare);
    }
}

simple_wrapper!(Verbatim: Simple + Default);

/// The lexical form.
impl<T: Simple> fmt::Display for Verbatim<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => formatter.pad(text),
            None => formatter.pad(&to_text(&self.value).map_err(|_| fmt::Error)?),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Verbatim<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => write!(formatter, "Verbatim({:?}, {text:?})", self.value),
            None => write!(formatter, "Verbatim({:?})", self.value),
        }
    }
}

impl<T: PartialEq> PartialEq for Verbatim<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Verbatim<T> {}

impl<T: PartialOrd> PartialOrd for Verbatim<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Verbatim<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: Hash> Hash for Verbatim<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::Verbatim;
    use crate::value::List;
    use crate::xml::Simple;
    use crate::xml::simple::to_text;
    use crate::xsd::HexBinary;

    fn kept<T: Simple>(text: &str) -> Option<String> {
        text.parse::<Verbatim<T>>().ok().and_then(|value| to_text(&value).ok())
    }

    #[test]
    fn a_value_is_written_as_it_was_read() {
        assert_eq!(kept::<f64>(" 4.2E3\n").as_deref(), Some("4.2E3"));
        assert_eq!(kept::<i32>("+007").as_deref(), Some("+007"));
        assert_eq!(kept::<bool>("1").as_deref(), Some("1"));
        assert_eq!(kept::<HexBinary>("0aFf").as_deref(), Some("0aFf"));
        assert_eq!(kept::<List<bool>>(" 1  0\n1 ").as_deref(), Some("1 0 1"));
        assert_eq!(kept::<i32>("seven"), None);
    }

    #[test]
    fn white_space_is_kept_if_the_type_preserves_it() {
        assert_eq!(kept::<String>(" a  b\n").as_deref(), Some(" a  b\n"));
        assert_eq!(kept::<List<i32>>(" 01  2 ").as_deref(), Some("01 2"));
        assert_eq!(kept::<f32>(" 1.50 ").as_deref(), Some("1.50"));
    }

    #[test]
    fn a_changed_value_is_written_in_its_canonical_form() {
        let mut list: Verbatim<List<bool>> = "1 0".parse().unwrap_or_default();
        assert_eq!((list.text(), list.len()), (Some("1 0"), 2));
        list.push(true);
        assert_eq!((list.text(), list.to_string().as_str()), (None, "true false true"));
        assert_eq!(Verbatim::from(7), "07".parse().unwrap_or_default());
    }
}
