//! Invalid values that the lenient mode replaces by a default or interprets (`True`). The strict mode rejects them.

use super::*;

#[test]
fn a_missing_member_is_an_error_or_has_its_default() {
    let cage = |content: &str| format!("<c xmlns='urn:zoo'>{content}</c>");
    let error = "c: expected the required `Number`";
    let noted = "c/Number: required, but missing\nc/Guest: required, but missing";
    let value = row::<Cage>(&cage("<Key>k</Key>"), [Err(error), Err(error), Ok(noted)]);
    assert_eq!((value.number, value.key.as_deref(), value.guests.len()), (0, Some("k"), 0));
    let error = "p: expected the required `currency`";
    let price = row::<Price>("<p>7</p>", [Err(error), Err(error), Ok("p/currency: required, but missing")]);
    assert_eq!(price.value, 7);
    let error = "Ship/Labels/Label[0]: expected the required `Value`";
    let labels = "<Labels><s:Label><s:Key>a</s:Key></s:Label></Labels>";
    let noted = "Ship/Labels/Label[0]/Value: required, but missing";
    row::<Ship>(&ship(labels), [Err(error), Err(error), Ok(noted)]);
}

#[test]
fn nil_where_it_is_not_allowed_is_an_error_or_the_default() {
    let cage = format!(
        "<c xmlns='urn:zoo' {XSI}><Number xsi:nil='true'/><Key/><Guest xsi:nil='1'/><Guest>g</Guest></c>"
    );
    let error = "c/Number: expected a value, found nil";
    let noted = "c/Number: nil, although not nillable\nc/Guest[0]: nil, although not nillable";
    let value = row::<Cage>(&cage, [Err(error), Err(error), Ok(noted)]);
    assert_eq!((value.number, value.guests), (0, vec![String::new(), "g".to_owned()]));
    let zoo = format!("<z xmlns='urn:zoo' {XSI}><Animal xsi:nil='true'/><Animal><Name>n</Name></Animal></z>");
    let error = "z/Animal[0]: expected a value, found nil";
    let value = row::<Zoo>(&zoo, [Err(error), Err(error), Ok("z/Animal[0]: nil, although not nillable")]);
    assert_eq!(
        value.animals.iter().map(|keeper| keeper.name.as_deref()).collect::<Vec<_>>(),
        [None, Some("n")]
    );
    // An element that is nil and has content is malformed in every mode.
    let cage = format!("<c xmlns='urn:zoo' {XSI}><Number xsi:nil='true'>5</Number></c>");
    assert!(from_str_as::<Cage>(&cage, ReadingMode::Lenient).is_err());
}

/// Members that may be absent, but not nil.
#[derive(Clone, Debug, Default, PartialEq)]
struct Lane {
    name: Option<String>,
    next: Option<Box<Lane>>,
    width: i32,
    marks: Option<Vec<String>>,
    signs: Option<Dictionary<String, i32>>,
}

impl Record for Lane {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Name" => input.optional(0, &mut self.name),
            "Next" => input.optional(1, &mut self.next),
            "Width" => input.plain(2, &mut self.width),
            "Marks" => input.optional_list(3, ("", "Mark"), &mut self.marks),
            "Signs" => input.optional_dictionary(4, &LABELS, &mut self.signs),
            _ => Ok(Found::No),
        }
    }
}

#[test]
fn nil_of_an_optional_member_that_is_not_nillable_is_an_error_or_none() {
    let lane = |content: &str| format!("<s:l xmlns:s='{NS}' {XSI}>{content}</s:l>");
    for (content, path, error) in [
        ("<Name xsi:nil='true'/>", "l/Name", "l/Name: expected a value, found nil"),
        ("<Name xsi:nil='1'> </Name>", "l/Name", "l/Name: expected a value, found nil"),
        ("<Next xsi:nil='true'/>", "l/Next", "l/Next: expected a value, found nil"),
        ("<Width xsi:nil='true'/>", "l/Width", "l/Width: expected a value, found nil"),
        ("<Marks xsi:nil='true'/>", "l/Marks", "l/Marks: expected a value, found nil"),
        ("<Signs xsi:nil='true'/>", "l/Signs", "l/Signs: expected a value, found nil"),
        ("<s:Name xsi:nil='true'/>", "", "l/Name: expected only elements"),
    ] {
        let noted = match path {
            "" => {
                "l/Name: qualified instead of unqualified, or the reverse, found \"{urn:ship}Name\"\nl/Name: nil, although not nillable"
                    .to_owned()
            }
            path => format!("{path}: nil, although not nillable"),
        };
        let value = row::<Lane>(&lane(content), [Err(error), Ok(&noted), Ok(&noted)]);
        assert_eq!(value, Lane::default(), "{content}");
    }
    let full = lane(
        "<Name>n</Name><Next><Width>2</Width></Next><Width>1</Width><Marks><Mark>m</Mark></Marks>\
         <Signs><s:Label><s:Key>k</s:Key><s:Value>1</s:Value></s:Label></Signs>",
    );
    let (value, account) = from_str_as::<Lane>(&full, ReadingMode::Standard).unwrap();
    assert_eq!((value.next.unwrap().width, value.width, account.total()), (2, 1, 0));
    let second = lane("<Name>n</Name><Name xsi:nil='true'/>");
    assert!(from_str_as::<Lane>(&second, ReadingMode::Standard).is_err());
}

