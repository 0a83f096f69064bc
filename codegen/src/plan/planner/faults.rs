//! Plans the faults that an operation declares, and determines how they are distinguished.

use super::{Planner, Role, addressing};
use crate::{
    docs,
    lists::{CollectVec, PushAll, SortList},
    map::Map,
    model::{IdSet, PartContent, QName, TypeId},
    plan::{
        FaultVariant, Faults, Item, ModuleId, Ty,
        facts::{
            Facts, all_derived,
            soap_encoded::{array_of, is_common, schema_type},
        },
        identifiers,
        names::scope::Scope,
        selection::Selected,
    },
};

impl Facts<'_> {
    /// The contents that a part of a fault may have: its type, or its element and the substitutes of that element.
    /// Abstract elements are omitted unless all are abstract.
    fn contents_of_fault(&self, content: PartContent) -> Vec<PartContent> {
        let PartContent::Element(head) = content else { return vec![content] };
        let substitutes = self.substitutes.get(&head).into_iter().flatten().copied();
        let mut elements = std::iter::once(head).chain(substitutes).collect_vec();
        if elements.iter().any(|id| !self.model.elements[*id].is_abstract) {
            elements.retain(|id| !self.model.elements[*id].is_abstract);
        }
        elements.into_iter().map(PartContent::Element).collect_vec()
    }
}

impl<'a> Planner<'a> {
    /// Plans the enum over the faults that an operation declares. Bindings share the enum if they agree in
    /// the `use` of every fault.
    pub(super) fn faults(
        &mut self,
        selected: &Selected<'a>,
        rust_name: &str,
        module: ModuleId,
    ) -> Option<Ty> {
        let model = self.model;
        let encoded = selected.faults().filter(|(_, is_encoded)| *is_encoded).map(|(fault, _)| fault.span);
        let encoded = encoded.collect_vec();
        let key = (selected.operation.span, Role::Faults, !encoded.is_empty(), 0, encoded);
        if let Some(known) = self.of_operations.get(&key) {
            return Some(known.clone());
        }
        let mut scope = Scope::with(&self.names.letters, &[]);
        let mut variants: Vec<FaultVariant> = Vec::new();
        let mut declared: Vec<(QName, PartContent)> = Vec::new();
        let mut places: Map<(QName, PartContent), usize> = Map::new();
        let contents = selected.faults().flat_map(|(fault, is_encoded)| {
            let part = model.messages[fault.message].parts.first();
            let contents = part.map(|part| self.facts.contents_of_fault(part.content)).unwrap_or_default();
            contents.into_iter().filter_map(move |content| Some((fault, is_encoded, part?, content)))
        });
        let mut contents = contents.collect_vec();
        // Declared elements come before substitutes: an element that is declared as a fault gets the variant of that
        // fault, even if it may also substitute the element of another fault.
        contents.sort_list_by_key(|(_, _, part, content)| *content != part.content);
        for (fault, is_encoded, part, content) in contents {
            let (name, ty, rule) = match content {
                PartContent::Element(element) => {
                    let element = &model.elements[element];
                    if let (PartContent::Element(head), true) = (part.content, element.is_abstract) {
                        self.report_head(head);
                    }
                    (element.name.clone(), self.element_ty(element), self.element_rule(element))
                }
                // As in a body, the element of a part with a type has the name of the part.
                PartContent::Type(id) => {
                    let name = QName::new("", part.name.clone());
                    (name, self.element_value_ty(id, false), self.text_rule(id, None))
                }
                PartContent::Missing => continue,
            };
            // In literal messages only the element name identifies a fault, so faults with the same name
            // share a variant.
            if let Some(known) = places.get(&(name.clone(), content)) {
                let more = format!("Also declared as the fault {}.", docs::code(&fault.name));
                if let Some(known) = variants.get_mut(*known) {
                    known.docs.push_all([String::new(), more]);
                    known.is_encoded |= is_encoded;
                }
                continue;
            }
            let wanted = match content {
                // A member of the substitution group of the fault's element. Name the variant after the
                // member.
                PartContent::Element(id) if content != part.content => &model.elements[id].name.local,
                _ => &fault.name,
            };
            let ident = scope.claim(&identifiers::camel(wanted), "Fault");
            let docs = fault
                .documentation
                .as_deref()
                .map(|text| docs::read(text).text)
                .filter(|lines| !lines.is_empty());
            let docs = docs.unwrap_or_else(|| vec![format!("The fault {}.", docs::code(&fault.name))]);
            let wire = self.names.wire(module, &name);
            places.insert((name.clone(), content), declared.len());
            declared.push((name, content));
            let (is_named, types, written_type) = (true, Vec::new(), None);
            let (types_with_name, has_unique_builtin) = (Vec::new(), false);
            let (action, has_default_action) = addressing::fault_action(selected, fault);
            variants.push(FaultVariant {
                ident,
                docs,
                name: wire,
                is_named,
                types,
                types_with_name,
                has_unique_builtin,
                written_type,
                action,
                has_default_action,
                is_encoded,
                ty,
                rule,
            });
        }
        self.distinguish_faults(selected, module, &declared, &mut variants);
        if variants.is_empty() {
            return None;
        }
        let name = identifiers::compound(rust_name, "Fault");
        let item = self.names.claim_item(module, &name, &name, "Enum");
        self.of_operations.insert(key, Ty::Item(item.clone()));
        let docs = vec![format!("The faults that {} declares.", docs::code(&selected.operation.name))];
        let (ident, derives) = (item.ident.clone(), self.derives());
        let faults = Faults { ident, docs, derives, variants, masked: Vec::new() };
        self.add_item(module, Item::Faults(faults));
        Some(Ty::Item(item))
    }

