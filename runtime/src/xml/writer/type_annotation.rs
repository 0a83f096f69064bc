//! The attributes by which elements name their types, as in SOAP encoding.

use super::state::{Annotation, TypeName};
use super::{Fields, TypeAnnotation, Writer};
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
        self.annotation = Some(Annotation { depth: self.depth, type_name: None, has_style: true });
    }

    /// Writes child elements of the innermost open element, each with this `xsi:type`.
    fn typed(&mut self, name: TypeName<'static>, write: impl FnOnce(&mut Self)) {
        let depth = self.depth;
        let has_style = self.annotation.is_some_and(|outer| outer.depth == depth && outer.has_style);
        let outer = self.annotation.replace(Annotation { depth, type_name: Some(name), has_style });
        write(self);
        self.annotation = outer;
    }

    /// Writes the attributes of the current `Annotation` into the open start tag, if the annotation is for the
    /// depth of this element.
    #[cold]
    pub(super) fn annotate(&mut self, depth: u16) {
        let Some(annotation) = self.annotation.filter(|annotation| annotation.depth == depth) else { return };
        if let Some(type_annotation) = self.type_annotation.filter(|_| annotation.has_style) {
            self.style(type_annotation);
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
