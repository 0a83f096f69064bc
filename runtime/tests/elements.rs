//! Captured XML: it declares the namespaces that it uses, keeps its meaning wherever it is written, and can be decoded
//! later.

// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod both_ways;
mod shapes;

use both_ways::{both_ways, from_str};
use saponify::{Element, Found, Name, Reader, Record, Result, Writer, to_string};
use shapes::Keeper;

/// A wildcard and an element of type `xs:anyType` beside ordinary members.
#[derive(Clone, Debug, Default, PartialEq)]
struct Holder {
    any: Vec<Element>,
    value: Option<Element>,
}

impl Record for Holder {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("urn:h") {
            "Value" => input.once(0, &mut self.value),
            _ => input.any(&mut self.any),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("urn:h").any(&self.any).field("Value", &self.value);
    }
}

const CONTENTS: [&str; 24] = [
    "<x/>",
    "<x a='1' b='&lt;&quot;'>text &amp; more</x>",
    "<x xmlns='urn:x'><y/></x>",
    "<x xmlns='urn:x' a='1'><y xmlns=''><z/></y></x>",
    "<p:x xmlns:p='urn:p'><p:y p:a='1'/></p:x>",
    "<p:x/>",
    "<p:x><y/><p:y/><h:y/></p:x>",
    "<p:x><p:y><y/></p:y></p:x>",
    "<p:x><p:y xmlns='urn:z'><y/></p:y><y/></p:x>",
    "<h:x><h:y/></h:x>",
    "<x><y p:a='1' q:b='2'/></x>",
    "<x p:a='1' q:a='2' xml:lang='en'/>",
    "<x a='p:y'/>",
    "<x>p:y</x>",
    "<x>not-p:y xp:y p :y</x>",
    "<x xsi:type='p:y'/>",
    "<x xsi:type='y'/>",
    "<x xsi:nil='true'/>",
    "<x xsi:nil='true' a='1'/>",
    "<x><y xsi:nil='true'/><y xsi:type='y'/></x>",
    "<x xmlns:xsi='urn:not-it'><y xsi:nil='p'/></x>",
    "<x xmlns:n1='urn:1' n1:a='1'><n1:y/></x>",
    "<x><!-- c --><?p i?><![CDATA[<&p:]]>\n</x>",
    "<p:x xmlns:p='urn:&amp;&quot;&lt;'><p:y/></p:x>",
];

const AROUND: [&str; 4] = [
    "xmlns:h='urn:h' xmlns:p='urn:p' xmlns:q='urn:q' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'",
    "xmlns='urn:d' xmlns:h='urn:h' xmlns:p='urn:p' xmlns:q='urn:q' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'",
    "xmlns='urn:h' xmlns:h='urn:h' xmlns:p='urn:p' xmlns:q='urn:q' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'",
    "xmlns='urn:d&amp;' xmlns:h='urn:h' xmlns:p='urn:&quot;&lt;' xmlns:q='urn:h' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'",
];

/// The meaning of a document: its expanded names, its attributes in alphabetical order, and its texts.
fn meaning(xml: &str) -> String {
    #[derive(Default)]
    struct Tree(String);

    impl Record for Tree {
        fn content(&self) -> saponify::Content {
            saponify::Content::Mixed
        }

        fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            self.0.push_str(&format!(" {name}={:?}", input.text()));
            Ok(Found::Many)
        }

        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            self.0.push_str(&format!("<{name}"));
            if let Some(name) = input.type_name()? {
                self.0.push_str(&format!(" type={name}"));
            }
            match input.is_nil() {
                true => input.skip()?,
                false => input.record(self)?,
            }
            self.0.push('>');
            Ok(Found::Many)
        }

        fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
            self.0.push_str(&format!("{:?}", input.text()));
            Ok(())
        }

        fn encode_fields(&self, _output: &mut Writer) {}
    }

    from_str::<Tree>(xml).unwrap_or_else(|error| panic!("{xml}: {error}")).0
}

#[test]
fn captured_elements_keep_their_meaning_wherever_they_are_written() {
    for around in AROUND {
        for content in CONTENTS {
            let xml = format!("<h:Holder {around}>{content}</h:Holder>");
            let holder: Holder = from_str(&xml).unwrap_or_else(|error| panic!("{xml}: {error}"));
            let [element] = holder.any.as_slice() else { panic!("{xml}: {holder:?}") };

            let alone = element.to_xml();
            assert_eq!(Element::parse(&alone).as_ref().ok(), Some(element), "{xml}\n{alone}");

            let within = to_string(("urn:h", "Holder"), &holder).expect(&xml);
            assert_eq!(from_str::<Holder>(&within).as_ref().ok(), Some(&holder), "{xml}\n{within}");
            let within_none = to_string(("", "Holder"), &holder).expect(&xml);
            assert_eq!(from_str::<Holder>(&within_none).as_ref().ok(), Some(&holder), "{xml}\n{within_none}");

            assert_eq!(meaning(&xml), meaning(&within), "{xml}\n{within}");
            assert_eq!(
                meaning(&format!("<o {around}>{content}</o>")),
                meaning(&format!("<o>{alone}</o>")),
                "{alone}"
            );
        }
    }
}

