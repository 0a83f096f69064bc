//! Checks that the table of reading modes in `doc/crate.md` is complete, and that tests exist for each row.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use saponify::{Attributes, Element};

use super::*;

/// The beginning of each row of the table, and the names of the tests for this row. The tests are in this
/// folder, in `account.rs` and `faults.rs`, and in `compiled` of the generator, which decodes with generated code.
const ROWS: [(&str, &[&str]); 35] = [
    (
        "element that the type does not declare, or for which",
        &[
            "an_unknown_element_is_an_error_or_a_departure",
            "elements_beyond_the_max_occurs_of_a_wildcard_are_unknown",
        ],
    ),
    (
        "the same in a list or dictionary type",
        &["an_element_that_is_no_item_of_a_list_or_dictionary_is_an_error"],
    ),
    ("attribute that the type does not declare", &["an_unknown_attribute_is_an_error_or_a_departure"]),
    (
        "in SOAP encoding, reference to a missing value",
        &["a_missing_reference_on_an_element_with_content_is_an_error"],
    ),
    ("attribute of `xsi`, `xml` or SOAP", &["attributes_of_xml_xsi_soap_and_signatures_are_allowed"]),
    (
        "header block that the contract does not declare",
        &["undeclared_header_blocks_are_allowed_unless_they_must_be_understood"],
    ),
    (
        "the same with `mustUnderstand`",
        &["undeclared_header_blocks_are_allowed_unless_they_must_be_understood"],
    ),
    ("header block that breaks the contract", &["a_header_that_breaks_the_contract_does_not_hide_a_fault"]),
    ("text among elements", &["text_among_elements_is_an_error_in_all_modes"]),
    (
        "element or attribute in a namespace that the wildcards",
        &["elements_and_attributes_that_a_wildcard_excludes_are_an_error_or_kept"],
    ),
    (
        "element or attribute that is qualified but declared unqualified",
        &[
            "a_wrongly_qualified_member_is_accepted_and_recorded",
            "a_wrongly_qualified_attribute_is_accepted_and_recorded",
        ],
    ),
    (
        "the same if several members match",
        &[
            "a_wrongly_qualified_element_that_matches_several_members_is_an_error",
            "a_member_that_is_both_qualified_and_unqualified_in_one_record_is_an_error",
        ],
    ),
    (
        "the same for the entry of a fault's detail",
        &["an_entry_of_a_detail_in_the_other_form_is_decoded_and_recorded"],
    ),
    (
        "`xsi:type` that names another type than the declared one",
        &[
            "an_xsi_type_that_names_another_type_of_a_record_is_a_departure",
            "an_xsi_type_that_names_another_type_of_a_list_is_a_departure",
        ],
    ),
    ("the same for a simple value", &["an_xsi_type_that_names_another_type_of_a_simple_value_is_recorded"]),
    (
        "`xsi:type` that names a type which the contract does not declare",
        &["an_undeclared_type_is_an_error_or_kept_as_xml"],
    ),
    ("`xsi:type` that is not a name", &["an_xsi_type_that_is_not_a_name_is_an_error_or_ignored"]),
    ("members in another order", &["strict_mode_refuses_a_wrong_order"]),
    (
        "a number of occurrences outside",
        &[
            "strict_mode_refuses_a_wrong_number_of_occurrences",
            "strict_mode_rejects_a_wrong_number_of_choices_or_groups",
            "strict_compares_repeated_branches_and_optional_sequences_with_their_content_model",
        ],
    ),
    ("second occurrence of a member", &["a_second_occurrence_is_an_error_in_all_modes"]),
    (
        "missing required member",
        &[
            "a_missing_member_is_an_error_or_has_its_default",
            "strict_compares_content_that_is_one_list_with_its_content_model",
        ],
    ),
    ("empty body of a reply", &["an_empty_body_is_a_reply_without_values_in_the_lenient_mode"]),
    (
        "nil element that is not nillable or has a fixed value, of an optional member",
        &[
            "nil_of_an_optional_member_that_is_not_nillable_is_an_error_or_none",
            "attributes_of_nil_that_is_not_nillable_are_not_decoded",
            "nil_with_attributes_that_its_type_does_not_keep_is_recorded",
            "nil_that_is_not_nillable_keeps_no_attributes_if_another_element_of_its_type_does",
            "a_nil_branch_of_an_optional_choice_is_an_error_or_recorded",
            "keys_and_values_of_a_dictionary_are_nil_only_if_they_are_nillable",
        ],
    ),
    (
        "the same of a required or repeated member",
        &["nil_where_it_is_not_allowed_is_an_error_or_the_default"],
    ),
    (
        "text of an optional member",
        &[
            "an_invalid_text_of_an_optional_member_is_an_error_or_none",
            "an_invalid_text_of_a_record_with_simple_content_does_not_cost_the_document",
            "an_invalid_value_inside_a_branch_of_an_optional_choice_is_an_error",
        ],
    ),
    ("the same of a branch of a repeated choice", &["an_invalid_branch_of_a_choice_is_an_error_or_skipped"]),
    ("the same of a branch of a required choice", &["an_invalid_branch_of_a_choice_is_an_error_or_skipped"]),
    ("`xsi:nil` that is neither", &["an_xsi_nil_that_is_no_boolean_is_an_error_or_a_departure"]),
    (
        "text of a required or repeated member",
        &["an_invalid_text_of_a_required_or_repeated_member_is_an_error"],
    ),
    (
        "white space in an element with a default",
        &["white_space_is_read_as_a_default_only_by_modes_that_record_it"],
    ),
    ("`True`, `1E3`", &["common_invalid_spellings_are_read_by_their_meaning"]),
    ("enumeration value", &["strict_mode_refuses_an_unlisted_enumeration_value"]),
    ("white space before", &["white_space_before_the_xml_declaration_is_an_error_or_a_departure"]),
    (
        "undeclared prefix",
        &[
            "undeclared_prefixes_of_xsi_are_an_error_or_a_departure",
            "an_undeclared_prefix_in_an_xsi_type_is_an_error_or_a_departure",
            "the_xsi_type_of_a_nil_simple_value_is_compared_with_its_type",
        ],
    ),
    ("document that is not well-formed", &["undeclared_prefixes_of_xsi_are_an_error_or_a_departure"]),
];

