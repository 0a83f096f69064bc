//! Content transfer encodings (RFC 2045, section 6).

use std::borrow::Cow;

/// Decodes the content of a part. Returns `None` for an encoding that RFC 2045 does not define, and an error
/// for content that does not match the encoding.
pub(super) fn decode<'b>(encoding: &str, content: &'b [u8]) -> Option<Result<Cow<'b, [u8]>, &'static str>> {
    // A comment or a parameter may follow the name.
    let name = encoding.split([';', ' ', '\t', '(']).next().unwrap_or_default();
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is("") || is("7bit") || is("8bit") || is("binary") {
        Some(Ok(Cow::Borrowed(content)))
    } else if is("base64") {
        Some(base64(content).map(Cow::Owned).ok_or("its content is not valid Base64"))
    } else if is("quoted-printable") {
        Some(quoted_printable(content).map(Cow::Owned).ok_or("its content is not valid quoted-printable"))
    } else {
        None
    }
}

/// Decodes Base64 with line breaks (RFC 2045, section 6.8).
fn base64(content: &[u8]) -> Option<Vec<u8>> {
    if let Ok(bytes) = base64_simd::STANDARD.decode_to_vec(content) {
        return Some(bytes);
    }
    let mut dense = Vec::with_capacity(content.len());
    for line in content.split(u8::is_ascii_whitespace) {
        dense.extend_from_slice(line);
    }
    base64_simd::STANDARD.decode_to_vec(&dense).ok()
}

/// Decodes quoted-printable (RFC 2045, section 6.7). Line ends stay as they are.
fn quoted_printable(content: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(content.len());
    let mut lines = content.split_inclusive(|byte| *byte == b'\n');
    let mut next = lines.next();
    while let Some(line) = next {
        next = lines.next();
        let end = line.len() - line.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
        // White space at the end of a line is not content: it was added in transport.
        let (text, rest) = line.split_at_checked(end)?;
        let line_end = match rest {
            [.., b'\r', b'\n'] => &b"\r\n"[..],
            [.., b'\n'] => b"\n",
            _ => b"",
        };
        let mut at = 0;
        let mut is_soft = false;
        while let Some(byte) = text.get(at) {
            match (byte, text.get(at + 1..at + 3)) {
                (b'=', Some(&[high, low])) => {
                    let digit = |digit: u8| char::from(digit).to_digit(16);
                    decoded.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
                    at += 3;
                }
                (b'=', None) if at + 1 == text.len() => {
                    is_soft = true;
                    at += 1;
                }
                (b'=', None) => return None,
                (byte, _) => {
                    decoded.push(*byte);
                    at += 1;
                }
            }
        }
        if !is_soft {
            decoded.extend_from_slice(line_end);
        }
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: &str, content: &[u8]) -> Option<Result<Vec<u8>, &'static str>> {
        decode(encoding, content).map(|decoded| decoded.map(Cow::into_owned))
    }

    #[test]
    fn content_is_decoded_from_each_encoding() {
        for (encoding, content, expected) in [
            ("", &b"a=b\r\n"[..], &b"a=b\r\n"[..]),
            ("BINARY", b"\0\xFF", b"\0\xFF"),
            ("8bit (comment)", b"\xC3\xA9", b"\xC3\xA9"),
            ("7bit; x=y", b"a", b"a"),
            ("base64", b"aGVs\r\nbG8=\r\n", b"hello"),
            ("Base64", b"aGVsbG8=", b"hello"),
            ("base64", b"", b""),
            ("quoted-printable", b"a=3Db=\r\nc=C3=a9 \t\r\nd\n e=", b"a=bc\xC3\xA9\r\nd\n e"),
            ("Quoted-Printable", b"a= \nb", b"ab"),
        ] {
            assert_eq!(decoded(encoding, content), Some(Ok(expected.to_vec())), "{encoding}");
        }
    }

    #[test]
    fn content_that_does_not_match_its_transfer_encoding_is_an_error() {
        for (encoding, content) in [
            ("base64", &b"a"[..]),
            ("base64", b"aGVsbG8"),
            ("base64", b"aGVs=bG8"),
            ("quoted-printable", b"=4"),
            ("quoted-printable", b"a=xyb"),
            ("quoted-printable", b"=4\r\n1"),
        ] {
            assert!(matches!(decoded(encoding, content), Some(Err(_))), "{encoding} {content:?}");
        }
        assert_eq!(decoded("x-uuencode", b"a"), None);
    }
}
