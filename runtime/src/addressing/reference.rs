//! Endpoint references: the address of an endpoint, and the headers that its messages need.

use std::fmt;

use super::AddressingVersion;
use super::version::{NS_1_0, NS_2004};
use crate::error::Result;
use crate::redaction::url::shown;
use crate::soap::Block;
use crate::text::{Element, Name, OwnedName};
use crate::xml::{Content, Found, Reader, Record, Required, Value, Writer};

/// An endpoint reference (WS-Addressing 1.0 Core, section 2).
///
/// It is the content of an element such as `ReplyTo`, or of an element in a body. Both versions of
/// WS-Addressing are read. A reference is written in its [`version`](Self::version).
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointReference {
    /// The version of WS-Addressing in which the reference is written.
    pub version: AddressingVersion,
    /// The URI of the endpoint.
    pub address: String,
    /// Elements that messages to the endpoint contain as header blocks.
    pub reference_parameters: Vec<Element>,
    /// Elements that messages to the endpoint contain as header blocks, and that are part of the identity of
    /// the endpoint. Only the submission of August 2004 has them.
    pub reference_properties: Vec<Element>,
    /// Descriptions of the endpoint: the children of `Metadata` in WS-Addressing 1.0, `PortType` and
    /// `ServiceName` in the submission of August 2004.
    pub metadata: Vec<Element>,
    /// Child elements that this version of WS-Addressing does not define. They are written after the others.
    pub extensions: Vec<Element>,
}

impl EndpointReference {
    /// Creates a reference to an address. Its version is WS-Addressing 1.0.
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), ..Self::default() }
    }

    /// Sets the version of the reference.
    #[must_use]
    pub fn version(mut self, version: AddressingVersion) -> Self {
        self.version = version;
        self
    }

    /// Adds a reference parameter.
    #[must_use]
    pub fn reference_parameter(mut self, parameter: Element) -> Self {
        self.reference_parameters.push(parameter);
        self
    }

    /// Adds a reference property, which only the submission of August 2004 knows.
    #[must_use]
    pub fn reference_property(mut self, property: Element) -> Self {
        self.reference_properties.push(property);
        self
    }

    /// Serializes the reference as an element of this name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode).
    pub fn to_element<'n>(&self, name: impl Into<Name<'n>>) -> Result<Element> {
        Element::of(name, self)
    }

    /// Reference properties and parameters as header blocks of a message. In WS-Addressing 1.0, each block has
    /// the attribute `IsReferenceParameter`.
    pub(super) fn blocks(&self, version: AddressingVersion) -> impl Iterator<Item = Block> {
        self.reference_properties.iter().chain(&self.reference_parameters).map(move |element| {
            let mut element = element.clone();
            if version == AddressingVersion::V1_0 {
                let mark = OwnedName::of(Name::new(NS_1_0, "IsReferenceParameter"));
                element.attributes.retain(|(name, _)| *name != mark);
                element.attributes.push((mark, "true".to_owned()));
            }
            Block::new(element)
        })
    }
}

impl From<&str> for EndpointReference {
    fn from(address: &str) -> Self {
        Self::new(address)
    }
}

impl From<String> for EndpointReference {
    fn from(address: String) -> Self {
        Self::new(address)
    }
}

/// Shows the address without user, password and query.
impl fmt::Debug for EndpointReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EndpointReference")
            .field("version", &self.version)
            .field("address", &shown(&self.address))
            .field("reference_parameters", &self.reference_parameters)
            .field("reference_properties", &self.reference_properties)
            .field("metadata", &self.metadata)
            .field("extensions", &self.extensions)
            .finish()
    }
}

impl Record for EndpointReference {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        let (version, local) = match (name.within(NS_1_0), name.within(NS_2004)) {
            ("", "") if name.is_probe() => return Ok(Found::No),
            ("", "") => return input.any(&mut self.extensions),
            ("", local) => (AddressingVersion::August2004, local),
            (local, _) => (AddressingVersion::V1_0, local),
        };
        let children = match (version, local) {
            (_, "Address") => {
                self.version = version;
                let found = input.once(0, &mut self.address)?;
                self.address = self.address.trim().to_owned();
                return Ok(found);
            }
            (AddressingVersion::August2004, "PortType" | "ServiceName") => {
                return input.any(&mut self.metadata);
            }
            (_, "ReferenceParameters") => &mut self.reference_parameters,
            (AddressingVersion::August2004, "ReferenceProperties") => &mut self.reference_properties,
            (AddressingVersion::V1_0, "Metadata") => &mut self.metadata,
            _ => return input.any(&mut self.extensions),
        };
        input.record(&mut Children(children))?;
        Ok(Found::Many)
    }

    fn required(&self) -> &'static [Required] {
        &[(0, "Address")]
    }

    fn encode_fields(&self, output: &mut Writer) {
        let namespace = self.version.namespace();
        output.within(namespace).field("Address", &self.address);
        let children = |local: &str, elements: &[Element], output: &mut Writer| {
            if !elements.is_empty() {
                output.open(Name::new(namespace, local));
                write(elements, output);
                output.close();
            }
        };
        if self.version == AddressingVersion::August2004 {
            children("ReferenceProperties", &self.reference_properties, output);
        }
        children("ReferenceParameters", &self.reference_parameters, output);
        match self.version {
            AddressingVersion::V1_0 => children("Metadata", &self.metadata, output),
            AddressingVersion::August2004 => write(&self.metadata, output),
        }
        write(&self.extensions, output);
    }
}

