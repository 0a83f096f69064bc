//! Lines of code generated for a member, an operation, a value of an enumeration, and a complete contract.
//! Every user reads and compiles these lines. The tests compare exact numbers, so a change that adds lines
//! must also change the numbers in this file.

// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;

use saponify_codegen::Builder;
use syn::{Fields, Item};

/// Counts the lines of code, without documentation.
fn lines(text: &str) -> usize {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    text.lines().filter(is_code).count()
}

fn generated(wsdl: &Path) -> String {
    let generated = Builder::new().wsdl(wsdl).run(Path::new("lib.rs")).expect("a valid contract");
    generated.files.into_iter().next().expect("one file").text
}

/// Returns the number of lines generated for a service with `operations` operations, whose requests have `members`, and
/// an enumeration with `values` values.
fn service(operations: usize, members: &[&str], values: usize) -> usize {
    let elements: String = (0..operations)
        .map(|index| {
            let members: String = members.concat();
            format!(
                r#"<s:element name="Ask{index}"><s:complexType><s:sequence>{members}</s:sequence></s:complexType></s:element>
                <s:element name="Ask{index}Response"><s:complexType/></s:element>"#
            )
        })
        .collect();
    let values: String = (0..values).map(|index| format!(r#"<s:enumeration value="V{index}"/>"#)).collect();
    let messages: String = (0..operations)
        .flat_map(|index| [format!("Ask{index}"), format!("Ask{index}Response")])
        .map(|name| format!(r#"<message name="{name}"><part name="p" element="t:{name}"/></message>"#))
        .collect();
    let port: String = (0..operations)
        .map(|index| {
            format!(
                r#"<operation name="Ask{index}"><input message="t:Ask{index}"/><output message="t:Ask{index}Response"/></operation>"#
            )
        })
        .collect();
    let binding: String = (0..operations)
        .map(|index| {
            format!(
                r#"<operation name="Ask{index}"><soap:operation soapAction="urn:t/Ask{index}"/>
                <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>"#
            )
        })
        .collect();
    let wsdl = format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
            xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
        <types><s:schema targetNamespace="urn:t" elementFormDefault="qualified">
            {elements}
            <s:simpleType name="Kind"><s:restriction base="s:string">{values}</s:restriction></s:simpleType>
            <s:complexType name="Item"><s:sequence><s:element name="kind" type="t:Kind"/></s:sequence></s:complexType>
            <s:complexType name="ArrayOfItem"><s:sequence>
                <s:element name="Item" type="t:Item" minOccurs="0" maxOccurs="unbounded" nillable="true"/>
            </s:sequence></s:complexType>
        </s:schema></types>
        {messages}
        <portType name="P">{port}</portType>
        <binding name="B" type="t:P">
            <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>{binding}
        </binding>
        <service name="S"><port name="P" binding="t:B"><soap:address location="http://localhost/"/></port></service>
        </definitions>"#
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.wsdl");
    std::fs::write(&path, wsdl).unwrap();
    lines(&generated(&path))
}

/// Members that the requests have in all measurements: so many that no signature or list fits on one line.
const OTHERS: &str = r#"<s:element name="first" type="t:Kind" minOccurs="0"/>
    <s:element name="second" type="s:string" minOccurs="0"/>
    <s:element name="third" type="s:string" minOccurs="0"/>
    <s:element name="fourth" type="t:ArrayOfItem" minOccurs="0"/>
    <s:element name="fifth" type="s:int"/>
    <s:element name="sixth" type="s:int"/>"#;

/// The three lines are a field, a match arm to read it, and a line to write it.
#[test]
fn a_member_takes_three_lines() {
    for member in [
        r#"<s:element name="one" type="s:string" minOccurs="0" nillable="true"/>"#,
        r#"<s:element name="one" type="s:int" minOccurs="0"/>"#,
        r#"<s:element name="one" type="s:int"/>"#,
        r#"<s:element name="one" type="s:dateTime" minOccurs="0"/>"#,
        r#"<s:element name="one" type="s:string" minOccurs="0" maxOccurs="unbounded"/>"#,
        r#"<s:element name="one" type="t:Item" minOccurs="0"/>"#,
    ] {
        let other = member.replace("one", "other");
        let [one, two] = [&[OTHERS, member][..], &[OTHERS, member, &other]].map(|all| service(1, all, 3));
        assert_eq!(two - one, 3, "{member}");
    }
}

/// The four lines are a variant, its text in the list of all values, and an arm for each direction of the conversion.
#[test]
fn a_value_of_an_enumeration_takes_four_lines() {
    assert_eq!(service(1, &[OTHERS], 20) - service(1, &[OTHERS], 10), 10 * 4);
}

/// The lines are a method, the type of the operation, a struct with its codec, and three lines for each of its six
/// members. The reply has no members and no struct. The properties of the operation are one constant `CONTRACT`. Four
/// separate constants would need two lines fewer, but compile more slowly.
#[test]
fn an_operation_takes_53_lines() {
    assert_eq!(service(11, &[OTHERS], 3) - service(1, &[OTHERS], 3), 10 * (35 + 6 * 3));
}

/// Total lines per member, including enumerations and the fixed lines of each struct and operation.
#[test]
fn the_user_contract_takes_less_than_13_lines_for_each_member() {
    let text = generated(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl/User.wsdl"));
    let members: usize = syn::parse_file(&text).unwrap().items.iter().map(members).sum();
    let ratio = lines(&text) as f64 / members as f64;
    assert!(ratio < 13.0, "{} lines for {members} members: {ratio:.2}", lines(&text));
}

fn members(item: &Item) -> usize {
    match item {
        Item::Struct(record) => match &record.fields {
            Fields::Named(fields) => fields.named.len(),
            Fields::Unnamed(_) | Fields::Unit => 0,
        },
        Item::Mod(module) => module.content.iter().flat_map(|(_, items)| items).map(members).sum(),
        _ => 0,
    }
}
