//! Formats problems as text: message, position, an excerpt of the source line, related positions and hints.
//!
//! Only an excerpt of a line is shown, because a real WSDL is often one line of 250 kB.

use std::fmt::Write;

use super::{Problem, Severity};
use crate::{
    escape::{is_hidden, visible},
    lists::CollectVec,
    source::{Sources, Span},
};

/// Maximum number of columns shown of a source line.
const MAX_COLUMNS: usize = 110;
/// Number of columns that are shown before the position of a problem, if its source line is too long and is
/// cut.
const COLUMNS_BEFORE_MARK: usize = 36;

/// Formats all problems, followed by a line with the numbers of errors, warnings and notes. `more` is the
/// number of problems that were not stored.
pub(super) fn all(problems: &[&Problem], more: usize, sources: &Sources, colour: bool) -> String {
    let style = Style { colour };
    let mut text = String::new();
    for problem in problems {
        one(&mut text, problem, sources, style);
        text.push('\n');
    }
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let plural = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter(|severity| count(*severity) > 0)
        .map(|severity| plural(count(severity), severity.name()))
        .collect_vec();
    if more > 0 {
        counts.push(format!("{more} more are not shown"));
    }
    if !counts.is_empty() {
        text.push_str(&counts.join(", "));
        text.push('\n');
    }
    text
}

fn one(text: &mut String, problem: &Problem, sources: &Sources, style: Style) {
    let severity = style.severity(problem.severity, problem.severity.name());
    let _ = writeln!(text, "{severity}{}", style.bold(&format!(": {}", shown(&problem.message))));
    if let Some(span) = problem.span {
        place(text, "-->", span, None, sources, style, Some(problem.severity));
    }
    if !problem.path.is_empty() {
        let _ = writeln!(text, "  {} in {}", style.margin("="), shown(&problem.path));
    }
    for (span, what) in &problem.related {
        place(text, ":::", *span, Some(what), sources, style, None);
    }
    for hint in &problem.hints {
        let _ = writeln!(text, "  {} {}: {}", style.margin("="), style.bold("help"), shown(hint));
    }
}

/// Writes a position and the excerpt of its source line with the position marked.
fn place(
    text: &mut String,
    arrow: &str,
    span: Span,
    what: Option<&str>,
    sources: &Sources,
    style: Style,
    severity: Option<Severity>,
) {
    let Some(source) = sources.get(span.source) else { return };
    let position = source.position(span.start);
    let _ = write!(text, "  {} {}:{position}", style.margin(arrow), shown(&source.name));
    if let Some(what) = what {
        let _ = write!(text, " {}", shown(what));
    }
    text.push('\n');
    let Some((start, line)) = source.line(position.line) else { return };
    if line.trim().is_empty() {
        return;
    }
    let from = (span.start as usize).saturating_sub(start).min(line.len());
    let to = (span.end as usize).saturating_sub(start).clamp(from, line.len());
    let Some((before, marked, after)) = split(line, from, to) else { return };
    let window = Window::of(before, marked, after);
    let number = position.line.to_string();
    let margin = " ".repeat(number.len());
    let bar = style.margin("|");
    let mark = match severity {
        Some(severity) => style.severity(severity, &"^".repeat(window.marked)),
        None => style.margin(&"-".repeat(window.marked)),
    };
    let _ = writeln!(text, "  {} {bar} {}", style.margin(&number), window.line);
    let _ = writeln!(text, "  {margin} {bar} {}{mark}", " ".repeat(window.before));
}

fn split(line: &str, from: usize, to: usize) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_at_checked(from)?;
    let (marked, after) = rest.split_at_checked(to - from)?;
    Some((before, marked, after))
}

/// Excerpt of a source line.
struct Window {
    line: String,
    /// Number of columns before the mark.
    before: usize,
    /// Number of marked columns, at least one.
    marked: usize,
}

impl Window {
    fn of(before: &str, marked: &str, after: &str) -> Self {
        let before = before.trim_start();
        let mut line = String::new();
        // Counting stops at the width shown, since the line may be very long.
        let whole = columns(before, MAX_COLUMNS)
            + columns(marked, MAX_COLUMNS)
            + columns(after.trim_end(), MAX_COLUMNS)
            <= MAX_COLUMNS;
        let cut = if whole {
            None
        } else {
            before.char_indices().rev().nth(COLUMNS_BEFORE_MARK - 1).filter(|(at, _)| *at > 0)
        };
        let mut shown = before;
        if let Some((at, _)) = cut {
            line.push('…');
            shown = before.get(at..).unwrap_or_default();
            // If the excerpt contains a tag, it starts there, since the middle of a tag is hard to read.
            shown = shown.find('<').and_then(|tag| shown.get(tag..)).unwrap_or(shown);
        }
        push(&mut line, shown.chars(), usize::MAX);
        let columns_before = columns(&line, usize::MAX);
        let room = MAX_COLUMNS.saturating_sub(columns_before);
        let cut = push(&mut line, marked.chars(), room);
        let columns_marked = columns(&line, usize::MAX) - columns_before;
        if !cut && columns_marked < room {
            let cut = push(&mut line, after.trim_end().chars(), room - columns_marked);
            if cut {
                line.push('…');
            }
        } else if !after.trim_end().is_empty() || cut {
            line.push('…');
        }
        Self { line, before: columns_before, marked: columns_marked.max(1) }
    }
}