/// A record with a member that may be absent, but not nil, and has attributes.
#[derive(Clone, Debug, Default, PartialEq)]
struct Hotel {
    room: Option<Room>,
}

impl Record for Hotel {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Room" => input.optional(0, &mut self.room),
            _ => Ok(Found::No),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Room {
    floor: i32,
    door: Option<i32>,
}

impl Record for Room {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "floor" => input.attribute(0, &mut self.floor),
            "door" => input.secret_text(|input| input.attribute(1, &mut self.door)),
            _ => match name.within("http://www.w3.org/XML/1998/namespace") {
                "lang" => Ok(Found::Once(2)),
                _ => Ok(Found::No),
            },
        }
    }
}

#[test]
fn attributes_of_nil_that_is_not_nillable_are_not_decoded() {
    let nil = "h/Room: nil, although not nillable";
    for (attributes, more) in [
        ("floor='7'", ""),
        ("floor=''", ""),
        ("door='x'", ""),
        ("floor='' door='' xml:lang='no'", ""),
        ("flor='7'", "h/Room/@flor: unknown attribute, found \"7\""),
        ("xsi:type='Room'", ""),
        ("xsi:type='Suite'", "h/Room/@type: another type, named by xsi:type, found \"Suite\""),
        ("xsi:type='d3p1:Room'", "h/Room/@type: undeclared prefix, found \"d3p1:Room\""),
    ] {
        let xml = format!("<h {XSI}><Room {attributes} xsi:nil='true'/></h>");
        let noted = format!("{nil}\n{more}");
        let noted = noted.trim_end();
        let error = "h/Room: expected a value, found nil";
        assert_eq!(row::<Hotel>(&xml, [Err(error), Ok(noted), Ok(noted)]).room, None, "{xml}");
    }
}

/// A record with a member that may be nil, but keeps no attributes of nil.
#[derive(Clone, Debug, Default, PartialEq)]
struct Inn {
    room: Option<Room>,
}

impl Record for Inn {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Room" => input.once(0, &mut self.room),
            _ => Ok(Found::No),
        }
    }
}

#[test]
fn nil_with_attributes_that_its_type_does_not_keep_is_recorded() {
    let nil = "i/Room: nil, although not nillable";
    let error = "i/Room: expected a value, found nil";
    let prefix = "i/Room/@type: undeclared prefix, found \"d3p1:Room\"";
    let prefix_error = "i/Room: expected an xsi:type whose prefix is declared";
    for (attributes, error, noted) in [
        ("floor=''", error, nil),
        ("door='1'", error, nil),
        ("xml:lang='no'", error, nil),
        ("xsi:type='d3p1:Room'", prefix_error, prefix),
    ] {
        let xml = format!("<i {XSI}><Room {attributes} xsi:nil='true'/></i>");
        assert_eq!(row::<Inn>(&xml, [Err(error), Ok(noted), Ok(noted)]).room, None, "{xml}");
    }
}

#[test]
fn an_invalid_text_of_an_optional_member_is_an_error_or_none() {
    for (content, found) in [
        ("<Tons>many</Tons>", "many"),
        ("<Tons></Tons>", ""),
        ("<Tons/>", ""),
        ("<Tons>a&amp;b</Tons>", "a&amp;b"),
        ("<Tons><a>1</a></Tons>", ""),
    ] {
        let noted = match found {
            "" => "Ship/Tons: not a value of its type".to_owned(),
            found => format!("Ship/Tons: not a value of its type, found {found:?}"),
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
        [Err(error), Err(error), Ok("k/@age: not a value of its type, found \"old\"")]
    });
    assert_eq!(keeper.note, None);
    // Invalid texts of required members are errors.
    let cage = "<c xmlns='urn:zoo'><Number>x</Number><Key/><Guest/></c>";
    row::<Cage>(cage, [Err("c/Number: expected "); 3]);
}

