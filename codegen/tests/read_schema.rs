//! Each construct of XML Schema, and its representation in the model.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod read_support;

use read_support::*;
use saponify_codegen::internals::model::{
    AttributeUse, Builtin, ComplexContent, Derivation, Model, NamespaceConstraint, Owner, ProcessContents,
    QName, Use, Variety, WhiteSpace,
};

/// Formats the attributes of a type: name, use, default, fixed.
fn attributes(model: &Model, uses: &[AttributeUse]) -> Vec<String> {
    uses.iter()
        .map(|entry| match entry {
            AttributeUse::Group(group) => format!("group {}", model.attribute_groups[*group].name.local),
            AttributeUse::Attribute { attribute, usage, default, fixed, .. } => {
                let declared = &model.attributes[*attribute];
                let mut text = format!("{}: {}", declared.name, type_name(model, declared.type_id));
                if *usage != Use::Optional {
                    text += &format!(" {usage:?}");
                }
                for (what, value) in [
                    ("default", default.as_ref().or(declared.default.as_ref())),
                    ("fixed", fixed.as_ref().or(declared.fixed.as_ref())),
                ] {
                    if let Some(value) = value {
                        text += &format!(" {what} `{value}`");
                    }
                }
                text
            }
        })
        .collect()
}

#[test]
fn model_groups_keep_their_shape_and_occurrence() {
    for (body, expected) in [
        ("<xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence>", "sequence({urn:t}a)"),
        ("<xs:sequence/>", "empty"),
        ("", "empty"),
        ("<xs:choice><xs:element name='a'/><xs:element name='b'/></xs:choice>", "choice({urn:t}a, {urn:t}b)"),
        ("<xs:all><xs:element name='a' minOccurs='0'/></xs:all>", "all({urn:t}a 0..1)"),
        (
            "<xs:sequence maxOccurs='unbounded'><xs:choice minOccurs='0'><xs:element name='a'/><xs:sequence><xs:element \
             name='b' minOccurs='2' maxOccurs='3'/></xs:sequence></xs:choice></xs:sequence>",
            "sequence(choice({urn:t}a, sequence({urn:t}b 2..3)) 0..1) 1..*",
        ),
        (
            "<xs:sequence><xs:element name='a' maxOccurs='0'/><xs:element name='b'/></xs:sequence>",
            "sequence({urn:t}b)",
        ),
        ("<xs:sequence maxOccurs='0'><xs:element name='a'/></xs:sequence>", "empty"),
        (
            "<xs:sequence><xs:element name='a' maxOccurs='99999999999999999999'/></xs:sequence>",
            "sequence({urn:t}a 1..4294967295)",
        ),
        ("<xs:group ref='t:g' maxOccurs='2'/>", "group g 1..2"),
        ("<xs:sequence><xs:group ref='t:g' minOccurs='0'/></xs:sequence>", "sequence(group g 0..1)"),
        (
            "<xs:sequence><xs:any namespace='##other' processContents='lax' minOccurs='0' maxOccurs='unbounded'/></xs:sequence>",
            "sequence(any Not(\"urn:t\") Lax 0..*)",
        ),
        ("<xs:sequence><xs:any/></xs:sequence>", "sequence(any Any Strict)"),
        (
            "<xs:sequence><xs:any namespace='##targetNamespace ##local urn:x' processContents='skip'/></xs:sequence>",
            "sequence(any Of([\"urn:t\", \"\", \"urn:x\"]) Skip)",
        ),
    ] {
        let text = format!(
            "<xs:complexType name='T'>{body}</xs:complexType>
             <xs:group name='g'><xs:choice><xs:element name='x' type='t:T'/></xs:choice></xs:group>"
        );
        assert_eq!(content(&schema(&text), "T"), expected, "{body}");
    }
}

