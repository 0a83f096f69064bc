//! Automatic round trips: random instances of the messages of a root (a WSDL with the files that it imports), passed
//! through the code generated for the root.
//!
//! ```sh
//! cargo test -p saponify-codegen --test instances                    # a selection of roots, and the recorded documents
//! cargo test -p saponify-codegen --test instances -- all             # every complete root
//! cargo test -p saponify-codegen --test instances -- all onvif       # roots whose path contains a word
//! cargo test -p saponify-codegen --test instances -- schemas pibx    # schemas without a WSDL, by a word
//! cargo test -p saponify-codegen --test instances -- fixtures        # the fixtures of this project
//! cargo test -p saponify-codegen --test instances -- json           # conversion to JSON and back, every complete root
//! cargo test -p saponify-codegen --test instances -- recorded        # documents that the corpora contain beside their roots
//! ```
//!
//! `--cases N` sets the number of instances per message, `--messages N` the number of messages per root, and `--seed N`
//! the seed of the random numbers. The variables `INSTANCES_CASES`, `INSTANCES_MESSAGES` and `INSTANCES_SEED` do the
//! same.
//!
//! An instance is generated from the model by choices of proptest. libxml2 must find it valid against the schemas of
//! the document, which shows that model and instance are correct. The generated code reads it, writes it, and reads the
//! result: the values must be equal, and `validate` must accept them. The written document must be valid too, and equal
//! to the original as XML except for the permitted differences of `same`. libxml2 is called through a Python with lxml
//! (`SAPONIFY_PYTHON`); without one, the other checks still run, unless `CI` is `true`.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod choices;
mod cost;
#[path = "../corpora/index.rs"]
#[allow(dead_code)] // The test `corpora` uses the rest.
mod index;
mod instance;
mod json;
mod judges;
mod literal;
mod messages;
mod node;
mod package;
mod pattern;
mod recorded;
mod same;
mod schema_root;
#[path = "../shared/mod.rs"]
mod shared;
mod soap_encoding;
mod spread;
mod table;
mod trial;
mod types;
mod value;
mod wildcard;

use std::{collections::BTreeMap, path::Path, process::ExitCode, sync::Mutex, thread};

use index::{Index, Root};
use judges::{Oracle, Program};
use messages::Contract;
use recorded::Outcome;
use trial::{Effort, Tally};

/// Number of roots per crate.
const CRATE: usize = 40;

fn main() -> ExitCode {
    let ci = std::env::var("CI").as_deref() == Ok("true");
    let variable = |name| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let mut effort = Effort {
        cases: variable("INSTANCES_CASES").unwrap_or(12) as u32,
        messages: variable("INSTANCES_MESSAGES").unwrap_or(16) as usize,
        seed: variable("INSTANCES_SEED").unwrap_or(1),
    };
    let mut words = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|number| number.parse::<u64>().ok()).expect("a number");
        match argument.as_str() {
            "--cases" => effort.cases = number() as u32,
            "--seed" => effort.seed = number(),
            "--messages" => effort.messages = number() as usize,
            option if option.starts_with("--") => {}
            _ => words.push(argument),
        }
    }
    let python = Oracle::python();
    if python.is_none() {
        assert!(!ci, "libxml2 not found: install python3 with lxml");
        println!("skipped: no libxml2 (python3 with lxml); the other checks run");
    }
    let fixtures = spread::fixtures();
    let own = Bench { index: &fixtures, python: python.as_deref(), effort };
    if words.first().is_some_and(|word| word == "json-fixtures") {
        return if own.json(&fixtures.roots) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let kept = !words.is_empty() || own.try_all(&fixtures.roots, "fixtures") & own.json(&fixtures.roots);
    let Some(index) = Index::find() else {
        return if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    };
    let bench = Bench { index: &index, python: python.as_deref(), effort };
    let word = words.get(1).map(String::as_str).unwrap_or_default();
    let succeeded = match words.first().map(String::as_str) {
        Some("all") => bench.roots(word, "all"),
        Some("schemas") => bench.try_all(&spread::schemas(&index, word), "schemas"),
        Some("json") => {
            let roots = index.roots.iter().filter(|root| root.is_complete() && root.path.contains(word));
            bench.json(&roots.cloned().collect::<Vec<_>>())
        }
        Some("recorded") => bench.recorded(word),
        Some("fixtures") => own.try_all(&fixtures.roots, "fixtures"),
        // Any other argument is a filter for tests of other programs: `cargo test` passes its filter to this
        // program too. No test of this program has such a name, so nothing can fail.
        Some(_) => true,
        None => {
            let chosen = spread::chosen(&index);
            kept & bench.try_all(&chosen, "spread") & bench.json(&chosen) & bench.recorded("")
        }
    };
    if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Environment of the trials.
struct Bench<'b> {
    index: &'b Index,
    python: Option<&'b Path>,
    effort: Effort,
}

