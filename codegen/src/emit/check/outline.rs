//! Outlines of Rust items: their kinds and names, without bodies.
//!
//! The reader accepts only the forms of items that the generator prints.

use std::fmt;

use super::lexer::{Lexer, Refusal, Token};
use crate::lists::CollectVec;

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Struct,
    Enum,
    Alias,
    Constant,
    Trait,
}

impl Kind {
    /// The name of the kind, with its article.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Module => "the module",
            Self::Struct => "the struct",
            Self::Enum => "the enum",
            Self::Alias => "the alias",
            Self::Constant => "the constant",
            Self::Trait => "the trait",
        }
    }
}

/// A Rust item.
pub(super) enum Outline<'t> {
    /// A module. Its items follow if they are not in a separate file.
    Module { name: &'t str, has_content: bool },
    /// A struct, enum, alias, constant or trait, with the names of its fields, variants or functions.
    Definition { kind: Kind, name: &'t str, members: Vec<&'t str> },
    /// A trait `impl` or an inherent `impl`, with the name of the type and the names of its functions, types
    /// and constants.
    Implementation { of: Option<String>, name: String, members: Vec<&'t str> },
    /// A macro call, with the path of the macro and the first identifier of its arguments.
    Macro { name: String, argument: &'t str },
    /// A `use` item: the path of the module, and the imported names.
    Import { path: Vec<&'t str>, names: Vec<&'t str> },
}

impl fmt::Display for Outline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module { name, .. } => write!(f, "the module `{name}`"),
            Self::Definition { name, members, .. } if members.is_empty() => write!(f, "the item `{name}`"),
            Self::Definition { name, members, .. } => {
                write!(f, "the item `{name}` with the members {}", members.join(", "))
            }
            Self::Implementation { of: Some(of), name, members } => {
                write!(f, "`impl {of} for {name}` with {}", members.join(", "))
            }
            Self::Implementation { of: None, name, members } => {
                write!(f, "`impl {name}` with {}", members.join(", "))
            }
            Self::Macro { name, .. } => write!(f, "the macro call `{name}!`"),
            Self::Import { path, names } => write!(f, "`use {}::{{{}}}`", path.join("::"), names.join(", ")),
        }
    }
}

/// Reads a sequence of items.
pub(super) struct Reader<'t> {
    tokens: Lexer<'t>,
    /// The next token, if `peek` has read it.
    peeked: Option<Token<'t>>,
}

impl<'t> Reader<'t> {
    /// Creates a reader for the content of a file.
    pub(super) fn new(text: &'t str) -> Self {
        Self { tokens: Lexer::new(text), peeked: None }
    }

