//! Facets of simple types (XML Schema Part 2, section 4.3) as data that the generator writes, and the
//! check of a text against them.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use super::builtin::Builtin;
use super::pattern::{Pattern, TooMuchWork, Work};
use crate::text::namespaces::XSD;
use crate::text::white_space::words;
use crate::text::{Name, WhiteSpace};

/// The facets of a simple type, including those of the types that it restricts.
#[derive(Clone, Copy, Debug)]
pub struct Facets {
    /// The built-in type that the simple type is derived from.
    pub builtin: Builtin,
    /// Whitespace normalization that is applied before the other facets.
    pub white_space: WhiteSpace,
    /// `minLength` or `length`, in characters, bytes or items.
    pub min_length: Option<u64>,
    /// `maxLength` or `length`, in characters, bytes or items.
    pub max_length: Option<u64>,
    /// `totalDigits`: maximum number of decimal digits.
    pub total_digits: Option<u64>,
    /// `fractionDigits`: maximum number of digits after the decimal point.
    pub fraction_digits: Option<u64>,
    /// `minInclusive`: smallest allowed value.
    pub min_inclusive: Option<&'static str>,
    /// `minExclusive`: the value must be larger.
    pub min_exclusive: Option<&'static str>,
    /// `maxInclusive`: largest allowed value.
    pub max_inclusive: Option<&'static str>,
    /// `maxExclusive`: the value must be smaller.
    pub max_exclusive: Option<&'static str>,
    /// Groups of `pattern` facets, one group per derivation step. At least one pattern of each group must
    /// match. A pattern that is not a valid regular expression of XML Schema accepts every text.
    pub patterns: &'static [&'static [&'static str]],
    /// The allowed values of an enumeration; empty if all values are allowed.
    pub values: &'static [&'static str],
    /// The facets of each item, if the type is a list.
    pub item: Option<&'static Facets>,
    /// The member types of a union, one of which must accept the text; empty if the type is not a union.
    pub members: &'static [&'static Facets],
    /// The types that are derived from this type and restrict it further: namespace, local name and facets. They
    /// apply to a [`Typed`](crate::Typed) value that names one of them.
    pub derived: &'static [(&'static str, &'static str, &'static Facets)],
}

impl Facets {
    /// Facets that add no restrictions to those of a built-in type.
    pub const fn of(builtin: Builtin) -> Self {
        let white_space = match builtin {
            Builtin::Text => WhiteSpace::Preserve,
            _ => WhiteSpace::Collapse,
        };
        Self {
            builtin,
            white_space,
            min_length: None,
            max_length: None,
            total_digits: None,
            fraction_digits: None,
            min_inclusive: None,
            min_exclusive: None,
            max_inclusive: None,
            max_exclusive: None,
            patterns: &[],
            values: &[],
            item: None,
            members: &[],
            derived: &[],
        }
    }

    /// Returns the facets of the type with this name. The type is a built-in type, or is derived from the
    /// type of `self` in one or more steps. `None` for any other name, and for built-in types that accept
    /// every text.
    pub(crate) fn named(&self, name: Name<'_>) -> Option<Self> {
        if name.namespace() == XSD {
            return Self::of_builtin(name.local());
        }
        let mut left = vec![self.derived];
        // Visit each type once: several unions may have the same members.
        let mut seen = HashSet::new();
        while let Some(derived) = left.pop() {
            for (namespace, local, facets) in derived {
                if (*namespace, *local) == (name.namespace(), name.local()) {
                    return Some(**facets);
                }
                if seen.insert((*namespace, *local)) {
                    left.push(facets.derived);
                }
            }
        }
        None
    }

    /// Whether a text is a valid lexical form of the underlying built-in type.
    pub(crate) fn has_builtin_form(&self, text: &str) -> bool {
        self.builtin.accepts(&self.white_space.apply(text.into()))
    }

