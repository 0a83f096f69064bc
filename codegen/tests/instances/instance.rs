//! Random instances of elements and types that are valid against the model.

use std::collections::BTreeSet;

use saponify_codegen::internals::model::{
    AttributeUse, Builtin, ComplexContent, ComplexType, Compositor, ElementId, Model, Particle, QName, Term,
    TypeId, TypeKind, Use, WhiteSpace,
};

use crate::{
    choices::Choices,
    cost::{Costs, ENDLESS},
    node::{Content, Kind, Node, Piece, Value},
    soap_encoding,
    types::{self, Families},
    value::Values,
};

/// Depth below which optional content is omitted.
const DEPTH: usize = 8;
/// Number of elements after which optional content is omitted.
const SIZE: usize = 80;
/// Maximum size and depth of an instance.
const LARGEST: u32 = 3000;
const DEEPEST: usize = 60;

/// No instance exists, or none was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoInstance;

pub(crate) type Made<T> = Result<T, NoInstance>;

/// Generator of instances of a model.
pub(crate) struct Instances<'m> {
    pub(crate) model: &'m Model,
    pub(crate) costs: Costs,
    pub(crate) families: Families,
}

impl<'m> Instances<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        let families = Families::new(model);
        Self { model, costs: Costs::new(model, &families), families }
    }

    /// Returns a builder for one document.
    pub(crate) fn making<'i, 'c>(&'i self, choices: Choices<'c>) -> Making<'i, 'm, 'c> {
        let values = Values { model: self.model, ids: 0, bare: true };
        Making {
            of: self,
            choices,
            values,
            left: SIZE as isize,
            depth: 0,
            raw: 0,
            siblings: Vec::new(),
            encoded: false,
        }
    }
}

/// Document that is being generated.
pub(crate) struct Making<'i, 'm, 'c> {
    pub(crate) of: &'i Instances<'m>,
    pub(crate) choices: Choices<'c>,
    pub(crate) values: Values<'m>,
    /// Number of further elements before optional content is omitted.
    left: isize,
    depth: usize,
    /// Number of wildcards that contain the current position.
    pub(crate) raw: usize,
    /// Names of the elements declared by the enclosing content models, the innermost last.
    pub(crate) siblings: Vec<BTreeSet<QName>>,
    /// Whether the document uses SOAP encoding (SOAP 1.1, section 5).
    pub(crate) encoded: bool,
}

impl<'m> Making<'_, 'm, '_> {
    /// Returns `true` if only required content should be added.
    pub(crate) fn is_enough(&self) -> bool {
        self.left <= 0 || self.depth > DEPTH
    }

    /// Generates an element, or a member of its substitution group.
    pub(crate) fn element(&mut self, id: ElementId) -> Made<Node> {
        let cost = self.of.costs.of_element(id);
        if cost > LARGEST {
            return Err(NoInstance);
        }
        let model = self.of.model;
        let mut candidates = vec![id];
        candidates.extend(self.of.families.members(id));
        candidates
            .retain(|one| self.of.costs.of_element(*one) <= LARGEST && !model.elements[*one].is_abstract);
        if self.is_enough() {
            let cheapest =
                candidates.iter().map(|one| self.of.costs.of_element(*one)).min().ok_or(NoInstance)?;
            candidates.retain(|one| self.of.costs.of_element(*one) == cheapest);
        }
        let chosen = *self.choices.one(&candidates).ok_or(NoInstance)?;
        self.exactly(chosen)
    }

    /// Generates an element without substitution.
    pub(crate) fn exactly(&mut self, id: ElementId) -> Made<Node> {
        let model = self.of.model;
        let element = &model.elements[id];
        if element.is_abstract || model.missing.elements.contains(&id) {
            return Err(NoInstance);
        }
        let mut node = Node::new(element.name.clone());
        node.declared = model.types[element.type_id].name.clone();
        let given = element.fixed.as_ref().or(element.default.as_ref());
        let nil = element.nillable && element.fixed.is_none() && self.choices.once_in(6);
        let text = |text: &str| vec![Content::Text(Value::text(text, Kind::TEXT))];
        let is_mixed = match &model.types[element.type_id].kind {
            TypeKind::Simple(_) => false,
            TypeKind::AnyType => true,
            TypeKind::Complex(complex) => !matches!(complex.content, ComplexContent::Simple(_)),
        };
        // Mixed content with a fixed value has no elements.
        if let (Some(fixed), true) = (&element.fixed, is_mixed) {
            if let TypeKind::Complex(complex) = &model.types[element.type_id].kind {
                self.attributes(complex, &mut node)?;
            }
            node.content = text(fixed);
            return Ok(node);
        }
        self.fill(element.type_id, &mut node, nil)?;
        if let (Some(default), true) = (&element.default, is_mixed && node.content.is_empty() && !nil) {
            node.content = text(default);
        }
        // Other default and fixed values apply only to elements with text content.
        let holds_text = matches!(node.content.as_slice(), [Content::Text(_)]) && !nil;
        if let (Some(given), true) = (given, holds_text) {
            let value = self.values.given(element.type_id, given);
            // An element that is written empty has its default value (XML Schema Part 1, 3.3.4). Therefore an
            // element with a default cannot have an empty value. A text of blanks is an empty value if its
            // type collapses white space.
            let is_empty = |text: &Value| {
                let keeps_blanks =
                    matches!(text.kind, Kind::Atomic(_, WhiteSpace::Preserve | WhiteSpace::Replace));
                text.plain().is_empty() || !keeps_blanks && text.plain().trim().is_empty()
            };
            let is_empty = matches!(node.content.as_slice(), [Content::Text(text)] if is_empty(text));
            // libxml2 resolves the prefix of a default QName with the declarations of the message, not with
            // those of the schema.
            let is_name = value.pieces.iter().any(|piece| matches!(piece, Piece::Name(_)));
            // It compares a fixed QName by its text.
            if is_name && element.fixed.is_some() {
                return Err(NoInstance);
            }
            if !is_name && (is_empty || self.choices.once_in(4)) {
                node.content.clear();
            } else if is_empty || element.fixed.is_some() {
                node.content = vec![Content::Text(value.clone())];
            }
            node.default = Some(value);
        }
        Ok(node)
    }

