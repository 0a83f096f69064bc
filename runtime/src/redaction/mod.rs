//! Secrets in text that is shown: which names say that a value is secret, and how it is masked.
//! It must not know how a document is read.

pub(crate) mod excerpt;
pub(crate) mod header;
pub(crate) mod mask;
pub(crate) mod names;
pub(crate) mod path;
pub(crate) mod pieces;
pub(crate) mod url;
