//! Turns the lines of a text into paragraphs, and recognizes lists and code listings in plain text.

use super::block::{Block, Inline};
use crate::lists::{CollectVec, PushAll};

/// Adds the blocks of a text.
///
/// If `is_item` is set, the text belongs to a list item. A bullet at its start is removed, because the item has one
/// already.
pub(super) fn add(text: Vec<Inline>, is_item: bool, blocks: &mut Vec<Block>) {
    if let Some(listing) = listing(&text) {
        return blocks.push(Block::Code(listing));
    }
    let mut lines = lines(text);
    if is_item {
        let is_marked = lines.first().is_some_and(|line| line.marker == Some(Marker::Bullet));
        if let Some(first) = lines.first_mut().filter(|_| is_marked) {
            first.text = std::mem::take(first).without_marker();
        }
        lines.iter_mut().for_each(|line| line.marker = None);
    }
    let numbers: Vec<u32> = lines.iter().filter_map(Line::number).collect_vec();
    let bullets = lines.iter().filter(|line| line.marker == Some(Marker::Bullet)).count();
    let first = lines.first().and_then(|line| line.marker);
    let mut next_number = match blocks.last() {
        Some(Block::List { number: Some(first), items }) => first.saturating_add(count(items.len())),
        _ => 1,
    };
    // A single marker in the middle of a text usually results from line wrapping, as in a sentence with a dash.
    let has_bullets = bullets > 1 || first == Some(Marker::Bullet);
    let has_numbers = numbers.starts_with(&[1, 2]) || first == Some(Marker::Number(next_number));
    let mut text: Vec<Inline> = Vec::new();
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        let number = line.number();
        let is_start = match line.marker {
            Some(Marker::Bullet) => has_bullets,
            Some(Marker::Number(number)) => has_numbers && number == next_number,
            None => false,
        };
        if !is_start {
            if line.is_broken {
                add_paragraph(std::mem::take(&mut text), blocks);
            }
            text.push(Inline::Text(" ".to_owned()));
            text.push_all(line.text);
            continue;
        }
        add_paragraph(std::mem::take(&mut text), blocks);
        let mut item = line.without_marker();
        while let Some(more) = lines.next_if(|next| next.marker.is_none() && !next.is_broken) {
            item.push(Inline::Text(" ".to_owned()));
            item.push_all(more.text);
        }
        next_number = number.map_or(next_number, |number| number.saturating_add(1));
        add_item(number, vec![Block::Paragraph(item)], blocks);
    }
    add_paragraph(text, blocks);
}

/// Adds an item. It continues the preceding list if kind and number match.
pub(super) fn add_item(number: Option<u32>, item: Vec<Block>, blocks: &mut Vec<Block>) {
    match blocks.last_mut() {
        Some(Block::List { number: None, items }) if number.is_none() => items.push(item),
        Some(Block::List { number: Some(first), items })
            if number == Some(first.saturating_add(count(items.len()))) =>
        {
            items.push(item);
        }
        _ => blocks.push(Block::List { number, items: vec![item] }),
    }
}

fn add_paragraph(text: Vec<Inline>, blocks: &mut Vec<Block>) {
    if !text.iter().all(is_blank) {
        blocks.push(Block::Paragraph(text));
    }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

/// Returns `true` if an inline element has no visible content.
pub(super) fn is_blank(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.trim().is_empty(),
        Inline::Strong(inside) | Inline::Emphasis(inside) => inside.iter().all(is_blank),
        Inline::Link { .. } => false,
        Inline::Newline | Inline::Break => true,
    }
}

/// Returns the lines unchanged if they are a piece of XML.
fn listing(text: &[Inline]) -> Option<String> {
    let mut listing = String::new();
    for inline in text {
        match inline {
            Inline::Text(text) => listing.push_str(text),
            Inline::Newline => listing.push('\n'),
            _ => return None,
        }
    }
    let trimmed = listing.trim();
    let begins =
        trimmed.strip_prefix('<')?.starts_with(|first: char| first.is_alphabetic() || "?!".contains(first));
    (begins && trimmed.ends_with('>') && trimmed.contains('\n')).then_some(listing)
}

/// Line of a text, as broken in the source.
#[derive(Default)]
struct Line {
    text: Vec<Inline>,
    /// Whether an explicit line break precedes the line.
    is_broken: bool,
    marker: Option<Marker>,
}

/// Marker that makes a line a list item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Bullet,
    Number(u32),
}

/// Returns the lines of a text that are not blank.
fn lines(text: Vec<Inline>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    for inline in text {
        match inline {
            Inline::Newline => lines.push(std::mem::take(&mut line)),
            Inline::Break => {
                lines.push(std::mem::replace(&mut line, Line { is_broken: true, ..Line::default() }))
            }
            other => line.text.push(other),
        }
    }
    lines.push(line);
    let mut is_broken = false;
    for line in &mut lines {
        // A break before a blank line moves to the next line.
        is_broken |= line.is_broken;
        line.is_broken = is_broken;
        is_broken &= line.text.iter().all(is_blank);
        line.marker = line.marker();
    }
    lines.retain(|line| !line.text.iter().all(is_blank));
    lines
}

impl Line {
    fn number(&self) -> Option<u32> {
        match self.marker {
            Some(Marker::Number(number)) => Some(number),
            _ => None,
        }
    }

    fn marker(&self) -> Option<Marker> {
        let mut visible = self.text.iter().skip_while(|inline| is_blank(inline));
        let Some(Inline::Text(text)) = visible.next() else { return None };
        let (word, rest) = text.trim_start().split_once(char::is_whitespace)?;
        if rest.trim().is_empty() && visible.all(is_blank) {
            return None;
        }
        match word {
            "-" | "*" | "•" | "·" => Some(Marker::Bullet),
            _ => {
                let digits = word.strip_suffix(['.', ')']).filter(|digits| digits.len() < 4)?;
                let is_number = digits.chars().all(|digit| digit.is_ascii_digit());
                digits.parse().ok().filter(|_| is_number).map(Marker::Number)
            }
        }
    }

    fn without_marker(self) -> Vec<Inline> {
        let mut text: Vec<Inline> = self.text.into_iter().skip_while(is_blank).collect_vec();
        if let Some(Inline::Text(first)) = text.first_mut() {
            let rest = first.trim_start().split_once(char::is_whitespace).unwrap_or_default().1;
            *first = rest.to_owned();
        }
        text
    }
}
