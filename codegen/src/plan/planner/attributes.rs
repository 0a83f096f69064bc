//! Plans the attributes of a type as fields.

use super::{
    Planner,
    fields::{Fields, default_value, option},
};
use crate::{
    lists::CollectVec,
    map::{Map, Set},
    model::{
        AttributeGroupId, AttributeId, AttributeUse, Derivation, Model, NamespaceConstraint, QName, TypeId,
        TypeKind, Use,
    },
    plan::{
        Field, Slot, Ty,
        facts::{MAX_DEPTH, wildcards::union},
    },
};

/// An attribute of a type. The values of the attribute use take precedence over those of the attribute
/// declaration.
struct AttributeField {
    attribute: AttributeId,
    required: bool,
    default: Option<String>,
    fixed: Option<String>,
}

/// The attributes of a type in order. If several uses have the same name, the last one applies.
#[derive(Default)]
struct AttributeFields<'a> {
    list: Vec<Option<AttributeField>>,
    /// Places in the list; `None` for attributes that were removed.
    indices: Map<&'a QName, Option<usize>>,
}

impl<'a> AttributeFields<'a> {
    fn set(&mut self, name: &'a QName, field: AttributeField) {
        match self.indices.get(name).and_then(|index| self.list.get_mut((*index)?)) {
            Some(known) => *known = Some(field),
            None => {
                self.indices.insert(name, Some(self.list.len()));
                self.list.push(Some(field));
            }
        }
    }

    fn remove(&mut self, name: &QName) {
        if let Some(known) = self.indices.get_mut(name).and_then(|index| self.list.get_mut(index.take()?)) {
            *known = None;
        }
    }
}

impl Planner<'_> {
    /// Adds a field for each attribute of a type, and one for its attribute wildcard. Skips the attributes of
    /// `inherited`, the base that is a field of the struct. Returns whether a field was added.
    pub(super) fn attribute_fields(
        &mut self,
        fields: &mut Fields,
        id: TypeId,
        inherited: Option<TypeId>,
    ) -> bool {
        let model = self.model;
        let mut found = AttributeFields::default();
        let mut any = None;
        collect_attributes(model, id, inherited, &mut found, &mut any, 0);
        if let Some(base) = inherited {
            // An attribute that the base declares is decoded and encoded by the base.
            let mut known = AttributeFields::default();
            collect_attributes(model, base, None, &mut known, &mut None, 0);
            known
                .indices
                .iter()
                .filter(|(_, index)| index.is_some())
                .for_each(|(name, _)| found.remove(name));
        }
        let found = found.list.into_iter().flatten().collect_vec();
        let has_some = any.is_some() || !found.is_empty();
        for field in found {
            let attribute = &model.attributes[field.attribute];
            let local = attribute.name.local.to_string();
            let path = format!("{}/{local}", fields.name);
            let name = self.names.wire(fields.module, &attribute.name);
            let ident = fields.claim(&mut self.names, &local, "_attribute");
            let ty = self.simple_ty(attribute.type_id);
            let secret = self.secrets.is_secret(self.facts, &path, &local, attribute.type_id);
            let value = if secret { Ty::Generic("Secret", vec![ty]) } else { ty };
            let index = fields.index();
            if field.required {
                fields.require(index, &format!("@{local}"));
            }
            let default = field.default.map(|text| default_value(&text, &value));
            let docs =
                self.member_documentation(None, &local, attribute.documentation.as_deref(), "attribute");
            let ty = if field.required { value } else { option(value) };
            let check = match &field.fixed {
                Some(fixed) => self.check_of_fixed(fields.module, attribute.type_id, fixed, false),
                None => self.check_of_text(fields.module, attribute.type_id),
            };
            let white_space = self.white_space(attribute.type_id);
            let slot = Slot::Attribute { name, index, white_space };
            fields.list.push(Field { ident, docs, ty, slot, default, check, bounds: None });
        }
        if any.is_some() {
            let namespaces = self.namespaces_of(fields.module, any.as_ref());
            let ident = fields.scope.claim("any_attributes", "_open");
            let docs = vec!["Attributes that a wildcard of the contract allows.".to_owned()];
            let ty = Ty::Runtime("Attributes");
            fields.list.push(Field {
                ident,
                docs,
                ty,
                slot: Slot::AnyAttribute { namespaces },
                default: None,
                check: None,
                bounds: None,
            });
        }
        has_some
    }
}

/// Collects the attributes of a type, after the attributes of its bases. `inherited` is the base that the
/// Rust struct contains as a field: the attributes of this base and of its own bases are skipped.
fn collect_attributes<'a>(
    model: &'a Model,
    id: TypeId,
    inherited: Option<TypeId>,
    found: &mut AttributeFields<'a>,
    any: &mut Option<NamespaceConstraint>,
    depth: usize,
) {
    let TypeKind::Complex(complex) = &model.types[id].kind else { return };
    if depth < MAX_DEPTH && inherited != Some(complex.base) {
        collect_attributes(model, complex.base, inherited, found, any, depth + 1);
    }
    // A restriction keeps the attribute wildcard of its base only if it repeats the wildcard.
    if complex.derivation != Derivation::Extension {
        *any = None;
    }
    if let Some(own) = &complex.any_attribute {
        *any = Some(union(any.take(), &own.namespaces));
    }
    collect_uses(model, &complex.attributes, found, any, &mut Set::new(), false);
}

fn collect_uses<'a>(
    model: &'a Model,
    uses: &[AttributeUse],
    found: &mut AttributeFields<'a>,
    any: &mut Option<NamespaceConstraint>,
    groups: &mut Set<AttributeGroupId>,
    is_group: bool,
) {
    for usage in uses {
        match usage {
            // A prohibited attribute in a group has no meaning (XML Schema Part 1, 3.6.2).
            AttributeUse::Attribute { usage: Use::Prohibited, .. } if is_group => {}
            AttributeUse::Attribute { attribute, usage: Use::Prohibited, .. } => {
                found.remove(&model.attributes[*attribute].name);
            }
            AttributeUse::Attribute { attribute, usage, default, fixed, .. } => {
                let declaration = &model.attributes[*attribute];
                let given = fixed.as_ref().or(default.as_ref());
                let declared = declaration.fixed.as_ref().or(declaration.default.as_ref());
                let field = AttributeField {
                    attribute: *attribute,
                    required: *usage == Use::Required,
                    default: given.or(declared).cloned(),
                    fixed: fixed.as_ref().or(declaration.fixed.as_ref()).cloned(),
                };
                found.set(&declaration.name, field);
            }
            AttributeUse::Group(group) => {
                if groups.insert(*group) {
                    let group = &model.attribute_groups[*group];
                    if let Some(own) = &group.any_attribute {
                        *any = Some(union(any.take(), &own.namespaces));
                    }
                    collect_uses(model, &group.attributes, found, any, groups, true);
                }
            }
        }
    }
}
