//! The table of reading modes in the crate documentation: a test for each row.

// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod both_ways;
mod shapes;

use both_ways::{from_slice_as, from_str_as};
use saponify::generated::Pairs;
use saponify::{
    Account, Content, Dictionary, Found, Name, Occurs, Reader, ReadingMode, Record, Required, Result, Secret,
    Value, Writer,
};
use shapes::{Cage, Keeper, Price, Story, Vehicle, Zoo};

const NS: &str = "urn:ship";
const XSI: &str = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";
const LABELS: Pairs = Pairs::new(NS, "Label", "Key", "Value");

/// A record with unqualified members, a qualified one, a list and a dictionary.
#[derive(Clone, Debug, Default, PartialEq)]
struct Ship {
    name: Option<String>,
    tons: Option<i32>,
    flag: Option<bool>,
    ports: Vec<String>,
    crew: Option<Vec<Option<String>>>,
    labels: Option<Dictionary<String, i32>>,
    captain: Option<Box<Ship>>,
    password: Option<Secret<String>>,
    weight: Option<saponify::xsd::Decimal>,
    built: Option<saponify::xsd::DateTime>,
}

impl Record for Ship {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Name" => input.once(0, &mut self.name),
            "Tons" => input.once(1, &mut self.tons),
            "Flag" => input.once(2, &mut self.flag),
            "Port" => input.many(&mut self.ports),
            "Crew" => input.list(4, ("", "Sailor"), &mut self.crew),
            "Labels" => input.dictionary(5, &LABELS, &mut self.labels),
            "Password" => input.once(8, &mut self.password),
            "Weight" => input.once(9, &mut self.weight),
            "Built" => input.once(10, &mut self.built),
            _ => match name.within(NS) {
                "Captain" => input.once(7, &mut self.captain),
                _ => Ok(Found::No),
            },
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output
            .within("")
            .field("Name", &self.name)
            .field("Tons", &self.tons)
            .field("Flag", &self.flag)
            .field("Port", &self.ports)
            .list("Crew", ("", "Sailor"), &self.crew)
            .dictionary("Labels", &LABELS, &self.labels);
        output.within(NS).field("Captain", &self.captain);
        output
            .within("")
            .field("Password", &self.password)
            .field("Weight", &self.weight)
            .field("Built", &self.built);
    }
}

const MODES: [ReadingMode; 3] = [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient];

fn ship(content: &str) -> String {
    format!("<s:Ship xmlns:s='{NS}' {XSI}>{content}</s:Ship>")
}

/// The account as lines.
fn lines(account: &Account) -> String {
    account.iter().map(|departure| format!("{departure}\n")).collect()
}

/// The result of reading in each mode: the value and the account, or the error.
#[track_caller]
fn read<V: Value + std::fmt::Debug>(xml: &str) -> [Result<(V, String), String>; 3] {
    MODES.map(|mode| {
        let read = from_str_as::<V>(xml, mode);
        read.map(|(value, account)| (value, lines(&account))).map_err(|error| error.to_string())
    })
}

/// Checks one row of the table: for each mode the lines of the account, or the beginning of the error.
#[track_caller]
fn row<V: Value + std::fmt::Debug>(xml: &str, [strict, standard, lenient]: [Result<&str, &str>; 3]) -> V {
    let mut value = V::default();
    for ((read, expected), mode) in read::<V>(xml).into_iter().zip([strict, standard, lenient]).zip(MODES) {
        match (read, expected) {
            (Ok((read, account)), Ok(expected)) => {
                assert_eq!(account.trim_end(), expected, "{mode:?} {xml}");
                value = read;
            }
            (Err(error), Err(expected)) => {
                assert!(error.starts_with(expected), "{mode:?} {xml}\nfound    {error}\nexpected {expected}");
            }
            (read, expected) => panic!("{mode:?} {xml}\nfound    {read:?}\nexpected {expected:?}"),
        }
    }
    value
}

#[test]
fn a_valid_document_is_read_alike_in_all_modes() {
    let xml = ship(
        "<Name>Fram</Name><Tons>402</Tons><Flag>true</Flag><Port>Oslo</Port><Port>Bergen</Port>\
         <Crew><Sailor>A</Sailor><Sailor xsi:nil='true'/></Crew>\
         <Labels><s:Label><s:Key>a</s:Key><s:Value>1</s:Value></s:Label></Labels>\
         <s:Captain><Name>N</Name></s:Captain><Password>p</Password><Weight>1.50</Weight>",
    );
    let value = row::<Ship>(&xml, [Ok(""), Ok(""), Ok("")]);
    assert_eq!((value.tons, value.ports.len(), value.crew.map(|crew| crew.len())), (Some(402), 2, Some(2)));
}

