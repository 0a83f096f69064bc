//! Elements: start tags, end tags, and the stack of open elements.

use std::ops::Range;

use super::escape::{self, Place};
use super::state::{DEPTH, Entry};
use super::{Writer, text};
use crate::text::Name;
use crate::xml::{Simple, Text};

/// Declares the namespaces of a value in the element whose start tag is open.
type Namespaces<'n> = dyn FnMut(&mut Writer) + 'n;

impl Writer {
    /// Begins an element. Attributes can be added until content is written.
    pub fn open(&mut self, name: Name<'_>) {
        self.end_start_tag(name.namespace().is_empty());
        let default = self.default.clone();
        let range = self.start_tag(name);
        let depth = self.depth;
        self.push(range, default);
        if self.annotation.is_some() {
            self.annotate(depth, name);
        }
    }

    /// Begins an element whose namespace is declared with this prefix.
    pub fn open_prefixed(&mut self, prefix: &str, name: Name<'_>) {
        self.end_start_tag(false);
        self.output.push('<');
        let start = self.output.len();
        self.output.push_str(prefix);
        self.output.push(':');
        self.output.push_str(name.local());
        let range = start..self.output.len();
        self.push(range, self.default.clone());
        self.declare_prefix(prefix, name.namespace());
    }

    /// Begins an element without a prefix, even if its namespace has one.
    pub(crate) fn open_unprefixed(&mut self, name: Name<'_>) {
        if self.is_default(name.namespace()) {
            return self.open(name);
        }
        self.end_start_tag(false);
        let default = self.default.clone();
        self.output.push('<');
        let start = self.output.len();
        self.output.push_str(name.local());
        let end = self.output.len();
        self.declare_default(name.namespace());
        self.push(start..end, default);
    }

    /// Writes content that is already XML.
    pub(crate) fn raw(&mut self, xml: &str) {
        if !xml.is_empty() {
            self.end_start_tag(false);
            self.output.push_str(xml);
        }
    }

    /// Writes `<name`, and a declaration of the namespace if it needs one. Returns the range of the name.
    #[inline(always)]
    fn start_tag(&mut self, name: Name<'_>) -> Range<usize> {
        self.output.push('<');
        let start = self.output.len();
        if std::ptr::eq(self.current, name.namespace()) {
            self.output.push_str(name.local());
            return start..self.output.len();
        }
        self.start_tag_elsewhere(name)
    }

    #[inline(never)]
    fn start_tag_elsewhere(&mut self, name: Name<'_>) -> Range<usize> {
        let start = self.output.len();
        if std::ptr::eq(self.items.0, name.namespace()) {
            let (_, prefix) = self.items;
            self.output.push_str(prefix);
            self.output.push_str(name.local());
            return start..self.output.len();
        }
        if self.is_default(name.namespace()) {
            self.output.push_str(name.local());
            return start..self.output.len();
        }
        if let Some(prefix) = self.prefix_of(name.namespace()) {
            return self.prefixed(prefix, name.local());
        }
        self.output.push_str(name.local());
        let end = self.output.len();
        self.declare_default(name.namespace());
        start..end
    }

    fn prefixed(&mut self, prefix: Range<usize>, local: &str) -> Range<usize> {
        let start = self.output.len();
        self.output.extend_from_within(prefix);
        self.output.push(':');
        self.output.push_str(local);
        start..self.output.len()
    }

    fn push(&mut self, name: Range<usize>, default: Range<usize>) {
        if self.depth == 0 {
            self.root = name.end;
        }
        self.bare.clear();
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH {
            self.fail(format!("elements are nested deeper than {DEPTH}"));
        }
        let member = std::mem::take(&mut self.member);
        self.stack.push(Entry::Element { name, default, member });
        self.in_tag = true;
    }

    /// Ends the innermost open element.
    pub fn close(&mut self) {
        self.close_named("");
    }

