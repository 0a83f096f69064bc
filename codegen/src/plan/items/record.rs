//! Structs: their fields, and how each is read and written.

use super::{
    super::ty::{ItemRef, Ty, WireName},
    check::{Bounds, Check},
    text::{TextRule, WhiteSpace},
};

/// A struct.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its derives.
    pub derives: Vec<String>,
    /// Its fields, in the order of the wire, the base first.
    pub fields: Vec<Field>,
    /// What it holds besides attributes.
    pub content: Content,
    /// The members that must come, by their index: its own and those of its bases.
    pub required: Vec<(u16, String)>,
    /// The members of which several may come, but not any number: its own and those of its bases. The name is that of the
    /// element, or those of a list and of its items with a slash between them.
    pub occurs: Vec<(String, Bounds)>,
    /// The branch of a choice, or a group: not a type of the schema, only a part of one.
    pub is_group: bool,
    /// The field that says whether a call succeeded, in the headers of replies.
    pub succeeded: Option<String>,
    /// The fields that are secret and no text, which neither `Debug` nor errors show.
    pub masked: Vec<String>,
    /// The local name of its type in the schema, where the identifier does not tell it.
    pub type_name: Option<String>,
}

impl Field {
    /// How often a choice or group may come that repeats, but not any number of times.
    pub fn group_bounds(&self) -> Option<Bounds> {
        match self.slot {
            Slot::Choice { .. } | Slot::Group { .. } => self.bounds,
            _ => None,
        }
    }
}

impl Record {
    /// Whether a field is secret and no text.
    pub fn is_masked(&self, field: &Field) -> bool {
        self.masked.contains(&field.ident)
    }

    /// The name and the field of the only member, where one call of the runtime reads and writes it.
    pub fn single_member(&self) -> Option<(&WireName, &str)> {
        match self.fields.as_slice() {
            [
                Field {
                    ident,
                    slot:
                        Slot::Once { name, index: 0, nil: false, shared: false, typed: None, plain: false, rule },
                    ..
                },
            ] if rule.is_none() && self.masked.is_empty() => Some((name, ident)),
            _ => None,
        }
    }

    /// The number of fields before a wildcard that takes elements of their names once the fields have theirs; 0 without one.
    pub fn fields_before_wildcard(&self) -> usize {
        let is_it = |field: &Field| matches!(field.slot, Slot::Any { takes_members: true, .. });
        self.fields.iter().position(is_it).unwrap_or(0)
    }
}

/// What a record holds besides attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Elements, or nothing.
    Elements,
    /// Text of a simple type.
    Text,
    /// Text and elements.
    Mixed,
    /// Elements in any order.
    Unordered,
    /// The items of a list or a dictionary, and nothing else.
    Items,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its identifier.
    pub ident: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Ty,
    /// How it is read and written.
    pub slot: Slot,
    /// The value that an absent one stands for, where the schema says so.
    pub default: Option<DefaultValue>,
    /// How its values are checked.
    pub check: Option<Check>,
    /// How often it may come at least and at most, where it is checked.
    pub bounds: Option<Bounds>,
}

/// The value that the schema gives for an absent member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultValue {
    /// As written in the schema.
    pub text: String,
    /// The type of the value, without `Option` and `Typed`.
    pub ty: Ty,
    /// Whether the member is a `Typed`, which keeps the `xsi:type` of the element.
    pub is_typed: bool,
    /// The value; `None` while the plan is not finished.
    pub value: Option<Constant>,
    /// The identifier of the accessor that gives it; empty while the plan is not finished.
    pub accessor: String,
}

/// A value that is known when the code is generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constant {
    /// Text, given as `&str`.
    Text(String),
    /// A number or a boolean, as it stands in Rust.
    Literal(String),
    /// A value of an enumeration, by its identifier.
    Variant(ItemRef, String),
    /// A value of one of the runtime's own types.
    Parsed {
        /// The text that it is read from.
        text: String,
        /// Whether the type is `Copy`.
        is_copy: bool,
    },
    /// The items of a list.
    Items(Vec<Constant>),
}

