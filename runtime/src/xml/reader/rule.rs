//! Text rules of elements: the value of an empty element, and the normalisation of white space. Generated
//! code sets the rule before it reads the element. Elements without a rule have no cost.

use std::borrow::Cow;

use super::Reader;
use super::TextRule;
use super::start::Flags;
use crate::text::WhiteSpace;
use crate::xml::DepartureKind;

impl<'s> Reader<'s> {
    /// Sets the default or fixed value that the current element has if it is empty (XML Schema Part 1,
    /// 3.3.4), for types that do not allow the empty text.
    #[inline(never)]
    pub fn empty_as(&mut self, default: &'static str) -> &mut Self {
        self.rule_here().default = default;
        self
    }

    /// Sets the default or fixed value that the current element has if it is empty, for types that allow the
    /// empty text. If the value is used, a departure is recorded.
    #[inline(never)]
    pub fn empty_text_as(&mut self, default: &'static str) -> &mut Self {
        if self.plain_content().is_none_or(str::is_empty) {
            self.read_slowly();
            let rule = self.rule_here();
            (rule.default, rule.takes_empty) = (default, true);
        }
        self
    }

    /// Collapses the white space of the current element's text: each run becomes one space, and both ends are
    /// trimmed (`whiteSpace`, XML Schema Part 2, 4.3.6).
    #[inline(never)]
    pub fn collapse(&mut self) -> &mut Self {
        self.white_space(WhiteSpace::Collapse)
    }

    /// Replaces each white space character of the current element's text by a space.
    #[inline(never)]
    pub fn replace(&mut self) -> &mut Self {
        self.white_space(WhiteSpace::Replace)
    }

    fn white_space(&mut self, white_space: WhiteSpace) -> &mut Self {
        if self.plain_content().is_none_or(|text| !white_space.leaves(text)) {
            self.read_slowly();
            self.rule_here().white_space = white_space;
        }
        self
    }

    /// Collapses the white space of the current attribute or text run.
    #[inline(never)]
    pub fn collapse_text(&mut self) -> &mut Self {
        self.run = WhiteSpace::Collapse.apply(std::mem::take(&mut self.run));
        self
    }

    /// Replaces each white space character of the current attribute or text run by a space.
    #[inline(never)]
    pub fn replace_text(&mut self) -> &mut Self {
        self.run = WhiteSpace::Replace.apply(std::mem::take(&mut self.run));
        self
    }

    /// If the text of the current element was read ahead, marks the text as unchecked. Without this mark, the
    /// reader would use the text and not apply the rule.
    fn read_slowly(&mut self) {
        if self.is(Flags::TEXT_READ) {
            self.start.flags = self.start.flags.without(Flags::TEXT_READ).with(Flags::TEXT_READ_UNCHECKED);
        }
    }

    fn rule_here(&mut self) -> &mut TextRule {
        if !self.has_rule() {
            self.rule = TextRule { at: self.start.content, ..TextRule::NONE };
        }
        &mut self.rule
    }

    /// Whether the current element has a rule.
    pub(super) fn has_rule(&self) -> bool {
        self.rule.at == self.start.content
    }

    /// The rule for the items of the current element, which is a list.
    pub(super) fn rule_of_items(&self) -> Option<TextRule> {
        self.has_rule().then_some(self.rule)
    }

    /// Sets the rule of the current element.
    #[inline]
    pub(crate) fn set_rule(&mut self, rule: &TextRule) {
        if !rule.default.is_empty() || rule.white_space != WhiteSpace::Preserve {
            self.set_some_rule(rule);
        }
    }

    #[cold]
    fn set_some_rule(&mut self, rule: &TextRule) {
        match (rule.default, rule.takes_empty) {
            ("", _) => {}
            (default, true) => _ = self.empty_text_as(default),
            (default, false) => _ = self.empty_as(default),
        }
        if rule.white_space != WhiteSpace::Preserve {
            self.white_space(rule.white_space);
        }
    }

    /// Applies the rule of the current element to its text.
    #[cold]
    pub(super) fn ruled(&mut self, text: Cow<'s, str>) -> Cow<'s, str> {
        let rule = self.rule;
        if rule.takes_empty && text.is_empty() {
            self.note(DepartureKind::Default, "");
            return Cow::Borrowed(rule.default);
        }
        rule.white_space.apply(text)
    }

    /// Returns the default of the element whose content begins at `from`, for a `text` that the caller failed
    /// to parse. `None` if the element has no default, or if `text` is neither blank nor the default itself. Only an
    /// element without characters has its default (XML Schema Part 1, 3.3.4), so the strict mode refuses white space.
    ///
    /// `text` is the default itself if [`ruled`](Self::ruled) has replaced an empty text. Parsing it fails if
    /// it contains qualified names, because their prefixes are those of the schema, not of the document.
    pub(super) fn default_at(&self, text: &str, from: usize) -> Option<&'static str> {
        let is_blank = text.is_empty() || (text.trim_ascii().is_empty() && !self.is_strict());
        let is_default = || is_blank || std::ptr::eq(text, self.rule.default);
        (self.rule.at == from && !self.rule.default.is_empty() && is_default()).then_some(self.rule.default)
    }
}
