//! The proleptic Gregorian calendar, and the time line on which XML Schema compares dates (Part 2,
//! 3.2.7.4). Years are counted as written: 0000, which only XML Schema 1.1 allows, is the year before
//! 0001, and a leap year.

use std::cmp::Ordering;

use super::zone::Zone;

/// Fourteen hours in seconds: the largest distance between a value without a zone and the same value in
/// UTC.
const MAX_OFFSET_SECONDS: i64 = 14 * 3600;

/// Number of days in a month of a year.
#[inline]
pub(super) fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the first day of a month. `month` is the number of months since January of the
/// year 0.
pub(super) fn days_to_month(month: i128) -> i128 {
    // In this computation years begin in March, so that the leap day is the last day of its year.
    let march = month - 2;
    let year = march.div_euclid(12);
    let month = march.rem_euclid(12);
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    days + (153 * month + 2) / 5 - 719_468
}

/// Days from 1970-01-01 to a date.
pub(super) fn days(year: i32, month: u8, day: u8) -> i64 {
    // The same computation as in `days_to_month`, with `i64` because it is faster than `i128`.
    let (year, month) = match month {
        3.. => (i64::from(year), i64::from(month) - 3),
        _ => (i64::from(year) - 1, i64::from(month) + 9),
    };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    days + (153 * month + 2) / 5 + i64::from(day) - 719_469
}

/// Year, month and day of a day counted from 1970-01-01; `None` if the year is out of range.
pub(super) fn date(days: i64) -> Option<(i32, u8, u8)> {
    let days = days.checked_add(719_468)?;
    let era = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = i32::try_from(era * 400 + year + carry).ok()?;
    Some((year, month as u8, day as u8))
}

/// A point on the time line, exact to the last digit.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    /// Seconds since 1970-01-01T00:00:00 in local time, without the zone's offset.
    pub(super) seconds: i64,
    pub(super) nanosecond: u32,
    /// The digits of the fraction after the ninth.
    pub(super) beyond: &'a str,
    pub(super) zone: Option<Zone>,
}

impl Moment<'_> {
    /// The order of XML Schema; `None` if only one of the two has a zone and they are within fourteen hours
    /// of each other.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self.zone, other.zone) {
            (Some(_), Some(_)) | (None, None) => Some(self.order(other, 0)),
            (Some(_), None) => {
                match (self.order(other, -MAX_OFFSET_SECONDS), self.order(other, MAX_OFFSET_SECONDS)) {
                    (Ordering::Less, _) => Some(Ordering::Less),
                    (_, Ordering::Greater) => Some(Ordering::Greater),
                    _ => None,
                }
            }
            (None, Some(_)) => other.compare(self).map(Ordering::reverse),
        }
    }

    /// The order of the two moments in UTC, with `other` moved by `by` seconds.
    fn order(&self, other: &Self, by: i64) -> Ordering {
        let seconds = |moment: &Self| {
            moment.seconds.saturating_sub(moment.zone.map_or(0, |zone| i64::from(zone.seconds())))
        };
        let order = seconds(self).cmp(&seconds(other).saturating_add(by));
        let order = order.then(self.nanosecond.cmp(&other.nanosecond));
        if self.beyond.is_empty() && other.beyond.is_empty() {
            return order;
        }
        order.then_with(|| self.beyond.trim_end_matches('0').cmp(other.beyond.trim_end_matches('0')))
    }
}
