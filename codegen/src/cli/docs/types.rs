//! Pages of types.

use super::{
    contract::{Contract, Page, render},
    escape::code_cell,
    members::{self, Link, Member, cell, type_cell},
    pages::TypePage,
};
use crate::{
    cli::failure::Failure,
    plan::{Item, ItemRef},
};

/// Renders the pages of all types that have one. Returns them with the names of the types, sorted by name.
pub(super) fn pages(contract: &Contract<'_>) -> Result<Vec<(String, Page)>, Failure> {
    let mut pages = Vec::new();
    for (module, item) in contract.rust.all() {
        let reference = ItemRef { module, ident: item.ident().to_owned() };
        let Some(path) = contract.paths.ty(&reference) else { continue };
        let link = |item: &ItemRef| contract.paths.link(path, item);
        if let Some(mut page) = page(contract, &reference, item, &link) {
            page.docs = contract.names.linked(path, &page.docs);
            contract.names.link(path, &mut page.members);
            contract.names.link(path, &mut page.values);
            pages.push((contract.rust.path(&reference), (path.to_owned(), render(&page)?)));
        }
    }
    pages.sort_by_cached_key(|(name, _)| (name.to_lowercase(), name.clone()));
    Ok(pages)
}

fn page(contract: &Contract<'_>, reference: &ItemRef, item: &Item, link: &Link<'_>) -> Option<TypePage> {
    let rust = &contract.rust;
    let mut page = TypePage {
        name: reference.ident.clone(),
        docs: String::new(),
        path: rust.path(reference),
        kind: "a struct",
        base: None,
        members: Vec::new(),
        values_head: "Value",
        values: Vec::new(),
    };
    let docs = match item {
        Item::Record(record) => {
            page.base = members::base(record).map(|base| type_cell(rust, &base.ty, link));
            page.members = members::members(rust, record, link);
            &record.docs
        }
        Item::Enumeration(enumeration) => {
            page.kind = match enumeration.other {
                Some(_) => "an enum with a variant for values that the contract does not list",
                None => "an enum",
            };
            page.values = enumeration
                .values
                .iter()
                .map(|value| row(code_cell(&value.text), format!("`{}`", value.ident), &value.docs))
                .collect();
            &enumeration.docs
        }
        Item::Alias(alias) => {
            page.kind = "an alias";
            page.values_head = "Alias";
            page.values = vec![row(format!("`{}`", alias.ident), type_cell(rust, &alias.ty, link), &[])];
            &alias.docs
        }
        Item::Choice(choice) => {
            page.kind = "an enum: one of several elements";
            page.values_head = "Variant";
            let variants = choice.variants.iter();
            page.values = variants
                .map(|one| row(format!("`{}`", one.ident), type_cell(rust, &one.ty, link), &one.docs))
                .collect();
            &choice.docs
        }
        Item::Variants(variants) => {
            page.kind = "an enum: a type or a type derived from it, chosen by `xsi:type`";
            page.values_head = "Variant";
            let list = variants.variants.iter();
            page.values = list
                .map(|one| row(format!("`{}`", one.ident), type_cell(rust, &one.ty, link), &one.docs))
                .collect();
            &variants.docs
        }
        Item::Union(union) => {
            page.kind = "an enum: a value of one of several types";
            page.values_head = "Variant";
            let list = union.members.iter();
            page.values = list
                .map(|member| row(format!("`{}`", member.ident), type_cell(rust, &member.ty, link), &[]))
                .collect();
            &union.docs
        }
        Item::Pairs(_)
        | Item::HeaderNames(_)
        | Item::Endpoint(_)
        | Item::ServiceTrait(_)
        | Item::ContractDocument(_)
        | Item::Facets(_)
        | Item::Root(_)
        | Item::Client(_)
        | Item::Operation(_)
        | Item::Faults(_) => {
            return None;
        }
    };
    page.docs = docs.join("\n");
    Some(page)
}

fn row(name: String, ty: String, docs: &[String]) -> Member {
    // A documentation that only repeats the name is omitted.
    let docs = cell(docs);
    let docs = if docs.trim_matches('.') == name { String::new() } else { docs };
    Member { name, field: String::new(), ty, occurs: String::new(), docs }
}
