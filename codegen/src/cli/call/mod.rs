//! `saponify call`: calls an operation and prints the reply. The user gives the request as JSON, as XML, or
//! as arguments of the form `path=value`.

mod address;
pub(super) mod arguments;
mod assign;
mod curl;
mod protocols;
pub(super) mod request;
pub(super) mod secret;
pub(super) mod settings;
mod signature;

use std::{
    io::{IsTerminal, Read},
    path::Path,
};

use saponify::{
    ErrorKind, Fault,
    transport::{Response, shown},
};

use self::{
    arguments::{Call, Output},
    assign::{Assignment, Given},
    request::{CallResult, Outgoing},
    secret::Secrets,
    settings::Settings,
};
use super::{
    Outcome,
    address::refused,
    convert::{Converter, Envelope, Json, Message, Mistake},
    failure::Failure,
    load,
    messages::{model_version, runtime_version},
    multipart::{is_multipart, unpack},
    operations, sample, terminal,
    tree::Nodes,
};
use crate::{
    escape,
    model::{Direction, SoapVersion},
    secret_names::is_secret_name,
};

/// The reason why a printed command with a `Security` header cannot be used in scripts.
const CURL_WITH_SECURITY: &str = "the command is valid for a short time only: the header `Security` contains \
    the current time, and a nonce, a digest or a signature for it; if the digest or a signed value is masked, \
    `--show-secrets` prints it";

/// Maximum size of a file with a request, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// Calls the operation, or prints what would be sent.
pub(super) fn run(arguments: &Call) -> Result<Outcome, Failure> {
    let loaded = load::load(std::slice::from_ref(&arguments.wsdl), &arguments.documents.options())?;
    let model = &loaded.model;
    loaded.report();
    let operation = operations::find(model, &arguments.operation)?;
    let converter = Converter::new(model).reading_files();
    let unable =
        |reason: String| Failure::Unknown(format!("cannot call `{}`: {reason}", arguments.operation), None);
    let request = Message::new(&converter, &operation, Direction::Request).map_err(unable)?;
    let version = match arguments.soap.as_deref() {
        Some("1.2") => SoapVersion::Soap12,
        Some(_) => SoapVersion::Soap11,
        None => operation.version,
    };
    let mut secrets = Secrets::default();
    let nodes = nodes(arguments, &request, version, &mut secrets)?;
    let mut protocols = arguments.protocols.clone();
    // Set the form of the password before the secrets are read: if the contract demands a user name token
    // without a password, the user is not asked for a password.
    protocols.wsse_password = protocols.wsse_password.or_else(|| protocols::demanded_password(&operation));
    let settings = Settings::new(&arguments.http, &protocols, &mut secrets)?;
    let outgoing = Outgoing::new(model, &operation, &request.form, version, nodes);
    let endpoint = match (settings.endpoint(&operation), arguments.dry_run) {
        (Ok(endpoint), _) => endpoint,
        // Nothing is sent, so no permission is needed.
        (Err(_), true) => settings.shown_endpoint(&operation),
        (Err(failure), false) => return Err(failure),
    };
    if shown(&endpoint) != endpoint {
        // The header `To` of WS-Addressing contains the endpoint without its user, so both texts are masked.
        secrets.add(&endpoint);
        secrets.add(&without_user(&endpoint));
    }
    let refused = |error: saponify::Error| {
        let hint = outgoing.unsigned_parts(&settings).map(|hint| format!("\n  {hint}")).unwrap_or_default();
        Failure::Arguments(format!("{error}{hint}"))
    };
    if arguments.dry_run || arguments.curl {
        let prepared = outgoing.prepare(&settings, &endpoint).map_err(refused)?;
        if outgoing.protocols(&settings).mtom.is_some() {
            terminal::eprint(&terminal::note("binary values are printed as text; MTOM sends them as parts"));
        }
        if let Some(attachments) = curl::attachments_note(prepared.attachments) {
            terminal::eprint(&terminal::note(&format!("the {attachments}")));
        }
        if arguments.curl && outgoing.protocols(&settings).has_security() {
            terminal::eprint(&terminal::note(CURL_WITH_SECURITY));
        }
        let text = match (arguments.curl, arguments.show_secrets) {
            (true, show) => curl::command(&prepared, &secrets, show),
            (false, true) => sample::indented(&prepared.envelope),
            (false, false) => sample::indented(&secrets.mask(&prepared.envelope)),
        };
        terminal::print_document(&escape::xml(&text))?;
        return Ok(Outcome::Done);
    }
    settings
        .unmet(&operation, &outgoing.headers, &endpoint)
        .iter()
        .for_each(|note| terminal::eprint(&terminal::note(note)));
    if arguments.body.is_some() && outgoing.protocols(&settings).mtom.is_some() {
        terminal::eprint(&terminal::note(
            "binary values of `--body` are sent as text in the envelope, not as parts",
        ));
    }
    let exchange = outgoing.send(&settings, &endpoint);
    let exchange = match exchange.outcome {
        Err(error) if matches!(error.kind(), ErrorKind::Encode { .. }) => return Err(refused(error)),
        outcome => CallResult { outcome, ..exchange },
    };
    let reply = Message::new(&converter, &operation, Direction::Reply).ok();
    print(arguments, &converter, reply.as_ref(), version, exchange)
}

