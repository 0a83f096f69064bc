//! The documentation that operations give for the types of their messages.

use crate::{
    docs,
    map::{Map, Set},
};

/// The documentation that operations give for the type of a message.
#[derive(Default)]
pub(super) struct OperationDocs {
    /// The entries of `messages`, for a fast lookup.
    pub(super) known: Set<(&'static str, String)>,
    /// The operations that use the type as request or reply, by role: `request` or `reply`, with the names of
    /// the operations. If the contract does not document the type, its documentation lists these operations.
    pub(super) messages: Vec<(&'static str, Vec<String>)>,
    /// Documentation of members, by their names in lower case.
    pub(super) members: Map<String, Vec<String>>,
}

impl OperationDocs {
    /// Sentences that list the operations which use the type: "The request of `Find` and `Get`."
    pub(super) fn summary(&self) -> Vec<String> {
        // A list of hundreds of operations would not help the reader.
        const MAX_LISTED: usize = 5;
        let mut names = Vec::new();
        let mut sentences = Vec::new();
        for (role, operations) in self.messages.iter().filter(|(_, operations)| !operations.is_empty()) {
            let shown = operations.get(..MAX_LISTED).unwrap_or(operations);
            names.extend_from_slice(shown);
            let mut listed = vec!["{}".to_owned(); shown.len()];
            if operations.len() > MAX_LISTED {
                listed.push(format!("{} more", operations.len() - MAX_LISTED));
            }
            let last = listed.pop().unwrap_or_default();
            let others =
                if listed.is_empty() { String::new() } else { format!("{} and ", listed.join(", ")) };
            sentences.push(format!("The {role} of {others}{last}."));
        }
        docs::wrapped(&sentences.join(" "), &names)
    }
}
