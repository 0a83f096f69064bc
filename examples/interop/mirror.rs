//! Server of generated types for clients of other stacks. A request must equal the sample named in an HTTP header; the
//! answer is the reply of the sample.

use std::collections::HashMap;
use std::fmt::Debug;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use saponify::Operation;
use saponify::soap::{Fault, Version, server};
use saponify_examples::http::{Answer, Request, Server};
use saponify_examples::superoffice_nil_kept;

use crate::operations::{self, Visit};
use crate::samples::Samples;

/// Serves every operation on a loopback port.
pub(crate) fn start(samples: Samples) -> io::Result<Server> {
    let mut mirror = Mirror { known: HashMap::new() };
    operations::kept(&mut mirror);
    let samples = Arc::new(samples);
    Server::start((Ipv4Addr::LOCALHOST, 0).into(), move |request| {
        let answer = mirror.known.get(request.action.as_str())?;
        Some(match answer(&samples, &request) {
            Ok(envelope) => Answer { status: 200, version: request.version, envelope },
            Err(why) => {
                let envelope = server::write_fault(request.version, &Fault::client(why)).unwrap_or_default();
                Answer { status: 500, version: request.version, envelope }
            }
        })
    })
}

struct Mirror {
    known: HashMap<&'static str, Answering>,
}

type Answering = fn(&Samples, &Request) -> Result<String, String>;

impl Visit<superoffice_nil_kept::RequestHeaders, superoffice_nil_kept::ReplyHeaders> for Mirror {
    fn visit<O>(&mut self)
    where
        O: Operation<
                RequestHeaders = superoffice_nil_kept::RequestHeaders,
                ReplyHeaders = superoffice_nil_kept::ReplyHeaders,
            > + 'static,
        O::Request: PartialEq + Debug,
        O::Reply: PartialEq + Debug,
    {
        self.known.insert(O::CONTRACT.action, answer::<O>);
    }
}

fn answer<O: Operation>(samples: &Samples, request: &Request) -> Result<String, String>
where
    O::RequestHeaders: PartialEq,
    O::Request: PartialEq,
{
    let wanted = request.headers.get("X-Sample").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let sample = samples.of::<O>().iter().find(|sample| sample.variant == wanted);
    let sample = sample.ok_or_else(|| format!("found no sample `{wanted}`"))?;
    let text = |error: saponify::Error| error.to_string();

    let received = server::read_request::<O>(&request.envelope).map_err(text)?;
    let expected = sample.request::<O>().map_err(text)?;
    if received.headers != expected.headers || received.body != expected.body {
        let write = |headers: O::RequestHeaders, body: O::Request| {
            let client = saponify::Client::new((), "", Version::Soap11);
            client.call::<O>(body).headers(headers).envelope().map_err(text)
        };
        let expected = write(expected.headers, expected.body)?;
        return Err(difference(&expected, &write(received.headers, received.body)?));
    }
    let reply = sample.reply::<O>().map_err(text)?;
    server::write_reply::<O>(request.version, &reply.headers, &reply.body).map_err(text)
}

/// Returns the first difference between two texts, with some context.
fn difference(expected: &str, found: &str) -> String {
    let at = expected.chars().zip(found.chars()).take_while(|(left, right)| left == right).count();
    let window = |text: &str| text.chars().skip(at.saturating_sub(80)).take(200).collect::<String>();
    format!("expected …{}…, found …{}…", window(expected), window(found))
}
