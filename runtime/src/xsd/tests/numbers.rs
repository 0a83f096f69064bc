use std::collections::HashSet;

use super::{kept, refused};
use crate::xml::Invalid;
use crate::xsd::float::{parse_f32, parse_f64, write_f32, write_f64};
use crate::xsd::number::{
    parse_bool, parse_i8, parse_i16, parse_i32, parse_i64, parse_u8, parse_u16, parse_u32, parse_u64,
};
use crate::xsd::{
    Decimal, Integer, NegativeInteger, NonNegativeInteger, NonPositiveInteger, PositiveInteger,
};

#[test]
fn legal_decimals_are_written_as_read() {
    kept::<Decimal>(&[
        "0",
        "-0",
        "+0",
        "00",
        "1.10",
        "-1.10",
        "+1.10",
        "01.10",
        ".5",
        "-.5",
        "5.",
        "0.5",
        "0.05",
        "-0.050",
        "0.00",
        "0.000000000000000001",
        "0.0000000000000000001",
        "1234567890123456789",
        "9999999999999999999",
        "18446744073709551616",
        "123456789.0123456789",
        "79228162514264337593543950335",
        "-79228162514264337593543950335.00000000000000000000000000000001",
    ]);
}

#[test]
fn illegal_decimals_are_refused_with_the_reason() {
    refused::<Decimal>(&[
        ("", ""),
        ("+", ""),
        ("-", ""),
        (".", ""),
        ("-.", ""),
        ("1.2.3", ""),
        ("1e5", "no exponent"),
        ("1.5E3", "no exponent"),
        ("1,5", "point"),
        (" 1", ""),
        ("--1", ""),
        ("INF", ""),
        ("NaN", ""),
        ("0x10", ""),
        ("1_000", ""),
        ("١", ""),
    ]);
}

#[test]
fn decimals_are_equal_as_numbers() {
    let read = |text: &str| text.parse::<Decimal>().unwrap();
    let ones = ["1.1", "1.10", "+1.1", "01.1", "001.100000000000000000000000000"];
    for one in ones {
        assert_eq!(read(one), read("1.1"), "{one}");
    }
    assert_eq!(HashSet::from(ones.map(read)).len(), 1);
    assert_eq!(HashSet::from(["0", "-0", "+0.0", ".0", "00."].map(read)).len(), 1);
    let ordered = [
        "-100000000000000000000000",
        "-10",
        "-9.99",
        "-0.01",
        "0",
        "0.009",
        "0.01",
        ".5",
        "1",
        "1.5",
        "2",
        "10",
        "18446744073709551615",
        "18446744073709551616",
    ];
    for pair in ordered.windows(2) {
        assert!(read(pair[0]) < read(pair[1]), "{pair:?}");
    }
}

#[test]
fn decimals_convert_to_and_from_primitive_numbers() {
    assert_eq!(Decimal::new(110, 2).to_string(), "1.10");
    assert_eq!(Decimal::new(-5, 3).to_string(), "-0.005");
    assert_eq!(Decimal::new(i64::MIN, 0).to_string(), "-9223372036854775808");
    assert_eq!(Decimal::new(i64::MIN, 18).to_string(), "-9.223372036854775808");
    assert_eq!(Decimal::new(i64::MIN, 19).to_string(), "-0.9223372036854775808");
    assert_eq!(Decimal::new(7, 25).to_string(), "0.0000000000000000000000007");
    assert_eq!(Decimal::from(u64::MAX).to_string(), "18446744073709551615");
    assert_eq!(Decimal::from(i128::MIN).to_string(), i128::MIN.to_string());
    assert_eq!(i32::try_from(Decimal::new(-700, 2)), Ok(-7));
    assert_eq!(u64::try_from("18446744073709551615.0".parse::<Decimal>().unwrap()), Ok(u64::MAX));
    assert_eq!(i128::try_from(Decimal::from(i128::MIN)), Ok(i128::MIN));
    assert_eq!(u8::try_from(Decimal::new(0, 1)), Ok(0));
    assert!(u8::try_from(Decimal::from(256)).is_err());
    assert!(u8::try_from(Decimal::from(-1)).is_err());
    assert!(i32::try_from(Decimal::new(75, 1)).is_err());
    assert_eq!(Decimal::try_from(0.1).unwrap().to_string(), "0.1");
    assert_eq!(Decimal::try_from(-1e21).unwrap().to_string(), "-1000000000000000000000");
    assert!(Decimal::try_from(f64::NAN).is_err() && Decimal::try_from(f64::INFINITY).is_err());
    assert_eq!("1.10".parse::<Decimal>().unwrap().to_f64(), 1.1);
    assert_eq!("+.5".parse::<Decimal>().unwrap().to_f64(), 0.5);
    assert_eq!("5.".parse::<Decimal>().unwrap().to_f64(), 5.0);
    assert!(Decimal::new(-1, 1).is_negative() && !"-0.0".parse::<Decimal>().unwrap().is_negative());
    assert_eq!((size_of::<Decimal>(), size_of::<Option<Decimal>>()), (16, 16));
}

