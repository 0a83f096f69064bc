//! Which NetServer a program calls: a real installation that its arguments name, or the stand-in.
//! All that is needed to call one is an endpoint and the headers; see the examples for what is done with these.

use std::io::{self, IsTerminal};

use clap::Args;
use saponify::Secret;

use crate::stand_in::StandIn;
use crate::superoffice::{RequestHeaders, services86::SoCredentials};

/// The installation to call. Without an endpoint a stand-in is started in this process and called over HTTP.
#[derive(Args, Debug)]
pub struct Installation {
    /// The URL of the User service of a real installation, such as `https://host/Cust12345/Remote/Services86/User.svc`.
    #[arg(long, env = "NETSERVER_ENDPOINT", requires = "ticket")]
    endpoint: Option<String>,
    /// The ticket of the user who calls.
    #[arg(long, env = "NETSERVER_TICKET", hide_env_values = true)]
    ticket: Option<Secret<String>>,
    /// The token of the application that calls; an installation on site needs none.
    #[arg(long, env = "NETSERVER_APPLICATION_TOKEN", hide_env_values = true)]
    application_token: Option<Secret<String>>,
}

/// Where to call, and as whom.
#[derive(Debug)]
pub struct Access {
    /// The URL of the User service.
    pub endpoint: String,
    /// The headers that every call needs.
    pub headers: RequestHeaders,
    /// Keeps the stand-in running.
    _stand_in: Option<StandIn>,
}

impl Installation {
    /// Where to call: the installation that the arguments name, or a stand-in that is started for this.
    ///
    /// # Errors
    ///
    /// When the stand-in finds no port.
    pub fn access(self) -> io::Result<Access> {
        let Some(endpoint) = self.endpoint else {
            let stand_in = StandIn::start()?;
            let (endpoint, headers) = (stand_in.user_endpoint(), StandIn::headers());
            return Ok(Access { endpoint, headers, _stand_in: Some(stand_in) });
        };
        let headers = RequestHeaders {
            application_token: self.application_token,
            credentials: Some(SoCredentials { ticket: self.ticket }),
            ..Default::default()
        };
        Ok(Access { endpoint, headers, _stand_in: None })
    }
}

/// The installation to log in to. Without an endpoint a stand-in is started in this process and called over HTTP.
#[derive(Args, Debug)]
pub struct LogIn {
    /// The URL of the User service of a real installation, such as `https://host/Cust12345/Remote/Services86/User.svc`;
    /// the SoPrincipal service is beside it.
    #[arg(long, env = "NETSERVER_ENDPOINT", requires = "name")]
    endpoint: Option<String>,
    /// The name to log in with. The password is the environment variable NETSERVER_PASSWORD, or else the first line of
    /// the standard input: an argument could be read by all who list the processes of the machine.
    #[arg(long = "user", env = "NETSERVER_USER")]
    name: Option<String>,
    /// The token of the application that calls; an installation on site needs none.
    #[arg(long, env = "NETSERVER_APPLICATION_TOKEN", hide_env_values = true)]
    application_token: Option<Secret<String>>,
}

/// Where to log in, and as whom.
#[derive(Debug)]
pub struct Door {
    /// The URL of the SoPrincipal service.
    pub principal_endpoint: String,
    /// The URL of the User service.
    pub user_endpoint: String,
    /// The name to log in with.
    pub name: String,
    /// The password.
    pub password: Secret<String>,
    /// The headers that a call needs before there is a ticket.
    pub headers: RequestHeaders,
    /// Keeps the stand-in running.
    stand_in: Option<StandIn>,
}

impl Door {
    /// Whether it is that of the stand-in.
    pub fn is_a_stand_in(&self) -> bool {
        self.stand_in.is_some()
    }
}

impl LogIn {
    /// Where to log in: at the installation that the arguments name, or at a stand-in that is started for this.
    ///
    /// # Errors
    ///
    /// When the stand-in finds no port, the endpoint is not that of a User service, or there is no password.
    pub fn door(self) -> io::Result<Door> {
        let without_ticket = |application_token| RequestHeaders { application_token, ..Default::default() };
        let Some(user_endpoint) = self.endpoint else {
            let stand_in = StandIn::start()?;
            return Ok(Door {
                principal_endpoint: stand_in.principal_endpoint(),
                user_endpoint: stand_in.user_endpoint(),
                name: self.name.unwrap_or_else(|| "KARI".to_owned()),
                password: StandIn::PASSWORD.into(),
                headers: without_ticket(StandIn::headers().application_token),
                stand_in: Some(stand_in),
            });
        };
        let folder = user_endpoint
            .strip_suffix("User.svc")
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the endpoint ends in User.svc"))?;
        Ok(Door {
            principal_endpoint: format!("{folder}SoPrincipal.svc"),
            name: self.name.unwrap_or_default(),
            password: password()?,
            headers: without_ticket(self.application_token),
            user_endpoint,
            stand_in: None,
        })
    }
}

fn password() -> io::Result<Secret<String>> {
    if let Ok(password) = std::env::var("NETSERVER_PASSWORD") {
        return Ok(password.into());
    }
    if io::stdin().is_terminal() {
        eprint!("password, which shows while you type: ");
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).into())
}
