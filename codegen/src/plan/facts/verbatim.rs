//! Finds the types with patterns whose values must keep their text.
//!
//! A pattern restricts texts, but numbers, booleans and binary data are written in one canonical form. If
//! the pattern may reject that form, values are stored with the text from which they were read.

use super::{Facts, MAX_DEPTH, builtins::builtin_ty};
use crate::{
    model::{Builtin, Facets, SimpleType, TypeId, TypeKind, Variety},
    plan::ty::Ty,
};

impl Facts<'_> {
    /// Whether the values of a restriction must keep their text although those of its base need not.
    pub(crate) fn begins_verbatim(&self, base: TypeId, facets: &Facets) -> bool {
        !facets.patterns.is_empty()
            && !self.is_verbatim(base, 0)
            && !self.match_when_written(base, &facets.patterns, 0)
    }

    /// Whether the values of an enumeration keep their text because of a pattern in the same type. This is the case
    /// for numbers, booleans and binary data, since the pattern may require another lexical form than the listed
    /// value has.
    pub(crate) fn is_listed_verbatim(&self, id: TypeId) -> bool {
        let TypeKind::Simple(SimpleType { facets, .. }) = &self.model.types[id].kind else { return false };
        !facets.enumeration.is_empty() && !facets.patterns.is_empty() && !self.is_listed_as_text(id)
    }

    /// Whether the enumeration values of a type are texts or qualified names, which have only one lexical
    /// form. Lists and unions are treated in the same way, whatever their items and members are.
    fn is_listed_as_text(&self, id: TypeId) -> bool {
        let mut current = id;
        for _ in 0..MAX_DEPTH {
            match &self.model.types[current].kind {
                _ if self.custom(current).is_some() => return true,
                TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), .. }) => current = *base,
                TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => {
                    let is_name = matches!(builtin, Builtin::QName | Builtin::Notation);
                    return is_name || builtin_ty(*builtin) == Ty::Std("String");
                }
                _ => return true,
            }
        }
        true
    }

    /// Whether the values of a type keep their text.
    fn is_verbatim(&self, id: TypeId, depth: usize) -> bool {
        let TypeKind::Simple(simple) = &self.model.types[id].kind else { return false };
        let Variety::Restriction(base) = simple.variety else { return false };
        let has_own = depth > MAX_DEPTH || self.custom(id).is_some() || !simple.facets.enumeration.is_empty();
        !has_own
            && (self.is_verbatim(base, depth + 1)
                || !simple.facets.patterns.is_empty()
                    && !self.match_when_written(base, &simple.facets.patterns, depth + 1))
    }

    /// Whether the patterns still match after a value was read and written: if a text matches, the canonical
    /// form of its value matches too.
    fn match_when_written(&self, id: TypeId, patterns: &[String], depth: usize) -> bool {
        if depth > MAX_DEPTH || self.custom(id).is_some() {
            return true;
        }
        let TypeKind::Simple(simple) = &self.model.types[id].kind else { return true };
        match &simple.variety {
            // Enumeration values are written as listed, but may be read in another lexical form.
            _ if !simple.facets.enumeration.is_empty() => self.is_listed_as_text(id),
            Variety::Restriction(base) => self.match_when_written(*base, patterns, depth + 1),
            Variety::List(item) => self.is_lossless(*item, depth + 1),
            Variety::Union(members) => members.iter().all(|member| self.is_lossless(*member, depth + 1)),
            Variety::Builtin(builtin) => match canonical_form(*builtin) {
                // A boolean is generated as a `String` if the patterns may reject `true` or `false`, with
                // which a `bool` is written.
                CanonicalForm::AsRead | CanonicalForm::Boolean => true,
                CanonicalForm::Integer => patterns.iter().all(|pattern| is_of_integers(pattern)),
                CanonicalForm::Hexadecimal => patterns.iter().all(|pattern| has_capitals(pattern)),
                CanonicalForm::Base64 => patterns.iter().all(|pattern| has_no_blanks(pattern)),
                CanonicalForm::Float => false,
            },
        }
    }

    /// Whether the values of a type are written in the form in which they were read.
    fn is_lossless(&self, id: TypeId, depth: usize) -> bool {
        if depth > MAX_DEPTH || self.custom(id).is_some() || self.is_verbatim(id, depth) {
            return true;
        }
        let TypeKind::Simple(simple) = &self.model.types[id].kind else { return true };
        match &simple.variety {
            _ if !simple.facets.enumeration.is_empty() => self.restricts_text(id),
            Variety::Restriction(base) => self.is_lossless(*base, depth + 1),
            Variety::List(item) => self.is_lossless(*item, depth + 1),
            Variety::Union(members) => members.iter().all(|member| self.is_lossless(*member, depth + 1)),
            Variety::Builtin(builtin) => canonical_form(*builtin) == CanonicalForm::AsRead,
        }
    }
}

