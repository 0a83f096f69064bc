//! The simple types that Rust has itself: booleans, numbers, text.

use std::borrow::Cow;

use crate::simple::trim;
use crate::{Invalid, Name, Reader, Result, Scope, Simple, Text, Value, Writer};

impl Simple for String {
    fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        Ok(text.to_owned())
    }

    fn write(&self, text: &mut Text<'_>) {
        text.push(self);
    }
}

/// Keeps the text as it is, without a second copy of what the reader already owns.
impl Value for String {
    #[inline]
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        *self = input.content().map(Cow::into_owned)?;
        Ok(())
    }

    fn encode(&self, output: &mut Writer) {
        output.simple(self);
    }

    #[inline]
    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        output.leaf(name, self);
    }
}

impl Simple for bool {
    fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        match trim(text) {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Invalid::expected("a boolean (true, false, 1 or 0)")),
        }
    }

    fn write(&self, text: &mut Text<'_>) {
        text.plain(if *self { "true" } else { "false" });
    }
}

macro_rules! integers {
    ($($type:ident)+) => {$(
        impl Simple for $type {
            fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
                trim(text).parse().map_err(|_| not_an_integer(stringify!($type)))
            }

            fn write(&self, text: &mut Text<'_>) {
                text.integer(i128::from(*self));
            }
        }
    )+};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

#[cold]
fn not_an_integer(type_name: &str) -> Invalid {
    Invalid::expected(match type_name {
        "i8" => "an integer from -128 to 127",
        "i16" => "an integer from -32768 to 32767",
        "i32" => "an integer from -2147483648 to 2147483647",
        "i64" => "an integer from -9223372036854775808 to 9223372036854775807",
        "u8" => "an integer from 0 to 255",
        "u16" => "an integer from 0 to 65535",
        "u32" => "an integer from 0 to 4294967295",
        _ => "an integer from 0 to 18446744073709551615",
    })
}

macro_rules! floats {
    ($($type:ident)+) => {$(
        impl Simple for $type {
            fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
                let text = trim(text);
                match text {
                    "INF" => return Ok(Self::INFINITY),
                    "-INF" => return Ok(Self::NEG_INFINITY),
                    "NaN" => return Ok(Self::NAN),
                    _ => {}
                }
                // Rust also reads `inf`, `infinity` and `nan`, which XML Schema does not have.
                let numeric = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
                match text.parse() {
                    Ok(value) if numeric => Ok(value),
                    _ => Err(Invalid::expected("a number")),
                }
            }

            fn write(&self, text: &mut Text<'_>) {
                if self.is_nan() {
                    text.plain("NaN");
                } else if self.is_infinite() {
                    text.plain(if *self > 0.0 { "INF" } else { "-INF" });
                } else {
                    let magnitude = self.abs();
                    // Rust writes no exponent by itself: 1e300 would be 301 digits.
                    if magnitude != 0.0 && !(1e-5..1e16).contains(&magnitude) {
                        text.plain(&format!("{self:E}"));
                    } else {
                        text.plain(&self.to_string());
                    }
                }
            }
        }
    )+};
}

floats!(f32 f64);

crate::simple!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);
