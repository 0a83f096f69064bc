//! Options of the `Builder` reach the reader and the plan. The `Builder` has a method for each option of the command
//! line.

// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{collections::BTreeSet, fs, path::Path};

use saponify_codegen::{Builder, Generated};

const WSDL: &str = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
  <types><xs:schema><xs:import namespace="urn:t" schemaLocation="http://example.com/far/types.xsd"/></xs:schema></types>
  <message name="In"><part name="parameters" element="t:Call"/></message>
  <portType name="Test"><operation name="Call"><input message="t:In"/></operation></portType>
  <binding name="Test" type="t:Test">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Call"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation>
  </binding>
</definitions>"#;

const SCHEMA: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t">
  <xs:element name="Call"><xs:complexType><xs:sequence>
    <xs:element name="Level" type="Level" minOccurs="0"/>
    <xs:element name="Count" type="xs:int" minOccurs="0"/>
    <xs:element name="Limit" type="xs:int" minOccurs="0" default="5"/>
    <xs:element name="Note" type="xs:string" minOccurs="0" nillable="true"/>
    <xs:element name="Unit" type="xs:string" minOccurs="0" default="kg"/>
    <xs:element name="Notes" type="xs:string" minOccurs="0" maxOccurs="unbounded" nillable="true"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:simpleType name="Level"><xs:restriction base="xs:string"><xs:enumeration value="low"/></xs:restriction></xs:simpleType>
</xs:schema>"#;

/// Creates a temporary folder with the documents and a catalog for them.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("test.wsdl"), WSDL).unwrap();
    fs::write(folder.path().join("near.xsd"), SCHEMA).unwrap();
    fs::write(folder.path().join("catalog.csv"), "url,local\nhttp://example.com/far/types.xsd,near.xsd\n")
        .unwrap();
    folder
}

fn with(set: impl FnOnce(Builder) -> Builder) -> Generated {
    let folder = folder();
    let builder =
        Builder::new().wsdl(folder.path().join("test.wsdl")).map("urn:t", folder.path().join("near.xsd"));
    set(builder).run(Path::new("test.rs")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn imports_are_found_by_catalog_or_by_mapping() {
    let folder = folder();
    let near = |name: &str| folder.path().join(name);
    let builder = || Builder::new().wsdl(near("test.wsdl"));
    let by = |builder: Builder| builder.strict(true).run(Path::new("test.rs"));
    assert!(by(builder()).is_err());
    let found = by(builder().catalog(near("catalog.csv"))).unwrap();
    assert!(found.inputs.iter().any(|path| path.ends_with("catalog.csv")), "{:?}", found.inputs);
    assert!(by(builder().map("http://example.com/far/types.xsd", near("near.xsd"))).is_ok());
    assert!(by(builder().catalog(near("none.csv"))).is_err());
}

#[test]
fn each_option_changes_the_code() {
    /// The option, a text that the code contains with the option, and one that it contains only without the option.
    type Row = (fn(Builder) -> Builder, &'static str, &'static str);
    let rows: [Row; 14] = [
        (
            |builder| builder.rename("Call/Note", "remark"),
            "pub remark: Option<String>",
            "pub note: Option<String>",
        ),
        (
            |builder| builder.derive("PartialEq"),
            "#[derive(Clone, Debug, Default, PartialEq)]",
            "#[derive(Clone, Debug, Default)]",
        ),
        (|builder| builder.plain_scalars(true), "pub count: i32", "pub count: Option<i32>"),
        // A member with a default in the schema stays an `Option`, because its default is not that of the
        // Rust type.
        (|builder| builder.plain_scalars(true), "pub limit: Option<i32>", "pub count: Option<i32>"),
        (|builder| builder.empty_kept(true), "input.optional(4, &mut self.unit)", "never_empty(\"kg\")"),
        (|builder| builder.nil_kept(true), "pub note: Nillable<String>", "pub note: Option<String>"),
        (|builder| builder.types_kept(true), "pub note: Option<Typed<String>>", "pub note: Option<String>"),
        (
            |builder| builder.nil_members_refused(true),
            "pub notes: Vec<String>",
            "pub notes: Vec<Option<String>>",
        ),
        (|builder| builder.closed_enumerations(true), "closed_enumeration!(Level)", "Other(String)"),
        (|builder| builder.type_for("Level", "crate::Level"), "Option<crate::Level>", "pub enum Level"),
        (
            |builder| builder.secret("Call/Note"),
            "pub note: Option<Secret<String>>",
            "pub note: Option<String>",
        ),
        (|builder| builder.validate(true), "impl Validate for Call", "/// nothing is gone"),
        (|builder| builder.server(true), "pub trait TestService", "/// nothing is gone"),
        (|builder| builder.all_types(true), "pub enum Level", "/// nothing is gone"),
    ];
    let plain = with(|builder| builder);
    let plain = &plain.files.first().unwrap().text;
    for (set, with_it, without) in rows {
        let generated = with(set);
        let text = &generated.files.first().unwrap().text;
        assert!(text.contains(with_it), "{with_it} is not in {text}");
        assert!(!text.contains(without), "{without} is in {text}");
        assert!(plain.contains(without) || without.starts_with("///"), "{without} is not in {plain}");
    }
    let of_two = with(|builder| builder.operation("Ca*").operation("No*"));
    assert_eq!(of_two.counts.operations, 1);
    assert!(of_two.notes.iter().any(|note| note.contains("`No*`")), "{:?}", of_two.notes);
}

#[test]
fn facets_of_an_element_that_is_kept_as_text_are_not_generated() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden/unequal_types.xsd");
    let text = |all: bool| {
        let generated = Builder::new().wsdl(&schema).validate(true).all_types(all).run(Path::new("test.rs"));
        generated.unwrap_or_else(|error| panic!("{error}")).files.remove(0).text
    };
    for all in [false, true] {
        let text = text(all);
        assert!(text.contains("Rank(Option<String>)") && !text.contains("RANK_FACETS"), "{text}");
    }
}

#[test]
fn fixed_qnames_are_validated_with_the_namespaces_in_scope() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("names.xsd");
    let schema = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
      <xs:attribute name="tone" type="xs:QName"/>
      <xs:element name="Call"><xs:complexType>
        <xs:sequence><xs:element name="Key" type="xs:QName" minOccurs="0" fixed="u:k" xmlns:u="urn:one"/></xs:sequence>
        <xs:attribute ref="t:tone" fixed="u:plain" xmlns:u="urn:two"/>
      </xs:complexType></xs:element>
    </xs:schema>"#;
    fs::write(&path, schema).unwrap();
    let generated = Builder::new().wsdl(&path).validate(true).run(Path::new("test.rs")).unwrap();
    let text = &generated.files[0].text;
    for values in [r#"values: &["{urn:one}k"]"#, r#"values: &["{urn:two}plain"]"#] {
        assert!(text.contains(values), "{text}");
    }
}

