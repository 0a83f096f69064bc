use crate::xml::simple::{from_text, to_text};
use crate::xml::{Invalid, Simple};
use crate::xsd::{Base64Binary, Date, DateTime, Decimal, Duration, GDay, HexBinary, Integer, QName, Time};

/// Asserts that white space around the text is accepted in a document, and not written back.
#[track_caller]
fn accepts_surrounding_white_space<S: Simple>(text: &str) {
    for surrounded in [text.to_owned(), format!(" {text}"), format!("\r\n\t{text} \n")] {
        let value: S = from_text(&surrounded).unwrap();
        assert_eq!(to_text(&value).unwrap(), text);
    }
    assert!(from_text::<S>(&format!("\u{a0}{text}")).is_err(), "no-break space is not white space");
}

#[test]
fn white_space_around_is_not_part_of_the_text() {
    accepts_surrounding_white_space::<DateTime>("2024-02-29T23:59:59.1234567+01:00");
    accepts_surrounding_white_space::<DateTime>(
        "-12024-02-29T24:00:00.000000000000000000000000000000000000000000000000000000Z",
    );
    accepts_surrounding_white_space::<Date>("2024-02-29");
    accepts_surrounding_white_space::<Time>("23:59:59Z");
    accepts_surrounding_white_space::<Duration>("P1Y2M3DT4H5M6.70S");
    accepts_surrounding_white_space::<Duration>(
        "-P00000000000000000000000000000000000000000000000000000000000000000000000000001Y",
    );
    accepts_surrounding_white_space::<GDay>("---31");
    accepts_surrounding_white_space::<Decimal>("1.10");
    accepts_surrounding_white_space::<Integer>(
        "-0012345678901234567890123456789012345678901234567890123456789012345678901",
    );
    accepts_surrounding_white_space::<Base64Binary>("SGVsbG8=");
    accepts_surrounding_white_space::<HexBinary>("48656C6C6F");
    accepts_surrounding_white_space::<i32>("-12");
    accepts_surrounding_white_space::<bool>("true");
}

#[test]
fn empty_text_is_a_value_only_of_the_binary_types() -> Result<(), Invalid> {
    assert!(from_text::<Base64Binary>(" ")?.is_empty() && from_text::<HexBinary>("")?.is_empty());
    assert!(from_text::<Duration>("").is_err() && from_text::<DateTime>("").is_err());
    assert!(
        from_text::<Decimal>("").is_err()
            && from_text::<QName>("").is_err()
            && from_text::<i32>(" ").is_err()
    );
    Ok(())
}

#[test]
fn a_name_that_was_never_set_cannot_be_written() {
    assert!(to_text(&QName::default()).is_err());
    assert_eq!(to_text(&QName::new("", "name").unwrap()).unwrap(), "name");
}
