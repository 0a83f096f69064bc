#![doc = include_str!("../doc/crate.md")]
// Without the features `cli` and `internals`, some items of the modules are unused.
#![cfg_attr(not(all(feature = "cli", feature = "internals")), allow(dead_code, unused_imports))]
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub))]

mod builder;
#[cfg(feature = "cli")]
mod cli;
mod compare;
mod config;
mod docs;
mod emit;
mod error;
mod escape;
mod file_names;
mod generated;
mod lists;
mod map;
mod model;
mod name_characters;
mod pattern;
mod plan;
mod problem;
mod read;
mod secret_names;
mod source;
mod stamp;
mod unicode;

pub use builder::Builder;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use cli::run;
pub use emit::File;
pub use error::Error;
pub use generated::Generated;
pub use plan::Counts;
pub use problem::{Problem, Problems, Severity};
pub use source::{Position, Source, SourceId, Sources, Span};

/// Items for the tests, benches and fuzz targets of this project. Not covered by semver.
#[cfg(feature = "internals")]
#[doc(hidden)]
#[allow(missing_docs)]
pub mod internals {
    pub mod compare {
        pub use crate::compare::*;
    }
    pub mod config {
        pub use crate::config::*;
    }
    #[cfg(feature = "cli")]
    pub mod convert {
        pub use crate::cli::{RoundTrip, round_trip};
    }
    pub mod emit {
        pub use crate::emit::*;
    }
    pub mod model {
        pub use crate::model::*;
    }
    pub mod plan {
        pub use crate::plan::*;
    }
    pub mod problem {
        pub use crate::problem::*;
    }
    pub mod read {
        pub use crate::read::*;
    }
    pub mod source {
        pub use crate::source::*;
    }
}
