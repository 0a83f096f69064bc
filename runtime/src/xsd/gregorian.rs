//! Separate parts of a date: `xs:gYear`, `xs:gYearMonth`, `xs:gMonth`, `xs:gMonthDay`, `xs:gDay`.

use std::cmp::Ordering;
use std::num::NonZeroU8;

use super::calendar::{Moment, days, days_in_month};
use super::date::{month_of, too_late};
use super::lexical::{Lexical, simple_lexical};
use super::lexical_writer::LexicalWriter;
use super::scan::{Scanned, invalid, two, year};
use super::zone::Zone;
use crate::xml::Invalid;

/// The year and month that complete a partial date for comparisons: a leap year, and a month with 31
/// days.
const LEAP_YEAR: i32 = 1972;
const JANUARY: u8 = 1;

/// A year, `xs:gYear` (XML Schema Part 2, 3.2.11): `2024`, `-0044Z`.
///
/// Years range from -2147483648 to 2147483647; 0000 is accepted. `==` and `Hash` compare the written
/// form. The default is `0001`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GYear {
    year: i32,
    zone: Option<Zone>,
}

impl GYear {
    /// Creates a year without a zone.
    #[must_use]
    pub fn new(year: i32) -> Self {
        Self { year, zone: None }
    }

    /// The year; negative before the year 1.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.year
    }

    fn first_day(&self) -> i64 {
        days(self.year, JANUARY, 1)
    }
}

impl Default for GYear {
    fn default() -> Self {
        Self::new(1)
    }
}

impl Lexical for GYear {
    const EXPECTED: &'static str = "an xs:gYear such as 2024";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let (year, rest) = year(bytes)?;
        Ok(Self { year, zone: Zone::read_end(rest)? })
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        writer.year(self.year);
        put_zone(self.zone, writer);
    }
}

/// A month of a year, `xs:gYearMonth` (XML Schema Part 2, 3.2.10): `2024-02`, `2024-02+01:00`.
///
/// The year has the range of [`GYear`]. `==` and `Hash` compare the written form. The default is
/// `0001-01`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GYearMonth {
    year: i32,
    month: NonZeroU8,
    zone: Option<Zone>,
}

impl GYearMonth {
    /// Creates a month of a year, without a zone.
    ///
    /// # Errors
    ///
    /// If there is no such month.
    pub fn new(year: i32, month: u8) -> Result<Self, Invalid> {
        match month_of(month) {
            Ok(month) => Ok(Self { year, month, zone: None }),
            Err(refusal) => Err(invalid(Self::EXPECTED, refusal)),
        }
    }

    /// The year; negative before the year 1.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> u8 {
        self.month.get()
    }

    fn first_day(&self) -> i64 {
        days(self.year, self.month(), 1)
    }
}

impl Default for GYearMonth {
    fn default() -> Self {
        Self { year: 1, month: NonZeroU8::MIN, zone: None }
    }
}

impl Lexical for GYearMonth {
    const EXPECTED: &'static str = "an xs:gYearMonth such as 2024-02";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let (year, rest) = year(bytes)?;
        let [b'-', a, b, rest @ ..] = rest else { return Err(None) };
        let month = month_of(two(*a, *b).ok_or(None)?)?;
        Ok(Self { year, month, zone: Zone::read_end(rest)? })
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        writer.year(self.year);
        writer.dash_two(self.month());
        put_zone(self.zone, writer);
    }
}

/// A month that recurs every year, `xs:gMonth` (XML Schema Part 2, 3.2.14): `--02`, `--02Z`.
///
/// The form `--02--`, an erratum of the first edition, is rejected. `==` and `Hash` compare the written
/// form. The default is `--01`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GMonth {
    month: NonZeroU8,
    zone: Option<Zone>,
}

impl GMonth {
    /// Creates a month without a zone.
    ///
    /// # Errors
    ///
    /// If there is no such month.
    pub fn new(month: u8) -> Result<Self, Invalid> {
        match month_of(month) {
            Ok(month) => Ok(Self { month, zone: None }),
            Err(refusal) => Err(invalid(Self::EXPECTED, refusal)),
        }
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> u8 {
        self.month.get()
    }

    fn first_day(&self) -> i64 {
        days(LEAP_YEAR, self.month(), 1)
    }
}

impl Default for GMonth {
    fn default() -> Self {
        Self { month: NonZeroU8::MIN, zone: None }
    }
}

impl Lexical for GMonth {
    const EXPECTED: &'static str = "an xs:gMonth such as --02";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let [b'-', b'-', a, b, rest @ ..] = bytes else { return Err(None) };
        let month = month_of(two(*a, *b).ok_or(None)?)?;
        if rest.starts_with(b"--") {
            return Err(Some("the form --02-- was withdrawn"));
        }
        Ok(Self { month, zone: Zone::read_end(rest)? })
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        writer.put(b"-");
        writer.dash_two(self.month());
        put_zone(self.zone, writer);
    }
}

