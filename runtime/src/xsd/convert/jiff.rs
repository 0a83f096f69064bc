//! Conversions for the crate `jiff`.

use ::jiff::civil;
use ::jiff::tz::{Offset, TimeZone};
use ::jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};

use super::civil::{Civil, YEAR, without_zone, zone};
use super::{LENGTH, from_instant, from_length, instant, length, nanosecond, owned};
use crate::xml::Invalid;
use crate::xsd::scan::invalid;
use crate::xsd::{Date, DateTime, Duration, Time, Zone};

/// Converts a value without a zone.
impl TryFrom<&DateTime> for civil::DateTime {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        let Civil { year, month, day, hour, minute, second, nanosecond } = Civil::unzoned(value)?;
        let date = date(year, month, day)?;
        Ok(civil::DateTime::from_parts(date, time(hour, minute, second, nanosecond)?))
    }
}

/// The result has no zone. Its fraction has no zeros at the end.
impl From<civil::DateTime> for DateTime {
    fn from(value: civil::DateTime) -> Self {
        Self::from_parts(value.date().into(), value.time().into())
    }
}

/// Converts a value with a zone.
impl TryFrom<&DateTime> for Timestamp {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        let (seconds, nanosecond) = instant(value)?;
        // The number is below one billion, which fits into an `i32`.
        Timestamp::new(seconds, nanosecond as i32).map_err(|_| invalid(YEAR, None))
    }
}

/// The result is in UTC, written with `Z`.
impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        let nanoseconds = timestamp.as_nanosecond();
        let seconds = nanoseconds.div_euclid(1_000_000_000) as i64;
        // jiff's years have four digits, so they are in range.
        from_instant(seconds, nanoseconds.rem_euclid(1_000_000_000) as u32).unwrap_or_default()
    }
}

/// Converts a value with a zone. Its offset becomes the time zone; `Z` becomes UTC.
impl TryFrom<&DateTime> for ZonedDateTime {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        let timestamp = Timestamp::try_from(value)?;
        Ok(timestamp.to_zoned_datetime(match value.zone() {
            None | Some(Zone::UTC) => TimeZone::UTC,
            Some(zone) => TimeZone::fixed(zone.into()),
        }))
    }
}

/// The result has the offset of the time zone at that time. UTC is written `Z`.
impl TryFrom<&ZonedDateTime> for DateTime {
    type Error = Invalid;

    fn try_from(zoned: &ZonedDateTime) -> Result<Self, Invalid> {
        let zone = match zoned.time_zone() == &TimeZone::UTC {
            true => Zone::UTC,
            false => zone(zoned.offset().seconds())?,
        };
        Ok(Self::from(zoned.datetime()).with_zone(zone))
    }
}

impl From<Zone> for Offset {
    fn from(zone: Zone) -> Self {
        // The range of jiff's offsets includes that of XML Schema.
        Offset::from_seconds(zone.seconds()).unwrap_or(Offset::UTC)
    }
}

/// Converts an offset of whole minutes, up to fourteen hours. Zero is written `+00:00`.
impl TryFrom<Offset> for Zone {
    type Error = Invalid;

    fn try_from(offset: Offset) -> Result<Self, Invalid> {
        zone(offset.seconds())
    }
}

/// Converts a value without a zone.
impl TryFrom<Date> for civil::Date {
    type Error = Invalid;

    fn try_from(value: Date) -> Result<Self, Invalid> {
        without_zone(value.zone())?;
        date(value.year(), value.month(), value.day())
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        // The date is valid, and all years of jiff are in range here, so the default is never used.
        Self::new(date.year().into(), date.month() as u8, date.day() as u8).unwrap_or_default()
    }
}

/// Converts a value without a zone. 24:00:00 becomes 00:00:00.
impl TryFrom<&Time> for civil::Time {
    type Error = Invalid;

    fn try_from(value: &Time) -> Result<Self, Invalid> {
        without_zone(value.zone())?;
        time(value.hour() % 24, value.minute(), value.second(), nanosecond(value.clock())?)
    }
}

impl From<civil::Time> for Time {
    fn from(time: civil::Time) -> Self {
        // Hours, minutes, seconds and nanoseconds have the same ranges in both types, so the default is never
        // used.
        let second = Self::new(time.hour() as u8, time.minute() as u8, time.second() as u8);
        second.and_then(|second| second.with_nanosecond(time.subsec_nanosecond() as u32)).unwrap_or_default()
    }
}

/// Converts each component. The fraction becomes milliseconds, microseconds and nanoseconds.
impl TryFrom<&Duration> for Span {
    type Error = Invalid;

