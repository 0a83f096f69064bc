//! Conversions to and from the types of `std` and, with features, of jiff, chrono, time and rust_decimal.
//!
//! The conversions are lossless. A zone that the other type cannot hold, a digit below nanoseconds and a
//! year out of range are errors. Years keep their numbers: the year 0 of one type is the year 0 of the other.
//! Hour 24 becomes midnight of the next day.

mod system;

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod civil;

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
#[cfg(feature = "time")]
mod time;

use super::calendar;
use super::clock::Clock;
use super::scan::invalid;
use super::{DateTime, Duration, Zone};
use crate::xml::Invalid;

const MONTHS: &str = "an xs:duration without years and months, whose length varies";
const LENGTH: &str = "an xs:duration within the range of the target type";

/// The nanoseconds of a fraction; an error if it has further digits other than zero.
fn nanosecond(clock: &Clock) -> Result<u32, Invalid> {
    match clock.beyond().bytes().all(|digit| digit == b'0') {
        true => Ok(clock.nanosecond()),
        false => Err(invalid("a fraction of at most nine digits", None)),
    }
}

/// Seconds since 1970-01-01T00:00:00Z, and nanoseconds.
fn instant(value: &DateTime) -> Result<(i64, u32), Invalid> {
    let Some(zone) = value.zone() else {
        return Err(invalid("an xs:dateTime with a zone, such as 2024-02-29T23:59:59Z", None));
    };
    Ok((value.moment().seconds - i64::from(zone.seconds()), nanosecond(value.clock())?))
}

/// The date and time of an instant, in UTC.
fn from_instant(seconds: i64, nanosecond: u32) -> Result<DateTime, Invalid> {
    let Some((year, month, day)) = calendar::date(seconds.div_euclid(86_400)) else {
        return Err(invalid("an instant within the years -2147483648 to 2147483647", None));
    };
    let second = seconds.rem_euclid(86_400);
    // All three are below 256, because `second` is within one day.
    let (hour, minute, second) = ((second / 3600) as u8, (second / 60 % 60) as u8, (second % 60) as u8);
    Ok(DateTime::new(year, month, day, hour, minute, second)?
        .with_nanosecond(nanosecond)?
        .with_zone(Zone::UTC))
}

/// Splits a duration of fixed length. Returns the whole seconds (signed), the nanoseconds, and whether the
/// duration is negative.
fn length(value: &Duration) -> Result<(i128, u32, bool), Invalid> {
    let fraction = value.fraction();
    if fraction.get(9..).is_some_and(|beyond| beyond.bytes().any(|digit| digit != b'0')) {
        return Err(invalid("a fraction of at most nine digits", None));
    }
    match (value.total_months(), value.total_seconds()) {
        (Some(0), Some(seconds)) => Ok((seconds, value.nanosecond(), value.is_negative())),
        (Some(_), Some(_)) => Err(invalid(MONTHS, None)),
        _ => Err(invalid(LENGTH, None)),
    }
}

/// A duration in days, hours, minutes and seconds, without components that are zero.
fn from_length(negative: bool, seconds: u64, nanosecond: u32) -> Duration {
    let mut text = String::from(if negative { "-P" } else { "P" });
    let parts = [(seconds / 86_400, 'D'), (seconds / 3600 % 24, 'H'), (seconds / 60 % 60, 'M')];
    let mut in_time = false;
    for (number, letter) in parts {
        if letter != 'D' && !in_time && (number > 0 || letter == 'M') {
            in_time = true;
            text.push('T');
        }
        if number > 0 {
            text.push_str(&number.to_string());
            text.push(letter);
        }
    }
    let second = seconds % 60;
    if nanosecond > 0 {
        let digits = format!("{nanosecond:09}");
        text.push_str(&format!("{second}.{}S", digits.trim_end_matches('0')));
    } else if second > 0 || seconds == 0 {
        text.push_str(&format!("{second}S"));
    } else if text.ends_with('T') {
        text.pop();
    }
    text.parse().unwrap_or(Duration::ZERO)
}

/// Implements conversions from owned values. They call the conversions from references.
macro_rules! owned {
    ($($from:ty => $to:ty),* $(,)?) => { $(
        impl TryFrom<$from> for $to {
            type Error = $crate::Invalid;

            fn try_from(value: $from) -> Result<Self, $crate::Invalid> {
                Self::try_from(&value)
            }
        }
    )* };
}

use owned;