#[test]
fn an_unknown_element_is_an_error_or_noted() {
    let noted = "Ship/Captain/Mast: unknown element, found \"<a>3</a>\"";
    let value = row::<Ship>(
        &ship("<s:Captain><Mast><a>3</a></Mast><Name>N</Name></s:Captain>"),
        [
            Err("Ship/Captain/Mast: expected only elements that the type declares, found `Mast` at line 1"),
            Ok(noted),
            Ok(noted),
        ],
    );
    assert_eq!(value.captain.and_then(|captain| captain.name).as_deref(), Some("N"));
    // An element in a third namespace is a different element.
    let noted = "Ship/Name: unknown element, found \"no\"";
    row::<Ship>(
        &ship("<Name xmlns='urn:other'>no</Name>"),
        [Err("Ship/Name: expected only"), Ok(noted), Ok(noted)],
    );
}

#[test]
fn an_unknown_attribute_is_an_error_or_noted() {
    // On a record, and on a simple value: plain, empty, with comments, and nil.
    for (content, path, value) in [
        ("<s:Captain rank='1'><Name>N</Name></s:Captain>", "Captain/@rank", "1"),
        ("<Name lang='no'>N</Name>", "Name/@lang", "no"),
        ("<Name lang='no'/>", "Name/@lang", "no"),
        ("<Name lang='no'>N&amp;</Name>", "Name/@lang", "no"),
        ("<Name lang='no' xsi:nil='true'/>", "Name/@lang", "no"),
        ("<Crew size='2'/>", "Crew/@size", "2"),
    ] {
        let noted = format!("Ship/{path}: unknown attribute, found \"{value}\"");
        let error = format!("Ship/{path}: expected only attributes that the type declares, found `");
        row::<Ship>(&ship(content), [Err(&error), Ok(&noted), Ok(&noted)]);
    }
    let price = row::<Price>("<p currency='NOK' x='1'>7</p>", {
        let noted = "p/@x: unknown attribute, found \"1\"";
        [Err("p/@x: expected only attributes"), Ok(noted), Ok(noted)]
    });
    assert_eq!((price.value, price.currency.as_str()), (7, "NOK"));
}

#[test]
fn attributes_of_xml_xsi_soap_and_signatures_are_allowed() {
    let attributes = "xml:lang='no' xsi:schemaLocation='a b' \
        xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' e:encodingStyle='' e:mustUnderstand='1' \
        xmlns:n='http://schemas.xmlsoap.org/soap/encoding/' n:arrayType='x' \
        xmlns:f='http://www.w3.org/2003/05/soap-envelope' f:role='x' \
        xmlns:wsu='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd' wsu:Id='x'";
    for content in [format!("<s:Captain {attributes}/>"), format!("<Name {attributes}>N</Name>")] {
        row::<Ship>(&ship(&content), [Ok(""); 3]);
    }
}

#[test]
fn text_among_elements_is_an_error_in_all_modes() {
    row::<Ship>(&ship("<Name>N</Name>x"), [Err("Ship: expected no text, only elements"); 3]);
    assert_eq!(row::<Story>("<s xmlns='urn:zoo'>a<Name>b</Name>c</s>", [Ok(""); 3]).0, ["a", "[b]", "c"]);
}

#[test]
fn a_wrong_order_is_an_error_where_the_mode_is_strict() {
    for content in [
        "<Tons>1</Tons><Name>N</Name>",
        "<Name>N</Name><s:Captain/><Tons>1</Tons>",
        "<Port>a</Port><Tons>1</Tons><Port>b</Port>",
    ] {
        let error = "Ship/";
        row::<Ship>(&ship(content), [Err(error), Ok(""), Ok("")]);
    }
    let [strict, ..] = read::<Ship>(&ship("<Tons>1</Tons>\n<Name>N</Name>"));
    assert_eq!(
        strict.unwrap_err(),
        "Ship/Tons: expected `Name` before it, in the order of the schema, found `Tons` at line 1, column 82 (offset 81)"
    );
    // Every element in schema order; some are nil or absent.
    row::<Ship>(
        &ship("<Name xsi:nil='true'/><Tons>1</Tons><Port/><Port/><Crew xsi:nil='true'/>"),
        [Ok(""); 3],
    );
}

#[test]
fn a_second_occurrence_is_an_error_in_all_modes() {
    row::<Ship>(&ship("<Tons>1</Tons><Tons>2</Tons>"), [Err("Ship/Tons: expected one occurrence"); 3]);
}

