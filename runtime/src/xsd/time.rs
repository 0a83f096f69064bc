//! `xs:time`: a time of day, with an optional zone.

use std::cmp::Ordering;

use super::calendar::Moment;
use super::clock::Clock;
use super::lexical::{Lexical, simple_lexical};
use super::lexical_writer::LexicalWriter;
use super::scan::{Scanned, invalid};
use super::zone::Zone;
use crate::xml::Invalid;

/// A time of day, `xs:time` (XML Schema Part 2, 3.2.8): `23:59:59`, `23:59:59.1230Z`, `24:00:00`.
///
/// The fraction keeps every digit. There are no leap seconds. `==` and `Hash` compare the written form;
/// [`compare`](Self::compare) uses the order of XML Schema. The default is `00:00:00`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Time {
    clock: Clock,
    zone: Option<Zone>,
}

impl Time {
    /// Creates a time of day, without a fraction or zone. Hour 24 is midnight at the end of the day.
    ///
    /// # Errors
    ///
    /// If there is no such time.
    pub fn new(hour: u8, minute: u8, second: u8) -> Result<Self, Invalid> {
        Self::checked(Clock::new(hour, minute, second), None)
    }

    /// Replaces the fraction of the second, with as many digits as the value needs.
    ///
    /// # Errors
    ///
    /// If `nanosecond` is 1,000,000,000 or more, and for a fraction other than zero at 24:00:00.
    pub fn with_nanosecond(self, nanosecond: u32) -> Result<Self, Invalid> {
        Self::checked(self.clock.with_nanosecond(nanosecond), self.zone)
    }

    /// Replaces the fraction of the second by exactly these digits. An empty text removes it.
    ///
    /// # Errors
    ///
    /// If the text contains anything but digits, and for a fraction other than zero at 24:00:00.
    pub fn with_fraction(self, digits: &str) -> Result<Self, Invalid> {
        Self::checked(self.clock.with_fraction(digits), self.zone)
    }

    /// Sets or removes the zone. The time of day is unchanged.
    #[must_use]
    pub fn with_zone(self, zone: impl Into<Option<Zone>>) -> Self {
        Self { zone: zone.into(), ..self }
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
        self.zone
    }

    /// Compares two values in the order of XML Schema: as instants on one day, where 24:00:00 equals
    /// 00:00:00. Returns `None` if only one of the two has a zone and they are within fourteen hours of each
    /// other.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        self.moment().compare(&other.moment())
    }

    pub(super) fn from_clock(clock: Clock, zone: Option<Zone>) -> Self {
        Self { clock, zone }
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    fn checked(clock: Scanned<Clock>, zone: Option<Zone>) -> Result<Self, Invalid> {
        match clock {
            Ok(clock) => Ok(Self { clock, zone }),
            Err(refusal) => Err(invalid(Self::EXPECTED, refusal)),
        }
    }

    fn moment(&self) -> Moment<'_> {
        Moment {
            seconds: self.clock.seconds() % 86_400,
            nanosecond: self.clock.nanosecond(),
            beyond: self.clock.beyond(),
            zone: self.zone,
        }
    }
}

impl Default for Time {
    fn default() -> Self {
        Self { clock: Clock::MIDNIGHT, zone: None }
    }
}

impl Lexical for Time {
    const EXPECTED: &'static str = "an xs:time such as 23:59:59";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let (clock, rest) = Clock::read(bytes)?;
        Ok(Self { clock, zone: Zone::read_end(rest)? })
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        self.clock.put(writer);
        if let Some(zone) = self.zone {
            zone.put(writer);
        }
    }
}

simple_lexical!(Time);
