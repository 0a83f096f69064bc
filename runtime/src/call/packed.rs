//! The request of one attempt: its HTTP headers, and the secrets that errors must not show.

use std::borrow::Cow;

use super::authentication;
use super::settings::{Options, Settings};
#[cfg(feature = "mime")]
use crate::mime::writer::Assembled;
use crate::redaction::mask::{Secrets, named};
use crate::soap::Written;
#[cfg(feature = "mime")]
use crate::soap::attached;
use crate::soap::operation::Contract;

/// A written message with its HTTP headers.
pub(super) struct Ready<'a> {
    pub(super) written: Written,
    pub(super) packed: Packed<'a>,
    /// The texts that errors must not show.
    pub(super) secrets: Secrets,
}

/// Collects the texts that errors must not show: the secrets of the envelope, and the values of HTTP headers.
pub(super) fn sent(
    written: &Written,
    blocks: bool,
    contract: &Contract,
    settings: &Settings,
    options: &Options,
) -> Secrets {
    let headers = settings.http_headers.iter().chain(&options.http_headers);
    let mut secrets = Secrets::of(&written.text, &written.secrets);
    if blocks {
        // The contract does not describe header blocks that a user adds, so their secrets are found by the
        // names of elements and attributes.
        secrets.add_all(&Secrets::of(
            &written.text,
            &named(&written.text, contract.request.element().map(|name| name.local())),
        ));
    }
    for (name, value) in headers {
        if !crate::redaction::header::cannot_be_credential(name) {
            secrets.add_header(value);
        }
    }
    if settings.has_url_user {
        authentication::add_url_user(&settings.endpoint, &mut secrets);
    }
    secrets
}

/// The HTTP headers of a message, and the multipart message around its envelope, if it is sent as one.
pub(super) struct Packed<'a> {
    pub(super) headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    #[cfg(feature = "mime")]
    pub(super) multipart: Option<Assembled>,
}

impl<'a> Packed<'a> {
    /// Creates the HTTP headers of SOAP, of the client and of the call. Later headers replace earlier ones with
    /// the same name. Moves the attachments out of `written`.
    pub(super) fn of(
        written: &mut Written,
        settings: &'a Settings,
        options: &'a Options,
        (contract, action): (&Contract, &str),
    ) -> Self {
        let version = options.version.unwrap_or(settings.version);
        #[cfg(feature = "mime")]
        let multipart = {
            let has_mtom = settings.mtom_of(options).is_some();
            attached::join(version, Some(action), contract.request, has_mtom, written)
        };
        #[cfg(feature = "mime")]
        let content_type = multipart.as_ref().map(|multipart| multipart.content_type.clone().into());
        #[cfg(not(feature = "mime"))]
        let (content_type, _, _) = (None, contract, written);
        let content_type = content_type.unwrap_or_else(|| version.content_type(Some(action)));

        let mut headers = Vec::with_capacity(2 + settings.http_headers.len() + options.http_headers.len());
        headers.push(("Content-Type".into(), content_type));
        if let Some(action) = version.soap_action(action) {
            headers.push(("SOAPAction".into(), action.into()));
        }
        for more in [&settings.http_headers, &options.http_headers] {
            let more = more.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into()));
            replace(&mut headers, more.collect());
        }
        Self {
            headers,
            #[cfg(feature = "mime")]
            multipart,
        }
    }
}

pub(super) fn replace<'a>(
    headers: &mut Vec<(Cow<'a, str>, Cow<'a, str>)>,
    mut with: Vec<(Cow<'a, str>, Cow<'a, str>)>,
) {
    if !with.is_empty() {
        headers.retain(|(name, _)| !with.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
        headers.append(&mut with);
    }
}