#[test]
fn each_row_of_the_table_has_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("doc/crate.md")).unwrap();
    let rows = table.lines().skip_while(|line| !line.starts_with("| In the document")).skip(2);
    let rows: Vec<_> = rows.map_while(|line| line.strip_prefix("| ")).collect();
    assert_eq!(rows.len(), ROWS.len());
    for (row, (beginning, _)) in rows.iter().zip(ROWS) {
        assert!(row.starts_with(beginning), "{row} | {beginning}");
    }
    let tests: BTreeSet<_> = ROWS.iter().flat_map(|(_, tests)| tests.iter().copied()).collect();
    let own = ["main.rs", "forms.rs", "replacements.rs", "table.rs", "../account.rs", "../faults.rs"];
    let mut files: Vec<_> = own.iter().map(|file| root.join("tests/modes").join(file)).collect();
    // The published package does not contain the other package of the workspace.
    let generated = root.join("../codegen/tests/compiled");
    if !generated.exists() {
        return;
    }
    files.extend(["members.rs", "modes.rs", "soap_encoded.rs", "texts.rs"].map(|file| generated.join(file)));
    let texts: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for test in tests {
        assert!(texts.contains(&format!("#[test]\nfn {test}()")), "there is no test `{test}`");
    }
}

/// A record with wildcards for elements and attributes of one namespace.
#[derive(Clone, Debug, Default, PartialEq)]
struct Crate {
    id: Option<i32>,
    label: Option<Element>,
    attributes: Attributes,
}

