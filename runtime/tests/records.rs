//! Records as the generator writes them: decoding, encoding, and errors.

// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod both_ways;
mod shapes;

use both_ways::from_str;
use saponify::{ErrorKind, Found, Name, Nillable, Reader, Record, Result, Writer, to_string};
use shapes::*;

const HEAD: &str = "<Zoo xmlns=\"urn:zoo\"";

fn zoo(content: &str) -> String {
    format!("{HEAD}>{content}</Zoo>")
}

fn read(content: &str) -> Zoo {
    from_str(&zoo(content)).unwrap_or_else(|error| panic!("{content}: {error}"))
}

fn refused(content: &str) -> String {
    from_str::<Zoo>(&zoo(content)).expect_err(content).to_string()
}

/// Writes a value, checks that the same value is read back, and returns the content of the root element.
fn written(zoo: &Zoo) -> String {
    let xml = to_string((NS, "Zoo"), zoo).unwrap_or_else(|error| panic!("{zoo:?}: {error}"));
    assert_eq!(from_str::<Zoo>(&xml).as_ref().ok(), Some(zoo), "{xml}");
    let content = xml.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix("</Zoo>"));
    match content {
        Some(content) => content.strip_prefix('>').unwrap_or(content).to_owned(),
        None => xml.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix("/>")).expect("a Zoo").to_owned(),
    }
}

#[test]
fn members_are_read_in_any_order_and_unknown_ones_are_skipped() {
    let zoo = read(
        "<Unknown a='1'><Name>no</Name>&amp;</Unknown>text-free <!-- c --><Open>true</Open><?p?>
         <Other xmlns='urn:other'/><Name xmlns='urn:other'>no</Name><Name>yes</Name>"
            .replace("text-free", "")
            .as_str(),
    );
    assert_eq!((zoo.base.name.as_deref(), zoo.open), (Some("yes"), Some(true)));
    assert_eq!(written(&zoo), "<Name>yes</Name><Open>true</Open>");
}

#[test]
fn prefixes_of_any_kind_are_equivalent() {
    let expected = read("<Name>x</Name><Keeper><Name>y</Name></Keeper>");
    for xml in [
        "<z:Zoo xmlns:z='urn:zoo'><z:Name>x</z:Name><z:Keeper><z:Name>y</z:Name></z:Keeper></z:Zoo>",
        "<a:Zoo xmlns:a='urn:zoo'><b:Name xmlns:b='urn:zoo'>x</b:Name><Keeper xmlns='urn:zoo'><a:Name>y</a:Name></Keeper></a:Zoo>",
        "<Zoo xmlns='urn:&#122;oo'><Name>x</Name><Keeper><Name>y</Name></Keeper></Zoo>",
        "<p:Zoo xmlns:p='urn:x'><Name xmlns='urn:zoo'>x</Name><p:Keeper xmlns:p='urn:zoo'><p:Name>y</p:Name></p:Keeper><p:Name>no</p:Name></p:Zoo>",
    ] {
        assert_eq!(from_str::<Zoo>(xml).expect(xml), expected, "{xml}");
    }
}

#[test]
fn a_second_occurrence_of_a_single_member_is_an_error() {
    for (content, path, found) in [
        ("<Name>a</Name><Open>1</Open><Name>b</Name>", "Zoo/Name", "a second `Name`"),
        ("<Keeper/><Keeper/>", "Zoo/Keeper", "a second `Keeper`"),
        ("<Days/><Days/>", "Zoo/Days", "a second `Days`"),
        ("<Labels/><Labels/>", "Zoo/Labels", "a second `Labels`"),
        ("<Circle>1</Circle><Square>2</Square>", "Zoo/Square", "a second `Square`"),
    ] {
        let error = refused(content);
        assert!(error.starts_with(path) && error.contains(found), "{content}: {error}");
    }
}

