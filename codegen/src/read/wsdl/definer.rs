//! State of reading the WSDL components of a scope.

use super::{
    super::{resolve::Resolver, tag::Tag, uri},
    policy::{Policies, is_using_addressing},
    protection::{Demands, Protections},
};
use crate::{
    lists::CollectVec,
    map::{Map, Set},
    model::{Documentation, MessageId, PortTypeId},
    problem::{Problem, near_miss},
};

/// Defines messages, port types, bindings and services.
pub(super) struct WsdlDefiner<'a, 's, 'r> {
    pub(super) resolver: &'s mut Resolver<'a, 'r>,
    /// Index of each part in its message.
    pub(super) parts: Map<(MessageId, &'a str), usize>,
    /// Names of incomplete operations, which their port types do not contain.
    pub(super) incomplete: Set<(PortTypeId, &'a str)>,
    pub(super) policies: Policies<'a>,
    /// Demands of policies that are attached to messages.
    pub(super) message_demands: Map<MessageId, Demands<'a>>,
    /// Demands of policies that are attached to port types, their operations and messages.
    pub(super) port_type_demands: Map<PortTypeId, Demands<'a>>,
    pub(super) protections: Protections<'a>,
    /// The unknown values of `encodingStyle` that were reported.
    pub(super) unknown_encodings: Set<&'a str>,
}

impl<'a> WsdlDefiner<'a, '_, '_> {
    pub(super) fn warning(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.resolver.warning(tag, attribute, message)
    }

    pub(super) fn documentation_of(&self, tag: Tag<'a>) -> Documentation {
        let texts: Vec<String> = tag
            .children()
            .filter(|child| child.wsdl_name() == "documentation")
            .map(Tag::markup)
            .filter(|text| !text.is_empty())
            .collect_vec();
        (!texts.is_empty()).then(|| texts.join("\n\n").into())
    }

    /// Warns of unsupported extension elements with `wsdl:required="true"`.
    pub(super) fn check_extensions(&mut self, tag: Tag<'a>) {
        for child in tag.children() {
            let is_known =
                matches!(child.namespace(), uri::WSDL | uri::SOAP | uri::SOAP12 | uri::HTTP | uri::MIME)
                    || uri::is_schema(child.namespace())
                    || is_using_addressing(child)
                    || uri::is_policy(child.namespace(), child.name(), "UsingPolicy");
            let required = child.attribute_in(uri::WSDL, "required");
            let is_required =
                required.is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"));
            if is_required && !is_known {
                let message = format!(
                    "the document requires the extension `{}` of the namespace `{}`, which is not supported",
                    child.name(),
                    child.namespace()
                );
                self.warning(child, "", message).hint("implement its requirements in your own code");
            }
        }
    }

    /// The index of a part in a message. Reports a problem if the message has no such part.
    pub(super) fn part_place(
        &mut self,
        message: MessageId,
        part: &'a str,
        tag: Tag<'a>,
        attribute: &str,
    ) -> Option<usize> {
        if let Some(place) = self.parts.get(&(message, part)) {
            return Some(*place);
        }
        if self.resolver.model.missing.messages.contains(&message) {
            return None;
        }
        let (name, span) = (
            self.resolver.model.messages[message].name.local.clone(),
            self.resolver.model.messages[message].span,
        );
        let names = self.resolver.model.messages[message].parts.iter().map(|part| &*part.name);
        let near = if self.resolver.references.may_suggest() { near_miss(part, names) } else { None };
        let near = near.map(|near| format!("did you mean `{near}`?"));
        let problem = self.warning(tag, attribute, format!("the message `{name}` has no part `{part}`"));
        problem.references.push(tag.attribute_span(attribute));
        problem.hint_some(near).related(span, "the message");
        None
    }
}
