//! Faults in the body of an envelope: reading is tolerant, writing follows the specification strictly.

use crate::error::Result;
use crate::fault::{Code, DetailText, Fault, Reason, Version};
use crate::text::Name;
use crate::text::namespaces::XML;
use crate::xml::{Content, Found, Invalid, Reader, Record, Scope, Simple, Text, Value, Writer};

/// The SOAP version of a fault element; `None` if the element is not a fault.
pub(super) fn version(name: Name<'_>) -> Option<Version> {
    (name.local() == "Fault").then(|| Version::of_namespace(name.namespace())).flatten()
}

/// Reads the fault element that the reader has reached.
pub(super) fn read(version: Version, input: &mut Reader<'_>) -> Result<Fault> {
    let mut reading = Reading(Fault { version, ..Fault::default() });
    input.record(&mut reading)?;
    Ok(reading.0)
}

/// A fault that is being read. Its element may contain the children that SOAP 1.1 and SOAP 1.2 define, in any
/// order, in a SOAP namespace or without a namespace, because servers mix these forms.
struct Reading(Fault);

impl Record for Reading {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        let fault = &mut self.0;
        if !belongs(name) {
            return Ok(Found::No);
        }
        match name.local() {
            "faultcode" => keep_first(&mut fault.code, read_text(input)?),
            "faultstring" => fault.reasons.push(read_reason(input)?),
            "faultactor" | "Role" => {
                let actor = read_text(input)?;
                fault.actor.get_or_insert(actor);
            }
            "Node" => {
                let node = read_text(input)?;
                fault.node.get_or_insert(node);
            }
            "detail" | "Detail" => input.record(&mut DetailReading(fault))?,
            "Code" => {
                input.record(&mut CodeReading { code: &mut fault.code, subcodes: &mut fault.subcodes })?
            }
            "Reason" => input.record(&mut ReasonReading(&mut fault.reasons))?,
            _ => return Ok(Found::No),
        }
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// Keeps the first code that has a text.
fn keep_first(code: &mut Code, other: Code) {
    if code.text.is_empty() {
        *code = other;
    }
}

fn belongs(name: Name<'_>) -> bool {
    name.namespace().is_empty() || Version::of_namespace(name.namespace()).is_some()
}

struct CodeReading<'f> {
    code: &'f mut Code,
    subcodes: &'f mut Vec<Code>,
}

impl Record for CodeReading<'_> {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.local() {
            "Value" => keep_first(self.code, read_text(input)?),
            "Subcode" => {
                let mut code = Code::default();
                let mut inner = Vec::new();
                input.record(&mut CodeReading { code: &mut code, subcodes: &mut inner })?;
                self.subcodes.push(code);
                self.subcodes.append(&mut inner);
            }
            _ => return Ok(Found::No),
        }
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

struct ReasonReading<'f>(&'f mut Vec<Reason>);

impl Record for ReasonReading<'_> {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.local() != "Text" {
            return Ok(Found::No);
        }
        self.0.push(read_reason(input)?);
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

struct DetailReading<'f>(&'f mut Fault);

impl Record for DetailReading<'_> {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.any(&mut self.0.detail)
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        let text = input.text();
        // Ignore white space between elements.
        if !text.trim().is_empty() {
            self.0.detail_text.0.push_str(text);
        }
        Ok(())
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// Text including the text of child elements, because some servers put markup into their messages.
#[derive(Default)]
struct MixedText<S> {
    value: S,
    language: Option<String>,
}

impl<S: Simple + Extend> Record for MixedText<S> {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.within(XML) != "lang" {
            return Ok(Found::No);
        }
        self.language = Some(input.text().to_owned());
        Ok(Found::Many)
    }

    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        let inner = read_loose::<S>(input)?;
        self.value.extend(inner.value);
        Ok(Found::Many)
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        let mut more = S::default();
        input.value(&mut more)?;
        self.value.extend(more);
        Ok(())
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// A value that is assembled from several text nodes.
trait Extend: Default {
    fn extend(&mut self, more: Self);
}

impl Extend for String {
    fn extend(&mut self, more: Self) {
        self.push_str(&more);
    }
}

impl Extend for Code {
    fn extend(&mut self, more: Self) {
        keep_first(self, more);
    }
}

fn read_loose<S: Simple + Extend>(input: &mut Reader<'_>) -> Result<MixedText<S>> {
    let mut loose = MixedText::default();
    input.record(&mut loose)?;
    Ok(loose)
}

