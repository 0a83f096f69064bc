//! Keys and certificates in PEM and PKCS#12.

use saponify::policy::Policy;
use saponify::security::x509::{Certificate, Decrypt, Encrypt, Identity, PrivateKey, Sign, Verify, X509};
use saponify::transport::Memory;
use saponify::{Client, Version};

use crate::{assert_refused, certificate, p256, pem, rsa};

#[test]
fn keys_in_pkcs8_pkcs1_and_sec1_are_read() {
    let certificate = || Certificate::from_pem(pem!("rsa.cert")).unwrap();
    for key in [pem!("rsa.key"), pem!("rsa.pkcs1")] {
        Identity::new(PrivateKey::from_pem(key).unwrap(), certificate()).unwrap();
    }
    let key = PrivateKey::from_encrypted_pem(pem!("rsa.encrypted"), "secret").unwrap();
    Identity::new(key, certificate()).unwrap();
    Identity::from_pem(pem!("p256.sec1"), pem!("p256.cert")).unwrap();
    Identity::from_pem(pem!("p384.sec1"), pem!("p384.cert")).unwrap();
    let both = [pem!("p256.cert"), pem!("p256.sec1")].concat();
    Identity::from_pem(&both, &both).unwrap();
}

#[test]
fn pkcs12_files_of_old_and_new_tools_are_read() {
    for file in [
        &include_bytes!("keys/rsa.modern.p12")[..],
        include_bytes!("keys/rsa.legacy.p12"),
        include_bytes!("keys/rsa.3des.p12"),
    ] {
        let identity = Identity::from_pkcs12(file, "secret").unwrap();
        assert_eq!(identity.certificate(), rsa().certificate());
        assert_refused(Identity::from_pkcs12(file, "Secret"), "the password of the PKCS#12 file is wrong");
    }
    let file = include_bytes!("keys/p256.nomac.p12");
    assert_eq!(Identity::from_pkcs12(file, "secret").unwrap().certificate(), p256().certificate());
    assert_refused(Identity::from_pkcs12(file, "other"), "cannot be decrypted with the password");
}

#[test]
fn damaged_files_are_errors_without_a_panic() {
    let file = include_bytes!("keys/p256.nomac.p12");
    for length in 0..file.len() {
        Identity::from_pkcs12(&file[..length], "secret").unwrap_err();
    }
    for at in 0..file.len() {
        let mut changed = file.to_vec();
        changed[at] ^= 0x21;
        if at < 100 || at % 16 == 0 {
            let _ = Identity::from_pkcs12(&changed, "secret");
        }
    }
    let der = rsa().certificate().to_der().to_vec();
    for length in 0..der.len() {
        Certificate::from_der(&der[..length]).unwrap_err();
    }
}

#[test]
fn unsuitable_pem_texts_are_errors_that_state_the_expected_content() {
    assert_refused(PrivateKey::from_pem(pem!("rsa.cert")), "contains no private key");
    assert_refused(PrivateKey::from_pem(pem!("rsa.encrypted")), "use `from_encrypted_pem`");
    assert_refused(
        PrivateKey::from_encrypted_pem(pem!("rsa.encrypted"), "wrong"),
        "cannot be decrypted with the password",
    );
    assert_refused(Certificate::from_pem(pem!("rsa.key")), "contains no certificate");
    assert_refused(
        Identity::from_pem(pem!("p256.sec1"), pem!("rsa.cert")),
        "does not belong to the private key",
    );
    assert_refused(
        PrivateKey::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA"),
        "has no `-----END PRIVATE KEY-----`",
    );
    let old =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----";
    assert_refused(PrivateKey::from_pem(old), "openssl pkcs8 -topk8");
}

#[test]
fn debug_shows_no_private_key() {
    let shown = format!("{:?}", rsa());
    assert!(shown.contains("PrivateKey(RSA)") && shown.contains("CN=Test signer"), "{shown}");
    assert!(shown.len() < 300, "{shown}");
}

#[test]
fn nothing_that_holds_a_key_shows_it() {
    let key = pem!("rsa.key");
    let lines: Vec<_> = key.lines().filter(|line| !line.starts_with("---")).collect();
    assert!(lines.len() > 10);
    let decrypt = Decrypt::new(rsa().key().clone()).unwrap();
    let x509 = X509::new()
        .sign(Sign::new(rsa()))
        .encrypt(Encrypt::new(certificate(&rsa())))
        .decrypt(decrypt.clone())
        .verify(Verify::pinned(certificate(&rsa())));
    let policy = Policy::new(&[]).identity(rsa()).service(certificate(&rsa())).user("jdoe", "pa55");
    let client = Client::new(Memory::new(), "https://localhost/", Version::Soap11)
        .with_policy(policy.clone())
        .with_extension(x509.clone());
    let shown = format!("{x509:?} {decrypt:?} {policy:?} {client:?} {:?}", rsa().key());
    for secret in lines.into_iter().chain(["pa55", "BEGIN"]) {
        assert!(!shown.contains(secret), "{shown}");
    }
    // If the numbers of the key were shown, the text would contain lists of bytes or long numbers.
    assert!(!shown.contains(", 1") && shown.len() < 3_000, "{shown}");
}

#[test]
fn certificates_show_names_and_serial_number() {
    let certificate = rsa().certificate().clone();
    assert_eq!(certificate.subject(), certificate.issuer());
    assert!(certificate.subject().contains("CN=Test signer"), "{}", certificate.subject());
    assert!(certificate.serial_number().bytes().all(|byte| byte.is_ascii_digit()));
}
