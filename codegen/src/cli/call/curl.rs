//! A curl command for a request.

use std::collections::BTreeMap;

use super::{
    request::Prepared,
    secret::{self, Secrets},
};

/// Formats a curl command for a POSIX shell. Secrets are read from environment variables unless `show` is set.
pub(super) fn command(request: &Prepared, secrets: &Secrets, show: bool) -> String {
    let mut variables = Variables::default();
    let mut lines = vec![format!("curl {}", quoted(&request.endpoint))];
    for (name, value) in &request.headers {
        let is_secret = secret::is_secret_header(name);
        lines.push(match is_secret && !show {
            true => {
                let (scheme, _) = value.split_once(' ').unwrap_or(("", value));
                let space = if scheme.is_empty() { "" } else { " " };
                let variable = variables.name(name);
                format!("-H \"{name}: {scheme}{space}${{{variable}}}\"")
            }
            false => format!("-H {}", quoted(&format!("{name}: {value}"))),
        });
    }
    if let Some((user, password)) = &request.user {
        lines.push(match show {
            true => format!("-u {}", quoted(&format!("{user}:{password}"))),
            false => format!("-u {}\":${{{}}}\"", quoted(user), variables.name("Password")),
        });
    }
    let body = match show {
        true => quoted(&request.envelope),
        false => {
            // The marker cannot occur in XML, so it separates the text from the variables.
            let marked =
                secrets.replace(&request.envelope, |name| format!("\u{1}{}\u{1}", variables.name(name)));
            let pieces = marked.split('\u{1}').enumerate().map(|(place, piece)| match place % 2 {
                0 => quoted(piece),
                _ => format!("\"${{{piece}}}\""),
            });
            pieces.collect::<Vec<_>>().concat()
        }
    };
    lines.push(format!("--data-binary {body}"));
    let mut text = String::new();
    if !variables.names.is_empty() {
        let names: Vec<_> = variables.names.keys().map(String::as_str).collect();
        text.push_str(&format!(
            "# Secrets are read from: {}. In the envelope, write & as &amp; and < as &lt;.\n",
            names.join(", ")
        ));
    }
    text.push_str(&lines.join(" \\\n  "));
    text.push('\n');
    text
}

/// Names of environment variables for secrets.
#[derive(Default)]
struct Variables {
    names: BTreeMap<String, ()>,
}

impl Variables {
    /// Returns the variable for an element, attribute or header. Equal names share a variable.
    fn name(&mut self, of: &str) -> String {
        let upper = of.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
        let name = format!("SOAP_{}", upper.collect::<String>());
        self.names.insert(name.clone(), ());
        name
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
            endpoint: "https://example.com/a?b='c'".to_owned(),
            headers: vec![
                ("SOAPAction".to_owned(), "\"urn:x\"".to_owned()),
                ("Authorization".to_owned(), "Bearer abc".to_owned()),
            ],
            user: None,
            envelope: "<e><Ticket>it's</Ticket><a>b</a></e>".to_owned(),
        };
        let secrets = Secrets::default();
        let text = command(&request, &secrets, false);
        assert!(!text.contains("abc") && !text.contains("it"), "{text}");
        assert!(text.contains(r#"-H "Authorization: Bearer ${SOAP_AUTHORIZATION}""#), "{text}");
        assert!(text.contains(r#"'<e><Ticket>'"${SOAP_TICKET}"'</Ticket><a>b</a></e>'"#), "{text}");
        assert!(text.contains(r#"curl 'https://example.com/a?b='\''c'\'''"#), "{text}");
        assert!(command(&request, &secrets, true).contains(r#"<Ticket>it'\''s</Ticket>"#));
    }
}
