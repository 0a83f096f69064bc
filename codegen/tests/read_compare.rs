//! Descriptions of the differences between two models.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod read_support;

use read_support::*;
use saponify_codegen::internals::compare::{self, Comparison};

fn differences(left: &str, right: &str) -> Vec<String> {
    let (left, right) =
        (read_all(&[("l.xsd", &schema_text(left))]), read_all(&[("r.xsd", &schema_text(right))]));
    compare::equal(&left.model, &right.model).iter().map(ToString::to_string).collect()
}

fn complex(body: &str) -> String {
    format!("<xs:complexType name='T'>{body}</xs:complexType>")
}

fn sequence(body: &str) -> String {
    complex(&format!("<xs:sequence>{body}</xs:sequence>"))
}

fn values(list: &[&str]) -> String {
    let values: String = list.iter().map(|value| format!("<xs:enumeration value='{value}'/>")).collect();
    format!(
        "<xs:simpleType name='T'><xs:restriction base='xs:string'>{values}</xs:restriction></xs:simpleType>"
    )
}

#[test]
fn each_difference_of_a_schema_is_reported() {
    let element = |attributes: &str| sequence(&format!("<xs:element name='a' {attributes}/>"));
    let attribute = |attributes: &str| complex(&format!("<xs:attribute name='a' {attributes}/>"));
    let facet = |facet: &str| {
        format!(
            "<xs:simpleType name='T'><xs:restriction base='xs:string'>{facet}</xs:restriction></xs:simpleType>"
        )
    };
    let cases: Vec<(String, String, Vec<&str>)> = vec![
        ("<xs:element name='e'/>".into(), String::new(), vec!["only the left has the global element `e`"]),
        (String::new(), complex(""), vec!["only the right has the type `T`"]),
        (element("type='xs:int'"), element("type='xs:long'"), vec!["type T > element a: type is `xs:int` in the left, `xs:long` in the right"]),
        (element(""), element("minOccurs='0' maxOccurs='unbounded'"), vec!["type T > element a: occurrence is 1..1 in the left, 0..unbounded in the right"]),
        (element("nillable='true'"), element(""), vec!["type T > element a: nillability is yes in the left, no in the right"]),
        (element("default='1'"), element(""), vec!["type T > element a: default is `1` in the left, none in the right"]),
        (
            sequence("<xs:element name='a'/><xs:element name='b'/>"),
            sequence("<xs:element name='b'/><xs:element name='a'/><xs:element name='c'/>"),
            vec!["type T: only the right has the element `c`", "type T: order is `a`, `b` in the left, `b`, `a` in the right"],
        ),
        (
            sequence("<xs:element name='a'/><xs:element name='b'/>"),
            complex("<xs:choice><xs:element name='a'/><xs:element name='b'/></xs:choice>"),
            vec!["type T: kind of group is a `sequence` in the left, a `choice` in the right"],
        ),
        (sequence("<xs:any/>"), sequence("<xs:any namespace='##other'/>"), vec!["type T > any: wildcard is any namespace, strict in the left, any namespace except `urn:t`, strict in the right"]),
        (complex("<xs:attribute name='b'/>"), attribute("type='xs:int'"), vec!["type T: only the left has the attribute `b`", "type T: only the right has the attribute `a`"]),
        (attribute("use='required'"), attribute(""), vec!["type T > attribute a: use is required in the left, optional in the right"]),
        (attribute("type='xs:int'"), attribute("type='xs:byte'"), vec!["type T > attribute a: type is `xs:int` in the left, `xs:byte` in the right"]),
        (complex(""), "<xs:complexType name='T' abstract='true' mixed='true'/>".into(), vec!["type T: abstractness is no in the left, yes in the right", "type T: mixed content is no in the left, yes in the right"]),
        (complex(""), values(&["a"]), vec!["type T: kind is complex in the left, simple in the right"]),
        (values(&["a", "b", "c"]), values(&["c", "a", "d"]), vec!["type T: only the left has the value `b`", "type T: only the right has the value `d`", "type T: order is `a`, `c` in the left, `c`, `a` in the right"]),
        (facet("<xs:maxLength value='3'/>"), facet("<xs:maxLength value='4'/><xs:pattern value='a'/>"), vec!["type T: facet is no pattern in the left, pattern `a` in the right", "type T: facet is maxLength 3 in the left, maxLength 4 in the right"]),
        (
            "<xs:element name='e' type='xs:int'/>".into(),
            "<xs:element name='e'><xs:simpleType><xs:restriction base='xs:int'/></xs:simpleType></xs:element>".into(),
            vec!["global element e: type is `xs:int` in the left, an anonymous simple type in the right"],
        ),
    ];
    for (left, right, expected) in cases {
        assert_eq!(differences(&left, &right), expected, "{left} {right}");
    }
}

