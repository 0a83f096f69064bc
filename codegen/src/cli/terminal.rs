//! Writes to standard output and standard error: colour only on a terminal, and no panic when a pipe closes.

use std::io::Write;

use super::failure::Failure;
use crate::escape::{self, visible, visible_lines};

/// Prints the result of a command. Hidden characters are escaped.
///
/// # Errors
///
/// If the output cannot be written. A closed pipe is a separate error.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    print_document(&harmless(text))
}

/// Prints code, XML or JSON unchanged: its writer has escaped hidden characters as the format requires.
///
/// # Errors
///
/// If the output cannot be written. A closed pipe is a separate error.
pub(super) fn print_document(text: &str) -> Result<(), Failure> {
    let mut output = anstream::stdout().lock();
    output.write_all(text.as_bytes())?;
    Ok(output.flush()?)
}

/// Writes bytes unchanged, whatever they are.
///
/// # Errors
///
/// If the output cannot be written. A closed pipe is a separate error.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    output.write_all(bytes)?;
    Ok(output.flush()?)
}

/// Prints a value as JSON.
///
/// # Errors
///
/// If the output cannot be written. A closed pipe is a separate error.
pub(super) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::Defect(error.to_string()))?;
    print_document(&escape::json(&(text + "\n")))
}

/// Prints a message on standard error. Hidden characters are escaped. An error is ignored, since there is no other
/// place to report it.
pub(super) fn tell(text: &str) {
    let _ = anstream::stderr().lock().write_all(harmless(text).as_bytes());
}

/// Escapes hidden characters and all terminal escape sequences, except those of [`paint`].
fn harmless(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let mut harmless = visible_lines(pieces.next().unwrap_or_default()).into_owned();
    for piece in pieces {
        let code = piece.strip_prefix('[').and_then(|rest| rest.split_once('m')).map(|(code, _)| code);
        let is_colour =
            code.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'));
        harmless.push_str(if is_colour { "\u{1b}" } else { "\\u{1b}" });
        harmless.push_str(&visible_lines(piece));
    }
    harmless
}

/// Formats an error like the problems of documents.
pub(super) fn error(message: &str, hint: Option<&str>) -> String {
    let mut text = format!("{}{}\n", paint("1;31", "error"), bold(&format!(": {message}")));
    if let Some(hint) = hint {
        text.push_str(&format!("  {} {}: {}\n", paint("1;34", "="), bold("help"), visible(hint)));
    }
    text
}

/// Formats a note.
pub(super) fn note(message: &str) -> String {
    format!("{}: {}\n", paint("1;36", "note"), visible(message))
}

/// Formats text in bold.
pub(super) fn bold(text: &str) -> String {
    paint("1", text)
}

/// Formats text of minor importance.
pub(super) fn dim(text: &str) -> String {
    paint("2", text)
}

/// Wraps text, on one line, in a terminal escape sequence. `print` and `tell` remove the sequence if the output is not
/// a terminal.
pub(super) fn paint(code: &str, text: &str) -> String {
    format!("\u{1b}[{code}m{}\u{1b}[0m", visible(text))
}

/// Formats a number with its noun.
pub(super) fn count(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {one}s", grouped(number)),
    }
}

/// Formats a number in groups of three digits.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{bold, count, grouped, harmless, note};

    #[test]
    fn control_characters_in_texts_are_escaped() {
        assert_eq!(bold("a\u{1b}[2J\nb"), "\u{1b}[1ma\\u{1b}[2J\\u{a}b\u{1b}[0m");
        assert_eq!(note("a\r\u{9b}b"), format!("{}: a\\u{{d}}\\u{{9b}}b\n", super::paint("1;36", "note")));
        let text = format!("{}\n\u{1b}]0;title\u{7} \u{1b}[2J \u{202e}", bold("x"));
        let expected = format!("{}\n\\u{{1b}}]0;title\\u{{7}} \\u{{1b}}[2J \\u{{202e}}", bold("x"));
        assert_eq!(harmless(&text), expected);
    }

    #[test]
    fn long_numbers_are_grouped_by_three() {
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn a_noun_is_plural_unless_the_number_is_one() {
        assert_eq!((count(1, "file"), count(0, "file")), ("1 file".into(), "0 files".into()));
    }
}
