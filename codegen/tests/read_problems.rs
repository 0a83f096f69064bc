//! Problems reported for invalid documents, and their positions.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod read_support;

use read_support::*;

/// Returns the problems of a schema. `body` is the content of the schema, which begins on the second line.
fn schema_lines(body: &str) -> Vec<String> {
    read_all(&[("t.xsd", &schema_text(body))]).lines()
}

#[test]
fn schema_problems_have_positions() {
    for (body, expected) in [
        ("<xs:element name='e' type='t:Foo'/>", "warning t.xsd:2:28 `Foo` is not a type of `urn:t`"),
        (
            "<xs:element name='e' type='xs:strin'/>",
            "warning t.xsd:2:28 `strin` is not a type of `http://www.w3.org/2001/XMLSchema`",
        ),
        ("<xs:element name='e' type='u:Foo'/>", "warning t.xsd:2:28 the prefix `u` is not declared"),
        ("<xs:element name='e' type=''/>", "warning t.xsd:2:28 `type` is empty"),
        ("<xs:element name='e' type='t:'/>", "warning t.xsd:2:28 `t:` is not a valid QName"),
        ("<xs:element type='xs:int'/>", "warning t.xsd:2:1 a global element must have the attribute `name`"),
        ("<xs:element name='*be gin'/>", "warning t.xsd:2:19 `*be gin` is not a valid name for an element"),
        (
            "<xs:complexType name='T'><xs:attribute name='2nd'/></xs:complexType>",
            "warning t.xsd:2:46 `2nd` is not a valid name for an attribute",
        ),
        (
            "<xs:group name='t:g'><xs:sequence/></xs:group>",
            "warning t.xsd:2:17 `t:g` is not a valid name for a group",
        ),
        (
            "<xs:simpleType name='A/B'><xs:restriction base='xs:int'/></xs:simpleType>",
            "warning t.xsd:2:22 `A/B` is not a valid name for a type",
        ),
        (
            "<xs:element name='e'><xs:unique name='a b'><xs:selector xpath='c'/><xs:field xpath='d'/></xs:unique></xs:element>",
            "warning t.xsd:2:39 `a b` is not a valid name for an identity constraint",
        ),
        (
            "<xs:notation name='image/png' public='image/png'/>",
            "warning t.xsd:2:20 `image/png` is not a valid name for a notation",
        ),
        (
            "<xs:element name='é' substitutionGroup='t:h'/>",
            "warning t.xsd:2:41 `h` is not a global element of `urn:t`",
        ),
        (
            "<xs:complexType name='T'><xs:attribute ref='t:a'/></xs:complexType>",
            "warning t.xsd:2:45 `a` is not a global attribute of `urn:t`",
        ),
        (
            "<xs:complexType name='T'><xs:attributeGroup ref='t:a'/></xs:complexType>",
            "warning t.xsd:2:50 `a` is not an attribute group of `urn:t`",
        ),
        (
            "<xs:complexType name='T'><xs:group ref='t:a'/></xs:complexType>",
            "warning t.xsd:2:41 `a` is not a model group of `urn:t`",
        ),
        (
            "<xs:complexType name='T'><xs:attribute/></xs:complexType>",
            "warning t.xsd:2:26 an attribute must have the attribute `name` or `ref`",
        ),
        (
            "<xs:complexType name='T'><xs:sequence><xs:element/></xs:sequence></xs:complexType>",
            "warning t.xsd:2:39 an element must have the attribute `name` or `ref`",
        ),
        (
            "<xs:complexType name='T'><xs:sequence/><xs:choice/></xs:complexType>",
            "warning t.xsd:2:40 a type can have only one content model; the second one, `choice`, is ignored",
        ),
        (
            "<xs:complexType name='T'><xs:sequence><xs:attribute name='a'/></xs:sequence></xs:complexType>",
            "warning t.xsd:2:39 `attribute` is not allowed in `sequence` and is ignored",
        ),
        (
            "<xs:complexType name='T'><xs:element name='a'/></xs:complexType>",
            "warning t.xsd:2:26 `element` must be inside `sequence`, `choice` or `all`",
        ),
        (
            "<xs:complexType name='T'><xs:complexContent/></xs:complexType>",
            "warning t.xsd:2:26 `complexContent` must contain `extension` or `restriction`",
        ),
        (
            "<xs:complexType name='T'><xs:complexContent><xs:extension/></xs:complexContent></xs:complexType>",
            "warning t.xsd:2:45 `extension` must have the attribute `base`",
        ),
        (
            "<xs:complexType name='T'><xs:simpleContent><xs:extension base='t:U'/></xs:simpleContent></xs:complexType><xs:complexType name='U'/>",
            "warning t.xsd:2:1 the type has `simpleContent`, but its base `U` has no text content",
        ),
        (
            "<xs:complexType name='T'><xs:complexContent><xs:extension base='t:U'><xs:sequence><xs:element name='a'/></xs:sequence></xs:extension></xs:complexContent></xs:complexType><xs:complexType name='U'><xs:simpleContent><xs:extension base='xs:int'/></xs:simpleContent></xs:complexType>",
            "warning t.xsd:2:1 the type adds elements to a base with text, which XML Schema does not allow",
        ),
        (
            "<xs:complexType name='T'><xs:sequence><xs:element name='a' minOccurs='x'/></xs:sequence></xs:complexType>",
            "warning t.xsd:2:71 expected a non-negative integer, found `x`",
        ),
        (
            "<xs:complexType name='T'><xs:sequence><xs:element name='a' minOccurs='3' maxOccurs='2'/></xs:sequence></xs:complexType>",
            "warning t.xsd:2:85 `minOccurs` is 3, but `maxOccurs` is 2",
        ),
        (
            "<xs:complexType name='T'><xs:sequence><xs:elem name='a'/></xs:sequence></xs:complexType>",
            "warning t.xsd:2:39 unknown element `elem` in `sequence` is ignored",
        ),
        (
            "<xs:complexTyp name='T'/>",
            "warning t.xsd:2:1 unknown element `complexTyp` in `schema` is ignored",
        ),
        (
            "<xs:simpleType name='T'/>",
            "warning t.xsd:2:22 a simple type must contain `restriction`, `list` or `union`",
        ),
        (
            "<xs:simpleType name='T'><xs:restriction/></xs:simpleType>",
            "warning t.xsd:2:25 a restriction must have the attribute `base` or contain a `simpleType`",
        ),
        (
            "<xs:simpleType name='T'><xs:union/></xs:simpleType>",
            "warning t.xsd:2:25 a union must name or contain at least one member type",
        ),
        (
            "<xs:simpleType name='T'><xs:restriction base='t:U'/></xs:simpleType><xs:complexType name='U'/>",
            "warning t.xsd:2:1 a simple type is derived from `U`, which is not a simple type",
        ),
        (
            "<xs:attribute name='a' type='t:U'/><xs:complexType name='U'/>",
            "warning t.xsd:2:1 an attribute has the type `U`, which is not a simple type",
        ),
        (
            "<xs:simpleType name='T'><xs:restriction base='xs:string'><xs:length value='x'/></xs:restriction></xs:simpleType>",
            "warning t.xsd:2:76 expected a non-negative integer, found `x`",
        ),
        (
            "<xs:simpleType name='T'><xs:restriction base='xs:string'><xs:pattern/></xs:restriction></xs:simpleType>",
            "warning t.xsd:2:58 `pattern` must have the attribute `value`",
        ),
        (
            "<xs:complexType name='T'><xs:attribute name='a' use='maybe'/></xs:complexType>",
            "warning t.xsd:2:54 expected `optional`, `required` or `prohibited`, found `maybe`",
        ),
        (
            "<xs:element name='e' type='int'/>",
            "warning t.xsd:2:28 `int` has no prefix; the component of `http://www.w3.org/2001/XMLSchema` is used",
        ),
        (
            "<xs:element name='e' type='T'/><xs:complexType name='T'/>",
            "warning t.xsd:2:28 `T` has no prefix; the component of `urn:t` is used",
        ),
        (
            "<xs:element name='e' type='xs:int'><xs:complexType/></xs:element>",
            "warning t.xsd:2:36 the inline type is ignored, because its parent has the attribute `type`",
        ),
        (
            "<xs:element name='e' type='xs:int'><xs:sequence/></xs:element>",
            "warning t.xsd:2:36 `sequence` is not allowed in `element` and is ignored",
        ),
        (
            "<xs:element name='e'><xs:complexType/><xs:simpleType/></xs:element>",
            "warning t.xsd:2:39 `element` can contain only one `simpleType` or `complexType`; the second one, `simpleType`, is ignored",
        ),
        (
            "<xs:attribute name='a' type='xs:int'><xs:simpletype/></xs:attribute>",
            "warning t.xsd:2:38 unknown element `simpletype` in `attribute` is ignored",
        ),
        (
            "<xs:attribute name='a' type='xs:int'><xs:simpleType/></xs:attribute>",
            "warning t.xsd:2:38 the inline type is ignored, because its parent has the attribute `type`",
        ),
        (
            "<xs:group name='g'><xs:sequence/><xs:choice/></xs:group>",
            "warning t.xsd:2:34 `group` can contain only one `sequence`, `choice` or `all`; the second one, `choice`, is ignored",
        ),
        (
            "<xs:group name='g'><xs:element name='a'/></xs:group>",
            "warning t.xsd:2:20 `element` is not allowed in `group` and is ignored",
        ),
        (
            "<xs:attributeGroup name='g'><xs:element name='a'/></xs:attributeGroup>",
            "warning t.xsd:2:29 `element` is not allowed in `attributeGroup` and is ignored",
        ),
        (
            "<xs:simpleType name='T'><xs:list itemType='xs:int'><xs:maxLength value='3'/></xs:list></xs:simpleType>",
            "warning t.xsd:2:52 `maxLength` is not allowed in `list` and is ignored",
        ),
        (
            "<xs:simpleType name='T'><xs:union memberTypes='xs:int'><xs:restriction/></xs:union></xs:simpleType>",
            "warning t.xsd:2:56 `restriction` is not allowed in `union` and is ignored",
        ),
        (
            "<xs:simpleType name='T'><xs:restriction base='xs:int'><xs:simpleType/></xs:restriction></xs:simpleType>",
            "warning t.xsd:2:55 the inline type is ignored, because its parent has the attribute `base`",
        ),
        // Only the misspelled element is reported, not the derivation that is missing because of it.
        (
            "<xs:complexType name='T'><xs:complexContent><xs:extention/></xs:complexContent></xs:complexType>",
            "warning t.xsd:2:45 unknown element `extention` in `complexContent` is ignored",
        ),
        (
            "<xs:simpleType name='T'><xs:restrict/></xs:simpleType>",
            "warning t.xsd:2:25 unknown element `restrict` in `simpleType` is ignored",
        ),
        (
            "<xs:complexType name='T'><xs:complexContent><xs:extension base='t:U'/></xs:complexContent><xs:attribute name='a'/></xs:complexType><xs:complexType name='U'/>",
            "warning t.xsd:2:91 `attribute` is not allowed in `complexType` and is ignored",
        ),
        (
            "<xs:complexType name='T'><xs:sequence><xs:element ref='t:e'><xs:complexType/></xs:element></xs:sequence></xs:complexType><xs:element name='e'/>",
            "warning t.xsd:2:61 `complexType` is not allowed in `element` and is ignored",
        ),
        (
            "<xs:complexType name='T'><sequence xmlns=''><element name='a'/></sequence></xs:complexType>",
            "warning t.xsd:2:26 `sequence` is in no namespace, and is ignored",
        ),
        (
            "<xs:complexType name='T'><xs:sequence><t:element name='a'/></xs:sequence></xs:complexType>",
            "warning t.xsd:2:39 `element` is in the namespace `urn:t`, and is ignored",
        ),
        ("<element name='e'/>", "warning t.xsd:2:1 `element` is in no namespace, and is ignored"),
        ("<xs:override/>", "warning t.xsd:2:1 `override` in `schema` is ignored"),
        (
            "<xs:complexType name='T'><xs:sequence><xs:element name='a' minoccurs='0'/></xs:sequence></xs:complexType>",
            "warning t.xsd:2:71 unknown attribute `minoccurs` is ignored",
        ),
        (
            "<xs:element name='e' nilable='true'/>",
            "warning t.xsd:2:31 unknown attribute `nilable` is ignored",
        ),
        ("<xs:include/>", "warning t.xsd:2:1 `include` must have the attribute `schemaLocation`"),
        (
            "<xs:simpleType name='T'><xs:restriction base='xs:QName'><xs:enumeration value='u:a'/></xs:restriction></xs:simpleType>",
            "warning t.xsd:2:80 the prefix `u` is not declared",
        ),
    ] {
        assert_eq!(schema_lines(body), [expected], "{body}");
    }
}