#[test]
fn the_form_of_local_elements_and_attributes_follows_the_defaults() {
    let header = |form: &str| {
        format!(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:t' {form}>
             <xs:complexType name='T'><xs:sequence><xs:element name='a'/><xs:element name='b' form='qualified'/>
             <xs:element name='c' form='unqualified'/></xs:sequence><xs:attribute name='d'/>
             <xs:attribute name='e' form='qualified'/><xs:attribute name='f' form='unqualified'/></xs:complexType></xs:schema>"
        )
    };
    for (form, elements, names) in [
        ("", "sequence(a, {urn:t}b, c)", ["d", "{urn:t}e", "f"]),
        ("elementFormDefault='qualified'", "sequence({urn:t}a, {urn:t}b, c)", ["d", "{urn:t}e", "f"]),
        ("attributeFormDefault='qualified'", "sequence(a, {urn:t}b, c)", ["{urn:t}d", "{urn:t}e", "f"]),
    ] {
        let model = read_all(&[("t.xsd", &header(form))]).model;
        assert_eq!(content(&model, "T"), elements);
        let found: Vec<String> =
            model.attributes.iter().map(|(_, attribute)| attribute.name.to_string()).collect();
        assert_eq!(found, names, "{form}");
    }
}

#[test]
fn qname_defaults_at_references_to_an_attribute_use_the_namespaces_in_scope() {
    let reference = |prefix: &str, namespace: &str| {
        format!("<xs:attribute ref='t:tone' {prefix}='u:plain' xmlns:u='{namespace}'/>")
    };
    let body = format!(
        "<xs:attribute name='tone' type='xs:QName'/>\
         <xs:attributeGroup name='Group'>{}</xs:attributeGroup>\
         <xs:complexType name='First'>{}</xs:complexType>\
         <xs:complexType name='Second'>{}</xs:complexType>",
        reference("default", "urn:one"),
        reference("default", "urn:two"),
        reference("fixed", "urn:three"),
    );
    let model = schema(&body);
    let of = |name: &str| attributes(&model, &complex(&model, name).attributes).join(", ");
    assert_eq!(of("First"), "{urn:t}tone: QName default `{urn:two}plain`");
    assert_eq!(of("Second"), "{urn:t}tone: QName fixed `{urn:three}plain`");
    let (_, group) = model.attribute_groups.iter().next().unwrap();
    assert_eq!(attributes(&model, &group.attributes), ["{urn:t}tone: QName default `{urn:one}plain`"]);
}

#[test]
fn attributes_have_use_default_and_fixed_value() {
    let model = schema(
        "<xs:complexType name='T'>
           <xs:attribute name='a' type='xs:int' use='required'/>
           <xs:attribute name='b' default=' x '/>
           <xs:attribute ref='t:g' fixed='1'/>
           <xs:attribute name='c' use='prohibited'/>
           <xs:attribute ref='xml:lang'/>
           <xs:attributeGroup ref='t:group'/>
           <xs:anyAttribute namespace='##any' processContents='lax'/>
         </xs:complexType>
         <xs:attribute name='g' type='xs:short' default='2'/>
         <xs:attributeGroup name='group'><xs:attribute name='d'><xs:simpleType><xs:restriction base='xs:string'/></xs:simpleType>
         </xs:attribute><xs:attributeGroup ref='t:inner'/></xs:attributeGroup>
         <xs:attributeGroup name='inner'><xs:anyAttribute/></xs:attributeGroup>",
    );
    assert_eq!(
        attributes(&model, &complex(&model, "T").attributes),
        [
            "a: int Required",
            "b: anySimpleType default ` x `",
            "{urn:t}g: short default `2` fixed `1`",
            "c: anySimpleType Prohibited",
            "{http://www.w3.org/XML/1998/namespace}lang: anonymous",
            "group group",
        ]
    );
    assert_eq!(complex(&model, "T").any_attribute.as_ref().unwrap().process_contents, ProcessContents::Lax);
    let group =
        &model.attribute_groups[model.names.attribute_groups.get(&QName::new("urn:t", "group")).unwrap()];
    assert_eq!(attributes(&model, &group.attributes), ["d: anonymous", "group inner"]);
}

