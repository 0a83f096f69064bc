//! Logs in at the SoPrincipal service and calls the User service with the ticket that it issued. The services form one
//! family: their clients share types and request headers.
//!
//! By default, `cargo run --example ticket` calls a NetServer stand-in. With `--endpoint`, `--user` and
//! `--application-token`, or the environment variables listed by `--help`, it calls a real installation.

use std::process::ExitCode;

use clap::Parser;
use saponify::transport::Reqwest;
use saponify::{ErrorKind, Secret};
use saponify_examples::installation::LogIn;
use saponify_examples::superoffice::ReplyHeaders;
use saponify_examples::superoffice::so_principal::{
    AuthenticateResponse, AuthenticateUsernamePassword, SoPrincipalClient,
};
use saponify_examples::superoffice::user::{GetUserInfo, UserClient};

/// Logs in with a name and a password, and reads the user to whom they belong.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    log_in: LogIn,
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
    let access = arguments.log_in.access()?;
    // Clones of the transport share connections, proxy settings and certificates.
    let transport = Reqwest::new();
    let mut headers = access.headers.clone();
    let principal =
        SoPrincipalClient::new(transport.clone(), &access.principal_endpoint).with_headers(headers.clone());

    // A real installation may lock a user after failed attempts.
    if access.is_a_stand_in() {
        match log_in(&principal, &access.name, "not the password".into()).await {
            Ok(_) => println!("accepted a wrong password"),
            Err(error) => println!("with a wrong password: {error}"),
        }
    }

    let login = log_in(&principal, &access.name, access.password.clone()).await?;
    let who = login.response.ok_or("the reply does not identify the user")?;
    println!("{} let {} in.", access.principal_endpoint, who.full_name.unwrap_or_default());

    // All clients of the family send the same type of request headers, so the ticket is set once for all
    // services. The member `credentials` of the reply contains the ticket, and has the same type as the
    // header.
    headers.credentials = login.credentials;

    let user = UserClient::new(transport, &access.user_endpoint).with_headers(headers.clone());
    let request = GetUserInfo { user_info_id: who.associate_id };
    let info = user.get_user_info(request).await?.body.response.ok_or("the user does not exist")?;
    println!(
        "{} says: user {}, role {}",
        access.user_endpoint,
        info.user_name.unwrap_or_default(),
        info.role_name.unwrap_or_default()
    );

    // Each operation sends only the headers that it declares. This one does not declare the ticket.
    let principal = principal.with_headers(headers);
    let call = principal.get_system_info();
    println!("its headers: {}", if call.envelope()?.contains("Ticket") { "a ticket" } else { "no ticket" });
    let system = call.await?.body.system_info.unwrap_or_default();
    println!("NetServer {}", system.assembly_version.unwrap_or_default());
    Ok(())
}

/// Logs in with a name and a password.
async fn log_in(
    principal: &SoPrincipalClient<Reqwest>,
    name: &str,
    password: Secret<String>,
) -> Result<AuthenticateResponse, Box<dyn std::error::Error>> {
    let request = AuthenticateUsernamePassword { user_name: Some(name.to_owned()), password: Some(password) };
    match principal.authenticate_username_password(request).await {
        Ok(reply) if reply.body.authentication_succeeded == Some(true) => Ok(reply.body),
        Ok(_) => Err("the reply contains no ticket".into()),
        // The header `Succeeded` is false; the header `ExceptionInfo` contains the reason.
        Err(error) if matches!(error.kind(), ErrorKind::Unsuccessful { .. }) => {
            let headers: ReplyHeaders = error.reply_headers()?.unwrap_or_default();
            let info = headers.exception_info.unwrap_or_default();
            Err(info.message.unwrap_or_else(|| error.to_string()).into())
        }
        Err(error) => Err(error.into()),
    }
}