    /// Facets of `xs:language`.
    pub const LANGUAGE: Self = Self::token(&[&["[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"]]);
    /// Facets of `xs:NMTOKEN`.
    pub const NMTOKEN: Self = Self::token(&[&[r"\c+"]]);
    /// Facets of `xs:Name`.
    pub const NAME: Self = Self::token(&[&[r"\i\c*"]]);
    /// Facets of `xs:NCName`, `xs:ID`, `xs:IDREF` and `xs:ENTITY`.
    pub const NCNAME: Self = Self::token(&[&[r"[\i-[:]][\c-[:]]*"]]);
    /// Facets of `xs:NMTOKENS`.
    pub const NMTOKENS: Self =
        Self { min_length: Some(1), item: Some(&Self::NMTOKEN), ..Self::of(Builtin::List) };
    /// Facets of `xs:IDREFS` and `xs:ENTITIES`.
    pub const IDREFS: Self =
        Self { min_length: Some(1), item: Some(&Self::NCNAME), ..Self::of(Builtin::List) };

    /// Facets of `xs:token` and `xs:anyURI`.
    pub const TOKEN: Self = Self { white_space: WhiteSpace::Collapse, ..Self::of(Builtin::Text) };
    /// Facets of `xs:normalizedString`.
    pub const NORMALIZED: Self = Self { white_space: WhiteSpace::Replace, ..Self::of(Builtin::Text) };

    const fn token(patterns: &'static [&'static [&'static str]]) -> Self {
        Self { patterns, ..Self::TOKEN }
    }

    /// Whether two texts denote the same value only if they are identical.
    pub(crate) const fn is_exact(&self) -> bool {
        matches!((self.builtin, self.white_space), (Builtin::Text, WhiteSpace::Preserve))
            && self.members.is_empty()
    }

    /// Whether two texts denote the same value. Lists are compared item by item; in a union, the values must
    /// be equal in one member type.
    pub(crate) fn is_same(&self, one: &str, other: &str) -> bool {
        let (one, other) = (self.white_space.apply(one.into()), self.white_space.apply(other.into()));
        if one == other {
            return true;
        }
        if let Some(item) = self.item {
            let (mut one, mut other) = (words(&one), words(&other));
            return loop {
                match (one.next(), other.next()) {
                    (None, None) => break true,
                    (Some(one), Some(other)) if item.is_same(one, other) => {}
                    _ => break false,
                }
            };
        }
        let is_in =
            |member: &&Self| member.has_form(&one) && member.has_form(&other) && member.is_same(&one, &other);
        self.members.iter().copied().any(|member| is_in(&member)) || self.builtin.is_equal(&one, &other)
    }

    /// The first of `values` that denotes the same value as `text`. A message may have millions of texts, and
    /// each is compared with all values of an enumeration. Therefore the text is normalized only once, and
    /// the values are not parsed unless their type requires it.
    pub(crate) fn same_of(&self, values: &[&'static str], text: &str) -> Option<&'static str> {
        let is_atomic = self.item.is_none() && self.members.is_empty();
        let normal = self.white_space.apply(text.into());
        let find = |is_same: &dyn Fn(&str) -> bool| values.iter().find(|value| is_same(value)).copied();
        let is_same_text = |value: &str| {
            value == normal
                || (!self.white_space.leaves(value) && self.white_space.apply(value.into()) == normal)
        };
        let is_number = is_atomic && self.builtin.is_decimal() && self.builtin.accepts(&normal);
        match Digits::of(&normal).filter(|_| is_number) {
            Some(number) => find(&|value| Digits::of(value) == Some(number)),
            None if !is_atomic => find(&|value| self.is_same(text, value)),
            None if self.builtin == Builtin::Text || !self.builtin.accepts(&normal) => find(&is_same_text),
            None => find(&|value| self.is_same(text, value)),
        }
    }

    /// Whether a text meets the facets. Each thread compiles a pattern once.
    pub(crate) fn allow(&self, text: &str) -> bool {
        thread_local! {
            static PATTERNS: Cell<Option<Patterns>> = const { Cell::new(None) };
        }
        let mut patterns = PATTERNS.try_with(Cell::take).ok().flatten().unwrap_or_default();
        patterns.work = Work::default();
        let allows = broken(self, Lexical { text, expanded: text }, &mut patterns, 0).is_empty();
        // A thread that ends may have no thread-local storage any more. Nothing is cached then.
        let _ = PATTERNS.try_with(|cache| cache.set(Some(patterns)));
        allows
    }

    /// Whether a text is a valid lexical form of the underlying built-in types.
    fn has_form(&self, text: &str) -> bool {
        let text = self.white_space.apply(text.into());
        let is_item = |word| self.item.is_none_or(|item| item.has_form(word));
        self.builtin.accepts(&text)
            && words(&text).all(is_item)
            && (self.members.is_empty() || self.members.iter().any(|member| member.has_form(&text)))
    }
}

impl Facets {
    /// The facets of a built-in type of XML Schema, by its local name. `None` for types that accept every text.
    fn of_builtin(local: &str) -> Option<Self> {
        use Builtin as B;
        Some(Self::of(match local {
            "language" => return Some(Self::LANGUAGE),
            "NMTOKEN" => return Some(Self::NMTOKEN),
            "NMTOKENS" => return Some(Self::NMTOKENS),
            "Name" => return Some(Self::NAME),
            "NCName" | "ID" | "IDREF" | "ENTITY" => return Some(Self::NCNAME),
            "IDREFS" | "ENTITIES" => return Some(Self::IDREFS),
            "boolean" => B::Boolean,
            "float" => B::Float,
            "double" => B::Double,
            "decimal" => B::Decimal,
            "integer" => B::Integer,
            "nonPositiveInteger" => B::NonPositiveInteger,
            "negativeInteger" => B::NegativeInteger,
            "nonNegativeInteger" => B::NonNegativeInteger,
            "positiveInteger" => B::PositiveInteger,
            "long" => B::Long,
            "int" => B::Int,
            "short" => B::Short,
            "byte" => B::Byte,
            "unsignedLong" => B::UnsignedLong,
            "unsignedInt" => B::UnsignedInt,
            "unsignedShort" => B::UnsignedShort,
            "unsignedByte" => B::UnsignedByte,
            "duration" => B::Duration,
            "dateTime" => B::DateTime,
            "time" => B::Time,
            "date" => B::Date,
            "gYearMonth" => B::GYearMonth,
            "gYear" => B::GYear,
            "gMonthDay" => B::GMonthDay,
            "gDay" => B::GDay,
            "gMonth" => B::GMonth,
            "hexBinary" => B::HexBinary,
            "base64Binary" => B::Base64Binary,
            _ => return None,
        }))
    }
}

/// The digits of a decimal number that determine its value.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Digits<'t> {
    is_negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

impl<'t> Digits<'t> {
    /// The digits of a text; `None` if it is not a decimal number.
    fn of(text: &'t str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\n', '\r']);
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self { is_negative: text.starts_with('-') && !is_zero, whole, fraction })
    }
}

