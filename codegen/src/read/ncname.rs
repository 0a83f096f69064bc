//! Reports names that are not valid in XML.
//!
//! Documents cannot contain elements and attributes with such names. Components that need them are not
//! generated (`model::unwritable`).
//!
//! A name must be an NCName by the fifth edition of XML 1.0, as in most current parsers and in the runtime.
//! Names that earlier editions do not allow are not reported: a peer with an older parser rejects them, but
//! only the author of the contract can change that.

use super::{load::Loaded, tag::Tag};
use crate::{lists::PushAll, name_characters::is_ncname, problem::Problems};

/// Reports components whose names are not NCNames.
pub(super) fn check(loaded: &Loaded<'_>, problems: &mut Problems) {
    for file in &loaded.files {
        let mut stack = vec![file.root()];
        while let Some(tag) = stack.pop() {
            check_name(tag, problems);
            // Elements inside documentation are not declarations.
            if !matches!(tag.schema_name(), "annotation") {
                stack.push_all(tag.children());
            }
        }
    }
}

fn check_name(tag: Tag<'_>, problems: &mut Problems) {
    // Absent and empty names are reported elsewhere.
    let Some(name) = tag.attribute("name").filter(|name| !name.is_empty() && !is_ncname(name)) else {
        return;
    };
    let what = match (tag.schema_name(), tag.wsdl_name()) {
        ("element", _) => "an element",
        ("attribute", _) => "an attribute",
        ("complexType" | "simpleType", _) => "a type",
        ("group" | "attributeGroup", _) => "a group",
        ("key" | "keyref" | "unique", _) => "an identity constraint",
        ("notation", _) => "a notation",
        (_, "part") => "a part",
        (_, "message") => "a message",
        (_, "portType") => "a port type",
        (_, "operation") => "an operation",
        (_, "binding") => "a binding",
        (_, "service") => "a service",
        (_, "port") => "a port",
        _ => return,
    };
    let message = format!("`{name}` is not a valid name for {what}");
    let problem = problems.warning(tag.attribute_span("name"), message);
    problem.path(tag.path()).hint(
        "a name consists of letters, digits, `_`, `-` and `.`, and begins with a letter or `_` (NCName in Namespaces in XML 1.0)",
    );
}
