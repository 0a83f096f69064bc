//! A transport that answers from recorded exchanges.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::difference::{Difference, differences};
use super::masking::Masking;
use super::{Message, REPLY, REQUEST, action, failed, names, path};
use crate::error::{Error, Result};
use crate::mime::content_type::is_type;
use crate::mime::reader;
use crate::redaction::mask::{REDACTED, Secrets};
use crate::text::Element;
use crate::transport::{BlockingTransport, Exchange, Request, Response, Transport};
use crate::xml::{Document, Limits};

/// A transport that answers requests with the replies that [`Recorder`](super::Recorder) has written to a folder.
///
/// A request is answered by a recording with the same SOAP action and the same envelope. Envelopes are compared
/// as XML: prefixes, the order of attributes, comments and white space around texts do not matter, and secrets
/// are not compared. [`ignoring`](Self::ignoring) excludes elements and attributes that change with each call.
/// Attachments are compared as bytes in their order, without their names.
///
/// If several recordings match, each is used once, in the order of their numbers; the last one then answers all
/// further requests. If none matches, the call fails with an error that names the most similar recording and
/// the differences.
///
/// Clones share the state. The endpoint and other HTTP headers than the action are not compared.
///
/// ```no_run
/// use saponify::testing::Replay;
/// use saponify::{Client, Version};
///
/// # fn main() -> saponify::Result<()> {
/// let replay = Replay::open("tests/recordings")?.ignoring(["MessageID", "Created"]);
/// let client = Client::new(replay.clone(), "http://localhost/", Version::Soap11);
/// // Calls …
/// assert_eq!(replay.unused(), <[&str; 0]>::default());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Replay {
    recordings: Arc<Recordings>,
    ignored: Vec<String>,
    masking: Masking,
}

struct Recordings {
    folder: PathBuf,
    list: Vec<Recording>,
    /// Whether each recording was used.
    used: Mutex<Vec<bool>>,
}

struct Recording {
    name: String,
    action: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    response: Response,
}

impl Replay {
    /// Reads the recordings of a folder.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Transport`](crate::ErrorKind::Transport) if the folder or a file cannot be read, if a file is
    /// not a recording, or if the folder contains no recording.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        let names = names(&folder).map_err(|error| failed(&folder, &error.to_string()))?;
        let list: Vec<_> =
            names.into_iter().map(|name| Recording::read(&folder, name)).collect::<Result<_>>()?;
        if list.is_empty() {
            return Err(failed(&folder, &format!("the folder contains no recording (`*{REQUEST}`)")));
        }
        let used = Mutex::new(vec![false; list.len()]);
        let recordings = Arc::new(Recordings { folder, list, used });
        Ok(Self { recordings, ignored: Vec::new(), masking: Masking::default() })
    }

    /// Ignores elements and attributes with one of these local names in comparisons of a request with the
    /// recordings.
    #[must_use]
    pub fn ignoring<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.ignored.extend(names.into_iter().map(Into::into));
        self
    }

    /// The names of the recordings that have not been used yet, in order.
    pub fn unused(&self) -> Vec<&str> {
        let used = self.recordings.used();
        let unused = self.recordings.list.iter().zip(used.iter()).filter(|(_, used)| !**used);
        unused.map(|(recording, _)| recording.name.as_str()).collect()
    }

    fn answer(&self, request: &Request<'_>) -> Result<Response> {
        let action = action(|name| request.header(name).map(str::to_owned));
        let sent = self.content(&request.body.to_bytes(), request.header("Content-Type"));
        let mut nearest: Option<(&Recording, Vec<Difference>)> = None;
        let mut fitting = None;
        let mut used = self.recordings.used();
        let list = &self.recordings.list;
        let is_known = list.iter().any(|recording| recording.action == action);
        for (recording, used) in list.iter().zip(used.iter_mut()) {
            // A recording of another operation never answers the request. It is compared only for the error
            // message, and only if there is no recording of the operation itself.
            let is_other = recording.action != action;
            if is_other && is_known {
                continue;
            }
            let found = self.compare(recording, &sent);
            if !is_other && found.is_empty() {
                fitting = Some(recording);
                if !*used {
                    *used = true;
                    break;
                }
            } else if nearest.as_ref().is_none_or(|(_, least)| found.len() < least.len()) {
                nearest = Some((recording, found));
            }
        }
        drop(used);
        match fitting {
            Some(recording) if recording.response.body.len() as u64 > request.limit => {
                Err(Error::too_large(request.limit))
            }
            Some(recording) => Ok(recording.response.clone()),
            None => Err(self.no_recording(&action, nearest)),
        }
    }

    /// The content of a request without secrets.
    fn content(&self, body: &[u8], content_type: Option<&str>) -> Content {
        let content_type = content_type.unwrap_or_default();
        let masked = self.masking.request(content_type, body, &Secrets::default());
        Content::of(masked.body, content_type)
    }

    /// The differences between a recorded and a sent request.
    fn compare(&self, recording: &Recording, sent: &Content) -> Vec<Difference> {
        // A recording that was written by hand may contain secrets. Mask them as in the sent request.
        let recorded = self.content(&recording.body, recording.content_type());
        let mut found = match (&recorded.envelope, &sent.envelope) {
            (Ok(recorded), Ok(sent)) => differences(recorded, sent, &self.ignored),
            (Err(recorded), Err(sent)) if recorded == sent => Vec::new(),
            _ => vec![Difference::of_bodies()],
        };
        let (ours, theirs) = (&recorded.attachments, &sent.attachments);
        for index in 0..ours.len().max(theirs.len()) {
            let (ours, theirs) = (ours.get(index), theirs.get(index));
            let is_masked = ours.is_some_and(|ours| ours == REDACTED.as_bytes()) && theirs.is_some();
            if ours != theirs && !is_masked {
                found.push(Difference::of_attachments(index + 1, ours.map(Vec::len), theirs.map(Vec::len)));
            }
        }
        found
    }

    #[cold]
    fn no_recording(&self, action: &str, nearest: Option<(&Recording, Vec<Difference>)>) -> Error {
        const MAX_SHOWN_DIFFERENCES: usize = 5;

        let mut text = format!("no recording in {} matches the request", self.recordings.folder.display());
        if !action.is_empty() {
            text.push_str(&format!(" with the action `{action}`"));
        }
        if let Some((recording, differences)) = nearest {
            text.push_str(&format!("; the nearest is {}", recording.name));
            if recording.action != action {
                text.push_str(&format!(" with the action `{}`", recording.action));
            }
            for (index, difference) in differences.iter().take(MAX_SHOWN_DIFFERENCES).enumerate() {
                text.push_str(if index == 0 { "; " } else { ", " });
                text.push_str(&difference.to_string());
            }
            if let Some(more @ 1..) = differences.len().checked_sub(MAX_SHOWN_DIFFERENCES) {
                text.push_str(&format!(", and {more} more differences"));
            }
        }
        Error::transport(text).with_unsendable()
    }
}

