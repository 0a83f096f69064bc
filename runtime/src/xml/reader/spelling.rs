//! Spellings of values that servers write but XML Schema does not allow, such as `True`, and `1E3` for a
//! decimal.

/// Returns other spellings of `text` with the same meaning, the most likely one first. The caller tries them
/// if `text` is not a valid value of the expected type.
pub(super) fn others(text: &str) -> Vec<String> {
    let text = crate::xml::simple::trim(text);
    let mut others: Vec<String> = other(text).into_iter().collect();
    let is_list = text.contains([' ', '\t', '\n', '\r']);
    if is_list {
        let words: Vec<_> = text
            .split_ascii_whitespace()
            .map(|word| other(word).unwrap_or_else(|| word.to_owned()))
            .collect();
        others.push(words.join(" "));
    }
    others
}

fn other(text: &str) -> Option<String> {
    boolean(text).or_else(|| plain_decimal(text)).or_else(|| date_and_time(text))
}

fn boolean(text: &str) -> Option<String> {
    ["true", "false"].into_iter().find(|word| text.eq_ignore_ascii_case(word)).map(str::to_owned)
}

/// Maximum exponent: that of the largest double.
const MAX_EXPONENT: u32 = 308;

/// A number written without an exponent: `1.5E3` as `1500`.
fn plain_decimal(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let exponent: i32 =
        exponent.parse().ok().filter(|exponent: &i32| exponent.unsigned_abs() <= MAX_EXPONENT)?;
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let (whole, fraction) = match usize::try_from(point) {
        Ok(point) if point >= all.len() => (format!("{all}{}", "0".repeat(point - all.len())), String::new()),
        Ok(point) => (all.get(..point)?.to_owned(), all.get(point..)?.to_owned()),
        Err(_) => (String::new(), format!("{}{all}", "0".repeat(usize::try_from(-point).ok()?))),
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    Some(match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    })
}

/// A date, a time or both, with a `T` inserted between date and time, and a colon inserted into the zone:
/// `2024-02-29 12:00:00 +0100` becomes `2024-02-29T12:00:00+01:00`.
fn date_and_time(text: &str) -> Option<String> {
    let mut parts = text.split_ascii_whitespace();
    let (first, second, third) = (parts.next()?, parts.next(), parts.next());
    let is_date = |part: &str| part.strip_prefix('-').unwrap_or(part).contains('-');
    let is_time = |part: &str| !is_date_start(part) && part.contains(':');
    let is_zone = |part: &str| part == "Z" || part.starts_with(['+', '-']);
    if parts.next().is_some() {
        return None;
    }
    let joined = match (first, second, third) {
        (text, None, None) => with_colon(text)?,
        (date, Some(time), None) if is_date(date) && is_time(time) => {
            let joined = format!("{date}T{time}");
            with_colon(&joined).unwrap_or(joined)
        }
        (date, Some(time), Some(zone)) if is_date(date) && is_time(time) && is_zone(zone) => {
            format!("{date}T{time}{}", whole_zone(zone).as_deref().unwrap_or(zone))
        }
        (text, Some(zone), None) if is_zone(zone) => {
            format!("{text}{}", whole_zone(zone).as_deref().unwrap_or(zone))
        }
        _ => return None,
    };
    Some(joined)
}

fn is_date_start(part: &str) -> bool {
    part.split(':').next().is_some_and(|first| first.len() > 2)
}

/// The text with the zone at its end completed, see [`whole_zone`]. The caller finds out whether the result
/// is a value of the type.
fn with_colon(text: &str) -> Option<String> {
    let (before, zone) = text.split_at_checked(text.rfind(['+', '-'])?)?;
    // The digits at the end of `2024-0229`, `--0229` and `2024-02-29` are not a zone. They can only be one after a
    // plus sign, after a time, and, if there are four of them, after a month or a day.
    let has_zone = zone.starts_with('+')
        || before.contains(':')
        || zone.len() == "-0100".len() && before.strip_prefix('-').unwrap_or(before).contains('-');
    has_zone.then(|| whole_zone(zone).map(|zone| format!("{before}{zone}")))?
}

/// A zone that has a sign and two or four digits, with its colon and minutes: `+01:00` for `+0100` and `+01`.
fn whole_zone(zone: &str) -> Option<String> {
    let digits =
        zone.strip_prefix(['+', '-']).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    match digits?.len() {
        2 => Some(format!("{zone}:00")),
        4 => zone.split_at_checked(3).map(|(hour, minute)| format!("{hour}:{minute}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::others;

    #[test]
    fn spellings_are_read_by_their_meaning() {
        for (text, expected) in [
            ("True", "true"),
            (" FALSE ", "false"),
            ("1E3", "1000"),
            ("-1.50e2", "-150"),
            ("+12.5E-1", "1.25"),
            ("1E-3", "0.001"),
            (".5e1", "5"),
            ("0E0", "0"),
            ("2024-02-29 12:00:00", "2024-02-29T12:00:00"),
            ("2024-02-29T12:00:00+0100", "2024-02-29T12:00:00+01:00"),
            ("2024-02-29 12:00:00.5 -0530", "2024-02-29T12:00:00.5-05:30"),
            ("2024-02-29T12:00:00 Z", "2024-02-29T12:00:00Z"),
            ("2024-02-29+0100", "2024-02-29+01:00"),
            ("12:00:00-0100", "12:00:00-01:00"),
            // PostgreSQL writes zones of whole hours without minutes.
            ("2024-02-29 12:00:00.5+01", "2024-02-29T12:00:00.5+01:00"),
            ("12:00:00-08", "12:00:00-08:00"),
            ("2024-02-29 +01", "2024-02-29+01:00"),
            ("2024+0100", "2024+01:00"),
            ("2024 -0330", "2024-03:30"),
            ("2024-02-0100", "2024-02-01:00"),
            ("--02+0530", "--02+05:30"),
            ("--02-0100", "--02-01:00"),
            ("--02-29-0100", "--02-29-01:00"),
            ("---31+0100", "---31+01:00"),
            ("---31 -0100", "---31-01:00"),
            ("True 1 FALSE", "true 1 false"),
        ] {
            assert_eq!(others(text).first().map(String::as_str), Some(expected), "{text}");
        }
    }

    #[test]
    fn texts_without_a_clear_meaning_are_not_respelled() {
        for text in [
            "",
            "yes",
            "1E",
            "E3",
            "1E999999999",
            "1E309",
            "--0229",
            "2024-0229",
            "2024-0100",
            "2024-02-29",
            "---31",
            "+",
            "2024-02-29T12:00:00+1",
            "é",
            "1e3e4",
            "a b c d",
        ] {
            assert!(others(text).iter().all(|other| other == text), "{text}: {:?}", others(text));
        }
    }
}
