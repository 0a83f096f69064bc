//! Finds the reported problem that is the cause of another one, so that both are reported as one.

use super::{Problem, Problems, Severity};
use crate::{lists::SortList, source::Span};

/// The problems that were reported so far, by position.
#[derive(Default)]
pub(crate) struct Causes {
    /// Position and index of each problem, sorted. A problem is entered at its own position and at the
    /// references that are unresolved because of it. Notes are not entered, because they are no causes.
    places: Vec<(Span, usize)>,
}

impl Causes {
    pub(crate) fn of(problems: &Problems) -> Self {
        let mut places = Vec::new();
        for (index, problem) in problems.iter().enumerate() {
            if problem.severity == Severity::Note {
                continue;
            }
            for span in problem.span.iter().chain(&problem.references) {
                places.push((*span, index));
            }
        }
        places.sort_list();
        Self { places }
    }

    /// The problem at the first position in a range. The caller must not remove problems between
    /// [`of`](Self::of) and this call, because the stored indices would change.
    pub(crate) fn within<'p>(&self, range: Span, problems: &'p mut Problems) -> Option<&'p mut Problem> {
        let start = Span { end: range.start, ..range };
        let first = self.places.partition_point(|(place, _)| *place < start);
        let (found, index) = self.places.get(first)?;
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
