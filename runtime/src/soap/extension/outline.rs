//! The structure of an envelope without its values: the header blocks and the start tag of the body, with
//! their places in the text.

use std::ops::Range;

use crate::error::Result;
use crate::fault::Version;
use crate::soap::envelope::{check_count, envelope_version, root};
use crate::text::namespaces::WSU;
use crate::text::{Name, OwnedName};
use crate::xml::{Content, Document, Found, Limits, Reader, Record, Writer};

/// Structure of an envelope.
pub(crate) struct Outline {
    pub(crate) version: Version,
    /// Place of the whole `Header` element.
    pub(crate) header: Option<Range<usize>>,
    pub(crate) blocks: Vec<OutlinedBlock>,
    /// Place of the start tag of the body.
    pub(crate) body: Range<usize>,
    /// The `wsu:Id` of the body.
    pub(crate) body_id: Option<String>,
    /// Name of the first element in the body.
    pub(crate) content: Option<OwnedName>,
}

/// A header block of an envelope.
pub(crate) struct OutlinedBlock {
    pub(crate) name: OwnedName,
    /// Place of the start tag.
    pub(crate) tag: Range<usize>,
    /// The `wsu:Id`.
    pub(crate) id: Option<String>,
}

impl Outline {
    /// Reads the structure of an envelope up to the first element in its body. The rest of the text is not
    /// checked.
    ///
    /// # Errors
    ///
    /// The text is not an envelope.
    pub(crate) fn of(text: &str) -> Result<Self> {
        Self::within(text, Limits::default())
    }

    pub(crate) fn within(text: &str, limits: Limits) -> Result<Self> {
        let document = Document::from_text(text, limits);
        let mut input = document.reader();
        let root = root(&mut input)?;
        let Some(version) = envelope_version(root) else {
            return Err(input.error("an envelope of SOAP 1.1 or 1.2", Some(&root.to_string())));
        };
        let outline =
            Self { version, header: None, blocks: Vec::new(), body: 0..0, body_id: None, content: None };
        let mut reading = Envelope { outline, has_body: false };
        let result = input.record(&mut reading);
        let Envelope { outline, has_body } = reading;
        match (has_body, result) {
            // `Body` stops the reader with an error at the first element of the body. The outline is complete
            // then.
            (true, _) => Ok(outline),
            (false, Err(error)) => Err(error),
            (false, Ok(())) => Err(input.error("a body", None)),
        }
    }

    /// Whether the body contains a fault.
    pub(crate) fn is_fault(&self) -> bool {
        let content = self.content.as_ref().map(OwnedName::as_name);
        content
            .is_some_and(|name| name.local() == "Fault" && Version::of_namespace(name.namespace()).is_some())
    }
}

struct Envelope {
    outline: Outline,
    has_body: bool,
}

impl Record for Envelope {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match (name.within(self.outline.version.namespace()), &self.outline.header) {
            ("Header", None) => {
                let start = input.tag_here().start;
                input.record(&mut Blocks(&mut self.outline.blocks))?;
                self.outline.header = Some(start..input.position());
            }
            ("Header", Some(_)) => return Err(input.error("one header and one body, in this order", None)),
            ("Body", _) => {
                self.outline.body = input.tag_here();
                self.outline.body_id = input.attribute_here(ID).map(Into::into);
                self.has_body = true;
                input.record(&mut Body(&mut self.outline.content))?;
                return Err(input.error("nothing more", None));
            }
            _ => return Ok(Found::No),
        }
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

const ID: Name<'static> = Name::new(WSU, "Id");

struct Blocks<'o>(&'o mut Vec<OutlinedBlock>);

impl Record for Blocks<'_> {
    fn content(&self) -> Content {
        Content::Open
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.is_probe() {
            return Ok(Found::No);
        }
        check_count(self.0)?;
        let name = OwnedName::of(name);
        let tag = input.tag_here();
        let id = input.attribute_here(ID).map(Into::into);
        input.skip()?;
        self.0.push(OutlinedBlock { name, tag, id });
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

struct Body<'o>(&'o mut Option<OwnedName>);

impl Record for Body<'_> {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.is_probe() {
            return Ok(Found::No);
        }
        *self.0 = Some(OwnedName::of(name));
        Err(input.error("nothing more", None))
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::soap::envelope::header_elements;

    const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

    #[test]
    fn header_blocks_are_limited() {
        let envelope = |count: usize| {
            let blocks = "<b:a xmlns:b='urn:b'/>".repeat(count);
            format!("<s:Envelope xmlns:s='{SOAP}'><s:Header>{blocks}</s:Header><s:Body/></s:Envelope>")
        };
        assert_eq!(Outline::of(&envelope(1_000)).unwrap().blocks.len(), 1_000);
        let error = Outline::of(&envelope(1_001)).err().unwrap();
        assert_eq!(error.to_string(), "the number of header blocks exceeds the limit of 1000");
        let text = envelope(1_001);
        assert!(header_elements(&Document::from_text(&text, Limits::default())).is_err());
    }

    #[test]
    fn blocks_and_body_are_found_with_their_places() {
        let text = format!(
            "<?xml version=\"1.0\"?><s:Envelope xmlns:s='{SOAP}' xmlns:u='{WSU}'>\n<s:Header>\n\
             <a xmlns='urn:a' u:Id='one' s:actor='urn:me'><b/></a><c/>\n</s:Header>\
             <s:Body u:Id='two'><d xmlns='urn:d'><broken</s:Body>"
        );
        let outline = Outline::of(&text).unwrap();
        let places = outline
            .blocks
            .iter()
            .map(|block| (block.name.as_name().to_string(), &text[block.tag.clone()], block.id.as_deref()));
        let a = "<a xmlns='urn:a' u:Id='one' s:actor='urn:me'>";
        let expected = [("{urn:a}a".to_owned(), a, Some("one")), ("c".to_owned(), "<c/>", None)];
        assert_eq!(places.collect::<Vec<_>>(), expected);
        assert_eq!(&text[outline.body], "<s:Body u:Id='two'>");
        assert_eq!(outline.body_id.as_deref(), Some("two"));
        assert!(text[outline.header.unwrap()].ends_with("<c/>\n</s:Header>"));
        assert_eq!(outline.content.unwrap().as_name(), Name::new("urn:d", "d"));
    }

    #[test]
    fn an_envelope_may_lack_header_and_content() {
        let text = format!("<Envelope xmlns='{SOAP}'><Body/></Envelope>");
        let outline = Outline::of(&text).unwrap();
        assert!(outline.header.is_none() && outline.blocks.is_empty() && outline.content.is_none());
        assert!(!outline.is_fault());
        let text = format!("<Envelope xmlns='{SOAP}'><Body> <Fault/></Body></Envelope>");
        assert!(Outline::of(&text).unwrap().is_fault());
    }

    #[test]
    fn other_documents_are_errors() {
        for text in [
            "",
            "<a/>",
            "<Envelope/>",
            &format!("<Envelope xmlns='{SOAP}'/>"),
            &format!("<Envelope xmlns='{SOAP}'><Header></Envelope>"),
            &format!("<Envelope xmlns='{SOAP}'><Header/><Header/><Body/></Envelope>"),
        ] {
            assert!(Outline::of(text).is_err(), "{text}");
        }
    }
}
