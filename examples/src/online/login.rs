//! Login of an application: exchanges its signed system user token for a token with a ticket.

use saponify::Secret;
use saponify::transport::Transport;

use super::{Claims, Error, Keys, SigningKey};
use crate::superoffice_login::{
    AuthenticationRequest, PartnerSystemUserServiceClient, RequestHeaders, TokenType,
};

/// An environment of SuperOffice Online.
#[derive(Clone, Debug)]
pub struct Environment(String);

impl Environment {
    /// Creates an environment from the URL of its host, such as `https://sod.superoffice.com`.
    pub fn new(url: &str) -> Self {
        Self(url.trim_end_matches('/').to_owned())
    }

    /// Returns the URL of the login service.
    pub fn login_endpoint(&self) -> String {
        format!("{}/login/services/PartnerSystemUserService.svc", self.0)
    }

    /// Returns the URL of the OpenID configuration.
    pub fn configuration_url(&self) -> String {
        format!("{}/login/.well-known/openid-configuration", self.0)
    }

    /// Returns the URL of the host.
    pub fn url(&self) -> &str {
        &self.0
    }
}

/// An application that is registered at SuperOffice.
#[derive(Clone, Debug)]
pub struct Application {
    /// Client identifier, the audience of its tokens.
    pub client_id: String,
    /// Client secret, which is the application token of SOAP calls.
    pub client_secret: Secret<String>,
    /// Private key.
    pub key: SigningKey,
}

/// Logs an application in to one tenant.
#[derive(Clone, Debug)]
pub struct Login<T> {
    client: PartnerSystemUserServiceClient<T>,
    application: Application,
    keys: Keys,
    tenant: String,
    system_user_token: Secret<String>,
}

impl<T: Transport> Login<T> {
    /// Creates a login for a tenant such as `Cust12345`, with the system user token that the tenant gave the
    /// application.
    pub fn new(
        transport: T,
        environment: &Environment,
        application: Application,
        keys: Keys,
        tenant: impl Into<String>,
        system_user_token: Secret<String>,
    ) -> Self {
        let tenant = tenant.into();
        let headers = RequestHeaders {
            application_token: Some(application.client_secret.clone()),
            context_identifier: Some(tenant.clone()),
        };
        let client = PartnerSystemUserServiceClient::new(transport, environment.login_endpoint())
            .with_headers(headers);
        Self { client, application, keys, tenant, system_user_token }
    }

    /// Returns the application.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// Logs in and validates the token.
    ///
    /// # Errors
    ///
    /// If the service cannot be called, issues no token, or issues one that is not valid.
    pub async fn log_in(&self) -> Result<Claims, Error> {
        let signed = self.application.key.sign(&self.system_user_token, jiff::Timestamp::now())?;
        let request = AuthenticationRequest {
            signed_system_token: Some(signed),
            return_token_type: Some(TokenType::Jwt),
        };
        let reply = self.client.authenticate(request).await?.body;
        match reply.token {
            Some(token) if reply.is_successful == Some(true) => {
                self.keys.validate(&token, &self.application.client_id, &self.tenant).await
            }
            _ => Err(Error::Refused(reply.error_message.unwrap_or_else(|| "no reason is given".to_owned()))),
        }
    }
}
