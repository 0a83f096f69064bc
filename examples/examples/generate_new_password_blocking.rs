//! Generates a new password like `generate_new_password`, but without async code: the generated client over ureq.

use std::process::ExitCode;

use clap::Parser;
use saponify::transport::Ureq;
use saponify_examples::installation::Installation;
use saponify_examples::superoffice::user::{GenerateNewPasswordForExternalUser, UserClient};

/// Generates a new password for an external user and prints it.
#[derive(Parser)]
struct Arguments {
    /// Name of the user, who must be an external user
    #[arg(long, default_value = "jdoe")]
    user: String,
    #[command(flatten)]
    installation: Installation,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let access = arguments.installation.access()?;
    let client = UserClient::new(Ureq::new(), &access.endpoint).with_headers(access.headers.clone());

    let request = GenerateNewPasswordForExternalUser { associate_name: Some(arguments.user.clone()) };
    // `send` exists because the transport is blocking. With an async transport, a call is awaited instead.
    let reply = client.generate_new_password_for_external_user(request).send()?;

    let password = reply.body.response.ok_or("the reply contains no password")?;
    println!("The new password of {} is {}", arguments.user, password.expose());
    Ok(())
}
