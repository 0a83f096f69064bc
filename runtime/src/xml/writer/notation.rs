//! Elements that name their type: what protocols write in start tags that values know nothing of.

use std::fmt;

use super::{Fields, Writer};
use crate::text::Name;
use crate::xml::Value;

/// The name of a type: namespace and local name.
pub(crate) type TypeName<'n> = (&'n str, &'n str);

/// How the elements of a document name their types.
pub(crate) trait Notation: fmt::Debug + Sync {
    /// The name that a type of the schema has here.
    fn type_name<'n>(&self, name: TypeName<'n>) -> TypeName<'n>;

    /// The attribute by which an element says that this notation is used, and its value.
    fn style(&self) -> (Name<'static>, &'static str);

    /// Writes the type and the number of the items of an array in its start tag. `rank` are the brackets of items that are
    /// arrays themselves (`[]`).
    fn array_type(&self, item: TypeName<'_>, rank: &str, length: usize, output: &mut Writer);
}

/// What the start tags of the elements at one depth get.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Annotation {
    depth: u16,
    /// The `xsi:type`.
    type_name: Option<TypeName<'static>>,
    /// Whether they name the notation.
    has_style: bool,
}

impl Writer {
    /// Sets how elements name their types from here on.
    pub(crate) fn set_notation(&mut self, notation: &'static dyn Notation) {
        self.notation = Some(notation);
    }

    /// How elements name their types, where they do.
    pub(crate) fn notation(&self) -> Option<&'static dyn Notation> {
        self.notation
    }

    /// Says in the element that was just begun which notation is used.
    pub(crate) fn style(&mut self, notation: &'static dyn Notation) {
        let (name, value) = notation.style();
        self.attribute(name, &value.to_owned());
    }

    /// Says the same in each element right below the one that is open.
    pub(crate) fn style_below(&mut self) {
        self.annotation = Some(Annotation { depth: self.depth, type_name: None, has_style: true });
    }

    /// Writes elements right below the one that is open, each with this `xsi:type`.
    fn typed(&mut self, name: TypeName<'static>, write: impl FnOnce(&mut Self)) {
        let depth = self.depth;
        let has_style = self.annotation.is_some_and(|outer| outer.depth == depth && outer.has_style);
        let outer = self.annotation.replace(Annotation { depth, type_name: Some(name), has_style });
        write(self);
        self.annotation = outer;
    }

    /// Writes what the element just begun says of its type and of the notation, if it is one of those.
    #[cold]
    pub(super) fn annotate(&mut self, depth: u16) {
        let Some(annotation) = self.annotation.filter(|annotation| annotation.depth == depth) else { return };
        if let Some(notation) = self.notation.filter(|_| annotation.has_style) {
            self.style(notation);
        }
        if let Some(name) = annotation.type_name {
            let (namespace, local) = self.notation.map_or(name, |notation| notation.type_name(name));
            self.type_name(namespace, local);
        }
    }
}

impl Fields<'_> {
    /// Writes a member with its `xsi:type`.
    pub fn typed<V: Value>(self, local: &str, type_name: TypeName<'static>, value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            let name = Name::new(self.namespace, local);
            self.output.typed(type_name, |output| value.encode_element(name, output));
        }
        self
    }

    /// Writes a member that must come and may be nil, with its `xsi:type`.
    pub fn nillable_typed<V: Value>(self, local: &str, type_name: TypeName<'static>, value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            let name = Name::new(self.namespace, local);
            self.output.typed(type_name, |output| value.encode_item(name, output));
        }
        self
    }

    /// Writes a member of a type that documents with and without a notation share: `None` is nil with one, where any member
    /// may be, and an error without.
    pub fn accessor<V: Value>(self, local: &'static str, value: &Option<V>) -> Self {
        match value.is_none() && self.output.notation.is_none() {
            true => self.unset(local),
            false => self.nillable(local, value),
        }
    }

    /// The same with the member's `xsi:type`.
    pub fn typed_accessor<V: Value>(
        self,
        local: &'static str,
        type_name: TypeName<'static>,
        value: &Option<V>,
    ) -> Self {
        match value.is_none() && self.output.notation.is_none() {
            true => self.unset(local),
            false => self.nillable_typed(local, type_name, value),
        }
    }
}
