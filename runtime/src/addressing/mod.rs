//! WS-Addressing 1.0 and the submission of August 2004 (feature `addressing`).
//!
//! [`Addressing`] is an [extension](crate::soap::extension) that sends the message addressing headers with
//! each request, and checks that a reply belongs to its request:
//!
//! ```
//! use saponify::addressing::Addressing;
//! use saponify::transport::Memory;
//! use saponify::{Client, Version};
//!
//! let client = Client::new(Memory::new(), "https://example.com/Service.svc", Version::Soap12)
//!     .with_addressing(Addressing::v1_0());
//! ```
//!
//! The action of a request is the one that the contract declares (`wsam:Action` or `wsaw:Action`), or else the
//! SOAP action, or else the default that consists of the names of port type and operation (WS-Addressing 1.0
//! Metadata, section 4.4.4). A call can replace the client's extension, for example to set another action:
//!
//! ```
//! # use saponify::addressing::{Addressing, EndpointReference};
//! # use saponify::{Call, Operation};
//! # fn example<T, O: Operation>(call: Call<T, O>) -> Call<T, O> {
//! call.addressing(Addressing::v1_0().action("urn:example:other").reply_to("https://example.com/replies"))
//! # }
//! ```
//!
//! With `reply_to`, the server answers with the HTTP status 202 and an empty body, and sends the reply to the
//! given address. The call then returns the default value of its reply type.
//!
//! # Endpoint references
//!
//! An [`EndpointReference`] is read from a received element, and used as the destination of later requests.
//! Its reference parameters are sent as header blocks:
//!
//! ```
//! use saponify::addressing::{Addressing, EndpointReference};
//! use saponify::transport::Memory;
//! use saponify::{Client, Element, Version};
//!
//! let element = Element::parse(
//!     r#"<Printer xmlns="http://www.w3.org/2005/08/addressing">
//!          <Address>https://example.com/printers</Address>
//!          <ReferenceParameters><Id xmlns="urn:example">7</Id></ReferenceParameters>
//!        </Printer>"#,
//! )?;
//! let printer: EndpointReference = element.decode()?;
//! let client = Client::new(Memory::new(), &printer.address, Version::Soap12)
//!     .with_addressing(Addressing::v1_0().to(printer));
//! # Ok::<(), saponify::Error>(())
//! ```
//!
//! # Faults
//!
//! [`Error::addressing_fault`](crate::Error::addressing_fault) returns the fault of a server that rejects the
//! headers. It recognizes the fault codes of both versions.

mod exchange;
mod fault;
mod headers;
mod message_id;
mod reference;
mod version;

pub use exchange::Addressing;
pub use fault::{AddressingFault, AddressingFaultKind};
pub use reference::EndpointReference;
pub use version::AddressingVersion;
