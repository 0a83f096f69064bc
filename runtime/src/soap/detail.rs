//! Typed details of faults, and typed headers of replies that were refused for them.

use super::operation::{Detail, DetailElement, Operation};
use crate::error::{Error, ErrorKind, Result};
use crate::fault::Fault;
use crate::text::{Element, Name};
use crate::xml::{Account, ReadingMode, Record, Value};

impl Fault {
    /// The first element of the detail that `D` declares: `fault.detail::<SaveUserFault>()`.
    ///
    /// `None` when there is no such element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract), when it is there but not as declared.
    pub fn detail<D: Detail>(&self) -> Result<Option<D>> {
        Ok(self.detail_as(ReadingMode::Standard)?.map(|(detail, _)| detail))
    }

    /// The same in a [`ReadingMode`], with the account of what the element has that its type does not have.
    ///
    /// # Errors
    ///
    /// As [`detail`](Self::detail).
    pub fn detail_as<D: Detail>(&self, mode: ReadingMode) -> Result<Option<(D, Account)>> {
        let read = |element| {
            let element = DetailElement::new(element, mode);
            let detail = D::from_element(&element)?;
            Some(detail.map(|detail| (detail, element.into_account())))
        };
        self.detail.iter().find_map(read).transpose()
    }

    /// The first element of the detail of this name, as a value of a type.
    ///
    /// `None` when there is no such element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract), when it is there but no value of the type.
    pub fn detail_element<'n, V: Value>(&self, name: impl Into<Name<'n>>) -> Result<Option<V>> {
        let name = name.into();
        self.detail.iter().find(|element| element.name() == name).map(Element::decode).transpose()
    }
}

impl Error {
    /// The detail of the fault that the operation declares: `error.fault_detail::<operations::SaveUser>()`.
    ///
    /// `None` when there is no fault, or none with such a detail.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`], when the detail is there but not as declared.
    pub fn fault_detail<O: Operation>(&self) -> Result<Option<O::Fault>> {
        self.fault().map_or(Ok(None), Fault::detail)
    }

    /// The header blocks of a reply whose success header says no: `error.reply_headers::<ReplyHeaders>()`.
    ///
    /// `None` when that is not what happened.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`], when the headers are not what the type says.
    pub fn reply_headers<H: Record + Default>(&self) -> Result<Option<H>> {
        match self.kind() {
            ErrorKind::Unsuccessful { headers, .. } => headers.decode().map(Some),
            _ => Ok(None),
        }
    }
}
