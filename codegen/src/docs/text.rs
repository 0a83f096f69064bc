//! Writes inline elements as Markdown. Characters that would be markup are escaped.
//!
//! This module does not know blocks, except the words that would start a block at the beginning of a line.

use super::block::Inline;
use crate::lists::CollectVec;

/// Marks a space at which no line may be broken, until lines are wrapped. Documentation cannot contain this character.
const FIXED_SPACE: char = '\u{1}';

/// Formats inline elements as one line of Markdown, with marked spaces in code.
pub(super) fn markdown(inlines: &[Inline]) -> String {
    let mut writer = Writer::default();
    writer.write(inlines);
    writer.text.trim().to_owned()
}

/// Formats inline elements as the content of a table cell.
pub(super) fn cell(inlines: &[Inline]) -> String {
    let mut writer = Writer { is_cell: true, ..Writer::default() };
    writer.write(inlines);
    with_spaces(writer.text.trim().to_owned())
}

/// Formats text without markup, for a heading, table cell or link text.
#[cfg(feature = "cli")]
pub(super) fn plain(text: &str) -> String {
    let mut writer = Writer { is_cell: true, is_link: true, ..Writer::default() };
    writer.write(&[Inline::Text(text.to_owned())]);
    with_spaces(writer.text.trim().to_owned())
}

/// Replaces the marked spaces of a finished line by ordinary ones.
pub(super) fn with_spaces(line: String) -> String {
    line.replace(FIXED_SPACE, " ")
}

/// Escapes a word at the start of a line if it would begin a heading, list, quote, rule or table.
pub(super) fn at_line_start(word: &str) -> String {
    if word.starts_with('>') || word.chars().all(|character| "-+=:|#".contains(character)) {
        return format!("\\{word}");
    }
    match word.strip_suffix(['.', ')']) {
        Some(digits) if !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit()) => {
            let (digits, end) = word.split_at_checked(digits.len()).unwrap_or((word, ""));
            format!("{digits}\\{end}")
        }
        _ => word.to_owned(),
    }
}

/// Returns the name between single backticks at the start of a text. Authors use backticks as Markdown does.
fn code_span(text: &str) -> Option<&str> {
    let (code, rest) = text.strip_prefix('`')?.split_once('`')?;
    let is_name = code.starts_with(|first: char| first.is_alphanumeric() || first == '_')
        && code.len() <= 80
        && code.chars().all(|character| character.is_alphanumeric() || "_.:-/()=".contains(character));
    let ends = !rest.starts_with(|next: char| next == '`' || next.is_alphanumeric());
    (is_name && ends).then_some(code)
}

/// Formats any text as a code span. Its spaces are marked.
pub(super) fn span(code: &str) -> String {
    let code = code.replace(' ', &FIXED_SPACE.to_string());
    let fence = "`".repeat(longest_fence(&code) + 1);
    let padding = if fence.len() > 1 { FIXED_SPACE.to_string() } else { String::new() };
    format!("{fence}{padding}{code}{padding}{fence}")
}

