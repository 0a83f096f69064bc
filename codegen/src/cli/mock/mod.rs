//! `saponify mock`: serves contracts with sample replies, or with replies from a folder.

mod answers;
pub(super) mod arguments;
mod documents;
mod log;
pub(super) mod routes;

use std::{
    collections::HashMap,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::{Duration, Instant},
};

use saponify::{Attachment, Fault, soap::server};

pub(super) use self::log::{hidden, masked};
use self::{
    answers::Answers,
    arguments::Mock,
    documents::Documents,
    log::Handled,
    routes::{Route, Routes},
};
use super::{
    Outcome,
    convert::{Converter, Mistake},
    failure::Failure,
    load,
    messages::runtime_version,
    multipart::{Packed, Unpacked, is_multipart, unpack},
    sample::Samples,
    serve::{self, Answer, Request},
    terminal,
    tree::Node,
};
use crate::{
    config::Config,
    model::{Model, SoapVersion},
    problem::near_miss,
};

/// Serves the contracts until the process ends.
pub(super) fn run(arguments: &Mock) -> Result<Outcome, Failure> {
    let loaded = load::load(&arguments.wsdls, &arguments.documents.options())?;
    loaded.report();
    let load::Loaded { model, sources, .. } = loaded;
    // The server needs the model until the process ends.
    let model: &'static Model = Box::leak(Box::new(model));
    let config: &'static Config = Box::leak(Box::default());
    let converter: &'static Converter<'static> = Box::leak(Box::new(Converter::new(model)));
    let routes = Routes::new(converter);
    if routes.is_empty() {
        return Err(Failure::Unknown("the documents contain no operation over SOAP".to_owned(), None));
    }
    let choices = Choices::new(arguments, &routes)?;
    let listener = listen(SocketAddr::new(arguments.address, arguments.listen))?;
    let address = listener.local_addr()?;
    let server = Server {
        documents: Documents::new(&sources, &arguments.wsdls, &routes),
        samples: Samples::new(model, config),
        answers: Answers::new(arguments.answers.clone()),
        routes,
        choices,
        address,
    };
    for service in server.routes.services() {
        terminal::print(&format!("http://{address}/{service}\n"))?;
    }
    if !address.ip().is_loopback() {
        terminal::eprint(&terminal::note("other machines can call this server"));
    }
    serve::serve(listener, Arc::new(move |request| server.answer(&request)))?;
    Ok(Outcome::Done)
}

/// Opens a port.
pub(super) fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).map_err(|error| {
        let message = format!("cannot listen on {address}: {error}");
        Failure::Listen(message, "choose another port with `--listen PORT`, or 0 for any free one".to_owned())
    })
}

/// Delays and faults that the user chose.
#[derive(Debug, Default)]
struct Choices {
    delay: Duration,
    delays: HashMap<String, Duration>,
    faults: HashMap<String, String>,
    lenient: bool,
}

impl Choices {
    fn new(arguments: &Mock, routes: &Routes) -> Result<Self, Failure> {
        let mut choices = Self { lenient: arguments.lenient, ..Self::default() };
        let known = |option: &str, name: &str| {
            if routes.has(name) {
                return Ok(());
            }
            let near = near_miss(name, routes.names()).map(|near| format!("did you mean `{near}`?"));
            Err(Failure::Unknown(format!("{option}: found no operation `{name}`"), near))
        };
        let seconds = |text: &str| match text.parse::<f64>() {
            Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
            _ => Err(Failure::Arguments(format!("--delay: expected a number of seconds, found `{text}`"))),
        };
        for delay in &arguments.delay {
            match delay.split_once('=') {
                None => choices.delay = seconds(delay)?,
                Some((operation, delay)) => {
                    known("--delay", operation)?;
                    choices.delays.insert(operation.to_owned(), seconds(delay)?);
                }
            }
        }
        for fault in &arguments.fault {
            let (operation, reason) = fault.split_once('=').ok_or_else(|| {
                Failure::Arguments(format!("--fault `{fault}`: expected `OPERATION=REASON`"))
            })?;
            if operation != "*" {
                known("--fault", operation)?;
            }
            choices.faults.insert(operation.to_owned(), reason.to_owned());
        }
        Ok(choices)
    }

    fn fault(&self, route: &Route) -> Option<&str> {
        let names = [route.name(), route.plain_name(), "*"];
        names.iter().find_map(|name| self.faults.get(*name)).map(String::as_str)
    }

    fn delay(&self, route: &Route) -> Duration {
        let names = [route.name(), route.plain_name()];
        names.iter().find_map(|name| self.delays.get(*name)).copied().unwrap_or(self.delay)
    }
}

struct Server {
    routes: Routes,
    documents: Documents,
    samples: Samples<'static>,
    answers: Answers,
    choices: Choices,
    address: SocketAddr,
}

impl Server {
    fn answer(&self, request: &Request) -> Answer {
        let begun = Instant::now();
        let handled = match request.method.as_str() {
            "GET" | "HEAD" => {
                let answer = self.page(request);
                // Do not log other queries: they may contain secret keys of clients.
                let query = if is_wsdl(request) { " ?wsdl" } else { "" };
                Handled {
                    operation: format!("{}{query}", request.path),
                    answer,
                    message: None,
                    notes: Vec::new(),
                }
            }
            "POST" => self.call(request),
            _ => Handled {
                operation: request.path.clone(),
                answer: Answer::plain(405, "SOAP requests use the method POST\n").with("allow", "GET, POST"),
                message: None,
                notes: Vec::new(),
            },
        };
        log::write(request, &handled, begun.elapsed());
        handled.answer
    }

