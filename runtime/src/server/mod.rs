#![doc = include_str!("../../doc/server.md")]

pub(crate) mod answer;
mod body;
mod context;
mod contract;
mod dispatch;
mod exchange;
mod extended;
mod fault;
mod in_memory;
mod limits;
mod load;
mod media;
mod operations;
mod panics;
mod paths;
mod reply;
#[cfg(feature = "server")]
mod running;
#[cfg(feature = "testing")]
pub(crate) mod samples;
#[cfg(feature = "server")]
mod serve;
mod service;
#[cfg(feature = "server")]
mod stalled;
mod unread;

pub use answer::{Answer, Declared, Failure, not_implemented};
pub use context::{Context, Peer};
pub use contract::Piece;
pub use limits::Bounds;
pub use operations::{Message, Operations};
pub use paths::Paths;
pub use reply::ReplyBody;
#[cfg(feature = "server")]
pub use running::{Running, start, start_with};
#[cfg(feature = "server")]
pub use serve::{Connections, Serve, serve};
pub use service::Service;

/// A boxed error of any type. The error type of a request body or reply body must convert into it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