    fn try_from(value: &Duration) -> Result<Self, Invalid> {
        let component = |number: Option<u64>| number.and_then(|number| i64::try_from(number).ok());
        let span = || {
            let nanosecond = i64::from(value.nanosecond());
            let span = Span::new().try_years(component(value.years())?).ok()?;
            let span = span.try_months(component(value.months())?).ok()?;
            let span = span.try_days(component(value.days())?).ok()?;
            let span = span.try_hours(component(value.hours())?).ok()?;
            let span = span.try_minutes(component(value.minutes())?).ok()?;
            let span = span.try_seconds(component(value.seconds())?).ok()?;
            let span = span.try_milliseconds(nanosecond / 1_000_000).ok()?;
            let span = span.try_microseconds(nanosecond / 1_000 % 1_000).ok()?;
            span.try_nanoseconds(nanosecond % 1_000).ok()
        };
        if value.fraction().get(9..).is_some_and(|beyond| beyond.bytes().any(|digit| digit != b'0')) {
            return Err(invalid("a fraction of at most nine digits", None));
        }
        let span = span().ok_or_else(|| invalid(LENGTH, None))?;
        Ok(if value.is_negative() { span.negate() } else { span })
    }
}

/// Converts each component. Weeks become days, and units below the second become the fraction.
impl From<Span> for Duration {
    fn from(span: Span) -> Self {
        let nanoseconds = i128::from(span.get_milliseconds()) * 1_000_000
            + i128::from(span.get_microseconds()) * 1_000
            + i128::from(span.get_nanoseconds());
        let nanoseconds = (i128::from(span.get_seconds()) * 1_000_000_000 + nanoseconds).unsigned_abs();
        let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
        let mut date = String::new();
        let push = |text: &mut String, number: u64, letter: char| {
            if number > 0 {
                text.push_str(&number.to_string());
                text.push(letter);
            }
        };
        push(&mut date, span.get_years().unsigned_abs().into(), 'Y');
        push(&mut date, span.get_months().unsigned_abs().into(), 'M');
        push(&mut date, days.unsigned_abs(), 'D');
        let mut time = String::new();
        push(&mut time, span.get_hours().unsigned_abs().into(), 'H');
        push(&mut time, span.get_minutes().unsigned_abs(), 'M');
        let (seconds, fraction) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
        if fraction > 0 {
            time.push_str(format!("{seconds}.{fraction:09}").trim_end_matches('0'));
            time.push('S');
        } else if seconds > 0 {
            time.push_str(&format!("{seconds}S"));
        }
        let sign = if span.is_negative() { "-" } else { "" };
        let text = match (&*date, &*time) {
            ("", "") => return Self::ZERO,
            (date, "") => format!("{sign}P{date}"),
            (date, time) => format!("{sign}P{date}T{time}"),
        };
        text.parse().unwrap_or(Self::ZERO)
    }
}

/// Converts a duration without years and months. A day has 24 hours.
impl TryFrom<&Duration> for SignedDuration {
    type Error = Invalid;

    fn try_from(value: &Duration) -> Result<Self, Invalid> {
        let (seconds, nanosecond, negative) = length(value)?;
        let seconds = i64::try_from(seconds).map_err(|_| invalid(LENGTH, None))?;
        // The number is below one billion, which fits into an `i32`.
        let nanosecond = nanosecond as i32;
        Ok(SignedDuration::new(seconds, if negative { -nanosecond } else { nanosecond }))
    }
}

/// The result has days, hours, minutes and seconds: `P1DT2H3M4.5S`.
impl From<SignedDuration> for Duration {
    fn from(duration: SignedDuration) -> Self {
        let length = duration.unsigned_abs();
        from_length(duration.is_negative(), length.as_secs(), length.subsec_nanos())
    }
}

owned! {
    DateTime => civil::DateTime, DateTime => Timestamp, DateTime => ZonedDateTime, ZonedDateTime => DateTime, Time => civil::Time,
    Duration => Span, Duration => SignedDuration,
}

fn date(year: i32, month: u8, day: u8) -> Result<civil::Date, Invalid> {
    let year = i16::try_from(year).map_err(|_| invalid(YEAR, None))?;
    civil::Date::new(year, month.cast_signed(), day.cast_signed()).map_err(|_| invalid(YEAR, None))
}

fn time(hour: u8, minute: u8, second: u8, nanosecond: u32) -> Result<civil::Time, Invalid> {
    let nanosecond = nanosecond.cast_signed();
    let time = civil::Time::new(hour.cast_signed(), minute.cast_signed(), second.cast_signed(), nanosecond);
    // No error occurs: the hour is below 24, and the other parts have the same ranges in both types.
    time.map_err(|_| invalid("a time of day", None))
}
