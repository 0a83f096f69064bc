//! Outlines of Rust items: their kinds and names, without bodies.
//!
//! The reader accepts only the forms of items that the generator prints.

use std::fmt;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree, token_stream::IntoIter};

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
pub(super) enum Outline {
    /// A module, with its content; `None` if the content is in a separate file.
    Module(String, Option<TokenStream>),
    /// A struct, enum, alias, constant or trait, with the names of its fields, variants or functions.
    Definition { kind: Kind, name: String, members: Vec<String> },
    /// A trait `impl` or an inherent `impl`, with the name of the type and the names of its functions, types
    /// and constants.
    Implementation { of: Option<String>, name: String, members: Vec<String> },
    /// A macro call, with the path of the macro and the first identifier of its arguments.
    Macro { name: String, argument: String },
    /// A `use` item: the path of the module, and the imported names.
    Import { path: Vec<String>, names: Vec<String> },
}

impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module(name, _) => write!(f, "the module `{name}`"),
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
pub(super) struct Reader {
    tokens: std::iter::Peekable<IntoIter>,
}

/// The reason why a text is not output of the generator.
type Refusal = String;

impl Reader {
    /// Creates a reader for the content of a file or module.
    pub(super) fn new(tokens: TokenStream) -> Self {
        Self { tokens: tokens.into_iter().peekable() }
    }

