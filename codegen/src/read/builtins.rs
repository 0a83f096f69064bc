//! The built-in types of XML Schema, under their current and earlier names.

use crate::model::{Builtin, Model, Owner, QName, SimpleType, Type, TypeKind, Variety};
use crate::source::Span;

use super::uri;

/// A model that contains only the built-in types.
pub(super) fn model() -> Model {
    let mut model = Model::default();
    let namespace: std::sync::Arc<str> = uri::XSD.into();
    for builtin in Builtin::ALL {
        let kind = match builtin {
            Builtin::AnyType => TypeKind::AnyType,
            builtin => TypeKind::Simple(SimpleType {
                variety: Variety::Builtin(*builtin),
                facets: crate::model::Facets::default(),
            }),
        };
        let name = QName::new(namespace.clone(), builtin.name());
        let id = model.types.add(Type {
            name: Some(name.clone()),
            owner: Owner::Global,
            kind,
            documentation: None,
            appinfo: Vec::new(),
            span: Span::default(),
            namespace: namespace.clone(),
        });
        model.names.types.enter(name, id);
    }
    model
}

/// Finds a built-in type by its local name. The names in the drafts of 1999 and 2000 are known too.
pub(super) fn find(local: &str) -> Option<Builtin> {
    let local = match local {
        "ur-type" => "anyType",
        "timeInstant" => "dateTime",
        "timeDuration" => "duration",
        "uriReference" | "uri" => "anyURI",
        "CDATA" => "normalizedString",
        "number" => "decimal",
        "binary" => "base64Binary",
        "year" => "gYear",
        "month" => "gYearMonth",
        "recurringDate" => "gMonthDay",
        "recurringDay" => "gDay",
        local => local,
    };
    Builtin::ALL.iter().copied().find(|builtin| builtin.name() == local)
}
