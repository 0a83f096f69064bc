//! Merging of several documents into one model.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod read_support;

use read_support::*;
use saponify_codegen::internals::{
    model::{Builtin, PartContent},
    read::ReadOptions,
};

/// Reads two WSDLs that each define types in the same namespace.
fn two(first: &str, second: &str, options: &ReadOptions) -> Read {
    let body = "<message name='M'><part name='p' element='t:e'/></message>";
    let texts = [("a.wsdl", wsdl_text(first, body)), ("b.wsdl", wsdl_text(second, body))];
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, &**text)).collect();
    read_with(&texts, options)
}

const E: &str = "<xs:element name='e' type='t:T'/>";

fn kept_apart() -> ReadOptions {
    ReadOptions { keep_apart: true, ..ReadOptions::default() }
}

#[test]
fn equal_types_are_merged_in_any_notation() {
    let first = format!(
        "{E}<xs:complexType name='T'><xs:sequence><xs:element name='a' type='xs:int' minOccurs='0'/>
         <xs:element name='again' type='t:T'/></xs:sequence></xs:complexType>"
    );
    let second = "<xs:complexType name='T'><xs:annotation><xs:documentation>Words.</xs:documentation></xs:annotation><xs:sequence>
        <xs:element minOccurs='0' maxOccurs='1' name='a' type='q1:int' xmlns:q1='http://www.w3.org/2001/XMLSchema'/>
        <xs:element name='again' type='q2:T' xmlns:q2='urn:t'/></xs:sequence></xs:complexType><xs:element name='e' type='t:T'/>";
    let read = two(&first, second, &ReadOptions::default());
    assert_eq!(read.lines(), Vec::<String>::new());
    let model = read.model;
    assert_eq!((model.merged.types_declared, model.merged.types), (2, 1));
    assert_eq!((model.merged.elements_declared, model.merged.elements), (2, 1));
    assert_eq!((model.types.len(), model.elements.len()), (Builtin::ALL.len() + 1, 3));
    let contents: Vec<PartContent> =
        model.messages.iter().map(|(_, message)| message.parts[0].content).collect();
    assert_eq!(contents, [PartContent::Element(element_id(&model, "e")); 2]);
    assert_eq!(element(&model, "e").type_id, type_id(&model, "T"));
}

#[test]
fn unequal_types_are_a_problem_with_both_positions() {
    let first = format!(
        "{E}<xs:complexType name='T'><xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence></xs:complexType>"
    );
    let second = first.replace("xs:int", "xs:long");
    let read = two(&first, &second, &ReadOptions::default());
    assert_eq!(read.lines(), ["error b.wsdl:3:34 the type `T` differs between the documents"]);
    let problem = read.problems.iter().next().unwrap();
    assert_eq!(read.sources.place(problem.related[0].0), "a.wsdl:3:34");
    let what = "differences: element a: type is `xs:int` in the other one, `xs:long` in this one";
    assert!(problem.hints.iter().any(|hint| hint == what), "{:?}", problem.hints);
    // Both types are in the model, each used by its message.
    assert_eq!(read.model.merged.types, 2);
    assert_eq!(read.model.merged.elements, 2);
    let apart = two(&first, &second, &kept_apart());
    assert_eq!(apart.lines(), ["note b.wsdl:3:34 the type `T` differs between the documents"]);
}