/// The canonical form in which the values of a built-in type are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CanonicalForm {
    /// The form in which the value was read.
    AsRead,
    Boolean,
    Float,
    /// Without a plus sign or leading zeros.
    Integer,
    /// With capital letters.
    Hexadecimal,
    /// Without whitespace.
    Base64,
}

fn canonical_form(builtin: Builtin) -> CanonicalForm {
    use Builtin as B;
    match builtin {
        B::Boolean => CanonicalForm::Boolean,
        B::Float | B::Double => CanonicalForm::Float,
        B::Long | B::Int | B::Short | B::Byte => CanonicalForm::Integer,
        B::UnsignedLong | B::UnsignedInt | B::UnsignedShort | B::UnsignedByte => CanonicalForm::Integer,
        B::HexBinary => CanonicalForm::Hexadecimal,
        B::Base64Binary => CanonicalForm::Base64,
        _ => CanonicalForm::AsRead,
    }
}

/// Whether a pattern for integers matches the canonical form of each text that it matches, such as `7` for
/// `007`. Only common patterns are recognized: `\d+`, `[0-9]{1,5}`, `-?[1-9]\d*`, `0|1|2`.
fn is_of_integers(pattern: &str) -> bool {
    let inside = pattern.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inside = inside.filter(|inside| !inside.contains(['(', ')'])).unwrap_or(pattern);
    inside.split('|').all(is_integer_branch)
}

fn is_integer_branch(branch: &str) -> bool {
    let signs = ["-?", "[-+]?", "[+-]?", "[\\-+]?", "[+\\-]?", "\\-?", "\\+?", "+?"];
    let rest = signs.iter().find_map(|sign| branch.strip_prefix(sign));
    let (mut rest, must_be_negative) = match (rest, branch.strip_prefix('-')) {
        (Some(rest), _) => (rest, false),
        (None, Some(rest)) => (rest, true),
        (None, None) => (branch, false),
    };
    let mut atoms = Vec::new();
    while !rest.is_empty() {
        let Some((atom, after)) = digits(rest) else { return false };
        atoms.push(atom);
        rest = after;
    }
    let begins_with_zero = match atoms.iter().position(|atom| atom.least > 0) {
        Some(first) => atoms.iter().take(first + 1).any(|atom| atom.has_zero),
        None => true,
    };
    let least: u32 = atoms.iter().fold(0, |sum, atom| sum.saturating_add(atom.least));
    let most = atoms.iter().try_fold(0_u32, |sum, atom| sum.checked_add(atom.most?));
    let is_any_number = atoms.iter().all(|atom| atom.is_any) && least <= 1;
    !begins_with_zero || (!must_be_negative && (most == Some(1) || is_any_number))
}

/// A class of digits with a quantifier.
struct Digits {
    has_zero: bool,
    /// Whether the class contains every digit.
    is_any: bool,
    least: u32,
    most: Option<u32>,
}

