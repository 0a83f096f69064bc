//! Documents with one value as their root element, for tests, files and storage.

use crate::error::Result;
use crate::text::Name;
use crate::xml::{Account, Document, Limits, ReadingMode, Value, Writer};

/// Decodes a document whose root element, under any name, is a value of `V`.
///
/// ```
/// let numbers: Vec<i32> = vec![saponify::from_str("<number> 42 </number>")?];
/// assert_eq!(numbers, [42]);
/// # Ok::<(), saponify::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed) and
/// [`ErrorKind::Contract`](crate::ErrorKind::Contract).
pub fn from_str<V: Value>(xml: &str) -> Result<V> {
    read(&Document::from_text(xml, Limits::default())).map(|(value, _)| value)
}

/// Decodes a document as [`from_str`] does, but in the given [`ReadingMode`]. Also returns an [`Account`],
/// which lists where the document differs from the type.
///
/// ```
/// use saponify::{ReadingMode, from_str_as};
///
/// let (flag, account) = from_str_as::<Option<bool>>("<flag>True</flag>", ReadingMode::Lenient)?;
/// assert_eq!(flag, Some(true));
/// assert_eq!(account.departures()[0].found, "True");
/// # Ok::<(), saponify::Error>(())
/// ```
///
/// # Errors
///
/// The same as for [`from_str`].
pub fn from_str_as<V: Value>(xml: &str, mode: ReadingMode) -> Result<(V, Account)> {
    read(&Document::from_text(xml, Limits::default()).with_mode(mode))
}

/// Decodes a document in any of the encodings of [`Document::new`].
///
/// # Errors
///
/// The same as for [`from_str`].
pub fn from_slice<V: Value>(xml: &[u8]) -> Result<V> {
    read(&Document::new(xml, Limits::default())?).map(|(value, _)| value)
}

/// Decodes a document as [`from_slice`] does, but in the given [`ReadingMode`]. Also returns an [`Account`],
/// which lists where the document differs from the type.
///
/// # Errors
///
/// The same as for [`from_str`].
pub fn from_slice_as<V: Value>(xml: &[u8], mode: ReadingMode) -> Result<(V, Account)> {
    read(&Document::new(xml, Limits::default())?.with_mode(mode))
}

fn read<V: Value>(document: &Document<'_>) -> Result<(V, Account)> {
    let mut input = document.reader();
    input.root()?;
    let mut value = V::default();
    value.decode(&mut input)?;
    input.end()?;
    Ok((value, input.take_account()))
}

/// Encodes a value as a document, without an XML declaration. The root element has the given name. An
/// absent value becomes a nil element.
///
/// ```
/// let xml = saponify::to_string(("urn:x", "number"), &42)?;
/// assert_eq!(xml, r#"<number xmlns="urn:x">42</number>"#);
/// # Ok::<(), saponify::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::Encode`](crate::ErrorKind::Encode).
pub fn to_string<'n, V: Value>(name: impl Into<Name<'n>>, value: &V) -> Result<String> {
    let mut output = Writer::new();
    value.encode_item(name.into(), &mut output);
    output.finish()
}
