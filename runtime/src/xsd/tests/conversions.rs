use std::time::{Duration as StdDuration, SystemTime, UNIX_EPOCH};

use crate::xsd::{DateTime, Duration};

fn read<T: std::str::FromStr<Err = crate::xml::Invalid>>(text: &str) -> T {
    text.parse().unwrap()
}

#[test]
fn instants_convert_to_and_from_system_time() {
    let table = [
        ("1970-01-01T00:00:00Z", UNIX_EPOCH),
        ("2024-02-29T23:59:59.5Z", UNIX_EPOCH + StdDuration::new(1_709_251_199, 500_000_000)),
        ("1969-12-31T23:59:59.75Z", UNIX_EPOCH - StdDuration::from_millis(250)),
        ("1969-12-31T23:59:59Z", UNIX_EPOCH - StdDuration::from_secs(1)),
        ("0001-01-01T00:00:00Z", UNIX_EPOCH - StdDuration::from_secs(62_135_596_800)),
    ];
    for (text, time) in table {
        assert_eq!(SystemTime::try_from(read::<DateTime>(text)).unwrap(), time, "{text}");
        assert_eq!(DateTime::try_from(time).unwrap().to_string(), text);
    }
    let late = SystemTime::try_from(read::<DateTime>("1970-01-01T24:00:00+14:00")).unwrap();
    assert_eq!(late, UNIX_EPOCH + StdDuration::from_secs(36_000));
    assert!(
        SystemTime::try_from(read::<DateTime>("1970-01-01T00:00:00"))
            .unwrap_err()
            .to_string()
            .contains("zone")
    );
    assert!(SystemTime::try_from(read::<DateTime>("1970-01-01T00:00:00.0000000001Z")).is_err());
}

#[test]
fn durations_convert_to_and_from_std() {
    let table = [
        ("PT0S", StdDuration::ZERO),
        ("P1DT2H3M4.5S", StdDuration::new(93_784, 500_000_000)),
        ("PT1M", StdDuration::from_secs(60)),
        ("P1D", StdDuration::from_secs(86_400)),
        ("P1DT1S", StdDuration::from_secs(86_401)),
        ("PT0.000000001S", StdDuration::from_nanos(1)),
        ("PT2H", StdDuration::from_secs(7200)),
        ("P213503982334601DT7H15S", StdDuration::from_secs(u64::MAX)),
    ];
    for (text, length) in table {
        assert_eq!(StdDuration::try_from(read::<Duration>(text)), Ok(length), "{text}");
        assert_eq!(Duration::from(length).to_string(), text);
    }
    assert_eq!(StdDuration::try_from(read::<Duration>("-PT0S")), Ok(StdDuration::ZERO));
    for text in ["P1M", "P1Y", "-PT1S", "-PT0.5S", "PT18446744073709551616S", "PT0.0000000001S"] {
        assert!(StdDuration::try_from(read::<Duration>(text)).is_err(), "{text}");
    }
}

#[cfg(feature = "jiff")]
#[test]
fn jiff_conversions_are_lossless_or_fail() {
    use ::jiff::{SignedDuration, Span, Timestamp, ZonedDateTime, civil};

    use crate::xsd::{Date, Time, Zone};

    let local: civil::DateTime = read::<DateTime>("2024-02-29T23:59:59.1234567").try_into().unwrap();
    assert_eq!(local.to_string(), "2024-02-29T23:59:59.1234567");
    assert_eq!(DateTime::from(local).to_string(), "2024-02-29T23:59:59.1234567");
    let midnight: civil::DateTime = read::<DateTime>("2023-12-31T24:00:00").try_into().unwrap();
    assert_eq!(midnight.to_string(), "2024-01-01T00:00:00");
    let timestamp: Timestamp = read::<DateTime>("2024-02-29T23:59:59.5+01:00").try_into().unwrap();
    assert_eq!(timestamp.to_string(), "2024-02-29T22:59:59.5Z");
    assert_eq!(DateTime::from(timestamp).to_string(), "2024-02-29T22:59:59.5Z");
    for text in ["2024-02-29T23:59:59.5+01:00", "2024-02-29T23:59:59Z", "-0044-03-15T00:00:00-03:30"] {
        let zoned: ZonedDateTime = read::<DateTime>(text).try_into().unwrap();
        assert_eq!(DateTime::try_from(zoned).unwrap().to_string(), text);
    }
    assert!(civil::DateTime::try_from(read::<DateTime>("2024-02-29T23:59:59Z")).is_err());
    assert!(civil::DateTime::try_from(read::<DateTime>("10000-01-01T00:00:00")).is_err());
    assert!(Timestamp::try_from(read::<DateTime>("2024-02-29T23:59:59")).is_err());
    assert!(Timestamp::try_from(read::<DateTime>("2024-02-29T23:59:59.0000000001Z")).is_err());
    assert!(Timestamp::try_from(read::<DateTime>("2147483647-02-28T23:59:59Z")).is_err());
    let date: civil::Date = read::<Date>("-0044-03-15").try_into().unwrap();
    assert_eq!(Date::from(date).to_string(), "-0044-03-15");
    let time: civil::Time = read::<Time>("12:00:00.001").try_into().unwrap();
    assert_eq!(Time::from(time).to_string(), "12:00:00.001");
    assert_eq!(
        Zone::try_from(::jiff::tz::Offset::from_seconds(-5400).unwrap()).unwrap().to_string(),
        "-01:30"
    );
    assert!(Zone::try_from(::jiff::tz::Offset::from_seconds(1).unwrap()).is_err());
    for text in ["P1Y2M3DT4H5M6.789012345S", "-P1Y", "PT36H", "PT0S", "P12M", "-PT0.5S"] {
        let span: Span = read::<Duration>(text).try_into().unwrap();
        assert_eq!(Duration::from(span).to_string(), text);
    }
    assert!(Span::try_from(read::<Duration>("P99999999Y")).is_err());
    for text in ["P1DT2H3M4.5S", "-PT0.5S", "-P106751991167300DT15H30M8S"] {
        let length: SignedDuration = read::<Duration>(text).try_into().unwrap();
        assert_eq!(Duration::from(length).to_string(), text);
    }
    assert!(SignedDuration::try_from(read::<Duration>("P1M")).is_err());
}

