//! The Rust side of the interop suite, which `examples/interop/run` starts. It tests the generated client and the
//! stand-in with other SOAP stacks, using samples that lxml generates from the WSDL.

mod call;
mod envelopes;
mod mirror;
mod operations;
mod samples;
mod weather;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use saponify_examples::stand_in::StandIn;

use crate::samples::Samples;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes to a folder every message that the client can send and the stand-in can answer
    Envelopes {
        /// Folder with the samples
        samples: PathBuf,
        /// Output folder
        out: PathBuf,
    },
    /// Sends each sample to a server, which answers with the reply of the sample
    Call {
        /// Folder with the samples
        samples: PathBuf,
        /// File to which a line is appended for each operation and sample
        results: PathBuf,
        /// Name of the server
        peer: String,
        /// URL of the server
        endpoint: String,
        /// Skip the client that distinguishes nil from absent, for a server that does not distinguish them
        #[arg(long)]
        nil_lost: bool,
    },
    /// Starts a server on a loopback port that answers the request of each sample with its reply; it stops at the end
    /// of the input
    Mirror {
        /// Folders with the samples, one for each service
        samples: Vec<PathBuf>,
    },
    /// Starts the stand-in on a loopback port; it stops at the end of the input
    StandIn,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Box<dyn std::error::Error>> {
    match command {
        Command::Envelopes { samples, out } => envelopes::write(&Samples::read(&samples)?, &out),
        Command::Call { samples, results, peer, endpoint, nil_lost } => {
            let flavours = if nil_lost { &["plain"][..] } else { &["plain", "kept"] };
            call::all(&Samples::read(&samples)?, &results, &peer, &endpoint, flavours)
        }
        Command::Mirror { samples } => {
            let server = mirror::start(Samples::read_all(&samples)?)?;
            println!("http://{}/", server.address());
            wait()
        }
        Command::StandIn => {
            let stand_in = StandIn::start()?;
            println!("{}", stand_in.user_endpoint());
            wait()
        }
    }
}

/// Waits for the end of standard input.
fn wait() -> Result<(), Box<dyn std::error::Error>> {
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}
