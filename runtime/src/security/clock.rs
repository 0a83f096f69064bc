//! Times in messages: the clock of this machine, and the offset of another clock.

use std::time::{Duration, SystemTime};

use crate::error::{Error, Result};
use crate::xsd::DateTime;

/// Difference between the clock of another machine and the clock of this machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockOffset {
    milliseconds: i64,
}

impl ClockOffset {
    /// Creates an offset in seconds. It is positive if the other clock is ahead.
    pub const fn seconds(seconds: i64) -> Self {
        Self { milliseconds: seconds.saturating_mul(1000) }
    }

    /// Creates the offset of a clock that shows `time` at this moment.
    pub fn of(time: SystemTime) -> Self {
        let now = SystemTime::now();
        let milliseconds = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self {
            milliseconds: match time.duration_since(now) {
                Ok(ahead) => milliseconds(ahead),
                Err(behind) => -milliseconds(behind.duration()),
            },
        }
    }

    /// Creates the offset of a clock from the value of an HTTP header `Date` that just arrived; `None` if the
    /// value is not a date.
    pub fn from_http_date(date: &str) -> Option<Self> {
        httpdate::parse_http_date(date.trim()).ok().map(Self::of)
    }

    /// The offset in seconds. It is positive if the other clock is ahead.
    pub const fn as_seconds(self) -> i64 {
        self.milliseconds / 1000
    }

    /// The time that the other clock shows, in whole milliseconds.
    pub fn now(self) -> SystemTime {
        let now = SystemTime::now();
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let whole =
            SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(since.as_millis()).unwrap_or(0));
        let offset = Duration::from_millis(self.milliseconds.unsigned_abs());
        let other = if self.milliseconds < 0 { whole.checked_sub(offset) } else { whole.checked_add(offset) };
        other.unwrap_or(whole)
    }
}

/// Formats a time for a message, in UTC.
pub(super) fn written(time: SystemTime) -> Result<String> {
    DateTime::try_from(time)
        .map(|time| time.to_string())
        .map_err(|_| Error::cannot_be_written("the time is beyond the range of xs:dateTime"))
}

/// Parses a time from a message. A time without a time zone is taken as UTC.
pub(super) fn read(text: &str) -> Result<SystemTime> {
    let time: Option<DateTime> = text.trim().parse().ok();
    let zoned = time.map(|time| match time.zone() {
        None => time.with_zone(crate::xsd::Zone::UTC),
        Some(_) => time,
    });
    zoned.and_then(|time| SystemTime::try_from(&time).ok()).ok_or_else(|| {
        Error::rejected(format!("`{}` is not a time", crate::redaction::excerpt::shorten(text, 40)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_moves_the_time() {
        for seconds in [-86_400 * 365 * 20, -3600, 0, 90] {
            let offset = ClockOffset::seconds(seconds);
            let again = ClockOffset::of(offset.now());
            assert!((again.milliseconds - seconds * 1000).abs() < 1000, "{again:?}");
        }
        // An offset beyond the range of the clock is ignored.
        ClockOffset::seconds(i64::MIN).now();
    }

    #[test]
    fn the_date_of_a_response_is_an_offset() {
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(7200));
        let offset = ClockOffset::from_http_date(&date).unwrap();
        assert!((7_198_000..=7_200_000).contains(&offset.milliseconds), "{offset:?}");
        assert_eq!(ClockOffset::from_http_date("yesterday"), None);
    }

    #[test]
    fn times_are_written_in_utc_and_read_in_any_zone() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_284_623_445_250);
        assert_eq!(written(time).unwrap(), "2010-09-16T07:50:45.25Z");
        for text in ["2010-09-16T07:50:45.25Z", " 2010-09-16T09:50:45.250+02:00 ", "2010-09-16T07:50:45.25"] {
            assert_eq!(read(text).unwrap(), time, "{text}");
        }
        assert!(read("yesterday").unwrap_err().to_string().contains("`yesterday`"));
    }
}
