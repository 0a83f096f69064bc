//! SOAP faults: one type for both versions of SOAP. This module must not know envelopes; `soap` reads and
//! writes faults.

mod version;

use std::borrow::Cow;
use std::fmt;

pub use version::Version;

use crate::redaction::excerpt::shorten;
use crate::redaction::mask::{Secrets, mask_places, url_credentials};
use crate::redaction::url::shown;
use crate::text::{Element, Name};

/// A fault (SOAP 1.1, section 4.4; SOAP 1.2 part 1, section 5.4).
///
/// In a received fault, texts that repeat a secret of the request are masked.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Fault {
    /// The SOAP version of the received fault.
    pub version: Version,
    /// The fault code, for programs.
    pub code: Code,
    /// The subcodes, from the most general to the most specific; SOAP 1.2 only.
    pub subcodes: Vec<Code>,
    /// The explanation for people, in one or several languages.
    pub reasons: Vec<Reason>,
    /// The URI of the node that caused the fault (`faultactor` of SOAP 1.1), or the role in which the node
    /// acted (`Role` of SOAP 1.2).
    pub actor: Option<String>,
    /// The URI of the node that generated the fault (`Node`); SOAP 1.2 only.
    pub node: Option<String>,
    /// The elements of the detail. `Debug` shows only their names and sizes.
    pub detail: Vec<Element>,
    /// The text directly in the detail element. Some servers write text there instead of elements.
    pub detail_text: DetailText,
    /// Whether the fault was received by a lenient client, which decodes details leniently too.
    pub(crate) is_lenient: bool,
    /// Whether the message of the fault is in SOAP encoding and was read without replacing its references, because one
    /// of them is wrong.
    pub(crate) is_unexpanded: bool,
}

impl Fault {
    /// Creates a fault that the sender of the request caused: the code `Client`, or `Sender` in SOAP 1.2.
    pub fn client(reason: impl Into<String>) -> Self {
        Self::new("Client", reason)
    }

    /// Creates a fault that the server caused: the code `Server`, or `Receiver` in SOAP 1.2.
    pub fn server(reason: impl Into<String>) -> Self {
        Self::new("Server", reason)
    }

    fn new(code: &str, reason: impl Into<String>) -> Self {
        Self {
            code: Code::new(Version::Soap11.namespace(), code),
            reasons: vec![Reason { language: None, text: reason.into() }],
            ..Self::default()
        }
    }

    /// Adds an element to the detail.
    #[must_use]
    pub fn with_detail(mut self, element: Element) -> Self {
        self.detail.push(element);
        self
    }

    /// Adds a subcode, which is more specific than the existing codes. SOAP 1.1 has only one code: there, the
    /// most specific one is written.
    #[must_use]
    pub fn with_subcode(mut self, namespace: &str, local: &str) -> Self {
        self.subcodes.push(Code::new(namespace, local));
        self
    }

    /// Sets the [actor](Self::actor).
    #[must_use]
    pub fn with_actor(mut self, actor: impl Into<String>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// The explanation in English, or else in the first language of the fault; may be empty.
    pub fn reason(&self) -> &str {
        let english = |reason: &&Reason| {
            reason.language.as_deref().is_some_and(|language| {
                language.get(..2).is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
            })
        };
        self.reasons.iter().find(english).or(self.reasons.first()).map_or("", |reason| &reason.text)
    }

    /// Whether the sender of the request caused the fault: the code is `Client` or a subcode of it
    /// (`Client.…`), or `Sender` in SOAP 1.2.
    pub fn is_client(&self) -> bool {
        self.code.is("Client") || self.code.is("Sender")
    }

    /// Whether the server caused the fault: the code is `Server` or a subcode of it (`Server.…`), or `Receiver`
    /// in SOAP 1.2.
    pub fn is_server(&self) -> bool {
        self.code.is("Server") || self.code.is("Receiver")
    }

    /// Masks the secrets of the request in all texts of the fault.
    pub(crate) fn mask(&mut self, secrets: &Secrets) {
        let mask = |text: &mut String| {
            if let Cow::Owned(masked) = secrets.mask(text) {
                *text = masked;
            }
        };
        self.reasons.iter_mut().for_each(|reason| mask(&mut reason.text));
        self.actor.iter_mut().chain(&mut self.node).for_each(mask);
        std::iter::once(&mut self.code).chain(&mut self.subcodes).for_each(|code| mask(&mut code.text));
    }
}

/// Shows actor and node as URLs without user, password and query.
impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, code, subcodes, reasons, actor, node, detail, detail_text, .. } = self;
        formatter
            .debug_struct("Fault")
            .field("version", version)
            .field("code", code)
            .field("subcodes", subcodes)
            .field("reasons", reasons)
            .field("actor", &actor.as_deref().map(|actor| shown(actor.trim())))
            .field("node", &node.as_deref().map(|node| shown(node.trim())))
            .field("detail", detail)
            .field("detail_text", detail_text)
            .finish()
    }
}

