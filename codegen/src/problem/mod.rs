//! Problems found in documents. Each has a position, a message and hints. A run collects all problems instead
//! of stopping at the first one.
//!
//! This module knows sources, but neither WSDL nor Rust. `render` formats problems as text.

mod causes;
mod entry;
mod near;
mod render;

pub(crate) use causes::Causes;
pub use entry::{Problem, Severity};
pub(crate) use near::near_miss;

use crate::{
    lists::{CollectVec, SortList},
    map::{Map, Set},
    source::{Sources, Span},
};

/// All problems of a run, in the order in which they were found.
///
/// The first 10,000 are stored; further ones are only counted.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// The last problem that was not stored, and the number of such problems. Callers of `push` may still
    /// modify this problem.
    dropped: Option<(Box<Problem>, usize)>,
    /// Highest severity of all problems, stored or not.
    worst: Option<Severity>,
}

/// Maximum number of stored problems. A malformed document can have one at every tag.
const MAX_STORED: usize = 10_000;

impl Problems {
    /// Creates an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem without hints and returns it, so that the caller can add hints.
    pub(crate) fn add(
        &mut self,
        severity: Severity,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.push(Problem {
            severity,
            span: span.into(),
            path: String::new(),
            message: message.into(),
            hints: Vec::new(),
            related: Vec::new(),
            references: Vec::new(),
            operations: Set::new(),
        })
    }

    /// Adds a problem and returns it for modification.
    // The index belongs to the element pushed in the line before.
    #[allow(clippy::indexing_slicing)]
    pub(crate) fn push(&mut self, problem: Problem) -> &mut Problem {
        self.worst = Some(self.worst.map_or(problem.severity, |worst| worst.min(problem.severity)));
        if self.list.len() >= MAX_STORED {
            let before = self.dropped.take().map_or(0, |(_, count)| count);
            return &mut self.dropped.insert((Box::new(problem), before + 1)).0;
        }
        self.list.push(problem);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Adds an error and returns it for modification.
    pub(crate) fn error(
        &mut self,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.add(Severity::Error, span, message)
    }

    /// Adds a warning and returns it for modification.
    pub(crate) fn warning(
        &mut self,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.add(Severity::Warning, span, message)
    }

    /// Adds a note and returns it for modification.
    pub(crate) fn note(&mut self, span: impl Into<Option<Span>>, message: impl Into<String>) -> &mut Problem {
        self.add(Severity::Note, span, message)
    }

    /// The stored problem with this index.
    fn at(&mut self, index: usize) -> Option<&mut Problem> {
        self.list.get_mut(index)
    }

    /// Turns every warning into an error, for strict runs.
    pub(crate) fn raise_warnings(&mut self) {
        let dropped = self.dropped.iter_mut().map(|(problem, _)| &mut **problem);
        for problem in self.list.iter_mut().chain(dropped) {
            if problem.severity == Severity::Warning {
                problem.severity = Severity::Error;
            }
        }
        self.worst = self.worst.map(|worst| if worst == Severity::Warning { Severity::Error } else { worst });
    }

    /// Reports the same problem of several references once: at the reference that was found first, with the positions
    /// of some others. A problem of one reference has its position as its only item of `references`.
    pub(crate) fn merge_references(&mut self) {
        const LISTED: usize = 3;
        let mut first: Map<(Severity, String), usize> = Map::new();
        let mut seen = Set::new();
        let mut kept: Vec<Problem> = Vec::new();
        for problem in std::mem::take(&mut self.list) {
            let reference = match (problem.span, problem.references.as_slice()) {
                (Some(span), [reference]) if span == *reference => span,
                _ => {
                    kept.push(problem);
                    continue;
                }
            };
            let index = *first.or_insert((problem.severity, problem.message.clone()), kept.len());
            // A reference in a file that several documents import is read for each of them.
            let is_new = seen.insert((index, reference));
            match kept.get_mut(index) {
                None => kept.push(problem),
                Some(_) if !is_new => {}
                Some(known) => {
                    known.references.push(reference);
                    if known.references.len() <= LISTED + 1 {
                        known.related(reference, "the same here");
                    }
                }
            }
        }
        for index in first.values() {
            let Some(problem) = kept.get_mut(*index) else { continue };
            let count = problem.references.len();
            if count > LISTED + 1 {
                problem.hints.push(format!("{count} references have this problem"));
            }
        }
        self.list = kept;
    }

    /// Removes the last warning with this position, so that a more detailed problem can replace it.
    pub(crate) fn take_warning(&mut self, span: Span) -> Option<Problem> {
        let is_it = |problem: &Problem| problem.severity == Severity::Warning && problem.span == Some(span);
        self.list.iter().rposition(is_it).map(|place| self.list.remove(place))
    }

    /// Iterates over the stored problems in the order in which they were found.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Problem> + ExactSizeIterator {
        self.list.iter()
    }

    /// Returns the stored problems without duplicates, ordered by position. Problems without a position come first.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.list.iter().collect_vec();
        sorted.sort_list_by(|a, b| (a.span, a.severity, &a.message).cmp(&(b.span, b.severity, &b.message)));
        sorted.dedup_by(|a, b| (a.span, a.severity, &a.message) == (b.span, b.severity, &b.message));
        sorted
    }

    /// Returns the number of stored problems.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns `true` if no problem was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns `true` if a problem of at least this severity was found.
    pub fn any(&self, severity: Severity) -> bool {
        self.worst.is_some_and(|worst| worst <= severity)
    }

    /// Returns `true` if an error was found.
    pub fn has_errors(&self) -> bool {
        self.any(Severity::Error)
    }

    /// Returns the number of stored problems of this severity, without duplicates.
    pub fn count(&self, severity: Severity) -> usize {
        self.sorted().iter().filter(|problem| problem.severity == severity).count()
    }

    /// Formats all problems for people to read: without duplicates, ordered by position, each with an excerpt of its
    /// source line.
    ///
    /// Returns an empty string if there are no problems. `colour` adds terminal escape sequences.
    pub fn render(&self, sources: &Sources, colour: bool) -> String {
        let more = self.dropped.as_ref().map_or(0, |(_, count)| *count);
        render::all(&self.sorted(), more, sources, colour)
    }
}
