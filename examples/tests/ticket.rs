//! Tickets over HTTP: only tickets issued by the SoPrincipal service of the stand-in are valid at its User service.

#![allow(clippy::unwrap_used)] // Clippy exempts test functions, but not their helpers.

use saponify::ErrorKind;
use saponify::transport::{Reqwest, Ureq};
use saponify_examples::stand_in::StandIn;
use saponify_examples::superoffice::services86::{
    LicenseType, RoleType, SoCredentials, SoPrincipalCarrier, UserType,
};
use saponify_examples::superoffice::so_principal::{
    AuthenticateGeneric, AuthenticateResponse, AuthenticateUsernamePassword, AuthenticateWithAccessToken,
    SoPrincipalClient,
};
use saponify_examples::superoffice::user::{
    ChangeOwnPassword, DeleteUser, GetUser, GetUserInfo, MakeRetired, SetPassword, UserClient,
};
use saponify_examples::superoffice::{ReplyHeaders, RequestHeaders};

/// Returns the headers of an application before a login.
fn nobody() -> RequestHeaders {
    RequestHeaders { credentials: None, ..StandIn::headers() }
}

fn principal(stand_in: &StandIn) -> SoPrincipalClient<Ureq> {
    SoPrincipalClient::new(Ureq::new(), stand_in.principal_endpoint()).with_headers(nobody())
}

/// Returns a client of the User service with the ticket of a login.
fn user(stand_in: &StandIn, credentials: Option<SoCredentials>) -> UserClient<Ureq> {
    let headers = RequestHeaders { credentials, ..nobody() };
    UserClient::new(Ureq::new(), stand_in.user_endpoint()).with_headers(headers)
}

fn log_in(stand_in: &StandIn, name: &str, password: &str) -> saponify::Result<AuthenticateResponse> {
    let request =
        AuthenticateUsernamePassword { user_name: Some(name.to_owned()), password: Some(password.into()) };
    Ok(principal(stand_in).authenticate_username_password(request).send()?.body)
}

/// Returns the reason for a failure from the headers of the reply.
fn refusal(error: &saponify::Error) -> String {
    assert!(matches!(error.kind(), ErrorKind::Unsuccessful { .. }), "{error}");
    let headers: ReplyHeaders = error.reply_headers().unwrap().unwrap();
    assert_eq!(headers.succeeded, Some(false));
    headers.exception_info.unwrap().message.unwrap()
}

#[tokio::test]
async fn one_value_of_headers_is_used_by_both_clients() {
    let stand_in = StandIn::start().unwrap();
    let transport = Reqwest::new();
    let mut headers = nobody();
    let principal = SoPrincipalClient::new(transport.clone(), stand_in.principal_endpoint());
    let request = AuthenticateUsernamePassword {
        user_name: Some("KARI".to_owned()),
        password: Some(StandIn::PASSWORD.into()),
    };
    let principal = principal.with_headers(headers.clone());
    let login = principal.authenticate_username_password(request).await.unwrap().body;
    assert_eq!(login.authentication_succeeded, Some(true));
    headers.credentials = login.credentials;

    let user = UserClient::new(transport, stand_in.user_endpoint()).with_headers(headers.clone());
    let id = login.response.unwrap().associate_id;
    let info = user.get_user_info(GetUserInfo { user_info_id: id }).await.unwrap().body.response.unwrap();
    assert_eq!(info.user_name.as_deref(), Some("KARI"));

    // The headers of the client contain the ticket, but the call does not send it: SoPrincipal declares only the
    // application token.
    let principal = principal.with_headers(headers);
    let call = principal.get_system_info();
    let envelope = call.envelope().unwrap();
    assert!(envelope.contains("ApplicationToken") && !envelope.contains("Ticket"), "{envelope}");
    let system = call.await.unwrap().body.system_info.unwrap();
    let modules = system.license.unwrap().module_licenses.unwrap();
    assert_eq!(modules[0].as_ref().unwrap().license_type, Some(LicenseType::SiteLicense));
    assert_eq!(system.accumulated_next_check_date.unwrap().to_string(), "9999-12-31T23:59:59.9999999");
}

