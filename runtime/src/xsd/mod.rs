//! XML Schema's own value types (Part 2, 1.0, second edition), kept exactly as they were written.
//!
//! What was read is written again character by character: zones, digits of fractions, zeros and signs. The
//! dates and times and durations equal each other when they are written alike, and have XML Schema's partial
//! order in a method `compare`; the numbers equal each other, and are ordered, as numbers. `FromStr` takes
//! the lexical form and nothing around it; in a document, white space around it is accepted as the
//! specification says.
//!
//! Features `jiff`, `chrono`, `time` and `rust_decimal` add conversions.

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