    /// Generates an element with this name and type.
    pub(crate) fn of_type(&mut self, name: QName, id: TypeId) -> Made<Node> {
        let mut node = Node::new(name);
        node.declared = self.of.model.types[id].name.clone();
        self.fill(id, &mut node, false)?;
        Ok(node)
    }

    /// Adds the attributes and the content of a type, or of a type derived from it, to an element.
    pub(crate) fn fill(&mut self, id: TypeId, node: &mut Node, nil: bool) -> Made<()> {
        self.left -= 1;
        self.depth += 1;
        node.nil = nil;
        let made = if self.depth > DEEPEST { Err(NoInstance) } else { self.fill_as(id, node) };
        self.depth -= 1;
        if nil {
            node.content.clear();
        } else if self.encoded && self.raw == 0 {
            if node.type_name.is_none() {
                node.type_name.clone_from(&node.declared);
            }
            node.elsewhere = self.choices.once_in(5);
        }
        made
    }

    fn fill_as(&mut self, id: TypeId, node: &mut Node) -> Made<()> {
        let model = self.of.model;
        if model.missing.types.contains(&id) {
            return Err(NoInstance);
        }
        match &model.types[id].kind {
            TypeKind::AnyType => self.anything(node),
            TypeKind::Simple(_) => {
                let value = self.values.value(id, &mut self.choices).ok_or(NoInstance)?;
                if matches!(value.kind, Kind::Atomic(Builtin::AnySimpleType, _)) && self.choices.once_in(3) {
                    node.type_name = Some(QName::new("http://www.w3.org/2001/XMLSchema", "string"));
                }
                node.content.push(Content::Text(value));
                Ok(())
            }
            TypeKind::Complex(complex) => {
                if let Some(array) = soap_encoding::array_of(model, id) {
                    return self.array(&array, node);
                }
                let chosen = self.derived(id, complex)?;
                let name = &model.types[chosen].name;
                // `xsi:type` may also name the declared type.
                if chosen != id || (name.is_some() && self.choices.once_in(12)) {
                    node.type_name.clone_from(name);
                }
                let TypeKind::Complex(complex) = &model.types[chosen].kind else { return Err(NoInstance) };
                self.complex(complex, node)
            }
        }
    }

    /// Chooses the type itself or a derived type.
    fn derived(&mut self, id: TypeId, complex: &ComplexType) -> Made<TypeId> {
        let costs = &self.of.costs;
        let mut others: Vec<_> = self.of.families.derived(id).to_vec();
        others.retain(|other| costs.of_type(*other) <= LARGEST);
        if !complex.is_abstract && (others.is_empty() || self.is_enough() || !self.choices.once_in(3)) {
            return Ok(id);
        }
        if self.is_enough() {
            let cheapest = others.iter().map(|other| costs.of_type(*other)).min().ok_or(NoInstance)?;
            others.retain(|other| costs.of_type(*other) == cheapest);
        }
        self.choices.one(&others).copied().ok_or(NoInstance)
    }

    fn complex(&mut self, complex: &'m ComplexType, node: &mut Node) -> Made<()> {
        self.attributes(complex, node)?;
        let mixed = types::is_mixed(self.of.model, complex);
        self.siblings.push(types::members(self.of.model, &self.of.families, complex));
        let made = self.contents(complex, node);
        self.siblings.pop();
        made?;
        if mixed && !matches!(complex.content, ComplexContent::Simple(_)) {
            self.mix(node);
        }
        node.blanks = !mixed;
        Ok(())
    }

    fn contents(&mut self, complex: &'m ComplexType, node: &mut Node) -> Made<()> {
        for content in types::contents(self.of.model, complex) {
            match content {
                ComplexContent::Empty => {}
                ComplexContent::Simple(id) => {
                    let value = self.values.value(*id, &mut self.choices).ok_or(NoInstance)?;
                    node.content.push(Content::Text(value));
                }
                ComplexContent::Elements(particle) => self.particle(particle, &mut node.content)?,
            }
        }
        Ok(())
    }