    /// Ends the innermost open element, whose local name is `local`. Reading the name from output that was just
    /// written would be slow.
    pub(super) fn close_named(&mut self, local: &str) {
        while let Some(entry) = self.stack.pop() {
            let Entry::Element { name, default, .. } = entry else { continue };
            self.depth -= 1;
            if std::mem::take(&mut self.in_tag) {
                self.output.push_str("/>");
            } else {
                self.output.push_str("</");
                match name.len() == local.len() {
                    true => self.output.push_str(local),
                    false => self.output.extend_from_within(name),
                }
                self.output.push('>');
            }
            self.restore_default(default);
            return;
        }
    }

    /// Ends the open start tag, because content follows. If the content is an element without a namespace
    /// (`is_unqualified`), the default namespace is first replaced by a prefix, where that is possible.
    #[inline(always)]
    pub(super) fn end_start_tag(&mut self, is_unqualified: bool) {
        if self.in_tag {
            if is_unqualified && !self.default.is_empty() {
                self.give_up_default();
            }
            self.in_tag = false;
            self.output.push('>');
        }
    }

    /// Writes an element that holds a simple value.
    #[inline]
    pub fn leaf<S: Simple>(&mut self, name: Name<'_>, value: &S) {
        #[cfg(feature = "mime")]
        if let Some(attachment) = self.outgoing(value) {
            return self.leaf_include(name, &attachment);
        }
        let mut holds_names = false;
        value.namespaces(&mut |_| holds_names = true);
        if holds_names || !self.is_in_default_namespace(name) {
            let namespaces = &mut |output: &mut Self| output.namespaces(value);
            return self.leaf_in_other_namespace(name, namespaces, &mut |text| value.write(text));
        }
        self.leaf_start(name.local());
        let content = self.output.len();
        value.write(&mut Text::content(self));
        self.leaf_end(content, name.local());
    }

    /// Writes an element that contains a text.
    pub(crate) fn leaf_text(&mut self, name: Name<'_>, text: &str) {
        if !self.is_in_default_namespace(name) || text.is_empty() {
            self.leaf_text_elsewhere(name, text);
        } else if escape::is_plain(text.as_bytes()) {
            self.leaf_whole(name.local(), |output| output.push_str(text));
        } else {
            self.leaf_escaped(name.local(), text);
        }
    }

    #[inline(never)]
    fn leaf_text_elsewhere(&mut self, name: Name<'_>, text: &str) {
        if self.is_item(name) && !text.is_empty() && escape::is_plain(text.as_bytes()) {
            self.leaf_item(name.local(), text);
        } else {
            self.leaf_in_other_namespace(name, &mut |_| {}, &mut |output| output.push(text));
        }
    }

    /// Writes an element that contains a text which may need escapes.
    #[inline(never)]
    fn leaf_escaped(&mut self, local: &str, text: &str) {
        let member = self.member;
        let mut illegal = None;
        self.leaf_whole(local, |output| illegal = escape::append_slow(output, text, Place::Content));
        if let Some(character) = illegal {
            // The path in the error needs the range of the element's name. Here, only the range of the name
            // in the end tag is known.
            let end = self.output.len() - 1;
            (self.leaf, self.member) = (end - local.len()..end, member);
            self.illegal(character);
            (self.leaf.end, self.member) = (0, 0);
        }
    }

    /// Writes an element that contains a boolean.
    pub(crate) fn leaf_bool(&mut self, name: Name<'_>, value: bool) {
        let text = if value { "true" } else { "false" };
        if !self.is_in_default_namespace(name) {
            return self.leaf_in_other_namespace(name, &mut |_| {}, &mut |output| output.plain(text));
        }
        self.leaf_whole(name.local(), |output| output.push_str(text));
    }

    /// Writes an element that contains an integer.
    pub(crate) fn leaf_integer(&mut self, name: Name<'_>, value: i64) {
        if !self.is_in_default_namespace(name) {
            return self.leaf_in_other_namespace(name, &mut |_| {}, &mut |output| output.integer(value));
        }
        self.leaf_whole(name.local(), |output| text::append_integer(output, value));
    }

    /// Whether the start tag of a member needs only its local name, because the member is in the default
    /// namespace.
    #[inline(always)]
    fn is_in_default_namespace(&self, name: Name<'_>) -> bool {
        std::ptr::eq(self.current, name.namespace()) && self.annotation.is_none()
    }

