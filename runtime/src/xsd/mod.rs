//! The value types of XML Schema (Part 2, 1.0, second edition), which keep their written form exactly.
//!
//! A parsed value is written back character by character: zones, digits of fractions, zeros and signs.
//! For dates, times and durations, `==` compares the written form, and the method `compare` uses the
//! partial order of XML Schema. Numbers are compared by their numeric values. `FromStr` parses the
//! lexical form without white space at its ends. In a document, such white space is accepted, as the
//! specification requires.
//!
//! The features `jiff`, `chrono`, `time` and `rust_decimal` add conversions.

mod binary;
mod calendar;
mod clock;
mod convert;
mod date;
mod date_time;
mod decimal;
mod duration;
pub(crate) mod float;
mod gregorian;
mod integer;
mod lexical;
mod lexical_writer;
pub(crate) mod number;
mod qname;
mod scan;
#[cfg(test)]
mod tests;
mod time;
mod zone;

pub use binary::{Base64Binary, HexBinary};
pub use date::Date;
pub use date_time::DateTime;
pub use decimal::Decimal;
pub use duration::Duration;
pub use gregorian::{GDay, GMonth, GMonthDay, GYear, GYearMonth};
pub use integer::{Integer, NegativeInteger, NonNegativeInteger, NonPositiveInteger, PositiveInteger};
pub use qname::QName;
pub use time::Time;
pub use zone::Zone;
