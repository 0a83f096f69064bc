//! The declared reply of an operation that arrived with an HTTP error status. The error keeps it for
//! decoding.

use super::receive::{self, ReadOptions};
use super::reply::Reply;
use crate::error::{Error, Result};
use crate::redaction::header::Echoes;
use crate::redaction::mask::Secrets;
use crate::soap::Operation;
use crate::soap::extension::Opened;
use crate::text::OwnedName;
use crate::transport::Response;

struct DeclaredReply {
    response: Response,
    how: ReadOptions,
    /// Names of the header blocks that extensions understood.
    understood: Vec<OwnedName>,
    /// The secrets of the request.
    secrets: Secrets,
}

impl Error {
    /// Decodes the reply of operation `O` that the server sent with an HTTP error status.
    ///
    /// Example: `error.reply::<operations::GetUser>()`. An error with such a reply has the kind
    /// [`ErrorKind::Http`](crate::ErrorKind::Http). Returns `None` for an error without such a reply, and for
    /// an error of a call of another operation.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the reply cannot be decoded.
    pub fn reply<O: Operation>(&self) -> Result<Option<Reply<O::ReplyHeaders, O::Reply>>> {
        let call = self.circumstances().filter(|call| call.operation == O::CONTRACT.name);
        let kept = call.and_then(|call| call.declared_reply.as_ref());
        let Some(DeclaredReply { response, how, understood, secrets }) =
            kept.and_then(|reply| reply.downcast_ref())
        else {
            return Ok(None);
        };
        let mut reply = Reply::new();
        reply.account = receive::declared(response, &O::CONTRACT, understood, *how, secrets, &mut reply)?;
        reply.echoes = Echoes::of(&response.headers, secrets);
        (reply.status, reply.http_headers) = (response.status, response.headers.clone());
        Ok(Some(reply))
    }

    /// Attaches a declared reply that arrived with an HTTP error status.
    pub(super) fn with_reply(
        mut self,
        response: &Response,
        opened: Opened,
        how: ReadOptions,
        secrets: &Secrets,
    ) -> Self {
        let (mut response, secrets) = (response.clone(), secrets.clone());
        if let Some(text) = opened.replacement {
            response.body = text.into_bytes();
            response.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Content-Type"));
            response.headers.push(("Content-Type".into(), "text/xml; charset=utf-8".into()));
        }
        let reply = DeclaredReply { response, how, understood: opened.understood, secrets };
        self.circumstances_mut().declared_reply = Some(Box::new(reply));
        self
    }
}
