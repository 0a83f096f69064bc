//! Identifiers of messages: random UUIDs (RFC 9562, version 4).

use crate::error::Result;
use crate::random;

/// A new identifier, as a URI.
pub(super) fn new() -> Result<String> {
    let mut bytes: [u8; 16] = random::bytes()?;
    let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
    *version = *version & 0x0f | 0x40;
    *variant = *variant & 0x3f | 0x80;
    let mut id = String::from("urn:uuid:");
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        id.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_a_random_uuid() {
        let (one, other) = (new().unwrap(), new().unwrap());
        assert_ne!(one, other);
        let parts: Vec<_> = one.strip_prefix("urn:uuid:").unwrap().split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{one}");
        assert!(parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']), "{one}");
        assert!(one.bytes().skip(9).all(|byte| byte == b'-' || byte.is_ascii_hexdigit()), "{one}");
    }
}