impl Record for Crate {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.any_attribute_of(name, &["urn:label"], &mut self.attributes)
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Id" => input.once(0, &mut self.id),
            _ => input.any_of(name, &["urn:label"], &mut self.label),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("Id", &self.id).any(&self.label);
    }
}

fn crate_of(attributes: &str, content: &str) -> String {
    format!("<c xmlns:l='urn:label' {attributes}>{content}</c>")
}

#[test]
fn elements_and_attributes_that_a_wildcard_excludes_are_an_error_or_kept() {
    let value = row::<Crate>(&crate_of("l:a='1'", "<Id>1</Id><l:Label/>"), [Ok(""); 3]);
    assert_eq!((value.label.is_some(), value.attributes.len()), (true, 1));
    let excluded = "in a namespace that the wildcard excludes";
    let noted = format!("c/Label: {excluded}, found \"{{urn:other}}Label\"");
    let error = "c/Label: expected only elements that the type declares, found `{urn:other}Label`";
    let value =
        row::<Crate>(&crate_of("", "<Label xmlns='urn:other'/>"), [Err(error), Ok(&noted), Ok(&noted)]);
    assert!(value.label.is_some());
    let noted = format!("c/@a: {excluded}, found \"a\"");
    let error = "c/@a: expected only attributes that the type declares, found `a`";
    let value = row::<Crate>(&crate_of("a='1'", ""), [Err(error), Ok(&noted), Ok(&noted)]);
    assert_eq!(value.attributes.len(), 1);
}

#[test]
fn an_xsi_type_that_names_another_type_of_a_simple_value_is_recorded() {
    for (content, path, named) in [
        ("<Tons xsi:type='s:Weight'>1</Tons>", "Tons", "s:Weight"),
        ("<Name xsi:type='s:Code'>N</Name>", "Name", "s:Code"),
        ("<Name xsi:type='s:Code' xsi:nil='true'/>", "Name", "s:Code"),
        ("<Port xsi:type='s:Code'>a</Port>", "Port[0]", "s:Code"),
    ] {
        let noted = format!("Ship/{path}/@type: another type, named by xsi:type, found \"{named}\"");
        row::<Ship>(&ship(content), [Ok(&noted); 3]);
    }
    // The type may be complex, and declare attributes.
    for (tag, text, path) in [
        ("<Tons xsi:type='s:Weight' unit='t'", "1", "Tons"),
        ("<Tons unit='t' xsi:type='s:Weight' xsi:nil='true'", "", "Tons"),
        ("<Name xsi:type='s:Code' unit='t'", "N", "Name"),
        ("<Port xsi:type='s:Code' unit='t'", "a", "Port[0]"),
    ] {
        let name = path.split('[').next().unwrap();
        let noted = format!("Ship/{path}/@type: another type, named by xsi:type, found \"s:");
        for read in read::<Ship>(&ship(&format!("{tag}>{text}</{name}>"))) {
            let (_, account) = read.unwrap();
            let attribute = format!("Ship/{path}/@unit: unknown attribute, found \"t\"");
            assert!(account.starts_with(&noted) && account.contains(&attribute), "{tag} {account}");
        }
    }
    let xs = "xmlns:xs='http://www.w3.org/2001/XMLSchema'";
    for named in ["xs:int", "xs:short", "xs:base64Binary"] {
        let [strict, ..] = read::<Ship>(&ship(&format!("<Tons {xs} xsi:type='{named}' unit='t'>1</Tons>")));
        assert!(strict.unwrap_err().starts_with("Ship/Tons/@unit: expected only attributes"), "{named}");
    }
}

/// A value whose declared type is abstract and has no derived types.
#[derive(Clone, Debug, Default)]
struct Abstract(Element);

impl Value for Abstract {
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.type_name()?;
        input.undeclared(self, Self)
    }

    fn encode(&self, output: &mut Writer) {
        self.0.encode(output);
    }
}

