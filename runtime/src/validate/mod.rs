//! Validates values against the facets of their schema: patterns, lengths, ranges, digits, enumerations,
//! and numbers of occurrences.
//!
//! If the user requests validation, the generator writes which member is checked against which facets.
//! This module implements the checks. It does not know XML.

mod builtin;
mod categories;
mod facets;
mod lists;
mod pattern;
mod set;
mod syntax;
#[cfg(test)]
mod tests;

use std::{error, fmt, ops::Deref};

pub use builtin::Builtin;
pub use categories::general_category;
pub use facets::Facets;
pub use set::{is_name, is_name_start};

pub use crate::text::WhiteSpace;
pub use lists::{Counted, Entries, Pair};

use crate::redaction::path::ends_at_secret;
use crate::xml::element::element_texts;
use crate::xml::writer::{QNameNotation, to_text_with};
use crate::xml::{Nillable, Simple, Value};
use facets::{Lexical, MAX_VIOLATIONS, Patterns, broken};

/// A type that can be validated against its schema. `Builder::validate(true)` implements it for all
/// generated types.
///
/// ```
/// use saponify::{Builtin, Checks, Facets, Validate};
///
/// struct Parcel {
///     code: Option<String>,
/// }
///
/// const CODE: Facets = Facets { max_length: Some(4), patterns: &[&["[A-Z]+"]], ..Facets::of(Builtin::Text) };
///
/// impl Validate for Parcel {
///     fn check(&self, checks: &mut Checks) {
///         checks.facets("Code", &self.code, &CODE);
///     }
/// }
///
/// assert!(Parcel { code: None }.validate().is_ok());
/// let violations = Parcel { code: Some("parcel".into()) }.validate().unwrap_err();
/// assert_eq!(violations.len(), 2);
/// assert_eq!(violations[0].to_string(), "Code: expected a text that matches `[A-Z]+`, found `parcel`");
/// ```
pub trait Validate {
    /// Checks each member against the schema.
    fn check(&self, _checks: &mut Checks) {}

    /// Finds the parts of the value that its schema does not allow.
    ///
    /// Rules that the Rust types already enforce are not checked. Captured XML is not checked either.
    /// A fixed value that is declared for the values of a dictionary is checked only if their type is simple.
    ///
    /// # Errors
    ///
    /// Returns the violations in the order of the members, at most 1,000 of them.
    fn validate(&self) -> Result<(), Violations> {
        let mut checks = Checks::default();
        self.check(&mut checks);
        checks.finish()
    }
}

/// The content of an element without members.
impl Validate for () {
    fn check(&self, _checks: &mut Checks) {}
}

/// A violation of the schema by a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Path of members to the value, such as `Users/User[2]/@lang`; empty for the validated value itself.
    pub path: String,
    /// Description of the expected value, such as `at most 8 characters, not 9`.
    pub expected: String,
    /// The text that was found, or its beginning if it is long; `None` if it is secret or there is no text.
    pub found: Option<String>,
}

/// Example: `Users/User[2]/Code: expected at most 8 characters, not 9, found …`
impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the value" } else { &self.path };
        write!(formatter, "{path}: expected {}", self.expected)?;
        match &self.found {
            Some(found) => write!(formatter, ", found `{found}`"),
            None => Ok(()),
        }
    }
}

/// Violations of the schema by a value; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.0
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Prints one violation per line.
impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, violation) in self.iter().enumerate() {
            let end = if place == 0 { "" } else { "\n" };
            write!(formatter, "{end}{violation}")?;
        }
        Ok(())
    }
}

impl error::Error for Violations {}

/// The violations found so far, and the path of the member that is being checked.
#[derive(Debug)]
pub struct Checks {
    path: Vec<(&'static str, Option<usize>)>,
    patterns: Patterns,
    found: Vec<Violation>,
    /// Maximum number of violations.
    most: usize,
}

impl Default for Checks {
    fn default() -> Self {
        Self::at_most(MAX_VIOLATIONS)
    }
}

/// Maximum depth of nested values.
const MAX_DEPTH: usize = 256;
/// Maximum number of characters of a text in a violation.
const MAX_SHOWN_CHARACTERS: usize = 80;

impl Checks {
    /// Creates a list of checks that ends after `most` violations.
    pub(crate) fn at_most(most: usize) -> Self {
        Self { path: Vec::new(), patterns: Patterns::default(), found: Vec::new(), most }
    }

