//! `saponify explore`: a local page that shows a contract and calls its operations.

pub(super) mod arguments;
mod calls;
mod code;
mod describe;
mod session;

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    process::{Command, Stdio},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use self::{arguments::Explore, session::Session};
use super::{
    Outcome,
    call::{secret::Secrets, settings::Settings},
    convert::{Converter, Json},
    docs,
    failure::Failure,
    load,
    mock::{
        self, masked,
        routes::{Route, Routes},
    },
    rust::Rust,
    sample::Samples,
    serve::{self, Answer, Request},
    terminal,
};
use crate::{
    config::Config,
    model::{Direction, Id, Model, SoapVersion},
};

const PAGE: &str = include_str!("../../../templates/explore/page.html");
const STYLE: &str = include_str!("../../../templates/explore/explore.css");
const SCRIPT: &str = include_str!("../../../templates/explore/explore.js");

/// Content security policy of the page: nothing from other servers, no inline scripts, no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Serves the page until the process ends.
pub(super) fn run(arguments: &Explore) -> Result<Outcome, Failure> {
    let loaded = load::load(&arguments.wsdls, &arguments.documents.options())?;
    loaded.report();
    // The server needs the model until the process ends.
    let model: &'static Model = Box::leak(Box::new(loaded.model));
    let config: &'static Config = Box::leak(Box::default());
    let converter: &'static Converter<'static> = Box::leak(Box::new(Converter::new(model)));
    let routes = Routes::new(converter);
    if routes.is_empty() {
        return Err(Failure::Unknown("the documents contain no operation over SOAP".to_owned(), None));
    }
    let mut secrets = Secrets::default();
    secrets.hide_headers();
    let settings = Settings::new(&arguments.http, &arguments.protocols, &mut secrets)?;
    let listener = mock::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.listen)))?;
    let session = Session::new(listener.local_addr()?)?;
    terminal::print(&format!("{}\n", session.address()))?;
    if !arguments.no_open {
        open(&session.address_once());
    }
    let explorer = Explorer {
        converter,
        samples: Samples::new(model, config),
        config,
        routes,
        session,
        connection: Mutex::new(Connection { settings, secrets }),
        show_secrets: arguments.show_secrets,
        generated: OnceLock::new(),
        history: Mutex::default(),
    };
    serve::serve(listener, Arc::new(move |request| explorer.answer(&request)))?;
    Ok(Outcome::Done)
}

/// Starts the user's browser. An error is ignored, since the address is printed.
fn open(address: &str) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/c", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = command.spawn();
}

/// Endpoint and credentials.
struct Connection {
    settings: Settings,
    secrets: Secrets,
}

/// A call in the history. Secrets of the document are masked.
struct HistoryEntry {
    operation: usize,
    name: String,
    document: String,
    outcome: &'static str,
    milliseconds: u128,
}

struct Explorer {
    converter: &'static Converter<'static>,
    samples: Samples<'static>,
    config: &'static Config,
    routes: Routes,
    session: Session,
    connection: Mutex<Connection>,
    show_secrets: bool,
    /// The plan of the Rust code, made for the first call.
    generated: OnceLock<Option<Generated>>,
    history: Mutex<Vec<HistoryEntry>>,
}

struct Generated {
    rust: &'static Rust<'static>,
    calls: Vec<docs::Call<'static>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn object(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Explorer {
    fn answer(&self, request: &Request) -> Answer {
        if !self.session.is_own(request) {
            return Answer::plain(403, "the request does not come from the page, or names another host\n");
        }
        let answer = match (request.method.as_str(), request.path.as_str()) {
            ("GET" | "HEAD", "/") => Answer::new(200, "text/html; charset=utf-8", PAGE),
            ("GET" | "HEAD", "/explore.css") => Answer::new(200, "text/css; charset=utf-8", STYLE),
            ("GET" | "HEAD", "/explore.js") => Answer::new(200, "text/javascript; charset=utf-8", SCRIPT),
            ("POST", "/api/session") => self.json(self.session(request)),
            (_, path) if path.starts_with("/api/") && !self.session.has_token(request) => {
                Answer::plain(401, "the token is missing or wrong\n")
            }
            ("GET", "/api/contract") => self.json(Ok(self.contract())),
            ("GET", "/api/operation") => self.json(self.operation(request)),
            ("GET", "/api/type") => self.json(self.type_of(request)),
            ("GET", "/api/history") => self.json(Ok(self.history())),
            ("POST", "/api/xml") => self.json(self.xml(request)),
            ("POST", "/api/send") => self.json(self.send(request)),
            ("POST", "/api/settings") => self.json(self.settings(request)),
            _ => Answer::plain(404, "found nothing at this address\n"),
        };
        answer
            .with("content-security-policy", POLICY)
            .with("x-content-type-options", "nosniff")
            .with("referrer-policy", "no-referrer")
            .with("cross-origin-resource-policy", "same-origin")
            .with("cross-origin-opener-policy", "same-origin")
            .with("cache-control", "no-store")
    }

    fn json(&self, json: Result<Json, String>) -> Answer {
        match json {
            Ok(json) => Answer::new(200, "application/json", json.compact()),
            Err(message) => Answer::plain(400, &format!("{message}\n")),
        }
    }

    fn session(&self, request: &Request) -> Result<Json, String> {
        let body = body(request)?;
        let code = text(&body, "code").unwrap_or_default();
        let token = self.session.token(code).ok_or("The code was used before, or is wrong.")?;
        Ok(object(vec![("token", Json::text(token))]))
    }

