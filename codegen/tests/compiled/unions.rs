//! Unions: members with facets, and members that are qualified names.

use super::*;

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
