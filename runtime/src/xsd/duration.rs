//! `xs:duration`: a length of time in years, months, days, hours, minutes and seconds, each kept as
//! written.

use std::cmp::Ordering;
use std::ops::Neg;

use super::calendar::days_to_month;
use super::clock::significant;
use super::lexical::{Lexical, simple_lexical};
use super::lexical_writer::LexicalWriter;
use super::scan::{Scanned, digits, invalid};
use crate::xml::Invalid;

/// A length of time, `xs:duration` (XML Schema Part 2, 3.2.6): `P1Y2M3DT4H5M6.7S`, `-P120D`, `PT36H`.
///
/// Each component is kept as written, with every digit of large numbers and long fractions. `==` and `Hash`
/// compare the written form: `P1Y` differs from `P12M`, and `PT36H` differs from `P1DT12H`.
/// [`compare`](Self::compare) uses the order of XML Schema, in which `P1Y` equals `P12M`, and `PT36H` equals
/// `P1DT12H`. The default is `PT0S`.
///
/// ```
/// use saponify::xsd::Duration;
///
/// let notice: Duration = "P1Y2M".parse()?;
/// assert_eq!((notice.years(), notice.months(), notice.days()), (Some(1), Some(2), Some(0)));
/// assert_eq!(Duration::from_hours(36).with_minutes(30).to_string(), "PT36H30M");
/// # Ok::<(), saponify::Invalid>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Duration(Form);

/// Every text has exactly one form, the short one if it fits, so that equal texts are equal values.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Short(Short),
    /// A valid text with numbers beyond 32 bits, leading zeros, or a fraction of more than nine digits.
    Long(Box<str>),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Short {
    negative: bool,
    /// The components that are written, one bit each.
    written: u8,
    /// Number of digits in the fraction.
    digits: u8,
    components: [u32; COMPONENTS],
    nanosecond: u32,
}

/// Years, months, days, hours, minutes, seconds, in this order.
const COMPONENTS: usize = 6;
const LETTERS: [u8; COMPONENTS] = *b"YMDHMS";
const SECONDS: usize = 5;
/// The first component after the `T`.
const HOURS: usize = 3;

impl Duration {
    /// The empty duration, `PT0S`.
    pub const ZERO: Self = Self(Form::Short(Short {
        negative: false,
        written: 1 << SECONDS,
        digits: 0,
        components: [0; COMPONENTS],
        nanosecond: 0,
    }));