#[test]
fn an_extension_has_its_additions_and_a_restriction_the_whole_content() {
    let model = schema(
        "<xs:complexType name='Base' abstract='true'><xs:sequence><xs:element name='a'/><xs:element name='b'/></xs:sequence>
         </xs:complexType>
         <xs:complexType name='More'><xs:complexContent><xs:extension base='t:Base'><xs:sequence><xs:element name='c'/>
         </xs:sequence><xs:attribute name='d'/></xs:extension></xs:complexContent></xs:complexType>
         <xs:complexType name='Same'><xs:complexContent><xs:extension base='t:Base'/></xs:complexContent></xs:complexType>
         <xs:complexType name='Less'><xs:complexContent><xs:restriction base='t:Base'><xs:sequence><xs:element name='a'/>
         </xs:sequence></xs:restriction></xs:complexContent></xs:complexType>",
    );
    assert!(complex(&model, "Base").is_abstract);
    assert_eq!(content(&model, "More"), "sequence({urn:t}c)");
    assert_eq!(content(&model, "Same"), "empty");
    assert_eq!(content(&model, "Less"), "sequence({urn:t}a)");
    let derivations = ["Base", "More", "Same", "Less"].map(|name| complex(&model, name).derivation);
    use Derivation::{Extension, Restriction};
    assert_eq!(derivations, [Restriction, Extension, Extension, Restriction]);
    assert_eq!(type_name(&model, complex(&model, "More").base), "Base");
    assert_eq!(complex(&model, "Base").base, model.builtin(Builtin::AnyType));
}

#[test]
fn simple_content_has_the_type_of_its_text_through_any_chain() {
    let model = schema(
        "<xs:complexType name='Third'><xs:simpleContent><xs:extension base='t:Second'><xs:attribute name='c'/></xs:extension>
         </xs:simpleContent></xs:complexType>
         <xs:complexType name='Second'><xs:simpleContent><xs:extension base='t:First'/></xs:simpleContent></xs:complexType>
         <xs:complexType name='First'><xs:simpleContent><xs:extension base='xs:decimal'><xs:attribute name='a'/></xs:extension>
         </xs:simpleContent></xs:complexType>
         <xs:complexType name='Narrow'><xs:simpleContent><xs:restriction base='t:First'><xs:maxInclusive value='9'/>
         </xs:restriction></xs:simpleContent></xs:complexType>
         <xs:complexType name='Own'><xs:simpleContent><xs:restriction base='t:First'><xs:simpleType><xs:restriction
         base='xs:int'/></xs:simpleType></xs:restriction></xs:simpleContent></xs:complexType>",
    );
    for name in ["First", "Second", "Third"] {
        assert_eq!(content(&model, name), "text decimal", "{name}");
    }
    assert_eq!(type_name(&model, complex(&model, "Third").base), "Second");
    let ComplexContent::Simple(narrow) = complex(&model, "Narrow").content else { panic!() };
    let text = simple_of(&model, narrow);
    assert_eq!(text.variety, Variety::Restriction(model.builtin(Builtin::Decimal)));
    assert_eq!(text.facets.max_inclusive.as_deref(), Some("9"));
    assert_eq!(model.types[narrow].owner, Owner::Type(type_id(&model, "Narrow"), 0));
    let ComplexContent::Simple(own) = complex(&model, "Own").content else { panic!() };
    assert_eq!(simple_of(&model, own).variety, Variety::Restriction(model.builtin(Builtin::Int)));
}