impl Recordings {
    fn used(&self) -> MutexGuard<'_, Vec<bool>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recording {
    fn read(folder: &std::path::Path, name: String) -> Result<Self> {
        let request = Message::read(&path(folder, &name, REQUEST))?;
        let file = path(folder, &name, REPLY);
        let reply = Message::read(&file)?;
        let mut status = reply.first_line.splitn(3, ' ').skip(1);
        let code = status.next().and_then(|code| code.parse().ok());
        let code = code.ok_or_else(|| failed(&file, "the first line is no HTTP status line"))?;
        let mut response = Response::new(code, reply.body);
        response.reason = Cow::Owned(status.next().unwrap_or_default().to_owned());
        response.headers = reply.headers;
        let action = action(|name| request.header(name).map(str::to_owned));
        Ok(Self { name, action, headers: request.headers, body: request.body, response })
    }

    fn content_type(&self) -> Option<&str> {
        crate::error::http_reply::find(&self.headers, "Content-Type")
    }
}

/// The content of a request, to compare.
struct Content {
    /// The envelope; the bytes if they are not XML.
    envelope: Result<Element, Vec<u8>>,
    attachments: Vec<Vec<u8>>,
}

impl Content {
    fn of(body: Vec<u8>, content_type: &str) -> Self {
        let parts =
            is_type(content_type, "multipart/").then(|| Self::parts(&body, content_type).ok()).flatten();
        let (root, attachments) = parts.unwrap_or((body, Vec::new()));
        let document = Document::new(&root, Limits::default());
        let element = document.and_then(|document| Element::parse(document.text()));
        Self { envelope: element.map_err(|_| root), attachments }
    }

    /// The root part and the other parts of a multipart body.
    fn parts(body: &[u8], content_type: &str) -> Result<(Vec<u8>, Vec<Vec<u8>>)> {
        let limits = reader::Limits { parts: usize::MAX, headers: usize::MAX, bytes: u64::MAX };
        let parts = reader::split(content_type, body, limits)?;
        let root = reader::root(content_type, body, &parts)?;
        let decoded = |part: &reader::Section| part.decoded(content_type, body).map(Cow::into_owned);
        let mut contents: Vec<_> = parts.iter().map(decoded).collect::<Result<_>>()?;
        match root < contents.len() {
            true => Ok((contents.remove(root), contents)),
            false => Err(Error::unsupported("a multipart body without parts")),
        }
    }
}

impl Transport for Replay {
    fn send(&self, request: Request<'_>) -> Exchange {
        // A recording is marked as used when the future is polled.
        let (replay, request) = (self.clone(), request.into_owned());
        Box::pin(async move { replay.answer(&request) })
    }
}

impl BlockingTransport for Replay {
    fn send(&self, request: Request<'_>) -> Result<Response> {
        self.answer(&request)
    }
}

/// Shows the folder and the number of recordings.
impl fmt::Debug for Replay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Replay")
            .field("folder", &self.recordings.folder)
            .field("recordings", &self.recordings.list.len())
            .finish_non_exhaustive()
    }
}
