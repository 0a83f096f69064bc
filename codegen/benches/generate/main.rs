//! Cost of generating code: time of each stage, CPU time, peak memory, and their growth with the size of the input.
//!
//! ```sh
//! cargo bench -p saponify-codegen --no-default-features --bench generate                 # as a release build
//! cargo bench -p saponify-codegen --no-default-features --bench generate --profile dev   # as a build script runs it
//! cargo bench -p saponify-codegen --no-default-features --bench generate -- vSphere      # rows whose name contains a word
//! ```
//!
//! Each row is the best of five runs. A run is a separate process that reads its documents from disk and keeps the
//! generated text in memory. The corpora are at `SAPONIFY_SHARED` or, if it is not set, beside the project; rows
//! without documents are skipped.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod inputs;
mod once;

use std::{fmt::Write as _, process::Command};

use inputs::Input;
use once::Cost;

const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.first().is_some_and(|first| first == "once") {
        return println!("{}", once::run(&arguments[1..]));
    }
    println!(
        "                      MB in    lines |   read   plan   emit  wall ms |  CPU ms  peak MB  wall/MB"
    );
    for input in inputs::all() {
        if arguments.iter().all(|word| input.name.contains(word.as_str())) {
            println!("{}", row(&input));
        }
    }
}

fn row(input: &Input) -> String {
    let best = (0..RUNS)
        .map(|_| in_a_process(input))
        .min_by(|one, other| one.wall().total_cmp(&other.wall()))
        .expect("there is more than one run");
    let size = input.megabytes();
    let mut row = String::new();
    write!(row, "{:<20} {size:6.2} {:8} | ", input.name, best.lines).unwrap();
    for stage in best.stages {
        write!(row, "{stage:6.0} ").unwrap();
    }
    write!(row, "{:8.0} | {:7.0} {:8.1}", best.wall(), best.cpu, best.peak).unwrap();
    write!(row, " {:8.0}", best.wall() / size).unwrap();
    row
}

fn in_a_process(input: &Input) -> Cost {
    let me = std::env::current_exe().unwrap();
    let output = Command::new(me).arg("once").args(&input.wsdls).output().unwrap();
    assert!(output.status.success(), "{}: {}", input.name, String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).parse().expect("a row of numbers")
}
