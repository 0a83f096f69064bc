//! XML: the reader, the writer, and the traits of the types that they read and write. This module must
//! not know SOAP, HTTP, or any type that implements the traits.

mod account;
mod attributes;
pub(crate) mod budget;
mod content_model;
pub(crate) mod element;
mod nillable;
pub(crate) mod reader;
mod record;
pub mod simple;
mod standalone;
mod value;
pub(crate) mod writer;

pub use account::{Account, Departure, DepartureKind, ReadingMode};
pub use attributes::Attributes;
pub use content_model::ContentModel;
pub(crate) use content_model::ContentModels;
pub use nillable::Nillable;
pub use reader::{Array, Attribute, Document, Limits, Reader, TextRule};
pub use record::{Content, Details, Found, Group, GroupCount, Occurs, Record, Required};
pub use simple::{Invalid, Scope, Simple, Text};
pub use standalone::{from_slice, from_slice_as, from_str, from_str_as, to_string};
pub use value::Value;
pub use writer::{Fields, NeverEmpty, Writer};
