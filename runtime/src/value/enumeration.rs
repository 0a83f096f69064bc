//! Enumerations. The generator writes the values and their texts; the macros and functions here implement the
//! traits.

use crate::text::Name;
use crate::validate::{Builtin, Facets};
use crate::xml::simple::trim;
use crate::xml::{Invalid, Scope, Simple, Text, Writer};

/// An enumeration: a type with a set of listed texts.
pub trait Enumeration: Sized + 'static {
    /// The texts of the values, in the order of the contract.
    const VALUES: &'static [&'static str];

    /// The values with their texts, in the order of the texts; empty for small enumerations, whose
    /// [`from_text`](Self::from_text) does not need it.
    const SORTED: &'static [(&'static str, Self)] = &[];

    /// The base type of the values. It determines which texts denote the same value: for numbers, `1` and `01`
    /// do.
    const BASE: Facets = Facets::of(Builtin::Text);

    /// The text of the value; empty for the default value, which means that no value was set.
    fn as_str(&self) -> &str;

    /// The value of a text, after normalization of its white space. An open enumeration keeps other texts than
    /// [`VALUES`](Self::VALUES); a closed one returns `None` for them.
    fn from_text(text: &str) -> Option<Self>;
}

/// Implements the traits that generated code needs for an open [`Enumeration`], one with a variant for
/// unlisted texts: `Value`, `Display`, `FromStr`, `AsRef<str>`, comparison with text, and `Default` (a value
/// that was never set).
///
/// The second argument is the name of the variant for unlisted texts; `Other` by default.
#[doc(hidden)]
#[macro_export]
macro_rules! enumeration {
    ($type:ident) => {
        $crate::enumeration!($type, Other);
    };
    ($type:ident, $other:ident) => {
        impl ::std::default::Default for $type {
            fn default() -> Self {
                Self::$other(::std::string::String::new())
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = ::std::convert::Infallible;

            // Not `Self::Err`: the enumeration may have a variant of this name.
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        impl ::std::convert::From<&str> for $type {
            fn from(text: &str) -> Self {
                $crate::generated::open(text)
            }
        }

        $crate::closed_enumeration!(@text $type);
    };
}

/// Implements the traits that generated code needs for a closed [`Enumeration`]: `Value`, `Display`,
/// `AsRef<str>`, comparison with text, and `FromStr`, which fails for texts that the contract does not list.
#[doc(hidden)]
#[macro_export]
macro_rules! closed_enumeration {
    (@text $type:ident) => {
        impl $crate::Value for $type {
            const SCALAR: bool = true;

            #[inline]
            fn decode(&mut self, input: &mut $crate::Reader<'_>) -> $crate::Result<()> {
                input.simple_into(self)
            }

            fn encode(&self, output: &mut $crate::Writer) {
                output.simple(self);
            }

            fn encode_element(&self, name: $crate::Name<'_>, output: &mut $crate::Writer) {
                $crate::generated::write_element(self, name, output);
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad($crate::Enumeration::as_str(self))
            }
        }

        impl ::std::convert::AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                $crate::Enumeration::as_str(self)
            }
        }

        impl ::std::cmp::PartialEq<str> for $type {
            fn eq(&self, text: &str) -> bool {
                $crate::Enumeration::as_str(self) == text
            }
        }

        impl ::std::cmp::PartialEq<&str> for $type {
            fn eq(&self, text: &&str) -> bool {
                $crate::Enumeration::as_str(self) == *text
            }
        }
    };
    ($($type:ident),+ $(,)?) => {$(
        impl ::std::str::FromStr for $type {
            type Err = $crate::Invalid;

            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::Invalid> {
                $crate::generated::parse(text)
            }
        }

        $crate::closed_enumeration!(@text $type);
    )+};
}

/// Every enumeration is a simple type. Its text is a value that the contract lists, or any other text if
/// it is open.
impl<E: Enumeration> Simple for E {
    fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        parse(text)
    }

    fn parse_listed(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        listed(&E::BASE, E::VALUES, text).and_then(E::from_text).ok_or_else(|| expected(E::VALUES))
    }

    /// Writes the text. A value that was never set is an error.
    fn write(&self, text: &mut Text<'_>) {
        let value = self.as_str();
        if value.is_empty() && !E::VALUES.contains(&"") {
            text.fail("it is not set");
        }
        text.push(value);
    }

    /// The contract may list a text with blanks for bytes in Base64. The text without them denotes the same bytes.
    fn write_item(&self, text: &mut Text<'_>) {
        match E::BASE.builtin {
            Builtin::Base64Binary => self.as_str().split_ascii_whitespace().for_each(|part| text.push(part)),
            _ => self.write(text),
        }
    }
}

/// Parses a text. A closed enumeration accepts only the values that the contract lists; an open one also
/// accepts any other text that is not empty.
pub fn parse<E: Enumeration>(text: &str) -> Result<E, Invalid> {
    if is_unset(&E::BASE, text) && !E::VALUES.contains(&"") {
        return Err(expected(E::VALUES));
    }
    read(text).ok_or_else(|| expected(E::VALUES))
}

/// Converts a text to a value of an open enumeration, which has a value for every text.
pub fn open<E: Enumeration + Default>(text: &str) -> E {
    read(text).unwrap_or_default()
}

/// Returns the value for a text. `sorted` is a table of texts and their values, sorted by the texts.
pub fn lookup<E: Clone>(sorted: &[(&str, E)], text: &str) -> Option<E> {
    let place = sorted.binary_search_by(|(listed, _)| (*listed).cmp(text)).ok()?;
    sorted.get(place).map(|(_, value)| value.clone())
}

#[inline]
fn read<E: Enumeration>(text: &str) -> Option<E> {
    match const { E::BASE.is_exact() } {
        true => E::from_text(text),
        false => match listed(&E::BASE, E::VALUES, text) {
            Some(listed) => E::from_text(listed),
            // An unlisted text is kept, with its white space normalised as the base type requires.
            None => E::from_text(&E::BASE.white_space.apply(text.into())),
        },
    }
}

/// The listed text that equals `text` as a value of the base type.
#[inline(never)]
fn listed(base: &Facets, values: &[&'static str], text: &str) -> Option<&'static str> {
    let exact = values.iter().find(|value| **value == text);
    exact.copied().or_else(|| if base.is_exact() { None } else { base.same_of(values, text) })
}

#[inline]
fn is_unset(base: &Facets, text: &str) -> bool {
    text.is_empty() || (!base.is_exact() && trim(text).is_empty())
}

/// Writes an element that contains an enumeration.
pub fn write_element<E: Enumeration>(value: &E, name: Name<'_>, output: &mut Writer) {
    match value.as_str() {
        "" => output.leaf(name, value),
        text => output.leaf_text(name, text),
    }
}

#[cold]
fn expected(values: &[&str]) -> Invalid {
    const MAX_LISTED_VALUES: usize = 12;
    let mut list = values
        .iter()
        .take(MAX_LISTED_VALUES)
        .map(|value| format!("`{value}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if values.len() > MAX_LISTED_VALUES {
        list.push_str(&format!(" or {} others", values.len() - MAX_LISTED_VALUES));
    }
    Invalid::expected(format!("one of {list}"))
}