/// Returns the elements of header and body of the request.
fn nodes(
    arguments: &Call,
    request: &Message<'_, '_>,
    version: SoapVersion,
    secrets: &mut Secrets,
) -> Result<(Nodes, Nodes), Failure> {
    let mut mistakes = Vec::new();
    let headers = assignments(&arguments.soap_header, &mut mistakes);
    let members = assignments(&arguments.members, &mut mistakes);
    let mut envelope = match &arguments.json {
        Some(path) => {
            let json = Json::parse(&read(path)?);
            let json = json.map_err(|error| Failure::Arguments(format!("`{}`: {error}", path.display())))?;
            Envelope::of(json)
        }
        None => Envelope::of(Json::Object(Vec::new())),
    };
    let mut entries = Vec::new();
    for (target, assignments) in [(&mut envelope.headers, headers), (&mut envelope.body, members)] {
        let mut values = Vec::new();
        for assignment in assignments {
            let value = value(&assignment, secrets)?;
            values.push((assignment, value));
        }
        // For a message without members, the object stays empty. A body that is a single value can be given
        // only as JSON.
        if let Err(more) = assign::enter(target, values) {
            entries.extend(more);
        }
    }
    mistakes.extend(entries);
    if !mistakes.is_empty() {
        return Err(Failure::Arguments(mistakes.join("\n")));
    }
    let rejected = |mistakes: Vec<Mistake>| {
        let lines: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        let lines = secrets.unquoted(&lines.join("\n  "));
        Failure::Arguments(format!("the request does not fit the contract:\n  {lines}"))
    };
    let Some(path) = &arguments.body else { return request.to_xml(&envelope, version).map_err(rejected) };
    let xml = read(path)?;
    let (mut own, body) = request
        .parse_xml(&xml)
        .map_err(|error| Failure::Arguments(format!("`{}`: {error}", path.display())))?;
    if let Some(given) = saponify::Element::parse(xml.trim()).ok().and_then(|element| version_of(&element))
        && given != version
    {
        let (given, sent) = (runtime_version(given), runtime_version(version));
        terminal::eprint(&terminal::note(&format!(
            "`{}` is an envelope of {given}, but its content is sent in {sent}, in which attributes of {given} have no \
             effect; `--soap` sets the version",
            path.display()
        )));
    }
    if !arguments.soap_header.is_empty() {
        // The body is sent as it was given. Only the headers given as arguments are converted.
        own.0.extend(request.headers_to_xml(&envelope.headers, version).map_err(rejected)?.0);
    }
    Ok((own, body))
}

/// Returns the SOAP version of an envelope; `None` for other elements.
fn version_of(element: &saponify::Element) -> Option<SoapVersion> {
    let name = element.name();
    let version = saponify::Version::of_namespace(name.namespace()).filter(|_| name.local() == "Envelope");
    version.map(model_version)
}

