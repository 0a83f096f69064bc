//! What an operation of a service is: its messages, headers, faults and action, as a type.
//! It must not know how they become an envelope or where that goes.

use crate::{Element, Name, Record, Result, Value};

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
///     headers: &O::RequestHeaders,
///     request: &O::Request,
/// ) -> Result<O::Reply> {
///     Ok(client.call::<O>(headers, request).await?.body)
/// }
/// ```
pub trait Operation {
    /// What the body of the request holds.
    type Request: Value;
    /// What the body of the reply holds.
    type Reply: Value;
    /// The header blocks of requests: one type may serve many operations, of which each writes
    /// [`REQUEST_HEADERS`](Self::REQUEST_HEADERS).
    type RequestHeaders: Record + Default;
    /// The header blocks of replies.
    type ReplyHeaders: Record + Default;
    /// The details of faults that the contract declares; [`NoFault`] where it declares none.
    type Fault: Detail;

    /// The name in the contract.
    const NAME: &'static str;
    /// The SOAP action.
    const ACTION: &'static str;
    /// How the request stands in the body.
    const REQUEST: Body;
    /// How the reply stands in the body.
    const REPLY: Body;
    /// The members of `RequestHeaders` that this operation declares: namespace and local name.
    const REQUEST_HEADERS: &'static [(&'static str, &'static str)] = &[];

    /// What the success header of a reply says, where the service has one. `Some(false)` makes the reply an error,
    /// whatever its body holds.
    fn succeeded(_headers: &Self::ReplyHeaders) -> Option<bool> {
        None
    }
}

/// How a message stands in the body of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// As one element of this namespace and local name.
    Element(&'static str, &'static str),
    /// As one element of this namespace and local name, in the encoding of SOAP 1.1, section 5.
    Encoded(&'static str, &'static str),
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
    fn from_element(element: &Element) -> Option<Result<Self>>;
}

/// No detail is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoFault {}

impl Detail for NoFault {
    fn from_element(_element: &Element) -> Option<Result<Self>> {
        None
    }
}

/// An operation without its types, so that the code behind a call is compiled once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contract {
    pub(crate) name: &'static str,
    pub(crate) action: &'static str,
    pub(crate) request: Body,
    pub(crate) reply: Body,
    pub(crate) request_headers: &'static [(&'static str, &'static str)],
}

impl Contract {
    pub(crate) const fn of<O: Operation>() -> Self {
        Self {
            name: O::NAME,
            action: O::ACTION,
            request: O::REQUEST,
            reply: O::REPLY,
            request_headers: O::REQUEST_HEADERS,
        }
    }
}

impl Body {
    /// The name of the one element.
    pub(crate) const fn element(self) -> Option<Name<'static>> {
        match self {
            Self::Element(namespace, local) | Self::Encoded(namespace, local) => {
                Some(Name::new(namespace, local))
            }
            _ => None,
        }
    }
}
