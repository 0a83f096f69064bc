//! The settings of a client, and the options of a call.

use std::sync::Arc;
use std::time::Duration;

use super::authentication::Authentication;
use super::observer::Observer;
use super::retry::Retries;
use crate::fault::Version;
use crate::soap::Block;
use crate::soap::extension::Extension;
use crate::xml::ReadingMode;
use crate::xml::reader::Limits;

/// The settings that all calls of a client share.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) endpoint: String,
    /// Whether the endpoint may contain a user name, as in `https://jdoe@host/`: whether it contains an `@`.
    pub(crate) has_url_user: bool,
    pub(crate) version: Version,
    pub(crate) timeout: Option<Duration>,
    pub(crate) reply_limit: u64,
    pub(crate) limits: Limits,
    pub(crate) mode: ReadingMode,
    /// Minimum length of binary values that become attachments, in bytes. `None` if it is not set, and
    /// `Some(None)` if MTOM is switched off.
    pub(crate) mtom: Option<Option<usize>>,
    pub(crate) http_headers: Vec<(String, String)>,
    pub(crate) headers: Vec<Block>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) extensions: Vec<Arc<dyn Extension>>,
    /// The beginning of the default WS-Addressing action.
    pub(crate) action_base: &'static str,
    pub(crate) authentication: Option<Authentication>,
    pub(crate) retries: Option<Retries>,
    pub(crate) idempotent: bool,
}

impl Settings {
    /// Minimum length of binary values that become attachments in a call with these options; `None` without MTOM.
    pub(super) fn mtom_of(&self, options: &Options) -> Option<usize> {
        options.mtom.or(self.mtom).flatten()
    }
}

/// Options of a single call. They take precedence over those of the client.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) version: Option<Version>,
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) mode: Option<ReadingMode>,
    pub(crate) mtom: Option<Option<usize>>,
    pub(crate) http_headers: Vec<(String, String)>,
    pub(crate) headers: Vec<Block>,
    pub(crate) extensions: Vec<Arc<dyn Extension>>,
    pub(crate) retries: Option<Option<Retries>>,
    pub(crate) idempotent: Option<bool>,
}
