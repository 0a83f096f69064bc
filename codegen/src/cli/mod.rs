//! Command line: parses arguments, calls the library, prints results for people or as JSON.
//!
//! All knowledge of WSDL is in the library.

mod address;
mod arguments;
mod call;
mod convert;
mod diff;
mod docs;
mod explore;
mod failure;
mod fetch;
mod generate;
mod lexical;
mod list;
mod load;
mod messages;
mod mock;
mod multipart;
mod operations;
mod options;
mod outcome;
mod rust;
mod rustfmt;
mod sample;
mod scaffold;
mod serve;
mod shell;
mod style;
mod terminal;
mod tls;
mod tree;
mod xml;

#[cfg(feature = "internals")]
pub use convert::{RoundTrip, round_trip};
use std::process::ExitCode;

use clap::Parser;

use self::{
    arguments::{Arguments, Command},
    failure::Failure,
    outcome::Outcome,
};

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
        Command::Call(arguments) => call::run(arguments),
        Command::Fetch(arguments) => fetch::run(arguments),
        Command::Completions(arguments) => shell::completions(arguments),
        Command::Man(arguments) => shell::man(arguments),
        Command::Mock(arguments) => mock::run(arguments),
        Command::Explore(arguments) => explore::run(arguments),
    };
    let outcome = match done {
        Ok(outcome) => outcome,
        // The reader has closed the pipe because it has all the output it wants.
        Err(Failure::PipeClosed) => Outcome::Done,
        Err(failure) => {
            terminal::eprint(&failure.text());
            failure.outcome()
        }
    };
    ExitCode::from(outcome as u8)
}
