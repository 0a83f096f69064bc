//! A curl command for a request.

use std::collections::BTreeMap;

use url::Url;

use super::{request::Prepared, secret::Secrets};
use crate::cli::fetch::mask;

/// Schemes of the header `Authorization` that are printed. Any other first word may be a part of the secret.
const SCHEMES: [&str; 9] =
    ["Basic", "Bearer", "Digest", "DPoP", "Negotiate", "NTLM", "OAuth", "Token", "ApiKey"];

/// Formats a curl command for a POSIX shell. Secrets are read from environment variables unless `show` is set.
pub(super) fn command(request: &Prepared, secrets: &Secrets, show: bool) -> String {
    let mut variables = Variables::default();
    let url = Url::parse(&request.endpoint).ok().filter(Url::has_host);
    let shown = match (show, &url) {
        (true, _) => quoted(&request.endpoint),
        (false, Some(url)) => quoted_with_variables(&marked(url, &mut variables)),
        (false, None) => quoted(&saponify::transport::shown(&request.endpoint)),
    };
    let has_secret_in_url = !variables.names.is_empty();
    // Without `--globoff`, curl sends many requests to an address with `[1-9]` or `{a,b}`.
    let mut lines = vec![format!("curl {shown}"), "--globoff".to_owned()];
    for (name, value) in &request.headers {
        lines.push(match secrets.is_secret_header(name, value) && !show {
            true => format!("-H {}", secret_header(name, value, &variables.name(name, value))),
            false => format!("-H {}", quoted(&format!("{name}: {value}"))),
        });
    }
    if let Some((user, password)) = &request.user {
        lines.push(match show {
            true => format!("-u {}", quoted(&format!("{user}:{password}"))),
            false => format!("-u {}\":${{{}}}\"", quoted(user), variables.name("Http_Password", password)),
        });
    } else if let Some(url) = url.filter(|url| !url.username().is_empty() || url.password().is_some())
        && !show
    {
        let user = variables.name("Url_User", url.username());
        let password = variables.name("Url_Password", url.password().unwrap_or_default());
        lines.push(format!("-u \"${{{user}}}:${{{password}}}\""));
    }
    let body = match show {
        true => quoted(&request.envelope),
        false => {
            let mark = |name: &str, value: &str| format!("{MARK}{}{MARK}", variables.name(name, value));
            quoted_with_variables(&secrets.replace(&request.envelope, mark))
        }
    };
    lines.push(format!("--data-binary {body}"));
    let mut text =
        attachments_note(request.attachments).map_or_else(String::new, |note| format!("# The {note}.\n"));
    if !variables.names.is_empty() {
        let names: Vec<_> = variables.names.keys().map(String::as_str).collect();
        text.push_str(&format!(
            "# Set these variables before you run the command: {}. In values of the envelope, write & as &amp; and < as &lt;.\n",
            names.join(", ")
        ));
        if has_secret_in_url {
            text.push_str(
                "# In values of the URL, percent-encode all characters except letters and digits.\n",
            );
        }
    }
    text.push_str(&lines.join(" \\\n  "));
    text.push('\n');
    text
}

/// Returns a note that the attachments of the request are not printed, or `None` if the request has no
/// attachments. The note begins with the word "request": the caller puts the article before it.
pub(super) fn attachments_note(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("request has 1 attachment beside the envelope, which is not printed".to_owned()),
        more => Some(format!("request has {more} attachments beside the envelope, which are not printed")),
    }
}

/// The secrets of a request. The printed command does not contain them: it reads each of them from an
/// environment variable. The keys are the names of the variables.
#[derive(Default)]
struct Variables {
    names: BTreeMap<String, String>,
}

impl Variables {
    /// Returns the variable for the value of an element, attribute or header. Equal values of equal names share a
    /// variable.
    fn name(&mut self, of: &str, value: &str) -> String {
        let upper = of.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
        let base = format!("SOAP_{}", upper.collect::<String>());
        let (mut name, mut number) = (base.clone(), 1);
        while self.names.get(&name).is_some_and(|known| known != value) {
            number += 1;
            name = format!("{base}_{number}");
        }
        self.names.entry(name.clone()).or_insert_with(|| value.to_owned());
        name
    }
}

