//! Random instances of the messages of one root, passed through the generated code and judged.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};

use crate::{
    choices::Choices,
    instance::Instances,
    judges::{Oracle, Program},
    messages::{Body, Contract, Message},
    node::{Layout, Node, envelope},
    same::{Liberty, compare},
};

/// Extent of the trials.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Number of instances per message.
    pub(crate) cases: u32,
    /// Number of messages per root, selected evenly from all of them.
    pub(crate) messages: usize,
    pub(crate) seed: u64,
}

/// Result of one root or of many.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) roots: usize,
    pub(crate) messages: usize,
    pub(crate) instances: usize,
    pub(crate) elements: usize,
    /// Number of generated instances that libxml2 found valid.
    pub(crate) valid: usize,
    /// Number of written documents that libxml2 found valid.
    pub(crate) valid_written: usize,
    /// Number of instances written without loss or addition.
    pub(crate) equal: usize,
    /// Numbers of the instances in `equal`, by feature: header blocks, faults, references.
    pub(crate) kinds: BTreeMap<&'static str, usize>,
    /// Numbers of the instances in `equal`, by permitted difference.
    pub(crate) liberties: BTreeMap<Liberty, usize>,
    /// Numbers of instances that were not judged, by reason.
    pub(crate) exceptions: BTreeMap<String, usize>,
    pub(crate) failures: Vec<Failure>,
}

/// Smallest failing instance of a message.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) root: String,
    pub(crate) message: String,
    pub(crate) reason: String,
    pub(crate) instance: String,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.roots += other.roots;
        self.messages += other.messages;
        self.instances += other.instances;
        self.elements += other.elements;
        self.valid += other.valid;
        self.valid_written += other.valid_written;
        self.equal += other.equal;
        for (liberty, count) in other.liberties {
            *self.liberties.entry(liberty).or_default() += count;
        }
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        for (reason, count) in other.exceptions {
            *self.exceptions.entry(reason).or_default() += count;
        }
        self.failures.extend(other.failures);
    }

    pub(crate) fn except(&mut self, reason: &str, count: usize) {
        *self.exceptions.entry(reason.to_owned()).or_default() += count;
    }
}

/// Tries the messages of one root. `program` has a list with one judge function for each message of all
/// contracts. `first` is the index of the judge function of the first message of this root.
pub(crate) fn root(
    contract: &Contract,
    first: usize,
    program: &mut Program,
    oracle: &mut Option<Oracle>,
    effort: Effort,
) -> Tally {
    let mut tally = Tally { roots: 1, ..Tally::default() };
    for (reason, count) in &contract.left_out {
        tally.except(&format!("messages: {reason}"), *count);
    }
    let mut oracle = oracle.as_mut();
    if let Some(judge) = &mut oracle
        && let Some(refused) = judge.root(&contract.document, &contract.model, &contract.messages)
    {
        tally.except(&format!("roots whose schemas libxml2 rejects: {}", class(&refused)), 1);
        if std::env::var_os("INSTANCES_TELL").is_some() {
            println!("refused {}: {refused}", contract.root.path);
        }
        oracle = None;
    }
    let instances = Instances::new(&contract.model);
    let tried = contract.messages.iter().enumerate();
    let tried: Vec<_> = tried.filter(|(_, message)| !matches!(message.body, Body::Untried(..))).collect();
    for place in spread(tried.len(), effort.messages) {
        let (number, message) = tried[place];
        let trial = Trial {
            message,
            number,
            judge: first + number,
            instances: &instances,
            program: RefCell::new(program),
            oracle: RefCell::new(oracle.as_deref_mut().filter(|_| !message.is_encoded())),
            tally: RefCell::new(Tally { messages: 1, ..Tally::default() }),
            has_failed: Cell::new(false),
        };
        let failure =
            trial.run(effort).map(|failure| Failure { root: contract.root.path.clone(), ..failure });
        let mut own = trial.tally.into_inner();
        own.failures.extend(failure);
        tally.add(own);
    }
    tally
}

/// Returns `most` indices, evenly distributed over `all`.
pub(crate) fn spread(all: usize, most: usize) -> BTreeSet<usize> {
    (0..all.min(most)).map(|place| place * all / all.min(most)).collect()
}

/// Random instance.
struct Instance {
    headers: Vec<Node>,
    body: Vec<Node>,
    layout: Layout,
    text: String,
}

struct Trial<'t, 'm> {
    message: &'t Message,
    number: usize,
    judge: usize,
    instances: &'t Instances<'m>,
    program: RefCell<&'t mut Program>,
    oracle: RefCell<Option<&'t mut Oracle>>,
    tally: RefCell<Tally>,
    has_failed: Cell<bool>,
}

impl Trial<'_, '_> {
    fn run(&self, effort: Effort) -> Option<Failure> {
        let config = Config {
            cases: effort.cases,
            failure_persistence: None,
            max_shrink_iters: 1500,
            ..Config::default()
        };
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&effort.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&(self.number as u64).to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(config, rng);
        if std::env::var_os("INSTANCES_TELL").is_some() && self.instance(&[]).is_none() {
            println!("no instance of {}", self.message.label());
        }
        let judged = runner.run(&vec(any::<u16>(), 0..400), |choices| {
            let (own, judged) = self.one(&choices);
            // Instances tried while shrinking a failure are not counted.
            if !self.has_failed.replace(self.has_failed.get() || judged.is_err()) {
                self.tally.borrow_mut().add(own);
            }
            judged.map_err(TestCaseError::fail)
        });
        match judged {
            Ok(()) => None,
            Err(TestError::Fail(reason, choices)) => {
                let instance = self.instance(&choices).map(|made| made.text).unwrap_or_default();
                let message = self.message.label();
                Some(Failure { root: String::new(), message, reason: reason.to_string(), instance })
            }
            Err(TestError::Abort(reason)) => panic!("{reason}"),
        }
    }

