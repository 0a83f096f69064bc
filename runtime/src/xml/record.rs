//! The traits that generated types implement: records are elements with members, groups are members
//! without an element. The loops over members are in the reader and the writer, and compiled once for all
//! types.

use crate::error::Result;
use crate::text::Name;
use crate::xml::{ContentModel, Reader, Writer};

/// A type whose members are elements, attributes or text. The generator implements it for each complex
/// type.
///
/// The reader calls it through `&mut dyn Record`, once for each attribute, element and text run. An
/// element or attribute for which it returns [`Found::No`] is skipped or rejected, depending on the
/// reading mode.
pub trait Record {
    /// The content type of the element.
    fn content(&self) -> Content {
        Content::Elements
    }

    /// Reads the current attribute, if it is a member.
    ///
    /// # Errors
    ///
    /// If its text is not a value of its type.
    fn decode_attribute(&mut self, _name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        Ok(Found::No)
    }

    /// Reads the current element, if it is a member.
    ///
    /// # Errors
    ///
    /// If its content is not well-formed, or not a value of its type.
    fn decode_field(&mut self, _name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        Ok(Found::No)
    }

    /// Reads a text run: the whole text for [`Content::Text`], one of several runs for [`Content::Mixed`].
    ///
    /// # Errors
    ///
    /// If the text is not a value of its type.
    fn decode_text(&mut self, _input: &mut Reader<'_>) -> Result<()> {
        Ok(())
    }

    /// The required members.
    fn required(&self) -> &'static [Required] {
        &[]
    }

    /// How often each repeated choice or group occurs in this value, with its minimum and maximum. Lists only
    /// those whose occurrences the contract limits. Checked in the strict reading mode.
    fn group_counts(&self) -> Vec<GroupCount> {
        Vec::new()
    }

    /// Properties of the record that the reader needs only for some messages.
    fn details(&self) -> Details {
        Details::of::<Self>()
    }

    /// Size of the boxed value in bytes, if the record is a `Box`; 0 for all other records.
    fn boxed(&self) -> usize
    where
        Self: Sized,
    {
        0
    }

    /// Writes the attributes.
    fn encode_attributes(&self, _output: &mut Writer) {}

    /// Writes the content.
    fn encode_fields(&self, _output: &mut Writer) {}
}

impl<R: Record + ?Sized> Record for Box<R> {
    fn content(&self) -> Content {
        (**self).content()
    }

    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        (**self).decode_attribute(name, input)
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        (**self).decode_field(name, input)
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        (**self).decode_text(input)
    }

    fn required(&self) -> &'static [Required] {
        (**self).required()
    }

    fn group_counts(&self) -> Vec<GroupCount> {
        (**self).group_counts()
    }

    fn details(&self) -> Details {
        (**self).details()
    }

    fn boxed(&self) -> usize {
        size_of_val(&**self)
    }

    fn encode_attributes(&self, output: &mut Writer) {
        (**self).encode_attributes(output);
    }

    fn encode_fields(&self, output: &mut Writer) {
        (**self).encode_fields(output);
    }
}

/// The empty record: accepts no members and writes none.
impl Record for () {}

/// Properties of a record that the reader needs only for some messages.
///
/// One method of [`Record`] returns all of them, because the compiler makes a copy of each method for each type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Details {
    pub(crate) type_name: &'static str,
    pub(crate) occurs: &'static [Occurs],
    pub(crate) content_model: Option<ContentModel>,
    pub(crate) succeeded: Option<bool>,
}

impl Details {
    /// Details of a record whose type in the schema has the Rust identifier of `R` as its local name.
    pub fn of<R: ?Sized>() -> Self {
        Self::named(std::any::type_name::<R>())
    }

    /// Details of a record with this local name of its type in the schema.
    ///
    /// An `xsi:type` that names another type is recorded as a departure, or rejected in the strict mode. Case and
    /// characters other than letters and digits are not compared. If the name is empty, no departure is recorded.
    pub const fn named(type_name: &'static str) -> Self {
        Self { type_name, occurs: &[], content_model: None, succeeded: None }
    }

    /// Sets the minimum and maximum number of occurrences of repeated members, where the contract limits them.
    /// Checked in the strict reading mode.
    pub const fn with_occurs(self, occurs: &'static [Occurs]) -> Self {
        Self { occurs, ..self }
    }

    /// Sets the content model, for a record whose members do not determine which elements the type allows, in which
    /// order and how often. Checked in the strict reading mode.
    pub const fn with_content_model(self, model: ContentModel) -> Self {
        Self { content_model: Some(model), ..self }
    }

    /// Sets the value of the success header, for the reply headers of a service with such a header. `Some(false)`
    /// makes the reply an error, regardless of its body.
    pub const fn with_success(self, succeeded: Option<bool>) -> Self {
        Self { succeeded, ..self }
    }
}

/// A required member: its index, as [`Found::Once`] returns it, and its name for the error. The name of
/// an attribute begins with `@`.
pub type Required = (u16, &'static str);

/// The bounds of a member: its local name, the minimum and the maximum. For the items of a list, the name is
/// a path such as `Days/Day`: the names of the list and of its items.
pub type Occurs = (&'static str, u32, Option<u32>);

/// The count of a choice or a group: its description for the error, the count, the minimum and the
/// maximum.
pub type GroupCount = (&'static str, usize, u32, Option<u32>);

/// The content type of an element (XML Schema 1.0 part 1, section 3.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Elements only. White space between them is ignored; other text is an error.
    Elements,
    /// Text only.
    Text,
    /// Elements and text, mixed.
    Mixed,
    /// Elements in any order (`xs:all`).
    Unordered,
    /// The items of a list or a dictionary. Other elements are an error.
    Items,
    /// SOAP header blocks. The contract declares only some of them.
    Open,
}

/// The result of offering an element or attribute to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Found {
    /// The record does not declare it. Nothing was read.
    No,
    /// It was read as the member with this index, which occurs at most once.
    Once(u16),
    /// It was read as a member that may occur any number of times.
    Many,
    /// The record declares it as a member that occurs at most once, and has read that member before. It was
    /// not read again.
    Full,
}

impl Found {
    /// [`No`](Self::No) as the result of a function: the record does not declare the element or attribute.
    ///
    /// Generated code names this constant, because it takes users less time to compile than `Ok(Found::No)`.
    pub const NOTHING: Result<Self> = Ok(Self::No);
}

/// Members that are not wrapped in an element: a choice, or a repeated or nested model group.
pub trait Group {
    /// Writes the members.
    fn encode_fields(&self, output: &mut Writer);
}

impl<R: Record + ?Sized> Group for R {
    fn encode_fields(&self, output: &mut Writer) {
        Record::encode_fields(self, output);
    }
}

impl<G: Group> Group for Option<G> {
    fn encode_fields(&self, output: &mut Writer) {
        if let Some(group) = self {
            group.encode_fields(output);
        }
    }
}

impl<G: Group> Group for Vec<G> {
    fn encode_fields(&self, output: &mut Writer) {
        for group in self {
            group.encode_fields(output);
        }
    }
}