#[test]
fn integers_are_whole_and_unbounded() {
    kept::<Integer>(&[
        "0",
        "-0",
        "+5",
        "007",
        "-12",
        "123456789012345678901234567890123456789012345678901234567890",
    ]);
    refused::<Integer>(&[
        ("", ""),
        ("1.0", "decimal point"),
        ("+", ""),
        ("1e3", ""),
        ("- 1", ""),
        ("0x1F", ""),
    ]);
    let read = |text: &str| text.parse::<Integer>().unwrap();
    assert_eq!(read("+007"), Integer::from(7));
    assert!(read("-1") < read("0") && read("99999999999999999999") > Integer::from(i64::MAX));
    assert_eq!(i64::try_from(read("-9223372036854775808")), Ok(i64::MIN));
    assert!(i64::try_from(read("9223372036854775808")).is_err());
    assert_eq!(Integer::try_from(Decimal::new(1200, 2)).unwrap().to_string(), "12");
    assert_eq!(Integer::try_from(".0".parse::<Decimal>().unwrap()).unwrap(), Integer::ZERO);
    assert!(Integer::try_from(Decimal::new(125, 1)).is_err());
}

#[test]
fn integers_with_a_sign_restriction_refuse_the_other_sign() {
    kept::<NonNegativeInteger>(&["0", "-0", "+5", "99999999999999999999999"]);
    refused::<NonNegativeInteger>(&[("-1", "below zero"), ("1.5", "decimal point")]);
    kept::<PositiveInteger>(&["1", "+5", "01"]);
    refused::<PositiveInteger>(&[("0", "below one"), ("-1", "below one")]);
    kept::<NonPositiveInteger>(&["0", "+0", "-1"]);
    refused::<NonPositiveInteger>(&[("1", "above zero")]);
    kept::<NegativeInteger>(&["-1", "-99999999999999999999999"]);
    refused::<NegativeInteger>(&[("0", "not below zero"), ("-0", "not below zero"), ("1", "not below zero")]);
    assert_eq!(PositiveInteger::default().to_string(), "1");
    assert_eq!(NegativeInteger::default().to_string(), "-1");
    assert!(PositiveInteger::try_from(Integer::from(3)).is_ok());
}

