//! What the output costs those who compile it, beside the same structs with only their derives, and beside xsd-parser.
//!
//! ```sh
//! cargo bench -p saponify-codegen --no-default-features --bench compile            # User, and the family where it is
//! cargo bench -p saponify-codegen --no-default-features --bench compile -- User    # rows whose name holds a word
//! cargo bench -p saponify-codegen --no-default-features --bench compile -- generator
//! ```
//!
//! Each row is a package of its own. Its dependencies are built before; what is counted is the CPU of cargo and all that it
//! starts, the better of two runs. `check` is of the library, `release` of the library and a program that calls every
//! operation, over a transport in memory. The last row is the generator as a build dependency, from clean, in the dev
//! profile. It takes minutes; xsd-parser is fetched from the registry.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod generator;
// How large they are is of no interest here.
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
}

/// The name of the row that needs no input.
const GENERATOR: &str = "generator, as a build dependency";

/// Without words, what the figures are about.
fn wanted(input: &Input, words: &[String]) -> bool {
    match words {
        [] => ["User, in documents", "User", "family of 56"].contains(&input.name.as_str()),
        words => words.iter().all(|word| input.name.contains(word.as_str())),
    }
}