#[test]
fn an_element_of_any_type_can_be_written_under_another_name() {
    for around in AROUND {
        for content in CONTENTS {
            let xml = format!("<h:Holder {around}>{content}</h:Holder>");
            let holder: Holder = from_str(&xml).expect(&xml);
            let value = Holder { value: holder.any.into_iter().next(), any: vec![] };
            let written = match to_string(("urn:h", "Holder"), &value) {
                Ok(written) => written,
                // Where a default namespace is in force, a QName without a prefix belongs to it. A type without a namespace
                // then has no QName.
                Err(error) => {
                    assert!(error.to_string().contains("the name y has no namespace"), "{xml}: {error}");
                    continue;
                }
            };
            let read: Holder = from_str(&written).expect(&written);
            let Some(read) = read.value else {
                assert!(value.value.is_some_and(|value| value.is_nil()), "{written}");
                continue;
            };
            let inner = |element: &Element| {
                element
                    .to_xml()
                    .split_once('>')
                    .map(|(_, rest)| rest.rsplit_once("</").map(|(content, _)| content.to_owned()))
            };
            let Some(original) = value.value else { panic!("{xml}") };
            assert_eq!(read.name(), Name::new("urn:h", "Value"));
            assert_eq!(read.type_name(), original.type_name(), "{written}");
            assert_eq!(inner(&read), inner(&original), "{written}");
        }
    }
}

#[test]
fn captured_elements_can_be_inspected() {
    let element =
        Element::parse("<p:a xmlns:p='urn:p' b='1' p:b='2'><c>x</c> y <d/></p:a>").expect("well-formed");
    assert_eq!(element.name(), Name::new("urn:p", "a"));
    assert_eq!(element.attribute(("", "b")), Some("1"));
    assert_eq!(element.attribute(("urn:p", "b")), Some("2"));
    assert_eq!(element.attribute(("urn:q", "b")), None);
    assert_eq!(element.text(), None);
    let children = element.children();
    assert_eq!(children.iter().map(|child| child.name().local()).collect::<Vec<_>>(), ["c", "d"]);
    assert_eq!(
        children.iter().map(|child| child.text().map(String::from)).collect::<Vec<_>>(),
        [Some("x".into()), Some(String::new())]
    );
    let text = |xml: &str| Element::parse(xml).expect(xml).text().map(String::from);
    assert_eq!(text("<a> &lt;<![CDATA[&]]>\r\n</a>").as_deref(), Some(" <&\n"));
    assert_eq!(text("<a>plain</a>").as_deref(), Some("plain"));
    assert_eq!(text("<a><b/></a>"), None);
}

#[test]
fn captured_elements_are_decoded_as_types() {
    let xml = "<z:Vehicle xmlns:z='urn:zoo' age='3'><z:Name>a</z:Name><z:Boss><z:Age>1</z:Age></z:Boss></z:Vehicle>";
    let element = Element::parse(xml).expect("well-formed");
    let keeper: Keeper = element.decode().expect("a keeper");
    assert_eq!(keeper, from_str(xml).expect("a keeper"));
    assert_eq!(
        Element::of(("urn:zoo", "Vehicle"), &keeper).expect("a keeper").decode::<Keeper>().expect("a keeper"),
        keeper
    );
    let error = Element::parse("<a xmlns='urn:zoo'><Boss><Age>x</Age></Boss></a>")
        .expect("well-formed")
        .decode::<Keeper>();
    assert_eq!(error.expect_err("no number").path(), Some("a/Boss/Age"));
}

#[test]
fn debug_shows_names_and_sizes_only() {
    let element = Element::parse("<a b='secret'>secret</a>").expect("well-formed");
    assert_eq!(format!("{element:?}"), "<a> of 6 bytes");
}

