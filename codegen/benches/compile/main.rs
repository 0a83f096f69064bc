//! Compile time of the generated code, compared with the same structs with only their derives, and with xsd-parser.
//!
//! ```sh
//! cargo bench -p saponify-codegen --no-default-features --bench compile            # the published table
//! cargo bench -p saponify-codegen --no-default-features --bench compile -- User    # rows whose name contains a word
//! cargo bench -p saponify-codegen --no-default-features --bench compile -- generator
//! cargo bench -p saponify-codegen --no-default-features --bench compile -- features # cost of the runtime's features
//! ```
//!
//! The published table has rows for the contract `User` and, if the corpora exist, for the family: one crate with the
//! clients of 56 services of SuperOffice NetServer.
//!
//! Each row is a separate package, whose dependencies are built before the measurement. The figure is the CPU time of
//! cargo and its child processes, the minimum of two runs. `check` checks the library; `release` builds the library and
//! a program that calls every operation through the in-memory transport. The generator as a build dependency, and the
//! features of the runtime, are built from a clean state in the dev profile. The benchmark takes minutes and downloads
//! xsd-parser from the registry.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod features;
mod generator;
// The sizes of the inputs are not used here.
#[allow(dead_code)]
#[path = "../generate/inputs.rs"]
mod inputs;
mod package;
mod peer;
mod variant;

use inputs::Input;
use package::Package;

fn main() {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    println!("                                  lines |  check s  release s   binary MB");
    for input in inputs::all().iter().filter(|input| wanted(input, &words)) {
        let generated = variant::generated(&input.wsdls);
        let program = variant::program(&generated);
        let ours = [
            Package::new("bare structs", variant::bare(&generated), variant::SAPONIFY.to_owned()),
            Package::new("saponify", generated, variant::SAPONIFY.to_owned()).with_program(program),
        ];
        let peers = input.schemas.iter().filter_map(|schemas| peer::serde(schemas));
        for package in ours.into_iter().chain(peers) {
            let cost = package.cost(&input.name);
            print!("{:<20} {:<12} {:8} | {:8.2}", input.name, package.name, package.lines(), cost.check);
            match cost.program {
                Some((seconds, size)) => println!(" {seconds:10.2} {size:11.2}"),
                None => println!(),
            }
        }
    }
    if words.iter().all(|word| GENERATOR.contains(word.as_str())) {
        println!("{GENERATOR:<33} {:26.2} CPU seconds", generator::cost());
    }
    if words.iter().any(|word| word == "features") {
        features::print();
        inputs::all()
            .iter()
            .filter(|input| input.name == "User, in documents")
            .for_each(features::print_instructions);
    }
}

/// Name of the row that has no input.
const GENERATOR: &str = "generator, as a build dependency";

/// Returns `true` if a row is selected. Without words, the rows of the published table are selected.
fn wanted(input: &Input, words: &[String]) -> bool {
    match words {
        [] => ["User, in documents", "User", "family of 56"].contains(&input.name.as_str()),
        words => words.iter().all(|word| input.name.contains(word.as_str())),
    }
}
