//! What all lexical types have in common: one reader, one writer, and the traits that follow from the two.

use super::lexical_writer::LexicalWriter;
use super::scan::Scanned;

/// A type whose values are kept as they were written.
pub(super) trait Lexical: Sized {
    /// What an error says was expected.
    const EXPECTED: &'static str;

    /// Reads the whole text, which has no white space around it.
    fn read(text: &[u8]) -> Scanned<Self>;

    /// Writes the text that was read.
    fn put(&self, writer: &mut LexicalWriter<'_>);
}

/// Writes a value through the formatter, with padding where it is asked for.
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

/// `FromStr` (the lexical form and nothing around it), `Display` and `Debug` (the same text).
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

/// The same, and a value that elements, attributes and lists can hold.
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
