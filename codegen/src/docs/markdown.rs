//! Writes blocks as wrapped lines of Markdown. Text that looks like markup is escaped.
//!
//! The dialect of rustdoc: CommonMark with tables, strikethrough and footnotes, where `[name]` is a link to an item
//! and indented text is a doctest.

use super::{
    block::{Block, Inline},
    text,
};
use crate::lists::{CollectVec, PushAll};

/// Maximum length of a line in characters, unless a word is longer: 100 columns minus `    /// `.
pub(super) const WIDTH: usize = 92;

/// Minimum width for wrapping lines in lists and quotes, however deeply they are nested.
const MIN_WIDTH: usize = 40;

/// Formats blocks as lines.
pub(super) fn lines(blocks: &[Block]) -> Vec<String> {
    within(blocks, WIDTH, false)
}

/// Formats blocks as lines of at most `width` characters, with blank lines between blocks unless `is_tight`.
fn within(blocks: &[Block], width: usize, is_tight: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        let more = match block {
            Block::Paragraph(inlines) => wrapped(&text::markdown(inlines), width),
            Block::List { number, items } => list(*number, items, width),
            Block::Code(code) => listing(code),
            Block::Quote(inside) => quote(inside, width),
            Block::Table { head, rows } => table(head, rows),
        };
        if !is_tight && !lines.is_empty() && !more.is_empty() {
            lines.push(String::new());
        }
        lines.push_all(more);
    }
    lines
}

/// Wraps words into lines. No line begins with a word that starts a block.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word_length = word.chars().count();
        match lines.last_mut() {
            Some(line) if length + 1 + word_length <= width => {
                line.push(' ');
                line.push_str(word);
                length += 1 + word_length;
            }
            _ => {
                lines.push(text::at_line_start(word));
                length = word_length;
            }
        }
    }
    lines.into_iter().map(text::with_spaces).collect_vec()
}

fn list(number: Option<u32>, items: &[Vec<Block>], width: usize) -> Vec<String> {
    // A list is tight if each item is a paragraph, followed by nothing or by nested lists. The items of any
    // other list are separated by blank lines.
    let is_tight = items.iter().all(|item| {
        let lists = match item.as_slice() {
            [Block::Paragraph(_), lists @ ..] => lists,
            lists => lists,
        };
        lists.iter().all(|block| matches!(block, Block::List { .. }))
    });
    let mut lines = Vec::new();
    let mut number = number.map(u64::from);
    for item in items {
        let marker = number.map_or("- ".to_owned(), |number| format!("{number}. "));
        let inside = within(item, width.saturating_sub(marker.len()).max(MIN_WIDTH), is_tight);
        if inside.is_empty() {
            continue;
        }
        if !is_tight && !lines.is_empty() {
            lines.push(String::new());
        }
        let indent = " ".repeat(marker.len());
        for (index, line) in inside.into_iter().enumerate() {
            lines.push(match (index, line.is_empty()) {
                (0, _) => format!("{marker}{line}"),
                (_, true) => line,
                (_, false) => format!("{indent}{line}"),
            });
        }
        // CommonMark limits list numbers to nine digits.
        number = number.map(|number| (number + 1).min(999_999_999));
    }
    lines
}

fn listing(code: &str) -> Vec<String> {
    let lines: Vec<String> =
        code.lines().map(|line| line.replace('\t', "    ").trim_end().to_owned()).collect_vec();
    let is_blank = |line: &String| line.is_empty();
    let (Some(first), Some(last)) =
        (lines.iter().position(|line| !is_blank(line)), lines.iter().rposition(|line| !is_blank(line)))
    else {
        return Vec::new();
    };
    let lines = lines.get(first..=last).unwrap_or_default();
    let indent = |line: &String| line.len() - line.trim_start_matches(' ').len();
    // The first line often follows the start tag directly, so its indentation is unrelated to that of the others.
    let is_behind_tag = first == 0;
    let indents = lines.iter().skip(usize::from(is_behind_tag)).filter(|line| !is_blank(line)).map(indent);
    let common = indents.min().unwrap_or_default();
    let fence = "`".repeat(text::longest_fence(code).max(2) + 1);
    let mut listing = vec![format!("{fence}text")];
    for (index, line) in lines.iter().enumerate() {
        let cut = if index == 0 && is_behind_tag { usize::MAX } else { common };
        listing.push(line.get(cut.min(indent(line))..).unwrap_or_default().to_owned());
    }
    listing.push(fence);
    listing
}

fn quote(inside: &[Block], width: usize) -> Vec<String> {
    let lines = within(inside, width.saturating_sub(2).max(MIN_WIDTH), false);
    lines
        .into_iter()
        .map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") })
        .collect_vec()
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default().max(head.len());
    let row = |cells: &[Vec<Inline>]| {
        let mut line = "|".to_owned();
        for column in 0..columns {
            let cell = cells.get(column).map(|cell| text::cell(cell)).unwrap_or_default();
            line.push_str(&format!(" {cell}{}|", if cell.is_empty() { "" } else { " " }));
        }
        line
    };
    let rule = format!("|{}", " --- |".repeat(columns));
    [row(head), rule].into_iter().chain(rows.iter().map(|cells| row(cells))).collect_vec()
}