#[test]
fn cycles_are_reported_and_broken() {
    for (body, expected) in [
        (
            "<xs:complexType name='T'><xs:complexContent><xs:extension base='t:T'/></xs:complexContent></xs:complexType>",
            "warning t.xsd:2:1 the type `T` is derived from itself, directly or through others",
        ),
        (
            "<xs:simpleType name='A'><xs:list itemType='t:B'/></xs:simpleType>\n<xs:simpleType name='B'><xs:union memberTypes='xs:int t:A'/></xs:simpleType>",
            "warning t.xsd:3:1 the type `B` is derived from itself, directly or through others",
        ),
        (
            "<xs:group name='g'><xs:sequence><xs:element name='a'/><xs:group ref='t:g'/></xs:sequence></xs:group>",
            "warning t.xsd:2:1 the group `g` contains itself, directly or through others",
        ),
        (
            "<xs:attributeGroup name='g'><xs:attributeGroup ref='t:h'/></xs:attributeGroup>\n<xs:attributeGroup name='h'><xs:attribute name='a'/><xs:attributeGroup ref='t:g'/></xs:attributeGroup>",
            "warning t.xsd:3:1 the attribute group `h` contains itself, directly or through others",
        ),
        (
            "<xs:element name='a' substitutionGroup='t:b'/>\n<xs:element name='b' substitutionGroup='t:a'/>",
            "warning t.xsd:3:1 the element `b` substitutes itself, directly or through others",
        ),
    ] {
        assert_eq!(schema_lines(body), [expected], "{body}");
    }
}

