//! Operations as types: their messages, headers, faults and action. This module must not know how
//! envelopes are written or sent.

use std::cell::{Cell, RefCell};

use super::section5::{expanded_alone, is_of_encoding, schema_type};
use crate::error::{Error, Result};
use crate::text::{Element, Name};
use crate::xml::element::decode_document;
use crate::xml::{Account, DepartureKind, Document, Limits, ReadingMode, Record, TextRule, Value};

/// An operation of a service: an uninhabited type that the generator writes.
///
/// Code that works with any operation takes the operation as a type parameter:
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
    /// Content of the request body.
    type Request: Value;
    /// Content of the reply body.
    type Reply: Value;
    /// The header blocks of requests. Several operations may share one type; each operation writes only the
    /// members that its contract declares.
    type RequestHeaders: Record + Default + Send + Sync + 'static;
    /// The header blocks of replies.
    type ReplyHeaders: Record + Default + Send + Sync + 'static;
    /// The fault details that the contract declares; [`NoFault`] if it declares none.
    type Fault: Detail;

    /// The properties of the operation other than its types.
    const CONTRACT: Contract;

    /// The WS-Addressing actions. By default, the action of requests is the SOAP action.
    const ACTIONS: Actions<'static> = Actions { request: Self::CONTRACT.action, reply: "" };

    /// The header blocks of requests that may replace a declared block, and that other operations declare. Empty by
    /// default.
    const REPLACEMENTS: &'static [Replacement] = &[];
}

/// Header blocks that may replace a declared block. `RequestHeaders` has separate members for them, because other
/// operations declare them. A client writes them only if the declared block is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The declared block and the blocks that share its member of `RequestHeaders`, by namespace and local
    /// name.
    pub of: &'static [(&'static str, &'static str)],
    /// The blocks that may replace the blocks in `of`, by namespace and local name. The contract of the
    /// operation lists them too.
    pub by: &'static [(&'static str, &'static str)],
}

/// The WS-Addressing actions of an operation (WS-Addressing 1.0 Metadata, section 4.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actions<'a> {
    /// The action of requests. If it is empty, the action is derived from the name of the operation.
    pub request: &'a str,
    /// The action of replies. If it is empty, the action is derived from the name of the operation, or else
    /// from the action of requests.
    pub reply: &'a str,
}

/// Properties of an operation other than its types. They form one constant, because every associated
/// constant costs users compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Name of the operation.
    pub name: &'static str,
    /// The SOAP action.
    pub action: &'static str,
    /// How the body of the envelope contains the request.
    pub request: Body,
    /// How the body of the envelope contains the reply.
    pub reply: Body,
    /// The members of `RequestHeaders` that the operation declares, and those that may replace them, by
    /// namespace and local name.
    pub request_headers: &'static [(&'static str, &'static str)],
}

impl Contract {
    /// An operation in the wrapped style: request and reply are one element each, both of one namespace, and the
    /// element of the request has the name of the operation.
    ///
    /// Generated code calls this function, because a call takes users less time to compile than the fields.
    pub const fn wrapped(
        namespace: &'static str,
        name: &'static str,
        reply: &'static str,
        action: &'static str,
        request_headers: &'static [(&'static str, &'static str)],
    ) -> Self {
        let (request, reply) = (Body::Element(namespace, name), Body::Element(namespace, reply));
        Self { name, action, request, reply, request_headers }
    }
}

/// The default action of replies: that of requests, with `Response` instead of the ending `Request`. WCF has
/// the same default, and so has WS-Addressing for messages with default names.
pub(crate) fn default_reply_action(request: &str) -> String {
    format!("{}Response", request.strip_suffix("Request").unwrap_or(request))
}

