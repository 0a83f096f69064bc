//! Plans the fields of one struct: their identifiers and indices, and the types of their values.

use std::rc::Rc;

use super::Planner;
use crate::{
    docs,
    lists::{CollectVec, PushAll},
    map::Map,
    model::{Element, ElementId, IdSet, Occurs, QName, TypeId},
    plan::{
        ArmKind, Bounds, Check, Content, DefaultValue, Field, ItemRef, ModuleId, Record, Slot, TextRule, Ty,
        facts::{
            soap_encoded::Accessors,
            wrappers::{dictionary_of, list_of, unusual_name},
        },
        identifiers,
        names::{Names, letters::Letters, scope::Scope},
        selection::AttachedPart,
    },
    problem::Problems,
    source::Span,
};

/// The namespace of members that are attachments.
const ATTACHMENTS: &str = "http://schemas.xmlsoap.org/wsdl/mime/";

/// A number of members that exceeds the range of indices. Counters saturate at this value.
pub(super) const TOO_MANY: u16 = u16::MAX;

/// Collects the fields of one struct.
pub(super) struct Fields {
    /// Name of the struct, used in option paths and in the names of derived items.
    pub(super) name: String,
    pub(super) module: ModuleId,
    /// The schema type of the struct, if there is one. For a message type, it serves to find the documentation
    /// that an operation gives for a member.
    pub(super) type_id: Option<TypeId>,
    pub(super) scope: Scope,
    pub(super) list: Vec<Field>,
    pub(super) required: Vec<(u16, String)>,
    pub(super) next: u16,
    /// The kinds of messages that use the struct. Applies only if the struct is not a type of the schema.
    pub(super) accessors: Accessors,
    /// Whether members may be nil although the contract does not declare them as nillable: servers send headers
    /// without a value as nil.
    pub(super) are_nillable: bool,
    /// Members of the substitution group of the element that is planned next. These have separate fields. The
    /// enum for the element has no variants for them.
    pub(super) separate: IdSet<ElementId>,
    /// Whether each member gets its index in the order of the schema. A repeated group needs it: an element with a
    /// lower index than the previous element begins the next occurrence of the group.
    pub(super) is_ordered: bool,
}

/// A member: an element of a type, a header, or a part of an rpc message.
pub(super) struct Member<'m> {
    pub(super) name: &'m QName,
    pub(super) type_id: TypeId,
    pub(super) occurs: Occurs,
    pub(super) nillable: bool,
    pub(super) documentation: Option<&'m str>,
    pub(super) default: Option<&'m str>,
    /// The fixed value.
    pub(super) fixed: Option<&'m str>,
    /// The media types of binary content, as a list, if the schema gives them.
    pub(super) content_types: Option<&'m str>,
}

impl<'m> Member<'m> {
    pub(super) fn of(element: &'m Element, occurs: Occurs) -> Self {
        Self {
            name: &element.name,
            type_id: element.type_id,
            occurs,
            nillable: element.nillable,
            documentation: element.documentation.as_deref(),
            default: element.fixed.as_deref().or(element.default.as_deref()),
            fixed: element.fixed.as_deref(),
            content_types: element.content_types.as_deref(),
        }
    }
}

impl Fields {
    pub(super) fn new(letters: &Rc<Letters>, name: &str, module: ModuleId, type_id: Option<TypeId>) -> Self {
        Self {
            name: name.to_owned(),
            module,
            type_id,
            scope: Scope::with(letters, &[]),
            list: Vec::new(),
            required: Vec::new(),
            next: 0,
            accessors: Accessors::default(),
            are_nillable: false,
            separate: IdSet::default(),
            is_ordered: false,
        }
    }

    /// The record, for a struct that is not a type of the schema.
    pub(super) fn record(self, ident: &str, docs: Vec<String>, derives: Vec<String>) -> Record {
        Record {
            ident: ident.to_owned(),
            docs,
            derives,
            fields: self.list,
            content: Content::Elements,
            required: self.required,
            occurs: Vec::new(),
            is_group: false,
            succeeded: None,
            masked: Vec::new(),
            type_name: None,
            content_model: None,
        }
    }

    /// The index of the next member.
    pub(super) fn index(&mut self) -> u16 {
        let index = self.next;
        self.next = self.next.saturating_add(1);
        index
    }

    pub(super) fn require(&mut self, index: u16, name: &str) {
        self.required.push((index, name.to_owned()));
    }

    /// Claims an identifier for a field. The user can rename the field by the path `Struct/name`.
    pub(super) fn claim(&mut self, names: &mut Names<'_>, name: &str, kind: &str) -> String {
        let path = format!("{}/{name}", self.name);
        let wanted = names.renamed(&path).unwrap_or_else(|| identifiers::snake(name));
        let ident = self.scope.claim(&wanted, kind);
        if ident != wanted {
            names.notes.push(format!("`{path}` is the field `{ident}` because `{wanted}` is in use"));
        }
        ident
    }
}

