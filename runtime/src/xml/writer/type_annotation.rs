//! The attributes by which elements name their types, as in SOAP encoding.

use super::state::TypeName;
use super::{Annotation, Fields, Styled, TypeAnnotation, Writer};
use crate::text::Name;
use crate::xml::Value;

impl Writer {
    /// Sets the attributes by which the following elements name their types.
    pub(crate) fn set_type_annotation(&mut self, type_annotation: &'static dyn TypeAnnotation) {
        self.type_annotation = Some(type_annotation);
    }

    /// The attributes by which elements name their types, for an encoded document.
    pub(crate) fn type_annotation(&self) -> Option<&'static dyn TypeAnnotation> {
        self.type_annotation
    }

    /// Writes the attribute that declares the encoding into the open start tag.
    pub(crate) fn style(&mut self, type_annotation: &'static dyn TypeAnnotation) {
        let (name, value) = type_annotation.style();
        self.attribute(name, &value.to_owned());
    }

    /// Adds the attribute that declares the encoding ([`TypeAnnotation::style`]) to each child of the innermost
    /// open element.
    pub(crate) fn style_below(&mut self) {
        self.annotation = Some(Annotation { depth: self.depth, type_name: None, styled: Styled::All });
    }

    /// Writes child elements of the innermost open element. Those with the given names are encoded: they declare the
    /// encoding, and name their types. The others are not encoded.
    pub(crate) fn encoded_children(
        &mut self,
        names: &'static [(&'static str, &'static str)],
        type_annotation: &'static dyn TypeAnnotation,
        write: impl FnOnce(&mut Self),
    ) {
        let styled = Styled::Only(names, type_annotation);
        let outer = (self.annotation, self.type_annotation);
        self.annotation = Some(Annotation { depth: self.depth, type_name: None, styled });
        write(self);
        (self.annotation, self.type_annotation) = outer;
    }

    /// Writes child elements of the innermost open element, each with this `xsi:type`.
    fn typed(&mut self, name: TypeName<'static>, write: impl FnOnce(&mut Self)) {
        let depth = self.depth;
        let outer = self.annotation.filter(|outer| outer.depth == depth);
        let styled = outer.map_or(Styled::None, |outer| outer.styled);
        let outer = self.annotation.replace(Annotation { depth, type_name: Some(name), styled });
        write(self);
        self.annotation = outer;
    }

    /// Writes the attributes of the current `Annotation` into the open start tag of the element `name`, if the
    /// annotation is for the depth of this element.
    #[cold]
    pub(super) fn annotate(&mut self, depth: u16, name: Name<'_>) {
        let Some(annotation) = self.annotation.filter(|annotation| annotation.depth == depth) else { return };
        match annotation.styled {
            Styled::None => {}
            Styled::All => self.type_annotation.into_iter().for_each(|encoding| self.style(encoding)),
            Styled::Only(names, type_annotation) => {
                let is_encoded = names.iter().any(|encoded| name == Name::from(*encoded));
                self.type_annotation = is_encoded.then_some(type_annotation);
                self.type_annotation.into_iter().for_each(|encoding| self.style(encoding));
            }
        }
        if let Some(name) = annotation.type_name {
            let (namespace, local) =
                self.type_annotation.map_or(name, |type_annotation| type_annotation.type_name(name));
            self.type_name(namespace, local);
        }
    }
}

impl Fields<'_> {
    /// Writes a member with an `xsi:type`.
    pub fn typed<V: Value>(self, local: &str, type_name: TypeName<'static>, value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            let name = Name::new(self.namespace, local);
            self.output.typed(type_name, |output| value.encode_element(name, output));
        }
        self
    }

    /// Writes a repeated member with an `xsi:type`, for a type that encoded and literal documents share. In a
    /// literal document, an empty member is an error.
    pub fn some_typed<V: Value>(
        self,
        local: &'static str,
        type_name: TypeName<'static>,
        values: &Vec<V>,
    ) -> Self {
        match values.is_empty() && self.output.type_annotation.is_none() {
            true => self.unset(local),
            false => self.typed(local, type_name, values),
        }
    }

    /// Writes a required member that may be nil, with an `xsi:type`.
    pub fn nillable_typed<V: Value>(self, local: &str, type_name: TypeName<'static>, value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            let name = Name::new(self.namespace, local);
            self.output.typed(type_name, |output| value.encode_item(name, output));
        }
        self
    }

    /// Writes a member of a type that encoded and literal documents share. `None` is nil in an encoded document,
    /// where any member may be nil, and an error in a literal one.
    pub fn accessor<V: Value>(self, local: &'static str, value: &Option<V>) -> Self {
        match value.is_none() && self.output.type_annotation.is_none() {
            true => self.unset(local),
            false => self.nillable(local, value),
        }
    }

    /// Like [`accessor`](Self::accessor), with an `xsi:type`.
    pub fn typed_accessor<V: Value>(
        self,
        local: &'static str,
        type_name: TypeName<'static>,
        value: &Option<V>,
    ) -> Self {
        match value.is_none() && self.output.type_annotation.is_none() {
            true => self.unset(local),
            false => self.nillable_typed(local, type_name, value),
        }
    }
}