#[test]
fn an_enumeration_value_that_the_contract_does_not_list_is_an_error_where_the_mode_is_strict() {
    #[derive(Clone, Debug, PartialEq)]
    enum Rig {
        Sloop,
        Other(String),
    }
    impl saponify::Enumeration for Rig {
        const VALUES: &'static [&'static str] = &["Sloop"];
        fn as_str(&self) -> &str {
            match self {
                Self::Sloop => "Sloop",
                Self::Other(text) => text,
            }
        }
        fn from_text(text: &str) -> Option<Self> {
            Some(if text == "Sloop" { Self::Sloop } else { Self::Other(text.to_owned()) })
        }
    }
    saponify::enumeration!(Rig);
    row::<Rig>("<r>Sloop</r>", [Ok(""); 3]);
    let value =
        row::<Rig>("<r>Ketch</r>", [Err("r: expected one of `Sloop`, found `Ketch`"), Ok(""), Ok("")]);
    assert_eq!(value, Rig::Other("Ketch".to_owned()));
}

#[test]
fn a_member_of_the_other_form_is_taken_and_noted() {
    let other = "qualified instead of unqualified, or the reverse";
    // Members declared unqualified and sent qualified.
    let value = row::<Ship>(
        &ship("<s:Name>N</s:Name><s:Port>a</s:Port><s:Port>b</s:Port>"),
        [
            Err("Ship/Name: expected only elements"),
            Ok(&format!(
                "Ship/Name: {other}, found \"{{urn:ship}}Name\"\nShip/Port: {other}, found \"{{urn:ship}}Port\"\n\
                 Ship/Port: {other}, found \"{{urn:ship}}Port\""
            )),
            Ok(&format!(
                "Ship/Name: {other}, found \"{{urn:ship}}Name\"\nShip/Port: {other}, found \"{{urn:ship}}Port\"\n\
                 Ship/Port: {other}, found \"{{urn:ship}}Port\""
            )),
        ],
    );
    assert_eq!((value.name.as_deref(), value.ports.len()), (Some("N"), 2));
    // The reverse, with its children; a list and its items; a dictionary.
    let captain = format!("Ship/Captain: {other}, found \"Captain\"");
    let value = row::<Ship>(
        &ship("<Captain><Name>N</Name></Captain>"),
        [Err("Ship/Captain: expected only"), Ok(&captain), Ok(&captain)],
    );
    assert_eq!(value.captain.and_then(|captain| captain.name).as_deref(), Some("N"));
    let crew = format!(
        "Ship/Crew: {other}, found \"{{urn:ship}}Crew\"\nShip/Crew/Sailor: {other}, found \"{{urn:ship}}Sailor\""
    );
    let value = row::<Ship>(
        &ship("<s:Crew><s:Sailor>A</s:Sailor></s:Crew>"),
        [Err("Ship/Crew: expected only"), Ok(&crew), Ok(&crew)],
    );
    assert_eq!(value.crew, Some(vec![Some("A".to_owned())]));
    let labels = ["Label", "Label/Key", "Label/Value"];
    let labels = labels
        .map(|path| format!("Ship/Labels/{path}: {other}, found {:?}", path.rsplit('/').next().unwrap()))
        .join("\n")
        .replace("Label/", "Label[0]/");
    let value = row::<Ship>(
        &ship("<Labels><Label><Key>a</Key><Value>1</Value></Label></Labels>"),
        [Err("Ship/Labels/Label: expected only"), Ok(&labels), Ok(&labels)],
    );
    assert_eq!(value.labels, Some([("a".to_owned(), 1)].into()));
}

/// Two members with the same local name in different namespaces.
#[derive(Debug, Default)]
struct Twins {
    one: Option<i32>,
    other: Option<i32>,
    plain: Option<i32>,
}

impl Record for Twins {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("urn:one") {
            "x" => input.once(0, &mut self.one),
            _ => match name.within("urn:other") {
                "x" => input.once(1, &mut self.other),
                _ => match name.within("") {
                    "plain" => input.once(2, &mut self.plain),
                    _ => Ok(Found::No),
                },
            },
        }
    }
}

#[test]
fn a_member_of_the_other_form_that_may_be_several_is_an_error() {
    let error = "t/x: expected a qualified name, found `x`, which matches several members";
    row::<Twins>("<t><x>1</x></t>", [Err("t/x: expected only elements"), Err(error), Err(error)]);
    let value = row::<Twins>("<t><x xmlns='urn:other'>1</x></t>", [Ok(""); 3]);
    assert_eq!((value.one, value.other, value.plain), (None, Some(1), None));
    // The parent is in no namespace.
    let noted = "t/plain: unknown element, found \"1\"";
    row::<Twins>("<t><plain xmlns='urn:one'>1</plain></t>", [Err("t/plain"), Ok(noted), Ok(noted)]);
}