/// A day that recurs every year, `xs:gMonthDay` (XML Schema Part 2, 3.2.12): `--02-29`, `--12-24Z`.
///
/// `==` and `Hash` compare the written form. The default is `--01-01`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GMonthDay {
    month: NonZeroU8,
    day: u8,
    zone: Option<Zone>,
}

impl GMonthDay {
    /// Creates a day of a month, without a zone. February 29 is allowed.
    ///
    /// # Errors
    ///
    /// If no year has this day.
    pub fn new(month: u8, day: u8) -> Result<Self, Invalid> {
        Self::checked(month, day).map_err(|refusal| invalid(Self::EXPECTED, refusal))
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> u8 {
        self.month.get()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(&self) -> u8 {
        self.day
    }

    fn checked(month: u8, day: u8) -> Scanned<Self> {
        let month = month_of(month)?;
        match day {
            0 => Err(Some("days begin with 01")),
            _ if day > days_in_month(LEAP_YEAR, month.get()) => Err(Some(too_late(month.get(), day))),
            _ => Ok(Self { month, day, zone: None }),
        }
    }

    fn first_day(&self) -> i64 {
        days(LEAP_YEAR, self.month(), self.day)
    }
}

impl Default for GMonthDay {
    fn default() -> Self {
        Self { month: NonZeroU8::MIN, day: 1, zone: None }
    }
}

impl Lexical for GMonthDay {
    const EXPECTED: &'static str = "an xs:gMonthDay such as --02-29";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let [b'-', b'-', a, b, b'-', c, d, rest @ ..] = bytes else { return Err(None) };
        let (Some(month), Some(day)) = (two(*a, *b), two(*c, *d)) else { return Err(None) };
        Ok(Self { zone: Zone::read_end(rest)?, ..Self::checked(month, day)? })
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        writer.put(b"-");
        writer.dash_two(self.month());
        writer.dash_two(self.day);
        put_zone(self.zone, writer);
    }
}

/// A day that recurs every month, `xs:gDay` (XML Schema Part 2, 3.2.13): `---31`, `---01Z`.
///
/// `==` and `Hash` compare the written form. The default is `---01`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GDay {
    day: NonZeroU8,
    zone: Option<Zone>,
}

impl GDay {
    /// Creates a day of the month, without a zone.
    ///
    /// # Errors
    ///
    /// If no month has this day.
    pub fn new(day: u8) -> Result<Self, Invalid> {
        Self::checked(day).map_err(|refusal| invalid(Self::EXPECTED, refusal))
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(&self) -> u8 {
        self.day.get()
    }

    fn checked(day: u8) -> Scanned<Self> {
        let day = NonZeroU8::new(day).filter(|day| day.get() <= 31).ok_or(Some("days go from 01 to 31"))?;
        Ok(Self { day, zone: None })
    }

    fn first_day(&self) -> i64 {
        days(LEAP_YEAR, JANUARY, self.day())
    }
}

impl Default for GDay {
    fn default() -> Self {
        Self { day: NonZeroU8::MIN, zone: None }
    }
}

impl Lexical for GDay {
    const EXPECTED: &'static str = "an xs:gDay such as ---31";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let [b'-', b'-', b'-', a, b, rest @ ..] = bytes else { return Err(None) };
        Ok(Self { zone: Zone::read_end(rest)?, ..Self::checked(two(*a, *b).ok_or(None)?)? })
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        writer.put(b"--");
        writer.dash_two(self.day());
        put_zone(self.zone, writer);
    }
}

/// Implements the methods that the five types share.
macro_rules! recurring {
    ($($type:ident)*) => { $(
        impl $type {
            /// Sets or removes the zone.
            #[must_use]
            pub fn with_zone(self, zone: impl Into<Option<Zone>>) -> Self {
                Self { zone: zone.into(), ..self }
            }

            /// The zone, if one is written.
            #[must_use]
            pub fn zone(&self) -> Option<Zone> {
                self.zone
            }

            /// Compares two values in the order of XML Schema, by the instants at which they begin. Recurring
            /// days and months are compared within one year or month. Returns `None` if only one of the two
            /// has a zone and they are within fourteen hours of each other.
            #[must_use]
            pub fn compare(&self, other: &Self) -> Option<Ordering> {
                let moment = |value: &Self| Moment {
                    seconds: value.first_day() * 86_400,
                    nanosecond: 0,
                    beyond: "",
                    zone: value.zone,
                };
                moment(self).compare(&moment(other))
            }
        }

        simple_lexical!($type);
    )* };
}

recurring!(GYear GYearMonth GMonth GMonthDay GDay);

fn put_zone(zone: Option<Zone>, writer: &mut LexicalWriter<'_>) {
    if let Some(zone) = zone {
        zone.put(writer);
    }
}
