//! The check of user name tokens on a server.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::username::{PASSWORD_TYPE, digest};
use super::{WSSE, clock};
use crate::error::{Error, ErrorKind, Result};
use crate::fault::Fault;
use crate::text::namespaces::WSU;
use crate::text::{Element, Name};

/// The passwords of users, and the digests that were accepted.
pub(super) struct Passwords {
    password: Box<PasswordOf>,
    /// The digests that were accepted and are still valid.
    accepted: Mutex<BTreeSet<AcceptedDigest>>,
}

/// An accepted digest. Ordered by the time at which it becomes invalid.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct AcceptedDigest {
    /// Whether the digest stays valid beyond the latest time that `SystemTime` can represent.
    is_endless: bool,
    /// The time at which the digest becomes invalid. It depends on the creation time in the token, which the
    /// digest covers.
    until: Option<SystemTime>,
    digest: Box<str>,
}

/// Returns the password of a user; `None` for unknown users.
type PasswordOf = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Maximum number of digests that are kept to reject a second use, about 100 bytes each. With the default
/// tolerance, more than 1,600 requests per second for ten minutes reach it.
const MAX_ACCEPTED_DIGESTS: usize = 1_000_000;

/// The result of remembering a digest.
#[derive(Debug, PartialEq, Eq)]
enum DigestUse {
    First,
    Repeated,
    /// Too many digests are stored, so it is unknown whether this one was used before.
    Unknown,
}

impl Passwords {
    pub(super) fn new(password: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { password: Box::new(password), accepted: Mutex::default() }
    }

    /// Remembers a digest until it becomes invalid. A digest that is still valid is never forgotten, because
    /// everybody who saw it could use it again.
    fn remember(&self, digest: &str, now: SystemTime, until: Option<SystemTime>) -> DigestUse {
        let mut accepted = self.accepted.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(first) = accepted.first()
            && first.until.is_some_and(|until| until < now)
        {
            accepted.pop_first();
        }
        let new = AcceptedDigest { is_endless: until.is_none(), until, digest: digest.into() };
        if accepted.contains(&new) {
            return DigestUse::Repeated;
        }
        if accepted.len() >= MAX_ACCEPTED_DIGESTS {
            return DigestUse::Unknown;
        }
        accepted.insert(new);
        DigestUse::First
    }
}

/// The user whose password [`Security::passwords`](super::Security::passwords) checked. It is in the extensions of the
/// request (`Context::extensions`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedUser {
    name: String,
}

impl VerifiedUser {
    /// The user name, as it was passed to the function that returns the password.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Checks the only user name token among the children of a `Security` header. Returns the user.
pub(super) fn check_username(
    children: &[Element],
    passwords: &Passwords,
    now: SystemTime,
    tolerance: Duration,
) -> Result<VerifiedUser> {
    let mut tokens = children.iter().filter(|child| child.name() == Name::new(WSSE, "UsernameToken"));
    let (Some(token), None) = (tokens.next(), tokens.next()) else {
        return Err(fault("InvalidSecurity", "one user name token is required"));
    };
    let parts = token.limited_children()?;
    let part = |namespace, local| {
        let mut found = parts.iter().filter(|part| part.name() == Name::new(namespace, local));
        match (found.next(), found.next()) {
            (part, None) => Ok(part),
            _ => Err(fault("InvalidSecurityToken", "an element of the user name token occurs twice")),
        }
    };
    let text = |part: Option<&Element>| part.and_then(|part| Some(part.text()?.into_owned()));
    let username = text(part(WSSE, "Username")?).unwrap_or_default();
    let password = part(WSSE, "Password")?;
    let kind = password.and_then(|password| password.attribute(("", "Type"))).unwrap_or("");
    let kind = kind.trim().strip_prefix(PASSWORD_TYPE).unwrap_or(if kind.is_empty() { "Text" } else { "" });
    let sent = text(password).unwrap_or_default();
    let nonce = text(part(WSSE, "Nonce")?);
    let created = text(part(WSU, "Created")?);

    let failed = || fault("FailedAuthentication", "the user name or the password is wrong");
    // An unknown user is checked like a wrong password, so that the response time does not reveal which users
    // exist.
    let user = VerifiedUser { name: username.trim().to_owned() };
    let known = (passwords.password)(&user.name);
    let expected = known.as_deref().unwrap_or("no password");
    match kind {
        "Text" => match equal(expected.as_bytes(), sent.as_bytes()) && known.is_some() {
            true => Ok(user),
            false => Err(failed()),
        },
        "Digest" => {
            let (Some(nonce), Some(created)) = (nonce, created) else {
                return Err(fault("InvalidSecurityToken", "a password digest needs Nonce and Created"));
            };
            let bytes = base64_simd::STANDARD.decode_to_vec(nonce.trim());
            let (Ok(bytes), Ok(time)) = (bytes, clock::read(&created)) else {
                return Err(fault(
                    "InvalidSecurityToken",
                    "Nonce or Created of the user name token is invalid",
                ));
            };
            let difference = match now.duration_since(time) {
                Ok(age) => age,
                Err(ahead) => ahead.duration(),
            };
            // The digest is computed from the text of the creation time, as received.
            let computed = digest(&bytes, &created, expected);
            if !equal(computed.as_bytes(), sent.trim().as_bytes()) || known.is_none() {
                return Err(failed());
            }
            if difference > tolerance {
                return Err(fault(
                    "MessageExpired",
                    "the user name token was created too long ago, or in the future",
                ));
            }
            match passwords.remember(&computed, now, time.checked_add(tolerance)) {
                DigestUse::First => Ok(user),
                DigestUse::Repeated => {
                    Err(fault("FailedAuthentication", "the user name token was used before"))
                }
                DigestUse::Unknown => {
                    let fault = Fault::server("too many user name tokens were used in the last minutes");
                    Err(Error::new(ErrorKind::Fault(Box::new(fault))))
                }
            }
        }
        _ => Err(fault("UnsupportedSecurityToken", "the type of the password is not supported")),
    }
}

/// Whether two texts are equal. The time of the comparison depends only on their lengths.
fn equal(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other));
    one.len() == other.len() && std::hint::black_box(difference) == 0
}