/// Cache of parsed patterns, and the number of steps that matching texts with them may still take.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// `None` for patterns that are invalid or too large.
    parsed: BTreeMap<&'static str, Option<Pattern>>,
    work: Work,
}

impl Patterns {
    /// Whether a text matches one of several patterns.
    fn match_one(&mut self, group: &[&'static str], text: &str) -> Result<bool, TooMuchWork> {
        let mut result = Ok(false);
        for pattern in group {
            let read = self.parsed.entry(pattern).or_insert_with(|| Pattern::new(pattern).ok());
            match read.as_mut().map_or(Ok(true), |pattern| pattern.matches(text, &mut self.work)) {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(error) => result = Err(error),
            }
        }
        result
    }
}

/// The text of a value, with the QNames in it written in two ways.
#[derive(Clone, Copy)]
pub(super) struct Lexical<'t> {
    /// The text with QNames in prefixed form.
    pub(super) text: &'t str,
    /// The text with QNames in the form `{namespace}local`.
    pub(super) expanded: &'t str,
}

/// Maximum number of violations of a value. A message of megabytes may have millions.
pub(super) const MAX_VIOLATIONS: usize = 1_000;

/// If a text violates a length facet and has more bytes than this, it is not compared with the patterns. The
/// time that a pattern takes grows with the length of the text.
const MAX_COMPARED_LENGTH: usize = 4 << 10;

