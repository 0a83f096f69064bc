//! What an operation of a service is: its messages, headers, faults and action, as a type.
//! It must not know how they become an envelope or where that goes.

use std::cell::RefCell;

use crate::error::Result;
use crate::text::{Element, Name};
use crate::xml::{Account, ReadingMode, Record, TextRule, Value};

/// An operation of a service: a type without values, which the generator writes.
///
/// Code over any operation of any service takes it as a parameter:
///
/// ```
/// use saponify::transport::Transport;
/// use saponify::{Client, Operation, Result};
///
/// async fn body<T: Transport, O: Operation>(
///     client: &Client<T>,
///     request: O::Request,
/// ) -> Result<O::Reply> {
///     Ok(client.call::<O>(request).await?.body)
/// }
/// ```
pub trait Operation {
    /// What the body of the request holds.
    type Request: Value;
    /// What the body of the reply holds.
    type Reply: Value;
    /// The header blocks of requests: one type may serve many operations, of which each writes those that its contract
    /// names.
    type RequestHeaders: Record + Default;
    /// The header blocks of replies.
    type ReplyHeaders: Record + Default;
    /// The details of faults that the contract declares; [`NoFault`] where it declares none.
    type Fault: Detail;

    /// What the contract says of it.
    const CONTRACT: Contract;
}

/// What the contract says of an operation beside its types: one constant, since each costs its users time to compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The name.
    pub name: &'static str,
    /// The SOAP action.
    pub action: &'static str,
    /// How the request stands in the body.
    pub request: Body,
    /// How the reply stands in the body.
    pub reply: Body,
    /// The members of `RequestHeaders` that the operation declares: namespace and local name.
    pub request_headers: &'static [(&'static str, &'static str)],
}

/// How a message stands in the body of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// As one element of this namespace and local name.
    Element(&'static str, &'static str),
    /// As one element of this namespace and local name, in SOAP encoding. For replies the names of the parts follow, that
    /// of the return value first; none where there is no return value.
    Encoded(&'static str, &'static str, &'static [&'static str]),
    /// As the elements of a record, each right in the body, in SOAP encoding.
    EncodedParts,
    /// As the elements of a record, each right in the body (WSDL 1.1, section 3.5, several or unwrapped parts).
    Parts,
    /// Not at all: the message has no parts, and the body is empty.
    Empty,
    /// There is no such message: nothing but an HTTP status comes back.
    OneWay,
}

/// The details of faults that an operation declares: the generator makes an enum of them.
pub trait Detail: Sized {
    /// Reads one element of a fault's detail; `None` when it is none that is declared.
    fn from_element(element: &DetailElement<'_>) -> Option<Result<Self>>;
}

/// An element of a fault's detail that is read in a [`ReadingMode`].
#[derive(Debug)]
pub struct DetailElement<'e> {
    element: &'e Element,
    mode: ReadingMode,
    account: RefCell<Account>,
}

impl<'e> From<&'e Element> for DetailElement<'e> {
    fn from(element: &'e Element) -> Self {
        Self::new(element, ReadingMode::Standard)
    }
}

impl<'e> DetailElement<'e> {
    pub(crate) fn new(element: &'e Element, mode: ReadingMode) -> Self {
        Self { element, mode, account: RefCell::default() }
    }

    /// The element's name.
    pub fn name(&self) -> Name<'e> {
        self.element.name()
    }

    /// The type that it says it has by `xsi:type`.
    pub fn type_name(&self) -> Option<Name<'e>> {
        self.element.type_name()
    }

    /// Reads it into a type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract), when it is none of that type.
    pub fn decode<V: Value>(&self) -> Result<V> {
        let (value, account) = self.element.decode_as(self.mode)?;
        self.account.replace(account);
        Ok(value)
    }

    /// Reads it into a type, its text by a rule.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn decode_by<V: Value>(&self, rule: TextRule) -> Result<V> {
        let (value, account) = self.element.decode_by(rule, self.mode)?;
        self.account.replace(account);
        Ok(value)
    }

    /// What the element had that its type does not have.
    pub(crate) fn into_account(self) -> Account {
        self.account.into_inner()
    }
}

/// No detail is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoFault {}

impl Detail for NoFault {
    fn from_element(_element: &DetailElement<'_>) -> Option<Result<Self>> {
        None
    }
}

impl Body {
    /// Whether the message is in SOAP encoding.
    pub(crate) const fn is_encoded(self) -> bool {
        matches!(self, Self::Encoded(..) | Self::EncodedParts)
    }

    /// Whether the elements of a record stand right in the body.
    pub(crate) const fn is_parts(self) -> bool {
        matches!(self, Self::Parts | Self::EncodedParts)
    }

    /// The name of the one element.
    pub(crate) const fn element(self) -> Option<Name<'static>> {
        match self {
            Self::Element(namespace, local) | Self::Encoded(namespace, local, _) => {
                Some(Name::new(namespace, local))
            }
            _ => None,
        }
    }
}
