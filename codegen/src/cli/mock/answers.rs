//! Answers from a folder.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use saponify::{Element, Fault, soap::server};

use super::routes::Route;
use crate::{
    cli::{
        convert::{Envelope, Json, Message},
        messages::runtime_version,
        multipart::Packed,
        xml::parse,
    },
    model::SoapVersion,
    read::fetched::is_plain,
};

/// Maximum size of an answer, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// Folder with answers.
pub(super) struct Answers {
    folder: Option<PathBuf>,
    /// For each operation, the number of answers that were given.
    given: Mutex<HashMap<String, usize>>,
}

impl Answers {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, given: Mutex::default() }
    }

    /// Returns the envelope of the next answer to an operation, and whether it is a fault. Returns `None` if the folder
    /// has no answer to it.
    pub(super) fn next(
        &self,
        route: &Route,
        reply: &Message<'_, '_>,
        version: SoapVersion,
    ) -> Option<Result<(Packed, bool), String>> {
        let folder = self.folder.as_deref()?;
        let service = route.service.as_str();
        // File names cannot contain a colon on Windows.
        let name = route.name().replace(':', ".");
        // The names of a contract may be any text, such as a path to another folder.
        let own = Some(service).filter(|name| is_plain(name)).map(|name| folder.join(name));
        let folders = own.into_iter().chain([folder.to_owned()]);
        let names = [name.as_str(), route.plain_name()];
        let names = names.into_iter().filter(|name| is_plain(name));
        let mut places = folders.flat_map(|folder| names.clone().map(move |name| (folder.clone(), name)));
        let path = places.find_map(|(folder, name)| self.file(&folder, service, name))?;
        let answer = text(&path).and_then(|text| {
            match path.extension().is_some_and(|extension| extension == "json") {
                true => of_json(&text, reply, version),
                false => of_xml(&text, reply, version),
            }
        });
        Some(answer.map_err(|error| format!("`{}`: {error}", path.display())))
    }

    /// Returns the file to answer with: `Operation.json`, `Operation.xml`, or the next of the numbered ones.
    fn file(&self, folder: &Path, service: &str, operation: &str) -> Option<PathBuf> {
        let of_name = |name: String| {
            let mut paths =
                ["json", "xml"].into_iter().map(|extension| folder.join(format!("{name}.{extension}")));
            paths.find(|path| path.is_file())
        };
        if let Some(path) = of_name(operation.to_owned()) {
            return Some(path);
        }
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let given = given.entry(format!("{service}/{operation}")).or_default();
        let path = of_name(format!("{operation}.{}", *given + 1)).map(|path| (path, *given + 1));
        // After the last answer, the first is given again.
        let (path, next) = path.or_else(|| of_name(format!("{operation}.1")).map(|path| (path, 1)))?;
        *given = next;
        Some(path)
    }
}

fn text(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > MAX_BYTES {
        return Err("the file is too large".to_owned());
    }
    fs::read_to_string(path).map_err(|error| error.to_string())
}

fn of_json(text: &str, reply: &Message<'_, '_>, version: SoapVersion) -> Result<(Packed, bool), String> {
    let json = Json::parse(text)?;
    if let Some(fault) = json.get("$fault") {
        let fault = fault_of(fault)?;
        let envelope = server::write_fault(runtime_version(version), &fault);
        let envelope = envelope.map_err(|error| error.to_string())?;
        return Ok((Packed::envelope(version, envelope), true));
    }
    let (headers, body) = reply
        .to_xml(&Envelope::of(json), version)
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    let packed = Packed::of(&reply.form, version, &headers, &body).map_err(|error| error.to_string())?;
    Ok((packed, false))
}

/// Converts a fault in JSON: `{"code": "Client", "reason": "…", "detail": ["<xml/>"]}`.
fn fault_of(json: &Json) -> Result<Fault, String> {
    let text = |key: &str| match json.get(key) {
        Some(Json::Text(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(format!("`$fault.{key}`: expected a text")),
        None => Ok(None),
    };
    let reason = text("reason")?.unwrap_or("a fault of the mock server");
    let mut fault = match text("code")? {
        None | Some("Server" | "Receiver") => Fault::server(reason),
        Some("Client" | "Sender") => Fault::client(reason),
        Some(other) => return Err(format!("`$fault.code`: expected `Client` or `Server`, found `{other}`")),
    };
    if let Some(Json::Array(details)) = json.get("detail") {
        for detail in details {
            let Json::Text(xml) = detail else {
                return Err("`$fault.detail`: expected elements as XML".to_owned());
            };
            let element = Element::parse(xml).map_err(|error| format!("`$fault.detail`: {error}"))?;
            fault = fault.with_detail(element);
        }
    }
    Ok(fault)
}

fn of_xml(text: &str, reply: &Message<'_, '_>, version: SoapVersion) -> Result<(Packed, bool), String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let document = parse(text)?;
    let root = document.root_element();
    if root.tag_name().name() == "Envelope" {
        // The file is sent unchanged, so that users can also test how clients react to invalid replies.
        let body = root.children().find(|child| child.tag_name().name() == "Body");
        let is_fault =
            body.is_some_and(|body| body.children().any(|child| child.tag_name().name() == "Fault"));
        return Ok((Packed::envelope(version, text.to_owned()), is_fault));
    }
    let (headers, body) = reply.parse_xml(text)?;
    let packed = Packed::of(&reply.form, version, &headers, &body).map_err(|error| error.to_string())?;
    Ok((packed, false))
}