#[test]
fn an_undeclared_type_is_an_error_or_kept_as_xml() {
    let zoo = |attribute: &str| {
        format!(
            "<z:Zoo xmlns:z='urn:zoo' {XSI}><z:Vehicle {attribute}><z:Name>n</z:Name></z:Vehicle></z:Zoo>"
        )
    };
    let [strict, standard, lenient] = read::<Zoo>(&zoo("xsi:type='z:Rocket'"));
    let error =
        "Zoo/Vehicle/@type: expected the declared type, or a type that is derived from it, found z:Rocket";
    assert!(strict.unwrap_err().starts_with(error));
    for read in [standard, lenient] {
        let (zoo, account) = read.unwrap();
        assert!(matches!(zoo.vehicle, Some(Vehicle::Other(_))));
        assert_eq!(account, "");
    }
    for (attribute, error) in [
        ("", "Vehicle: expected an `xsi:type`, because the declared type is abstract"),
        (
            "xsi:type='z:Rocket'",
            "Vehicle/@type: expected the declared type, or a type that is derived from it, found z:Rocket",
        ),
    ] {
        let xml = format!("<Vehicle xmlns:z='urn:zoo' {XSI} {attribute}><Name>n</Name></Vehicle>");
        let [strict, standard, lenient] = read::<Abstract>(&xml);
        let found = strict.unwrap_err();
        assert!(found.starts_with(error), "{found}");
        for read in [standard, lenient] {
            assert_eq!(read.unwrap().0.0.children().len(), 1);
        }
    }
}

#[test]
fn an_xsi_type_that_is_not_a_name_is_an_error_or_ignored() {
    for name in ["", " ", ":", "a:", "1"] {
        // `Vehicle` may have a derived type. `Label`, below, is kept as XML.
        let error = "Zoo/Vehicle: expected an xsi:type that is a qualified name";
        let noted = match name.trim() {
            "" => "Zoo/Vehicle/@type: not a value of its type".to_owned(),
            name => format!("Zoo/Vehicle/@type: not a value of its type, found {name:?}"),
        };
        let xml = format!(
            "<z:Zoo xmlns:z='urn:zoo' {XSI}><z:Vehicle xsi:type='{name}'><z:Name>n</z:Name></z:Vehicle></z:Zoo>"
        );
        let [strict, standard, lenient] = read::<Zoo>(&xml);
        for read in [strict, standard] {
            assert!(read.unwrap_err().starts_with(error), "{name:?}");
        }
        let (zoo, account) = lenient.unwrap();
        assert!(matches!(zoo.vehicle, Some(Vehicle::Any(keeper)) if keeper.name.as_deref() == Some("n")));
        assert!(account.starts_with(noted.split(", found").next().unwrap()), "{account}");
        let xml = crate_of(XSI, &format!("<l:Label xsi:type='{name}'/>"));
        let [strict, standard, lenient] = read::<Crate>(&xml);
        assert!(strict.is_err() && standard.is_err());
        let (value, account) = lenient.unwrap();
        assert!(value.label.is_some_and(|label| label.type_name().is_none()));
        assert_eq!(account.lines().count(), 1, "{account}");
    }
}

#[test]
fn an_invalid_text_of_a_required_or_repeated_member_is_an_error() {
    let cage = "<c xmlns='urn:zoo'><Number>x</Number><Key/><Guest/></c>";
    row::<Cage>(cage, [Err("c/Number: expected "); 3]);
    row::<Numbers>("<n><Number>1</Number><Number>x</Number></n>", [Err("n/Number[1]: expected "); 3]);
}

/// A repeated member and choices.
#[derive(Clone, Debug, Default, PartialEq)]
struct Numbers {
    numbers: Vec<i32>,
    size: Size,
    marks: Vec<Size>,
}

#[derive(Clone, Debug, PartialEq)]
enum Size {
    Width(i32),
    Height(i32),
}

impl Default for Size {
    fn default() -> Self {
        Self::Width(0)
    }
}

