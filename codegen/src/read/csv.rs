//! Comma-separated values (RFC 4180).

use crate::lists::CollectVec;

/// The rows of a CSV text. Cells may be quoted; a quote in a quoted cell is doubled.
pub(super) fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        characters.peek()?;
        let mut row = Vec::new();
        let mut cell = String::new();
        let mut quoted = false;
        while let Some(character) = characters.next() {
            match character {
                '"' if quoted && characters.peek() == Some(&'"') => {
                    characters.next();
                    cell.push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                '\n' if !quoted => break,
                '\r' if !quoted => {}
                character => cell.push(character),
            }
        }
        row.push(cell);
        Some(row)
    })
}

/// A line of a CSV text with its line break. Cells are quoted where that is necessary.
#[cfg(feature = "cli")]
pub(super) fn line(cells: &[&str]) -> String {
    let quoted = |cell: &&str| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => (*cell).to_owned(),
    };
    cells.iter().map(quoted).collect_vec().join(",") + "\n"
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_line_is_read_as_it_was_written(cells in prop::collection::vec("[^\\x00]{0,12}", 1..6)) {
            let written: Vec<&str> = cells.iter().map(String::as_str).collect_vec();
            let text = line(&written) + &line(&["next"]);
            prop_assert_eq!(rows(&text).collect_vec(), [cells.clone(), vec!["next".to_owned()]]);
        }

        #[test]
        fn any_text_has_rows_that_end(text in "[\",\r\na]{0,64}") {
            let cells: usize = rows(&text).map(|row| row.iter().map(String::len).sum::<usize>() + row.len()).sum();
            prop_assert!(cells <= text.len() + 1);
        }
    }

    #[test]
    fn a_written_line_is_read_back() {
        let cells = ["plain", "", "a,b", "say \"x\"", "two\nlines", "é"];
        let text = line(&cells) + &line(&["second"]);
        assert_eq!(rows(&text).collect_vec(), [cells.to_vec(), vec!["second"]]);
    }
}
