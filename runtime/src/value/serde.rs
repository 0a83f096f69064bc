//! Serialization with [serde](https://docs.rs/serde), the feature `serde`.
//!
//! The generator derives serde's traits for generated types with
//! `Builder::derive("serde::Serialize").derive("serde::Deserialize")`. The crate that contains the
//! generated code then depends on `serde` with its feature `derive`. The serialized forms are lossless
//! and readable:
//!
//! | type | serialized as |
//! |---|---|
//! | `bool`, integers, `f32`, `f64`, `String` | serde's own form; `serde_json` writes infinite numbers and NaN as `null` |
//! | [`xsd::Decimal`], [`xsd::Integer`], dates, times, durations | text: the lexical form of XML Schema |
//! | [`xsd::QName`] | text: `{namespace}local` |
//! | [`xsd::Base64Binary`], [`xsd::HexBinary`] | text: Base64 |
//! | [`Attachment`](crate::Attachment), [`SwaRef`](crate::SwaRef) | a struct of the content type and the content in Base64 |
//! | enumerations and unions | text: the lexical form, with names as `{namespace}local`; `""` for an enumeration that was never set |
//! | [`Verbatim`] | text: the lexical form |
//! | [`List`], [`Dictionary`] | a sequence of items; a sequence of pairs |
//! | [`Nillable`] | `"Absent"`, `"Nil"` or `{"Value": …}` |
//! | [`Typed`] | a struct of the value, the namespace and local name of its type, and the attributes |
//! | [`Element`] | text: the element as an XML document |
//! | [`Attributes`] | a sequence of namespace, local name, value and the prefixes that the value may use |
//! | [`Secret`] | an error, unless the value is wrapped in [`WithSecrets`] |
//!
//! ```
//! use saponify::{Nillable, xsd::Decimal};
//!
//! let price: Decimal = "12.50".parse()?;
//! assert_eq!(serde_json::to_string(&price)?, r#""12.50""#);
//! assert_eq!(serde_json::from_str::<Nillable<Decimal>>(r#"{"Value":"12.50"}"#)?, price.into());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use ::serde::de;
use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::serde_text::{EXPOSING, deserialize_simple, read_text, refuse_secret, serialize_simple};
use crate::text::Element;
use crate::value::{Dictionary, List, Secret, Typed, Verbatim};
use crate::xml::Nillable;
use crate::xml::{Attributes, Simple};
use crate::xsd;

/// A wrapper that serializes a value with its secrets. Without it, serializing a secret is an error.
///
/// ```
/// use saponify::Secret;
/// use saponify::serde::WithSecrets;
///
/// let password = Secret::new("open sesame".to_owned());
/// assert!(serde_json::to_string(&password).is_err());
/// assert_eq!(serde_json::to_string(&WithSecrets(&password))?, r#""open sesame""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct WithSecrets<'v, T: ?Sized>(pub &'v T);

impl<T: Serialize + ?Sized> Serialize for WithSecrets<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Ends the exposure of secrets, even if serializing panics.
        struct Exposed;

        impl Drop for Exposed {
            fn drop(&mut self) {
                EXPOSING.set(EXPOSING.get().saturating_sub(1));
            }
        }

        EXPOSING.set(EXPOSING.get().saturating_add(1));
        let _exposed = Exposed;
        self.0.serialize(serializer)
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        refuse_secret()?;
        self.expose().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

/// Implements the traits for types whose `Display` and `FromStr` use their lexical form.
macro_rules! lexical {
    ($($type:ident)*) => {$(
        impl Serialize for xsd::$type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for xsd::$type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read_text(deserializer, str::parse)
            }
        }
    )*};
}

lexical! {
    Base64Binary Date DateTime Decimal Duration GDay GMonth GMonthDay GYear GYearMonth Integer NegativeInteger
    NonNegativeInteger NonPositiveInteger PositiveInteger Time
}

/// Base64, like [`xsd::Base64Binary`].
impl Serialize for xsd::HexBinary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        xsd::Base64Binary::from(self.to_vec()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for xsd::HexBinary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        xsd::Base64Binary::deserialize(deserializer).map(Self::from)
    }
}

impl Serialize for xsd::QName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for xsd::QName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, |text| match text.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((namespace, local)) => Self::new(namespace, local),
            None if text.is_empty() => Ok(Self::default()),
            None => Self::new("", text),
        })
    }
}

impl<T: Simple> Serialize for Verbatim<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_simple(self, serializer)
    }
}

impl<'de, T: Simple> Deserialize<'de> for Verbatim<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_simple(deserializer)
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

impl<K: Serialize, V: Serialize> Serialize for Dictionary<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Dictionary<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

/// A copy of [`Nillable`] with serde's derives.
#[derive(Serialize, Deserialize)]
#[serde(crate = "::serde", rename = "Nillable")]
enum Tagged<T> {
    Absent,
    Nil,
    Value(T),
}

impl<T: Serialize> Serialize for Nillable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => Tagged::Absent,
            Self::Nil => Tagged::Nil,
            Self::Value(value) => Tagged::Value(value),
        }
        .serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nillable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Tagged::deserialize(deserializer)? {
            Tagged::Absent => Self::Absent,
            Tagged::Nil => Self::Nil,
            Tagged::Value(value) => Self::Value(value),
        })
    }
}

/// A value with the `xsi:type` and the attributes of its element.
#[derive(Serialize, Deserialize)]
#[serde(crate = "::serde", rename = "Typed")]
struct TypedParts<T, N, A> {
    value: T,
    type_name: Option<(N, N)>,
    attributes: A,
}

impl<T: Serialize> Serialize for Typed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let type_name = self.type_name().map(|name| (name.namespace(), name.local()));
        TypedParts { value: &**self, type_name, attributes: self.attributes() }.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Typed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = TypedParts::<T, String, Attributes>::deserialize(deserializer)?;
        let value = Self::new(parts.value);
        let Some((namespace, local)) = parts.type_name else { return Ok(value) };
        let name = xsd::QName::new(&namespace, &local).map_err(de::Error::custom)?;
        Ok(value.with_type(name).with_attributes(parts.attributes))
    }
}

impl Serialize for Element {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&match self.name().local() {
            "" => String::new(),
            _ => self.to_xml(),
        })
    }
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, |text| match text {
            "" => Ok(Self::default()),
            xml => Self::parse(xml),
        })
    }
}

/// One attribute: namespace, local name, value, and the prefixes that may occur in the value with their
/// namespaces.
type OpenAttribute = (String, String, String, Vec<(String, String)>);

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.with_scopes().map(|(name, value, scope)| (name.namespace(), name.local(), value, scope)),
        )
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut attributes = Self::new();
        for (namespace, local, value, scope) in Vec::<OpenAttribute>::deserialize(deserializer)? {
            attributes.put((namespace.as_str(), local.as_str()).into(), value, scope);
        }
        Ok(attributes)
    }
}
