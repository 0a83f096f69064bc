//! NetServer stand-in: an HTTP server in this process that answers with the generated types.
//!
//! It checks the action, the application token and the ticket like NetServer, keeps some users in memory, and issues
//! tickets to users who know their password. It also fails like NetServer: unauthenticated callers get a fault, and
//! failed operations a reply whose `Succeeded` is false. It is only meant for trying out a client.

mod failure;
mod net_server;
mod operations;
mod principal_service;
mod user_service;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use crate::http::Server;
use crate::superoffice::{RequestHeaders, services86::SoCredentials};
use net_server::NetServer;

/// Path of the User service.
const USER: &str = "/Remote/Services86/User.svc";
/// Path of the SoPrincipal service.
const PRINCIPAL: &str = "/Remote/Services86/SoPrincipal.svc";

/// A running stand-in. It stops when it is dropped.
#[derive(Debug)]
pub struct StandIn {
    server: Server,
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
        let services = [(USER, user_service::operations()), (PRINCIPAL, principal_service::operations())];
        // State shared by the services.
        let net_server = Mutex::<NetServer>::default();
        let server = Server::start(address, move |request| {
            let (_, operations) = services.iter().find(|(path, _)| *path == request.path)?;
            Some(operations.answer(&mut net_server.lock().unwrap_or_else(PoisonError::into_inner), &request))
        })?;
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
