//! The log of requests on standard error.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::{
    cli::{
        call::secret::MASK,
        convert::{Envelope, Json},
        serve::{Answer, Request},
        terminal,
    },
    secret_names::is_secret_name,
};

/// Log entry of a request: its operation, its message and the answer.
pub(super) struct Handled {
    pub(super) operation: String,
    pub(super) answer: Answer,
    pub(super) message: Option<Envelope>,
    pub(super) notes: Vec<String>,
}

/// Maximum number of characters of a request in the log.
const MAX_LOGGED_CHARACTERS: usize = 400;

/// Writes one line for a request, and one for each note.
pub(super) fn write(request: &Request, handled: &Handled, elapsed: Duration) {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let time = format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let message = handled.message.as_ref().map(|message| {
        // All values of header blocks are masked, because they often contain sessions and credentials under
        // names that do not suggest a secret.
        let (headers, body) = (hidden(&message.headers, MASK), masked(&message.body, MASK));
        Envelope { headers, body }.document().compact()
    });
    let mut message = message.unwrap_or_default();
    if let Some((end, _)) = message.char_indices().nth(MAX_LOGGED_CHARACTERS) {
        message.truncate(end);
        message.push('…');
    }
    let status = handled.answer.status;
    let status = terminal::paint(if status < 400 { "32" } else { "31" }, &status.to_string());
    terminal::eprint(&format!(
        "{} {} {} {status} {} ms {message}\n",
        terminal::dim(&time),
        request.peer.ip(),
        terminal::bold(&handled.operation),
        elapsed.as_millis(),
    ));
    for note in &handled.notes {
        terminal::eprint(&format!("  {note}\n"));
    }
}

/// Replaces the values of members whose names suggest a secret.
pub(in crate::cli) fn masked(json: &Json, mask: &str) -> Json {
    match json {
        Json::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let is_secret =
                    is_secret_name(key.trim_start_matches('@').rsplit('}').next().unwrap_or_default());
                let value = if is_secret { hidden(value, mask) } else { masked(value, mask) };
                (key.clone(), value)
            });
            Json::Object(members.collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(|item| masked(item, mask)).collect()),
        // An element that is given as XML is masked as a whole, because its content is not searched for
        // secrets.
        Json::Text(text) if text.trim_start().starts_with('<') => Json::text(mask),
        scalar => scalar.clone(),
    }
}

/// Replaces all values.
pub(in crate::cli) fn hidden(json: &Json, mask: &str) -> Json {
    match json {
        Json::Object(members) => {
            Json::Object(members.iter().map(|(key, value)| (key.clone(), hidden(value, mask))).collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(|item| hidden(item, mask)).collect()),
        Json::Null => Json::Null,
        _ => Json::text(mask),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_at_every_depth() {
        let json = Json::parse(
            r#"{"Ticket":"a","A":[{"Password":{"x":["b",null]}}],"@token":1,"B":"<c/>","D":"d"}"#,
        );
        let expected = r#"{"Ticket":"…","A":[{"Password":{"x":["…",null]}}],"@token":"…","B":"…","D":"d"}"#;
        assert_eq!(masked(&json.unwrap(), MASK).compact(), expected);
    }
}