#[test]
fn a_login_returns_the_data_of_the_user() {
    let stand_in = StandIn::start().unwrap();
    let who = log_in(&stand_in, "JDOE", StandIn::PASSWORD).unwrap().response.unwrap();
    let expected = SoPrincipalCarrier {
        user_type: Some(UserType::ExternalAssociate),
        associate: Some("jdoe".to_owned()),
        associate_id: Some(42),
        person_id: Some(142),
        full_name: Some("John Doe".to_owned()),
        role_id: Some(2),
        role_type: Some(RoleType::ExternalUser),
        ..who.clone()
    };
    assert_eq!(who, expected);
    assert_eq!(who.provided_credentials.unwrap()[0].as_ref().unwrap().type_.as_deref(), Some("Password"));
}

#[test]
fn a_ticket_belongs_to_the_user_it_was_issued_to() {
    let stand_in = StandIn::start().unwrap();
    let ticket = log_in(&stand_in, "jdoe", StandIn::PASSWORD).unwrap().credentials;
    let change = ChangeOwnPassword {
        old_password: Some(StandIn::PASSWORD.into()),
        new_password: Some("another one".into()),
    };
    let changed = user(&stand_in, ticket).change_own_password(change).send().unwrap();
    assert_eq!(changed.body.response, Some(true));
    assert!(log_in(&stand_in, "jdoe", "another one").is_ok());
    assert!(log_in(&stand_in, "KARI", StandIn::PASSWORD).is_ok());
    assert!(log_in(&stand_in, "jdoe", StandIn::PASSWORD).is_err());
}

#[test]
fn each_login_issues_another_ticket_and_all_stay_valid() {
    let stand_in = StandIn::start().unwrap();
    let tickets: Vec<_> =
        (0..3).map(|_| log_in(&stand_in, "KARI", StandIn::PASSWORD).unwrap().credentials.unwrap()).collect();
    assert_ne!(tickets[0], tickets[1]);
    assert_ne!(tickets[1], tickets[2]);
    for ticket in tickets {
        assert!(user(&stand_in, Some(ticket)).get_user(GetUser { user_id: Some(42) }).send().is_ok());
    }
}

#[test]
fn only_an_issued_ticket_is_accepted() {
    let stand_in = StandIn::start().unwrap();
    let issued = log_in(&stand_in, "KARI", StandIn::PASSWORD).unwrap().credentials.unwrap();
    let issued = issued.ticket.unwrap().into_exposed();
    let elsewhere = StandIn::start().unwrap();
    for (stand_in, ticket) in [
        (&stand_in, Some(format!("{issued} "))),
        (&stand_in, Some(issued[1..].to_owned())),
        (&stand_in, Some(issued.to_lowercase())),
        (&stand_in, Some(String::new())),
        (&stand_in, None),
        // A ticket of one stand-in is not valid at another.
        (&elsewhere, Some(issued.clone())),
    ] {
        let credentials = Some(SoCredentials { ticket: ticket.map(Into::into) });
        let request = GetUser { user_id: Some(42) };
        let error = user(stand_in, credentials).get_user(request).send().unwrap_err();
        assert!(error.fault().unwrap().reason().contains("ticket"), "{error}");
        assert!(!format!("{error} {error:?}").contains(&issued));
    }
}

#[test]
fn a_wrong_password_and_an_unknown_user_give_the_same_error() {
    let stand_in = StandIn::start().unwrap();
    for (name, password) in [
        ("KARI", "correct-horse-1"),
        ("KARI", ""),
        ("KARI", " Correct-Horse-1"),
        ("nobody", StandIn::PASSWORD),
        ("", ""),
    ] {
        let error = log_in(&stand_in, name, password).unwrap_err();
        assert_eq!(refusal(&error), "the user name or the password is wrong", "{name} {password}");
        assert!(password.is_empty() || !format!("{error} {error:?}").contains(password));
    }
}