    fn instance(&self, choices: &[u16]) -> Option<Instance> {
        let (headers, body, layout) = self.message.instance(self.instances, Choices::new(choices)).ok()?;
        let text = envelope(&headers, &body, layout);
        Some(Instance { headers, body, layout, text })
    }

    fn one(&self, choices: &[u16]) -> (Tally, Result<(), String>) {
        let mut tally = Tally::default();
        let judged = self.judged(choices, &mut tally);
        (tally, judged)
    }

    fn judged(&self, choices: &[u16], tally: &mut Tally) -> Result<(), String> {
        let Some(Instance { headers, body, layout, text: original }) = self.instance(choices) else {
            tally.except("instances that could not be generated", 1);
            return Ok(());
        };
        let mut oracle = self.oracle.borrow_mut();
        // libxml2 does not find a type in no namespace if `xmlns=""` is in scope.
        let is_quirk = |problem: &str| problem.contains("The QName value '{}") && problem.contains("resolve");
        if let Some(oracle) = oracle.as_deref_mut() {
            match oracle.problem(self.number, self.message, &original) {
                Some(problem) if is_identity(&problem) => {
                    tally.except("instances that violate a key or unique constraint", 1);
                    return Ok(());
                }
                Some(problem) if is_quirk(&problem) => {
                    tally
                        .except("instances with an xsi:type in no namespace, which libxml2 does not find", 1);
                    return Ok(());
                }
                Some(problem) if problem.contains("is blocked or not validly derived") => {
                    tally.except("instances with an xsi:type that the schema blocks", 1);
                    return Ok(());
                }
                Some(problem) => return Err(format!("the instance is not valid: {problem}")),
                None => tally.valid += 1,
            }
        }
        tally.instances += 1;
        tally.elements += headers.iter().chain(&body).map(Node::size).sum::<usize>();
        let written = match self.program.borrow_mut().through(self.judge, &original, true) {
            Err(reason) if reason.contains("has no namespace and cannot be written here") => {
                tally.except("instances with a QName in no namespace, which the writer rejects", 1);
                return Ok(());
            }
            through => through?,
        };
        let document = roxmltree::Document::parse(&written).map_err(|error| error.to_string())?;
        let soap = layout.soap();
        let part = |name| document.root_element().children().find(|part| part.has_tag_name((soap, name)));
        let mut differences = Vec::new();
        let mut liberties = BTreeSet::new();
        for (name, nodes) in [("Header", &headers), ("Body", &body)] {
            let part = part(name).and_then(|part| match layout.fault && name == "Body" {
                true => part.descendants().find(|node| matches!(node.tag_name().name(), "detail" | "Detail")),
                false => Some(part),
            });
            match part {
                Some(part) => {
                    let compared = compare(nodes, part);
                    differences.extend(compared.differences);
                    liberties.extend(compared.liberties);
                }
                None if nodes.is_empty() => {}
                None => differences.push(format!("{name} is missing")),
            }
        }
        if !differences.is_empty() {
            return Err(format!("{}\n{written}", differences.join("\n")));
        }
        if let Some(oracle) = oracle.as_deref_mut() {
            match oracle.problem(self.number, self.message, &written) {
                Some(problem) if is_quirk(&problem) => {
                    tally
                        .except("instances with an xsi:type in no namespace, which libxml2 does not find", 1);
                }
                Some(problem) => {
                    return Err(format!("the written document is not valid: {problem}\n{written}"));
                }
                None => tally.valid_written += 1,
            }
        }
        tally.equal += 1;
        let kinds = [
            ("with header blocks", !headers.is_empty()),
            ("faults of SOAP 1.1 with a detail", layout.fault && !layout.soap12),
            ("faults of SOAP 1.2 with a detail", layout.fault && layout.soap12),
            ("with values behind references", original.contains("<multiRef")),
        ];
        for (kind, _) in kinds.into_iter().filter(|(_, is_it)| *is_it) {
            *tally.kinds.entry(kind).or_default() += 1;
        }
        for liberty in liberties {
            *tally.liberties.entry(liberty).or_default() += 1;
        }
        Ok(())
    }
}

/// Returns `true` if an instance violates an identity constraint (`xs:unique`, `xs:key` or `xs:keyref`). The
/// model does not contain identity constraints.
fn is_identity(problem: &str) -> bool {
    ["unique identity-constraint", "key identity-constraint", "key-sequence", "keyref"]
        .iter()
        .any(|word| problem.contains(word))
}

/// Returns a message of libxml2 with its names replaced by `…`.
fn class(reason: &str) -> String {
    let reason = reason.split(": ").skip(1).collect::<Vec<_>>().join(": ");
    let parts = reason.split('\'').enumerate();
    let reason: String = parts.map(|(place, part)| if place % 2 == 1 { "…" } else { part }).collect();
    reason.chars().take(110).collect()
}
