use crate::{
    config::Config,
    emit,
    plan::{self, ModuleId, Plan},
    problem::Problems,
    read::{self, ReadOptions},
    source::Sources,
};

use super::{super::tree::Tree, Check};

/// A plan with a struct, an enumeration, a client and a module.
fn plan() -> Plan {
    let wsdl = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
        xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"><types><xs:schema targetNamespace="urn:t">
        <xs:simpleType name="Size"><xs:restriction base="xs:string"><xs:enumeration value="small"/></xs:restriction></xs:simpleType>
        <xs:complexType name="Parcel"><xs:sequence><xs:element name="size" type="t:Size"/><xs:element name="n" type="xs:int" default="3"
        minOccurs="0"/></xs:sequence></xs:complexType><xs:element name="Call" type="t:Parcel"/></xs:schema></types>
        <message name="In"><part name="p" element="t:Call"/></message>
        <portType name="Shop"><operation name="Call"><input message="t:In"/></operation></portType>
        <binding name="Shop" type="t:Shop"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Call">
        <soap:operation soapAction="urn:t/Call"/><input><soap:body use="literal"/></input></operation></binding></definitions>"#;
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let texts = [("t.wsdl", wsdl.as_bytes())];
    let model = read::read_bytes(&texts, &ReadOptions::default(), &mut sources, &mut problems);
    let plan = plan::plan(&model, &Config { validate: true, ..Config::default() }, &mut problems);
    assert!(problems.is_empty(), "{}", problems.render(&sources, false));
    plan
}

/// The first difference that the check finds after one part of the text has been replaced.
fn differs(text: &str, replaced: &str, by: &str) -> String {
    assert!(text.contains(replaced), "{replaced} in {text}");
    let text = text.replacen(replaced, by, 1);
    Check::new(&Tree::new(&plan()), false).file(ModuleId(0), &text).err().unwrap_or_default()
}

#[test]
fn an_item_that_the_plan_lacks_is_found_at_any_place() {
    let text = emit::single(&plan()).unwrap();
    for item in [
        "pub fn injected() {}",
        "pub struct Injected;",
        "pub struct Injected {}",
        "mod injected {}",
        "mod injected;",
        "use std::fs;",
        "extern crate injected;",
        "const INJECTED: u8 = 0;",
        "static INJECTED: u8 = 0;",
        "impl Drop for Parcel {}",
        "impl Parcel { fn injected() {} }",
        "macro_rules! injected { () => {} }",
        "saponify::include!(pub mod injected);",
        "include!(\"injected.rs\");",
        "unsafe fn injected() {}",
        "#[path = \"injected.rs\"] pub mod operations;",
        "#![feature(injected)]",
        "pub struct Parcel {}",
    ] {
        for place in [
            "pub struct Parcel {",
            "pub mod operations {",
            "impl Record for Parcel {",
            "impl Operation for Call {",
        ] {
            let before = differs(&text, place, &format!("{item} {place}"));
            assert!(before.starts_with("the text of "), "{item} before {place}: {before}");
            let inside = differs(&text, place, &format!("{place} {item}"));
            assert!(inside.starts_with("the text "), "{item} in {place}: {inside}");
        }
        let body = "self.size";
        let inside = differs(&text, body, &format!("{{ {item} }} {body}"));
        assert!(inside.starts_with("the text "), "{item} in a body: {inside}");
    }
}

#[test]
fn members_and_attributes_and_lost_items_are_found() {
    let text = emit::single(&plan()).unwrap();
    for (replaced, by, expected) in [
        ("pub size: Size,", "pub size: Size, pub injected: u8,", "the members size, injected, n, which"),
        ("    Small,", "    Small, Injected,", "the members Small, Injected, Other, which"),
        ("#[derive(Clone, Debug, Default)]", "#[cfg(any())]", "the attribute `cfg`"),
        ("/// The type `Parcel`.", "#[doc = include_str!(\"a\")]", "the attribute `doc`"),
        ("const NS: &str = \"urn:t\";", "", "does not have the constant `NS`, which is in the plan"),
        ("pub fn call", "pub fn injected", "`impl ShopClient` with new, from_client, with, injected, which"),
        ("use saponify::{", "use injected::{", "`use injected::"),
        ("urn:t", "urn:\u{202e}t", "U+202E"),
        ("pub struct Parcel {", "pub struct Parcel {{", "has `{`"),
        ("pub size: Size,", "pub size: [u8; include!(\"a\")],", "calls a macro"),
        ("pub size: Size,", "pub size: include!(\"a\"),", "has `!`"),
        ("const NS: &str = \"urn:t\";", "const NS: &str = include_str!(\"a\");", "calls a macro"),
    ] {
        let found = differs(&text, replaced, by);
        assert!(found.contains(expected), "{found:?} instead of {expected:?}");
    }
}

