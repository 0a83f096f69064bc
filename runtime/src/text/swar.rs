//! SIMD within a register: finds bytes in words of eight bytes. It knows nothing of XML.

pub(crate) mod marks;

/// The highest bit of every byte of a word.
pub(crate) const HIGHS: u64 = all(0x80);

/// A word of one byte repeated.
pub(crate) const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Marks each byte that equals `byte`, by its highest bit.
#[inline(always)]
pub(crate) const fn equal(word: u64, byte: u8) -> u64 {
    let difference = word ^ all(byte);
    !((difference & !HIGHS).wrapping_add(!HIGHS) | difference) & HIGHS
}

/// Marks each byte that is below `limit`, by its highest bit. `limit` is at most 0x80.
#[inline(always)]
pub(crate) const fn below(word: u64, limit: u8) -> u64 {
    !((word & !HIGHS).wrapping_add(all(0x80 - limit)) | word) & HIGHS
}

/// Whether `length` bytes at two indices are equal. Also returns `false` if the comparison would read
/// beyond the end.
///
/// Sixteen bytes are compared at once, without a branch on the length, because most names are shorter.
#[inline(always)]
pub(crate) fn same(bytes: &[u8], one: usize, other: usize, length: usize) -> bool {
    let Some(([a, b], [c, d])) = pair(bytes, one).zip(pair(bytes, other)) else { return false };
    let near = first(a ^ c);
    let equal = if near < 8 { near } else { 8 + first(b ^ d) };
    equal >= length || equal == 16 && same_far(bytes, one, other, length)
}

#[inline(never)]
fn same_far(bytes: &[u8], one: usize, other: usize, length: usize) -> bool {
    let (a, b) = (bytes.get(one..one + length), bytes.get(other..other + length));
    a.is_some() && a == b
}

#[inline(always)]
fn pair(bytes: &[u8], at: usize) -> Option<[u64; 2]> {
    let (words, _) = bytes.get(at..)?.first_chunk::<16>()?.as_chunks::<8>();
    let [one, other] = words else { return None };
    Some([u64::from_le_bytes(*one), u64::from_le_bytes(*other)])
}

/// The index of the first byte that is not zero in a word of marks or differences; eight if all are zero.
#[inline(always)]
pub(crate) const fn first(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// A block of bytes as words, in little-endian order.
#[inline(always)]
pub(crate) fn lanes(bytes: &[u8; 32]) -> [u64; 4] {
    let (words, _) = bytes.as_chunks::<8>();
    std::array::from_fn(|index| words.get(index).map_or(0, |word| u64::from_le_bytes(*word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_compared_up_to_their_length_only() {
        for length in 0..40 {
            let run: Vec<u8> = (0..length).map(|index| b'a' + index as u8).collect();
            let bytes = [b"<", &run[..], b"</", &run[..], &[b'>'; 16]].concat();
            assert!(same(&bytes, 1, length + 3, length), "{length}");
            for at in 0..length {
                let mut other = bytes.clone();
                other[length + 3 + at] ^= 0x20;
                assert!(!same(&other, 1, length + 3, length), "{length} {at}");
            }
            assert!(!same(&bytes, 1, bytes.len() - 15, length.min(15)) && !same(&bytes, 1, usize::MAX, 1));
        }
    }

    #[test]
    fn each_byte_is_marked_independently_of_its_neighbours() {
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
