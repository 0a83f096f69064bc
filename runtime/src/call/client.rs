//! Clients: a transport, an endpoint, and the options that all calls share. The generator adds a method
//! for each operation; this module must not know any operation.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::authentication::Authentication;
#[cfg(feature = "digest")]
use crate::call::digest::Digest;
use crate::call::settings::Settings;
use crate::call::{Observer, Retries};
use crate::fault::Version;
use crate::soap::Block;
use crate::soap::extension::Extension;
#[cfg(any(not(feature = "addressing"), not(feature = "mime")))]
use crate::soap::extension::Missing;
use crate::transport::TIMEOUT;
use crate::xml::ReadingMode;
use crate::xml::reader::Limits;

/// Default maximum size of the body of a reply after decompression: 64 MiB.
pub const REPLY_LIMIT: u64 = 64 << 20;

/// Minimum length of binary values that become attachments, if the policy of the service demands MTOM: the
/// default of Metro (JAX-WS). Shorter values would cost more as attachments than as Base64.
#[cfg(feature = "mime")]
const MTOM_FROM: usize = 1024;

/// Calls operations of a service over a transport.
///
/// Clones are cheap. Clones and calls share the transport and its connections. Calls take `&self`.
///
/// ```
/// use std::time::Duration;
/// use saponify::transport::Memory;
/// use saponify::{Client, Version};
///
/// let client = Client::new(Memory::new(), "https://example.com/Service.svc", Version::Soap11)
///     .with_timeout(Duration::from_secs(10))
///     .with_bearer_token("abc");
/// ```
///
/// # Authentication
///
/// A client has one authentication scheme; setting another replaces it. An `Authorization` header among the
/// HTTP headers of the client, the call or an extension takes precedence over the scheme, and both take
/// precedence over a user in the URL of the endpoint. The transports send `Authorization` only to the origin of
/// the endpoint, even if they follow a redirect to another one. User, password and token are masked in `Debug`,
/// in errors and for observers, also where the server repeats them.
pub struct Client<T> {
    transport: Arc<T>,
    settings: Arc<Settings>,
}

impl<T> Client<T> {
    /// Creates a client for the service at this URL.
    pub fn new(transport: T, endpoint: impl Into<String>, version: Version) -> Self {
        let endpoint = endpoint.into();
        let settings = Settings {
            has_url_user: endpoint.contains('@'),
            endpoint,
            version,
            timeout: Some(TIMEOUT),
            reply_limit: REPLY_LIMIT,
            limits: Limits::default(),
            mode: ReadingMode::Standard,
            mtom: None,
            http_headers: Vec::new(),
            headers: Vec::new(),
            observer: None,
            extensions: Vec::new(),
            action_base: "",
            authentication: None,
            retries: None,
            idempotent: false,
        };
        Self { transport: Arc::new(transport), settings: Arc::new(settings) }
    }

    /// Sets the URL that requests are sent to.
    #[must_use]
    pub fn with_endpoint(self, endpoint: impl Into<String>) -> Self {
        let endpoint = endpoint.into();
        self.set(|settings| {
            settings.has_url_user = endpoint.contains('@');
            settings.endpoint = endpoint;
        })
    }

    /// Sets the SOAP version of requests.
    #[must_use]
    pub fn with_version(self, version: Version) -> Self {
        self.set(|settings| settings.version = version)
    }

