//! Parses XML of messages.

use roxmltree::{Document, ParsingOptions};

use crate::read::guard;

/// Maximum number of nodes of a message. Tags and texts are nodes.
const MAX_NODES: u32 = 1 << 23;

/// Parses XML of a message. All XML that comes from servers, clients and users is parsed here, because the parser itself has
/// no limits: it copies all namespaces in scope for each element that declares one.
///
/// # Errors
///
/// If the XML is not well-formed or exceeds a limit.
pub(super) fn parse(xml: &str) -> Result<Document<'_>, String> {
    guard::check_message(xml).map_err(|refusal| refusal.message)?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(xml, options).map_err(|error| error.to_string())
}
