//! Sample envelopes. The runtime writes them with the same code as the envelopes of real calls.

use std::collections::BTreeMap;

use saponify::{Attachment, Record, Writer};

use super::{
    examples,
    instance::{Endless, Instances},
};
use crate::{
    cli::{
        lexical::Lexical,
        messages::{BodyForm, MessageForm, MessagePart, encoded, message},
        operations::Bound,
        tree::{Node, Nodes},
    },
    config::Config,
    model::{Direction, ElementId, Model, PartContent, QName, SoapVersion, Style},
    plan::{selection::body_parts, soap_encoded},
};

/// Content of sample attachments.
const SAMPLE: &[u8] = b"attachment";

/// Generates sample envelopes for the operations of a model.
pub(in crate::cli) struct Samples<'m> {
    model: &'m Model,
    instances: Instances<'m>,
}

impl<'m> Samples<'m> {
    /// Creates a generator for the operations of `model`. `config` determines which members are secrets.
    pub(in crate::cli) fn new(model: &'m Model, config: &'m Config) -> Self {
        Self { model, instances: Instances::new(model, config) }
    }

    /// Returns a sample envelope as it is sent.
    ///
    /// # Errors
    ///
    /// The reason why no sample is possible.
    pub(in crate::cli) fn envelope(
        &self,
        operation: &Bound<'m>,
        direction: Direction,
        version: SoapVersion,
    ) -> Result<String, String> {
        let form = MessageForm::of(self.model, operation, direction)?;
        let (headers, body) =
            (self.headers(&form, direction, version)?, self.body(operation, &form, direction, version)?);
        form.write(version, &Nodes(headers), &Nodes(body)).map_err(|error| error.to_string())
    }

    /// Returns the sample parts that are sent beside the envelope.
    pub(in crate::cli) fn attachments(form: &MessageForm) -> Vec<Attachment> {
        let sample = |part: &MessagePart| {
            let attachment = Attachment::new(SAMPLE).with_content_type(part.attached.as_deref()?);
            Some(attachment.with_id(format!("{}=1@localhost", part.part)))
        };
        form.attached().filter_map(sample).collect()
    }

    /// Returns a sample document whose root is a global element.
    ///
    /// # Errors
    ///
    /// The reason why no sample is possible.
    pub(in crate::cli) fn document(&self, element: ElementId) -> Result<String, String> {
        let name = &self.model.elements[element].name.local;
        let node = self.instances.of_element(element, None).map_err(|Endless| endless(name))?;
        let mut output = Writer::new();
        Nodes(vec![node]).encode_fields(&mut output);
        output.finish().map_err(|error| error.to_string())
    }

    /// Returns the texts of the sample request by element name. If elements share a name, the first text is returned.
    pub(in crate::cli) fn texts(&self, operation: &Bound<'m>) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let Ok(form) = MessageForm::of(self.model, operation, Direction::Request) else { return texts };
        let (direction, version) = (Direction::Request, operation.version);
        let headers = self.headers(&form, direction, version).unwrap_or_default();
        let body = self.body(operation, &form, direction, version).unwrap_or_default();
        let mut nodes: Vec<&Node> = headers.iter().chain(&body).rev().collect();
        while let Some(node) = nodes.pop() {
            if let (Some(name), Some(Lexical::Text(text))) = (&node.name, &node.text) {
                texts.entry(name.local.to_string()).or_insert_with(|| text.clone());
            }
            nodes.extend(node.children.iter().rev());
        }
        texts
    }

    fn headers(
        &self,
        form: &MessageForm,
        direction: Direction,
        version: SoapVersion,
    ) -> Result<Vec<Node>, String> {
        let mut headers = Vec::new();
        for header in &form.headers {
            // Omit headers that only failed calls have, because the sample shows a successful call.
            if header.content == PartContent::Missing
                || (direction == Direction::Reply && examples::suggests_failure(&header.name.local))
            {
                continue;
            }
            headers.push(self.part(header, encoded(header.usage, version))?);
        }
        Ok(headers)
    }

    fn body(
        &self,
        operation: &Bound<'m>,
        form: &MessageForm,
        direction: Direction,
        version: SoapVersion,
    ) -> Result<Vec<Node>, String> {
        let encoded = form.encoded(version);
        let parts = match &form.body {
            BodyForm::Content(part, id) => {
                let node = self.instances.of_type(QName::new("", part.as_str()), *id, encoded);
                let node = node.map_err(|Endless| endless(part))?;
                return Ok(vec![Node { name: None, ..node }]);
            }
            BodyForm::Wrapper(_, parts) | BodyForm::Parts(parts) => parts,
        };
        let mut nodes = Vec::new();
        if let (Direction::Reply, Some(SoapVersion::Soap12)) = (direction, encoded) {
            nodes.extend(result(self.model, operation));
        }
        for part in parts.iter().filter(|part| part.attached.is_none()) {
            nodes.push(self.part(part, encoded)?);
        }
        Ok(match &form.body {
            BodyForm::Wrapper(name, _) => vec![Node { children: nodes, ..Node::named(name.clone()) }],
            _ => nodes,
        })
    }

    fn part(&self, part: &MessagePart, encoded: Option<SoapVersion>) -> Result<Node, String> {
        let node = match part.content {
            PartContent::Element(element) => self.instances.of_element(element, encoded),
            PartContent::Type(id) => self.instances.of_type(part.name.clone(), id, encoded),
            PartContent::Missing => Err(Endless),
        };
        node.map_err(|Endless| endless(&part.part))
    }
}

/// Returns the element `rpc:result`, with which an encoded SOAP 1.2 response names its return value (SOAP 1.2 part 2,
/// section 4.2.1).
pub(in crate::cli) fn result(model: &Model, operation: &Bound<'_>) -> Option<Node> {
    if operation.bound.style != Style::Rpc {
        return None;
    }
    let (message, bound) = message(operation, Direction::Reply).ok()?;
    let parts = body_parts(model, message, bound);
    let result = soap_encoded::results(model, &operation.selected(model), &parts).into_iter().next()?;
    let text = Some(Lexical::Name { namespace: String::new(), local: result });
    Some(Node { text, ..Node::named(QName::new("http://www.w3.org/2003/05/soap-rpc", "result")) })
}

fn endless(part: &str) -> String {
    format!(
        "each value of `{part}` would contain itself without end, or an abstract type or element that nothing in the \
         contract may replace"
    )
}
