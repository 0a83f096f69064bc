//! Comparison of simple types.

use super::{Aspect, Change, Comparer, ComponentKind, schema::optional};
use crate::source::Span;
use crate::{
    lists::{CollectVec, SortList},
    map::Set,
    model::{Facets, SimpleType, Variety},
};

impl Comparer<'_> {
    pub(super) fn simple(&mut self, left: &SimpleType, right: &SimpleType, places: (Span, Span)) {
        match (&left.variety, &right.variety) {
            (Variety::Builtin(left), Variety::Builtin(right)) => {
                self.check(Aspect::Type, left.name(), right.name(), |name| format!("`xs:{name}`"), places);
            }
            (Variety::Restriction(left), Variety::Restriction(right)) => {
                self.type_references(Aspect::Base, *left, *right, places);
            }
            (Variety::List(left), Variety::List(right)) => {
                self.within("items".to_owned(), |comparer| {
                    comparer.type_references(Aspect::Type, *left, *right, places);
                });
            }
            (Variety::Union(left), Variety::Union(right)) => {
                if left.len() != right.len() {
                    let (thing, more) = (ComponentKind::UnionMember, left.len() > right.len());
                    let count = left.len().abs_diff(right.len()).to_string();
                    let change =
                        if more { Change::OnlyLeft(thing, count) } else { Change::OnlyRight(thing, count) };
                    self.add(change, Some(places.0), Some(places.1));
                }
                for (place, (left, right)) in left.iter().zip(right).enumerate() {
                    self.within(format!("member {}", place + 1), |comparer| {
                        comparer.type_references(Aspect::Type, *left, *right, places);
                    });
                }
            }
            (left, right) => {
                self.add(
                    Change::differs(Aspect::Kind, variety(left), variety(right)),
                    Some(places.0),
                    Some(places.1),
                );
            }
        }
        self.facets(&left.facets, &right.facets, places);
    }

    fn facets(&mut self, left: &Facets, right: &Facets, places: (Span, Span)) {
        self.values(left, right);
        let patterns = |facets: &Facets| {
            let mut patterns = facets.patterns.clone();
            patterns.sort_list();
            patterns
        };
        let words = |patterns: &Vec<String>| match patterns.as_slice() {
            [] => "no pattern".to_owned(),
            patterns => format!("pattern `{}`", patterns.join("` or `")),
        };
        self.check(Aspect::Facet, patterns(left), patterns(right), words, places);
        let numbers = |facets: &Facets| {
            [
                ("length", facets.length),
                ("minLength", facets.min_length),
                ("maxLength", facets.max_length),
                ("totalDigits", facets.total_digits),
                ("fractionDigits", facets.fraction_digits),
            ]
        };
        for ((name, left), (_, right)) in numbers(left).into_iter().zip(numbers(right)) {
            let words = |number: &Option<u64>| {
                number.map_or(format!("no {name}"), |number| format!("{name} {number}"))
            };
            self.check(Aspect::Facet, left, right, words, places);
        }
        let bounds = |facets: &Facets| {
            [
                ("minInclusive", facets.min_inclusive.clone()),
                ("minExclusive", facets.min_exclusive.clone()),
                ("maxInclusive", facets.max_inclusive.clone()),
                ("maxExclusive", facets.max_exclusive.clone()),
                (
                    "whiteSpace",
                    facets.white_space.map(|white_space| format!("{white_space:?}").to_lowercase()),
                ),
            ]
        };
        for ((name, left), (_, right)) in bounds(left).into_iter().zip(bounds(right)) {
            let words = |bound: &&Option<String>| format!("{name} {}", optional(bound));
            self.check(Aspect::Facet, &left, &right, words, places);
        }
    }

    fn values<'f>(&mut self, left: &'f Facets, right: &'f Facets) {
        let (left_texts, right_texts) = (texts(left), texts(right));
        if left_texts == right_texts {
            return;
        }
        let set = |texts: &[&'f str]| -> Set<&str> { texts.iter().copied().collect() };
        let (left_set, right_set) = (set(&left_texts), set(&right_texts));
        for value in left.enumeration.iter().filter(|value| !right_set.contains(&*value.value)) {
            self.add(
                Change::OnlyLeft(ComponentKind::Value, format!("`{}`", value.value)),
                Some(value.span),
                None,
            );
        }
        for value in right.enumeration.iter().filter(|value| !left_set.contains(&*value.value)) {
            self.add(
                Change::OnlyRight(ComponentKind::Value, format!("`{}`", value.value)),
                None,
                Some(value.span),
            );
        }
        let common = |texts: &[&str], other: &Set<&str>| -> Vec<String> {
            texts.iter().filter(|text| other.contains(*text)).map(|text| format!("`{text}`")).collect_vec()
        };
        let (left_common, right_common) = (common(&left_texts, &right_set), common(&right_texts, &left_set));
        if left_common != right_common {
            let span = |facets: &Facets| facets.enumeration.first().map(|value| value.span);
            let change = Change::differs(Aspect::Order, &left_common.join(", "), &right_common.join(", "));
            self.add(change, span(left), span(right));
        }
    }
}

fn texts(facets: &Facets) -> Vec<&str> {
    facets.enumeration.iter().map(|value| &*value.value).collect_vec()
}

fn variety(variety: &Variety) -> &'static str {
    match variety {
        Variety::Builtin(_) => "a built-in type",
        Variety::Restriction(_) => "a restriction",
        Variety::List(_) => "a list",
        Variety::Union(_) => "a union",
    }
}
