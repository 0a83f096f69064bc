//! Enumerations: the generator writes the values and the texts, the macros here write everything else.

use crate::simple::trim;
use crate::{Invalid, Name, Scope, Simple, Text, Writer};

/// A type with a fixed set of texts.
pub trait Enumeration: Sized {
    /// The values of the contract, as they stand on the wire, in its order.
    const VALUES: &'static [&'static str];

    /// The text of the value; empty for one that was never set.
    fn as_str(&self) -> &str;

    /// The value of a text, which is given as it stands, but with outer white space removed when that makes it known.
    fn from_text(text: &str) -> Option<Self>;
}

/// Makes an open [`Enumeration`], one with a variant for unknown texts, everything that generated code needs it to be:
/// a simple type, `Display`, `FromStr`, `AsRef<str>`, comparable with text, and `Default` (never set).
///
/// A second name says what the variant for unknown texts is called, where that is not `Other`.
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
                $crate::enumeration::open(text)
            }
        }

        $crate::closed_enumeration!(@text $type);
    };
}

/// Makes a closed [`Enumeration`] everything that generated code needs it to be: a simple type, `Display`, `AsRef<str>`,
/// comparable with text, and `FromStr`, which fails for texts that the contract does not list.
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
                $crate::enumeration::write_element(self, name, output);
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
                $crate::enumeration::parse(text)
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
        let listed = [text, trim(text)].into_iter().find(|text| E::VALUES.contains(text));
        listed.and_then(E::from_text).ok_or_else(|| expected(E::VALUES))
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

/// Reads a text: a value of the contract with white space around it or without, else any text but an empty one.
#[doc(hidden)]
pub fn parse<E: Enumeration>(text: &str) -> Result<E, Invalid> {
    let trimmed = trim(text);
    // White space is part of a text that is not known, so it goes only where what is left is known.
    let is_odd = trimmed.len() != text.len() || text.is_empty();
    let exact = if is_odd && E::VALUES.contains(&trimmed) { trimmed } else { text };
    if is_odd && trimmed.is_empty() && !E::VALUES.contains(&exact) {
        return Err(expected(E::VALUES));
    }
    E::from_text(exact).ok_or_else(|| expected(E::VALUES))
}

/// The value of a text of an open enumeration, which has one for any text.
#[doc(hidden)]
pub fn open<E: Enumeration + Default>(text: &str) -> E {
    E::from_text(text).unwrap_or_default()
}

/// Writes an element.
#[doc(hidden)]
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
