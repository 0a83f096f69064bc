//! Random instances of the messages of a root (a WSDL with the files that it imports), converted to JSON and
//! back. The conversion uses the model, without generated code.

use std::collections::BTreeMap;

use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};
use saponify_codegen::internals::convert::{RoundTrip, round_trip};

use crate::{
    choices::Choices,
    instance::Instances,
    messages::{Body, Contract, Message},
    node::envelope,
    same::compare,
    trial::{Effort, Failure, Tally, spread},
};

/// Converts random instances of the messages of one root to JSON and back, and compares the results.
pub(crate) fn root(contract: &Contract, effort: Effort) -> Tally {
    let mut tally = Tally { roots: 1, ..Tally::default() };
    let trip = round_trip(&contract.model);
    let instances = Instances::new(&contract.model);
    // Overloaded operations have the same name. `trip` finds one of them by its place among those with this
    // name, in the order of `contract.messages`.
    let mut places: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    let mut tried = Vec::new();
    for message in &contract.messages {
        let next = places.entry((message.operation.as_str(), message.is_request)).or_default();
        let is_message = message.faults.is_none();
        if is_message {
            *next += 1;
        }
        if is_message && !matches!(message.body, Body::Untried(..)) {
            tried.push((message, *next - 1));
        }
    }
    for number in spread(tried.len(), effort.messages) {
        let (message, place) = tried[number];
        tally.messages += 1;
        let failure = one(message, place, number, &trip, &instances, effort, &mut tally);
        tally.failures.extend(failure.map(|failure| Failure { root: contract.root.path.clone(), ..failure }));
    }
    tally
}

fn one(
    message: &Message,
    place: usize,
    number: usize,
    trip: &RoundTrip<'_>,
    instances: &Instances<'_>,
    effort: Effort,
    tally: &mut Tally,
) -> Option<Failure> {
    let config = Config {
        cases: effort.cases,
        failure_persistence: None,
        max_shrink_iters: 1500,
        ..Config::default()
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&effort.seed.to_le_bytes());
    seed[8..16].copy_from_slice(&(number as u64).to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let counts = std::cell::Cell::new((0, 0));
    let instance = |choices: &[u16]| {
        let (headers, body, layout) = message.instance(instances, Choices::new(choices)).ok()?;
        let text = envelope(&headers, &body, layout);
        Some((headers, body, layout, text))
    };
    let judged = runner.run(&vec(any::<u16>(), 0..400), |choices| {
        let Some((headers, body, layout, original)) = instance(&choices) else { return Ok(()) };
        counts.set((counts.get().0 + 1, counts.get().1));
        let judge = || -> Result<(), String> {
            let through = trip.through(&message.operation, place, message.is_request, &original);
            let (json, written) = match through {
                // The command line supports attachments only in `mime:multipartRelated`. The writer rejects a
                // QName in no namespace where a default namespace is in force.
                Err(reason)
                    if reason == "its attachments are not in `mime:multipartRelated`"
                        || reason.contains("has no namespace and cannot be written here") =>
                {
                    return Ok(());
                }
                through => through?,
            };
            let document = roxmltree::Document::parse(&written).map_err(|error| error.to_string())?;
            let mut differences = Vec::new();
            for (name, nodes) in [("Header", &headers), ("Body", &body)] {
                let part =
                    document.root_element().children().find(|part| part.has_tag_name((layout.soap(), name)));
                match part {
                    Some(part) => differences.extend(compare(nodes, part).differences),
                    None if nodes.is_empty() => {}
                    None => differences.push(format!("{name} is missing")),
                }
            }
            match differences.is_empty() {
                true => Ok(()),
                false => Err(format!("{}\n{written}\n{json}", differences.join("\n"))),
            }
        };
        let judged = judge();
        counts.set((counts.get().0, counts.get().1 + usize::from(judged.is_ok())));
        judged.map_err(TestCaseError::fail)
    });
    let (tried, equal) = counts.get();
    tally.instances += tried;
    tally.equal += equal;
    match judged {
        Ok(()) => None,
        Err(TestError::Fail(reason, choices)) => {
            let instance = instance(&choices).map(|(.., text)| text).unwrap_or_default();
            let message = format!("{} as JSON", message.label());
            Some(Failure { root: String::new(), message, reason: reason.to_string(), instance })
        }
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}
