//! Splits the Rust text that the generator prints into tokens, which borrow from the text.
//!
//! The lexer knows only the forms that the printer uses. It refuses block comments, inner documentation and
//! unknown prefixes of literals: the lexer of rustc could see the end of such a literal or comment at another
//! place.

use memchr::{memchr, memchr2};

/// The reason why a text is not output of the generator.
pub(super) type Refusal = String;

/// A token, as a part of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// An identifier, which may begin with `r#`, or a keyword.
    Word(&'t str),
    /// A punctuation character.
    Mark(char),
    /// An opening parenthesis, bracket or brace.
    Open(char),
    /// A closing parenthesis, bracket or brace. It closes the group that was opened last.
    Close(char),
    /// A string, a character, a byte string, or digits of a number.
    Literal(&'t str),
    Lifetime(&'t str),
}

/// Reads the tokens of a text.
pub(super) struct Lexer<'t> {
    text: &'t str,
    /// Position of the next character, in bytes.
    at: usize,
    /// The closing characters of the open groups.
    open: Vec<char>,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, open: Vec::new() }
    }

    /// Reads the next token; `None` at the end of the text. Skips white space and comments.
    ///
    /// # Errors
    ///
    /// Returns an error if the text continues in a form that the generator does not print.
    pub(super) fn token(&mut self) -> Result<Option<Token<'t>>, Refusal> {
        loop {
            let Some(first) = self.byte(0) else {
                return match self.open.last() {
                    Some(close) => Err(format!("ends before `{close}`")),
                    None => Ok(None),
                };
            };
            let token = match first {
                b' ' | b'\n' => {
                    self.at += 1;
                    continue;
                }
                b'/' if self.byte(1) == Some(b'/') => {
                    self.comment()?;
                    continue;
                }
                b'/' if self.byte(1) == Some(b'*') => return Err("has a block comment".to_owned()),
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word_or_literal()?,
                b'0'..=b'9' => Token::Literal(self.take(self.word_length(0))),
                b'"' => self.string(1)?,
                b'\'' => self.quoted(0)?,
                b'(' => self.open('(', ')'),
                b'[' => self.open('[', ']'),
                b'{' => self.open('{', '}'),
                b')' => self.close(')')?,
                b']' => self.close(']')?,
                b'}' => self.close('}')?,
                b'!' | b'#' | b'%' | b'&' | b'*' | b'+' | b',' | b'-' | b'.' | b'/' | b':' | b';' | b'<'
                | b'=' | b'>' | b'?' | b'@' | b'^' | b'|' => {
                    self.at += 1;
                    Token::Mark(char::from(first))
                }
                _ => match self.character(0) {
                    Some(letter) if unicode_ident::is_xid_start(letter) => self.word_or_literal()?,
                    other => return Err(format!("has the character {other:?} outside a literal")),
                },
            };
            return Ok(Some(token));
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn character(&self, ahead: usize) -> Option<char> {
        self.rest(ahead).chars().next()
    }

    fn rest(&self, ahead: usize) -> &'t str {
        self.text.get(self.at + ahead..).unwrap_or_default()
    }

    /// Takes the next bytes, which end at a character boundary.
    fn take(&mut self, length: usize) -> &'t str {
        let end = self.at + length;
        let taken = self.text.get(self.at..end).unwrap_or_default();
        self.at = end;
        taken
    }

    /// Skips a comment, which ends at the end of the line. Refuses inner documentation (`//!`), because it
    /// would document the item around it instead of the next item.
    fn comment(&mut self) -> Result<(), Refusal> {
        if self.byte(2) == Some(b'!') {
            return Err("has inner documentation".to_owned());
        }
        let rest = self.rest(0);
        self.at += memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        Ok(())
    }

    /// Length in bytes of the letters, digits and underscores that begin `ahead` bytes after the position.
    fn word_length(&self, ahead: usize) -> usize {
        let rest = self.rest(ahead);
        let is_ascii = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = rest.bytes().take_while(is_ascii).count();
        if rest.as_bytes().get(length).is_none_or(u8::is_ascii) {
            return length;
        }
        rest.find(|letter| !unicode_ident::is_xid_continue(letter)).unwrap_or(rest.len())
    }

    /// Reads an identifier, a raw string, or a literal with the prefix `b`.
    fn word_or_literal(&mut self) -> Result<Token<'t>, Refusal> {
        let length = self.word_length(0);
        match self.byte(length) {
            Some(b'"' | b'\'' | b'#') => {}
            _ => return Ok(Token::Word(self.take(length))),
        }
        match (self.rest(0).as_bytes(), length) {
            ([b'r', b'#', first, ..], 1) if first.is_ascii_alphabetic() => {
                let length = 2 + self.word_length(2);
                match self.byte(length) {
                    Some(b'"' | b'\'' | b'#') => Err(prefixed()),
                    _ => Ok(Token::Word(self.take(length))),
                }
            }
            ([b'r', b'"', ..], 1) => self.raw_string(),
            ([b'b', b'"', ..], 1) => self.string(2),
            ([b'b', b'\'', ..], 1) => match self.quoted(1)? {
                Token::Lifetime(_) => Err(prefixed()),
                literal => Ok(literal),
            },
            _ => Err(prefixed()),
        }
    }

    /// Reads a string in which a backslash has no meaning: `r"…"`.
    fn raw_string(&mut self) -> Result<Token<'t>, Refusal> {
        match memchr(b'"', self.rest(2).as_bytes()) {
            Some(length) => self.literal(length + 3),
            None => Err("ends within a string".to_owned()),
        }
    }

    /// Reads a string whose content begins `ahead` bytes after the position.
    fn string(&mut self, ahead: usize) -> Result<Token<'t>, Refusal> {
        let mut length = ahead;
        loop {
            let rest = self.rest(length);
            let Some(found) = memchr2(b'"', b'\\', rest.as_bytes()) else {
                return Err("ends within a string".to_owned());
            };
            length += found + 1;
            if rest.as_bytes().get(found) == Some(&b'"') {
                break;
            }
            length += self.escaped(length)?;
        }
        self.literal(length)
    }

    /// Reads a character literal or a lifetime. Its quote is `ahead` bytes after the position.
    fn quoted(&mut self, ahead: usize) -> Result<Token<'t>, Refusal> {
        let start = ahead + 1;
        let first = self.character(start).ok_or("ends within a literal")?;
        let is_short = first != '\'' && self.byte(start + first.len_utf8()) == Some(b'\'');
        match first {
            '\\' => {
                let mut length = start + 1 + self.escaped(start + 1)?;
                // The digits of `\x7f` or `\u{7f}`.
                while self
                    .byte(length)
                    .is_some_and(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'{' | b'}'))
                {
                    length += 1;
                }
                match self.byte(length) {
                    Some(b'\'') => self.literal(length + 1),
                    _ => Err("has a malformed character".to_owned()),
                }
            }
            _ if is_short => self.literal(start + first.len_utf8() + 1),
            _ if first == '_' || unicode_ident::is_xid_start(first) => {
                let length = start + self.word_length(start);
                match self.byte(length) {
                    Some(b'\'' | b'"' | b'#') => Err("has a malformed character".to_owned()),
                    _ => Ok(Token::Lifetime(self.take(length))),
                }
            }
            _ => Err("has a malformed character".to_owned()),
        }
    }

    /// Checks the character after the backslash of an escape sequence, and returns its length. The character
    /// is `ahead` bytes after the position.
    fn escaped(&self, ahead: usize) -> Result<usize, Refusal> {
        match self.byte(ahead) {
            Some(b'n' | b'r' | b't' | b'0' | b'\\' | b'\'' | b'"' | b'x' | b'u' | b'\n') => Ok(1),
            _ => Err("has an unknown escape sequence".to_owned()),
        }
    }

    /// Takes a literal. No word may follow, because it would be a suffix.
    fn literal(&mut self, length: usize) -> Result<Token<'t>, Refusal> {
        match self.word_length(length) {
            0 => Ok(Token::Literal(self.take(length))),
            _ => Err("has a literal with a suffix".to_owned()),
        }
    }

    fn open(&mut self, open: char, close: char) -> Token<'t> {
        self.at += 1;
        self.open.push(close);
        Token::Open(open)
    }

    fn close(&mut self, close: char) -> Result<Token<'t>, Refusal> {
        if self.open.pop() != Some(close) {
            return Err(format!("has an unmatched `{close}`"));
        }
        self.at += 1;
        Ok(Token::Close(close))
    }
}

fn prefixed() -> Refusal {
    "has a literal with a prefix".to_owned()
}

#[cfg(test)]
mod tests;