fn write(elements: &[Element], output: &mut Writer) {
    for element in elements {
        element.encode_element(element.name(), output);
    }
}

/// The child elements of an element, whatever their names.
struct Children<'c>(&'c mut Vec<Element>);

impl Record for Children<'_> {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.any(self.0)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(xml: &str) -> EndpointReference {
        let reference: EndpointReference = Element::parse(xml).unwrap().decode().unwrap();
        let name = Name::new("urn:x", "Printer");
        let written = reference.to_element(name).unwrap();
        assert_eq!(written.decode::<EndpointReference>().unwrap(), reference, "{}", written.to_xml());
        reference
    }

    #[test]
    fn a_reference_keeps_all_its_elements() {
        let reference = round_trip(&format!(
            "<p:EPR xmlns:p='urn:p' xmlns='{NS_1_0}'><Address> urn:a </Address>\
             <ReferenceParameters><p:id>7</p:id> <p:key/></ReferenceParameters>\
             <Metadata><p:wsdl/></Metadata><p:more>x</p:more></p:EPR>"
        ));
        assert_eq!((reference.version, reference.address.as_str()), (AddressingVersion::V1_0, "urn:a"));
        let names = |elements: &[Element]| -> Vec<String> {
            elements.iter().map(|element| element.name().local().to_owned()).collect()
        };
        assert_eq!(names(&reference.reference_parameters), ["id", "key"]);
        assert_eq!(names(&reference.metadata), ["wsdl"]);
        assert_eq!(names(&reference.extensions), ["more"]);
    }

    #[test]
    fn a_reference_of_2004_keeps_properties_and_names() {
        let reference = round_trip(&format!(
            "<EPR xmlns='{NS_2004}' xmlns:p='urn:p'><Address>urn:a</Address>\
             <ReferenceProperties><p:id>7</p:id></ReferenceProperties>\
             <ReferenceParameters><p:key/></ReferenceParameters>\
             <PortType>p:T</PortType><ServiceName PortName='P'>p:S</ServiceName><p:Policy/></EPR>"
        ));
        assert_eq!(reference.version, AddressingVersion::August2004);
        assert_eq!((reference.reference_properties.len(), reference.reference_parameters.len()), (1, 1));
        assert_eq!((reference.metadata.len(), reference.extensions.len()), (2, 1));
        assert_eq!(reference.metadata[0].text().as_deref(), Some("p:T"));
    }

    #[test]
    fn a_reference_without_an_address_is_an_error() {
        let element = Element::parse(&format!("<EPR xmlns='{NS_1_0}'><Metadata/></EPR>")).unwrap();
        let error = element.decode::<EndpointReference>().unwrap_err();
        assert!(error.to_string().contains("Address"), "{error}");
    }

    #[test]
    fn parameters_are_marked_only_in_version_1_0() {
        let parameter = Element::parse("<id xmlns='urn:p'>7</id>").unwrap();
        let reference = EndpointReference::new("urn:a")
            .reference_parameter(parameter.clone())
            .reference_property(parameter);
        for (version, expected) in
            [(AddressingVersion::V1_0, Some("true")), (AddressingVersion::August2004, None)]
        {
            let blocks: Vec<_> = reference.blocks(version).collect();
            assert_eq!(blocks.len(), 2);
            for block in blocks {
                assert_eq!(block.element().attribute((NS_1_0, "IsReferenceParameter")), expected);
            }
        }
    }

    #[test]
    fn debug_shows_no_credential() {
        let shown = format!("{:?}", EndpointReference::new("http://jdoe:pa55@host/?key=pa55"));
        assert!(!shown.contains("pa55") && shown.contains("http://host/"), "{shown}");
    }
}