    /// Whether the duration is written with a minus sign.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Short(short) => short.negative,
            Form::Long(text) => text.starts_with('-'),
        }
    }

    /// The fraction of the seconds in nanoseconds. Digits after the ninth are truncated.
    #[must_use]
    pub fn nanosecond(&self) -> u32 {
        match &self.0 {
            Form::Short(short) => short.nanosecond,
            Form::Long(text) => nanoseconds(scan(text.as_bytes()).map_or("", |scan| scan.fraction)),
        }
    }

    /// The digits after the decimal point of the seconds, as written. Empty if there is no fraction.
    #[must_use]
    pub fn fraction(&self) -> String {
        match &self.0 {
            Form::Short(short) => {
                let mut digits = format!("{:09}", short.nanosecond);
                digits.truncate(short.digits.into());
                digits
            }
            Form::Long(text) => {
                scan(text.as_bytes()).map_or_else(|_| String::new(), |scan| scan.fraction.to_owned())
            }
        }
    }

    /// Replaces the fraction of the seconds, with as many digits as the value needs. The other components are
    /// unchanged.
    ///
    /// # Errors
    ///
    /// From 1,000,000,000 nanoseconds on.
    pub fn with_nanosecond(self, nanosecond: u32) -> Result<Self, Invalid> {
        if nanosecond > 999_999_999 {
            return Err(invalid(Self::EXPECTED, Some("nanoseconds go from 0 to 999999999")));
        }
        Ok(match self.0 {
            Form::Short(short) => Self(Form::Short(Short {
                written: short.written | 1 << SECONDS,
                digits: significant(nanosecond),
                nanosecond,
                ..short
            })),
            Form::Long(text) => {
                let whole = text.split(['.', 'S']).next().unwrap_or_default();
                let whole = match whole.as_bytes().last() {
                    Some(b'0'..=b'9') => whole.to_owned(),
                    _ if whole.contains('T') => format!("{whole}0"),
                    _ => format!("{whole}T0"),
                };
                let digits = format!("{nanosecond:09}");
                match digits.trim_end_matches('0') {
                    "" => Self::rewritten(&format!("{whole}S")),
                    digits => Self::rewritten(&format!("{whole}.{digits}S")),
                }
            }
        })
    }

    /// Compares two durations in the order of XML Schema (Part 2, 3.2.6.2): by the results of adding them to
    /// four reference dates. Returns `None` if these results disagree, as for a month and thirty days, and
    /// for numbers beyond 64 bits.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        /// September 1696, February 1697, March 1903 and July 1903, as months since January of the year 0.
        const REFERENCES: [i128; 4] = [1696 * 12 + 8, 1697 * 12 + 1, 1903 * 12 + 2, 1903 * 12 + 6];
        let (left_months, left) = self.totals()?;
        let (right_months, right) = other.totals()?;
        let mut orders = REFERENCES.map(|reference| {
            let left_seconds = days_to_month(reference + left_months) * 86_400 + left.seconds;
            let right_seconds = days_to_month(reference + right_months) * 86_400 + right.seconds;
            left_seconds.cmp(&right_seconds).then_with(|| left.compare_fractions(&right))
        });
        orders.sort_unstable();
        match orders {
            [first, .., last] if first == last => Some(first),
            _ => None,
        }
    }

    /// The years and months as a signed number of months; `None` if a number does not fit into 64 bits.
    #[must_use]
    pub fn total_months(&self) -> Option<i128> {
        let months = i128::from(self.years()?) * 12 + i128::from(self.months()?);
        Some(if self.is_negative() { -months } else { months })
    }

    /// The days, hours, minutes and seconds as a signed number of seconds, without the fraction; `None` if a
    /// number does not fit into 64 bits.
    #[must_use]
    pub fn total_seconds(&self) -> Option<i128> {
        let seconds = i128::from(self.days()?) * 86_400
            + i128::from(self.hours()?) * 3_600
            + i128::from(self.minutes()?) * 60
            + i128::from(self.seconds()?);
        Some(if self.is_negative() { -seconds } else { seconds })
    }

    fn totals(&self) -> Option<(i128, Seconds)> {
        let seconds = Seconds {
            seconds: self.total_seconds()?,
            fraction: self.fraction(),
            negative: self.is_negative(),
        };
        Some((self.total_months()?, seconds))
    }

    fn component(&self, index: usize) -> Option<u64> {
        match &self.0 {
            Form::Short(short) => short.components.get(index).copied().map(u64::from),
            Form::Long(text) => match scan(text.as_bytes()).ok()?.components.get(index).copied().flatten() {
                None => Some(0),
                Some(digits) => digits.parse().ok(),
            },
        }
    }

    fn single(index: usize, number: u32) -> Self {
        let nothing =
            Short { negative: false, written: 0, digits: 0, components: [0; COMPONENTS], nanosecond: 0 };
        Self(Form::Short(nothing.with(index, number)))
    }

    fn with_component(self, index: usize, number: u32) -> Self {
        match self.0 {
            Form::Short(short) => Self(Form::Short(short.with(index, number))),
            Form::Long(text) => {
                let number = number.to_string();
                let Ok(mut scan) = scan(text.as_bytes()) else { return Self::ZERO };
                if let Some(component) = scan.components.get_mut(index) {
                    *component = Some(&number);
                }
                Self::rewritten(&scan.to_string())
            }
        }
    }

    /// Creates a duration from a text that this module has composed. Such a text is always valid.
    fn rewritten(text: &str) -> Self {
        Self::read(text.as_bytes()).unwrap_or(Self::ZERO)
    }
}

impl Default for Duration {
    fn default() -> Self {
        Self::ZERO
    }
}

/// Reverses the sign. A zero duration becomes `-PT0S`.
impl Neg for Duration {
    type Output = Self;

    fn neg(self) -> Self {
        match self.0 {
            Form::Short(short) => Self(Form::Short(Short { negative: !short.negative, ..short })),
            Form::Long(text) => match text.strip_prefix('-') {
                Some(positive) => Self::rewritten(positive),
                None => Self::rewritten(&format!("-{text}")),
            },
        }
    }
}

macro_rules! components {
    ($($index:literal $name:ident $from:ident $with:ident $word:literal)*) => {
        impl Duration { $(
            #[doc = concat!("The ", $word, ", without the sign. Zero if the component is absent, `None` if the number exceeds `u64`.")]
            #[must_use]
            pub fn $name(&self) -> Option<u64> {
                self.component($index)
            }

            #[doc = concat!("Creates a duration of this number of ", $word, ".")]
            #[must_use]
            pub fn $from(number: u32) -> Self {
                Self::single($index, number)
            }

            #[doc = concat!("Replaces the number of ", $word, ".")]
            #[must_use]
            pub fn $with(self, number: u32) -> Self {
                self.with_component($index, number)
            }
        )* }
    };
}

components! {
    0 years from_years with_years "years"
    1 months from_months with_months "months"
    2 days from_days with_days "days"
    3 hours from_hours with_hours "hours"
    4 minutes from_minutes with_minutes "minutes"
    5 seconds from_seconds with_seconds "seconds"
}

impl Lexical for Duration {
    const EXPECTED: &'static str = "an xs:duration such as P1Y2M3DT4H5M6.7S";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let scan = scan(bytes)?;
        if let Some(short) = scan.short() {
            return Ok(Self(Form::Short(short)));
        }
        // The scan has accepted only ASCII.
        Ok(Self(Form::Long(std::str::from_utf8(bytes).unwrap_or_default().into())))
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        match &self.0 {
            Form::Short(short) => short.put(writer),
            Form::Long(text) => writer.text(text),
        }
    }
}

simple_lexical!(Duration);