/// How the body of an envelope contains a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// One element with this namespace and local name.
    Element(&'static str, &'static str),
    /// One element with this namespace and local name, in SOAP encoding. For replies, the list contains the
    /// names of the parts, beginning with the return value; it is empty if there is no return value.
    Encoded(&'static str, &'static str, &'static [&'static str]),
    /// One element of the schema with this namespace and local name, in SOAP encoding. In contrast to
    /// [`Encoded`](Self::Encoded), the name of the element of a reply is significant.
    EncodedElement(&'static str, &'static str),
    /// The members of a record as direct children of the body, in SOAP encoding.
    EncodedParts,
    /// The members of a record as direct children of the body (WSDL 1.1, section 3.5: several or unwrapped
    /// parts).
    Parts,
    /// An empty body: the message has no parts.
    Empty,
    /// No message: the server returns only an HTTP status.
    OneWay,
    /// An envelope with attachments (WSDL 1.1, section 5).
    ///
    /// The first value describes the body, which contains the parts that are not attachments. The list
    /// contains the names and content types of the attachments, in the order of the binding. In the Rust type
    /// of the message, attachments are members in the namespace of MIME bindings.
    Attached(&'static Body, &'static [(&'static str, &'static str)]),
    /// The body of a reply that is not in SOAP encoding, although the faults of the operation are. The value
    /// describes the body.
    EncodedFaults(&'static Body),
    /// A message with header blocks in SOAP encoding. The first value describes the body, the list contains the names
    /// of these blocks.
    EncodedHeaders(&'static Body, &'static [(&'static str, &'static str)]),
}

/// Marks an operation with attachments, for generated code.
#[cfg(feature = "mime")]
#[doc(hidden)]
#[macro_export]
macro_rules! attachments {
    ($operation:ident) => {};
}

/// Without the feature `mime`, operations with attachments do not compile.
#[cfg(not(feature = "mime"))]
#[doc(hidden)]
#[macro_export]
macro_rules! attachments {
    ($operation:ident) => {
        ::core::compile_error!(::core::concat!(
            "the operation `",
            ::core::stringify!($operation),
            "` has attachments: enable the feature `mime` of the crate `saponify`"
        ));
    };
}

/// The fault details that an operation declares. The generator implements it for an enum.
pub trait Detail: Sized {
    /// Reads one element of a fault detail. Returns `None` if the element is not declared.
    fn from_element(element: &DetailElement<'_>) -> Option<Result<Self>>;
}

/// An element of a fault detail, together with the [`ReadingMode`] to decode it in.
#[derive(Debug)]
pub struct DetailElement<'e> {
    element: &'e Element,
    /// The name under which the element is compared with the declared faults. It differs from the name in the
    /// document if the other form (qualified or unqualified) is tried.
    name: Name<'e>,
    mode: ReadingMode,
    is_encoded: Cell<bool>,
    /// Whether the caller only asks if an element of this name is declared. Decoding then fails.
    is_probe: bool,
    account: RefCell<Account>,
}

impl<'e> From<&'e Element> for DetailElement<'e> {
    fn from(element: &'e Element) -> Self {
        Self::new(element, ReadingMode::Standard)
    }
}

impl<'e> DetailElement<'e> {
    pub(crate) fn new(element: &'e Element, mode: ReadingMode) -> Self {
        let (is_encoded, account) = (Cell::default(), RefCell::default());
        Self { element, name: element.name(), mode, is_encoded, is_probe: false, account }
    }

