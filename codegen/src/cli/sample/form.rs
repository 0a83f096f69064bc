//! The form in which samples are printed: XML or JSON, indented or compact.

use super::{envelope::Samples, layout::indented};
use crate::{
    cli::{
        arguments::Sample,
        convert::{Converter, Json, Message},
        operations::Bound,
    },
    escape,
    model::{Direction, ElementId, Model, SoapVersion},
};

/// The form in which samples are printed.
pub(super) struct Form<'m, 'f> {
    arguments: &'f Sample,
    samples: &'f Samples<'m>,
    converter: Converter<'m>,
}

impl<'m, 'f> Form<'m, 'f> {
    /// Creates the form that the arguments select.
    pub(super) fn new(arguments: &'f Sample, samples: &'f Samples<'m>, model: &'m Model) -> Self {
        Self { arguments, samples, converter: Converter::new(model) }
    }

    /// Returns the direction of the messages.
    pub(super) fn direction(&self) -> Direction {
        if self.arguments.reply { Direction::Reply } else { Direction::Request }
    }

    /// Returns the extension of files in this form.
    pub(super) fn extension(&self) -> &'static str {
        if self.arguments.json { ".json" } else { ".xml" }
    }

    /// Returns the sample of a message.
    pub(super) fn operation(&self, operation: &Bound<'m>) -> Result<String, String> {
        let version = match self.arguments.soap.as_deref() {
            Some("1.2") => SoapVersion::Soap12,
            Some(_) => SoapVersion::Soap11,
            None => operation.version,
        };
        let envelope = self.samples.envelope(operation, self.direction(), version)?;
        if !self.arguments.json {
            return Ok(self.xml(envelope));
        }
        let message = Message::new(&self.converter, operation, self.direction())?;
        let attachments = Samples::attachments(&message.form);
        let (_, json) = message.read_with(envelope.as_bytes(), attachments)?;
        Ok(self.json(json.document()))
    }

    /// Returns the sample of a global element.
    pub(super) fn element(&self, element: ElementId) -> Result<String, String> {
        let document = self.samples.document(element)?;
        match self.arguments.json {
            true => Ok(self.json(self.converter.document(element, &document)?)),
            false => Ok(self.xml(document)),
        }
    }

    fn xml(&self, xml: String) -> String {
        match self.arguments.compact {
            true => escape::xml(&format!("{xml}\n")).into_owned(),
            false => escape::xml(&indented(&xml)).into_owned(),
        }
    }

    fn json(&self, json: Json) -> String {
        if self.arguments.compact { json.compact() + "\n" } else { json.pretty() }
    }
}
