//! Types, items and names of the planned code.

/// Index of a module in [`Plan::modules`](super::Plan::modules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub usize);

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// A type of the prelude or a primitive: `String`, `i32`, `bool`.
    Std(&'static str),
    /// A type of `saponify`, by its path in the crate: `Element`, `xsd::DateTime`.
    Runtime(&'static str),
    /// A type of `saponify` with arguments: `List<…>`, `Secret<…>`.
    Generic(&'static str, Vec<Ty>),
    /// An item of this plan.
    Item(ItemRef),
    /// A type of the user's.
    Custom(String),
    /// `Option<…>`.
    Option(Box<Ty>),
    /// `Vec<…>`.
    Vec(Box<Ty>),
    /// `Box<…>`.
    Boxed(Box<Ty>),
    /// `()`.
    Unit,
}

/// An item and the module that holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// The module.
    pub module: ModuleId,
    /// The identifier.
    pub ident: String,
}

/// A name on the wire: the constant of its namespace, `None` for no namespace, and the local name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WireName {
    /// The name of the module's constant.
    pub namespace: Option<String>,
    /// The local name.
    pub local: String,
}
