//! How values are checked.

use super::super::ty::ItemRef;

/// How often something may come, at least and at most.
pub type Bounds = (u32, Option<u32>);

/// How the values of a member are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// By their own type.
    Inside,
    /// Against facets.
    Facets(FacetsRef),
    /// The keys and the values of a dictionary, each with the name of its element, where they are of simple types with
    /// facets; and whether values are checked by their own type.
    Pairs {
        /// The keys.
        key: Option<(String, FacetsRef)>,
        /// The values.
        value: Option<(String, FacetsRef)>,
        /// Whether values are checked by their own type.
        inside: bool,
    },
}

/// Facets of a simple type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FacetsRef {
    /// A constant of this plan.
    Item(ItemRef),
    /// A constant of the runtime.
    Known(&'static str),
    /// Those of a built-in type, which only says what its form is.
    Of(&'static str),
    /// Those that stand where they are used.
    Inline {
        /// The built-in type, as the runtime calls it.
        builtin: &'static str,
        /// The facets, as the runtime calls them.
        entries: Vec<(&'static str, FacetValue)>,
    },
    /// Those of a type of which only one value is taken.
    Fixed {
        /// Those of the type.
        base: Box<FacetsRef>,
        /// What happens to white space, where the type says so but has no constant.
        white_space: Option<&'static str>,
        /// The value, and nothing where that stands for it.
        values: Vec<String>,
    },
}

/// A constant with the facets of a simple type.
#[derive(Clone, Debug)]
pub struct Facets {
    /// Its identifier.
    pub ident: String,
    /// The built-in type that it comes from, as the runtime calls it.
    pub builtin: &'static str,
    /// The facets, as the runtime calls them.
    pub entries: Vec<(&'static str, FacetValue)>,
}

/// The value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FacetValue {
    /// A number, where one is given.
    Number(u64),
    /// A limit, where one is given.
    Text(String),
    /// What happens to white space.
    WhiteSpace(&'static str),
    /// Values.
    Texts(Vec<String>),
    /// Patterns, of which one of each group must match.
    Patterns(Vec<Vec<String>>),
    /// Those of the items of a list.
    Facets(FacetsRef),
    /// Those of the members of a union.
    Members(Vec<FacetsRef>),
}