    /// Returns this element under another name. `is_probe` is `true` if the caller only asks whether the name
    /// is declared.
    pub(crate) fn named<'n>(&self, name: Name<'n>, is_probe: bool) -> DetailElement<'n>
    where
        'e: 'n,
    {
        let Self { element, mode, .. } = *self;
        DetailElement { name, is_probe, ..DetailElement::new(element, mode) }
    }

    /// Name of the element.
    pub fn name(&self) -> Name<'e> {
        self.name
    }

    /// The type from `xsi:type`. Without `xsi:type`, an element of SOAP encoding, such as `soapenc:int`, has the type of
    /// its name.
    ///
    /// A simple type of SOAP encoding is returned as the type of XML Schema from which it is derived (SOAP 1.1, section
    /// 5.2): `soapenc:int` as `xs:int`.
    pub fn type_name(&self) -> Option<Name<'e>> {
        // If the element has been given another name, only that name identifies the fault.
        if self.name != self.element.name() {
            return None;
        }
        let own = Some(self.name).filter(|name| is_of_encoding(*name));
        self.element.type_name().or(own).map(schema_type)
    }

    /// Whether the element is one of SOAP encoding, such as `soapenc:int`, which has the name of its type.
    #[doc(hidden)]
    pub fn is_of_encoding(&self) -> bool {
        is_of_encoding(self.name)
    }

    /// Marks the element as one in SOAP encoding: [`decode`](Self::decode) accepts values in which any member is
    /// omitted or nil.
    #[must_use]
    pub fn encoded(&self) -> &Self {
        self.is_encoded.set(true);
        self
    }

    /// Decodes the element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the element is not a value of the type.
    pub fn decode<V: Value>(&self) -> Result<V> {
        self.decode_by(TextRule::NONE)
    }

    /// Decodes the element, with a rule for its text.
    ///
    /// # Errors
    ///
    /// The same as for [`decode`](Self::decode).
    pub fn decode_by<V: Value>(&self, rule: TextRule) -> Result<V> {
        if self.is_probe {
            return Err(Error::unsupported("the value of an element that is not read"));
        }
        let xml = self.element.to_xml();
        let mut document = Document::from_text(&xml, Limits::default()).with_mode(self.mode);
        let is_encoded = self.is_encoded.get();
        if is_encoded {
            // Usually the message was expanded before it was decoded: its references were replaced and its
            // arrays completed. Expansion fails if a reference or an array position in the message is wrong.
            // The fault is then read from the message as it was sent, so the arrays of the detail are
            // completed here. A reference in the detail is an error in this case.
            document = expanded_alone(&document, Limits::default())?.unwrap_or(document);
        }
        let (value, account) = decode_document(&document, rule, is_encoded)?;
        self.account.borrow_mut().append(account);
        Ok(value)
    }

    /// Records that the element is qualified but declared unqualified, or the reverse.
    pub(crate) fn note_other_form(&self) {
        let (mut account, name) = (self.account.borrow_mut(), self.element.name());
        if account.count() {
            account.push(DepartureKind::OtherForm, name.local().to_owned(), &name.to_string(), 0);
        }
    }

    /// The departures of the element from its declaration.
    pub(crate) fn into_account(self) -> Account {
        self.account.into_inner()
    }
}

/// The [`Detail`] of operations that declare no faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoFault {}

impl Detail for NoFault {
    fn from_element(_element: &DetailElement<'_>) -> Option<Result<Self>> {
        None
    }
}

impl Body {
    /// How the body contains the parts that are not attachments.
    pub(crate) const fn envelope(self) -> Self {
        match self {
            Self::Attached(envelope, _)
            | Self::EncodedFaults(envelope)
            | Self::EncodedHeaders(envelope, _) => envelope.envelope(),
            other => other,
        }
    }

    /// The names and content types of the attachments.
    #[cfg(feature = "mime")]
    pub(crate) const fn attachments(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Attached(_, parts) => parts,
            Self::EncodedFaults(body) | Self::EncodedHeaders(body, _) => body.attachments(),
            _ => &[],
        }
    }

    /// Whether the contract describes attachments beside the envelope.
    #[cfg(feature = "mime")]
    pub(crate) const fn is_attached(self) -> bool {
        match self {
            Self::Attached(..) => true,
            Self::EncodedFaults(body) | Self::EncodedHeaders(body, _) => body.is_attached(),
            _ => false,
        }
    }

    /// Whether the message is in SOAP encoding.
    pub(crate) const fn is_encoded(self) -> bool {
        matches!(self.envelope(), Self::Encoded(..) | Self::EncodedElement(..) | Self::EncodedParts)
    }

    /// Whether only the faults are in SOAP encoding.
    pub(crate) const fn has_encoded_faults(self) -> bool {
        match self {
            Self::EncodedHeaders(body, _) => body.has_encoded_faults(),
            _ => matches!(self, Self::EncodedFaults(_)),
        }
    }

    /// The names of the header blocks in SOAP encoding.
    pub(crate) const fn encoded_headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::EncodedHeaders(_, blocks) => blocks,
            _ => &[],
        }
    }

    /// Whether the members of a record are direct children of the body.
    pub(crate) const fn is_parts(self) -> bool {
        matches!(self.envelope(), Self::Parts | Self::EncodedParts)
    }

    /// The name of the single element in the body, if this value names one.
    pub(crate) const fn element(self) -> Option<Name<'static>> {
        match self.envelope() {
            Self::Element(namespace, local)
            | Self::Encoded(namespace, local, _)
            | Self::EncodedElement(namespace, local) => Some(Name::new(namespace, local)),
            _ => None,
        }
    }

    /// The name of the element whose content is the message: the single element in the body, or the body
    /// itself if it contains several elements or parts.
    pub(crate) const fn root(self) -> Option<Name<'static>> {
        match self.element() {
            None if self.is_parts() => Some(Name::new("", "Body")),
            element => element,
        }
    }
}
