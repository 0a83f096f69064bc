//! The extension that writes and checks the `Security` header.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::check::{Passwords, check_username};
use super::clock::ClockOffset;
use super::timestamp::TimestampRules;
use super::{SecurityToken, UsernameToken, WSSE, timestamp};
use crate::error::{Error, Result};
use crate::random;
use crate::soap::Block;
use crate::soap::extension::{
    CallFacts, Extension, ExtensionRun, IncomingMessage, MessageKind, Preparation, Side,
};
use crate::soap::role;
use crate::text::namespaces::WSU;
use crate::text::{Element, Name};

/// The `Security` header of WS-Security, assembled from its parts.
///
/// See the [module](crate::security) for examples. The parts are written in this order: timestamp, user name
/// token, other tokens.
#[derive(Clone)]
pub struct Security {
    timestamp: Option<Duration>,
    username: Option<UsernameToken>,
    tokens: Vec<SecurityToken>,
    must_understand: bool,
    actor: Option<String>,
    slot: String,
    offset: ClockOffset,
    tolerance: Duration,
    max_age: Duration,
    requires_timestamp: bool,
    passwords: Option<Arc<Passwords>>,
}

const NO_TIMESTAMP: &str = "the message has no timestamp";

/// The default tolerance for timestamps of received messages: that of WCF.
const TOLERANCE: Duration = Duration::from_secs(300);

/// The default maximum age of received timestamps without an expiry time: that of WSS4J.
const MAX_AGE: Duration = Duration::from_secs(300);

impl Security {
    /// Creates an extension that checks timestamps of received messages, and sends no header until parts are
    /// added.
    pub fn new() -> Self {
        Self {
            timestamp: None,
            username: None,
            tokens: Vec::new(),
            must_understand: true,
            actor: None,
            slot: WSSE.to_owned(),
            offset: ClockOffset::default(),
            tolerance: TOLERANCE,
            max_age: MAX_AGE,
            requires_timestamp: false,
            passwords: None,
        }
    }

    /// Adds a timestamp to each message, which expires after this time.
    #[must_use]
    pub fn timestamp(mut self, lifetime: Duration) -> Self {
        self.timestamp = Some(lifetime);
        self
    }

    /// Adds a user name token to each request.
    #[must_use]
    pub fn username_token(mut self, token: UsernameToken) -> Self {
        self.username = Some(token);
        self
    }

    /// Adds another token to each request.
    #[must_use]
    pub fn token(mut self, token: SecurityToken) -> Self {
        self.tokens.push(token);
        self
    }

    /// Sets whether the header has `mustUnderstand`. The default is `true`.
    #[must_use]
    pub fn must_understand(mut self, must_understand: bool) -> Self {
        self.must_understand = must_understand;
        self
    }

    /// Addresses the header to a node: `actor` in SOAP 1.1, `role` in SOAP 1.2. Messages may have one header
    /// for each actor, so extensions with different actors do not replace each other.
    #[must_use]
    pub fn actor(mut self, actor: impl Into<String>) -> Self {
        let actor = actor.into();
        self.slot = format!("{WSSE} {actor}");
        self.actor = Some(actor);
        self
    }

    /// Sets the clock to use for times in messages. The default is the clock of this machine.
    #[must_use]
    pub fn clock_offset(mut self, offset: ClockOffset) -> Self {
        self.offset = offset;
        self
    }

    /// Sets the tolerance for times in received messages. The default is five minutes.
    #[must_use]
    pub fn clock_tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Sets the lifetime of received timestamps that contain `Created` but not `Expires`. The default is five
    /// minutes. The [tolerance](Self::clock_tolerance) is added to it.
    ///
    /// Within the lifetime of its timestamp, anybody who saw a message can send it again. Only user name tokens
    /// with a digest are protected against that: each digest is accepted once.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// Rejects received messages that have no timestamp, or whose timestamp contains no time. Faults need no
    /// timestamp, because many servers send them without a `Security` header.
    #[must_use]
    pub fn require_timestamp(mut self) -> Self {
        self.requires_timestamp = true;
        self
    }

    /// Checks the user name token of each request on a server. The function returns the password of a user;
    /// `None` for unknown users. A request without a valid token is answered with a fault.
    ///
    /// The user is in the extensions of the request, as [`VerifiedUser`](super::VerifiedUser).
    ///
    /// A digest is accepted once, within the [tolerance](Self::clock_tolerance) around its time. Accepted
    /// digests are kept in memory until they become invalid: up to 1,000,000 digests of about 100 bytes each.
    /// When the memory is full, requests with other digests are answered with a server fault. Several
    /// processes behind one address do not share their digests, so each of them accepts a digest once.
    #[must_use]
    pub fn passwords(mut self, password: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.passwords = Some(Arc::new(Passwords::new(password)));
        self
    }
}

