//! Reading modes, and the account: the list of a document's departures from its contract. The reader
//! finds the departures; this file stores them.

use std::fmt;

use crate::redaction::mask::{REDACTED, Secrets, mask_places, named};
use crate::redaction::path::ends_at_secret;

/// How the reader treats content that the contract does not allow.
///
/// The [crate documentation](crate#reading-modes) has a table of the modes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReadingMode {
    /// Everything that the schema does not allow is an error, including a wrong order or number of
    /// occurrences.
    Strict,
    /// Unknown elements and attributes are skipped and recorded as departures.
    #[default]
    Standard,
    /// As [`Standard`](Self::Standard), but common mistakes of servers are recorded as departures instead of
    /// failing the call.
    Lenient,
}

/// The kind of a [`Departure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DepartureKind {
    /// An element that the type does not declare. It was skipped.
    UnknownElement,
    /// An attribute that the type does not declare. It was skipped.
    UnknownAttribute,
    /// A SOAP header block that the contract does not declare. It was skipped.
    HeaderBlock,
    /// The SOAP header of a fault, with a block that breaks the contract. All of its blocks were skipped.
    Header,
    /// An element or attribute that is qualified but declared unqualified, or the reverse. It was read as the
    /// declared member.
    OtherForm,
    /// An element in a namespace that the wildcard of its type excludes. It was kept with the elements of the
    /// wildcard.
    WildcardNamespace,
    /// A required member is missing. Its field has the default of its Rust type.
    Missing,
    /// A nil element that the schema does not allow to be nil. Its field is `None` or has the default of its
    /// Rust type.
    Nil,
    /// A text that is not a value of its type. The effect depends on where the text is:
    ///
    /// - an optional member: the member is `None`;
    /// - a branch of a choice: the element was skipped;
    /// - an `xsi:nil` that is neither true nor false, or an `xsi:type` that is not a name: it was ignored.
    InvalidValue,
    /// A value in a spelling that its type does not allow, such as `True` for a boolean. It was read with the
    /// obvious meaning.
    Spelling,
    /// An empty element. It was read as the default or fixed value of its declaration.
    Default,
    /// White space before the XML declaration. It was skipped.
    Prolog,
    /// An `xsi:type` that names another type than the declared one, on an element of a simple type or of a
    /// record, list or dictionary without derived types. The value was read as the declared type, and the
    /// name was dropped; [`Typed`](crate::Typed) keeps the name on a simple type.
    OtherType,
    /// An undeclared prefix, on an attribute of `xsi` or in the value of an `xsi:type`.
    UndeclaredPrefix,
    /// A message in SOAP encoding that differs from its contract in a way that the SOAP specification allows.
    Encoding,
}

/// One difference between a document and its contract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Departure {
    /// The kind of the difference. Each kind documents how the reader treated it.
    pub kind: DepartureKind,
    /// Path of the element or attribute, without the envelope: `Body/GetUserResponse/Response/Extra`.
    pub path: String,
    /// The text or XML that was found, shortened, with `[redacted]` for secrets. Empty if there was none.
    pub found: String,
    /// Offset in the text of the document, in bytes.
    pub offset: usize,
}

/// `Body/GetUserResponse/Extra: unknown element, found "5"`
impl fmt::Display for Departure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            DepartureKind::UnknownElement => "unknown element",
            DepartureKind::UnknownAttribute => "unknown attribute",
            DepartureKind::HeaderBlock => "undeclared header block",
            DepartureKind::Header => "a block breaks the contract",
            DepartureKind::OtherForm => "qualified instead of unqualified, or the reverse",
            DepartureKind::WildcardNamespace => "in a namespace that the wildcard excludes",
            DepartureKind::Missing => "required, but missing",
            DepartureKind::Nil => "nil, although not nillable",
            DepartureKind::InvalidValue => "not a value of its type",
            DepartureKind::Spelling => "spelled in a way that its type does not allow",
            DepartureKind::Default => "empty, read as its default",
            DepartureKind::Prolog => "white space before the XML declaration",
            DepartureKind::OtherType => "another type, named by xsi:type",
            DepartureKind::UndeclaredPrefix => "undeclared prefix",
            DepartureKind::Encoding => "an allowed variation of SOAP encoding",
        };
        match self.path.as_str() {
            "" => formatter.write_str("the document")?,
            path => formatter.write_str(path)?,
        }
        write!(formatter, ": {kind}")?;
        match self.found.as_str() {
            "" => Ok(()),
            found => write!(formatter, ", found {found:?}"),
        }
    }
}

/// The departures of a document from its contract, in document order.
///
/// An account holds the first [`Account::MAX_STORED`] departures and the number of all departures. Paths and
/// texts are shortened. Secrets are masked where the contract, the name of an element or attribute, or
/// the request identifies them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    departures: Vec<Departure>,
    total: usize,
}

impl Account {
    /// Maximum number of departures that an account holds.
    pub const MAX_STORED: usize = 100;

    pub(crate) const fn new() -> Self {
        Self { departures: Vec::new(), total: 0 }
    }

    /// Whether the document has no departure from its contract.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Number of all departures, including those that the account does not hold.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The departures that the account holds, in document order.
    pub fn departures(&self) -> &[Departure] {
        &self.departures
    }

