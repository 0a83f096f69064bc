//! Formats texts for the terminal: colours, numbers, and the labels of errors and notes.

use crate::escape::visible;

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

/// Wraps text, on one line, in a terminal escape sequence. `print` and `eprint` remove the sequence if the output is
/// not a terminal.
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
