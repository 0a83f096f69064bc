//! Types and messages as JSON, for the forms of the page.

use crate::{
    cli::{
        convert::{Content, Converter, Json, Message},
        messages::{BodyForm, MessagePart},
        sample::{Base, steps},
    },
    docs,
    model::{Builtin, ElementId, PartContent, TypeId, TypeKind},
    plan::{dictionary_of, list_of},
    secret_names::is_secret_name,
};

/// Maximum number of derived types that a form offers.
const MAX_DERIVED_TYPES: usize = 500;

/// Returns the documentation as plain lines.
pub(super) fn documentation(text: Option<&str>) -> String {
    text.map(|text| docs::read(text).text.join("\n").trim().to_owned()).unwrap_or_default()
}

fn object(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn number(number: usize) -> Json {
    Json::Number(number.to_string())
}

/// Describes a type: its kind and its members.
pub(super) fn type_json(converter: &Converter<'static>, id: TypeId) -> Json {
    let model = converter.model;
    let definition = &model.types[id];
    let mut members = vec![
        ("id", number(id.index())),
        ("label", Json::Text(converter.label(id))),
        ("documentation", Json::Text(documentation(definition.documentation.as_deref()))),
    ];
    members.extend(definition.name.as_ref().map(|name| ("name", Json::Text(name.to_string()))));
    match &definition.kind {
        TypeKind::AnyType => members.push(("kind", Json::text("json"))),
        TypeKind::Simple(_) => {
            members.push(("kind", Json::text("simple")));
            members.push(("simple", simple(converter, id)));
            let (facets, _) = steps(model, id);
            if let Some(facets) = facets.iter().find(|facets| !facets.enumeration.is_empty()) {
                let values = facets.enumeration.iter().map(|value| Json::text(value.value.as_str()));
                members.push(("values", Json::Array(values.collect())));
            }
        }
        TypeKind::Complex(complex) => {
            let shape = converter.shape(id, complex);
            let list = list_of(model, id);
            let mut own = Vec::new();
            for attribute in &shape.attributes {
                let key = format!("@{}", attribute.key);
                let text = documentation(attribute.attribute.documentation.as_deref());
                own.push(member(
                    converter,
                    &key,
                    attribute.attribute.type_id,
                    Occurrence { is_required: attribute.is_required, ..Occurrence::default() },
                    &text,
                ));
            }
            let mut kind = "object";
            match &shape.content {
                Content::Empty => {}
                Content::Simple(simple) => {
                    let once = Occurrence { is_required: true, ..Occurrence::default() };
                    own.push(member(converter, "$value", *simple, once, ""));
                }
                Content::Elements(elements) if elements.is_ordered => kind = "json",
                Content::Elements(elements) => {
                    for one in &elements.members {
                        own.push(element(converter, &one.key, one.element, one.is_required, one.is_repeated));
                    }
                    if elements.has_wildcard() {
                        own.push(object(vec![
                            ("key", Json::text("$any")),
                            ("label", Json::text("any elements")),
                            ("wild", Json::Bool(true)),
                        ]));
                    }
                }
            }
            if dictionary_of(model, id).is_some() {
                kind = "json";
            }
            if let Some(list) = &list {
                kind = "array";
                let item = &model.elements[list.item];
                members.push(("item", element(converter, &item.name.local, list.item, false, false)));
            }
            members.push(("kind", Json::text(kind)));
            members.push(("members", Json::Array(own)));
            members.push(("abstract", Json::Bool(complex.is_abstract)));
            let derived = converter.derived_ids(id, MAX_DERIVED_TYPES);
            let derived = derived.into_iter().filter(|one| *one != id).map(|one| {
                object(vec![("id", number(one.index())), ("name", Json::Text(converter.label(one)))])
            });
            members.push(("derived", Json::Array(derived.collect())));
        }
    }
    object(members)
}

#[derive(Clone, Copy, Debug, Default)]
struct Occurrence {
    is_required: bool,
    is_repeated: bool,
    is_nillable: bool,
}

fn element(
    converter: &Converter<'static>,
    key: &str,
    id: ElementId,
    is_required: bool,
    is_repeated: bool,
) -> Json {
    let declared = &converter.model.elements[id];
    let occurrence = Occurrence { is_required, is_repeated, is_nillable: declared.nillable };
    let text = documentation(declared.documentation.as_deref());
    member(converter, key, declared.type_id, occurrence, &text)
}

fn member(
    converter: &Converter<'static>,
    key: &str,
    id: TypeId,
    occurrence: Occurrence,
    documentation: &str,
) -> Json {
    let model = converter.model;
    // An anonymous complex type has no name to show; the page offers its members instead.
    let is_plain = model.types[id].name.is_none() && matches!(model.types[id].kind, TypeKind::Complex(_));
    let label = if is_plain { String::new() } else { converter.label(id) };
    let mut members = vec![
        ("key", Json::text(key)),
        ("type", number(id.index())),
        ("label", Json::Text(label)),
        ("required", Json::Bool(occurrence.is_required)),
        ("repeated", Json::Bool(occurrence.is_repeated)),
        ("nillable", Json::Bool(occurrence.is_nillable)),
        ("secret", Json::Bool(is_secret_name(key.trim_start_matches('@')))),
    ];
    if !documentation.is_empty() {
        members.push(("documentation", Json::text(documentation)));
    }
    match &model.types[id].kind {
        TypeKind::Simple(_) => members.push(("simple", simple(converter, id))),
        TypeKind::Complex(_) if list_of(model, id).is_some() => {
            members.push(("container", Json::text("array")))
        }
        _ => {}
    }
    object(members)
}

/// Describes the control for a simple type.
fn simple(converter: &Converter<'static>, id: TypeId) -> Json {
    let (facets, base) = steps(converter.model, id);
    if let Some(facets) = facets.iter().find(|facets| !facets.enumeration.is_empty()) {
        let values = facets.enumeration.iter().map(|value| Json::text(value.value.as_str()));
        return object(vec![("kind", Json::text("enum")), ("values", Json::Array(values.collect()))]);
    }
    use Builtin as B;
    let (kind, example) = match base {
        Base::List(_) => ("list", "values, separated by spaces"),
        Base::Union(_) => ("text", ""),
        Base::Builtin(B::Boolean) => ("boolean", ""),
        Base::Builtin(builtin) => match builtin {
            B::DateTime => ("text", "2024-05-17T09:30:00"),
            B::Date => ("text", "2024-05-17"),
            B::Time => ("text", "09:30:00"),
            B::Duration => ("text", "PT1H30M"),
            B::Base64Binary => ("text", "Base64"),
            B::HexBinary => ("text", "hexadecimal"),
            B::QName => ("text", "{namespace}name"),
            builtin if converter.is_number(builtin) => ("number", ""),
            _ => ("text", ""),
        },
    };
    object(vec![("kind", Json::text(kind)), ("example", Json::text(example))])
}

/// Describes the body and the headers of a request.
pub(super) fn message(message: &Message<'static, 'static>, converter: &Converter<'static>) -> (Json, Json) {
    let part = |(key, part): (String, &MessagePart)| match part.content {
        // The content of an attachment is Base64, whatever its type is.
        _ if part.attached.is_some() => {
            let base64 = converter.model.builtin(Builtin::Base64Binary);
            member(converter, &key, base64, Occurrence::default(), "")
        }
        PartContent::Element(id) => element(converter, &key, id, false, false),
        PartContent::Type(id) => member(converter, &key, id, Occurrence::default(), ""),
        PartContent::Missing => object(vec![("key", Json::Text(key)), ("wild", Json::Bool(true))]),
    };
    let headers = Json::Array(message.header_keys().into_iter().map(part).collect());
    let body = match (message.part_keys(), &message.form.body) {
        (Some(parts), _) => {
            let parts = parts.into_iter().map(part).collect();
            object(vec![("kind", Json::text("object")), ("members", Json::Array(parts))])
        }
        (None, BodyForm::Content(_, id)) => object(vec![("type", number(id.index()))]),
        (None, BodyForm::Parts(parts) | BodyForm::Wrapper(_, parts)) => {
            match parts.first().map(|part| part.content) {
                Some(PartContent::Element(id)) => {
                    let element = &converter.model.elements[id];
                    let mut body = type_json(converter, element.type_id);
                    if let (Json::Object(members), Some(_)) =
                        (&mut body, list_of(converter.model, element.type_id))
                    {
                        // The element of a message is an object even if its type is a list.
                        members.retain(|(key, _)| key != "kind");
                        members.push(("kind".to_owned(), Json::text("object")));
                    }
                    if let Json::Object(members) = &mut body {
                        members.retain(|(key, _)| key != "label");
                        members.push(("label".to_owned(), Json::text(&*element.name.local)));
                    }
                    body
                }
                Some(PartContent::Type(id)) => object(vec![("type", number(id.index()))]),
                _ => object(vec![("kind", Json::text("json"))]),
            }
        }
    };
    (body, headers)
}
