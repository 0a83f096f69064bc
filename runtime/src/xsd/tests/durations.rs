use std::cmp::Ordering::{self, Equal, Greater, Less};

use super::{kept, refused};
use crate::xsd::Duration;

#[test]
fn legal_durations_are_written_as_read() {
    kept::<Duration>(&[
        "P1Y2M3DT4H5M6.7S",
        "P1Y",
        "P12M",
        "PT36H",
        "P1DT12H",
        "PT0S",
        "P0D",
        "-P120D",
        "-PT0S",
        "PT1.500S",
        "PT0.000000001S",
        "PT0.0000000001S",
        "P01Y",
        "PT00S",
        "P4294967295Y",
        "P4294967296Y",
        "P99999999999999999999999999999999Y",
        "PT1M",
        "P1M",
        "P1YT1M",
    ]);
}

#[test]
fn illegal_durations_are_refused_with_the_reason() {
    refused::<Duration>(&[
        ("", ""),
        ("P", "at least one number"),
        ("-P", "at least one number"),
        ("PT", "must follow the T"),
        ("P1YT", "must follow the T"),
        ("1Y", "begins with P"),
        ("+P1Y", "no plus sign"),
        ("P-1Y", "number"),
        ("P1", "letter"),
        ("PY", "number"),
        ("P1H", "in this order"),
        ("P1S", "in this order"),
        ("PT1D", "in this order"),
        ("PT1Y", "in this order"),
        ("P1W", "in this order"),
        ("P1M1Y", "in this order"),
        ("P1Y1Y", "in this order"),
        ("PT1S1M", "in this order"),
        ("P1DT1HT1M", "number"),
        ("P1.5Y", "only seconds"),
        ("PT1.5M", "only seconds"),
        ("PT1.S", "digits are missing"),
        ("PT.5S", "number"),
        ("PT1,5S", "in this order"),
        ("P1Y ", "number"),
        ("p1y", "begins with P"),
        ("P1y", "in this order"),
        ("P１Y", "number"),
    ]);
}

#[test]
fn components_equal_those_of_the_text() {
    let value: Duration = "-P1Y2M3DT4H5M6.0700S".parse().unwrap();
    assert!(value.is_negative());
    assert_eq!((value.years(), value.months(), value.days()), (Some(1), Some(2), Some(3)));
    assert_eq!((value.hours(), value.minutes(), value.seconds()), (Some(4), Some(5), Some(6)));
    assert_eq!((value.nanosecond(), value.fraction()), (70_000_000, "0700".to_owned()));
    assert_eq!(value.total_months(), Some(-14));
    assert_eq!(value.total_seconds(), Some(-(3 * 86_400 + 4 * 3_600 + 5 * 60 + 6)));
}

#[test]
fn components_beyond_64_bits_are_kept_and_their_getters_return_none() {
    let value: Duration = "P18446744073709551615Y18446744073709551616MT00007.12345678901S".parse().unwrap();
    assert_eq!((value.years(), value.months()), (Some(u64::MAX), None));
    assert_eq!((value.days(), value.seconds()), (Some(0), Some(7)));
    assert_eq!((value.nanosecond(), value.fraction()), (123_456_789, "12345678901".to_owned()));
    assert_eq!(value.total_months(), None);
    assert_eq!(value.compare(&value.clone()), None);
    let years: Duration = "P18446744073709551615Y".parse().unwrap();
    assert_eq!(years.compare(&Duration::from_years(1)), Some(Greater));
}

#[test]
fn constructors_write_the_components_that_were_given() {
    assert_eq!(Duration::default().to_string(), "PT0S");
    assert_eq!(Duration::from_months(12).to_string(), "P12M");
    assert_eq!(Duration::from_days(1).with_hours(0).to_string(), "P1DT0H");
    assert_eq!(Duration::from_hours(36).with_years(1).with_hours(2).to_string(), "P1YT2H");
    assert_eq!((-Duration::from_seconds(5)).with_nanosecond(500_000_000).unwrap().to_string(), "-PT5.5S");
    assert_eq!(Duration::from_days(1).with_nanosecond(10).unwrap().to_string(), "P1DT0.00000001S");
    assert_eq!(-(-Duration::ZERO), Duration::ZERO);
    assert!(Duration::ZERO.with_nanosecond(1_000_000_000).is_err());
}

