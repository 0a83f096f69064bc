//! The items of a plan: the content of a module, ready to be printed.

mod call;
mod check;
mod record;
mod service;
mod text;

pub use call::{
    Body, Client, Endpoint, FaultVariant, Faults, HeaderNames, Method, Operation, OperationMessage,
    Replacement,
};
pub use check::{Bounds, Check, FacetValue, Facets, FacetsRef};
pub use record::{
    ArmKind, BaseName, ChoiceArm, Constant, Content, ContentModel, DefaultValue, Field, Namespaces, Record,
    SingleMember, Slot,
};
pub use service::{ContractDocument, DocumentPiece, ServiceMethod, ServiceTrait};
pub use text::{TextRule, WhiteSpace};

use super::ty::{Ty, WireName};
use crate::lists::CollectVec;

/// A Rust item.
#[derive(Debug)]
pub enum Item {
    /// A struct that is decoded from and encoded as the content of an element.
    Record(Record),
    /// An enumeration of a simple type's values.
    Enumeration(Enumeration),
    /// A type alias.
    Alias(Alias),
    /// An enum with one variant for each branch of a choice.
    Choice(Choice),
    /// An enum over a complex type and its derived types.
    Variants(Variants),
    /// An enum over the member types of a union.
    Union(Union),
    /// A constant with the element names of a dictionary.
    Pairs(Pairs),
    /// A client: a struct with one method per operation.
    Client(Client),
    /// An operation: a type that implements the trait `Operation`.
    Operation(Box<Operation>),
    /// The enum over the faults that an operation declares.
    Faults(Faults),
    /// A constant with the names of the headers that some operations declare.
    HeaderNames(HeaderNames),
    /// A constant with the address of a port.
    Endpoint(Endpoint),
    /// The trait for implementations of a service.
    ServiceTrait(Box<ServiceTrait>),
    /// A constant with a document of the contract.
    ContractDocument(ContractDocument),
    /// A constant with the facets of a simple type.
    Facets(Facets),
    /// A constant for a global element.
    Root(Root),
}

impl Item {
    /// Identifier in the generated code.
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
            Self::ServiceTrait(item) => &item.ident,
            Self::ContractDocument(item) => &item.ident,
            Self::Facets(item) => &item.ident,
            Self::Root(item) => &item.ident,
        }
    }

    /// Whether the item is a Rust type for values, as opposed to a client, an operation, a service trait or a
    /// constant.
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
            | Self::ServiceTrait(_)
            | Self::ContractDocument(_)
            | Self::Facets(_)
            | Self::Root(_) => false,
        }
    }
}

/// An enumeration of a simple type's values.
#[derive(Debug)]
pub struct Enumeration {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Derives in addition to those of every enumeration.
    pub derives: Vec<String>,
    /// The facets that determine which texts denote the same value; `None` if only equal texts do.
    pub base: Option<FacetsRef>,
    /// The listed values, in the order of the schema.
    pub values: Vec<EnumerationValue>,
    /// Identifier of the variant for unlisted values; `None` for a closed enumeration.
    pub other: Option<String>,
    /// Identifier of the default variant of a closed enumeration, for a value that was never set.
    pub unset: Option<String>,
    /// Whether the enumeration implements serde's traits. It is serialized as its text.
    pub serde: bool,
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct EnumerationValue {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// The value in XML.
    pub text: String,
}

/// A type alias.
#[derive(Debug)]
pub struct Alias {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// The aliased type.
    pub ty: Ty,
}

/// An enum with one variant for each branch of a choice.
#[derive(Debug)]
pub struct Choice {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Derives that the user requested, in addition to the usual ones.
    pub derives: Vec<String>,
    /// Identifier of the default variant, for a choice that the program has not set.
    pub unset: String,
    /// One variant per branch, in the order of the schema.
    pub variants: Vec<ChoiceVariant>,
    /// Secret variants whose type does not contain `Secret<T>`. `Debug` omits their values.
    pub masked: Vec<String>,
}

/// A variant of a choice.
#[derive(Debug)]
pub struct ChoiceVariant {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Type of the variant's value.
    pub ty: Ty,
    /// The elements of the variant; `None` for text.
    pub kind: Option<ArmKind>,
    /// Whether `None` in the value is written as nil.
    pub nil: bool,
    /// How the text of the element is read.
    pub rule: TextRule,
    /// How the value is validated; `None` without checks.
    pub check: Option<Check>,
    /// Minimum and maximum number of elements; `None` if the number is not validated.
    pub bounds: Option<Bounds>,
}

/// An enum over a complex type and its derived types.
#[derive(Debug)]
pub struct Variants {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Derives that the user requested, in addition to the usual ones.
    pub derives: Vec<String>,
    /// The variants. The first one is the declared type, unless that is abstract.
    pub variants: Vec<TypeVariant>,
    /// Whether the declared type is abstract, so that elements must have an `xsi:type`.
    pub is_abstract: bool,
    /// Name of the declared type, if elements of this type may be nil.
    pub declared: Option<WireName>,
    /// Identifier of the variant that keeps elements of undeclared types.
    pub other: String,
}

/// A variant of an enum over types.
#[derive(Clone, Debug)]
pub struct TypeVariant {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Type of the variant's value.
    pub ty: Ty,
    /// Name of the type in the schema.
    pub name: WireName,
}

/// An enum over the member types of a union.
#[derive(Debug)]
pub struct Union {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Derives that the user requested, in addition to the usual ones.
    pub derives: Vec<String>,
    /// The member types, in the order of the schema.
    pub members: Vec<UnionMember>,
    /// Description of the expected values, for error messages.
    pub expected: String,
    /// Whether values are or contain qualified names, whose prefixes are kept.
    pub holds_names: bool,
    /// Whether the union implements serde's traits. It is serialized as its lexical form.
    pub serde: bool,
}

/// The order in which the members of a union are tried.
#[derive(Clone, Copy)]
pub enum Attempts {
    /// The first member that accepts the text.
    InOrder,
    /// The first member that lists the text; otherwise the member at this index, which accepts unlisted
    /// values.
    ListedBefore(usize),
}

impl Union {
    /// The order in which the members are tried.
    pub fn attempts(&self) -> Attempts {
        match self.open_members().as_slice() {
            [] => Attempts::InOrder,
            // The only open member is the last one, so it is tried last in any case.
            [only] if only + 1 == self.members.len() && !self.has_facets() => Attempts::InOrder,
            [.., last] => Attempts::ListedBefore(*last),
        }
    }