/// Reports a record whose number of members exceeds the range of member indices.
pub(super) fn bound_members(problems: &mut Problems, span: Option<Span>, path: &str, members: u16) {
    if members == TOO_MANY {
        let most = TOO_MANY - 1;
        problems.error(span, format!("`{path}` has more than {most} members")).path(path).hint(
            "elements, attributes and choices are members, including those of base types; split the type into several types",
        );
    }
}

/// The occurrence bounds for `Details::with_occurs`: repeated members with a limited number of occurrences.
///
/// Occurrences are counted by local name. Members are therefore omitted if a wildcard or another member
/// may contain an element with the same name.
pub(super) fn bounded(fields: &[Field]) -> Vec<(String, Bounds)> {
    if is_open(fields) {
        return Vec::new();
    }
    let mut counts: Map<&str, usize> = Map::new();
    for name in fields.iter().flat_map(|field| field.slot.names()) {
        *counts.or_default(&name.local) += 1;
    }
    let bounds = |field: &Field| {
        let is_unique = field.slot.names().iter().all(|name| counts.get(name.local.as_str()) == Some(&1));
        let name = match &field.slot {
            Slot::Repeated { name, .. } => name.local.clone(),
            Slot::List { name, item, .. } => format!("{}/{}", name.local, item.local),
            _ => return None,
        };
        Some((name, field.bounds.filter(|_| is_unique)?))
    };
    fields.iter().filter_map(bounds).collect_vec()
}

/// Whether elements with arbitrary names may occur among the members.
pub(super) fn is_open(fields: &[Field]) -> bool {
    fields.iter().any(|field| match &field.slot {
        Slot::Any { .. } | Slot::Items { .. } => true,
        Slot::Choice { arms, .. } | Slot::Ordered { arms, .. } => {
            arms.iter().any(|arm| matches!(arm.kind, ArmKind::Any))
        }
        _ => false,
    })
}

