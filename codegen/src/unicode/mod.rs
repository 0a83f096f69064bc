//! Properties of letters that Unicode defines and `std` does not.
//!
//! The tables are text files, which are parsed only if a name is not ASCII. A build of the crates
//! `unicode-normalization` and `unicode-security`, whose tables are arrays, takes 1.2 seconds. The tests compare the tables
//! with those crates, and write the files again with `SAPONIFY_BLESS=1`.

pub(crate) mod normalization;
pub(crate) mod security;

use crate::lists::{CollectVec as _, SortList as _};

/// Numbers of letters. Each line of the file has the ranges of letters with one number, such as `41-5a 5f`, and the
/// number is that of the line, counted from 0.
struct Numbers(Vec<(char, char, usize)>);

impl Numbers {
    fn parse(lines: &str) -> Self {
        let mut numbers = Vec::new();
        for (number, line) in lines.lines().enumerate() {
            for range in line.split(' ') {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                if let (Some(first), Some(last)) = (letter(first), letter(last)) {
                    numbers.push((first, last, number));
                }
            }
        }
        numbers.sort_list();
        Self(numbers)
    }

    fn get(&self, letter: char) -> Option<usize> {
        let next = self.0.partition_point(|(first, ..)| *first <= letter);
        let (_, last, number) = self.0.get(next.checked_sub(1)?)?;
        (letter <= *last).then_some(*number)
    }
}

/// Texts that replace letters. Each line of the file has a letter and its text, such as `e6 ae`, sorted by letters.
struct Texts(Vec<(char, &'static str)>);

impl Texts {
    fn parse(lines: &'static str) -> Self {
        let texts = lines.lines().filter_map(|line| {
            let (code, text) = line.split_once(' ')?;
            Some((letter(code)?, text))
        });
        Self(texts.collect_vec())
    }

    fn get(&self, letter: char) -> Option<&'static str> {
        let place = self.0.binary_search_by_key(&letter, |(letter, _)| *letter).ok()?;
        self.0.get(place).map(|(_, text)| *text)
    }
}

/// Parses a code point.
fn letter(code: &str) -> Option<char> {
    u32::from_str_radix(code, 16).ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests;
