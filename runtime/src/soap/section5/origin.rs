//! Maps positions in an expanded message to positions in the received message, for error messages.

use crate::error::{Error, ErrorKind, Place};

/// Pairs of offsets in ascending order: the start of a range in the expanded text, and its start in the
/// received text.
#[derive(Default)]
pub(in crate::soap) struct Origin {
    pieces: Vec<(usize, usize)>,
}

impl Origin {
    /// Records that text from `written` on was copied from `received`.
    pub(super) fn note(&mut self, written: usize, received: usize) {
        match self.pieces.last_mut() {
            Some(last) if last.0 == written => last.1 = received,
            // The range continues the previous one.
            Some(last) if received.checked_sub(last.1) == written.checked_sub(last.0) => {}
            _ => self.pieces.push((written, received)),
        }
    }

    /// The offset in the received text that corresponds to an offset in the expanded text.
    pub(in crate::soap) fn of(&self, offset: usize) -> usize {
        let piece = self.pieces.partition_point(|(written, _)| *written <= offset);
        let Some((written, received)) = piece.checked_sub(1).and_then(|last| self.pieces.get(last)) else {
            return offset;
        };
        received + (offset - written)
    }

    /// Translates the position in an error to the received text.
    pub(in crate::soap) fn restore(&self, mut error: Error, received: &str) -> Error {
        if let ErrorKind::NotWellFormed { place, .. } | ErrorKind::Contract { place, .. } = error.kind_mut()
            && *place != Place::default()
        {
            *place = Place::of(received, self.of(place.offset));
        }
        error
    }
}