#[test]
fn a_missing_required_member_is_named() {
    for (xml, expected) in [
        ("<Cage xmlns='urn:zoo'/>", "Cage: expected the required `Number`"),
        ("<Cage xmlns='urn:zoo'><Key/></Cage>", "Cage: expected the required `Number`"),
        ("<Cage xmlns='urn:zoo'><Number>1</Number></Cage>", "Cage: expected the required `Key`"),
        ("<Cage xmlns='urn:zoo'><Key/><Number>1</Number></Cage>", "Cage: expected the required `Guest`"),
    ] {
        let error = from_str::<Cage>(xml).expect_err(xml).to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    let cage: Cage = from_str("<Cage xmlns='urn:zoo' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><Key i:nil='1'/><Guest/><Number>1</Number><Guest>x</Guest></Cage>")
        .expect("all is there");
    assert_eq!(cage, Cage { number: 1, key: None, guests: vec!["".into(), "x".into()] });
    let xml = to_string((NS, "Cage"), &cage).expect("all is there");
    assert_eq!(
        xml,
        "<Cage xmlns=\"urn:zoo\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><Number>1</Number>\
         <Key xsi:nil=\"true\"/><Guest/><Guest>x</Guest></Cage>"
            .replace(
                "<Cage xmlns=\"urn:zoo\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
                "<Cage xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:zoo\">"
            )
    );
    let error = to_string((NS, "Cage"), &Cage::default()).expect_err("no guest").to_string();
    assert_eq!(error, "Cage cannot be written: Guest is not set");
}

#[test]
fn errors_carry_the_path_and_the_place() {
    for (content, expected) in [
        (
            "<Open>maybe</Open>",
            "Zoo/Open: expected an xs:boolean: true, false, 1 or 0, found `maybe` at line 1, column 28 (offset 27)",
        ),
        (
            "<Keeper><Age>x</Age></Keeper>",
            "Zoo/Keeper/Age: expected an xs:int, -2147483648 to 2147483647, found `x`",
        ),
        (
            "<Keeper><Age/></Keeper>",
            "Zoo/Keeper/Age: expected an xs:int, -2147483648 to 2147483647, found an empty text",
        ),
        (
            "<Animal/><Animal><Age>1</Age><Age>2</Age></Animal>",
            "Zoo/Animal[1]/Age: expected one occurrence, found a second `Age`",
        ),
        (
            "<Keepers><Keeper/><Keeper/><Keeper><Age>é</Age></Keeper></Keepers>",
            "Zoo/Keepers/Keeper[2]/Age: expected an xs:int",
        ),
        ("<Keepers><Keeper/>x</Keepers>", "Zoo/Keepers: expected no text, only elements, found text"),
        ("text", "Zoo: expected no text, only elements, found text"),
        ("<Name>a<b/></Name>", "Zoo/Name: expected text, found the element `b`"),
        ("<Open><b>1</b></Open>", "Zoo/Open: expected text, found the element `b`"),
        (
            "<Labels><Label><Key>a</Key></Label></Labels>",
            "Zoo/Labels/Label[0]: expected the required `Value`",
        ),
        ("<Keeper age='x'/>", "Zoo/Keeper/@age: expected an xs:int, -2147483648 to 2147483647, found `x`"),
        (
            "<Days>Monday Someday</Days>",
            "Zoo/Days: expected one of `Monday`, `Tuesday`, found `Monday Someday`",
        ),
    ] {
        let error = refused(content);
        assert!(error.starts_with(expected), "{content}\n{error}\n{expected}");
    }
    let envelope = "<s:Envelope xmlns:s='urn:s'><s:Body>\n<Zoo xmlns='urn:zoo'><Open> </Open></Zoo></s:Body></s:Envelope>";
    let error = from_str::<Within>(envelope).expect_err("not a boolean");
    assert_eq!(error.path(), Some("Envelope/Body/Zoo/Open"));
    assert_eq!(error.place().map(|place| (place.line, place.column)), Some((2, 29)));
}

#[test]
fn nil_is_none_and_never_a_default_value() {
    let nil = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil";
    let zoo = read(&format!(
        "<Name {nil}='true'/><Open {nil}='1'> <!-- c --> </Open><Keeper {nil}=' true '></Keeper><Days {nil}='true'/>\
         <Keepers><Keeper {nil}='true'/><Keeper {nil}='false'/></Keepers><Labels {nil}='true'/><Shape {nil}='1'/>"
    ));
    let expected = Zoo { keepers: Some(vec![None, Some(Keeper::default())]), ..Zoo::default() };
    assert_eq!(zoo, expected);
    for (content, expected) in [
        (
            format!("<Name {nil}='true'>x</Name>"),
            "Zoo/Name: expected no content in a nil element, found text",
        ),
        (
            format!("<Keeper {nil}='true'><Age>1</Age></Keeper>"),
            "Zoo/Keeper: expected no content in a nil element, found the element `Age`",
        ),
        (format!("<Name {nil}='maybe'/>"), "Zoo/Name: expected xsi:nil to be true or false, found maybe"),
        (format!("<Animal {nil}='true'/>"), "Zoo/Animal[0]: expected a value, found nil"),
    ] {
        let error = refused(&content);
        assert!(error.starts_with(expected), "{content}\n{error}");
    }
    // Only the attribute in the namespace of `xsi` is evaluated.
    assert_eq!(read("<Name nil='true' xmlns:x='urn:x' x:nil='true'/>").base.name.as_deref(), Some(""));
}

#[test]
fn nil_is_distinguished_from_absent() {
    let nil = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'";
    for (content, tip, keeper) in [
        (String::new(), Nillable::Absent, Nillable::Absent),
        (format!("<Tip {nil}/><Exact {nil}/>"), Nillable::Nil, Nillable::Nil),
        ("<Tip>5</Tip><Exact/>".into(), Nillable::Value(5), Nillable::Value(Keeper::default())),
    ] {
        let zoo = read(&content);
        assert_eq!((zoo.tip, &zoo.exact), (tip, &keeper), "{content}");
        let xml = to_string((NS, "Zoo"), &zoo).expect("a Zoo");
        assert_eq!(from_str::<Zoo>(&xml).expect(&xml), zoo);
    }
}

#[test]
fn each_kind_of_member_is_written_as_xml() {
    let zoo = Zoo {
        base: Place {
            name: Some("a < b & c > \"d\" 'é'\r\n\t漢😀".into()),
            lang: Some("n\"o\n<&>\t".into()),
        },
        open: Some(false),
        keeper: Some(Box::new(Keeper {
            age: Some(-7),
            name: Some(String::new()),
            note: Some(3),
            boss: None,
        })),
        keepers: Some(vec![]),
        animals: vec![Keeper { age: Some(1), ..Keeper::default() }, Keeper::default()],
        days: Some([Day::Monday, Day::Tuesday].into()),
        codes: Some(vec![1, 2]),
        labels: Some([("a".to_owned(), 1), ("b".to_owned(), 2)].into()),
        shape: Some(Shape::Square(2)),
        tip: Nillable::Value(9),
        ..Zoo::default()
    };
    assert_eq!(
        written(&zoo),
        " lang=\"n&quot;o&#10;&lt;&amp;&gt;&#9;\">\
         <Name>a &lt; b &amp; c &gt; \"d\" 'é'&#13;\n\t漢😀</Name><Open>false</Open>\
         <Keeper age=\"3\"><Name/><Age>-7</Age></Keeper><Keepers/><Animal><Age>1</Age></Animal><Animal/>\
         <Days>Monday Tuesday</Days>\
         <Codes xmlns:n1=\"urn:codes\"><n1:int>1</n1:int><n1:int>2</n1:int></Codes>\
         <Labels><Label><Key>a</Key><Value>1</Value></Label><Label><Key>b</Key><Value>2</Value></Label></Labels>\
         <Square>2</Square><Tip>9</Tip>"
    );
    let zoo = Zoo {
        labels: Some(Dictionary(vec![(None, Some(1)), (Some("a".into()), None)])),
        keepers: Some(vec![None]),
        ..Zoo::default()
    };
    assert!(to_string((NS, "Zoo"), &zoo).expect("a Zoo").ends_with(
        "<Keepers><Keeper xsi:nil=\"true\"/></Keepers>\
         <Labels><Label><Key xsi:nil=\"true\"/><Value>1</Value></Label><Label><Key>a</Key><Value xsi:nil=\"true\"/></Label></Labels></Zoo>"
    ));
    assert_eq!(from_str::<Zoo>(&to_string((NS, "Zoo"), &zoo).expect("a Zoo")).expect("a Zoo"), zoo);
}

#[test]
fn what_cannot_be_written_is_an_error_with_its_path() {
    let keeper = |name: &str| Keeper { name: Some(name.into()), ..Keeper::default() };
    for (zoo, expected) in [
        (
            Zoo { keeper: Some(Box::new(keeper("\u{1}"))), ..Zoo::default() },
            "Zoo/Keeper/Name cannot be written: XML does not allow the character U+0001",
        ),
        (
            Zoo {
                animals: vec![keeper("a"), keeper("b"), keeper("long enough for words of eight \u{FFFE}")],
                ..Zoo::default()
            },
            "Zoo/Animal[2]/Name cannot be written: XML does not allow the character U+FFFE",
        ),
        (
            Zoo { keepers: Some(vec![None, Some(keeper("\u{8}"))]), ..Zoo::default() },
            "Zoo/Keepers/Keeper[1]/Name cannot be written: XML does not allow the character U+0008",
        ),
        (
            Zoo { base: Place { lang: Some("\u{1F}".into()), name: None }, ..Zoo::default() },
            "Zoo cannot be written: XML does not allow the character U+001F",
        ),
        (
            Zoo { days: Some([Day::Unset].into()), ..Zoo::default() },
            "Zoo/Days cannot be written: it is not set",
        ),
        (
            Zoo { shape: Some(Shape::Unset), ..Zoo::default() },
            "Zoo cannot be written: Circle or Square is not set",
        ),
        (
            Zoo { tags: Some(["a b".to_owned()].into()), ..Zoo::default() },
            "Zoo/Tags cannot be written: an item of a list contains white space",
        ),
        (
            Zoo { tags: Some([String::new()].into()), ..Zoo::default() },
            "Zoo/Tags cannot be written: an item of a list is empty",
        ),
    ] {
        let error = to_string((NS, "Zoo"), &zoo).expect_err(expected);
        assert_eq!(error.to_string(), expected);
        assert!(matches!(error.kind(), ErrorKind::Encode { .. }));
    }
}

#[test]
fn values_nested_too_deep_are_an_error_when_read_and_when_written() {
    let nested = |depth: usize| {
        (0..depth)
            .fold(Keeper::default(), |boss, _| Keeper { boss: Some(Box::new(boss)), ..Keeper::default() })
    };
    let fits = to_string((NS, "Keeper"), &nested(95)).expect("it fits");
    assert_eq!(from_str::<Keeper>(&fits).expect("it fits"), nested(95));
    let error = to_string((NS, "Keeper"), &nested(96)).expect_err("it does not fit");
    assert!(error.to_string().contains("deeper than 96"), "{error}");
}

#[test]
fn choices_take_one_branch() {
    assert_eq!(read("<Circle>5</Circle>").shape, Some(Shape::Circle(5)));
    assert_eq!(read("<Square>5</Square>").shape, Some(Shape::Square(5)));
    assert_eq!(read("").shape, None);
    let zoo = read("<Cat>a</Cat><Dog>1</Dog><Cat>b</Cat><Cat>c</Cat>");
    assert_eq!(zoo.pets, [Pet::Cat("a".into()), Pet::Dog(1), Pet::Cat("b".into()), Pet::Cat("c".into())]);
    assert_eq!(written(&zoo), "<Cat>a</Cat><Dog>1</Dog><Cat>b</Cat><Cat>c</Cat>");
}

#[test]
fn a_repeated_group_begins_again_where_a_member_occurs_again() {
    for (content, rows) in [
        ("<A>1</A><B>2</B><A>3</A><B>4</B>", vec![(Some(1), vec![2]), (Some(3), vec![4])]),
        ("<A>1</A><A>2</A>", vec![(Some(1), vec![]), (Some(2), vec![])]),
        ("<B>1</B><B>2</B><A>3</A>", vec![(Some(3), vec![1, 2])]),
        ("<A>1</A><Open>1</Open><B>2</B>", vec![(Some(1), vec![]), (None, vec![2])]),
        ("<A>1</A> <!-- c --> <B>2</B><Unknown/><A>1</A>", vec![(Some(1), vec![2]), (Some(1), vec![])]),
        ("<A>1</A>", vec![(Some(1), vec![])]),
    ] {
        let rows: Vec<Row> = rows.into_iter().map(|(a, b)| Row { a, b }).collect();
        assert_eq!(read(content).rows, rows, "{content}");
    }
    assert_eq!(written(&read("<A>1</A><B>2</B><B>3</B><A>4</A>")), "<A>1</A><B>2</B><B>3</B><A>4</A>");
    assert!(refused("<A>1</A><B>x</B>").starts_with("Zoo/B[0]: expected an xs:int"));
}

#[test]
fn mixed_content_keeps_the_order() {
    let xml =
        "<Story xmlns=\"urn:zoo\">Once <Name>a</Name> &amp; <Name>b</Name><![CDATA[<]]>\n<Other/></Story>";
    let story: Story = from_str(xml).expect("a story");
    assert_eq!(story.0, ["Once ", "[a]", " & ", "[b]", "<\n"]);
    assert_eq!(from_str::<Story>("<Story/>").expect("no story").0, [""; 0]);
}

#[test]
fn simple_content_has_a_value_and_attributes() {
    let price: Price = from_str("<Price currency='NOK' unknown=''> 12 </Price>").expect("a price");
    assert_eq!(price, Price { value: 12, currency: "NOK".into() });
    assert_eq!(to_string(("", "Price"), &price).expect("a price"), "<Price currency=\"NOK\">12</Price>");
    let error = from_str::<Price>("<Price currency='x'>much</Price>").expect_err("no number").to_string();
    assert!(
        error.starts_with("Price: expected an xs:int, -2147483648 to 2147483647, found `much`"),
        "{error}"
    );
    let error = from_str::<Price>("<Price>1</Price>").expect_err("no currency").to_string();
    assert!(error.starts_with("Price: expected the required `currency`"), "{error}");
}

#[test]
fn the_xsi_type_of_an_element_selects_the_variant() {
    let xsi = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance'";
    for (content, expected) in [
        (
            "<Vehicle><Name>x</Name></Vehicle>".to_owned(),
            Vehicle::Any(Box::new(Keeper { name: Some("x".into()), ..Keeper::default() })),
        ),
        (
            format!("<Vehicle {xsi} i:type='Boat'><Length>3</Length></Vehicle>"),
            Vehicle::Boat(Box::new(Boat { length: Some(3) })),
        ),
        (format!("<Vehicle xmlns:z='urn:zoo' {xsi} i:type=' z:Boat '/>"), Vehicle::Boat(Box::default())),
        (format!("<Vehicle {xsi} i:type='&#66;oat'/>"), Vehicle::Boat(Box::default())),
    ] {
        let zoo = read(&content);
        assert_eq!(zoo.vehicle, Some(expected), "{content}");
        let xml = to_string((NS, "Zoo"), &zoo).expect("a Zoo");
        assert_eq!(from_str::<Zoo>(&xml).expect(&xml), zoo, "{xml}");
    }
    let zoo = read(&format!("<Vehicle xmlns:o='urn:other' {xsi} i:type='o:Plane'><o:Wing/></Vehicle>"));
    let Some(Vehicle::Other(element)) = &zoo.vehicle else { panic!("{zoo:?}") };
    assert_eq!(element.type_name(), Some(Name::new("urn:other", "Plane")));
    let xml = to_string((NS, "Zoo"), &zoo).expect("a Zoo");
    assert_eq!(from_str::<Zoo>(&xml).expect(&xml), zoo, "{xml}");
    for (content, expected) in [
        (
            format!("<Vehicle {xsi} i:type='o:Plane'/>"),
            "Zoo/Vehicle: expected an xsi:type whose prefix is declared, found o:Plane",
        ),
        (
            format!("<Vehicle {xsi} i:type=''/>"),
            "Zoo/Vehicle: expected an xsi:type that is a qualified name, found ",
        ),
        (
            format!("<Vehicle {xsi} i:type='a b'/>"),
            "Zoo/Vehicle: expected an xsi:type that is a qualified name, found a b",
        ),
    ] {
        let error = refused(&content);
        assert!(error.starts_with(expected), "{content}\n{error}");
    }
    // Without derived types `xsi:type` makes no difference.
    assert_eq!(read(&format!("<Keeper {xsi} i:type='Keeper'/>")).keeper, Some(Box::default()));
}

#[test]
fn a_secret_shows_in_no_error() {
    for content in [
        "<Code>7T:abc</Code>",
        "<Code>&lt;7T:abc</Code>",
        "<Code>&7T:abc;</Code>",
        "<Code>7T:abc<x/></Code>",
        "<Code key='7T:abc'>1</Code>",
    ] {
        let error = from_str::<Vault>(&format!("<Vault>{content}</Vault>")).expect_err(content);
        assert!(!format!("{error} {error:?}").contains("7T"), "{content}: {error}");
    }
    let error = to_string(("", "Vault"), &Vault { ticket: Some("7T:\u{1}".into()), ..Vault::default() })
        .expect_err("not a character");
    assert_eq!(error.to_string(), "Vault/Ticket cannot be written: the secret cannot be written");
    assert!(!format!("{:?}", Vault { ticket: Some("7T".into()), ..Vault::default() }).contains("7T"));
}

#[test]
fn an_element_that_a_record_does_not_read_is_skipped() {
    #[derive(Default)]
    struct Lazy(u32);

    impl Record for Lazy {
        fn decode_field(&mut self, _name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
            self.0 += 1;
            Ok(Found::Many)
        }

        fn encode_fields(&self, _output: &mut Writer) {}
    }

    let lazy: Lazy = from_str("<a><b>x</b><b/><c><d>&lt;</d><d/></c>\n<b>x</b></a>").expect("well-formed");
    assert_eq!(lazy.0, 4);
}

#[test]
fn more_members_than_a_word_has_bits_are_distinguished() {
    struct Wide([Option<i32>; 200]);

    impl Default for Wide {
        fn default() -> Self {
            Self([None; 200])
        }
    }

    impl Record for Wide {
        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            let index: u16 = name.local().trim_start_matches('m').parse().unwrap_or(u16::MAX);
            match self.0.get_mut(usize::from(index)) {
                Some(slot) => input.once(index, slot),
                None => Ok(Found::No),
            }
        }

        fn encode_fields(&self, _output: &mut Writer) {}
    }

    let all: String = (0..200).rev().map(|index| format!("<m{index}>{index}</m{index}>")).collect();
    let wide: Wide = from_str(&format!("<a>{all}</a>")).expect("all once");
    assert!(wide.0.iter().enumerate().all(|(index, value)| *value == Some(index as i32)));
    assert!(from_str::<Wide>(&format!("<a>{all}<m150>1</m150></a>")).is_err());
}

/// A nil element has no value of any type, even with text in it.
#[test]
fn text_of_a_nil_element_is_no_value() {
    let nil = |content: &str| {
        format!(
            "<r xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><a i:nil='true'>{content}</a></r>{}",
            " ".repeat(99)
        )
    };
    for content in ["", "5", "<![CDATA[5]]>"] {
        let error = from_str::<OnlyA>(&nil(content)).expect_err("nil is no number").to_string();
        assert!(error.contains("found nil"), "{content:?}: {error}");
        let optional = from_str::<MaybeA>(&nil(content));
        assert_eq!(optional.map(|only| only.0).ok(), content.is_empty().then_some(None), "{content:?}");
    }
}

#[derive(Debug, Default)]
struct OnlyA(i32);

impl Record for OnlyA {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.only(name, ("", "a"), &mut self.0)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

#[derive(Debug, Default)]
struct MaybeA(Option<i32>);

impl Record for MaybeA {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.only(name, ("", "a"), &mut self.0)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
