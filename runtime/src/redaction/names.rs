//! Recognizes names of secrets.
//!
//! `runtime/src/redaction/names.rs` and `codegen/src/secret_names.rs` have the same text. The generator
//! uses it to decide which members are secret; the runtime uses it to mask XML that no contract
//! describes. A test compares the files.

/// Words that mark a name as secret if the name ends with them, in lower case and without separators. The
/// number is the minimum count of letters that must precede the ending if the ending does not start at a
/// word boundary: `idtoken` matches `token`, but `annonce` does not match `nonce`.
const ENDINGS: [(&str, usize); 26] = [
    ("accesskey", 1),
    ("apikey", 1),
    ("authkey", 1),
    ("authorization", 1),
    ("clientsecret", 1),
    ("cnonce", usize::MAX),
    ("cookie", 2),
    ("nonce", usize::MAX),
    ("passcode", 1),
    ("passphrase", 1),
    ("passwd", 1),
    ("password", 1),
    ("passworddigest", 1),
    ("passwordhash", 1),
    ("privatekey", 1),
    ("pwd", 1),
    ("secret", 2),
    ("secretkey", 1),
    ("secretvalue", 1),
    ("sessionid", 1),
    ("sessionkey", 1),
    ("sharedkey", 1),
    ("signaturevalue", 1),
    ("ticket", 2),
    ("token", 2),
    ("userpass", 1),
];

/// Whether the last words of an element, attribute or member name mark its value as secret.
///
/// Case, separators, a trailing number and the plural are ignored: `api_key`, `API-KEY`, `ApiKeys` and
/// `apiKey2` are all secret. `TokenType`, `PasswordExpired` and `TicketId` are not.
pub(crate) fn is_secret_name(name: &str) -> bool {
    if !may_end_in_secret(name) {
        return false;
    }
    let name = name.trim_end_matches(|last: char| last.is_numeric() || !last.is_alphanumeric());
    let words = Words::of(name);
    let letters = words.letters.as_str();
    ends_in_secret(letters, &words)
        || letters.strip_suffix("es").is_some_and(|letters| ends_in_secret(letters, &words))
        || letters.strip_suffix('s').is_some_and(|letters| ends_in_secret(letters, &words))
}

/// Fast path without allocation: the last three letters rule out nearly all names. A trailing number and the plural
/// are ignored.
pub(crate) fn may_end_in_secret(name: &str) -> bool {
    let mut name = name.as_bytes();
    while let [before @ .., b'0'..=b'9'] = name {
        name = before;
    }
    match name {
        [singular @ .., b's' | b'S'] => {
            let without_es = singular.strip_suffix(b"e").or(singular.strip_suffix(b"E"));
            may_end_in(name) || may_end_in(singular) || without_es.is_some_and(may_end_in)
        }
        _ => may_end_in(name),
    }
}

/// Whether one of [`ENDINGS`] has the same last three letters as the name. Also `true` if the last three
/// bytes are not all ASCII letters: the caller then examines the whole name.
fn may_end_in(name: &[u8]) -> bool {
    match name {
        [.., a, b, c] if [a, b, c].iter().all(|byte| byte.is_ascii_alphabetic()) => {
            is_end_of_secret([c, b, a].map(u8::to_ascii_lowercase))
        }
        _ => name.len() >= 3,
    }
}

/// Whether one of [`ENDINGS`] ends in these three letters, which are given in reverse order. A `match` takes
/// a tenth of the time of a search of the list.
fn is_end_of_secret(last: [u8; 3]) -> bool {
    matches!(
        last,
        [b'd', b'i', b'n']
            | [b'd', b'r', b'o']
            | [b'd', b'w', b'p' | b's']
            | [b'e', b'c', b'n']
            | [b'e', b'd', b'o']
            | [b'e', b'i', b'k']
            | [b'e', b's', b'a']
            | [b'e', b'u', b'l']
            | [b'h', b's', b'a']
            | [b'n', b'e', b'k']
            | [b'n', b'o', b'i']
            | [b's', b's', b'a']
            | [b't', b'e', b'k' | b'r']
            | [b't', b's', b'e']
            | [b'y', b'e', b'k']
    )
}

fn ends_in_secret(letters: &str, words: &Words) -> bool {
    ENDINGS.iter().any(|(ending, least)| {
        letters.strip_suffix(ending).is_some_and(|before| {
            let start = words.starts.iter().rfind(|start| **start <= before.len()).copied().unwrap_or(0);
            let within = before.get(start..).unwrap_or_default().chars().count();
            within == 0 || within >= *least
        })
    })
}

/// Whether the name of an operation contains a word such as password, secret, token or ticket. An example is
/// `GenerateNewPasswordForExternalUser`. If the reply of such an operation consists of texts, they are
/// secret.
pub(crate) fn mentions_secret(operation: &str) -> bool {
    const SECRETS: [&str; 8] =
        ["password", "passwd", "pwd", "secret", "token", "ticket", "passphrase", "passcode"];

    let words = Words::of(operation);
    let ends = words.starts.iter().skip(1).copied().chain([words.letters.len()]);
    let mut words_in =
        words.starts.iter().zip(ends).filter_map(|(start, end)| words.letters.get(*start..end));
    let is_secret = |word: &str| {
        let word = word.trim_end_matches(char::is_numeric);
        SECRETS.contains(&word.strip_suffix('s').unwrap_or(word))
    };
    words_in.any(is_secret) || is_secret_name(operation)
}

