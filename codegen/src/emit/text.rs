//! Tokens as text, laid out as a person would.
//!
//! Nothing else in [`emit`](super) makes text: a [`Code`] is made of tokens alone, so text of a document is a literal or a
//! `#[doc = …]` before it is Rust, and cannot become an item.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::escape::{is_hidden, visible};

/// Finished text of Rust.
#[derive(Clone, Debug, Default)]
pub(super) struct Code(String);

impl Code {
    /// One item, or several that belong together.
    ///
    /// # Errors
    ///
    /// A defect of the generator: tokens that are not Rust.
    pub(super) fn items(tokens: TokenStream) -> Result<Self, String> {
        let file = syn::parse2::<syn::File>(tokens).map_err(|error| error.to_string())?;
        let text = spaced(&prettyplease::unparse(&file));
        // `quote` escapes most hidden characters; the rest can only be in literals, as no identifier has one.
        let is_literal = |character: char| is_hidden(character) && character != '\n';
        match text.contains(is_literal) {
            true => Ok(Self(text.split('\n').map(visible).collect::<Vec<_>>().join("\n"))),
            false => Ok(Self(text)),
        }
    }

    /// A module with its content.
    ///
    /// # Errors
    ///
    /// A defect of the generator: tokens that are not Rust.
    pub(super) fn module(lines: &[String], name: &str, content: &Self) -> Result<Self, String> {
        let Self(mut text) = Self::module_of(lines, name, quote!({}))?;
        // The printer leaves `{}` at the end, which the content goes between.
        text.truncate(text.trim_end().trim_end_matches('}').len());
        text.push('\n');
        content.lines().for_each(|line| {
            text.push_str(if line.is_empty() { "" } else { "    " });
            text.push_str(line);
            text.push('\n');
        });
        text.push_str("}\n");
        Ok(Self(text))
    }

    /// The declaration of a module in a file of its own.
    ///
    /// # Errors
    ///
    /// A defect of the generator: tokens that are not Rust.
    pub(super) fn module_declaration(lines: &[String], name: &str) -> Result<Self, String> {
        Self::module_of(lines, name, quote!(;))
    }

    fn module_of(lines: &[String], name: &str, content: TokenStream) -> Result<Self, String> {
        let (documentation, name) = (docs(lines), format_ident!("{name}"));
        Self::items(quote!(#documentation pub mod #name #content))
    }

    /// Documentation of the file itself.
    #[cfg(feature = "cli")]
    pub(super) fn front(lines: &[String]) -> Self {
        let mut text: String =
            lines.iter().map(|line| format!("{}\n", format!("//! {}", visible(line)).trim_end())).collect();
        text.push('\n');
        Self(text)
    }

    /// Adds more at the end.
    pub(super) fn push(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }

    /// Adds more at the end, behind a blank line.
    pub(super) fn push_apart(&mut self, more: &Self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(&more.0);
    }

    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its length in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The text.
    pub(super) fn into_string(self) -> String {
        self.0
    }

    fn lines(&self) -> std::str::Lines<'_> {
        self.0.lines()
    }
}

/// Documentation as attributes, which print as `///`.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| match line.is_empty() {
        true => String::new(),
        false => format!(" {}", visible(line)),
    });
    quote!(#(#[doc = #lines])*)
}

/// The index of a member, as a person would write it.
pub(super) fn literal(index: u16) -> Literal {
    Literal::u16_unsuffixed(index)
}

/// Sets a blank line between the functions of an `impl`, which the printer does not.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let ends_function = line == "    }";
        let ends_constant = line.starts_with("    const ")
            || line.starts_with("    pub const ")
            || line.starts_with("    ];");
        let next = lines.peek().copied().unwrap_or_default();
        let begins = ["    fn ", "    pub fn ", "    ///"].iter().any(|start| next.starts_with(start));
        if begins && (ends_function || ends_constant && line.ends_with(';')) {
            out.push('\n');
        }
    }
    out
}
