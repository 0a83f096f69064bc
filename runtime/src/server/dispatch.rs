//! Selects the operation of a request.

use std::borrow::Cow;

use super::extended::Selected;
use crate::fault::Fault;
use crate::soap::Body;
use crate::soap::preview::{ADDRESSING, Preview};
use crate::text::{Name, OwnedName};

/// Maximum length of the namespace and of the local name of a body element that is compared with the parts of
/// operations, in bytes.
const MAX_NAME: usize = 4 << 10;

/// How the body of a request fits an operation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BodyMatch {
    Other,
    /// The parts of the message are direct children of the body. The contract does not state their element
    /// names, so the body cannot be checked here.
    Unchecked,
    Exact,
}

/// Index of the operations by the local names of their body elements and by their actions. A contract may
/// have hundreds of operations, so a linear search for each request would be slow.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookup {
    /// Local names of body elements, each with the index of its operation, sorted.
    named: Vec<(&'static str, usize)>,
    /// The operations whose bodies are empty or consist of parts.
    others: Vec<usize>,
    /// Actions, each with the index of its operation, sorted.
    actions: Vec<(Cow<'static, str>, usize)>,
}

impl Lookup {
    pub(super) fn of(operations: &[Selected]) -> Self {
        let mut lookup = Self::default();
        for (index, (contract, actions)) in operations.iter().enumerate() {
            match contract.request.element() {
                Some(name) => lookup.named.push((name.local(), index)),
                None => lookup.others.push(index),
            }
            lookup.actions.push((contract.action.into(), index));
            if *actions.request != *contract.action {
                lookup.actions.push((actions.request.clone(), index));
            }
        }
        lookup.named.sort_unstable();
        lookup.actions.sort_unstable();
        lookup
    }

    /// The index of the operation with this action; `None` if no operation or several have it.
    pub(super) fn with_action(&self, action: &str) -> Option<usize> {
        let first = self.actions.partition_point(|(known, _)| **known < *action);
        let mut with = self.actions.get(first..)?.iter().take_while(|(known, _)| *known == action);
        match (with.next(), with.next()) {
            (Some((_, index)), None) => Some(*index),
            _ => None,
        }
    }

    /// The operations that a body with this first element may belong to.
    fn candidates(&self, body: Option<Name<'_>>) -> impl Iterator<Item = usize> {
        let wanted = body.map_or("", |name| name.local());
        let first = self.named.partition_point(|(local, _)| *local < wanted);
        let named = self.named.get(first..).unwrap_or_default();
        let named = named.iter().take_while(move |(local, _)| *local == wanted);
        named.map(|(_, index)| *index).chain(self.others.iter().copied())
    }
}

/// Returns the index of the operation that the actions and the body element of a request select. `has_part` is
/// called for operations whose body consists of parts. It returns whether the operation with this index has a
/// part of this name.
///
/// # Errors
///
/// A fault of the client if actions and body element do not belong to the same operation, or if no operation
/// or several match.
pub(super) fn operation(
    operations: &[Selected],
    lookup: &Lookup,
    http_actions: &[Cow<'_, str>],
    preview: &Preview,
    has_part: &dyn Fn(usize, Name<'_>) -> bool,
) -> Result<usize, Box<Fault>> {
    let body = preview.body.as_ref().map(OwnedName::as_name);
    let belongs_to_another = |action: &str| operations.iter().any(|other| has_action(other, action));
    let accepts = |operation: &Selected| {
        let (contract, own) = operation;
        // If the contract declares no action, the request may have any action that belongs to no other
        // operation.
        let accepts = |action: &str, has_none: bool| {
            action.is_empty() || has_action(operation, action) || (has_none && !belongs_to_another(action))
        };
        http_actions.iter().all(|action| accepts(action, contract.action.is_empty()))
            && preview.actions.iter().all(|action| accepts(action, own.request.is_empty()))
    };
    let (mut exact, mut possible) = (Matches::default(), Matches::default());
    // Whether an operation has this body element, even if the action contradicts it.
    let mut is_known = false;
    let candidates = || {
        let index = lookup.candidates(body);
        index.filter_map(|index| operations.get(index).map(|operation| (index, operation)))
    };
    for (index, operation) in candidates() {
        let (contract, _) = operation;
        let matches = match fit(contract.request, body) {
            BodyMatch::Other => continue,
            BodyMatch::Unchecked => &mut possible,
            BodyMatch::Exact => {
                is_known = true;
                &mut exact
            }
        };
        if accepts(operation) {
            matches.add(index);
        }
    }
    let is_open = match possible {
        Matches::None => false,
        Matches::One(_) => is_known,
        Matches::Several => true,
    };
    if let (Matches::None, true, Some(body)) = (exact, is_open, body) {
        possible = if is_known { Matches::None } else { possible };
        // `has_part` copies the name for each operation. To limit these copies, a name longer than `MAX_NAME`
        // is treated as a part of no operation.
        let is_short = body.local().len() <= MAX_NAME && body.namespace().len() <= MAX_NAME;
        for (index, operation) in candidates() {
            let (contract, _) = operation;
            let is_possible = is_short && fit(contract.request, Some(body)) == BodyMatch::Unchecked;
            if is_possible && accepts(operation) && has_part(index, body) {
                exact.add(index);
            }
        }
    }
    match (exact, possible) {
        (Matches::One(index), _) | (Matches::None, Matches::One(index)) => Ok(index),
        (Matches::None, Matches::None) => Err(Box::new(no_operation(operations, preview, body))),
        _ => Err(Fault::client(
            "several operations accept this body; an action (SOAPAction, media type or wsa:Action) must select one",
        )
        .into()),
    }
}

/// The operations that match a request.
#[derive(Clone, Copy, Default)]
enum Matches {
    #[default]
    None,
    /// Exactly one operation matches. The value is its index.
    One(usize),
    Several,
}

impl Matches {
    fn add(&mut self, index: usize) {
        *self = match self {
            Self::None => Self::One(index),
            Self::One(_) | Self::Several => Self::Several,
        };
    }
}

/// Whether an action is the SOAP action or the WS-Addressing action of an operation.
fn has_action((contract, actions): &Selected, action: &str) -> bool {
    contract.action == action || actions.request == action
}

fn fit(form: Body, body: Option<Name<'_>>) -> BodyMatch {
    let is = |yes| if yes { BodyMatch::Exact } else { BodyMatch::Other };
    match form.element() {
        None if form.is_parts() => BodyMatch::Unchecked,
        expected => is(body == expected),
    }
}

#[cold]
fn no_operation(operations: &[Selected], preview: &Preview, body: Option<Name<'_>>) -> Fault {
    let of_body = operations.iter().find(|(contract, _)| fit(contract.request, body) == BodyMatch::Exact);
    let is_named = |action: &String| operations.iter().any(|operation| has_action(operation, action));
    match (of_body, body) {
        (Some((contract, _)), _) => {
            let fault = Fault::client(format!(
                "the action of the request (SOAPAction, media type or wsa:Action) is not that of the operation `{}`, \
                 to which the body belongs",
                contract.name
            ));
            match preview.actions.is_empty() {
                true => fault,
                // WS-Addressing 1.0 SOAP Binding, section 6.4.1.
                false => {
                    let [namespace, _] = ADDRESSING;
                    fault
                        .with_subcode(namespace, "InvalidAddressingHeader")
                        .with_subcode(namespace, "ActionMismatch")
                }
            }
        }
        (None, _) if preview.actions.iter().any(is_named) => {
            Fault::client("the wsa:Action of the request belongs to an operation with another body element")
        }
        (None, Some(name)) => {
            let (namespace, local) = (shortened(name.namespace()), shortened(name.local()));
            Fault::client(format!(
                "no operation has the body element `{local}` of the namespace `{namespace}`"
            ))
        }
        (None, None) => Fault::client("no operation accepts an empty body"),
    }
}

fn shortened(text: &str) -> String {
    crate::redaction::excerpt::shorten(text, 200)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::extended::OwnedActions;
    use crate::soap::Contract;
    use crate::soap::operation::Actions;

    const fn contract(name: &'static str, action: &'static str, request: Body) -> Contract {
        Contract { name, action, request, reply: Body::Empty, request_headers: &[] }
    }

    const CONTRACTS: [Contract; 6] = [
        contract("Get", "urn:Get", Body::Element("urn:t", "Get")),
        contract("Set", "urn:Set", Body::Element("urn:t", "Set")),
        contract("Free", "", Body::Element("urn:t", "Free")),
        contract("Ping", "urn:Ping", Body::Empty),
        contract("First", "urn:First", Body::Element("urn:t", "Same")),
        contract("Second", "urn:Second", Body::Element("urn:t", "Same")),
    ];

    fn selected(http: &[&str], addressing: &[&str], body: Option<&str>) -> Result<&'static str, Box<Fault>> {
        let http: Vec<_> = http.iter().map(|action| Cow::Borrowed(*action)).collect();
        let operations = CONTRACTS.map(|contract| {
            let declared = Actions { request: contract.action, reply: "" };
            (contract, OwnedActions::of(&declared, &contract, "urn:base:"))
        });
        let preview = Preview {
            actions: addressing.iter().map(|action| (*action).to_owned()).collect(),
            body: body.map(|local| OwnedName::of(Name::new("urn:t", local))),
            ..Preview::default()
        };
        selected_of(&operations, &http, &preview, &|_, _| false).map(|index| CONTRACTS[index].name)
    }

    fn selected_of(
        operations: &[Selected],
        http_actions: &[Cow<'_, str>],
        preview: &Preview,
        has_part: &dyn Fn(usize, Name<'_>) -> bool,
    ) -> Result<usize, Box<Fault>> {
        operation(operations, &Lookup::of(operations), http_actions, preview, has_part)
    }

    #[test]
    fn actions_and_body_must_agree() {
        for (http, addressing, body, expected) in [
            (&[][..], &[][..], Some("Get"), Some("Get")),
            (&["urn:Get"], &[], Some("Get"), Some("Get")),
            (&["urn:Get"], &["urn:Get"], Some("Get"), Some("Get")),
            (&["urn:Set"], &[], Some("Get"), None),
            (&[], &["urn:Set"], Some("Get"), None),
            (&["urn:Get"], &["urn:Set"], Some("Get"), None),
            (&["urn:Get", "urn:Set"], &[], Some("Get"), None),
            (&["urn:unknown"], &[], Some("Get"), None),
            (&["urn:Get"], &[], None, None),
            (&["urn:any"], &[], Some("Free"), Some("Free")),
            (&[], &["urn:base:FreeRequest"], Some("Free"), Some("Free")),
            (&[], &["urn:base:OtherRequest"], Some("Free"), None),
            (&["urn:Get"], &[], Some("Free"), None),
            (&[], &[], None, Some("Ping")),
            (&["urn:Ping"], &[], Some("Get"), None),
            (&[], &[], Some("Same"), None),
            (&["urn:Second"], &[], Some("Same"), Some("Second")),
            (&[], &["urn:First"], Some("Same"), Some("First")),
            (&[], &[], Some("Other"), None),
        ] {
            let found = selected(http, addressing, body);
            assert_eq!(found.as_ref().ok().copied(), expected, "{http:?} {addressing:?} {body:?}");
            assert!(found.err().is_none_or(|fault| fault.is_client()));
        }
    }

    #[test]
    fn an_action_of_ws_addressing_that_contradicts_has_its_subcode() {
        let fault = selected(&[], &["urn:Set"], Some("Get")).unwrap_err();
        let subcodes: Vec<_> = fault.subcodes.iter().map(|code| code.local()).collect();
        assert_eq!(subcodes, ["InvalidAddressingHeader", "ActionMismatch"]);
    }

    #[test]
    fn parts_are_selected_by_the_action_or_as_the_only_possibility() {
        let parts = contract("Parts", "urn:Parts", Body::Parts);
        let preview = |body: &str| Preview {
            body: Some(OwnedName::of(Name::new("urn:t", body))),
            ..Preview::default()
        };
        let plain = |contract: Contract| (contract, OwnedActions::of(&Actions::default(), &contract, ""));
        let both = [plain(CONTRACTS[0]), plain(parts)];
        let none = |_: usize, _: Name<'_>| false;
        assert_eq!(selected_of(&both, &[], &preview("Get"), &none).unwrap(), 0);
        // The action selects `Parts`, but the body element belongs to `Get`. This is an error, unless the
        // element is also a part of `Parts`.
        let is_part = |index: usize, _: Name<'_>| index == 1;
        let action = ["urn:Parts".into()];
        assert!(selected_of(&both, &action, &preview("Get"), &none).unwrap_err().is_client());
        assert_eq!(selected_of(&both, &action, &preview("Get"), &is_part).unwrap(), 1);
        assert_eq!(selected_of(&both, &[], &preview("x"), &none).unwrap(), 1);
        for form in [Body::Parts, Body::EncodedParts] {
            let free = [plain(CONTRACTS[0]), plain(contract("Free", "", form))];
            assert!(selected_of(&free, &["urn:unknown".into()], &preview("Get"), &none).is_err());
            assert_eq!(selected_of(&free, &["urn:unknown".into()], &preview("x"), &none).unwrap(), 1);
        }
        let parts_too = contract("PartsToo", "urn:PartsToo", Body::Parts);
        let two = [plain(parts), plain(parts_too)];
        assert!(selected_of(&two, &[], &preview("x"), &none).is_err());
        assert!(selected_of(&two, &[], &preview("x"), &|_, _| true).is_err());
        assert_eq!(selected_of(&two, &[], &preview("x"), &|index, _| index == 1).unwrap(), 1);
        // Each call of `has_part` copies the name of the body element. It is not called for a long name.
        let asked = std::cell::Cell::new(0);
        let count = |_: usize, _: Name<'_>| {
            asked.set(asked.get() + 1);
            false
        };
        assert!(selected_of(&two, &[], &preview(&"x".repeat(5_000)), &count).is_err());
        assert_eq!(asked.get(), 0);
    }
}
