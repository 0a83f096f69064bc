//! Tokens as text, laid out as a person would.

use proc_macro2::TokenStream;
use quote::quote;

/// Prints one item, or several that belong together.
pub(super) fn print(tokens: TokenStream) -> Result<String, String> {
    let file = syn::parse2::<syn::File>(tokens).map_err(|error| error.to_string())?;
    Ok(spaced(&prettyplease::unparse(&file)))
}

/// Documentation as attributes, which print as `///`.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Documentation as text.
pub(super) fn comment(lines: &[String], indent: &str) -> String {
    lines.iter().map(|line| format!("{indent}{}\n", format!("/// {line}").trim_end())).collect()
}

/// A module's content, moved to the right.
pub(super) fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
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
