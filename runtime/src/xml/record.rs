//! What generated types implement: records, which are elements with members, and groups, which are members alone.
//! The loops over them are in the reader and the writer, once for all types.

use crate::error::Result;
use crate::text::Name;
use crate::xml::{Reader, Writer};

/// A type whose members are elements, attributes or text: what the generator writes for a complex type.
///
/// The reader drives it through `&mut dyn Record`, one call for each attribute, element and run of text; what it
/// answers with [`Found::No`] is skipped.
pub trait Record {
    /// What stands between the start tag and the end tag.
    fn content(&self) -> Content {
        Content::Elements
    }

    /// Takes the attribute that the reader stands at, if it is a member.
    ///
    /// # Errors
    ///
    /// When its text is not a value of its type.
    fn decode_attribute(&mut self, _name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        Ok(Found::No)
    }

    /// Takes the element that the reader stands at, if it is a member.
    ///
    /// # Errors
    ///
    /// When its content is not well-formed or not a value of its type.
    fn decode_field(&mut self, _name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        Ok(Found::No)
    }

    /// Takes a run of text: all of it for [`Content::Text`], one of several for [`Content::Mixed`].
    ///
    /// # Errors
    ///
    /// When the text is not a value of its type.
    fn decode_text(&mut self, _input: &mut Reader<'_>) -> Result<()> {
        Ok(())
    }

    /// The members that must come.
    fn required(&self) -> &'static [Required] {
        &[]
    }

    /// How often members may come of which several may, but not any number. It is checked where the reading mode is strict.
    fn occurs(&self) -> &'static [Occurs] {
        &[]
    }

    /// How often choices and groups came of which several may come, but not any number. It is checked where the reading mode is
    /// strict.
    fn group_counts(&self) -> Vec<GroupCount> {
        Vec::new()
    }

    /// What the success header says, for the headers of replies where the service has one. `Some(false)` makes the reply
    /// an error, whatever its body holds.
    fn succeeded(&self) -> Option<bool> {
        None
    }

    /// The local name of the type in the schema, in any case and with any characters between its letters: the identifier in
    /// Rust, unless that was changed. An `xsi:type` that names another type is noted in the account; none is noted if this is
    /// empty.
    fn type_name(&self) -> &'static str {
        std::any::type_name::<Self>()
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

    fn occurs(&self) -> &'static [Occurs] {
        (**self).occurs()
    }

    fn group_counts(&self) -> Vec<GroupCount> {
        (**self).group_counts()
    }

    fn succeeded(&self) -> Option<bool> {
        (**self).succeeded()
    }

    fn type_name(&self) -> &'static str {
        (**self).type_name()
    }

    fn encode_attributes(&self, output: &mut Writer) {
        (**self).encode_attributes(output);
    }

    fn encode_fields(&self, output: &mut Writer) {
        (**self).encode_fields(output);
    }
}

/// Nothing: accepts any members and writes none.
impl Record for () {}

/// A member that must come: the index that its arm reports, and its name for the error, that of an attribute with an `@`
/// before it.
pub type Required = (u16, &'static str);

/// How often a member may come: the local name of its element, or those of a list and of its items with a slash between
/// them; the least number and the largest.
pub type Occurs = (&'static str, u32, Option<u32>);

/// How often a choice or a group came: what it is, for the error; the number; the least number and the largest.
pub type GroupCount = (&'static str, usize, u32, Option<u32>);

/// What stands between a start tag and its end tag (XML Schema 1.0 part 1, section 3.4.1, content type).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Elements; white space between them means nothing and other text is an error.
    Elements,
    /// One text.
    Text,
    /// Elements with text among them.
    Mixed,
    /// Elements in any order (`xs:all`).
    Unordered,
    /// The items of a list or a dictionary: other elements are an error.
    Items,
    /// Header blocks of SOAP, of which a contract declares some.
    Open,
}

/// What a record did with a member that the reader offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Found {
    /// It is none of its members; nothing was read.
    No,
    /// It was read as the member of this index, which may come once.
    Once(u16),
    /// It was read as a member that may come any number of times.
    Many,
    /// It is a member that came before and may come once; nothing was read.
    Full,
}

/// Members without an element of their own around them: a choice, a repeated or nested model group.
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
