//! Calls over HTTP: the generated client on both transports against the stand-in.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};

use saponify::transport::{Reqwest, Transport, Ureq};
use saponify::{Dictionary, ErrorKind, ObservedReply, ObservedRequest, Observer, Version};
use saponify_examples::stand_in::StandIn;
use saponify_examples::superoffice::services86::*;
use saponify_examples::superoffice::user::*;
use saponify_examples::superoffice::{ReplyHeaders, RequestHeaders};

const HOSTILE: &str = "  <&>\"é' 漢字 😀 ]]> &amp; \r\n\t ";

fn blocking(stand_in: &StandIn) -> UserClient<Ureq> {
    UserClient::new(Ureq::new(), stand_in.user_endpoint()).with_headers(StandIn::headers())
}

fn asynchronous(stand_in: &StandIn) -> UserClient<Reqwest> {
    UserClient::new(Reqwest::new(), stand_in.user_endpoint()).with_headers(StandIn::headers())
}

fn for_user(name: &str) -> GenerateNewPasswordForExternalUser {
    GenerateNewPasswordForExternalUser { associate_name: Some(name.to_owned()) }
}

/// Returns headers with a ticket that was not issued.
fn intruder(ticket: &str) -> RequestHeaders {
    let credentials = Some(SoCredentials { ticket: Some(ticket.into()) });
    RequestHeaders { credentials, ..StandIn::headers() }
}

#[test]
fn a_blocking_call_returns_a_password() {
    let stand_in = StandIn::start().unwrap();
    let reply = blocking(&stand_in).generate_new_password_for_external_user(for_user("jdoe")).send().unwrap();
    assert_eq!(reply.headers.succeeded, Some(true));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body.response.unwrap().expose().len(), 13);
}

#[tokio::test]
async fn each_async_call_returns_a_new_password() {
    let stand_in = StandIn::start().unwrap();
    let client = asynchronous(&stand_in);
    let request = for_user("JDOE");
    let first = client.generate_new_password_for_external_user(request.clone()).await.unwrap().body.response;
    let second = client.generate_new_password_for_external_user(request).await.unwrap().body.response;
    assert!(first.is_some());
    assert_ne!(first, second);
}

#[test]
fn soap_1_2_is_supported() {
    let stand_in = StandIn::start().unwrap();
    let client = blocking(&stand_in).with(|client| client.with_version(Version::Soap12));
    assert!(client.generate_new_password_for_external_user(for_user("jdoe")).send().is_ok());

    let error = client.get_user(GetUser::default()).headers(intruder("old")).send().unwrap_err();
    let fault = error.fault().unwrap();
    assert_eq!(fault.version, Version::Soap12);
    assert!(fault.is_client());
}

#[test]
fn a_bad_ticket_is_a_fault_that_does_not_repeat_it() {
    let stand_in = StandIn::start().unwrap();
    let client = blocking(&stand_in).with_headers(intruder("7T:forged"));
    let error = client.generate_new_password_for_external_user(for_user("jdoe")).send().unwrap_err();
    let fault = error.fault().unwrap();
    assert!(fault.is_client());
    assert!(fault.reason().contains("ticket"), "{fault}");
    assert!(!format!("{error} {error:?}").contains("7T:forged"));
}

#[tokio::test]
async fn a_missing_application_token_is_a_fault() {
    let stand_in = StandIn::start().unwrap();
    let headers = RequestHeaders { application_token: None, ..StandIn::headers() };
    let client = asynchronous(&stand_in).with_headers(headers);
    let error = client.generate_new_password_for_external_user(for_user("jdoe")).await.unwrap_err();
    assert!(error.fault().unwrap().reason().contains("application token"), "{error}");
}

#[tokio::test]
async fn an_unknown_user_is_an_error_that_holds_the_exception() {
    let stand_in = StandIn::start().unwrap();
    let error = asynchronous(&stand_in)
        .generate_new_password_for_external_user(for_user("nobody"))
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unsuccessful { .. }), "{error}");
    let headers: ReplyHeaders = error.reply_headers().unwrap().unwrap();
    assert_eq!(headers.succeeded, Some(false));
    let info = headers.exception_info.unwrap();
    assert_eq!(info.message.as_deref(), Some("the user `nobody` does not exist"));
    assert!(error.to_string().contains("nobody"), "{error}");
}