/// A fault of WS-Security (SOAP Message Security 1.1, section 12).
fn fault(code: &str, reason: &str) -> Error {
    Error::new(ErrorKind::Fault(Box::new(Fault::client(reason).with_subcode(WSSE, code))))
}

#[cfg(test)]
mod tests {
    use super::super::UsernameToken;
    use super::*;

    const TOLERANCE: Duration = Duration::from_secs(60);

    fn children(xml: &str) -> Vec<Element> {
        Element::parse(&format!("<wsse:Security xmlns:wsse='{WSSE}' xmlns:wsu='{WSU}'>{xml}</wsse:Security>"))
            .unwrap()
            .children()
    }

    fn outcome(passwords: &Passwords, xml: &str, now: SystemTime) -> Result<(), String> {
        check_username(&children(xml), passwords, now, TOLERANCE)
            .map(|user| assert_eq!(user.name(), "jdoe"))
            .map_err(|error| error.fault().unwrap().subcodes[0].local().to_owned())
    }

    fn passwords() -> Passwords {
        Passwords::new(|user| (user == "jdoe").then(|| "pa55 ".to_owned()))
    }

    #[test]
    fn tokens_with_the_right_password_are_accepted() {
        let now = SystemTime::now();
        for token in [UsernameToken::text("jdoe", "pa55 "), UsernameToken::digest("jdoe", "pa55 ")] {
            assert_eq!(outcome(&passwords(), &token.to_xml("u", now).unwrap(), now), Ok(()));
        }
    }

    #[test]
    fn invalid_user_name_tokens_are_refused_with_the_fault_of_the_specification() {
        let now = SystemTime::now();
        let xml = |token: UsernameToken| token.to_xml("u", now).unwrap();
        let right = xml(UsernameToken::digest("jdoe", "pa55 "));
        for (xml, code) in [
            (String::new(), "InvalidSecurity"),
            (right.repeat(2), "InvalidSecurity"),
            (xml(UsernameToken::text("jdoe", "pa55")), "FailedAuthentication"),
            (xml(UsernameToken::text("else", "no password")), "FailedAuthentication"),
            (xml(UsernameToken::digest("else", "no password")), "FailedAuthentication"),
            (xml(UsernameToken::digest("jdoe", "wrong")), "FailedAuthentication"),
            (xml(UsernameToken::without_password("jdoe")), "FailedAuthentication"),
            (right.replace("Nonce", "Other"), "InvalidSecurityToken"),
            (right.replace("<wsu:Created>", "<wsu:Created/><wsu:Created>"), "InvalidSecurityToken"),
            (right.replace("#PasswordDigest", "#PasswordOther"), "UnsupportedSecurityToken"),
        ] {
            assert_eq!(outcome(&passwords(), &xml, now), Err(code.to_owned()), "{xml}");
        }
    }

    #[test]
    fn a_digest_is_accepted_once_and_only_at_its_time() {
        let (passwords, now) = (passwords(), SystemTime::now());
        let xml = UsernameToken::digest("jdoe", "pa55 ").to_xml("u", now).unwrap();
        for time in [now + TOLERANCE * 2, now - TOLERANCE * 2] {
            assert_eq!(outcome(&passwords, &xml, time), Err("MessageExpired".to_owned()));
        }
        assert_eq!(outcome(&passwords, &xml, now), Ok(()));
        assert_eq!(outcome(&passwords, &xml, now), Err("FailedAuthentication".to_owned()));
        let text = UsernameToken::text("jdoe", "pa55 ").to_xml("u", now).unwrap();
        assert_eq!([0, 1].map(|_| outcome(&passwords, &text, now)), [Ok(()), Ok(())]);
        // An unlimited tolerance causes no overflow.
        let xml = UsernameToken::digest("jdoe", "pa55 ").to_xml("u", now).unwrap();
        let check = |_| check_username(&children(&xml), &passwords, now, Duration::MAX).is_ok();
        assert_eq!([0, 1].map(check), [true, false]);
    }

    #[test]
    fn many_digests_are_accepted_while_earlier_ones_are_still_refused() {
        let (passwords, now) = (passwords(), SystemTime::now());
        let until = |index: u32| now.checked_add(Duration::from_millis(u64::from(20_000 - index)));
        for index in 0..20_000 {
            assert_eq!(passwords.remember(&index.to_string(), now, until(index)), DigestUse::First);
        }
        for index in [0, 19_999] {
            assert_eq!(passwords.remember(&index.to_string(), now, until(index)), DigestUse::Repeated);
        }
        // Digests that have become invalid are removed, in whatever order they arrived.
        _ = passwords.remember("last", now + Duration::from_secs(10), until(0));
        assert_eq!(passwords.accepted.lock().unwrap().len(), 10_002);
    }
}
