//! State that both services share, and the answers of their operations.

use std::sync::{Arc, Mutex, PoisonError};

use saponify::server;
use saponify::soap::Fault;

use super::failure::Failure;
use super::net_server::NetServer;
use crate::superoffice::{ReplyHeaders, RequestHeaders};

/// Answer of an operation: a reply with NetServer's headers, or a fault.
pub(super) type Answered<B> = Result<server::Answer<B, ReplyHeaders>, server::Failure>;

/// State that both services share.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared(Arc<Mutex<NetServer>>);

/// Check of a caller. Returns a fault if the call is not permitted.
type Admitting = fn(&mut NetServer, &RequestHeaders) -> Result<(), Box<Fault>>;

impl Shared {
    /// Calls `answer` if the headers contain a valid application token and a valid ticket of a user.
    /// Otherwise returns a fault.
    pub(super) fn for_user<B: Default>(
        &self,
        headers: &RequestHeaders,
        answer: impl FnOnce(&mut NetServer) -> Result<B, Failure>,
    ) -> Answered<B> {
        self.answer(headers, NetServer::admit_user, answer)
    }

    /// Calls `answer` if the headers contain a valid application token. Otherwise returns a fault.
    pub(super) fn for_application<B: Default>(
        &self,
        headers: &RequestHeaders,
        answer: impl FnOnce(&mut NetServer) -> Result<B, Failure>,
    ) -> Answered<B> {
        self.answer(headers, NetServer::admit_application, answer)
    }

    /// Issues a ticket for the system user of the tenant.
    pub(super) fn issue_system_ticket(&self) -> Option<String> {
        let mut net_server = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let user = net_server.users.values().next().cloned()?;
        Some(net_server.issue_ticket(&user))
    }

    /// Lets all tickets expire.
    pub(super) fn expire_tickets(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).expire_tickets();
    }

    fn answer<B: Default>(
        &self,
        headers: &RequestHeaders,
        admit: Admitting,
        answer: impl FnOnce(&mut NetServer) -> Result<B, Failure>,
    ) -> Answered<B> {
        let mut net_server = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        admit(&mut net_server, headers)?;
        let (exception_info, body) = match answer(&mut net_server) {
            Ok(body) => (None, body),
            // NetServer sends a reply without members in this case.
            Err(failure) => (Some(failure.into()), B::default()),
        };
        let headers = ReplyHeaders {
            succeeded: Some(exception_info.is_none()),
            exception_info,
            time_zone: headers.time_zone.clone(),
            ..Default::default()
        };
        Ok(server::Answer::new(body, headers))
    }
}
