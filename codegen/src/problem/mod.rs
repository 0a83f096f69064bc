//! Problems: collected, each with its place, what it is and what to do about it.
//!
//! Knows sources and nothing of WSDL or Rust. How they look is in `render`.

mod near;
mod render;

pub(crate) use near::near_miss;

use crate::source::{Sources, Span};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A document cannot be read, or contradicts another, so that what comes out may not be what was meant.
    Error,
    /// A defect of a document, or something legal that is not supported; what depends on it is left out or kept as plain
    /// XML, everything else is whole.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is, if it is anywhere.
    pub span: Option<Span>,
    /// The components that lead there, such as `type User > element Lastlogin`; may be empty.
    pub path: String,
    /// What it is.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
    /// Other places that have to do with it, and what they have.
    pub related: Vec<(Span, String)>,
}

impl Problem {
    /// Adds what to do about it.
    pub(crate) fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds what to do about it, if there is something.
    pub(crate) fn hint_some(&mut self, hint: Option<impl Into<String>>) -> &mut Self {
        self.hints.extend(hint.map(Into::into));
        self
    }

    /// Says which components lead there.
    pub(crate) fn path(&mut self, path: impl Into<String>) -> &mut Self {
        self.path = path.into();
        self
    }

    /// Adds another place that has to do with it.
    pub(crate) fn related(&mut self, span: Span, what: impl Into<String>) -> &mut Self {
        self.related.push((span, what.into()));
        self
    }
}

/// All problems of a run, in the order in which they were found.
///
/// The first 10,000 are kept; further ones only count.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// The last one that was not kept, which may still be written to, and how many there were.
    dropped: Option<(Box<Problem>, usize)>,
    /// The worst of all, kept or not.
    worst: Option<Severity>,
}

/// How many problems are kept. A document can be wrong at every tag.
const KEPT: usize = 10_000;

impl Problems {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
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
        })
    }

    /// Adds a problem that is complete.
    // The element that is asked for is the one pushed the line before.
    #[allow(clippy::indexing_slicing)]
    pub(crate) fn push(&mut self, problem: Problem) -> &mut Problem {
        self.worst = Some(self.worst.map_or(problem.severity, |worst| worst.min(problem.severity)));
        if self.list.len() >= KEPT {
            let before = self.dropped.take().map_or(0, |(_, count)| count);
            return &mut self.dropped.insert((Box::new(problem), before + 1)).0;
        }
        self.list.push(problem);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Adds an error.
    pub(crate) fn error(
        &mut self,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.add(Severity::Error, span, message)
    }

    /// Adds a warning.
    pub(crate) fn warning(
        &mut self,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.add(Severity::Warning, span, message)
    }

    /// Adds a note.
    pub(crate) fn note(&mut self, span: impl Into<Option<Span>>, message: impl Into<String>) -> &mut Problem {
        self.add(Severity::Note, span, message)
    }

    /// Makes every warning an error, as a strict run treats them.
    pub(crate) fn raise_warnings(&mut self) {
        let dropped = self.dropped.iter_mut().map(|(problem, _)| &mut **problem);
        for problem in self.list.iter_mut().chain(dropped) {
            if problem.severity == Severity::Warning {
                problem.severity = Severity::Error;
            }
        }
        self.worst = self.worst.map(|worst| if worst == Severity::Warning { Severity::Error } else { worst });
    }

    /// Removes the last warning at a place, for a problem that says the same and more.
    pub(crate) fn take_warning(&mut self, span: Span) -> Option<Problem> {
        let is_it = |problem: &Problem| problem.severity == Severity::Warning && problem.span == Some(span);
        self.list.iter().rposition(is_it).map(|place| self.list.remove(place))
    }

    /// The problems in the order in which they were found.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Problem> + ExactSizeIterator {
        self.list.iter()
    }

    /// The problems by place, each once; those without a place first.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.list.iter().collect();
        sorted.sort_by(|a, b| (a.span, a.severity, &a.message).cmp(&(b.span, b.severity, &b.message)));
        sorted.dedup_by(|a, b| (a.span, a.severity, &a.message) == (b.span, b.severity, &b.message));
        sorted
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether any is at least as bad as this.
    pub fn any(&self, severity: Severity) -> bool {
        self.worst.is_some_and(|worst| worst <= severity)
    }

    /// Whether there are errors.
    pub fn has_errors(&self) -> bool {
        self.any(Severity::Error)
    }

    /// How many of one severity are kept, each counted once.
    pub fn count(&self, severity: Severity) -> usize {
        self.sorted().iter().filter(|problem| problem.severity == severity).count()
    }

    /// All problems as text for people, by place, each once, with the source line around each place.
    ///
    /// Empty if there are none. `colour` adds the escape sequences of a terminal.
    pub fn render(&self, sources: &Sources, colour: bool) -> String {
        let more = self.dropped.as_ref().map_or(0, |(_, count)| *count);
        render::all(&self.sorted(), more, sources, colour)
    }
}