impl Bench<'_> {
    fn roots(&self, word: &str, name: &str) -> bool {
        let roots = self.index.roots.iter().filter(|root| root.is_complete() && root.path.contains(word));
        let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = &format!("{name}{letters}");
        self.try_all(&roots.cloned().collect::<Vec<_>>(), name)
    }

    /// Tries random instances of roots. Returns `true` if all of them survive the round trip.
    fn try_all(&self, roots: &[Root], name: &str) -> bool {
        let mut total = Tally::default();
        for (number, chunk) in roots.chunks(CRATE).enumerate() {
            let mut own = Tally::default();
            let contracts = self.contracts(chunk, &mut own);
            own.add(self.on_all(
                &contracts,
                &format!("{name}-{number}"),
                &|contract, first, program, oracle| {
                    trial::root(contract, first, program, oracle, self.effort)
                },
            ));
            table::failures(&own);
            total.add(own);
        }
        table::print(&total);
        total.failures.is_empty()
    }

    /// Tries the recorded documents. Returns `true` if all of them are read and written back.
    fn recorded(&self, word: &str) -> bool {
        let mut pairs = recorded::pairs(self.index);
        pairs.retain(|pair| pair.document.to_string_lossy().contains(word));
        let roots = recorded::roots(self.index, &pairs);
        let mut best: BTreeMap<_, Outcome> = BTreeMap::new();
        let mut tally = Tally::default();
        let contracts = self.contracts(&roots, &mut tally);
        for pair in &pairs {
            let outcome = Outcome::Exception("no code is generated for its root".to_owned());
            best.insert((pair.corpus.clone(), pair.document.clone()), outcome);
        }
        let outcomes = Mutex::new(Vec::new());
        self.on_all(&contracts, "recorded", &|contract, first, program, oracle| {
            let own = pairs.iter().filter(|pair| pair.root == self.index.folder.join(&contract.root.path));
            let own: Vec<_> = own.collect();
            let judged = recorded::judged(contract, first, &own, program, oracle.as_mut());
            outcomes.lock().unwrap().push((contract.root.corpus.clone(), judged));
            Tally::default()
        });
        for (corpus, judged) in outcomes.into_inner().unwrap() {
            for (document, outcome) in judged {
                let known = best.entry((corpus.clone(), document)).or_insert_with(|| outcome.clone());
                let foreign = |outcome: &Outcome| matches!(outcome, Outcome::Exception(reason) if reason.contains("its root") || reason.contains("this root"));
                // A document may belong to several roots; a round trip through one of them is sufficient.
                if *known != Outcome::Equal && (foreign(known) || outcome == Outcome::Equal) {
                    *known = outcome;
                }
            }
        }
        recorded::print(&best, &self.index.folder)
    }

    /// Converts random instances of roots to JSON and back. Returns `true` if nothing is lost.
    fn json(&self, roots: &[Root]) -> bool {
        let (work, tally) = (Mutex::new(roots.iter()), Mutex::new(Tally::default()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    loop {
                        let Some(root) = work.lock().unwrap().next() else { return };
                        let mut own = Tally::default();
                        for contract in self.contracts(std::slice::from_ref(root), &mut own) {
                            own.add(json::root(&contract, self.effort));
                        }
                        tally.lock().unwrap().add(own);
                    }
                });
            }
        });
        let total = tally.into_inner().unwrap();
        table::failures(&total);
        println!(
            "JSON: {} roots, {} messages, {} instances, {} equal after the round trip",
            total.roots, total.messages, total.instances, total.equal
        );
        total.failures.is_empty()
    }

    fn contracts(&self, roots: &[Root], tally: &mut Tally) -> Vec<Contract> {
        let mut contracts = Vec::new();
        for root in roots {
            match Contract::read(self.index, root) {
                Ok(contract) if contract.messages.is_empty() => tally.except("roots without a message", 1),
                Ok(contract) => contracts.push(contract),
                Err(_) => tally.except("roots that are rejected", 1),
            }
        }
        contracts
    }

    /// Builds a crate of some roots and applies an action to each, in parallel on all processors.
    fn on_all(&self, contracts: &[Contract], name: &str, act: Act<'_>) -> Tally {
        let program = match package::build(&format!("instances-{name}"), contracts) {
            Ok(program) => program,
            Err(error) => panic!("{error}"),
        };
        let (mut first, mut work) = (0, Vec::new());
        for contract in contracts {
            work.push((contract, first));
            first += contract.messages.len();
        }
        let (work, tally) = (Mutex::new(work.into_iter()), Mutex::new(Tally::default()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    let mut program = Program::start(&program);
                    let mut oracle = self.python.map(|python| Oracle::start(python, &self.index.catalog()));
                    loop {
                        let Some((contract, first)) = work.lock().unwrap().next() else { break };
                        let own = act(contract, first, &mut program, &mut oracle);
                        tally.lock().unwrap().add(own);
                    }
                });
            }
        });
        tally.into_inner().unwrap()
    }
}

/// Action on one contract.
///
/// The arguments are the contract, the index of its first judge function, the test program, and libxml2 if it is
/// available. The test program has one judge function for each message of each contract, in one list.
type Act<'a> = &'a (dyn Fn(&Contract, usize, &mut Program, &mut Option<Oracle>) -> Tally + Sync);
