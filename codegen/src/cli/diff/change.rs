//! One change between two versions of a contract, and its effect on existing code.

use serde::Serialize;

/// Effect of a change on callers, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) enum Effect {
    /// Code that uses the item no longer compiles, or its calls fail.
    #[serde(rename = "breaks")]
    Breaks,
    /// Code that lists all members or values of the type no longer compiles, or code that relies on the old
    /// behaviour runs differently.
    #[serde(rename = "may break")]
    MayBreak,
    /// Callers only need to generate again.
    #[serde(rename = "fine")]
    Fine,
}

/// Whether something was added, removed or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Added,
    Removed,
    Renamed,
    Retyped,
    Required,
    Optional,
    Reordered,
    Changed,
}

/// One change. The field names are the keys of the JSON output, which `--help` documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Change {
    pub(super) effect: Effect,
    pub(super) kind: Kind,
    /// Kind of the component: `operation`, `type`, `member`, `value`…
    pub(super) thing: &'static str,
    /// Rust name of the component.
    pub(super) rust: String,
    /// Name in the documents, if it differs from the Rust name.
    pub(super) name: Option<String>,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    /// Description of the change.
    pub(super) message: String,
}

impl Change {
    /// Creates a change of the component with the Rust name `rust`.
    pub(super) fn new(
        effect: Effect,
        kind: Kind,
        thing: &'static str,
        rust: String,
        message: impl Into<String>,
    ) -> Self {
        Self { effect, kind, thing, rust, name: None, old: None, new: None, message: message.into() }
    }

    /// Sets the name in the documents.
    pub(super) fn called(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the old and the new value.
    pub(super) fn values(mut self, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.old = Some(old.into());
        self.new = Some(new.into());
        self
    }
}
