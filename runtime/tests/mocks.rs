//! Mocks of services, as users see them.
#![cfg(all(feature = "service", feature = "testing"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;

use saponify::server::{self, Failure, Message, Operations};
use saponify::testing::Mock;
use saponify::{Body, Client, Contract, NoFault, Operation, Version};

macro_rules! overload {
    ($name:ident: $request:literal) => {
        enum $name {}

        impl Operation for $name {
            type Request = String;
            type Reply = String;
            type RequestHeaders = ();
            type ReplyHeaders = ();
            type Fault = NoFault;

            const CONTRACT: Contract = Contract {
                name: "Get",
                action: "",
                request: Body::Element("urn:t", $request),
                reply: Body::Element("urn:t", "Got"),
                request_headers: &[],
            };
        }
    };
}

overload!(GetById: "GetById");
overload!(GetByName: "GetByName");

fn mock() -> Mock {
    Mock::new()
        .on(|_: Message<GetById>| Ok("id".to_owned()))
        .on(|_: Message<GetByName>| Ok("name".to_owned()))
}

fn call<O: Operation<Request = String, Reply = String> + 'static>(mock: &Mock) -> saponify::Result<String> {
    let client = Client::new(mock.clone(), "http://localhost/", Version::Soap11);
    client.call::<O>("x".to_owned()).send().map(|reply| reply.body)
}

#[test]
fn overloads_are_counted_and_expected_separately() {
    let mock = mock().expect::<GetById>(1..=1).expect::<GetByName>(0..=0);
    assert_eq!(call::<GetById>(&mock).unwrap(), "id");
    assert_eq!((mock.calls::<GetById>(), mock.calls::<GetByName>()), (1, 0));
    mock.verify().unwrap();
    assert_eq!(call::<GetByName>(&mock).unwrap(), "name");
    let unmet = mock.verify().unwrap_err().to_string();
    assert_eq!(unmet, "`Get` with `GetByName` was called 1 times, expected 0");
}

#[test]
fn a_call_whose_closure_panics_is_counted() {
    let mock = Mock::new().on(|call: Message<GetById>| {
        assert_eq!(call.request, "expected");
        Ok(String::new())
    });
    assert!(call::<GetById>(&mock).is_err());
    assert_eq!(mock.calls::<GetById>(), 1);
}

/// Returns a mock that answers no operation, like a generated service whose methods are not overridden.
fn unimplemented() -> Mock {
    let id = |_, call: Message<GetById>| async move {
        let reply: Result<String, Failure> = server::not_implemented(call.request, &call.context).await;
        reply
    };
    let name = |_, call: Message<GetByName>| async move {
        let reply: Result<String, Failure> = server::not_implemented(call.request, &call.context).await;
        reply
    };
    Mock::of(Operations::new(()).with::<GetById, _, _>(id).with::<GetByName, _, _>(name).into_service())
}

fn envelope(text: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Got xmlns='urn:t'>{text}</Got>\
         </s:Body></s:Envelope>"
    )
}

#[test]
fn samples_of_overloads_are_found_by_the_element_of_the_request() {
    let folder = std::env::temp_dir().join(format!("saponify-{}-samples", std::process::id()));
    let with = |files: &[(&str, &str)]| {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        files.iter().for_each(|(name, text)| fs::write(folder.join(name), envelope(text)).unwrap());
        unimplemented().with_samples(&folder)
    };
    let both = with(&[("Get.xml", "both"), ("Get.GetByName.xml", "name"), ("notes.txt", "")]).unwrap();
    assert_eq!(
        (call::<GetById>(&both).unwrap(), call::<GetByName>(&both).unwrap()),
        ("both".into(), "name".into())
    );
    for (file, expected) in [
        ("Gett.xml", "the service has no operation `Gett`"),
        ("Gett.GetById.xml", "the service has no operation `Gett.GetById`"),
        ("Get.GetByDate.xml", "no single overload of the operation has the request element `GetByDate`"),
    ] {
        let error = with(&[(file, "")]).unwrap_err();
        assert!(
            error.kind() == std::io::ErrorKind::InvalidData && error.to_string().contains(expected),
            "{error}"
        );
    }
    fs::remove_dir_all(&folder).unwrap();
    let own = unimplemented().with_sample::<GetById>(envelope("id"));
    assert_eq!(
        (call::<GetById>(&own).unwrap(), call::<GetByName>(&own).unwrap()),
        ("id".into(), String::new())
    );
}
