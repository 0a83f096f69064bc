//! Text: names, white space, and the search for bytes. This module must not know documents, errors or
//! values.

mod element;
mod name;
pub(crate) mod name_characters;
pub(crate) mod namespaces;
pub(crate) mod swar;
pub(crate) mod white_space;

pub use element::Element;
pub(crate) use element::OwnedName;
pub use name::Name;
pub(crate) use name::NamespaceNote;
pub use white_space::WhiteSpace;
