//! Members that cannot be empty, since the reader takes an empty element for its default.

use super::{Fields, Writer};
use crate::text::Name;
use crate::xml::{Array, Value};

/// Writes the next member of [`Fields`]: an error where its text is empty.
pub struct NeverEmpty<'w> {
    fields: Fields<'w>,
    default: &'static str,
}

impl<'w> Fields<'w> {
    /// Makes an empty text in the next member an error: its element would have this default or fixed value (XML Schema Part
    /// 1, 3.3.4), so that an empty text cannot be sent.
    pub fn never_empty(self, default: &'static str) -> NeverEmpty<'w> {
        NeverEmpty { fields: self, default }
    }
}

impl<'w> NeverEmpty<'w> {
    fn write(self, write: impl FnOnce(Fields<'_>)) -> Fields<'w> {
        let Fields { output, namespace } = self.fields;
        output.never_empty(Some(self.default), |output| write(Fields { output, namespace }));
        Fields { output, namespace }
    }

    /// Writes the member as [`Fields::field`] does.
    pub fn field<V: Value>(self, local: &'static str, value: &V) -> Fields<'w> {
        self.write(|fields| _ = fields.field(local, value))
    }

    /// Writes the member as [`Fields::nillable`] does.
    pub fn nillable<V: Value>(self, local: &'static str, value: &V) -> Fields<'w> {
        self.write(|fields| _ = fields.nillable(local, value))
    }

    /// Writes the member as [`Fields::some`] does.
    pub fn some<V: Value>(self, local: &'static str, values: &Vec<V>) -> Fields<'w> {
        self.write(|fields| _ = fields.some(local, values))
    }

    /// Writes the member as [`Fields::list`] does; no item may be empty.
    pub fn list<A: Array>(
        self,
        local: &'static str,
        item: impl Into<Name<'static>>,
        array: &A,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.list(local, item, array))
    }

    /// Writes the member as [`Fields::nillable_list`] does; no item may be empty.
    pub fn nillable_list<A: Array>(
        self,
        local: &'static str,
        item: impl Into<Name<'static>>,
        array: &A,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.nillable_list(local, item, array))
    }

    /// Writes the member as [`Fields::typed`] does.
    pub fn typed<V: Value>(
        self,
        local: &str,
        type_name: (&'static str, &'static str),
        value: &V,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.typed(local, type_name, value))
    }

    /// Writes the member as [`Fields::nillable_typed`] does.
    pub fn nillable_typed<V: Value>(
        self,
        local: &str,
        type_name: (&'static str, &'static str),
        value: &V,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.nillable_typed(local, type_name, value))
    }

    /// Writes the member as [`Fields::accessor`] does.
    pub fn accessor<V: Value>(self, local: &'static str, value: &Option<V>) -> Fields<'w> {
        self.write(|fields| _ = fields.accessor(local, value))
    }

    /// Writes the member as [`Fields::typed_accessor`] does.
    pub fn typed_accessor<V: Value>(
        self,
        local: &'static str,
        type_name: (&'static str, &'static str),
        value: &Option<V>,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.typed_accessor(local, type_name, value))
    }
}

impl Writer {
    /// Writes elements that would have this default if they were empty.
    pub(crate) fn never_empty(&mut self, default: Option<&'static str>, write: impl FnOnce(&mut Self)) {
        self.instead_of_empty = default;
        write(self);
        self.instead_of_empty = None;
    }

    /// Refuses the text that was just written, which is empty, if its element would have its default then.
    #[cold]
    pub(super) fn check_empty(&mut self) {
        if let Some(default) = self.instead_of_empty {
            self.fail(format!(
                "an empty text cannot be sent: the element has a default in the schema, and would be read as `{default}`"
            ));
        }
    }
}
