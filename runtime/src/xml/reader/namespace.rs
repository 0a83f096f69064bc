//! Prefixes: their declarations and namespaces (Namespaces in XML 1.0).

use std::borrow::Cow;

use super::Reader;
use super::binding::{Binding, XMLNS};
use super::scan::shortened;
use crate::error::{Error, ErrorKind, Result};
use crate::text::Name;
use crate::text::namespaces::XML;

/// Maximum length of a namespace name, in bytes. It limits the memory of values that contain names, because
/// they copy the namespaces of the names.
const MAX_NAMESPACE_LENGTH: usize = 1_024;

impl<'s> Reader<'s> {
    /// Puts the declarations of a start tag in force. `text` holds all of its attributes.
    pub(super) fn declare(&mut self, text: &'s str) -> Result<()> {
        let outer = self.bindings.len();
        for index in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get(index) else { break };
            if attribute.name.namespace() != XMLNS {
                continue;
            }
            let (prefix, offset) = (attribute.name.local(), attribute.offset);
            let namespace = match attribute.value() {
                Cow::Borrowed(namespace) => namespace,
                Cow::Owned(namespace) => {
                    let (namespace, arena) = self.arena.keep(namespace);
                    self.arena = arena;
                    namespace
                }
            };
            let wrong = match (prefix, namespace) {
                ("xmlns", _) => Some("the prefix `xmlns` cannot be declared"),
                ("xml", XML) => continue,
                ("xml", _) => Some("the prefix `xml` cannot be bound to another namespace"),
                (_, XML) => Some("the namespace of `xml` cannot be bound to another prefix"),
                (_, XMLNS) => Some("the namespace of `xmlns` cannot be bound to a prefix"),
                ("", "") => None,
                (_, "") => Some("a prefix cannot be bound to an empty namespace name"),
                _ => None,
            };
            if let Some(wrong) = wrong {
                return Err(self.malformed(offset, wrong));
            }
            // Many SOAP stacks repeat a declaration on every element. Repetitions are not stored.
            if self.find(prefix) == Some(namespace) {
                continue;
            }
            if self.bindings.len() >= self.limits.namespaces {
                return Err(self.too_many_namespaces());
            }
            if namespace.len() > MAX_NAMESPACE_LENGTH {
                return Err(self.too_long_namespace());
            }
            self.bindings.push(Binding { prefix, namespace });
        }
        if self.bindings.len() > outer {
            self.generation = self.scopes.within(self.generation, text);
        }
        Ok(())
    }

    #[cold]
    pub(super) fn too_many_namespaces(&self) -> Error {
        let limit = self.limits.namespaces as u64;
        ErrorKind::TooLarge { what: "the number of namespace declarations", limit }.into()
    }

    #[cold]
    fn too_long_namespace(&self) -> Error {
        let limit = MAX_NAMESPACE_LENGTH as u64;
        ErrorKind::TooLarge { what: "the length of a namespace name", limit }.into()
    }

    /// Stores the caller's `&'static str` as the namespace of a tag and of its prefix, so that later checks
    /// compare pointers.
    #[cold]
    pub(super) fn learn_namespace(&mut self, tag: u32, namespace: &'static str) {
        self.cache.learn_namespace(tag, namespace);
        self.direct.learn_namespace(namespace);
        // Other tags in this namespace are likely to be compared with the same string.
        if let Some(binding) = self.bindings.iter_mut().rev().find(|binding| binding.namespace == namespace) {
            binding.namespace = namespace;
        }
    }

    pub(super) fn find(&self, prefix: &str) -> Option<&'s str> {
        match self.bindings.iter().rev().find(|binding| binding.prefix == prefix) {
            Some(binding) => Some(binding.namespace),
            None if prefix.is_empty() => Some(""),
            None => (prefix == "xml").then_some(XML),
        }
    }

    /// The namespace of a prefix. `offset` is the position of the name, for the error.
    pub(super) fn resolve(&self, prefix: &str, offset: usize) -> Result<&'s str> {
        match self.find(prefix) {
            Some(namespace) => Ok(namespace),
            None => {
                Err(self.malformed(offset, format!("the prefix `{}` is not declared", shortened(prefix))))
            }
        }
    }

    /// The expanded name of an element at `offset`. Its local part begins at `local`.
    pub(super) fn expand(&self, raw: &'s str, local: usize, offset: usize) -> Result<Name<'s>> {
        let prefix = raw.get(..(local - offset).saturating_sub(1)).unwrap_or("");
        let local = raw.get(local - offset..).unwrap_or("");
        if prefix == "xmlns" {
            return Err(self.malformed(offset, "the prefix `xmlns` is reserved for namespace declarations"));
        }
        Ok(Name::new(self.resolve(prefix, offset)?, local))
    }
}
