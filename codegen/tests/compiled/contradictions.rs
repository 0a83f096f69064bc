//! Contracts that contradict themselves: types of which no document can contain a value, and elements with one name and
//! different types.

use saponify::{DepartureKind, ReadingMode, from_str_as};

use super::*;

#[test]
fn a_member_that_leads_back_to_its_type_is_missing_where_the_document_ends() {
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
