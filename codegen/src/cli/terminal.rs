//! Standard output and standard error: colour only where a person looks at it, and no panic when a pipe closes.

use std::io::Write;

use super::failure::Failure;

/// Prints the result of a command.
///
/// # Errors
///
/// When the output cannot be written; a closed pipe is told apart.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut output = anstream::stdout().lock();
    output.write_all(text.as_bytes())?;
    Ok(output.flush()?)
}

/// Tells a person what happened, on standard error. There is nobody to tell when that fails.
pub(super) fn tell(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// An error as text, in the manner of the problems of documents.
pub(super) fn error(message: &str, hint: Option<&str>) -> String {
    let mut text = format!("{}{}\n", paint("1;31", "error"), bold(&format!(": {message}")));
    if let Some(hint) = hint {
        text.push_str(&format!("  {} {}: {hint}\n", paint("1;34", "="), bold("help")));
    }
    text
}

/// A note as text.
pub(super) fn note(message: &str) -> String {
    format!("{}: {message}\n", paint("1;36", "note"))
}

/// Bold text.
pub(super) fn bold(text: &str) -> String {
    paint("1", text)
}

/// Text that stands back.
pub(super) fn dim(text: &str) -> String {
    paint("2", text)
}

/// Text with the escape sequences of a terminal, which `print` and `tell` take out where there is none.
pub(super) fn paint(code: &str, text: &str) -> String {
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// A number with its noun.
pub(super) fn count(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {one}s", grouped(number)),
    }
}

/// A number in groups of three digits.
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
    use super::{count, grouped};

    #[test]
    fn long_numbers_are_grouped_by_three() {
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn a_noun_takes_an_s_unless_there_is_one() {
        assert_eq!((count(1, "file"), count(0, "file")), ("1 file".into(), "0 files".into()));
    }
}
