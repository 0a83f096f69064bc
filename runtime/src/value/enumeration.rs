//! Enumerations: the generator writes the values and the texts, the macros here write everything else.

use crate::text::Name;
use crate::validate::{Builtin, Facets};
use crate::xml::simple::trim;
use crate::xml::{Invalid, Scope, Simple, Text, Writer};

/// A type with a fixed set of texts.
pub trait Enumeration: Sized {
    /// The values of the contract, as they stand on the wire, in its order.
    const VALUES: &'static [&'static str];

    /// The type that the values are of. It says which texts are the same value: `1` and `01` of a number.
    const BASE: Facets = Facets::of(Builtin::Text);

    /// The text of the value; empty for one that was never set.
    fn as_str(&self) -> &str;

    /// The value of a text, which is one of [`VALUES`](Self::VALUES), or as it came.
    fn from_text(text: &str) -> Option<Self>;
}

/// Makes an open [`Enumeration`], one with a variant for unknown texts, everything that generated code needs it to be:
/// a simple type, `Display`, `FromStr`, `AsRef<str>`, comparable with text, and `Default` (never set).
///
/// A second name says what the variant for unknown texts is called, where that is not `Other`.
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

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
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

/// Makes a closed [`Enumeration`] everything that generated code needs it to be: a simple type, `Display`, `AsRef<str>`,
/// comparable with text, and `FromStr`, which fails for texts that the contract does not list.
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

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                $crate::generated::parse(text)
            }
        }

        $crate::closed_enumeration!(@text $type);
    )+};
}

/// An enumeration is a simple type: its text is a value of the contract, or another where it is open.
impl<E: Enumeration> Simple for E {
    fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        parse(text)
    }

    fn parse_listed(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        listed(&E::BASE, E::VALUES, text).and_then(E::from_text).ok_or_else(|| expected(E::VALUES))
    }

    /// Writes the text, unless it is one that says that the value was never set.
    fn write(&self, text: &mut Text<'_>) {
        let value = self.as_str();
        if value.is_empty() && !E::VALUES.contains(&"") {
            text.fail("it is not set");
        }
        text.push(value);
    }
}

/// Reads a text: a value of the contract, else any text but an empty one.
pub fn parse<E: Enumeration>(text: &str) -> Result<E, Invalid> {
    if is_unset(&E::BASE, text) && !E::VALUES.contains(&"") {
        return Err(expected(E::VALUES));
    }
    read(text).ok_or_else(|| expected(E::VALUES))
}

/// The value of a text of an open enumeration, which has one for any text.
pub fn open<E: Enumeration + Default>(text: &str) -> E {
    read(text).unwrap_or_default()
}

#[inline]
fn read<E: Enumeration>(text: &str) -> Option<E> {
    match const { E::BASE.is_exact() } {
        true => E::from_text(text),
        // A text that is not known stays as it came.
        false => E::from_text(listed(&E::BASE, E::VALUES, text).unwrap_or(text)),
    }
}

/// The listed value that a text is.
#[inline(never)]
fn listed(base: &Facets, values: &[&'static str], text: &str) -> Option<&'static str> {
    let exact = values.iter().find(|value| **value == text);
    let same = || values.iter().find(|value| !base.is_exact() && base.is_same(text, value));
    exact.or_else(same).copied()
}

#[inline]
fn is_unset(base: &Facets, text: &str) -> bool {
    text.is_empty() || (!base.is_exact() && trim(text).is_empty())
}

/// Writes an element.
pub fn write_element<E: Enumeration>(value: &E, name: Name<'_>, output: &mut Writer) {
    match value.as_str() {
        "" => output.leaf(name, value),
        text => output.leaf_text(name, text),
    }
}

#[cold]
fn expected(values: &[&str]) -> Invalid {
    const SHOWN: usize = 12;
    let mut list = values.iter().take(SHOWN).map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    if values.len() > SHOWN {
        list.push_str(&format!(" or {} others", values.len() - SHOWN));
    }
    Invalid::expected(format!("one of {list}"))
}