/// A name in lower case and without the characters between its words.
struct Words {
    letters: String,
    /// Offsets in `letters` at which words begin.
    starts: Vec<usize>,
}

impl Words {
    fn of(name: &str) -> Self {
        let mut words = Self { letters: String::with_capacity(name.len()), starts: Vec::new() };
        let mut letters = name.chars().map(plain).filter(|letter| !is_invisible(*letter)).peekable();
        let mut before = None;
        while let Some(letter) = letters.next() {
            if letter.is_alphanumeric() {
                if begins_word(before, letter, letters.peek().copied()) {
                    words.starts.push(words.letters.len());
                }
                words.letters.extend(letter.to_lowercase());
            }
            before = Some(letter);
        }
        words
    }
}

/// Whether a letter begins a word: the first letter, a letter after a separator, a capital after another
/// character (`T` in `userToken` and `OAuth2Token`), or a capital before a small letter (`K` in
/// `APIKey`).
fn begins_word(before: Option<char>, letter: char, after: Option<char>) -> bool {
    let Some(before) = before else { return true };
    if !before.is_alphanumeric() {
        return true;
    }
    letter.is_uppercase() && (!before.is_uppercase() || after.is_some_and(char::is_lowercase))
}

/// Converts a full-width letter or the long s to its ASCII letter. Other letters are unchanged.
fn plain(letter: char) -> char {
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        'ſ' => 's',
        _ => letter,
    }
}

/// Whether a character is invisible: joiners, soft hyphens, variation selectors.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::{ENDINGS, is_secret_name, may_end_in_secret, mentions_secret};

    #[test]
    fn the_fast_path_accepts_every_ending() {
        for (ending, _) in ENDINGS {
            for name in
                [ending.to_owned(), format!("{ending}s"), format!("{ending}es2"), ending.to_uppercase()]
            {
                assert!(may_end_in_secret(&name), "{name}");
            }
        }
    }

    #[test]
    fn the_last_words_of_a_name_suggest_a_secret_in_any_spelling() {
        for name in [
            "Password",
            "NewPassword",
            "user_password",
            "USER-TOKEN",
            "USERPASSWORD",
            "userpassword",
            "xpassword",
            "applicationTOKEN",
            "Ticket",
            "clientSecret",
            "client.secret",
            "SecretValue",
            "secretValues",
            "Tokens",
            "Passwords",
            "password2",
            "Password_1",
            "Password-",
            "PasswordHashes",
            "ApiKey",
            "API_KEY",
            "APIKey",
            "apikeys",
            "X-Api-Key",
            "SessionId",
            "SessionID",
            "sessionid",
            "Pwd",
            "userPwd",
            "PASSWD",
            "UserPass",
            "user-pass",
            "PasswordDigest",
            "PasswordHash",
            "Nonce",
            "cnonce",
            "wsseNonce",
            "SignatureValue",
            "ClientSecret",
            "AccessKey",
            "PrivateKey",
            "SecretKey",
            "secret_key",
            "SessionKeys",
            "SESSIONKEY",
            "Passphrase",
            "PassPhrase",
            "PassCode",
            "passcodes",
            "AuthKey",
            "auth-key",
            "SharedKey",
            "PreSharedKey",
            "ProxyAuthorization",
            "Cookie",
            "Set-Cookie",
            "idtoken",
            "ÄnderungsPassword",
            "größentoken",
            "пользовательToken",
            "Ｐａｓｓｗｏｒｄ",
            "To\u{212A}en",
            "Pass\u{200D}word",
            "PassWord",
            "OAuth2Token",
            "oauth2token",
            "BinarySecurityToken",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "TicketId",
            "TicketEntity",
            "TokenType",
            "PasswordExpired",
            "PasswordExpires",
            "Broken",
            "Bticket",
            "Value",
            "",
            "_",
            "2",
            "é",
            "Name",
            "Annonce",
            "annonce",
            "announce",
            "Key",
            "PublicKey",
            "KeyPhrase",
            "PostCode",
            "AuthorKey",
            "PassCodeLength",
            "SessionKeyId",
            "Id",
            "Pass",
            "Signature",
            "Session",
            "CookiePolicy",
            "Secretary",
            "Addressee",
            "Authorizations_Count",
            "PasswordX",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn any_word_of_an_operation_name_can_suggest_a_secret() {
        for name in [
            "GetToken",
            "get_tokens",
            "GenerateNewPasswordForUser",
            "TicketOf",
            "MakeSecret2",
            "NewPwd",
            "PasscodeFor",
        ] {
            assert!(mentions_secret(name), "{name}");
        }
        for name in ["", "GetUser", "TokenizeText", "Secretary", "GetKey"] {
            assert!(!mentions_secret(name), "{name}");
        }
    }
}
