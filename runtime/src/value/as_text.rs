//! The macros by which generated enumerations and unions get serde's traits, in their text form.
//! Without the feature `serde` they are a compile error that says so.

/// Implements serde's `Serialize` and `Deserialize` for enumerations: their text.
#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! serde_enumeration {
    ($($type:ident),+ $(,)?) => {$(
        $crate::__serde_as_text!($type, serialize_enumeration, deserialize_enumeration);
    )+};
}

/// Implements serde's `Serialize` and `Deserialize` for simple types: their lexical form.
#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! serde_simple {
    ($($type:ident),+ $(,)?) => {$(
        $crate::__serde_as_text!($type, serialize_simple, deserialize_simple);
    )+};
}

#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! __serde_as_text {
    ($type:ident, $serialize:ident, $deserialize:ident) => {
        impl $crate::generated::Serialize for $type {
            fn serialize<S: $crate::generated::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::generated::$serialize(self, serializer)
            }
        }

        impl<'de> $crate::generated::Deserialize<'de> for $type {
            fn deserialize<D: $crate::generated::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::generated::$deserialize(deserializer)
            }
        }
    };
}

/// As with the feature `serde`, which is not enabled.
#[doc(hidden)]
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! serde_enumeration {
    ($($type:ident),+ $(,)?) => {
        ::core::compile_error!("serde's derives need the feature `serde` of the crate `saponify`");
    };
}

/// As with the feature `serde`, which is not enabled.
#[doc(hidden)]
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! serde_simple {
    ($($type:ident),+ $(,)?) => {
        ::core::compile_error!("serde's derives need the feature `serde` of the crate `saponify`");
    };
}
