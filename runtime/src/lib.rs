//! What a client that `saponify-codegen` generated stands on.

mod dictionary;
mod element;
pub mod enumeration;
mod error;
mod list;
mod name;
mod nillable;
mod primitive;
pub mod reader;
mod record;
mod secret;
pub mod simple;
pub mod soap;
mod value;
mod writer;
pub mod xsd;

pub use dictionary::{Dictionary, Pairs};
pub use element::Element;
pub use enumeration::Enumeration;
pub use error::{Error, ErrorKind, Place, Result};
pub use list::List;
pub use name::Name;
pub use nillable::Nillable;
pub use reader::{Array, Attribute, Document, Limits, Map, Reader};
pub use record::{Content, Found, Group, Record, Required};
pub use secret::Secret;
pub use simple::{Invalid, Scope, Simple, Text};
pub use value::Value;
pub use writer::{Fields, Writer};