#[test]
fn mixed_is_read_from_the_type_or_its_content() {
    for (text, expected) in [
        ("<xs:complexType name='T' mixed='true'/>", true),
        ("<xs:complexType name='T' mixed='1'><xs:sequence/></xs:complexType>", true),
        (
            "<xs:complexType name='T'><xs:complexContent mixed='true'><xs:restriction base='xs:anyType'/></xs:complexContent></xs:complexType>",
            true,
        ),
        (
            "<xs:complexType name='T' mixed='true'><xs:complexContent mixed='false'><xs:extension base='xs:anyType'/></xs:complexContent></xs:complexType>",
            false,
        ),
        ("<xs:complexType name='T'/>", false),
    ] {
        assert_eq!(complex(&schema(text), "T").mixed, expected, "{text}");
    }
}

#[test]
fn lists_and_unions_have_named_and_anonymous_members() {
    let model = schema(
        "<xs:simpleType name='Numbers'><xs:list itemType='xs:int'/></xs:simpleType>
         <xs:simpleType name='Flags'><xs:list><xs:simpleType><xs:restriction base='xs:string'><xs:enumeration value='A'/>
         <xs:enumeration value=' B '/></xs:restriction></xs:simpleType></xs:list></xs:simpleType>
         <xs:simpleType name='Either'><xs:union memberTypes='xs:int  t:Numbers'><xs:simpleType><xs:restriction
         base='xs:token'/></xs:simpleType></xs:union></xs:simpleType>",
    );
    assert_eq!(simple(&model, "Numbers").variety, Variety::List(model.builtin(Builtin::Int)));
    let Variety::List(item) = simple(&model, "Flags").variety else { panic!() };
    assert_eq!(model.types[item].owner, Owner::Type(type_id(&model, "Flags"), 0));
    let values: Vec<&str> =
        simple_of(&model, item).facets.enumeration.iter().map(|value| &*value.value).collect();
    assert_eq!(values, ["A", " B "]);
    let Variety::Union(members) = &simple(&model, "Either").variety else { panic!() };
    let names: Vec<String> = members.iter().map(|member| type_name(&model, *member)).collect();
    assert_eq!(names, ["int", "Numbers", "anonymous"]);
    assert_eq!(model.types[members[2]].owner, Owner::Type(type_id(&model, "Either"), 2));
}

#[test]
fn all_facets_are_kept() {
    let model = schema(
        "<xs:simpleType name='T'><xs:restriction base='xs:string'>
           <xs:length value='1'/><xs:minLength value=' 2 '/><xs:maxLength value='99999999999999999999'/>
           <xs:minInclusive value='-1'/><xs:minExclusive value='-2'/><xs:maxInclusive value='3'/><xs:maxExclusive value='4'/>
           <xs:totalDigits value='5'/><xs:fractionDigits value='6'/><xs:whiteSpace value='collapse'/>
           <xs:pattern value='a*'/><xs:pattern value='b|c'/>
         </xs:restriction></xs:simpleType>",
    );
    let facets = &simple(&model, "T").facets;
    let numbers =
        [facets.length, facets.min_length, facets.max_length, facets.total_digits, facets.fraction_digits];
    assert_eq!(numbers, [Some(1), Some(2), Some(u64::MAX), Some(5), Some(6)]);
    let bounds = [&facets.min_inclusive, &facets.min_exclusive, &facets.max_inclusive, &facets.max_exclusive];
    assert_eq!(bounds.map(|bound| bound.as_deref()), [Some("-1"), Some("-2"), Some("3"), Some("4")]);
    assert_eq!(facets.white_space, Some(WhiteSpace::Collapse));
    assert_eq!(facets.patterns, ["a*", "b|c"]);
}

