//! Reads WSDL documents and generates Rust: types, and a client with one method per operation.

mod builder;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod compare;
pub mod config;
mod docs;
pub mod emit;
mod escape;
pub mod model;
pub mod plan;
pub mod problem;
pub mod read;
mod secret_names;
mod sort;
pub mod source;
mod stamp;

pub use builder::{Builder, Error, Generated};
