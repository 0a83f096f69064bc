//! `saponify sample`: examples of envelopes, which `saponify docs` shows as well.

mod envelope;
mod instance;
mod layout;
mod lexical;
mod pattern;
mod tree;
mod value;
pub(super) mod words;

pub(super) use self::{
    envelope::{Samples, Way},
    layout::indented,
};
use super::{
    Outcome,
    arguments::Sample,
    failure::Failure,
    load::{self, Loaded},
    operations, terminal,
};
use crate::{config::Config, escape, model::SoapVersion};

/// Prints one envelope.
pub(super) fn run(arguments: &Sample) -> Result<Outcome, Failure> {
    let loaded = load::load(std::slice::from_ref(&arguments.wsdl), &arguments.documents.options())?;
    let Loaded { model, .. } = &loaded;
    let outcome = loaded.tell();
    let operation = operations::find(model, &arguments.operation)?;
    let version = match arguments.soap.as_deref() {
        Some("1.2") => SoapVersion::Soap12,
        Some(_) => SoapVersion::Soap11,
        None => operation.version,
    };
    let secrets = arguments.secret.iter().map(|path| (path.clone(), true)).collect();
    let config = Config { secrets, ..Config::default() };
    let way = if arguments.reply { Way::Reply } else { Way::Request };
    let xml = Samples::new(model, &config).envelope(&operation, way, version).map_err(|reason| {
        Failure::Unknown(format!("there is no example of `{}`: {reason}", arguments.operation), None)
    })?;
    match arguments.compact {
        true => terminal::print_document(&escape::xml(&format!("{xml}\n")))?,
        false => terminal::print_document(&escape::xml(&indented(&xml)))?,
    }
    Ok(outcome)
}
