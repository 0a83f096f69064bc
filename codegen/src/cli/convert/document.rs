//! Documents and single elements in JSON.

use saponify::Element;

use super::{Converter, json::Json, to_json::ToJson};
use crate::model::ElementId;

impl Converter<'_> {
    /// Converts a document whose root is a global element to JSON.
    ///
    /// # Errors
    ///
    /// If the document is not well-formed.
    pub(in crate::cli) fn document(&self, element: ElementId, xml: &str) -> Result<Json, String> {
        let document = roxmltree::Document::parse(xml).map_err(|error| error.to_string())?;
        Ok(ToJson::new(self).element(element, document.root_element(), true))
    }

    /// Converts an element by its global declaration, or to XML if it has none.
    pub(in crate::cli) fn free_element(&self, element: &Element) -> Json {
        let json = with(element, |node| ToJson::new(self).free(node));
        json.unwrap_or_else(|_| Json::Text(element.to_xml()))
    }
}

/// Applies an action to the tree of an element.
pub(super) fn with<T>(
    element: &Element,
    act: impl FnOnce(roxmltree::Node<'_, '_>) -> T,
) -> Result<T, String> {
    let xml = element.to_xml();
    let document = roxmltree::Document::parse(&xml).map_err(|error| error.to_string())?;
    Ok(act(document.root_element()))
}
