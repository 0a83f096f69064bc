//! The headers of a part (RFC 2045, section 3).

use std::borrow::Cow;

/// The header lines of a part.
#[derive(Clone, Copy)]
pub(crate) struct Headers<'p>(pub(super) &'p [u8]);

impl<'p> Headers<'p> {
    /// The value of the first header with this name, with continuation lines joined. The case of the name is
    /// ignored. Bytes that are not UTF-8 are replaced.
    pub(crate) fn get(self, name: &str) -> Option<Cow<'p, str>> {
        let mut lines =
            self.0.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        while let Some(line) = lines.next() {
            let Some(colon) = memchr::memchr(b':', line) else { continue };
            let (known, value) = line.split_at_checked(colon)?;
            if !known.trim_ascii().eq_ignore_ascii_case(name.as_bytes()) {
                continue;
            }
            let mut value = String::from_utf8_lossy(value.get(1..).unwrap_or_default().trim_ascii());
            for more in lines.take_while(|line| line.starts_with(b" ") || line.starts_with(b"\t")) {
                let joined = value.to_mut();
                joined.push(' ');
                joined.push_str(&String::from_utf8_lossy(more.trim_ascii()));
            }
            return Some(value);
        }
        None
    }

    /// The `Content-ID` without its angle brackets.
    #[cfg(feature = "mime")]
    pub(crate) fn id(self) -> Option<String> {
        self.get("Content-ID").map(|id| bare(&id).to_owned()).filter(|id| !id.is_empty())
    }
}

/// A `Content-ID` or `start` parameter without its angle brackets. Some servers omit them.
pub(crate) fn bare(id: &str) -> &str {
    let id = id.trim();
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_in_any_case_with_its_folded_lines() {
        let headers = Headers(
            b"X: 1\r\ncontent-TYPE : a/b;\r\n\tcharset=utf-8\r\n x=y\r\nContent-Type: second\nlast:\xE9\n",
        );
        assert_eq!(headers.get("Content-Type").as_deref(), Some("a/b; charset=utf-8 x=y"));
        assert_eq!(headers.get("x").as_deref(), Some("1"));
        assert_eq!(headers.get("Last").as_deref(), Some("\u{FFFD}"));
        assert_eq!(headers.get("charset"), None);
        assert_eq!(Headers(b"").get("X"), None);
    }

    #[test]
    fn angle_brackets_around_an_id_are_removed() {
        for (text, id) in [("<a@b>", "a@b"), (" < a > ", "a"), ("a@b", "a@b"), ("<a", "<a"), ("", "")] {
            assert_eq!(bare(text), id);
        }
    }
}