/// Character that marks the beginning and the end of a variable's name in a text. It occurs neither in XML nor
/// in a URL.
const MARK: char = '\u{1}';

/// Returns a URL without its user, with variables for the values of parameters that may be secret.
fn marked(url: &Url, variables: &mut Variables) -> String {
    let mut text = format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default());
    text.extend(url.port().map(|port| format!(":{port}")));
    match url.path().split_once(';') {
        Some((path, secret)) => {
            text.push_str(&format!("{path};{MARK}{}{MARK}", variables.name("Url_Path", secret)));
        }
        None => text.push_str(url.path()),
    }
    for (place, parameter) in url.query().into_iter().flat_map(mask::parameters).enumerate() {
        text.push(if place == 0 { '?' } else { '&' });
        let (open, secret) = mask::split(parameter);
        text.push_str(open);
        if let Some(secret) = secret {
            let key = if open.is_empty() { "Query" } else { open.trim_end_matches('=') };
            text.push_str(&format!("{MARK}{}{MARK}", variables.name(&format!("Url_{key}"), secret)));
        }
    }
    text
}

/// Quotes a text for a POSIX shell. Each name between two [`MARK`]s becomes a variable.
fn quoted_with_variables(marked: &str) -> String {
    let pieces = marked.split(MARK).enumerate().map(|(place, piece)| match place % 2 {
        0 if piece.is_empty() => String::new(),
        0 => quoted(piece),
        _ => format!("\"${{{piece}}}\""),
    });
    pieces.collect()
}

/// Formats a header whose value is in a variable. Of the value itself, only a known scheme of `Authorization`
/// is printed.
fn secret_header(name: &str, value: &str, variable: &str) -> String {
    let names = ["authorization", "proxy-authorization"];
    let has_scheme = names.iter().any(|known| name.eq_ignore_ascii_case(known));
    let first = value.split_once(' ').map(|(first, _)| first).filter(|_| has_scheme);
    let scheme = first.filter(|first| SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(first)));
    let start = match scheme {
        Some(scheme) => format!("{name}: {scheme} "),
        None => format!("{name}: "),
    };
    // A shell replaces `$` and backticks within double quotes.
    match name.chars().all(|character| character.is_ascii_alphanumeric() || character == '-') {
        true => format!("\"{start}${{{variable}}}\""),
        false => format!("{}\"${{{variable}}}\"", quoted(&start)),
    }
}

