//! Services whose requests are verified.

use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use saponify::security::x509::{Cipher, Decrypt, Encrypt, Part, Sign, Verified, Verify, X509};
use saponify::security::{Security, UsernameToken, VerifiedUser};
use saponify::server::{Message, Operations, Service};
use saponify::transport::Memory;
use saponify::{Body, Client, Contract, NoFault, Operation, Version};
use tower_service::Service as _;

use crate::{SOAP, certificate, p256, p384, rsa};

/// An operation whose request consists of SOAP-encoded parts without an enclosing element.
enum Put {}

impl Operation for Put {
    type Request = ();
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: "Put",
        action: "",
        request: Body::EncodedParts,
        reply: Body::Element("urn:t", "Done"),
        request_headers: &[],
    };
}

fn service() -> Service {
    let answer = |message: Message<Put>| async move {
        let extensions = message.context.extensions();
        let signer = extensions.get::<Verified>().map(|verified| verified.certificate().subject());
        let user = extensions.get::<VerifiedUser>().map(|user| user.name().to_owned());
        Ok(format!("signer {signer:?}, user {user:?}"))
    };
    Operations::new(()).with(move |_, message| answer(message)).into_service()
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

/// The body of the answer to a request.
fn post(service: &Service, envelope: &str) -> String {
    let request = http::Request::post("/").header("Content-Type", "text/xml; charset=utf-8");
    let request = request.body(Full::new(Bytes::from(envelope.to_owned()))).unwrap();
    let response = run(service.clone().call(request)).unwrap();
    String::from_utf8(run(response.into_body().collect()).unwrap().to_bytes().into()).unwrap()
}

#[test]
fn a_request_is_never_accepted_as_a_fault() {
    let verify = X509::new().verify(Verify::pinned(certificate(&p256()))).accept_unsigned_faults();
    let request = format!("<s:Envelope xmlns:s='{SOAP}'><s:Body><s:Fault/></s:Body></s:Envelope>");
    let answer = post(&service().with_extension(verify), &request);
    assert!(answer.contains("the message is not signed"), "{answer}");
}

#[test]
fn the_signer_and_the_user_of_a_request_are_known_to_its_handler() {
    let plain = format!("<s:Envelope xmlns:s='{SOAP}'><s:Body/></s:Envelope>");
    let answer = post(&service(), &plain);
    assert!(answer.contains("signer None, user None"), "{answer}");

    let parts = || [Part::Body, Part::UsernameToken];
    let memory = Memory::answering(|_| Ok(saponify::transport::Response::new(500, "")));
    let client = Client::new(memory.clone(), "http://localhost/", Version::Soap11)
        .with_security(Security::new().username_token(UsernameToken::digest("jdoe", "pa55")))
        .with_extension(X509::new().sign(Sign::new(p256()).parts(parts())));
    client.call::<Put>(()).send().unwrap_err();
    let request = memory.requests()[0].body.clone();
    let service = service()
        .with_extension(Security::new().passwords(|user| (user == "jdoe").then(|| "pa55".to_owned())))
        .with_extension(X509::new().verify(Verify::pinned(certificate(&p256())).parts(parts())));
    let answer = post(&service, &request);
    let expected = format!("signer {:?}, user {:?}", Some(certificate(&p256()).subject()), Some("jdoe"));
    assert!(answer.contains(&expected), "{answer}");
}

#[test]
fn every_message_that_cannot_be_decrypted_and_verified_has_the_same_answer() {
    let plain = format!("<s:Envelope xmlns:s='{SOAP}'><s:Body><a/></s:Body></s:Envelope>");
    let encrypt = || Encrypt::new(certificate(&rsa())).cipher(Cipher::Aes256Cbc);
    let sound = encrypt().apply(&Sign::new(p256()).apply(&plain).unwrap()).unwrap();
    let decrypt = Decrypt::new(rsa().key().clone()).unwrap().allow_cipher(Cipher::Aes256Cbc);
    let x509 = X509::new().decrypt(decrypt).verify(Verify::pinned(certificate(&p256())));
    let service = service().with_extension(x509);
    assert!(post(&service, &sound).contains("signer Some"));

    let start = sound.rfind("<xenc:CipherValue>").unwrap() + "<xenc:CipherValue>".len();
    let length = sound[start..].find('<').unwrap();
    let mut messages = vec![
        plain.clone(),
        encrypt().apply(&plain).unwrap(),
        encrypt().apply(&Sign::new(p384()).apply(&plain).unwrap()).unwrap(),
        sound.replace("<ds:SignatureValue>", "<ds:SignatureValue>AAAA"),
        [&sound[..start], "!", &sound[start..]].concat(),
        [&sound[..start], &sound[start + length..]].concat(),
    ];
    // Messages in which one of the first five characters of the encrypted content is changed.
    for offset in 0..5 {
        let mut changed = sound.clone().into_bytes();
        let byte = &mut changed[start + offset];
        *byte = if *byte == b'A' { b'B' } else { b'A' };
        messages.push(String::from_utf8(changed).unwrap());
    }
    for message in messages {
        let answer = post(&service, &message);
        assert!(answer.contains("the message cannot be decrypted and verified</faultstring>"), "{answer}");
    }
}