impl Short {
    fn with(mut self, index: usize, number: u32) -> Self {
        self.written |= 1 << index;
        if let Some(component) = self.components.get_mut(index) {
            *component = number;
        }
        self
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        writer.put(if self.negative { b"-P" } else { b"P" });
        for (index, (number, letter)) in self.components.iter().zip(LETTERS).enumerate() {
            if index == HOURS && self.written >> HOURS != 0 {
                writer.put(b"T");
            }
            if self.written >> index & 1 != 0 {
                writer.number((*number).into());
                if index == SECONDS && self.digits > 0 {
                    writer.fraction(self.nanosecond, self.digits);
                }
                writer.put(&[letter]);
            }
        }
    }
}

/// The sum of the days, hours, minutes and seconds, as a number of seconds.
struct Seconds {
    seconds: i128,
    fraction: String,
    negative: bool,
}

impl Seconds {
    fn compare_fractions(&self, other: &Self) -> Ordering {
        let left = self.fraction.trim_end_matches('0');
        let right = other.fraction.trim_end_matches('0');
        match (self.negative && !left.is_empty(), other.negative && !right.is_empty()) {
            (false, false) => left.cmp(right),
            (true, true) => right.cmp(left),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

/// The sign of a duration, and the digits of each component, as parts of its text.
struct Scan<'t> {
    negative: bool,
    components: [Option<&'t str>; COMPONENTS],
    /// The digits of the fraction; empty without a fraction.
    fraction: &'t str,
}

impl Scan<'_> {
    /// The compact form, if it can represent the text.
    fn short(&self) -> Option<Short> {
        let mut short = Short {
            negative: self.negative,
            written: 0,
            digits: u8::try_from(self.fraction.len()).ok().filter(|digits| *digits <= 9)?,
            components: [0; COMPONENTS],
            nanosecond: nanoseconds(self.fraction),
        };
        for (index, digits) in self.components.iter().enumerate() {
            let Some(digits) = digits else { continue };
            if digits.len() > 1 && digits.starts_with('0') {
                return None;
            }
            short = short.with(index, digits.parse().ok()?);
        }
        Some(short)
    }
}

impl std::fmt::Display for Scan<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.negative { "-P" } else { "P" })?;
        let mut in_time = false;
        for (index, (digits, letter)) in self.components.iter().zip(LETTERS).enumerate() {
            let Some(digits) = digits else { continue };
            if index >= HOURS && !in_time {
                in_time = true;
                formatter.write_str("T")?;
            }
            formatter.write_str(digits)?;
            if index == SECONDS && !self.fraction.is_empty() {
                write!(formatter, ".{}", self.fraction)?;
            }
            write!(formatter, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

/// Splits a text into its components. Rejects every text that is not valid.
fn scan(bytes: &[u8]) -> Scanned<Scan<'_>> {
    let (negative, rest) = match bytes {
        [b'-', b'P', rest @ ..] => (true, rest),
        [b'P', rest @ ..] => (false, rest),
        [b'+', ..] => return Err(Some("a duration has no plus sign")),
        [] => return Err(None),
        _ => return Err(Some("a duration begins with P, or with -P")),
    };
    let mut scan = Scan { negative, components: [None; COMPONENTS], fraction: "" };
    let mut rest = rest;
    let mut in_time = false;
    // The first component that may still follow.
    let mut next = 0;
    loop {
        match rest {
            [] => break,
            [b'T', after @ ..] if !in_time => {
                (in_time, next, rest) = (true, HOURS, after);
                if rest.is_empty() {
                    return Err(Some("hours, minutes or seconds must follow the T"));
                }
                continue;
            }
            _ => {}
        }
        let (number, after) = digits(rest);
        if number.is_empty() {
            return Err(Some("a number must precede each letter"));
        }
        let (fraction, after) = match after {
            [b'.', after @ ..] => match digits(after) {
                ("", _) => return Err(Some("digits are missing after the point")),
                (fraction, after) => (fraction, after),
            },
            _ => ("", after),
        };
        let [letter, after @ ..] = after else { return Err(Some("a letter must follow each number")) };
        let end = if in_time { COMPONENTS } else { HOURS };
        let found = LETTERS.iter().take(end).skip(next).position(|known| known == letter);
        let Some(index) = found.map(|found| found + next) else {
            return Err(Some(
                "the letters are Y, M and D, then T with H, M and S, each at most once and in this order",
            ));
        };
        if !fraction.is_empty() && index != SECONDS {
            return Err(Some("only seconds have a fraction"));
        }
        if let Some(component) = scan.components.get_mut(index) {
            *component = Some(number);
        }
        scan.fraction = fraction;
        next = index + 1;
        rest = after;
    }
    if scan.components.iter().all(Option::is_none) {
        return Err(Some("a duration has at least one number"));
    }
    Ok(scan)
}

/// The first nine digits of a fraction, as a number.
fn nanoseconds(fraction: &str) -> u32 {
    let digits = fraction.bytes().map(|digit| u32::from(digit.wrapping_sub(b'0')));
    digits.chain(std::iter::repeat(0)).take(9).fold(0, |sum, digit| sum * 10 + digit)
}