#[test]
fn both_forms_of_a_member_in_one_record_are_an_error() {
    for content in [
        "<Port>a</Port><s:Port>b</s:Port>",
        "<s:Port>a</s:Port><Name>N</Name><Port>b</Port>",
        "<Crew><Sailor>A</Sailor><s:Sailor>B</s:Sailor></Crew>",
        "<Crew><s:Sailor>A</s:Sailor><Sailor>B</Sailor></Crew>",
    ] {
        for (mode, read) in MODES.into_iter().zip(read::<Ship>(&ship(content))).skip(1) {
            let error = read.expect_err(content);
            assert!(
                error.contains("expected elements that are all qualified or all unqualified, found `"),
                "{mode:?} {content}: {error}"
            );
        }
    }
    let content = "<Name>a</Name><s:Name>b</s:Name>";
    row::<Ship>(
        &ship(content),
        [
            Err("Ship/Name: expected only"),
            Err("Ship/Name: expected one occurrence"),
            Err("Ship/Name: expected one occurrence"),
        ],
    );
    // Different members of a record may have different forms, and so may the same member in two records.
    let value = read::<Ship>(&ship("<s:Name>a</s:Name><Tons>1</Tons><s:Captain><Name>b</Name></s:Captain>"));
    assert!(value[1].is_ok());
}

#[test]
fn both_forms_of_a_branch_of_a_repeated_choice_are_an_error() {
    let zoo = |content: &str| format!("<z:Zoo xmlns:z='urn:zoo'><z:Name>n</z:Name>{content}</z:Zoo>");
    for content in ["<z:Cat>c</z:Cat><Cat>d</Cat>", "<Cat>c</Cat><z:Dog>1</z:Dog><z:Cat>d</z:Cat>"] {
        for read in read::<Zoo>(&zoo(content)).into_iter().skip(1) {
            let error = read.expect_err(content);
            assert!(
                error.contains("Zoo/Cat: expected elements that are all qualified or all unqualified"),
                "{content}: {error}"
            );
        }
    }
    // Each branch is a separate member.
    let [_, standard, _] = read::<Zoo>(&zoo("<z:Dog>1</z:Dog><Cat>c</Cat><z:Dog>2</z:Dog><Cat>d</Cat>"));
    assert!(standard.is_ok(), "{standard:?}");
}

#[test]
fn what_is_taken_in_the_other_form_is_behind_what_is_taken_as_it_is() {
    let zoo = |content: &str| format!("<z:Zoo xmlns:z='urn:zoo'>{content}</z:Zoo>");
    let plain = |prefix: &str| {
        let content = "<P:Name>n</P:Name><P:Open>true</P:Open><P:Keepers><P:Keeper><P:Name>k</P:Name></P:Keeper></P:Keepers>\
            <P:Circle>1</P:Circle><P:Cat>c</P:Cat><P:Dog>2</P:Dog><P:Cat>d</P:Cat><P:A>1</P:A><P:B>2</P:B><P:A>3</P:A>";
        zoo(&content.replace("P:", prefix))
    };
    // A base, a choice, a repeated choice, groups that repeat.
    let (qualified, account) = from_str_as::<Zoo>(&plain("z:"), ReadingMode::Standard).unwrap();
    assert!(account.is_empty());
    let (unqualified, account) = from_str_as::<Zoo>(&plain(""), ReadingMode::Standard).unwrap();
    assert_eq!(unqualified, qualified);
    assert_eq!(account.total(), 12);
    assert_eq!(qualified.rows.len(), 2);
}

#[test]
fn an_element_that_is_no_item_of_a_list_or_dictionary_is_an_error() {
    for (content, path) in [
        ("<Crew><Sailor>A</Sailor><Cook>B</Cook></Crew>", "Ship/Crew/Cook"),
        ("<Labels><Other>1</Other></Labels>", "Ship/Labels/Other"),
        (
            "<Labels><s:Label><s:Key>a</s:Key><s:Value>1</s:Value><More>2</More></s:Label></Labels>",
            "Ship/Labels/Label[0]/More",
        ),
    ] {
        let error = format!("{path}: expected only");
        let start = format!("{path}: unknown element, found \"");
        let [strict, standard, lenient] = read::<Ship>(&ship(content));
        assert!(strict.unwrap_err().starts_with(&error));
        assert!(standard.unwrap_err().starts_with(&error));
        assert!(lenient.unwrap().1.starts_with(&start));
    }
}

