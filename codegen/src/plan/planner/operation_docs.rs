//! What the documentation of operations says of the types of their messages.

use std::collections::{BTreeMap, HashSet};

use crate::docs;

/// What an operation says of the type of a message.
#[derive(Clone, Default)]
pub(super) struct OperationDocs {
    /// What `messages` has.
    pub(super) known: HashSet<(&'static str, String)>,
    /// Whose request or reply a type is, which can be said where it has no documentation: `request` or `reply`, and the
    /// names of the operations.
    pub(super) messages: Vec<(&'static str, Vec<String>)>,
    /// Documentation of members, by their names in lower case.
    pub(super) members: BTreeMap<String, Vec<String>>,
}

impl OperationDocs {
    /// Whose request or reply the type is, in words.
    pub(super) fn summary(&self) -> Vec<String> {
        // Of many operations some are enough.
        const SHOWN: usize = 5;
        let mut names = Vec::new();
        let mut sentences = Vec::new();
        for (role, operations) in self.messages.iter().filter(|(_, operations)| !operations.is_empty()) {
            let shown = operations.get(..SHOWN).unwrap_or(operations);
            names.extend_from_slice(shown);
            let mut listed = vec!["{}".to_owned(); shown.len()];
            if operations.len() > SHOWN {
                listed.push(format!("{} more", operations.len() - SHOWN));
            }
            let last = listed.pop().unwrap_or_default();
            let others =
                if listed.is_empty() { String::new() } else { format!("{} and ", listed.join(", ")) };
            sentences.push(format!("The {role} of {others}{last}."));
        }
        docs::wrapped(&sentences.join(" "), &names)
    }
}
