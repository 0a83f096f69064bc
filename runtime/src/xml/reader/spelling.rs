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
        (text, None, None) => text.to_owned(),
        (date, Some(time), None) if is_date(date) && is_time(time) => format!("{date}T{time}"),
        (date, Some(time), Some(zone)) if is_date(date) && is_time(time) && is_zone(zone) => {
            format!("{date}T{time}{zone}")
        }
        (text, Some(zone), None) if is_zone(zone) => format!("{text}{zone}"),
        _ => return None,
    };
    let joined = with_colon(&joined).unwrap_or(joined);
    (joined != text).then_some(joined)
}

fn is_date_start(part: &str) -> bool {
    part.split(':').next().is_some_and(|first| first.len() > 2)
}

/// The text with a colon inserted into the zone at its end. The zone must consist of a sign and four digits,
/// and follow a date or a time.
fn with_colon(text: &str) -> Option<String> {
    let sign = text.len().checked_sub(5)?;
    let (before, zone) = (text.get(..sign)?, text.get(sign..)?);
    let digits = zone.strip_prefix(['+', '-'])?;
    // `--0229` and `2024-0229` end in four digits that are not a zone.
    let has_zone = before.contains(':') || before.matches('-').count() >= 2 && before.len() >= 10;
    (has_zone && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{before}{}:{}", zone.get(..3).unwrap_or(""), zone.get(3..).unwrap_or("")))
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
            "é",
            "1e3e4",
            "+",
            "a b c d",
        ] {
            assert!(others(text).iter().all(|other| other == text), "{text}: {:?}", others(text));
        }
    }
}