#[test]
fn a_missing_member_is_an_error_or_has_its_default() {
    let cage = |content: &str| format!("<c xmlns='urn:zoo'>{content}</c>");
    let error = "c: expected the required `Number`";
    let noted = "c/Number: required, and missing\nc/Guest: required, and missing";
    let value = row::<Cage>(&cage("<Key>k</Key>"), [Err(error), Err(error), Ok(noted)]);
    assert_eq!((value.number, value.key.as_deref(), value.guests.len()), (0, Some("k"), 0));
    let error = "p: expected the required `currency`";
    let price = row::<Price>("<p>7</p>", [Err(error), Err(error), Ok("p/currency: required, and missing")]);
    assert_eq!(price.value, 7);
    let error = "Ship/Labels/Label[0]: expected the required `Value`";
    let labels = "<Labels><s:Label><s:Key>a</s:Key></s:Label></Labels>";
    let noted = "Ship/Labels/Label[0]/Value: required, and missing";
    row::<Ship>(&ship(labels), [Err(error), Err(error), Ok(noted)]);
}

#[test]
fn nil_where_it_is_not_allowed_is_an_error_or_the_default() {
    let cage = format!(
        "<c xmlns='urn:zoo' {XSI}><Number xsi:nil='true'/><Key/><Guest xsi:nil='1'/><Guest>g</Guest></c>"
    );
    let error = "c/Number: expected a value, found nil";
    let noted = "c/Number: nil, and not nillable\nc/Guest[0]: nil, and not nillable";
    let value = row::<Cage>(&cage, [Err(error), Err(error), Ok(noted)]);
    assert_eq!((value.number, value.guests), (0, vec![String::new(), "g".to_owned()]));
    let zoo = format!("<z xmlns='urn:zoo' {XSI}><Animal xsi:nil='true'/><Animal><Name>n</Name></Animal></z>");
    let error = "z/Animal[0]: expected a value, found nil";
    let value = row::<Zoo>(&zoo, [Err(error), Err(error), Ok("z/Animal[0]: nil, and not nillable")]);
    assert_eq!(
        value.animals.iter().map(|keeper| keeper.name.as_deref()).collect::<Vec<_>>(),
        [None, Some("n")]
    );
    // An element that is nil and has content is malformed in every mode.
    let cage = format!("<c xmlns='urn:zoo' {XSI}><Number xsi:nil='true'>5</Number></c>");
    assert!(from_str_as::<Cage>(&cage, ReadingMode::Lenient).is_err());
}

#[test]
fn an_optional_text_that_is_no_value_is_an_error_or_none() {
    for (content, found) in [
        ("<Tons>many</Tons>", "many"),
        ("<Tons></Tons>", ""),
        ("<Tons/>", ""),
        ("<Tons>a&amp;b</Tons>", "a&amp;b"),
        ("<Tons><a>1</a></Tons>", ""),
    ] {
        let noted = match found {
            "" => "Ship/Tons: no value of its type".to_owned(),
            found => format!("Ship/Tons: no value of its type, found {found:?}"),
        };
        let [strict, standard, lenient] = read::<Ship>(&ship(&format!("{content}<Name>N</Name>")));
        assert!(strict.unwrap_err().starts_with("Ship/Tons: expected "), "{content}");
        assert!(standard.unwrap_err().starts_with("Ship/Tons: expected "), "{content}");
        let (value, account) = lenient.unwrap();
        assert_eq!(
            (value.tons, value.name.as_deref(), account.trim_end()),
            (None, Some("N"), noted.as_str())
        );
    }
    let keeper = row::<Keeper>("<k age='old'/>", {
        let error = "k/@age: expected ";
        [Err(error), Err(error), Ok("k/@age: no value of its type, found \"old\"")]
    });
    assert_eq!(keeper.note, None);
    // In required members they are errors.
    let cage = "<c xmlns='urn:zoo'><Number>x</Number><Key/><Guest/></c>";
    row::<Cage>(cage, [Err("c/Number: expected "); 3]);
}

#[test]
fn common_spellings_are_read_for_what_they_mean() {
    let error = "Ship/Flag: expected ";
    let value = row::<Ship>(
        &ship("<Flag>True</Flag>"),
        [Err(error), Err(error), Ok("Ship/Flag: a spelling that its type does not have, found \"True\"")],
    );
    assert_eq!(value.flag, Some(true));
    let error = "Ship/Weight: expected ";
    let value = row::<Ship>(
        &ship("<Weight>1.5E3</Weight><Built>2024-02-29 12:00:00+0100</Built>"),
        [
            Err(error),
            Err(error),
            Ok("Ship/Weight: a spelling that its type does not have, found \"1.5E3\"\n\
                Ship/Built: a spelling that its type does not have, found \"2024-02-29 12:00:00+0100\""),
        ],
    );
    assert_eq!(value.weight.unwrap().to_string(), "1500");
    assert_eq!(value.built.unwrap().to_string(), "2024-02-29T12:00:00+01:00");
    let cage = "<c xmlns='urn:zoo'><Number>1E1</Number><Key/><Guest/></c>";
    let error = "c/Number: expected ";
    let noted = "c/Number: a spelling that its type does not have, found \"1E1\"";
    assert_eq!(row::<Cage>(cage, [Err(error), Err(error), Ok(noted)]).number, 10);
}

