//! Reads PKCS#12 files (RFC 7292): the private keys and certificates that they contain.

use cbc::cipher::array::AsArrayRef as _;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use pkcs8::ObjectIdentifier;
use pkcs8::der::asn1::AnyRef;
use pkcs8::der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};
use pkcs8::pkcs5::EncryptionScheme;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::unusable;
use crate::error::Result;

/// The contents of a file.
pub(super) struct Contents {
    /// Private keys, in PKCS#8.
    pub(super) keys: Vec<Zeroizing<Vec<u8>>>,
    /// Certificates, in DER.
    pub(super) certificates: Vec<Vec<u8>>,
}

/// Maximum number of iterations of a key derivation. Files of today use up to a million.
const MAX_ITERATIONS: u32 = 10_000_000;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.6");
const KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.3");
const X509_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.22.1");
const PBES2: ObjectIdentifier = oid("1.2.840.113549.1.5.13");
const PBE_3DES: ObjectIdentifier = oid("1.2.840.113549.1.12.1.3");
const PBE_RC2_128: ObjectIdentifier = oid("1.2.840.113549.1.12.1.5");
const PBE_RC2_40: ObjectIdentifier = oid("1.2.840.113549.1.12.1.6");
const SHA1: ObjectIdentifier = oid("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");

/// Reads a file. Errors do not quote it.
pub(super) fn read(file: &[u8], password: &str) -> Result<Contents> {
    let outer = AnyRef::from_der(file).ok().and_then(sequence).ok_or_else(malformed)?;
    let (safe, mac) = match outer.as_slice() {
        [_, safe] => (*safe, None),
        [_, safe, mac] => (*safe, Some(*mac)),
        _ => return Err(malformed()),
    };
    let (kind, content) = tagged(safe).ok_or_else(malformed)?;
    if kind != DATA {
        return Err(unusable("the PKCS#12 file is signed with a key, which is not supported"));
    }
    let safe = octets(content).ok_or_else(malformed)?;
    if let Some(mac) = mac {
        check_mac(mac, safe, password)?;
    }

    let mut contents = Contents { keys: Vec::new(), certificates: Vec::new() };
    for part in AnyRef::from_der(safe).ok().and_then(sequence).ok_or_else(malformed)? {
        let (kind, content) = tagged(part).ok_or_else(malformed)?;
        let bags = match kind {
            DATA => Zeroizing::new(octets(content).ok_or_else(malformed)?.to_vec()),
            ENCRYPTED_DATA => {
                let (algorithm, data) = encrypted_data(content).ok_or_else(malformed)?;
                decrypt(algorithm, data, password)?
            }
            _ => {
                return Err(unusable(
                    "the PKCS#12 file is encrypted for a certificate, which is not supported",
                ));
            }
        };
        read_bags(&bags, password, &mut contents)?;
    }
    Ok(contents)
}

fn read_bags(bags: &[u8], password: &str, contents: &mut Contents) -> Result<()> {
    for bag in AnyRef::from_der(bags).ok().and_then(sequence).ok_or_else(malformed)? {
        let (kind, value) = tagged(bag).ok_or_else(malformed)?;
        match kind {
            KEY_BAG => contents.keys.push(Zeroizing::new(value.to_der().map_err(|_| malformed())?)),
            SHROUDED_KEY_BAG => match sequence(value).as_deref() {
                Some([algorithm, data]) => {
                    let data = octets(*data).ok_or_else(malformed)?;
                    contents.keys.push(decrypt(*algorithm, data, password)?);
                }
                _ => return Err(malformed()),
            },
            CERTIFICATE_BAG => match tagged(value) {
                Some((X509_CERTIFICATE, certificate)) => {
                    contents.certificates.push(octets(certificate).ok_or_else(malformed)?.to_vec());
                }
                _ => return Err(malformed()),
            },
            _ => {}
        }
    }
    Ok(())
}

