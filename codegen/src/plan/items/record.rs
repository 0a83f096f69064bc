//! Structs of a plan, and how their fields are decoded and encoded.

use super::{
    super::ty::{ItemRef, Ty, WireName},
    check::{Bounds, Check},
    text::{TextRule, WhiteSpace},
};
use crate::lists::CollectVec;

/// A struct for the content of an element.
#[derive(Debug)]
pub struct Record {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Derives that the user requested, in addition to the usual ones.
    pub derives: Vec<String>,
    /// The fields in wire order, the base first.
    pub fields: Vec<Field>,
    /// Kind of the content, apart from attributes.
    pub content: Content,
    /// Indices and names of the required members, including those of the bases.
    pub required: Vec<(u16, String)>,
    /// Occurrence bounds of repeated members with a limited number of occurrences, including those of the bases. Each
    /// entry has the name of the element, or the names of a list and its items, separated by a slash.
    pub occurs: Vec<(String, Bounds)>,
    /// Whether the struct represents a group or the branch of a choice instead of a type of the schema.
    pub is_group: bool,
    /// For reply headers: the field that reports whether a call succeeded.
    pub succeeded: Option<String>,
    /// Secret fields whose type does not contain `Secret<T>`. Neither `Debug` nor errors show their values.
    pub masked: Vec<String>,
    /// Local name of the type in the schema, if it differs from the identifier in more than case and
    /// separators.
    pub type_name: Option<String>,
    /// The content model, if the members do not determine which elements the type allows.
    pub content_model: Option<ContentModel>,
}

/// A content model for the strict mode of the reader.
#[derive(Debug)]
pub struct ContentModel {
    /// Names of the constants that contain the namespaces. `None` means no namespace.
    pub namespaces: Vec<Option<String>>,
    /// The particles, as the runtime parses them.
    pub particles: String,
}

impl Field {
    /// Occurrence bounds of a repeated choice or group with a limited number of occurrences.
    pub fn group_bounds(&self) -> Option<Bounds> {
        match self.slot {
            Slot::Choice { .. } | Slot::Group { .. } => self.bounds,
            _ => None,
        }
    }
}

impl Record {
    /// Whether a field is secret and its type does not contain `Secret<T>`.
    pub fn is_masked(&self, field: &Field) -> bool {
        self.masked.contains(&field.ident)
    }

    /// The only member, if one call of the runtime can decode and encode it.
    pub fn single_member(&self) -> Option<SingleMember<'_>> {
        let [Field { ident, slot, .. }] = self.fields.as_slice() else { return None };
        let (name, item, is_not_nil, rule) = match slot {
            Slot::Once {
                name,
                index: 0,
                nil: false,
                not_nil,
                shared: false,
                typed: None,
                plain: false,
                rule,
            } => (name, None, *not_nil, rule),
            Slot::List { name, item, index: 0, nil: false, not_nil: false, rule, type_name: None } => {
                (name, Some(item), false, rule)
            }
            _ => return None,
        };
        let is_plain = rule.is_none() && self.masked.is_empty();
        is_plain.then_some(SingleMember { ident, name, item, is_not_nil })
    }

    /// The number of fields before the wildcard that also admits the elements of these fields
    /// (`takes_members`); 0 if the record has no such wildcard.
    pub fn fields_before_wildcard(&self) -> usize {
        let is_it = |field: &Field| matches!(field.slot, Slot::Any { takes_members: true, .. });
        self.fields.iter().position(is_it).unwrap_or(0)
    }
}

/// The only member of a record.
pub struct SingleMember<'r> {
    /// Identifier of the field.
    pub ident: &'r str,
    /// Name of the element.
    pub name: &'r WireName,
    /// Name of the repeated element, if the member is a list.
    pub item: Option<&'r WireName>,
    /// Whether the element may be absent, but not nil.
    pub is_not_nil: bool,
}