/// Users implement traits for message structs, so neither an option nor another operation may change which structs
/// exist.
#[test]
fn each_message_is_a_separate_struct_with_any_option() {
    let wsdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden/like_messages.wsdl");
    let structs = |set: fn(Builder) -> Builder| {
        let generated = set(Builder::new().wsdl(&wsdl)).run(Path::new("test.rs"));
        let text = generated.unwrap_or_else(|error| panic!("{error}")).files.remove(0).text;
        assert!(!text.contains("pub type "), "{text}");
        let lines = text.lines().filter_map(|line| line.strip_prefix("pub struct "));
        let names = lines.filter_map(|line| line.split_once(" {")).map(|(name, _)| name.to_owned());
        names.filter(|name| !name.contains('<')).collect::<BTreeSet<_>>()
    };
    let usual = structs(|builder| builder);
    for name in ["CountResponse", "FindResponse", "LastResponse", "ClearResponse"] {
        assert!(usual.contains(name), "{name} is not in {usual:?}");
    }
    for name in ["Count", "Last", "Clear"] {
        assert!(!usual.contains(name), "{name} has no members, but is in {usual:?}");
    }
    let options: [fn(Builder) -> Builder; 7] = [
        |builder| builder.derive("crate::Mine"),
        |builder| builder.validate(true),
        |builder| builder.plain_scalars(true),
        |builder| builder.nil_kept(true),
        |builder| builder.secret("FindResponse/Result"),
        |builder| builder.rename("FindResponse/Result", "name"),
        |builder| builder.all_types(true),
    ];
    for set in options {
        assert_eq!(structs(set), usual);
    }
    let of_two = structs(|builder| builder.operation("Count").operation("Find"));
    assert!(of_two.is_subset(&usual) && of_two.contains("FindResponse"), "{of_two:?}");
}

