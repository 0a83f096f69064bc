//! Content models: the elements that a type allows, in which order and how often. The strict mode compares the
//! child elements of a record with the model of its type, if the members of the record do not determine which
//! elements are allowed.

use std::collections::BTreeSet;

use crate::text::Name;

/// The content model of a type (XML Schema Part 1, 3.8), as a text like that of a DTD: `Key, (Value | Nil)?, Note{2,5}`.
///
/// | text | particle |
/// |---|---|
/// | `Key`, `1:Key` | an element in the first namespace, or in the one of this index |
/// | `[*]`, `[^0]`, `[0 2]` | a wildcard: for any namespace; for all except this one and none; for these |
/// | `a, b`; `a \| b`; `a & b` | a sequence; a choice; members in any order |
/// | `(…)` | a group |
/// | `?`, `*`, `+`, `{2,5}`, `{2,}` | occurrences of the particle before it |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentModel {
    namespaces: &'static [&'static str],
    particles: &'static str,
}

impl ContentModel {
    /// Creates a content model from its text. `namespaces` are the namespaces of the names in it.
    pub const fn new(namespaces: &'static [&'static str], particles: &'static str) -> Self {
        Self { namespaces, particles }
    }

    /// Compares the names of elements with the model. Returns the first element that the model does not allow, and the
    /// names that it allows in this place. The index is the number of elements if some are missing at the end.
    pub(crate) fn mismatch(&self, names: &[Name<'_>]) -> Option<(usize, Vec<String>)> {
        let mut text = Text { rest: self.particles, namespaces: self.namespaces, particles: 0 };
        // The generator writes no other texts.
        let model = text.list(0).filter(|_| text.rest.is_empty())?;
        let most = (names.len() + 1).saturating_mul(text.particles + 1).saturating_mul(STEPS);
        let mut matching = Matching { names, steps: 0, most, furthest: 0, expected: Vec::new() };
        let ends = matching.ends_of(&model, &BTreeSet::from([0]));
        if ends.contains(&names.len()) || matching.steps > most {
            return None;
        }
        // The elements up to this index are allowed, and further ones are not.
        let end = ends.last().copied().unwrap_or(0);
        match end > matching.furthest {
            true => Some((end, Vec::new())),
            false => Some((matching.furthest, matching.expected)),
        }
    }
}

/// Maximum nesting depth of groups.
const DEPTH: usize = 64;
/// Maximum number of comparisons for each element and particle. A deterministic content model needs few. If an ambiguous
/// one needs more, the elements are not checked further.
const STEPS: usize = 64;
/// Maximum number of names that an error lists.
const LISTED: usize = 12;

struct Particle<'m> {
    term: Term<'m>,
    least: u32,
    most: Option<u32>,
}

enum Term<'m> {
    Element(Name<'m>),
    /// A wildcard: the indices of its namespaces.
    Any(Wildcard<'m>),
    Sequence(Vec<Particle<'m>>),
    Choice(Vec<Particle<'m>>),
    All(Vec<Particle<'m>>),
}

enum Wildcard<'m> {
    Any,
    Other(&'m str),
    Of(Vec<&'m str>),
}

impl Wildcard<'_> {
    fn admits(&self, name: Name<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Other(excluded) => !name.namespace().is_empty() && name.namespace() != *excluded,
            Self::Of(these) => these.contains(&name.namespace()),
        }
    }
}

/// The text of a model during parsing. All functions return `None` if the text is not a model.
struct Text {
    rest: &'static str,
    namespaces: &'static [&'static str],
    particles: usize,
}

impl Text {
    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes the text up to the first character that does not belong to it.
    fn take_while(&mut self, is_in: fn(char) -> bool) -> &'static str {
        let end = self.rest.find(|character| !is_in(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Parses particles with separators between them, up to `)` or the end.
    fn list(&mut self, depth: usize) -> Option<Term<'static>> {
        if depth > DEPTH {
            return None;
        }
        let mut particles = Vec::new();
        if self.rest.is_empty() || self.rest.starts_with(')') {
            return Some(Term::Sequence(particles));
        }
        particles.push(self.particle(depth)?);
        let separator = [", ", " | ", " & "].into_iter().find(|separator| self.rest.starts_with(separator));
        while separator.is_some_and(|separator| self.take(separator)) {
            particles.push(self.particle(depth)?);
        }
        Some(match separator {
            Some(" | ") => Term::Choice(particles),
            Some(" & ") => Term::All(particles),
            _ => Term::Sequence(particles),
        })
    }

    fn particle(&mut self, depth: usize) -> Option<Particle<'static>> {
        self.particles += 1;
        let term = if self.take("(") {
            let group = self.list(depth + 1)?;
            self.take(")").then_some(group)?
        } else if self.take("[") {
            let wildcard = self.wildcard()?;
            self.take("]").then_some(Term::Any(wildcard))?
        } else {
            let mut name = self.take_while(|character| !" ,|&()[]{}?*+:".contains(character));
            let mut namespace = self.namespaces.first()?;
            if self.take(":") {
                namespace = self.namespaces.get(name.parse::<usize>().ok()?)?;
                name = self.take_while(|character| !" ,|&()[]{}?*+:".contains(character));
            }
            Term::Element(Name::new(namespace, name))
        };
        let (least, most) = self.occurs()?;
        Some(Particle { term, least, most })
    }

    fn wildcard(&mut self) -> Option<Wildcard<'static>> {
        if self.take("*") {
            return Some(Wildcard::Any);
        }
        if self.take("^") {
            return Some(Wildcard::Other(self.namespace()?));
        }
        let mut these = vec![self.namespace()?];
        while self.take(" ") {
            these.push(self.namespace()?);
        }
        Some(Wildcard::Of(these))
    }

    fn namespace(&mut self) -> Option<&'static str> {
        let index = self.number()?;
        self.namespaces.get(usize::try_from(index).ok()?).copied()
    }

    fn number(&mut self) -> Option<u32> {
        self.take_while(|character| character.is_ascii_digit()).parse().ok()
    }

    fn occurs(&mut self) -> Option<(u32, Option<u32>)> {
        for (token, occurs) in [("?", (0, Some(1))), ("*", (0, None)), ("+", (1, None))] {
            if self.take(token) {
                return Some(occurs);
            }
        }
        if !self.take("{") {
            return Some((1, Some(1)));
        }
        let least = self.number()?;
        let most = match self.take(",") {
            true if self.rest.starts_with('}') => None,
            true => Some(self.number()?),
            false => Some(least),
        };
        self.take("}").then_some((least, most))
    }
}