/// Kind of the content of a record, apart from attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Elements in a fixed order, or empty content.
    Elements,
    /// The text of a simple type.
    Text,
    /// Mixed content: text and elements.
    Mixed,
    /// Elements in any order.
    Unordered,
    /// Only the items of a list or a dictionary.
    Items,
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// Identifier in the generated code.
    pub ident: String,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// Rust type of the value.
    pub ty: Ty,
    /// How the field is decoded and encoded.
    pub slot: Slot,
    /// The default or fixed value that the schema gives for an absent member.
    pub default: Option<DefaultValue>,
    /// How the values are validated; `None` without checks.
    pub check: Option<Check>,
    /// Minimum and maximum number of occurrences; `None` if the number is not validated.
    pub bounds: Option<Bounds>,
}

/// The default or fixed value that the schema gives for an absent member.
#[derive(Debug)]
pub struct DefaultValue {
    /// The value as written in the schema.
    pub text: String,
    /// Type of the value, without `Option` and `Typed`.
    pub ty: Ty,
    /// Whether the member is a `Typed`, which keeps the `xsi:type` of the element.
    pub is_typed: bool,
    /// The value in Rust; `None` until the plan is finished.
    pub value: Option<Constant>,
    /// Identifier of the accessor that returns the value; empty until the plan is finished.
    pub accessor: String,
}

/// A value that is known at generation time.
#[derive(Debug, PartialEq, Eq)]
pub enum Constant {
    /// A text, returned as `&str`.
    Text(String),
    /// A number or a boolean, as a Rust literal.
    Literal(String),
    /// A variant of an enumeration, by its identifier.
    Variant(ItemRef, String),
    /// A value of one of the runtime's types, parsed at run time.
    Parsed {
        /// The text to parse.
        text: String,
        /// Whether the type implements `Copy`.
        is_copy: bool,
    },
    /// The items of a list.
    Items(Vec<Constant>),
}

