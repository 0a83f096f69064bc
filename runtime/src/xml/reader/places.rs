//! The search for the positions of errors, as lines and columns.

use crate::error::Place;

/// The positions from which the positions of further errors are found. The lenient mode skips values with errors, so
/// a document may have as many errors as values. If the lines were counted from the beginning for each, the time would
/// grow with the square of the size of the document.
#[derive(Clone, Copy)]
pub(super) struct KnownPlaces {
    /// The position of a start tag. It only moves forward, because no later error precedes the current start tag.
    tag: Place,
    /// The position of the last error. The next one may precede it, if both are in one start tag.
    last: Place,
    #[cfg(test)]
    pub(super) bytes_read: usize,
}

impl KnownPlaces {
    pub(super) const START: Self = Self {
        tag: Place::START,
        last: Place::START,
        #[cfg(test)]
        bytes_read: 0,
    };

    /// Finds the position of an offset. `tag` is the offset of the current start tag.
    pub(super) fn find(&mut self, text: &str, offset: usize, tag: usize) -> Place {
        let tag = tag.min(offset);
        if tag > self.tag.offset {
            self.tag = self.forward(text, tag);
        }
        self.last = self.forward(text, offset);
        self.last
    }

    /// The position of an offset, from the nearest known position before it.
    fn forward(&mut self, text: &str, offset: usize) -> Place {
        let before = [self.last, self.tag].into_iter().filter(|known| known.offset <= offset);
        let nearest = before.max_by_key(|known| known.offset).unwrap_or(Place::START);
        let place = nearest.forward(text, offset);
        #[cfg(test)]
        {
            self.bytes_read += place.offset - nearest.offset;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::KnownPlaces;
    use crate::error::Place;

    #[test]
    fn positions_are_the_same_in_any_order() {
        let text = "<a>\n<b c='x'\n d='x'/>\n<e/></a>";
        let mut known = KnownPlaces::START;
        for (offset, tag) in [(18, 4), (7, 4), (4, 4), (24, 24), (27, 24), (1, 0), (20, 24)] {
            assert_eq!(known.find(text, offset, tag), Place::of(text, offset), "{offset}");
        }
    }
}
