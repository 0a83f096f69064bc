//! Values of generated code through serde: nothing is lost, and secrets are refused unless the user permits them.
#![cfg(feature = "serde")]
#![allow(missing_docs, clippy::unwrap_used)]

use saponify::serde::WithSecrets;
use saponify::{
    Attributes, Dictionary, Element, Enumeration, Invalid, List, Nillable, Scope, Secret, Simple, Text, xsd,
};

/// An enumeration as the generator writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Level {
    Low,
    Other(String),
}

impl Enumeration for Level {
    const VALUES: &'static [&'static str] = &["low"];

    fn as_str(&self) -> &str {
        match self {
            Self::Low => "low",
            Self::Other(other) => other,
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "low" => Some(Self::Low),
            other => Some(Self::Other(other.to_owned())),
        }
    }
}

saponify::enumeration!(Level);
saponify::serde_enumeration!(Level);

/// A union as the generator writes it.
#[derive(Clone, Debug, PartialEq)]
enum Size {
    Int(i32),
    Level(Level),
}

impl Simple for Size {
    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        if let Ok(value) = Simple::parse(text, scope) {
            return Ok(Self::Int(value));
        }
        Simple::parse(text, scope).map(Self::Level)
    }

    fn write(&self, text: &mut Text<'_>) {
        match self {
            Self::Int(value) => Simple::write(value, text),
            Self::Level(value) => Simple::write(value, text),
        }
    }
}

saponify::serde_simple!(Size);

/// Serializes a value, expects this JSON, and reads it back.
#[track_caller]
fn round_trip<T>(value: &T, json: &str)
where
    T: serde::Serialize + for<'de> serde::Deserialize<'de> + PartialEq + std::fmt::Debug,
{
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(&serde_json::from_str::<T>(json).unwrap(), value);
}