    /// Reads the next item; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the next tokens are not an item in a form that the generator prints.
    pub(super) fn item(&mut self) -> Result<Option<Outline>, Refusal> {
        self.attributes()?;
        if self.tokens.peek().is_none() {
            return Ok(None);
        }
        self.visibility();
        let word = self.identifier()?;
        let item = match word.as_str() {
            "mod" => {
                let name = self.identifier()?;
                let content = match self.tokens.next() {
                    Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                        Some(content(group))
                    }
                    Some(TokenTree::Punct(mark)) if mark.as_char() == ';' => None,
                    other => return Err(unexpected(other)),
                };
                Outline::Module(name, content)
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

    fn definition(&mut self, kind: Kind) -> Result<Outline, Refusal> {
        let name = self.identifier()?;
        let members = match kind {
            Kind::Struct | Kind::Enum => members(content(self.body()?), kind)?,
            Kind::Trait => associated(content(self.body()?))?,
            Kind::Alias | Kind::Constant | Kind::Module => {
                self.statement()?;
                Vec::new()
            }
        };
        Ok(Outline::Definition { kind, name, members })
    }

    fn implementation(&mut self) -> Result<Outline, Refusal> {
        let (mut of, mut name) = (None, String::new());
        let mut depth = 0_usize;
        let body = loop {
            match self.tokens.next() {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => break group,
                Some(TokenTree::Punct(mark)) if mark.as_char() == '<' => depth += 1,
                Some(TokenTree::Punct(mark)) if mark.as_char() == '>' => depth = depth.saturating_sub(1),
                Some(TokenTree::Ident(word)) if depth == 0 => match word == "for" {
                    true => of = Some(std::mem::take(&mut name)),
                    // The word is a part of a path, such as `std::fmt::Debug`.
                    false if name.is_empty() || name.ends_with("::") => name.push_str(&word.to_string()),
                    false => return Err(unexpected(Some(word.into()))),
                },
                Some(_) if depth > 0 => {}
                Some(TokenTree::Punct(mark)) if mark.as_char() == ':' && !name.is_empty() => name.push(':'),
                other => return Err(unexpected(other)),
            }
        };
        Ok(Outline::Implementation { of, name, members: associated(content(body))? })
    }

    /// Reads `use a::b::{c, d as e};`. The names are the original ones, without aliases.
    fn import(&mut self) -> Result<Outline, Refusal> {
        let mut path = Vec::new();
        loop {
            match self.tokens.next() {
                Some(TokenTree::Ident(word)) => path.push(word.to_string()),
                Some(TokenTree::Punct(mark)) if mark.as_char() == ':' => {}
                Some(TokenTree::Punct(mark)) if mark.as_char() == ';' => {
                    let names = path.pop().into_iter().collect();
                    return Ok(Outline::Import { path, names });
                }
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    let names = imported(content(group))?;
                    return match self.tokens.next() {
                        Some(TokenTree::Punct(mark)) if mark.as_char() == ';' => {
                            Ok(Outline::Import { path, names })
                        }
                        other => Err(unexpected(other)),
                    };
                }
                other => return Err(unexpected(other)),
            }
        }
    }

    /// Reads `saponify::simple!(Item);`.
    fn macro_call(&mut self, mut name: String) -> Result<Outline, Refusal> {
        loop {
            match self.tokens.next() {
                Some(TokenTree::Ident(word)) => name.push_str(&word.to_string()),
                Some(TokenTree::Punct(mark)) if mark.as_char() == ':' => name.push(':'),
                Some(TokenTree::Punct(mark)) if mark.as_char() == '!' => break,
                other => return Err(unexpected(other)),
            }
        }
        let argument = match self.tokens.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                Self::new(content(group)).identifier()?
            }
            other => return Err(unexpected(other)),
        };
        self.statement()?;
        Ok(Outline::Macro { name, argument })
    }

    /// Skips documentation, derives and other attributes that the generator prints. Rejects all other
    /// attributes.
    fn attributes(&mut self) -> Result<(), Refusal> {
        while self.tokens.next_if(|token| is_mark(token, '#')).is_some() {
            let Some(TokenTree::Group(group)) = self.tokens.next() else {
                return Err("has an inner attribute".to_owned());
            };
            let mut inside = content(group).into_iter();
            let name = inside.next();
            let is_planned = match &name {
                Some(TokenTree::Ident(name)) if name == "doc" => {
                    inside.next().is_some_and(|token| is_mark(&token, '='))
                        && matches!(inside.next(), Some(TokenTree::Literal(_)))
                        && inside.next().is_none()
                }
                Some(TokenTree::Ident(name)) => {
                    ["derive", "default", "must_use"].iter().any(|known| name == known)
                }
                _ => false,
            };
            if !is_planned {
                return Err(format!("has the attribute {}", shown(name)));
            }
        }
        Ok(())
    }

    /// Skips `pub` and `pub(super)`.
    fn visibility(&mut self) {
        if self.tokens.next_if(|token| matches!(token, TokenTree::Ident(word) if word == "pub")).is_some() {
            self.tokens.next_if(
                |token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis),
            );
        }
    }

    fn identifier(&mut self) -> Result<String, Refusal> {
        match self.tokens.next() {
            Some(TokenTree::Ident(word)) => Ok(word.to_string()),
            other => Err(unexpected(other)),
        }
    }

    /// Skips to the body of an item, and returns the body.
    fn body(&mut self) -> Result<Group, Refusal> {
        loop {
            match self.tokens.next() {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => return Ok(group),
                Some(TokenTree::Punct(mark)) if mark.as_char() == ';' => {
                    return Err(unexpected(Some(mark.into())));
                }
                Some(token @ TokenTree::Group(_)) => without_items(token)?,
                Some(_) => {}
                None => return Err(unexpected(None)),
            }
        }
    }

    /// Skips to the end of a statement.
    fn statement(&mut self) -> Result<(), Refusal> {
        loop {
            match self.tokens.next() {
                Some(token) if is_mark(&token, ';') => return Ok(()),
                Some(token @ TokenTree::Group(_)) => without_items(token)?,
                Some(_) => {}
                None => return Err(unexpected(None)),
            }
        }
    }
}

/// The tokens of a group. Takes the group by value, so that the tokens are not copied.
fn content(group: Group) -> TokenStream {
    group.stream()
}

