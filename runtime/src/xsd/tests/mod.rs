//! Tables of legal and illegal texts from the rules of XML Schema Part 2, and properties over random ones.

mod bytes;
mod conversions;
mod dates;
mod durations;
mod names;
mod numbers;
mod properties;
mod simple;

use std::fmt::Display;
use std::str::FromStr;

use crate::xml::Invalid;

/// Each text is legal and is written as it was read.
#[track_caller]
fn kept<T: FromStr<Err = Invalid> + Display>(texts: &[&str]) {
    for text in texts {
        match text.parse::<T>() {
            Ok(value) => assert_eq!(value.to_string(), *text),
            Err(invalid) => panic!("{text:?}: {invalid}"),
        }
    }
}

/// Each text is refused, for a reason that has these words in it.
#[track_caller]
fn refused<T: FromStr<Err = Invalid> + Display>(texts: &[(&str, &str)]) {
    for (text, words) in texts {
        match text.parse::<T>() {
            Ok(value) => panic!("{text:?} was read as {value}"),
            Err(invalid) => {
                let reason = invalid.reason.as_deref().unwrap_or_default();
                assert!(reason.contains(words), "{text:?}: {invalid}");
                assert!(!words.is_empty() || reason.is_empty(), "{text:?}: {invalid}");
            }
        }
    }
}
