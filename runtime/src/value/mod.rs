//! Values of elements and attributes: simple types, lists, dictionaries, secrets, documents. This module
//! must not know SOAP or HTTP, nor how text is written as tags.

mod as_text;
mod attachment;
pub(crate) mod dictionary;
pub(crate) mod enumeration;
mod list;
mod map;
mod primitive;
mod root;
mod secret;
#[cfg(feature = "serde")]
pub mod serde;
#[cfg(feature = "serde")]
pub(crate) mod serde_text;
mod typed;
mod verbatim;

pub use attachment::SwaRef;
pub use dictionary::{Dictionary, Pairs};
pub use enumeration::Enumeration;
pub use list::List;
pub use map::Map;
pub use root::{CheckedRoot, Root};
pub use secret::{Redacted, Secret};
pub use typed::Typed;
pub use verbatim::Verbatim;