#[test]
fn unequal_elements_are_no_problem_and_each_message_keeps_its_own() {
    let types = "<xs:complexType name='T'/><xs:complexType name='U'/>";
    let first = format!("{types}<xs:element name='e' type='t:T'/>");
    let second = format!("{types}<xs:element name='e' type='t:U'/>");
    let read = two(&first, &second, &ReadOptions::default());
    assert_eq!(read.lines(), Vec::<String>::new());
    let model = read.model;
    assert_eq!((model.merged.types, model.merged.elements), (2, 2));
    let names: Vec<String> = model
        .messages
        .iter()
        .map(|(_, message)| match message.parts[0].content {
            PartContent::Element(element) => type_name(&model, model.elements[element].type_id),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["T", "U"]);
    assert_eq!(type_name(&model, element(&model, "e").type_id), "T");
}

#[test]
fn types_that_contain_unequal_types_are_not_merged() {
    let types = |leaf: &str| {
        format!(
            "{E}<xs:complexType name='T'><xs:sequence><xs:element name='middle' type='t:Middle'/></xs:sequence></xs:complexType>
             <xs:complexType name='Middle'><xs:sequence><xs:element name='leaf' type='t:Leaf'/><xs:element name='up' type='t:T'
             minOccurs='0'/></xs:sequence></xs:complexType>
             <xs:complexType name='Other'><xs:sequence><xs:element name='other' type='t:Other' minOccurs='0'/></xs:sequence></xs:complexType>
             <xs:simpleType name='Leaf'><xs:restriction base='xs:{leaf}'/></xs:simpleType>"
        )
    };
    let read = two(&types("int"), &types("long"), &ReadOptions::default());
    assert_eq!(
        read.lines(),
        [
            "note kept as separate components because they refer to components that differ: `Middle`, `T`",
            "error b.wsdl:7:14 the type `Leaf` differs between the documents",
        ]
    );
    // Leaf, Middle and T twice, Other once.
    assert_eq!(read.model.merged.types, 7);
}

#[test]
fn three_documents_may_have_two_distinct_definitions() {
    let body = "<message name='M'><part name='p' element='t:e'/></message>";
    let types = |leaf: &str| {
        format!(
            "<xs:element name='e' type='t:T'/><xs:simpleType name='T'><xs:restriction base='xs:{leaf}'/></xs:simpleType>"
        )
    };
    let texts = [
        ("a.wsdl", wsdl_text(&types("int"), body)),
        ("b.wsdl", wsdl_text(&types("long"), body)),
        ("c.wsdl", wsdl_text(&types("int"), body)),
    ];
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, &**text)).collect();
    let model = read_with(&texts, &kept_apart()).model;
    assert_eq!((model.merged.types_declared, model.merged.types, model.merged.elements), (3, 2, 2));
    let elements: Vec<PartContent> =
        model.messages.iter().map(|(_, message)| message.parts[0].content).collect();
    assert!(elements[0] == elements[2] && elements[0] != elements[1]);
}

#[test]
fn references_to_attributes_groups_and_anonymous_types_are_redirected() {
    let types = "<xs:element name='e'><xs:complexType><xs:group ref='t:g'/><xs:attributeGroup ref='t:ag'/></xs:complexType></xs:element>
        <xs:group name='g'><xs:choice><xs:element name='x'><xs:simpleType><xs:union memberTypes='xs:int'><xs:simpleType>
        <xs:list itemType='t:S'/></xs:simpleType></xs:union></xs:simpleType></xs:element><xs:element ref='t:e'/></xs:choice></xs:group>
        <xs:attributeGroup name='ag'><xs:attribute ref='t:a'/><xs:attribute name='b' type='t:S'/></xs:attributeGroup>
        <xs:attribute name='a' type='t:S'/><xs:simpleType name='S'><xs:restriction base='xs:string'/></xs:simpleType>
        <xs:element name='m' substitutionGroup='t:e'/>";
    let merged = two(types, types, &ReadOptions::default());
    assert_eq!(merged.lines(), Vec::<String>::new());
    let single = wsdl(types, "<message name='M'><part name='p' element='t:e'/></message>");
    // Each document has its own message; everything else is merged.
    let differences = saponify_codegen::internals::compare::equal(&single, &merged.model);
    let differences: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, ["only the right has the message `M`"]);
    let counts = |model: &saponify_codegen::internals::model::Model| {
        let groups = (model.groups.len(), model.attribute_groups.len());
        (model.types.len(), model.elements.len(), model.attributes.len(), groups)
    };
    assert_eq!(counts(&single), counts(&merged.model));
}

#[test]
fn a_component_missing_in_all_documents_is_one_placeholder() {
    let types = "<xs:element name='e' type='t:Gone'/>";
    let read = two(types, types, &ReadOptions::default());
    assert_eq!(read.lines().len(), 1);
    assert_eq!(read.model.missing.types.iter().count(), 1);
    assert!(read.model.missing.types.contains(&element(&read.model, "e").type_id));
}
