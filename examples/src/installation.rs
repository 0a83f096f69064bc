//! Which NetServer a program calls: a real installation that its arguments name, or the stand-in.
//! All that is needed to call one is an endpoint and the headers; see the examples for what is done with these.

use std::io;

use clap::Args;

use crate::stand_in::StandIn;
use crate::user::{RequestHeaders, SoCredentials};

/// The installation to call. Without an endpoint a stand-in is started in this process and called over HTTP.
#[derive(Args, Debug)]
pub struct Installation {
    /// The URL of the User service of a real installation, such as `https://host/Cust12345/Remote/Services86/User.svc`.
    #[arg(long, env = "NETSERVER_ENDPOINT", requires = "ticket")]
    endpoint: Option<String>,
    /// The ticket of the user who calls.
    #[arg(long, env = "NETSERVER_TICKET", hide_env_values = true)]
    ticket: Option<saponify::Secret<String>>,
    /// The token of the application that calls; an installation on site needs none.
    #[arg(long, env = "NETSERVER_APPLICATION_TOKEN", hide_env_values = true)]
    application_token: Option<saponify::Secret<String>>,
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
