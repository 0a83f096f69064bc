//! NetServer stand-in: an HTTP server in this process that answers with the generated types.
//!
//! It checks the action, the application token and the ticket like NetServer, keeps some users in memory, and issues
//! tickets to users who know their password. It also fails like NetServer: unauthenticated callers get a fault, and
//! failed operations a reply whose `Succeeded` is false. It is only meant for trying out a client.

mod failure;
mod net_server;
mod principal_service;
mod shared;
mod user_service;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use saponify::server::{Paths, Running, start};

use crate::superoffice::so_principal::SoPrincipalService;
use crate::superoffice::user::UserService;
use crate::superoffice::{RequestHeaders, services86::SoCredentials};
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
}

impl StandIn {
    /// Token of the only permitted application.
    pub const APPLICATION_TOKEN: &'static str = "stand-in-application";
    /// Ticket of the user `KARI`, valid from the start. All other tickets are issued by the SoPrincipal service.
    pub const TICKET: &'static str = "7T:stand-in-ticket";
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
        let services = Paths::new()
            .at(USER, Users(shared.clone()).into_service())
            .at(PRINCIPAL, Principals(shared).into_service());
        let server = start(address, services)?;
        Ok(Self { server })
    }

    /// Returns the address on which the stand-in listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
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
