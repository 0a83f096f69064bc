//! The item types of arrays in SOAP encoding. An array names the type of its items in `arrayType` (SOAP 1.1,
//! section 5.4.2) or `itemType` (SOAP 1.2 part 2, section 3.1.4). Items without an `xsi:type` have this type.

pub(super) mod state;

use std::borrow::Cow;

use super::Reader;
use super::attribute::AttributeIn;
use super::scan::is_name;
use super::start::Flags;
use crate::text::Name;
use crate::text::namespaces::{ENCODING_11, ENCODING_12, is_any_type};

impl<'s> Reader<'s> {
    /// Stores the item type of the current element, if it is an array that names one.
    pub(super) fn note_item_type(&mut self) {
        let is_item_type = |attribute: &&AttributeIn<'s>| {
            let name = attribute.name;
            name == Name::new(ENCODING_11, "arrayType") || name == Name::new(ENCODING_12, "itemType")
        };
        let Some(value) = self.attributes_here().iter().find(is_item_type).map(AttributeIn::value) else {
            return;
        };
        let Some(name) = self.item_type_in(value) else { return };
        let depth = self.open.len();
        self.item_types.begin(depth, name);
        self.seen.has_item_type = true;
    }

    /// Returns the type that the value of an attribute names for the items. For `t:Dog[2]`, this is `t:Dog`.
    /// For `t:Dog[][2]`, whose items are arrays, it is the type `Array` of SOAP encoding. `None` if the type
    /// is `xs:anyType`, or its name is invalid or has an undeclared prefix.
    fn item_type_in(&mut self, value: Cow<'s, str>) -> Option<Name<'s>> {
        let value = match value {
            Cow::Borrowed(value) => value,
            Cow::Owned(value) => {
                let (value, arena) = self.arena.keep(value);
                self.arena = arena;
                value
            }
        };
        let (name, sizes) = value.split_once('[').unwrap_or((value, ""));
        if sizes.contains('[') {
            return Some(Name::new(ENCODING_11, "Array"));
        }
        let name = name.trim_ascii();
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let name = Name::new(self.find(prefix)?, local);
        (is_name(local) && !is_any_type(name)).then_some(name)
    }

    /// Sets the type of the current element, an item of an array, to the item type that the array names. Has
    /// no effect if the element has an `xsi:type` or is nil, or if the array names `declared`, the item type
    /// of the contract.
    #[inline(never)]
    pub fn item_type(&mut self, declared: (&'static str, &'static str)) -> &mut Self {
        if self.seen.has_item_type && !self.is(Flags::TYPE.with(Flags::NIL)) {
            self.set_item_type(declared.into());
        }
        self
    }

    #[cold]
    fn set_item_type(&mut self, declared: Name<'static>) {
        let around = self.open.len().checked_sub(1).and_then(|depth| self.item_types.of_array_at(depth));
        // Generated code names types of SOAP encoding in the namespace of SOAP 1.1.
        let is_declared = |name: Name<'_>| {
            let namespace = if name.namespace() == ENCODING_12 { ENCODING_11 } else { name.namespace() };
            Name::new(namespace, name.local()) == declared
        };
        let Some(name) = around.filter(|name| !is_declared(*name)) else { return };
        self.item_types.set_item(self.start.offset, name);
        self.start.flags = self.start.flags.with(Flags::TYPE);
    }
}