#[test]
fn an_internal_user_gets_no_new_password() {
    let stand_in = StandIn::start().unwrap();
    let error =
        blocking(&stand_in).generate_new_password_for_external_user(for_user("kari")).send().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unsuccessful { .. }), "{error}");
}

#[test]
fn an_operation_that_is_not_served_is_a_fault_that_names_it() {
    let stand_in = StandIn::start().unwrap();
    let error = blocking(&stand_in).get_user_commands(GetUserCommands::default()).send().unwrap_err();
    assert!(error.fault().unwrap().reason().contains("GetUserCommands"), "{error}");
}

#[test]
fn an_action_of_another_operation_is_a_fault() {
    let stand_in = StandIn::start().unwrap();
    let client = blocking(&stand_in);
    let error =
        client.get_user(GetUser::default()).http_header("SOAPAction", "\"urn:other\"").send().unwrap_err();
    assert!(error.fault().unwrap().reason().contains("`GetUser`"), "{error}");
}

#[test]
fn requests_other_than_soap_get_an_http_error() {
    let stand_in = StandIn::start().unwrap();
    let path = "/Remote/Services86/User.svc";
    assert_eq!(post(&stand_in, "/nothing", "text/xml", "urn:x", "<a/>").unwrap().0, 404);
    assert_eq!(post(&stand_in, path, "application/json", "urn:x", "{}").unwrap().0, 415);
    let (status, text) = post(&stand_in, path, "text/xml", "urn:x", "<a").unwrap();
    assert_eq!(status, 500);
    assert!(text.contains("not well-formed"), "{text}");
}

#[test]
fn saved_data_is_returned() {
    let stand_in = StandIn::start().unwrap();
    let client = blocking(&stand_in);
    let rights = ["Select".parse().unwrap(), "RestrictedUpdate".parse().unwrap()];
    let property = FieldProperty {
        field_type: Some(HOSTILE.to_owned()),
        field_length: Some(i32::MIN),
        ..Default::default()
    };
    let mut properties = Dictionary::new();
    properties.insert(HOSTILE.to_owned(), property);
    properties.insert("nothing".to_owned(), None);
    let group = UserGroup { id: Some(i32::MAX), rank: Some(i16::MIN), ..Default::default() };
    let user = User {
        carrier: Carrier {
            table_right: Some(TableRight {
                mask: Some(rights.into_iter().collect()),
                reason: Some(String::new()),
            }),
            field_properties: Some(properties),
        },
        name: Some(HOSTILE.to_owned()),
        lastlogin: Some("2024-02-29T23:59:59.1234567".parse().unwrap()),
        lastlogout: Some("0001-01-01T00:00:00".parse().unwrap()),
        other_groups: Some(vec![Some(group), None, Some(UserGroup::default())]),
        license_owners: Some(Vec::new()),
        type_: Some("TypeOfTomorrow".parse().unwrap()),
        ..Default::default()
    };
    let saved =
        client.save_user(SaveUser { user: Some(user.clone()) }).send().unwrap().body.response.unwrap();
    let id = saved.associate_id;
    assert_eq!(saved, User { associate_id: id, ..user });
    let read = client.get_user(GetUser { user_id: id }).send().unwrap().body.response.unwrap();
    assert_eq!(read, saved);
}

#[tokio::test]
async fn nil_members_of_a_list_keep_their_places() {
    let stand_in = StandIn::start().unwrap();
    let request = GetUserInfoList { user_info_ids: Some(vec![5, 1_000_000, 42]) };
    let list = asynchronous(&stand_in).get_user_info_list(request).await.unwrap().body.response.unwrap();
    let names: Vec<_> =
        list.iter().map(|info| info.as_ref().and_then(|info| info.user_name.as_deref())).collect();
    assert_eq!(names, [Some("KARI"), None, Some("jdoe")]);

    let nobody = GetUserInfoList { user_info_ids: Some(Vec::new()) };
    let list = asynchronous(&stand_in).get_user_info_list(nobody).await.unwrap().body.response;
    assert_eq!(list, Some(Vec::new()));
}

