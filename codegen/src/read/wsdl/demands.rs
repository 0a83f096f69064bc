//! The demands of the policies of messages, port types, bindings and ports.

use super::{
    super::{tag::Tag, uri},
    definer::WsdlDefiner,
    policy::{Alternative, MAX_ELEMENTS_OF_SUBJECT, Reading, Subject, Within, is_policy, unsupported},
    protection::Demands,
};
use crate::{
    lists::{CollectVec, PushAll, SortList},
    map::Set,
    model::{IdSet, PortTypeId},
};

impl<'a> WsdlDefiner<'a, '_, '_> {
    /// Records the policies in a document to which elements can refer: those with an identifier or a name.
    /// Also records the policies in the files to which policy references of the document lead, directly or
    /// indirectly.
    pub(super) fn note_policies(&mut self, document: Tag<'a>) {
        self.note_policies_of(document);
        let files = &self.resolver.documents.loaded.files;
        let Some(file) = files.iter().find(|file| file.source == document.key().0) else { return };
        // The file to which a reference leads may itself have references to policies in other files.
        let mut open = file.policies().collect_vec();
        while let Some((reference, target)) = open.pop() {
            let Some(target) = files.get(target) else { continue };
            self.policies.linked.insert(reference.key(), target.root());
            if self.policies.followed.insert(target.source) {
                self.note_policies_of(target.root());
                open.push_all(target.policies());
            }
        }
    }

    fn note_policies_of(&mut self, root: Tag<'a>) {
        let source = root.key().0;
        for policy in std::iter::once(root).chain(root.children()) {
            if is_policy(policy, "PolicyAttachment") && self.policies.reported.insert(policy.key()) {
                self.warning(policy, "", "`PolicyAttachment` is not read").hint(
                    "attach the policy by a `PolicyReference` in the service, the port, the binding or the operation",
                );
            }
            if !is_policy(policy, "Policy") {
                continue;
            }
            let ids = [policy.attribute_in(uri::WSU, "Id"), policy.attribute_in(uri::XML, "id")];
            for id in ids.into_iter().flatten() {
                self.policies.named.or_insert((source, id), policy);
            }
            if let Some(name) = policy.attribute("Name") {
                self.policies.by_name.or_insert(name, policy);
            }
        }
    }

    /// The demands of the policies of a binding, its port type, and their operations and messages.
    pub(super) fn binding_demands(&mut self, tag: Tag<'a>, port_type: PortTypeId) -> Demands<'a> {
        let mut demands = self.demands_of_operations(tag);
        let inherited = self.port_type_demands.get(&port_type);
        if inherited.is_none_or(|inherited| self.policies.spend(inherited.len())) {
            inherited.into_iter().for_each(|inherited| demands.inherit(inherited));
        } else {
            self.report_cut(tag, "port type");
        }
        demands.sorted()
    }

    /// Reports that the demands of a port type or of messages are left out, because their number is limited.
    fn report_cut(&mut self, tag: Tag<'a>, left_out: &str) {
        let message = format!(
            "the policies of the documents have too many demands; those of the {left_out} are not listed"
        );
        self.warning(tag, "", message);
    }

    /// The demands of the policies of a port type, its operations and messages.
    pub(super) fn port_type_demands(&mut self, id: PortTypeId, tag: Tag<'a>) -> Demands<'a> {
        let mut demands = self.demands_of_operations(tag);
        let (mut seen, mut is_cut) = (IdSet::default(), false);
        for operation in &self.resolver.model.port_types[id].operations {
            let messages =
                [&operation.input, &operation.output].into_iter().flatten().map(|(message, _)| message);
            let messages = messages.chain(operation.faults.iter().map(|fault| &fault.message));
            for message in messages.filter(|message| seen.insert(**message)) {
                let Some(inherited) = self.message_demands.get(message) else { continue };
                match self.policies.spend(inherited.len()) {
                    true => demands.inherit(inherited),
                    false => is_cut = true,
                }
            }
        }
        if is_cut {
            self.report_cut(tag, "messages");
        }
        demands.sorted()
    }

    /// The demands of the policies of a binding or port type, its operations and their messages.
    fn demands_of_operations(&mut self, tag: Tag<'a>) -> Demands<'a> {
        let subjects = with_operations(tag).into_iter().map(Subject::of).collect_vec();
        self.demands(&subjects.iter().collect_vec())
    }

    /// The demands of the policies that are attached to these elements. Demands that are not supported are reported once.
    pub(super) fn demands(&mut self, subjects: &[&Subject<'a>]) -> Demands<'a> {
        let mut reading = Reading {
            policies: &self.policies,
            left: MAX_ELEMENTS_OF_SUBJECT,
            within: Within::default(),
            is_asymmetric: false,
            is_recipient: false,
        };
        let (mut all, mut seen, mut protected) = (Alternative::default(), Set::new(), Set::new());
        for &subject in subjects {
            reading.left = MAX_ELEMENTS_OF_SUBJECT;
            let (known, known_protected) = (all.unsupported.len(), all.protected.len());
            reading.attached(subject, &mut all);
            let more = all.unsupported.split_off(known);
            all.unsupported.push_all(more.into_iter().filter(|(tag, _)| seen.insert(tag.key())));
            let more = all.protected.split_off(known_protected);
            all.protected.push_all(more.into_iter().filter(|(tag, _)| protected.insert(tag.key())));
        }
        let Alternative { demands, unsupported, protected } = all;
        for (tag, reason) in unsupported {
            self.report_demand(tag, &reason);
        }
        let mut demands = demands.into_iter().collect_vec();
        demands.sort_list();
        Demands { demands, protected }
    }

    /// Reports the assertions in `protections` that clients do not meet.
    pub(super) fn report_unprotected_tokens(&mut self) {
        for tag in std::mem::take(&mut self.protections).unmet() {
            self.report_demand(tag, &unsupported(tag).1);
        }
    }

    /// Reports once that clients do not meet a demand.
    pub(super) fn report_demand(&mut self, tag: Tag<'a>, reason: &str) {
        if self.policies.reported.insert(tag.key()) {
            self.warning(tag, "", format!("the policy {reason}")).hint(
                "the generated client does not meet this demand; an extension can, see `saponify::soap::extension`",
            );
        }
    }
}

/// A binding or port type with its operations and their messages.
fn with_operations(tag: Tag<'_>) -> Vec<Tag<'_>> {
    let operations = tag.children().filter(|child| child.wsdl_name() == "operation").collect_vec();
    let mut tags = vec![tag];
    tags.extend_from_slice(&operations);
    for operation in operations {
        let is_message = |child: &Tag<'_>| matches!(child.wsdl_name(), "input" | "output" | "fault");
        tags.push_all(operation.children().filter(is_message));
    }
    tags
}