#[test]
fn white_space_before_the_xml_declaration_is_an_error_or_noted() {
    let xml = "\n <?xml version='1.0' encoding='utf-8'?><s:Ship xmlns:s='urn:ship'/>";
    let error = "not well-formed at line 2, column 2 (offset 2): the XML declaration is not at the beginning";
    row::<Ship>(xml, [Err(error), Err(error), Ok("the document: white space before the XML declaration")]);
    let latin = b"\r\n<?xml version='1.0' encoding='iso-8859-1'?><Ship><Name>\xe6</Name></Ship>";
    let (value, account) = from_slice_as::<Ship>(latin, ReadingMode::Lenient).unwrap();
    assert_eq!((value.name.as_deref(), account.total()), (Some("æ"), 1));
    assert!(from_slice_as::<Ship>(latin, ReadingMode::Standard).is_err());
}

#[test]
fn undeclared_prefixes_of_xsi_are_an_error_or_noted() {
    let xml = "<Ship><Name xsi:nil='true'/><Tons xsi:type='xsd:int'>1</Tons></Ship>";
    let error = "not well-formed at line 1, column 13 (offset 12): the prefix `xsi` is not declared";
    let noted = "Ship/Name/@nil: undeclared prefix, found \"xsi\"\nShip/Tons/@type: undeclared prefix, found \"xsi\"\n\
                 Ship/Tons/@type: undeclared prefix, found \"xsd:int\"";
    let value = row::<Ship>(xml, [Err(error), Err(error), Ok(noted)]);
    assert_eq!((value.name, value.tons), (None, Some(1)));
    let xml = format!(
        "<z:Zoo xmlns:z='urn:zoo' {XSI}><z:Vehicle xsi:type='b:Boat'><z:Length>3</z:Length></z:Vehicle></z:Zoo>"
    );
    let error = "Zoo/Vehicle: expected an xsi:type whose prefix is declared";
    let noted = "Zoo/Vehicle/@type: undeclared prefix, found \"b:Boat\"";
    let value = row::<Zoo>(&xml, [Err(error), Err(error), Ok(noted)]);
    assert!(matches!(value.vehicle, Some(Vehicle::Boat(boat)) if boat.length == Some(3)));
    // Other prefixes are an error.
    row::<Ship>("<Ship><a:Name/></Ship>", [Err("not well-formed"); 3]);
    row::<Ship>("<Ship a:b='1'/>", [Err("not well-formed"); 3]);
}

#[test]
fn secrets_are_masked_in_the_account() {
    let content = "<Mast><Password>p4ss</Password></Mast><Ticket>p4ss</Ticket><Name token='p4ss'/>";
    for (mode, read) in MODES.into_iter().zip(read::<Ship>(&ship(content))).skip(1) {
        let account = read.unwrap().1;
        assert!(!account.contains("p4ss") && account.contains("[redacted]"), "{mode:?} {account}");
    }
    /// A secret member whose name does not say so.
    #[derive(Debug, Default)]
    struct Safe(Option<Secret<i32>>);
    impl Record for Safe {
        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.local() {
                "Code" => input.once(0, &mut self.0),
                _ => Ok(Found::No),
            }
        }
        fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.local() {
                "code" => input.attribute(1, &mut self.0),
                _ => Ok(Found::No),
            }
        }
    }
    let (_, account) =
        from_str_as::<Safe>("<Safe code='s3c'><Code>s3c</Code></Safe>", ReadingMode::Lenient).unwrap();
    assert_eq!(
        lines(&account),
        "Safe/@code: no value of its type, found \"[redacted]\"\nSafe/Code: no value of its type, found \"[redacted]\"\n"
    );
}

/// Optional members and a required one.
#[derive(Debug, Default)]
struct Loose {
    a: i32,
    b: i32,
}

impl Record for Loose {
    fn content(&self) -> Content {
        Content::Unordered
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "a" => input.once(0, &mut self.a),
            "b" => input.once(1, &mut self.b),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(0, "a"), (1, "b")]
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("a", &self.a).field("b", &self.b);
    }
}

#[test]
fn members_of_all_come_in_any_order() {
    for xml in ["<l><a>1</a><b>2</b></l>", "<l><b>2</b><a>1</a></l>"] {
        let value = row::<Loose>(xml, [Ok(""); 3]);
        assert_eq!((value.a, value.b), (1, 2));
    }
}

#[test]
fn an_account_is_bounded() {
    let many: String = (0..5_000).map(|index| format!("<x{index}>{}</x{index}>", "é".repeat(500))).collect();
    let (_, account) = from_str_as::<Ship>(&ship(&many), ReadingMode::Standard).unwrap();
    assert_eq!((account.total(), account.departures().len()), (5_000, Account::KEPT));
    assert!(account.iter().all(|departure| departure.found.len() < 400));
}

