//! Reads WSDL documents and generates Rust: types, and a client with one method per operation.

pub mod model;
pub mod problem;
pub mod read;
pub mod source;