    /// Whether the maximum number of violations has been found. Nothing further is checked then.
    fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }

    /// Checks a member whose type implements [`Validate`].
    pub fn member(&mut self, name: &'static str, value: &impl Validate) {
        self.step(name, |checks| value.check(checks));
    }

    /// Checks a member of a simple type. The name of an attribute begins with `@`.
    pub fn facets(&mut self, name: &'static str, value: &impl Texts, facets: &Facets) {
        self.step(name, |checks| value.check_facets(facets, checks));
    }

    /// Checks a member whose element has a fixed value and whose type is not simple: the text of simple content, of
    /// mixed content, or of an element that is kept as XML. `facets` contains the fixed value.
    pub fn fixed_text(&mut self, name: &'static str, value: &impl Value, facets: &Facets) {
        self.step(name, |checks| {
            // There are no texts if the value cannot be written, which encoding it reports, or if it is nested deeper than
            // documents may be.
            let texts = element_texts(value).unwrap_or_default();
            match texts.as_slice() {
                [text] => checks.compare_fixed(text.as_deref(), facets),
                texts => {
                    checks.each(texts.iter(), |text, checks| checks.compare_fixed(text.as_deref(), facets))
                }
            }
        });
    }

    /// Checks a list with a wrapper element whose items have a fixed value and a type that is not simple.
    pub fn list_fixed_text(
        &mut self,
        name: &'static str,
        item: &'static str,
        value: &impl Value,
        facets: &Facets,
    ) {
        self.step(name, |checks| checks.fixed_text(item, value, facets));
    }

    /// Compares the text of an element with its fixed value. An empty element has the fixed value. `text` is `None` if
    /// the element contains other elements.
    fn compare_fixed(&mut self, text: Option<&str>, facets: &Facets) {
        let is_same = |text: &str| text.is_empty() || facets.same_of(facets.values, text).is_some();
        if let (false, [fixed, ..]) = (text.is_some_and(is_same), facets.values) {
            self.report(format!("`{fixed}`, the only allowed value"), None);
        }
    }

    /// Checks a list with a wrapper element.
    pub fn list(&mut self, name: &'static str, item: &'static str, value: &impl Validate) {
        self.step(name, |checks| checks.member(item, value));
    }

    /// Checks a list of simple values with a wrapper element.
    pub fn list_facets(
        &mut self,
        name: &'static str,
        item: &'static str,
        value: &impl Texts,
        facets: &Facets,
    ) {
        self.step(name, |checks| checks.facets(item, value, facets));
    }

    /// Checks members that have no wrapper element, such as those of a base type, a group or a choice.
    pub fn inside(&mut self, value: &impl Validate) {
        value.check(self);
    }

    /// Checks the members of groups or choices that are optional or repeated.
    pub fn inside_all<'v, V: Validate + 'v>(&mut self, values: impl IntoIterator<Item = &'v V>) {
        for value in values {
            if self.is_full() {
                break;
            }
            value.check(self);
        }
    }

    /// Checks the text content of the element itself.
    pub fn text(&mut self, value: &impl Texts, facets: &Facets) {
        value.check_facets(facets, self);
    }

    /// Checks the number of occurrences of a member.
    pub fn count(&mut self, name: &'static str, found: usize, least: u32, most: Option<u32>) {
        let expected = match most {
            Some(most) if found > most as usize => format!("at most {most} occurrences, found {found}"),
            _ if found < least as usize => format!("at least {least} occurrences, found {found}"),
            _ => return,
        };
        self.step(name, |checks| checks.report(expected, None));
    }

    /// Reports a choice without a selected alternative.
    pub fn unset(&mut self) {
        self.report("one alternative of the choice, found none".to_owned(), None);
    }

    /// Checks the value of an element with an `xsi:type` against the facets of that type.
    pub(crate) fn named<S: Simple>(&mut self, value: &S, facets: &Facets) {
        match to_text_with(value, QNameNotation::Prefixed) {
            Ok(text) if !facets.has_builtin_form(&text) => {
                self.report("a value of the type that `xsi:type` names".to_owned(), shown::<S>(&text));
            }
            _ => value.check_facets(facets, self),
        }
    }