fn assignments(arguments: &[String], mistakes: &mut Vec<String>) -> Vec<Assignment> {
    let mut parsed = Vec::new();
    for argument in arguments {
        match assign::parse(argument) {
            Ok(assignment) => parsed.push(assignment),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    parsed
}

/// Returns the value of an argument as JSON. A text becomes [`Json::Bare`], which is converted when its type is known.
fn value(assignment: &Assignment, secrets: &mut Secrets) -> Result<Json, Failure> {
    match &assignment.value {
        Given::Json(json) => Ok(json.clone()),
        Given::Text(text) => {
            let value = secrets.resolve(text, &assignment.path)?;
            let last = assignment.path.rsplit(['.', '@']).next().unwrap_or_default();
            if is_secret_name(last) && value == *text && !value.is_empty() && std::io::stderr().is_terminal()
            {
                secret::warn_of_plain(&format!("`{}`", assignment.path));
            }
            Ok(Json::Bare(value))
        }
    }
}

/// Reads a file, or standard input for `-`.
fn read(path: &Path) -> Result<String, Failure> {
    let failed =
        |error: std::io::Error| Failure::Arguments(format!("cannot read `{}`: {error}", path.display()));
    let mut text = String::new();
    match path.to_str() {
        Some("-") => std::io::stdin().lock().take(MAX_BYTES).read_to_string(&mut text).map_err(failed)?,
        _ => std::fs::File::open(path)
            .map_err(failed)?
            .take(MAX_BYTES)
            .read_to_string(&mut text)
            .map_err(failed)?,
    };
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Prints the outcome of an exchange.
fn print(
    arguments: &Call,
    converter: &Converter<'_>,
    message: Option<&Message<'_, '_>>,
    version: SoapVersion,
    exchange: CallResult,
) -> Result<Outcome, Failure> {
    let raw = exchange.reply.as_ref().map(reply_text);
    let (headers, body) = match exchange.outcome {
        Ok(nodes) => nodes,
        Err(error) => return Ok(tell_error(arguments, converter, &error, raw.as_deref())),
    };
    let Some(message) = message else {
        terminal::eprint(&format!("accepted after {} ms\n", exchange.elapsed.as_millis()));
        return Ok(Outcome::Done);
    };
    let version = body_version(raw.as_deref()).unwrap_or(version);
    let json = match message.to_json(&headers, &body, version) {
        Ok(json) => json,
        Err(reason) => {
            let hint = (arguments.output == Output::Json)
                .then_some("`--output xml` prints the envelope of the reply");
            terminal::eprint(&terminal::error(
                &format!("the reply cannot be converted to JSON: {reason}"),
                hint,
            ));
            print_received(arguments.output, &exchange.reply, &raw.unwrap_or_default())?;
            return Ok(Outcome::BadReply);
        }
    };
    let departures = message.departures(&json, version);
    for departure in departures.iter().take(10) {
        terminal::eprint(&terminal::note(&format!("the reply departs from the contract: {departure}")));
    }
    if reports_failure(message, &json) {
        terminal::eprint(&terminal::error("the reply reports that the call failed", None));
        terminal::eprint(&json.headers.coloured());
        return Ok(Outcome::Fault);
    }
    print_received(arguments.output, &exchange.reply, &raw.unwrap_or_default())?;
    if arguments.output == Output::Json {
        let json = if arguments.headers { json.document() } else { json.body };
        terminal::print_document(&json.coloured())?;
    }
    Ok(Outcome::Done)
}

/// Prints a reply as it was received, unless the output is JSON.
fn print_received(output: Output, reply: &Option<Response>, raw: &str) -> Result<(), Failure> {
    match output {
        Output::Raw => terminal::print_bytes(reply.as_ref().map_or(&[], |reply| reply.body.as_slice())),
        Output::Xml => terminal::print_document(&escape::xml(&sample::indented_any(raw))),
        Output::Json => Ok(()),
    }
}

/// Returns `true` if the contract declares the header `Succeeded` and a reply contains it with the value
/// `false`. The call has failed then.
pub(super) fn reports_failure(message: &Message<'_, '_>, json: &Envelope) -> bool {
    json.headers.get("Succeeded") == Some(&Json::Bool(false))
        && message.form.headers.iter().any(|header| &*header.name.local == "Succeeded")
}

/// Removes the user and the password from a URL.
fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    format!("{scheme}://{}{path}", authority.rsplit('@').next().unwrap_or_default())
}

/// Decodes the body of a reply by its charset. If that fails, the body is treated as UTF-8, and invalid bytes are
/// replaced. Of a multipart message, only the envelope is returned, with the content of the parts to which it refers.
pub(super) fn reply_text(reply: &Response) -> String {
    let content_type = reply.header("Content-Type").unwrap_or_default();
    if is_multipart(content_type)
        && let Ok(unpacked) = unpack(content_type, &reply.body)
    {
        return unpacked.envelope;
    }
    let charset = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    });
    let document = saponify::Document::with_charset(&reply.body, charset, saponify::Limits::default());
    document.map_or_else(
        |_| String::from_utf8_lossy(&reply.body).into_owned(),
        |document| document.text().to_owned(),
    )
}

