//! Validation of values in a plan.

use super::super::ty::{ItemRef, WireName};

/// Minimum and maximum number of occurrences; `None` is unbounded.
pub type Bounds = (u32, Option<u32>);

/// How the values of a member are validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// The values are validated by the `Validate` implementation of their type.
    Inside,
    /// The values are compared with facets.
    Facets(FacetsRef),
    /// The text of the element is compared with its fixed value, although its type is not simple. If `inside` is
    /// set, the value is also validated by the `Validate` implementation of its type.
    FixedText {
        /// Facets that contain the fixed value.
        facets: FacetsRef,
        /// Whether the type implements `Validate`.
        inside: bool,
    },
    /// The keys and values of a dictionary are validated.
    Pairs {
        /// Local name of the key element and facets of the keys, if these have facets.
        key: Option<(String, FacetsRef)>,
        /// Local name of the value element and facets of the values, if these have facets.
        value: Option<(String, FacetsRef)>,
        /// Whether the values are validated by the `Validate` implementation of their type. In this case,
        /// `value` is `None`.
        inside: bool,
    },
}

/// A reference to the facets of a simple type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FacetsRef {
    /// A constant of this plan.
    Item(ItemRef),
    /// An associated constant of the runtime's `Facets`.
    Known(&'static str),
    /// The facets of a built-in type, without further restrictions. Contains the name of the type in the
    /// runtime.
    Of(&'static str),
    /// Facets that are written out at the place of use.
    Inline {
        /// The built-in type, by its name in the runtime.
        builtin: &'static str,
        /// Names of the facets in the runtime, with their values.
        entries: Vec<(&'static str, FacetValue)>,
    },
    /// The facets of a type with an additional fixed value.
    Fixed {
        /// The facets of the type.
        base: Box<FacetsRef>,
        /// Whitespace handling, if the type restricts it. `None` if `base` is a constant, which contains it
        /// already.
        white_space: Option<&'static str>,
        /// The fixed value. The empty text is also listed if the option `empty_kept` is set and the type accepts it.
        values: Vec<String>,
    },
}

/// A constant with the facets of a simple type.
#[derive(Debug)]
pub struct Facets {
    /// Identifier in the generated code.
    pub ident: String,
    /// The primitive or built-in base type, by its name in the runtime.
    pub builtin: &'static str,
    /// Names of the facets in the runtime, with their values.
    pub entries: Vec<(&'static str, FacetValue)>,
}

/// The value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FacetValue {
    /// A length or a number of digits.
    Number(u64),
    /// A limit of a range, as text.
    Text(String),
    /// Handling of whitespace.
    WhiteSpace(&'static str),
    /// Enumeration values.
    Texts(Vec<String>),
    /// Patterns. A value must match at least one pattern of each group.
    Patterns(Vec<Vec<String>>),
    /// The facets of the items of a list.
    Facets(FacetsRef),
    /// The facets of the members of a union.
    Members(Vec<FacetsRef>),
    /// The names and facets of derived types. An element may name one of these types by `xsi:type`.
    Derived(Vec<(WireName, FacetsRef)>),
}
