use std::cmp::Ordering::{self, Equal, Greater, Less};

use super::{kept, refused};
use crate::xsd::{Date, DateTime, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time, Zone};

#[test]
fn legal_date_times_are_written_as_read() {
    kept::<DateTime>(&[
        "2024-02-29T23:59:59",
        "2024-02-29T23:59:59.1234567",
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "2024-02-29T23:59:59+00:00",
        "2024-02-29T23:59:59-00:00",
        "2024-02-29T23:59:59+14:00",
        "2024-02-29T23:59:59-14:00",
        "2024-02-29T23:59:59-00:30",
        "2024-02-29T23:59:59.1230",
        "2024-02-29T23:59:59.0Z",
        "2024-02-29T23:59:59.000000000",
        "2024-02-29T23:59:59.12345678901234567890123456789012345678901234567890123456789012345678901234567890+01:00",
        "2024-12-31T24:00:00",
        "2024-12-31T24:00:00.00Z",
        "2024-12-31T24:00:00.00000000000",
        "2000-02-29T00:00:00",
        "-0044-03-15T12:00:00",
        "0000-01-01T00:00:00",
        "12024-01-01T00:00:00",
        "-2147483648-12-31T23:59:59.999999999-12:59",
        "2147483647-12-31T23:59:59.9999999999",
        "9999-12-31T23:59:59.9999999",
    ]);
}

#[test]
fn illegal_date_times_are_refused_with_the_reason() {
    refused::<DateTime>(&[
        ("", ""),
        (" 2024-02-29T23:59:59", ""),
        ("2024-02-29T23:59:59 ", ""),
        ("2024-02-29", "time of day is missing"),
        ("2024-02-29 23:59:59", "capital T"),
        ("2024-02-29t23:59:59", "capital T"),
        ("2024-02-29T23:59", ""),
        ("2024-02-29T3:59:59", ""),
        ("2024-02-29T23:59:59.", "digits are missing"),
        ("2024-02-29T23:59:59,5", ""),
        ("2024-02-29T23:59:60", "leap seconds"),
        ("2024-02-29T23:59:61", "seconds go from 00 to 59"),
        ("2024-02-29T23:60:00", "minutes go from 00 to 59"),
        ("2024-02-29T25:00:00", "hours go from 00 to 24"),
        ("2024-02-29T24:00:01", "only for midnight"),
        ("2024-02-29T24:00:00.1", "only for midnight"),
        ("2024-02-29T24:00:00.0000000001", "only for midnight"),
        ("2023-02-29T00:00:00", "28 days"),
        ("1900-02-29T00:00:00", "28 days"),
        ("2024-02-30T00:00:00", "29 in a leap year"),
        ("2024-04-31T00:00:00", "30 days"),
        ("2024-01-32T00:00:00", "31 days"),
        ("2024-01-00T00:00:00", "days begin with 01"),
        ("2024-00-01T00:00:00", "months go from 01 to 12"),
        ("2024-13-01T00:00:00", "months go from 01 to 12"),
        ("024-01-01T00:00:00", "at least four digits"),
        ("02024-01-01T00:00:00", "does not begin with 0"),
        ("-0000-01-01T00:00:00", "no year -0000"),
        ("+2024-01-01T00:00:00", "no plus sign"),
        ("2147483648-01-01T00:00:00", "years go from"),
        ("99999999999999999999-01-01T00:00:00", "years go from"),
        ("2024-02-29T23:59:59z", "capital letter"),
        ("2024-02-29T23:59:59+14:01", "between -14:00 and +14:00"),
        ("2024-02-29T23:59:59-15:00", "between -14:00 and +14:00"),
        ("2024-02-29T23:59:59+01:60", "minutes of a zone"),
        ("2024-02-29T23:59:59+0100", "+hh:mm"),
        ("2024-02-29T23:59:59+1:00", "+hh:mm"),
        ("2024-02-29T23:59:59Z ", ""),
        ("2024-02-29T23:59:59 +01:00", ""),
        ("20240229T235959", ""),
        ("２０２４-02-29T23:59:59", ""),
        ("2024-02-29T23:59:5९", ""),
    ]);
}

