//! Documents and single elements in JSON.

use saponify::Element;

use super::{Converter, json::Json, to_json::ToJson};
use crate::{cli::xml::parse, model::ElementId};

impl Converter<'_> {
    /// Converts a document whose root is a global element to JSON.
    ///
    /// # Errors
    ///
    /// If the document is not well-formed or exceeds a limit.
    pub(in crate::cli) fn document(&self, element: ElementId, xml: &str) -> Result<Json, String> {
        let document = parse(xml)?;
        let mut reading = ToJson::new(self);
        let json = reading.element(element, document.root_element(), true);
        reading.copies.check().map(|()| json)
    }

    /// Converts an element to JSON by its global declaration. If it has none, or if the conversion fails, the
    /// JSON is a text with the XML of the element.
    pub(in crate::cli) fn free_element(&self, element: &Element) -> Json {
        let mut reading = ToJson::new(self);
        let json = with(element, |node| reading.free(node));
        let json = json.and_then(|json| reading.copies.check().map(|()| json));
        json.unwrap_or_else(|_| Json::Text(element.to_xml()))
    }
}

/// Writes an element as XML, parses it, and calls a function with the parsed tree.
pub(super) fn with<T>(
    element: &Element,
    act: impl FnOnce(roxmltree::Node<'_, '_>) -> T,
) -> Result<T, String> {
    let xml = element.to_xml();
    Ok(act(parse(&xml)?.root_element()))
}
