//! A transport that writes the exchanges of another transport to a folder.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::masking::Masking;
use super::{Message, REPLY, REQUEST, action, failed, names, number, path};
use crate::error::Result;
use crate::redaction::mask::Secrets;
use crate::transport::{BlockingTransport, Exchange, Request, Response, Sleep, Transport, shown};

/// A transport that passes requests to another transport, and writes each exchange to a folder for
/// [`Replay`](super::Replay).
///
/// An exchange is a pair of files that can be read, edited and committed, such as
/// `0001-GetName.request.http` and `0001-GetName.reply.http`. Each file contains the request line or the status
/// line, the headers, an empty line and the body. A request without a reply is not recorded.
///
/// # Secrets
///
/// The values of elements and attributes whose names suggest a secret (`Password`, `Ticket`, `ApiKey`) are
/// replaced: by `[redacted]` in requests, and by `redacted` or zeros in replies, which can still be decoded
/// this way. A secret of at least four characters is also replaced where the reply or a later message repeats
/// it in a text, an attribute or a header. Parts of a multipart message are decoded first. If the name of an element
/// suggests a secret and the element refers to an attachment, the whole attachment is replaced. Of the headers, only
/// those that cannot be credentials are written; add others with [`with_header`](Self::with_header). User and query
/// of the URL are removed. Review the files before you publish them: name further secrets and personal data of your
/// service with [`with_secret`](Self::with_secret).
///
/// ```no_run
/// # fn example<T: saponify::transport::Transport>(transport: T) -> saponify::Result<()> {
/// use saponify::testing::Recorder;
///
/// let transport = Recorder::new(transport, "tests/recordings")?.with_secret("Pin").with_header("X-Tenant");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Recorder<T> {
    inner: T,
    log: Arc<Log>,
}

#[derive(Clone)]
struct Log {
    folder: PathBuf,
    masking: Masking,
    next: Arc<AtomicU32>,
    /// The secrets of all exchanges so far: a ticket of one reply is sent in later requests.
    known: Arc<Mutex<Secrets>>,
}

impl<T> Recorder<T> {
    /// Creates a transport that records to this folder. The folder is created if it is missing. Existing
    /// exchanges in the folder are kept, and new ones are numbered after them. Several recorders may write to
    /// one folder.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Transport`](crate::ErrorKind::Transport) if the folder cannot be created or read.
    pub fn new(inner: T, folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        let last = fs::create_dir_all(&folder).and_then(|()| last_number(&folder));
        let last = last.map_err(|error| failed(&folder, &error.to_string()))?;
        let next = Arc::new(AtomicU32::new(last.saturating_add(1)));
        Ok(Self {
            inner,
            log: Arc::new(Log { folder, masking: Masking::default(), next, known: Arc::default() }),
        })
    }

    /// Adds a local name of secret elements and attributes. The recording contains a placeholder instead of
    /// their text.
    #[must_use]
    pub fn with_secret(mut self, name: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.log).masking.secrets.push(name.into());
        self
    }

    /// Also records this header of requests and replies. Secrets of the same exchange and of earlier exchanges
    /// are masked in its value.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.log).masking.headers.push(name.into());
        self
    }
}

impl Log {
    /// Returns the masked request, which is written when its reply arrives, and the secrets to mask in the
    /// reply.
    fn request(&self, request: &Request<'_>) -> (Message, Secrets) {
        let headers = request.headers.iter().map(|(name, value)| (&**name, &**value));
        let body = request.body.to_bytes();
        let mut secrets = self.masking.secrets(headers.clone(), &body);
        secrets.add_all(&self.known());
        let content_type = request.header("Content-Type").unwrap_or_default();
        let masked = self.masking.request(content_type, &body, &secrets);
        let mut message = Message {
            first_line: format!("POST {} HTTP/1.1", shown(&request.endpoint)),
            headers: headers
                .filter(|(name, _)| self.masking.records(name))
                .map(|(name, value)| {
                    (name.to_owned(), self.masking.header(name, value, &secrets).into_owned())
                })
                .collect(),
            body: masked.body,
        };
        message.set_content_type(masked.content_type);
        (message, secrets)
    }

