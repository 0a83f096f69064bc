//! A member that tells absent, nil and a value apart, for exact round trips.

use crate::{Name, Reader, Result, Value, Writer};

/// A member of an element that may be absent and may be nil.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nillable<T> {
    /// The element does not come.
    #[default]
    Absent,
    /// The element comes with `xsi:nil="true"`.
    Nil,
    /// The element comes with a value.
    Value(T),
}

impl<T> Nillable<T> {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, where there is one, to change.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value for good, where there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the element does not come.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the element is nil.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }
}

impl<T: Default> Nillable<T> {
    /// The value, made if there was none.
    fn present(&mut self) -> Option<&mut T> {
        if !matches!(self, Self::Value(_)) {
            *self = Self::Value(T::default());
        }
        self.value_mut()
    }
}

impl<T> From<T> for Nillable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Nillable<T>> for Option<T> {
    fn from(nillable: Nillable<T>) -> Self {
        nillable.into_value()
    }
}

impl<V: Value> Value for Nillable<V> {
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        if input.is_nil() && !input.says_more_than_nil() {
            *self = Self::Nil;
            return input.empty();
        }
        let mut value = V::default();
        let is_kept = match input.is_nil() {
            true => value.decode_nil(input)?,
            false => {
                if let Err(error) = value.decode(input) {
                    *self = Self::Absent;
                    return if V::SCALAR { input.excuse(error) } else { Err(error) };
                }
                true
            }
        };
        *self = if is_kept { Self::Value(value) } else { Self::Nil };
        Ok(())
    }

    fn encode_attributes(&self, output: &mut Writer) {
        match self {
            Self::Absent => {}
            Self::Nil => output.nil(),
            Self::Value(value) => value.encode_attributes(output),
        }
    }

    fn encode(&self, output: &mut Writer) {
        if let Self::Value(value) = self {
            value.encode(output);
        }
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        match self {
            Self::Absent => {}
            Self::Nil => output.nil_element(name),
            Self::Value(value) => value.encode_element(name, output),
        }
    }

    fn encode_item(&self, name: Name<'_>, output: &mut Writer) {
        match self {
            Self::Absent | Self::Nil => output.nil_element(name),
            Self::Value(value) => value.encode_item(name, output),
        }
    }
}

impl<V: Value> crate::Array for Nillable<Vec<V>> {
    type Item = V;

    fn items(&mut self) -> Option<&mut Vec<V>> {
        self.present()
    }

    fn make_nil(&mut self) -> bool {
        *self = Self::Nil;
        true
    }

    fn view(&self) -> Nillable<&[V]> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(items) => Nillable::Value(items),
        }
    }
}

impl<K: Value, V: Value> crate::Map for Nillable<crate::Dictionary<K, V>> {
    type Key = K;
    type Value = V;

    fn pairs(&mut self) -> Option<&mut crate::Dictionary<K, V>> {
        self.present()
    }

    fn make_nil(&mut self) -> bool {
        *self = Self::Nil;
        true
    }

    fn view(&self) -> Nillable<&crate::Dictionary<K, V>> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(pairs) => Nillable::Value(pairs),
        }
    }
}
