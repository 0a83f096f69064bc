//! `xs:time`: a time of day, with a zone or without.

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
/// The fraction keeps every digit, however many. There are no leap seconds. `==` and `Hash` go by what is
/// written; the order of XML Schema is [`compare`](Self::compare). The default is `00:00:00`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Time {
    clock: Clock,
    zone: Option<Zone>,
}

impl Time {
    /// A time of day, without fraction and zone. Hour 24 is midnight at the end of the day.
    ///
    /// # Errors
    ///
    /// When there is no such time.
    pub fn new(hour: u8, minute: u8, second: u8) -> Result<Self, Invalid> {
        Self::checked(Clock::new(hour, minute, second), None)
    }

    /// The same second with a fraction of as many digits as it needs.
    ///
    /// # Errors
    ///
    /// From 1,000,000,000 nanoseconds on, and where the time is 24:00:00.
    pub fn with_nanosecond(self, nanosecond: u32) -> Result<Self, Invalid> {
        Self::checked(self.clock.with_nanosecond(nanosecond), self.zone)
    }

    /// The same second with exactly these digits after the point; with an empty text, without a fraction.
    ///
    /// # Errors
    ///
    /// When there is anything but digits, and where the time is 24:00:00.
    pub fn with_fraction(self, digits: &str) -> Result<Self, Invalid> {
        Self::checked(self.clock.with_fraction(digits), self.zone)
    }

    /// The same time of day with that zone, or with none.
    #[must_use]
    pub fn with_zone(self, zone: impl Into<Option<Zone>>) -> Self {
        Self { zone: zone.into(), ..self }
    }

    /// The hour, 0 to 23, or 24 where it is written so.
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

    /// The fraction in nanoseconds; digits after the ninth are cut off.
    #[must_use]
    pub fn nanosecond(&self) -> u32 {
        self.clock.nanosecond()
    }

    /// The digits after the point, as written.
    #[must_use]
    pub fn fraction(&self) -> String {
        self.clock.fraction()
    }

    /// The zone, where one is written.
    #[must_use]
    pub fn zone(&self) -> Option<Zone> {
        self.zone
    }

    /// XML Schema's order: that of the instants on one day, where 24:00:00 counts as 00:00:00. `None` where
    /// only one of the two has a zone and they lie within fourteen hours of each other.
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