    /// Whether the union needs a second parser, `parse_listed`, that accepts only values which the contract
    /// lists.
    ///
    /// This parser is used in the strict reading mode and by unions that have this union as a member. With
    /// [`Attempts::ListedBefore`], the union itself calls it first. Without this call, a member that accepts
    /// unlisted values could take a value that a later member lists.
    pub fn tries_listed(&self) -> bool {
        !self.open_members().is_empty()
    }

    /// Whether a member has facets that decide if a text is one of its values.
    fn has_facets(&self) -> bool {
        self.members.iter().any(|member| member.facets.is_some())
    }

    /// Indices of the members that are tried again without their facets if every member has rejected a text.
    ///
    /// The union must accept a text that only violates facets, because this is not a reading error. The
    /// result is empty if a member is a `String` without facets, because that member accepts every text.
    pub fn without_facets(&self) -> impl Iterator<Item = usize> {
        let takes_all = |member: &UnionMember| member.facets.is_none() && member.ty == Ty::Std("String");
        let is_needed = !self.members.iter().any(takes_all);
        let members = self.members.iter().enumerate();
        members.filter(move |(_, member)| is_needed && member.facets.is_some()).map(|(place, _)| place)
    }

    /// Indices of the members that accept values that the contract does not list.
    fn open_members(&self) -> Vec<usize> {
        let members = self.members.iter().enumerate();
        members.filter(|(_, member)| member.open).map(|(place, _)| place).collect_vec()
    }
}

/// A member of a union.
#[derive(Debug)]
pub struct UnionMember {
    /// Identifier of the variant in the generated code.
    pub ident: String,
    /// Rust type of the value.
    pub ty: Ty,
    /// Whether the member accepts values that the contract does not list.
    pub open: bool,
    /// Whitespace handling before the member reads the text.
    pub white_space: WhiteSpace,
    /// The facets of the member, if a text that does not meet them may be a value of a later member.
    pub facets: Option<FacetsRef>,
    /// For a floating-point member: the kind of numbers that earlier members accept, if any.
    pub follows: Option<EarlierNumbers>,
}

/// Numbers without an exponent that a union accepts before a floating-point member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EarlierNumbers {
    /// Only integers.
    Integers,
    /// Integers, and decimals with a point.
    Decimals,
}

/// A constant with the element names of a dictionary.
#[derive(Debug)]
pub struct Pairs {
    /// Identifier in the generated code.
    pub ident: String,
    /// Name of the element around a key and its value.
    pub pair: WireName,
    /// Local name of the key element.
    pub key: String,
    /// Local name of the value element.
    pub value: String,
    /// Whether keys may be nil.
    pub key_is_nillable: bool,
    /// Whether values may be nil.
    pub value_is_nillable: bool,
    /// How the texts of keys are read.
    pub key_rule: TextRule,
    /// How the texts of values are read.
    pub value_rule: TextRule,
    /// Local name of the dictionary's type. `None` for an anonymous type, and for the usual name: `ArrayOf`
    /// followed by the local name of `pair`.
    pub type_name: Option<String>,
}

/// A constant for a global element. Programs use it to decode and encode whole documents.
#[derive(Debug)]
pub struct Root {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Name of the element.
    pub name: WireName,
    /// Type of the element's value.
    pub ty: Ty,
    /// How the text of the element is read.
    pub rule: TextRule,
    /// How the values are validated; `None` without checks.
    pub check: Option<Check>,
}