#[test]
fn similar_names_are_suggested() {
    let types = "<xs:complexType name='Person'/><xs:element name='Ask'/><xs:simpleType name='Code'><xs:restriction base='xs:int'/></xs:simpleType>";
    for (body, expected) in [
        ("<xs:element name='e' type='t:Persn'/>", "did you mean `t:Person`?"),
        ("<xs:element name='e' type='t:person'/>", "did you mean `t:Person`?"),
        ("<xs:element name='e' type='xs:Int'/>", "did you mean `xs:int`?"),
        ("<xs:element name='e' type='t:string'/>", "did you mean `xs:string`?"),
        ("<xs:element name='e' type='t:Ask'/>", "there is a global element of that name"),
        ("<xs:element name='e' type='u:Code'/>", "did you mean `t:Code`?"),
        ("<xs:element name='e' type='t:Unlike'/>", ""),
    ] {
        let read = read_all(&[("t.xsd", &schema_text(&format!("{body}{types}")))]);
        let hints = read.problems.iter().next().unwrap().hints.join("; ");
        assert_eq!(hints, expected, "{body}");
    }
}

#[test]
fn problems_have_the_path_of_their_component() {
    let body = "<xs:complexType name='User'><xs:sequence><xs:element name='Groups'><xs:complexType><xs:attribute name='id' type='t:X'/>
        </xs:complexType></xs:element></xs:sequence></xs:complexType>";
    let read = read_all(&[("t.xsd", &schema_text(body))]);
    assert_eq!(read.problems.iter().next().unwrap().path, "type User > element Groups > attribute id");
}

