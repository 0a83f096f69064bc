//! Round trips of envelopes for the tests of this project.

use std::collections::HashMap;

use super::{Converter, Json, Message};
use crate::{
    cli::operations::{self, Bound},
    config::Config,
    model::{Direction, Model},
};

/// Converts envelopes of the operations of one model to JSON and back.
#[allow(missing_debug_implementations)]
pub struct RoundTrip<'m> {
    converter: Converter<'m>,
    operations: HashMap<String, Vec<Bound<'m>>>,
}

/// Prepares round trips for a model.
pub fn round_trip(model: &Model) -> RoundTrip<'_> {
    let mut operations: HashMap<String, Vec<Bound<'_>>> = HashMap::new();
    for bound in operations::all(model, &Config::default()) {
        operations.entry(bound.operation.name.to_string()).or_default().push(bound);
    }
    RoundTrip { converter: Converter::new(model), operations }
}

impl RoundTrip<'_> {
    /// Returns the names of the operations.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.operations.keys().map(String::as_str)
    }

    /// Converts a request in JSON to an envelope.
    ///
    /// # Errors
    ///
    /// The mistakes in the request.
    pub fn write(&self, operation: &str, json: &str) -> Result<String, String> {
        let bound = self.operations.get(operation).and_then(|bound| bound.first());
        let bound = bound.ok_or_else(|| format!("found no operation `{operation}`"))?;
        let message = Message::new(&self.converter, bound, Direction::Request)?;
        let (headers, body) = message
            .to_xml(&super::Envelope::of(Json::parse(json)?), bound.version)
            .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        message.form.write(bound.version, &headers, &body).map_err(|error| error.to_string())
    }

    /// Converts an envelope to JSON, parses the printed JSON, and converts it back. Returns JSON and envelope.
    /// `overload` is the index of the operation among the operations of this name.
    ///
    /// # Errors
    ///
    /// The step that failed, with the JSON.
    pub fn through(
        &self,
        operation: &str,
        overload: usize,
        is_request: bool,
        envelope: &str,
    ) -> Result<(String, String), String> {
        let bound = self.operations.get(operation).and_then(|bound| bound.get(overload));
        let bound = bound.ok_or_else(|| format!("found no operation `{operation}`"))?;
        let direction = if is_request { Direction::Request } else { Direction::Reply };
        let message = Message::new(&self.converter, bound, direction)?;
        let (version, json) = message.read(envelope.as_bytes())?;
        let document = json.document();
        let text = document.pretty();
        let read = super::Envelope::of(Json::parse(&text)?);
        let (headers, body) = message.to_xml(&read, version).map_err(|mistakes| {
            let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
            format!("{}\n{text}", mistakes.join("\n"))
        })?;
        let xml = message.form.write(version, &headers, &body).map_err(|error| format!("{error}\n{text}"))?;
        Ok((text, xml))
    }
}