#[test]
fn qname_values_are_resolved() {
    let model = schema(
        "<xs:simpleType name='T'><xs:restriction base='t:Codes'><xs:enumeration value='t:a'/>
           <xs:enumeration value='x:b' xmlns:x='urn:x'/><xs:enumeration value='c'/></xs:restriction></xs:simpleType>
         <xs:simpleType name='Codes'><xs:restriction base='xs:QName'/></xs:simpleType>
         <xs:simpleType name='Texts'><xs:restriction base='xs:string'><xs:enumeration value='t:a'/></xs:restriction></xs:simpleType>",
    );
    let values = |name| -> Vec<String> {
        simple(&model, name).facets.enumeration.iter().map(|value| value.value.clone()).collect()
    };
    assert_eq!(values("T"), ["{urn:t}a", "{urn:x}b", "c"]);
    assert_eq!(values("Texts"), ["t:a"]);
}

#[test]
fn elements_keep_all_their_properties() {
    let model = schema(
        "<xs:element name='Head' abstract='true' type='t:T'/>
         <xs:element name='Member' substitutionGroup='t:Head'/>
         <xs:element name='Deeper' substitutionGroup='t:Member'/>
         <xs:element name='Typed' substitutionGroup='t:Head' type='t:U' nillable='true'/>
         <xs:element name='Plain' default=' a ' />
         <xs:element name='Fixed' type='xs:int' fixed='1'/>
         <xs:element name='Inline'><xs:complexType><xs:sequence><xs:element name='deep'><xs:simpleType><xs:restriction
         base='xs:int'/></xs:simpleType></xs:element></xs:sequence></xs:complexType></xs:element>
         <xs:complexType name='T'/><xs:complexType name='U'><xs:complexContent><xs:extension base='t:T'/></xs:complexContent></xs:complexType>",
    );
    let its_type = |name| type_name(&model, element(&model, name).type_id);
    assert_eq!(["Head", "Member", "Deeper", "Typed"].map(its_type), ["T", "T", "T", "U"]);
    assert_eq!(element(&model, "Deeper").substitution_group, Some(element_id(&model, "Member")));
    assert!(element(&model, "Head").is_abstract && element(&model, "Typed").nillable);
    assert_eq!(element(&model, "Plain").default.as_deref(), Some(" a "));
    assert_eq!(element(&model, "Plain").type_id, model.builtin(Builtin::AnyType));
    assert_eq!(element(&model, "Fixed").fixed.as_deref(), Some("1"));
    let inline = element(&model, "Inline").type_id;
    assert_eq!(model.types[inline].owner, Owner::Element(element_id(&model, "Inline")));
    let (deep, _) = model.elements.iter().find(|(_, element)| &*element.name.local == "deep").unwrap();
    assert_eq!(model.types[model.elements[deep].type_id].owner, Owner::Element(deep));
}

#[test]
fn types_may_contain_themselves() {
    let model = schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='t:T' minOccurs='0'/><xs:element ref='t:e'/></xs:sequence>
         </xs:complexType><xs:element name='e' type='t:T'/>",
    );
    assert_eq!(content(&model, "T"), "sequence({urn:t}a 0..1, {urn:t}e)");
    assert_eq!(element(&model, "e").type_id, type_id(&model, "T"));
}

#[test]
fn prefixes_are_resolved_at_the_element_that_uses_them() {
    let model = schema(
        "<xs:complexType name='T'><xs:sequence>
           <xs:element name='a' type='q1:T' xmlns:q1='urn:t'/>
           <xs:element name='b' type='t:int' xmlns:t='http://www.w3.org/2001/XMLSchema'/>
           <xs:element name='c' type='boolean' xmlns='http://www.w3.org/2001/XMLSchema'/>
         </xs:sequence></xs:complexType>",
    );
    let types: Vec<String> = model
        .elements
        .iter()
        .map(|(_, element)| format!("{} {}", element.name.local, type_name(&model, element.type_id)))
        .collect();
    assert_eq!(types, ["a T", "b int", "c boolean"]);
}

#[test]
fn all_built_in_types_are_known() {
    for builtin in Builtin::ALL {
        let model = schema(&format!("<xs:element name='e' type='xs:{}'/>", builtin.name()));
        assert_eq!(model.as_builtin(element(&model, "e").type_id), Some(*builtin));
    }
    assert_eq!(Builtin::ALL.len(), 46);
}

