//! The Rust side of the interop suite, which `examples/interop/run` drives: the generated client and the stand-in, held
//! against other SOAP stacks by samples that lxml made of the WSDL.

mod call;
mod envelopes;
mod mirror;
mod operations;
mod samples;

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
    /// Writes every message that the client can send, and the stand-in can answer, to a folder.
    Envelopes {
        /// The folder of samples.
        samples: PathBuf,
        /// The folder to write to.
        out: PathBuf,
    },
    /// Sends each sample to a server, which answers with the sample's reply.
    Call {
        /// The folder of samples.
        samples: PathBuf,
        /// The file that takes a line for each operation and variant.
        results: PathBuf,
        /// The name of the server.
        peer: String,
        /// Its URL.
        endpoint: String,
        /// The server cannot tell nil from absent, so that the client that can is of no use.
        #[arg(long)]
        nil_lost: bool,
    },
    /// Serves on a loopback port: answers each sample's request with the sample's reply. Ends with its input.
    Mirror {
        /// The folders of samples, one for each service.
        samples: Vec<PathBuf>,
    },
    /// Serves as the stand-in on a loopback port. Ends with its input.
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

/// Waits for the end of the standard input.
fn wait() -> Result<(), Box<dyn std::error::Error>> {
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}