    /// Lists services, operations and types.
    fn contract(&self) -> Json {
        let mut services: BTreeMap<&str, Vec<Json>> = BTreeMap::new();
        for (id, route) in self.routes.iter().enumerate() {
            let documentation = describe::documentation(route.operation.operation.documentation.as_deref());
            let summary = documentation.lines().next().unwrap_or_default().to_owned();
            services.entry(&route.service).or_default().push(object(vec![
                ("id", Json::Number(id.to_string())),
                ("name", Json::Text(self.routes.label(route))),
                ("summary", Json::Text(summary)),
            ]));
        }
        let title = match services.len() {
            1 => services.keys().next().copied().unwrap_or_default().to_owned(),
            count => format!("{count} services"),
        };
        let services = services.into_iter().map(|(name, operations)| {
            object(vec![("name", Json::text(name)), ("operations", Json::Array(operations))])
        });
        let types = self.converter.named_types().into_iter().map(|(name, id)| {
            object(vec![("name", Json::Text(name)), ("id", Json::Number(id.index().to_string()))])
        });
        let connection = locked(&self.connection);
        let endpoint = connection.settings.endpoint.as_deref().unwrap_or_default();
        object(vec![
            ("title", Json::Text(title)),
            ("services", Json::Array(services.collect())),
            ("types", Json::Array(types.collect())),
            ("endpoint", Json::text(saponify::transport::shown(endpoint))),
            ("credentials", Json::text(connection.settings.credentials())),
        ])
    }

    fn route(&self, id: Option<&str>) -> Result<(usize, &Route), String> {
        let id = id.and_then(|id| id.parse::<usize>().ok()).ok_or("expected the number of an operation")?;
        self.routes
            .iter()
            .nth(id)
            .map(|route| (id, route))
            .ok_or_else(|| "found no operation of this number".to_owned())
    }

    fn operation(&self, request: &Request) -> Result<Json, String> {
        let (_, route) = self.route(request.query.strip_prefix("id="))?;
        let bound = &route.operation;
        let (body, headers) = describe::message(&route.request, self.converter);
        let sample = self.samples.envelope(bound, Direction::Request, bound.version);
        let attachments = Samples::attachments(&route.request.form);
        let sample = sample.and_then(|envelope| route.request.read_with(envelope.as_bytes(), attachments));
        let sample =
            sample.map_or_else(|_| Json::Object(Vec::new()), |(_, message)| masked(&message.document(), ""));
        let version = match bound.version {
            SoapVersion::Soap11 => "SOAP 1.1",
            SoapVersion::Soap12 => "SOAP 1.2",
        };
        let address = bound.port.and_then(|(_, port)| port.address.clone()).unwrap_or_default();
        let address = locked(&self.connection).settings.endpoint.clone().unwrap_or(address.to_string());
        let documentation = describe::documentation(bound.operation.documentation.as_deref());
        Ok(object(vec![
            ("name", Json::text(route.name())),
            ("service", Json::text(route.service.as_str())),
            ("documentation", Json::Text(documentation)),
            ("version", Json::text(version)),
            ("action", Json::text(bound.action())),
            ("endpoint", Json::text(saponify::transport::shown(&address))),
            ("oneWay", Json::Bool(route.reply.is_none())),
            ("body", body),
            ("headers", headers),
            ("sample", Json::Text(sample.compact())),
        ]))
    }

    fn type_of(&self, request: &Request) -> Result<Json, String> {
        let id = request.query.strip_prefix("id=").and_then(|id| id.parse::<usize>().ok());
        let id =
            id.filter(|id| *id < self.converter.model.types.len()).ok_or("found no type of this number")?;
        Ok(describe::type_json(self.converter, Id::from_index(id)))
    }

    fn history(&self) -> Json {
        let entries = locked(&self.history);
        let entries = entries.iter().rev().map(|made| {
            object(vec![
                ("operation", Json::Number(made.operation.to_string())),
                ("name", Json::text(made.name.as_str())),
                ("document", Json::text(made.document.as_str())),
                ("outcome", Json::text(made.outcome)),
                ("milliseconds", Json::Number(made.milliseconds.to_string())),
            ])
        });
        object(vec![("entries", Json::Array(entries.collect()))])
    }

    /// Changes endpoint and credentials. Empty values leave the credentials as they are.
    fn settings(&self, request: &Request) -> Result<Json, String> {
        let body = body(request)?;
        let given =
            |key: &str| text(&body, key).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let mut connection = locked(&self.connection);
        let Connection { settings, secrets } = &mut *connection;
        let mut endpoint = given("endpoint");
        if let Some(endpoint) = &endpoint
            && !endpoint.starts_with("http://")
            && !endpoint.starts_with("https://")
        {
            return Err("The endpoint must begin with https:// or http://.".to_owned());
        }
        // The page received the endpoint without its secret parts. If it returns that text unchanged, keep the
        // complete endpoint.
        if let Some(known) = &settings.endpoint
            && endpoint.as_deref() == Some(&*saponify::transport::shown(known))
        {
            endpoint = Some(known.clone());
        }
        settings.endpoint = endpoint;
        if let Some(token) = given("bearer") {
            secrets.add(&token);
            settings.set_bearer(&token);
        } else if let Some(user) = given("user") {
            let password = text(&body, "password").unwrap_or_default().to_owned();
            secrets.add(&password);
            settings.set_user(user, password);
        }
        Ok(object(vec![("credentials", Json::text(settings.credentials()))]))
    }
}

fn body(request: &Request) -> Result<Json, String> {
    if !request.header("content-type").starts_with("application/json") {
        return Err("expected JSON".to_owned());
    }
    let text = std::str::from_utf8(&request.body).map_err(|error| error.to_string())?;
    Json::parse(text)
}

fn text<'j>(json: &'j Json, key: &str) -> Option<&'j str> {
    match json.get(key) {
        Some(Json::Text(text)) => Some(text),
        _ => None,
    }
}