#[test]
fn primitive_integers_accept_signs_leading_zeros_and_white_space() {
    for (text, number) in [
        ("0", 0),
        ("-0", 0),
        ("+5", 5),
        ("007", 7),
        (" \t\r\n-12\n", -12),
        ("2147483647", i32::MAX),
        ("-2147483648", i32::MIN),
    ] {
        assert_eq!(parse_i32(text), Ok(number), "{text:?}");
    }
    assert_eq!(parse_u64("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(parse_u64("000000000000000000000000000000000000000001"), Ok(1));
    assert_eq!(parse_u32("-0"), Ok(0));
    assert_eq!((parse_i8("-128"), parse_i8("127")), (Ok(i8::MIN), Ok(i8::MAX)));
    assert_eq!((parse_i16("-32768"), parse_i16("32767")), (Ok(i16::MIN), Ok(i16::MAX)));
    assert_eq!(parse_i64("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!((parse_u8("255"), parse_u16("65535")), (Ok(u8::MAX), Ok(u16::MAX)));
}

#[test]
fn small_numbers_refuse_other_texts() {
    for text in
        ["", " ", "+", "-", "+-1", "1.0", "1 2", "0x1", "1e3", "2147483648", "-2147483649", "٣", "\u{a0}1"]
    {
        assert!(parse_i32(text).is_err(), "{text:?}");
    }
    assert!(parse_i8("128").is_err() && parse_i8("-129").is_err());
    assert!(parse_u8("256").is_err() && parse_u8("-1").is_err());
    assert!(parse_i64("9223372036854775808").is_err() && parse_i64("-9223372036854775809").is_err());
    assert!(parse_u64("18446744073709551616").is_err() && parse_u64("99999999999999999999999").is_err());
    assert_eq!(
        parse_i32("9999999999").unwrap_err().to_string(),
        "expected an xs:int, -2147483648 to 2147483647"
    );
    assert_eq!(
        parse_i32("7.5").unwrap_err().to_string(),
        "expected an xs:int, -2147483648 to 2147483647: it has a decimal point"
    );
}

#[test]
fn booleans_are_read_from_their_four_texts() {
    assert_eq!((parse_bool("true"), parse_bool(" 1\n")), (Ok(true), Ok(true)));
    assert_eq!((parse_bool("false"), parse_bool("0")), (Ok(false), Ok(false)));
    for text in ["", "yes", "01", "tru", "2"] {
        assert!(parse_bool(text).is_err(), "{text:?}");
    }
    assert!(parse_bool("True").unwrap_err().to_string().contains("small letters"));
}

#[test]
fn floats_are_spelled_as_in_xml_schema() {
    let table: &[(&str, f64)] = &[
        ("0", 0.0),
        ("1.5", 1.5),
        ("-1.5E3", -1500.0),
        ("+1e-3", 0.001),
        (".5", 0.5),
        ("5.", 5.0),
        ("5.E2", 500.0),
        ("12.78e-2", 0.1278),
        (" 1 ", 1.0),
        ("INF", f64::INFINITY),
        ("+INF", f64::INFINITY),
        ("-INF", f64::NEG_INFINITY),
        ("1e400", f64::INFINITY),
        ("1e-400", 0.0),
    ];
    for (text, number) in table {
        assert_eq!(parse_f64(text).unwrap(), *number, "{text}");
    }
    assert!(parse_f64("NaN").unwrap().is_nan() && parse_f32("NaN").unwrap().is_nan());
    assert_eq!(parse_f32("16777217"), Ok(16_777_216.0));
    let illegal = [
        "",
        " ",
        ".",
        "e5",
        "1e",
        "1e+",
        "1e1.5",
        "inf",
        "infinity",
        "Infinity",
        "nan",
        "-NaN",
        "+NaN",
        "1,5",
        "0x1",
        "1f",
        "--1",
        "1 2",
        "1_0",
        "-inf",
        "+infinity",
        "-.e1",
    ];
    for text in illegal {
        assert!(parse_f64(text).is_err() && parse_f32(text).is_err(), "{text:?}");
    }
}

#[test]
fn floats_are_written_short_and_exact() -> Result<(), Invalid> {
    let table: &[(f64, &str)] = &[
        (0.0, "0"),
        (-0.0, "-0"),
        (0.1, "0.1"),
        (1e15, "1000000000000000"),
        (1e16, "1E16"),
        (-1.5e300, "-1.5E300"),
        (1e-7, "1E-7"),
        (f64::MIN_POSITIVE, "2.2250738585072014E-308"),
        (f64::INFINITY, "INF"),
        (f64::NEG_INFINITY, "-INF"),
        (f64::NAN, "NaN"),
    ];
    for (number, text) in table {
        assert_eq!(write_f64(*number), *text);
    }
    assert_eq!(
        (write_f32(0.1), write_f32(f32::MAX), write_f32(f32::NAN)),
        ("0.1".into(), "3.4028235E38".into(), "NaN".into())
    );
    for number in [f64::MAX, f64::EPSILON, 5e-324, std::f64::consts::PI, 1.0 / 3.0] {
        assert_eq!(parse_f64(&write_f64(number))?, number);
    }
    Ok(())
}
