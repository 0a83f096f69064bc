//! One problem of a document.

use crate::{lists::PushAll, map::Set, source::Span};

/// Severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A document cannot be read or contradicts another one, so the generated code could be wrong.
    Error,
    /// A defect of a document, or a valid construct that is not supported. The affected part is left out or kept as
    /// plain XML; everything else is complete.
    Warning,
    /// Information that needs no action.
    Note,
}

impl Severity {
    /// Returns `error`, `warning` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One problem of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Severity, which decides whether the run fails.
    pub severity: Severity,
    /// Position in a document, if the problem has one.
    pub span: Option<Span>,
    /// Path to the component, such as `type User > element Lastlogin`; may be empty.
    pub path: String,
    /// Description of the problem.
    pub message: String,
    /// Suggestions for a solution; may be empty.
    pub hints: Vec<String>,
    /// Further positions that are involved, each with an explanation.
    pub related: Vec<(Span, String)>,
    /// Positions of the references that the problem leaves unresolved. They are not shown.
    pub(crate) references: Vec<Span>,
    /// Names of the operations that are left out because of the problem.
    pub(crate) operations: Set<String>,
}

impl Problem {
    /// Adds a suggestion for a solution.
    pub(crate) fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a suggestion if there is one.
    pub(crate) fn hint_some(&mut self, hint: Option<impl Into<String>>) -> &mut Self {
        self.hints.push_all(hint.map(Into::into));
        self
    }

    /// Sets the path to the component.
    pub(crate) fn path(&mut self, path: impl Into<String>) -> &mut Self {
        self.path = path.into();
        self
    }

    /// Adds a further position that is involved, with an explanation.
    pub(crate) fn related(&mut self, span: Span, what: impl Into<String>) -> &mut Self {
        self.related.push((span, what.into()));
        self
    }

    /// Adds a further position that the problem affects, and the operations that are left out at this
    /// position. Only the first few positions are listed. For all other positions, a hint names the
    /// operations.
    pub(crate) fn consequence<'n>(
        &mut self,
        span: Span,
        what: impl Into<String>,
        operations: impl IntoIterator<Item = &'n str>,
    ) {
        const LISTED: usize = 5;
        const MORE: &str = "more places are affected";
        let is_listed = self.related.len() < LISTED;
        if is_listed {
            self.related.push((span, what.into()));
        } else if !self.hints.iter().any(|hint| hint.starts_with(MORE)) {
            self.hints.push(MORE.to_owned());
        }
        let mut hint = self.hints.iter_mut().find(|hint| hint.starts_with(MORE));
        for name in operations {
            if !self.operations.insert(name.to_owned()) {
                continue;
            }
            if let (false, Some(hint)) = (is_listed, &mut hint) {
                let before = if hint.len() == MORE.len() { "; not generated either: " } else { ", " };
                hint.push_str(&format!("{before}`{name}`"));
            }
        }
    }
}
