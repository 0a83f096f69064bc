//! The tags of a document in sequence, for callers that need its structure and not its values.

use std::ops::Range;

use super::start::Flags;
use super::start::Next;
use super::{Binding, Reader};
use crate::error::Result;

/// A tag of a document.
pub(crate) enum Tag<'r, 's> {
    /// A start tag, or the tag of an empty element.
    Start {
        /// Offset of the tag's beginning.
        offset: usize,
        /// Offset of the tag's end.
        content: usize,
        /// Name with its prefix.
        raw: &'s str,
        /// Whether the tag is an empty-element tag. No end tag follows then.
        is_empty: bool,
        /// The namespace prefixes that the tag declares.
        declared: &'r [Binding<'s>],
    },
    /// An end tag: the offsets of its beginning and end.
    End(usize, usize),
}

impl<'s> Reader<'s> {
    /// Range of the current element's start tag in the document.
    pub(crate) fn tag_here(&self) -> Range<usize> {
        self.start.offset..self.start.content
    }

    /// Offset at which reading continues.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// Reads the whole document, checks that it is well-formed, and passes each tag to `visit`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed), and the first error of `visit`.
    pub(crate) fn walk(&mut self, visit: &mut dyn FnMut(Tag<'_, 's>) -> Result<()>) -> Result<()> {
        self.root()?;
        loop {
            let is_empty = self.is(Flags::EMPTY);
            visit(Tag::Start {
                offset: self.start.offset,
                content: self.start.content,
                raw: self.raw(),
                is_empty,
                declared: self.declared_here(),
            })?;
            match is_empty {
                true => self.leave(),
                false => self.enter(),
            }
            while !self.open.is_empty() {
                match self.next()? {
                    Next::Start => break,
                    Next::Text => self.pass_over_text()?,
                    Next::End => {
                        let offset = self.position;
                        self.end_tag()?;
                        visit(Tag::End(offset, self.position))?;
                    }
                }
            }
            if self.open.is_empty() {
                return self.end();
            }
        }
    }
}
