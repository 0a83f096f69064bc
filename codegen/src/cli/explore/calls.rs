//! Calls of the page: the XML of a request, the call itself with its outcome, and the Rust code for it.

use saponify::ErrorKind;

use super::{Explorer, Generated, HistoryEntry, body, code, locked, object, text};
use crate::{
    cli::{
        call::{
            self,
            request::{CallResult, Outgoing},
            secret::MASK,
        },
        convert::{Envelope, Json, Mistake},
        docs,
        mock::{hidden, masked, routes::Route},
        rust::Rust,
        sample,
        serve::Request,
    },
    plan::{self, Plan},
    problem::Problems,
};

/// Number of calls that the history keeps.
const MAX_HISTORY: usize = 100;
/// Maximum size of a document in the history, in bytes.
const MAX_HISTORY_BYTES: usize = 100_000;

/// A call that the page requests.
struct RequestedCall<'r> {
    /// Index of the operation, by which the page names it.
    id: usize,
    route: &'r Route,
    message: Envelope,
    outgoing: Outgoing<'static>,
}

impl Explorer {
    /// Returns the call that a request of the page describes. If its message does not fit the contract,
    /// returns the JSON that lists the mistakes.
    fn outgoing(&self, request: &Request) -> Result<Result<RequestedCall<'_>, Json>, String> {
        let body = body(request)?;
        let id = match body.get("id") {
            Some(Json::Number(id)) => Some(id.as_str()),
            _ => None,
        };
        let (id, route) = self.route(id)?;
        let document = text(&body, "document").ok_or("expected a document")?;
        let message = match Json::parse(document) {
            Ok(json) => Envelope::of(json),
            Err(error) => return Ok(Err(object(vec![("mistakes", texts([format!("not JSON: {error}")]))]))),
        };
        let version = route.operation.version;
        match route.request.to_xml(&message, version) {
            Ok(nodes) => {
                let model = self.converter.model;
                let outgoing = Outgoing::new(model, &route.operation, &route.request.form, version, nodes);
                Ok(Ok(RequestedCall { id, route, message, outgoing }))
            }
            Err(mistakes) => {
                Ok(Err(object(vec![("mistakes", texts(mistakes.iter().map(Mistake::to_string)))])))
            }
        }
    }

    pub(super) fn xml(&self, request: &Request) -> Result<Json, String> {
        let outgoing = match self.outgoing(request)? {
            Ok(asked) => asked.outgoing,
            Err(mistakes) => return Ok(mistakes),
        };
        let connection = locked(&self.connection);
        let endpoint = connection.settings.shown_endpoint(&outgoing.operation);
        let prepared =
            outgoing.prepare(&connection.settings, &endpoint).map_err(|error| error.to_string())?;
        let envelope = match self.show_secrets {
            true => prepared.envelope,
            false => connection.secrets.mask(&prepared.envelope),
        };
        Ok(object(vec![("xml", Json::Text(sample::indented(&envelope)))]))
    }

    pub(super) fn send(&self, request: &Request) -> Result<Json, String> {
        let RequestedCall { id, route, message, outgoing } = match self.outgoing(request)? {
            Ok(asked) => asked,
            Err(mistakes) => return Ok(mistakes),
        };
        let (settings, endpoint, curl) = {
            let connection = locked(&self.connection);
            let settings = connection.settings.clone();
            let endpoint = settings.endpoint(&route.operation).map_err(|failure| failure.plain())?;
            let prepared = outgoing.prepare(&settings, &endpoint).map_err(|error| error.to_string())?;
            let curl = call::curl_command(&prepared, &connection.secrets, self.show_secrets);
            (settings, endpoint, curl)
        };
        let exchange = outgoing.send(&settings, &endpoint);
        let milliseconds = exchange.elapsed.as_millis();
        let mut members = vec![("milliseconds", Json::Number(milliseconds.to_string()))];
        if let Some(reply) = &exchange.reply {
            members.push(("status", Json::Number(reply.status.to_string())));
            members.push(("size", Json::Number(reply.body.len().to_string())));
            let xml = call::reply_text(reply);
            members.push(("xml", Json::Text(sample::indented_any(&xml))));
        }
        let mut notes = settings.unmet(&outgoing.operation, &outgoing.headers, &endpoint);
        let outcome = self.outcome(route, exchange, &mut notes, &mut members);
        members.push(("notes", texts(notes)));
        members.push(("outcome", Json::text(outcome)));
        members.push(("curl", Json::Text(curl)));
        let masked_message =
            || Envelope { headers: hidden(&message.headers, MASK), body: message.body.clone() };
        let code = match self.show_secrets {
            true => self.rust(route, &message, &endpoint),
            false => self.rust(route, &masked_message(), &endpoint),
        };
        let comment = outgoing.protocols(&settings).comment();
        members.extend(code.map(|code| ("rust", Json::Text(comment + &code))));
        let shown = match self.show_secrets {
            true => message.document(),
            // A secret becomes empty. A placeholder would be sent if the request is opened from the history and
            // sent again.
            false => {
                Envelope { headers: hidden(&message.headers, ""), body: masked(&message.body, "") }.document()
            }
        };
        let mut document = shown.compact();
        if document.len() > MAX_HISTORY_BYTES {
            document = "{}".to_owned();
        }
        let made =
            HistoryEntry { operation: id, name: route.name().to_owned(), document, outcome, milliseconds };
        let mut history = locked(&self.history);
        if history.len() == MAX_HISTORY {
            history.remove(0);
        }
        history.push(made);
        Ok(object(members))
    }

    /// Returns the name of the outcome of a call, and adds to `members` what the page shows of it: the reply
    /// or fault as a JSON document, or a message. Appends the departures of the reply from the contract to
    /// `notes`.
    fn outcome(
        &self,
        route: &Route,
        exchange: CallResult,
        notes: &mut Vec<String>,
        members: &mut Vec<(&str, Json)>,
    ) -> &'static str {
        let version = route.operation.version;
        match (exchange.outcome, &route.reply) {
            (Ok((headers, body)), Some(reply)) => match reply.to_json(&headers, &body, version) {
                Ok(json) => {
                    let departures = reply.departures(&json, version);
                    let departures = departures.iter().take(10);
                    notes.extend(departures.map(|one| format!("departs from the contract: {one}")));
                    let has_failed = call::reports_failure(reply, &json);
                    members.push(("document", Json::Text(json.document().pretty())));
                    if !has_failed {
                        return "reply";
                    }
                    members.push(("message", Json::text("the reply reports that the call failed")));
                    "fault"
                }
                Err(error) => {
                    members.push(("message", Json::Text(error)));
                    "failure"
                }
            },
            (Ok(_), None) => {
                members.push(("message", Json::text("accepted")));
                "reply"
            }
            (Err(error), _) => match (error.fault(), error.kind()) {
                (Some(fault), _) => {
                    members.push(("message", Json::text(fault.reason())));
                    members.push(("document", Json::Text(call::fault_json(self.converter, fault).pretty())));
                    "fault"
                }
                (None, ErrorKind::Unsuccessful { .. }) => {
                    members.push(("message", Json::Text(error.to_string())));
                    "fault"
                }
                (None, _) => {
                    members.push(("message", Json::Text(error.to_string())));
                    "failure"
                }
            },
        }
    }

    /// Returns the Rust code of a call; `None` if no code is generated for its operation.
    fn rust(&self, route: &Route, message: &Envelope, endpoint: &str) -> Option<String> {
        let generated = self.generated.get_or_init(|| {
            let model = self.converter.model;
            let mut problems = Problems::new();
            let plan: &'static Plan = Box::leak(Box::new(plan::plan(model, self.config, &mut problems)));
            if problems.has_errors() {
                return None;
            }
            let rust: &'static Rust<'static> = Box::leak(Box::new(Rust::new(plan)));
            Some(Generated { rust, calls: docs::calls(model, self.config, plan, rust) })
        });
        let generated = generated.as_ref()?;
        // If bindings of a port type differ, each has its own client: prefer the call of the same binding.
        let is_bound = |call: &&docs::Call<'static>| std::ptr::eq(call.bound.bound, route.operation.bound);
        let is_same_operation =
            |call: &&docs::Call<'static>| std::ptr::eq(call.bound.operation, route.operation.operation);
        let mut calls = generated.calls.iter();
        let found = calls.clone().find(is_bound).or_else(|| calls.find(is_same_operation))?;
        code::call(generated.rust, found, message, &saponify::transport::shown(endpoint), self.show_secrets)
            .ok()
    }
}

/// An array of texts.
fn texts<I: IntoIterator<Item = String>>(texts: I) -> Json {
    Json::Array(texts.into_iter().map(Json::Text).collect())
}
