//! Reads users, changes one, and distinguishes the ways in which a call can fail.

use std::process::ExitCode;

use clap::Parser;
use saponify::ErrorKind;
use saponify::transport::Reqwest;
use saponify_examples::installation::Installation;
use saponify_examples::superoffice::services86::SoCredentials;
use saponify_examples::superoffice::user::{GetUser, GetUserInfoList, SaveUser, UserClient};
use saponify_examples::superoffice::{ReplyHeaders, RequestHeaders};

/// Reads some users, changes the tooltip of one, and makes two calls that fail.
#[derive(Parser)]
struct Arguments {
    /// Identifier of the user to change
    #[arg(long, default_value_t = 42)]
    user: i32,
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
    let client = UserClient::new(Reqwest::new(), &access.endpoint).with_headers(access.headers.clone());

    // A list may contain nil members and may be absent; `flatten` skips both.
    let request = GetUserInfoList { user_info_ids: Some(vec![5, arguments.user, 1_000_000]) };
    let reply = client.get_user_info_list(request).await?;
    for info in reply.body.response.iter().flatten().flatten() {
        let (id, name) =
            (info.user_info_id.unwrap_or_default(), info.user_name.as_deref().unwrap_or_default());
        println!("user {id}: {name}");
    }

    // The user is sent back as it was received, including all members that this program does not use.
    let request = GetUser { user_id: Some(arguments.user) };
    let mut user = client.get_user(request).await?.body.response.ok_or("the user does not exist")?;
    user.tooltip = Some("changed by saponify".to_owned());
    let saved = client.save_user(SaveUser { user: Some(user) }).await?.body.response;
    println!("saved: {}", saved.and_then(|user| user.tooltip).unwrap_or_default());

    // The operation failed: the headers of the reply contain the reason.
    match client.get_user(GetUser { user_id: Some(1_000_000) }).await {
        Err(error) if matches!(error.kind(), ErrorKind::Unsuccessful { .. }) => {
            let headers: ReplyHeaders = error.reply_headers()?.unwrap_or_default();
            let info = headers.exception_info.unwrap_or_default();
            println!("unknown user: {}", info.message.unwrap_or_default());
        }
        Err(error) => return Err(error.into()),
        Ok(_) => println!("unknown user: found unexpectedly"),
    }

    // The service rejects the ticket: the reply is a fault.
    let nobody = RequestHeaders {
        credentials: Some(SoCredentials { ticket: Some("an old ticket".into()) }),
        ..access.headers.clone()
    };
    let request = GetUser { user_id: Some(arguments.user) };
    match client.get_user(request).headers(nobody).await {
        Err(error) => match error.fault() {
            Some(fault) => println!("bad ticket: {}", fault.reason()),
            None => return Err(error.into()),
        },
        Ok(_) => println!("bad ticket: accepted unexpectedly"),
    }
    Ok(())
}
