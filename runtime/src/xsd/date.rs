//! `xs:date`: a day of the calendar, with an optional zone.

use std::cmp::Ordering;
use std::num::NonZeroU8;

use super::calendar::{Moment, days, days_in_month};
use super::lexical::{Lexical, simple_lexical};
use super::lexical_writer::LexicalWriter;
use super::scan::{Scanned, invalid, two, year};
use super::zone::Zone;
use crate::xml::Invalid;

/// A date, `xs:date` (XML Schema Part 2, 3.2.9): `2024-02-29`, `2024-02-29Z`, `-0044-03-15+01:00`.
///
/// Years range from -2147483648 to 2147483647; the year 0000, which XML Schema 1.1 added, is accepted.
/// `==` and `Hash` compare the written form; [`compare`](Self::compare) uses the order of XML Schema. The
/// default is `0001-01-01`, as in .NET.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    year: i32,
    month: NonZeroU8,
    day: u8,
    zone: Option<Zone>,
}

impl Date {
    /// Creates a day of the proleptic Gregorian calendar, without a zone.
    ///
    /// # Errors
    ///
    /// If there is no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, Invalid> {
        Self::checked(year, month, day).map_err(|refusal| invalid(Self::EXPECTED, refusal))
    }

    /// Sets or removes the zone. The day is unchanged.
    #[must_use]
    pub fn with_zone(self, zone: impl Into<Option<Zone>>) -> Self {
        Self { zone: zone.into(), ..self }
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

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(&self) -> u8 {
        self.day
    }

    /// The zone, if one is written.
    #[must_use]
    pub fn zone(&self) -> Option<Zone> {
        self.zone
    }

    /// Compares two dates in the order of XML Schema, by the instant at which the day begins. Returns `None`
    /// if only one of the two has a zone and they are within fourteen hours of each other.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        self.moment().compare(&other.moment())
    }

    #[inline]
    pub(super) fn checked(year: i32, month: u8, day: u8) -> Scanned<Self> {
        let month = month_of(month)?;
        if day == 0 {
            return Err(Some("days begin with 01"));
        }
        if day > days_in_month(year, month.get()) {
            return Err(Some(too_late(month.get(), day)));
        }
        Ok(Self { year, month, day, zone: None })
    }

    /// Parses `year-month-day`, and returns the rest.
    #[inline]
    pub(super) fn read_start(bytes: &[u8]) -> Scanned<(Self, &[u8])> {
        let (year, rest) = year(bytes)?;
        let [b'-', a, b, b'-', c, d, rest @ ..] = rest else { return Err(None) };
        let (Some(month), Some(day)) = (two(*a, *b), two(*c, *d)) else { return Err(None) };
        Ok((Self::checked(year, month, day)?, rest))
    }

    /// Writes `year-month-day`, without the zone.
    #[inline]
    pub(super) fn put_start(&self, writer: &mut LexicalWriter<'_>) {
        writer.year(self.year);
        writer.dash_two(self.month());
        writer.dash_two(self.day);
    }

    /// Days since 1970-01-01.
    pub(super) fn days(&self) -> i64 {
        days(self.year, self.month(), self.day)
    }

    fn moment(&self) -> Moment<'static> {
        Moment { seconds: self.days() * 86_400, nanosecond: 0, beyond: "", zone: self.zone }
    }
}

impl Default for Date {
    fn default() -> Self {
        Self { year: 1, month: NonZeroU8::MIN, day: 1, zone: None }
    }
}

impl Lexical for Date {
    const EXPECTED: &'static str = "an xs:date such as 2024-02-29";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let (date, rest) = Self::read_start(bytes)?;
        match rest {
            [b'T', ..] => Err(Some("a date has no time of day")),
            _ => Ok(Self { zone: Zone::read_end(rest)?, ..date }),
        }
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        self.put_start(writer);
        if let Some(zone) = self.zone {
            zone.put(writer);
        }
    }
}

simple_lexical!(Date);

/// Checks that a month is within 1 to 12.
#[inline]
pub(super) fn month_of(month: u8) -> Scanned<NonZeroU8> {
    NonZeroU8::new(month).filter(|month| month.get() <= 12).ok_or(Some("months go from 01 to 12"))
}

/// The reason why a day is not in its month.
pub(super) fn too_late(month: u8, day: u8) -> &'static str {
    match (month, day) {
        (_, 32..) => "no month has more than 31 days",
        (2, 29) => "February of that year has 28 days",
        (2, _) => "February has 28 days, or 29 in a leap year",
        _ => "that month has 30 days",
    }
}
