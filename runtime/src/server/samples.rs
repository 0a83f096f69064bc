//! Sample replies, with which mocks answer operations that are not implemented.

use std::sync::Arc;

use crate::soap::preview::{self, Envelope, Preview};
use crate::soap::{Body, Contract};
use crate::text::OwnedName;
use crate::xml::{Document, Limits};

/// Name, form of the request, and action of an operation. The name alone does not identify an operation,
/// because overloads share it. RPC overloads also share the form of the request, as do the operations of two
/// bindings.
pub(crate) type Key = (&'static str, Body, &'static str);

/// The key of an operation.
pub(crate) fn key(contract: &Contract) -> Key {
    (contract.name, contract.request, contract.action)
}

/// State of a service that is a mock.
#[derive(Clone)]
pub(super) struct Mocking {
    /// Called for each request that was decoded, with its operation.
    pub(super) count: Arc<Count>,
    /// The answers of operations that are not implemented.
    pub(super) samples: Arc<Samples>,
}

/// Counts a call of an operation.
pub(crate) type Count = dyn Fn(Key) + Send + Sync;

/// Envelopes of replies, by operation. An operation has several envelopes if the names of several files fit
/// it. The first one without a departure from the contract is its reply, or else the first one that can be
/// decoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<(Key, Vec<Arc<str>>)>);

impl Samples {
    /// Sets the reply of an operation.
    pub(crate) fn insert(&mut self, operation: Key, envelopes: Vec<Arc<str>>) {
        self.0.retain(|(known, _)| *known != operation);
        self.0.push((operation, envelopes));
    }

    /// The envelopes of an operation's reply.
    pub(super) fn get(&self, operation: Key) -> &[Arc<str>] {
        self.0.iter().find(|(known, _)| *known == operation).map_or(&[], |(_, envelopes)| envelopes)
    }
}

/// How the name of a file identifies an operation, from the most to the least specific way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Naming {
    /// `Get.GetById`: the name of the operation and the element of its request.
    Request,
    /// `Get`: the name of the operation.
    Operation,
    /// `Get.getRequest1`, `Get-2`: the name of the operation, with an input name or a number that is not in
    /// the [`Contract`].
    Other,
}

impl Naming {
    fn of(contract: &Contract, file: &str) -> Option<Self> {
        let rest = file.strip_prefix(&*file_name(contract.name))?;
        if rest.is_empty() {
            return Some(Self::Operation);
        }
        if let Some(input) = rest.strip_prefix('.') {
            let is_request = contract.request.element().is_some_and(|name| file_name(name.local()) == input);
            return Some(if is_request { Self::Request } else { Self::Other });
        }
        let number = rest.strip_prefix('-')?;
        (!number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())).then_some(Self::Other)
    }
}

/// A name as `saponify sample` writes it in names of files.
fn file_name(name: &str) -> String {
    let is_usual = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    name.chars().map(|letter| if is_usual(letter) { letter } else { '_' }).collect()
}

/// The operations to which files are assigned, each with the texts of its files.
type Assigned = Vec<(Key, Vec<Arc<str>>)>;

/// Assigns files to operations by their names. `files` has the name of each file without its extension, and
/// the text of the file.
///
/// A file whose name fits no operation is ignored if it contains the reply of an operation that is not in
/// `contracts`, or of an operation to which another file is assigned.
///
/// # Errors
///
/// If the name of a file fits no operation and the file cannot be ignored: it contains a fault, no reply, or
/// the reply of an operation to which no file is assigned. The error is the index of the file and a message.
pub(super) fn assigned(
    contracts: &[&Contract],
    files: &[(String, Arc<str>)],
) -> Result<Assigned, (usize, String)> {
    let mut found: Vec<Vec<(Naming, Arc<str>)>> = vec![Vec::new(); contracts.len()];
    let mut unnamed = Vec::new();
    for (index, (file, text)) in files.iter().enumerate() {
        let namings: Vec<_> = contracts.iter().map(|contract| Naming::of(contract, file)).collect();
        // `Get.All` is the operation of this name, not an overload of `Get`.
        let named = [Naming::Operation, Naming::Request, Naming::Other]
            .into_iter()
            .find(|naming| namings.contains(&Some(*naming)));
        let Some(named) = named else {
            unnamed.push((index, file, text));
            continue;
        };
        for (naming, found) in namings.into_iter().zip(&mut found) {
            if naming == Some(named) {
                found.push((named, Arc::clone(text)));
            }
        }
    }
    for (index, file, text) in unnamed {
        // The reply of an operation that was not generated is ignored, because a folder with samples for the
        // whole contract contains such replies.
        let body = reply_element(text);
        let is_missing = |(contract, found): (&&Contract, &Vec<_>)| {
            found.is_empty() && contract.reply.element() == body.as_ref().map(OwnedName::as_name)
        };
        if body.is_none() || contracts.iter().zip(&found).any(is_missing) {
            return Err((index, format!("the service has no operation `{file}`")));
        }
    }
    let assigned = contracts.iter().zip(found).filter(|(_, found)| !found.is_empty());
    let assigned = assigned.map(|(contract, mut found)| {
        found.sort_by_key(|(naming, _)| *naming);
        (key(contract), found.into_iter().map(|(_, text)| text).collect())
    });
    Ok(assigned.collect())
}

/// The first element of the body of an envelope. `None` if it is a fault, if the body is empty, or if the
/// document is no envelope.
fn reply_element(text: &str) -> Option<OwnedName> {
    let document = Document::new(text.as_bytes(), Limits::default()).ok()?;
    let Ok(Envelope::Known(Preview { version, body, .. })) = preview::preview(&document) else { return None };
    body.filter(|name| name.as_name().within(version.namespace()) != "Fault")
}
