//! A member that distinguishes an absent element, a nil element and a value, for exact round trips.

use crate::text::Name;
use crate::xml::{Reader, Value, Writer};

/// A member whose element may be absent and may be nil.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nillable<T> {
    /// The element is absent.
    #[default]
    Absent,
    /// The element is present with `xsi:nil="true"`.
    Nil,
    /// The element is present with a value.
    Value(T),
}

/// The methods of [`Option`]. Absent and nil both mean "no value".
impl<T> Nillable<T> {
    /// The value as an option by reference; the same as [`as_ref`](Self::as_ref).
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Nil => None,
        }
    }

    /// The value as an option by mutable reference; the same as [`as_mut`](Self::as_mut).
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Nil => None,
        }
    }

    /// Converts into an option; absent and nil become `None`.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Nil => None,
        }
    }

    /// Whether the element is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the element is nil.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// Whether there is a value.
    pub fn is_some(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Whether there is no value: the element is absent or nil.
    pub fn is_none(&self) -> bool {
        !self.is_some()
    }

    /// Whether there is a value for which the predicate holds.
    pub fn is_some_and(self, predicate: impl FnOnce(T) -> bool) -> bool {
        self.into_value().is_some_and(predicate)
    }

    /// Borrows the value; absent stays absent and nil stays nil.
    pub fn as_ref(&self) -> Nillable<&T> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(value) => Nillable::Value(value),
        }
    }

    /// Borrows the value mutably; absent stays absent and nil stays nil.
    pub fn as_mut(&mut self) -> Nillable<&mut T> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(value) => Nillable::Value(value),
        }
    }

    /// Borrows the target of the value: `Option<&str>` for a `Nillable<String>`.
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: std::ops::Deref,
    {
        self.value().map(T::deref)
    }

    /// Converts the value; absent stays absent and nil stays nil.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Nillable<U> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(value) => Nillable::Value(convert(value)),
        }
    }

    /// Converts the value into an option; `None` if there is no value.
    pub fn and_then<U>(self, convert: impl FnOnce(T) -> Option<U>) -> Option<U> {
        self.into_value().and_then(convert)
    }

    /// The value, or `other` if there is no value.
    pub fn unwrap_or(self, other: T) -> T {
        self.into_value().unwrap_or(other)
    }

    /// The value, or the result of `other` if there is no value.
    pub fn unwrap_or_else(self, other: impl FnOnce() -> T) -> T {
        self.into_value().unwrap_or_else(other)
    }

    /// The value, or the default of its type if there is no value.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_value().unwrap_or_default()
    }

    /// The value, or an error.
    ///
    /// # Errors
    ///
    /// `error` if there is no value.
    pub fn ok_or<E>(self, error: E) -> Result<T, E> {
        self.into_value().ok_or(error)
    }

    /// The value, or an error.
    ///
    /// # Errors
    ///
    /// The result of `error` if there is no value.
    pub fn ok_or_else<E>(self, error: impl FnOnce() -> E) -> Result<T, E> {
        self.into_value().ok_or_else(error)
    }

    /// Takes the state out and leaves [`Nillable::Absent`].
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Sets a value and returns the previous state.
    pub fn replace(&mut self, value: T) -> Self {
        std::mem::replace(self, Self::Value(value))
    }

    /// Iterates over the value, if there is one.
    pub fn iter(&self) -> std::option::IntoIter<&T> {
        self.value().into_iter()
    }
}

impl<T: Clone> Nillable<&T> {
    /// Clones the value.
    pub fn cloned(self) -> Nillable<T> {
        self.map(T::clone)
    }
}

impl<T: Copy> Nillable<&T> {
    /// Copies the value.
    pub fn copied(self) -> Nillable<T> {
        self.map(|value| *value)
    }
}

impl<T> IntoIterator for Nillable<T> {
    type Item = T;
    type IntoIter = std::option::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_value().into_iter()
    }
}

impl<'n, T> IntoIterator for &'n Nillable<T> {
    type Item = &'n T;
    type IntoIter = std::option::IntoIter<&'n T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Default> Nillable<T> {
    /// The value by mutable reference. Creates a default value if the element is absent or nil.
    pub(crate) fn present(&mut self) -> Option<&mut T> {
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

/// `None` becomes absent. Nil must be set explicitly.
impl<T> From<Option<T>> for Nillable<T> {
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::Absent, Self::Value)
    }
}

impl<T> From<Nillable<T>> for Option<T> {
    fn from(nillable: Nillable<T>) -> Self {
        nillable.into_value()
    }
}

impl<V: Value> Value for Nillable<V> {
    fn decode(&mut self, input: &mut Reader<'_>) -> crate::error::Result<()> {
        let is_nil = input.is_nil();
        if !V::SCALAR && input.is_only_nil() {
            *self = Self::Nil;
            return input.empty();
        }
        let is_value = match self.present() {
            Some(value) => value.decode_or_nil(input),
            None => Ok(false),
        };
        match is_value {
            Ok(true) => Ok(()),
            Ok(false) => {
                *self = if is_nil { Self::Nil } else { Self::Absent };
                Ok(())
            }
            Err(error) => Err(error),
        }
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