#[test]
fn equivalent_notations_are_equal() {
    let flat = sequence("<xs:element name='a'/><xs:element name='b' minOccurs='0'/>");
    for other in [
        sequence("<xs:element name='a'/><xs:sequence><xs:element name='b' minOccurs='0' maxOccurs='1'/></xs:sequence>"),
        "<xs:complexType name='T'><xs:annotation><xs:documentation>Words.</xs:documentation></xs:annotation><xs:group ref='t:g'/>
         </xs:complexType><xs:group name='g'><xs:sequence><xs:element name='a'/><xs:element name='b' minOccurs='0'/></xs:sequence></xs:group>".to_owned(),
        sequence("<xs:sequence><xs:element name='a' type='x:anyType' xmlns:x='http://www.w3.org/2001/XMLSchema'/><xs:element name='b' minOccurs='0'/></xs:sequence>"),
    ] {
        assert_eq!(differences(&flat, &other), Vec::<String>::new(), "{other}");
    }
    let attributes =
        "<xs:complexType name='T'><xs:attributeGroup ref='t:g'/></xs:complexType><xs:attributeGroup name='g'>
        <xs:attribute name='b'/><xs:attribute name='a'/></xs:attributeGroup>";
    assert_eq!(
        differences(&complex("<xs:attribute name='a'/><xs:attribute name='b'/>"), attributes),
        Vec::<String>::new()
    );
}

const BODY: &str = "<message name='M'><part name='p' element='t:e'/></message><message name='N'><part name='q' type='xs:int'/></message>
    <portType name='P'><operation name='Op'><input message='w:M'/><output message='w:N'/></operation></portType>
    <binding name='B' type='w:P'><soap:binding transport='urn:x/http'/><operation name='Op'><soap:operation soapAction='urn:act'/>
    <input><soap:header message='w:N' part='q' use='literal'/><soap:body use='literal'/></input>
    <output><soap:body use='literal'/></output></operation></binding>
    <service name='S'><port name='Q' binding='w:B'><soap:address location='http://a'/></port></service>";

#[test]
fn each_difference_of_a_wsdl_is_reported() {
    let types = "<xs:element name='e'/><xs:element name='f'/>";
    let left = wsdl(types, BODY);
    for (from, to, expected) in [
        (
            "urn:act",
            "urn:other",
            vec![
                "service S > port Q > operation Op: action is `urn:act` in the left, `urn:other` in the right",
            ],
        ),
        (
            "http://a",
            "http://b",
            vec!["service S > port Q: address is `http://a` in the left, `http://b` in the right"],
        ),
        (
            "<soap:header message='w:N' part='q' use='literal'/>",
            "",
            vec!["service S > port Q > operation Op > input: only the left has the header `q`"],
        ),
        (
            "element='t:e'",
            "element='t:f'",
            vec!["message M > part p: content is the element `e` in the left, the element `f` in the right"],
        ),
        (
            "type='xs:int'",
            "type='xs:long'",
            vec!["message N > part q: content is `xs:int` in the left, `xs:long` in the right"],
        ),
        (
            "<part name='p'",
            "<part name='r'",
            vec!["message M: only the left has the part `p`", "message M: only the right has the part `r`"],
        ),
        (
            "<output message='w:N'/>",
            "<output message='w:M'/>",
            vec!["port type P > operation Op > output: message is `N` in the left, `M` in the right"],
        ),
        (
            "<soap:operation soapAction='urn:act'/>",
            "<soap:operation soapAction='urn:act' style='rpc'/>",
            vec!["service S > port Q > operation Op: style is document in the left, rpc in the right"],
        ),
        (
            "<soap:binding transport='urn:x/http'/>",
            "<soap12:binding transport='urn:x/http'/>",
            vec![
                "service S > port Q: protocol is Soap11 over `urn:x/http` in the left, Soap12 over `urn:x/http` in the right",
            ],
        ),
        (
            "name='Op'",
            "name='Oq'",
            vec![
                "service S > port Q: only the left has the operation of the binding `Op`",
                "service S > port Q: only the right has the operation of the binding `Oq`",
                "port type P: only the left has the operation `Op`",
                "port type P: only the right has the operation `Oq`",
            ],
        ),
        (
            "name='Q'",
            "name='R'",
            vec!["service S: only the left has the port `Q`", "service S: only the right has the port `R`"],
        ),
    ] {
        let right = wsdl(types, &BODY.replace(from, to));
        let found: Vec<String> = compare::equal(&left, &right).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{to}");
    }
}

#[test]
fn versioned_namespaces_are_aligned() {
    let text = wsdl_text(
        &format!("{}<xs:element name='e' type='t:T'/>", sequence("<xs:element name='a' type='t:T'/>")),
        BODY,
    );
    let next = text.replace("urn:t", "urn:t2").replace("urn:w", "urn:w2").replace("urn:act", "urn:act2");
    let (left, right) = (read_all(&[("l.wsdl", &text)]).model, read_all(&[("r.wsdl", &next)]).model);
    assert!(compare::equal(&left, &right).len() > 5);
    let found: Vec<String> = Comparison::aligned(&left, &right)
        .differences(&left, &right)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "namespace is urn:t in the left, urn:t2 in the right",
            "namespace is urn:w in the left, urn:w2 in the right",
            "service S > port Q > operation Op: action is `urn:act` in the left, `urn:act2` in the right",
        ]
    );
}

#[test]
fn differences_have_positions() {
    let left = read_all(&[("l.xsd", &schema_text(&sequence("<xs:element name='a'/>")))]);
    let right = read_all(&[("r.xsd", &schema_text(&sequence("")))]);
    let found = compare::equal(&left.model, &right.model);
    assert_eq!((left.sources.place(found[0].left.unwrap()), found[0].right), ("l.xsd:2:39".to_owned(), None));
}
