//! `saponify sample`: sample envelopes, which `saponify docs` also shows, and sample documents of a schema.

pub(super) mod encoded;
mod envelope;
pub(super) mod examples;
mod folder;
mod form;
mod instance;
mod layout;
mod pattern;
mod value;

use self::form::Form;
pub(super) use self::{
    envelope::{Samples, result},
    instance::{attributes, contents},
    layout::{indented, indented_any, tag_end},
    value::{Base, holds_names, is_name, steps},
};
use super::{
    Outcome,
    arguments::Sample,
    failure::Failure,
    load::{self, Loaded},
    messages::MessageForm,
    operations, terminal,
};
use crate::{
    config::Config,
    model::{ElementId, Model, QName},
    plan,
    problem::near_miss,
};

/// Prints one sample envelope or document, or writes all of them to a folder.
pub(super) fn run(arguments: &Sample) -> Result<Outcome, Failure> {
    let loaded = load::load(std::slice::from_ref(&arguments.wsdl), &arguments.documents.options())?;
    let Loaded { model, .. } = &loaded;
    let outcome = loaded.report();
    let secrets = arguments.secret.iter().map(|path| (path.clone(), true)).collect();
    let config = Config { secrets, ..Config::default() };
    let samples = Samples::new(model, &config);
    let form = Form::new(arguments, &samples, model);
    if let Some(folder) = &arguments.out {
        folder::write(folder, model, &form)?;
        return Ok(outcome);
    }
    let wanted = arguments.operation.as_deref().unwrap_or_default();
    let missing = |reason| Failure::Unknown(format!("no example of `{wanted}` is possible: {reason}"), None);
    if let Some(element) = element_of_schema(model, wanted)? {
        terminal::print_document(&form.element(element).map_err(missing)?)?;
        return Ok(outcome);
    }
    let operation = operations::find(model, wanted)?;
    terminal::print_document(&form.operation(&operation).map_err(missing)?)?;
    if arguments.json {
        return Ok(outcome);
    }
    let message = MessageForm::of(model, &operation, form.direction()).map_err(missing)?;
    let attached: Vec<String> = message
        .attached()
        .map(|part| format!("`{}` ({})", part.part, part.attached.as_deref().unwrap_or_default()))
        .collect();
    if !attached.is_empty() {
        let note = format!("the message has attachments beside the envelope: {}", attached.join(", "));
        terminal::eprint(&terminal::note(&note));
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