    /// Sets the maximum duration of a call, from connecting to the last byte of the reply; `None` for no
    /// limit.
    ///
    /// The default is [`TIMEOUT`].
    #[must_use]
    pub fn with_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.set(|settings| settings.timeout = timeout.into())
    }

    /// Sets the maximum size of the body of a reply after decompression, in bytes.
    ///
    /// The default is [`REPLY_LIMIT`]. The whole reply is held in memory.
    #[must_use]
    pub fn with_reply_limit(self, bytes: u64) -> Self {
        self.set(|settings| settings.reply_limit = bytes)
    }

    /// Sets the maximum depth of elements and the other limits for decoding replies.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        self.set(|settings| settings.limits = limits)
    }

    /// Sets how the client reads replies that depart from the contract.
    ///
    /// The default is [`ReadingMode::Standard`].
    #[must_use]
    pub fn with_reading_mode(self, mode: ReadingMode) -> Self {
        self.set(|settings| settings.mode = mode)
    }

    /// Sends requests with MTOM: values of `xs:base64Binary` with at least `threshold` bytes are sent as parts of a
    /// multipart message, without Base64. `None` turns MTOM off, which is the default. If the policy of the service
    /// demands MTOM, the default of its generated client is a threshold of 1,024 bytes.
    ///
    /// With MTOM, a request is a multipart message even if no value reaches the threshold, because some servers
    /// that are configured for MTOM (WCF) refuse other requests. Replies with attachments are read regardless
    /// of this setting.
    #[cfg(feature = "mime")]
    #[must_use]
    pub fn with_mtom(self, threshold: impl Into<Option<usize>>) -> Self {
        self.set(|settings| settings.mtom = Some(threshold.into()))
    }

    /// Adds an HTTP header to all requests. It replaces a header of the same name that SOAP sets, such as
    /// `Content-Type`.
    #[must_use]
    pub fn with_http_header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.set(|settings| settings.http_headers.push((name.into(), value.into())))
    }

    /// Authenticates with HTTP Basic (RFC 7617): all requests contain user and password. See
    /// [authentication](Client#authentication).
    ///
    /// A call fails with [`ErrorKind::Transport`](crate::ErrorKind::Transport) if the credentials cannot be
    /// sent, for example because the user name contains a colon.
    #[must_use]
    pub fn with_basic_auth(self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let basic = Authentication::basic(user.as_ref(), password.as_ref());
        self.set(|settings| settings.authentication = Some(basic))
    }

    /// Authenticates with a bearer token (RFC 6750), such as an access token of OAuth 2.0, in all requests. See
    /// [authentication](Client#authentication).
    #[must_use]
    pub fn with_bearer_token(self, token: impl AsRef<str>) -> Self {
        let bearer = Authentication::bearer(token.as_ref());
        self.set(|settings| settings.authentication = Some(bearer))
    }

    /// Authenticates with a bearer token that changes. The function returns the current token, and is called
    /// for each attempt of a call. See [authentication](Client#authentication).
    ///
    /// If the server answers with status 401 and the function now returns another token, the request is sent
    /// once more with that token. An error of the function is the error of the call.
    ///
    /// The function should return quickly, because it runs on the thread that makes the call. Fetch new tokens
    /// elsewhere:
    ///
    /// ```
    /// use std::sync::{Arc, RwLock};
    /// use saponify::{Client, Version, transport::Memory};
    ///
    /// let token = Arc::new(RwLock::new(String::from("first")));
    /// let current = Arc::clone(&token);
    /// let client = Client::new(Memory::new(), "https://example.com/Service.svc", Version::Soap11)
    ///     .with_token_provider(move || {
    ///         let token = current.read().map_err(|_| "the task that fetches tokens panicked")?;
    ///         Ok(token.clone())
    ///     });
    /// // A task that knows when the token expires:
    /// *token.write().unwrap() = String::from("second");
    /// ```
    #[must_use]
    pub fn with_token_provider(
        self,
        provider: impl Fn() -> Result<String, Box<dyn StdError + Send + Sync>> + Send + Sync + 'static,
    ) -> Self {
        self.set(|settings| settings.authentication = Some(Authentication::Provided(Arc::new(provider))))
    }

    /// Authenticates with HTTP Digest (RFC 7616). See [authentication](Client#authentication).
    ///
    /// The first request has no credentials. The client answers the challenge of the server by sending the
    /// request again. Later requests contain an answer to the same challenge, so only the first call is sent
    /// twice. Clones of the client share the challenge. A call answers a second challenge only if the server
    /// declares the nonce stale. A refused password is not tried again.
    ///
    /// MD5, SHA-256, SHA-512-256 and their `-sess` variants are supported, with `qop=auth` or without `qop`. A
    /// server that offers only `qop=auth-int` or another algorithm causes an error of kind
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported). Proxies are not authenticated this way. The
    /// answer contains the path of the endpoint, so a server may refuse it after a redirect to another path.
    #[cfg(feature = "digest")]
    #[must_use]
    pub fn with_digest_auth(self, user: impl Into<String>, password: impl Into<String>) -> Self {
        let digest = Authentication::Digest(Arc::new(Digest::new(user.into(), password.into())));
        self.set(|settings| settings.authentication = Some(digest))
    }

    /// Sets which failures are followed by another attempt; `None` for a single attempt, which is the default.
    #[must_use]
    pub fn with_retries(self, retries: impl Into<Option<Retries>>) -> Self {
        self.set(|settings| settings.retries = retries.into())
    }

    /// Declares whether all operations may run twice, so that [`Retries`] may repeat a call after any failure
    /// of the connection. The default is `false`. [`Call::idempotent`](crate::Call::idempotent) sets it for one call.
    #[must_use]
    pub fn with_idempotent(self, idempotent: bool) -> Self {
        self.set(|settings| settings.idempotent = idempotent)
    }

    /// Adds a SOAP header block to all requests. It follows the blocks of the contract.
    #[must_use]
    pub fn with_header(self, block: impl Into<Block>) -> Self {
        self.set(|settings| settings.headers.push(block.into()))
    }

    /// Sets the observer of all calls.
    #[must_use]
    pub fn with_observer(self, observer: impl Observer + 'static) -> Self {
        self.set(|settings| settings.observer = Some(Arc::new(observer)))
    }

    /// Adds an [`Extension`], which takes part in all calls. It follows the extensions that were added
    /// before.
    #[must_use]
    pub fn with_extension(self, extension: impl Extension + 'static) -> Self {
        self.set(|settings| settings.extensions.push(Arc::new(extension)))
    }

    /// Sends WS-Addressing headers with all calls, and checks the WS-Addressing headers of replies.
    #[cfg(feature = "addressing")]
    #[must_use]
    pub fn with_addressing(self, addressing: crate::addressing::Addressing) -> Self {
        self.with_extension(addressing)
    }

    /// Sends a WS-Security header with all calls, and checks the WS-Security header of replies.
    #[cfg(feature = "security")]
    #[must_use]
    pub fn with_security(self, security: crate::security::Security) -> Self {
        self.with_extension(security)
    }

    /// Sends WS-Addressing headers, unless another [`Addressing`](crate::addressing::Addressing) extension is
    /// set. Generated clients of services that require the headers call this method.
    #[doc(hidden)]
    #[must_use]
    pub fn requiring_addressing(self) -> Self {
        #[cfg(feature = "addressing")]
        let extension = crate::addressing::Addressing::v1_0();
        #[cfg(not(feature = "addressing"))]
        let extension = Missing::ADDRESSING;
        self.requiring(extension)
    }

    /// Like [`requiring_addressing`](Self::requiring_addressing), with WS-Addressing of August 2004.
    #[doc(hidden)]
    #[must_use]
    pub fn requiring_addressing_2004(self) -> Self {
        #[cfg(feature = "addressing")]
        let extension = crate::addressing::Addressing::august_2004();
        #[cfg(not(feature = "addressing"))]
        let extension = Missing::ADDRESSING;
        self.requiring(extension)
    }

    /// Sends requests with MTOM, unless the client has its own setting. Generated clients of services that require it
    /// call this.
    #[doc(hidden)]
    #[must_use]
    pub fn requiring_mtom(self) -> Self {
        #[cfg(feature = "mime")]
        let client = self.set(|settings| settings.mtom = settings.mtom.or(Some(Some(MTOM_FROM))));
        #[cfg(not(feature = "mime"))]
        let client = self.requiring(Missing::MTOM);
        client
    }

    /// Applies `change` if the client uses this version of SOAP. Generated clients call it if only the ports of
    /// one version require something.
    #[doc(hidden)]
    #[must_use]
    pub fn in_version(self, version: Version, change: impl FnOnce(Self) -> Self) -> Self {
        if self.settings.version == version { change(self) } else { self }
    }

    /// Adds an extension in front of the others. If the client has or later gets another extension with the same
    /// [slot](Extension::slot), the other extension is used instead.
    fn requiring(self, extension: impl Extension + 'static) -> Self {
        self.set(|settings| settings.extensions.insert(0, Arc::new(extension)))
    }

    /// Sets the beginning of default WS-Addressing actions: namespace and name of the port type, with
    /// delimiters. The default applies to operations for which the contract declares neither an action nor a
    /// SOAP action. Generated clients set it.
    #[doc(hidden)]
    #[must_use]
    pub fn with_action_base(self, base: &'static str) -> Self {
        self.set(|settings| settings.action_base = base)
    }

    /// The URL that requests are sent to.
    pub fn endpoint(&self) -> &str {
        &self.settings.endpoint
    }

    /// The SOAP version of requests.
    pub fn version(&self) -> Version {
        self.settings.version
    }

    /// The transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    pub(crate) fn shared_transport(&self) -> Arc<T> {
        Arc::clone(&self.transport)
    }

    pub(crate) fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    pub(super) fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }
}

impl<T> Clone for Client<T> {
    fn clone(&self) -> Self {
        Self { transport: Arc::clone(&self.transport), settings: Arc::clone(&self.settings) }
    }
}

/// Omits the values of headers, because they may be credentials.
impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("endpoint", &crate::transport::shown(&self.settings.endpoint))
            .field("version", &self.settings.version)
            .field("timeout", &self.settings.timeout)
            .field("reply_limit", &self.settings.reply_limit)
            .finish_non_exhaustive()
    }
}
