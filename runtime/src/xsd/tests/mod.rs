//! Tables of valid and invalid texts, from the rules of XML Schema Part 2, and properties over random
//! texts.

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

/// Asserts that each text is valid and is written back unchanged.
#[track_caller]
fn kept<T: FromStr<Err = Invalid> + Display>(texts: &[&str]) {
    for text in texts {
        match text.parse::<T>() {
            Ok(value) => assert_eq!(value.to_string(), *text),
            Err(invalid) => panic!("{text:?}: {invalid}"),
        }
    }
}

/// Asserts that each text is rejected for a reason that contains the given words.
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
