//! Schemas that documents refer to without supplying them. They are embedded, and read only when a
//! reference needs them.

use roxmltree::Document;

use super::{tag::Tag, uri};
use crate::{
    lists::CollectVec,
    source::{SourceId, Sources},
};

/// A schema that is embedded.
struct Text {
    namespace: &'static str,
    /// File name of the schema. `saponify fetch` saves its copy of the schema under this name.
    file: &'static str,
    text: &'static str,
}

/// Defines a [`Text`] from its namespace and the name of its file.
macro_rules! text {
    ($namespace:expr, $file:literal) => {
        Text { namespace: $namespace, file: $file, text: include_str!($file) }
    };
}

const TEXTS: &[Text] = &[
    text!(uri::XML, "xml.xsd"),
    text!(uri::XSD, "schema.xsd"),
    text!("http://schemas.xmlsoap.org/soap/encoding/", "soap-encoding-11.xsd"),
    text!("http://www.w3.org/2003/05/soap-encoding", "soap-encoding-12.xsd"),
    text!("http://schemas.xmlsoap.org/soap/envelope/", "soap-envelope-11.xsd"),
    text!("http://www.w3.org/2003/05/soap-envelope", "soap-envelope-12.xsd"),
    text!("http://www.w3.org/2005/08/addressing", "addressing-2005.xsd"),
    text!("http://schemas.xmlsoap.org/ws/2004/08/addressing", "addressing-2004.xsd"),
    text!(
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
        "security-utility.xsd"
    ),
    text!(
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
        "security-extension.xsd"
    ),
    text!("http://www.w3.org/2005/05/xmlmime", "xmlmime.xsd"),
    text!("http://www.w3.org/2004/08/xop/include", "xop.xsd"),
    text!("http://ws-i.org/profiles/basic/1.1/xsd", "wsi-swa.xsd"),
    text!("http://xml.apache.org/xml-soap", "apache-soap.xsd"),
];

/// The file name and the text of the embedded schema of a namespace.
#[cfg(feature = "cli")]
pub(crate) fn built_in(namespace: &str) -> Option<(&'static str, &'static str)> {
    let found = TEXTS.iter().find(|text| text.namespace == namespace)?;
    Some((found.file, found.text))
}

/// The well-known schemas, parsed.
pub(super) struct WellKnown {
    schemas: Vec<(&'static str, SourceId, Document<'static>)>,
}

impl WellKnown {
    pub(super) fn new(sources: &mut Sources) -> Self {
        let parsed = TEXTS.iter().filter_map(|Text { namespace, text, .. }| {
            let document = Document::parse(text).ok()?;
            Some((*namespace, sources.add(format!("<built in: {namespace}>"), *text), document))
        });
        Self { schemas: parsed.collect_vec() }
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
