//! Checks that a document which is decoded as a record of any shape, or as a built-in type of XML Schema, has
//! the same value after it is encoded and decoded again.
#![no_main]

#[path = "../../tests/shapes/mod.rs"]
mod shapes;

use std::fmt::{Debug, Display};
use std::str::FromStr;

use libfuzzer_sys::fuzz_target;
use saponify::{from_slice, from_str, to_string, xsd};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(zoo) = from_slice::<shapes::Zoo>(bytes)
        && let Ok(written) = to_string((shapes::NS, "Zoo"), &zoo)
    {
        assert_eq!(from_str::<shapes::Zoo>(&written).expect("what was written can be read"), zoo);
    }
    let Ok(text) = str::from_utf8(bytes) else { return };
    same::<xsd::Date>(text);
    same::<xsd::DateTime>(text);
    same::<xsd::Decimal>(text);
    same::<xsd::Duration>(text);
    same::<xsd::Integer>(text);
    same::<xsd::Time>(text);
});

fn same<T: FromStr + Display + PartialEq + Debug>(text: &str) {
    let Ok(value) = text.parse::<T>() else { return };
    let written = value.to_string();
    assert_eq!(written.parse::<T>().ok(), Some(value), "{text} becomes {written}");
}
