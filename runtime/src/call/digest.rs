//! HTTP Digest authentication (RFC 7616) above the transports: the challenge of a server, and the answer to
//! it in the requests that follow. The crate `http-auth` parses challenges and computes answers.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_auth::digest::Qop;
use http_auth::{ChallengeParser, ChallengeRef, DigestClient, ParamValue, PasswordParams};

use crate::error::{Error, Result};
use crate::redaction::mask::Secrets;
use crate::transport::Response;

/// User, password, and the last challenge of the server. Clones of a client share the challenge, so that only
/// the first call is refused.
pub(crate) struct Digest {
    user: String,
    password: String,
    challenge: Mutex<Option<Challenge>>,
}

/// A challenge, with the count of answers to its nonce.
struct Challenge {
    /// Scheme, host and port of the endpoint that sent the challenge.
    origin: String,
    client: DigestClient,
}

/// The reaction of the client to a reply with status 401.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The request is sent again, with an answer to the challenge.
    Answer,
    /// The credentials were refused, or the reply contains no Digest challenge.
    Refused,
    /// The reply contains only challenges that this crate cannot answer.
    Unsupported(String),
}

impl Digest {
    pub(super) fn new(user: String, password: String) -> Self {
        Self { user, password, challenge: Mutex::default() }
    }

    /// Returns the answer to the last challenge of this endpoint; `None` without a challenge. Adds the
    /// credentials and the answer to `secrets`.
    pub(super) fn header(&self, endpoint: &str, secrets: &mut Secrets) -> Result<Option<String>> {
        let (origin, target) = split(endpoint);
        secrets.add(&self.user);
        secrets.add(&self.password);
        let mut last = self.challenge();
        let Some(challenge) = last.as_mut().filter(|challenge| challenge.origin == origin) else {
            return Ok(None);
        };
        let parameters = PasswordParams {
            username: &self.user,
            password: &self.password,
            uri: target,
            method: "POST",
            // Without a body, http-auth never chooses `auth-int`.
            body: None,
        };
        // Do not pass on http-auth's error: its text may contain the user name.
        let Ok(value) = challenge.client.respond(&parameters) else {
            *last = None;
            let reason = "a Digest challenge with a character that HTTP headers cannot contain";
            return Err(Error::unsupported(reason).with_unsendable());
        };
        secrets.add(&value);
        for name in ["response=\"", "cnonce=\""] {
            let quoted = value.split_once(name).and_then(|(_, rest)| rest.split('"').next());
            quoted.into_iter().for_each(|text| secrets.add(text));
        }
        Ok(Some(value))
    }

    /// Evaluates a reply with status 401. `answered` is the number of challenges that this call has answered.
    ///
    /// A call answers one challenge. It answers a second one only if the server declares the nonce stale,
    /// because the server has then not refused the password. Otherwise the password is wrong, and another
    /// attempt could lock the account.
    pub(super) fn refused(&self, endpoint: &str, response: &Response, answered: u32) -> Verdict {
        let challenges = match challenge_of(response) {
            Ok(Some(client)) => client,
            Ok(None) => return self.forget(Verdict::Refused),
            Err(reason) => return self.forget(Verdict::Unsupported(reason)),
        };
        let is_answered = match answered {
            0 => true,
            1 => challenges.stale(),
            _ => false,
        };
        if !is_answered {
            return self.forget(Verdict::Refused);
        }
        let origin = split(endpoint).0;
        *self.challenge() = Some(Challenge { origin, client: challenges });
        Verdict::Answer
    }

    /// Discards the challenge, so that the next call does not send an answer that the server has refused.
    fn forget(&self, verdict: Verdict) -> Verdict {
        *self.challenge() = None;
        verdict
    }

    fn challenge(&self) -> MutexGuard<'_, Option<Challenge>> {
        self.challenge.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows neither user nor password.
impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Digest").finish_non_exhaustive()
    }
}

/// The first Digest challenge that can be answered (RFC 7616, section 3.7); `None` if there is no Digest
/// challenge.
///
/// # Errors
///
/// The reason why none of the Digest challenges can be answered.
fn challenge_of(response: &Response) -> Result<Option<DigestClient>, String> {
    let mut reason = None;
    let headers = response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("WWW-Authenticate"));
    for (_, value) in headers {
        // The list of challenges ends at one that cannot be parsed, such as `Negotiate` with a token.
        for mut challenge in ChallengeParser::new(value).map_while(Result::ok) {
            if !challenge.scheme.eq_ignore_ascii_case("Digest") {
                continue;
            }
            normalize(&mut challenge);
            match DigestClient::try_from(&challenge) {
                Ok(client) if client.qop() & Qop::Auth => return Ok(Some(client)),
                Ok(_) => {
                    reason.get_or_insert_with(|| "the server offers only qop=auth-int".to_owned());
                }
                Err(error) => {
                    reason.get_or_insert(error);
                }
            }
        }
    }
    reason.map_or(Ok(None), Err)
}

