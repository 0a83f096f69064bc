//! A NetServer stand-in: a real HTTP server in this process that answers with the generated types.
//!
//! It checks what NetServer checks (the action, the application token, the ticket), keeps some users in memory, issues
//! tickets to those who know a password, and fails as NetServer does: a fault for a caller that it does not know, a reply
//! whose `Succeeded` is false for what it cannot do. It must not be taken for more than a partner to try a client on.

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

/// The path of the User service.
const USER: &str = "/Remote/Services86/User.svc";
/// The path of the SoPrincipal service.
const PRINCIPAL: &str = "/Remote/Services86/SoPrincipal.svc";

/// A running stand-in, which stops when it is dropped.
#[derive(Debug)]
pub struct StandIn {
    server: Server,
}

impl StandIn {
    /// The token of the one application that may call.
    pub const APPLICATION_TOKEN: &'static str = "stand-in-application";
    /// A ticket that is there from the start, that of the user `KARI`. All others are issued by the SoPrincipal service.
    pub const TICKET: &'static str = "7T:stand-in-ticket";
    /// The password that `KARI`, `jdoe` and `jürgen` have from the start.
    pub const PASSWORD: &'static str = net_server::PASSWORD;

    /// Starts on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// When there is no such port, or no thread for it.
    pub fn start() -> io::Result<Self> {
        Self::listen((Ipv4Addr::LOCALHOST, 0).into())
    }

    /// Starts on an address.
    ///
    /// # Errors
    ///
    /// When the address is taken, or there is no thread for it.
    pub fn listen(address: SocketAddr) -> io::Result<Self> {
        let services = [(USER, user_service::operations()), (PRINCIPAL, principal_service::operations())];
        // What the services share.
        let net_server = Mutex::<NetServer>::default();
        let server = Server::start(address, move |request| {
            let (_, operations) = services.iter().find(|(path, _)| *path == request.path)?;
            Some(operations.answer(&mut net_server.lock().unwrap_or_else(PoisonError::into_inner), &request))
        })?;
        Ok(Self { server })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The URL of its User service.
    pub fn user_endpoint(&self) -> String {
        format!("http://{}{USER}", self.address())
    }

    /// The URL of its SoPrincipal service.
    pub fn principal_endpoint(&self) -> String {
        format!("http://{}{PRINCIPAL}", self.address())
    }

    /// The headers with which it lets a call in.
    pub fn headers() -> RequestHeaders {
        RequestHeaders {
            application_token: Some(Self::APPLICATION_TOKEN.into()),
            credentials: Some(SoCredentials { ticket: Some(Self::TICKET.into()) }),
            ..Default::default()
        }
    }
}
