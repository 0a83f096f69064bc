//! Random bytes of the operating system.

use crate::error::{Error, Result};

/// Fills an array with random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    match getrandom::getrandom(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => {
            Err(Error::cannot_be_written(format!("the operating system returned no random bytes: {error}"))
                .with_source(error))
        }
    }
}
