//! Contracts that contradict themselves: types without any valid value, and elements with the same name but
//! different types.

use saponify::{DepartureKind, ReadingMode, from_str_as};

use super::*;

#[test]
fn a_recursive_required_member_is_missing_at_the_innermost_element() {
    use required_cycle::{Call, Part, Person, Tree};
    // Reading begins with the default of each type.
    assert_eq!((Tree::default().left, Person::default().employer), (None, None));
    assert_eq!((Part::default().whole, Person::default().home.city.as_str()), (None, ""));
    for (content, member) in [
        ("<Tree><Name>root</Name><Left><Name>leaf</Name></Left></Tree>", "Left"),
        ("<Person><Employer/><Home><City>c</City></Home></Person>", "Owner"),
        ("<Part><Label>l</Label></Part>", "Whole"),
        (
            "<Part xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:t=\"urn:t\" x:type=\"t:Wheel\"><Label>l</Label><Spokes>8</Spokes></Part>",
            "Whole",
        ),
    ] {
        let xml = format!("<Call xmlns=\"urn:t\">{content}</Call>");
        for mode in [ReadingMode::Strict, ReadingMode::Standard] {
            let error = from_str_as::<Call>(&xml, mode).unwrap_err().to_string();
            assert!(error.contains(&format!("`{member}`")), "{error}");
        }
        let (value, account) = from_str_as::<Call>(&xml, ReadingMode::Lenient).unwrap();
        let kinds: Vec<_> = account.iter().map(|departure| departure.kind).collect();
        assert_eq!(kinds, [DepartureKind::Missing], "{account:?}");
        let error = saponify::to_string(("urn:t", "Call"), &value).unwrap_err().to_string();
        assert!(error.contains(member), "{error}");
    }
}

#[test]
fn a_recursive_required_member_is_not_nillable() {
    use required_cycle::Call;
    let xml = "<Call xmlns=\"urn:t\" xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\"><Tree><Name>n</Name><Left x:nil=\"true\"/></Tree></Call>";
    let error = from_str_as::<Call>(xml, ReadingMode::Strict).unwrap_err().to_string();
    assert!(error.contains("Left") && error.contains("nil"), "{error}");
    let (call, account) = from_str_as::<Call>(xml, ReadingMode::Lenient).unwrap();
    assert_eq!((call.tree.unwrap().left, account.iter().count()), (None, 1));
}

#[test]
fn elements_with_one_name_are_nillable_if_one_of_them_is() {
    use repeated_names::{Call, CallContent};
    let call: Call = round_trip(
        "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Rank>1</Rank><Note>n</Note>\
         <Names><Name>a</Name></Names><Rank xsi:nil=\"true\"/><Names xsi:nil=\"true\"/><Label>l</Label>\
         <Note xsi:nil=\"true\"/></Call>",
    );
    assert_eq!(call.content[0], CallContent::Rank(Some(1)));
    assert_eq!(call.content[3..5], [CallContent::Rank(None), CallContent::Names(None)]);
    assert_eq!(call.content[6], CallContent::Note(None));
}

#[test]
fn elements_with_one_name_and_different_types_are_kept() {
    use unequal_types::{Call, CallContent};
    let call: Call = round_trip(
        "<Call xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:t\"><Rank>01</Rank><Note>n</Note>\
         <Rank>first</Rank><Rank xsi:nil=\"true\"/><Note>m</Note><Items><Name xmlns=\"urn:t\">a</Name></Items>\
         <Items><Number xmlns=\"urn:t\">1</Number></Items><Place>p</Place><Place><City xmlns=\"urn:t\">c</City></Place><Place>1</Place>\
         <Kind xmlns:k=\"urn:k\">k:a</Kind></Call>",
    );
    let rank = |text: &str| CallContent::Rank(Some(text.to_owned()));
    assert_eq!(call.content[..2], [rank("01"), CallContent::Note("n".into())]);
    assert_eq!(call.content[2..4], [rank("first"), CallContent::Rank(None)]);
    let CallContent::Items(items) = &call.content[6] else { panic!("{call:?}") };
    assert_eq!(items.text().as_deref(), None, "{items:?}");
    let CallContent::Place(place) = &call.content[9] else { panic!("{call:?}") };
    assert_eq!(place.text().as_deref(), Some("1"));
    // One declaration of `Kind` has the type `xs:QName`. The element is kept as XML, because the text `k:a`
    // alone would lose the namespace of the prefix.
    let CallContent::Kind(kind) = &call.content[10] else { panic!("{call:?}") };
    assert_eq!(kind.text().as_deref(), Some("k:a"));
    assert!(saponify::to_string(kind.name(), kind).unwrap().contains("xmlns:k=\"urn:k\""), "{kind:?}");
}
