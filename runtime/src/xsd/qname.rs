//! `xs:QName`: a name with its namespace, resolved where it stood.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::scan::{Refusal, invalid};
use crate::text::Name;
use crate::xml::simple::trim;
use crate::xml::{Invalid, Scope, Simple, Text};

/// A name in a namespace, `xs:QName` (XML Schema Part 2, 3.2.18).
///
/// The prefix that it was read with is kept to tell it to people. It is no part of the value: `==` and `Hash`
/// do not look at it, and the writer uses it where no other namespace has it. A name without a prefix is in the
/// default namespace, if one is declared. The default is no name at all, and cannot be written.
#[derive(Clone, Default)]
pub struct QName {
    namespace: Box<str>,
    local: Box<str>,
    prefix: Box<str>,
}

const EXPECTED: &str = "an xs:QName such as prefix:name";

impl QName {
    /// A name; `""` for one in no namespace.
    ///
    /// # Errors
    ///
    /// When the local name is not a name without colon (Namespaces in XML, section 4).
    pub fn new(namespace: &str, local: &str) -> Result<Self, Invalid> {
        if !is_name(local) {
            return Err(invalid("a local name: letters, digits, -, _ and ., with a letter or _ first", None));
        }
        Ok(Self { namespace: namespace.into(), local: local.into(), prefix: "".into() })
    }

    /// The namespace; `""` where it is in none.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The name without prefix.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The prefix that it was read with; `""` where there was none.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The name as the reader and the writer take names.
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
            return Self::new(namespace, local);
        }
        let (prefix, local) = text.split_once(':').unwrap_or(("", text));
        if !is_name(local) || (!is_name(prefix) && text.contains(':')) {
            let reason: Refusal = text.contains("://").then_some("it is an address, not a name");
            return Err(invalid(EXPECTED, reason));
        }
        match scope.namespace(prefix) {
            Some(namespace) => {
                Ok(Self { namespace: namespace.into(), local: local.into(), prefix: prefix.into() })
            }
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
            text.name_with(&self.prefix, self.as_name());
        }
    }

    fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
        declare(&self.namespace);
    }

    fn prefixes(&self, declare: &mut dyn FnMut(&str, &str)) {
        if !self.prefix.is_empty() {
            declare(&self.prefix, &self.namespace);
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

/// `{namespace}local`, or the local name alone where it is in none.
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

/// Whether the text is an NCName.
fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

/// XML 1.0, fifth edition, production 4, without the colon.
fn starts_name(character: char) -> bool {
    match character {
        'A'..='Z' | 'a'..='z' | '_' => true,
        '\0'..='\u{BF}' => false,
        '\u{D7}' | '\u{F7}' | '\u{300}'..='\u{36F}' | '\u{37E}' | '\u{2000}'..='\u{200B}' => false,
        '\u{200E}'..='\u{206F}' | '\u{2190}'..='\u{2BFF}' | '\u{2FF0}'..='\u{3000}' => false,
        '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}'..='\u{FFFF}' => false,
        '\u{F0000}'.. => false,
        _ => true,
    }
}

/// XML 1.0, fifth edition, production 4a, without the colon.
fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
