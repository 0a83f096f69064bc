//! Calls SuperOffice Online as an application that runs without a user: signs the system user token, exchanges it for a
//! ticket, validates the token, and calls the User service of the tenant. An expired ticket is renewed.
//!
//! By default, `cargo run --example online` uses a stand-in for login service and tenant. With `--environment` and the
//! data of an application, or the environment variables listed by `--help`, it calls a real tenant.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use saponify::Secret;
use saponify::transport::Reqwest;
use saponify_examples::online::{Application, Environment, Keys, Login, SigningKey, Tenant};
use saponify_examples::stand_in::StandIn;
use saponify_examples::superoffice::user::{GetUserFromName, GetUserInfo};

/// Logs an application in to a tenant of SuperOffice Online, and reads its system user.
#[derive(Parser)]
struct Arguments {
    /// URL of the environment: https://sod.superoffice.com, https://qaonline.superoffice.com or
    /// https://online.superoffice.com
    #[arg(long, env = "SUPEROFFICE_ENVIRONMENT", requires_all = ["tenant", "client_id", "key"])]
    environment: Option<String>,
    /// Identifier of the tenant, such as Cust12345
    #[arg(long, env = "SUPEROFFICE_TENANT")]
    tenant: Option<String>,
    /// Client identifier of the application
    #[arg(long, env = "SUPEROFFICE_CLIENT_ID")]
    client_id: Option<String>,
    /// File with the private key of the application: PEM, or the XML of .NET
    #[arg(long, env = "SUPEROFFICE_KEY")]
    key: Option<std::path::PathBuf>,
    /// File with the certificate of the login service; by default its published keys are used
    #[arg(long, env = "SUPEROFFICE_CERTIFICATE")]
    certificate: Option<std::path::PathBuf>,
    /// Client secret of the application; as an argument it would be visible in the list of processes
    #[arg(skip = std::env::var("SUPEROFFICE_CLIENT_SECRET").ok())]
    client_secret: Option<String>,
    /// Token that the tenant gave the application
    #[arg(skip = std::env::var("SUPEROFFICE_SYSTEM_USER_TOKEN").ok())]
    system_user_token: Option<String>,
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

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let stand_in = if arguments.environment.is_none() { Some(StandIn::start()?) } else { None };
    let tenant = match &stand_in {
        Some(stand_in) => of_stand_in(stand_in)?,
        None => real(arguments)?,
    };

    let claims = tenant.claims(None).await?;
    println!("{} ({}) is at {}", claims.company_name, claims.context, claims.netserver_url);

    let request = GetUserInfo { user_info_id: claims.associate_id };
    let reply = tenant.call(|user| user.get_user_info(request.clone())).await?;
    let info = reply.body.response.ok_or("the system user does not exist")?;
    println!("system user: {}", info.user_name.unwrap_or_default());

    if let Some(stand_in) = &stand_in {
        // The ticket is refused once, and the call is repeated with a new one.
        stand_in.expire_tickets();
        let request = GetUserFromName { user_name: Some("jdoe".to_owned()) };
        let reply = tenant.call(|user| user.get_user_from_name(request.clone())).await?;
        let found = reply.body.response.is_some();
        println!("after the ticket expired: user found: {found}, logins: {}", stand_in.logins());
    }
    Ok(())
}

/// Returns the tenant of a stand-in.
fn of_stand_in(stand_in: &StandIn) -> Result<Tenant<Reqwest>, Box<dyn Error>> {
    let environment = Environment::new(&stand_in.url());
    let application = Application {
        client_id: StandIn::CLIENT_ID.to_owned(),
        client_secret: StandIn::APPLICATION_TOKEN.into(),
        key: SigningKey::read(StandIn::APPLICATION_KEY_XML)?,
    };
    let keys = Keys::published(environment.configuration_url())?;
    let (transport, token) = (Reqwest::new(), StandIn::SYSTEM_USER_TOKEN.into());
    let login = Login::new(transport.clone(), &environment, application, keys, StandIn::TENANT, token);
    Ok(Tenant::new(transport, login))
}

/// Returns the tenant that the arguments describe.
fn real(arguments: Arguments) -> Result<Tenant<Reqwest>, Box<dyn Error>> {
    let environment = Environment::new(&arguments.environment.unwrap_or_default());
    let secret = |value: Option<String>, name: &str| {
        value.map(Secret::from).ok_or_else(|| format!("set the environment variable {name}"))
    };
    let application = Application {
        client_id: arguments.client_id.unwrap_or_default(),
        client_secret: secret(arguments.client_secret, "SUPEROFFICE_CLIENT_SECRET")?,
        key: SigningKey::read(&std::fs::read_to_string(arguments.key.unwrap_or_default())?)?,
    };
    let keys = match arguments.certificate {
        Some(path) => Keys::certificate(&std::fs::read_to_string(path)?, environment.url())?,
        None => Keys::published(environment.configuration_url())?,
    };
    let token = secret(arguments.system_user_token, "SUPEROFFICE_SYSTEM_USER_TOKEN")?;
    let (transport, tenant) = (Reqwest::new(), arguments.tenant.unwrap_or_default());
    let login = Login::new(transport.clone(), &environment, application, keys, tenant, token);
    Ok(Tenant::new(transport, login))
}
