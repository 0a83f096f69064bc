use crate::text::Name;
use crate::xml::{Document, Limits, Scope, Simple, Writer};
use crate::xsd::QName;

#[test]
fn qualified_names_are_resolved_by_their_scope() {
    let name = QName::parse(" xml:lang\n", &Scope::default()).unwrap();
    assert_eq!(
        (name.namespace(), name.local(), name.prefix()),
        ("http://www.w3.org/XML/1998/namespace", "lang", "xml")
    );
    let plain = QName::parse("name", &Scope::default()).unwrap();
    assert_eq!((plain.namespace(), plain.local(), plain.prefix()), ("", "name", ""));
    assert_eq!(plain.to_string(), "name");
    assert_eq!(name.to_string(), "{http://www.w3.org/XML/1998/namespace}lang");
}

#[test]
fn the_prefix_is_no_part_of_the_value() {
    let read = QName::parse("xml:lang", &Scope::default()).unwrap();
    assert_eq!(read, QName::new("http://www.w3.org/XML/1998/namespace", "lang").unwrap());
    assert_ne!(read, QName::new("", "lang").unwrap());
}

#[test]
fn invalid_names_are_refused() {
    for text in
        ["", ":", "a:", ":a", "a:b:c", "1a", "a:1", "a b", "-a", "a:b c", "é:\u{d7}", "http://example.org/x"]
    {
        assert!(QName::parse(text, &Scope::default()).is_err(), "{text:?}");
    }
    let unknown = QName::parse("nowhere:name", &Scope::default()).unwrap_err();
    assert!(unknown.to_string().ends_with("the prefix `nowhere` is not declared here"), "{unknown}");
    for local in ["é", "_", "a-b.c1", "漢字", "a\u{b7}"] {
        assert!(QName::new("urn:x", local).is_ok(), "{local:?}");
    }
    for local in ["", "a:b", " a", "1", "a\u{d7}", "\u{b7}"] {
        assert!(QName::new("urn:x", local).is_err(), "{local:?}");
    }
}

#[test]
fn a_name_is_written_with_a_prefix_that_is_declared() {
    for namespace in ["urn:e", "urn:a", "urn:b&c"] {
        let name = QName::new(namespace, "local").unwrap();
        let mut output = Writer::new();
        output.leaf(Name::new("urn:e", "e"), &name);
        let text = output.finish().unwrap();
        let document = Document::from_text(&text, Limits::default());
        let mut input = document.reader();
        input.root().unwrap();
        assert_eq!(input.simple::<QName>().unwrap(), name, "{text}");
        input.end().unwrap();
    }
}