#[test]
fn wsdl_problems_have_positions() {
    let head = "<message name='M'><part name='p' element='t:e'/></message><portType name='P'><operation name='Op'><input message='w:M'/></operation></portType>";
    for (body, expected) in [
        ("<message/>", "warning w.wsdl:5:1 a message must have the attribute `name`"),
        ("<message name='M'/>", "warning w.wsdl:5:16 a second message `M` is declared"),
        (
            "<message name='N'><part name='p'/></message>",
            "warning w.wsdl:5:31 a part must have the attribute `element` or `type`",
        ),
        (
            "<message name='N'><part name='p' element='t:x'/></message>",
            "warning w.wsdl:5:43 `x` is not a global element of `urn:t`",
        ),
        (
            "<message name='N'><part name='p' type='xs:int'/><part name='p' type='xs:int'/></message>",
            "warning w.wsdl:5:61 the message has two parts `p`",
        ),
        (
            "<portType name='Q'><operation name='Op'><input message='w:X'/></operation></portType>",
            "warning w.wsdl:5:57 `X` is not a message of `urn:w`",
        ),
        (
            "<portType name='Q'><operation name='Op'><input/></operation></portType>",
            "warning w.wsdl:5:41 `input` must have the attribute `message`",
        ),
        (
            "<portType name='Q'><operation name='Op'/></portType>",
            "warning w.wsdl:5:37 an operation must have an `input` or an `output`",
        ),
        (
            "<binding name='B' type='w:P'><soap:binding/><operation name='Op'><soap:operation soapaction='urn:op'/><input><soap:body use='literal'/></input></operation></binding>",
            "warning w.wsdl:5:94 unknown attribute `soapaction` is ignored",
        ),
        // Only the operation in the port type is reported. The operation in the binding refers to it, and is
        // not reported again.
        (
            "<portType name='Q'><operation name='Op'/></portType><binding name='B' type='w:Q'><soap:binding/><operation name='Op'/></binding>",
            "warning w.wsdl:5:37 an operation must have an `input` or an `output`",
        ),
        (
            "<binding name='B' type='w:X'><soap:binding/></binding>",
            "warning w.wsdl:5:25 `X` is not a port type of `urn:w`",
        ),
        (
            "<binding name='B'><soap:binding/></binding>",
            "warning w.wsdl:5:1 a binding must have the attribute `type`",
        ),
        (
            "<binding name='B' type='w:P'><soap:binding/><operation name='Opp'/></binding>",
            "warning w.wsdl:5:62 the port type `P` has no operation `Opp`",
        ),
        (
            "<binding name='B' type='w:P'><soap:binding/><operation name='Op'><input><soap:body use='literal'/></input><fault name='f'/></operation></binding>",
            "warning w.wsdl:5:62 the operation of the port type has no fault `f`",
        ),
        (
            "<portType name='Q'><operation name='Op'><input message='w:M'/><fault name='f' message='w:M'/></operation></portType><binding name='B' type='w:Q'><soap:binding/><operation name='Op'><input><soap:body use='literal'/></input></operation></binding>",
            "note w.wsdl:5:178 the binding of the operation has no fault `f`",
        ),
        (
            "<binding name='B' type='w:P'><soap:binding/><operation name='Op'><input><soap:body use='literal' parts='q'/></input></operation></binding>",
            "warning w.wsdl:5:105 the message `M` has no part `q`",
        ),
        (
            "<binding name='B' type='w:P'><soap:binding/><operation name='Op'><input><soap:header message='w:M' part='q' use='literal'/></input></operation></binding>",
            "warning w.wsdl:5:106 the message `M` has no part `q`",
        ),
        (
            "<service name='S'><port name='Q' binding='w:B'/></service>",
            "warning w.wsdl:5:43 `B` is not a binding of `urn:w`",
        ),
        (
            "<service name='S'><port name='Q'/></service>",
            "warning w.wsdl:5:19 a port must have the attribute `binding`",
        ),
        ("<service name='S'/>", "warning w.wsdl:5:16 the service has no ports"),
        (
            "<x:Must xmlns:x='urn:x' xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' wsdl:required='true'/>",
            "warning w.wsdl:5:1 the document requires the extension `Must` of the namespace `urn:x`, which is not supported",
        ),
        ("<message xmlns='' name='N'/>", "warning w.wsdl:5:1 `message` is in no namespace, and is ignored"),
        (
            "<types><xs:element name='f'/></types>",
            "warning w.wsdl:5:8 `element` is not allowed in `types` and is ignored",
        ),
        (
            "<types><schema xmlns=''/></types>",
            "warning w.wsdl:5:8 `schema` is in no namespace, and is ignored",
        ),
        ("<operations/>", "warning w.wsdl:5:1 unknown element `operations` is ignored"),
        (
            "<binding name='B' type='u:P'><soap:binding/></binding>",
            "warning w.wsdl:5:25 `u:P` is resolved to the only port type `P`, which is of `urn:w`",
        ),
    ] {
        // `types` ends on the fourth line. `head` follows on the same line, so that `body` begins on the
        // fifth line.
        let text =
            wsdl_text("<xs:element name='e'/>", &format!("{head}\n{body}")).replace("</types>\n", "</types>");
        assert_eq!(read_all(&[("w.wsdl", &text)]).lines(), [expected], "{body}");
    }
}

