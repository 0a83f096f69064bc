//! Generates an element with content that is valid against the schema. Each member occurs once, to a depth that stays
//! readable.

use std::collections::{BTreeMap, BTreeSet};

use super::{encoded, value};
use crate::{
    cli::{
        lexical::Lexical,
        tree::{Items, Node},
    },
    config::Config,
    model::{
        AttributeGroupId, AttributeUse, ComplexContent, ComplexType, Compositor, Derivation, ElementId,
        Model, NamespaceConstraint, Particle, ProcessContents, QName, SoapVersion, Term, TypeId, TypeKind,
        Use, Wildcard,
    },
    plan::soap_encoded::{self, ArrayOf},
    secret_names::is_secret_name,
};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// Maximum number of elements. A larger example is generated again with less depth.
const MAX_ELEMENTS: usize = 250;
/// Nesting depth down to which the first attempt generates optional members. Deeper elements have only required
/// members.
const FIRST_DEPTH: usize = 12;
/// Maximum depth of required members. If they nest deeper, no example exists.
const MAX_REQUIRED_DEPTH: usize = 60;
/// Maximum number of steps for an example.
const MAX_STEPS: usize = 200_000;
/// Number of bytes of a text that cost one step.
const BYTES_PER_STEP: usize = 64;
/// Maximum number of occurrences generated for a particle, even if `minOccurs` is larger.
const MAX_OCCURRENCES: u32 = 1000;

/// Error: no finite example exists, or none was found within the limit on steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Endless;

/// Generates examples of elements.
pub(super) struct Instances<'m> {
    model: &'m Model,
    config: &'m Config,
    /// For each type, the types that may replace it by `xsi:type`.
    derived: BTreeMap<TypeId, Vec<TypeId>>,
    /// For each element, the members of its substitution group.
    substitutes: BTreeMap<ElementId, Vec<ElementId>>,
}

impl<'m> Instances<'m> {
    /// Creates a generator for the elements of `model`. `config` determines which members are secrets.
    pub(super) fn new(model: &'m Model, config: &'m Config) -> Self {
        let mut derived: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        for (id, one) in model.types.iter() {
            if let TypeKind::Complex(complex) = &one.kind {
                derived.entry(complex.base).or_default().push(id);
            }
        }
        let mut substitutes: BTreeMap<ElementId, Vec<ElementId>> = BTreeMap::new();
        for (id, element) in model.elements.iter() {
            if let Some(head) = element.substitution_group {
                substitutes.entry(head).or_default().push(id);
            }
        }
        Self { model, config, derived, substitutes }
    }

    /// Returns an example of a global element, in SOAP encoding if a version is given.
    pub(super) fn of_element(&self, id: ElementId, encoded: Option<SoapVersion>) -> Result<Node, Endless> {
        self.deep_enough(encoded, |making| making.element(id))
    }

    /// Returns an example of an element with this name and type, such as a part of an rpc message.
    pub(super) fn of_type(
        &self,
        name: QName,
        id: TypeId,
        encoded: Option<SoapVersion>,
    ) -> Result<Node, Endless> {
        self.deep_enough(encoded, |making| {
            let mut node = Node::named(name.clone());
            making.content_of(id, &mut node, &name.local)?;
            Ok(node)
        })
    }

    /// Returns the deepest example that is not too large.
    fn deep_enough(
        &self,
        encoded: Option<SoapVersion>,
        make: impl Fn(&mut InstanceBuilder<'_, 'm>) -> Result<Node, Endless>,
    ) -> Result<Node, Endless> {
        let make = |depth| {
            make(&mut InstanceBuilder {
                of: self,
                encoded,
                depth,
                size: 0,
                steps: 0,
                path: Vec::new(),
                owners: Vec::new(),
                nesting: 0,
            })
        };
        // Try the smallest depth first: if it gives no example, no other depth does, and each attempt may take
        // the maximum number of steps.
        let least = make(1)?;
        let mut deeper = (2..=FIRST_DEPTH).rev().filter_map(|depth| make(depth).ok());
        Ok(deeper.find(|node| node.size() <= MAX_ELEMENTS).unwrap_or(least))
    }
}

/// State of an example that is being generated.
struct InstanceBuilder<'i, 'm> {
    of: &'i Instances<'m>,
    /// SOAP version, if the example uses SOAP encoding.
    encoded: Option<SoapVersion>,
    /// Below this depth, only required members are generated.
    depth: usize,
    size: usize,
    steps: usize,
    /// Types that are being generated, the outermost first.
    path: Vec<TypeId>,
    /// Names of the types in `path`; for an anonymous type, the name of its element. The options declare
    /// secrets by a path such as `User/Password`, which begins with one of these names.
    owners: Vec<String>,
    /// Current nesting depth of model groups, counted across all types in `path`.
    nesting: usize,
}

