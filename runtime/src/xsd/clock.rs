//! The time of day with every digit of its fraction: what `Time` and `DateTime` share.

use std::num::NonZeroU8;

use super::ink::Ink;
use super::scan::{Scanned, digits, run, two};

/// Hour, minute, second and fraction, in sixteen bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Clock {
    /// The hour and one, which leaves `Option` a value to say `None` with.
    hour: NonZeroU8,
    minute: u8,
    second: u8,
    /// How many digits the fraction has, up to nine.
    digits: u8,
    nanosecond: u32,
    beyond: Option<Box<Beyond>>,
}

/// The digits after the ninth, which hardly any text has.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Beyond(Box<str>);

impl Clock {
    pub(super) const MIDNIGHT: Self =
        Self { hour: NonZeroU8::MIN, minute: 0, second: 0, digits: 0, nanosecond: 0, beyond: None };

    pub(super) fn new(hour: u8, minute: u8, second: u8) -> Scanned<Self> {
        match (hour, minute, second) {
            (0..=23, 0..=59, 0..=59) | (24, 0, 0) => {}
            (24, ..) => return Err(Some("hour 24 stands for midnight only, 24:00:00")),
            (25.., ..) => return Err(Some("hours go from 00 to 24")),
            (_, 60.., _) => return Err(Some("minutes go from 00 to 59")),
            (_, _, 60) => return Err(Some("XML Schema has no leap seconds: seconds go from 00 to 59")),
            _ => return Err(Some("seconds go from 00 to 59")),
        }
        Ok(Self { hour: NonZeroU8::MIN.saturating_add(hour), minute, second, ..Self::MIDNIGHT })
    }

    /// `hh:mm:ss`, a fraction or none, and what comes after.
    pub(super) fn read(bytes: &[u8]) -> Scanned<(Self, &[u8])> {
        let [a, b, b':', c, d, b':', e, f, rest @ ..] = bytes else { return Err(None) };
        let (Some(hour), Some(minute), Some(second)) = (two(*a, *b), two(*c, *d), two(*e, *f)) else {
            return Err(None);
        };
        let mut clock = Self::new(hour, minute, second)?;
        let [b'.', rest @ ..] = rest else { return Ok((clock, rest)) };
        let rest = clock.read_fraction(rest)?;
        Ok((clock, rest))
    }

    /// Takes the digits that the bytes begin with for the fraction, and gives what comes after.
    fn read_fraction<'b>(&mut self, bytes: &'b [u8]) -> Scanned<&'b [u8]> {
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
        self.nanosecond = nanosecond * 10_u32.pow(u32::from(9 - count));
        self.digits = count;
        self.beyond = None;
        if run(rest) > 0 {
            let (beyond, after) = digits(rest);
            self.beyond = Some(Box::new(Beyond(beyond.into())));
            rest = after;
        }
        if self.hour() == 24 && (self.nanosecond > 0 || self.beyond().bytes().any(|digit| digit != b'0')) {
            return Err(Some("hour 24 stands for midnight only, 24:00:00"));
        }
        Ok(rest)
    }

    /// The same second with a fraction of these digits; none takes it away.
    pub(super) fn with_fraction(mut self, fraction: &str) -> Scanned<Self> {
        (self.digits, self.nanosecond, self.beyond) = (0, 0, None);
        if fraction.is_empty() {
            return Ok(self);
        }
        match self.read_fraction(fraction.as_bytes())? {
            [] => Ok(self),
            _ => Err(Some("a fraction has digits only")),
        }
    }

    /// The same second with a fraction of as many digits as it needs.
    pub(super) fn with_nanosecond(mut self, nanosecond: u32) -> Scanned<Self> {
        if nanosecond > 999_999_999 {
            return Err(Some("nanoseconds go from 0 to 999999999"));
        }
        if self.hour() == 24 && nanosecond > 0 {
            return Err(Some("hour 24 stands for midnight only, 24:00:00"));
        }
        self.digits = significant(nanosecond);
        self.nanosecond = nanosecond;
        self.beyond = None;
        Ok(self)
    }

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

    /// The digits after the ninth.
    pub(super) fn beyond(&self) -> &str {
        self.beyond.as_ref().map_or("", |beyond| &beyond.0)
    }

    /// The fraction's digits as written.
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

    pub(super) fn put(&self, ink: &mut Ink<'_>) {
        ink.clock(self.hour(), self.minute, self.second);
        if self.digits > 0 {
            ink.fraction(self.nanosecond, self.digits);
            ink.text(self.beyond());
        }
    }
}

/// How many of the nine digits remain when the zeros at the end go.
pub(super) fn significant(mut nanosecond: u32) -> u8 {
    let mut digits = 9;
    while digits > 0 && nanosecond.is_multiple_of(10) {
        nanosecond /= 10;
        digits -= 1;
    }
    digits
}
