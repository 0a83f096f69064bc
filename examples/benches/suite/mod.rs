//! Shared code of the decode and encode benchmarks: documents, competitors, and measurement.

#![allow(dead_code)]

pub(crate) mod documents;
pub(crate) mod gsoap;
pub(crate) mod peer;
pub(crate) mod race;
pub(crate) mod serde_shape;
pub(crate) mod sweep;
pub(crate) mod xsd_parser;
