//! Encryption of the body.

use saponify::security::x509::{Cipher, Decrypt, Encrypt, KeyReference, KeyTransport, Part, Sign, Verify};

use crate::{SOAP, assert_refused, bare, certificate, envelope, p256, rsa};

const CIPHERS: [Cipher; 4] = [Cipher::Aes128Cbc, Cipher::Aes256Cbc, Cipher::Aes128Gcm, Cipher::Aes256Gcm];

fn encrypt() -> Encrypt {
    Encrypt::new(certificate(&rsa()))
}

fn decrypt() -> Decrypt {
    Decrypt::new(rsa().key().clone()).unwrap()
}

/// The content of the body of an envelope.
fn content(text: &str) -> &str {
    let start = text.rfind("<s:Body").unwrap();
    let start = start + text[start..].find('>').unwrap() + 1;
    &text[start..text.rfind("</s:Body>").unwrap()]
}

#[test]
fn decryption_restores_the_content() {
    for cipher in CIPHERS {
        for transport in [KeyTransport::RsaOaep, KeyTransport::RsaOaepSha256, KeyTransport::Rsa15] {
            let encrypted = encrypt().cipher(cipher).key_transport(transport).apply(&envelope()).unwrap();
            assert!(!encrypted.contains("Alice") && encrypted.contains(cipher.uri()));
            let decrypt = decrypt().allow(transport).allow_cipher(cipher);
            let decrypted = decrypt.apply(&encrypted).unwrap();
            assert_eq!(content(&decrypted), content(&envelope()));
        }
    }
}

#[test]
fn every_reference_names_the_receiver() {
    for reference in [
        KeyReference::BinarySecurityToken,
        KeyReference::IssuerSerial,
        KeyReference::SubjectKeyIdentifier,
        KeyReference::Thumbprint,
    ] {
        let encrypted = encrypt().reference(reference).apply(&bare()).unwrap();
        decrypt().apply(&encrypted).unwrap();
    }
}

#[test]
fn signed_then_encrypted_messages_are_decrypted_then_verified() {
    let signed = Sign::new(p256()).parts([Part::Body, Part::Timestamp]).apply(&envelope()).unwrap();
    let encrypted = encrypt().cipher(Cipher::Aes256Cbc).apply(&signed).unwrap();
    // The receiver handles the children of the header in their order.
    assert!(encrypted.find("<xenc:EncryptedKey").unwrap() < encrypted.find("<ds:Signature").unwrap());
    let verify = Verify::pinned(certificate(&p256())).parts([Part::Body, Part::Timestamp]);
    assert_refused(verify.check(&encrypted), "Body: the element was changed");
    let decrypt = decrypt().allow_cipher(Cipher::Aes256Cbc);
    verify.check(&decrypt.apply(&encrypted).unwrap()).unwrap();
}

#[test]
fn empty_and_mixed_content_is_restored() {
    for expected in ["", " ", "text", "<a/>text<!-- c --><![CDATA[>]]>", "<b>é𝄞</b>"] {
        let text = format!("<s:Envelope xmlns:s='{SOAP}'><s:Body>{expected}</s:Body></s:Envelope>");
        let encrypted = encrypt().apply(&text).unwrap();
        assert_eq!(content(&decrypt().apply(&encrypted).unwrap()), expected);
    }
    let text = format!("<s:Envelope xmlns:s='{SOAP}'><s:Body/></s:Envelope>");
    decrypt().apply(&encrypt().apply(&text).unwrap()).unwrap();
}

#[test]
fn a_body_that_is_not_encrypted_is_refused_unless_optional() {
    assert_refused(decrypt().apply(&bare()), "Body: the content is not encrypted");
    assert_eq!(decrypt().optional().apply(&bare()).unwrap(), bare());
}

#[test]
fn pkcs1_padding_is_refused_unless_allowed() {
    let encrypted = encrypt().key_transport(KeyTransport::Rsa15).apply(&bare()).unwrap();
    assert_refused(decrypt().apply(&encrypted), "RSA with PKCS#1 v1.5 padding is not allowed");
}

#[test]
fn ciphers_that_do_not_detect_changes_are_refused_unless_allowed() {
    let key = || encrypt().cipher(Cipher::Aes256Gcm).apply(&bare()).unwrap();
    decrypt().apply(&key()).unwrap();
    for (cipher, other) in [(Cipher::Aes128Cbc, Cipher::Aes256Cbc), (Cipher::Aes256Cbc, Cipher::Aes128Cbc)] {
        let encrypted = encrypt().cipher(cipher).apply(&bare()).unwrap();
        let expected = format!("EncryptedData: the algorithm `{}` is not allowed", cipher.uri());
        assert_refused(decrypt().apply(&encrypted), &expected);
        assert_refused(decrypt().allow_cipher(other).apply(&encrypted), &expected);
        // A message in GCM mode that an attacker presents as one in CBC mode.
        let presented = key().replace(Cipher::Aes256Gcm.uri(), cipher.uri());
        assert_refused(decrypt().apply(&presented), &expected);
    }
}

#[test]
fn every_failed_decryption_is_the_same_error() {
    const FAILED: &str = "the message was rejected: Body: the content cannot be decrypted";

    for cipher in CIPHERS {
        for transport in [KeyTransport::RsaOaep, KeyTransport::Rsa15] {
            let encrypted = encrypt().cipher(cipher).key_transport(transport).apply(&envelope()).unwrap();
            let decrypt = decrypt().allow(transport).allow_cipher(cipher);
            let values: Vec<usize> =
                encrypted.match_indices("<xenc:CipherValue>").map(|(at, tag)| at + tag.len()).collect();
            for (index, &start) in values.iter().enumerate() {
                let length = encrypted[start..].find('<').unwrap();
                for offset in [0, 30, length / 2, length - 4, length - 8] {
                    let mut changed = encrypted.clone().into_bytes();
                    let byte = &mut changed[start + offset];
                    *byte = if *byte == b'A' { b'B' } else { b'A' };
                    let changed = String::from_utf8(changed).unwrap();
                    match decrypt.apply(&changed) {
                        // CBC does not detect changes.
                        Ok(_) => {
                            assert!(index == 1 && matches!(cipher, Cipher::Aes128Cbc | Cipher::Aes256Cbc))
                        }
                        Err(error) => assert_eq!(error.to_string(), FAILED),
                    }
                }
            }
        }
    }
}

#[test]
fn unsupported_algorithms_are_named() {
    let encrypted = encrypt().apply(&bare()).unwrap();
    let message = encrypted.replace("xmlenc11#aes256-gcm", "xmlenc11#aes192-gcm");
    assert_refused(
        decrypt().apply(&message),
        "EncryptedData: the algorithm `http://www.w3.org/2009/xmlenc11#aes192-gcm` is not supported",
    );
    let message = encrypted.replace("rsa-oaep-mgf1p", "kw-aes128");
    assert_refused(decrypt().apply(&message), "EncryptedKey: the algorithm");
}

#[test]
fn keys_of_elliptic_curves_do_not_encrypt() {
    assert_refused(Encrypt::new(certificate(&p256())).apply(&bare()), "the certificate has no RSA key");
    assert_refused(Decrypt::new(p256().key().clone()), "PrivateKey(P-256) cannot decrypt");
}
