//! The command line: reads arguments, calls the library, prints for people or machines.
//!
//! Knows nothing of WSDL that the library does not say.

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

/// What a command came to. The numbers are part of the interface; `--help` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done, and nothing differs.
    Done = 0,
    /// `generate --check`: files differ. `diff`: something breaks callers.
    Differs = 1,
    /// Documents are missing, broken or incomplete.
    Documents = 3,
    /// Something could not be written, or the generator has a defect.
    Failed = 4,
}

/// Does what the command line says. Wrong arguments end the program with exit code 2.
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
        // Whoever reads the output has seen enough.
        Err(Failure::PipeClosed) => Outcome::Done,
        Err(failure) => {
            terminal::tell(&failure.text());
            failure.outcome()
        }
    };
    ExitCode::from(outcome as u8)
}