/// Checks the digest by which the file proves that the password is right. A missing one is accepted.
fn check_mac(mac: AnyRef<'_>, content: &[u8], password: &str) -> Result<()> {
    let parts = sequence(mac).ok_or_else(malformed)?;
    let (info, salt, iterations) = match parts.as_slice() {
        [info, salt] => (*info, *salt, 1),
        [info, salt, iterations] => (*info, *salt, u32::try_from(*iterations).map_err(|_| malformed())?),
        _ => return Err(malformed()),
    };
    let info = sequence(info).ok_or_else(malformed)?;
    let [algorithm, expected] = info.as_slice() else { return Err(malformed()) };
    let algorithm = sequence(*algorithm).ok_or_else(malformed)?;
    let algorithm = algorithm.first().and_then(|&oid| ObjectIdentifier::try_from(oid).ok());
    let expected = octets(*expected).ok_or_else(malformed)?;
    let salt = octets(salt).ok_or_else(malformed)?;
    let password = utf16_with_end(password);
    let is_right = match algorithm {
        Some(SHA1) => is_mac::<Sha1, 64>(&password, salt, iterations, content, expected),
        Some(SHA256) => is_mac::<Sha256, 64>(&password, salt, iterations, content, expected),
        Some(SHA384) => is_mac::<Sha384, 128>(&password, salt, iterations, content, expected),
        Some(SHA512) => is_mac::<Sha512, 128>(&password, salt, iterations, content, expected),
        _ => {
            return Err(unusable("the digest of the PKCS#12 file is not supported: expected SHA-1 or SHA-2"));
        }
    }?;
    match is_right {
        true => Ok(()),
        false => Err(unusable("the password of the PKCS#12 file is wrong, or the file is damaged")),
    }
}

fn is_mac<D: Digest + EagerHash, const BLOCK: usize>(
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    content: &[u8],
    expected: &[u8],
) -> Result<bool> {
    let key = derive::<D, BLOCK>(3, password, salt, iterations, <D as Digest>::output_size())?;
    let Ok(mut mac) = Hmac::<D>::new_from_slice(&key) else { return Ok(false) };
    mac.update(content);
    // Compares in constant time.
    Ok(mac.verify_slice(expected).is_ok())
}

/// Decrypts a part of the file.
fn decrypt(algorithm: AnyRef<'_>, data: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>> {
    let parts = sequence(algorithm).ok_or_else(malformed)?;
    let (Some(&kind), parameters) = (parts.first(), parts.get(1)) else { return Err(malformed()) };
    let kind = ObjectIdentifier::try_from(kind).map_err(|_| malformed())?;
    let plain = match kind {
        PBES2 => {
            let der = algorithm.to_der().map_err(|_| malformed())?;
            let scheme = EncryptionScheme::try_from(der.as_slice()).map_err(|_| not_supported(kind))?;
            scheme.decrypt(password, data).ok()
        }
        PBE_3DES | PBE_RC2_40 | PBE_RC2_128 => {
            let parameters = parameters.and_then(|&parameters| sequence(parameters)).ok_or_else(malformed)?;
            let [salt, iterations] = parameters.as_slice() else { return Err(malformed()) };
            let salt = octets(*salt).ok_or_else(malformed)?;
            let iterations = u32::try_from(*iterations).map_err(|_| malformed())?;
            let password = utf16_with_end(password);
            let derived = |id, length| derive::<Sha1, 64>(id, &password, salt, iterations, length);
            let iv = derived(2, 8)?;
            match kind {
                PBE_3DES => cbc::Decryptor::<des::TdesEde3>::new_from_slices(&derived(1, 24)?, &iv)
                    .ok()
                    .and_then(|cipher| cipher.decrypt_padded_vec::<Pkcs7>(data).ok()),
                _ => {
                    let length = if kind == PBE_RC2_40 { 5 } else { 16 };
                    let cipher = rc2::Rc2::new_with_eff_key_len(&derived(1, length)?, length * 8);
                    <&[u8; 8]>::try_from(iv.as_slice()).ok().and_then(|iv| {
                        let cipher = <cbc::Decryptor<rc2::Rc2> as cbc::cipher::InnerIvInit>::inner_iv_init(
                            cipher,
                            iv.as_array_ref(),
                        );
                        cipher.decrypt_padded_vec::<Pkcs7>(data).ok()
                    })
                }
            }
        }
        _ => return Err(not_supported(kind)),
    };
    plain
        .map(Zeroizing::new)
        .ok_or_else(|| unusable("the PKCS#12 file cannot be decrypted with the password"))
}

