//! Credentials of requests: from the options, and from user names in the given URLs.

use base64::{Engine, prelude::BASE64_STANDARD};
use ureq::http::{HeaderMap, HeaderValue, header};
use url::{Origin, Url};

use super::{super::failure::Failure, options::Fetch, secrets};

/// Returns the headers with credentials from the options. They are sent only to the origins of the URLs on
/// the command line and to trusted hosts.
pub(super) fn credentials(arguments: &Fetch) -> Result<HeaderMap, Failure> {
    let invalid = |name: &str| {
        Failure::Unknown(format!("the header `{name}` contains characters that HTTP does not allow"), None)
    };
    let mut headers = HeaderMap::new();
    let login = &arguments.login;
    let authorization = match (&login.user, &login.bearer) {
        (Some(user), _) => {
            let (name, password) = match user.split_once(':') {
                Some(pair) => pair,
                None => (user.as_str(), "prompt:"),
            };
            let password = secrets::resolve(password, &format!("password of {name}"))?;
            Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{name}:{password}"))))
        }
        (None, Some(token)) => Some(format!("Bearer {}", secrets::resolve(token, "--bearer")?)),
        (None, None) => None,
    };
    if let Some(authorization) = authorization {
        let value = HeaderValue::from_str(&authorization).map_err(|_| invalid("Authorization"))?;
        headers.insert(header::AUTHORIZATION, value);
    }
    for (name, value) in &login.header {
        let value = secrets::resolve(value, name)?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| invalid(name))?;
        let name = name.parse::<header::HeaderName>().map_err(|_| invalid(name))?;
        headers.append(name, value);
    }
    for value in headers.values_mut() {
        value.set_sensitive(true);
    }
    Ok(headers)
}

/// Returns the users in URLs, each as the header `Authorization` for the origin of its URL. The options `--user` and
/// `--bearer` replace them.
pub(super) fn users(arguments: &Fetch, urls: &[Url]) -> Vec<(Origin, HeaderValue)> {
    if arguments.login.user.is_some() || arguments.login.bearer.is_some() {
        return Vec::new();
    }
    urls.iter().filter_map(|url| Some((url.origin(), user_of(url)?))).collect()
}

/// Returns the header `Authorization` for the user in a URL.
fn user_of(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let mut pair = decoded(url.username());
    pair.push(b':');
    pair.extend(decoded(url.password().unwrap_or_default()));
    let mut value = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(pair))).ok()?;
    value.set_sensitive(true);
    Some(value)
}
