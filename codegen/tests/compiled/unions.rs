//! Unions: members with facets, and members that are qualified names.

use super::*;

fn read(content: &str) -> union_facets::Call {
    round_trip(&format!("<Call xmlns=\"urn:t\">{content}</Call>"))
}

#[test]
fn a_text_belongs_to_the_first_member_of_a_union_whose_facets_it_meets() {
    use union_facets::{Amount, Anything, Digest, LevelOrDate, Place};
    let call = read("<Amount>50</Amount><Amount>0500</Amount><Amount>+1000</Amount>");
    assert_eq!(
        call.amount,
        [Amount::Percent(50), Amount::String("0500".into()), Amount::String("+1000".into())]
    );
    let call = read("<Digest>00C0FFEE</Digest><Digest>beef</Digest>");
    assert!(matches!(&call.digest[..], [Digest::FourBytes(_), Digest::String(text)] if text == "beef"));
    let call = read("<Place>NO</Place><Place>1.5</Place><Place>nowhere</Place>");
    let [Place::Country(country), Place::Float(_), Place::String(text)] = &call.place[..] else {
        panic!("{call:?}")
    };
    assert_eq!((country.as_str(), text.as_str()), ("NO", "nowhere"));
    let call = read(
        "<Anything>7</Anything><Anything>2024-02-29</Anything><Anything>1 2</Anything><Anything>0500</Anything>\
         <Anything>1 0500</Anything>",
    );
    let [
        Anything::LevelOrDate(LevelOrDate::Percent(7)),
        Anything::LevelOrDate(LevelOrDate::Date(_)),
        Anything::Levels(levels),
        Anything::String(number),
        Anything::String(list),
    ] = &call.anything[..]
    else {
        panic!("{call:?}")
    };
    assert_eq!((levels.0.as_slice(), number.as_str(), list.as_str()), ([1, 2].as_slice(), "0500", "1 0500"));
}

#[test]
fn a_text_that_meets_the_facets_of_no_member_is_read_without_them() {
    use union_facets::{Level, LevelMember2};
    let call = read("<Level>50</Level><Level>150</Level><Level>auto</Level><Level>off</Level>");
    let expected = [
        Level::Percent(50),
        Level::Percent(150),
        Level::LevelMember2(LevelMember2::Auto),
        Level::LevelMember2(LevelMember2::Other("off".into())),
    ];
    assert_eq!(call.level, expected);
    let call: union_facets::Call = round_trip("<Call xmlns=\"urn:t\" language=\"\"/>");
    assert!(!matches!(call.language, Some(union_facets::CallLanguage::Language(_))), "{call:?}");
}

#[test]
fn a_union_with_a_pattern_keeps_white_space_that_belongs_to_the_value() {
    use union_facets::NumberOrText;
    let call = read("<Padded> a  b </Padded><Padded>007</Padded>");
    assert_eq!(*call.padded[0], NumberOrText::String(" a  b ".into()));
    assert_eq!(*call.padded[1], NumberOrText::Int(7));
    let call: union_facets::Call =
        saponify::from_str("<Call xmlns=\"urn:t\"><Padded>  007 </Padded></Call>").unwrap();
    assert_eq!(call.padded[0].to_string(), "007");
}

#[test]
fn qualified_names_in_enumerations_of_unions_keep_their_namespace() {
    use union_of_names::{Call, CodeOrNumber};
    let call: Call = round_trip(
        "<Call xmlns=\"urn:t\"><Code xmlns:x=\"urn:x\">x:Odd</Code><Codes xmlns:y=\"urn:y\">y:Odd true</Codes>\
         <Reason xmlns:z=\"urn:z\">z:Odd</Reason></Call>",
    );
    let CodeOrNumber::QName(name) = &call.code else { panic!("{call:?}") };
    assert_eq!((name.namespace(), name.local()), ("urn:x", "Odd"));
    let call: Call = round_trip("<Call xmlns=\"urn:t\"><Code>1</Code></Call>");
    assert_eq!(call.code, CodeOrNumber::Int(1));
}

#[test]
fn a_floating_point_number_of_a_union_comes_back_as_one() {
    use union_facets::{Call, Ratio, Reading, Share};
    let numbers = [100.0, -0.0, 0.5, 1e20, 1e-9, f64::MIN, f64::INFINITY];
    let readings = [1.0, 12.5, -3e9, f32::MIN_POSITIVE, f32::NEG_INFINITY];
    let call = Call {
        ratio: numbers.map(Ratio::Double).into(),
        reading: readings.map(Reading::Float).into(),
        share: Some(Share::Fraction(1.0)),
        ..Call::default()
    };
    let xml = saponify::to_string(("urn:t", "Call"), &call).unwrap();
    assert!(
        xml.contains("<Ratio>1E2</Ratio><Ratio>-0E0</Ratio><Ratio>0.5</Ratio><Ratio>1E20</Ratio>"),
        "{xml}"
    );
    assert!(xml.contains("<Reading>1E0</Reading><Reading>1.25E1</Reading>"), "{xml}");
    let again: Call = saponify::from_str(&xml).unwrap();
    assert_eq!((again.ratio, again.reading, again.share), (call.ratio, call.reading, call.share));
    let plain = read("<Ratio>100</Ratio><Reading>12.5</Reading>");
    assert!(matches!(&plain.ratio[..], [Ratio::Percent(100)]), "{plain:?}");
    assert!(matches!(&plain.reading[..], [Reading::Decimal(_)]), "{plain:?}");
}
