//! Plans the base of an extension as a field, and collects the facts about a record that its extensions
//! need.

use super::{
    Planner,
    fields::{Fields, bounded, is_open},
};
use crate::{
    docs,
    lists::{CollectVec, PushAll},
    model::{ComplexContent, ComplexType, Derivation, QName, TypeId, TypeKind},
    plan::{ArmKind, BaseName, Bounds, ChoiceArm, Field, Slot, WireName, facts::extension::last_places},
};

/// Facts about a record that its extensions need.
#[derive(Clone, Default)]
pub(super) struct BaseInfo {
    /// Number of member indices in use, including those of the bases.
    pub(super) members: u16,
    pub(super) required: Vec<(u16, String)>,
    /// The bounds for `Details::with_occurs`.
    pub(super) occurs: Vec<(String, Bounds)>,
    /// Whether the record has a wildcard.
    pub(super) is_open: bool,
    pub(super) attributes: bool,
    pub(super) elements: bool,
    /// Whether the record has repeated choices or groups with a limited number of occurrences.
    pub(super) counts_groups: bool,
    /// The members that are elements, those of the bases first.
    pub(super) content: Vec<BaseMember>,
}

/// A member of a record: a single element, a list of elements, or a choice or group of elements.
#[derive(Clone)]
pub(super) struct BaseMember {
    pub(super) names: Vec<QName>,
    /// Index of the member in the record that the [`BaseInfo`] describes. The members of the record itself
    /// have the first indices, those of its bases the following ones.
    pub(super) index: Option<u16>,
    /// Whether the member is complete after one element.
    pub(super) closes: bool,
}

impl Planner<'_> {
    /// The base type that becomes a field of its extensions.
    pub(super) fn base_of(&self, id: TypeId, complex: &ComplexType) -> Option<TypeId> {
        let model = self.model;
        let base = complex.base;
        let TypeKind::Complex(definition) = &model.types[base].kind else { return None };
        let is_field = complex.derivation == Derivation::Extension
            && !self.facts.has_mixed(complex)
            && !self.usage.extensions.as_one_list.contains(&id)
            && !matches!(definition.content, ComplexContent::Simple(_))
            && !matches!(complex.content, ComplexContent::Simple(_));
        (is_field && self.layout.items.contains_key(&base)).then_some(base)
    }

    /// Completes the fields of a record and of its base, once the members of both are known. `elements` is
    /// the number of member indices that the record itself uses for elements; `None` if it declares no
    /// elements.
    pub(super) fn finish_base(
        &self,
        fields: &mut Fields,
        base: Option<(TypeId, BaseInfo)>,
        elements: Option<u16>,
        attributes: bool,
    ) -> BaseInfo {
        let offset = fields.next;
        let own = self.members_of_fields(fields);
        let mut info = BaseInfo {
            members: offset,
            required: fields.required.clone(),
            occurs: bounded(&fields.list),
            is_open: is_open(&fields.list),
            counts_groups: fields.list.iter().any(|field| field.group_bounds().is_some()),
            attributes,
            elements: elements.is_some(),
            content: own.clone(),
        };
        let Some((_, base)) = base else { return info };
        let shared = self.base_names(fields, &own, &base, offset);
        let yields = elements.filter(|_| {
            fields.type_id.is_some_and(|id| self.usage.extensions.wildcard_shares_elements.contains(&id))
        });
        for field in &mut fields.list {
            if let Slot::Base { .. } = field.slot {
                let (attributes, elements, counts_groups) =
                    (base.attributes, base.elements, base.counts_groups);
                let shared = shared.clone();
                field.slot = Slot::Base { offset, attributes, elements, shared, yields, counts_groups };
            }
        }
        let required = base.required.iter();
        info.required.push_all(required.map(|(index, name)| (offset.saturating_add(*index), name.clone())));
        info.occurs.push_all(base.occurs);
        info.is_open |= base.is_open;
        if info.is_open {
            info.occurs.clear();
        }
        // Occurrences are counted by name, so a name that both the extension and the base declare is not counted:
        // the name does not show to which of the two an element belongs.
        let is_shared = |path: &str| {
            let local = path.split('/').next().unwrap_or(path);
            shared.iter().any(|shared| shared.name.local == local)
        };
        info.occurs.retain(|(path, _)| !is_shared(path));
        info.members = offset.saturating_add(base.members);
        info.attributes |= base.attributes;
        info.elements |= base.elements;
        info.counts_groups |= base.counts_groups;
        let inherited = base.content.into_iter().map(|member| BaseMember {
            index: member.index.map(|index| offset.saturating_add(index)),
            ..member
        });
        info.content = inherited.chain(own).collect_vec();
        info
    }

    pub(super) fn base_field(&mut self, fields: &mut Fields, base: TypeId) {
        let name = self.facts.type_name(base);
        let ident = fields.claim(&mut self.names, &name, "_base");
        let docs = vec![format!("Members inherited from {}.", docs::code(&name))];
        let slot = Slot::Base {
            offset: 0,
            attributes: false,
            elements: false,
            shared: Vec::new(),
            yields: None,
            counts_groups: false,
        };
        fields.list.push(Field {
            ident,
            docs,
            ty: self.own_ty(base),
            slot,
            default: None,
            check: None,
            bounds: None,
        });
    }

    /// The members of a record that are elements, in order, without those of its base type.
    fn members_of_fields(&self, fields: &Fields) -> Vec<BaseMember> {
        let name = |wire: &WireName| self.names.expanded(fields.module, wire);
        let member = |field: &Field| match &field.slot {
            Slot::Once { name: wire, index, .. }
            | Slot::List { name: wire, index, .. }
            | Slot::Dictionary { name: wire, index, .. } => {
                Some(BaseMember { names: vec![name(wire)], index: Some(*index), closes: true })
            }
            Slot::Repeated { name: wire, index, .. } => {
                Some(BaseMember { names: vec![name(wire)], index: *index, closes: false })
            }
            Slot::Choice { arms, index } => {
                let names = arms.iter().flat_map(ChoiceArm::names).map(name).collect_vec();
                let closes = arms.iter().all(|arm| !matches!(arm.kind, ArmKind::Repeated(_)));
                Some(BaseMember { names, index: *index, closes })
            }
            _ => None,
        };
        fields.list.iter().filter_map(member).collect_vec()
    }

    /// Returns the names of elements that both an extension and its base declare. For each name, `closed_by`
    /// lists the members that follow the base's elements of this name. Once one of them has been read, an
    /// element with the name belongs to the extension.
    fn base_names(&self, fields: &Fields, own: &[BaseMember], base: &BaseInfo, offset: u16) -> Vec<BaseName> {
        let mut shared: Vec<BaseName> = Vec::new();
        let last_places = last_places(base.content.iter().map(|member| member.names.as_slice()));
        let own_indices: Vec<u16> = own.iter().filter_map(|member| member.index).collect_vec();
        for name in fields.list.iter().flat_map(|field| field.slot.names()) {
            let expanded = self.names.expanded(fields.module, name);
            let Some(last) = last_places.get(&expanded).copied() else { continue };
            let behind = base.content.get(last..).unwrap_or_default().iter().enumerate();
            let closing = behind.filter(|(place, member)| *place > 0 || member.closes);
            let closing = closing.filter_map(|(_, member)| Some(offset.saturating_add(member.index?)));
            let closed_by = closing.chain(own_indices.iter().copied()).collect_vec();
            shared.push(BaseName { name: name.clone(), closed_by });
        }
        shared
    }
}
