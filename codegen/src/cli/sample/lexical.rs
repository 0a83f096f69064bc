//! The text of a simple value, as the runtime's writer takes it.

use saponify::{Invalid, Name, Scope, Simple, Text};

/// The text of a simple value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lexical {
    /// As it stands, without escapes.
    Text(String),
    /// A qualified name, which needs a prefix where it is written.
    Name {
        /// Its namespace.
        namespace: String,
        /// Its local part.
        local: String,
    },
}

impl Lexical {
    /// A text.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The name that `{namespace}local` says.
    pub(super) fn name(expanded: &str) -> Self {
        let (namespace, local) =
            expanded.strip_prefix('{').and_then(|rest| rest.split_once('}')).unwrap_or(("", expanded));
        Self::Name { namespace: namespace.to_owned(), local: local.to_owned() }
    }

    /// A list of this item.
    pub(super) fn times(self, times: usize) -> Self {
        match self {
            Self::Text(text) => Self::Text(vec![text; times].join(" ")),
            name @ Self::Name { .. } => name,
        }
    }
}

impl Simple for Lexical {
    fn parse(text: &str, _: &Scope<'_>) -> Result<Self, Invalid> {
        Ok(Self::text(text))
    }

    fn write(&self, text: &mut Text<'_>) {
        match self {
            Self::Text(own) => text.push(own),
            Self::Name { namespace, local } => text.name(Name::new(namespace, local)),
        }
    }

    fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
        if let Self::Name { namespace, .. } = self {
            declare(namespace);
        }
    }
}
