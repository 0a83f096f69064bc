//! Conversions for `std::time`.

use std::time::{Duration as StdDuration, SystemTime, UNIX_EPOCH};

use super::{LENGTH, from_instant, from_length, instant, length, owned};
use crate::xml::Invalid;
use crate::xsd::scan::invalid;
use crate::xsd::{DateTime, Duration};

/// Converts a value with a zone.
impl TryFrom<&DateTime> for SystemTime {
    type Error = Invalid;

    fn try_from(value: &DateTime) -> Result<Self, Invalid> {
        let (seconds, nanosecond) = instant(value)?;
        let whole = StdDuration::from_secs(seconds.unsigned_abs());
        let second = if seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
        let instant = second.and_then(|second| second.checked_add(StdDuration::new(0, nanosecond)));
        instant.ok_or_else(|| invalid("an instant within the range of SystemTime", None))
    }
}

/// The result is in UTC, written with `Z`.
impl TryFrom<SystemTime> for DateTime {
    type Error = Invalid;

    fn try_from(time: SystemTime) -> Result<Self, Invalid> {
        let (seconds, nanosecond) = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => (i64::try_from(after.as_secs()).ok(), after.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                let seconds = i64::try_from(before.as_secs()).ok().map(|seconds| -seconds);
                match before.subsec_nanos() {
                    0 => (seconds, 0),
                    nanosecond => {
                        (seconds.and_then(|seconds| seconds.checked_sub(1)), 1_000_000_000 - nanosecond)
                    }
                }
            }
        };
        // Seconds beyond 64 bits mean a year beyond 32 bits, which is an error.
        from_instant(seconds.unwrap_or(i64::MAX), nanosecond)
    }
}

/// Converts a duration that is not negative and has no years and months. A day has 24 hours.
impl TryFrom<&Duration> for StdDuration {
    type Error = Invalid;

    fn try_from(value: &Duration) -> Result<Self, Invalid> {
        let (seconds, nanosecond, negative) = length(value)?;
        if negative && (seconds, nanosecond) != (0, 0) {
            return Err(invalid("an xs:duration that is not negative", None));
        }
        let seconds = u64::try_from(seconds).map_err(|_| invalid(LENGTH, None))?;
        Ok(Self::new(seconds, nanosecond))
    }
}

/// The result has days, hours, minutes and seconds: `P1DT2H3M4.5S`.
impl From<StdDuration> for Duration {
    fn from(duration: StdDuration) -> Self {
        from_length(false, duration.as_secs(), duration.subsec_nanos())
    }
}

owned! { DateTime => SystemTime, Duration => StdDuration }
