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
//! | header block that the contract does not declare | allowed; skipped, noted | skipped, noted | skipped, noted |
//! | the same with `mustUnderstand` | error | skipped, noted | skipped, noted |
//! | text among elements, unless the type is mixed | error | error | error |
//! | element in a namespace that no wildcard of its type lets in, where there is one | error | kept with the others, noted | kept, noted |
//! | element or attribute qualified and declared unqualified, or the reverse[^form] | error | taken, noted | taken, noted |
//! | the same where it may be several members, or both forms in one record | error | error | error |
//! | `xsi:type` that names another type than that of a record or simple value without derived types[^type] | ignored, noted | ignored, noted | ignored, noted |
//! | members in another order than that of the schema | error | any order | any order |
//! | fewer or more of a repeated member, choice or group than the schema says, but not none of a required member | error | any number | any number |
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
//! takes it. The namespace of the parent is that of the innermost element around it that is in one; for an attribute that is
//! the element on which it stands, or one around that.
//!
//! [^type]: Types are compared by their local names. The types of lists and dictionaries that are a `Vec` or a
//! [`Dictionary`] are not known. In SOAP encoding every element may name its type.

mod call;
mod error;
mod fault;
mod include;
mod redaction;
pub mod soap;
mod text;
pub mod transport;
pub mod validate;
mod value;
mod xml;
pub mod xsd;

pub use call::{Call, Client, ObservedReply, ObservedRequest, Observer, REPLY_LIMIT, Reply, Sending};
pub use error::{Error, ErrorKind, HttpReply, Place, Result};
pub use fault::{Fault, Version};
pub use soap::{Body, Contract, Detail, DetailElement, NoFault, Operation};
pub use text::{Element, Name, WhiteSpace};
pub use transport::TIMEOUT;
pub use validate::{Builtin, Checks, Facets, Validate};
#[cfg(feature = "serde")]
pub use value::serde;
pub use value::{CheckedRoot, Dictionary, Enumeration, List, Root, Secret, Typed, Verbatim};
pub use xml::{
    Account, Attributes, Content, Departure, DepartureKind, Document, Found, GroupCount, Invalid, Limits,
    Nillable, Occurs, Reader, ReadingMode, Record, Required, Scope, Simple, Text, Value, Writer, from_slice,
    from_slice_as, from_str, from_str_as, simple, to_string,
};

/// What only generated code uses. It changes with the generator, and is not part of the public API.
#[doc(hidden)]
pub mod generated {
    pub use crate::validate::{Counted, Entries, Pair, Texts};
    pub use crate::value::enumeration::{open, parse, write_element};
    #[cfg(feature = "serde")]
    pub use crate::value::serde_text::{
        deserialize_enumeration, deserialize_simple, serialize_enumeration, serialize_simple,
    };
    pub use crate::value::{Map, Pairs, Redacted};
    pub use crate::xml::reader::{Slot, WildcardSlot};
    pub use crate::xml::{Array, Attribute, Fields, Group, NeverEmpty, TextRule};
    #[cfg(feature = "serde")]
    pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};
}
