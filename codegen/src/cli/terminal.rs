//! Writes to standard output and standard error: colour only on a terminal, and no panic when a pipe closes.

use std::io::Write;

use super::failure::Failure;
pub(super) use super::style::{bold, count, dim, error, grouped, note, paint};
use crate::escape::{self, visible_lines};

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
pub(super) fn eprint(text: &str) {
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