#[test]
fn the_drafts_of_1999_and_2000_are_read() {
    let draft = |namespace: &str| {
        format!(
            "<schema xmlns='{namespace}' xmlns:t='urn:t' targetNamespace='urn:t' elementFormDefault='qualified'>
             <complexType name='T' content='mixed'><element name='a' type='timeInstant' nullable='true' maxOccurs='*'/>
             <element name='b' type='t:S'/></complexType>
             <complexType name='U' base='t:T' derivedBy='extension'><element name='c' type='uriReference'/></complexType>
             <simpleType name='S' base='string'><enumeration value='x'/></simpleType></schema>"
        )
    };
    for namespace in ["http://www.w3.org/1999/XMLSchema", "http://www.w3.org/2000/10/XMLSchema"] {
        let read = read_all(&[("t.xsd", &draft(namespace))]);
        assert_eq!(read.lines(), Vec::<String>::new());
        let model = read.model;
        assert_eq!(content(&model, "T"), "sequence({urn:t}a 1..*, {urn:t}b)");
        assert!(complex(&model, "T").mixed);
        assert_eq!(content(&model, "U"), "sequence({urn:t}c)");
        assert_eq!(type_name(&model, complex(&model, "U").base), "T");
        assert_eq!(simple(&model, "S").facets.enumeration.len(), 1);
        let (_, a) = model.elements.iter().find(|(_, element)| &*element.name.local == "a").unwrap();
        assert!(a.nillable);
        assert_eq!(model.as_builtin(a.type_id), Some(Builtin::DateTime));
    }
}

#[test]
fn redefined_components_replace_the_originals() {
    let original = schema_text(
        "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='t:T' minOccurs='0'/></xs:sequence></xs:complexType>
         <xs:simpleType name='S'><xs:restriction base='xs:string'/></xs:simpleType>
         <xs:group name='G'><xs:sequence><xs:element name='g'/></xs:sequence></xs:group>
         <xs:attributeGroup name='A'><xs:attribute name='x'/></xs:attributeGroup>
         <xs:complexType name='User'><xs:group ref='t:G'/><xs:attributeGroup ref='t:A'/></xs:complexType>",
    );
    let redefining = schema_text(
        "<xs:redefine schemaLocation='original.xsd'>
           <xs:complexType name='T'><xs:complexContent><xs:extension base='t:T'><xs:sequence><xs:element name='b' type='t:T'/>
           </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
           <xs:simpleType name='S'><xs:restriction base='t:S'><xs:maxLength value='3'/></xs:restriction></xs:simpleType>
           <xs:group name='G'><xs:sequence><xs:group ref='t:G'/><xs:element name='h'/></xs:sequence></xs:group>
           <xs:attributeGroup name='A'><xs:attributeGroup ref='t:A'/><xs:attribute name='y'/></xs:attributeGroup>
         </xs:redefine>
         <xs:element name='e' type='t:T'/>",
    );
    let read = read_all(&[("t.xsd", &redefining), ("original.xsd", &original)]);
    assert_eq!(read.lines(), Vec::<String>::new());
    let model = read.model;
    let redefined = type_id(&model, "T");
    assert_eq!(content(&model, "T"), "sequence({urn:t}b)");
    let base = complex(&model, "T").base;
    assert_eq!((model.types[base].name.clone(), model.types[base].owner), (None, Owner::Type(redefined, 0)));
    // Only the `base` in the redefinition refers to the original type. All other references to `T` refer to
    // the redefined type.
    let of_type = model.elements.iter().filter(|(_, element)| element.type_id == redefined);
    let names: Vec<&str> = of_type.map(|(_, element)| &*element.name.local).collect();
    assert_eq!(names, ["e", "a", "b"]);
    assert_eq!(simple(&model, "S").facets.max_length, Some(3));
    let group = model.names.groups.get(&QName::new("urn:t", "G")).unwrap();
    assert_eq!(particle(&model, &model.groups[group].particle), "sequence(group G, {urn:t}h)");
    assert_eq!(content(&model, "User"), "group G");
    let ComplexContent::Elements(user) = &complex(&model, "User").content else { panic!() };
    assert!(matches!(user.term, saponify_codegen::internals::model::Term::GroupRef(used) if used == group));
}

