use std::{fmt::Write, fs, path::Path};

/// Compares a file of this folder with its expected text, or writes it.
pub(super) fn assert_file(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/unicode").join(name);
    if std::env::var_os("SAPONIFY_BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == expected,
        "{name} differs: run with SAPONIFY_BLESS=1"
    );
}

/// The text of a file of [`super::Numbers`]: the letters of each line in ascending order.
pub(super) fn numbers(lines: impl IntoIterator<Item = Vec<char>>) -> String {
    let mut text = String::new();
    for letters in lines {
        let ranges = letters.chunk_by(|letter, next| u32::from(*letter) + 1 == u32::from(*next));
        let ranges = ranges.map(|range| match range {
            [first, .., last] => format!("{:x}-{:x}", u32::from(*first), u32::from(*last)),
            _ => format!("{:x}", u32::from(range[0])),
        });
        writeln!(text, "{}", ranges.collect::<Vec<_>>().join(" ")).unwrap();
    }
    text
}

/// The text of a file of [`super::Texts`].
pub(super) fn texts(texts: impl IntoIterator<Item = (char, String)>) -> String {
    texts.into_iter().map(|(letter, text)| format!("{:x} {text}\n", u32::from(letter))).collect()
}
