//! Reports children and attributes that XML Schema does not allow in their place, or that belong to XML Schema 1.1, and
//! misspelled attributes of the extension elements for SOAP.
//!
//! They are ignored, so what they declare is lost.

use super::{
    tag::Tag,
    uri,
    warning::{alternatives, warn},
};
use crate::problem::{Problems, near_miss};

/// The children of a schema.
pub(super) const GLOBALS: &[&str] = &[
    "import",
    "include",
    "redefine",
    "notation",
    "simpleType",
    "complexType",
    "element",
    "attribute",
    "group",
    "attributeGroup",
];

/// The children of `redefine`.
pub(super) const REDEFINABLE: &[&str] = &["simpleType", "complexType", "group", "attributeGroup"];

/// The children of a model group.
pub(super) const PARTICLES: &[&str] = &["element", "group", "any", "choice", "all", "sequence"];

/// The declarations of attributes in a type.
pub(super) const ATTRIBUTES: &[&str] = &["attribute", "attributeGroup", "anyAttribute"];

/// The children of `complexType`, and of `extension` and `restriction` in `complexContent`. XML Schema allows
/// `element` and `any` only in a model group, but they are read here as well.
pub(super) const CONTENT: &[&str] =
    &["sequence", "choice", "all", "group", "attribute", "attributeGroup", "anyAttribute", "element", "any"];

/// The children of `restriction` in `simpleContent`. The last three declare attributes. All others may also
/// occur in the `restriction` of a simple type. `precision` and `scale` are from drafts of XML Schema.
const RESTRICTED: [&str; 18] = [
    "simpleType",
    "enumeration",
    "pattern",
    "length",
    "minLength",
    "maxLength",
    "totalDigits",
    "precision",
    "fractionDigits",
    "scale",
    "minInclusive",
    "maxInclusive",
    "minExclusive",
    "maxExclusive",
    "whiteSpace",
    "attribute",
    "attributeGroup",
    "anyAttribute",
];

/// The children of `restriction` in `simpleContent`.
pub(super) const RESTRICTED_TEXT: &[&str] = &RESTRICTED;

/// The children of the `restriction` of a simple type: those above without the last three.
pub(super) const RESTRICTED_SIMPLE: &[&str] = RESTRICTED_TEXT.split_at(15).0;

/// Further elements of XML Schema 1.0.
const FURTHER: &[&str] = &[
    "schema",
    "simpleContent",
    "complexContent",
    "extension",
    "restriction",
    "list",
    "union",
    "unique",
    "key",
    "keyref",
    "selector",
    "field",
    "documentation",
    "appinfo",
];

/// Elements that XML Schema 1.1 added.
const ADDED: &[&str] = &[
    "openContent",
    "defaultOpenContent",
    "override",
    "assert",
    "assertion",
    "alternative",
    "explicitTimezone",
    "minScale",
    "maxScale",
];

/// The attributes of XML Schema 1.0 and 1.1, and of their drafts.
const ATTRIBUTE_NAMES: &[&str] = &[
    "abstract",
    "appliesToEmpty",
    "attributeFormDefault",
    "base",
    "block",
    "blockDefault",
    "content",
    "default",
    "defaultAttributes",
    "defaultAttributesApply",
    "derivedBy",
    "elementFormDefault",
    "equivClass",
    "final",
    "finalDefault",
    "fixed",
    "form",
    "id",
    "inheritable",
    "itemType",
    "maxOccurs",
    "memberTypes",
    "minOccurs",
    "mixed",
    "mode",
    "name",
    "namespace",
    "nillable",
    "notNamespace",
    "notQName",
    "nullable",
    "processContents",
    "public",
    "ref",
    "refer",
    "schemaLocation",
    "source",
    "substitutionGroup",
    "system",
    "targetNamespace",
    "test",
    "type",
    "use",
    "value",
    "version",
    "xpath",
    "xpathDefaultNamespace",
];

/// The attributes of the extension elements for SOAP.
const SOAP_ATTRIBUTE_NAMES: &[&str] = &[
    "encodingStyle",
    "location",
    "message",
    "name",
    "namespace",
    "part",
    "parts",
    "soapAction",
    "soapActionRequired",
    "style",
    "transport",
    "use",
];

