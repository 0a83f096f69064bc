//! From an envelope to the function that answers it, and back. It must not know what any operation does.

use saponify::soap::{Fault, Version, server};
use saponify::{Body, Operation};

use super::failure::Failure;
use super::net_server::NetServer;
use crate::http::{Answer, Request};
use crate::superoffice::{ReplyHeaders, RequestHeaders};

/// The operations that a service has, by the element that their request is, and who may call them.
pub(super) struct Operations {
    known: Vec<Known>,
    admit: Admitting,
}

/// Lets a caller in, or says why not.
type Admitting = fn(&mut NetServer, &RequestHeaders) -> Result<(), Box<Fault>>;

struct Known {
    element: (&'static str, &'static str),
    action: &'static str,
    answer: Box<Answering>,
}

/// From the state and an envelope to the envelope of the reply.
type Answering = dyn Fn(&mut NetServer, &[u8]) -> Result<String, Box<Fault>> + Send + Sync;

impl Operations {
    /// A service without operations.
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
        // The HTTP binding of SOAP 1.2 gives the sender's faults a status of their own (part 2, section 7.5.2.2).
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
        // SOAP 1.2 may do without an action (part 2, section 6.5.3).
        let needed = request.version == Version::Soap11 || !request.action.is_empty();
        if needed && known.action != request.action {
            return Err(Fault::client(format!("the action of `{local}` is not `{}`", request.action)).into());
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
        // What NetServer sends then is a reply without members.
        Default::default()
    });
    server::write_reply::<O>(request.version, &headers, &body)
        .map_err(|error| Fault::server(error.to_string()).into())
}

fn unreadable(error: saponify::Error) -> Box<Fault> {
    Fault::client(error.to_string()).into()
}