impl Record for Numbers {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Number" => input.many(&mut self.numbers),
            "Width" => input.variant(1, &mut self.size, Size::Width),
            "Height" => input.variant(1, &mut self.size, Size::Height),
            "Long" => input.variants(&mut self.marks, Size::Width),
            "High" => input.variants(&mut self.marks, Size::Height),
            _ => Ok(Found::No),
        }
    }
}

/// [`Numbers`] with a required choice.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sized(Numbers);

impl Record for Sized {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        self.0.decode_field(name, input)
    }

    fn required(&self) -> &'static [Required] {
        &[(1, "Width` or `Height")]
    }
}

#[test]
fn an_invalid_branch_of_a_choice_is_an_error_or_skipped() {
    // A repeated choice.
    let noted = "n/Long[1]: not a value of its type, found \"x\"";
    let error = "n/Long[1]: expected ";
    let xml = "<n><High>1</High><Long>x</Long><High>2</High></n>";
    let value = row::<Numbers>(xml, [Err(error), Err(error), Ok(noted)]);
    assert_eq!(value.marks, [Size::Height(1), Size::Height(2)]);
    // A required choice.
    let error = "n/Width: expected ";
    let skipped = "n/Width: not a value of its type, found \"x\"";
    let missing = format!("{skipped}\nn/Width` or `Height: required, but missing");
    let value = row::<Sized>("<n><Width>x</Width></n>", [Err(error), Err(error), Ok(&missing)]);
    assert_eq!(value.0.size, Size::Width(0));
    let xml = "<n><Width>x</Width><Height>3</Height></n>";
    let value = row::<Sized>(xml, [Err(error), Err(error), Ok(skipped)]);
    assert_eq!(value.0.size, Size::Height(3));
    let xml = "<n><Height>3</Height><Width>x</Width></n>";
    row::<Sized>(xml, [Err("n/Width: "), Err("n/Width: "), Err("n/Width: expected one occurrence")]);
}

/// A record whose members are prices: an optional one, one in an optional choice, and those of a repeated choice.
#[derive(Clone, Debug, Default, PartialEq)]
struct Offer {
    price: Option<Price>,
    choice: Option<Cost>,
    choices: Vec<Cost>,
    article: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Cost {
    Net(Price),
    Part(Price),
}

impl Record for Offer {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Price" => input.optional(0, &mut self.price),
            "Net" => input.variant(1, &mut self.choice, Cost::Net),
            "Part" => input.variants(&mut self.choices, Cost::Part),
            "Article" => input.once(2, &mut self.article),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(2, "Article")]
    }
}

#[test]
fn an_invalid_text_of_a_record_with_simple_content_does_not_cost_the_document() {
    for (content, step, text) in [
        ("<Price currency='NOK'>free</Price>", "Price", "free"),
        ("<Price currency='NOK'/>", "Price", ""),
        ("<Price>free</Price>", "Price", "free"),
        ("<Net currency='NOK'>fr<!-- -->ee</Net>", "Net", "fr<!-- -->ee"),
        ("<Part currency='NOK'>free</Part>", "Part[0]", "free"),
    ] {
        let noted = match text {
            "" => format!("n/{step}: not a value of its type"),
            text => format!("n/{step}: not a value of its type, found {text:?}"),
        };
        let error = format!("n/{step}: expected ");
        let xml = format!("<n>{content}<Article>a</Article></n>");
        let value = row::<Offer>(&xml, [Err(&error), Err(&error), Ok(&noted)]);
        assert_eq!(value, Offer { article: Some("a".to_owned()), ..Offer::default() });
    }
    // An element in the text is an error.
    for member in ["Price", "Net", "Part"] {
        let xml = format!("<n><{member} currency='NOK'><Free/></{member}><Article/></n>");
        let [.., lenient] = read::<Offer>(&xml);
        assert!(lenient.unwrap_err().contains("expected text, found the element `Free`"), "{xml}");
    }
}
