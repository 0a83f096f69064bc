use std::collections::hash_map::DefaultHasher;
use std::fmt::Display;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use proptest::prelude::*;

use crate::xml::Invalid;
use crate::xsd::float::{parse_f32, parse_f64, write_f32, write_f64};
use crate::xsd::number::{parse_i64, parse_u64};
use crate::xsd::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth, HexBinary,
    Integer, Time, Zone,
};

fn zone() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just("Z".to_owned()), "[+-](0[0-9]|1[0-3]):[0-5][0-9]", "[+-]14:00"]
}

fn date() -> impl Strategy<Value = String> {
    "-?([1-9][0-9]{3,8}|0[0-9]{2}[1-9])-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
}

fn time() -> impl Strategy<Value = String> {
    prop_oneof!["([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,30})?", "24:00:00(\\.0{1,12})?"]
}

fn duration() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?P[0-9]{1,12}Y([0-9]{1,3}M)?([0-9]{1,3}D)?(T[0-9]{1,12}H([0-9]{1,2}M)?([0-9]{1,2}(\\.[0-9]{1,12})?S)?)?",
        "-?P([0-9]{1,2}Y)?([0-9]{1,2}M)?T[0-9]{1,21}(\\.[0-9]{1,12})?S",
    ]
}

fn decimal() -> impl Strategy<Value = String> {
    "[+-]?([0-9]{1,24}(\\.[0-9]{0,24})?|\\.[0-9]{1,24})"
}

/// Random texts, texts of characters that occur in valid texts, and valid texts with one character
/// replaced.
fn nearly() -> impl Strategy<Value = String> {
    let legal = (date(), time(), zone(), duration(), decimal(), 0..6);
    let legal = legal.prop_map(|(date, time, zone, duration, decimal, choice)| match choice {
        0 | 1 => format!("{date}T{time}{zone}"),
        2 => date + &zone,
        3 => time + &zone,
        4 => duration,
        _ => decimal,
    });
    let damaged =
        (legal, any::<prop::sample::Index>(), "[-+0-9:.TZPS ]").prop_map(|(text, place, instead)| {
            let place = place.index(text.len());
            format!("{}{instead}{}", &text[..place], &text[place + 1..])
        });
    prop_oneof![
        4 => damaged,
        1 => "[-+0-9:.TZPYMDHSEINFa ]{0,24}",
        1 => "\\PC{0,24}",
        1 => any::<String>(),
    ]
}

fn is_kept<T: FromStr<Err = Invalid> + Display + PartialEq + std::fmt::Debug>(text: &str) {
    let value: T = text.parse().unwrap();
    assert_eq!(value.to_string(), text);
    assert_eq!(value.to_string().parse::<T>().unwrap(), value);
}