/// Returns the SOAP version of a received envelope.
fn body_version(raw: Option<&str>) -> Option<SoapVersion> {
    let raw = raw?;
    match (
        raw.contains("http://www.w3.org/2003/05/soap-envelope"),
        raw.contains("http://schemas.xmlsoap.org/soap/envelope/"),
    ) {
        (true, false) => Some(SoapVersion::Soap12),
        (false, true) => Some(SoapVersion::Soap11),
        _ => None,
    }
}

/// Prints an error of a call on standard error and returns the exit code.
fn tell_error(
    arguments: &Call,
    converter: &Converter<'_>,
    error: &saponify::Error,
    raw: Option<&str>,
) -> Outcome {
    if let Some(fault) = error.fault() {
        terminal::eprint(&terminal::error(
            &format!("the server answered with a fault: {}", fault_line(fault)),
            None,
        ));
        match arguments.output {
            Output::Json => {
                let detail = fault_json(converter, fault);
                terminal::eprint(&detail.coloured());
            }
            Output::Xml | Output::Raw => terminal::eprint(&format!("{}\n", raw.unwrap_or_default())),
        }
        return Outcome::Fault;
    }
    let (outcome, hint) = match error.kind() {
        ErrorKind::Connect { .. } | ErrorKind::Timeout { .. } | ErrorKind::Transport { .. } => {
            let hint = match refused(error) {
                Some(_) => Some(
                    "this address is from the contract; to call it, repeat it with `--endpoint`".to_owned(),
                ),
                None => error.endpoint().map(|endpoint| format!("the endpoint is {endpoint}")),
            };
            (Outcome::NoReply, hint)
        }
        ErrorKind::Http { status: 401 | 403 | 407, .. } => (
            Outcome::BadReply,
            Some("give credentials with `--user`, `--bearer`, `--header` or `--soap-header`".to_owned()),
        ),
        ErrorKind::Http { location: Some(location), .. } => (
            Outcome::BadReply,
            Some(format!("the server redirects to {}; call it with `--endpoint`", shown(location))),
        ),
        _ => (Outcome::BadReply, None),
    };
    terminal::eprint(&terminal::error(&error.to_string(), hint.as_deref()));
    outcome
}

/// Formats a curl command for a request. Secrets are read from environment variables unless `show` is set.
pub(super) fn curl_command(request: &request::Prepared, secrets: &Secrets, show: bool) -> String {
    curl::command(request, secrets, show)
}

/// Returns the codes and the reason of a fault on one line.
fn fault_line(fault: &Fault) -> String {
    let codes: Vec<_> = std::iter::once(&fault.code).chain(&fault.subcodes).map(|code| code.text()).collect();
    format!("{}: {}", codes.join(" / "), fault.reason())
}

/// Converts a fault to JSON. Details that the contract declares are converted by their types.
pub(super) fn fault_json(converter: &Converter<'_>, fault: &Fault) -> Json {
    let mut members = vec![("code".to_owned(), Json::text(fault.code.text()))];
    if !fault.subcodes.is_empty() {
        let subcodes = fault.subcodes.iter().map(|code| Json::text(code.text())).collect();
        members.push(("subcodes".to_owned(), Json::Array(subcodes)));
    }
    members.push(("reason".to_owned(), Json::text(fault.reason())));
    members.extend(fault.actor.iter().map(|actor| ("actor".to_owned(), Json::text(actor.as_str()))));
    if !fault.detail.is_empty() {
        let details = fault.detail.iter().map(|element| converter.free_element(element)).collect();
        members.push(("detail".to_owned(), Json::Array(details)));
    }
    let text = fault.detail_text.as_str();
    if !text.trim().is_empty() {
        members.push(("detailText".to_owned(), Json::text(text)));
    }
    Json::Object(members)
}
