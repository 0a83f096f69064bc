//! The Rust types of the built-in types of XML Schema.

use crate::{model::Builtin, plan::ty::Ty};

/// The Rust type of a built-in type of XML Schema.
pub(crate) fn builtin_ty(builtin: Builtin) -> Ty {
    use Builtin as B;
    match builtin {
        // The content depends on `xsi:type`, which a `String` would lose.
        B::AnyType | B::AnySimpleType => Ty::Runtime("Element"),
        B::String | B::AnyUri | B::NormalizedString | B::Token | B::Language => Ty::Std("String"),
        B::NmToken | B::Name | B::NcName | B::Id | B::IdRef | B::Entity => Ty::Std("String"),
        B::NmTokens | B::IdRefs | B::Entities => Ty::Generic("List", vec![Ty::Std("String")]),
        B::Boolean => Ty::Std("bool"),
        B::Float => Ty::Std("f32"),
        B::Double => Ty::Std("f64"),
        B::Long => Ty::Std("i64"),
        B::Int => Ty::Std("i32"),
        B::Short => Ty::Std("i16"),
        B::Byte => Ty::Std("i8"),
        B::UnsignedLong => Ty::Std("u64"),
        B::UnsignedInt => Ty::Std("u32"),
        B::UnsignedShort => Ty::Std("u16"),
        B::UnsignedByte => Ty::Std("u8"),
        B::Decimal => Ty::Runtime("xsd::Decimal"),
        B::Integer => Ty::Runtime("xsd::Integer"),
        B::NonPositiveInteger => Ty::Runtime("xsd::NonPositiveInteger"),
        B::NegativeInteger => Ty::Runtime("xsd::NegativeInteger"),
        B::NonNegativeInteger => Ty::Runtime("xsd::NonNegativeInteger"),
        B::PositiveInteger => Ty::Runtime("xsd::PositiveInteger"),
        B::Duration => Ty::Runtime("xsd::Duration"),
        B::DateTime => Ty::Runtime("xsd::DateTime"),
        B::Time => Ty::Runtime("xsd::Time"),
        B::Date => Ty::Runtime("xsd::Date"),
        B::GYearMonth => Ty::Runtime("xsd::GYearMonth"),
        B::GYear => Ty::Runtime("xsd::GYear"),
        B::GMonthDay => Ty::Runtime("xsd::GMonthDay"),
        B::GDay => Ty::Runtime("xsd::GDay"),
        B::GMonth => Ty::Runtime("xsd::GMonth"),
        B::HexBinary => Ty::Runtime("xsd::HexBinary"),
        B::Base64Binary => Ty::Runtime("xsd::Base64Binary"),
        // A notation's value is a QName (Part 2, 3.2.19).
        B::QName | B::Notation => Ty::Runtime("xsd::QName"),
    }
}
