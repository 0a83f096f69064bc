//! Content models for the strict mode of the reader, for types whose members do not determine which elements the
//! type allows, in which order and how often.

use std::fmt::Write;

use super::Planner;
use crate::{
    lists::CollectVec,
    map::Map,
    model::{
        ComplexContent, ComplexType, Compositor, Derivation, NamespaceConstraint, Occurs, Particle, Term,
        TypeId, TypeKind,
    },
    plan::{ContentModel, ModuleId, facts::MAX_DEPTH},
};

/// Maximum number of particles of a content model. The content of types with more is not checked.
const MAX_PARTICLES: usize = 500;

impl Planner<'_> {
    /// The content model of a type, with the content of its bases; `None` if its members already determine what the
    /// type allows.
    pub(super) fn content_model(
        &mut self,
        module: ModuleId,
        id: TypeId,
        complex: &ComplexType,
    ) -> Option<ContentModel> {
        let model = self.model;
        let empty = Particle {
            occurs: Occurs::ONCE,
            term: Term::Group(Compositor::Sequence, Vec::new()),
            span: model.types[id].span,
        };
        let own = match &complex.content {
            ComplexContent::Elements(particle) => particle,
            ComplexContent::Empty => &empty,
            ComplexContent::Simple(_) => return None,
        };
        let whole = self.facts.whole_content(id, own);
        let is_told = !self.facts.has_mixed(complex)
            && !self.has_one_list(id, &whole)
            && self.members_suffice(&whole, 0)
            && !Bounded::of(self, &whole).are_ambiguous();
        if is_told || self.has_undefined_base(id) {
            return None;
        }
        let mut text = ModelText { module, namespaces: Vec::new(), particles: 0, text: String::new() };
        match &whole.term {
            // The parts are the contents of the bases, and the content of the type itself.
            Term::Group(_, parts) => text.list(self, parts, ", ", 0)?,
            _ => text.particle(self, &whole, 0)?,
        }
        let ModelText { namespaces, text, .. } = text;
        let namespaces = if namespaces.is_empty() { vec![None] } else { namespaces };
        (text != "[*]*").then_some(ContentModel { namespaces, particles: text })
    }

    /// Whether the content of a type or of one of its bases is read as one list of all elements. `whole` is
    /// the content of the type, which includes the content of its bases.
    fn has_one_list(&self, mut id: TypeId, whole: &Particle) -> bool {
        let is_one_list = |part: &Particle| self.facts.is_one_list(part);
        if matches!(&whole.term, Term::Group(_, parts) if parts.iter().any(is_one_list)) {
            return true;
        }
        for _ in 0..MAX_DEPTH {
            if self.usage.extensions.as_one_list.contains(&id) {
                return true;
            }
            match &self.model.types[id].kind {
                TypeKind::Complex(complex) if complex.derivation == Derivation::Extension => {
                    id = complex.base
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether a base of a type is not defined. The content of such a type cannot be checked.
    fn has_undefined_base(&self, mut id: TypeId) -> bool {
        for _ in 0..MAX_DEPTH {
            if self.model.missing.types.contains(&id) {
                return true;
            }
            match &self.model.types[id].kind {
                TypeKind::Complex(complex) if complex.derivation == Derivation::Extension => {
                    id = complex.base
                }
                _ => return false,
            }
        }
        true
    }

    /// Whether the strict mode can check a particle without a content model. In this case, the members of the
    /// record are sufficient: they show which elements are required, how often repeated elements occur, and
    /// the order of the elements.
    fn members_suffice(&self, particle: &Particle, depth: usize) -> bool {
        if particle.occurs.max == Some(0) || depth > MAX_DEPTH {
            return true;
        }
        let is_once = particle.occurs == Occurs::ONCE;
        let is_single = !particle.occurs.is_repeated();
        match &particle.term {
            Term::Element(_) => true,
            Term::Any(_) => particle.occurs.min == 0 && matches!(particle.occurs.max, None | Some(1)),
            Term::GroupRef(id) => {
                let group = &self.model.groups[*id].particle;
                match is_once {
                    true => self.members_suffice(group, depth + 1),
                    false => {
                        let repeated = Particle { occurs: particle.occurs, ..group.clone() };
                        group.occurs == Occurs::ONCE && self.members_suffice(&repeated, depth + 1)
                    }
                }
            }
            Term::Group(Compositor::Choice, branches) => {
                let is_value = |branch: &Particle| {
                    !branch.occurs.is_repeated() && matches!(branch.term, Term::Element(_) | Term::Any(_))
                };
                branches.iter().all(is_value)
            }
            Term::Group(_, particles) => {
                // In an optional group with several members, the field of each member is optional. The fields
                // then cannot show that a document contains the group but lacks one of its required members.
                let is_whole = is_once || (is_single && particles.len() < 2);
                let is_record = particle.occurs.is_repeated()
                    && particles.iter().all(|member| matches!(member.term, Term::Element(_)));
                is_record
                    || is_whole && particles.iter().all(|member| self.members_suffice(member, depth + 1))
            }
        }
    }
}

/// The elements of a content model that have occurrence bounds. The reader counts their occurrences by local name.
#[derive(Default)]
struct Bounded<'m> {
    names: Vec<&'m str>,
    /// Number of elements of each local name.
    counts: Map<&'m str, usize>,
    has_wildcard: bool,
}

impl<'m> Bounded<'m> {
    fn of(planner: &Planner<'m>, particle: &Particle) -> Self {
        let mut found = Self::default();
        found.add(planner, particle, 0);
        found
    }

    fn add(&mut self, planner: &Planner<'m>, particle: &Particle, depth: usize) {
        let Occurs { min, max } = particle.occurs;
        if max == Some(0) || depth > MAX_DEPTH {
            return;
        }
        match &particle.term {
            Term::Element(id) => {
                let substitutes = planner.facts.substitutes.get(id).into_iter().flatten();
                for id in std::iter::once(id).chain(substitutes) {
                    let local = &*planner.model.elements[*id].name.local;
                    *self.counts.or_default(local) += 1;
                    if particle.occurs.is_repeated() && (min > 1 || max.is_some()) {
                        self.names.push(local);
                    }
                }
            }
            Term::Any(_) => self.has_wildcard = true,
            Term::Group(_, particles) => {
                particles.iter().for_each(|inner| self.add(planner, inner, depth + 1));
            }
            Term::GroupRef(id) => self.add(planner, &planner.model.groups[*id].particle, depth + 1),
        }
    }

    /// Whether the reader would also count other elements as occurrences of an element in `names`: another
    /// declared element with the same local name, or an element that a wildcard admits.
    fn are_ambiguous(&self) -> bool {
        let is_ambiguous = |name: &&str| self.has_wildcard || self.counts.get(*name) != Some(&1);
        self.names.iter().any(is_ambiguous)
    }
}

/// The text of a content model, with the namespaces of its names.
struct ModelText {
    module: ModuleId,
    namespaces: Vec<Option<String>>,
    particles: usize,
    text: String,
}

impl ModelText {
    /// Adds particles with separators between them. Returns `None` if the model becomes too large.
    fn list(
        &mut self,
        planner: &mut Planner<'_>,
        particles: &[Particle],
        separator: &str,
        depth: usize,
    ) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let begin = self.text.len();
        for particle in particles.iter().filter(|particle| particle.occurs.max != Some(0)) {
            if self.text.len() > begin {
                self.text.push_str(separator);
            }
            let before = self.text.len();
            match &particle.term {
                // A sequence in a sequence needs no parentheses.
                Term::Group(Compositor::Sequence, inner)
                    if separator == ", " && particle.occurs == Occurs::ONCE =>
                {
                    self.list(planner, inner, separator, depth + 1)?;
                }
                _ => self.particle(planner, particle, depth)?,
            }
            if self.text.len() == before {
                self.text.truncate(before.saturating_sub(separator.len()).max(begin));
            }
        }
        Some(())
    }

    fn particle(&mut self, planner: &mut Planner<'_>, particle: &Particle, depth: usize) -> Option<()> {
        self.particles += 1;
        if depth > MAX_DEPTH || self.particles > MAX_PARTICLES {
            return None;
        }
        let model = planner.model;
        match &particle.term {
            Term::Element(id) => {
                let substitutes = planner.facts.substitutes.get(id).cloned().unwrap_or_default();
                let elements = std::iter::once(*id).chain(substitutes).collect_vec();
                self.particles += elements.len();
                self.text.push_str(if elements.len() > 1 { "(" } else { "" });
                for (place, id) in elements.iter().enumerate() {
                    let name = &model.elements[*id].name;
                    self.text.push_str(if place > 0 { " | " } else { "" });
                    match self.namespace(planner, &name.namespace) {
                        0 => {}
                        index => _ = write!(self.text, "{index}:"),
                    }
                    self.text.push_str(&name.local);
                }
                self.text.push_str(if elements.len() > 1 { ")" } else { "" });
            }
            Term::Any(wildcard) => {
                let namespaces = match &wildcard.namespaces {
                    NamespaceConstraint::Any => "*".to_owned(),
                    NamespaceConstraint::Not(excluded) => format!("^{}", self.namespace(planner, excluded)),
                    NamespaceConstraint::Of(these) => {
                        let indices =
                            these.iter().map(|one| self.namespace(planner, one).to_string()).collect_vec();
                        indices.join(" ")
                    }
                };
                _ = write!(self.text, "[{namespaces}]");
            }
            Term::GroupRef(id) => {
                let group = &model.groups[*id].particle;
                if group.occurs == Occurs::ONCE {
                    let group = Particle { occurs: particle.occurs, ..group.clone() };
                    return self.particle(planner, &group, depth + 1);
                }
                self.text.push('(');
                self.list(planner, std::slice::from_ref(group), ", ", depth + 1)?;
                self.text.push(')');
            }
            Term::Group(compositor, particles) => {
                let separator = match compositor {
                    Compositor::Sequence => ", ",
                    Compositor::Choice => " | ",
                    Compositor::All => " & ",
                };
                self.text.push('(');
                self.list(planner, particles, separator, depth + 1)?;
                self.text.push(')');
            }
        }
        self.occurs(particle.occurs);
        Some(())
    }

    /// The index of a namespace in `namespaces`. Adds the namespace if it is missing.
    fn namespace(&mut self, planner: &mut Planner<'_>, namespace: &str) -> usize {
        let constant = planner.names.namespace(self.module, namespace);
        let known = self.namespaces.iter().position(|known| *known == constant);
        known.unwrap_or_else(|| {
            self.namespaces.push(constant);
            self.namespaces.len() - 1
        })
    }

    fn occurs(&mut self, Occurs { min, max }: Occurs) {
        _ = match (min, max) {
            (1, Some(1)) => Ok(()),
            (0, Some(1)) => self.text.write_char('?'),
            (0, None) => self.text.write_char('*'),
            (1, None) => self.text.write_char('+'),
            (min, None) => write!(self.text, "{{{min},}}"),
            (min, Some(max)) if min == max => write!(self.text, "{{{min}}}"),
            (min, Some(max)) => write!(self.text, "{{{min},{max}}}"),
        };
    }
}
