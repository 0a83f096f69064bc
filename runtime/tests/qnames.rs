//! Values of type `xs:QName`, with and without a namespace: in elements, attributes, lists and arrays, inside
//! elements with and without a default namespace.

// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used)]

mod both_ways;

use both_ways::from_str;
use saponify::xsd::QName;
use saponify::{Content, Found, List, Name, Reader, Record, Result, Writer, to_string};

const NS: &str = "urn:a&b";

#[derive(Clone, Debug, Default, PartialEq)]
struct Names {
    kind: Option<QName>,
    one: Option<QName>,
    several: Option<List<QName>>,
    labelled: Option<Labelled>,
    array: Option<Vec<Option<QName>>>,
    after: Option<i32>,
    below: Option<Box<Names>>,
}

impl Record for Names {
    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "kind" => input.attribute(0, &mut self.kind),
            _ => Ok(Found::No),
        }
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "One" => input.once(1, &mut self.one),
            "Several" => input.once(2, &mut self.several),
            "Labelled" => input.once(3, &mut self.labelled),
            "Array" => input.list(4, ("urn:items", "item"), &mut self.array),
            "After" => input.once(5, &mut self.after),
            "Below" => input.once(6, &mut self.below),
            _ => Ok(Found::No),
        }
    }

    fn encode_attributes(&self, output: &mut Writer) {
        output.within("").attribute("kind", &self.kind);
    }

    fn encode_fields(&self, output: &mut Writer) {
        output
            .within(NS)
            .field("One", &self.one)
            .field("Several", &self.several)
            .field("Labelled", &self.labelled)
            .list("Array", ("urn:items", "item"), &self.array)
            .field("After", &self.after)
            .field("Below", &self.below);
    }
}

/// A QName with an attribute that is a QName too.
#[derive(Clone, Debug, Default, PartialEq)]
struct Labelled {
    value: Option<QName>,
    label: Option<QName>,
}

impl Record for Labelled {
    fn content(&self) -> Content {
        Content::Text
    }

    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("urn:label") {
            "label" => input.attribute(0, &mut self.label),
            _ => Ok(Found::No),
        }
    }

    fn decode_field(&mut self, _name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        Ok(Found::No)
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        let mut value = QName::default();
        input.value(&mut value)?;
        self.value = Some(value);
        Ok(())
    }

    fn encode_attributes(&self, output: &mut Writer) {
        if let Some(value) = &self.value {
            output.namespaces(value);
        }
        output.within("urn:label").attribute("label", &self.label);
    }

    fn encode_fields(&self, output: &mut Writer) {
        if let Some(value) = &self.value {
            output.simple(value);
        }
    }
}

fn name(namespace: &str) -> QName {
    QName::new(namespace, "name").unwrap()
}

/// A name that was read without a prefix.
fn bare(namespace: &str) -> QName {
    from_str(&format!("<a xmlns='{}'>name</a>", namespace.replace('&', "&amp;"))).unwrap()
}

#[test]
fn names_of_a_document_share_their_namespaces() {
    let namespace = "n".repeat(1_024);
    let xml = format!(
        "<z:Names xmlns:z='urn:a&amp;b' xmlns:a='{namespace}' xmlns:b='urn:b'><z:One>a:first</z:One><z:Several>b:x a:second\tb:y</z:Several>\
         <z:Below><z:One>a:third</z:One></z:Below></z:Names>"
    );
    let names: Names = from_str(&xml).unwrap();
    let several = names.several.unwrap();
    let below = names.below.unwrap();
    let [one, second, third] = [names.one, several.get(1).cloned(), below.one].map(Option::unwrap);
    assert_eq!(one.namespace(), namespace);
    for other in [second, third] {
        assert!(std::ptr::eq(one.namespace(), other.namespace()), "{other}");
    }
    assert!(std::ptr::eq(several[0].namespace(), several[2].namespace()));
}

