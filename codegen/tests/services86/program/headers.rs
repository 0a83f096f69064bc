//! SOAP headers that the operations of the family declare and send.

use std::collections::BTreeMap;

use family::services::{
    RequestHeaders, services86::SoCredentials, so_principal::SoPrincipalClient, user::UserClient,
};
use saponify::{Nillable, Operation, transport::Memory};

/// Declared headers of each operation, by SOAP action.
#[derive(Debug, Default)]
pub(crate) struct Declared(BTreeMap<&'static str, Vec<&'static str>>);

impl Declared {
    /// Records an operation of any service: all have the same header type.
    pub(crate) fn operation<O: Operation<RequestHeaders = RequestHeaders>>(&mut self) {
        let headers = O::CONTRACT.request_headers.iter().map(|(_, local)| *local).collect();
        self.0.insert(O::CONTRACT.action, headers);
    }

    pub(crate) fn check(&self) {
        let is_usual = |headers: &[&str]| *headers == ["ApplicationToken", "Credentials", "TimeZone"];
        let others: Vec<_> = self.0.iter().filter(|(_, headers)| !is_usual(headers)).collect();
        assert_eq!((self.0.len(), others.len()), (1461, 5), "{others:?}");
        for (action, headers) in others {
            assert!(action.contains("/SoPrincipal/"), "{action}");
            assert_eq!(*headers, ["ApplicationToken"], "{action}");
        }
        let credentials = SoCredentials { ticket: Nillable::Value("the-ticket".into()) };
        let headers = RequestHeaders {
            application_token: Nillable::Value("the-token".into()),
            credentials: Nillable::Value(credentials),
            ..RequestHeaders::default()
        };
        let principal =
            SoPrincipalClient::new(Memory::new(), "http://localhost/").with_headers(headers.clone());
        let user = UserClient::new(Memory::new(), "http://localhost/").with_headers(headers);
        let asked = principal.authenticate_username_password(Default::default()).envelope().unwrap();
        assert!(asked.contains("the-token") && !asked.contains("the-ticket"), "{asked}");
        let asked = user.get_user(Default::default()).envelope().unwrap();
        assert!(asked.contains("the-token") && asked.contains("the-ticket"), "{asked}");
        println!("one value of headers serves 56 services; 5 operations send ApplicationToken alone");
    }
}