#[test]
fn values_of_xml_schema_are_their_lexical_form() {
    round_trip(&"-0012.500".parse::<xsd::Decimal>().unwrap(), r#""-0012.500""#);
    round_trip(
        &"123456789012345678901234567890".parse::<xsd::Integer>().unwrap(),
        r#""123456789012345678901234567890""#,
    );
    round_trip(
        &"0001-01-01T00:00:00.1234567+14:00".parse::<xsd::DateTime>().unwrap(),
        r#""0001-01-01T00:00:00.1234567+14:00""#,
    );
    round_trip(&"-P1Y2M3DT4H5M6.70S".parse::<xsd::Duration>().unwrap(), r#""-P1Y2M3DT4H5M6.70S""#);
    round_trip(&"--02-29".parse::<xsd::GMonthDay>().unwrap(), r#""--02-29""#);
    round_trip(&xsd::QName::new("urn:x", "name").unwrap(), r#""{urn:x}name""#);
    round_trip(&xsd::QName::new("", "name").unwrap(), r#""name""#);
    round_trip(&xsd::QName::default(), r#""""#);
    assert!(
        serde_json::from_str::<xsd::Date>(r#""2023-02-29""#).unwrap_err().to_string().contains("xs:date")
    );
}

/// A union with names as the generator writes it.
#[derive(Clone, Debug, PartialEq)]
enum Key {
    Int(i32),
    Names(List<xsd::QName>),
}

impl Simple for Key {
    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        if let Ok(value) = Simple::parse(text, scope) {
            return Ok(Self::Int(value));
        }
        Simple::parse(text, scope).map(Self::Names)
    }

    fn write(&self, text: &mut Text<'_>) {
        match self {
            Self::Int(value) => Simple::write(value, text),
            Self::Names(value) => Simple::write(value, text),
        }
    }
}

saponify::serde_simple!(Key);

#[test]
fn names_in_unions_keep_their_namespace() {
    let names = ["urn:x", ""].map(|namespace| xsd::QName::new(namespace, "name").unwrap());
    round_trip(&Key::Names(names.into_iter().collect()), r#""{urn:x}name name""#);
    round_trip(&Key::Int(7), r#""7""#);
}

#[test]
fn bytes_are_base64() {
    round_trip(&xsd::Base64Binary::from([0, 255, 16]), r#""AP8Q""#);
    round_trip(&xsd::HexBinary::from([0, 255, 16]), r#""AP8Q""#);
}

#[test]
fn enumerations_and_unions_are_their_text() {
    round_trip(&Level::Low, r#""low""#);
    round_trip(&Level::Other("odd".to_owned()), r#""odd""#);
    round_trip(&Level::default(), r#""""#);
    round_trip(&vec![Size::Int(5), Size::Level(Level::Low)], r#"["5","low"]"#);
}

#[test]
fn nil_absent_and_empty_stay_distinct() {
    let texts: [Nillable<String>; 3] = [Nillable::Absent, Nillable::Nil, Nillable::Value(String::new())];
    round_trip(&texts, r#"["Absent","Nil",{"Value":""}]"#);
}

#[test]
fn lists_and_dictionaries_are_sequences() {
    round_trip(&List(vec![Level::Low, Level::Low]), r#"["low","low"]"#);
    let pairs: Dictionary<String, i32> = Dictionary(vec![(Some("a".to_owned()), Some(1)), (None, None)]);
    round_trip(&pairs, r#"[["a",1],[null,null]]"#);
}

#[test]
fn elements_are_documents_and_attributes_keep_their_prefixes() {
    let element = Element::parse(r#"<a:b xmlns:a="urn:a" a:c="1">t &amp; <d xmlns=""/></a:b>"#).unwrap();
    let json = serde_json::to_string(&element).unwrap();
    assert_eq!(serde_json::from_str::<Element>(&json).unwrap(), element);
    round_trip(&Element::default(), r#""""#);
    let mut attributes = Attributes::new();
    attributes.insert(("urn:a", "x"), "1");
    round_trip(&attributes, r#"[["urn:a","x","1",[]]]"#);
}

#[test]
fn secrets_are_refused_unless_they_are_asked_for() {
    let secrets: Vec<Secret<String>> = vec!["pw".into()];
    let refusal = serde_json::to_string(&secrets).unwrap_err().to_string();
    assert!(refusal.contains("WithSecrets") && !refusal.contains("pw"), "{refusal}");
    assert_eq!(serde_json::to_string(&WithSecrets(&secrets)).unwrap(), r#"["pw"]"#);
    // `WithSecrets` permits secrets only while its own value is serialized. The inner `WithSecrets` does not
    // end the permission of the outer one, and after the outer one, secrets are refused again.
    let twice = serde_json::to_string(&WithSecrets(&(WithSecrets(&secrets), secrets.clone()))).unwrap();
    assert_eq!(twice, r#"[["pw"],["pw"]]"#);
    assert!(serde_json::to_string(&secrets).is_err());
    assert_eq!(serde_json::from_str::<Vec<Secret<String>>>(r#"["pw"]"#).unwrap(), secrets);
}

#[test]
fn nillable_has_the_methods_of_option() {
    let text: Nillable<String> = Nillable::Value("a".to_owned());
    assert_eq!(text.as_deref(), Some("a"));
    assert_eq!(text.as_ref().map(String::len), Nillable::Value(1));
    assert_eq!(Nillable::<i32>::Nil.map(|number| number + 1), Nillable::Nil);
    assert_eq!(Nillable::<i32>::Absent.unwrap_or(7), 7);
    assert_eq!(Nillable::Value(3).ok_or("none"), Ok(3));
    assert_eq!(Nillable::<i32>::from(None), Nillable::Absent);
    assert_eq!(text.iter().chain(&Nillable::Nil).count(), 1);
    let mut number = Nillable::Value(1);
    assert_eq!(
        (number.replace(2), number.take(), number),
        (Nillable::Value(1), Nillable::Value(2), Nillable::Absent)
    );
}

#[test]
fn a_typed_value_keeps_its_type_and_its_attributes() {
    let name = xsd::QName::new("urn:t", "LabelIn").unwrap();
    let mut attributes = saponify::Attributes::new();
    attributes.insert(("", "lang"), "de");
    let typed = saponify::Typed::new("a".to_owned()).with_type(name).with_attributes(attributes);
    for value in [typed, saponify::Typed::new("b".to_owned())] {
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<saponify::Typed<String>>(&json).unwrap(), value, "{json}");
    }
}