/// All combinations of namespaces, each written and read again.
#[test]
fn a_name_is_read_as_it_was_written_whatever_its_namespace() {
    let namespaces = ["", NS, "urn:other", "urn:items"].map(Some);
    let all = || {
        let names = namespaces.into_iter().flatten().flat_map(|namespace| [name(namespace), bare(namespace)]);
        names.map(Some).chain([None])
    };
    for kind in all() {
        for one in all() {
            for other in all() {
                let names = Names {
                    kind: kind.clone(),
                    one: one.clone(),
                    several: Some([&one, &other].into_iter().flatten().cloned().collect()),
                    labelled: Some(Labelled {
                        value: other.clone().or(one.clone()).or(Some(name(""))),
                        label: kind.clone(),
                    }),
                    array: Some(vec![one.clone(), None, other.clone()]),
                    after: Some(1),
                    below: None,
                };
                let below = Names { kind: other.clone(), below: Some(Box::new(names.clone())), ..names };
                for root in [("", "root"), (NS, "root"), ("urn:other", "root")] {
                    let xml = to_string(root, &below).unwrap();
                    roxmltree::Document::parse(&xml).unwrap();
                    assert_eq!(from_str::<Names>(&xml).unwrap(), below, "{xml}");
                }
            }
        }
    }
}

#[test]
fn a_name_without_namespace_undeclares_the_default_namespace() {
    for (names, expected) in [
        (
            Names { one: Some(name("")), after: Some(1), ..Names::default() },
            "<r xmlns=\"urn:a&amp;b\"><n1:One xmlns:n1=\"urn:a&amp;b\" xmlns=\"\">name</n1:One><After>1</After></r>",
        ),
        (
            Names { kind: Some(name("")), after: Some(1), ..Names::default() },
            "<n1:r xmlns:n1=\"urn:a&amp;b\" xmlns=\"\" kind=\"name\"><n1:After>1</n1:After></n1:r>",
        ),
    ] {
        assert_eq!(to_string((NS, "r"), &names).unwrap(), expected);
    }
}

#[test]
fn a_name_without_namespace_does_not_change_the_namespace_of_an_earlier_xsi_type() {
    let bare = QName::new("", "bare").unwrap();
    for outer in ["", "urn:t"] {
        let mut output = Writer::new();
        output.open(Name::new(outer, "outer"));
        output.open(Name::new("urn:t", "x"));
        output.type_name("urn:t", "T");
        output.within("").attribute("q", &bare);
        output.close();
        output.close();
        let written = output.finish().unwrap();
        let typed = ["xsi:type=\"n1:T\"", "q=\"bare\""].iter().all(|part| written.contains(part));
        assert!(typed && written.contains("xmlns:n1=\"urn:t\""), "{written}");
    }
}

#[test]
fn a_name_keeps_the_prefix_that_it_was_read_with_unless_another_namespace_has_it() {
    let kept = |xml: &str| to_string((NS, "Names"), &from_str::<Names>(xml).unwrap()).unwrap();
    let written = kept(
        "<Names xmlns=\"urn:a&amp;b\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" kind=\"q:k\"><One>p:x</One><Several>q:a p:b q:c</Several></Names>",
    );
    for part in [" kind=\"q:k\"", ">p:x</One>", ">q:a p:b q:c</Several>"] {
        assert!(written.contains(part), "{part} is not in {written}");
    }
    // Names without a prefix: in the namespace of the elements, in another namespace, and in none.
    for (xml, parts) in [
        ("<Names xmlns=\"urn:a&amp;b\" kind=\"k\"><One>x</One></Names>", [" kind=\"k\"", ">x</One>"]),
        (
            "<z:Names xmlns:z=\"urn:a&amp;b\" xmlns=\"urn:x\" kind=\"k\"><z:One>x</z:One></z:Names>",
            [" kind=\"k\"", ">x</n1:One>"],
        ),
        (
            "<z:Names xmlns:z=\"urn:a&amp;b\"><z:One xmlns=\"urn:x\">x</z:One><z:Several>x</z:Several></z:Names>",
            [" xmlns=\"urn:x\">x</n1:One>", " xmlns=\"\">x</n1:Several>"],
        ),
    ] {
        let written = kept(xml);
        assert!(parts.iter().all(|part| written.contains(part)), "{parts:?} are not in {written}");
        assert_eq!(from_str::<Names>(&written).unwrap(), from_str::<Names>(xml).unwrap(), "{written}");
    }
    // The value contains one prefix that is bound to two namespaces.
    let one = from_str::<QName>("<a xmlns:p=\"urn:1\">p:x</a>").unwrap();
    let two = from_str::<QName>("<a xmlns:p=\"urn:2\">p:x</a>").unwrap();
    let list: List<QName> = [one, two].into_iter().collect();
    let written = to_string(("", "a"), &list).unwrap();
    assert_eq!(from_str::<List<QName>>(&written).unwrap(), list, "{written}");
}
