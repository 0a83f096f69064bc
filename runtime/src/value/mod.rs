//! Values of elements and attributes: simple types, lists, dictionaries, secrets, documents. This module
//! must not know SOAP, HTTP or the syntax of XML tags.

/// Implements `Value` for a simple type with one type parameter, if the parameter has these bounds.
/// [`simple!`](crate::simple) is its counterpart for types without parameters.
macro_rules! simple_wrapper {
    ($type:ident: $($bound:tt)+) => {
        impl<S: $($bound)+> crate::Value for $type<S> {
            const SCALAR: bool = true;
            const TYPE_NAME: &'static str = <Self as crate::Simple>::BUILTIN;

            fn decode(&mut self, input: &mut crate::Reader<'_>) -> crate::Result<()> {
                input.simple_into(self)
            }

            fn encode_attributes(&self, output: &mut crate::Writer) {
                output.namespaces(self);
            }

            fn encode(&self, output: &mut crate::Writer) {
                output.simple(self);
            }

            fn encode_element(&self, name: crate::Name<'_>, output: &mut crate::Writer) {
                output.leaf(name, self);
            }
        }
    };
}

mod as_text;
mod attachment;
pub(crate) mod dictionary;
pub(crate) mod enumeration;
mod list;
mod map;
mod primitive;
mod root;
mod secret;
#[cfg(feature = "serde")]
pub mod serde;
#[cfg(feature = "serde")]
pub(crate) mod serde_text;
mod typed;
pub(crate) mod union;
mod verbatim;

pub use attachment::SwaRef;
pub use dictionary::{Dictionary, Pairs};
pub use enumeration::Enumeration;
pub use list::List;
pub use map::Map;
pub use root::{CheckedRoot, Root};
pub use secret::{Redacted, Secret};
pub use typed::Typed;
pub use verbatim::Verbatim;