impl Planner<'_> {
    /// Plans the field of a member.
    pub(super) fn member(&mut self, fields: &mut Fields, member: &Member<'_>) {
        let local = member.name.local.to_string();
        let path = format!("{}/{local}", fields.name);
        let name = self.names.wire(fields.module, member.name);
        let ident = fields.claim(&mut self.names, &local, "_element");
        let docs = self.member_documentation(
            fields.type_id.map(|id| (id, fields.module)),
            &local,
            member.documentation,
            "element",
        );
        let docs = with_content_types(docs, member);
        let value = self.member_value(fields.module, &path, &local, member);
        let rule = value.rule;
        let check = value.check.clone();
        let bounds = match &value.wrapped {
            // The encoder itself requires at least one element, so a minimum of 1 needs no check.
            Wrapped::No if member.occurs.is_repeated() => self.bounds(member.occurs, 1),
            Wrapped::List(_, occurs, _) => self.bounds(*occurs, 0),
            _ => None,
        };
        let default = match value.wrapped {
            Wrapped::No => member.default.map(|text| default_value(text, &value.ty)),
            Wrapped::List(..) | Wrapped::Dictionary(_) => None,
        };
        let accessors = self.accessors_in(fields);
        let typed = match (accessors, &value.wrapped) {
            // Elements of literal messages have the type that the schema declares.
            (Accessors::Literal, _) => None,
            // Lists and dictionaries are written without their type.
            (_, Wrapped::List(..) | Wrapped::Dictionary(_)) => None,
            (Accessors::Shared | Accessors::Encoded, Wrapped::No) => {
                self.type_to_write(fields.module, member.type_id, &value.ty)
            }
        };
        let required = member.occurs.min > 0 && accessors != Accessors::Encoded;
        let (ty, slot) = if member.occurs.is_repeated() {
            let index = (required || fields.is_ordered).then(|| fields.index());
            if let Some(index) = index.filter(|_| required) {
                fields.require(index, &local);
            }
            let is_nillable = member.nillable && !self.config.nil_members_refused;
            let item = match is_nillable || accessors == Accessors::Encoded {
                true => option(value.ty),
                false => value.ty,
            };
            (Ty::Vec(Box::new(item)), Slot::Repeated { name, index, required, typed, rule })
        } else {
            let index = fields.index();
            if required {
                fields.require(index, &local);
            }
            let is_wrapped = !matches!(value.wrapped, Wrapped::No);
            // In a type for both literal and encoded messages, an array or dictionary that is null becomes
            // empty.
            let may_be_null = match accessors {
                Accessors::Literal => false,
                Accessors::Shared => !is_wrapped,
                Accessors::Encoded => true,
            };
            let nil = member.occurs.min > 0 && (member.nillable || may_be_null);
            let shared = nil && !member.nillable && accessors == Accessors::Shared;
            let value_ty = match (&value.wrapped, value.ty) {
                (Wrapped::List(..), Ty::Vec(item)) if accessors == Accessors::Encoded => {
                    Ty::Vec(Box::new(if matches!(*item, Ty::Option(_)) { *item } else { option(*item) }))
                }
                (_, ty) => ty,
            };
            let plain = self.is_plain(&value_ty, member, may_be_null);
            let ty = self.single(value_ty, member, may_be_null);
            let is_nillable = member.nillable || may_be_null || fields.are_nillable;
            let not_nil = member.occurs.min == 0 && !is_nillable && !plain;
            let slot = match value.wrapped {
                Wrapped::No => Slot::Once { name, index, nil, not_nil, shared, typed, plain, rule },
                Wrapped::List(item, _, type_name) => {
                    let item = self.names.wire(fields.module, &item);
                    Slot::List { name, item, index, nil, not_nil, rule, type_name }
                }
                Wrapped::Dictionary(pairs) => Slot::Dictionary { name, pairs, index, nil, not_nil },
            };
            (ty, slot)
        };
        fields.list.push(Field { ident, docs, ty, slot, default, check, bounds });
    }

    /// Plans the field of a part that is sent as an attachment. The field's name is in the namespace of MIME
    /// bindings, which distinguishes attachments from elements at run time.
    pub(super) fn attachment(&mut self, fields: &mut Fields, attached: AttachedPart<'_>) {
        let part = attached.part;
        let name = self.names.wire(fields.module, &QName::new(ATTACHMENTS, part.name.clone()));
        let ident = fields.claim(&mut self.names, &part.name, "_attachment");
        let mut docs =
            self.member_documentation(None, &part.name, part.documentation.as_deref(), "attachment");
        let types = attached.content_types.iter().map(|kind| docs::code(kind)).collect_vec();
        if !types.is_empty() {
            docs.push_all([String::new(), format!("Content type: {}.", types.join(" or "))]);
        }
        let index = fields.index();
        fields.require(index, &part.name);
        let rule = TextRule::NONE;
        let (nil, shared, typed, plain) = (false, false, None, false);
        let slot = Slot::Once { name, index, nil, not_nil: false, shared, typed, plain, rule };
        let ty = Ty::Runtime("Attachment");
        fields.list.push(Field { ident, docs, ty, slot, default: None, check: None, bounds: None });
    }

    /// The bounds that `validate` checks for the number of occurrences. `None` if there is no maximum, and the Rust
    /// type already ensures the minimum, because it holds at least `least` values.
    pub(super) fn bounds(&self, occurs: Occurs, least: u32) -> Option<Bounds> {
        let is_bounded = occurs.min > least || occurs.max.is_some();
        is_bounded.then_some((occurs.min, occurs.max))
    }

    /// Whether a member that may be absent is a plain value instead of an `Option`. A member with a default
    /// in the schema stays an `Option`, because the default of its Rust type may differ from the default in
    /// the schema.
    fn is_plain(&self, value: &Ty, member: &Member<'_>, may_be_null: bool) -> bool {
        let may_be_absent = member.occurs.min == 0 && !member.nillable && !may_be_null;
        may_be_absent && self.config.plain_scalars && is_scalar(value) && member.default.is_none()
    }

    /// The type of a member with at most one occurrence.
    fn single(&self, value: Ty, member: &Member<'_>, may_be_null: bool) -> Ty {
        match (member.occurs.min, member.nillable || may_be_null) {
            (0, true) if self.config.nil_kept => Ty::Generic("Nillable", vec![value]),
            (0, false) if self.is_plain(&value, member, may_be_null) => value,
            (0, _) | (_, true) => option(value),
            (_, false) => value,
        }
    }

    /// The Rust type of one value of a member. If the member's element only wraps a list or a dictionary,
    /// this is the type of the list or dictionary, and [`MemberValue::wrapped`] names the inner elements.
    pub(super) fn member_value(
        &mut self,
        module: ModuleId,
        path: &str,
        local: &str,
        member: &Member<'_>,
    ) -> MemberValue {
        let id = member.type_id;
        if !member.occurs.is_repeated()
            && let Some(wrapped) = self.wrapped_value(module, path, id)
        {
            return wrapped;
        }
        let is_secret = self.secrets.is_secret(self.facts, path, local, id);
        let ty = match self.element_value_ty(id, is_secret) {
            // The schema declares media types for the content, so the member keeps the media type with the
            // content.
            Ty::Runtime("xsd::Base64Binary")
                if member.content_types.is_some() && member.default.is_none() =>
            {
                Ty::Runtime("Attachment")
            }
            ty => ty,
        };
        let check = match member.fixed {
            Some(fixed) => self.check_of_fixed(module, id, fixed, true),
            None => self.check_of(module, id),
        };
        MemberValue { ty, wrapped: Wrapped::No, rule: self.text_rule(id, member.default), check }
    }

    /// The value of a list or dictionary type; `None` for other types.
    pub(super) fn wrapped_value(&mut self, module: ModuleId, path: &str, id: TypeId) -> Option<MemberValue> {
        let model = self.model;
        if let Some(list) = list_of(model, id).filter(|_| !self.layout.variants.contains_key(&id)) {
            let item = &model.elements[list.item];
            let is_secret = self.secrets.is_secret(self.facts, path, &item.name.local, item.type_id);
            let ty = self.element_value_ty(item.type_id, is_secret);
            let ty = if item.nillable && !self.config.nil_members_refused { option(ty) } else { ty };
            return Some(MemberValue {
                ty: Ty::Vec(Box::new(ty)),
                wrapped: Wrapped::List(
                    item.name.clone(),
                    list.occurs,
                    unusual_name(model, id, &item.name.local),
                ),
                rule: self.element_rule(item),
                check: self.check_of_element(module, list.item),
            });
        }
        let dictionary = dictionary_of(model, id).filter(|_| !self.layout.variants.contains_key(&id))?;
        let pairs = self.layout.pairs.get(&id)?.clone();
        let key = self.value_ty(model.elements[dictionary.key].type_id);
        let value_type = model.elements[dictionary.value].type_id;
        let is_secret = self.secrets.is_secret(
            self.facts,
            path,
            &model.elements[dictionary.value].name.local,
            value_type,
        );
        let value = self.element_value_ty(value_type, is_secret);
        Some(MemberValue {
            check: self.check_of_pairs(module, dictionary.key, dictionary.value),
            ty: Ty::Generic("Dictionary", vec![key, value]),
            rule: TextRule::NONE,
            wrapped: Wrapped::Dictionary(pairs),
        })
    }
}

