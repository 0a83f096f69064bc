//! Results of an operation: a reply with headers, or a fault.

use std::fmt;
use std::future::{Ready, ready};

use super::Context;
use super::fault::Rejection;
use crate::error::Result;
use crate::fault::{Fault, Version};
use crate::soap::extension::FaultAction;
use crate::soap::{Detail, NoFault, section5};
use crate::text::Element;
use crate::xml::{Value, Writer};

/// A reply with its header blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer<B, H = ()> {
    /// Content of the body.
    pub body: B,
    /// The header blocks that the contract declares.
    pub headers: H,
}

impl<B, H> Answer<B, H> {
    /// Creates a reply with header blocks.
    pub fn new(body: B, headers: H) -> Self {
        Self { body, headers }
    }
}

/// A reply with default header blocks.
impl<B, H: Default> From<B> for Answer<B, H> {
    fn from(body: B) -> Self {
        Self { body, headers: H::default() }
    }
}

/// A fault as the result of an operation: a declared one, or any other.
///
/// Both convert with `?` and `into()`: `Err(GetUserFault::Unknown(details).into())` and
/// `Err(Fault::client("no such user").into())`.
pub struct Failure<D = NoFault> {
    fault: Box<Fault>,
    cause: Cause<D>,
}

/// Why an operation answers with a fault.
#[derive(Debug)]
enum Cause<D> {
    /// The contract declares the fault.
    Declared(Box<D>),
    /// The operation is not implemented. Mocks answer it with a sample.
    Unimplemented,
    Other,
}

/// The faults that an operation declares, as the server writes them. The generator implements this trait for
/// the enum of an operation's faults.
pub trait Declared: Detail {
    /// Creates the entry of the detail.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if the value cannot be written.
    fn to_element(&self) -> Result<Element>;

    /// The WS-Addressing action of the fault. It is empty if the fault is sent with the general action of
    /// faults.
    fn action(&self) -> &'static str {
        ""
    }

    /// Whether the action is the default of WS-Addressing 1.0. The version of August 2004 has another default.
    fn has_default_action(&self) -> bool {
        false
    }
}

/// Creates an entry of a detail that receivers recognize by its `xsi:type`. The type is `ty`, unless a value
/// of a derived type has written its own `xsi:type`.
///
/// # Errors
///
/// The same as for [`Element::of`].
pub fn typed_element<V: Value>(name: (&str, &str), ty: (&str, &str), value: &V) -> Result<Element> {
    let element = Element::of(name, value)?;
    Ok(match element.type_name() {
        Some(_) => element,
        None => element.with_type(ty),
    })
}

/// Creates an entry of a fault detail in SOAP encoding. Any member of an encoded value may be null. Arrays
/// have the attributes of SOAP 1.1.
///
/// Receivers recognize the entry by its `xsi:type`. It is `ty`, unless that is `None`, or a value of a
/// derived type has written its own `xsi:type`.
///
/// # Errors
///
/// The same as for [`Element::of`].
pub fn encoded_element<V: Value>(name: (&str, &str), ty: Option<(&str, &str)>, value: &V) -> Result<Element> {
    let mut output = Writer::new();
    section5::encode(Version::Soap11, &mut output);
    value.encode_item(name.into(), &mut output);
    let element = Element::parse(&output.finish()?)?;
    Ok(match ty {
        Some(ty) if element.type_name().is_none() => element.with_type(ty),
        _ => element,
    })
}

impl Declared for NoFault {
    fn to_element(&self) -> Result<Element> {
        match *self {}
    }
}

impl<D> Failure<D> {
    /// Whether the operation is not implemented.
    #[cfg(feature = "testing")]
    pub(super) fn is_unimplemented(&self) -> bool {
        matches!(self.cause, Cause::Unimplemented)
    }
}

impl<D: Declared> Failure<D> {
    /// Creates a declared fault with the code and the reason of `fault` instead of the default ones.
    pub fn new(fault: Fault, detail: D) -> Self {
        Self { fault: Box::new(fault), cause: Cause::Declared(Box::new(detail)) }
    }

    /// The fault to send: the code, the reason and the detail.
    pub(super) fn into_rejection(self) -> Rejection {
        let action = match &self.cause {
            Cause::Declared(detail) => {
                FaultAction { text: detail.action(), is_default: detail.has_default_action() }
            }
            Cause::Unimplemented | Cause::Other => FaultAction::default(),
        };
        Rejection::from(self.into_fault()).with_action(action)
    }

    fn into_fault(self) -> Fault {
        let Self { mut fault, cause: Cause::Declared(detail) } = self else { return *self.fault };
        match detail.to_element() {
            Ok(element) => {
                if fault.reasons.is_empty() {
                    let code = std::mem::take(&mut fault.code);
                    *fault = Fault::client(element.name().local());
                    if !code.text().is_empty() {
                        fault.code = code;
                    }
                }
                fault.with_detail(element)
            }
            Err(error) => Fault::server(format!("the detail of the fault: {error}")),
        }
    }
}

/// A fault with the code `Client`. Its reason is the name of the element in the detail.
impl<D: Declared> From<D> for Failure<D> {
    fn from(detail: D) -> Self {
        Self::new(Fault::default(), detail)
    }
}

impl<D> From<Fault> for Failure<D> {
    fn from(fault: Fault) -> Self {
        Box::new(fault).into()
    }
}

impl<D> From<Box<Fault>> for Failure<D> {
    fn from(fault: Box<Fault>) -> Self {
        Self { fault, cause: Cause::Other }
    }
}

impl<D: fmt::Debug> fmt::Debug for Failure<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fault, cause } = self;
        formatter.debug_struct("Failure").field("fault", fault).field("cause", cause).finish()
    }
}

/// The answer of an operation that is not implemented: a fault, which mocks replace by a sample. The request is
/// ignored.
pub fn not_implemented<R, A, D>(_request: R, context: &Context) -> Ready<Result<A, Failure<D>>> {
    let fault = Fault::server(format!("the operation `{}` is not implemented", context.operation()));
    ready(Err(Failure { fault: Box::new(fault), cause: Cause::Unimplemented }))
}
