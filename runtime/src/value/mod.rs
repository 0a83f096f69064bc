//! Values of elements and attributes: simple types, lists, dictionaries, secrets, whole documents.
//! It must not know SOAP or HTTP, nor how characters become tags.

mod as_text;
pub(crate) mod dictionary;
pub mod enumeration;
mod list;
mod nillable;
mod primitive;
mod root;
mod secret;
#[cfg(feature = "serde")]
pub mod serde;
mod standalone;
mod typed;
mod verbatim;
pub mod xsd;

pub use dictionary::{Dictionary, Pairs};
pub use enumeration::Enumeration;
pub use list::List;
pub use nillable::Nillable;
pub use root::{CheckedRoot, Root};
pub use secret::{Redacted, Secret};
pub use standalone::{from_slice, from_slice_as, from_str, from_str_as, to_string};
pub(crate) use typed::NamedType;
pub use typed::Typed;
pub use verbatim::Verbatim;