#[tokio::test]
async fn clones_of_a_client_can_call_from_separate_tasks() {
    let stand_in = StandIn::start().unwrap();
    let client = asynchronous(&stand_in);
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let request = for_user("jdoe");
                client.generate_new_password_for_external_user(request).await.map(|reply| reply.body.response)
            })
        })
        .collect();
    let mut passwords = Vec::new();
    for task in tasks {
        passwords.push(task.await.unwrap().unwrap().unwrap().into_exposed());
    }
    passwords.sort();
    passwords.dedup();
    assert_eq!(passwords.len(), 20);
}

#[tokio::test]
async fn a_client_works_with_a_boxed_or_shared_transport() {
    let stand_in = StandIn::start().unwrap();
    let transport: Arc<dyn Transport> = Arc::new(Reqwest::new());
    let client = UserClient::new(transport, stand_in.user_endpoint()).with_headers(StandIn::headers());
    assert!(client.clone().generate_new_password_for_external_user(for_user("jdoe")).await.is_ok());
}

/// Records everything that an observer can see, as text.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl Observer for Everything {
    fn requested(&self, request: &ObservedRequest<'_>) {
        let text = format!("{} {} {}", request.operation(), request.endpoint(), request.envelope());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
    }

    fn replied(&self, reply: &ObservedReply<'_>) {
        let text = format!("{:?} {:?}", reply.outcome(), reply.envelope());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
    }
}

#[test]
fn secrets_are_shown_nowhere() {
    let stand_in = StandIn::start().unwrap();
    let seen = Everything::default();
    let client = blocking(&stand_in).with(|client| client.with_observer(seen.clone()));

    let reply = client.generate_new_password_for_external_user(for_user("jdoe")).send().unwrap();
    let password = reply.body.response.as_ref().unwrap().expose().clone();
    let change = ChangePasswordFromName {
        associate_name: Some("jdoe".to_owned()),
        old_password: Some(password.as_str().into()),
        new_password: Some("n3w & <secret>".into()),
    };
    let changed = client.change_password_from_name(change.clone()).send().unwrap();
    assert_eq!(changed.body.response, Some(true));
    let refused = client.get_user(GetUser::default()).headers(intruder("7T:forged")).send().unwrap_err();

    let debug = format!("{client:?} {reply:?} {change:?} {changed:?} {refused:?} {refused}");
    let seen = seen.0.lock().unwrap().clone();
    for secret in [&password, "n3w", StandIn::TICKET, StandIn::APPLICATION_TOKEN, "7T:forged"] {
        assert!(!debug.contains(secret), "{secret} in {debug}");
        assert!(!seen.contains(secret), "{secret} in {seen}");
    }
    assert!(debug.contains("[redacted]"));
    assert!(seen.contains("GenerateNewPasswordForExternalUserResponse"), "{seen}");
    assert!(seen.contains("jdoe"), "other values are shown: {seen}");
}

#[test]
fn an_unreachable_server_is_a_distinct_error() {
    let endpoint = StandIn::start().unwrap().user_endpoint();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = endpoint.replace(endpoint.split('/').nth(2).unwrap(), &free.to_string());
    let client = UserClient::new(Ureq::new(), gone);
    let error = client.generate_new_password_for_external_user(for_user("jdoe")).send().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect { .. }), "{error}");
}

/// Sends a request without the client. Returns status and body.
fn post(
    stand_in: &StandIn,
    path: &str,
    media_type: &str,
    action: &str,
    body: &str,
) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(stand_in.address())?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {media_type}\r\n\
         SOAPAction: \"{action}\"\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    let status = reply.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    Ok((status, reply))
}