impl<'m> InstanceBuilder<'_, 'm> {
    fn step(&mut self) -> Result<(), Endless> {
        self.steps += 1;
        // Optional members are left out long before these limits, so only required members can reach them.
        let bottomless = self.path.len() > MAX_REQUIRED_DEPTH || self.nesting > 10 * MAX_REQUIRED_DEPTH;
        if self.steps > MAX_STEPS || bottomless { Err(Endless) } else { Ok(()) }
    }

    fn element(&mut self, id: ElementId) -> Result<Node, Endless> {
        self.step()?;
        let model = self.of.model;
        let element = &model.elements[id];
        if element.is_abstract {
            let member = self.of.substitutes.get(&id).into_iter().flatten();
            return member.copied().find_map(|member| self.element(member).ok()).ok_or(Endless);
        }
        self.size += 1;
        let mut node = Node::named(element.name.clone());
        let given = element.fixed.as_ref().or(element.default.as_ref());
        if let Some(text) = given.filter(|_| self.is_simple(element.type_id)) {
            node.text = Some(self.counted(value::given(model, element.type_id, text)));
            return Ok(node);
        }
        match self.content_of(element.type_id, &mut node, &element.name.local) {
            Err(Endless) if element.nillable => Ok(Node { nil: true, ..Node::named(element.name.clone()) }),
            made => made.map(|()| node),
        }
    }

    fn is_simple(&self, id: TypeId) -> bool {
        matches!(&self.of.model.types[id].kind, TypeKind::Simple(_))
    }

    /// Generates the content of an element of this type.
    fn content_of(&mut self, id: TypeId, node: &mut Node, name: &str) -> Result<(), Endless> {
        let Some(version) = self.encoded else { return self.literal_content_of(id, node, name) };
        let model = self.of.model;
        if let Some(array) = soap_encoded::array_of(model, id) {
            // An array nested in an array of the same type stays empty; otherwise the nesting would not end.
            let is_within = self.path.contains(&id);
            return self.array(id, &array, node, version, is_within);
        }
        match soap_encoded::own_type(model, id) {
            Some(Some(simple)) => node.text = Some(self.value(simple, name)),
            _ => self.literal_content_of(id, node, name)?,
        }
        if node.type_name.is_none() {
            node.type_name = model.types[id].name.as_ref().map(|name| encoded::type_in(version, name));
        }
        Ok(())
    }

    /// Turns an element into a SOAP-encoded array with one item. The array is empty if `is_empty` is set or
    /// the item has no finite example.
    fn array(
        &mut self,
        id: TypeId,
        array: &ArrayOf,
        node: &mut Node,
        version: SoapVersion,
        is_empty: bool,
    ) -> Result<(), Endless> {
        self.step()?;
        let model = self.of.model;
        let local = array.element.map(|element| model.elements[element].name.local.clone());
        let name = QName::new("", local.unwrap_or_else(|| "item".into()));
        node.type_name = Some(encoded::array_in(version));
        let (rank, dimensions) = (array.rank.clone(), array.dimensions);
        node.array = Some(Items { type_name: array.name.clone(), rank, dimensions });
        self.path.push(id);
        let mut item = Node::named(name.clone());
        let made = match (array.inner(model), array.item) {
            _ if is_empty => Err(Endless),
            (Some(inner), _) => self.array(id, &inner, &mut item, version, false),
            (None, Some(of)) => self.content_of(of, &mut item, &name.local),
            (None, None) => {
                item.type_name = Some(QName::new(XSD, "string"));
                item.text = Some(Lexical::text("example"));
                Ok(())
            }
        };
        self.path.pop();
        if made.is_ok() {
            node.children.push(item);
        }
        Ok(())
    }

    /// Generates the content of an element of this type according to the schema, without SOAP encoding.
    fn literal_content_of(&mut self, id: TypeId, node: &mut Node, name: &str) -> Result<(), Endless> {
        self.step()?;
        let model = self.of.model;
        match &model.types[id].kind {
            TypeKind::AnyType => {
                node.type_name = Some(QName::new(XSD, "string"));
                node.text = Some(Lexical::text("example"));
                Ok(())
            }
            TypeKind::Simple(_) => {
                node.text = Some(self.value(id, name));
                Ok(())
            }
            TypeKind::Complex(complex) if complex.is_abstract => {
                let derived = self.of.derived.get(&id).into_iter().flatten().copied();
                for derived in derived.filter(|derived| model.types[*derived].name.is_some()) {
                    let mut attempt = Node { name: node.name.clone(), ..Node::default() };
                    if self.content_of(derived, &mut attempt, name).is_ok() {
                        let type_name =
                            attempt.type_name.take().or_else(|| model.types[derived].name.clone());
                        *node = Node { type_name, ..attempt };
                        return Ok(());
                    }
                }
                Err(Endless)
            }
            TypeKind::Complex(_) if self.path.contains(&id) => Err(Endless),
            TypeKind::Complex(complex) => {
                self.path.push(id);
                let owner = model.types[id].name.as_ref().map_or(name, |name| &name.local);
                self.owners.push(owner.to_owned());
                let made = self.complex(complex, node);
                self.owners.pop();
                self.path.pop();
                made
            }
        }
    }

    fn value(&mut self, id: TypeId, name: &str) -> Lexical {
        let secret = self.is_secret(name);
        self.counted(value::example(self.of.model, id, name, secret))
    }

    /// Counts the steps for a value. A long value counts as several, because required elements may repeat it.
    fn counted(&mut self, text: Lexical) -> Lexical {
        self.steps = self.steps.saturating_add(1 + text.len() / BYTES_PER_STEP);
        text
    }

    /// Returns `true` if the options declare a member secret or, if they do not mention it, its name suggests a
    /// secret.
    fn is_secret(&self, name: &str) -> bool {
        let path = self.owners.last().map(|owner| format!("{owner}/{name}"));
        let secrets = &self.of.config.secrets;
        let chosen = path.and_then(|path| secrets.get(&path)).or_else(|| secrets.get(name));
        chosen.copied().unwrap_or_else(|| is_secret_name(name))
    }

    fn complex(&mut self, complex: &'m ComplexType, node: &mut Node) -> Result<(), Endless> {
        self.attributes(complex, node);
        let name = node.name.as_ref().map(|name| name.local.to_string()).unwrap_or_default();
        for content in contents(self.of.model, complex) {
            match content {
                ComplexContent::Empty => {}
                ComplexContent::Simple(id) => match self.is_simple(*id) {
                    true => node.text = Some(self.value(*id, &name)),
                    false => self.content_of(*id, node, &name)?,
                },
                ComplexContent::Elements(particle) => self.particle(particle, &mut node.children)?,
            }
        }
        Ok(())
    }

    fn particle(&mut self, particle: &'m Particle, out: &mut Vec<Node>) -> Result<(), Endless> {
        self.step()?;
        if particle.occurs.max == Some(0) {
            return Ok(());
        }
        let before = out.len();
        if particle.occurs.min == 0 {
            if self.is_left_out(&particle.term) {
                return Ok(());
            }
            // An optional particle without a finite example is left out.
            if self.nested(&particle.term, out).is_err() {
                out.truncate(before);
            }
            return Ok(());
        }
        (0..particle.occurs.min.min(MAX_OCCURRENCES)).try_for_each(|_| self.nested(&particle.term, out))
    }

    fn nested(&mut self, term: &'m Term, out: &mut Vec<Node>) -> Result<(), Endless> {
        self.nesting += 1;
        let made = self.term(term, out);
        self.nesting -= 1;
        made
    }

    /// Returns `true` if an optional term is left out: a wildcard, or a term that would make the example too deep or
    /// too large.
    fn is_left_out(&self, term: &Term) -> bool {
        let model = self.of.model;
        match term {
            Term::Any(_) => true,
            Term::Element(id) => {
                let simple = self.is_simple(model.elements[*id].type_id);
                self.size > 2 * MAX_ELEMENTS || (!simple && self.path.len() > self.depth)
            }
            Term::Group(..) | Term::GroupRef(_) => self.size > 2 * MAX_ELEMENTS,
        }
    }

    fn term(&mut self, term: &'m Term, out: &mut Vec<Node>) -> Result<(), Endless> {
        let model = self.of.model;
        match term {
            Term::Element(id) => out.push(self.element(*id)?),
            Term::Group(Compositor::Sequence | Compositor::All, particles) => {
                particles.iter().try_for_each(|particle| self.particle(particle, out))?;
            }
            Term::Group(Compositor::Choice, branches) => return self.choice(branches, out),
            Term::GroupRef(id) => {
                self.step()?;
                return self.particle(&model.groups[*id].particle, out);
            }
            Term::Any(wildcard) => out.push(self.any(wildcard)?),
        }
        Ok(())
    }

    /// Generates the first branch that has a finite example with content. If none has, an empty branch is chosen.
    fn choice(&mut self, branches: &'m [Particle], out: &mut Vec<Node>) -> Result<(), Endless> {
        let before = out.len();
        let mut empty = branches.is_empty();
        for branch in branches {
            match self.particle(branch, out) {
                Ok(()) if out.len() > before => return Ok(()),
                Ok(()) => empty = true,
                Err(Endless) => out.truncate(before),
            }
        }
        if empty { Ok(()) } else { Err(Endless) }
    }

    /// Returns an element that a wildcard accepts: a declared one if the wildcard requires a declaration.
    fn any(&mut self, wildcard: &Wildcard) -> Result<Node, Endless> {
        let model = self.of.model;
        let admits = |namespace: &str| match &wildcard.namespaces {
            NamespaceConstraint::Any => true,
            NamespaceConstraint::Not(not) => !namespace.is_empty() && namespace != &**not,
            NamespaceConstraint::Of(these) => these.iter().any(|one| **one == *namespace),
        };
        if wildcard.process_contents != ProcessContents::Strict && admits("urn:example") {
            let text = Some(Lexical::text("anything"));
            return Ok(Node { text, ..Node::named(QName::new("urn:example", "Anything")) });
        }
        let fits = model.names.elements.iter().filter(|(name, _)| admits(&name.namespace));
        let simple = fits.clone().find(|(_, id)| self.is_simple(model.elements[*id].type_id));
        let chosen = simple.into_iter().chain(fits).map(|(_, id)| id).take(20);
        if let Some(node) = chosen.collect::<Vec<_>>().into_iter().find_map(|id| self.element(id).ok()) {
            return Ok(node);
        }
        // An undeclared element is valid too if it names its type (XML Schema Part 1, 3.10.1).
        let namespace = match &wildcard.namespaces {
            NamespaceConstraint::Of(these) => these.first().cloned().ok_or(Endless)?,
            NamespaceConstraint::Any | NamespaceConstraint::Not(_) => "urn:example".into(),
        };
        let type_name = Some(QName::new(XSD, "string"));
        let text = Some(Lexical::text("anything"));
        Ok(Node { type_name, text, ..Node::named(QName::new(namespace, "Anything")) })
    }

    fn attributes(&mut self, complex: &'m ComplexType, node: &mut Node) {
        let model = self.of.model;
        for own in attributes(model, complex) {
            let AttributeUse::Attribute { attribute, usage, default, fixed, .. } = own else { continue };
            let attribute = &model.attributes[*attribute];
            if *usage == Use::Prohibited {
                continue;
            }
            let given = [fixed, default, &attribute.fixed, &attribute.default].into_iter().flatten().next();
            let value = match given {
                Some(text) => self.counted(value::given(model, attribute.type_id, text)),
                None => self.value(attribute.type_id, &attribute.name.local),
            };
            node.attributes.push((attribute.name.clone(), value));
        }
    }
}

