//! SOAP on top of the reader and the writer: envelopes and faults.

use std::fmt;

/// What a server answers when it cannot.
#[derive(Clone, Debug, Default)]
pub struct Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("fault")
    }
}
