//! Writes envelopes: typed headers and body, or a fault, as XML. Must not depend on HTTP. All types are erased here, so
//! that the code is compiled once.

use super::envelope::{Part, Payload, without_envelope};
use super::{Block, Written, fault_xml, section5};
use crate::error::Result;
use crate::fault::{Fault, Version};
use crate::soap::operation::{Body, Replacement};
use crate::text::Name;
use crate::xml::{Record, Writer};

/// A message to write.
pub(crate) struct Outgoing<'m> {
    pub(crate) version: Version,
    pub(crate) headers: &'m dyn Record,
    /// The members of `headers` to write, by namespace and local name; `None` for all.
    pub(crate) declared: Option<&'static [(&'static str, &'static str)]>,
    /// The members of `headers` that are written only if the member that they replace is not set.
    pub(crate) replacements: &'static [Replacement],
    pub(crate) body: &'m dyn Payload,
    pub(crate) form: Body,
    /// Minimum length of binary values that become attachments, in bytes; `None` without MTOM.
    pub(crate) mtom: Option<usize>,
    /// Number of bytes for which the writer reserves memory.
    pub(crate) capacity: usize,
}

/// Writes a request or a reply: first the headers of the contract, then the blocks outside the contract.
pub(crate) fn write_message<'b>(
    message: &Outgoing<'_>,
    blocks: impl Iterator<Item = &'b Block>,
) -> Result<Written> {
    let Outgoing { version, headers, declared, replacements, body, form, mtom, capacity } = *message;
    let mut blocks = blocks.peekable();
    write(version, capacity, |output| {
        #[cfg(feature = "mime")]
        output.allow_attachments(mtom, form.attachments());
        #[cfg(not(feature = "mime"))]
        if mtom.is_some() {
            output.fail("MTOM needs saponify's feature `mime`");
        }
        let encoded_headers = form.encoded_headers();
        let form = form.envelope();
        if form.is_encoded() {
            section5::encode(version, output);
        }
        if declared != Some(&[]) || blocks.peek().is_some() {
            output.open(Name::new(version.namespace(), "Header"));
            let write_headers = |output: &mut Writer| match declared {
                Some(members) => {
                    let needless = needless_blocks(headers, replacements, output);
                    output.members_only(headers, members, needless);
                }
                None => headers.encode_fields(output),
            };
            match encoded_headers.is_empty() {
                true => write_headers(output),
                false => section5::write_blocks(version, encoded_headers, output, write_headers),
            }
            blocks.for_each(|block| block.write(version, output));
            output.close();
        }
        output.open(Name::new(version.namespace(), "Body"));
        match form {
            Body::Element(namespace, local) => body.write(Part::Element(Name::new(namespace, local)), output),
            Body::Encoded(namespace, local, results) => {
                section5::begin_body(version, namespace, output);
                let name = Name::new(namespace, local);
                match results.first().filter(|_| version == Version::Soap12) {
                    Some(result) => write_response(name, result, body, output),
                    None => body.write(Part::Element(name), output),
                }
            }
            Body::EncodedElement(namespace, local) => {
                section5::begin_body(version, namespace, output);
                body.write(Part::Element(Name::new(namespace, local)), output);
            }
            Body::EncodedParts => {
                section5::begin_body(version, "", output);
                body.write(Part::Content, output);
            }
            // If the only part of a message has a `type`, the body itself has that type (WSDL 1.1, section 3.5).
            Body::Parts => {
                body.write(Part::Attributes, output);
                body.write(Part::Content, output);
            }
            Body::Empty
            | Body::OneWay
            | Body::Attached(..)
            | Body::EncodedFaults(_)
            | Body::EncodedHeaders(..) => {}
        }
        output.close();
    })
}

/// Returns the header blocks that are not written, because the declared block that they may replace is set.
///
/// Records an error in `output` if a declared block is not set, but two or more blocks that may replace only
/// this block are set.
fn needless_blocks(
    headers: &dyn Record,
    replacements: &'static [Replacement],
    output: &mut Writer,
) -> Vec<&'static [(&'static str, &'static str)]> {
    let mut needless = Vec::new();
    for (place, one) in replacements.iter().enumerate() {
        if Writer::has_any(headers, one.of) {
            needless.push(one.by);
            continue;
        }
        if !Writer::has_any(headers, one.by) {
            continue;
        }
        let replaces_another = |block: &(&str, &str)| {
            replacements
                .iter()
                .enumerate()
                .any(|(other, another)| other != place && another.by.contains(block))
        };
        let mut set = one.by.iter().filter(|block| {
            Writer::has_any(headers, std::slice::from_ref(*block)) && !replaces_another(block)
        });
        if let (Some((_, first)), Some((_, second)), [(_, declared), ..]) = (set.next(), set.next(), one.of) {
            output.fail(format!(
                "the headers `{first}` and `{second}` are set, but only one of them may replace `{declared}`: \
                 remove one of them for this call"
            ));
        }
    }
    needless
}

/// Writes a SOAP 1.2 RPC response, which contains the name of its return value.
fn write_response(name: Name<'_>, result: &str, body: &dyn Payload, output: &mut Writer) {
    output.open(name);
    output.open_prefixed("rpc", section5::RESULT);
    output.simple(&result.to_owned());
    output.close();
    body.write(Part::Content, output);
    output.close();
}

/// Writes an envelope with a fault. `header` writes the blocks of its header.
pub(crate) fn write_fault(
    version: Version,
    fault: &Fault,
    header: Option<&dyn Fn(&mut Writer)>,
) -> Result<Written> {
    write(version, Writer::CAPACITY, |output| {
        if let Some(header) = header {
            output.open(Name::new(version.namespace(), "Header"));
            header(output);
            output.close();
        }
        output.open(Name::new(version.namespace(), "Body"));
        fault_xml::write(fault, version, output);
        output.close();
    })
}

fn write(version: Version, capacity: usize, content: impl FnOnce(&mut Writer)) -> Result<Written> {
    let mut output = Writer::with_capacity(capacity);
    output.declaration();
    output.omit_root();
    output.open_prefixed("soap", Name::new(version.namespace(), "Envelope"));
    content(&mut output);
    output.close();
    #[cfg(feature = "mime")]
    let parts = output.take_attachments();
    let (text, secrets) = output.finish_with_secrets().map_err(without_envelope)?;
    Ok(Written {
        text,
        secrets,
        #[cfg(feature = "mime")]
        parts,
    })
}