/// Appends characters while they fit. Returns `true` if some were left out.
fn push(line: &mut String, characters: impl Iterator<Item = char>, room: usize) -> bool {
    let mut used = 0;
    for character in characters {
        used += width(character);
        if used > room {
            return true;
        }
        match character {
            '\t' => line.push(' '),
            character => line.push_str(&visible(character.encode_utf8(&mut [0; 4]))),
        }
    }
    false
}

/// Returns the width of a text in columns. Counting stops after `limit`.
fn columns(text: &str, limit: usize) -> usize {
    let mut sum = 0;
    for character in text.chars() {
        sum += width(character);
        if sum > limit {
            break;
        }
    }
    sum
}

/// Returns the width of a character in terminal columns: 2 for East Asian wide characters and emoji, the length of the
/// escape for hidden characters.
fn width(character: char) -> usize {
    match u32::from(character) {
        0x09 => 1,
        hidden if is_hidden(character) => format!("\\u{{{hidden:x}}}").len(),
        0x300..0x370 => 0,
        0x1100..0x1160 | 0x2E80..0xA4D0 | 0xAC00..0xD7A4 | 0xF900..0xFB00 | 0xFE30..0xFE70 => 2,
        0xFF01..0xFF61 | 0xFFE0..0xFFE7 | 0x1F300..0x1F650 | 0x1F680..0x1FB00 | 0x20000..0x3FFFE => 2,
        _ => 1,
    }
}

/// Returns a message as it is printed: on one line and cut to a maximum length, since it may quote the document. Hidden
/// characters are escaped, since they could control the terminal or reverse the direction of the text.
fn shown(text: &str) -> String {
    match text.char_indices().nth(2000) {
        Some((end, _)) => format!("{}…", visible(text.get(..end).unwrap_or_default())),
        None => visible(text).into_owned(),
    }
}

#[derive(Clone, Copy)]
struct Style {
    colour: bool,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Note => "1;36",
        };
        self.paint(code, text)
    }

    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn margin(self, text: &str) -> String {
        self.paint("1;34", text)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        problem::Problems,
        source::{Sources, Span},
    };

    fn rendered(text: &str, mark: &str) -> String {
        let mut sources = Sources::new();
        let source = sources.add("a.wsdl", text);
        let start = text.find(mark).unwrap() as u32;
        let mut problems = Problems::new();
        problems
            .error(Span { source, start, end: start + mark.len() as u32 }, "`Foo` is not a type")
            .path("type User > element X")
            .hint("did you mean `Food`?");
        problems.render(&sources, false)
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        assert_eq!(
            rendered("<a>\n  <é type='Foo'/>\n</a>", "Foo"),
            "error: `Foo` is not a type
  --> a.wsdl:2:12
  2 | <é type='Foo'/>
    |          ^^^
  = in type User > element X
  = help: did you mean `Food`?

1 error
"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}<x type='Foo'/>{}", "<b/>".repeat(60_000), "<c/>".repeat(60_000));
        let rendered = rendered(&text, "Foo");
        let lines: Vec<&str> = rendered.lines().collect();
        assert_eq!(lines[1], "  --> a.wsdl:1:240010");
        assert!(lines[2].starts_with("  1 | …<b/>") && lines[2].ends_with('…'), "{rendered}");
        assert!(lines[2].chars().count() < 125);
        let at = lines[2].chars().collect::<Vec<_>>().windows(3).position(|window| window == ['F', 'o', 'o']);
        assert_eq!(at, lines[3].chars().position(|character| character == '^'));
    }

    #[test]
    fn hidden_characters_are_shown_and_the_mark_stays_in_its_column() {
        let rendered = rendered("<\u{9b}2J\u{202e}\tFoo\u{200b}/>", "Foo\u{200b}");
        let (line, mark) =
            ("  1 | <\\u{9b}2J\\u{202e} Foo\\u{200b}/>", "    |                   ^^^^^^^^^^^");
        assert_eq!(rendered.lines().skip(2).take(2).collect::<Vec<_>>(), [line, mark]);
        let mut sources = Sources::new();
        let source = sources.add("a\n\u{1b}[2J.wsdl", "<a/>");
        let mut problems = Problems::new();
        problems.error(Span { source, start: 0, end: 1 }, "a\nerror: b").path("c\r").hint("d\u{85}");
        let shown = problems.render(&sources, false);
        assert_eq!(shown.lines().count(), 8, "{shown}");
        assert!(
            !shown.contains(|character| character != '\n' && crate::escape::is_hidden(character)),
            "{shown}"
        );
    }

    #[test]
    fn a_position_past_the_end_of_the_source_is_rendered() {
        let mut sources = Sources::new();
        let source = sources.add("a.wsdl", "é");
        let mut problems = Problems::new();
        problems.error(Span { source, start: 1, end: 500 }, "cut inside a character");
        problems.warning(Span { source, start: 90, end: 100 }, "past the end");
        assert!(problems.render(&sources, true).contains("1 error, 1 warning"));
    }

    #[test]
    fn problems_are_sorted_by_place_and_shown_once() {
        let mut sources = Sources::new();
        let source = sources.add("a.wsdl", "abc");
        let mut problems = Problems::new();
        for start in [2, 0, 2] {
            problems.error(Span { source, start, end: 3 }, format!("at {start}"));
        }
        problems.note(None, "nowhere");
        let rendered = problems.render(&sources, false);
        assert!(
            rendered.find("nowhere") < rendered.find("at 0") && rendered.find("at 0") < rendered.find("at 2")
        );
        assert_eq!(rendered.matches("at 2").count(), 1);
    }
}
