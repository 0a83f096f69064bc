//! Source of the choices for an instance: numbers from proptest, which shrinks them after a failure.

/// Sequence of choices. After its end, every choice is 0, which always selects the simplest alternative.
pub(crate) struct Choices<'c> {
    given: &'c [u16],
    at: usize,
}

impl<'c> Choices<'c> {
    pub(crate) fn new(given: &'c [u16]) -> Self {
        Self { given, at: 0 }
    }

    fn next(&mut self) -> u16 {
        let next = self.given.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        next
    }

    /// Returns a number below `count`, or 0 if `count` is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        if count < 2 { 0 } else { usize::from(self.next()) % count }
    }

    /// Returns `true` with probability 1/`times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    pub(crate) fn one<'i, I>(&mut self, items: &'i [I]) -> Option<&'i I> {
        items.get(self.below(items.len()))
    }

    /// Returns a seed for a random number generator.
    pub(crate) fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        for pair in seed.chunks_mut(8) {
            pair[..2].copy_from_slice(&self.next().to_le_bytes());
        }
        seed
    }
}
