//! Items of Rust by their names, without what is in them.
//!
//! Reads the shapes of item that the generator prints, and refuses any other.

use std::fmt;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree, token_stream::IntoIter};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Struct,
    Enum,
    Alias,
    Constant,
}

impl Kind {
    /// What it is called, with its article.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Module => "the module",
            Self::Struct => "the struct",
            Self::Enum => "the enum",
            Self::Alias => "the alias",
            Self::Constant => "the constant",
        }
    }
}

/// An item.
pub(super) enum Outline {
    /// A module, with its content unless that is in a file of its own.
    Module(String, Option<TokenStream>),
    /// A struct, enum, alias or constant, with the names of its fields or variants.
    Definition { kind: Kind, name: String, members: Vec<String> },
    /// An `impl` of a trait for a type, or of a type, with the names of what is in it.
    Implementation { of: Option<String>, name: String, members: Vec<String> },
    /// A call of a macro, by the path of that, with the first identifier of what it gets.
    Macro { name: String, argument: String },
    /// A `use` of names in a module.
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

/// Reads items one after the other.
pub(super) struct Reader {
    tokens: std::iter::Peekable<IntoIter>,
}

/// Why a text is none that the generator prints.
type Refusal = String;

impl Reader {
    /// Reads what stands in a file or module.
    pub(super) fn new(tokens: TokenStream) -> Self {
        Self { tokens: tokens.into_iter().peekable() }
    }

    /// The next item.
    ///
    /// # Errors
    ///
    /// Something else than an item of the generator.
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
                    // A path: `std::fmt::Debug`.
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

    /// `use a::b::{c, d as e};`, whose names are those of the items.
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

    /// `saponify::simple!(Item);`
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

    /// Skips documentation, derives and the like, and refuses other attributes.
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

    /// Skips to the body of an item.
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

/// The tokens of a group, which is dropped so that they need not be copied.
fn content(group: Group) -> TokenStream {
    group.stream()
}

/// The names of fields or variants.
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
        // To the comma that is not between arguments.
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

/// The names of the functions, types and constants of an `impl`.
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

/// The names in the braces of a `use`, as their modules call them.
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

/// Checks that no item begins in a token.
fn without_items(token: TokenTree) -> Result<(), Refusal> {
    // A list of what is left to look at: expressions nest as deep as documents want.
    let mut rest = Vec::new();
    let mut next = Some(token);
    let mut before = Before::Other;
    loop {
        let last = std::mem::replace(&mut before, Before::Other);
        match next {
            Some(TokenTree::Group(_)) if last == Before::Macro => return Err("calls a macro".to_owned()),
            Some(TokenTree::Group(group)) => rest.push(content(group).into_iter()),
            // `'static` and `argument: impl Trait` are no items.
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

/// What the token before says of the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Colon,
    Word,
    /// A word and `!`.
    Macro,
    Other,
}

/// The words with which items begin that no body of the generator has.
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
