//! One change between two versions, and what it means for code that was written against the old one.

use serde::Serialize;

/// What a change does to callers, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) enum Effect {
    /// Code that uses it no longer compiles, or its calls fail.
    #[serde(rename = "breaks")]
    Breaks,
    /// Code breaks that names all members or values of a type, or that relies on what is different now.
    #[serde(rename = "may break")]
    MayBreak,
    /// Nobody need do anything but generate again.
    #[serde(rename = "fine")]
    Fine,
}

/// What happened to something.
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

/// A change. The names of the fields are the names in the JSON, which `--help` documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Change {
    pub(super) effect: Effect,
    pub(super) kind: Kind,
    /// `operation`, `type`, `member`, `value`…
    pub(super) thing: &'static str,
    /// What it is called in Rust.
    pub(super) rust: String,
    /// What it is called in the documents, where that is another name.
    pub(super) name: Option<String>,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    /// What it means, in words.
    pub(super) message: String,
}

impl Change {
    /// A change of something that is called `rust`.
    pub(super) fn new(
        effect: Effect,
        kind: Kind,
        thing: &'static str,
        rust: String,
        message: impl Into<String>,
    ) -> Self {
        Self { effect, kind, thing, rust, name: None, old: None, new: None, message: message.into() }
    }

    /// Says what it is called in the documents.
    pub(super) fn called(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says what it was and what it is.
    pub(super) fn values(mut self, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.old = Some(old.into());
        self.new = Some(new.into());
        self
    }
}
