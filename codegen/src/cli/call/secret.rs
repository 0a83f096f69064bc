//! Secrets: their sources, and the places of an envelope that hold them.

use std::ops::Range;

use crate::{
    cli::{convert::shortened, failure::Failure, terminal, xml::parse},
    secret_names::is_secret_name,
};

/// Text that is printed instead of a secret.
pub(in crate::cli) const MASK: &str = "…";

/// Values that came from the environment or a prompt.
#[derive(Debug, Default)]
pub(in crate::cli) struct Secrets {
    values: Vec<String>,
    hides_headers: bool,
}

impl Secrets {
    /// Returns the value of an argument: the variable for `env:NAME`, the user's input for `prompt:`,
    /// otherwise the argument itself. `label` names the argument in messages.
    ///
    /// # Errors
    ///
    /// If the variable is not set, or no terminal can be asked.
    pub(in crate::cli) fn resolve(&mut self, given: &str, label: &str) -> Result<String, Failure> {
        if let Some(name) = given.strip_prefix("env:") {
            let value = std::env::var(name).map_err(|_| {
                Failure::Arguments(format!("{label}: the environment variable `{name}` is not set"))
            })?;
            self.values.push(value.clone());
            return Ok(value);
        }
        if given == "prompt:" {
            let value = rpassword::prompt_password(format!("{}: ", crate::escape::visible(label)))
                .map_err(|error| Failure::Arguments(format!("{label}: cannot ask for the value: {error}")))?;
            self.values.push(value.clone());
            return Ok(value);
        }
        Ok(given.to_owned())
    }

    /// Treats all values of header blocks as secrets, because header blocks often contain sessions and
    /// credentials under names that do not suggest a secret.
    pub(in crate::cli) fn hide_headers(&mut self) {
        self.hides_headers = true;
    }

    /// Adds a value that is secret wherever it occurs.
    pub(in crate::cli) fn add(&mut self, value: &str) {
        self.values.push(value.to_owned());
    }

    /// Returns `true` if no value came from the environment or a prompt.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns `true` if the name of an HTTP header suggests a secret, or its value came from the environment or a
    /// prompt.
    pub(in crate::cli) fn is_secret_header(&self, name: &str, value: &str) -> bool {
        is_secret_header(name) || self.contains(value)
    }

    fn contains(&self, text: &str) -> bool {
        self.values.iter().any(|value| !value.is_empty() && (value == text || xml_escaped(value) == text))
    }

    /// Replaces secret values that a message quotes in backquotes by [`MASK`].
    pub(super) fn unquoted(&self, message: &str) -> String {
        let values = self.values.iter().filter(|value| !value.is_empty());
        values.fold(message.to_owned(), |message, value| {
            message.replace(&format!("`{}`", shortened(value)), &format!("`{MASK}`"))
        })
    }

