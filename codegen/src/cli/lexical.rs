//! Lexical forms of simple values, as the runtime's writer accepts them.

use saponify::{Attachment, Invalid, Name, Scope, Simple, Text, xsd::Base64Binary};

/// Lexical form of a simple value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lexical {
    /// Text before XML escaping.
    Text(String),
    /// Base64. With MTOM, the writer sends it as a part.
    Binary(String),
    /// Qualified name. The writer chooses its prefix.
    Name {
        /// Namespace name.
        namespace: String,
        /// Local name.
        local: String,
    },
    /// List of qualified names.
    Names(Vec<(String, String)>),
}

impl Lexical {
    /// Creates a text.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Parses a name of the form `{namespace}local`.
    pub(super) fn name(expanded: &str) -> Self {
        let (namespace, local) = split(expanded);
        Self::Name { namespace: namespace.to_owned(), local: local.to_owned() }
    }

    /// Parses names of the form `{namespace}local`, separated by spaces.
    pub(super) fn names(list: &str) -> Self {
        let names = list.split_whitespace().map(split);
        Self::Names(names.map(|(namespace, local)| (namespace.to_owned(), local.to_owned())).collect())
    }

    /// Returns the number of bytes.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(text) | Self::Binary(text) => text.len(),
            Self::Name { namespace, local } => namespace.len() + local.len(),
            Self::Names(names) => names.iter().map(|(namespace, local)| namespace.len() + local.len()).sum(),
        }
    }

    /// Repeats the text as items of a list.
    pub(super) fn times(self, times: usize) -> Self {
        match self {
            Self::Text(text) => Self::Text(vec![text; times].join(" ")),
            other @ (Self::Binary(_) | Self::Name { .. } | Self::Names(_)) => other,
        }
    }
}

/// Splits a name of the form `{namespace}local`.
pub(super) fn split(expanded: &str) -> (&str, &str) {
    expanded.strip_prefix('{').and_then(|rest| rest.split_once('}')).unwrap_or(("", expanded))
}

impl Simple for Lexical {
    fn parse(text: &str, _: &Scope<'_>) -> Result<Self, Invalid> {
        Ok(Self::text(text))
    }

    fn write(&self, text: &mut Text<'_>) {
        match self {
            Self::Text(own) | Self::Binary(own) => text.push(own),
            Self::Name { namespace, local } => text.name(Name::new(namespace, local)),
            Self::Names(names) => {
                for (place, (namespace, local)) in names.iter().enumerate() {
                    if place > 0 {
                        text.push(" ");
                    }
                    text.name(Name::new(namespace, local));
                }
            }
        }
    }

    fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
        match self {
            Self::Text(_) | Self::Binary(_) => {}
            Self::Name { namespace, .. } => declare(namespace),
            Self::Names(names) => names.iter().for_each(|(namespace, _)| declare(namespace)),
        }
    }

    fn to_attachment(&self, threshold: usize) -> Option<Attachment> {
        let Self::Binary(text) = self else { return None };
        let bytes = text.trim().parse::<Base64Binary>().ok()?;
        (bytes.len() >= threshold).then(|| Attachment::new(bytes.into_vec()))
    }
}