#[test]
fn array_types_of_encoded_services_are_resolved() {
    let model = schema(
        "<xs:import namespace='http://schemas.xmlsoap.org/soap/encoding/'/>
         <xs:complexType name='Array'><xs:complexContent><xs:restriction base='enc:Array'
           xmlns:enc='http://schemas.xmlsoap.org/soap/encoding/'><xs:attribute ref='enc:arrayType'
           xmlns:w='http://schemas.xmlsoap.org/wsdl/' w:arrayType='xs:string[][2]'/></xs:restriction></xs:complexContent></xs:complexType>",
    );
    let array = complex(&model, "Array");
    let AttributeUse::Attribute { annotations, .. } = &array.attributes[0] else { panic!() };
    let value = "{http://www.w3.org/2001/XMLSchema}string[][2]".to_owned();
    assert_eq!(*annotations, [(QName::new("http://schemas.xmlsoap.org/wsdl/", "arrayType"), value)]);
    assert_eq!(type_name(&model, array.base), "Array");
}

#[test]
fn documentation_keeps_markup_and_appinfo_its_entries() {
    let model = schema(
        "<xs:complexType name='T'><xs:annotation><xs:documentation> One &lt;two&gt; <b x='&quot;'>three</b><!-- no -->
         </xs:documentation><xs:documentation><![CDATA[four & five]]></xs:documentation>
         <xs:appinfo><IsDictionary xmlns='urn:ms' a='1'> true </IsDictionary></xs:appinfo></xs:annotation></xs:complexType>
         <xs:simpleType name='S'><xs:restriction base='xs:string'><xs:enumeration value='v'><xs:annotation>
         <xs:documentation>a value</xs:documentation></xs:annotation></xs:enumeration></xs:restriction></xs:simpleType>",
    );
    let found = &model.types[type_id(&model, "T")];
    let text = "One &lt;two&gt; <b x=\"&quot;\">three</b>\n\nfour &amp; five";
    assert_eq!(found.documentation.as_deref(), Some(text));
    assert_eq!(found.appinfo.len(), 1);
    assert_eq!(found.appinfo[0].name, QName::new("urn:ms", "IsDictionary"));
    assert_eq!(found.appinfo[0].text, "true");
    assert_eq!(found.appinfo[0].attributes, [(QName::new("", "a"), "1".to_owned())]);
    let value = &simple(&model, "S").facets.enumeration[0];
    assert_eq!(value.documentation.as_deref(), Some("a value"));
}

#[test]
fn identity_constraints_and_notations_are_ignored() {
    let model = schema(
        "<xs:notation name='n' public='p'/>
         <xs:element name='e'><xs:complexType><xs:sequence><xs:element name='a'/></xs:sequence></xs:complexType>
         <xs:key name='k'><xs:selector xpath='t:a'/><xs:field xpath='@x'/></xs:key>
         <xs:unique name='u'><xs:selector xpath='t:a'/><xs:field xpath='@x'/></xs:unique>
         <xs:keyref name='r' refer='t:k'><xs:selector xpath='t:a'/><xs:field xpath='@x'/></xs:keyref></xs:element>",
    );
    assert_eq!(model.elements.len(), 2);
}