    /// Returns the places of secrets in an envelope, in order, each with the name of its element or attribute.
    fn places(&self, xml: &str) -> Vec<(Range<usize>, String)> {
        let Ok(document) = parse(xml) else {
            return vec![(0..xml.len(), "body".to_owned())];
        };
        let mut places = Vec::new();
        let envelope = document.root_element().tag_name();
        let header = document.root_element().children().find(|node| node.tag_name().name() == "Header");
        let header = header.filter(|_| self.hides_headers);
        // The ancestors of the current element, each with two flags: whether it is in the header, and whether
        // its name or the name of one of its ancestors suggests a secret.
        let mut ancestors: Vec<(roxmltree::Node<'_, '_>, bool, bool)> = Vec::new();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            while ancestors.last().is_some_and(|(one, ..)| Some(*one) != node.parent()) {
                ancestors.pop();
            }
            let parent = ancestors.last();
            let is_in_header =
                parent.is_some_and(|(one, is_in_header, _)| *is_in_header || Some(*one) == header);
            // `ChangePassword` in the body is an operation, not a password.
            let is_message = parent.is_some_and(|(one, ..)| one.tag_name().name() == "Body");
            let own = is_secret_name(node.tag_name().name());
            let is_secret_below = parent.is_some_and(|(.., is_secret)| *is_secret) || (own && !is_message);
            let is_secret = is_secret_below || own;
            ancestors.push((node, is_in_header, is_secret_below));
            for attribute in node.attributes() {
                let namespace = attribute.namespace();
                let is_reserved = namespace == Some("http://www.w3.org/2001/XMLSchema-instance")
                    || namespace.is_some_and(|namespace| envelope.namespace() == Some(namespace));
                if !is_reserved
                    && (is_in_header || is_secret_name(attribute.name()) || self.contains(attribute.value()))
                {
                    places.push((attribute.range_value(), attribute.name().to_owned()));
                }
            }
            for text in node.children().filter(roxmltree::Node::is_text) {
                let known = text.text().unwrap_or_default();
                if !known.trim().is_empty() && (is_secret || is_in_header || self.contains(known)) {
                    places.push((text.range(), node.tag_name().name().to_owned()));
                }
            }
        }
        places.sort_by_key(|(range, _)| range.start);
        places
    }

    /// Replaces the secrets of an envelope. `replacement` gets the name of the element or attribute, and the secret
    /// with its XML escapes, as the envelope contains it.
    pub(in crate::cli) fn replace(
        &self,
        xml: &str,
        mut replacement: impl FnMut(&str, &str) -> String,
    ) -> String {
        let (mut out, mut at) = (String::with_capacity(xml.len()), 0);
        for (range, name) in self.places(xml) {
            if range.start < at {
                continue;
            }
            out.push_str(xml.get(at..range.start).unwrap_or_default());
            at = range.end;
            out.push_str(&replacement(&name, xml.get(range).unwrap_or_default()));
        }
        out.push_str(xml.get(at..).unwrap_or_default());
        out
    }

    /// Masks the secrets of an envelope.
    pub(in crate::cli) fn mask(&self, xml: &str) -> String {
        self.replace(xml, |_, _| MASK.to_owned())
    }
}

fn xml_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Returns `true` if the value of an HTTP header is a secret.
pub(in crate::cli) fn is_secret_header(name: &str) -> bool {
    ["authorization", "proxy-authorization", "cookie"].iter().any(|known| name.eq_ignore_ascii_case(known))
        || is_secret_name(name)
}

/// Prints a note about a value that was given as plain text and would stay in the history of the shell.
pub(super) fn warn_of_plain(label: &str) {
    terminal::eprint(&terminal::note(&format!(
        "{label} was given on the command line, where other programs and the shell's history can see it; use `env:NAME` or \
         `prompt:`"
    )));
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    #[test]
    fn secrets_are_masked_by_name_and_by_value() {
        let mut secrets = Secrets::default();
        secrets.add("a<b");
        let xml = r#"<e><Ticket>7T:x</Ticket><Name>a&lt;b</Name><Password key="1"><p>q</p></Password><o token="t">1</o></e>"#;
        let expected = r#"<e><Ticket>…</Ticket><Name>…</Name><Password key="1"><p>…</p></Password><o token="…">1</o></e>"#;
        assert_eq!(secrets.mask(xml), expected);
    }
    #[test]
    fn all_header_blocks_are_masked_if_headers_are_hidden() {
        let mut secrets = Secrets::default();
        let xml = r#"<s:Envelope xmlns:s="urn:s"><s:Header><Who s:actor="a" b="x">y<c>z</c></Who></s:Header><s:Body><d>1</d></s:Body></s:Envelope>"#;
        assert_eq!(secrets.mask(xml), xml);
        secrets.hide_headers();
        let expected = r#"<s:Envelope xmlns:s="urn:s"><s:Header><Who s:actor="a" b="…">…<c>…</c></Who></s:Header><s:Body><d>1</d></s:Body></s:Envelope>"#;
        assert_eq!(secrets.mask(xml), expected);
    }
}
