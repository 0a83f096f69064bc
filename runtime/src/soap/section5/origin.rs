//! Where the pieces of an expanded message stand in the message that was received, for the places in errors.

use crate::error::{Error, ErrorKind, Place};

/// Pairs of places, in the order of the first: one in the expanded text, and the one in the received text.
#[derive(Default)]
pub(in crate::soap) struct Origin {
    pieces: Vec<(usize, usize)>,
}

impl Origin {
    /// What is written at the first place from now on was received at the second.
    pub(super) fn note(&mut self, written: usize, received: usize) {
        match self.pieces.last_mut() {
            Some(last) if last.0 == written => last.1 = received,
            // The same piece goes on.
            Some(last) if received.checked_sub(last.1) == written.checked_sub(last.0) => {}
            _ => self.pieces.push((written, received)),
        }
    }

    /// Where in the received text an offset in the expanded text comes from.
    pub(in crate::soap) fn of(&self, offset: usize) -> usize {
        let piece = self.pieces.partition_point(|(written, _)| *written <= offset);
        let Some((written, received)) = piece.checked_sub(1).and_then(|last| self.pieces.get(last)) else {
            return offset;
        };
        received + (offset - written)
    }

    /// The same error with its place in the received text.
    pub(in crate::soap) fn restore(&self, mut error: Error, received: &str) -> Error {
        if let ErrorKind::NotWellFormed { place, .. } | ErrorKind::Contract { place, .. } = error.kind_mut()
            && *place != Place::default()
        {
            *place = Place::of(received, self.of(place.offset));
        }
        error
    }
}
