//! Typed fault details, and typed headers of unsuccessful replies.

use super::operation::{Detail, DetailElement, Operation};
use super::section5::expanded_alone;
use crate::error::{Error, ErrorKind, Result};
use crate::fault::Fault;
use crate::text::Name;
use crate::xml::element::decode_document;
use crate::xml::reader::compared_namespaces;
use crate::xml::{Account, Document, Limits, ReadingMode, Record, TextRule, Value};

impl Fault {
    /// Decodes the first detail element that `D` declares: `fault.detail::<SaveUserFault>()`.
    ///
    /// Returns `None` if the detail contains no such element.
    ///
    /// If no element has a declared name, an element is also accepted if it has the local part of a declared
    /// name, and one of the two names has a namespace and the other has none. The element is not accepted if
    /// several declared names have this local part.
    ///
    /// A detail that a client received in the lenient mode is decoded in that mode, and any other detail in
    /// the standard mode.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the element does not match its declaration.
    pub fn detail<D: Detail>(&self) -> Result<Option<D>> {
        let mode = if self.is_lenient { ReadingMode::Lenient } else { ReadingMode::Standard };
        Ok(self.detail_as(mode)?.map(|(detail, _)| detail))
    }

    /// Decodes the detail like [`detail`](Self::detail), in a [`ReadingMode`]. Also returns an [`Account`], which
    /// lists where the detail departs from the contract. In the strict mode, names must be exact.
    ///
    /// # Errors
    ///
    /// The same as for [`detail`](Self::detail).
    pub fn detail_as<D: Detail>(&self, mode: ReadingMode) -> Result<Option<(D, Account)>> {
        let entry = |element| DetailElement::new(element, mode);
        let read = |element: DetailElement<'_>| {
            let detail = D::from_element(&element)?;
            Some(detail.map(|detail| (detail, element.into_account())))
        };
        let exact = self.detail.iter().find_map(|element| read(entry(element)));
        let in_other_form = |element| {
            let element = entry(element);
            let other = other_form(&element, &|probe| D::from_element(probe).is_some())?;
            let element = element.named(other, false);
            element.note_other_form();
            read(element)
        };
        let found = match mode {
            ReadingMode::Strict => exact,
            _ => exact.or_else(|| self.detail.iter().find_map(in_other_form)),
        };
        found.transpose()
    }

    /// Decodes the first detail element with this name as a value of type `V`.
    ///
    /// Returns `None` if the detail contains no such element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the element is not a value of the type, or if the fault
    /// is in SOAP encoding, has a wrong reference or position somewhere, and this element contains a reference or a
    /// wrong position. A type that declares an attribute `href` reads it as such.
    pub fn detail_element<'n, V: Value>(&self, name: impl Into<Name<'n>>) -> Result<Option<V>> {
        let name = name.into();
        let Some(element) = self.detail.iter().find(|element| element.name() == name) else {
            return Ok(None);
        };
        if self.is_unexpanded {
            let xml = element.to_xml();
            let document = Document::from_text(&xml, Limits::default());
            let decode = |document: &Document<'_>| decode_document(document, TextRule::NONE, false);
            return match expanded_alone(&document, Limits::default()) {
                Ok(expanded) => Ok(Some(decode(&expanded.unwrap_or(document))?.0)),
                // A literal entry may have an attribute `href` that is not a reference.
                Err(error) => match decode(&document) {
                    Ok((value, account)) if account.is_empty() => Ok(Some(value)),
                    _ => Err(error),
                },
            };
        }
        element.decode().map(Some)
    }
}

/// Returns the declared name that has the local part of this element's name, if one of the two names is
/// qualified and the other is not. Returns `None` if several declared names have this local part.
fn other_form<'e>(
    element: &DetailElement<'e>,
    declares: &dyn Fn(&DetailElement<'_>) -> bool,
) -> Option<Name<'e>> {
    let name = element.name();
    let is_declared = |name: Name<'_>| declares(&element.named(name, true));
    let namespaces = compared_namespaces(name.local(), &mut |probe| {
        _ = is_declared(probe);
        Ok(())
    });
    let all = namespaces.ok()?.into_iter().map(|namespace| Name::new(namespace, name.local()));
    let mut declared = all.filter(|name| is_declared(*name));
    let other =
        declared.next().filter(|other| other.namespace().is_empty() != name.namespace().is_empty())?;
    declared.next().is_none().then_some(other)
}

impl Error {
    /// Decodes the fault detail that the operation declares: `error.fault_detail::<operations::SaveUser>()`.
    ///
    /// Returns `None` if the error is not a fault, or the fault has no such detail.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] if the detail does not match its declaration.
    pub fn fault_detail<O: Operation>(&self) -> Result<Option<O::Fault>> {
        self.fault().map_or(Ok(None), Fault::detail)
    }

    /// Decodes the header blocks of a reply whose success header reports failure:
    /// `error.reply_headers::<ReplyHeaders>()`.
    ///
    /// Returns `None` for errors of other kinds than [`ErrorKind::Unsuccessful`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] if the headers do not match the type.
    pub fn reply_headers<H: Record + Default>(&self) -> Result<Option<H>> {
        match self.kind() {
            ErrorKind::Unsuccessful { headers, .. } => headers.decode().map(Some),
            _ => Ok(None),
        }
    }
}
