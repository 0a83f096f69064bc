//! The `Security` header of a message that is to be signed or encrypted.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::tree::{Edits, Envelope, parse, prefix, qualified_name, with_line_feeds};
use super::{WSSE, WSU, escaped};
use crate::error::Result;
use crate::soap::role;

/// Adds a `Security` header for an actor, unless the envelope has one. The line ends of the result are line feeds.
pub(super) fn with_security<'t>(
    text: &'t str,
    actor: Option<&str>,
    must_understand: bool,
) -> Result<Cow<'t, str>> {
    let text = with_line_feeds(text);
    let document = parse(&text)?;
    let envelope = Envelope::of(&document, actor)?;
    if envelope.security.is_some() {
        drop(document);
        return Ok(text);
    }
    let mut security = format!("<wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\"");
    if must_understand || actor.is_some() {
        let _ = write!(security, " xmlns:soap=\"{}\"", envelope.version.namespace());
    }
    if must_understand {
        security.push_str(" soap:mustUnderstand=\"1\"");
    }
    if let Some(actor) = actor {
        let _ =
            write!(security, " soap:{}=\"{}\"", role::attribute(envelope.version).local(), escaped(actor));
    }
    security.push_str("></wsse:Security>");

    let mut edits = Edits::default();
    match envelope.header {
        Some(header) => edits.append(header, security),
        None => {
            let name = match prefix(qualified_name(envelope.body)) {
                "" => "Header".to_owned(),
                prefix => format!("{prefix}:Header"),
            };
            // The prefix of the body may be declared on the body only, so the header declares it too.
            let declaration = match prefix(&name) {
                "" => format!(" xmlns=\"{}\"", envelope.version.namespace()),
                prefix => format!(" xmlns:{prefix}=\"{}\"", envelope.version.namespace()),
            };
            let header = format!("<{name}{declaration}>{security}</{name}>");
            edits.insert(envelope.body.range().start, header);
        }
    }
    Ok(Cow::Owned(edits.apply(&text)))
}
