//! The declared reply of an operation that arrived with an HTTP error status. The error keeps it for
//! decoding.

use super::receive::{self, ReadOptions};
use super::reply::Reply;
use crate::error::{Error, Result};
use crate::mime::Multipart;
use crate::redaction::header::Echoes;
use crate::redaction::mask::Secrets;
use crate::soap::Operation;
use crate::soap::extension::Opened;
use crate::text::OwnedName;
use crate::transport::Response;

struct DeclaredReply {
    response: Response,
    /// Set if the response was a multipart message.
    multipart: Option<Multipart>,
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
        let Some(DeclaredReply { response, multipart, how, understood, secrets }) =
            kept.and_then(|reply| reply.downcast_ref())
        else {
            return Ok(None);
        };
        let (mut reply, mut body) = (Reply::new(O::ReplyHeaders::default()), O::Reply::default());
        let mut fields = reply.fields(&mut body);
        let received = (response, multipart.as_ref());
        let findings =
            receive::declared(received, &O::CONTRACT, understood, *how, secrets, fields.message())?;
        let echoes = Echoes::of(&response.headers, secrets);
        fields.set(response.status, response.headers.clone(), echoes, findings);
        Ok(Some(reply.with_body(body)))
    }

    /// Attaches a declared reply that arrived with an HTTP error status.
    pub(super) fn with_reply(
        mut self,
        (response, multipart): (&Response, Option<&Multipart>),
        opened: Opened,
        how: ReadOptions,
        secrets: &Secrets,
    ) -> Self {
        let (mut response, mut multipart, secrets) = (response.clone(), multipart.cloned(), secrets.clone());
        if let Some(text) = opened.replacement {
            let content_type = "text/xml; charset=utf-8";
            response.body = text.into_bytes();
            match &mut multipart {
                Some(multipart) => multipart.content_type = content_type.to_owned(),
                None => {
                    response.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Content-Type"));
                    response.headers.push(("Content-Type".into(), content_type.into()));
                }
            }
        }
        let reply = DeclaredReply { response, multipart, how, understood: opened.understood, secrets };
        self.circumstances_mut().declared_reply = Some(Box::new(reply));
        self
    }
}
