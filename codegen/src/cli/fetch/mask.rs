//! URLs without parts that may be secret, for the catalog and for output.

use url::Url;

/// Parameters that select a document. Their values are shown if they look like a name.
const SELECTORS: [&str; 6] = ["wsdl", "singlewsdl", "xsd", "schema", "wsdlpart", "part"];

/// Returns the value of a parameter that selects a document, unless the value may be secret.
///
/// The value of `?wsdl` is empty, that of `?xsd=types.xsd` is `types.xsd`.
fn selector(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let is_selector = SELECTORS.iter().any(|selector| name.eq_ignore_ascii_case(selector));
    (is_selector && is_name(value)).then_some(value)
}

/// Whether a value is short and looks like the name or the path of a document.
fn is_name(value: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte);
    value.len() <= 100 && value.replace("%2F", "/").bytes().all(is_plain)
}

/// Splits a parameter into a part that is shown and a part that may be secret.
pub(in crate::cli) fn split(parameter: &str) -> (&str, Option<&str>) {
    match (selector(parameter), parameter.find('=')) {
        (Some(_), _) => (parameter, None),
        (None, Some(end)) if is_name(&parameter[..end]) => {
            let (open, secret) = parameter.split_at(end + 1);
            (open, Some(secret))
        }
        (None, _) => ("", Some(parameter)),
    }
}

/// Returns the parameters of a query.
pub(in crate::cli) fn parameters(query: &str) -> impl Iterator<Item = &str> {
    query.split('&')
}

/// Returns the value of the parameter that selects the document, if there is one.
pub(super) fn selected(url: &Url) -> Option<&str> {
    parameters(url.query()?).find_map(selector)
}

/// Returns a URL without user and password. `[redacted]` replaces path parameters and the values of query
/// parameters, except values that select a document, as in `xsd=xsd0`.
pub(super) fn masked(url: &Url) -> String {
    const MASK: &str = "[redacted]";
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    // Some servers put the session into the path: `/Service.svc;jsessionid=…`.
    let path = match url.path().split_once(';') {
        Some((path, _)) => format!("{path};{MASK}"),
        None => url.path().to_owned(),
    };
    let mut text = format!("{}://{host}{port}{path}", url.scheme());
    if let Some(query) = url.query() {
        let shown = |parameter| match split(parameter) {
            (open, None) => open.to_owned(),
            (open, Some(_)) => format!("{open}{MASK}"),
        };
        text.push('?');
        text.push_str(&parameters(query).map(shown).collect::<Vec<_>>().join("&"));
    }
    text
}

/// Returns `true` if [`masked`] hides nothing in a URL except its fragment.
pub(super) fn is_open(url: &Url) -> bool {
    let mut whole = url.clone();
    whole.set_fragment(None);
    masked(url) == whole.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parameters_that_select_a_document_remain_of_a_query() {
        for (url, expected) in [
            ("http://h/S.svc?wsdl", "http://h/S.svc?wsdl"),
            ("http://h/S.svc?singleWsdl", "http://h/S.svc?singleWsdl"),
            ("http://h/S.svc?xsd=xsd0", "http://h/S.svc?xsd=xsd0"),
            ("http://h/S?xsd=../a/types.xsd", "http://h/S?xsd=../a/types.xsd"),
            ("https://h:8443/S?wsdl&key=PW", "https://h:8443/S?wsdl&key=[redacted]"),
            ("http://h/S?PW", "http://h/S?[redacted]"),
            ("http://h/S?PW%20=x", "http://h/S?[redacted]"),
            ("http://h/S?wsdl=P%20W", "http://h/S?wsdl=[redacted]"),
            ("http://jdoe:PW@h/S?wsdl", "http://h/S?wsdl"),
            ("http://h/S;jsessionid=PW?wsdl", "http://h/S;[redacted]?wsdl"),
            ("http://[::1]:80/S#PW", "http://[::1]/S"),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(masked(&url), expected);
        }
    }
    #[test]
    fn a_url_without_secrets_is_open() {
        for (url, expected) in [
            ("http://h/S.svc?xsd=xsd0", true),
            ("http://h/S.svc#x", true),
            ("http://u:p@h/S.svc", false),
            ("http://h/S?wsdl&key=1", false),
            ("http://h/S;a=1", false),
        ] {
            assert_eq!(is_open(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
