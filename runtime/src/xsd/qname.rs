//! `xs:QName`: a qualified name, resolved to its namespace when it is read.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::scan::{Refusal, invalid};
use crate::text::Name;
use crate::text::name_characters::is_ncname;
use crate::xml::simple::trim;
use crate::xml::{Invalid, Scope, Simple, Text};

/// A qualified name, `xs:QName` (XML Schema Part 2, 3.2.18).
///
/// The original prefix is kept, and the writer uses it unless it is bound to another namespace. The prefix is
/// not part of the value: `==` and `Hash` ignore it. A name that is read without a prefix is in the default
/// namespace, if one is declared, and is written without a prefix again. The default value is an empty name,
/// which cannot be written.
#[derive(Clone, Default)]
pub struct QName {
    namespace: Arc<str>,
    local: Box<str>,
    /// `None` if the name was not read; empty if it was read without a prefix.
    prefix: Option<Box<str>>,
}

const EXPECTED: &str = "an xs:QName such as prefix:name";

impl QName {
    /// Creates a name. The namespace is `""` for a name without one.
    ///
    /// # Errors
    ///
    /// If the local name is not an NCName, a name without a colon (Namespaces in XML, section 4).
    pub fn new(namespace: &str, local: &str) -> Result<Self, Invalid> {
        Self::with_namespace(local, || namespace.into())
    }

    /// Creates a name whose namespace is shared with other values.
    pub(crate) fn with_namespace(local: &str, namespace: impl FnOnce() -> Arc<str>) -> Result<Self, Invalid> {
        if !is_ncname(local) {
            return Err(invalid("a local name: letters, digits, -, _ and ., with a letter or _ first", None));
        }
        Ok(Self { namespace: namespace(), local: local.into(), prefix: None })
    }

    /// The namespace; `""` if the name has none.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The local part of the name.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The original prefix; `""` if the name was read without one or was not read.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.prefix.as_deref().unwrap_or_default()
    }

    /// The name as a [`Name`], the type that the reader and the writer use.
    #[must_use]
    pub fn as_name(&self) -> Name<'_> {
        Name::new(&self.namespace, &self.local)
    }
}

impl Simple for QName {
    const BUILTIN: &'static str = "QName";

    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        let text = trim(text);
        if let Some((namespace, local)) = scope.expanded(text) {
            return Self::with_namespace(local, || scope.share(namespace));
        }
        let (prefix, local) = text.split_once(':').unwrap_or(("", text));
        if !is_ncname(local) || (!is_ncname(prefix) && text.contains(':')) {
            let reason: Refusal = text.contains("://").then_some("it is an address, not a name");
            return Err(invalid(EXPECTED, reason));
        }
        match scope.namespace(prefix) {
            Some(namespace) => Ok(Self {
                namespace: scope.share(namespace),
                local: local.into(),
                prefix: Some(prefix.into()),
            }),
            None => {
                Err(Invalid::expected(EXPECTED)
                    .because(format!("the prefix `{prefix}` is not declared here")))
            }
        }
    }

    fn write(&self, text: &mut Text<'_>) {
        if self.local.is_empty() {
            text.fail("the name is not set");
        } else {
            text.name_with(self.prefix(), self.as_name());
        }
    }

    fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
        declare(&self.namespace);
    }

    fn prefixes(&self, declare: &mut dyn FnMut(&str, &str)) {
        if let Some(prefix) = self.prefix.as_deref()
            && !self.namespace.is_empty()
        {
            declare(prefix, &self.namespace);
        }
    }
}

crate::simple!(QName);

impl PartialEq for QName {
    fn eq(&self, other: &Self) -> bool {
        (&self.local, &self.namespace) == (&other.local, &other.namespace)
    }
}

impl Eq for QName {}

impl Hash for QName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.local, &self.namespace).hash(state);
    }
}

/// `{namespace}local`, or only the local name if the name has no namespace.
impl fmt::Display for QName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.namespace {
            "" => formatter.write_str(&self.local),
            namespace => write!(formatter, "{{{namespace}}}{}", self.local),
        }
    }
}

impl fmt::Debug for QName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