/// A member with two to three occurrences, and a list of at least one item.
#[derive(Debug, Default)]
struct Fleet {
    ships: Vec<String>,
    ports: Option<Vec<Keeper>>,
}

impl Record for Fleet {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Ship" => input.some(0, &mut self.ships),
            "Ports" => input.list(1, ("", "Port"), &mut self.ports),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(0, "Ship")]
    }

    fn occurs(&self) -> &'static [Occurs] {
        &[("Ship", 2, Some(3)), ("Ports/Port", 1, None)]
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").some("Ship", &self.ships).list("Ports", ("", "Port"), &self.ports);
    }
}

#[test]
fn a_wrong_number_of_occurrences_is_an_error_where_the_mode_is_strict() {
    let fleet = |content: &str| format!("<Fleet {XSI}>{content}</Fleet>");
    for content in [
        "<Ship/><Ship/>",
        "<Ship/><Ship/><Ship/><Ports><Port/></Ports>",
        "<Ship/><Ship/><Ports xsi:nil='true'/>",
    ] {
        row::<Fleet>(&fleet(content), [Ok(""); 3]);
    }
    for (content, error) in [
        ("<Ship/>", "Fleet: expected 2 to 3 of `Ship`, found 1"),
        ("<Ship/><Ship/><Ship/><Ship/>", "Fleet: expected 2 to 3 of `Ship`, found 4"),
        ("<Ship/><Ship/><Ports/>", "Fleet/Ports: expected at least 1 of `Port`, found 0"),
    ] {
        row::<Fleet>(&fleet(content), [Err(error), Ok(""), Ok("")]);
    }
}

/// Qualified and unqualified attributes, and a base type with attributes.
#[derive(Clone, Debug, Default, PartialEq)]
struct Flag {
    length: Option<i32>,
    colour: Option<String>,
    either: Option<i32>,
    other: Option<i32>,
    nil: Option<bool>,
}

impl Record for Flag {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "length" => input.attribute(0, &mut self.length),
            _ => match name.within(NS) {
                "colour" => input.attribute(1, &mut self.colour),
                "either" => input.attribute(2, &mut self.either),
                _ => match name.within("urn:other") {
                    "either" => input.attribute(3, &mut self.other),
                    _ => match name.within("http://www.w3.org/2001/XMLSchema-instance") {
                        "nil" => input.attribute(4, &mut self.nil),
                        _ => Ok(Found::No),
                    },
                },
            },
        }
    }
}

#[test]
fn an_attribute_of_the_other_form_is_taken_and_noted() {
    let flag = |attributes: &str| format!("<s:Flag xmlns:s='{NS}' xmlns:o='urn:other' {attributes}/>");
    let value = row::<Flag>(&flag("s:colour='red' length='3' o:either='1'"), [Ok(""); 3]);
    assert_eq!((value.length, value.colour.as_deref(), value.other), (Some(3), Some("red"), Some(1)));
    // Declared unqualified and sent in the namespace of the element, and the reverse.
    let noted = "Flag/@length: qualified instead of unqualified, or the reverse, found \"{urn:ship}length\"\n\
        Flag/@colour: qualified instead of unqualified, or the reverse, found \"colour\"";
    let value = row::<Flag>(
        &flag("s:length='3' colour='red'"),
        [Err("Flag/@length: expected only attributes"), Ok(noted), Ok(noted)],
    );
    assert_eq!((value.length, value.colour.as_deref()), (Some(3), Some("red")));
    // Both forms of one attribute are an error, in either order.
    for attributes in ["length='3' s:length='4'", "s:length='4' length='3'"] {
        let error = "Flag/@length: expected attributes that are all qualified or all unqualified, found `{urn:ship}length`, qualified and unqualified";
        row::<Flag>(&flag(attributes), [Err("Flag/@length: expected only"), Err(error), Err(error)]);
    }
    let error = "Flag/@either: expected a qualified name, found `either`, which matches several members";
    row::<Flag>(&flag("either='1'"), [Err("Flag/@either: expected only"), Err(error), Err(error)]);
    // In a third namespace it is a different attribute. `xsi:nil` belongs to the element.
    for (attribute, name) in [("o:length='3'", "length"), ("nil='true'", "nil")] {
        let noted = format!("Flag/@{name}: unknown attribute, found ");
        let found = read::<Flag>(&flag(attribute));
        assert!(
            matches!(&found[1], Ok((flag, lines)) if *flag == Flag::default() && lines.starts_with(&noted))
        );
    }
    // An invalid value is an error, as in the declared form.
    let [_, standard, _] = read::<Flag>(&flag("s:length='x'"));
    assert!(standard.unwrap_err().starts_with("Flag/@length: expected"));
}

