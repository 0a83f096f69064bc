//! Conversions for the crate `time`.

use ::time::{Duration as Length, Month, OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::civil::{Civil, YEAR, without_zone, zone};
use super::{LENGTH, from_length, length, nanosecond, owned};
use crate::xml::Invalid;
use crate::xsd::scan::invalid;
use crate::xsd::{Date, DateTime, Duration, Time, Zone};

/// Converts a value without a zone.
impl TryFrom<&DateTime> for PrimitiveDateTime {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        primitive(&Civil::unzoned(value)?)
    }
}

/// The result has no zone. Its fraction has no zeros at the end.
impl From<PrimitiveDateTime> for DateTime {
    fn from(value: PrimitiveDateTime) -> Self {
        Self::from_parts(value.date().into(), value.time().into())
    }
}

/// Converts a value with a zone.
impl TryFrom<&DateTime> for OffsetDateTime {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        match value.zone() {
            Some(zone) => Ok(primitive(&Civil::new(value)?)?.assume_offset(zone.into())),
            None => Err(invalid("an xs:dateTime with a zone, such as 2024-02-29T23:59:59Z", None)),
        }
    }
}

/// The result has the offset; UTC is written `Z`. Offsets with fractions of a minute are errors.
impl TryFrom<OffsetDateTime> for DateTime {
    type Error = Invalid;

    fn try_from(value: OffsetDateTime) -> Result<Self, Invalid> {
        let zone = Zone::try_from(value.offset())?;
        Ok(Self::from_parts(value.date().into(), value.time().into()).with_zone(zone))
    }
}

impl From<Zone> for UtcOffset {
    fn from(zone: Zone) -> Self {
        // The crate `time` supports every offset of XML Schema.
        Self::from_whole_seconds(zone.seconds()).unwrap_or(Self::UTC)
    }
}

/// Converts an offset of whole minutes, up to fourteen hours. UTC is written `Z`.
impl TryFrom<UtcOffset> for Zone {
    type Error = Invalid;

    fn try_from(offset: UtcOffset) -> Result<Self, Invalid> {
        if offset.is_utc() { Ok(Self::UTC) } else { zone(offset.whole_seconds()) }
    }
}

/// Converts a value without a zone.
impl TryFrom<Date> for ::time::Date {
    type Error = Invalid;

    fn try_from(value: Date) -> Result<Self, Invalid> {
        without_zone(value.zone())?;
        date(value.year(), value.month(), value.day())
    }
}

impl From<::time::Date> for Date {
    fn from(date: ::time::Date) -> Self {
        // The date is valid, and all years of `time` are in range here, so the default is never used.
        Self::new(date.year(), date.month().into(), date.day()).unwrap_or_default()
    }
}

/// Converts a value without a zone. 24:00:00 becomes 00:00:00.
impl TryFrom<&Time> for ::time::Time {
    type Error = Invalid;

    fn try_from(value: &Time) -> Result<Self, Invalid> {
        without_zone(value.zone())?;
        time(value.hour() % 24, value.minute(), value.second(), nanosecond(value.clock())?)
    }
}

impl From<::time::Time> for Time {
    fn from(time: ::time::Time) -> Self {
        let (hour, minute, second, nanosecond) = time.as_hms_nano();
        // Hours, minutes, seconds and nanoseconds have the same ranges in both types, so the default is never
        // used.
        let second = Self::new(hour, minute, second);
        second.and_then(|second| second.with_nanosecond(nanosecond)).unwrap_or_default()
    }
}

/// Converts a duration without years and months. A day has 24 hours.
impl TryFrom<&Duration> for Length {
    type Error = Invalid;

    fn try_from(value: &Duration) -> Result<Self, Invalid> {
        let (seconds, nanosecond, negative) = length(value)?;
        let seconds = i64::try_from(seconds).map_err(|_| invalid(LENGTH, None))?;
        // The number is below one billion, which fits into an `i32`.
        let nanosecond = nanosecond.cast_signed();
        Ok(Self::new(seconds, if negative { -nanosecond } else { nanosecond }))
    }
}

/// The result has days, hours, minutes and seconds: `P1DT2H3M4.5S`.
impl From<Length> for Duration {
    fn from(duration: Length) -> Self {
        let length = duration.unsigned_abs();
        from_length(duration.is_negative(), length.as_secs(), length.subsec_nanos())
    }
}

owned! {
    DateTime => PrimitiveDateTime, DateTime => OffsetDateTime, Time => ::time::Time, Duration => Length,
}

fn primitive(civil: &Civil) -> Result<PrimitiveDateTime, Invalid> {
    let date = date(civil.year, civil.month, civil.day)?;
    Ok(PrimitiveDateTime::new(date, time(civil.hour, civil.minute, civil.second, civil.nanosecond)?))
}

fn date(year: i32, month: u8, day: u8) -> Result<::time::Date, Invalid> {
    let month = Month::try_from(month).map_err(|_| invalid(YEAR, None))?;
    ::time::Date::from_calendar_date(year, month, day).map_err(|_| invalid(YEAR, None))
}

fn time(hour: u8, minute: u8, second: u8, nanosecond: u32) -> Result<::time::Time, Invalid> {
    // No error occurs: the hour is below 24, and the other parts have the same ranges in both types.
    ::time::Time::from_hms_nano(hour, minute, second, nanosecond).map_err(|_| invalid("a time of day", None))
}
