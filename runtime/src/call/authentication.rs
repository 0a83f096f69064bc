//! HTTP authentication: the `Authorization` header of each attempt of a call.

use std::error::Error as StdError;
use std::sync::Arc;

use base64_simd::STANDARD;

#[cfg(feature = "digest")]
use super::digest::{Digest, Verdict};
use crate::error::{Error, Result};
use crate::redaction::mask::{Secrets, url_credentials};
use crate::transport::Response;
use crate::transport::user::authorization;

/// Returns the current token. See [`Client::with_token_provider`](crate::Client::with_token_provider).
type TokenProvider = dyn Fn() -> Result<String, Box<dyn StdError + Send + Sync>> + Send + Sync;

/// How a client authenticates.
#[derive(Clone)]
pub(crate) enum Authentication {
    /// A header value that is the same for all calls.
    Fixed(String),
    /// The credentials cannot be sent. Calls fail with this reason.
    Invalid(&'static str),
    /// A function that returns the token. It is called for each attempt.
    Provided(Arc<TokenProvider>),
    #[cfg(feature = "digest")]
    Digest(Arc<Digest>),
}

impl Authentication {
    /// HTTP Basic (RFC 7617).
    pub(super) fn basic(user: &str, password: &str) -> Self {
        if user.contains(':') {
            return Self::Invalid("the user name of HTTP Basic authentication contains a colon");
        }
        if user.contains(char::is_control) || password.contains(char::is_control) {
            return Self::Invalid("the user name or password contains a control character");
        }
        Self::Fixed(format!("Basic {}", STANDARD.encode_to_string(format!("{user}:{password}"))))
    }

    /// A bearer token (RFC 6750).
    pub(super) fn bearer(token: &str) -> Self {
        bearer(token).map_or_else(Self::Invalid, Self::Fixed)
    }

    /// Whether the scheme may answer a reply with status 401 by sending the request again.
    pub(super) fn answers_challenges(&self) -> bool {
        !matches!(self, Self::Fixed(_) | Self::Invalid(_))
    }

    /// Evaluates a reply with status 401. Returns whether the request is to be sent again. `sent` is the
    /// `Authorization` header of the request, and `answered` the number of repetitions so far.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) if the server demands a variant of the scheme
    /// that this crate lacks.
    pub(super) fn refused(
        &self,
        _endpoint: &str,
        _response: &Response,
        sent: Option<&str>,
        answered: u32,
    ) -> Result<bool> {
        match self {
            Self::Fixed(_) | Self::Invalid(_) => Ok(false),
            // The token may have expired before it arrived, so a new token is sent. The server would refuse
            // the same token again.
            Self::Provided(provider) => {
                let token = provider().ok().and_then(|token| bearer(&token).ok());
                Ok(answered == 0 && token.is_some_and(|token| Some(&*token) != sent))
            }
            #[cfg(feature = "digest")]
            Self::Digest(digest) => match digest.refused(_endpoint, _response, answered) {
                Verdict::Answer => Ok(true),
                Verdict::Refused => Ok(false),
                Verdict::Unsupported(reason) => {
                    Err(Error::unsupported(format!("a Digest challenge that cannot be answered: {reason}")))
                }
            },
        }
    }

    /// The endpoint to use instead of the client's. A scheme that waits for a challenge removes the user from
    /// the URL, because a transport would send that user with HTTP Basic.
    pub(super) fn endpoint(&self, _endpoint: &str) -> Option<String> {
        match self {
            #[cfg(feature = "digest")]
            Self::Digest(_) => Some(super::digest::endpoint(_endpoint)),
            _ => None,
        }
    }

    /// The value of the `Authorization` header of the next attempt; `None` if the scheme sends no header. Adds
    /// the secrets in the header to `secrets`.
    pub(super) fn header(&self, _endpoint: &str, secrets: &mut Secrets) -> Result<Option<String>> {
        let value = match self {
            Self::Fixed(value) => value.clone(),
            Self::Invalid(reason) => return Err(unsendable(*reason)),
            Self::Provided(provider) => {
                let token = provider().map_err(|error| {
                    let message = format!("the provider of the bearer token failed: {error}");
                    unsendable(message).with_source(error)
                })?;
                bearer(&token).map_err(unsendable)?
            }
            #[cfg(feature = "digest")]
            Self::Digest(digest) => return digest.header(_endpoint, secrets),
        };
        secrets.add_header(&value);
        Ok(Some(value))
    }
}

/// Adds the user and the password in the URL of an endpoint to `secrets`, as well as the `Authorization`
/// header that the transports derive from them.
#[cold]
pub(super) fn add_url_user(endpoint: &str, secrets: &mut Secrets) {
    for place in url_credentials(endpoint) {
        let user = endpoint.get(place).unwrap_or_default();
        let (name, password) = user.split_once(':').unwrap_or((user, ""));
        secrets.add(user);
        secrets.add(name);
        secrets.add(password);
        secrets.add_header(&authorization(user));
    }
}

fn bearer(token: &str) -> Result<String, &'static str> {
    match !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(format!("Bearer {token}")),
        false => Err("the bearer token is empty, or contains white space or another character that tokens \
                      cannot contain"),
    }
}

fn unsendable(reason: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
    Error::transport(reason).with_unsendable()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(authentication: &Authentication) -> Result<Option<String>> {
        authentication.header("http://host/", &mut Secrets::default())
    }

    #[test]
    fn basic_encodes_user_and_password_in_utf_8() {
        // The examples of RFC 7617, sections 2 and 2.1.
        for (user, password, expected) in
            [("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), ("test", "123£", "dGVzdDoxMjPCow==")]
        {
            let value = header(&Authentication::basic(user, password)).unwrap().unwrap();
            assert_eq!(value, format!("Basic {expected}"));
        }
    }

    #[test]
    fn credentials_that_cannot_be_sent_are_an_error_without_them() {
        for authentication in [
            Authentication::basic("a:secret", "b"),
            Authentication::basic("a", "secret\n"),
            Authentication::bearer("secret\n"),
            Authentication::bearer("secret ü"),
            Authentication::bearer(""),
            Authentication::Provided(Arc::new(|| Ok("secret\r\nX: y".to_owned()))),
            Authentication::Provided(Arc::new(|| Err("no token yet".into()))),
        ] {
            let error = header(&authentication).unwrap_err();
            assert!(error.never_sent() && error.is_unsendable(), "{error:?}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        }
    }

    #[test]
    fn the_user_of_a_url_is_secret_encoded_and_decoded() {
        let mut secrets = Secrets::default();
        add_url_user("http://j%C3%BCrgen:p%40ss%2@host/", &mut secrets);
        for text in ["j%C3%BCrgen", "jürgen", "p%40ss%2", "p@ss%2", "asO8cmdlbjpwQHNzJTI="] {
            assert!(secrets.occur_in(text), "{text}");
        }
        let mut secrets = Secrets::default();
        add_url_user("http://host/?mail=a@b", &mut secrets);
        assert!(!secrets.occur_in("http://host/?mail=a@b"));
    }

    #[test]
    fn a_header_adds_its_secrets() {
        let mut secrets = Secrets::default();
        let basic = Authentication::basic("jdoe", "pa55word");
        basic.header("http://host/", &mut secrets).unwrap();
        Authentication::bearer("t0ken").header("http://host/", &mut secrets).unwrap();
        for text in ["jdoe", "pa55word", "t0ken"] {
            assert!(secrets.occur_in(text), "{text}");
        }
    }
}
