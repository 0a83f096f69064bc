//! `saponify sample`: sample envelopes, which `saponify docs` also shows, and sample documents of a schema.

pub(super) mod encoded;
mod envelope;
pub(super) mod examples;
mod instance;
mod layout;
mod pattern;
mod value;

pub(super) use self::{
    envelope::{Samples, result},
    instance::{attributes, contents},
    layout::{indented, indented_any, tag_end},
    value::{Base, is_name, steps},
};
use super::{
    Outcome,
    arguments::Sample,
    convert::{Converter, Json, Message},
    failure::Failure,
    load::{self, Loaded},
    messages::{MessageForm, Way},
    operations, terminal,
};
use crate::{
    config::Config,
    escape,
    model::{ElementId, Model, QName, SoapVersion},
    plan,
    problem::near_miss,
};

/// Prints one sample envelope or document.
pub(super) fn run(arguments: &Sample) -> Result<Outcome, Failure> {
    let loaded = load::load(std::slice::from_ref(&arguments.wsdl), &arguments.documents.options())?;
    let Loaded { model, .. } = &loaded;
    let outcome = loaded.tell();
    let secrets = arguments.secret.iter().map(|path| (path.clone(), true)).collect();
    let config = Config { secrets, ..Config::default() };
    let samples = Samples::new(model, &config);
    let missing = |reason| {
        Failure::Unknown(format!("no example of `{}` is possible: {reason}", arguments.operation), None)
    };
    let converter = Converter::new(model);
    let print_json = |json: Json| {
        let text = if arguments.compact { json.compact() + "\n" } else { json.pretty() };
        terminal::print_document(&text)
    };
    let print = |xml: String| match arguments.compact {
        true => terminal::print_document(&escape::xml(&format!("{xml}\n"))),
        false => terminal::print_document(&escape::xml(&indented(&xml))),
    };
    if let Some(element) = element_of_schema(model, &arguments.operation)? {
        let document = samples.document(element).map_err(missing)?;
        match arguments.json {
            true => print_json(converter.document(element, &document).map_err(missing)?)?,
            false => print(document)?,
        }
        return Ok(outcome);
    }
    let operation = operations::find(model, &arguments.operation)?;
    let version = match arguments.soap.as_deref() {
        Some("1.2") => SoapVersion::Soap12,
        Some(_) => SoapVersion::Soap11,
        None => operation.version,
    };
    let way = if arguments.reply { Way::Reply } else { Way::Request };
    let envelope = samples.envelope(&operation, way, version).map_err(missing)?;
    if arguments.json {
        let message = Message::new(&converter, &operation, way).map_err(missing)?;
        let attachments = Samples::attachments(&message.form);
        let (_, json) = message.read_with(envelope.as_bytes(), attachments).map_err(missing)?;
        print_json(json.document())?;
        return Ok(outcome);
    }
    print(envelope)?;
    let form = MessageForm::of(model, &operation, way).map_err(missing)?;
    let attached: Vec<String> = form
        .attached()
        .map(|part| format!("`{}` ({})", part.part, part.attached.as_deref().unwrap_or_default()))
        .collect();
    if !attached.is_empty() {
        let note = format!("the message has attachments beside the envelope: {}", attached.join(", "));
        terminal::tell(&terminal::note(&note));
    }
    Ok(outcome)
}

/// Finds the global element that the user named. Returns `None` unless the documents are schemas without a WSDL.
fn element_of_schema(model: &Model, wanted: &str) -> Result<Option<ElementId>, Failure> {
    if !plan::is_schema_alone(model) {
        return Ok(None);
    }
    let is_it = |name: &QName| *name.local == *wanted || name.to_string() == wanted;
    if let Some((id, _)) = plan::roots(model).find(|(_, element)| is_it(&element.name)) {
        return Ok(Some(id));
    }
    let near = near_miss(wanted, plan::roots(model).map(|(_, element)| &*element.name.local));
    let hint = near.map(|near| format!("did you mean `{near}`?"));
    let hint = hint.unwrap_or_else(|| "`saponify list` shows all elements".to_owned());
    Err(Failure::Unknown(format!("found no global element `{wanted}`"), Some(hint)))
}