#[test]
fn an_absent_success_header_is_not_a_failure_with_any_option() {
    let wsdl = WSDL
        .replace("<message name=\"In\">", "<message name=\"Done\"><part name=\"done\" element=\"t:Done\"/></message>\n  <message name=\"In\">")
        .replace("<input message=\"t:In\"/>", "<input message=\"t:In\"/><output message=\"t:In\"/>")
        .replace(
            "</input></operation>\n  </binding>",
            "</input><output><soap:header message=\"t:Done\" part=\"done\" use=\"literal\"/>\
             <soap:body use=\"literal\"/></output></operation>\n  </binding>",
        );
    let schema = SCHEMA.replace(
        "<xs:simpleType",
        "<xs:element name=\"Done\" type=\"xs:boolean\" nillable=\"true\"/><xs:simpleType",
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("test.wsdl"), wsdl).unwrap();
    fs::write(folder.path().join("near.xsd"), schema).unwrap();
    let builder = Builder::new()
        .wsdl(folder.path().join("test.wsdl"))
        .map("urn:t", folder.path().join("near.xsd"))
        .success_header("Done");
    for (options, field) in [
        (builder.clone().plain_scalars(true), "done"),
        (builder.clone().nil_kept(true), "done"),
        (builder.rename("ReplyHeaders/Done", "finished"), "finished"),
    ] {
        let generated = options.run(Path::new("test.rs")).unwrap_or_else(|error| panic!("{error}"));
        let text = &generated.files[0].text;
        assert!(text.contains(&format!("pub {field}: Option<bool>")), "{text}");
        assert!(text.contains(&format!(".with_success(self.{field})")), "{text}");
    }
}

#[test]
fn no_module_has_the_name_of_a_crate_that_an_option_names() {
    let folder = tempfile::tempdir().unwrap();
    let wsdl = folder.path().join("test.wsdl");
    let schemas: String = ["serde", "uuid", "other"]
        .map(|name| {
            format!(
                r#"<xs:schema targetNamespace="urn:{name}"><xs:complexType name="Item"><xs:sequence>
                <xs:element name="Id" type="xs:string"/></xs:sequence></xs:complexType></xs:schema>"#
            )
        })
        .concat();
    fs::write(
        &wsdl,
        format!(
            r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
            targetNamespace="urn:t"><types>{schemas}</types></definitions>"#
        ),
    )
    .unwrap();
    let builder = Builder::new().wsdl(&wsdl).all_types(true).derive("serde::Serialize");
    let generated = builder.type_for("guid", "Option<uuid::Uuid>").run(Path::new("test.rs")).unwrap();
    let text = &generated.files[0].text;
    for module in ["pub mod serde_module {", "pub mod uuid_module {", "pub mod other {"] {
        assert!(text.contains(module), "{text}");
    }
}

/// A derive that the generated types have anyway is not repeated, even if the user names it by its path. An open
/// enumeration ignores the derive `Default`, because it has no default value.
#[test]
fn derives_of_the_standard_library_are_not_repeated() {
    let derives = |set: fn(Builder) -> Builder, item: &str| {
        let text = with(set).files[0].text.clone();
        let before = text.split_once(item).unwrap_or_else(|| panic!("{text}")).0;
        before.rsplit_once("#[derive(").unwrap().1.split_once(")]").unwrap().0.to_owned()
    };
    let all: fn(Builder) -> Builder =
        |builder| builder.derive("Default").derive("std::clone::Clone").derive("std::cmp::Eq").derive("Eq");
    assert_eq!(derives(all, "pub enum Level"), "Clone, Debug, PartialEq, Eq, Hash");
    assert_eq!(derives(all, "pub struct Call"), "Clone, Debug, Default, PartialEq, Eq");
}

#[test]
fn large_enumerations_have_a_sorted_table_of_their_texts() {
    let code = |count: usize, base: &str, closed: bool| {
        let values: String =
            (0..count).rev().map(|number| format!("<xs:enumeration value='v{number}'/>")).collect();
        let schema = format!(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t'>\
             <xs:simpleType name='Code'><xs:restriction base='{base}'>{values}</xs:restriction></xs:simpleType>\
             <xs:element name='Code' type='t:Code'/></xs:schema>"
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.xsd");
        std::fs::write(&path, schema).unwrap();
        let builder = Builder::new().wsdl(path).closed_enumerations(closed);
        builder.run(std::path::Path::new("codes.rs")).unwrap().files.remove(0).text
    };
    assert!(!code(255, "xs:string", false).contains("SORTED"));
    for (closed, end) in [
        (false, "lookup(Self::SORTED, text)\n            .or_else(|| Some(Self::Other(text.to_owned())))"),
        (true, "lookup(Self::SORTED, text)\n"),
    ] {
        let code = code(256, "xs:token", closed);
        assert!(code.contains(end), "{code}");
        let table = code.split("const SORTED").nth(1).unwrap();
        let texts: Vec<_> =
            table.split("(\"").skip(1).map(|rest| rest.split('"').next().unwrap()).take(256).collect();
        assert!(texts.is_sorted() && texts.len() == 256, "{texts:?}");
    }
}
