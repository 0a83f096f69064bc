//! Calls to a tenant with a ticket that is renewed when it is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use saponify::ErrorKind;
use saponify::transport::Transport;
use tokio::sync::Mutex;

use super::{Claims, Error, Login};
use crate::superoffice::RequestHeaders;
use crate::superoffice::services86::SoCredentials;
use crate::superoffice::user::UserClient;

/// A tenant of SuperOffice Online. Share it between tasks by reference or in an `Arc`.
#[derive(Debug)]
pub struct Tenant<T> {
    transport: T,
    login: Login<T>,
    state: Mutex<State>,
    /// Number of finished logins, including failed ones.
    logins: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    current: Option<Arc<Claims>>,
    /// Error of the last login, if it failed.
    failed: Option<Error>,
}

impl<T: Transport + Clone> Tenant<T> {
    /// Creates a tenant. The first call logs in.
    pub fn new(transport: T, login: Login<T>) -> Self {
        Self { transport, login, state: Mutex::default(), logins: AtomicU64::new(0) }
    }

    /// Calls the User service of the tenant. If NetServer refuses the ticket, logs in again and repeats the call once.
    ///
    /// ```no_run
    /// # use saponify::transport::Reqwest;
    /// # use saponify_examples::online::{Error, Tenant};
    /// # use saponify_examples::superoffice::user::GetUserInfo;
    /// # async fn run(tenant: Tenant<Reqwest>) -> Result<(), Error> {
    /// let request = GetUserInfo { user_info_id: Some(5) };
    /// let reply = tenant.call(|user| user.get_user_info(request.clone())).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If a login fails, or the call fails for another reason, or fails again.
    pub async fn call<C, R>(&self, call: impl Fn(&UserClient<T>) -> C) -> Result<R, Error>
    where
        C: IntoFuture<Output = saponify::Result<R>>,
    {
        let claims = self.claims(None).await?;
        match call(&self.user(&claims)).await {
            Err(error) if is_refused(&error) => {
                let renewed = self.claims(Some(&claims)).await?;
                Ok(call(&self.user(&renewed)).await?)
            }
            result => Ok(result?),
        }
    }

    /// Returns the claims of the current token. Logs in if there is no token yet, or if the current one is
    /// `refused`.
    ///
    /// One login serves all tasks that wait for it, whether it succeeds or fails.
    ///
    /// # Errors
    ///
    /// If the login fails.
    pub async fn claims(&self, refused: Option<&Arc<Claims>>) -> Result<Arc<Claims>, Error> {
        let before = self.logins.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(current) = &state.current
            // Another task may have renewed the ticket already.
            && !refused.is_some_and(|refused| Arc::ptr_eq(refused, current))
        {
            return Ok(Arc::clone(current));
        }
        if let Some(failed) = &state.failed
            && self.logins.load(Ordering::Acquire) > before
        {
            return Err(failed.clone());
        }
        let result = self.login.log_in().await.map(Arc::new);
        self.logins.fetch_add(1, Ordering::Release);
        *state = State { current: result.as_ref().ok().cloned(), failed: result.as_ref().err().cloned() };
        result
    }

    /// Creates a client of the User service at the URL in the claims.
    fn user(&self, claims: &Claims) -> UserClient<T> {
        let headers = RequestHeaders {
            application_token: Some(self.login.application().client_secret.clone()),
            credentials: Some(SoCredentials { ticket: Some(claims.ticket.clone()) }),
            ..Default::default()
        };
        let endpoint = format!("{}/User.svc", claims.netserver_url.trim_end_matches('/'));
        UserClient::new(self.transport.clone(), endpoint).with_headers(headers)
    }
}

/// The reasons of faults by which NetServer refuses a ticket before it performs the call.
const REFUSALS: &[&str] = &["the ticket is not valid or has expired"];

/// Whether NetServer refused the ticket of a call. Such a call was not performed, so it can be repeated.
///
/// A word such as `ticket` within a reason proves nothing: an operation may have saved a support ticket before it
/// failed. Only the whole reason of a fault is compared. A reply with `Succeeded` = false comes from the operation
/// itself.
pub fn is_refused(error: &saponify::Error) -> bool {
    match error.kind() {
        ErrorKind::Http { status, .. } => *status == 401,
        ErrorKind::Fault(fault) => {
            let reason = fault.reason().trim().trim_end_matches('.');
            REFUSALS.iter().any(|refusal| reason.eq_ignore_ascii_case(refusal))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use saponify::transport::{Memory, Response};

    use super::*;
    use crate::superoffice::user::GetUserInfo;

    fn is_refused_by(status: u16, body: &str) -> bool {
        let body = body.to_owned();
        let transport = Memory::answering(move |_| {
            Ok(Response::new(status, body.clone()).with_header("Content-Type", "text/xml; charset=utf-8"))
        });
        let client = UserClient::new(transport, "http://localhost/User.svc");
        let error = client.get_user_info(GetUserInfo { user_info_id: Some(5) }).send().unwrap_err();
        is_refused(&error)
    }

    #[test]
    fn a_call_is_repeated_only_after_a_fault_that_refuses_the_ticket() {
        let fault = |reason: &str| {
            format!(
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault>\
                 <faultcode>s:Client</faultcode><faultstring>{reason}</faultstring></s:Fault></s:Body></s:Envelope>"
            )
        };
        assert!(is_refused_by(500, &fault("The ticket is not valid or has expired.")));
        assert!(is_refused_by(401, ""));
        for reason in [
            "Support ticket 17 was saved, but the mail failed",
            "The session was saved, but it could not be sent",
            "the credentials of the mailbox are wrong",
        ] {
            assert!(!is_refused_by(500, &fault(reason)), "{reason}");
        }
        assert!(!is_refused_by(403, ""));
    }
}
