//! Which names say that they name a secret.
//!
//! `runtime/src/redaction/names.rs` and `codegen/src/secret_names.rs` are one text: the generator decides by it which members
//! are secret, the runtime what it masks of XML that no contract describes. A test compares the two.

/// The words at the end of a name that say secret, written together, with the number of letters that must stand before one
/// that does not begin a word of its own: `idtoken` ends in `token`, but `annonce` does not end in `nonce`.
const ENDINGS: [(&str, usize); 20] = [
    ("accesskey", 1),
    ("apikey", 1),
    ("authorization", 1),
    ("clientsecret", 1),
    ("cnonce", usize::MAX),
    ("cookie", 2),
    ("nonce", usize::MAX),
    ("passwd", 1),
    ("password", 1),
    ("passworddigest", 1),
    ("passwordhash", 1),
    ("privatekey", 1),
    ("pwd", 1),
    ("secret", 2),
    ("secretvalue", 1),
    ("sessionid", 1),
    ("signaturevalue", 1),
    ("ticket", 2),
    ("token", 2),
    ("userpass", 1),
];

/// Whether an element, attribute or member of this local name holds a secret, by the last words of the name.
///
/// Case, the characters between words, a number and the plural make no difference: `api_key`, `API-KEY`, `ApiKeys` and
/// `apiKey2` all say secret. `TokenType`, `PasswordExpired` and `TicketId` do not.
pub(crate) fn says_secret(name: &str) -> bool {
    // Most names are told by their last letter.
    let number = |last: char| last.is_numeric() || !last.is_alphanumeric();
    let name = name.trim_end_matches(number);
    let Some(last) = name.chars().next_back() else { return false };
    if last.is_ascii() && !b"deyhtnszDEYHTNSZ".contains(&(last as u8)) {
        return false;
    }
    let words = Words::of(name);
    let letters = words.letters.as_str();
    ends_in_secret(letters, &words)
        || letters.strip_suffix("es").is_some_and(|letters| ends_in_secret(letters, &words))
        || letters.strip_suffix('s').is_some_and(|letters| ends_in_secret(letters, &words))
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

/// A name without case and without what stands between its words.
struct Words {
    letters: String,
    /// Where in the letters words begin.
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

/// Whether a letter begins a word: behind another character, `T` in `userToken` and `OAuth2Token`, `K` in `APIKey`.
fn begins_word(before: Option<char>, letter: char, after: Option<char>) -> bool {
    let Some(before) = before else { return true };
    if !before.is_alphanumeric() {
        return true;
    }
    letter.is_uppercase() && (!before.is_uppercase() || after.is_some_and(char::is_lowercase))
}

/// The ASCII letter that a full-width letter or the long s is another form of.
fn plain(letter: char) -> char {
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        'ſ' => 's',
        _ => letter,
    }
}

/// Characters that a name may have and nobody sees: joiners, soft hyphens, selectors of variants.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::says_secret;

    #[test]
    fn a_name_says_secret_by_its_last_words_in_any_spelling() {
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
            assert!(says_secret(name), "{name}");
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
            assert!(!says_secret(name), "{name}");
        }
    }
}
