//! NetServer stand-in: an HTTP server in this process that answers with the generated types.
//!
//! It checks the action, the application token and the ticket like NetServer, keeps some users in memory, and
//! issues tickets to users who know their password. It also fails like NetServer: unauthenticated callers get
//! a fault, and the reply of a failed operation has a `Succeeded` that is false. It is only meant for trying
//! out a client.

mod failure;
mod login;
mod net_server;
mod principal_service;
mod shared;
mod user_service;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use saponify::server::{Running, start};

use crate::superoffice::so_principal::SoPrincipalService;
use crate::superoffice::user::UserService;
use crate::superoffice::{RequestHeaders, services86::SoCredentials};
use login::LoginService;
use principal_service::Principals;
use shared::Shared;
use user_service::Users;

/// Path of the User service.
const USER: &str = "/Remote/Services86/User.svc";
/// Path of the SoPrincipal service.
const PRINCIPAL: &str = "/Remote/Services86/SoPrincipal.svc";

/// A running stand-in. It stops when it is dropped.
#[derive(Debug)]
pub struct StandIn {
    server: Running,
    shared: Shared,
    login: LoginService,
}

impl StandIn {
    /// Token of the only permitted application.
    pub const APPLICATION_TOKEN: &'static str = "stand-in-application";
    /// Ticket of the user `KARI`, valid from the start. All other tickets are issued by the SoPrincipal service.
    pub const TICKET: &'static str = "7T:stand-in-ticket";
    /// The only tenant of the login service.
    pub const TENANT: &'static str = "Cust12345";
    /// Client identifier of the only application of the login service. Its client secret is the application token.
    pub const CLIENT_ID: &'static str = "stand-in-client";
    /// System user token that the tenant gave the application.
    pub const SYSTEM_USER_TOKEN: &'static str = "stand-in-system-user";
    /// Private key of the application, as PEM. It protects nothing but the stand-in.
    pub const APPLICATION_KEY: &'static str = include_str!("login/application.pem");
    /// The same key in the XML of .NET.
    pub const APPLICATION_KEY_XML: &'static str = include_str!("login/application.xml");
    /// Certificate of the login service.
    pub const LOGIN_CERTIFICATE: &'static str = include_str!("login/service.crt");
    /// Initial password of `KARI`, `jdoe` and `jürgen`.
    pub const PASSWORD: &'static str = net_server::PASSWORD;

    /// Starts a stand-in on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// If no port is free or no thread can be started.
    pub fn start() -> io::Result<Self> {
        Self::listen((Ipv4Addr::LOCALHOST, 0).into())
    }

    /// Starts a stand-in on an address.
    ///
    /// # Errors
    ///
    /// If the address is in use or no thread can be started.
    pub fn listen(address: SocketAddr) -> io::Result<Self> {
        let shared = Shared::default();
        let users = Users(shared.clone()).into_service();
        let principals = Principals(shared.clone()).into_service();
        let login = LoginService::new(shared.clone());
        let router = Router::new()
            .route_service(USER, users.clone())
            .route_service(PRINCIPAL, principals.clone())
            // The same services, at the URL of the tenant.
            .route_service(&format!("/{}{USER}", Self::TENANT), users)
            .route_service(&format!("/{}{PRINCIPAL}", Self::TENANT), principals);
        let server = start(address, login.clone().mount(router))?;
        login.set_address(server.address());
        Ok(Self { server, shared, login })
    }

    /// Returns the address on which the stand-in listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Returns the URL of the simulated environment of SuperOffice Online.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Returns how often applications tried to log in.
    pub fn logins(&self) -> u64 {
        self.login.logins()
    }

    /// Lets all tickets expire.
    pub fn expire_tickets(&self) {
        self.shared.expire_tickets();
    }

    /// Returns the URL of its User service.
    pub fn user_endpoint(&self) -> String {
        format!("http://{}{USER}", self.address())
    }

    /// Returns the URL of its SoPrincipal service.
    pub fn principal_endpoint(&self) -> String {
        format!("http://{}{PRINCIPAL}", self.address())
    }

    /// Returns request headers with a valid token and ticket.
    pub fn headers() -> RequestHeaders {
        RequestHeaders {
            application_token: Some(Self::APPLICATION_TOKEN.into()),
            credentials: Some(SoCredentials { ticket: Some(Self::TICKET.into()) }),
            ..Default::default()
        }
    }
}
