//! Command line: parses arguments, calls the library, prints results for people or as JSON.
//!
//! All knowledge of WSDL is in the library.

mod arguments;
mod diff;
mod docs;
mod failure;
mod generate;
mod list;
mod load;
mod operations;
mod rust;
mod rustfmt;
mod sample;
mod scaffold;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use self::{
    arguments::{Arguments, Command},
    failure::Failure,
};

/// Result of a command. The numbers are exit codes and listed in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Success.
    Done = 0,
    /// `generate --check`: files are not up to date. `diff`: a change breaks callers.
    Differs = 1,
    /// Documents are missing, malformed or incomplete.
    Documents = 3,
    /// Output could not be written, or the generator has a bug.
    Failed = 4,
}

/// Runs the command given on the command line. Invalid arguments end the process with exit code 2.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    arguments.color.write_global();
    let done = match &arguments.command {
        Command::Generate(arguments) => generate::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Sample(arguments) => sample::run(arguments),
        Command::Docs(arguments) => docs::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
    };
    let outcome = match done {
        Ok(outcome) => outcome,
        // The reader has closed the pipe because it has all the output it wants.
        Err(Failure::PipeClosed) => Outcome::Done,
        Err(failure) => {
            terminal::tell(&failure.text());
            failure.outcome()
        }
    };
    ExitCode::from(outcome as u8)
}