/// Corrects the case of the algorithm, which http-auth compares exactly. Some devices send `md5`.
fn normalize(challenge: &mut ChallengeRef<'_>) {
    const ALGORITHMS: [&str; 6] =
        ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"];

    for (name, value) in &mut challenge.params {
        if name.eq_ignore_ascii_case("algorithm") {
            let known = ALGORITHMS.iter().find(|known| known.eq_ignore_ascii_case(value.as_escaped()));
            if let Some(known) = known.and_then(|known| ParamValue::try_from_escaped(known).ok()) {
                *value = known;
            }
        }
    }
}

/// The endpoint without user and password, normalized like the URL that the transport sends.
pub(super) fn endpoint(endpoint: &str) -> String {
    // The answer to a challenge contains the target of the request, which must be the one that reqwest sends.
    // reqwest parses the URL in the same way, which normalizes the target.
    #[cfg(feature = "reqwest")]
    if let Ok(mut url) = reqwest::Url::parse(endpoint) {
        // An error means that URLs with this scheme cannot contain a user.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        return url.into();
    }
    let Some((scheme, rest)) = endpoint.split_once("://") else { return endpoint.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let slash = if behind.starts_with('?') { "/" } else { "" };
    format!("{scheme}://{host}{slash}{behind}")
}

/// Splits an endpoint without user into its origin and its target: path and query, as in the request line.
fn split(endpoint: &str) -> (String, &str) {
    let endpoint = endpoint.split('#').next().unwrap_or_default();
    let start = endpoint.find("://").map_or(0, |start| start + 3);
    let rest = endpoint.get(start..).unwrap_or_default();
    let end = start + rest.find(['/', '?']).unwrap_or(rest.len());
    let origin = endpoint.get(..end).unwrap_or_default().to_ascii_lowercase();
    match endpoint.get(end..) {
        None | Some("") => (origin, "/"),
        Some(target) => (origin, target),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ENDPOINT: &str = "http://host:8080/onvif/device_service?x=1";

    fn refusal(challenges: &[&str]) -> Response {
        let refusal = Response::new(401, "");
        challenges.iter().fold(refusal, |refusal, value| refusal.with_header("WWW-Authenticate", *value))
    }

    fn parameter<'h>(header: &'h str, name: &str) -> Option<&'h str> {
        let header = header.strip_prefix("Digest ")?;
        header
            .split(", ")
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
            .map(|value| value.trim_matches('"'))
    }

    #[test]
    fn a_digest_answer_has_a_counter_and_is_valid_for_its_target_and_origin() {
        let digest = Digest::new("jdoe".into(), "pa55word".into());
        let mut secrets = Secrets::default();
        assert_eq!(digest.header(ENDPOINT, &mut secrets).unwrap(), None);
        let response = refusal(&["Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256"]);
        assert_eq!(digest.refused(ENDPOINT, &response, 0), Verdict::Answer);
        for count in ["00000001", "00000002"] {
            let header = digest.header(ENDPOINT, &mut secrets).unwrap().unwrap();
            assert_eq!(parameter(&header, "nc"), Some(count), "{header}");
            assert_eq!(parameter(&header, "uri"), Some("/onvif/device_service?x=1"), "{header}");
            assert_eq!(parameter(&header, "nonce"), Some("n1"), "{header}");
            let answer = parameter(&header, "response").unwrap();
            assert!(secrets.occur_in(answer) && secrets.occur_in("pa55word") && secrets.occur_in(&header));
        }
        for other in ["http://host:8081/", "https://host:8080/", "http://other:8080/"] {
            assert_eq!(digest.header(other, &mut secrets).unwrap(), None, "{other}");
        }
        assert!(digest.header("HTTP://HOST:8080", &mut secrets).unwrap().is_some());
        assert!(!format!("{digest:?}").contains("jdoe"));
    }

    #[test]
    fn the_first_answerable_challenge_is_answered() {
        let digest = Digest::new("jdoe".into(), "pa55word".into());
        for (challenges, algorithm) in [
            (
                &["Basic realm=\"r\"", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=md5"][..],
                Some("MD5"),
            ),
            (
                &[
                    "Basic realm=\"r\", Digest realm=\"r\", nonce=\"n\", qop=\"auth,auth-int\", algorithm=MD5-sess",
                ],
                Some("MD5-sess"),
            ),
            (
                &[
                    "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
                    "Digest realm=\"r\", nonce=\"n\", qop=auth, algorithm=\"sha-256-SESS\"",
                ],
                Some("SHA-256-sess"),
            ),
            (&["Negotiate", "NTLM", "digest realm=\"r\", nonce=\"n\""], None),
        ] {
            let response = refusal(challenges);
            assert_eq!(digest.refused(ENDPOINT, &response, 0), Verdict::Answer, "{challenges:?}");
            let header = digest.header(ENDPOINT, &mut Secrets::default()).unwrap().unwrap();
            assert_eq!(parameter(&header, "algorithm"), algorithm, "{header}");
        }
    }

    #[test]
    fn unsupported_challenges_are_reported_with_the_reason() {
        let digest = Digest::new("jdoe".into(), "pa55word".into());
        for (challenge, reason) in [
            ("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", "auth-int"),
            ("Digest realm=\"r\", nonce=\"n\", qop=\"other\"", "other"),
            ("Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA3", "SHA3"),
            ("Digest realm=\"r\", qop=\"auth\"", "nonce"),
        ] {
            match digest.refused(ENDPOINT, &refusal(&[challenge]), 0) {
                Verdict::Unsupported(text) => assert!(text.contains(reason), "{challenge}: {text}"),
                other => panic!("{challenge}: {other:?}"),
            }
        }
        for challenges in [&[][..], &["Basic realm=\"r\""], &["Negotiate YII="], &["Digest"], &["\u{0}"]] {
            let verdict = digest.refused(ENDPOINT, &refusal(challenges), 0);
            assert!(verdict != Verdict::Answer, "{challenges:?}: {verdict:?}");
        }
    }

    #[test]
    fn only_a_stale_nonce_is_answered_a_second_time() {
        let digest = Digest::new("jdoe".into(), "pa55word".into());
        let fresh = refusal(&["Digest realm=\"r\", nonce=\"n\", qop=\"auth\""]);
        let stale = refusal(&["Digest realm=\"r\", nonce=\"m\", qop=\"auth\", stale=TRUE"]);
        assert_eq!(digest.refused(ENDPOINT, &fresh, 0), Verdict::Answer);
        assert_eq!(digest.refused(ENDPOINT, &stale, 1), Verdict::Answer);
        assert_eq!(digest.refused(ENDPOINT, &stale, 2), Verdict::Refused);
        assert_eq!(digest.refused(ENDPOINT, &fresh, 0), Verdict::Answer);
        assert_eq!(digest.refused(ENDPOINT, &fresh, 1), Verdict::Refused);
        // The refused answer is not sent again.
        assert_eq!(digest.header(ENDPOINT, &mut Secrets::default()).unwrap(), None);
    }

    #[test]
    fn a_challenge_that_cannot_be_repeated_is_an_error_once() {
        let digest = Digest::new("jdoe".into(), "pa55word".into());
        let response = refusal(&["Digest realm=\"\u{fffd}\", nonce=\"n\", qop=\"auth\""]);
        if digest.refused(ENDPOINT, &response, 0) == Verdict::Answer {
            assert!(digest.header(ENDPOINT, &mut Secrets::default()).is_err());
        }
        assert_eq!(digest.header(ENDPOINT, &mut Secrets::default()).unwrap(), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn no_challenge_makes_the_answer_more_than_one_header(
            values in prop::collection::vec(
                r#"([Dd]igest|Basic|NTLM)?( |,){0,2}((realm|nonce|qop|algorithm|opaque|stale|domain|userhash|x)( )?=( )?("([a-z,\\\\ é\r\n\t"]|auth|MD5|SHA-256){0,9}"?|auth|true|MD5-sess|[^"]{0,3})[, ]{0,2}){0,7}"#,
                0..3,
            ),
        ) {
            let digest = Digest::new("j\"ö\n".into(), "pa55word".into());
            let values: Vec<_> = values.iter().map(String::as_str).collect();
            digest.refused(ENDPOINT, &refusal(&values), 0);
            if let Ok(Some(header)) = digest.header(ENDPOINT, &mut Secrets::default()) {
                prop_assert!(header.starts_with("Digest "), "{header}");
                prop_assert!(header.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')), "{header:?}");
            }
        }
    }

    #[test]
    fn the_user_of_an_endpoint_is_removed() {
        for (url, expected) in [
            ("http://jdoe:pw@host:1/x?y", "http://host:1/x?y"),
            ("http://host:1/x?y=a@b", "http://host:1/x?y=a@b"),
            ("https://jdoe@host/", "https://host/"),
        ] {
            assert_eq!(endpoint(url), expected);
        }
        assert_eq!(split("http://host").1, "/");
        assert_eq!(split(&endpoint("http://host?q#f")).1, "/?q");
    }
}
