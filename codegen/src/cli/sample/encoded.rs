//! Names of types in SOAP encoding.

use crate::{
    model::{QName, SoapVersion},
    plan::soap_encoded::{ENCODING, ENCODING_12},
};

/// Returns the name of a type in the encoding namespace of the SOAP version. Contracts use the namespace of SOAP 1.1
/// for both versions.
pub(in crate::cli) fn type_in(version: SoapVersion, name: &QName) -> QName {
    match (version, &*name.namespace, &*name.local) {
        (SoapVersion::Soap12, ENCODING, "base64") => QName::new(ENCODING_12, "base64Binary"),
        (SoapVersion::Soap12, ENCODING, local) => QName::new(ENCODING_12, local),
        (SoapVersion::Soap11, ENCODING_12, local) => QName::new(ENCODING, local),
        _ => name.clone(),
    }
}

/// Returns the name of the array type in the encoding namespace of the SOAP version.
pub(in crate::cli) fn array_in(version: SoapVersion) -> QName {
    type_in(version, &QName::new(ENCODING, "Array"))
}
