//! Ids of components: indices of an [`Arena`](super::Arena), one type for each kind of component.

use std::fmt;

/// Index of a component in its [`Arena`](super::Arena).
pub trait Id: Copy + Ord + fmt::Debug {
    /// Returns the id of the component with this index, counted from 0.
    fn from_index(index: usize) -> Self;

    /// Returns the index of the component in its arena, counted from 0.
    fn index(self) -> usize;
}

/// Defines types of ids.
macro_rules! ids {
    ($($(#[$documentation:meta])* $visibility:vis $name:ident;)*) => {$(
        $(#[$documentation])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility struct $name(u32);

        impl $name {
            /// Returns the index of the component in its arena, counted from 0.
            $visibility fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl $crate::model::Id for $name {
            fn from_index(index: usize) -> Self {
                // The memory of a machine limits an arena to far fewer than 2^32 components, so the cast is lossless.
                Self(index as u32)
            }

            fn index(self) -> usize {
                self.index()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "#{}", self.0)
            }
        }
    )*};
}
pub(crate) use ids;

ids! {
    /// Id of a type definition, global or anonymous.
    pub TypeId;
    /// Id of an element declaration, global or local.
    pub ElementId;
    /// Id of an attribute declaration, global or local.
    pub AttributeId;
    /// Id of a named model group (`xs:group`).
    pub GroupId;
    /// Id of a named attribute group (`xs:attributeGroup`).
    pub AttributeGroupId;
    /// Id of a WSDL message.
    pub MessageId;
    /// Id of a WSDL port type.
    pub PortTypeId;
    /// Id of a WSDL binding.
    pub BindingId;
}
