//! The time of day with every digit of its fraction, shared by `Time` and `DateTime`.

use std::num::NonZeroU8;

use super::lexical_writer::LexicalWriter;
use super::scan::{Refusal, Scanned, digits, two};

/// Hour, minute, second and fraction, in sixteen bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Clock {
    /// The hour plus one. It is never zero, so `Option` needs no extra space.
    hour: NonZeroU8,
    minute: u8,
    second: u8,
    /// Number of digits in the fraction, up to nine.
    digits: u8,
    nanosecond: u32,
    beyond: Option<Box<FurtherDigits>>,
}

/// Factors that convert a fraction to nanoseconds, by its number of digits.
const POWERS: [u32; 10] =
    [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// Digits of the fraction after the ninth. They are rare, so [`Clock`] stores them on the heap.
#[derive(Clone, PartialEq, Eq, Hash)]
struct FurtherDigits(Box<str>);

impl Clock {
    pub(super) const MIDNIGHT: Self =
        Self { hour: NonZeroU8::MIN, minute: 0, second: 0, digits: 0, nanosecond: 0, beyond: None };

    pub(super) fn new(hour: u8, minute: u8, second: u8) -> Scanned<Self> {
        let hour = checked(hour, minute, second)?;
        Ok(Self { hour, minute, second, ..Self::MIDNIGHT })
    }

    /// Parses `hh:mm:ss` with an optional fraction, and returns the rest.
    #[inline]
    pub(super) fn read(bytes: &[u8]) -> Scanned<(Self, &[u8])> {
        let [a, b, b':', c, d, b':', e, f, rest @ ..] = bytes else { return Err(None) };
        let (Some(hour), Some(minute), Some(second)) = (two(*a, *b), two(*c, *d), two(*e, *f)) else {
            return Err(None);
        };
        let hour = checked(hour, minute, second)?;
        let [b'.', rest @ ..] = rest else {
            return Ok((Self { hour, minute, second, digits: 0, nanosecond: 0, beyond: None }, rest));
        };
        let (Fraction { digits, nanosecond, beyond }, rest) = fraction(rest)?;
        let clock = Self { hour, minute, second, digits, nanosecond, beyond };
        if clock.is_past_midnight() {
            return Err(MIDNIGHT_ONLY);
        }
        Ok((clock, rest))
    }

    /// Replaces the fraction by these digits. An empty text removes it.
    pub(super) fn with_fraction(self, digits: &str) -> Scanned<Self> {
        if digits.is_empty() {
            return Ok(Self { digits: 0, nanosecond: 0, beyond: None, ..self });
        }
        let (Fraction { digits, nanosecond, beyond }, []) = fraction(digits.as_bytes())? else {
            return Err(Some("a fraction consists of digits only"));
        };
        let clock = Self { digits, nanosecond, beyond, ..self };
        if clock.is_past_midnight() { Err(MIDNIGHT_ONLY) } else { Ok(clock) }
    }

    /// Replaces the fraction by a number of nanoseconds. Zeros at its end are not written.
    pub(super) fn with_nanosecond(self, nanosecond: u32) -> Scanned<Self> {
        if nanosecond > 999_999_999 {
            return Err(Some("nanoseconds go from 0 to 999999999"));
        }
        let clock = Self { digits: significant(nanosecond), nanosecond, beyond: None, ..self };
        if clock.is_past_midnight() { Err(MIDNIGHT_ONLY) } else { Ok(clock) }
    }

    /// Whether the hour is 24 and the fraction is not zero.
    #[inline]
    fn is_past_midnight(&self) -> bool {
        self.hour() == 24 && (self.nanosecond > 0 || self.beyond().bytes().any(|digit| digit != b'0'))
    }

    #[inline]
    pub(super) fn hour(&self) -> u8 {
        self.hour.get() - 1
    }

    pub(super) fn minute(&self) -> u8 {
        self.minute
    }

    pub(super) fn second(&self) -> u8 {
        self.second
    }

    pub(super) fn nanosecond(&self) -> u32 {
        self.nanosecond
    }

    /// The digits of the fraction after the ninth.
    pub(super) fn beyond(&self) -> &str {
        self.beyond.as_ref().map_or("", |beyond| &beyond.0)
    }

    /// The digits of the fraction as written.
    pub(super) fn fraction(&self) -> String {
        let mut digits = format!("{:09}", self.nanosecond);
        digits.truncate(self.digits.into());
        digits.push_str(self.beyond());
        digits
    }

    /// Seconds since midnight.
    pub(super) fn seconds(&self) -> i64 {
        i64::from(self.hour()) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second)
    }

    #[inline]
    pub(super) fn put(&self, writer: &mut LexicalWriter<'_>) {
        writer.clock(self.hour(), self.minute, self.second);
        if self.digits > 0 {
            writer.fraction(self.nanosecond, self.digits);
            writer.text(self.beyond());
        }
    }
}

const MIDNIGHT_ONLY: Refusal = Some("hour 24 is allowed only for midnight, 24:00:00");

/// Checks a time of day, and returns the hour plus one.
#[inline]
fn checked(hour: u8, minute: u8, second: u8) -> Scanned<NonZeroU8> {
    if hour < 24 && minute < 60 && second < 60 {
        return Ok(NonZeroU8::MIN.saturating_add(hour));
    }
    match (hour, minute, second) {
        (24, 0, 0) => Ok(NonZeroU8::MIN.saturating_add(hour)),
        (24, ..) => Err(MIDNIGHT_ONLY),
        (25.., ..) => Err(Some("hours go from 00 to 24")),
        (_, 60.., _) => Err(Some("minutes go from 00 to 59")),
        (_, _, 60) => Err(Some("XML Schema has no leap seconds: seconds go from 00 to 59")),
        _ => Err(Some("seconds go from 00 to 59")),
    }
}

struct Fraction {
    digits: u8,
    nanosecond: u32,
    beyond: Option<Box<FurtherDigits>>,
}

/// Parses the digits at the beginning as a fraction, and returns the rest.
#[inline]
fn fraction(bytes: &[u8]) -> Scanned<(Fraction, &[u8])> {
    let mut nanosecond = 0_u32;
    let mut count = 0_u8;
    let mut rest = bytes;
    while let [digit @ b'0'..=b'9', after @ ..] = rest
        && count < 9
    {
        nanosecond = nanosecond * 10 + u32::from(digit - b'0');
        count += 1;
        rest = after;
    }
    if count == 0 {
        return Err(Some("digits are missing after the point"));
    }
    let nanosecond = nanosecond * POWERS.get(usize::from(count)).unwrap_or(&0);
    let mut fraction = Fraction { digits: count, nanosecond, beyond: None };
    if rest.first().is_some_and(u8::is_ascii_digit) {
        let (beyond, after) = digits(rest);
        fraction.beyond = Some(Box::new(FurtherDigits(beyond.into())));
        rest = after;
    }
    Ok((fraction, rest))
}

/// Number of significant digits among the nine digits of a fraction.
pub(super) fn significant(mut nanosecond: u32) -> u8 {
    let mut digits = 9;
    while digits > 0 && nanosecond.is_multiple_of(10) {
        nanosecond /= 10;
        digits -= 1;
    }
    digits
}