    /// Whether the start tag of an array item needs only its local name and the prefix of the array's items.
    fn is_item(&self, name: Name<'_>) -> bool {
        std::ptr::eq(self.items.0, name.namespace()) && self.annotation.is_none()
    }

    /// Writes a whole element. The end tag takes the name from the argument, because reading output that was
    /// just written would be slow.
    #[inline(always)]
    fn leaf_whole(&mut self, local: &str, write: impl FnOnce(&mut String)) {
        self.end_start_tag(false);
        let output = &mut self.output;
        output.push('<');
        output.push_str(local);
        output.push('>');
        write(output);
        output.push_str("</");
        output.push_str(local);
        output.push('>');
        self.member = 0;
    }

    /// Like [`leaf_whole`](Self::leaf_whole), for an item of an array: its name has the prefix of the array's
    /// items.
    fn leaf_item(&mut self, local: &str, text: &str) {
        self.end_start_tag(false);
        let (_, prefix) = self.items;
        let output = &mut self.output;
        output.push('<');
        output.push_str(prefix);
        output.push_str(local);
        output.push('>');
        output.push_str(text);
        output.push_str("</");
        output.push_str(prefix);
        output.push_str(local);
        output.push('>');
        self.member = 0;
    }

    /// Writes `<name>`.
    #[inline(never)]
    fn leaf_start(&mut self, local: &str) {
        self.end_start_tag(false);
        // Enough for the whole element, unless the value is long.
        self.output.reserve(2 * local.len() + 40);
        self.output.push('<');
        let start = self.output.len();
        self.output.push_str(local);
        self.leaf = start..self.output.len();
        self.output.push('>');
    }

    /// Writes the end tag of an element without child elements, whose content begins at `content`.
    #[inline(never)]
    fn leaf_end(&mut self, content: usize, local: &str) {
        if self.output.len() == content {
            return self.leaf_end_elsewhere(content);
        }
        self.output.push_str("</");
        self.output.push_str(local);
        self.output.push('>');
        self.leaf.end = 0;
        self.member = 0;
    }

    /// Writes an element without child elements that is not in the default namespace, or needs attributes or
    /// declarations in its start tag.
    #[inline(never)]
    fn leaf_in_other_namespace(
        &mut self,
        name: Name<'_>,
        namespaces: &mut Namespaces<'_>,
        write: &mut dyn FnMut(&mut Text<'_>),
    ) {
        let (default, entries) = self.leaf_start_elsewhere(name);
        namespaces(self);
        self.output.push('>');
        let content = self.output.len();
        write(&mut Text::content(self));
        self.leaf_end_elsewhere(content);
        self.stack.truncate(entries);
        self.restore_default(default);
    }

    fn leaf_start_elsewhere(&mut self, name: Name<'_>) -> (Range<usize>, usize) {
        self.end_start_tag(name.namespace().is_empty());
        self.bare.clear();
        let outer = (self.default.clone(), self.stack.len());
        self.leaf = self.start_tag(name);
        if self.depth == 0 {
            self.root = self.leaf.end;
        }
        if self.annotation.is_some() {
            self.annotate(self.depth, name);
        }
        outer
    }

    fn leaf_end_elsewhere(&mut self, content: usize) {
        if self.output.len() == content {
            self.check_empty();
            self.output.truncate(content - 1);
            self.output.push_str("/>");
        } else {
            self.output.push_str("</");
            self.output.extend_from_within(self.leaf.clone());
            self.output.push('>');
        }
        self.leaf.end = 0;
        self.member = 0;
    }

    /// The path of the open elements. It omits the root element if `is_root_omitted` is set.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        let mut is_omitted = self.is_root_omitted;
        let mut add = |name: &Range<usize>, member: u32| {
            if std::mem::take(&mut is_omitted) {
                return;
            }
            let name = self.output.get(name.clone()).unwrap_or_default();
            let local = name.split_once(':').map_or(name, |(_, local)| local);
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(local);
            if let Some(index) = member.checked_sub(1) {
                path.push_str(&format!("[{index}]"));
            }
        };
        for entry in &self.stack {
            if let Entry::Element { name, member, .. } = entry {
                add(name, *member);
            }
        }
        if !self.leaf.is_empty() {
            add(&self.leaf, self.member);
        }
        path
    }
}
