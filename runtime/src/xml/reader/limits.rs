//! Limits for documents.

/// Limits for documents: the nesting of elements and the resources that a document may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Maximum depth of nested elements. Default: 96.
    pub depth: usize,
    /// Maximum size of the stack that nested elements use, in bytes. Default: 768 KiB. Decoding recurses with
    /// the types, and the stack per level depends on the type: a debug build may reach this limit before the
    /// limit of the depth.
    pub stack: usize,
    /// Maximum number of attributes of one element, including namespace declarations. Default: 1,000.
    pub attributes: usize,
    /// Maximum number of namespace declarations in force at the same time. A declaration that repeats another
    /// one in force is not counted. Default: 256.
    ///
    /// Usual messages have fewer than twenty. More of them cost time, because each name with a prefix is
    /// compared with all declarations in force.
    pub namespaces: usize,
    /// Maximum number of parts of a multipart message. Default: 10,000.
    pub parts: usize,
    /// Maximum size of the headers of one part of a multipart message, in bytes. Default: 16 KiB.
    pub part_headers: usize,
    /// Maximum growth of a message, as a multiple of its length. 1 MiB is allowed in addition. Default: 16.
    ///
    /// A message grows when references of SOAP encoding are replaced by values, and when elements are kept as
    /// XML with copies of their namespaces.
    pub references: usize,
    /// Maximum memory that decoded values take, without their texts, as a multiple of the message's length.
    /// 64 MiB are allowed in addition. Default: 32.
    ///
    /// A short element can be a large value. For example, an empty element in a list of structs takes the
    /// memory of a whole struct.
    pub values: usize,
    /// Minimum length of a document that is read with the tag cache, in bytes.
    pub(super) cached_from: usize,
}

/// Length from which the cache is used. The length from which it is faster depends on the number of different
/// tags and on their attributes: it varies from 2 kB to more than 64 kB (`cargo bench --bench decode --
/// --sweep`). At this value, the worst loss is about a factor of two for both shorter and longer documents.
///
/// The environment variable is for tests of this crate: CI runs the reader's tests with and without the cache.
const CACHED_FROM: usize = match option_env!("SAPONIFY_TEST_CACHE") {
    Some(word) if matches!(word.as_bytes(), b"always") => 0,
    Some(word) if matches!(word.as_bytes(), b"never") => usize::MAX,
    _ => 12 << 10,
};

impl Limits {
    /// Sets the maximum depth of nested elements.
    ///
    /// Decoding recurses with the types. A limit above a few hundred needs more [`stack`](Self::stack) too.
    #[must_use]
    pub const fn depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// Sets the maximum size of the stack that nested elements use, in bytes. The thread's stack must be
    /// somewhat larger.
    #[must_use]
    pub const fn stack(mut self, stack: usize) -> Self {
        self.stack = stack;
        self
    }

    /// Sets the maximum number of attributes of one element.
    #[must_use]
    pub const fn attributes(mut self, attributes: usize) -> Self {
        self.attributes = attributes;
        self
    }

    /// Sets the maximum number of namespace declarations in force at the same time.
    #[must_use]
    pub const fn namespaces(mut self, namespaces: usize) -> Self {
        self.namespaces = namespaces;
        self
    }

    /// Sets the maximum number of parts of a multipart message.
    #[must_use]
    pub const fn parts(mut self, parts: usize) -> Self {
        self.parts = parts;
        self
    }

    /// Sets the maximum size of the headers of one part of a multipart message, in bytes.
    #[must_use]
    pub const fn part_headers(mut self, bytes: usize) -> Self {
        self.part_headers = bytes;
        self
    }

    /// Sets the length from which a document is read with the cache of tags. It changes only the speed. Zero
    /// and [`usize::MAX`] are for tests of both paths.
    #[doc(hidden)]
    #[must_use]
    pub const fn cached_from(mut self, length: usize) -> Self {
        self.cached_from = length;
        self
    }

    /// Sets the maximum growth of a message by references, as a multiple of its length.
    #[must_use]
    pub const fn references(mut self, references: usize) -> Self {
        self.references = references;
        self
    }

    /// Sets the maximum memory of decoded values, as a multiple of the message's length.
    #[must_use]
    pub const fn values(mut self, values: usize) -> Self {
        self.values = values;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 96,
            stack: 768 << 10,
            attributes: 1_000,
            namespaces: 256,
            parts: 10_000,
            part_headers: 16 << 10,
            references: 16,
            values: 32,
            cached_from: CACHED_FROM,
        }
    }
}
