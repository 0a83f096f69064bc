//! Content of elements: simple values, records, and both in wrappers for their occurrence (`Option`,
//! `Vec`).

use crate::error::Result;
use crate::text::Name;
use crate::xml::{Reader, Record, Writer};

/// A type that can be the content of an element.
pub trait Value: Default {
    /// Whether the content is one text of a simple type.
    const SCALAR: bool = false;

    /// Local name of the equivalent built-in type of XML Schema; empty for other types. An `xsi:type` of a nil
    /// element that names this type is not recorded as a departure.
    const TYPE_NAME: &'static str = "";

    /// Decodes the content of the current element into `self`. A `Vec` appends an item.
    ///
    /// # Errors
    ///
    /// If the content is not well-formed, or not a value of this type.
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()>;

    /// Decodes a nil element that has attributes or an `xsi:type`. Returns whether some of these were kept.
    ///
    /// # Errors
    ///
    /// If the element has content, or an attribute is not a value of its type.
    fn decode_nil(&mut self, input: &mut Reader<'_>) -> Result<bool> {
        input.note_type(Self::TYPE_NAME, std::any::type_name::<Self>())?;
        input.empty()?;
        Ok(false)
    }

    /// Decodes an element that may be nil, for a wrapper such as `Option`. Returns `false` if there is no value: the
    /// element is nil and no attribute was kept, or the reading mode tolerates that its text is invalid.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode) and [`decode_nil`](Self::decode_nil).
    #[inline]
    fn decode_or_nil(&mut self, input: &mut Reader<'_>) -> Result<bool> {
        if input.is_nil() {
            return input.nil_value(self);
        }
        match self.decode(input) {
            Ok(()) => Ok(true),
            Err(error) if Self::SCALAR => input.excuse(error).map(|()| false),
            Err(error) => Err(error),
        }
    }

    /// Writes the attributes of the element and the namespace declarations that its value needs.
    fn encode_attributes(&self, _output: &mut Writer) {}

    /// Writes the content of the element.
    fn encode(&self, output: &mut Writer);

    /// Writes the element. `None` writes nothing; a `Vec` writes one element per item.
    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        // The recursion ends here for values that are nested too deep.
        if output.has_room() {
            output.open(name);
            self.encode_attributes(output);
            self.encode(output);
            output.close();
        }
    }

    /// Writes exactly one element for a required member: an absent value is written as nil.
    fn encode_item(&self, name: Name<'_>, output: &mut Writer) {
        self.encode_element(name, output);
    }
}

impl<R: Record + Default> Value for R {
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.boxed_record(self.boxed(), self)
    }

    fn decode_or_nil(&mut self, input: &mut Reader<'_>) -> Result<bool> {
        input.record_or_nil(self.boxed(), self)
    }

    fn decode_nil(&mut self, input: &mut Reader<'_>) -> Result<bool> {
        input.nil_record(self)
    }

    fn encode_attributes(&self, output: &mut Writer) {
        Record::encode_attributes(self, output);
    }

    fn encode(&self, output: &mut Writer) {
        output.members(self);
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        output.record(name, self);
    }
}

/// At most one element. A nil element is read as `None`, unless the type keeps attributes of it. `None`
/// writes nothing.
impl<V: Value> Value for Option<V> {
    // The crate of the client compiles a copy of this function for each type `V`, so the size of the code is as
    // important as its speed.
    #[inline]
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        // Create no record for a nil element: a record may have many members, and it would be dropped at once.
        if !V::SCALAR && input.is_only_nil() {
            *self = None;
            return input.empty();
        }
        if self.is_none() {
            // An assignment would also compile code that drops the previous value, which is `None`.
            std::mem::forget(self.replace(V::default()));
        }
        let Some(value) = self else { return Ok(()) };
        match value.decode_or_nil(input) {
            Ok(true) => Ok(()),
            Ok(false) => {
                _ = self.take();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn encode_attributes(&self, output: &mut Writer) {
        match self {
            Some(value) => value.encode_attributes(output),
            None => output.nil(),
        }
    }

    fn encode(&self, output: &mut Writer) {
        if let Some(value) = self {
            value.encode(output);
        }
    }

    #[inline]
    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        if let Some(value) = self {
            value.encode_element(name, output);
        }
    }

    fn encode_item(&self, name: Name<'_>, output: &mut Writer) {
        match self {
            Some(value) => value.encode_item(name, output),
            None => output.nil_element(name),
        }
    }
}

/// Any number of elements. Each element appends an item.
impl<V: Value> Value for Vec<V> {
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.member(self.len());
        input.before_push(self)?;
        self.push(V::default());
        match self.last_mut() {
            Some(last) => last.decode(input),
            None => Ok(()),
        }
    }

    fn encode(&self, output: &mut Writer) {
        for value in self {
            value.encode(output);
        }
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        for (index, value) in self.iter().enumerate() {
            output.member(index);
            value.encode_item(name, output);
        }
    }
}

/// Implements [`Value`] for types that are [`Simple`](crate::Simple) and `Default`.
#[doc(hidden)]
#[macro_export]
macro_rules! simple {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::Value for $type {
            const SCALAR: bool = true;
            const TYPE_NAME: &'static str = <$type as $crate::Simple>::BUILTIN;

            #[inline]
            fn decode(&mut self, input: &mut $crate::Reader<'_>) -> $crate::Result<()> {
                input.simple_into(self)
            }

            fn encode_attributes(&self, output: &mut $crate::Writer) {
                output.namespaces(self);
            }

            fn encode(&self, output: &mut $crate::Writer) {
                output.simple(self);
            }

            #[inline]
            fn encode_element(&self, name: $crate::Name<'_>, output: &mut $crate::Writer) {
                output.leaf(name, self);
            }
        }
    )+};
}
