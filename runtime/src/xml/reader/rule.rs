//! Rules for the text of one element: what an empty one has for its value, and what happens to white space.
//! Generated code sets them before it reads the element; the elements without a rule pay nothing for them.

use std::borrow::Cow;

use super::Reader;
use super::tag::Flags;
use crate::text::WhiteSpace;
use crate::xml::DepartureKind;

/// The rule for the text of an element: the default of an empty one, and what happens to white space.
#[derive(Clone, Copy, Debug)]
pub struct TextRule {
    /// Where the content of the element begins. The content of no element begins at 0.
    pub(crate) at: usize,
    /// The default or fixed value of the element; empty for none.
    pub(crate) default: &'static str,
    /// An empty text is a value of the type, but the element has its default all the same.
    pub(crate) takes_empty: bool,
    pub(crate) white_space: WhiteSpace,
}

impl TextRule {
    pub(crate) const NONE: Self =
        Self { at: 0, default: "", takes_empty: false, white_space: WhiteSpace::Preserve };

    /// A rule that leaves texts as they are.
    pub const fn new() -> Self {
        Self::NONE
    }

    /// Sets the default or fixed value of the element, which an empty one has.
    #[must_use]
    pub const fn empty_as(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    /// The same for types that have an empty text among their values, which cannot be written then.
    #[must_use]
    pub const fn empty_text_as(self, default: &'static str) -> Self {
        Self { default, takes_empty: true, ..self }
    }

    /// Collapses white space.
    #[must_use]
    pub const fn collapse(self) -> Self {
        Self { white_space: WhiteSpace::Collapse, ..self }
    }

    /// Makes a blank of each white space character.
    #[must_use]
    pub const fn replace(self) -> Self {
        Self { white_space: WhiteSpace::Replace, ..self }
    }

    /// The default that an empty text would be read as, so that none can be written.
    pub(crate) fn instead_of_empty(&self) -> Option<&'static str> {
        Some(self.default).filter(|_| self.takes_empty)
    }
}

impl Default for TextRule {
    fn default() -> Self {
        Self::NONE
    }
}

impl<'s> Reader<'s> {
    /// Sets the default or fixed value that the element has if it is empty (XML Schema Part 1, 3.3.4). It counts where an
    /// empty text is no value of the type.
    #[inline(never)]
    pub fn empty_as(&mut self, default: &'static str) -> &mut Self {
        self.rule_here().default = default;
        self
    }

    /// Sets the default or fixed value that the element has if it is empty, for types that have an empty text among their
    /// values. The account notes it.
    #[inline(never)]
    pub fn empty_text_as(&mut self, default: &'static str) -> &mut Self {
        if self.plain_content().is_none_or(str::is_empty) {
            self.read_slowly();
            let rule = self.rule_here();
            (rule.default, rule.takes_empty) = (default, true);
        }
        self
    }

    /// Collapses the white space of the element's text: runs of it become one blank, and none is left at both ends
    /// (`whiteSpace`, XML Schema Part 2, 4.3.6).
    #[inline(never)]
    pub fn collapse(&mut self) -> &mut Self {
        self.white_space(WhiteSpace::Collapse)
    }

    /// Makes a blank of each white space character of the element's text.
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

    /// Collapses the white space of the attribute, or the run of text, that is offered to a record.
    #[inline(never)]
    pub fn collapse_text(&mut self) -> &mut Self {
        self.run = WhiteSpace::Collapse.apply(std::mem::take(&mut self.run));
        self
    }

    /// Makes a blank of each white space character of the attribute, or the run of text, that is offered to a record.
    #[inline(never)]
    pub fn replace_text(&mut self) -> &mut Self {
        self.run = WhiteSpace::Replace.apply(std::mem::take(&mut self.run));
        self
    }

    /// Keeps the text from being taken without its rule.
    fn read_slowly(&mut self) {
        if self.is(Flags::READ) {
            self.start.flags = self.start.flags.without(Flags::READ).with(Flags::AHEAD);
        }
    }

    fn rule_here(&mut self) -> &mut TextRule {
        if !self.has_rule() {
            self.rule = TextRule { at: self.start.content, ..TextRule::NONE };
        }
        &mut self.rule
    }

    /// Whether the element has a rule.
    pub(super) fn has_rule(&self) -> bool {
        self.rule.at == self.start.content
    }

    /// The rule of the element, which is a list, for its items.
    pub(super) fn rule_of_items(&self) -> Option<TextRule> {
        self.has_rule().then_some(self.rule)
    }

    /// Gives the element this rule.
    #[cold]
    pub(crate) fn set_rule(&mut self, rule: TextRule) {
        match (rule.default, rule.takes_empty) {
            ("", _) => {}
            (default, true) => _ = self.empty_text_as(default),
            (default, false) => _ = self.empty_as(default),
        }
        if rule.white_space != WhiteSpace::Preserve {
            self.white_space(rule.white_space);
        }
    }

    /// The value of the element's text by its rule.
    #[cold]
    pub(super) fn ruled(&mut self, text: Cow<'s, str>) -> Cow<'s, str> {
        let rule = self.rule;
        if rule.takes_empty && text.is_empty() {
            self.note(DepartureKind::Default, "");
            return Cow::Borrowed(rule.default);
        }
        rule.white_space.apply(text)
    }

    /// The default of the element whose content begins here, if its text, which is no value of its type, is blank.
    pub(super) fn default_at(&self, text: &str, from: usize) -> Option<&'static str> {
        let is_empty = || text.trim_ascii().is_empty();
        (self.rule.at == from && !self.rule.default.is_empty() && is_empty()).then_some(self.rule.default)
    }
}
