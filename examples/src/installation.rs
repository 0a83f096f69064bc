//! Selects the NetServer that a program calls: a real installation given by arguments, or the stand-in. A call needs
//! only the endpoint and the request headers.

use std::io::{self, IsTerminal};

use clap::Args;
use saponify::Secret;

use crate::stand_in::StandIn;
use crate::superoffice::{RequestHeaders, services86::SoCredentials};

/// The installation to call. Without an endpoint, a stand-in is started in this process and called over HTTP.
#[derive(Args, Debug)]
pub struct Installation {
    /// URL of the User service of a real installation, such as `https://host/Cust12345/Remote/Services86/User.svc`
    #[arg(long, env = "NETSERVER_ENDPOINT", requires = "ticket")]
    endpoint: Option<String>,
    /// Ticket of the calling user
    #[arg(long, env = "NETSERVER_TICKET", hide_env_values = true)]
    ticket: Option<Secret<String>>,
    /// Token of the calling application; on-site installations do not need one
    #[arg(long, env = "NETSERVER_APPLICATION_TOKEN", hide_env_values = true)]
    application_token: Option<Secret<String>>,
}

/// Endpoint and credentials of an installation.
#[derive(Debug)]
pub struct Access {
    /// URL of the User service.
    pub endpoint: String,
    /// Headers that every call needs.
    pub headers: RequestHeaders,
    /// Keeps the stand-in running.
    _stand_in: Option<StandIn>,
}

impl Installation {
    /// Returns the access to the installation given by the arguments, or starts a stand-in.
    ///
    /// # Errors
    ///
    /// If the stand-in finds no free port.
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

/// The installation to log in to. Without an endpoint, a stand-in is started in this process and called over HTTP.
#[derive(Args, Debug)]
pub struct LogIn {
    /// URL of the User service of a real installation, such as `https://host/Cust12345/Remote/Services86/User.svc`; the
    /// URL of the SoPrincipal service is derived from it
    #[arg(long, env = "NETSERVER_ENDPOINT", requires = "name")]
    endpoint: Option<String>,
    /// Name to log in with. The password is read from the environment variable NETSERVER_PASSWORD, or else from the
    /// first line of standard input; as an argument it would be visible in the list of processes
    #[arg(long = "user", env = "NETSERVER_USER")]
    name: Option<String>,
    /// Token of the calling application; on-site installations do not need one
    #[arg(long, env = "NETSERVER_APPLICATION_TOKEN", hide_env_values = true)]
    application_token: Option<Secret<String>>,
}

/// Endpoints and credentials for logging in.
#[derive(Debug)]
pub struct LogInAccess {
    /// URL of the SoPrincipal service.
    pub principal_endpoint: String,
    /// URL of the User service.
    pub user_endpoint: String,
    /// Name to log in with.
    pub name: String,
    /// Password of the user.
    pub password: Secret<String>,
    /// Headers for calls before a ticket is issued.
    pub headers: RequestHeaders,
    /// Keeps the stand-in running.
    stand_in: Option<StandIn>,
}

impl LogInAccess {
    /// Returns `true` if the endpoints are those of a stand-in.
    pub fn is_a_stand_in(&self) -> bool {
        self.stand_in.is_some()
    }
}

impl LogIn {
    /// Returns the endpoints and credentials given by the arguments, or starts a stand-in.
    ///
    /// # Errors
    ///
    /// If the stand-in finds no free port, the endpoint does not end in `User.svc`, or no password is given.
    pub fn access(self) -> io::Result<LogInAccess> {
        let without_ticket = |application_token| RequestHeaders { application_token, ..Default::default() };
        let Some(user_endpoint) = self.endpoint else {
            let stand_in = StandIn::start()?;
            return Ok(LogInAccess {
                principal_endpoint: stand_in.principal_endpoint(),
                user_endpoint: stand_in.user_endpoint(),
                name: self.name.unwrap_or_else(|| "KARI".to_owned()),
                password: StandIn::PASSWORD.into(),
                headers: without_ticket(StandIn::headers().application_token),
                stand_in: Some(stand_in),
            });
        };
        let folder = user_endpoint.strip_suffix("User.svc").ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "the endpoint must end in User.svc")
        })?;
        Ok(LogInAccess {
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
        eprint!("password (visible while you type): ");
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).into())
}
