//! The declared reply of an operation that came with an HTTP status of failure, which an error keeps.

use super::receive::{self, ReadOptions};
use super::reply::Reply;
use crate::error::{Error, Result};
use crate::soap::Operation;
use crate::transport::Response;

struct DeclaredReply {
    response: Response,
    how: ReadOptions,
}

impl Error {
    /// The declared reply of an operation that came with an HTTP status of failure:
    /// `error.reply::<operations::GetUser>()`.
    ///
    /// `None` if that is not what happened, or in a call of another operation. The kind is
    /// [`ErrorKind::Http`](crate::ErrorKind::Http) if it is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the reply cannot be decoded.
    pub fn reply<O: Operation>(&self) -> Result<Option<Reply<O::ReplyHeaders, O::Reply>>> {
        let call = self.circumstances().filter(|call| call.operation == O::CONTRACT.name);
        let kept = call.and_then(|call| call.declared_reply.as_ref());
        let Some(DeclaredReply { response, how }) = kept.and_then(|reply| reply.downcast_ref()) else {
            return Ok(None);
        };
        let mut reply = Reply::new();
        reply.account = receive::declared(response, &O::CONTRACT, *how, &mut reply)?;
        (reply.status, reply.http_headers) = (response.status, response.headers.clone());
        Ok(Some(reply))
    }

    /// Keeps a declared reply that came with an error status.
    pub(super) fn with_reply(mut self, response: &Response, how: ReadOptions) -> Self {
        let response = response.clone();
        self.circumstances_mut().declared_reply = Some(Box::new(DeclaredReply { response, how }));
        self
    }
}