/// Adds the media types of binary content to the documentation of a member.
fn with_content_types(mut docs: Vec<String>, member: &Member<'_>) -> Vec<String> {
    if let Some(types) = member.content_types {
        let types = types.split(',').map(|kind| docs::code(kind.trim())).collect_vec();
        docs.push_all([String::new(), format!("Content type: {}.", types.join(" or "))]);
    }
    docs
}

/// The value of a member in Rust.
pub(super) struct MemberValue {
    pub(super) ty: Ty,
    pub(super) wrapped: Wrapped,
    /// The rule for reading the text of the element. If the element wraps a list, the rule for reading the
    /// text of each item.
    pub(super) rule: TextRule,
    /// The check for each value.
    pub(super) check: Option<Check>,
}

/// The content of an element whose type becomes a `Vec` or a map instead of a struct.
pub(super) enum Wrapped {
    No,
    /// A list: the name of its items, their occurrences, and the local name of the list type. The type name is
    /// `None` for an anonymous type, and for the usual name: `ArrayOf` followed by the name of the items.
    List(QName, Occurs, Option<String>),
    Dictionary(ItemRef),
}

pub(super) fn option(ty: Ty) -> Ty {
    Ty::Option(Box::new(ty))
}

/// Whether a type is a number or a boolean, which have an obvious default.
fn is_scalar(ty: &Ty) -> bool {
    matches!(ty, Ty::Std(name) if *name != "String")
}

/// Returns the default of a member. The module `finish::defaults` adds the value in Rust and the accessor
/// after all items have been planned.
pub(super) fn default_value(text: &str, ty: &Ty) -> DefaultValue {
    let (ty, is_typed) = match ty {
        Ty::Generic("Typed", arguments) => (arguments.first().unwrap_or(ty), true),
        ty => (ty, false),
    };
    DefaultValue { text: text.to_owned(), ty: ty.clone(), is_typed, value: None, accessor: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_members_than_indices_are_an_error() {
        let mentioned = |members: usize| {
            let mut problems = Problems::new();
            let mut fields = Fields::new(&Rc::default(), "Wide", ModuleId(0), None);
            for _ in 0..members {
                fields.index();
            }
            bound_members(&mut problems, None, "Wide", fields.next);
            problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>()
        };
        assert_eq!(mentioned(65_534), Vec::<String>::new());
        assert_eq!(mentioned(65_536), ["`Wide` has more than 65534 members"]);
    }
}
