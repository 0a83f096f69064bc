//! Generates a new password for an external user, with the async client over reqwest.
//!
//! By default, `cargo run --example generate_new_password` calls a NetServer stand-in. With `--endpoint`, `--ticket`
//! and `--application-token`, or the environment variables listed by `--help`, it calls a real installation.

use std::process::ExitCode;

use clap::Parser;
use saponify::transport::Reqwest;
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

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let access = arguments.installation.access()?;
    // A client can make concurrent calls, and its clones share connections.
    let client = UserClient::new(Reqwest::new(), &access.endpoint).with_headers(access.headers.clone());

    let request = GenerateNewPasswordForExternalUser { associate_name: Some(arguments.user.clone()) };
    let reply = client.generate_new_password_for_external_user(request).await?;

    // The password is a secret: `{:?}` of a reply shows `[redacted]`, and only `expose` reveals it.
    let password = reply.body.response.ok_or("the reply contains no password")?;
    println!("{} answered over HTTP.", access.endpoint);
    println!("The new password of {} is {}", arguments.user, password.expose());
    Ok(())
}