/// How a field is decoded and encoded.
#[derive(Debug)]
pub enum Slot {
    /// One element: `T` or `Option<T>`.
    Once {
        /// Name of the element, or of the part that is sent as an attachment.
        name: WireName,
        /// Index among the members of the record.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
        /// Whether the element may be absent, but not nil.
        not_nil: bool,
        /// Whether `None` is written as nil only in encoded messages and is an error in literal ones.
        shared: bool,
        /// The `xsi:type` to write, if SOAP encoding requires it.
        typed: Option<WireName>,
        /// Whether the field is a plain value without `Option` although the element may be absent.
        plain: bool,
        /// How the text of the element is read.
        rule: TextRule,
    },
    /// A repeated element: `Vec<T>`.
    Repeated {
        /// Name of the elements.
        name: WireName,
        /// Index among the members, if at least one element is required or the order of the members matters.
        index: Option<u16>,
        /// Whether at least one element is required.
        required: bool,
        /// The `xsi:type` to write, if SOAP encoding requires it.
        typed: Option<WireName>,
        /// How the text of the element is read.
        rule: TextRule,
    },
    /// The items of a SOAP-encoded array, regardless of their names: `Vec<T>`.
    Items {
        /// Name with which the items are written.
        name: WireName,
        /// Name of the item type.
        item: WireName,
        /// The brackets of the item type in `arrayType`, if the items are arrays themselves; otherwise empty.
        rank: String,
        /// The `xsi:type` of the array.
        typed: Option<WireName>,
        /// How the text of each item is read.
        rule: TextRule,
        /// Whether the array has several dimensions, whose sizes are the field `dimensions`.
        has_dimensions: bool,
        /// Name of the item type in the contract. Set only if the items are enums over derived types, or are
        /// kept as XML. If the array in a message names another item type, the reader treats each item
        /// without `xsi:type` as if its `xsi:type` were that other type.
        declared: Option<WireName>,
    },
    /// The sizes of the dimensions of a SOAP-encoded array: `[usize; N]`.
    Dimensions,
    /// An element that wraps a repeated element: `Vec<T>` or `Option<Vec<T>>`.
    List {
        /// Name of the element.
        name: WireName,
        /// Name of the repeated element.
        item: WireName,
        /// Index among the members of the record.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
        /// Whether the element may be absent, but not nil.
        not_nil: bool,
        /// How the text of each repeated element is read.
        rule: TextRule,
        /// Local name of the type of the wrapper. `None` for an anonymous type, and for the usual name:
        /// `ArrayOf` followed by the name of the repeated element.
        type_name: Option<String>,
    },
    /// An element that wraps pairs of keys and values.
    Dictionary {
        /// Name of the element.
        name: WireName,
        /// The constant with the element names of the pairs.
        pairs: ItemRef,
        /// Index among the members of the record.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
        /// Whether the element may be absent, but not nil.
        not_nil: bool,
    },
    /// A choice: `T`, `Option<T>` or `Vec<T>` of an enum.
    Choice {
        /// One arm per variant.
        arms: Vec<ChoiceArm>,
        /// Index among the members; `None` if the field is a `Vec`.
        index: Option<u16>,
    },
    /// A group of elements: `T`, `Option<T>` or `Vec<T>` of a record.
    Group {
        /// Names of the elements in the group.
        names: Vec<WireName>,
        /// Index among the members; `None` if the field is a `Vec`.
        index: Option<u16>,
    },
    /// A wildcard: `Vec<Element>` or `Option<Element>`.
    Any {
        /// Whether the wildcard also admits further occurrences of elements that are declared before it.
        takes_members: bool,
        /// Namespaces that the wildcard admits.
        namespaces: Namespaces,
    },
    /// An attribute.
    Attribute {
        /// Name of the attribute.
        name: WireName,
        /// Index among the members of the record.
        index: u16,
        /// Whitespace handling of the value.
        white_space: WhiteSpace,
    },
    /// An attribute wildcard.
    AnyAttribute {
        /// Namespaces that the wildcard admits.
        namespaces: Namespaces,
    },
    /// The `xsi:nil` flag of an element, kept because a nil element may have attributes.
    Nil {
        /// The name `xsi:nil`.
        name: WireName,
        /// Index among the members of the record.
        index: u16,
    },
    /// The text of a type with simple content.
    Text {
        /// Whitespace handling of the text.
        white_space: WhiteSpace,
    },
    /// Elements and text in document order: a `Vec` of an enum.
    Ordered {
        /// One arm per variant.
        arms: Vec<ChoiceArm>,
        /// The enum and its variant for text; `None` if the content is not mixed.
        text: Option<(Ty, String)>,
    },
    /// The base type of an extension.
    Base {
        /// Number to add to the indices of the base's members.
        offset: u16,
        /// Whether the base has attributes.
        attributes: bool,
        /// Whether the base has elements.
        elements: bool,
        /// Names of elements that the extension declares and the base declares as well.
        shared: Vec<BaseName>,
        /// Number of member indices that the extension itself uses for elements. Set only if a wildcard of
        /// the extension admits elements that a member or a wildcard of the base admits too; otherwise
        /// `None`.
        ///
        /// If it is set, the decoder passes it to `Reader::base_before`. This method leaves an element to the
        /// extension if the base cannot take it.
        yields: Option<u16>,
        /// Whether the base has repeated choices or groups with a limited number of occurrences.
        counts_groups: bool,
    },
}

/// The name of an element that an extension and its base both declare.
#[derive(Clone, Debug)]
pub struct BaseName {
    /// Name of the element.
    pub name: WireName,
    /// Indices of the members that close the base: once one of them has been read, a further element with
    /// this name belongs to the extension.
    pub closed_by: Vec<u16>,
}

impl Slot {
    /// Whether the element may be absent, but not nil.
    pub fn is_not_nil(&self) -> bool {
        matches!(
            self,
            Self::Once { not_nil: true, .. }
                | Self::List { not_nil: true, .. }
                | Self::Dictionary { not_nil: true, .. }
        )
    }

