//! Content models: the elements that a type allows, in which order and how often. The strict mode compares the
//! child elements of a record with the model of its type, if the members of the record do not determine which
//! elements are allowed.

mod matching;

use std::collections::BTreeMap;

use crate::text::Name;
use matching::{Matching, Names, Particle, Places, Term, Wildcard};

/// The content model of a type (XML Schema Part 1, 3.8), written as in a DTD: `Key, (Value | Nil)?, Note{2,5}`.
///
/// | text | particle |
/// |---|---|
/// | `Key`, `1:Key` | an element in the first namespace, or in the namespace with this index |
/// | `[*]` | a wildcard for all elements |
/// | `[^0]` | a wildcard for elements in any namespace except the first; the element must have a namespace |
/// | `[0 2]` | a wildcard for elements in the first or the third namespace |
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

    /// Parses the content model; `None` if its syntax is wrong. Generated content models always have the
    /// right syntax.
    fn parse(self) -> Option<Parsed> {
        let mut text = Text { rest: self.particles, namespaces: self.namespaces, particles: 0 };
        let term = text.list(0).filter(|_| text.rest.is_empty())?;
        let mut parsed = Parsed { term, particles: text.particles, may_be_empty: false };
        parsed.may_be_empty = parsed.compare(&[]).0.is_none();
        Some(parsed)
    }

    /// Addresses and lengths of `particles` and `namespaces`. They identify the model, because both are
    /// constants of the generated code.
    fn addresses(self) -> [usize; 4] {
        let (particles, namespaces) = (self.particles, self.namespaces);
        [particles.as_ptr().addr(), particles.len(), namespaces.as_ptr().addr(), namespaces.len()]
    }
}

/// The content models that a reader has used. Each is parsed once.
#[derive(Default)]
pub(crate) struct ContentModels(BTreeMap<[usize; 4], Option<Box<Parsed>>>);

impl ContentModels {
    /// The parsed content model; `None` if its syntax is wrong.
    pub(crate) fn parsed(&mut self, model: ContentModel) -> Option<&Parsed> {
        self.0.entry(model.addresses()).or_insert_with(|| model.parse().map(Box::new)).as_deref()
    }
}

/// A parsed content model.
pub(crate) struct Parsed {
    term: Term,
    particles: usize,
    may_be_empty: bool,
}

/// Index of the first element that a content model does not allow, and the names that it allows instead. If
/// elements are missing at the end, the index is the number of elements.
type Mismatch = (usize, Vec<String>);

