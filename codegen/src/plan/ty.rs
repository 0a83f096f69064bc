//! Types, references to items, and XML names in the planned code.

/// Index of a module in [`Plan::modules`](super::Plan::modules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub usize);

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// A type of the prelude, or a primitive type: `String`, `i32`, `bool`.
    Std(&'static str),
    /// A type of `saponify`, by its path in the crate: `Element`, `xsd::DateTime`.
    Runtime(&'static str),
    /// A generic type of `saponify` with its arguments: `List<…>`, `Secret<…>`.
    Generic(&'static str, Vec<Ty>),
    /// An item of this plan.
    Item(ItemRef),
    /// A type that the user supplies.
    Custom(String),
    /// `Option<…>`.
    Option(Box<Ty>),
    /// `Vec<…>`.
    Vec(Box<Ty>),
    /// `Box<…>`.
    Boxed(Box<Ty>),
    /// `[usize; N]`: the sizes of the dimensions of an array.
    Sizes(usize),
    /// `()`.
    Unit,
}

/// A reference to an item: its module and its identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// Module of the item.
    pub module: ModuleId,
    /// Identifier of the item.
    pub ident: String,
}

/// The name of an element, attribute or type in XML.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WireName {
    /// Identifier of the module's constant for the namespace; `None` for no namespace.
    pub namespace: Option<String>,
    /// The local name.
    pub local: String,
}
