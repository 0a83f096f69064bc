//! Reads documents with the cache of tags and without it, and asserts that the results are the same,
//! including the texts of errors.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::panic)]

use saponify::{Account, Document, Limits, ReadingMode, Result, Value, to_string};

/// Returns the limits twice: with the cache of tags for all documents, and with the cache for none.
pub fn both_ways(limits: Limits) -> [Limits; 2] {
    [limits.cached_from(0), limits.cached_from(usize::MAX)]
}

/// As [`saponify::from_str`].
pub fn from_str<V: Value>(xml: &str) -> Result<V> {
    from_str_as(xml, ReadingMode::Standard).map(|(value, _)| value)
}

/// As [`saponify::from_str_as`].
pub fn from_str_as<V: Value>(xml: &str, mode: ReadingMode) -> Result<(V, Account)> {
    both(xml, |limits| read(&Document::from_text(xml, limits).with_mode(mode)))
}

/// As [`saponify::from_slice`].
pub fn from_slice<V: Value>(xml: &[u8]) -> Result<V> {
    from_slice_as(xml, ReadingMode::Standard).map(|(value, _)| value)
}

/// As [`saponify::from_slice_as`].
pub fn from_slice_as<V: Value>(xml: &[u8], mode: ReadingMode) -> Result<(V, Account)> {
    let read = |limits| Document::new(xml, limits).and_then(|document| read(&document.with_mode(mode)));
    both(&String::from_utf8_lossy(xml), read)
}

fn read<V: Value>(document: &Document<'_>) -> Result<(V, Account)> {
    let mut input = document.reader();
    input.root()?;
    let mut value = V::default();
    value.decode(&mut input)?;
    input.end()?;
    Ok((value, input.take_account()))
}

fn both<V: Value>(xml: &str, read: impl Fn(Limits) -> Result<(V, Account)>) -> Result<(V, Account)> {
    let [cached, uncached] = both_ways(Limits::default()).map(read);
    match (&cached, &uncached) {
        (Ok((one, first)), Ok((other, second))) => {
            let written = [one, other].map(|value| format!("{:?}", to_string(("", "value"), value)));
            assert_eq!(written[0], written[1], "{xml}");
            assert_eq!(format!("{first:?}"), format!("{second:?}"), "{xml}");
        }
        (Err(one), Err(other)) => assert_eq!(format!("{one:?}"), format!("{other:?}"), "{xml}"),
        (one, other) => panic!(
            "with the cache {:?}, without {:?}: {xml}",
            one.as_ref().map(drop),
            other.as_ref().map(drop)
        ),
    }
    uncached
}