#[test]
fn the_use_of_a_fault_without_a_binding_is_that_of_the_messages() {
    let body = "<message name='M'><part name='p' type='xs:int'/></message>\
        <portType name='P'><operation name='Op'><input message='w:M'/><fault name='f' message='w:M'/></operation></portType>\
        <binding name='B' type='w:P'><soap:binding style='rpc'/><operation name='Op'><input><soap:body use='encoded'/></input></operation></binding>";
    let read = read_all(&[("w.wsdl", &wsdl_text("", body))]);
    let problem = read.problems.iter().find(|problem| problem.message.contains("has no fault")).unwrap();
    assert_eq!(problem.hints, ["the `use` of the messages is assumed"]);
}

#[test]
fn files_other_than_wsdl_are_identified() {
    for (text, expected) in [
        ("", "error a.wsdl:1:1 the file is empty"),
        ("  \n", "error a.wsdl:1:1 the file is empty"),
        ("<!-- nothing -->", "error a.wsdl:1:1 the file contains no XML element"),
        ("hello", "error a.wsdl:1:1 not well-formed: unknown token"),
        ("<html><body/></html>", "error a.wsdl:1:1 `html` is neither a WSDL nor a schema"),
        (
            "<description xmlns='http://www.w3.org/ns/wsdl'/>",
            "error a.wsdl:1:1 this is WSDL 2.0, which is not supported",
        ),
        ("<definitions/>", "error a.wsdl:1:1 `definitions` is neither a WSDL nor a schema"),
        ("<a>\n<b></a>", "error a.wsdl:2:4 expected `</b>`, found `</a>`"),
        ("<a>\n<b>", "error a.wsdl:2:4 the file ends before its root element does"),
        ("<a x=", "error a.wsdl:1:6 the file ends inside a tag or other markup"),
        ("<a x='1' x='2'/>", "error a.wsdl:1:10 the attribute `x` is given twice"),
        ("<é>&b;</é>", "error a.wsdl:1:4 not well-formed: unknown entity reference 'b'"),
        ("<x:a/>", "error a.wsdl:1:2 the prefix `x` is not declared"),
        ("\n<?xml version='1.0'?><a/>", "error a.wsdl:2:1 not well-formed: unexpected XML declaration"),
        (
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
            "error a.wsdl:1:14 the document declares entities that contain markup or refer to files or other entities; they are refused",
        ),
    ] {
        assert_eq!(read_all(&[("a.wsdl", text)]).lines(), [expected], "{text}");
    }
}