#[test]
fn an_error_says_what_was_expected_and_why() {
    let error = "2023-02-29T00:00:00".parse::<DateTime>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected an xs:dateTime such as 2024-02-29T23:59:59: February of that year has 28 days"
    );
}

#[test]
fn components_equal_those_of_the_text() {
    let value: DateTime = "-0044-03-15T12:34:56.7890-01:30".parse().unwrap();
    assert_eq!((value.year(), value.month(), value.day()), (-44, 3, 15));
    assert_eq!((value.hour(), value.minute(), value.second()), (12, 34, 56));
    assert_eq!((value.nanosecond(), value.fraction()), (789_000_000, "7890".to_owned()));
    assert_eq!(value.zone().map(Zone::minutes), Some(-90));
    assert_eq!(value.date().to_string(), "-0044-03-15-01:30");
    assert_eq!(value.time().to_string(), "12:34:56.7890-01:30");
    assert_eq!(DateTime::from_parts(value.date(), value.time()), value);
}

#[test]
fn constructors_check_and_write_what_is_needed() {
    let value = DateTime::new(2024, 2, 29, 23, 59, 59).unwrap();
    assert_eq!(value.to_string(), "2024-02-29T23:59:59");
    assert_eq!(value.clone().with_nanosecond(120_000_000).unwrap().to_string(), "2024-02-29T23:59:59.12");
    assert_eq!(value.clone().with_nanosecond(1).unwrap().to_string(), "2024-02-29T23:59:59.000000001");
    assert_eq!(value.clone().with_fraction("1200").unwrap().to_string(), "2024-02-29T23:59:59.1200");
    assert_eq!(
        value.clone().with_fraction("12345678901").unwrap().to_string(),
        "2024-02-29T23:59:59.12345678901"
    );
    assert_eq!(value.clone().with_zone(Zone::UTC).to_string(), "2024-02-29T23:59:59Z");
    assert_eq!(
        value.clone().with_zone(Zone::from_minutes(0).unwrap()).to_string(),
        "2024-02-29T23:59:59+00:00"
    );
    assert_eq!(value.clone().with_zone(Zone::UTC).with_zone(None), value);
    assert!(value.clone().with_nanosecond(1_000_000_000).is_err());
    assert!(value.clone().with_fraction("12x").is_err());
    assert!(DateTime::new(2023, 2, 29, 0, 0, 0).is_err());
    assert!(DateTime::new(2024, 2, 29, 24, 0, 1).is_err());
    assert!(DateTime::new(2024, 2, 29, 24, 0, 0).unwrap().with_nanosecond(1).is_err());
    assert!(Date::new(2024, 0, 1).is_err());
    assert!(Date::new(2024, 255, 255).is_err());
    assert!(Time::new(255, 255, 255).is_err());
    assert!(Zone::from_minutes(841).is_err() && Zone::from_minutes(i16::MIN).is_err());
    assert!(GYearMonth::new(2024, 13).is_err());
    assert!(GMonth::new(0).is_err());
    assert!(GMonthDay::new(2, 30).is_err() && GMonthDay::new(2, 29).is_ok());
    assert!(GDay::new(32).is_err() && GDay::new(0).is_err());
}

#[test]
fn a_fraction_that_is_replaced_leaves_nothing_behind() {
    let long: Time = "00:00:00.12345678901".parse().unwrap();
    assert_eq!(long.clone().with_nanosecond(0).unwrap().to_string(), "00:00:00");
    assert_eq!(long.clone().with_fraction("").unwrap(), Time::default());
    assert_eq!(long.with_fraction("5").unwrap().to_string(), "00:00:00.5");
}

#[test]
fn values_are_equal_if_their_texts_are() {
    let read = |text: &str| text.parse::<DateTime>().unwrap();
    assert_ne!(read("2024-01-01T00:00:00Z"), read("2024-01-01T00:00:00+00:00"));
    assert_ne!(read("2024-01-01T00:00:00.1"), read("2024-01-01T00:00:00.10"));
    assert_ne!(read("2024-01-01T00:00:00.1234567890"), read("2024-01-01T00:00:00.123456789"));
    assert_eq!(read("2024-01-01T00:00:00.10"), read("2024-01-01T00:00:00.10"));
}

