//! Members of generated types as rows of a table.

use super::escape::code_cell;
use crate::{
    cli::rust::{Rust, wire},
    plan::{ArmKind, ChoiceArm, Field, ItemRef, Record, Slot, Ty},
};

/// Returns the path of the page of an item, if it has one.
pub(super) type Link<'l> = dyn Fn(&ItemRef) -> Option<String> + 'l;

/// One row of the table.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Name on the wire.
    pub(super) name: String,
    /// Name of the Rust field.
    pub(super) field: String,
    /// Rust type, with links to pages.
    pub(super) ty: String,
    /// Occurrence range.
    pub(super) occurs: String,
    /// Documentation from the contract.
    pub(super) docs: String,
}

/// Returns a row for each field of a record except its base.
pub(super) fn members(rust: &Rust<'_>, record: &Record, link: &Link<'_>) -> Vec<Member> {
    with_fields(rust, record, link).map(|(member, _)| member).collect()
}

/// Returns the rows of [`members`], each with its field.
pub(super) fn with_fields<'p>(
    rust: &Rust<'_>,
    record: &'p Record,
    link: &Link<'_>,
) -> impl Iterator<Item = (Member, &'p Field)> {
    let own = record.fields.iter().filter(|field| !matches!(field.slot, Slot::Base { .. }));
    own.map(move |field| (member(rust, field, link), field))
}

/// Returns the field that holds the base type of an extension.
pub(super) fn base(record: &Record) -> Option<&Field> {
    record.fields.iter().find(|field| matches!(field.slot, Slot::Base { .. }))
}

fn member(rust: &Rust<'_>, field: &Field, link: &Link<'_>) -> Member {
    let name = match wire(&field.slot) {
        Some(name) => code_cell(&name.local),
        None => match &field.slot {
            Slot::Choice { arms, .. } | Slot::Ordered { arms, .. } => {
                arms.iter().map(arm).collect::<Vec<_>>().join(" or ")
            }
            Slot::Group { names, .. } => {
                names.iter().map(|name| code_cell(&name.local)).collect::<Vec<_>>().join(", ")
            }
            Slot::Text { .. } => "text".to_owned(),
            Slot::AnyAttribute { .. } => "any attribute".to_owned(),
            Slot::Nil { .. } => "`xsi:nil`".to_owned(),
            Slot::Dimensions => "dimensions".to_owned(),
            _ => "any element".to_owned(),
        },
    };
    let mut docs = cell(&field.docs);
    // The generator's default text would only repeat the name.
    if docs == format!("The element {name}.") || docs == format!("The attribute {name}.") {
        docs.clear();
    }
    if let Some(default) = &field.default {
        docs.push_str(&format!(" Absent: {}.", code_cell(&default.text)));
    }
    let ty = type_cell(rust, &field.ty, link);
    Member { name, field: field.ident.clone(), ty, occurs: occurs(field), docs: docs.trim().to_owned() }
}

fn arm(arm: &ChoiceArm) -> String {
    match &arm.kind {
        ArmKind::Element(name)
        | ArmKind::Repeated(name)
        | ArmKind::List(name, ..)
        | ArmKind::Dictionary(name, _) => code_cell(&name.local),
        ArmKind::Group(names) => {
            names.first().map(|name| format!("{}…", code_cell(&name.local))).unwrap_or_default()
        }
        ArmKind::Any => "any element".to_owned(),
    }
}

fn occurs(field: &Field) -> String {
    let optional = matches!(field.ty, Ty::Option(_));
    let repeated = matches!(field.ty, Ty::Vec(_));
    match &field.slot {
        Slot::Once { nil: true, .. } | Slot::List { nil: true, .. } | Slot::Dictionary { nil: true, .. } => {
            "1, may be nil".to_owned()
        }
        Slot::Repeated { required: true, .. } => "1..n".to_owned(),
        Slot::Nil { .. } => "attribute, 0..1".to_owned(),
        Slot::Attribute { .. } if optional => "attribute, 0..1".to_owned(),
        Slot::Attribute { .. } => "attribute, 1".to_owned(),
        Slot::List { .. } | Slot::Dictionary { .. } | Slot::Once { .. } if optional => "0..1".to_owned(),
        Slot::List { .. } | Slot::Dictionary { .. } | Slot::Once { .. } => "1".to_owned(),
        _ if optional => "0..1".to_owned(),
        _ if repeated => "0..n".to_owned(),
        _ => "1".to_owned(),
    }
}

/// Formats a type as code with links, for a table cell.
pub(super) fn type_cell(rust: &Rust<'_>, ty: &Ty, link: &Link<'_>) -> String {
    let text = rust.ty(ty, &|item| match link(item) {
        Some(target) => format!("[{}]({target})", item.ident),
        None => item.ident.clone(),
    });
    format!("<code>{}</code>", text.replace('<', "&lt;").replace('>', "&gt;").replace('|', "&#124;"))
}

/// Joins lines of Markdown into one, for a table cell.
pub(super) fn cell(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        let line = line.trim();
        if line.is_empty() {
            text.push_str("<br>");
            continue;
        }
        if !text.is_empty() && !text.ends_with("<br>") {
            text.push(' ');
        }
        text.push_str(line);
    }
    text.trim_end_matches("<br>").replace('|', "\\|")
}
