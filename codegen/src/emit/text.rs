//! Prints tokens as text, in a layout like handwritten code.
//!
//! Nothing else in [`emit`](super) produces text. A [`Code`] is made only of tokens, so text from a document is
//! always a literal or a `#[doc = …]` attribute and cannot become an item.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::escape::{is_hidden, visible};

/// Finished Rust text.
#[derive(Default)]
pub(super) struct Code(String);

impl Code {
    /// Prints one item, or several items that belong together.
    ///
    /// # Errors
    ///
    /// Returns a defect of the generator: tokens that are not Rust.
    pub(super) fn items(tokens: TokenStream) -> Result<Self, String> {
        let file = syn::parse2::<syn::File>(tokens).map_err(|error| error.to_string())?;
        let text = spaced(&prettyplease::unparse(&file));
        // `quote` escapes most invisible characters. The remaining ones can only be in literals, because no
        // identifier contains any.
        let is_literal = |character: char| is_hidden(character) && character != '\n';
        match text.contains(is_literal) {
            true => Ok(Self(text.split('\n').map(visible).collect::<Vec<_>>().join("\n"))),
            false => Ok(Self(text)),
        }
    }

    /// Prints a module with its content.
    ///
    /// # Errors
    ///
    /// Returns a defect of the generator: tokens that are not Rust.
    pub(super) fn module(lines: &[String], name: &str, content: &Self) -> Result<Self, String> {
        let Self(mut text) = Self::module_of(lines, name, quote!({}))?;
        // The printed text ends with `{}`. The content is inserted between the braces.
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

    /// Prints the declaration of a module in a separate file.
    ///
    /// # Errors
    ///
    /// Returns a defect of the generator: tokens that are not Rust.
    pub(super) fn module_declaration(lines: &[String], name: &str) -> Result<Self, String> {
        Self::module_of(lines, name, quote!(;))
    }

    fn module_of(lines: &[String], name: &str, content: TokenStream) -> Result<Self, String> {
        let (documentation, name) = (docs(lines), format_ident!("{name}"));
        Self::items(quote!(#documentation pub mod #name #content))
    }

    /// Prints the documentation of a file.
    #[cfg(feature = "cli")]
    pub(super) fn front(lines: &[String]) -> Self {
        let mut text: String =
            lines.iter().map(|line| format!("{}\n", format!("//! {}", visible(line)).trim_end())).collect();
        text.push('\n');
        Self(text)
    }

    /// Appends text.
    pub(super) fn push(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }

    /// Appends text after a blank line.
    pub(super) fn push_separated(&mut self, more: &Self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(&more.0);
    }

    /// Whether the text is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Length in bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the text.
    pub(super) fn into_string(self) -> String {
        self.0
    }

    fn lines(&self) -> std::str::Lines<'_> {
        self.0.lines()
    }
}

/// Documentation as `#[doc]` attributes, which are printed as `///`.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| match line.is_empty() {
        true => String::new(),
        false => format!(" {}", visible(line)),
    });
    quote!(#(#[doc = #lines])*)
}

/// The index of a member as a literal without a suffix.
pub(super) fn literal(index: u16) -> Literal {
    Literal::u16_unsuffixed(index)
}

/// Inserts blank lines between the functions of an `impl`, because the printer omits them.
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