impl Default for Security {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows no passwords and no content of tokens.
impl fmt::Debug for Security {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Security")
            .field("timestamp", &self.timestamp)
            .field("username_token", &self.username)
            .field("tokens", &self.tokens)
            .field("must_understand", &self.must_understand)
            .field("actor", &self.actor)
            .field("clock_offset", &self.offset)
            .field("clock_tolerance", &self.tolerance)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}

impl Extension for Security {
    fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(Run { settings: self.clone() }))
    }

    fn slot(&self) -> &str {
        &self.slot
    }
}

/// State of the extension during one exchange of messages.
struct Run {
    settings: Security,
}

impl ExtensionRun for Run {
    fn prepare(&mut self, message: &mut Preparation<'_>) -> Result<()> {
        let Security { timestamp: lifetime, username, tokens, must_understand, actor, offset, .. } =
            &self.settings;
        let now = offset.now();
        let suffix = u64::from_ne_bytes(random::bytes()?);
        let is_request = message.kind() == MessageKind::Request;
        let mut content = String::new();
        if let Some(lifetime) = lifetime {
            content += &timestamp::to_xml(&format!("timestamp-{suffix:016x}"), now, *lifetime)?;
        }
        if let Some(token) = username.as_ref().filter(|_| is_request) {
            content += &token.to_xml(&format!("username-{suffix:016x}"), now)?;
        }
        if is_request {
            tokens.iter().for_each(|token| content += token.as_xml());
        }
        if content.is_empty() {
            return Ok(());
        }
        let xml =
            format!("<wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\">{content}</wsse:Security>");
        let mut block = Block::new(Element::parse(&xml)?);
        if *must_understand {
            block = block.must_understand();
        }
        if let Some(actor) = actor {
            block = block.role(actor);
        }
        // Anyone who has the tokens is authorized. The names of their elements do not suggest a secret, so
        // the block is marked as secret.
        message.add_block(if tokens.is_empty() { block } else { block.secret() });
        Ok(())
    }

    fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        if message.is_empty() {
            return Ok(());
        }
        let header = self.header(message)?;
        let children = header.as_ref().map(Element::limited_children).transpose()?.unwrap_or_default();
        self.check_timestamp(&children, message)?;
        if let (Side::Server, Some(passwords)) = (message.call().side(), &self.settings.passwords) {
            let (now, tolerance) = (self.settings.offset.now(), self.settings.tolerance);
            let user = check_username(&children, passwords, now, tolerance)?;
            message.insert(user);
        }
        let is_known = |child: &Element| {
            timestamp::is_timestamp(child)
                || (message.call().side() == Side::Server
                    && self.settings.passwords.is_some()
                    && child.name() == Name::new(WSSE, "UsernameToken"))
        };
        if children.iter().all(is_known) {
            message.understand((WSSE, "Security"));
        }
        Ok(())
    }
}

impl Run {
    /// The `Security` header that is addressed to this receiver.
    fn header(&self, message: &IncomingMessage<'_>) -> Result<Option<Element>> {
        let is_security = |block: &Element| block.name() == Name::new(WSSE, "Security");
        let mut blocks = message.blocks()?;
        blocks.retain(is_security);
        if blocks.is_empty() {
            return Ok(None);
        }
        let version = message.envelope_version()?;
        // Accept a header for the actor of this client, and also one for the final receiver: a server that
        // reads requests with an actor may answer without an actor.
        let actors = [None, self.settings.actor.as_deref()];
        let is_ours = |block: &Element| {
            let role = block.attribute(role::attribute(version));
            actors.iter().any(|actor| role::is_for(role, version, *actor))
        };
        let mut headers = blocks.into_iter().filter(is_ours);
        let header = headers.next();
        match headers.next() {
            Some(_) => Err(Error::rejected("the message has two `Security` headers for this receiver")),
            None => Ok(header),
        }
    }

    fn check_timestamp(&self, children: &[Element], message: &mut IncomingMessage<'_>) -> Result<()> {
        let mut timestamps = children.iter().filter(|child| timestamp::is_timestamp(child));
        let Some(found) = timestamps.next() else {
            return match self.settings.requires_timestamp {
                true if message.is_fault()? => {
                    message.accept_only_fault(NO_TIMESTAMP);
                    Ok(())
                }
                true => Err(Error::rejected(NO_TIMESTAMP)),
                false => Ok(()),
            };
        };
        if timestamps.next().is_some() {
            return Err(Error::rejected("the message has two timestamps"));
        }
        let Security { tolerance, max_age, requires_timestamp: requires_time, .. } = self.settings;
        timestamp::check(
            found,
            self.settings.offset.now(),
            TimestampRules { tolerance, max_age, requires_time },
        )
    }
}