#[test]
fn the_ticket_of_a_retired_or_deleted_user_is_no_longer_valid() {
    let stand_in = StandIn::start().unwrap();
    let administrator = user(&stand_in, StandIn::headers().credentials);
    let ticket = log_in(&stand_in, "jdoe", StandIn::PASSWORD).unwrap().credentials;
    let client = user(&stand_in, ticket);
    let own = GetUser { user_id: Some(42) };
    assert!(client.get_user(own.clone()).send().is_ok());

    let retire = |retired| MakeRetired { associate_id: Some(42), retired: Some(retired) };
    administrator.make_retired(retire(true)).send().unwrap();
    assert!(client.get_user(own.clone()).send().unwrap_err().fault().is_some());
    assert!(log_in(&stand_in, "jdoe", StandIn::PASSWORD).is_err());
    administrator.make_retired(retire(false)).send().unwrap();
    assert!(client.get_user(own.clone()).send().is_ok());

    administrator.delete_user(DeleteUser { user_id: Some(42) }).send().unwrap();
    assert!(client.get_user(own.clone()).send().unwrap_err().fault().is_some());
}

#[test]
fn a_password_set_through_one_service_is_valid_at_the_other() {
    let stand_in = StandIn::start().unwrap();
    let password = "  <&> 漢字 😀 ]]> ";
    let administrator = user(&stand_in, StandIn::headers().credentials);
    let set = SetPassword { associate_id: Some(43), password: Some(password.into()) };
    administrator.set_password(set).send().unwrap();
    assert!(log_in(&stand_in, "jürgen", password).is_ok());
    assert!(log_in(&stand_in, "jürgen", password.trim()).is_err());
}

#[test]
fn the_other_login_methods_are_implemented() {
    let stand_in = StandIn::start().unwrap();
    let client = principal(&stand_in);
    let generic = |password: &str| AuthenticateGeneric {
        authentication_data: Some(
            [("UserName", "KARI"), ("Password", password)]
                .map(|(name, value)| (name.to_owned(), value.into()))
                .into_iter()
                .collect(),
        ),
    };
    let login = client.authenticate_generic(generic(StandIn::PASSWORD)).send().unwrap().body;
    assert!(user(&stand_in, login.credentials).get_user(GetUser { user_id: Some(5) }).send().is_ok());
    let wrong = client.authenticate_generic(generic("wr0ng")).send().unwrap_err();
    let shown = format!("{wrong} {wrong:?} {:?}", generic("wr0ng"));
    assert!(shown.contains("[redacted]") && !shown.contains("wr0ng"), "{shown}");
    assert!(client.authenticate_generic(Default::default()).send().is_err());

    let error = client.authenticate_implicit().send().unwrap_err();
    assert!(refusal(&error).contains("identity"), "{error}");
    let token = AuthenticateWithAccessToken { access_token: Some("8A:a-token".into()) };
    let error = client.authenticate_with_access_token(token.clone()).send().unwrap_err();
    assert!(refusal(&error).contains("token"), "{error}");
    assert!(!format!("{error:?} {token:?}").contains("8A:"));
}

#[test]
fn an_application_without_its_token_cannot_log_in() {
    let stand_in = StandIn::start().unwrap();
    let client = principal(&stand_in).with_headers(RequestHeaders::default());
    let error = client.get_system_info().send().unwrap_err();
    assert!(error.fault().unwrap().reason().contains("application token"), "{error}");
}

#[test]
fn each_service_serves_only_its_own_operations() {
    let stand_in = StandIn::start().unwrap();
    let misled = UserClient::new(Ureq::new(), stand_in.principal_endpoint()).with_headers(StandIn::headers());
    let error = misled.get_user(GetUser { user_id: Some(42) }).send().unwrap_err();
    assert!(error.fault().unwrap().reason().contains("GetUser"), "{error}");
    let misled = SoPrincipalClient::new(Ureq::new(), stand_in.user_endpoint()).with_headers(nobody());
    let error = misled.get_system_info().send().unwrap_err();
    assert!(error.fault().unwrap().reason().contains("GetSystemInfo"), "{error}");
}
