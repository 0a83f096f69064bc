//! Sample replies, with which mocks answer operations that are not implemented.

use std::sync::Arc;

use crate::soap::{Body, Contract};

/// The name of an operation, and how the body contains its request, because overloads have the same name.
pub(crate) type Key = (&'static str, Body);

/// The key of an operation.
pub(crate) fn key(contract: &Contract) -> Key {
    (contract.name, contract.request)
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

/// Envelopes of replies, by operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(Vec<(Key, String)>);

impl Samples {
    /// Sets the reply of an operation.
    pub(crate) fn insert(&mut self, operation: Key, envelope: String) {
        self.0.retain(|(known, _)| *known != operation);
        self.0.push((operation, envelope));
    }

    /// The envelope of an operation's reply.
    pub(super) fn get(&self, operation: Key) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == operation).map(|(_, envelope)| envelope.as_str())
    }
}

/// The operations whose reply has a file of this name, without its extension: `GetUser` for all operations of this
/// name, `Get.GetById` for the overload whose request is this element.
pub(super) fn named<'c>(
    contracts: impl Iterator<Item = &'c Contract>,
    file: &str,
) -> Result<Vec<Key>, String> {
    let keys: Vec<_> = contracts.map(key).collect();
    let all = |name: &str| keys.iter().copied().filter(|(known, _)| *known == name).collect::<Vec<_>>();
    let operations = all(file);
    if !operations.is_empty() {
        return Ok(operations);
    }
    let Some((overloads, input)) = file.split_once('.').map(|(name, input)| (all(name), input)) else {
        return Err(format!("the service has no operation `{file}`"));
    };
    let is_input = |(_, request): &Key| request.element().is_some_and(|element| element.local() == input);
    match overloads.iter().copied().filter(is_input).collect::<Vec<_>>().as_slice() {
        [operation] => Ok(vec![*operation]),
        _ if overloads.is_empty() => Err(format!("the service has no operation `{file}`")),
        _ => Err(format!(
            "no single overload of the operation has the request element `{input}`: `Mock::with_sample` sets the reply of \
             each overload"
        )),
    }
}
