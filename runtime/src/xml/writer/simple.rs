//! Writes simple values: as the content of elements, as the values of attributes, and as plain texts that are
//! not part of a document.

use super::escape::Place;
use super::state::QNameNotation;
use super::{Text, Writer};
use crate::error::Result;
use crate::text::Name;
use crate::text::namespaces::XML;
use crate::xml::Simple;

impl Writer {
    /// Writes a simple value as the content of the innermost open element.
    pub fn simple<S: Simple>(&mut self, value: &S) {
        #[cfg(feature = "mime")]
        if let Some(attachment) = self.outgoing(value) {
            return self.include(&attachment);
        }
        let at = self.text_start();
        value.write(&mut Text::content(self));
        self.text_end(at);
    }

    /// Writes text into the innermost open element: simple content, or a text run of mixed content. Declares the
    /// namespaces of the text if it is the first content of the element.
    pub fn text<S: Simple>(&mut self, value: &S) {
        if self.in_tag {
            self.namespaces(value);
        }
        self.simple(value);
    }

    fn text_start(&mut self) -> Option<usize> {
        self.in_tag.then(|| {
            self.end_start_tag(false);
            self.output.len()
        })
    }

    /// Restores the open start tag if the text was empty.
    fn text_end(&mut self, start: Option<usize>) {
        if start == Some(self.output.len()) {
            self.check_empty();
            self.output.pop();
            self.in_tag = true;
        }
    }

    /// Declares the namespaces that a simple value needs, in the open start tag.
    pub fn namespaces<S: Simple>(&mut self, value: &S) {
        value.prefixes(&mut |prefix, namespace| match (prefix, namespace) {
            (_, XML) => {}
            ("", _) => self.declare_default_in_value(namespace),
            _ => self.declare_in_value(prefix, namespace),
        });
        value.namespaces(&mut |namespace| self.declare(namespace));
    }

    /// Writes an attribute into the open start tag.
    pub fn attribute<S: Simple>(&mut self, name: Name<'_>, value: &S) {
        self.namespaces(value);
        #[cfg(feature = "mime")]
        self.note_content_type(name, value);
        self.attribute_name(name);
        value.write(&mut Text { output: self, place: Place::Attribute });
        self.output.push('"');
    }
}

/// The lexical form of a value, outside of a document and without escapes.
///
/// # Errors
///
/// If the value has no lexical form.
pub fn to_text<S: Simple>(value: &S) -> Result<String> {
    to_text_with(value, QNameNotation::Local)
}

pub(crate) fn to_text_with<S: Simple>(value: &S, names: QNameNotation) -> Result<String> {
    let mut output = Writer::with(String::new(), Vec::new());
    output.qname_notation = names;
    value.write(&mut Text { output: &mut output, place: Place::Bare });
    output.finish()
}
