//! Simple types (XML Schema Part 2).

use super::{AppInfo, Documentation, TypeId};
use crate::source::Span;

/// Simple type definition (XML Schema Part 2, 4.1).
#[derive(Clone, Debug)]
pub struct SimpleType {
    /// Variety: built in, restriction, list or union.
    pub variety: Variety,
    /// Facets that this type declares. The facets of its base apply as well.
    pub facets: Facets,
}

/// Variety of a simple type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variety {
    /// A type that XML Schema itself defines.
    Builtin(Builtin),
    /// A restriction of another simple type of any variety.
    Restriction(TypeId),
    /// A whitespace-separated list of this item type.
    List(TypeId),
    /// A union of member types. A value belongs to the first type that accepts it.
    Union(Vec<TypeId>),
}

/// Constraining facets of a restriction (XML Schema Part 2, 4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Permitted values, in document order; empty if the type is not an enumeration.
    pub enumeration: Vec<EnumerationValue>,
    /// `pattern`s of one derivation step. A value must match at least one.
    pub patterns: Vec<String>,
    /// `length`.
    pub length: Option<u64>,
    /// `minLength`.
    pub min_length: Option<u64>,
    /// `maxLength`.
    pub max_length: Option<u64>,
    /// `minInclusive`, as written.
    pub min_inclusive: Option<String>,
    /// `minExclusive`, as written.
    pub min_exclusive: Option<String>,
    /// `maxInclusive`, as written.
    pub max_inclusive: Option<String>,
    /// `maxExclusive`, as written.
    pub max_exclusive: Option<String>,
    /// `totalDigits`: maximum number of decimal digits.
    pub total_digits: Option<u64>,
    /// `fractionDigits`: maximum number of digits after the decimal point.
    pub fraction_digits: Option<u64>,
    /// `whiteSpace` normalization.
    pub white_space: Option<WhiteSpace>,
}

/// Value of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumerationValue {
    /// Value as written in the document. For types derived from `xs:QName` or `xs:NOTATION`: `{namespace}local`.
    pub value: String,
    /// Documentation of the `xs:enumeration` element.
    pub documentation: Documentation,
    /// `xs:appinfo` entries, such as `EnumerationValue` of .NET.
    pub appinfo: Vec<AppInfo>,
    /// Position of the start tag, for problems.
    pub span: Span,
}

/// Whitespace normalization before a value is validated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhiteSpace {
    /// Whitespace is kept.
    Preserve,
    /// Tabs and line breaks become spaces.
    Replace,
    /// Runs of whitespace become one space; leading and trailing whitespace is removed.
    Collapse,
}

macro_rules! builtins {
    ($($variant:ident $name:literal,)*) => {
        /// Built-in types of XML Schema; `anyType` is the first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // Each variant has the name of its type.
        pub enum Builtin { $($variant,)* }

        impl Builtin {
            /// All built-in types. The index of a type in this list is its id in every model.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the local name in the namespace `http://www.w3.org/2001/XMLSchema`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

builtins! {
    AnyType "anyType", AnySimpleType "anySimpleType",
    String "string", Boolean "boolean", Decimal "decimal", Float "float", Double "double", Duration "duration",
    DateTime "dateTime", Time "time", Date "date", GYearMonth "gYearMonth", GYear "gYear", GMonthDay "gMonthDay",
    GDay "gDay", GMonth "gMonth", HexBinary "hexBinary", Base64Binary "base64Binary", AnyUri "anyURI", QName "QName",
    Notation "NOTATION",
    NormalizedString "normalizedString", Token "token", Language "language", NmToken "NMTOKEN", NmTokens "NMTOKENS",
    Name "Name", NcName "NCName", Id "ID", IdRef "IDREF", IdRefs "IDREFS", Entity "ENTITY", Entities "ENTITIES",
    Integer "integer", NonPositiveInteger "nonPositiveInteger", NegativeInteger "negativeInteger", Long "long",
    Int "int", Short "short", Byte "byte", NonNegativeInteger "nonNegativeInteger", UnsignedLong "unsignedLong",
    UnsignedInt "unsignedInt", UnsignedShort "unsignedShort", UnsignedByte "unsignedByte",
    PositiveInteger "positiveInteger",
}
