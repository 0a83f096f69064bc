//! Shared conversions for the calendars of jiff, chrono and time, whose local times have no zone and no
//! hour 24.

use super::nanosecond;
use crate::xml::Invalid;
use crate::xsd::scan::invalid;
use crate::xsd::{DateTime, Zone, calendar};

pub(super) const YEAR: &str = "a year within the range of the target type";

const NO_ZONE: &str = "a value without a zone (with_zone(None) removes it)";

/// A date and a time of day whose hour is below 24.
pub(super) struct Civil {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) nanosecond: u32,
}

impl Civil {
    pub(super) fn new(value: &DateTime) -> Result<Self, Invalid> {
        let (mut year, mut month, mut day, mut hour) =
            (value.year(), value.month(), value.day(), value.hour());
        if hour == 24 {
            hour = 0;
            let next = calendar::date(value.date().days() + 1);
            (year, month, day) = next.ok_or_else(|| invalid(YEAR, None))?;
        }
        let nanosecond = nanosecond(value.clock())?;
        Ok(Self { year, month, day, hour, minute: value.minute(), second: value.second(), nanosecond })
    }

    /// Converts a value without a zone.
    pub(super) fn unzoned(value: &DateTime) -> Result<Self, Invalid> {
        match value.zone() {
            None => Self::new(value),
            Some(_) => Err(invalid(NO_ZONE, None)),
        }
    }
}

/// The zone of an offset in seconds. XML Schema has only whole minutes.
pub(super) fn zone(seconds: i32) -> Result<Zone, Invalid> {
    match i16::try_from(seconds / 60) {
        Ok(minutes) if seconds % 60 == 0 => Zone::from_minutes(minutes),
        _ => Err(invalid("an offset from UTC of whole minutes, -14:00 to +14:00", None)),
    }
}

/// Returns an error if there is a zone.
pub(super) fn without_zone(zone: Option<Zone>) -> Result<(), Invalid> {
    match zone {
        None => Ok(()),
        Some(_) => Err(invalid(NO_ZONE, None)),
    }
}
