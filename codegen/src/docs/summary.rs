//! Shortens the first paragraph, which rustdoc shows in overviews.

use super::block::{Block, Inline};
use crate::lists::PushAll;

/// Maximum length of the first paragraph in characters. In a longer one, the first sentence becomes a separate
/// paragraph.
const MAX_SUMMARY: usize = 120;

/// Minimum length of a first sentence that is split off. A word like `Optional.` is not a summary.
const MIN_SENTENCE: usize = 13;

/// Splits off the first sentence if the first paragraph is long.
pub(super) fn first(blocks: Vec<Block>) -> Vec<Block> {
    let mut blocks = blocks.into_iter();
    let mut all = Vec::new();
    match blocks.next() {
        Some(Block::Paragraph(text)) if length(&text) > MAX_SUMMARY => {
            let (first, rest) = split(text);
            all.push_all([first, rest].into_iter().filter(|text| !text.is_empty()).map(Block::Paragraph));
        }
        other => all.push_all(other),
    }
    all.push_all(blocks);
    all
}

fn length(inlines: &[Inline]) -> usize {
    let lengths = inlines.iter().map(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => {
            text.split_whitespace().map(|word| word.chars().count() + 1).sum()
        }
        Inline::Strong(inside) | Inline::Emphasis(inside) => length(inside),
        Inline::Link { text, .. } => length(text),
        Inline::Newline | Inline::Break => 1,
    });
    lengths.sum()
}

/// Splits a text after its first sentence.
fn split(text: Vec<Inline>) -> (Vec<Inline>, Vec<Inline>) {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    let mut is_over = false;
    let mut before = 0;
    let mut inlines = text.into_iter().peekable();
    while let Some(inline) = inlines.next() {
        let goes_on = inlines.peek().is_some();
        match inline {
            inline if is_over => rest.push(inline),
            Inline::Text(text) => match sentence_end(&text, goes_on, before) {
                Some(end) => {
                    let (before, after) = text.split_at_checked(end).unwrap_or((&text, ""));
                    first.push(Inline::Text(before.to_owned()));
                    rest.push_all((!after.trim().is_empty()).then(|| Inline::Text(after.to_owned())));
                    is_over = true;
                }
                None => {
                    let text = Inline::Text(text);
                    before += length(std::slice::from_ref(&text));
                    first.push(text);
                }
            },
            other => {
                before += length(std::slice::from_ref(&other));
                first.push(other);
            }
        }
    }
    (first, rest)
}

/// Returns the end of the first sentence in `text`.
///
/// The character `。` always ends a sentence. A dot, `!` or `?` ends a sentence only before whitespace, or at
/// the end of `text` if more inline elements follow it (`goes_on`). `before` is the number of characters that
/// precede `text`.
fn sentence_end(text: &str, goes_on: bool, before: usize) -> Option<usize> {
    // Leading whitespace is ignored.
    let start = text.len() - text.trim_start().len();
    for (index, character) in text.char_indices() {
        let end = index + character.len_utf8();
        let after = text.get(end..).unwrap_or_default();
        if character == '。' {
            return Some(end);
        }
        if !matches!(character, '.' | '!' | '?') {
            continue;
        }
        let closed = after.trim_start_matches([')', '"', '\'', '”', '’']);
        let end = text.len() - closed.len();
        let is_spaced = closed.starts_with(char::is_whitespace) || closed.is_empty() && goes_on;
        let next = closed.chars().find(|next| !next.is_whitespace());
        let is_long = before + end.saturating_sub(start) >= MIN_SENTENCE;
        if is_long
            && is_spaced
            && next.is_none_or(|next| !next.is_lowercase())
            && !is_abbreviation(text.get(..index)?)
        {
            return Some(end);
        }
    }
    None
}

/// Returns `true` if a text before a dot ends in an abbreviation.
fn is_abbreviation(text: &str) -> bool {
    let word = text.rsplit(|character: char| character.is_whitespace() || "([".contains(character)).next();
    let word = word.unwrap_or_default().to_lowercase();
    let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    is_letter
        || matches!(
            word.as_str(),
            "e.g"
                | "eg"
                | "i.e"
                | "ie"
                | "etc"
                | "vs"
                | "cf"
                | "approx"
                | "no"
                | "nr"
                | "incl"
                | "excl"
                | "resp"
                | "fig"
                | "sec"
                | "dr"
                | "mr"
                | "mrs"
                | "st"
                | "ca"
                | "ex"
                | "inc"
                | "ltd"
                | "z.b"
                | "d.h"
                | "bzw"
                | "u.s"
        )
}
