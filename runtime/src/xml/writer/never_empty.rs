//! Members that must not be empty, because the reader replaces an empty element by its default.

use super::{Fields, Writer};
use crate::xml::{Array, Content, Record, Value};

/// Writes the next member of [`Fields`]. An empty text in it is an error.
pub struct NeverEmpty<'w> {
    fields: Fields<'w>,
    default: &'static str,
}

impl<'w> Fields<'w> {
    /// Makes an empty text in the next member an error. A receiver would read the empty element as `default`,
    /// its default or fixed value (XML Schema Part 1, 3.3.4), so an empty text cannot be sent.
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

    /// Writes the member like [`Fields::field`].
    pub fn field<V: Value>(self, local: &'static str, value: &V) -> Fields<'w> {
        self.write(|fields| _ = fields.field(local, value))
    }

    /// Writes the member like [`Fields::nillable`].
    pub fn nillable<V: Value>(self, local: &'static str, value: &V) -> Fields<'w> {
        self.write(|fields| _ = fields.nillable(local, value))
    }

    /// Writes the member like [`Fields::some`].
    pub fn some<V: Value>(self, local: &'static str, values: &Vec<V>) -> Fields<'w> {
        self.write(|fields| _ = fields.some(local, values))
    }

    /// Writes the member like [`Fields::list`]. No item may be empty.
    pub fn list<A: Array>(
        self,
        local: &'static str,
        item: (&'static str, &'static str),
        array: &A,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.list(local, item, array))
    }

    /// Writes the member like [`Fields::nillable_list`]. No item may be empty.
    pub fn nillable_list<A: Array>(
        self,
        local: &'static str,
        item: (&'static str, &'static str),
        array: &A,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.nillable_list(local, item, array))
    }

    /// Writes the member like [`Fields::typed`].
    pub fn typed<V: Value>(
        self,
        local: &str,
        type_name: (&'static str, &'static str),
        value: &V,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.typed(local, type_name, value))
    }

    /// Writes the member like [`Fields::some_typed`].
    pub fn some_typed<V: Value>(
        self,
        local: &'static str,
        type_name: (&'static str, &'static str),
        values: &Vec<V>,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.some_typed(local, type_name, values))
    }

    /// Writes the member like [`Fields::nillable_typed`].
    pub fn nillable_typed<V: Value>(
        self,
        local: &str,
        type_name: (&'static str, &'static str),
        value: &V,
    ) -> Fields<'w> {
        self.write(|fields| _ = fields.nillable_typed(local, type_name, value))
    }

    /// Writes the member like [`Fields::accessor`].
    pub fn accessor<V: Value>(self, local: &'static str, value: &Option<V>) -> Fields<'w> {
        self.write(|fields| _ = fields.accessor(local, value))
    }

    /// Writes the member like [`Fields::typed_accessor`].
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
    /// Calls `write`. If there is a default, an empty text that `write` writes is an error, because a
    /// receiver would read the default instead.
    pub(crate) fn never_empty(&mut self, default: Option<&'static str>, write: impl FnOnce(&mut Self)) {
        self.instead_of_empty = default;
        write(self);
        self.instead_of_empty = None;
    }

    /// Writes the members of a record whose element has a default. Mixed content must not be empty; the elements in it
    /// may be.
    #[cold]
    pub(super) fn never_empty_members(&mut self, record: &dyn Record) {
        if record.content() != Content::Mixed {
            return record.encode_fields(self);
        }
        let default = self.instead_of_empty.take();
        record.encode_fields(self);
        self.instead_of_empty = default;
        if self.in_tag {
            self.check_empty();
        }
    }

    /// Records an error for the empty text that was just written, if its element would be read as a default.
    #[cold]
    pub(crate) fn check_empty(&mut self) {
        if let Some(default) = self.instead_of_empty {
            self.fail(format!(
                "a receiver would read an empty text as `{default}`, the default or fixed value of the element; \
                 `Builder::empty_kept` sends it"
            ));
        }
    }
}
