//! Mistakes in JSON that is converted to XML.

use std::fmt;

use crate::secret_names::is_secret_name;

/// Something in a JSON value that the contract does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Mistake {
    /// Path of keys and indices, such as `Users[2].@lang`. Empty for the value itself.
    pub(in crate::cli) path: String,
    /// Expected and actual value.
    pub(in crate::cli) message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => formatter.write_str(&self.message),
            path => write!(formatter, "`{path}`: {}", self.message),
        }
    }
}

impl Mistake {
    /// Creates a mistake. The message omits values of header blocks, and values below a key whose name
    /// suggests a secret.
    pub(super) fn at(steps: &[String], mut message: String) -> Self {
        let is_secret = |step: &String| {
            step.starts_with("$headers.")
                || is_secret_name(step.rsplit(['@', '}']).next().unwrap_or_default())
        };
        if steps.iter().any(is_secret) {
            // All messages that quote a value have the form `…, found VALUE`.
            message.truncate(message.find(", found ").unwrap_or(message.len()));
        }
        let mut path = String::new();
        for step in steps {
            if !path.is_empty() && !step.starts_with('[') {
                path.push('.');
            }
            path.push_str(step);
        }
        Self { path, message }
    }
}
