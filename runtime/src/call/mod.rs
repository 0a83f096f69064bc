//! Calls: a client sends requests over a transport, decodes replies, and reports both to an observer.

mod builder;
mod client;
pub(crate) mod content_type;
mod declared_reply;
mod exchange;
mod extended;
pub(crate) mod multipart;
mod observer;
pub(crate) mod receive;
mod reply;

pub use builder::{Call, Sending};
pub use client::{Client, REPLY_LIMIT};
pub use observer::{ObservedReply, ObservedRequest, Observer};
pub use reply::Reply;