#[test]
fn common_invalid_spellings_are_read_by_their_meaning() {
    let error = "Ship/Flag: expected ";
    let value = row::<Ship>(
        &ship("<Flag>True</Flag>"),
        [
            Err(error),
            Err(error),
            Ok("Ship/Flag: spelled in a way that its type does not allow, found \"True\""),
        ],
    );
    assert_eq!(value.flag, Some(true));
    let error = "Ship/Weight: expected ";
    let value = row::<Ship>(
        &ship("<Weight>1.5E3</Weight><Built>2024-02-29 12:00:00+0100</Built>"),
        [
            Err(error),
            Err(error),
            Ok("Ship/Weight: spelled in a way that its type does not allow, found \"1.5E3\"\n\
                Ship/Built: spelled in a way that its type does not allow, found \"2024-02-29 12:00:00+0100\""),
        ],
    );
    assert_eq!(value.weight.unwrap().to_string(), "1500");
    assert_eq!(value.built.unwrap().to_string(), "2024-02-29T12:00:00+01:00");
    let cage = "<c xmlns='urn:zoo'><Number>1E1</Number><Key/><Guest/></c>";
    let error = "c/Number: expected ";
    let noted = "c/Number: spelled in a way that its type does not allow, found \"1E1\"";
    assert_eq!(row::<Cage>(cage, [Err(error), Err(error), Ok(noted)]).number, 10);
}

#[test]
fn white_space_before_the_xml_declaration_is_an_error_or_a_departure() {
    let xml = "\n <?xml version='1.0' encoding='utf-8'?><s:Ship xmlns:s='urn:ship'/>";
    let error = "not well-formed at line 2, column 2 (offset 2): the XML declaration is not at the beginning";
    row::<Ship>(xml, [Err(error), Err(error), Ok("the document: white space before the XML declaration")]);
    let latin = b"\r\n<?xml version='1.0' encoding='iso-8859-1'?><Ship><Name>\xe6</Name></Ship>";
    let (value, account) = from_slice_as::<Ship>(latin, ReadingMode::Lenient).unwrap();
    assert_eq!((value.name.as_deref(), account.total()), (Some("æ"), 1));
    assert!(from_slice_as::<Ship>(latin, ReadingMode::Standard).is_err());
}

#[test]
fn undeclared_prefixes_of_xsi_are_an_error_or_a_departure() {
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
    // Undeclared prefixes of elements and attributes are an error in every mode.
    row::<Ship>("<Ship><a:Name/></Ship>", [Err("not well-formed"); 3]);
    row::<Ship>("<Ship a:b='1'/>", [Err("not well-formed"); 3]);
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
fn members_of_xs_all_are_read_in_any_order() {
    for xml in ["<l><a>1</a><b>2</b></l>", "<l><b>2</b><a>1</a></l>"] {
        let value = row::<Loose>(xml, [Ok(""); 3]);
        assert_eq!((value.a, value.b), (1, 2));
    }
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
    let noted = "Plain/Tons: not a value of its type, found \"many\"";
    let xml = "<Plain><Tons>many</Tons><Port>Oslo</Port></Plain>";
    let value = row::<Plain>(xml, [Err("Plain/Tons: expected"), Err("Plain/Tons: expected"), Ok(noted)]);
    assert_eq!(value, Plain { tons: 0, port: "Oslo".to_owned() });
    let nil = "Plain/Tons: nil, although not nillable";
    let xml = format!("<Plain {XSI}><Tons xsi:nil='true'/></Plain>");
    row::<Plain>(&xml, [Err("Plain/Tons: expected a value"), Ok(nil), Ok(nil)]);
    row::<Plain>("<Plain><Tons>1</Tons><Tons>x</Tons></Plain>", [Err("Plain/Tons"); 3]);
}

#[test]
fn an_xsi_nil_that_is_no_boolean_is_an_error_or_a_departure() {
    let error = "Ship/Name: expected xsi:nil to be true or false";
    for (nil, name, noted) in [
        ("True", None, "spelled in a way that its type does not allow, found \"True\""),
        ("FALSE", Some("N"), "spelled in a way that its type does not allow, found \"FALSE\""),
        ("yes", Some("N"), "not a value of its type, found \"yes\""),
        ("", Some("N"), "not a value of its type"),
    ] {
        let text = name.unwrap_or_default();
        let member = format!("<Name xsi:nil='{nil}'>{text}</Name>");
        let noted = format!("Ship/Name/@nil: {noted}");
        let value = row::<Ship>(&ship(&member), [Err(error), Err(error), Ok(&noted)]);
        assert_eq!(value.name.as_deref(), name);
        // Each occurrence is recorded as a departure.
        let several = ship(&format!("{member}<Port xsi:nil='{nil}'>a</Port>"));
        if nil != "True" {
            let noted = format!("{noted}\n{}", noted.replace("Name", "Port"));
            row::<Ship>(&several, [Err(error), Err(error), Ok(&noted)]);
        }
    }
}

/// An optional choice between a record and a number, before another member.
#[derive(Clone, Debug, Default, PartialEq)]
struct Parcel {
    size: Option<Size>,
    name: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Size {
    Box(Crate),
    Weight(i32),
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Crate {
    width: i32,
    height: i32,
}

impl Record for Parcel {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Box" => input.variant(0, &mut self.size, Size::Box),
            "Weight" => input.variant(0, &mut self.size, Size::Weight),
            "Name" => input.once(1, &mut self.name),
            _ => Ok(Found::No),
        }
    }
}

impl Record for Crate {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "Width" => input.once(0, &mut self.width),
            "Height" => input.once(1, &mut self.height),
            _ => Ok(Found::No),
        }
    }
}