    /// Names of the elements of the field; empty for a base.
    pub fn names(&self) -> Vec<&WireName> {
        match self {
            Self::Once { name, .. }
            | Self::Repeated { name, .. }
            | Self::List { name, .. }
            | Self::Dictionary { name, .. } => vec![name],
            Self::Choice { arms, .. } | Self::Ordered { arms, .. } => {
                arms.iter().flat_map(ChoiceArm::names).collect_vec()
            }
            Self::Group { names, .. } => names.iter().collect_vec(),
            Self::Items { .. }
            | Self::Any { .. }
            | Self::Attribute { .. }
            | Self::AnyAttribute { .. }
            | Self::Nil { .. }
            | Self::Dimensions
            | Self::Text { .. }
            | Self::Base { .. } => Vec::new(),
        }
    }
}

impl Slot {
    /// The index of a member that consists of a single element.
    pub fn index_of_single(&self) -> Option<u16> {
        match self {
            Self::Once { index, .. } | Self::List { index, .. } | Self::Dictionary { index, .. } => {
                Some(*index)
            }
            Self::Choice { arms, index } => {
                let is_one = |arm: &ChoiceArm| !matches!(arm.kind, ArmKind::Repeated(_) | ArmKind::Group(_));
                index.filter(|_| arms.iter().all(is_one))
            }
            _ => None,
        }
    }

    /// How the texts of the elements are read; `None` for kinds of slots without a rule.
    pub fn rule(&self) -> Option<&TextRule> {
        match self {
            Self::Once { rule, .. }
            | Self::Repeated { rule, .. }
            | Self::Items { rule, .. }
            | Self::List { rule, .. } => Some(rule),
            _ => None,
        }
    }
}

impl Field {
    /// Whether the field has a wildcard that restricts namespaces, so that decoding tests the namespace of an
    /// element.
    pub fn asks_namespace(&self) -> bool {
        match &self.slot {
            Slot::Any { namespaces, .. } => *namespaces != Namespaces::Any,
            Slot::Choice { arms, .. } | Slot::Ordered { arms, .. } => {
                arms.iter().any(|arm| arm.namespaces != Namespaces::Any)
            }
            _ => false,
        }
    }
}

/// The namespaces that a wildcard admits. Each is the name of its Rust constant; `None` means no namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Namespaces {
    /// All namespaces.
    Any,
    /// All namespaces except this one; elements without a namespace are excluded as well (`##other`).
    Other(Option<String>),
    /// Only these namespaces.
    Of(Vec<Option<String>>),
}

/// The elements or the wildcard that a variant of a choice represents.
#[derive(Debug)]
pub struct ChoiceArm {
    /// Type of the choice.
    pub choice: Ty,
    /// Identifier of the variant.
    pub variant: String,
    /// The elements of the variant.
    pub kind: ArmKind,
    /// How the text of the element is read.
    pub rule: TextRule,
    /// Whether the variant is secret and its type does not contain `Secret<T>`.
    pub is_masked: bool,
    /// Whether a nil element counts as absent.
    pub nil_is_absent: bool,
    /// Namespaces that a wildcard admits; `Any` for other kinds of arms.
    pub namespaces: Namespaces,
}

impl ChoiceArm {
    /// Names of the elements of the variant; empty for a wildcard.
    pub fn names(&self) -> &[WireName] {
        match &self.kind {
            ArmKind::Element(name)
            | ArmKind::Repeated(name)
            | ArmKind::List(name, ..)
            | ArmKind::Dictionary(name, _) => std::slice::from_ref(name),
            ArmKind::Group(names) => names,
            ArmKind::Any => &[],
        }
    }
}

/// The elements that a variant of a choice represents.
#[derive(Clone, Debug)]
pub enum ArmKind {
    /// One element.
    Element(WireName),
    /// A repeated element; one variant holds all occurrences.
    Repeated(WireName),
    /// An element that wraps a repeated element: the name of the wrapper, the name of the repeated element, and the
    /// local name of the wrapper's type. The type name is `None` for an anonymous type, and for the usual name:
    /// `ArrayOf` followed by the name of the repeated element.
    List(WireName, WireName, Option<String>),
    /// An element that wraps pairs: its name, and the constant with the names of the pairs.
    Dictionary(WireName, ItemRef),
    /// A group, with the names of its elements.
    Group(Vec<WireName>),
    /// An element that a wildcard admits.
    Any,
}
