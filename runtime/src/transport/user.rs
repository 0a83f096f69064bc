//! The user and password in the URL of an endpoint.

use base64_simd::STANDARD;

/// The `Authorization` header for the user in a URL (RFC 7617). `user` is the part of the URL before the `@`,
/// `name:password` in percent-encoding.
///
/// The decoded bytes need not be UTF-8, because the server decides on their encoding.
pub(crate) fn authorization(user: &str) -> String {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let credentials = [percent_decoded(name), b":".to_vec(), percent_decoded(password)].concat();
    format!("Basic {}", STANDARD.encode_to_string(credentials))
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let byte = match (first, behind) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        decoded.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_decoded() {
        for (user, expected) in [
            ("jd%40oe:p%3Aw", b"jd@oe:p:w".as_slice()),
            ("jdoe", b"jdoe:"),
            (":pw", b":pw"),
            ("j%C3%BCrgen:p%c3%a9", "jürgen:pé".as_bytes()),
            ("a:%E4%ff", b"a:\xe4\xff"),
            ("a:%+1%zz%4", b"a:%+1%zz%4"),
        ] {
            let expected = format!("Basic {}", STANDARD.encode_to_string(expected));
            assert_eq!(authorization(user), expected, "{user}");
        }
    }
}