/// Derives a key from a password (RFC 7292, appendix B). `BLOCK` is the block length of the digest.
fn derive<D: Digest, const BLOCK: usize>(
    id: u8,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    if iterations > MAX_ITERATIONS {
        return Err(unusable(format!("the PKCS#12 file demands more than {MAX_ITERATIONS} iterations")));
    }
    let repeated = |bytes: &[u8]| -> Vec<u8> {
        bytes.iter().copied().cycle().take(bytes.len().div_ceil(BLOCK) * BLOCK).collect()
    };
    let mut input = Zeroizing::new([repeated(salt), repeated(password)].concat());
    let mut key = Zeroizing::new(Vec::with_capacity(length + <D as Digest>::output_size()));
    while key.len() < length {
        let mut block = D::new().chain_update([id; BLOCK]).chain_update(&*input).finalize();
        for _ in 1..iterations {
            block = D::digest(&block);
        }
        key.extend_from_slice(&block);
        // Adds the repeated block and the number one to each block of the input.
        for piece in input.chunks_mut(BLOCK) {
            let addend: Vec<u8> = block.iter().copied().cycle().take(piece.len()).collect();
            let mut carry = 1_u16;
            for (byte, add) in piece.iter_mut().zip(addend).rev() {
                let sum = u16::from(*byte) + u16::from(add) + carry;
                *byte = sum.to_be_bytes()[1];
                carry = sum >> 8;
            }
        }
    }
    key.truncate(length);
    Ok(key)
}

fn malformed() -> crate::Error {
    unusable("the file is not PKCS#12 in DER")
}

fn not_supported(kind: ObjectIdentifier) -> crate::Error {
    unusable(format!("the encryption {kind} of the PKCS#12 file is not supported"))
}

/// The elements of a sequence.
fn sequence(any: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    (any.tag() == Tag::Sequence).then(|| all(any.value())).flatten()
}

/// Reads all DER values in the bytes, one after another.
fn all(bytes: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let mut values = Vec::new();
    while !reader.is_finished() {
        values.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(values)
}

/// A sequence of an object identifier and a value with the tag 0.
fn tagged(any: AnyRef<'_>) -> Option<(ObjectIdentifier, AnyRef<'_>)> {
    let parts = sequence(any)?;
    let kind = ObjectIdentifier::try_from(*parts.first()?).ok()?;
    let value = parts.get(1)?;
    let is_tagged = matches!(value.tag(), Tag::ContextSpecific { constructed: true, number: TagNumber(0) });
    let value = is_tagged.then(|| AnyRef::from_der(value.value()).ok()).flatten()?;
    Some((kind, value))
}

/// The algorithm and the encrypted bytes of `EncryptedData`.
fn encrypted_data(any: AnyRef<'_>) -> Option<(AnyRef<'_>, &[u8])> {
    let parts = sequence(any)?;
    let content = sequence(*parts.get(1)?)?;
    let [_, algorithm, data] = content.as_slice() else { return None };
    let is_tagged = matches!(data.tag(), Tag::ContextSpecific { constructed: false, number: TagNumber(0) });
    is_tagged.then(|| (*algorithm, data.value()))
}

fn octets(any: AnyRef<'_>) -> Option<&[u8]> {
    (any.tag() == Tag::OctetString).then(|| any.value())
}

/// A password in the form that PKCS#12 uses: UTF-16 in big-endian order, with a zero at the end.
fn utf16_with_end(password: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect())
}
