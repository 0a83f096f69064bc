//! The items of a plan: what stands in a module, ready to be printed.

mod call;
mod check;
mod record;
mod text;

pub use call::{
    Body, Client, Endpoint, FaultVariant, Faults, HeaderNames, Method, Operation, OperationMessage,
};
pub use check::{Bounds, Check, FacetValue, Facets, FacetsRef};
pub use record::{
    ArmKind, BaseName, ChoiceArm, Constant, Content, DefaultValue, Field, Namespaces, Record, Slot,
};
pub use text::{TextRule, WhiteSpace};

use super::ty::{Ty, WireName};

/// An item.
#[derive(Clone, Debug)]
pub enum Item {
    /// A struct that is read and written as an element's content.
    Record(Record),
    /// An enumeration.
    Enumeration(Enumeration),
    /// An alias.
    Alias(Alias),
    /// A choice of elements.
    Choice(Choice),
    /// A type and those derived from it.
    Variants(Variants),
    /// A union of simple types.
    Union(Union),
    /// The names that a dictionary has on the wire.
    Pairs(Pairs),
    /// A client.
    Client(Client),
    /// An operation.
    Operation(Box<Operation>),
    /// The faults that an operation declares.
    Faults(Faults),
    /// The names of the headers that some operations declare.
    HeaderNames(HeaderNames),
    /// The address of a port.
    Endpoint(Endpoint),
    /// The facets of a simple type.
    Facets(Facets),
    /// A global element.
    Root(Root),
}

impl Item {
    /// Its identifier.
    pub fn ident(&self) -> &str {
        match self {
            Self::Record(item) => &item.ident,
            Self::Enumeration(item) => &item.ident,
            Self::Alias(item) => &item.ident,
            Self::Choice(item) => &item.ident,
            Self::Variants(item) => &item.ident,
            Self::Union(item) => &item.ident,
            Self::Pairs(item) => &item.ident,
            Self::Client(item) => &item.ident,
            Self::Operation(item) => &item.ident,
            Self::Faults(item) => &item.ident,
            Self::HeaderNames(item) => &item.ident,
            Self::Endpoint(item) => &item.ident,
            Self::Facets(item) => &item.ident,
            Self::Root(item) => &item.ident,
        }
    }

    /// Whether it is a type of the documents, and not what calls or checks need besides.
    pub fn is_type(&self) -> bool {
        match self {
            Self::Record(_)
            | Self::Enumeration(_)
            | Self::Alias(_)
            | Self::Choice(_)
            | Self::Variants(_)
            | Self::Union(_)
            | Self::Faults(_) => true,
            Self::Client(_)
            | Self::Operation(_)
            | Self::Pairs(_)
            | Self::HeaderNames(_)
            | Self::Endpoint(_)
            | Self::Facets(_)
            | Self::Root(_) => false,
        }
    }
}

/// An enumeration.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Derives beyond those that every enumeration has.
    pub derives: Vec<String>,
    /// The type that its values are of; `None` where only equal texts are the same value.
    pub base: Option<FacetsRef>,
    /// Its values.
    pub values: Vec<EnumerationValue>,
    /// The identifier of the variant for unlisted values; `None` where it is closed.
    pub other: Option<String>,
    /// The identifier of the variant for a value that was never set, where it is closed.
    pub unset: Option<String>,
    /// Whether it has serde's traits, as its text.
    pub serde: bool,
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumerationValue {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its text on the wire.
    pub text: String,
}

/// An alias.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it stands for.
    pub ty: Ty,
}

/// A choice of elements.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// The identifier of the variant for a choice that was never made.
    pub unset: String,
    /// Its variants.
    pub variants: Vec<ChoiceVariant>,
    /// The variants that are secret and no text, which `Debug` does not show.
    pub masked: Vec<String>,
}

/// A variant of a choice.
#[derive(Clone, Debug)]
pub struct ChoiceVariant {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it holds.
    pub ty: Ty,
    /// How it is written; `None` for text.
    pub kind: Option<ArmKind>,
    /// Whether `None` in it is written as nil.
    pub nil: bool,
    /// How the text of the element is read.
    pub rule: TextRule,
    /// How its value is checked.
    pub check: Option<Check>,
    /// How many there may be, at least and at most, where that is checked.
    pub bounds: Option<Bounds>,
}

/// An enum over a type and those derived from it.
#[derive(Clone, Debug)]
pub struct Variants {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// The variants; the first is the declared type, unless that is abstract.
    pub variants: Vec<TypeVariant>,
    /// Whether the declared type is abstract, so that an `xsi:type` must come.
    pub is_abstract: bool,
    /// The name of the declared type, where elements of it may be nil.
    pub declared: Option<WireName>,
    /// The identifier of the variant that keeps unknown types.
    pub other: String,
}

/// A variant of an enum over types.
#[derive(Clone, Debug)]
pub struct TypeVariant {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it holds.
    pub ty: Ty,
    /// The name of the type.
    pub name: WireName,
}

/// A union of simple types.
#[derive(Clone, Debug)]
pub struct Union {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// Its members, in order.
    pub members: Vec<UnionMember>,
    /// What was expected, for errors.
    pub expected: String,
    /// Whether it has serde's traits, as its lexical form.
    pub serde: bool,
}

/// How a union takes a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempts {
    /// By the first member that takes it.
    InOrder,
    /// By the first member that lists it, else by the member at this place, which takes values that the contract does not
    /// list.
    ListedBefore(usize),
}

impl Union {
    /// In which order its members are tried.
    pub fn attempts(&self) -> Attempts {
        match self.open_members().as_slice() {
            [] => Attempts::InOrder,
            // Whatever no other member takes is for the last one.
            [only] if only + 1 == self.members.len() => Attempts::InOrder,
            [.., last] => Attempts::ListedBefore(*last),
        }
    }

    /// Returns `true` if a text is also tried against the listed values alone: by the strict reading mode, by the union
    /// itself, or by a union of which it is a member.
    pub fn tries_listed(&self) -> bool {
        !self.open_members().is_empty()
    }

    /// The places of the members that take values that the contract does not list.
    fn open_members(&self) -> Vec<usize> {
        let members = self.members.iter().enumerate();
        members.filter(|(_, member)| member.open).map(|(place, _)| place).collect()
    }
}

/// A member of a union.
#[derive(Clone, Debug)]
pub struct UnionMember {
    /// The identifier of its variant.
    pub ident: String,
    /// Its type.
    pub ty: Ty,
    /// Whether it takes values that the contract does not list.
    pub open: bool,
    /// What happens to white space before it takes a text.
    pub white_space: WhiteSpace,
}

/// A constant with the names that a dictionary has on the wire.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// Its identifier.
    pub ident: String,
    /// The name of a pair.
    pub pair: WireName,
    /// The local name of the key.
    pub key: String,
    /// The local name of the value.
    pub value: String,
    /// How the texts of keys are read.
    pub key_rule: TextRule,
    /// How the texts of values are read.
    pub value_rule: TextRule,
}

/// A constant for a global element, by which whole documents are read and written.
#[derive(Clone, Debug)]
pub struct Root {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The name of the element.
    pub name: WireName,
    /// The type of its value.
    pub ty: Ty,
    /// How the text of the element is read.
    pub rule: TextRule,
    /// How its values are checked.
    pub check: Option<Check>,
}