/// Returns the contents of a type and its bases, those of the outermost base first.
pub(in crate::cli) fn contents<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<&'m ComplexContent> {
    let mut contents = vec![&complex.content];
    let mut current = complex;
    let mut seen = BTreeSet::new();
    // A restriction and simple content repeat the complete content.
    while current.derivation == Derivation::Extension && !matches!(current.content, ComplexContent::Simple(_))
    {
        let TypeKind::Complex(base) = &model.types[current.base].kind else { break };
        if !seen.insert(current.base) {
            break;
        }
        contents.insert(0, &base.content);
        current = base;
    }
    contents
}

/// Returns the attributes of a type and its bases. A redeclared attribute replaces that of the base.
pub(in crate::cli) fn attributes<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<&'m AttributeUse> {
    let mut found: BTreeMap<&QName, usize> = BTreeMap::new();
    let mut list: Vec<&AttributeUse> = Vec::new();
    let mut current = complex;
    let mut seen = BTreeSet::new();
    loop {
        let mut own = Vec::new();
        flatten(model, &current.attributes, &mut own, &mut BTreeSet::new());
        for one in own {
            let AttributeUse::Attribute { attribute, .. } = one else { continue };
            let next = list.len();
            if *found.entry(&model.attributes[*attribute].name).or_insert(next) == next {
                list.push(one);
            }
        }
        match &model.types[current.base].kind {
            TypeKind::Complex(base) if seen.insert(current.base) => current = base,
            _ => return list,
        }
    }
}

fn flatten<'m>(
    model: &'m Model,
    uses: &'m [AttributeUse],
    out: &mut Vec<&'m AttributeUse>,
    seen: &mut BTreeSet<AttributeGroupId>,
) {
    for one in uses {
        match one {
            AttributeUse::Attribute { .. } => out.push(one),
            AttributeUse::Group(id) if seen.insert(*id) => {
                flatten(model, &model.attribute_groups[*id].attributes, out, seen);
            }
            AttributeUse::Group(_) => {}
        }
    }
}