    /// Determines how the faults of an operation are distinguished: by the element name if it is unique, and
    /// by `xsi:type` if that distinguishes more.
    fn distinguish_faults(
        &mut self,
        selected: &Selected<'_>,
        module: ModuleId,
        declared: &[(QName, PartContent)],
        variants: &mut [FaultVariant],
    ) {
        let mut by_type = selected.is_encoded();
        let mut names = Map::new();
        for (name, _) in declared {
            *names.or_insert(name, 0) += 1;
        }
        for (variant, (name, _)) in variants.iter_mut().zip(declared) {
            variant.is_named = names.get(name) == Some(&1);
            by_type |= !variant.is_named;
        }
        let has_types = |variant: &FaultVariant| by_type || variant.is_encoded;
        if !variants.iter().any(has_types) {
            return;
        }
        let type_of = |(_, content): &(QName, PartContent)| match content {
            PartContent::Type(id) => Some(*id),
            _ => None,
        };
        let own = declared.iter().filter_map(type_of).collect_vec();
        let mut is_own = IdSet::default();
        for id in &own {
            is_own.insert(*id);
        }
        let derived_of =
            |id: TypeId| all_derived(&self.facts.derived, id).into_iter().filter(|id| !is_own.contains(id));
        // SOAP encoding derives `soapenc:int` from `xs:int`, and both mean the same fault.
        let all_of = |id: TypeId| {
            let mut known = IdSet::default();
            let all = std::iter::once(id).chain(derived_of(id)).map(|id| schema_type(self.model, id));
            all.filter(|id| known.insert(*id)).collect_vec()
        };
        let all = declared.iter().map(|fault| type_of(fault).map(all_of).unwrap_or_default()).collect_vec();
        let (mut counted, mut counted_with_name) = (Map::new(), Map::new());
        for ((name, _), ids) in declared.iter().zip(&all) {
            for id in ids {
                *counted.or_insert(id, 0) += 1;
                *counted_with_name.or_insert((name, id), 0) += 1;
            }
        }
        let typed =
            variants.iter_mut().zip(declared.iter().zip(&all)).filter(|(variant, _)| has_types(variant));
        for (variant, (fault @ (name, _), ids)) in typed {
            // The `xsi:type` of an array is `Array` in SOAP encoding, which does not identify the type of its items.
            for id in ids.iter().filter(|id| array_of(self.model, **id).is_none()) {
                let Some(type_name) = &self.model.types[*id].name else { continue };
                let (is_unique, is_common) = (counted.get(id) == Some(&1), is_common(type_name));
                let is_unique_with_name = counted_with_name.get(&(name, id)) == Some(&1);
                // Undeclared text entries in the detail may have types such as `xs:string` too.
                let types = match is_common {
                    false if is_unique => &mut variant.types,
                    // An element of SOAP encoding, such as `soapenc:int`, has the name of its type instead of the fault's.
                    true if is_unique && variant.is_encoded => {
                        variant.has_unique_builtin = true;
                        &mut variant.types_with_name
                    }
                    _ if !variant.is_named && is_unique_with_name => &mut variant.types_with_name,
                    _ => continue,
                };
                let type_name = self.names.wire(module, type_name);
                if ids.first() == Some(id) && (!is_common || !variant.is_named) {
                    let own = type_of(fault).and_then(|id| self.model.types[id].name.as_ref());
                    variant.written_type = own.map(|name| self.names.wire(module, name));
                }
                types.push(type_name);
            }
        }
    }
}