impl Parsed {
    /// Compares the names of child elements with the content model.
    pub(crate) fn mismatch(&self, names: &[Name<'_>]) -> Option<Mismatch> {
        if names.is_empty() && self.may_be_empty {
            return None;
        }
        self.compare(names).0
    }

    /// Compares the names of child elements with the content model, and counts the comparisons.
    fn compare(&self, names: &[Name<'_>]) -> (Option<Mismatch>, usize) {
        let most = (names.len() + 1).saturating_mul(self.particles + 1).saturating_mul(MAX_STEPS_PER_PAIR);
        let mut matching = Matching { names, steps: 0, most, furthest: 0, expected: Vec::new() };
        let ends = matching.ends_of(&self.term, &Places::one(0));
        let steps = matching.steps;
        if ends.contains(names.len()) || steps > most {
            return (None, steps);
        }
        // `end` is the number of elements in the longest prefix of `names` that is complete content.
        let end = ends.last().unwrap_or(0);
        let mismatch = match end > matching.furthest {
            true => (end, Vec::new()),
            false => (matching.furthest, matching.expected.into_iter().map(label).collect()),
        };
        (Some(mismatch), steps)
    }
}

/// Describes an element that a content model allows, for errors. `None` is an element of a wildcard.
fn label(expected: Option<Name<'_>>) -> String {
    expected.map_or_else(
        || "an element that the wildcard allows".to_owned(),
        |name| format!("`{}`", name.local()),
    )
}

/// Maximum nesting depth of groups.
const MAX_DEPTH: usize = 64;
/// Maximum number of comparisons for each element and particle. A deterministic content model needs few. If
/// an ambiguous one needs more, the elements are not checked further.
const MAX_STEPS_PER_PAIR: usize = 64;

/// Parser for the text of a content model. The functions that parse a part return `None` if its syntax is
/// wrong.
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

    /// Takes the characters up to the first one for which `is_in` returns `false`.
    fn take_while(&mut self, is_in: fn(char) -> bool) -> &'static str {
        let end = self.rest.find(|character| !is_in(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Parses particles with separators between them, up to `)` or the end.
    fn list(&mut self, depth: usize) -> Option<Term> {
        if depth > MAX_DEPTH {
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
            Some(" | ") => match Names::of(&particles) {
                Some(names) => Term::OneOf(names),
                None => Term::Choice(particles),
            },
            Some(" & ") => Term::All(particles),
            _ => Term::Sequence(particles),
        })
    }

    fn particle(&mut self, depth: usize) -> Option<Particle> {
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

    fn wildcard(&mut self) -> Option<Wildcard> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const NAMESPACES: &[&str] = &["urn:a", "urn:b", ""];

    /// The index of the first element that a model does not allow, and the names that it expects. `elements`
    /// are separated by spaces: `A` is in the first namespace, `b:A` in the second, `:A` in none, `c:A` in a
    /// namespace that the model does not name.
    fn mismatch(model: &'static str, elements: &str) -> Option<(usize, String)> {
        let name = |element: &'static str| match element.split_once(':') {
            Some(("b", local)) => Name::new("urn:b", local),
            Some(("c", local)) => Name::new("urn:c", local),
            Some((_, local)) => Name::new("", local),
            None => Name::new("urn:a", element),
        };
        let elements: &'static str = elements.to_owned().leak();
        let names: Vec<_> = elements.split(' ').filter(|name| !name.is_empty()).map(name).collect();
        let model = ContentModel::new(NAMESPACES, model).parse()?;
        model.mismatch(&names).map(|(index, expected)| (index, expected.join(" ")))
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
            ("A, [^0]{1,2}", "A", 1, "an element that the wildcard allows"),
            ("A, [^0]{1,2}", "A A", 1, "an element that the wildcard allows"),
            ("A, [^0]{1,2}", "A :X", 1, "an element that the wildcard allows"),
            ("A, [^0]{1,2}", "A b:X b:X b:X", 3, ""),
            ("[1 2]", "c:X", 0, "an element that the wildcard allows"),
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
    fn matching_takes_bounded_time() {
        let elements = "A ".repeat(3_000);
        assert!(mismatch("((A*)*)*, B", &elements).is_some());
        assert_eq!(mismatch("(A?, A?){4000000000}", "A"), None);
        assert!(mismatch("A{4000000000}", &elements).is_some());
        assert!(mismatch("(A | B | C | D)*, E", &elements).is_some());
    }

    /// Number of comparisons, divided by the number of elements and the number of particles.
    fn steps(model: &'static str, elements: &[&'static str]) -> f64 {
        let parsed = ContentModel::new(NAMESPACES, model).parse().unwrap();
        let names: Vec<_> = elements.iter().map(|name| Name::new("urn:a", name)).collect();
        let (mismatch, steps) = parsed.compare(&names);
        assert_eq!(mismatch, None, "{model}");
        steps as f64 / ((names.len() + 1) * parsed.particles) as f64
    }

    #[test]
    fn an_element_is_compared_at_most_twice_with_each_particle() {
        let names: Vec<&'static str> = (0..400).map(|at| &*format!("E{at}").leak()).collect();
        let leak = |text: String| -> &'static str { text.leak() };
        let choice = leak(format!("({})*", names.join(" | ")));
        let groups = leak(format!("({})*", names.join("? | ")));
        let sequence = leak(format!("{}*", names.join("*, ")));
        let all = leak(format!("{}?", names.join("? & ")));
        for model in [choice, groups, sequence, all] {
            assert!(steps(model, &names) <= 2.0, "{model}");
        }
        // One look-up compares an element with all names of a choice, including the names in a nested choice.
        let inner = leak(format!("(X | ({}) | Y)*", names.join(" | ")));
        for model in [choice, inner] {
            assert!(steps(model, &names) <= 3.0 / 400.0, "{model}");
        }
    }

    #[test]
    fn a_content_model_is_parsed_once() {
        let mut models = ContentModels::default();
        let of = |particles| ContentModel::new(NAMESPACES, particles);
        let first: *const Parsed = models.parsed(of("A, B")).unwrap();
        assert!(models.parsed(of("A | B")).unwrap().mismatch(&[Name::new("urn:a", "B")]).is_none());
        assert!(models.parsed(of("(")).is_none());
        assert!(std::ptr::eq(first, models.parsed(of("A, B")).unwrap()));
        assert_eq!(models.0.len(), 3);
        let other = ContentModel::new(&["urn:b"], "A, B");
        assert!(models.parsed(other).unwrap().mismatch(&[Name::new("urn:a", "A")]).is_some());
    }
}
