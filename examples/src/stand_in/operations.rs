//! Dispatches an envelope to the function of its operation, and encodes the reply. Knows nothing about particular
//! operations.

use saponify::soap::{Fault, Version, server};
use saponify::{Body, Operation};

use super::failure::Failure;
use super::net_server::NetServer;
use crate::http::{Answer, Request};
use crate::superoffice::{ReplyHeaders, RequestHeaders};

/// Operations of a service by request element, and the check of callers.
pub(super) struct Operations {
    known: Vec<Known>,
    admit: Admitting,
}

/// Check of a caller. Returns a fault if the call is not permitted.
type Admitting = fn(&mut NetServer, &RequestHeaders) -> Result<(), Box<Fault>>;

struct Known {
    element: (&'static str, &'static str),
    action: &'static str,
    answer: Box<Answering>,
}

/// Function from the state and a request envelope to the reply envelope.
type Answering = dyn Fn(&mut NetServer, &[u8]) -> Result<String, Box<Fault>> + Send + Sync;

impl Operations {
    /// Creates a service without operations.
    pub(super) fn new(admit: Admitting) -> Self {
        Self { known: Vec::new(), admit }
    }

    /// Adds an operation: a function from the state and the request to the reply.
    pub(super) fn on<O>(mut self, answer: fn(&mut NetServer, O::Request) -> Result<O::Reply, Failure>) -> Self
    where
        O: Operation<RequestHeaders = RequestHeaders, ReplyHeaders = ReplyHeaders> + 'static,
    {
        let admit = self.admit;
        if let Body::Element(namespace, local) = O::CONTRACT.request {
            self.known.push(Known {
                element: (namespace, local),
                action: O::CONTRACT.action,
                answer: Box::new(move |net_server, envelope| run::<O>(net_server, envelope, admit, answer)),
            });
        }
        self
    }

    /// Answers a request.
    pub(super) fn answer(&self, net_server: &mut NetServer, request: &Request) -> Answer {
        let (version, envelope) = (request.version, &request.envelope);
        let known = self.find(request);
        let fault = match known.and_then(|known| (known.answer)(net_server, envelope)) {
            Ok(envelope) => return Answer { status: 200, version, envelope },
            Err(fault) => fault,
        };
        // In the HTTP binding of SOAP 1.2, faults of the sender have their own status code (part 2, section 7.5.2.2).
        let status = if version == Version::Soap12 && fault.is_client() { 400 } else { 500 };
        Answer { status, version, envelope: server::write_fault(version, &fault).unwrap_or_default() }
    }

    fn find(&self, request: &Request) -> Result<&Known, Box<Fault>> {
        let (namespace, local) = server::first_body_element(&request.envelope).map_err(unreadable)?;
        let known = self.known.iter().find(|known| known.element == (namespace.as_str(), local.as_str()));
        let Some(known) = known else {
            return Err(
                Fault::client(format!("the stand-in does not serve `{local}` of `{namespace}`")).into()
            );
        };
        // In SOAP 1.2 the action is optional (part 2, section 6.5.3).
        let needed = request.version == Version::Soap11 || !request.action.is_empty();
        if needed && known.action != request.action {
            return Err(Fault::client(format!(
                "the action `{}` does not belong to `{local}`",
                request.action
            ))
            .into());
        }
        Ok(known)
    }
}

fn run<O>(
    net_server: &mut NetServer,
    envelope: &[u8],
    admit: Admitting,
    answer: fn(&mut NetServer, O::Request) -> Result<O::Reply, Failure>,
) -> Result<String, Box<Fault>>
where
    O: Operation<RequestHeaders = RequestHeaders, ReplyHeaders = ReplyHeaders>,
{
    let request = server::read_request::<O>(envelope).map_err(unreadable)?;
    admit(net_server, &request.headers)?;
    let mut headers =
        ReplyHeaders { succeeded: Some(true), time_zone: request.headers.time_zone, ..Default::default() };
    let body = answer(net_server, request.body).unwrap_or_else(|failure| {
        headers.succeeded = Some(false);
        headers.exception_info = Some(failure.into());
        // NetServer sends a reply without members in this case.
        Default::default()
    });
    server::write_reply::<O>(request.version, &headers, &body)
        .map_err(|error| Fault::server(error.to_string()).into())
}

fn unreadable(error: saponify::Error) -> Box<Fault> {
    Fault::client(error.to_string()).into()
}