/// Checks a text against facets. Returns a description of the expected value for each violated facet. The
/// items of a list are checked only until there are [`MAX_VIOLATIONS`] descriptions.
pub(super) fn broken(
    facets: &Facets,
    all: Lexical<'_>,
    patterns: &mut Patterns,
    depth: usize,
) -> Vec<String> {
    let mut broken = Vec::new();
    // Protects against facets that contain themselves. The generator never writes facets nested this deep.
    if depth > 64 {
        return broken;
    }
    let text = &*facets.white_space.apply(all.text.into());
    let expanded = &*facets.white_space.apply(all.expanded.into());
    let all = Lexical { text, expanded };
    if !facets.members.is_empty()
        && !facets.members.iter().any(|member| accepts(member, all, patterns, depth))
    {
        broken.push("a value of a member type of the union".to_owned());
    }
    if let Some(item) = facets.item {
        for (text, expanded) in words(text).zip(words(expanded)) {
            if broken.len() >= MAX_VIOLATIONS {
                break;
            }
            broken.extend(self::broken(item, Lexical { text, expanded }, patterns, depth + 1));
        }
    }
    if !facets.values.is_empty() && facets.same_of(facets.values, expanded).is_none() {
        broken.push(match facets.values {
            [only] => format!("`{only}`, the only allowed value"),
            _ => "one of the enumeration values of the contract".to_owned(),
        });
    }
    let mut wrong_lengths = Vec::new();
    lengths(facets, text, &mut wrong_lengths);
    let is_compared = wrong_lengths.is_empty() || text.len() <= MAX_COMPARED_LENGTH;
    for group in facets.patterns.iter().filter(|_| is_compared) {
        match patterns.match_one(group, text) {
            Ok(true) => {}
            Ok(false) => broken.push(format!("a text that matches {}", one_of(group))),
            Err(TooMuchWork) => broken.push(format!(
                "a text that matches {}, not compared because the texts of the message need too many steps",
                one_of(group)
            )),
        }
    }
    broken.append(&mut wrong_lengths);
    range(facets, text, &mut broken);
    digits(facets, text, &mut broken);
    broken
}

/// Whether a text is a value of a type: checks its lexical form and its facets.
fn accepts(facets: &Facets, all: Lexical<'_>, patterns: &mut Patterns, depth: usize) -> bool {
    facets.builtin.accepts(&facets.white_space.apply(all.text.into()))
        && broken(facets, all, patterns, depth + 1).is_empty()
}

fn one_of(patterns: &[&str]) -> String {
    patterns.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(" or ")
}

fn lengths(facets: &Facets, text: &str, broken: &mut Vec<String>) {
    if facets.min_length.is_none() && facets.max_length.is_none() {
        return;
    }
    let Some((length, unit)) = facets.builtin.length(text) else { return };
    match (facets.min_length, facets.max_length) {
        (Some(least), Some(most)) if least == most && length != least => {
            broken.push(format!("exactly {}, not {length}", counted(least, unit)));
        }
        (Some(least), _) if length < least => {
            broken.push(format!("at least {}, not {length}", counted(least, unit)));
        }
        (_, Some(most)) if length > most => {
            broken.push(format!("at most {}, not {length}", counted(most, unit)));
        }
        _ => {}
    }
}

/// Formats a number with its unit in the singular or plural.
fn counted(number: u64, unit: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{ending}")
}

fn range(facets: &Facets, text: &str, broken: &mut Vec<String>) {
    let mut hold = |limit: Option<&str>, words: &str, wrong: &[Ordering]| {
        let Some(limit) = limit else { return };
        // Values that cannot be compared, such as a date with and a date without a time zone, do not violate
        // the facet.
        if facets.builtin.compare(text, limit).is_some_and(|order| wrong.contains(&order)) {
            broken.push(format!("{words} {limit}"));
        }
    };
    hold(facets.min_inclusive, "at least", &[Ordering::Less]);
    hold(facets.min_exclusive, "more than", &[Ordering::Less, Ordering::Equal]);
    hold(facets.max_inclusive, "at most", &[Ordering::Greater]);
    hold(facets.max_exclusive, "less than", &[Ordering::Greater, Ordering::Equal]);
}

/// Checks the numbers of digits. Zeros at the beginning of the number and at the end of its fraction are not
/// counted, because the facets constrain the value.
fn digits(facets: &Facets, text: &str, broken: &mut Vec<String>) {
    let unsigned = text.trim_start_matches(['+', '-']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let (all, fraction) = ((whole.len() + fraction.len()) as u64, fraction.len() as u64);
    if let Some(most) = facets.total_digits.filter(|most| all > *most) {
        broken.push(format!("at most {}", counted(most, "digit")));
    }
    if let Some(most) = facets.fraction_digits.filter(|most| fraction > *most) {
        broken.push(format!("at most {}", counted(most, "fraction digit")));
    }
}
