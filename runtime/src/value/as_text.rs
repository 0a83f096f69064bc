//! The macros that implement serde's traits for generated enumerations and unions, as text. Without the
//! feature `serde` they expand to a compile error that names the feature.

/// Implements serde's `Serialize` and `Deserialize` for enumerations, as their text.
#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! serde_enumeration {
    ($($type:ident),+ $(,)?) => {$(
        $crate::__serde_as_text!($type, serialize_enumeration, deserialize_enumeration);
    )+};
}

/// Implements serde's `Serialize` and `Deserialize` for unions, as their lexical form.
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

/// Used if the feature `serde` is not enabled: a compile error that names the feature.
#[doc(hidden)]
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! serde_enumeration {
    ($($type:ident),+ $(,)?) => {
        ::core::compile_error!("serde's derives need the feature `serde` of the crate `saponify`");
    };
}

/// Used if the feature `serde` is not enabled: a compile error that names the feature.
#[doc(hidden)]
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! serde_simple {
    ($($type:ident),+ $(,)?) => {
        ::core::compile_error!("serde's derives need the feature `serde` of the crate `saponify`");
    };
}
