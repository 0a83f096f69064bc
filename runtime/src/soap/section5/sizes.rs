//! The sizes of the dimensions of an array, as `arrayType` and `arraySize` give them.

/// The sizes of the dimensions: the numbers in the last brackets of `[2,3]` or `xsd:string[][2,3]`, or `2 3` as in
/// SOAP 1.2. A size may be omitted, as in `[,3]` or `* 3`. `None` if a size is not a number.
pub(super) fn sizes(text: &str) -> Option<Vec<Option<u64>>> {
    let text = text.trim_ascii();
    let size = |text: &str| match text.trim_ascii() {
        "" | "*" => Some(None),
        number => number.parse().ok().map(Some),
    };
    match text.rfind('[').and_then(|from| text.get(from + 1..)) {
        Some(inner) => inner.strip_suffix(']')?.split(',').map(size).collect(),
        None => text.split_ascii_whitespace().map(size).collect(),
    }
}

/// Whether a text gives the sizes of several dimensions.
pub(super) fn has_dimensions(text: &str) -> bool {
    text.contains([',', ' ']) && sizes(text).is_some_and(|sizes| sizes.len() > 1)
}