    /// Inserts text between the elements.
    pub(crate) fn mix(&mut self, node: &mut Node) {
        const TEXTS: &[&str] = &["text", " a & b ", "\n", "<&>", "é漢😀", "]]>"];
        let mut mixed = Vec::new();
        let members = std::mem::take(&mut node.content);
        for member in members.into_iter().map(Some).chain([None]) {
            if self.choices.once_in(2) {
                let text = self.choices.one(TEXTS).copied().unwrap_or_default();
                mixed.push(Content::Text(Value::text(text, Kind::TEXT)));
            }
            mixed.extend(member);
        }
        node.content = mixed;
    }

    fn particle(&mut self, particle: &'m Particle, out: &mut Vec<Content>) -> Made<()> {
        let model = self.of.model;
        if particle.occurs.max == Some(0) {
            return Ok(());
        }
        let cost = self.of.costs.of_term(model, &particle.term, 0);
        let least = particle.occurs.min;
        let most = particle.occurs.max.unwrap_or(u32::MAX).min(least.saturating_add(3));
        let times = match cost {
            ENDLESS if least > 0 => return Err(NoInstance),
            ENDLESS => 0,
            _ if self.is_enough() || i64::from(cost) > self.left as i64 => least,
            _ => least + self.choices.below((most - least) as usize + 1) as u32,
        };
        if cost.saturating_mul(times) > LARGEST || times > LARGEST {
            return Err(NoInstance);
        }
        for time in 0..times {
            let before = out.len();
            if let Err(NoInstance) = self.term(&particle.term, out) {
                // An optional occurrence is omitted if no value for it was found.
                out.truncate(before);
                return if time >= least { Ok(()) } else { Err(NoInstance) };
            }
        }
        Ok(())
    }

    fn term(&mut self, term: &'m Term, out: &mut Vec<Content>) -> Made<()> {
        match term {
            Term::Element(id) => out.push(Content::Node(self.element(*id)?)),
            Term::Any(wildcard) => out.push(Content::Node(self.any(wildcard)?)),
            Term::GroupRef(id) => return self.particle(&self.of.model.groups[*id].particle, out),
            Term::Group(Compositor::Sequence, members) => {
                members.iter().try_for_each(|member| self.particle(member, out))?;
            }
            Term::Group(Compositor::All, members) => {
                let mut all = Vec::new();
                members.iter().try_for_each(|member| self.particle(member, &mut all))?;
                let mut nodes: Vec<_> = all
                    .into_iter()
                    .filter_map(|content| match content {
                        Content::Node(node) => Some(node),
                        _ => None,
                    })
                    .collect();
                for place in (1..nodes.len()).rev() {
                    let other = place - self.choices.below(place + 1);
                    nodes.swap(place, other);
                }
                out.push(Content::All(nodes));
            }
            Term::Group(Compositor::Choice, branches) => return self.choice(branches, out),
        }
        Ok(())
    }

    fn choice(&mut self, branches: &'m [Particle], out: &mut Vec<Content>) -> Made<()> {
        let (model, costs) = (self.of.model, &self.of.costs);
        let cost = |branch: &&Particle| costs.of_particle(model, branch);
        let mut possible: Vec<&Particle> = branches.iter().filter(|b| b.occurs.max != Some(0)).collect();
        if possible.is_empty() {
            return Ok(());
        }
        possible.retain(|branch| cost(branch) <= LARGEST);
        if self.is_enough() {
            let cheapest = possible.iter().map(cost).min().ok_or(NoInstance)?;
            possible.retain(|branch| cost(branch) == cheapest);
        }
        let branch = *self.choices.one(&possible).ok_or(NoInstance)?;
        self.particle(branch, out)
    }

    fn attributes(&mut self, complex: &'m ComplexType, node: &mut Node) -> Made<()> {
        let model = self.of.model;
        let uses = types::attributes(model, complex);
        for own in &uses {
            let AttributeUse::Attribute { attribute, usage, fixed, .. } = own else { continue };
            let attribute = &model.attributes[*attribute];
            let fixed = fixed.as_ref().or(attribute.fixed.as_ref());
            // In SOAP encoding, the writer of references adds the attributes `id` and `href`. They are not
            // generated from the schema.
            let is_identity = self.encoded && matches!(&*attribute.name.local, "id" | "href");
            if is_identity
                || *usage == Use::Prohibited
                || (*usage == Use::Optional && self.choices.once_in(2))
            {
                continue;
            }
            let value = match fixed {
                Some(text) => Some(self.values.given(attribute.type_id, text)),
                None => self.values.value(attribute.type_id, &mut self.choices),
            };
            match value {
                Some(value) => node.attributes.push((attribute.name.clone(), value)),
                None if *usage == Use::Required => return Err(NoInstance),
                None => {}
            }
        }
        let is_encoding = node.declared.as_ref().is_some_and(soap_encoding::is_own);
        let wildcards = types::attribute_wildcards(model, complex);
        if !is_encoding && !wildcards.is_empty() && self.choices.once_in(3) {
            self.any_attribute(&wildcards, node);
        }
        Ok(())
    }
}