/// Reports the children of a schema element that are not among `known`, and its misspelled attributes. Returns whether
/// there is such a child.
pub(super) fn report(problems: &mut Problems, tag: Tag<'_>, known: &[&str]) -> bool {
    if is_draft(tag) {
        return false;
    }
    report_attributes(problems, tag, ATTRIBUTE_NAMES);
    let mut found = false;
    // A missing prefix usually affects all children. Only the first one is reported, with the number of
    // others.
    let mut foreign: Vec<Tag<'_>> = Vec::new();
    for child in tag.children() {
        let is_known = known.contains(&child.name());
        match child.schema_name() {
            "" if is_known && may_be_schema(child, tag) => foreign.push(child),
            "" | "annotation" => continue,
            _ if is_known => continue,
            _ => report_child(problems, child, tag, known),
        }
        found = true;
    }
    if let Some((first, others)) = foreign.split_first() {
        report_foreign(problems, *first, others.len());
    }
    found
}

/// Whether an element belongs to a draft of XML Schema, which is more lenient than the recommendation.
pub(super) fn is_draft(tag: Tag<'_>) -> bool {
    matches!(tag.namespace(), uri::XSD_1999 | uri::XSD_2000)
}

/// Reports each child among `names` after the first one, which is the only one that is read.
pub(super) fn report_second(problems: &mut Problems, tag: Tag<'_>, names: &[&str]) {
    let found = tag.children().filter(|child| names.contains(&child.schema_name()));
    for second in found.skip(1) {
        let (parent, one) = (tag.name(), alternatives(names));
        let message =
            format!("`{parent}` can contain only one {one}; the second one, `{}`, is ignored", second.name());
        warn(problems, second, "", message);
    }
}

fn report_child(problems: &mut Problems, child: Tag<'_>, parent: Tag<'_>, known: &[&str]) {
    let (name, parent) = (child.name(), parent.name());
    let is_schema_element =
        || [GLOBALS, PARTICLES, RESTRICTED_TEXT, FURTHER].iter().any(|names| names.contains(&name));
    let (message, hint) = if ADDED.contains(&name) {
        let hint = "it belongs to XML Schema 1.1, which is not supported".to_owned();
        (format!("`{name}` in `{parent}` is ignored"), Some(hint))
    } else if is_schema_element() {
        let hint = match parent {
            "complexType" if CONTENT.contains(&name) => Some("move it into `extension` or `restriction`"),
            "sequence" | "choice" | "all" if ATTRIBUTES.contains(&name) => {
                Some("move it after the end tag of the group")
            }
            "element" if CONTENT.contains(&name) => Some("wrap it in `complexType`"),
            "types" => Some("wrap it in `schema`"),
            _ => None,
        };
        (format!("`{name}` is not allowed in `{parent}` and is ignored"), hint.map(str::to_owned))
    } else {
        let near = near_miss(name, known.iter().copied());
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        (format!("unknown element `{name}` in `{parent}` is ignored"), hint)
    };
    warn(problems, child, "", message).hint_some(hint);
}

/// Whether an element of another namespace may have been meant as one of XML Schema. In `types`, elements of
/// other namespaces may be extensions.
fn may_be_schema(child: Tag<'_>, parent: Tag<'_>) -> bool {
    let namespace = child.namespace();
    parent.wsdl_name() != "types"
        || matches!(namespace, "" | uri::WSDL)
        || namespace.to_ascii_lowercase().contains("xmlschema")
}

/// Reports an element that has an allowed name but another namespace. `others` is the number of such elements
/// beside it.
fn report_foreign(problems: &mut Problems, child: Tag<'_>, others: usize) {
    let name = child.name();
    let message = match child.namespace() {
        "" => format!("`{name}` is in no namespace, and is ignored"),
        namespace => format!("`{name}` is in the namespace `{namespace}`, and is ignored"),
    };
    let more = match others {
        0 => None,
        1 => Some("another element beside it is ignored for the same reason".to_owned()),
        others => Some(format!("{others} other elements beside it are ignored for the same reason")),
    };
    let hint = format!("the namespace of XML Schema is `{}`", uri::XSD);
    warn(problems, child, "", message).hint(hint).hint_some(more);
}

/// Reports the misspelled attributes of an extension element for SOAP in a binding or port.
pub(super) fn report_soap_attributes(problems: &mut Problems, tag: Tag<'_>) {
    report_attributes(problems, tag, SOAP_ATTRIBUTE_NAMES);
}

/// Reports attributes whose name is similar to one of `known`. Similar short names may be intended.
fn report_attributes(problems: &mut Problems, tag: Tag<'_>, known: &[&str]) {
    const SHORT: usize = 6;
    for (namespace, local, _) in tag.attributes() {
        if !namespace.is_empty() || known.contains(&local) {
            continue;
        }
        let near = near_miss(local, known.iter().copied());
        let near = near.filter(|near| local.len() > SHORT || near.eq_ignore_ascii_case(local));
        if let Some(near) = near {
            warn(problems, tag, local, format!("unknown attribute `{local}` is ignored"))
                .hint(format!("did you mean `{near}`?"));
        }
    }
}
