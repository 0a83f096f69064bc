//! Finds the reported problem that is the cause of another one, so that both are reported as one.

use std::collections::BTreeMap;

use super::{Problem, Problems, Severity};
use crate::source::Span;

/// The problems that were reported so far, by position.
#[derive(Debug, Default)]
pub(crate) struct Causes {
    /// Index of the first problem at each position. A problem is entered at its own position and at the
    /// references that are unresolved because of it. Notes are not entered, because they are no causes.
    places: BTreeMap<Span, usize>,
}

impl Causes {
    pub(crate) fn of(problems: &Problems) -> Self {
        let mut places = BTreeMap::new();
        for (index, problem) in problems.iter().enumerate() {
            if problem.severity == Severity::Note {
                continue;
            }
            for span in problem.span.iter().chain(&problem.references) {
                places.entry(*span).or_insert(index);
            }
        }
        Self { places }
    }

    /// The problem at the first position in a range. No problem must be removed between [`of`](Self::of) and
    /// this call.
    pub(crate) fn within<'p>(&self, range: Span, problems: &'p mut Problems) -> Option<&'p mut Problem> {
        let (found, index) = self.places.range(Span { end: range.start, ..range }..).next()?;
        let is_inside = found.source == range.source && found.end <= range.end;
        problems.at(*index).filter(|_| is_inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn a_cause_lies_within_the_range() {
        let span = |start, end| Span { source: SourceId::default(), start, end };
        let mut problems = Problems::new();
        problems.note(span(10, 11), "note");
        problems.warning(span(12, 15), "first");
        problems.error(span(16, 17), "second").references.push(span(30, 32));
        let causes = Causes::of(&problems);
        for (range, expected) in [
            (span(10, 20), Some("first")),
            (span(12, 15), Some("first")),
            (span(13, 20), Some("second")),
            (span(12, 14), None),
            (span(10, 11), None),
            (span(17, 30), None),
            (span(28, 40), Some("second")),
        ] {
            let found = causes.within(range, &mut problems).map(|problem| problem.message.clone());
            assert_eq!(found.as_deref(), expected, "{range:?}");
        }
    }
}
