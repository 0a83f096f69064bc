//! Annotations of components: documentation and `xs:appinfo`.

use std::sync::Arc;

use super::QName;

/// Content of `xs:annotation/xs:documentation` or `wsdl:documentation`, as XML text that includes its markup.
///
/// Several `xs:documentation` elements are joined by a blank line. The plan converts the markup to Markdown.
pub type Documentation = Option<Arc<str>>;

/// One child element of `xs:annotation/xs:appinfo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppInfo {
    /// Expanded name of the child element.
    pub name: QName,
    /// Attributes of the element, in document order.
    pub attributes: Vec<(QName, String)>,
    /// Text content of the element.
    pub text: String,
}
