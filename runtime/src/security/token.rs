//! Tokens that are given as XML.

use std::fmt;

use crate::error::Result;
use crate::text::Element;
use crate::xml::{Document, Limits};

/// A security token as XML, such as a SAML assertion.
///
/// A signature in the token stays valid: the text of the token is sent unchanged.
#[derive(Clone)]
pub struct SecurityToken {
    xml: String,
}

impl SecurityToken {
    /// Creates a token from a document with the token as its root element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn xml(xml: &str) -> Result<Self> {
        let document = Document::from_text(xml, Limits::default());
        let mut input = document.reader();
        input.root()?;
        let start = input.tag_here().start;
        input.skip()?;
        let end = input.position();
        input.end()?;
        Ok(Self { xml: document.text().get(start..end).unwrap_or_default().to_owned() })
    }

    pub(super) fn as_xml(&self) -> &str {
        &self.xml
    }
}

/// Creates a token from an element of a reply, for example the reply of a security token service.
impl From<&Element> for SecurityToken {
    fn from(element: &Element) -> Self {
        Self { xml: element.to_xml() }
    }
}

/// Shows the size of the token.
impl fmt::Debug for SecurityToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecurityToken of {} bytes", self.xml.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_the_root_element_is_kept() {
        let root = "<a:Assertion  xmlns:a='urn:a' ID=\"x\"><b>\r\n</b><!-- c --></a:Assertion>";
        let token =
            SecurityToken::xml(&format!("<?xml version='1.0'?><!-- c -->\n{root}\n<!-- d -->")).unwrap();
        assert_eq!(token.as_xml(), root);
        assert_eq!(SecurityToken::xml("<a b='c'/>").unwrap().as_xml(), "<a b='c'/>");
        for broken in ["", "x", "<a>", "<a/><b/>", "<a:b/>"] {
            assert!(SecurityToken::xml(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn debug_shows_no_content() {
        assert_eq!(
            format!("{:?}", SecurityToken::xml("<a>hunter2</a>").unwrap()),
            "SecurityToken of 14 bytes"
        );
    }
}
