//! Chains of certificates.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use saponify::security::x509::{Certificate, Identity, PrivateKey, Sign, Verify};

use crate::{assert_refused, bare, certificate, rsa};

/// A certificate authority of the tests.
struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn authority(name: &str) -> Authority {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = Certificate::from_der(params.self_signed(&key).unwrap().der().to_vec()).unwrap();
    Authority { certificate, issuer: Issuer::new(params, key) }
}

impl Authority {
    /// Issues a certificate for another authority.
    fn authority(&self, name: &str, is_ca: IsCa) -> Authority {
        let mut params = params(name);
        params.is_ca = is_ca;
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let certificate = Certificate::from_der(certificate.der().to_vec()).unwrap();
        Authority { certificate, issuer: Issuer::new(params, key) }
    }

    /// Issues a certificate with a new key.
    fn identity(&self, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let mut params = params("signer");
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKey::from_pkcs8_der(&key.serialize_der()).unwrap();
        Identity::new(key, Certificate::from_der(certificate.der().to_vec()).unwrap()).unwrap()
    }
}

fn sign(identity: &Identity) -> String {
    Sign::new(identity.clone()).apply(&bare()).unwrap()
}

#[test]
fn a_chain_to_a_root_is_trusted() {
    let root = authority("root");
    let signed = sign(&root.identity(|_| {}));
    Verify::roots([root.certificate.clone()]).check(&signed).unwrap();
    Verify::roots([authority("other").certificate, root.certificate]).check(&signed).unwrap();
    assert_refused(
        Verify::roots([authority("root").certificate]).check(&signed),
        "is not trusted: CN=signer",
    );
    assert_refused(Verify::roots([]).check(&signed), "is not trusted");
}

#[test]
fn intermediate_certificates_must_be_known() {
    let root = authority("root");
    let middle = root.authority("middle", IsCa::Ca(BasicConstraints::Unconstrained));
    let signed = sign(&middle.identity(|_| {}));
    let verify = Verify::roots([root.certificate]);
    assert_refused(verify.check(&signed), "is not trusted");
    verify.known([middle.certificate]).check(&signed).unwrap();
}

#[test]
fn a_certificate_that_is_not_of_an_authority_cannot_issue_others() {
    let root = authority("root");
    for is_ca in [IsCa::NoCa, IsCa::ExplicitNoCa] {
        let impostor = root.authority("impostor", is_ca);
        let signed = sign(&impostor.identity(|_| {}));
        let verify = Verify::roots([root.certificate.clone()]).known([impostor.certificate]);
        assert_refused(verify.check(&signed), "is not trusted");
    }
}

#[test]
fn certificates_must_be_valid_at_the_time_of_the_check() {
    let root = authority("root");
    let identity = root.identity(|params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let signed = sign(&identity);
    let in_2020 = SystemTime::UNIX_EPOCH + Duration::from_secs(1_590_000_000);
    let in_2019 = SystemTime::UNIX_EPOCH + Duration::from_secs(1_560_000_000);
    let verify = Verify::roots([root.certificate]);
    assert_refused(verify.check(&signed), "is not trusted");
    verify.clone().at(in_2020).check(&signed).unwrap();
    assert_refused(verify.at(in_2019).check(&signed), "is not trusted");

    let verify = Verify::pinned(certificate(&identity));
    assert_refused(verify.check(&signed), "the certificate expired at 2021-01-01T00:00:00Z");
    verify.clone().at(in_2020).check(&signed).unwrap();
    assert_refused(
        verify.at(in_2019).check(&signed),
        "the certificate is not valid before 2020-01-01T00:00:00Z",
    );
}

#[test]
fn a_certificate_for_another_usage_is_refused() {
    let root = authority("root");
    let verify = Verify::roots([root.certificate.clone()]);
    let identity = root.identity(|params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment]);
    assert_refused(verify.check(&sign(&identity)), "the certificate is not for signatures (key usage)");
    let identity = root.identity(|params| params.key_usages = vec![KeyUsagePurpose::DigitalSignature]);
    verify.check(&sign(&identity)).unwrap();
}

#[test]
fn a_message_without_its_certificate_needs_a_known_one() {
    let signed = Sign::new(rsa())
        .reference(saponify::security::x509::KeyReference::IssuerSerial)
        .apply(&bare())
        .unwrap();
    let verify = Verify::roots([certificate(&rsa())]);
    verify.check(&signed).unwrap();
    let verify = Verify::roots([authority("other").certificate]);
    assert_refused(verify.check(&signed), "refers to a certificate that it does not contain");
    let without =
        [&signed[..signed.find("<ds:KeyInfo>").unwrap()], &signed[signed.find("</ds:Signature>").unwrap()..]]
            .concat();
    assert_refused(verify.check(&without), "KeyInfo is missing");
    Verify::pinned(certificate(&rsa())).check(&without).unwrap();
}

#[test]
fn a_trusted_certificate_must_satisfy_all_conditions() {
    let root = authority("root");
    let signed = sign(&root.identity(|_| {}));
    let verify = || Verify::roots([root.certificate.clone()]);
    verify().check(&signed).unwrap();
    let is_signer = |certificate: &Certificate| certificate.subject().contains("CN=signer");
    verify().accepting(is_signer).check(&signed).unwrap();
    for verify in [
        verify().accepting(|_| false),
        verify().accepting(|_| false).accepting(is_signer),
        verify().accepting(is_signer).accepting(|_| false),
        Verify::pinned(certificate(&rsa())).accepting(|_| false),
    ] {
        let signed = [signed.clone(), sign(&rsa())];
        signed.iter().for_each(|signed| drop(verify.check(signed).unwrap_err()));
    }
    let other = verify().accepting(|signer| signer.subject() == "CN=other");
    assert_refused(other.check(&signed), "is trusted, but not accepted: ");
}