#[test]
fn a_folder_has_a_file_for_each_module() {
    let plan = plan();
    let tree = Tree::new(&plan);
    let check = Check::new(&tree, true);
    let files = emit::folder(&plan).unwrap();
    let root = &files[0].text;
    assert_eq!(check.file(ModuleId(0), root), Ok(()));
    assert!(check.file(ModuleId(0), &root.replace("pub mod operations;", "pub mod operations {}")).is_err());
    assert!(check.file(ModuleId(0), &root.replace("pub mod operations;", "")).is_err());
    assert!(check.file(ModuleId(1), root).is_err());
}

/// The items of a text, as `syn` finds them; `None` if the text is not Rust.
fn items(text: &str) -> Option<Vec<String>> {
    let file = syn::parse_file(text).ok()?;
    let mut found = file.attrs.iter().map(|_| "attribute".to_owned()).collect();
    collect(&file.items, "", &mut found);
    Some(found)
}

fn collect(items: &[syn::Item], path: &str, found: &mut Vec<String>) {
    for item in items {
        let name = match item {
            syn::Item::Mod(module) => {
                let content = module.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                collect(content, &format!("{path}{}::", module.ident), found);
                continue;
            }
            syn::Item::Struct(item) => format!("struct {} {}", item.ident, item.fields.len()),
            syn::Item::Enum(item) => format!("enum {} {}", item.ident, item.variants.len()),
            syn::Item::Type(item) => format!("type {}", item.ident),
            syn::Item::Const(item) => format!("const {}", item.ident),
            // The functions are not counted, because `Check` accepts an `impl` that lacks functions. If a
            // trait requires a missing function, the compiler reports an error.
            syn::Item::Impl(_) => "impl".to_owned(),
            syn::Item::Use(_) => "use".to_owned(),
            _ => "another item".to_owned(),
        };
        found.push(format!("{path}{name}"));
    }
}

#[test]
fn text_that_is_inserted_anywhere_is_refused_or_adds_no_item() {
    let plan = plan();
    let tree = Tree::new(&plan);
    let check = Check::new(&tree, false);
    let text = emit::single(&plan).unwrap();
    let planned = items(&text).unwrap();
    let delimiters =
        ["\"", "'", "\\", "//", "/*", "*/", "\n", "#", "{", "}", "b'", "r#\"", "c\"", "\"#", "'a", "x!{}"];
    let injections = [
        "fn f() {}",
        "}fn f(){}",
        "\";const F:u8=0;\"",
        "*/const F:u8=0;/*",
        "\nconst F:u8=0;//",
        "r\"\\\";const F:u8=0;\"",
        "'\\'';const F:u8='",
        "/*/**/*/",
    ];
    let places: Vec<_> = (0..=text.len()).filter(|&place| text.is_char_boundary(place)).collect();
    for (index, inserted) in delimiters.into_iter().chain(injections).enumerate() {
        for &place in places.iter().skip(index).step_by(41) {
            let (before, after) = text.split_at(place);
            let changed = format!("{before}{inserted}{after}");
            if check.file(ModuleId(0), &changed).is_ok() {
                let mut left = planned.clone();
                for found in items(&changed).unwrap_or_default() {
                    let place = left.iter().position(|known| *known == found);
                    assert!(place.is_some(), "{inserted:?} after {before} adds {found}");
                    place.map(|place| left.swap_remove(place));
                }
            }
        }
    }
}