#[test]
fn values_compare_in_the_order_of_the_specification() {
    let table: &[(&str, &str, Option<Ordering>)] = &[
        // The examples in section 3.2.7.4 of XML Schema Part 2.
        ("2000-01-15T00:00:00", "2000-02-15T00:00:00", Some(Less)),
        ("2000-01-15T12:00:00", "2000-01-16T12:00:00Z", Some(Less)),
        ("2000-01-01T12:00:00", "1999-12-31T23:00:00Z", None),
        ("2000-01-16T12:00:00", "2000-01-16T12:00:00Z", None),
        ("2000-01-16T00:00:00", "2000-01-16T12:00:00Z", None),
        // The limit of fourteen hours, to the second.
        ("2000-01-16T00:00:00", "2000-01-15T10:00:00Z", None),
        ("2000-01-16T00:00:00", "2000-01-15T09:59:59Z", Some(Greater)),
        ("2000-01-16T00:00:00", "2000-01-16T14:00:00Z", None),
        ("2000-01-16T00:00:00", "2000-01-16T14:00:01Z", Some(Less)),
        // Zones.
        ("2000-01-01T00:00:00Z", "2000-01-01T01:00:00+01:00", Some(Equal)),
        ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00-00:00", Some(Equal)),
        ("2000-01-01T00:00:00+14:00", "2000-01-01T00:00:00-14:00", Some(Less)),
        // Fractions.
        ("2000-01-01T00:00:00.1", "2000-01-01T00:00:00.100", Some(Equal)),
        ("2000-01-01T00:00:00.1234567891", "2000-01-01T00:00:00.123456789", Some(Greater)),
        ("2000-01-01T00:00:00.12345678910", "2000-01-01T00:00:00.1234567891", Some(Equal)),
        ("2000-01-01T00:00:00.12345678909", "2000-01-01T00:00:00.1234567891", Some(Less)),
        // Midnight and years.
        ("1999-12-31T24:00:00", "2000-01-01T00:00:00", Some(Equal)),
        ("-0002-01-01T00:00:00", "-0001-01-01T00:00:00", Some(Less)),
        ("-2147483648-01-01T00:00:00Z", "2147483647-12-31T24:00:00Z", Some(Less)),
    ];
    for (left, right, order) in table {
        let (left, right): (DateTime, DateTime) = (left.parse().unwrap(), right.parse().unwrap());
        assert_eq!(left.compare(&right), *order, "{left} {right}");
        assert_eq!(right.compare(&left), order.map(Ordering::reverse), "{right} {left}");
    }
}

#[test]
fn each_type_has_its_order() {
    let read = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(read("2024-02-29").compare(&read("2024-03-01")), Some(Less));
    assert_eq!(read("2024-03-01+14:00").compare(&read("2024-02-29-10:00")), Some(Equal));
    assert_eq!(read("2024-03-01").compare(&read("2024-03-01Z")), None);
    let read = |text: &str| text.parse::<Time>().unwrap();
    assert_eq!(read("24:00:00").compare(&read("00:00:00")), Some(Equal));
    assert_eq!(read("12:00:00+01:00").compare(&read("11:00:00Z")), Some(Equal));
    let read = |text: &str| text.parse::<GYear>().unwrap();
    assert_eq!(read("-0001").compare(&read("0001")), Some(Less));
    let read = |text: &str| text.parse::<GYearMonth>().unwrap();
    assert_eq!(read("2023-12").compare(&read("2024-01")), Some(Less));
    let read = |text: &str| text.parse::<GMonth>().unwrap();
    assert_eq!(read("--12").compare(&read("--02")), Some(Greater));
    let read = |text: &str| text.parse::<GMonthDay>().unwrap();
    assert_eq!(read("--02-29").compare(&read("--03-01")), Some(Less));
    let read = |text: &str| text.parse::<GDay>().unwrap();
    assert_eq!(read("---31Z").compare(&read("---30Z")), Some(Greater));
    assert_eq!(read("---31Z").compare(&read("---31")), None);
}

#[test]
fn the_defaults_are_those_of_dot_net() {
    assert_eq!(DateTime::default().to_string(), "0001-01-01T00:00:00");
    assert_eq!(Date::default().to_string(), "0001-01-01");
    assert_eq!(Time::default().to_string(), "00:00:00");
    assert_eq!(GYear::default().to_string(), "0001");
    assert_eq!(GYearMonth::default().to_string(), "0001-01");
    assert_eq!(GMonth::default().to_string(), "--01");
    assert_eq!(GMonthDay::default().to_string(), "--01-01");
    assert_eq!(GDay::default().to_string(), "---01");
}

