//! Documentation of types and members. It is taken from the component itself, otherwise from the
//! operations that use it, otherwise it is a placeholder.

use super::{Planner, operation_docs::OperationDocs};
use crate::{
    docs,
    lists::CollectVec,
    model::{
        BindingMessage, ComplexContent, MessageId, Model, Owner, PartContent, Particle, QName, Term, TypeId,
        TypeKind,
    },
    plan::{
        ModuleId,
        selection::{Selected, body_parts},
    },
};

impl<'a> Planner<'a> {
    /// Records the documentation that an operation gives for its parameters and its result. The parameters
    /// become members of the request, and the result becomes a member of the reply: the members get this
    /// documentation.
    pub(super) fn keep_documentation(
        &mut self,
        selected: &Selected<'a>,
        documentation: &docs::Docs,
        module: ModuleId,
    ) {
        let name = &selected.operation.name;
        for id in self.body_types(selected.input()) {
            self.record_docs(id, module, ("request", name), &documentation.parameters);
        }
        for id in self.body_types(selected.output()) {
            let only = only_member(self.model, id).filter(|_| !documentation.returns.is_empty());
            let members =
                only.into_iter().map(|member| (member, documentation.returns.clone())).collect_vec();
            self.record_docs(id, module, ("reply", name), &members);
        }
    }

    /// Records the documentation that an operation of the service in `module` gives for a type.
    fn record_docs(
        &mut self,
        id: TypeId,
        module: ModuleId,
        (role, operation): (&'static str, &str),
        members: &[(String, Vec<String>)],
    ) {
        for place in [Some(module), None] {
            let known = self.operation_docs.or_default((id, place));
            if known.known.insert((role, operation.to_owned())) {
                match known.messages.iter_mut().find(|(known, _)| *known == role) {
                    Some((_, names)) => names.push(operation.to_owned()),
                    None => known.messages.push((role, vec![operation.to_owned()])),
                }
            }
            for (member, lines) in members {
                known.members.or_insert_with(member.to_lowercase(), || lines.clone());
            }
        }
    }

    /// The types of the elements in the body of a message.
    fn body_types(&self, message: Option<(MessageId, &'a BindingMessage)>) -> Vec<TypeId> {
        let Some((message, bound)) = message else { return Vec::new() };
        let parts = body_parts(self.model, message, bound).into_iter();
        parts
            .filter_map(|part| match part.content {
                PartContent::Element(element) => Some(self.model.elements[element].type_id),
                _ => None,
            })
            .collect_vec()
    }

    /// The documentation of a type. If it has none, a sentence about its name or its use.
    pub(super) fn type_documentation(&self, id: TypeId, module: ModuleId) -> Vec<String> {
        let definition = &self.model.types[id];
        let own = definition.documentation.as_deref().map(|text| docs::read(text).text).unwrap_or_default();
        if !own.is_empty() {
            return own;
        }
        match (&definition.name, definition.owner) {
            (Some(QName { local, .. }), _) => vec![format!("The type {}.", docs::code(local))],
            (None, Owner::Element(element)) => {
                if let Some(known) = self.docs_of(id, module) {
                    return known.summary();
                }
                let element = &self.model.elements[element];
                let own =
                    element.documentation.as_deref().map(|text| docs::read(text).text).unwrap_or_default();
                if own.is_empty() {
                    vec![format!("The content of {}.", docs::code(&element.name.local))]
                } else {
                    own
                }
            }
            (None, Owner::Attribute(attribute)) => {
                vec![format!(
                    "The value of the attribute {}.",
                    docs::code(&self.model.attributes[attribute].name.local)
                )]
            }
            (None, Owner::Type(owner, _)) => {
                vec![format!("One value of {}.", docs::code(&self.facts.type_name(owner)))]
            }
            (None, Owner::Global) => vec![format!("The type {}.", docs::code(&self.facts.type_name(id)))],
        }
    }

    /// The documentation of a member: from its declaration, otherwise from an operation, otherwise a sentence
    /// with its name.
    pub(super) fn member_documentation(
        &self,
        holder: Option<(TypeId, ModuleId)>,
        local: &str,
        own: Option<&str>,
        kind: &str,
    ) -> Vec<String> {
        let own = own.map(|text| docs::read(text).text).unwrap_or_default();
        if !own.is_empty() {
            return own;
        }
        let known = holder.and_then(|(id, module)| self.docs_of(id, module));
        let elsewhere = known.and_then(|known| known.members.get(&local.to_lowercase()));
        elsewhere.cloned().unwrap_or_else(|| vec![placeholder(kind, local)])
    }

    /// Documentation of a message type from the operations of the service in `module`. If they have none, the
    /// documentation comes from the first service that documents the type.
    fn docs_of(&self, id: TypeId, module: ModuleId) -> Option<&OperationDocs> {
        self.operation_docs.get(&(id, Some(module))).or_else(|| self.operation_docs.get(&(id, None)))
    }
}

/// The documentation of a member that has none in the contract.
pub(super) fn placeholder(kind: &str, local: &str) -> String {
    format!("The {kind} {}.", docs::code(local))
}

/// The name of the only member of a type.
fn only_member(model: &Model, id: TypeId) -> Option<String> {
    let TypeKind::Complex(complex) = &model.types[id].kind else { return None };
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let Term::Group(_, particles) = &particle.term else { return None };
    match particles.as_slice() {
        [Particle { term: Term::Element(element), .. }] => {
            Some(model.elements[*element].name.local.to_string())
        }
        _ => None,
    }
}
