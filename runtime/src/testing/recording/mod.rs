//! Recorded exchanges in a folder, and the transports that write and replay them.
//!
//! Each exchange is a pair of files in the form of HTTP messages, such as `0001-GetName.request.http` and
//! `0001-GetName.reply.http`: a first line, headers, an empty line, and the body.

mod difference;
mod masking;
mod parts;
mod recorder;
mod replay;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use recorder::Recorder;
pub use replay::Replay;

use crate::error::http_reply::find;
use crate::error::{Error, Result};

const REQUEST: &str = ".request.http";
const REPLY: &str = ".reply.http";

/// An HTTP message in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Message {
    /// The request line or the status line.
    first_line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Message {
    fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\n", one_line(&self.first_line));
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {}\n", one_line(value)));
        }
        text.push('\n');
        [text.as_bytes(), &self.body].concat()
    }

    /// Parses a message. Lines may end in CRLF, in case a tool has converted the file.
    fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut message = Self::default();
        let mut rest = bytes;
        let mut is_first = true;
        loop {
            let end = memchr::memchr(b'\n', rest).ok_or("no empty line ends the headers")?;
            let line = rest.get(..end).unwrap_or_default();
            rest = rest.get(end + 1..).unwrap_or_default();
            let line = std::str::from_utf8(line).map_err(|_| "the headers are not UTF-8")?.trim_end();
            if is_first {
                message.first_line = line.to_owned();
                is_first = false;
            } else if line.is_empty() {
                message.body = rest.to_vec();
                return Ok(message);
            } else {
                let (name, value) = line.split_once(':').ok_or("a header has no colon")?;
                message.headers.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
    }

    fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|error| failed(path, &error.to_string()))?;
        Self::parse(&bytes).map_err(|reason| failed(path, reason))
    }

    fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Replaces the media type, if another one is given.
    fn set_content_type(&mut self, content_type: Option<String>) {
        if let Some(content_type) = content_type {
            self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Content-Type"));
            self.headers.push(("Content-Type".to_owned(), content_type));
        }
    }
}

/// Replaces line breaks in a header value by spaces, so that the value adds no lines to a file.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// The names of the recorded exchanges of a folder in order, without the endings of their files.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        names.extend(name.to_str().and_then(|name| name.strip_suffix(REQUEST)).map(str::to_owned));
    }
    // Compare the numbers: in alphabetical order, `10000-…` would precede `9999-…`.
    names.sort_by(|one, other| (number(one), one).cmp(&(number(other), other)));
    Ok(names)
}

/// The number of a recorded exchange; `None` for a name that does not begin with a number.
fn number(name: &str) -> Option<u32> {
    name.split('-').next().and_then(|number| number.parse().ok())
}

fn path(folder: &Path, name: &str, ending: &str) -> PathBuf {
    folder.join(format!("{name}{ending}"))
}

/// The SOAP action of a message: the header of SOAP 1.1, or the parameter of the media type of SOAP 1.2.
fn action(header: impl Fn(&'static str) -> Option<String>) -> String {
    let parameter = |content_type: String| {
        let (_, action) = content_type.split_once("action=")?;
        Some(action.split(';').next().unwrap_or_default().to_owned())
    };
    let action = header("SOAPAction").or_else(|| parameter(header("Content-Type")?)).unwrap_or_default();
    action.trim().trim_matches('"').to_owned()
}

fn failed(path: &Path, reason: &str) -> Error {
    Error::transport(format!("{}: {reason}", path.display())).with_unsendable()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_message_is_written_and_read() {
        let message = Message {
            first_line: "HTTP/1.1 200 OK".into(),
            headers: vec![("Content-Type".into(), "text/xml".into()), ("X".into(), String::new())],
            body: b"\n\xff\r\nbody\n\n".to_vec(),
        };
        assert_eq!(Message::parse(&message.to_bytes()), Ok(message.clone()));
        let text = String::from_utf8_lossy(&message.to_bytes()).replace("200 OK\n", "200 OK\r\n");
        assert_eq!(Message::parse(text.as_bytes()).unwrap().headers, message.headers);
        let injected = Message { first_line: "a\r\n\r\nb".into(), ..message };
        assert_eq!(Message::parse(&injected.to_bytes()).unwrap().headers, injected.headers);
    }

    #[test]
    fn recordings_are_in_the_order_of_their_numbers() {
        let folder = std::env::temp_dir().join(format!("saponify-{}-numbers", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let expected = ["other", "0002-b", "9999-a", "10000-a", "10000-b"];
        expected.iter().for_each(|name| fs::write(path(&folder, name, REQUEST), "").unwrap());
        let found = names(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_that_is_not_an_http_message_is_refused() {
        for bytes in
            [&b""[..], b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK\nA: b\n", b"x\nno colon\n\n", b"x\n\xff\n\n"]
        {
            assert!(Message::parse(bytes).is_err(), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn a_file_of_any_bytes_is_a_message_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60), text in "[a: \r\n]{0,20}") {
            for bytes in [&bytes[..], text.as_bytes(), &[text.as_bytes(), b"\n\n", &bytes].concat()] {
                if let Ok(message) = Message::parse(bytes) {
                    // Carriage returns within a line are written as spaces.
                    let written = Message::parse(&message.to_bytes()).map_err(TestCaseError::fail)?;
                    prop_assert_eq!(&written.body, &message.body);
                    prop_assert_eq!(written.headers.len(), message.headers.len());
                    prop_assert_eq!(Message::parse(&written.to_bytes()), Ok(written));
                }
            }
        }
    }

    #[test]
    fn the_action_is_read_from_soap_1_1_and_soap_1_2_headers() {
        for (name, value, expected) in [
            ("SOAPAction", "\"urn:a/Get\"", "urn:a/Get"),
            ("Content-Type", "application/soap+xml; action=\"urn:a/Get\"; charset=utf-8", "urn:a/Get"),
            ("Content-Type", "text/xml; charset=utf-8", ""),
        ] {
            assert_eq!(action(|known| (known == name).then(|| value.to_owned())), expected);
        }
    }
}