/// Asserts that a text is rejected, or is written back unchanged.
fn holds<T: FromStr<Err = Invalid> + Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string(), text);
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn legal_dates_and_times_are_kept(date in date(), time in time(), zone in zone()) {
        is_kept::<DateTime>(&format!("{date}T{time}{zone}"));
        is_kept::<Date>(&format!("{date}{zone}"));
        is_kept::<Time>(&format!("{time}{zone}"));
    }

    #[test]
    fn legal_recurring_dates_are_kept(year in "-?[1-9][0-9]{3,8}", month in 1_u8..=12, day in 1_u8..=28, zone in zone()) {
        is_kept::<GYear>(&format!("{year}{zone}"));
        is_kept::<GYearMonth>(&format!("{year}-{month:02}{zone}"));
        is_kept::<GMonth>(&format!("--{month:02}{zone}"));
        is_kept::<GMonthDay>(&format!("--{month:02}-{day:02}{zone}"));
        is_kept::<GDay>(&format!("---{day:02}{zone}"));
    }

    #[test]
    fn legal_durations_and_numbers_are_kept(duration in duration(), decimal in decimal(), integer in "[+-]?[0-9]{1,30}") {
        is_kept::<Duration>(&duration);
        is_kept::<Decimal>(&decimal);
        is_kept::<Integer>(&integer);
    }

    #[test]
    fn constructed_values_are_read_back(
        year: i32, month in 1_u8..=12, day in 1_u8..=31, hour in 0_u8..24, minute in 0_u8..60, second in 0_u8..60,
        nanosecond in 0_u32..1_000_000_000, minutes in -840_i16..=840,
    ) {
        if let Ok(value) = DateTime::new(year, month, day, hour, minute, second) {
            let value = value.with_nanosecond(nanosecond).unwrap().with_zone(Zone::from_minutes(minutes).unwrap());
            prop_assert_eq!(value.to_string().parse::<DateTime>().unwrap(), value);
        }
    }

    #[test]
    fn any_text_is_kept_or_refused(text in nearly()) {
        holds::<DateTime>(&text);
        holds::<Date>(&text);
        holds::<Time>(&text);
        holds::<Zone>(&text);
        holds::<GYear>(&text);
        holds::<GYearMonth>(&text);
        holds::<GMonth>(&text);
        holds::<GMonthDay>(&text);
        holds::<GDay>(&text);
        holds::<Duration>(&text);
        holds::<Decimal>(&text);
        holds::<Integer>(&text);
        let _ = (text.parse::<Base64Binary>(), text.parse::<HexBinary>(), parse_f64(&text), parse_i64(&text));
    }

    #[test]
    fn the_order_of_dates_is_that_of_their_instants(left in -1_000_000_000_000_i64..1_000_000_000_000, by in -50_000_i64..50_000) {
        let text = |seconds: i64| {
            let (year, month, day) = crate::xsd::calendar::date(seconds.div_euclid(86_400)).unwrap();
            let second = seconds.rem_euclid(86_400);
            DateTime::new(year, month, day, (second / 3600) as u8, (second / 60 % 60) as u8, (second % 60) as u8).unwrap()
        };
        let right = left + by;
        prop_assert_eq!(text(left).moment().seconds, left);
        prop_assert_eq!(text(left).compare(&text(right)), Some(left.cmp(&right)));
        let zoned = text(right).with_zone(Zone::UTC);
        let told = text(left).compare(&zoned);
        prop_assert_eq!(told, (by.abs() > 14 * 3600).then_some(left.cmp(&right)));
    }

    #[test]
    fn decimals_compare_as_numbers(left in -1_000_000_i64..1_000_000, right in -1_000_000_i64..1_000_000, left_scale in 0_u8..4, right_scale in 0_u8..4) {
        let a = Decimal::new(left, left_scale);
        let b = Decimal::new(right, right_scale);
        let order = (left * 10_i64.pow(3 - u32::from(left_scale))).cmp(&(right * 10_i64.pow(3 - u32::from(right_scale))));
        prop_assert_eq!(a.cmp(&b), order);
        prop_assert_eq!(a == b, order.is_eq());
        let padded: Decimal = format!("{}{:025}{}0", if left < 0 { "-" } else { "+" }, 0, a.to_string().trim_start_matches('-').to_owned() + if left_scale == 0 { "." } else { "" }).parse().unwrap();
        prop_assert_eq!(&padded, &a);
        prop_assert_eq!(hash(&padded), hash(&a));
    }

    #[test]
    fn bytes_are_kept(bytes: Vec<u8>) {
        let base64 = Base64Binary::from(bytes.clone());
        prop_assert_eq!(&base64.to_string().parse::<Base64Binary>().unwrap(), &base64);
        let hex = HexBinary::from(bytes);
        prop_assert_eq!(hex.to_string().parse::<HexBinary>().unwrap(), hex);
    }

    #[test]
    fn numbers_are_kept(signed: i64, unsigned: u64, single: f32, double: f64) {
        prop_assert_eq!(parse_i64(&signed.to_string()), Ok(signed));
        prop_assert_eq!(parse_u64(&format!(" +00{unsigned}\n")), Ok(unsigned));
        let read = parse_f32(&write_f32(single)).unwrap();
        prop_assert!(read.to_bits() == single.to_bits() || single.is_nan() && read.is_nan());
        let read = parse_f64(&write_f64(double)).unwrap();
        prop_assert!(read.to_bits() == double.to_bits() || double.is_nan() && read.is_nan());
    }
}