/// Matches all possibilities at once: a particle that may begin at some places ends at some places.
struct Matching<'n> {
    names: &'n [Name<'n>],
    steps: usize,
    most: usize,
    /// The last place at which an element was compared, and the names with which it was compared.
    furthest: usize,
    expected: Vec<String>,
}

impl Matching<'_> {
    fn ends(&mut self, particle: &Particle<'_>, starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut all = if particle.least == 0 { starts.clone() } else { BTreeSet::new() };
        let mut current = starts.clone();
        let mut count = 0;
        while particle.most.is_none_or(|most| count < most) && self.steps <= self.most {
            let mut next = self.ends_of(&particle.term, &current);
            count += 1;
            if count < particle.least {
                if next.is_empty() {
                    return next;
                }
                // A term that may be empty can have any required number of occurrences.
                if next == current {
                    count = particle.least - 1;
                }
            } else {
                // A place that was reached with fewer occurrences allows at least as many further ones.
                next.retain(|place| !all.contains(place));
                if next.is_empty() {
                    break;
                }
                all.extend(&next);
            }
            current = next;
        }
        all
    }

    fn ends_of(&mut self, term: &Term<'_>, starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        self.steps += starts.len();
        match term {
            Term::Element(name) => {
                self.after(starts, |other| other == *name, || format!("`{}`", name.local()))
            }
            Term::Any(wildcard) => {
                self.after(starts, |name| wildcard.admits(name), || "an element of the wildcard".to_owned())
            }
            Term::Sequence(particles) => {
                let mut places = starts.clone();
                for particle in particles {
                    places = self.ends(particle, &places);
                }
                places
            }
            Term::Choice(branches) => {
                let mut places = BTreeSet::new();
                for branch in branches {
                    places.extend(self.ends(branch, starts));
                }
                places
            }
            Term::All(particles) => {
                starts.iter().flat_map(|start| self.ends_of_all(particles, *start)).collect()
            }
        }
    }

    /// The places after an element.
    fn after(
        &mut self,
        starts: &BTreeSet<usize>,
        is_it: impl Fn(Name<'_>) -> bool,
        label: impl Fn() -> String,
    ) -> BTreeSet<usize> {
        let mut places = BTreeSet::new();
        for start in starts {
            if *start > self.furthest {
                self.furthest = *start;
                self.expected.clear();
            }
            if self.names.get(*start).is_some_and(|name| is_it(*name)) {
                places.insert(start + 1);
            } else if *start == self.furthest && self.expected.len() < LISTED {
                let label = label();
                if !self.expected.contains(&label) {
                    self.expected.push(label);
                }
            }
        }
        places
    }

    /// The places at which members in any order may end. Their names differ.
    fn ends_of_all(&mut self, particles: &[Particle<'_>], start: usize) -> Vec<usize> {
        let (mut at, mut used, mut places) = (start, vec![false; particles.len()], Vec::new());
        loop {
            let is_complete =
                particles.iter().zip(&used).all(|(particle, is_used)| *is_used || particle.least == 0);
            if is_complete {
                places.push(at);
            }
            let mut next = None;
            for (index, particle) in particles.iter().enumerate() {
                if used.get(index) == Some(&false) {
                    let end = self.ends(particle, &BTreeSet::from([at])).last().copied();
                    next = next.or(end.filter(|end| *end > at).map(|end| (index, end)));
                }
            }
            let Some((index, end)) = next.filter(|_| self.steps <= self.most) else { return places };
            if let Some(is_used) = used.get_mut(index) {
                *is_used = true;
            }
            at = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMESPACES: &[&str] = &["urn:a", "urn:b", ""];

    /// The index of the first element that a model does not allow, and the names that it expects. The elements are
    /// separated by spaces; one letter in upper case is in the first namespace, `b:x` in the second.
    fn mismatch(model: &'static str, elements: &str) -> Option<(usize, String)> {
        let name = |element: &'static str| match element.split_once(':') {
            Some(("b", local)) => Name::new("urn:b", local),
            Some(("c", local)) => Name::new("urn:c", local),
            Some((_, local)) => Name::new("", local),
            None => Name::new("urn:a", element),
        };
        let elements: &'static str = elements.to_owned().leak();
        let names: Vec<_> = elements.split(' ').filter(|name| !name.is_empty()).map(name).collect();
        let found = ContentModel::new(NAMESPACES, model).mismatch(&names);
        found.map(|(index, expected)| (index, expected.join(" ")))
    }

    #[test]
    fn elements_match_their_content_model() {
        for (model, elements) in [
            ("", ""),
            ("()", ""),
            ("A, B?, C*", "A"),
            ("A, B?, C*", "A B C C C"),
            ("A+, B{2,3}, C{2,}, D{2}", "A A B B C C C C D D"),
            ("(A | B)*", "A B B A"),
            ("(A, B?)+", "A A B A"),
            ("A, (B, C)?, D", "A D"),
            ("A, (B, C)?, D", "A B C D"),
            ("A & B? & C", "C A"),
            ("A & B? & C", "B C A"),
            ("(A & B)?, C", "C"),
            ("A, 1:B, 2:C", "A b:B :C"),
            ("A, [*]{2}", "A A c:X"),
            ("[^0]*, A", "b:X c:X A"),
            ("[1 2]+", "b:X :X"),
            // A term that may be empty, and ambiguous models.
            ("(A?, B?){3}", "A B"),
            ("(A*)*, A, A", "A A A"),
            ("A?, A", "A"),
            ("(A | (A, B))*", "A A B A"),
            ("((A, B?) | C){2,3}", "A B C A"),
        ] {
            assert_eq!(mismatch(model, elements), None, "{model} {elements}");
        }
    }

    #[test]
    fn the_first_wrong_element_and_the_expected_ones_are_found() {
        for (model, elements, index, expected) in [
            ("", "A", 0, ""),
            ("A", "", 0, "`A`"),
            ("A, B?", "B", 0, "`A`"),
            ("A, B?", "A C", 1, "`B`"),
            ("A, B?", "A B B", 2, ""),
            ("A{2,3}", "A", 1, "`A`"),
            ("A{2,3}", "A A A A", 3, ""),
            ("(A | B)+", "", 0, "`A` `B`"),
            ("A, (B, C)?, D", "A B D", 2, "`C`"),
            ("A & B? & C", "C A A", 2, "`B`"),
            ("A & B? & C", "C B", 2, "`A`"),
            ("1:A", "A", 0, "`A`"),
            ("A, [^0]{1,2}", "A", 1, "an element of the wildcard"),
            ("A, [^0]{1,2}", "A A", 1, "an element of the wildcard"),
            ("A, [^0]{1,2}", "A :X", 1, "an element of the wildcard"),
            ("A, [^0]{1,2}", "A b:X b:X b:X", 3, ""),
            ("[1 2]", "c:X", 0, "an element of the wildcard"),
            ("(A, B)*, C", "A B A C", 3, "`B`"),
        ] {
            assert_eq!(mismatch(model, elements), Some((index, expected.to_owned())), "{model} {elements}");
        }
    }

    #[test]
    fn a_text_that_is_no_model_allows_everything() {
        for model in ["(A", "A)", "A,B", "A{", "A{1", "[", "[9]", "9:A", "A, B | C", "x:A"] {
            assert_eq!(mismatch(model, "Z"), None, "{model}");
        }
        let deep: &'static str = format!("{}A{}", "(".repeat(1_000), ")".repeat(1_000)).leak();
        assert_eq!(mismatch(deep, "Z"), None);
    }

    #[test]
    fn the_time_is_bounded() {
        let elements = "A ".repeat(3_000);
        assert!(mismatch("((A*)*)*, B", &elements).is_some());
        assert_eq!(mismatch("(A?, A?){4000000000}", "A"), None);
        assert!(mismatch("A{4000000000}", &elements).is_some());
        assert!(mismatch("(A | B | C | D)*, E", &elements).is_some());
    }
}