#[test]
fn a_missing_root_is_named() {
    let (mut sources, mut problems) = (
        saponify_codegen::internals::source::Sources::new(),
        saponify_codegen::internals::problem::Problems::new(),
    );
    let roots = ["no/such/file.wsdl".into()];
    saponify_codegen::internals::read::read(&roots, &Default::default(), &mut sources, &mut problems);
    assert_eq!(
        problems.render(&sources, false),
        "error: `no/such/file.wsdl` cannot be read: there is no such file\n\n1 error\n"
    );
}

#[test]
fn duplicate_declarations_must_be_equal() {
    let once = "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence></xs:complexType>";
    let same = "<xs:complexType name='T'><xs:annotation><xs:documentation>Again.</xs:documentation></xs:annotation><xs:sequence>
        <xs:element name='a' type='q:int' xmlns:q='http://www.w3.org/2001/XMLSchema'/></xs:sequence></xs:complexType>";
    assert_eq!(schema_lines(&format!("{once}\n{same}")), Vec::<String>::new());
    let other = "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='xs:long' minOccurs='0'/></xs:sequence></xs:complexType>";
    let read =
        read_all(&[("t.xsd", &schema_text(&format!("{once}\n{other}<xs:element name='e' type='t:T'/>")))]);
    assert_eq!(
        read.lines(),
        ["warning t.xsd:3:1 the type `T` is declared twice, with different definitions"]
    );
    let problem = read.problems.iter().next().unwrap();
    assert_eq!(
        problem.hints,
        [
            "the first declaration is used",
            "differences: element a: occurrence is 1..1 in the other one, 0..1 in this one",
            "differences: element a: type is `xs:int` in the other one, `xs:long` in this one",
        ]
    );
    assert_eq!(content(&read.model, "T"), "sequence({urn:t}a)");
    assert_eq!(read.model.types.len(), saponify_codegen::internals::model::Builtin::ALL.len() + 1);
}
