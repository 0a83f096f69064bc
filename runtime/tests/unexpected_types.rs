//! `xsi:type` on elements of simple types: another type than the declared one is recorded as a departure, since the
//! value cannot keep it.

#![allow(clippy::unwrap_used)]

mod both_ways;

use both_ways::from_str_as;
use saponify::{DepartureKind, ReadingMode, Value, xsd};

/// Reads a value from an element with `xsi_type`. Returns the types that were recorded as departures.
fn noted<V: Value>(xsi_type: &str, content: &str) -> Vec<String> {
    let xml = format!(
        "<size xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:xs='http://www.w3.org/2001/XMLSchema' \
         xmlns:t='urn:t' xsi:type='{xsi_type}'>{content}</size>"
    );
    let (_, account) = from_str_as::<V>(&xml, ReadingMode::Standard).unwrap();
    let departures = account.departures().iter();
    departures
        .inspect(|departure| assert_eq!(departure.kind, DepartureKind::OtherType, "{departure}"))
        .map(|departure| departure.found.clone())
        .collect()
}

#[test]
fn another_type_is_a_departure() {
    assert_eq!(noted::<xsd::Decimal>("xs:integer", "7"), ["xs:integer"]);
    assert_eq!(noted::<String>("t:Code", "a"), ["t:Code"]);
    assert_eq!(noted::<String>("xs:token", "a<!-- -->b"), ["xs:token"]);
    assert_eq!(noted::<Option<i32>>("t:Weight", "7"), ["t:Weight"]);
    assert_eq!(noted::<Vec<bool>>("t:boolean", "true"), ["t:boolean"]);
}

#[test]
fn the_built_in_type_of_the_value_is_no_departure() {
    assert_eq!(noted::<xsd::Decimal>("xs:decimal", "7"), [""; 0]);
    assert_eq!(noted::<xsd::DateTime>(" xs:dateTime ", "2024-01-01T00:00:00"), [""; 0]);
    assert_eq!(noted::<xsd::HexBinary>("xs:hexBinary", "00"), [""; 0]);
    assert_eq!(noted::<String>("xs:string", ""), [""; 0]);
    assert_eq!(noted::<u8>("xs:unsignedByte", "7"), [""; 0]);
    assert_eq!(noted::<f64>("xs:double", "7"), [""; 0]);
    assert_eq!(noted::<bool>("xs:boolean", "1"), [""; 0]);
}

#[test]
fn the_type_of_a_nil_element_is_a_departure() {
    let xml = "<size xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:t='urn:t' xsi:type='t:Code' xsi:nil='true'/>";
    let (value, account) = from_str_as::<Option<String>>(xml, ReadingMode::Standard).unwrap();
    let kinds: Vec<_> = account.iter().map(|departure| departure.kind).collect();
    assert_eq!((value, kinds), (None, vec![DepartureKind::OtherType]));
}
