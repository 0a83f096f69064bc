//! User name tokens (Web Services Security UsernameToken Profile 1.1).

use std::fmt;
use std::time::SystemTime;

use sha1_smol::Sha1;

use super::clock;
use crate::error::Result;
use crate::random;
use crate::text::Element;
use crate::value::Secret;

/// Common beginning of the URIs that identify types of passwords.
pub(super) const PASSWORD_TYPE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#Password";
const BASE64: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

/// A user name, with or without a password.
#[derive(Clone)]
pub struct UsernameToken {
    username: String,
    password: Password,
    has_nonce: bool,
    has_created: bool,
}

#[derive(Clone)]
enum Password {
    None,
    Text(Secret<String>),
    Digest(Secret<String>),
}

impl UsernameToken {
    /// Creates a token with the password as text (`PasswordText`). Anyone who reads the message knows it: use
    /// HTTPS.
    pub fn text(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Password::Text(Secret::from(password.into()));
        Self { username: username.into(), password, has_nonce: false, has_created: false }
    }

    /// Creates a token with a digest of the password (`PasswordDigest`), a nonce and the time.
    pub fn digest(username: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Password::Digest(Secret::from(password.into()));
        Self { username: username.into(), password, has_nonce: true, has_created: true }
    }

    /// Creates a token with only the user name, for services that identify the sender by other means.
    pub fn without_password(username: impl Into<String>) -> Self {
        Self { username: username.into(), password: Password::None, has_nonce: false, has_created: false }
    }

    /// Adds a nonce. Tokens with a digest always contain one.
    #[must_use]
    pub fn nonce(mut self) -> Self {
        self.has_nonce = true;
        self
    }

    /// Adds the time of creation. Tokens with a digest always contain it.
    #[must_use]
    pub fn created(mut self) -> Self {
        self.has_created = true;
        self
    }

    /// The token as XML, with a new nonce. The prefixes `wsse` and `wsu` are declared around it.
    pub(super) fn to_xml(&self, id: &str, now: SystemTime) -> Result<String> {
        self.write(id, random::bytes()?, &clock::written(now)?)
    }

    fn write(&self, id: &str, nonce: [u8; 16], created: &str) -> Result<String> {
        let mut xml = format!(
            "<wsse:UsernameToken wsu:Id=\"{id}\"><wsse:Username>{}</wsse:Username>",
            content("Username", &self.username)?
        );
        let password = match &self.password {
            Password::None => None,
            Password::Text(password) => Some(("Text", content("Password", password.expose())?)),
            Password::Digest(password) => Some(("Digest", digest(&nonce, created, password.expose()))),
        };
        if let Some((kind, password)) = password {
            xml += &format!("<wsse:Password Type=\"{PASSWORD_TYPE}{kind}\">{password}</wsse:Password>");
        }
        if self.has_nonce {
            let nonce = base64_simd::STANDARD.encode_to_string(nonce);
            xml += &format!("<wsse:Nonce EncodingType=\"{BASE64}\">{nonce}</wsse:Nonce>");
        }
        if self.has_created {
            xml += &format!("<wsu:Created>{created}</wsu:Created>");
        }
        xml += "</wsse:UsernameToken>";
        Ok(xml)
    }
}

/// Escapes a text for the content of an element. Errors show the name of the element.
fn content(name: &str, text: &str) -> Result<String> {
    Ok(Element::of(("", name), &text.to_owned())?.content)
}

/// The digest of a password: SHA-1 of nonce, time and password, in Base64.
pub(super) fn digest(nonce: &[u8], created: &str, password: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(nonce);
    hash.update(created.as_bytes());
    hash.update(password.as_bytes());
    base64_simd::STANDARD.encode_to_string(hash.digest().bytes())
}

/// Shows the user name and not the password.
impl fmt::Debug for UsernameToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let password = match self.password {
            Password::None => "none",
            Password::Text(_) => "text",
            Password::Digest(_) => "digest",
        };
        formatter
            .debug_struct("UsernameToken")
            .field("username", &self.username)
            .field("password", &format_args!("{password}"))
            .field("nonce", &self.has_nonce)
            .field("created", &self.has_created)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the ONVIF Application Programmer's Guide.
    #[test]
    fn the_digest_is_that_of_the_known_example() {
        let nonce = base64_simd::STANDARD.decode_to_vec("LKqI6G/AikKCQrN0zqZFlg==").unwrap();
        assert_eq!(digest(&nonce, "2010-09-16T07:50:45Z", "userpassword"), "tuOSpGlFlIXsozq4HFNeeGeFLEI=");
    }

    #[test]
    fn text_and_digest_tokens_have_their_elements() {
        let write = |token: UsernameToken| token.write("u", [7; 16], "2010-09-16T07:50:45Z").unwrap();
        let elements = |xml: &str| -> Vec<String> {
            xml.split('<')
                .filter(|tag| !tag.starts_with('/') && !tag.is_empty())
                .map(|tag| tag.split([' ', '>']).next().unwrap().to_owned())
                .collect()
        };
        let (token, name, password, nonce, created) =
            ("wsse:UsernameToken", "wsse:Username", "wsse:Password", "wsse:Nonce", "wsu:Created");
        for (xml, expected) in [
            (write(UsernameToken::without_password("u")), vec![token, name]),
            (write(UsernameToken::text("u", "p")), vec![token, name, password]),
            (
                write(UsernameToken::text("u", "p").nonce().created()),
                vec![token, name, password, nonce, created],
            ),
            (write(UsernameToken::digest("u", "p")), vec![token, name, password, nonce, created]),
        ] {
            assert_eq!(elements(&xml), expected, "{xml}");
        }
        let xml = write(UsernameToken::text("a<b", "c&d"));
        assert!(xml.contains(">a&lt;b<") && xml.contains("#PasswordText\">c&amp;d<"), "{xml}");
        assert!(!write(UsernameToken::digest("u", "hunter2")).contains("hunter2"));
    }

    #[test]
    fn debug_shows_no_password() {
        for token in [UsernameToken::text("u", "hunter2"), UsernameToken::digest("u", "hunter2")] {
            assert!(!format!("{token:?}").contains("hunter2"));
        }
    }
}
