//! Access to the page: the token, the code that is exchanged for the token, and the names of this server.

use std::{
    net::SocketAddr,
    sync::{Mutex, PoisonError},
};

use crate::cli::{failure::Failure, serve::Request};

/// Secrets of the server, which are valid until the command ends.
pub(super) struct Session {
    token: String,
    /// Code in the address that is passed to the browser. Other users of the machine can see the address in the
    /// list of processes, so the code can be used only once.
    code: Mutex<Option<String>>,
    hosts: [String; 3],
}

impl Session {
    pub(super) fn new(address: SocketAddr) -> Result<Self, Failure> {
        let port = address.port();
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")];
        Ok(Self { token: random()?, code: Mutex::new(Some(random()?)), hosts })
    }

    /// Returns the URL of the page, which contains the token. It is shown on the user's terminal.
    pub(super) fn address(&self) -> String {
        let [host, ..] = &self.hosts;
        format!("http://{host}/#{}", self.token)
    }

    /// Returns the URL of the page, which contains the code. It is passed to the browser.
    pub(super) fn address_once(&self) -> String {
        let [host, ..] = &self.hosts;
        let code = self.code.lock().unwrap_or_else(PoisonError::into_inner).clone();
        format!("http://{host}/#{}", code.unwrap_or_default())
    }

    /// Exchanges a code for the token.
    pub(super) fn token(&self, given: &str) -> Option<&str> {
        if is_equal(given, &self.token) {
            return Some(&self.token);
        }
        let mut code = self.code.lock().unwrap_or_else(PoisonError::into_inner);
        if code.as_deref().is_some_and(|code| is_equal(given, code)) {
            *code = None;
            return Some(&self.token);
        }
        None
    }

    /// Returns `true` if the page of this server sent the request, and the header `Host` is one of the
    /// server's names. Without this check, a page of another origin could reach the server by a name that
    /// resolves to this machine.
    pub(super) fn is_own(&self, request: &Request) -> bool {
        let host = request.header("host");
        let origin = request.header("origin");
        let site = request.header("sec-fetch-site");
        let is_known = |name: &str| self.hosts.iter().any(|known| known == name);
        is_known(host)
            && (origin.is_empty() || origin.strip_prefix("http://").is_some_and(|origin| origin == host))
            && matches!(site, "" | "same-origin" | "none")
    }

    /// Returns `true` if a request has the token.
    pub(super) fn has_token(&self, request: &Request) -> bool {
        is_equal(request.header("x-saponify-token"), &self.token)
    }
}

/// Whether two texts are equal. The comparison does not stop at the first difference, so that its time does
/// not reveal how much of `given` is right.
fn is_equal(given: &str, secret: &str) -> bool {
    let differences = given.bytes().zip(secret.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    given.len() == secret.len() && differences == 0
}

fn random() -> Result<String, Failure> {
    let mut bytes = [0_u8; 24];
    getrandom::getrandom(&mut bytes)
        .map_err(|error| Failure::Defect(format!("no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_valid_once_and_the_token_always() {
        let session = Session::new(SocketAddr::from(([127, 0, 0, 1], 80))).unwrap();
        let code = session.address_once().split_once('#').unwrap().1.to_owned();
        let token = session.token(&code).unwrap().to_owned();
        assert_ne!(token, code);
        assert_eq!(session.token(&code), None);
        assert_eq!(session.token(&token), Some(token.as_str()));
        assert_eq!(session.token(""), None);
        assert_eq!(session.token(&token[1..]), None);
    }
}