/// Prints the code, the reason and the names of the detail elements on one line.
impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.code)?;
        for subcode in &self.subcodes {
            write!(formatter, "/{subcode}")?;
        }
        write!(formatter, ": {}", shorten(&without_credentials(self.reason()), 1_000))?;
        if let Some(actor) = &self.actor {
            write!(formatter, ", actor {}", shorten(&shown(actor.trim()), 200))?;
        }
        if !self.detail.is_empty() {
            let names: Vec<_> = self.detail.iter().map(|element| element.name().local()).collect();
            write!(formatter, ", detail {}", shorten(&names.join(", "), 200))?;
        }
        Ok(())
    }
}

/// Human-readable explanation of a fault.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason {
    /// The language (`xml:lang`), if the fault states it.
    pub language: Option<String>,
    /// The text.
    pub text: String,
}

impl Reason {
    /// Creates an explanation in a language (`xml:lang`), or in an unknown language.
    pub fn new(language: Option<&str>, text: impl Into<String>) -> Self {
        Self { language: language.map(str::to_owned), text: text.into() }
    }
}

/// Shows URLs in the text without user and password.
impl fmt::Debug for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Reason")
            .field("language", &self.language)
            .field("text", &without_credentials(&self.text))
            .finish()
    }
}

/// A text with user and password masked in its URLs.
fn without_credentials(text: &str) -> Cow<'_, str> {
    mask_places(text, url_credentials(text))
}

/// The code of a fault: a qualified name, or the text that a server sent instead of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    pub(crate) namespace: String,
    /// The code as received, with its prefix.
    pub(crate) text: String,
}

impl Code {
    /// Creates a code from a qualified name.
    pub fn new(namespace: impl Into<String>, local: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), text: local.into() }
    }

    /// The name. It has no namespace if the prefix was not declared.
    pub fn name(&self) -> Name<'_> {
        Name::new(&self.namespace, self.local())
    }

    /// The name without its prefix.
    pub fn local(&self) -> &str {
        self.text.rsplit(':').next().unwrap_or_default()
    }

    /// The code as received, with its prefix.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the code has this local name, or is a subcode of it in the notation of SOAP 1.1
    /// (`Client.Authentication`).
    ///
    /// The namespace is ignored, because some servers use prefixes that they do not declare.
    fn is(&self, local: &str) -> bool {
        self.local().split('.').next() == Some(local)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.local() {
            "" => formatter.write_str("no code"),
            local => formatter.write_str(&shorten(local, 200)),
        }
    }
}

/// The text in the detail of a fault. `Debug` does not show it, because it may be confidential.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DetailText(pub(crate) String);

impl DetailText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DetailText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_identifies_the_client_or_the_server_in_any_namespace() {
        for (text, client, server) in [
            ("soap:Client", true, false),
            ("s:Client.Authentication", true, false),
            ("Sender", true, false),
            ("env:Receiver", false, true),
            ("Server", false, true),
            ("MustUnderstand", false, false),
            ("", false, false),
        ] {
            let fault = Fault { code: Code::new("", text), ..Fault::default() };
            assert_eq!((fault.is_client(), fault.is_server()), (client, server), "{text}");
        }
    }

    #[test]
    fn the_english_reason_is_shown() {
        let reason = |language: Option<&str>, text: &str| Reason {
            language: language.map(str::to_owned),
            text: text.to_owned(),
        };
        let mut fault = Fault::default();
        assert_eq!(fault.to_string(), "no code: ");
        fault.reasons = vec![reason(Some("no"), "Nei"), reason(None, "Hm"), reason(Some("en-GB"), "No")];
        assert_eq!(fault.reason(), "No");
        fault.reasons.pop();
        assert_eq!(fault.reason(), "Nei");
    }

    #[test]
    fn actor_and_node_are_shown_without_credentials() {
        let mut fault =
            Fault::client("no http://jdoe:pa55@db/").with_actor("http://jdoe:pa55@host/gate?key=pa55");
        fault.node = Some("https://jdoe:pa55@node/".to_owned());
        let shown = format!("{fault} {fault:?}");
        assert!(
            shown.contains("no http://[redacted]@db/, actor http://host/gate")
                && shown.contains("Some(\"https://node/\")"),
            "{shown}"
        );
        assert!(!shown.contains("pa55") && !shown.contains("jdoe"), "{shown}");
        assert_eq!(fault.actor.as_deref(), Some("http://jdoe:pa55@host/gate?key=pa55"));
    }

    #[test]
    fn secrets_are_masked_in_texts() {
        let mut secrets = Secrets::default();
        secrets.add("7T:abc");
        let mut fault = Fault::client("ticket 7T:abc is old").with_actor("urn:7T:abc");
        fault.mask(&secrets);
        assert_eq!(fault.to_string(), "Client: ticket [redacted] is old, actor urn:[redacted]");
    }
}
