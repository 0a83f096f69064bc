//! Eight bytes at a time: the arithmetic that finds bytes in a word. It knows nothing of XML.

pub(crate) mod marks;

/// The highest bit of every byte of a word.
pub(crate) const HIGHS: u64 = all(0x80);

/// A word of one byte repeated.
pub(crate) const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Marks each byte that is this one, by its highest bit.
#[inline(always)]
pub(crate) const fn equal(word: u64, byte: u8) -> u64 {
    let difference = word ^ all(byte);
    !((difference & !HIGHS).wrapping_add(!HIGHS) | difference) & HIGHS
}

/// Marks each byte that is below a limit of at most 0x80, by its highest bit.
#[inline(always)]
pub(crate) const fn below(word: u64, limit: u8) -> u64 {
    !((word & !HIGHS).wrapping_add(all(0x80 - limit)) | word) & HIGHS
}

/// The number of the first byte whose highest bit is set; eight if none is.
#[inline(always)]
pub(crate) const fn first(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// A block of bytes as words, the first byte lowest.
#[inline(always)]
pub(crate) fn words(bytes: &[u8; 32]) -> [u64; 4] {
    let (words, _) = bytes.as_chunks::<8>();
    std::array::from_fn(|index| words.get(index).map_or(0, |word| u64::from_le_bytes(*word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_marked_for_itself() {
        let interesting = [0, 1, 9, 10, 11, 0x1F, 0x20, 0x3B, 0x3C, 0x3D, 0x7F, 0x80, 0xBC, 0xFF];
        for byte in interesting {
            for other in interesting {
                for at in 0..8 {
                    let mut bytes = [other; 8];
                    bytes[at] = byte;
                    let word = u64::from_le_bytes(bytes);
                    let marks =
                        |is: fn(u8) -> bool| u64::from_le_bytes(bytes.map(|byte| u8::from(is(byte)) << 7));
                    assert_eq!(equal(word, b'<'), marks(|byte| byte == b'<'), "{bytes:?}");
                    assert_eq!(below(word, 0x20), marks(|byte| byte < 0x20), "{bytes:?}");
                    assert_eq!(below(word, 9), marks(|byte| byte < 9), "{bytes:?}");
                    assert_eq!(
                        first(marks(|byte| byte == 9)),
                        bytes.iter().position(|&byte| byte == 9).unwrap_or(8)
                    );
                }
            }
        }
    }
}
