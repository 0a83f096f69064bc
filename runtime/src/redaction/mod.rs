//! Redaction of secrets in errors and logs: recognizes secret values by name, and masks them. This module
//! must not know how documents are decoded.

pub(crate) mod excerpt;
pub(crate) mod header;
pub(crate) mod mask;
pub(crate) mod names;
pub(crate) mod path;
pub(crate) mod pieces;
pub(crate) mod references;
pub(crate) mod url;
