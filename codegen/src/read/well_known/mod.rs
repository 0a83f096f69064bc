//! Schemas that documents refer to without supplying them. They are embedded, and read only when a
//! reference needs them.

use roxmltree::Document;

use super::{tag::Tag, uri};
use crate::source::{SourceId, Sources};

/// Namespaces and texts of the schemas.
const TEXTS: &[(&str, &str)] = &[
    (uri::XML, include_str!("xml.xsd")),
    (uri::XSD, include_str!("schema.xsd")),
    ("http://schemas.xmlsoap.org/soap/encoding/", include_str!("soap-encoding-11.xsd")),
    ("http://www.w3.org/2003/05/soap-encoding", include_str!("soap-encoding-12.xsd")),
    ("http://schemas.xmlsoap.org/soap/envelope/", include_str!("soap-envelope-11.xsd")),
    ("http://www.w3.org/2003/05/soap-envelope", include_str!("soap-envelope-12.xsd")),
    ("http://www.w3.org/2005/08/addressing", include_str!("addressing-2005.xsd")),
    ("http://schemas.xmlsoap.org/ws/2004/08/addressing", include_str!("addressing-2004.xsd")),
    ("http://www.w3.org/2005/05/xmlmime", include_str!("xmlmime.xsd")),
    ("http://www.w3.org/2004/08/xop/include", include_str!("xop.xsd")),
    ("http://xml.apache.org/xml-soap", include_str!("apache-soap.xsd")),
];

/// The well-known schemas, parsed.
pub(super) struct WellKnown {
    schemas: Vec<(&'static str, SourceId, Document<'static>)>,
}

impl WellKnown {
    pub(super) fn new(sources: &mut Sources) -> Self {
        let parsed = TEXTS.iter().filter_map(|(namespace, text)| {
            let document = Document::parse(text).ok()?;
            Some((*namespace, sources.add(format!("<built in: {namespace}>"), *text), document))
        });
        Self { schemas: parsed.collect() }
    }

    /// The schema of a namespace, together with the namespace as a static string.
    pub(super) fn find(&self, namespace: &str) -> Option<(&'static str, Tag<'_>)> {
        let (known, source, document) = self.schemas.iter().find(|(known, _, _)| *known == namespace)?;
        Some((known, Tag::root(document, *source)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_parses_and_is_of_its_namespace() {
        let well_known = WellKnown::new(&mut Sources::new());
        assert_eq!(well_known.schemas.len(), TEXTS.len());
        for (namespace, _, document) in &well_known.schemas {
            assert_eq!(document.root_element().attribute("targetNamespace"), Some(*namespace));
        }
    }
}