    /// Iterates over the departures that the account holds, in document order.
    pub fn iter(&self) -> std::slice::Iter<'_, Departure> {
        self.departures.iter()
    }

    /// Counts a departure. Returns whether the account still has room to store it.
    pub(crate) fn count(&mut self) -> bool {
        self.total = self.total.saturating_add(1);
        self.departures.len() < Self::MAX_STORED
    }

    /// Adds a departure. `found` is the text as written in the document.
    pub(crate) fn push(&mut self, kind: DepartureKind, path: String, found: &str, offset: usize) {
        let found = shown(&path, found);
        let path = shortened(path, MAX_PATH_CHARACTERS);
        self.departures.push(Departure { kind, path, found, offset });
    }

    /// Adds the departures of another account.
    pub(crate) fn append(&mut self, other: Self) {
        self.total = self.total.saturating_add(other.total);
        let room = Self::MAX_STORED.saturating_sub(self.departures.len());
        self.departures.extend(other.departures.into_iter().take(room));
    }

    /// Converts the offsets of all departures, if the document was generated from another one: the offsets
    /// then refer to the other document.
    pub(crate) fn move_offsets(&mut self, moved: impl Fn(usize) -> usize) {
        for departure in &mut self.departures {
            departure.offset = moved(departure.offset);
        }
    }

    /// Takes back the last departure: it is neither counted nor stored any more.
    pub(crate) fn take_back(&mut self) {
        if self.total <= Self::MAX_STORED {
            self.departures.pop();
        }
        self.total = self.total.saturating_sub(1);
    }

    /// Masks the secrets of a request in the path and in the text of each departure.
    pub(crate) fn mask(&mut self, secrets: &Secrets) {
        for departure in &mut self.departures {
            departure.found = secrets.mask_shortened(&departure.found).into_owned();
            departure.path = secrets.mask_path(&departure.path).into_owned();
        }
    }
}

impl<'a> IntoIterator for &'a Account {
    type Item = &'a Departure;
    type IntoIter = std::slice::Iter<'a, Departure>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Maximum length of a path and of a text, in characters.
const MAX_PATH_CHARACTERS: usize = 500;
const MAX_FOUND_CHARACTERS: usize = 100;

/// Returns the found text as a departure shows it: shortened, and with its secrets masked. If the path
/// contains the name of a secret element or attribute, the whole text becomes `[redacted]`.
fn shown(path: &str, found: &str) -> String {
    // Names within the text may mark a part of it as secret, so it is masked before it is shortened. A large
    // text is cut to a few times the final length first, which limits the work.
    let end = found.char_indices().nth(MAX_FOUND_CHARACTERS * 4).map_or(found.len(), |(end, _)| end);
    let start = found.get(..end).unwrap_or("");
    match ends_at_secret(path) {
        true if found.is_empty() => String::new(),
        true => REDACTED.to_owned(),
        false => shortened(mask_places(start, named(start, None)).into_owned(), MAX_FOUND_CHARACTERS),
    }
}

fn shortened(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, found: &str) -> String {
        let mut account = Account::default();
        account.push(DepartureKind::UnknownElement, path.to_owned(), found, 0);
        account.departures.remove(0).found
    }

    #[test]
    fn texts_of_secret_names_are_masked() {
        assert_eq!(found("Body/User/Password", "x"), "[redacted]");
        assert_eq!(found("Body/Password[2]/Part", "x"), "[redacted]");
        assert_eq!(found("Body/User/@ticket", "x"), "[redacted]");
        assert_eq!(found("Body/User/Login", "<Password>x</Password>"), "<Password>[redacted]</Password>");
        assert_eq!(found("Body/User/Name", "x"), "x");
        assert_eq!(found("Body/User/Password", ""), "");
    }

    #[test]
    fn the_number_and_the_size_of_departures_are_bounded() {
        let mut account = Account::default();
        for _ in 0..1_000 {
            if account.count() {
                account.push(DepartureKind::UnknownElement, "é/".repeat(10_000), &"é".repeat(10_000), 0);
            }
        }
        assert_eq!((account.total(), account.departures().len()), (1_000, Account::MAX_STORED));
        assert!(account.iter().all(|departure| departure.path.chars().count() == MAX_PATH_CHARACTERS + 1));
        assert!(account.iter().all(|departure| departure.found.chars().count() == MAX_FOUND_CHARACTERS + 1));
    }

    #[test]
    fn the_secrets_of_a_request_are_masked() {
        let mut account = Account::default();
        let mut secrets = Secrets::default();
        secrets.add("7T:x");
        account.push(DepartureKind::UnknownElement, "Body/Echo".to_owned(), "it was 7T:x, 7", 0);
        // The text is shortened within the secret.
        account.push(
            DepartureKind::UnknownElement,
            "Body/Echo".to_owned(),
            &format!("{:98}7T:x", "it was"),
            0,
        );
        account.mask(&secrets);
        assert_eq!(account.departures[0].found, "it was [redacted], 7");
        assert_eq!(account.departures[1].found, format!("{:98}…", "it was"));
    }
}