#[test]
fn dates_and_times_are_read_and_written() {
    kept::<Date>(&["2024-02-29", "2024-02-29Z", "-0001-12-31-14:00", "123456-01-01+13:59"]);
    refused::<Date>(&[
        ("2024-02-29T00:00:00", "no time of day"),
        ("2024-2-29", ""),
        ("2024-02", ""),
        ("", ""),
        ("2024-02-29-", "+hh:mm"),
        ("24-02-29", "at least four digits"),
    ]);
    kept::<Time>(&["00:00:00", "23:59:59.1230Z", "24:00:00", "24:00:00.000+01:00", "12:00:00-00:00"]);
    refused::<Time>(&[
        ("24:00:01", "only for midnight"),
        ("12:00", ""),
        ("12:00:00:00", ""),
        ("12:00:00.Z", "digits are missing"),
        ("T12:00:00", ""),
        ("-12:00:00", ""),
    ]);
}

#[test]
fn recurring_dates_are_read_and_written() {
    kept::<GYear>(&["2024", "-0044", "12024", "0000Z", "2024-14:00", "2024+05:30"]);
    refused::<GYear>(&[
        ("24", "at least four digits"),
        ("2024-01", "+hh:mm"),
        ("02024", "does not begin with 0"),
        ("", ""),
        ("year", ""),
    ]);
    kept::<GYearMonth>(&["2024-02", "2024-02Z", "-0044-03-01:00", "2024-12+14:00"]);
    refused::<GYearMonth>(&[
        ("2024-13", "months go"),
        ("2024", ""),
        ("2024-02-01", "+hh:mm"),
        ("2024-1", ""),
    ]);
    kept::<GMonth>(&["--01", "--12Z", "--06-14:00", "--06+05:45"]);
    refused::<GMonth>(&[
        ("--13", "months go"),
        ("--00", "months go"),
        ("-01", ""),
        ("01", ""),
        ("--1", ""),
        ("--02--", "withdrawn"),
    ]);
    kept::<GMonthDay>(&["--02-29", "--12-31Z", "--04-30+01:00"]);
    refused::<GMonthDay>(&[
        ("--02-30", "29 in a leap year"),
        ("--04-31", "30 days"),
        ("--01-32", "31 days"),
        ("--01-00", "days begin"),
        ("02-29", ""),
        ("--0229", ""),
    ]);
    kept::<GDay>(&["---01", "---31Z", "---15-01:00"]);
    refused::<GDay>(&[("---32", "days go"), ("---00", "days go"), ("--01", ""), ("---1", ""), ("31", "")]);
}

#[test]
fn zones_are_parsed_and_written() {
    kept::<Zone>(&["Z", "+00:00", "-00:00", "+14:00", "-14:00", "+05:45", "-00:01"]);
    refused::<Zone>(&[
        ("", ""),
        ("z", "capital"),
        ("+14:01", "between"),
        ("+24:00", "between"),
        ("UTC", ""),
        ("+1", "+hh:mm"),
    ]);
    for (text, minutes) in [("Z", 0), ("-00:00", 0), ("+00:00", 0), ("-00:01", -1), ("+14:00", 840)] {
        assert_eq!(text.parse::<Zone>().unwrap().minutes(), minutes, "{text}");
    }
}

#[test]
fn values_are_small() {
    assert_eq!(size_of::<Zone>(), 2);
    assert_eq!(size_of::<Option<Zone>>(), 2);
    assert_eq!(size_of::<Option<Date>>(), 8);
    assert_eq!(size_of::<Option<Time>>(), 24);
    assert_eq!(size_of::<DateTime>(), 24);
    assert_eq!(size_of::<Option<DateTime>>(), 24);
}

#[test]
fn values_are_padded_like_text() {
    let date = Date::new(2024, 2, 29).unwrap();
    assert_eq!(format!("[{date:>12}] [{date:<12}] {date:?}"), "[  2024-02-29] [2024-02-29  ] 2024-02-29");
}