/// Parses the class of digits at the beginning of a pattern, with its quantifier. Also returns the rest of
/// the pattern.
fn digits(pattern: &str) -> Option<(Digits, &str)> {
    let (has_zero, is_any, rest) = if let Some(rest) = pattern.strip_prefix("\\d") {
        (true, true, rest)
    } else if let Some(rest) = pattern.strip_prefix('[') {
        let (class, rest) = rest.split_once(']')?;
        let is_any = matches!(class, "0-9" | "\\d");
        let is_plain = class.chars().all(|one| one.is_ascii_digit() || one == '-') && !class.starts_with('-');
        if class.is_empty() || !(is_any || is_plain) {
            return None;
        }
        (is_any || class.contains('0'), is_any, rest)
    } else {
        let digit = pattern.chars().next().filter(char::is_ascii_digit)?;
        (digit == '0', false, pattern.get(1..)?)
    };
    let (least, most, rest) = match rest.chars().next() {
        Some('?') => (0, Some(1), rest.get(1..)?),
        Some('*') => (0, None, rest.get(1..)?),
        Some('+') => (1, None, rest.get(1..)?),
        Some('{') => {
            let (count, rest) = rest.get(1..)?.split_once('}')?;
            let (least, most) = match count.split_once(',') {
                Some((least, "")) => (least.parse().ok()?, None),
                Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
                None => (count.parse().ok()?, Some(count.parse().ok()?)),
            };
            (least, most, rest)
        }
        _ => (1, Some(1), rest),
    };
    Some((Digits { has_zero, is_any, least, most }, rest))
}

/// Whether a pattern matches the capital form of every hexadecimal text that it matches: it consists only
/// of digits, classes with both cases, capital letters and quantifiers.
fn has_capitals(pattern: &str) -> bool {
    let parts = pattern.replace("[0-9A-Fa-f]", "").replace("[0-9a-fA-F]", "").replace("[A-Fa-f0-9]", "");
    let parts = parts.replace("[a-fA-F0-9]", "").replace("\\d", "");
    parts.chars().all(|one| matches!(one, '0'..='9' | 'A'..='F' | '-' | '[' | ']' | '(' | ')' | '{' | '}' | ',' | '*' | '+' | '?' | '|'))
        && !parts.contains("[^")
}

/// Whether a pattern matches no text with whitespace: it has no construct that could match whitespace.
fn has_no_blanks(pattern: &str) -> bool {
    !pattern.contains(['.', ' ', '\\', '^'])
}

#[cfg(test)]
mod tests {
    use super::{has_capitals, is_of_integers};

    #[test]
    fn patterns_that_match_the_canonical_form_are_recognized() {
        for pattern in [
            r"\d+",
            "[0-9]*",
            "[0-9]{1,5}",
            r"-?\d{1,3}",
            "[1-9][0-9]*",
            r"[1-9]\d{2}",
            "0|1|2",
            "(10|20)",
            "[1-5]",
            "[0-9]",
            r"\d?\d",
            r"[+-]?[0-9]+",
            r"-[1-9]\d*",
            "0|[1-9][0-9]{0,3}",
            r"1\d{3}",
        ] {
            assert!(is_of_integers(pattern), "{pattern}");
        }
        for pattern in [
            r"\d{5}",
            "[0-9]{2,3}",
            "00[0-9]",
            r"0\d",
            r"\+\d+",
            r"-\d+",
            "[0-4]+",
            "[0-9]?[1-5]",
            "01",
            ".*",
            "[^0]+",
            r"0|\d{2}",
            r"(\d)(\d)",
            "[0-9]{99999999999}",
        ] {
            assert!(!is_of_integers(pattern), "{pattern}");
        }
        assert!(has_capitals("[0-9A-F]{8}") && has_capitals("([0-9a-fA-F]{2})+") && has_capitals("(00|FF)*"));
        assert!(
            !has_capitals("[0-9a-f]+")
                && !has_capitals("ff")
                && !has_capitals("[^a]*")
                && !has_capitals(".*")
        );
    }
}