#[test]
fn an_xsi_type_that_names_another_type_of_a_record_is_noted() {
    let captain = |attributes: &str| ship(&format!("<s:Captain {attributes}><Name>N</Name></s:Captain>"));
    row::<Ship>(&captain("xsi:type='s:Ship'"), [Ok(""); 3]);
    row::<Ship>(&captain("xsi:type=' s:ship '"), [Ok(""); 3]);
    let noted = "Ship/Captain/@type: another type, said by xsi:type, found \"s:Boat\"";
    let value = row::<Ship>(&captain("xsi:type='s:Boat'"), [Ok(noted); 3]);
    assert_eq!(value.captain.and_then(|captain| captain.name).as_deref(), Some("N"));
    // The reader does not know the name of a list's type; a simple value has its built-in type.
    row::<Ship>(&ship("<Crew xsi:type='s:ArrayOfSailor'/>"), [Ok(""); 3]);
    // Values that keep their type: derived types, and captured XML.
    let noted = "p/@type: another type, said by xsi:type, found \"Cost\"";
    row::<Price>(&format!("<p {XSI} xsi:type='Cost' currency='NOK'>7</p>"), [Ok(noted); 3]);
}

#[test]
fn an_optional_value_without_an_option_is_read_like_one_with() {
    #[derive(Clone, Debug, Default, PartialEq)]
    struct Plain {
        tons: i32,
        port: String,
    }
    impl Record for Plain {
        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.within("") {
                "Tons" => input.plain(0, &mut self.tons),
                "Port" => input.once(1, &mut self.port),
                _ => Ok(Found::No),
            }
        }
    }
    let noted = "Plain/Tons: no value of its type, found \"many\"";
    let xml = "<Plain><Tons>many</Tons><Port>Oslo</Port></Plain>";
    let value = row::<Plain>(xml, [Err("Plain/Tons: expected"), Err("Plain/Tons: expected"), Ok(noted)]);
    assert_eq!(value, Plain { tons: 0, port: "Oslo".to_owned() });
    let nil = "Plain/Tons: nil, and not nillable";
    let xml = format!("<Plain {XSI}><Tons xsi:nil='true'/></Plain>");
    row::<Plain>(&xml, [Err("Plain/Tons: expected a value"), Err("Plain/Tons: expected a value"), Ok(nil)]);
    row::<Plain>("<Plain><Tons>1</Tons><Tons>x</Tons></Plain>", [Err("Plain/Tons"); 3]);
}

#[test]
fn secret_members_that_are_no_text_are_in_no_error_and_no_account() {
    #[derive(Debug, Default)]
    struct Safe {
        pin: Option<i32>,
        codes: Option<Box<Ship>>,
        key: Option<i32>,
    }
    impl Record for Safe {
        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.within("") {
                "Pin" => input.secret(|input| input.once(0, &mut self.pin)),
                "Codes" => input.secret(|input| input.once(1, &mut self.codes)),
                _ => Ok(Found::No),
            }
        }
        fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.within("") {
                "key" => input.secret_text(|input| input.attribute(2, &mut self.key)),
                _ => Ok(Found::No),
            }
        }
    }
    row::<Safe>("<Safe key='9393'><Pin>9393</Pin></Safe>", [Ok(""); 3]);
    let pin = "Safe/Pin: no value of its type, found \"[redacted]\"";
    for (xml, account) in [
        ("<Safe><Pin>93 93</Pin></Safe>", pin),
        ("<Safe key='93 93'/>", "Safe/@key: no value of its type, found \"[redacted]\""),
        (
            "<Safe><Codes><New>9393</New></Codes></Safe>",
            "Safe/Codes/New: unknown element, found \"[redacted]\"",
        ),
        ("<Safe><Codes new='9393'/></Safe>", "Safe/Codes/@new: unknown attribute, found \"[redacted]\""),
        (
            "<Safe><Codes><Tons>9393x</Tons></Codes></Safe>",
            "Safe/Codes/Tons: no value of its type, found \"[redacted]\"",
        ),
    ] {
        let found = read::<Safe>(xml);
        for result in &found {
            let shown = result.as_ref().map_or_else(String::clone, |(_, account)| account.clone());
            assert!(!shown.contains("93"), "{xml}: {shown}");
        }
        assert_eq!(found[2].as_ref().map(|(_, account)| account.trim_end()), Ok(account), "{xml}");
    }
    row::<Safe>("<Safe><Pin>9393</Pin><Pin>9393</Pin></Safe>", [Err("Safe/Pin: expected one occurrence"); 3]);
}
