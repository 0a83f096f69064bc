//! The methods that generated code calls to write members, one call per member.

use super::Writer;
use super::state::UNKNOWN_NAMESPACE;
use crate::text::Element;
use crate::text::Name;
use crate::xml::Nillable;
use crate::xml::{Array, Attribute, Group, Value};

/// A number or boolean whose default value represents an absent element.
pub trait Plain: Value {
    /// Whether the value is `0` or `false`. Negative zero is not the default.
    fn is_default(&self) -> bool;
}

/// Writes the members of one namespace. Created by [`Writer::within`].
pub struct Fields<'w> {
    pub(crate) output: &'w mut Writer,
    pub(crate) namespace: &'static str,
}

impl Writer {
    /// Returns a writer for the members in this namespace.
    #[inline(never)]
    pub fn within(&mut self, namespace: &'static str) -> Fields<'_> {
        if !std::ptr::eq(self.current, namespace) && self.depth > 0 && self.is_default(namespace) {
            self.current = namespace;
        }
        Fields { output: self, namespace }
    }

    /// Writes the only member of a record, which has this namespace and local name. An `Option` is written if
    /// it is `Some`, any other value once.
    #[inline]
    pub fn only<V: Value>(&mut self, (namespace, local): (&'static str, &'static str), value: &V) {
        self.within(namespace).field(local, value);
    }

    /// Writes the only member of a record, an array. `item` is the name of its items.
    #[inline]
    pub fn only_list<A: Array>(
        &mut self,
        (namespace, local): (&'static str, &'static str),
        item: (&'static str, &'static str),
        array: &A,
    ) {
        self.within(namespace).list(local, item, array);
    }
}

impl Fields<'_> {
    /// Writes a member. An `Option` is written if it is `Some`, each item of a `Vec` is written, and any
    /// other value is written once.
    #[inline]
    pub fn field<V: Value>(self, local: &'static str, value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            value.encode_element(Name::new(self.namespace, local), self.output);
        }
        self
    }

    /// Writes an optional number or boolean whose field is not an `Option`, unless it has the default of its
    /// type. An element that was absent when the value was read is therefore not added.
    #[inline]
    pub fn plain<V: Plain>(self, local: &'static str, value: &V) -> Self {
        if value.is_default() { self } else { self.field(local, value) }
    }

    /// Writes a required member that may be nil.
    #[inline]
    pub fn nillable<V: Value>(self, local: &'static str, value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            value.encode_item(Name::new(self.namespace, local), self.output);
        }
        self
    }

    /// Writes a member that must occur at least once.
    pub fn some<V: Value>(self, local: &'static str, values: &Vec<V>) -> Self {
        match values.is_empty() {
            true => self.unset(local),
            false => self.field(local, values),
        }
    }

    /// Writes an array. `item` is the name of its items.
    pub fn list<A: Array>(self, local: &'static str, item: (&'static str, &'static str), array: &A) -> Self {
        match array.view() {
            Nillable::Absent => self,
            view => self.array(local, Name::from(item), view),
        }
    }

    /// Writes a required array that may be nil.
    pub fn nillable_list<A: Array>(
        self,
        local: &'static str,
        item: (&'static str, &'static str),
        array: &A,
    ) -> Self {
        match array.view() {
            Nillable::Absent => self.array(local, Name::from(item), Nillable::<&[A::Item]>::Nil),
            view => self.array(local, Name::from(item), view),
        }
    }

    fn array<V: Value>(self, local: &'static str, item: Name<'static>, view: Nillable<&[V]>) -> Self {
        let name = Name::new(self.namespace, local);
        if self.output.leaves_out(self.namespace, local) {
            return self;
        }
        match view {
            Nillable::Value(items) => {
                let outer = self.output.open_array(name, item.namespace(), items.is_empty());
                for (index, value) in items.iter().enumerate() {
                    self.output.member(index);
                    value.encode_item(item, self.output);
                }
                self.output.close_array(local, outer);
            }
            Nillable::Nil | Nillable::Absent => self.output.nil_element(name),
        }
        self
    }

    /// Writes members that are not wrapped in an element.
    pub fn group(self, group: &impl Group) -> Self {
        group.encode_fields(self.output);
        self
    }

    /// Writes the elements of a wildcard: an `Option` or a `Vec` of them.
    pub fn any<'e>(self, elements: impl IntoIterator<Item = &'e Element>) -> Self {
        for element in elements {
            element.encode_element(element.name(), self.output);
        }
        self
    }

    /// Writes an attribute. An `Option` is written if it is `Some`, any other value once.
    pub fn attribute(self, local: &'static str, value: &impl Attribute) -> Self {
        value.encode(Name::new(self.namespace, local), self.output);
        self
    }

    /// Records an error: a required member was not set.
    #[cold]
    pub fn unset(self, what: &str) -> Self {
        self.output.fail(format!("{what} is not set"));
        self
    }
}

/// The namespace of the items of an array, and the prefix of this namespace with a colon.
pub(crate) type Items = (&'static str, &'static str);

impl Writer {
    /// Begins the element of an array. The namespace of its items gets a prefix if each item would have to
    /// declare it. Returns the argument for [`close_array`](Self::close_array).
    pub(crate) fn open_array(&mut self, name: Name<'_>, items: &'static str, is_empty: bool) -> Items {
        self.open(name);
        let mut inner = (UNKNOWN_NAMESPACE, "");
        if !is_empty
            && !self.is_default(items)
            && !items.is_empty()
            && let Some(prefix) = self.item_prefix(items)
        {
            inner = (items, prefix);
        }
        std::mem::replace(&mut self.items, inner)
    }

    pub(crate) fn close_array(&mut self, local: &str, outer: Items) {
        self.close_named(local);
        self.items = outer;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_get_a_further_prefix_if_n1_to_n4_are_bound() {
        for (taken, expected) in [(0, "n1"), (1, "n2"), (3, "n4"), (4, "n5"), (5, "n6")] {
            let mut output = Writer::new();
            output.open(Name::new("urn:members", "root"));
            for number in 1..=taken {
                output.open_prefixed(&format!("n{number}"), Name::new("urn:taken", "x"));
            }
            let items = Some(vec!["one".to_owned(), "<".to_owned(), String::new()]);
            output.within("urn:members").list("a", ("urn:items", "i"), &items).list(
                "b",
                ("urn:items", "i"),
                &items,
            );
            (0..=taken).for_each(|_| output.close());
            let xml = output.finish().unwrap_or_default();
            for member in ["a", "b"] {
                let array = format!(
                    "<{member} xmlns:{expected}=\"urn:items\"><{expected}:i>one</{expected}:i>\
                     <{expected}:i>&lt;</{expected}:i><{expected}:i/></{member}>"
                );
                assert!(xml.contains(&array), "{xml}");
            }
        }
    }

    #[test]
    fn an_error_in_an_escaped_text_has_its_path() {
        let mut output = Writer::new();
        output.open(Name::new("urn:members", "root"));
        let texts = vec!["fine".to_owned(), "a & \0".to_owned()];
        output.within("urn:members").field("text", &texts);
        output.close();
        let error = output.finish().map_err(|error| error.to_string());
        assert!(error.as_ref().is_err_and(|error| error.contains("root/text[1]")), "{error:?}");
    }
}
