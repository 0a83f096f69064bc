//! `xs:dateTime`: a date and a time of day, with an optional zone.

use std::cmp::Ordering;

use super::calendar::Moment;
use super::clock::Clock;
use super::date::Date;
use super::lexical::{Lexical, simple_lexical};
use super::lexical_writer::LexicalWriter;
use super::scan::{Scanned, invalid};
use super::time::Time;
use super::zone::Zone;
use crate::xml::Invalid;

/// A date and a time of day, `xs:dateTime` (XML Schema Part 2, 3.2.7): `2024-02-29T23:59:59`,
/// `0001-01-01T00:00:00.1230Z`.
///
/// A parsed value is written back character by character: all digits of the fraction, `Z` or `+00:00`,
/// hour 24. Years range from -2147483648 to 2147483647; the year 0000, which XML Schema 1.1 added, is
/// accepted. There are no leap seconds. `==` and `Hash` compare the written form;
/// [`compare`](Self::compare) uses the order of XML Schema. The default is `0001-01-01T00:00:00`, as in
/// .NET.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime {
    clock: Clock,
    /// The date, with the zone of the whole value.
    date: Date,
}

impl DateTime {
    /// Creates a date and time of the proleptic Gregorian calendar, without a fraction or zone. Hour 24 is
    /// midnight at the end of the day.
    ///
    /// # Errors
    ///
    /// If there is no such day or time.
    pub fn new(year: i32, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Result<Self, Invalid> {
        Self::checked(Clock::new(hour, minute, second), Date::checked(year, month, day))
    }

    /// Combines a date and a time. The result has the zone of the time or, if the time has none, the zone of the
    /// date.
    #[must_use]
    pub fn from_parts(date: Date, time: Time) -> Self {
        Self { clock: time.clock().clone(), date: date.with_zone(time.zone().or(date.zone())) }
    }

    /// Replaces the fraction of the second, with as many digits as the value needs.
    ///
    /// # Errors
    ///
    /// From 1,000,000,000 nanoseconds on, and for a fraction other than zero at 24:00:00.
    pub fn with_nanosecond(self, nanosecond: u32) -> Result<Self, Invalid> {
        Self::checked(self.clock.with_nanosecond(nanosecond), Ok(self.date))
    }

    /// Replaces the fraction of the second by exactly these digits. An empty text removes it.
    ///
    /// # Errors
    ///
    /// If the text contains anything but digits, and for a fraction other than zero at 24:00:00.
    pub fn with_fraction(self, digits: &str) -> Result<Self, Invalid> {
        Self::checked(self.clock.with_fraction(digits), Ok(self.date))
    }

    /// Sets or removes the zone. Date and time are unchanged.
    #[must_use]
    pub fn with_zone(self, zone: impl Into<Option<Zone>>) -> Self {
        Self { date: self.date.with_zone(zone), ..self }
    }

    /// The date, with the zone.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// The time of day, with the zone.
    #[must_use]
    pub fn time(&self) -> Time {
        Time::from_clock(self.clock.clone(), self.date.zone())
    }

    /// The year; negative before the year 1.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.date.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> u8 {
        self.date.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(&self) -> u8 {
        self.date.day()
    }

    /// The hour, 0 to 23, or 24 if it is written so.
    #[must_use]
    pub fn hour(&self) -> u8 {
        self.clock.hour()
    }

    /// The minute, 0 to 59.
    #[must_use]
    pub fn minute(&self) -> u8 {
        self.clock.minute()
    }

    /// The second, 0 to 59.
    #[must_use]
    pub fn second(&self) -> u8 {
        self.clock.second()
    }

    /// The fraction in nanoseconds. Digits after the ninth are truncated.
    #[must_use]
    pub fn nanosecond(&self) -> u32 {
        self.clock.nanosecond()
    }

    /// The digits after the decimal point, as written. Empty if there is no fraction.
    #[must_use]
    pub fn fraction(&self) -> String {
        self.clock.fraction()
    }

    /// The zone, if one is written.
    #[must_use]
    pub fn zone(&self) -> Option<Zone> {
        self.date.zone()
    }

    /// Compares two values in the order of XML Schema (Part 2, 3.2.7.4), which is the order of the instants.
    /// Returns `None` if only one of the two has a zone and they are within fourteen hours of each other.
    ///
    /// ```
    /// use std::cmp::Ordering;
    /// use saponify::xsd::DateTime;
    ///
    /// let berlin: DateTime = "2024-03-01T01:00:00+01:00".parse()?;
    /// let greenwich: DateTime = "2024-03-01T00:00:00Z".parse()?;
    /// let anywhere: DateTime = "2024-03-01T00:00:00".parse()?;
    /// assert_eq!(berlin.compare(&greenwich), Some(Ordering::Equal));
    /// assert_eq!(berlin.compare(&anywhere), None);
    /// # Ok::<(), saponify::Invalid>(())
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        self.moment().compare(&other.moment())
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn moment(&self) -> Moment<'_> {
        Moment {
            seconds: self.date.days() * 86_400 + self.clock.seconds(),
            nanosecond: self.clock.nanosecond(),
            beyond: self.clock.beyond(),
            zone: self.date.zone(),
        }
    }

    fn checked(clock: Scanned<Clock>, date: Scanned<Date>) -> Result<Self, Invalid> {
        match (clock, date) {
            (Ok(clock), Ok(date)) => Ok(Self { clock, date }),
            (_, Err(refusal)) | (Err(refusal), _) => Err(invalid(Self::EXPECTED, refusal)),
        }
    }
}

impl Default for DateTime {
    fn default() -> Self {
        Self { clock: Clock::MIDNIGHT, date: Date::default() }
    }
}

impl Lexical for DateTime {
    const EXPECTED: &'static str = "an xs:dateTime such as 2024-02-29T23:59:59";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let (date, rest) = Date::read_start(bytes)?;
        let rest = match rest {
            [b'T', rest @ ..] => rest,
            [] => return Err(Some("the time of day is missing")),
            [b' ' | b't', ..] => return Err(Some("a capital T must separate day and time")),
            _ => return Err(None),
        };
        let (clock, rest) = Clock::read(rest)?;
        Ok(Self { clock, date: date.with_zone(Zone::read_end(rest)?) })
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        self.date.put_start(writer);
        writer.put(b"T");
        self.clock.put(writer);
        if let Some(zone) = self.zone() {
            zone.put(writer);
        }
    }
}

simple_lexical!(DateTime);
