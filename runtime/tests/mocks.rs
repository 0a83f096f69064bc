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

/// Creates a folder with files, and a mock that answers with them.
fn with_files(name: &str, files: &[(&str, String)]) -> std::io::Result<Mock> {
    let folder = std::env::temp_dir().join(format!("saponify-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    files.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
    let mock = unimplemented().with_samples(&folder);
    fs::remove_dir_all(&folder).unwrap();
    mock
}

#[test]
fn samples_of_overloads_are_found_by_the_element_of_the_request() {
    let files =
        [("Get.xml", envelope("both")), ("Get.GetByName.xml", envelope("name")), ("notes.txt", "".into())];
    let both = with_files("element", &files).unwrap();
    assert_eq!(
        (call::<GetById>(&both).unwrap(), call::<GetByName>(&both).unwrap()),
        ("both".into(), "name".into())
    );
    let own = both.with_sample::<GetById>(envelope("id"));
    assert_eq!(
        (call::<GetById>(&own).unwrap(), call::<GetByName>(&own).unwrap()),
        ("id".into(), "name".into())
    );
}

#[test]
fn samples_whose_names_do_not_determine_the_operation_are_found_by_their_content() {
    for file in ["Get.getRequest1.xml", "Get-2.xml", "Get-13.xml", "Get.getRequest1-2.xml"] {
        let other = envelope("").replace("Got", "Other");
        let mock = with_files("content", &[(file, envelope("found")), ("Get.x.xml", other)]).unwrap();
        let replies = (call::<GetById>(&mock).unwrap(), call::<GetByName>(&mock).unwrap());
        assert_eq!(replies, ("found".into(), "found".into()), "{file}");
    }
    // `Get-2.xml` is a reply of none of the operations named `Get`, so calls of `Get` fail.
    let other = with_files("content", &[("Get-2.xml", envelope("").replace("Got", "Other"))]).unwrap();
    assert!(call::<GetById>(&other).unwrap_err().to_string().contains("the sample of `Get`"));
}

#[test]
fn samples_of_operations_that_a_mock_does_not_have_are_ignored_unless_their_name_is_wrong() {
    let left_out = envelope("").replace("Got", "Left");
    let mock = with_files("names", &[("Left.xml", left_out), ("Get.xml", envelope("got"))]).unwrap();
    assert_eq!(call::<GetById>(&mock).unwrap(), "got");
    let fault = envelope("").replace("<Got xmlns='urn:t'></Got>", "<s:Fault/>");
    for (file, text) in [
        ("Gett.xml", envelope("")),
        ("Gett.GetById.xml", envelope("")),
        ("Get-x.xml", envelope("")),
        ("Left.xml", fault),
        ("Left.xml", "no XML".to_owned()),
    ] {
        let error = with_files("names", &[(file, text)]).unwrap_err();
        let expected = format!("the service has no operation `{}`", file.trim_end_matches(".xml"));
        assert!(error.kind() == std::io::ErrorKind::InvalidData, "{error}");
        assert!(error.to_string().contains(&expected), "{error}");
    }
}

macro_rules! rpc_overload {
    ($name:ident: $action:literal) => {
        enum $name {}

        impl Operation for $name {
            type Request = String;
            type Reply = String;
            type RequestHeaders = ();
            type ReplyHeaders = ();
            type Fault = NoFault;

            const CONTRACT: Contract = Contract {
                name: "Find",
                action: $action,
                request: Body::Element("urn:t", "Find"),
                reply: Body::Element("urn:t", "Found"),
                request_headers: &[],
            };
        }
    };
}

rpc_overload!(FindById: "urn:t#id");
rpc_overload!(FindByName: "urn:t#name");

#[test]
fn overloads_with_one_request_element_are_distinguished_by_their_actions() {
    let mock = Mock::new()
        .on(|_: Message<FindById>| Ok("id".to_owned()))
        .on(|_: Message<FindByName>| Ok("name".to_owned()))
        .expect::<FindById>(1..=1)
        .expect::<FindByName>(0..=0);
    assert_eq!(call::<FindById>(&mock).unwrap(), "id");
    mock.verify().unwrap();
    assert_eq!(call::<FindByName>(&mock).unwrap(), "name");
    assert_eq!((mock.calls::<FindById>(), mock.calls::<FindByName>()), (1, 1));
    let unmet = mock.verify().unwrap_err().to_string();
    assert_eq!(unmet, "`Find` with the action `urn:t#name` was called 1 times, expected 0");
}