    /// Reads the next item; `None` at the end of the file or module. If the item is a module with content, its
    /// items are the next ones.
    ///
    /// # Errors
    ///
    /// Returns an error if the next tokens are not an item in a form that the generator prints.
    pub(super) fn item(&mut self) -> Result<Option<Outline<'t>>, Refusal> {
        self.attributes()?;
        let word = match self.next_after_visibility()? {
            None | Some(Token::Close(_)) => return Ok(None),
            Some(Token::Word(word)) => word,
            other => return Err(unexpected(other)),
        };
        let item = match word {
            "mod" => {
                let name = self.identifier()?;
                match self.next()? {
                    Some(Token::Open('{')) => Outline::Module { name, has_content: true },
                    Some(Token::Mark(';')) => Outline::Module { name, has_content: false },
                    other => return Err(unexpected(other)),
                }
            }
            "struct" => self.definition(Kind::Struct)?,
            "enum" => self.definition(Kind::Enum)?,
            "type" => self.definition(Kind::Alias)?,
            "const" => self.definition(Kind::Constant)?,
            "trait" => self.definition(Kind::Trait)?,
            "impl" => self.implementation()?,
            "use" => self.import()?,
            "saponify" => self.macro_call(word)?,
            _ => {
                return Err(format!(
                    "has an item that begins with `{word}`, which the generator never prints"
                ));
            }
        };
        Ok(Some(item))
    }

    fn peek(&mut self) -> Result<Option<Token<'t>>, Refusal> {
        if self.peeked.is_none() {
            self.peeked = self.tokens.token()?;
        }
        Ok(self.peeked)
    }

    fn next(&mut self) -> Result<Option<Token<'t>>, Refusal> {
        match self.peeked.take() {
            None => self.tokens.token(),
            peeked => Ok(peeked),
        }
    }

    fn definition(&mut self, kind: Kind) -> Result<Outline<'t>, Refusal> {
        let name = self.identifier()?;
        let members = match kind {
            Kind::Struct | Kind::Enum => {
                self.body()?;
                self.members(kind)?
            }
            Kind::Trait => {
                self.body()?;
                self.associated()?
            }
            Kind::Alias | Kind::Constant | Kind::Module => {
                self.statement()?;
                Vec::new()
            }
        };
        Ok(Outline::Definition { kind, name, members })
    }

    fn implementation(&mut self) -> Result<Outline<'t>, Refusal> {
        let (mut of, mut name) = (None, String::new());
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                Some(Token::Open('{')) => break,
                Some(Token::Mark('<')) => depth += 1,
                Some(Token::Mark('>')) => depth = depth.saturating_sub(1),
                Some(Token::Word("for")) if depth == 0 => of = Some(std::mem::take(&mut name)),
                // The word is a part of a path, such as `std::fmt::Debug`.
                Some(Token::Word(word)) if depth == 0 && (name.is_empty() || name.ends_with("::")) => {
                    name.push_str(word);
                }
                Some(Token::Word(_) | Token::Lifetime(_) | Token::Mark(':' | ',' | '&')) if depth > 0 => {}
                Some(Token::Open('(')) if depth > 0 => self.group()?,
                Some(Token::Mark(':')) if !name.is_empty() => name.push(':'),
                other => return Err(unexpected(other)),
            }
        }
        Ok(Outline::Implementation { of, name, members: self.associated()? })
    }

    /// Reads `use a::b::{c, d as e};`. The names are the original ones, without aliases.
    fn import(&mut self) -> Result<Outline<'t>, Refusal> {
        let mut path = Vec::new();
        loop {
            match self.next()? {
                Some(Token::Word(word)) => path.push(word),
                Some(Token::Mark(':')) => {}
                Some(Token::Mark(';')) => {
                    let names = path.pop().into_iter().collect_vec();
                    return Ok(Outline::Import { path, names });
                }
                Some(Token::Open('{')) => {
                    let names = self.imported()?;
                    return match self.next()? {
                        Some(Token::Mark(';')) => Ok(Outline::Import { path, names }),
                        other => Err(unexpected(other)),
                    };
                }
                other => return Err(unexpected(other)),
            }
        }
    }

    /// Reads the original names in the braces of a `use`.
    fn imported(&mut self) -> Result<Vec<&'t str>, Refusal> {
        let mut names = Vec::new();
        let mut is_alias = false;
        loop {
            match self.next()? {
                Some(Token::Close(_)) => return Ok(names),
                Some(Token::Word("as")) => is_alias = true,
                Some(Token::Word(word)) if !is_alias => names.push(word),
                Some(Token::Word(_)) => is_alias = false,
                Some(Token::Mark(',')) => {}
                other => return Err(unexpected(other)),
            }
        }
    }

    /// Reads `saponify::simple!(Item);`.
    fn macro_call(&mut self, first: &str) -> Result<Outline<'t>, Refusal> {
        let mut name = first.to_owned();
        loop {
            match self.next()? {
                Some(Token::Word(word)) => name.push_str(word),
                Some(Token::Mark(':')) => name.push(':'),
                Some(Token::Mark('!')) => break,
                other => return Err(unexpected(other)),
            }
        }
        let argument = match self.next()? {
            Some(Token::Open('(')) => self.identifier()?,
            other => return Err(unexpected(other)),
        };
        self.group()?;
        self.statement()?;
        Ok(Outline::Macro { name, argument })
    }

    /// Skips derives and other attributes that the generator prints. Rejects all other attributes.
    fn attributes(&mut self) -> Result<(), Refusal> {
        while self.peek()? == Some(Token::Mark('#')) {
            self.next()?;
            if self.next()? != Some(Token::Open('[')) {
                return Err("has an inner attribute".to_owned());
            }
            let name = self.next()?;
            match name {
                Some(Token::Word("doc")) => {
                    let is_planned = self.next()? == Some(Token::Mark('='))
                        && matches!(self.next()?, Some(Token::Literal(_)))
                        && self.next()? == Some(Token::Close(']'));
                    if !is_planned {
                        return Err(format!("has the attribute {}", shown(name)));
                    }
                }
                Some(Token::Word("derive" | "default" | "must_use")) => self.group()?,
                _ => return Err(format!("has the attribute {}", shown(name))),
            }
        }
        Ok(())
    }

    /// Reads the next token. If it is `pub` or `pub(super)`, reads the token after it.
    fn next_after_visibility(&mut self) -> Result<Option<Token<'t>>, Refusal> {
        match self.next()? {
            Some(Token::Word("pub")) => {}
            other => return Ok(other),
        }
        let mut token = self.next()?;
        if token == Some(Token::Open('(')) {
            self.group()?;
            token = self.next()?;
        }
        match token {
            Some(Token::Word(_)) => Ok(token),
            other => Err(unexpected(other)),
        }
    }

    fn identifier(&mut self) -> Result<&'t str, Refusal> {
        match self.next()? {
            Some(Token::Word(word)) => Ok(word),
            other => Err(unexpected(other)),
        }
    }

    /// Skips to the body of an item, and into it.
    fn body(&mut self) -> Result<(), Refusal> {
        loop {
            match self.next()? {
                Some(Token::Open('{')) => return Ok(()),
                Some(Token::Open(_)) => self.group()?,
                token @ (Some(Token::Mark(';' | '!' | '#')) | None) => return Err(unexpected(token)),
                Some(_) => {}
            }
        }
    }

    /// Reads the names of fields or variants, to the end of the body.
    fn members(&mut self, kind: Kind) -> Result<Vec<&'t str>, Refusal> {
        let mut members = Vec::new();
        loop {
            self.attributes()?;
            let first = match kind {
                Kind::Struct => self.next_after_visibility()?,
                _ => self.next()?,
            };
            match first {
                Some(Token::Close(_)) => return Ok(members),
                Some(Token::Word(name)) => members.push(name),
                other => return Err(unexpected(other)),
            }
            // Skip to the next comma outside generic arguments.
            let mut depth = 0_usize;
            loop {
                match self.next()? {
                    Some(Token::Mark('<')) => depth += 1,
                    Some(Token::Mark('>')) => depth = depth.saturating_sub(1),
                    Some(Token::Mark(',')) if depth == 0 => break,
                    Some(Token::Close(_)) => return Ok(members),
                    Some(Token::Open(_)) => self.group()?,
                    token @ (Some(Token::Mark('!' | '#')) | None) => return Err(unexpected(token)),
                    Some(_) => {}
                }
            }
        }
    }

    /// Reads the names of the functions, types and constants of an `impl` or trait, to the end of the body.
    fn associated(&mut self) -> Result<Vec<&'t str>, Refusal> {
        let mut members = Vec::new();
        loop {
            self.attributes()?;
            let word = match self.next_after_visibility()? {
                Some(Token::Close(_)) => return Ok(members),
                Some(Token::Word(word)) => word,
                other => return Err(unexpected(other)),
            };
            members.push(self.identifier()?);
            match word {
                "fn" => {
                    self.body()?;
                    self.group()?;
                }
                "type" | "const" => self.statement()?,
                other => return Err(format!("has `{other}` in an `impl`")),
            }
        }
    }

    /// Skips to the end of a statement. Fails if the statement contains an item, a macro call or an
    /// attribute.
    fn statement(&mut self) -> Result<(), Refusal> {
        self.without_items(|token, depth| depth == 0 && token == Token::Mark(';'))
    }

    /// Skips to the end of the group that was opened last. Fails if the group contains an item, a macro call
    /// or an attribute.
    fn group(&mut self) -> Result<(), Refusal> {
        self.without_items(|token, depth| depth == 0 && matches!(token, Token::Close(_)))
    }

    /// Skips tokens up to the first one for which `is_end` returns `true`. The arguments of `is_end` are the
    /// token and the number of open groups. Fails at an item, a macro call or an attribute.
    fn without_items(&mut self, is_end: impl Fn(Token<'t>, usize) -> bool) -> Result<(), Refusal> {
        let mut depth = 0_usize;
        let mut last = Before::Other;
        loop {
            let Some(token) = self.next()? else { return Err(unexpected(None)) };
            if is_end(token, depth) {
                return Ok(());
            }
            last = match token {
                Token::Open(_) if last == Before::Macro => return Err("calls a macro".to_owned()),
                Token::Open(_) => {
                    depth += 1;
                    Before::Other
                }
                Token::Close(_) => match depth.checked_sub(1) {
                    Some(less) => {
                        depth = less;
                        Before::Other
                    }
                    None => return Err(unexpected(Some(token))),
                },
                // `argument: impl Trait` is not an item.
                Token::Word(_) if last == Before::Colon => Before::Word,
                Token::Word(word) if ITEM_KEYWORDS.contains(&word) => {
                    return Err(format!("has the keyword `{word}` inside an item"));
                }
                Token::Word("if" | "match" | "return" | "in" | "matches") => Before::Other,
                Token::Word(_) => Before::Word,
                Token::Mark('#') => return Err("has an attribute inside an item".to_owned()),
                Token::Mark(':') => Before::Colon,
                Token::Mark('!') if last == Before::Word => Before::Macro,
                Token::Mark(_) | Token::Literal(_) | Token::Lifetime(_) => Before::Other,
            };
        }
    }
}

/// The kind of the preceding token, which determines the meaning of the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Colon,
    Word,
    /// An identifier followed by `!`.
    Macro,
    Other,
}

/// Keywords that begin items. No body that the generator prints contains them.
const ITEM_KEYWORDS: &[&str] = &[
    "fn",
    "mod",
    "use",
    "impl",
    "struct",
    "enum",
    "static",
    "const",
    "type",
    "trait",
    "extern",
    "unsafe",
    "macro_rules",
];

fn unexpected(token: Option<Token<'_>>) -> Refusal {
    format!("has {}, which the generator does not print in this position", shown(token))
}

fn shown(token: Option<Token<'_>>) -> String {
    match token {
        Some(Token::Word(text) | Token::Literal(text) | Token::Lifetime(text)) => format!("`{text}`"),
        Some(Token::Mark(mark) | Token::Open(mark) | Token::Close(mark)) => format!("`{mark}`"),
        None => "an end".to_owned(),
    }
}
