//! Policies in generated clients. A policy may need a feature of the runtime that the build does not enable.
//! A call then fails with an error that names the feature.

use saponify::policy::{Demand, Policy, SignedPart};
use saponify::server::Declared;
use saponify::transport::{Memory, Response};

use super::*;

/// Calls the archive. Returns the content type and the body of the request, or the error.
fn scan(client: policy::ArchiveClient<Memory>, memory: &Memory) -> Result<(String, String), String> {
    let scan = vec![7; 2_000].into();
    client.policy_operation(scan).send().map_err(|error| error.to_string())?;
    let request = memory.requests().pop().unwrap();
    Ok((request.header("Content-Type").unwrap_or_default().to_owned(), request.body))
}

#[test]
fn a_client_sends_mtom_if_the_policy_demands_it_and_the_user_does_not_turn_it_off() {
    let memory = Memory::answering(|_| Ok(Response::new(202, "")));
    let client = |memory: &Memory| policy::ArchiveClient::new(memory.clone(), policy::ENDPOINT);
    let (content_type, _) = scan(client(&memory), &memory).unwrap();
    assert!(
        content_type.starts_with("multipart/related;") && content_type.contains("xop+xml"),
        "{content_type}"
    );

    let memory = Memory::answering(|_| Ok(Response::new(202, "")));
    let plain = client(&memory).with(|client| client.with_mtom(None));
    assert!(scan(plain, &memory).unwrap().0.starts_with("text/xml"));
    // If the client is made from an existing client, the setting of the existing client takes precedence too.
    let memory = Memory::answering(|_| Ok(Response::new(202, "")));
    let inner = saponify::Client::new(memory.clone(), policy::ENDPOINT, saponify::Version::Soap11);
    let plain = policy::ArchiveClient::from_client(inner.with_mtom(None));
    assert!(scan(plain, &memory).unwrap().0.starts_with("text/xml"));
}

#[test]
fn a_policy_of_the_soap_1_2_ports_applies_only_to_soap_1_2_clients() {
    let memory = Memory::answering(|_| Ok(Response::new(202, "")));
    let newer = policy::ArchiveClient::new_soap12(memory.clone(), policy::ARCHIVE12_ENDPOINT);
    match scan(newer, &memory) {
        Ok((_, body)) => {
            let parts = ["http://schemas.xmlsoap.org/ws/2004/08/addressing", ">urn:t/policy<"];
            assert!(parts.iter().all(|part| body.contains(part)), "{body}");
        }
        Err(error) => assert!(error.contains("enable the feature `addressing` of `saponify`"), "{error}"),
    }
    let older = policy::ArchiveClient::new(memory.clone(), policy::ENDPOINT);
    assert!(!scan(older, &memory).unwrap().1.contains("addressing"));
}

#[test]
fn a_client_names_what_its_policy_demands() {
    let demands = policy::ArchiveClient::policy();
    assert!(demands.demands().contains(&Demand::ClientCertificate));
    let memory = Memory::answering(|_| Ok(Response::new(202, "")));
    let client = policy::ArchiveClient::new(memory.clone(), policy::ENDPOINT)
        .with(|client| client.with_policy(demands.user("jdoe", "secret")));
    match scan(client, &memory) {
        Ok((_, body)) => assert!(body.contains("#PasswordDigest") && body.contains(":Timestamp "), "{body}"),
        Err(error) => assert!(error.contains("enable the feature `security` of `saponify`"), "{error}"),
    }

    let policy: Policy = policy_signature::BankClient::policy();
    let signed = [
        SignedPart::Body,
        SignedPart::HeadersOf("http://www.w3.org/2005/08/addressing"),
        SignedPart::Header("urn:h", "Tenant"),
    ];
    assert!(signed.iter().all(|part| policy.demands().contains(&Demand::Signed(*part))));
}

#[test]
fn declared_faults_have_their_declared_or_default_action() {
    use server_fault_actions::AskFault;
    for (fault, action) in [
        (AskFault::UnknownFault(String::new()), "urn:t/unknown"),
        (AskFault::LockedFault(String::new()), "urn:t/locked"),
        (AskFault::LateFault(String::new()), "urn:t:Desk:Ask:Fault:LateFault"),
    ] {
        assert_eq!(fault.action(), action);
    }
}
