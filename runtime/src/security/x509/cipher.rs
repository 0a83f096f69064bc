//! Ciphers of encrypted content (XML Encryption 1.1, section 5.2).

use aes::{Aes128, Aes256};
use aes_gcm::aead::Aead;
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};

use super::{Cipher, unwritable};
use crate::error::Result;
use crate::random;

const BLOCK: usize = 16;
/// Length of the initialization vector of GCM, in bytes.
const GCM_IV_BYTES: usize = 12;

/// Encrypts a text. The result begins with the initialization vector.
pub(super) fn encrypt(cipher: Cipher, key: &[u8], text: &[u8]) -> Result<Vec<u8>> {
    let length = match cipher {
        Cipher::Aes128Cbc | Cipher::Aes256Cbc => BLOCK,
        Cipher::Aes128Gcm | Cipher::Aes256Gcm => GCM_IV_BYTES,
    };
    let vector = random::bytes::<BLOCK>()?;
    let vector = vector.get(..length).unwrap_or_default();
    let encrypted = match cipher {
        Cipher::Aes128Cbc => cbc::Encryptor::<Aes128>::new_from_slices(key, vector)
            .ok()
            .map(|mode| mode.encrypt_padded_vec::<NoPadding>(&padded(text))),
        Cipher::Aes256Cbc => cbc::Encryptor::<Aes256>::new_from_slices(key, vector)
            .ok()
            .map(|mode| mode.encrypt_padded_vec::<NoPadding>(&padded(text))),
        Cipher::Aes128Gcm => seal::<Aes128Gcm>(key, vector, text),
        Cipher::Aes256Gcm => seal::<Aes256Gcm>(key, vector, text),
    };
    let encrypted = encrypted.ok_or_else(|| unwritable("the content cannot be encrypted"))?;
    Ok([vector, &encrypted].concat())
}

/// Decrypts bytes that begin with the initialization vector. Failures are `None` without a reason, because a
/// reason would help an attacker who tries many messages.
pub(super) fn decrypt(cipher: Cipher, key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    match cipher {
        Cipher::Aes128Cbc => {
            let (vector, bytes) = bytes.split_at_checked(BLOCK)?;
            let mode = cbc::Decryptor::<Aes128>::new_from_slices(key, vector).ok()?;
            without_padding(mode.decrypt_padded_vec::<NoPadding>(bytes).ok()?)
        }
        Cipher::Aes256Cbc => {
            let (vector, bytes) = bytes.split_at_checked(BLOCK)?;
            let mode = cbc::Decryptor::<Aes256>::new_from_slices(key, vector).ok()?;
            without_padding(mode.decrypt_padded_vec::<NoPadding>(bytes).ok()?)
        }
        Cipher::Aes128Gcm => open::<Aes128Gcm>(key, bytes),
        Cipher::Aes256Gcm => open::<Aes256Gcm>(key, bytes),
    }
}

/// Pads a text to whole blocks. The last byte is the number of bytes that were added.
fn padded(text: &[u8]) -> Vec<u8> {
    let added = BLOCK - text.len() % BLOCK;
    let mut padded = text.to_vec();
    padded.resize(text.len() + added - 1, 0);
    padded.push(u8::try_from(added).unwrap_or_default());
    padded
}

fn without_padding(mut text: Vec<u8>) -> Option<Vec<u8>> {
    let added = usize::from(*text.last()?);
    if !(1..=BLOCK).contains(&added) {
        return None;
    }
    text.truncate(text.len().checked_sub(added)?);
    Some(text)
}

fn seal<C: Aead + KeyInit>(key: &[u8], nonce: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    C::new_from_slice(key).ok()?.encrypt(nonce.try_into().ok()?, text).ok()
}

fn open<C: Aead + KeyInit>(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let (nonce, bytes) = bytes.split_at_checked(GCM_IV_BYTES)?;
    C::new_from_slice(key).ok()?.decrypt(nonce.try_into().ok()?, bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Cipher; 4] = [Cipher::Aes128Cbc, Cipher::Aes256Cbc, Cipher::Aes128Gcm, Cipher::Aes256Gcm];

    #[test]
    fn texts_of_every_length_are_decrypted_as_they_were() {
        for cipher in ALL {
            let key = vec![7; cipher.key_length()];
            for length in 0..50 {
                let text = vec![b'x'; length];
                let encrypted = encrypt(cipher, &key, &text).unwrap();
                assert_eq!(decrypt(cipher, &key, &encrypted), Some(text));
            }
        }
    }

    #[test]
    fn short_and_changed_bytes_are_refused_without_a_panic() {
        for cipher in ALL {
            let key = vec![7; cipher.key_length()];
            let encrypted = encrypt(cipher, &key, b"text").unwrap();
            for length in 0..encrypted.len() {
                assert_eq!(decrypt(cipher, &key, &encrypted[..length]), None);
            }
            assert_eq!(decrypt(cipher, &key[1..], &encrypted), None);
        }
        let mut encrypted = encrypt(Cipher::Aes256Gcm, &[7; 32], b"text").unwrap();
        encrypted[13] ^= 1;
        assert_eq!(decrypt(Cipher::Aes256Gcm, &[7; 32], &encrypted), None);
    }
}