/// Reads the names of fields or variants.
fn members(tokens: TokenStream, kind: Kind) -> Result<Vec<String>, Refusal> {
    let mut reader = Reader::new(tokens);
    let mut members = Vec::new();
    loop {
        reader.attributes()?;
        if reader.tokens.peek().is_none() {
            return Ok(members);
        }
        if kind == Kind::Struct {
            reader.visibility();
        }
        members.push(reader.identifier()?);
        // Skip to the next comma outside generic arguments.
        let mut depth = 0_usize;
        for token in reader.tokens.by_ref() {
            match &token {
                TokenTree::Punct(mark) if mark.as_char() == '<' => depth += 1,
                TokenTree::Punct(mark) if mark.as_char() == '>' => depth = depth.saturating_sub(1),
                TokenTree::Punct(mark) if mark.as_char() == ',' && depth == 0 => break,
                TokenTree::Group(_) => without_items(token)?,
                _ => {}
            }
        }
    }
}

/// Reads the names of the functions, types and constants of an `impl`.
fn associated(tokens: TokenStream) -> Result<Vec<String>, Refusal> {
    let mut reader = Reader::new(tokens);
    let mut members = Vec::new();
    loop {
        reader.attributes()?;
        if reader.tokens.peek().is_none() {
            return Ok(members);
        }
        reader.visibility();
        let word = reader.identifier()?;
        members.push(reader.identifier()?);
        match word.as_str() {
            "fn" => without_items(reader.body()?.into())?,
            "type" | "const" => reader.statement()?,
            other => return Err(format!("has `{other}` in an `impl`")),
        }
    }
}

/// Reads the original names in the braces of a `use`.
fn imported(tokens: TokenStream) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::new();
    let mut is_alias = false;
    for token in tokens {
        match token {
            TokenTree::Ident(word) if word == "as" => is_alias = true,
            TokenTree::Ident(word) if !is_alias => names.push(word.to_string()),
            TokenTree::Ident(_) => is_alias = false,
            TokenTree::Punct(mark) if mark.as_char() == ',' => {}
            other => return Err(unexpected(Some(other))),
        }
    }
    Ok(names)
}

/// Checks that a token contains no items.
fn without_items(token: TokenTree) -> Result<(), Refusal> {
    // Iterative, because expressions can be nested as deeply as a document demands.
    let mut rest = Vec::new();
    let mut next = Some(token);
    let mut before = Before::Other;
    loop {
        let last = std::mem::replace(&mut before, Before::Other);
        match next {
            Some(TokenTree::Group(_)) if last == Before::Macro => return Err("calls a macro".to_owned()),
            Some(TokenTree::Group(group)) => rest.push(content(group).into_iter()),
            // `'static` and `argument: impl Trait` are not items.
            Some(TokenTree::Ident(_)) if last == Before::Colon => before = Before::Word,
            Some(TokenTree::Ident(word)) => {
                if ITEMS.iter().any(|item| word == item) {
                    return Err(format!("has the keyword `{word}` inside an item"));
                }
                let is_name = ["if", "match", "return", "in", "matches"].iter().all(|known| word != known);
                before = if is_name { Before::Word } else { Before::Other };
            }
            Some(TokenTree::Punct(mark)) => {
                if mark.as_char() == '#' {
                    return Err("has an attribute inside an item".to_owned());
                }
                before = match mark.as_char() {
                    ':' | '\'' => Before::Colon,
                    '!' if last == Before::Word => Before::Macro,
                    _ => Before::Other,
                };
            }
            Some(TokenTree::Literal(_)) => {}
            None => {
                rest.pop();
            }
        }
        match rest.last_mut() {
            Some(tokens) => next = tokens.next(),
            None => return Ok(()),
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
const ITEMS: &[&str] = &[
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

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn unexpected(token: Option<TokenTree>) -> Refusal {
    format!("has {}, which the generator does not print in this position", shown(token))
}

fn shown(token: Option<TokenTree>) -> String {
    match token {
        Some(TokenTree::Group(_)) => "a group".to_owned(),
        Some(token) => format!("`{token}`"),
        None => "an end".to_owned(),
    }
}
