//! A search for all bytes of a class, for texts that may contain many of them. It knows nothing of XML.

/// Number of bytes that are examined together.
const BLOCK: usize = 64;

/// An iterator over the indices of the bytes that belong to a class.
pub(crate) struct Marks<'b, F> {
    bytes: &'b [u8],
    is_marked: F,
    /// Offset of the block that was examined last.
    at: usize,
    /// Offset of the block that is examined next.
    next: usize,
    /// The matches in the block at `at` that were not returned yet, one bit per byte, lowest bit first.
    bits: u64,
}

impl<'b, F: Fn(u8) -> bool> Marks<'b, F> {
    /// Creates an iterator over the bytes for which `is_marked` returns `true`. `is_marked` must be
    /// branch-free, so that the compiler vectorizes it.
    #[inline(always)]
    pub(crate) fn new(bytes: &'b [u8], from: usize, is_marked: F) -> Self {
        Self { bytes, is_marked, at: from, next: from, bits: 0 }
    }

    /// Skips all bytes before `from`.
    pub(crate) fn pass_to(&mut self, from: usize) {
        if from < self.next {
            self.bits &= u64::MAX << from.saturating_sub(self.at);
        } else {
            (self.next, self.bits) = (from, 0);
        }
    }

    #[inline(always)]
    fn look(&self) -> u64 {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match rest.first_chunk() {
            Some(block) => self.bits_of(block),
            None => {
                let mut block = [0; BLOCK];
                let (start, _) = block.split_at_mut(rest.len());
                start.copy_from_slice(rest);
                self.bits_of(&block) & !(u64::MAX << rest.len())
            }
        }
    }

    #[inline(always)]
    fn bits_of(&self, block: &[u8; BLOCK]) -> u64 {
        let mut marks = [0; BLOCK];
        for (mark, &byte) in marks.iter_mut().zip(block) {
            *mark = u8::from((self.is_marked)(byte));
        }
        let (words, _) = marks.as_chunks::<8>();
        let words = words.iter().map(|word| u64::from_le_bytes(*word));
        match words.clone().fold(0, |any, word| any | word) {
            0 => 0,
            // Each byte of a word is 0 or 1. The product has these eight bits in its highest byte: the bit of
            // byte `i` is shifted by `7 * (8 - i)`, from bit `8 * i` to bit `56 + i`.
            _ => words.enumerate().fold(0, |bits, (index, word)| {
                bits | (word.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * index)
            }),
        }
    }
}

impl<F: Fn(u8) -> bool> Iterator for Marks<'_, F> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if self.next >= self.bytes.len() {
                return None;
            }
            self.at = self.next;
            self.next += BLOCK;
            self.bits = self.look();
        }
        let found = self.at + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_special_byte_is_found_at_any_offset() {
        for length in (0..70).chain([127, 128, 129, 200]) {
            for step in [1, 2, 3, 7, 50, 64, 65] {
                for from in [0, 1, 63, 64, 100] {
                    let bytes: Vec<u8> = (0..length).map(|at| u8::from(at % step == 0)).collect();
                    let found: Vec<usize> = Marks::new(&bytes, from, |byte| byte == 1).collect();
                    let expected: Vec<usize> = (from..length).filter(|at| at % step == 0).collect();
                    assert_eq!(found, expected, "{length} {step} {from}");
                }
            }
        }
    }

    #[test]
    fn bytes_before_the_new_position_are_not_returned() {
        let bytes = [1; 300];
        for told in [0, 1, 63, 64, 65, 130] {
            for from in
                [0, 1, 62, 63, 64, 65, 127, 128, 200, 299, 300, 301].into_iter().filter(|from| *from >= told)
            {
                let mut marks = Marks::new(&bytes, 0, |byte| byte == 1);
                assert_eq!(marks.by_ref().take(told).count(), told);
                marks.pass_to(from);
                assert_eq!(marks.collect::<Vec<_>>(), (from..300).collect::<Vec<_>>(), "{told} {from}");
            }
        }
    }
}