    /// Returns the result of all checks.
    pub(crate) fn finish(self) -> Result<(), Violations> {
        if self.found.is_empty() { Ok(()) } else { Err(Violations(self.found)) }
    }

    fn step(&mut self, name: &'static str, check: impl FnOnce(&mut Self)) {
        if self.is_full() {
            return;
        }
        if self.path.len() >= MAX_DEPTH {
            return self.report(format!("at most {MAX_DEPTH} levels of nested values"), None);
        }
        self.path.push((name, None));
        check(self);
        self.path.pop();
    }

    /// Checks each value of a list. The path contains the index of the value, starting at 1.
    pub(crate) fn each<'v, V: 'v>(
        &mut self,
        values: impl Iterator<Item = &'v V>,
        mut check: impl FnMut(&'v V, &mut Self),
    ) {
        for (place, value) in values.enumerate() {
            if self.is_full() {
                break;
            }
            self.number(Some(place + 1));
            check(value, self);
        }
        self.number(None);
    }

    fn number(&mut self, number: Option<usize>) {
        if let Some((_, place)) = self.path.last_mut() {
            *place = number;
        }
    }

    fn report(&mut self, expected: String, found: Option<String>) {
        if self.is_full() {
            return;
        }
        let steps = self.path.iter().map(|(name, number)| match number {
            Some(number) => format!("{name}[{number}]"),
            None => (*name).to_owned(),
        });
        let path = steps.collect::<Vec<_>>().join("/");
        let found = found.filter(|_| !ends_at_secret(&path));
        self.found.push(Violation { path, expected, found });
    }
}

/// Values of a simple type, which are checked against facets: a single value, an optional value, or a list.
pub trait Texts {
    /// Checks each value against facets.
    fn check_facets(&self, facets: &Facets, checks: &mut Checks);
}

impl<S: Simple> Texts for S {
    fn check_facets(&self, facets: &Facets, checks: &mut Checks) {
        if checks.is_full() {
            return;
        }
        // A value without a text form cannot be encoded. Encoding reports that error.
        let Ok(text) = to_text_with(self, QNameNotation::Prefixed) else { return };
        let mut has_names = false;
        self.namespaces(&mut |_| has_names = true);
        let expanded = has_names.then(|| to_text_with(self, QNameNotation::Expanded).ok()).flatten();
        let all = Lexical { text: &text, expanded: expanded.as_deref().unwrap_or(&text) };
        for expected in broken(facets, all, &mut checks.patterns, 0) {
            checks.report(expected, shown::<S>(&text));
        }
    }
}

/// The text of a value for a violation: its beginning if it is long, `None` if it is secret.
fn shown<S: Simple>(text: &str) -> Option<String> {
    let shown = || match text.char_indices().nth(MAX_SHOWN_CHARACTERS).and_then(|(at, _)| text.get(..at)) {
        Some(start) => format!("{start}…"),
        None => text.to_owned(),
    };
    (!S::SECRET).then(shown)
}

impl<T: Texts> Texts for Option<T> {
    fn check_facets(&self, facets: &Facets, checks: &mut Checks) {
        if let Some(value) = self {
            value.check_facets(facets, checks);
        }
    }
}

impl<T: Texts> Texts for Nillable<T> {
    fn check_facets(&self, facets: &Facets, checks: &mut Checks) {
        if let Some(value) = self.value() {
            value.check_facets(facets, checks);
        }
    }
}

impl<T: Texts> Texts for Vec<T> {
    fn check_facets(&self, facets: &Facets, checks: &mut Checks) {
        checks.each(self.iter(), |value, checks| value.check_facets(facets, checks));
    }
}

impl<V: Validate> Validate for Option<V> {
    fn check(&self, checks: &mut Checks) {
        if let Some(value) = self {
            value.check(checks);
        }
    }
}

impl<V: Validate> Validate for Nillable<V> {
    fn check(&self, checks: &mut Checks) {
        if let Some(value) = self.value() {
            value.check(checks);
        }
    }
}

impl<V: Validate> Validate for Vec<V> {
    fn check(&self, checks: &mut Checks) {
        checks.each(self.iter(), V::check);
    }
}

impl<V: Validate + ?Sized> Validate for Box<V> {
    fn check(&self, checks: &mut Checks) {
        (**self).check(checks);
    }
}
