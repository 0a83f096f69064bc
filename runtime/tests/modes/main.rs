//! Tests of the reading modes, at least one for each row of the table in the crate documentation. `table.rs`
//! lists the rows with their tests.

// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../both_ways/mod.rs"]
mod both_ways;
mod forms;
mod groups;
mod replacements;
#[path = "../shapes/mod.rs"]
mod shapes;
mod table;

use both_ways::{from_slice_as, from_str_as};
use saponify::generated::Pairs;
use saponify::{
    Account, Content, Details, Dictionary, Found, Name, Reader, ReadingMode, Record, Required, Result,
    Secret, Value, Writer,
};
use shapes::{Cage, Keeper, Price, Story, Vehicle, Zoo};

const NS: &str = "urn:ship";
const XSI: &str = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";
const LABELS: Pairs = Pairs::new(NS, "Label", "Key", "Value").with_type("Labels");

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
fn a_valid_document_has_the_same_value_in_all_modes() {
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
fn an_unknown_element_is_an_error_or_a_departure() {
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
    // `Name` is declared without a namespace. With a namespace that is not that of the contract, it is
    // unknown.
    let noted = "Ship/Name: unknown element, found \"no\"";
    row::<Ship>(
        &ship("<Name xmlns='urn:other'>no</Name>"),
        [Err("Ship/Name: expected only"), Ok(noted), Ok(noted)],
    );
}

#[test]
fn an_unknown_attribute_is_an_error_or_a_departure() {
    // The attribute is on a record, or on a simple value that is plain, empty, with a reference, or nil.
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
fn strict_mode_refuses_a_wrong_order() {
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
        "Ship/Tons: expected `Name` before this element, in the order of the schema, found `Tons` at line 1, column 82 (offset 81)"
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
fn strict_mode_refuses_an_unlisted_enumeration_value() {
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
fn secrets_are_masked_in_the_account() {
    let content = "<Mast><Password>p4ss</Password></Mast><Ticket>p4ss</Ticket><Name token='p4ss'/>";
    for (mode, read) in MODES.into_iter().zip(read::<Ship>(&ship(content))).skip(1) {
        let account = read.unwrap().1;
        assert!(!account.contains("p4ss") && account.contains("[redacted]"), "{mode:?} {account}");
    }
    /// A secret member whose name does not suggest a secret.
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
        "Safe/@code: not a value of its type, found \"[redacted]\"\nSafe/Code: not a value of its type, found \"[redacted]\"\n"
    );
}

#[test]
fn an_account_is_bounded() {
    let many: String = (0..5_000).map(|index| format!("<x{index}>{}</x{index}>", "é".repeat(500))).collect();
    let (_, account) = from_str_as::<Ship>(&ship(&many), ReadingMode::Standard).unwrap();
    assert_eq!((account.total(), account.departures().len()), (5_000, Account::MAX_STORED));
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

    fn details(&self) -> Details {
        Details::of::<Self>().with_occurs(&[("Ship", 2, Some(3)), ("Ports/Port", 1, None)])
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").some("Ship", &self.ships).list("Ports", ("", "Port"), &self.ports);
    }
}

#[test]
fn strict_mode_refuses_a_wrong_number_of_occurrences() {
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

#[test]
fn an_xsi_type_that_names_another_type_of_a_record_is_a_departure() {
    let captain = |attributes: &str| ship(&format!("<s:Captain {attributes}><Name>N</Name></s:Captain>"));
    row::<Ship>(&captain("xsi:type='s:Ship'"), [Ok(""); 3]);
    row::<Ship>(&captain("xsi:type=' s:ship '"), [Ok(""); 3]);
    let noted = "Ship/Captain/@type: another type, named by xsi:type, found \"s:Boat\"";
    let error =
        "Ship/Captain/@type: expected the declared type, or a type that is derived from it, found s:Boat";
    let value = row::<Ship>(&captain("xsi:type='s:Boat'"), [Err(error), Ok(noted), Ok(noted)]);
    assert_eq!(value.captain.and_then(|captain| captain.name).as_deref(), Some("N"));
    let (error, noted) =
        ("p/@type: expected the declared", "p/@type: another type, named by xsi:type, found \"Cost\"");
    let xml = format!("<p {XSI} xsi:type='Cost' currency='NOK'>7</p>");
    row::<Price>(&xml, [Err(error), Ok(noted), Ok(noted)]);
}

#[test]
fn an_xsi_type_that_names_another_type_of_a_list_is_a_departure() {
    for named in ["ArrayOfSailor", "ArrayOfsailor", " s:ArrayOfSailor "] {
        row::<Ship>(&ship(&format!("<Crew xsi:type='{named}'><Sailor>A</Sailor></Crew>")), [Ok(""); 3]);
    }
    row::<Ship>(&ship("<Crew xsi:nil='true' xsi:type='s:ArrayOfSailor'/>"), [Ok(""); 3]);
    row::<Ship>(&ship("<Labels xsi:type='s:Labels'/>"), [Ok(""); 3]);
    for (list, named) in [
        ("Crew", "s:Guests"),
        ("Crew", "s:ArrayOfSailors"),
        ("Crew", "s:ArrayOf"),
        ("Crew", "s:Sailor"),
        ("Labels", "s:ArrayOfLabel"),
        ("Labels", "s:labels"),
    ] {
        let noted = format!("Ship/{list}/@type: another type, named by xsi:type, found {named:?}");
        for nil in ["", "xsi:nil='true'"] {
            let xml = ship(&format!("<{list} {nil} xsi:type='{named}'/>"));
            let error = format!("Ship/{list}/@type: expected the declared type, or a type that is derived");
            row::<Ship>(&xml, [Err(&error), Ok(&noted), Ok(&noted)]);
        }
    }
}

#[test]
fn an_undeclared_prefix_in_an_xsi_type_is_an_error_or_a_departure() {
    let captain = |attributes: &str| ship(&format!("<s:Captain {attributes}><Name>N</Name></s:Captain>"));
    let name = |kind: &str, content: &str| ship(&format!("<{kind} xsi:type='nope:x'>{content}</{kind}>"));
    let undeclared = "@type: undeclared prefix, found \"nope:";
    for (xml, path) in [
        (captain("xsi:type='nope:Ship'"), "Ship/Captain"),
        (name("Name", "N"), "Ship/Name"),
        (name("Tons", "1"), "Ship/Tons"),
        (name("Crew", "<Sailor>A</Sailor>"), "Ship/Crew"),
    ] {
        let [strict, standard, lenient] = read::<Ship>(&xml);
        let error = format!("{path}: expected an xsi:type whose prefix is declared, found nope:");
        for read in [strict, standard] {
            assert!(read.as_ref().is_err_and(|found| found.contains(&error)), "{xml} {read:?}");
        }
        let (_, account) = lenient.unwrap();
        assert!(account.starts_with(&format!("{path}/{undeclared}")), "{xml} {account}");
    }
    // The type of a nil element decides nothing.
    for member in ["Tons", "Name", "Crew", "Labels", "Captain"] {
        let prefix = if member == "Captain" { "s:" } else { "" };
        let xml = ship(&format!("<{prefix}{member} xsi:nil='true' xsi:type='nope:x'/>"));
        let [strict, standard, lenient] = read::<Ship>(&xml);
        let error = format!("Ship/{member}: expected an xsi:type whose prefix is declared, found nope:");
        assert!(strict.is_err_and(|found| found.contains(&error)), "{xml}");
        for read in [standard, lenient] {
            let (value, account) = read.unwrap();
            assert!(value.tons.is_none() && value.crew.is_none() && value.captain.is_none(), "{xml}");
            assert!(account.starts_with(&format!("Ship/{member}/{undeclared}")), "{xml} {account}");
        }
    }
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
    let pin = "Safe/Pin: not a value of its type, found \"[redacted]\"";
    for (xml, account) in [
        ("<Safe><Pin>93 93</Pin></Safe>", pin),
        ("<Safe key='93 93'/>", "Safe/@key: not a value of its type, found \"[redacted]\""),
        (
            "<Safe><Codes><New>9393</New></Codes></Safe>",
            "Safe/Codes/New: unknown element, found \"[redacted]\"",
        ),
        ("<Safe><Codes new='9393'/></Safe>", "Safe/Codes/@new: unknown attribute, found \"[redacted]\""),
        (
            "<Safe><Codes><Tons>9393x</Tons></Codes></Safe>",
            "Safe/Codes/Tons: not a value of its type, found \"[redacted]\"",
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