#[test]
fn an_invalid_value_inside_a_branch_of_an_optional_choice_is_an_error() {
    for content in [
        "<Box><Width>x</Width><Height>3</Height></Box><Name>n</Name>",
        "<Box><Height>3</Height><Width>x</Width></Box><Name>n</Name>",
    ] {
        let xml = format!("<p>{content}</p>");
        row::<Parcel>(&xml, [Err("p/Box/Width: expected "); 3]);
    }
    // `Weight` is a branch with a simple value. An invalid value of this branch is treated like an invalid
    // value of an optional member: the lenient mode skips it.
    let error = "p/Weight: expected ";
    let noted = "p/Weight: not a value of its type, found \"x\"";
    let xml = "<p><Weight>x</Weight><Name>n</Name></p>";
    let value = row::<Parcel>(xml, [Err(error), Err(error), Ok(noted)]);
    assert_eq!((value.size, value.name.as_deref()), (None, Some("n")));
}

#[test]
fn a_nil_branch_of_an_optional_choice_is_an_error_or_recorded() {
    let parcel = |content: &str| format!("<p {XSI}>{content}<Name>n</Name></p>");
    for (branch, path) in [
        ("<Box xsi:nil='true'/>", "Box"),
        ("<Weight xsi:nil='1'/>", "Weight"),
        ("<Box xsi:nil='1'> </Box>", "Box"),
    ] {
        let error = format!("p/{path}: expected a value, found nil");
        let noted = format!("p/{path}: nil, although not nillable");
        row::<Parcel>(&parcel(branch), [Err(&error), Ok(&noted), Ok(&noted)]);
        let (value, _) = from_str_as::<Parcel>(&parcel(branch), ReadingMode::Standard).unwrap();
        assert_eq!((value.size, value.name.as_deref()), (None, Some("n")));
    }
    // The nil element is inside the branch. It is a required member there.
    let error = "p/Box/Width: expected a value, found nil";
    let noted = "p/Box/Width: nil, although not nillable";
    let xml = parcel("<Box><Width xsi:nil='1'/><Height>3</Height></Box>");
    let value = row::<Parcel>(&xml, [Err(error), Err(error), Ok(noted)]);
    assert_eq!(value.size, Some(Size::Box(Crate { width: 0, height: 3 })));
    // A nil branch is an occurrence of the choice.
    let error = "p/Box: expected one occurrence";
    let xml = parcel("<Weight>1</Weight><Box xsi:nil='1'/>");
    assert!(from_str_as::<Parcel>(&xml, ReadingMode::Standard).unwrap_err().to_string().starts_with(error));
}

#[test]
fn the_xsi_type_of_a_nil_simple_value_is_compared_with_its_type() {
    for member in [
        "<Tons xsi:type='x:int' xsi:nil='true'/>",
        "<Name xsi:type='x:string' xsi:nil='true'/>",
        "<Built xsi:type='x:dateTime' xsi:nil='true'/>",
        "<Password xsi:type='x:string' xsi:nil='true'/>",
    ] {
        let member = member.replacen(' ', " xmlns:x='http://www.w3.org/2001/XMLSchema' ", 1);
        row::<Ship>(&ship(&member), [Ok(""); 3]);
    }
    // The prefix is not declared.
    let error = "Ship/Tons: expected an xsi:type whose prefix is declared";
    let noted = "Ship/Tons/@type: undeclared prefix, found \"xsd:int\"";
    let xml = ship("<Tons xsi:type='xsd:int' xsi:nil='true'/>");
    assert_eq!(row::<Ship>(&xml, [Err(error), Ok(noted), Ok(noted)]).tons, None);
    // A value that is not nil cannot be read with the undeclared prefix, except in the lenient mode.
    let xml = ship("<Tons xsi:type='xsd:int'>1</Tons>");
    row::<Ship>(&xml, [Err(error), Err(error), Ok(noted)]);
}
