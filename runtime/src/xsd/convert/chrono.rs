//! Conversions for the crate `chrono`.

use ::chrono::{
    DateTime as Instant, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    Timelike, Utc,
};

use super::civil::{Civil, YEAR, without_zone, zone};
use super::{LENGTH, from_length, instant, length, nanosecond, owned};
use crate::xml::Invalid;
use crate::xsd::scan::invalid;
use crate::xsd::{Date, DateTime, Duration, Time, Zone};

/// Converts a value without a zone.
impl TryFrom<&DateTime> for NaiveDateTime {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        let Civil { year, month, day, hour, minute, second, nanosecond } = Civil::unzoned(value)?;
        Ok(Self::new(date(year, month, day)?, time(hour, minute, second, nanosecond)?))
    }
}

/// The result has no zone. Its fraction has no zeros at the end. Leap seconds are errors.
impl TryFrom<NaiveDateTime> for DateTime {
    type Error = Invalid;

    fn try_from(value: NaiveDateTime) -> Result<Self, Invalid> {
        Ok(Self::from_parts(value.date().into(), value.time().try_into()?))
    }
}

/// Converts a value with a zone.
impl TryFrom<&DateTime> for Instant<Utc> {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        let (seconds, nanosecond) = instant(value)?;
        Instant::from_timestamp(seconds, nanosecond).ok_or_else(|| invalid(YEAR, None))
    }
}

/// Converts a value with a zone.
impl TryFrom<&DateTime> for Instant<FixedOffset> {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        let instant = Instant::<Utc>::try_from(value)?;
        Ok(instant.with_timezone(&value.zone().unwrap_or(Zone::UTC).into()))
    }
}

/// The result is in UTC, written with `Z`. Leap seconds are errors.
impl TryFrom<Instant<Utc>> for DateTime {
    type Error = Invalid;

    fn try_from(value: Instant<Utc>) -> Result<Self, Invalid> {
        Ok(Self::try_from(value.naive_utc())?.with_zone(Zone::UTC))
    }
}

/// The result has the offset; zero is written `+00:00`. Leap seconds and offsets with fractions of a
/// minute are errors.
impl TryFrom<Instant<FixedOffset>> for DateTime {
    type Error = Invalid;

    fn try_from(value: Instant<FixedOffset>) -> Result<Self, Invalid> {
        let zone = zone(value.offset().local_minus_utc())?;
        Ok(Self::try_from(value.naive_local())?.with_zone(zone))
    }
}

impl From<Zone> for FixedOffset {
    fn from(zone: Zone) -> Self {
        // The range of chrono's offsets includes that of XML Schema.
        Self::east_opt(zone.seconds()).unwrap_or_else(|| Utc.fix())
    }
}

/// Converts an offset of whole minutes, up to fourteen hours. Zero is written `+00:00`.
impl TryFrom<FixedOffset> for Zone {
    type Error = Invalid;

    fn try_from(offset: FixedOffset) -> Result<Self, Invalid> {
        zone(offset.local_minus_utc())
    }
}

/// Converts a value without a zone.
impl TryFrom<Date> for NaiveDate {
    type Error = Invalid;

    fn try_from(value: Date) -> Result<Self, Invalid> {
        without_zone(value.zone())?;
        date(value.year(), value.month(), value.day())
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        // The date is valid, and all years of chrono are in range here, so the default is never used.
        Self::new(date.year(), date.month() as u8, date.day() as u8).unwrap_or_default()
    }
}

/// Converts a value without a zone. 24:00:00 becomes 00:00:00.
impl TryFrom<&Time> for NaiveTime {
    type Error = Invalid;

    fn try_from(value: &Time) -> Result<Self, Invalid> {
        without_zone(value.zone())?;
        time(value.hour() % 24, value.minute(), value.second(), nanosecond(value.clock())?)
    }
}

/// Leap seconds are errors.
impl TryFrom<NaiveTime> for Time {
    type Error = Invalid;

    fn try_from(time: NaiveTime) -> Result<Self, Invalid> {
        // Hours, minutes and seconds are in range. In a leap second, chrono counts 1,000,000,000 nanoseconds or
        // more, which `with_nanosecond` rejects.
        Self::new(time.hour() as u8, time.minute() as u8, time.second() as u8)?
            .with_nanosecond(time.nanosecond())
    }
}

/// Converts a duration without years and months. A day has 24 hours.
impl TryFrom<&Duration> for TimeDelta {
    type Error = Invalid;

    fn try_from(value: &Duration) -> Result<Self, Invalid> {
        let (seconds, nanosecond, negative) = length(value)?;
        let length = i64::try_from(seconds.abs()).ok().and_then(|seconds| Self::new(seconds, nanosecond));
        let length = length.ok_or_else(|| invalid(LENGTH, None))?;
        Ok(if negative { -length } else { length })
    }
}

/// The result has days, hours, minutes and seconds: `P1DT2H3M4.5S`.
impl From<TimeDelta> for Duration {
    fn from(duration: TimeDelta) -> Self {
        let nanosecond = duration.subsec_nanos().unsigned_abs();
        from_length(duration < TimeDelta::zero(), duration.num_seconds().unsigned_abs(), nanosecond)
    }
}

owned! {
    DateTime => NaiveDateTime, DateTime => Instant<Utc>, DateTime => Instant<FixedOffset>, Time => NaiveTime,
    Duration => TimeDelta,
}

fn date(year: i32, month: u8, day: u8) -> Result<NaiveDate, Invalid> {
    NaiveDate::from_ymd_opt(year, month.into(), day.into()).ok_or_else(|| invalid(YEAR, None))
}

fn time(hour: u8, minute: u8, second: u8, nanosecond: u32) -> Result<NaiveTime, Invalid> {
    let time = NaiveTime::from_hms_nano_opt(hour.into(), minute.into(), second.into(), nanosecond);
    // No error occurs: the hour is below 24, and the other parts have the same ranges in both types.
    time.ok_or_else(|| invalid("a time of day", None))
}