#[cfg(feature = "chrono")]
#[test]
fn chrono_conversions_are_lossless_or_fail() {
    use ::chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

    use crate::xsd::{Date, Time};

    let local: NaiveDateTime = read::<DateTime>("2024-02-29T23:59:59.1234567").try_into().unwrap();
    assert_eq!(DateTime::try_from(local).unwrap().to_string(), "2024-02-29T23:59:59.1234567");
    let utc: ::chrono::DateTime<Utc> = read::<DateTime>("2024-02-29T23:59:59.5+01:00").try_into().unwrap();
    assert_eq!(DateTime::try_from(utc).unwrap().to_string(), "2024-02-29T22:59:59.5Z");
    let fixed: ::chrono::DateTime<FixedOffset> =
        read::<DateTime>("12024-02-29T23:59:59-11:30").try_into().unwrap();
    assert_eq!(DateTime::try_from(fixed).unwrap().to_string(), "12024-02-29T23:59:59-11:30");
    assert!(NaiveDateTime::try_from(read::<DateTime>("2024-02-29T23:59:59Z")).is_err());
    assert!(::chrono::DateTime::<Utc>::try_from(read::<DateTime>("2024-02-29T23:59:59")).is_err());
    assert!(NaiveDateTime::try_from(read::<DateTime>("999999-01-01T00:00:00")).is_err());
    let leap = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_hms_milli_opt(23, 59, 59, 1500).unwrap();
    assert!(DateTime::try_from(leap).is_err());
    let date: NaiveDate = read::<Date>("-0044-03-15").try_into().unwrap();
    assert_eq!(Date::from(date).to_string(), "-0044-03-15");
    let time: NaiveTime = read::<Time>("24:00:00").try_into().unwrap();
    assert_eq!(Time::try_from(time).unwrap().to_string(), "00:00:00");
    for text in ["P1DT2H3M4.5S", "-PT0.5S", "-PT1.5S", "PT0S"] {
        let length: TimeDelta = read::<Duration>(text).try_into().unwrap();
        assert_eq!(Duration::from(length).to_string(), text);
    }
    assert!(TimeDelta::try_from(read::<Duration>("P1M")).is_err());
    assert!(TimeDelta::try_from(read::<Duration>("PT9223372036854775807S")).is_err());
}

#[cfg(feature = "time")]
#[test]
fn time_conversions_are_lossless_or_fail() {
    use ::time::{OffsetDateTime, PrimitiveDateTime};

    use crate::xsd::{Date, Time};

    let local: PrimitiveDateTime = read::<DateTime>("2024-02-29T23:59:59.1234567").try_into().unwrap();
    assert_eq!(DateTime::from(local).to_string(), "2024-02-29T23:59:59.1234567");
    for text in ["2024-02-29T23:59:59.5+01:00", "2024-02-29T23:59:59Z", "-0044-03-15T00:00:00-03:30"] {
        let zoned: OffsetDateTime = read::<DateTime>(text).try_into().unwrap();
        assert_eq!(DateTime::try_from(zoned).unwrap().to_string(), text);
    }
    assert!(PrimitiveDateTime::try_from(read::<DateTime>("2024-02-29T23:59:59Z")).is_err());
    assert!(OffsetDateTime::try_from(read::<DateTime>("2024-02-29T23:59:59")).is_err());
    assert!(PrimitiveDateTime::try_from(read::<DateTime>("9999999-01-01T00:00:00")).is_err());
    let date: ::time::Date = read::<Date>("-0044-03-15").try_into().unwrap();
    assert_eq!(Date::from(date).to_string(), "-0044-03-15");
    let time: ::time::Time = read::<Time>("12:00:00.001").try_into().unwrap();
    assert_eq!(Time::from(time).to_string(), "12:00:00.001");
    for text in ["P1DT2H3M4.5S", "-PT0.5S", "-P106751991167300DT15H30M8S"] {
        let length: ::time::Duration = read::<Duration>(text).try_into().unwrap();
        assert_eq!(Duration::from(length).to_string(), text);
    }
}

#[cfg(feature = "rust_decimal")]
#[test]
fn rust_decimal_keeps_the_zeros() {
    use ::rust_decimal::Decimal as Number;

    use crate::xsd::{Decimal, Integer};

    for text in ["1.10", "-0.05", "0", "79228162514264337593543950335"] {
        let number: Number = read::<Decimal>(text).try_into().unwrap();
        assert_eq!(Decimal::from(number).to_string(), text);
    }
    for (text, number) in [("+1.5", "1.5"), (".5", "0.5"), ("-.5", "-0.5"), ("5.", "5"), ("007", "7")] {
        assert_eq!(Number::try_from(read::<Decimal>(text)).unwrap().to_string(), number);
    }
    assert!(Number::try_from(read::<Decimal>("792281625142643375935439503360")).is_err());
    assert!(Number::try_from(read::<Decimal>("0.00000000000000000000000000000001")).is_err());
    assert_eq!(Number::try_from(read::<Integer>("-12")).unwrap().to_string(), "-12");
}
