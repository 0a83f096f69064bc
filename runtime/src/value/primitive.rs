//! The simple types that are primitive types in Rust, or `String`: booleans, numbers, text.

use crate::error::Result;
use crate::text::Name;
use crate::xml::writer::Plain;
use crate::xml::{Invalid, Reader, Scope, Simple, Text, Value, Writer};
use crate::xsd::{float, number};

impl Simple for String {
    const BUILTIN: &'static str = "string";

    fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        Ok(text.to_owned())
    }

    fn write(&self, text: &mut Text<'_>) {
        text.push(self);
    }
}

/// Keeps the text unchanged, and does not copy text that the reader owns.
impl Value for String {
    const SCALAR: bool = true;
    const TYPE_NAME: &'static str = <Self as Simple>::BUILTIN;

    #[inline]
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        match input.owned_content() {
            Ok(text) => *self = text,
            Err(error) => return input.excuse_nil(error),
        }
        Ok(())
    }

    fn encode(&self, output: &mut Writer) {
        output.simple(self);
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        output.leaf_text(name, self);
    }
}

/// Implements [`Value`] like [`simple!`](crate::simple), with `$leaf` as the expression that writes the
/// element.
macro_rules! value {
    ($type:ty, |$value:ident, $name:ident, $output:ident| $leaf:expr) => {
        impl Value for $type {
            const SCALAR: bool = true;
            const TYPE_NAME: &'static str = <Self as Simple>::BUILTIN;

            #[inline]
            fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
                input.simple_into(self)
            }

            fn encode(&self, output: &mut Writer) {
                output.simple(self);
            }

            fn encode_element(&self, $name: Name<'_>, $output: &mut Writer) {
                let $value = self;
                $leaf;
            }
        }
    };
}

impl Simple for bool {
    const BUILTIN: &'static str = "boolean";

    fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        number::parse_bool(text)
    }

    fn write(&self, text: &mut Text<'_>) {
        text.plain(if *self { "true" } else { "false" });
    }
}

impl Plain for bool {
    fn is_default(&self) -> bool {
        !self
    }
}

value!(bool, |value, name, output| output.leaf_bool(name, *value));

macro_rules! integers {
    ($($type:ident $builtin:literal $parse:ident $write:ident)*) => {$(
        impl Simple for $type {
            const BUILTIN: &'static str = $builtin;

            fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
                match short(text).and_then(|number| number.try_into().ok()) {
                    Some(number) => Ok(number),
                    None => number::$parse(text),
                }
            }

            fn write(&self, text: &mut Text<'_>) {
                text.$write((*self).into());
            }
        }

        impl Plain for $type {
            fn is_default(&self) -> bool {
                *self == 0
            }
        }

        value!($type, |value, name, output| match i64::try_from(*value) {
            Ok(value) => output.leaf_integer(name, value),
            Err(_) => output.leaf(name, value),
        });
    )*};
}

integers! {
    i8 "byte" parse_i8 integer
    i16 "short" parse_i16 integer
    i32 "int" parse_i32 integer
    i64 "long" parse_i64 integer
    u8 "unsignedByte" parse_u8 unsigned
    u16 "unsignedShort" parse_u16 unsigned
    u32 "unsignedInt" parse_u32 unsigned
    u64 "unsignedLong" parse_u64 unsigned
}

/// The value of a text of one to nine digits, as most numbers are; `None` for other texts.
#[inline]
fn short(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    let mut number = 0;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

macro_rules! floats {
    ($($type:ident $builtin:literal $parse:ident $write:ident)*) => {$(
        impl Simple for $type {
            const BUILTIN: &'static str = $builtin;

            fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
                float::$parse(text)
            }

            fn write(&self, text: &mut Text<'_>) {
                text.plain(&float::$write(*self));
            }
        }

        impl Plain for $type {
            fn is_default(&self) -> bool {
                self.to_bits() == 0
            }
        }
    )*};
}

floats! {
    f32 "float" parse_f32 write_f32
    f64 "double" parse_f64 write_f64
}

crate::simple!(f32, f64);
