//! Shared implementation of the lexical types: a parser, a writer, and the traits that are based on both.

use super::lexical_writer::LexicalWriter;
use super::scan::Scanned;

/// A type whose values keep their written form.
pub(super) trait Lexical: Sized {
    /// The expected text, for errors.
    const EXPECTED: &'static str;

    /// Parses the whole text, which has no white space at its ends.
    fn read(text: &[u8]) -> Scanned<Self>;

    /// Writes the text from which the value was parsed.
    fn put(&self, writer: &mut LexicalWriter<'_>);
}

/// Writes a value to the formatter, with padding if the formatter has a width.
pub(super) fn format<L: Lexical>(value: &L, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    if formatter.width().is_some() || formatter.precision().is_some() {
        return formatter.pad(&text(value));
    }
    let mut result = Ok(());
    let mut push = |piece: &str| {
        if result.is_ok() {
            result = formatter.write_str(piece);
        }
    };
    let mut writer = LexicalWriter::new(&mut push);
    value.put(&mut writer);
    writer.flush();
    result
}

fn text<L: Lexical>(value: &L) -> String {
    let mut text = String::new();
    let mut push = |piece: &str| text.push_str(piece);
    let mut writer = LexicalWriter::new(&mut push);
    value.put(&mut writer);
    writer.flush();
    text
}

/// Implements `FromStr` (the lexical form without white space at its ends), and `Display` and `Debug`
/// (the same text).
macro_rules! lexical {
    ($type:ty) => {
        impl std::str::FromStr for $type {
            type Err = $crate::Invalid;

            fn from_str(text: &str) -> Result<Self, $crate::Invalid> {
                <Self as $crate::xsd::lexical::Lexical>::read(text.as_bytes()).map_err(|refusal| {
                    $crate::xsd::scan::invalid(<Self as $crate::xsd::lexical::Lexical>::EXPECTED, refusal)
                })
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::xsd::lexical::format(self, formatter)
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::xsd::lexical::format(self, formatter)
            }
        }
    };
}

/// Implements the traits of [`lexical!`]. Also implements `Simple` and the traits of `simple!`, so that
/// elements, attributes and lists can contain values of the type.
macro_rules! simple_lexical {
    ($type:ty) => {
        $crate::xsd::lexical::lexical!($type);

        impl $crate::Simple for $type {
            const BUILTIN: &'static str = stringify!($type);

            fn parse(text: &str, _scope: &$crate::Scope<'_>) -> Result<Self, $crate::Invalid> {
                $crate::simple::trim(text).parse()
            }

            fn write(&self, text: &mut $crate::Text<'_>) {
                let mut push = |piece: &str| text.plain(piece);
                let mut writer = $crate::xsd::lexical_writer::LexicalWriter::new(&mut push);
                $crate::xsd::lexical::Lexical::put(self, &mut writer);
                writer.flush();
            }
        }

        $crate::simple!($type);
    };
}

pub(super) use {lexical, simple_lexical};
