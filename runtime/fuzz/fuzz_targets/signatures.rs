//! Checks that signed and encrypted messages, certificates and key files of any bytes cause no panic, that
//! each message that can be signed can be verified, and that decrypted content equals the content that was
//! encrypted.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use saponify::security::x509::{Certificate, Decrypt, Encrypt, Identity, Sign, Verify};

static SIGNER: LazyLock<Identity> = LazyLock::new(|| {
    let key = include_str!("../../tests/x509/keys/p256.sec1.pem");
    Identity::from_pem(key, include_str!("../../tests/x509/keys/p256.cert.pem")).expect("a key")
});
static RECEIVER: LazyLock<Identity> = LazyLock::new(|| {
    let key = include_str!("../../tests/x509/keys/rsa.key.pem");
    Identity::from_pem(key, include_str!("../../tests/x509/keys/rsa.cert.pem")).expect("a key")
});

fuzz_target!(|bytes: &[u8]| {
    let _ = Certificate::from_der(bytes);
    let _ = Identity::from_pkcs12(bytes, "secret");
    let Ok(text) = str::from_utf8(bytes) else { return };
    let verify = Verify::pinned(SIGNER.certificate().clone());
    let decrypt = Decrypt::new(RECEIVER.key().clone()).expect("an RSA key");
    let _ = verify.check(text);
    let _ = decrypt.apply(text);

    let Ok(signed) = Sign::new(SIGNER.clone()).apply(text) else { return };
    if let Err(error) = verify.check(&signed) {
        panic!("{error}: {signed}");
    }
    let encrypted = Encrypt::new(RECEIVER.certificate().clone()).apply(&signed).expect("encrypted");
    match decrypt.apply(&encrypted) {
        Ok(decrypted) => {
            verify.check(&decrypted).expect("verified");
        }
        Err(error) => panic!("{error}: {signed}"),
    }
});