/// Quotes a text for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_from_environment_variables() {
        let request = Prepared {
            endpoint: "https://example.com/a'b'".to_owned(),
            headers: vec![
                ("SOAPAction".to_owned(), "\"urn:x\"".to_owned()),
                ("Authorization".to_owned(), "Bearer abc".to_owned()),
            ],
            user: None,
            envelope: "<e><Ticket>it's</Ticket><a>b</a></e>".to_owned(),
            attachments: 0,
        };
        let secrets = Secrets::default();
        let text = command(&request, &secrets, false);
        assert!(!text.contains("abc") && !text.contains("it's") && !text.contains(r"it'\''s"), "{text}");
        assert!(text.contains(r#"-H "Authorization: Bearer ${SOAP_AUTHORIZATION}""#), "{text}");
        assert!(text.contains(r#"'<e><Ticket>'"${SOAP_TICKET}"'</Ticket><a>b</a></e>'"#), "{text}");
        assert!(text.contains(r#"curl 'https://example.com/a'\''b'\'''"#), "{text}");
        assert!(command(&request, &secrets, true).contains(r#"<Ticket>it'\''s</Ticket>"#));
    }
    fn shown(endpoint: &str, headers: &[(&str, &str)], secrets: &Secrets) -> String {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let envelope = "<e><Key>x</Key></e>".to_owned();
        let endpoint = endpoint.to_owned();
        let request = Prepared { endpoint, headers, user: None, envelope, attachments: 0 };
        command(&request, secrets, false)
    }

    #[test]
    fn each_secret_has_its_own_variable() {
        let envelope =
            "<e><Password>a</Password><Token>b</Token><Token>c</Token><Token>b</Token></e>".to_owned();
        let user = Some(("jdoe".to_owned(), "d".to_owned()));
        let endpoint = "https://example.com/".to_owned();
        let request = Prepared { endpoint, headers: Vec::new(), user, envelope, attachments: 2 };
        let text = command(&request, &Secrets::default(), false);
        assert!(text.contains(r#"-u 'jdoe'":${SOAP_HTTP_PASSWORD}""#), "{text}");
        assert!(text.contains(r#"<Password>'"${SOAP_PASSWORD}"'</Password>"#), "{text}");
        let tokens =
            r#"<Token>'"${SOAP_TOKEN}"'</Token><Token>'"${SOAP_TOKEN_2}"'</Token><Token>'"${SOAP_TOKEN}"'<"#;
        assert!(text.contains(tokens), "{text}");
        assert!(text.starts_with("# The request has 2 attachments beside the envelope"), "{text}");
    }

    #[test]
    fn headers_are_masked_by_value_and_keep_only_a_scheme() {
        let mut secrets = Secrets::default();
        secrets.add("k1-s3cr3t");
        for (name, value, expected) in [
            ("X-Tenant-Key", "k1-s3cr3t", r#"-H "X-Tenant-Key: ${SOAP_X_TENANT_KEY}""#),
            ("Cookie", "SID=s3cr3t; lang=en", r#"-H "Cookie: ${SOAP_COOKIE}""#),
            ("X-Api-Token", "s3cr3t second", r#"-H "X-Api-Token: ${SOAP_X_API_TOKEN}""#),
            ("Authorization", "s3cr3t second", r#"-H "Authorization: ${SOAP_AUTHORIZATION}""#),
            ("Authorization", "basic s3cr3t", r#"-H "Authorization: basic ${SOAP_AUTHORIZATION}""#),
            ("A$(id)-Token", "s3cr3t", r#"-H 'A$(id)-Token: '"${SOAP_A__ID__TOKEN}""#),
            ("X-Trace", "5", "-H 'X-Trace: 5'"),
        ] {
            let text = shown("https://example.com/", &[(name, value)], &secrets);
            assert!(text.contains(expected) && !text.contains("s3cr3t"), "{name}: {value}\n{text}");
        }
    }

    #[test]
    fn user_and_parameters_of_an_endpoint_are_masked() {
        let secrets = Secrets::default();
        for (endpoint, expected) in [
            ("https://jdoe:s3cr3t@h/x", "curl 'https://h/x' \\\n"),
            ("https://s3cr3t@h:81/x", "-u \"${SOAP_URL_USER}:${SOAP_URL_PASSWORD}\""),
            ("https://h/x?wsdl&code=s3cr3t", "curl 'https://h/x?wsdl&code='\"${SOAP_URL_CODE}\" \\\n"),
            ("https://h/x?code=s3cr3t&part=a", "curl 'https://h/x?code='\"${SOAP_URL_CODE}\"'&part=a' \\\n"),
            ("https://h/x?s3cr3t", "curl 'https://h/x?'\"${SOAP_URL_QUERY}\" \\\n"),
            ("https://h/x;jsessionid=s3cr3t", "curl 'https://h/x;'\"${SOAP_URL_PATH}\" \\\n"),
            ("https://h/x#s3cr3t", "curl 'https://h/x' \\\n"),
            ("h x?s3cr3t", "curl '"),
        ] {
            let text = shown(endpoint, &[], &secrets);
            assert!(text.contains(expected) && !text.contains("s3cr3t"), "{endpoint}\n{text}");
        }
        let many = shown("https://h/[1-9]{a,b}", &[], &secrets);
        assert!(many.contains("--globoff"), "{many}");
    }
}