#[test]
fn texts_beyond_the_compact_form_can_be_changed_too() {
    let read = |text: &str| text.parse::<Duration>().unwrap();
    assert_eq!((-read("P01Y")).to_string(), "-P01Y");
    assert_eq!((-read("-P01Y")).to_string(), "P01Y");
    assert_eq!(read("P01Y").with_seconds(2).to_string(), "P01YT2S");
    assert_eq!(read("P01YT3H1.5S").with_minutes(4).to_string(), "P01YT3H4M1.5S");
    assert_eq!(read("P01Y").with_years(1), read("P1Y"));
    assert_eq!(read("P01Y").with_nanosecond(500_000_000).unwrap().to_string(), "P01YT0.5S");
    assert_eq!(read("P01YT1M").with_nanosecond(500_000_000).unwrap().to_string(), "P01YT1M0.5S");
    assert_eq!(read("PT07.25S").with_nanosecond(500_000_000).unwrap().to_string(), "PT07.5S");
    assert_eq!(read("PT7.12345678901S").with_nanosecond(0).unwrap(), read("PT7S"));
}

#[test]
fn values_are_equal_if_their_texts_are() {
    let read = |text: &str| text.parse::<Duration>().unwrap();
    assert_ne!(read("P1Y"), read("P12M"));
    assert_ne!(read("PT1S"), read("PT1.0S"));
    assert_ne!(read("P1D"), read("P1DT0H"));
    assert_ne!(read("PT0S"), read("-PT0S"));
    assert_eq!(read("PT0S"), Duration::ZERO);
}

#[test]
fn values_compare_in_the_order_of_the_specification() {
    let table: &[(&str, &str, Option<Ordering>)] = &[
        // The table in section 3.2.6.2 of XML Schema Part 2.
        ("P1Y", "P364D", Some(Greater)),
        ("P1Y", "P365D", None),
        ("P1Y", "P366D", None),
        ("P1Y", "P367D", Some(Less)),
        ("P1M", "P27D", Some(Greater)),
        ("P1M", "P28D", None),
        ("P1M", "P29D", None),
        ("P1M", "P30D", None),
        ("P1M", "P31D", None),
        ("P1M", "P32D", Some(Less)),
        ("P5M", "P149D", Some(Greater)),
        ("P5M", "P150D", None),
        ("P5M", "P151D", None),
        ("P5M", "P152D", None),
        ("P5M", "P153D", None),
        ("P5M", "P154D", Some(Less)),
        // Equal lengths in different forms.
        ("P1Y", "P12M", Some(Equal)),
        ("PT36H", "P1DT12H", Some(Equal)),
        ("PT1.50S", "PT1.5S", Some(Equal)),
        ("PT0S", "-P0Y", Some(Equal)),
        // Signs and fractions.
        ("-PT1.5S", "-PT1.2S", Some(Less)),
        ("-PT0.5S", "PT0.2S", Some(Less)),
        ("-PT0.5S", "PT0S", Some(Less)),
        ("PT1.1234567891S", "PT1.123456789S", Some(Greater)),
        ("-P1M", "-P32D", Some(Greater)),
        ("-P1M", "-P30D", None),
    ];
    for (left, right, order) in table {
        let (left, right): (Duration, Duration) = (left.parse().unwrap(), right.parse().unwrap());
        assert_eq!(left.compare(&right), *order, "{left} {right}");
        assert_eq!(right.compare(&left), order.map(Ordering::reverse), "{right} {left}");
    }
}