/// How a field is read and written.
#[derive(Clone, Debug)]
pub enum Slot {
    /// One element: `T` or `Option<T>`.
    Once {
        /// Its name.
        name: WireName,
        /// Its index among the members.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
        /// Whether that is so in encoded messages alone, and an error in literal ones.
        shared: bool,
        /// The `xsi:type` to write, where the encoding wants one.
        typed: Option<WireName>,
        /// Whether it may be absent and is a value nevertheless, no `Option`.
        plain: bool,
        /// How the text of the element is read.
        rule: TextRule,
    },
    /// Elements: `Vec<T>`.
    Repeated {
        /// Their name.
        name: WireName,
        /// The index among the members, where at least one must come, or the order counts.
        index: Option<u16>,
        /// Whether at least one must come.
        required: bool,
        /// The `xsi:type` to write, where the encoding wants one.
        typed: Option<WireName>,
        /// How the text of the element is read.
        rule: TextRule,
    },
    /// The items of an encoded array, whatever they are called: `Vec<T>`.
    Items {
        /// What they are called when they are written.
        name: WireName,
        /// The name of their type.
        item: WireName,
        /// The brackets of items that are arrays themselves.
        rank: String,
        /// The `xsi:type` to write.
        typed: Option<WireName>,
        /// How the text of each is read.
        rule: TextRule,
    },
    /// An element that wraps repeated ones: `Vec<T>` or `Option<Vec<T>>`.
    List {
        /// Its name.
        name: WireName,
        /// The name of the elements in it.
        item: WireName,
        /// Its index among the members.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
        /// How the text of each element in it is read.
        rule: TextRule,
    },
    /// An element that wraps pairs of key and value.
    Dictionary {
        /// Its name.
        name: WireName,
        /// The constant with the names of the pairs.
        pairs: ItemRef,
        /// Its index among the members.
        index: u16,
        /// Whether `None` is written as nil.
        nil: bool,
    },
    /// One of several elements: `T`, `Option<T>` or `Vec<T>` of a choice.
    Choice {
        /// The branches.
        arms: Vec<ChoiceArm>,
        /// The index among the members; `None` where it is repeated.
        index: Option<u16>,
    },
    /// A group of elements: `T`, `Option<T>` or `Vec<T>` of a record.
    Group {
        /// The names of the elements that begin or continue it.
        names: Vec<WireName>,
        /// The index among the members; `None` where it is repeated.
        index: Option<u16>,
    },
    /// Any elements: `Vec<Element>` or `Option<Element>`.
    Any {
        /// Whether members that came already may be among them.
        takes_members: bool,
        /// The namespaces that it lets in.
        namespaces: Namespaces,
    },
    /// An attribute.
    Attribute {
        /// Its name.
        name: WireName,
        /// Its index among the members.
        index: u16,
        /// What happens to the white space of its value.
        white_space: WhiteSpace,
    },
    /// Any attributes.
    AnyAttribute,
    /// Whether the element is nil, where it has attributes to keep.
    Nil {
        /// The name `xsi:nil`.
        name: WireName,
        /// Its index among the members.
        index: u16,
    },
    /// The text of a simple content.
    Text {
        /// What happens to its white space.
        white_space: WhiteSpace,
    },
    /// Text and elements in order: a `Vec` of a choice with a variant for text.
    Ordered {
        /// The branches.
        arms: Vec<ChoiceArm>,
        /// The variant for text, with the choice's type, where text may stand there.
        text: Option<(Ty, String)>,
    },
    /// The type that this one extends.
    Base {
        /// What is added to the indices of its members.
        offset: u16,
        /// Whether it has attributes.
        attributes: bool,
        /// Whether it has elements.
        elements: bool,
        /// The names of this type's elements that the base has too.
        shared: Vec<BaseName>,
        /// How many of the indices of this type are those of elements, where it has a wildcard that takes what the base has no
        /// room for.
        yields: Option<u16>,
        /// Whether it has choices or groups that repeat, but not any number of times.
        counts_groups: bool,
    },
}

/// The name of an element that both a type and its base have.
#[derive(Clone, Debug)]
pub struct BaseName {
    /// The name.
    pub name: WireName,
    /// The members behind which the element is no longer the base's, by their index.
    pub closed_by: Vec<u16>,
}

impl Slot {
    /// The names of the elements of the field, without those of a base.
    pub fn names(&self) -> Vec<&WireName> {
        match self {
            Self::Once { name, .. }
            | Self::Repeated { name, .. }
            | Self::List { name, .. }
            | Self::Dictionary { name, .. } => vec![name],
            Self::Choice { arms, .. } | Self::Ordered { arms, .. } => {
                arms.iter().flat_map(ChoiceArm::names).collect()
            }
            Self::Group { names, .. } => names.iter().collect(),
            Self::Items { .. }
            | Self::Any { .. }
            | Self::Attribute { .. }
            | Self::AnyAttribute
            | Self::Nil { .. }
            | Self::Text { .. }
            | Self::Base { .. } => Vec::new(),
        }
    }
}

impl Slot {
    /// The index of a member that one element is all of.
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

    /// How the text of its elements is read, where that is not the same for all slots of its kind.
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
    /// Whether a wildcard of the field asks in which namespace an element is.
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

/// The namespaces that a wildcard lets in, by their constants; `None` is no namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Namespaces {
    /// All.
    Any,
    /// All but this one and none (`##other`).
    Other(Option<String>),
    /// These.
    Of(Vec<Option<String>>),
}

/// How one element name, or a wildcard, leads to a variant.
#[derive(Clone, Debug)]
pub struct ChoiceArm {
    /// The choice that has the variant.
    pub choice: Ty,
    /// The variant.
    pub variant: String,
    /// What the variant is made from.
    pub kind: ArmKind,
    /// How the text of the element is read.
    pub rule: TextRule,
    /// Whether the variant is secret and no text.
    pub is_masked: bool,
    /// The namespaces that the wildcard lets in, where it is one.
    pub namespaces: Namespaces,
}

impl ChoiceArm {
    /// The names of the elements that lead to the variant; none for a wildcard.
    pub fn names(&self) -> &[WireName] {
        match &self.kind {
            ArmKind::Element(name)
            | ArmKind::Repeated(name)
            | ArmKind::List(name, _)
            | ArmKind::Dictionary(name, _) => std::slice::from_ref(name),
            ArmKind::Group(names) => names,
            ArmKind::Any => &[],
        }
    }
}

/// What a variant of a choice holds.
#[derive(Clone, Debug)]
pub enum ArmKind {
    /// One element.
    Element(WireName),
    /// Repeated elements, in one variant.
    Repeated(WireName),
    /// An element that wraps repeated ones.
    List(WireName, WireName),
    /// An element that wraps pairs.
    Dictionary(WireName, ItemRef),
    /// A group; the names of the elements that begin or continue it.
    Group(Vec<WireName>),
    /// Any element.
    Any,
}
