//! The proleptic Gregorian calendar and the time line on which XML Schema compares (Part 2, 3.2.7.4).
//! Years count as written: 0000, which only XML Schema 1.1 has, is the year before 0001, and leap.

use std::cmp::Ordering;

use super::zone::Zone;

/// Fourteen hours: how far a value without a zone may lie from the same value in UTC, either way.
const WIDEST: i64 = 14 * 3600;

/// How many days the month has; of February, in that year.
#[inline]
pub(super) fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the first of the month; `month` counts from January of the year 0.
pub(super) fn days_to_month(month: i128) -> i128 {
    // The year begins in March here, so that the leap day is the last of its year.
    let march = month - 2;
    let year = march.div_euclid(12);
    let month = march.rem_euclid(12);
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    days + (153 * month + 2) / 5 - 719_468
}

/// Days from 1970-01-01 to that day.
pub(super) fn days(year: i32, month: u8, day: u8) -> i64 {
    // As above, with numbers that are quick to compute with.
    let (year, month) = match month {
        3.. => (i64::from(year), i64::from(month) - 3),
        _ => (i64::from(year) - 1, i64::from(month) + 9),
    };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    days + (153 * month + 2) / 5 + i64::from(day) - 719_469
}

/// Year, month and day of a day counted from 1970-01-01; `None` where the year does not fit.
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

/// A place on the time line, exact to the last digit.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    /// Seconds since 1970-01-01T00:00:00 on the clock as written.
    pub(super) seconds: i64,
    pub(super) nanosecond: u32,
    /// The digits after the ninth.
    pub(super) beyond: &'a str,
    pub(super) zone: Option<Zone>,
}

impl Moment<'_> {
    /// XML Schema's order; `None` where one has a zone, the other has none, and they lie within fourteen hours.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self.zone, other.zone) {
            (Some(_), Some(_)) | (None, None) => Some(self.order(other, 0)),
            (Some(_), None) => match (self.order(other, -WIDEST), self.order(other, WIDEST)) {
                (Ordering::Less, _) => Some(Ordering::Less),
                (_, Ordering::Greater) => Some(Ordering::Greater),
                _ => None,
            },
            (None, Some(_)) => other.compare(self).map(Ordering::reverse),
        }
    }

    /// The order of the two in UTC, the other one moved by some seconds.
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
