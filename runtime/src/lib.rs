#![doc = include_str!("../doc/crate.md")]

#[cfg(feature = "addressing")]
pub mod addressing;
mod call;
mod error;
mod fault;
mod include;
mod mime;
#[cfg(any(feature = "addressing", feature = "security"))]
mod random;
mod redaction;
#[cfg(feature = "security")]
pub mod security;
#[cfg(feature = "service")]
pub mod server;
pub mod soap;
#[cfg(feature = "testing")]
pub mod testing;
mod text;
pub mod transport;
pub mod validate;
mod value;
mod xml;
pub mod xsd;

pub use call::policy;
pub use call::{
    Call, Client, ObservedReply, ObservedRequest, Observer, REPLY_LIMIT, Reply, Retries, RetryKind, Sending,
};
pub use error::{Error, ErrorKind, HttpReply, Place, Result};
pub use fault::{Fault, Version};
pub use mime::Attachment;
pub use soap::{Actions, Body, Contract, Detail, DetailElement, NoFault, Operation, Replacement};
pub use text::{Element, Name, WhiteSpace};
pub use transport::TIMEOUT;
pub use validate::{Builtin, Checks, Facets, Validate};
#[cfg(feature = "serde")]
pub use value::serde;
pub use value::{CheckedRoot, Dictionary, Enumeration, List, Root, Secret, SwaRef, Typed, Verbatim};
pub use xml::{
    Account, Attributes, Content, Departure, DepartureKind, Details, Document, Found, GroupCount, Invalid,
    Limits, Nillable, Occurs, Reader, ReadingMode, Record, Required, Scope, Simple, Text, Value, Writer,
    from_slice, from_slice_as, from_str, from_str_as, simple, to_string,
};

/// Items for generated code. They change with the generator, and are not part of the public API.
#[doc(hidden)]
pub mod generated {
    #[cfg(feature = "service")]
    pub use crate::server::answer::{encoded_element, typed_element};
    pub use crate::soap::message::expanded_headers;
    pub use crate::validate::{Counted, Entries, Pair, Texts};
    pub use crate::validate::{general_category, is_name, is_name_start};
    pub use crate::value::enumeration::{lookup, open, parse, write_element};
    #[cfg(feature = "serde")]
    pub use crate::value::serde_text::{
        deserialize_enumeration, deserialize_simple, serialize_enumeration, serialize_simple,
    };
    pub use crate::value::union::{within_facets, write_float};
    pub use crate::value::{Map, Pairs, Redacted};
    pub use crate::xml::reader::{Slot, WildcardSlot};
    pub use crate::xml::{Array, Attribute, ContentModel, Fields, Group, NeverEmpty, TextRule};
    #[cfg(feature = "serde")]
    pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};
}
