//! Characters: names, white space, and the search for bytes in a text.
//! It must not know of documents, errors or values.

mod element;
mod name;
pub(crate) mod namespaces;
pub(crate) mod swar;
pub(crate) mod white_space;

pub use element::Element;
pub(crate) use element::OwnedName;
pub use name::Name;
pub(crate) use name::NamespaceNote;
pub use white_space::WhiteSpace;
