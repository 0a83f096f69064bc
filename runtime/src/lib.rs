//! What a client that `saponify-codegen` generated stands on.
//!
//! # Reading modes
//!
//! Replies do not always keep to their contract. A [`ReadingMode`] says what is an error then; it is set on a client
//! ([`Client::with_reading_mode`]) or on a call ([`Call::reading_mode`]). What is no error, and of which something is lost or
//! changed, is in the [`Account`] of the reply ([`Reply::account`]), which an [`Observer`] sees too
//! ([`ObservedReply::account`]). Servers and documents have modes as well: [`soap::server::read_request_as`],
//! [`from_str_as`], [`from_slice_as`] and [`Document::with_mode`].
//!
//! | In the document | `Strict` | `Standard` (default) | `Lenient` |
//! |---|---|---|---|
//! | element that the type does not have | error | skipped, noted | skipped, noted |
//! | the same in a list or dictionary type without a wildcard | error | error | skipped, noted |
//! | attribute that the type does not have | error | skipped, noted | skipped, noted |
//! | attribute of `xsi`, `xml` or SOAP, `wsu:Id` | allowed | allowed | allowed |
//! | header block that the contract does not declare | skipped, noted | skipped, noted | skipped, noted |
//! | the same with `mustUnderstand` | error | skipped, noted | skipped, noted |
//! | text among elements, unless the type is mixed | error | error | error |
//! | element in a namespace that the wildcard `##other` of its type excludes | error | kept with the others, noted | kept, noted |
//! | element qualified and declared unqualified, or the reverse[^form] | error | taken, noted | taken, noted |
//! | the same where it may be several members, or both forms in one record | error | error | error |
//! | members in another order than that of the schema | error | any order | any order |
//! | second occurrence of a member that may come once | error | error | error |
//! | missing required member | error | error | default, noted |
//! | nil where it is not nillable | error | error | `None` or default, noted |
//! | text of an optional member that is no value of its type | error | error | `None`, noted |
//! | text of a required member that is no value of its type | error | error | error |
//! | `True`, `1E3` for a decimal, `2024-02-29 12:00:00`, a zone `+0100` | error | error | read, noted |
//! | enumeration value that the contract does not list | error | `Other` | `Other` |
//! | white space before the XML declaration | error | error | ignored, noted |
//! | undeclared prefix of `xsi:nil` or `xsi:type`, or in its value | error | error | read, noted |
//! | document that is not well-formed otherwise | error | error | error |
//!
//! Errors have the path and the place. Faults are read in any form, whatever the mode.
//!
//! [^form]: In the namespace of the parent or in none, where no other member has that local name, and no wildcard of the type
//! takes it. The namespace of the parent is that of the innermost element around it that is in one.

mod account;
mod as_text;
mod attributes;
mod call;
mod client;
mod dictionary;
mod element;
pub mod enumeration;
mod error;
mod exchange;
mod failed_call;
mod include;
mod list;
mod name;
mod nillable;
mod observer;
mod operation;
mod primitive;
pub mod reader;
mod record;
mod reply;
mod root;
mod secret;
mod secret_names;
#[cfg(feature = "serde")]
pub mod serde;
pub mod simple;
pub mod soap;
mod standalone;
pub mod transport;
mod typed;
pub mod validate;
mod value;
mod verbatim;
mod white_space;
mod words;
mod writer;
pub mod xsd;

pub use account::{Account, Departure, DepartureKind, ReadingMode};
pub use attributes::Attributes;
pub use call::{Call, Sending};
pub use client::{Client, REPLY_LIMIT, TIMEOUT};
pub use dictionary::{Dictionary, Pairs};
pub use element::Element;
pub use enumeration::Enumeration;
pub use error::{Error, ErrorKind, Place, Result};
pub use failed_call::HttpReply;
pub use list::List;
pub use name::Name;
pub use nillable::Nillable;
pub use observer::{ObservedReply, ObservedRequest, Observer};
pub use operation::{Body, Contract, Detail, NoFault, Operation};
pub use reader::{Array, Attribute, Document, Limits, Map, Reader};
pub use record::{Content, Empty, Found, Group, Occurs, Record, Required};
pub use reply::Reply;
pub use root::{CheckedRoot, Root};
pub use secret::{Redacted, Secret};
pub use simple::{Invalid, Scope, Simple, Text};
pub use soap::{Fault, Version};
pub use standalone::{from_slice, from_slice_as, from_str, from_str_as, to_string};
pub use typed::Typed;
pub use validate::{Builtin, Checks, Facets, Validate};
pub use value::Value;
pub use verbatim::Verbatim;
pub use white_space::WhiteSpace;
pub use writer::{Fields, NeverEmpty, Writer};
