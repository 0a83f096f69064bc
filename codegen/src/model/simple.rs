//! Simple types (XML Schema Part 2).

use super::{AppInfo, Documentation, TypeId};
use crate::source::Span;

/// A simple type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleType {
    /// What it is made of.
    pub variety: Variety,
    /// The facets of its own; those of its base hold as well.
    pub facets: Facets,
}

/// The varieties of simple types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variety {
    /// A type that XML Schema defines itself.
    Builtin(Builtin),
    /// A restriction of another simple type, of whatever variety.
    Restriction(TypeId),
    /// A list of items, separated by white space.
    List(TypeId),
    /// One of several types, the first that fits.
    Union(Vec<TypeId>),
}

/// The constraining facets that a restriction gives (XML Schema Part 2, 4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// The legal values, in order; empty where they are not enumerated.
    pub enumeration: Vec<EnumerationValue>,
    /// `pattern`s; any one must match.
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
    /// `totalDigits`.
    pub total_digits: Option<u64>,
    /// `fractionDigits`.
    pub fraction_digits: Option<u64>,
    /// `whiteSpace`.
    pub white_space: Option<WhiteSpace>,
}

/// One value of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumerationValue {
    /// The value as written. Of a type derived from `xs:QName` or `xs:NOTATION`: `{namespace}local`.
    pub value: String,
    /// Its documentation.
    pub documentation: Documentation,
    /// Its `appinfo`, such as .NET's `EnumerationValue`.
    pub appinfo: Vec<AppInfo>,
    /// Where it stands.
    pub span: Span,
}

/// What happens to white space before a value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhiteSpace {
    /// It stays.
    Preserve,
    /// Each becomes a blank.
    Replace,
    /// Runs become one blank, outer ones go.
    Collapse,
}

macro_rules! builtins {
    ($($variant:ident $name:literal,)*) => {
        /// The types that XML Schema defines, `anyType` first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // Each has the name of its type.
        pub enum Builtin { $($variant,)* }

        impl Builtin {
            /// All of them; the place is the index of the type in every model.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The local name in `http://www.w3.org/2001/XMLSchema`.
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