#[test]
fn global_components_are_in_document_order() {
    let model = schema(
        "<xs:complexType name='Z'/><xs:complexType name='A'><xs:sequence><xs:element name='x'><xs:complexType/></xs:element>
         </xs:sequence></xs:complexType><xs:complexType name='M'/>",
    );
    let own = model.types.iter().skip(Builtin::ALL.len());
    let names: Vec<String> = own.map(|(id, _)| type_name(&model, id)).collect();
    assert_eq!(names, ["Z", "A", "M", "anonymous"]);
}

#[test]
fn wildcards_without_a_target_namespace() {
    let text = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:complexType name='T'><xs:sequence>
        <xs:any namespace='##other'/></xs:sequence></xs:complexType></xs:schema>";
    let model = read_all(&[("t.xsd", text)]).model;
    let (_, found) = model.types.iter().last().unwrap();
    let saponify_codegen::internals::model::TypeKind::Complex(complex) = &found.kind else { panic!() };
    let ComplexContent::Elements(content) = &complex.content else { panic!() };
    let saponify_codegen::internals::model::Term::Group(_, particles) = &content.term else { panic!() };
    let saponify_codegen::internals::model::Term::Any(any) = &particles[0].term else { panic!() };
    assert_eq!(any.namespaces, NamespaceConstraint::Not("".into()));
}

/// Keywords in the wrong case have the meaning that their author intended. Each is reported once.
#[test]
fn words_in_other_letters_are_read_and_reported() {
    let right = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t' \
        elementFormDefault='qualified' attributeFormDefault='qualified'>
        <xs:complexType name='A' abstract='true'><xs:sequence>
        <xs:element name='a' type='xs:int' form='unqualified' nillable='true' maxOccurs='unbounded'/>
        <xs:any namespace='##other ##local' processContents='lax'/><xs:any namespace='##any' processContents='skip'/>
        </xs:sequence><xs:attribute name='b' form='unqualified' use='required'/></xs:complexType>
        <xs:complexType name='M' mixed='true'><xs:complexContent mixed='false'><xs:extension base='t:A'/>
        </xs:complexContent></xs:complexType>
        <xs:simpleType name='S'><xs:restriction base='xs:string'><xs:whiteSpace value='collapse'/></xs:restriction>
        </xs:simpleType></xs:schema>";
    let components = |text: &str| {
        let read = read_all(&[("t.xsd", text)]);
        let (model, lines) = (&read.model, read.lines());
        (format!("{:?} {:?} {:?}", model.types, model.elements, model.attributes), lines)
    };
    let (expected, problems) = components(right);
    assert_eq!(problems, Vec::<String>::new());
    for (attribute, word, other) in [
        ("elementFormDefault", "qualified", "Qualified"),
        ("attributeFormDefault", "qualified", "QUALIFIED"),
        ("abstract", "true", "True"),
        ("form", "unqualified", "unQualified"),
        ("nillable", "true", "TRUE"),
        ("maxOccurs", "unbounded", "Unbounded"),
        ("processContents", "lax", "Lax"),
        ("processContents", "skip", "Skip"),
        ("namespace", "##other ##local", "##other ##Local"),
        ("namespace", "##any", "##Any"),
        ("use", "required", "Required"),
        ("mixed", "true", "True"),
        ("mixed", "false", "False"),
        ("value", "collapse", "Collapse"),
    ] {
        let (given, odd) = (format!("{attribute}='{word}'"), format!("{attribute}='{other}'"));
        let text = right.replacen(&given, &odd, 1);
        assert_ne!(text, right, "{given}");
        let (found, problems) = components(&text);
        assert_eq!(found, expected, "{odd}");
        let wrong = other.split(' ').next_back().unwrap();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("warning t.xsd:"), "{problems:?}");
        assert!(problems[0].ends_with(&format!(", found `{wrong}`")), "{problems:?}");
    }
    // An unknown keyword is treated as the default.
    let (_, problems) = components(&right.replacen("nillable='true'", "nillable='yes'", 1));
    assert_eq!(problems, ["warning t.xsd:3:73 expected `true`, `false`, `1` or `0`, found `yes`"]);
}