/// Returns the length of the longest run of backticks.
pub(super) fn longest_fence(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

/// Builder of a line of Markdown.
#[derive(Default)]
struct Writer {
    text: String,
    is_cell: bool,
    is_link: bool,
    is_strong: bool,
    is_emphasis: bool,
    /// Whether a link follows. A `!` before it would turn the link into an image.
    is_before_link: bool,
    /// Whether the text ends in a closing mark (`_` or `*`) that has no effect if a letter follows.
    ends_in_weak_mark: bool,
}

impl Writer {
    fn write(&mut self, inlines: &[Inline]) {
        // Adjacent texts are joined, because escaping depends on neighbouring characters.
        let mut rest = inlines;
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|inline| is_text(inline)).count();
            if same > 0 {
                let (texts, after) = rest.split_at_checked(same).unwrap_or((rest, &[]));
                let joined: String = texts.iter().map(content).collect();
                self.is_before_link = matches!(after.first(), Some(Inline::Link { .. }));
                self.plain(&joined);
                rest = after;
                continue;
            }
            match first {
                Inline::Code(code) => self.code(code),
                Inline::Strong(inside) if self.is_strong => self.write(inside),
                Inline::Emphasis(inside) if self.is_emphasis => self.write(inside),
                Inline::Strong(inside) => self.marked("**", inside),
                Inline::Emphasis(inside) => self.marked("*", inside),
                Inline::Link { text, .. } if self.is_link => self.write(text),
                Inline::Link { address, text } => self.link(address, text),
                Inline::Text(_) | Inline::Newline | Inline::Break => {}
            }
            rest = rest.get(1..).unwrap_or_default();
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        self.ends_in_weak_mark = false;
    }

    fn plain(&mut self, text: &str) {
        let mut before = ' ';
        let mut from = 0;
        while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
            let address = if self.is_link { "" } else { address(rest) };
            if !address.is_empty() {
                self.text.push_str(&format!("<{address}>"));
                before = '>';
                from += address.len();
                continue;
            }
            if let Some(code) = code_span(rest).filter(|_| !before.is_alphanumeric()) {
                self.code(code);
                before = '`';
                from += code.len() + 2;
                continue;
            }
            let mut characters = rest.chars();
            let Some(character) = characters.next() else { return };
            from += character.len_utf8();
            if character.is_whitespace() {
                self.space();
            } else {
                if std::mem::take(&mut self.ends_in_weak_mark) && character.is_alphanumeric() {
                    self.text.push(' ');
                }
                if self.is_markup(character, before, characters.as_str()) {
                    self.text.push('\\');
                }
                self.text.push(character);
            }
            before = character;
        }
    }

    /// Returns `true` if a character would be markup in its context.
    fn is_markup(&self, character: char, before: char, after: &str) -> bool {
        // Outside of links, an address is written in angle brackets.
        let next = if self.is_link || address(after).is_empty() { after.chars().next() } else { Some('<') };
        match character {
            '`' | '*' | '[' | '~' => true,
            ']' | '^' => self.is_link,
            '\\' => !next.is_some_and(|next| next.is_alphanumeric()),
            '_' => !(before.is_alphanumeric() && next.is_some_and(|next| next.is_alphanumeric())),
            '<' => next.is_none_or(|next| next.is_alphabetic() || "/!?".contains(next)),
            '!' => next.is_none() && self.is_before_link,
            '|' => self.is_cell,
            '&' => {
                let name = after.find(|character: char| !character.is_alphanumeric() && character != '#');
                name.is_none_or(|end| end > 0 && after.get(end..).is_some_and(|rest| rest.starts_with(';')))
            }
            _ => false,
        }
    }

    fn code(&mut self, code: &str) {
        let words: Vec<&str> = code.split_whitespace().collect_vec();
        let code = words.join(&FIXED_SPACE.to_string());
        if code.is_empty() {
            return;
        }
        // GFM ends a cell at an unescaped bar, even inside a code span.
        if self.is_cell && code.contains('|') {
            return self.plain(&with_spaces(code));
        }
        if self.text.ends_with('`') {
            self.space();
        }
        self.text.push_str(&span(&code));
        self.ends_in_weak_mark = false;
    }

    fn marked(&mut self, mark: &str, inside: &[Inline]) {
        let mut writer = Writer {
            is_cell: self.is_cell,
            is_link: self.is_link,
            is_strong: self.is_strong || mark == "**",
            is_emphasis: self.is_emphasis || mark == "*",
            ..Self::default()
        };
        // Markdown does not allow whitespace next to a mark, so it is moved outside.
        let starts = leading_space(inside);
        writer.write(inside);
        let text = writer.text.trim();
        if starts {
            self.space();
        }
        if text.is_empty() {
            return;
        }
        let is_letter = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        let before = self.text.chars().next_back();
        if before == Some('*') || is_letter(before) && !is_letter(text.trim_start_matches('*').chars().next())
        {
            self.space();
        }
        self.text.push_str(&format!("{mark}{text}{mark}"));
        self.ends_in_weak_mark = !is_letter(text.trim_end_matches('*').chars().next_back());
        if writer.text.ends_with(' ') {
            self.space();
        }
    }

    fn link(&mut self, address: &str, inside: &[Inline]) {
        let mut writer = Writer { is_cell: self.is_cell, is_link: true, ..Writer::default() };
        writer.write(inside);
        let text = writer.text.trim();
        let address = encoded(address);
        if leading_space(inside) {
            self.space();
        }
        if text.is_empty() || text == address {
            self.text.push_str(&format!("<{address}>"));
        } else {
            self.text.push_str(&format!("[{text}](<{address}>)"));
        }
        self.ends_in_weak_mark = false;
        if writer.text.ends_with(' ') {
            self.space();
        }
    }
}

fn is_text(inline: &Inline) -> bool {
    matches!(inline, Inline::Text(_) | Inline::Newline | Inline::Break)
}

fn content(inline: &Inline) -> &str {
    match inline {
        Inline::Text(text) => text,
        _ => " ",
    }
}

fn leading_space(inlines: &[Inline]) -> bool {
    match inlines.first() {
        Some(Inline::Text(text)) => text.starts_with(char::is_whitespace),
        Some(Inline::Newline | Inline::Break) => true,
        _ => false,
    }
}

/// Returns the web address at the start of a text, without trailing punctuation; empty if the text starts with none.
fn address(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")) else {
        return "";
    };
    let scheme = text.len() - rest.len();
    let is_part = |character: char| {
        character.is_alphanumeric() || character.is_ascii_punctuation() && !"<>\"`\\|^".contains(character)
    };
    let end = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
    let mut path = rest.get(..end).unwrap_or_default();
    loop {
        let shorter = path.trim_end_matches(['.', ',', ':', ';', '!', '?', '\'', '*', '_', '~']);
        let shorter = match shorter.strip_suffix([')', ']', '}']) {
            Some(before)
                if shorter.matches(['(', '[', '{']).count() < shorter.matches([')', ']', '}']).count() =>
            {
                before
            }
            _ => shorter,
        };
        if shorter.len() == path.len() {
            break;
        }
        path = shorter;
    }
    if path.is_empty() { "" } else { text.get(..scheme + path.len()).unwrap_or_default() }
}

/// Percent-encodes the characters that would end a link destination.
fn encoded(address: &str) -> String {
    let mut encoded = String::new();
    for character in address.chars() {
        match character {
            '<' | '>' | '\\' | '|' | '`' | '"' => encoded.push_str(&format!("%{:02X}", u32::from(character))),
            space if space.is_whitespace() => encoded.push_str("%20"),
            other => encoded.push(other),
        }
    }
    encoded
}
