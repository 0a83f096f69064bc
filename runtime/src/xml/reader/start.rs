//! Start tags and the items that follow them, as the reader stores them.

/// The current element. In documents read with the cache, its name is stored in its cached tag.
#[derive(Clone, Copy, Default)]
pub(super) struct Start {
    /// Offset of the start tag.
    pub(super) offset: usize,
    /// Offset of the content.
    pub(super) content: usize,
    /// Index of the element within its repeated member, or `u32::MAX` if unknown.
    pub(super) index: u32,
    /// Number of prefix bindings in scope outside the element. Set only if the start tag declares prefixes.
    pub(super) bindings: u32,
    /// Generation of the prefix bindings in scope outside the element, see `binding.rs`.
    pub(super) generation: u32,
    /// Index of the tag in the cache. Zero without the cache.
    pub(super) tag: u32,
    pub(super) flags: Flags,
}

/// Properties of a start tag, as bits.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags(u32);

impl Flags {
    /// The content has not been read yet.
    pub(super) const CONTENT_UNREAD: Self = Self(1);
    /// The element contains only plain text or nothing, and was read up to its end.
    pub(super) const TEXT_READ: Self = Self(128);
    /// A group refused the element, because it does not declare it. The reader offers the element again, to
    /// the record that contains the group.
    pub(super) const OFFER_AGAIN: Self = Self(2);
    /// The tag is an empty-element tag.
    pub(super) const EMPTY: Self = Self(4);
    /// `xsi:nil` is true.
    pub(super) const NIL: Self = Self(8);
    /// [`EMPTY`](Self::EMPTY) or [`NIL`](Self::NIL): no text follows that could be the value.
    pub(super) const EMPTY_OR_NIL: Self = Self::EMPTY.with(Self::NIL);
    /// The tag has an `xsi:type`.
    pub(super) const TYPE: Self = Self(16);
    /// The tag has attributes other than `xsi:nil` and `xsi:type`.
    pub(super) const ATTRIBUTES: Self = Self(32);
    /// The tag declares a default namespace.
    pub(super) const DEFAULT: Self = Self(64);
    /// The tag has attributes other than `xsi:nil` and `xsi:type`, and they have not been read yet.
    pub(super) const UNREAD: Self = Self(256);
    /// Like [`TEXT_READ`](Self::TEXT_READ), but the text must be checked before it is used.
    pub(super) const TEXT_READ_UNCHECKED: Self = Self(512);
    /// A departure was recorded for the nil element.
    pub(super) const NIL_NOTED: Self = Self(2048);
    /// The element has a simple type, but its `xsi:type` names a type that is not built in. That may be a complex
    /// type, which may declare attributes.
    pub(super) const MAY_BE_COMPLEX: Self = Self(4096);
    /// The `xsi:type` has the name of a built-in binary type.
    pub(super) const BINARY_TYPE: Self = Self(8192);

    /// Parts of the message are members of the record that reads the element.
    #[cfg(feature = "mime")]
    pub(super) const PARTS: Self = Self(1024);
    /// The record that reads the element may have members outside its content: attributes, the `xsi:type`, or
    /// parts of the message.
    #[cfg(feature = "mime")]
    pub(super) const MEMBERS_OUTSIDE_CONTENT: Self = Self::ATTRIBUTES.with(Self::TYPE).with(Self::PARTS);
    #[cfg(not(feature = "mime"))]
    pub(super) const MEMBERS_OUTSIDE_CONTENT: Self = Self::ATTRIBUTES.with(Self::TYPE);

    /// The flags of a tag with this `xsi:type`.
    pub(super) fn of_type(name: &str) -> Self {
        let name = name.trim_ascii_end();
        match ["base64Binary", "base64", "hexBinary"].into_iter().any(|binary| name.ends_with(binary)) {
            true => Self::TYPE.with(Self::BINARY_TYPE),
            false => Self::TYPE,
        }
    }

    /// Adds [`TEXT_READ`](Self::TEXT_READ) for an empty-element tag without attributes: the element was read
    /// completely.
    #[inline(always)]
    pub(super) const fn read_if_empty(self) -> Self {
        let more = Self::NIL.with(Self::TYPE).with(Self::ATTRIBUTES);
        if self.has(Self::EMPTY) && !self.has(more) { self.with(Self::TEXT_READ) } else { self }
    }

    #[inline(always)]
    pub(super) const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    #[inline(always)]
    pub(super) const fn with(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    #[inline(always)]
    pub(super) const fn without(self, less: Self) -> Self {
        Self(self.0 & !less.0)
    }
}

/// An element around the current element.
pub(super) struct Open<'s> {
    pub(super) raw: &'s str,
    pub(super) index: u32,
    pub(super) bindings: u32,
    pub(super) generation: u32,
    pub(super) tag: u32,
}

/// The next item in the content of an element.
pub(super) enum Next {
    /// A start tag, which has been read.
    Start,
    /// An end tag, which has not been read.
    End,
    /// Text, which has not been read.
    Text,
}