    fn write(&self, request: &Message, secrets: &Secrets, response: &Response) -> Result<()> {
        let content_type = response.header("Content-Type").unwrap_or_default();
        let of_reply = self.masking.secrets_of_body(content_type, &response.body);
        let mut all = secrets.clone();
        all.add_all(&of_reply);
        self.known().add_all(&all);
        let masked = self.masking.reply(content_type, &response.body, &all);
        let headers = response.headers.iter().filter(|(name, _)| self.masking.records(name));
        let headers = headers
            .map(|(name, value)| (name.clone(), self.masking.header(name, value, &all).into_owned()))
            .collect();
        let status =
            format!("HTTP/1.1 {} {}", response.status, self.masking.mask_line(&response.reason, &all));
        let mut reply = Message { first_line: status.trim_end().to_owned(), headers, body: masked.body };
        reply.set_content_type(masked.content_type);
        self.write_files(&label(request), &request.to_bytes(), &reply.to_bytes()).map_err(|(path, error)| {
            // The server has already answered, so the error must not report that nothing was sent.
            failed(&path, &error.to_string()).with_unknown_delivery()
        })
    }

    /// Writes an exchange with a number above all numbers in the folder. Other recorders, even in other
    /// processes, may write to the same folder.
    fn write_files(&self, label: &str, request: &[u8], reply: &[u8]) -> Result<(), (PathBuf, io::Error)> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            // Only the recorder that creates this file may use the number. The files of the exchange cannot
            // reserve it, because their names also contain the label.
            let claim = self.folder.join(format!("{number:04}.claim"));
            match File::create_new(&claim) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err((claim, error)),
            }
            let last = last_number(&self.folder).unwrap_or(0);
            if last >= number && last < u32::MAX {
                fs::remove_file(&claim).map_err(|error| (claim, error))?;
                self.next.fetch_max(last + 1, Ordering::Relaxed);
                continue;
            }
            let name = format!("{number:04}-{label}");
            let written = [(REQUEST, request), (REPLY, reply)].into_iter().try_for_each(|(kind, bytes)| {
                let file = path(&self.folder, &name, kind);
                let created = File::create_new(&file).and_then(|mut created| created.write_all(bytes));
                created.map_err(|error| (file, error))
            });
            let released = fs::remove_file(&claim).map_err(|error| (claim, error));
            return written.and(released);
        }
    }
}

/// The highest number of the exchanges in a folder, or 0 if the folder contains no exchange.
fn last_number(folder: &Path) -> io::Result<u32> {
    Ok(names(folder)?.iter().filter_map(|name| number(name)).max().unwrap_or(0))
}

impl Log {
    fn known(&self) -> MutexGuard<'_, Secrets> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of the operation in file names: the end of the action, or the first element of the body.
fn label(request: &Message) -> String {
    let action = action(|name| request.header(name).map(str::to_owned));
    let end = action.rsplit(['/', '#', ':']).next().unwrap_or_default();
    let body = String::from_utf8_lossy(&request.body);
    let in_body = || {
        let (_, body) = body.split_once("Body")?;
        let name = body.split_once('<')?.1.split([' ', '>', '/', '\n']).next()?;
        name.rsplit(':').next()
    };
    let name = if end.is_empty() { in_body().unwrap_or_default() } else { end };
    let name: String = name
        .chars()
        .filter(|character| character.is_ascii_alphanumeric() || *character == '_')
        .take(60)
        .collect();
    if name.is_empty() { "call".to_owned() } else { name }
}

impl<T: Transport> Transport for Recorder<T> {
    fn send(&self, request: Request<'_>) -> Exchange {
        let (message, secrets) = self.log.request(&request);
        let log = Arc::clone(&self.log);
        let exchange = self.inner.send(request);
        Box::pin(async move {
            let response = exchange.await?;
            log.write(&message, &secrets, &response)?;
            Ok(response)
        })
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.inner.sleep(duration)
    }
}

impl<T: BlockingTransport> BlockingTransport for Recorder<T> {
    fn send(&self, request: Request<'_>) -> Result<Response> {
        let (message, secrets) = self.log.request(&request);
        let response = self.inner.send(request)?;
        self.log.write(&message, &secrets, &response)?;
        Ok(response)
    }

    fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration);
    }
}

/// Shows the folder.
impl<T> fmt::Debug for Recorder<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Recorder").field("folder", &self.log.folder).finish_non_exhaustive()
    }
}