fn read_text<S: Simple + Extend>(input: &mut Reader<'_>) -> Result<S> {
    Ok(read_loose(input)?.value)
}

fn read_reason(input: &mut Reader<'_>) -> Result<Reason> {
    let MixedText { value, language } = read_loose(input)?;
    Ok(Reason { language, text: value })
}

/// Keeps a code unchanged if it is not a QName or its prefix is not declared.
impl Simple for Code {
    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        let text = text.trim();
        let prefix = text.split_once(':').map_or("", |(prefix, _)| prefix);
        Ok(Self::new(scope.namespace(prefix).unwrap_or_default(), text))
    }

    fn write(&self, text: &mut Text<'_>) {
        text.name(self.name());
    }

    fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
        declare(&self.namespace);
    }
}

/// Writes a fault as the only element of a body.
pub(super) fn write(fault: &Fault, version: Version, output: &mut Writer) {
    let soap = |local| Name::new(version.namespace(), local);
    output.open(soap("Fault"));
    match version {
        Version::Soap11 => {
            let plain = |local| Name::new("", local);
            output.leaf(plain("faultcode"), &code(fault, version));
            output.leaf(plain("faultstring"), &fault.reason().to_owned());
            if let Some(actor) = &fault.actor {
                output.leaf(plain("faultactor"), actor);
            }
            write_detail(fault, plain("detail"), output);
        }
        Version::Soap12 => {
            write_codes(fault, version, output);
            output.open(soap("Reason"));
            for reason in &fault.reasons {
                output.open(soap("Text"));
                let language = reason.language.as_deref().unwrap_or("en");
                output.attribute(Name::new(XML, "lang"), &language.to_owned());
                output.simple(&reason.text);
                output.close();
            }
            output.close();
            for (local, value) in [("Node", &fault.node), ("Role", &fault.actor)] {
                if let Some(value) = value {
                    output.leaf(soap(local), value);
                }
            }
            write_detail(fault, soap("Detail"), output);
        }
    }
    output.close();
}

fn write_codes(fault: &Fault, version: Version, output: &mut Writer) {
    let soap = |local| Name::new(version.namespace(), local);
    let outer = code(fault, version);
    output.open(soap("Code"));
    output.leaf(soap("Value"), &outer);
    // SOAP 1.2 allows only five codes, so a server's own code becomes a subcode.
    let own = (outer.local() == "Receiver" && !fault.is_server()).then_some(&fault.code);
    let mut open = 0;
    for subcode in own.into_iter().filter(|code| !code.text.is_empty()).chain(&fault.subcodes) {
        output.open(soap("Subcode"));
        output.leaf(soap("Value"), subcode);
        open += 1;
    }
    for _ in 0..open {
        output.close();
    }
    output.close();
}

fn write_detail(fault: &Fault, name: Name<'_>, output: &mut Writer) {
    let DetailText(text) = &fault.detail_text;
    if fault.detail.is_empty() && text.is_empty() {
        return;
    }
    output.open(name);
    for element in &fault.detail {
        element.encode_element(element.name(), output);
    }
    if !text.is_empty() {
        output.simple(text);
    }
    output.close();
}

/// The code that the fault element contains. SOAP 1.1 has no subcodes: there, the innermost subcode of a
/// client or server fault becomes the code, as WS-Addressing 1.0 SOAP Binding (section 6) and WS-Security
/// (section 12) demand.
fn code(fault: &Fault, version: Version) -> Code {
    let local = fault.code.local();
    let own = |local: &str| Code::new(version.namespace(), local);
    let innermost = fault.subcodes.last().filter(|_| fault.is_client() || fault.is_server());
    match (version, innermost, local) {
        (Version::Soap11, Some(subcode), _) => subcode.clone(),
        (Version::Soap11, ..) if fault.is_client() => own("Client"),
        (Version::Soap11, ..) if fault.is_server() => own("Server"),
        (Version::Soap12, ..) if fault.is_client() => own("Sender"),
        (_, _, "VersionMismatch" | "MustUnderstand") => own(local),
        (Version::Soap12, _, "DataEncodingUnknown") => own(local),
        (Version::Soap12, ..) => own("Receiver"),
        (Version::Soap11, _, "") => own("Server"),
        (Version::Soap11, ..) => fault.code.clone(),
    }
}
