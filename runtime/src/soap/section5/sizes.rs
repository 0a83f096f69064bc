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
    text.contains([',', ' ']) && dimensions(text).len() > 1
}

/// The sizes of all dimensions; empty if one of them is omitted.
pub(super) fn dimensions(text: &str) -> Vec<u64> {
    sizes(text).and_then(|sizes| sizes.into_iter().collect()).unwrap_or_default()
}
