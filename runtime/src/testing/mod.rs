//! Tools for testing code that calls SOAP services: transports that record exchanges, replay them, and inject
//! faults. Feature `testing`.
//!
//! Each tool is a transport that implements both [`Transport`](crate::transport::Transport) and
//! [`BlockingTransport`](crate::transport::BlockingTransport). [`transport::Memory`](crate::transport::Memory),
//! which answers from a queue or by a function, needs no feature.
//!
//! | | |
//! |---|---|
//! | [`Recorder`] | passes requests on, and writes each exchange to a folder |
//! | [`Replay`] | answers from such a folder |
//! | `Mock` | a service whose operations are closures (with the feature `service`) |
//! | [`Faulty`] | passes requests on, and injects failures from a script, at random, or chosen by a function |

mod faults;
#[cfg(feature = "service")]
mod mock;
mod recording;

pub use faults::{Fault, Faulty};
#[cfg(feature = "service")]
pub use mock::{Mock, Unmet};
pub use recording::{Recorder, Replay};