/// The qualified names in a document: the texts of the elements with this local name, and the values of the
/// attributes `q`.
fn named(xml: &str, local: &str) -> Vec<String> {
    struct Names<'n>(&'n str, Vec<String>);

    impl Record for Names<'_> {
        fn content(&self) -> saponify::Content {
            saponify::Content::Mixed
        }

        fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            if name.local() == "q" {
                let mut value = saponify::xsd::QName::default();
                input.value(&mut value)?;
                self.1.push(format!("@{value:?}"));
            }
            Ok(Found::Many)
        }

        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            if name.local() == self.0 {
                let value: saponify::xsd::QName = input.simple()?;
                self.1.push(format!("{value:?}"));
            } else {
                input.record(self)?;
            }
            Ok(Found::Many)
        }

        fn encode_fields(&self, _output: &mut Writer) {}
    }

    let [cached, uncached] = both_ways(saponify::Limits::default()).map(|limits| {
        let document = saponify::Document::from_text(xml, limits);
        let mut input = document.reader();
        let mut names = Names(local, Vec::new());
        input.root().and_then(|_| input.record(&mut names)).unwrap_or_else(|error| panic!("{xml}: {error}"));
        names.1
    });
    assert_eq!(cached, uncached, "{xml}");
    uncached
}

#[test]
fn names_in_the_values_of_captured_elements_keep_their_namespace() {
    const VALUES: [&str; 12] = [
        "<p:x q='y'/>",
        "<p:x q='p:y'/>",
        "<p:x q='p&#58;y'/>",
        "<p:x><p:v>y</p:v></p:x>",
        "<p:x><p:v>p:y</p:v></p:x>",
        "<p:x><p:v>q&#58;y</p:v></p:x>",
        "<p:x><p:v><![CDATA[y]]></p:v></p:x>",
        "<p:x><p:z><p:v> y </p:v></p:z></p:x>",
        "<p:x><z/><p:z q='y'/></p:x>",
        "<x q='y'><p:v>y</p:v></x>",
        "<p:x xmlns='urn:own'><p:v>y</p:v><v xmlns='urn:inner'>y</v></p:x>",
        "<x xmlns='' q='y'><p:v>y</p:v></x>",
    ];
    for around in AROUND {
        for content in VALUES {
            let xml = format!("<h:Holder {around}>{content}</h:Holder>");
            let holder: Holder = from_str(&xml).unwrap_or_else(|error| panic!("{xml}: {error}"));
            let expected = named(&xml, "v");
            assert!(!expected.is_empty(), "{xml}");
            for name in [("urn:h", "Holder"), ("urn:p", "Holder"), ("", "Holder")] {
                let within = to_string(name, &holder).expect(&xml);
                assert_eq!(named(&within, "v"), expected, "{xml}\n{within}");
                assert_eq!(from_str::<Holder>(&within).as_ref().ok(), Some(&holder), "{xml}\n{within}");
            }
            let alone = format!("<o>{}</o>", holder.any[0].to_xml());
            assert_eq!(named(&alone, "v"), expected, "{xml}\n{alone}");
        }
    }
}

#[test]
fn a_captured_element_may_use_the_prefix_xsi_for_something_else() {
    const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
    let xml = format!(
        "<o><x xmlns:xsi='urn:other' xmlns:i='{XSI}' i:type='i:T' a='xsi:y'><y i:nil='true'/></x></o>"
    );
    let holder: Holder = from_str(&xml).expect("well-formed");
    let within = to_string(("urn:h", "Holder"), &holder).expect("it was read");
    assert_eq!(from_str::<Holder>(&within).ok(), Some(holder), "{within}");
    assert_eq!(meaning(&within), meaning(&xml), "{within}");
}

/// An attribute wildcard.
#[derive(Debug, Default, PartialEq)]
struct Open(saponify::Attributes);

impl Record for Open {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.any_attribute(name, &mut self.0)
    }

    fn encode_attributes(&self, output: &mut Writer) {
        output.any_attributes(&self.0);
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

#[test]
fn names_in_open_attributes_keep_their_namespace() {
    for xml in [
        "<p:o xmlns:p='urn:p' q='p:y'/>",
        "<o xmlns:p='urn:p' xmlns:n1='urn:n' p:q='n1:y' n1:z='p:z'/>",
        "<o xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' q='xsi:y'/>",
    ] {
        let open: Open = from_str(xml).expect(xml);
        let written = to_string(("urn:h", "Open"), &open).expect(xml);
        assert_eq!(from_str::<Open>(&written).as_ref().ok(), Some(&open), "{xml}\n{written}");
        assert_eq!(named(&written, "v"), named(xml, "v"), "{xml}\n{written}");
    }
}

#[test]
fn kept_attributes_cannot_rebind_the_prefix_of_the_element_that_holds_them() {
    let kept = Element::parse("<x xmlns:n1='urn:other' a='n1:y'/>").expect("well-formed");
    let mut output = Writer::new();
    output.open_prefixed("n1", Name::new("urn:own", "x"));
    saponify::Value::encode_attributes(&kept, &mut output);
    output.close();
    let error = output.finish().expect_err("two namespaces have one prefix").to_string();
    assert!(error.contains("the prefix n1"), "{error}");
}