    /// Answers a request for a page. The answer is the WSDL of a service (`?wsdl`), a document that a WSDL
    /// imports, or a list of the services.
    fn page(&self, request: &Request) -> Answer {
        let base = self.documents.base(request.header("host"), self.address);
        let service = request.path.trim_matches('/');
        if let Some(document) = self.documents.get(&request.path, &base) {
            return Answer::new(200, "text/xml; charset=utf-8", document);
        }
        if is_wsdl(request) {
            return match self.documents.of_service(service, &base) {
                Some(document) => Answer::new(200, "text/xml; charset=utf-8", document),
                None => Answer::plain(404, "found no service at this path\n"),
            };
        }
        let mut text = String::from("Services:\n\n");
        for service in self.routes.services() {
            text.push_str(&format!("{base}/{service}\n{base}/{service}?wsdl\n"));
        }
        let status = if service.is_empty() || self.routes.services().any(|known| known == service) {
            200
        } else {
            404
        };
        Answer::plain(status, &text)
    }

    fn call(&self, request: &Request) -> Handled {
        if !is_multipart(request.header("content-type")) {
            return self.call_with(request, Vec::new());
        }
        match unpack(request.header("content-type"), &request.body) {
            Ok(Unpacked { version, envelope, attachments }) => {
                let content_type = runtime_version(version).content_type(Some(&routes::action(request)));
                self.call_with(&request.with_body(&content_type, envelope.into_bytes()), attachments)
            }
            Err(error) => Handled {
                operation: request.path.clone(),
                answer: fault_answer(
                    version_of(request),
                    &Fault::client(format!("the multipart message cannot be read: {error}")),
                ),
                message: None,
                notes: Vec::new(),
            },
        }
    }

    fn call_with(&self, request: &Request, attachments: Vec<Attachment>) -> Handled {
        let version = version_of(request);
        let fault = |operation: &str, fault: &Fault, version: SoapVersion, notes: Vec<String>| Handled {
            operation: operation.to_owned(),
            answer: fault_answer(version, fault),
            message: None,
            notes,
        };
        let route = match self.routes.find(request) {
            Ok(route) => route,
            Err(reason) => return fault(&request.path, &Fault::client(reason), version, Vec::new()),
        };
        let name = route.name();
        let (version, message) = match route.request.read_with(&request.body, attachments) {
            Ok((version, message)) => (version, message),
            Err(error) => return fault(name, &Fault::client(error), version, Vec::new()),
        };
        let mut notes: Vec<String> =
            route.request.departures(&message, version).iter().map(Mistake::to_string).collect();
        let mut handled = if !notes.is_empty() && !self.choices.lenient {
            let reason = format!("the request does not fit the contract: {}", notes.join("; "));
            fault(name, &Fault::client(reason), version, std::mem::take(&mut notes))
        } else if let Some(reason) = self.choices.fault(route) {
            fault(name, &Fault::server(reason), version, std::mem::take(&mut notes))
        } else {
            match self.reply(route, version) {
                Ok(answer) => Handled { operation: name.to_owned(), answer, message: None, notes },
                Err(reason) => {
                    notes.push(reason.clone());
                    fault(name, &Fault::server(reason), version, notes)
                }
            }
        };
        handled.message = Some(message);
        handled.answer.delay = self.choices.delay(route);
        handled
    }

    fn reply(&self, route: &Route, version: SoapVersion) -> Result<Answer, String> {
        let Some(reply) = &route.reply else { return Ok(Answer::new(202, "text/plain", "")) };
        if let Some(answer) = self.answers.next(route, reply, version) {
            return answer.map(|(packed, is_fault)| packed_answer(packed, is_fault));
        }
        let envelope = self.samples.envelope(&route.operation, crate::model::Direction::Reply, version)?;
        let attachments = Samples::attachments(&reply.form);
        if attachments.is_empty() {
            return Ok(packed_answer(Packed::envelope(version, envelope), false));
        }
        let (headers, mut body) = reply.parse_xml(&envelope)?;
        let named = |attachment: Attachment| {
            let id = attachment.id().and_then(|id| id.split_once('='));
            Node::attached(&id.map(|(name, _)| name.to_owned()).unwrap_or_default(), attachment)
        };
        body.0.extend(attachments.into_iter().map(named));
        let packed = Packed::of(&reply.form, version, &headers, &body).map_err(|error| error.to_string())?;
        Ok(packed_answer(packed, false))
    }
}

/// Returns `true` if a request asks for the WSDL of a service.
fn is_wsdl(request: &Request) -> bool {
    request.query.eq_ignore_ascii_case("wsdl")
}

/// Returns the SOAP version that the media type names.
fn version_of(request: &Request) -> SoapVersion {
    match request.header("content-type").to_ascii_lowercase().starts_with("application/soap+xml") {
        true => SoapVersion::Soap12,
        false => SoapVersion::Soap11,
    }
}

fn packed_answer(packed: Packed, is_fault: bool) -> Answer {
    let status = if is_fault { 500 } else { 200 };
    Answer::new(status, &packed.content_type, packed.body)
}

fn fault_answer(version: SoapVersion, fault: &Fault) -> Answer {
    match server::write_fault(runtime_version(version), fault) {
        Ok(envelope) => packed_answer(Packed::envelope(version, envelope), true),
        // The fault cannot be written: its reason contains a character of the request that XML cannot
        // represent.
        Err(error) => Answer::plain(500, &format!("{error}\n")),
    }
}
