//! Calls: a client sends requests over a transport, decodes replies, and reports both to an observer.

mod attempts;
mod authentication;
mod builder;
mod client;
mod declared_reply;
#[cfg(feature = "digest")]
mod digest;
mod exchange;
pub(crate) mod extended;
mod observer;
mod packed;
pub mod policy;
mod progress;
pub(crate) mod receive;
mod repeat;
mod reply;
mod retry;
mod settings;

pub use builder::{Call, Sending};
pub use client::{Client, REPLY_LIMIT};
pub use observer::{ObservedReply, ObservedRequest, Observer};
pub use reply::Reply;
pub use retry::{Retries, RetryKind};
