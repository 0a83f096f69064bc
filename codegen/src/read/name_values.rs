//! Resolves QNames in enumerations and in default and fixed values to `{namespace}local`, because a message does
//! not declare the prefixes of the schema.

use super::{
    cycles,
    infer::Open,
    tag::{Expanded, Tag},
    warning::warn,
};
use crate::{
    lists::CollectVec,
    map::Map,
    model::{
        AttributeId, AttributeUse, Builtin, ComplexContent, ComplexType, ElementId, Id, IdSet, Model,
        SimpleType, TypeId, TypeKind, Variety,
    },
    name_characters::is_ncname,
    problem::Problems,
    source::Span,
};

/// Resolves the QNames in enumerations and in default and fixed values. The base types of all types must be
/// known.
pub(super) fn resolve(open: &Open<'_>, model: &mut Model, problems: &mut Problems) {
    let with_names = model.types_with_names();
    resolve_enumerations(model, &open.enumerations, &with_names, problems);
    resolve_elements(model, &open.values, &with_names, problems);
    resolve_attributes(model, &open.attribute_values, &with_names, problems);
}

fn resolve_enumerations(
    model: &mut Model,
    enumerations: &[(TypeId, Tag<'_>)],
    with_names: &IdSet<TypeId>,
    problems: &mut Problems,
) {
    for &(id, tag) in enumerations {
        let values = tag.children().filter(|child| child.schema_name() == "enumeration");
        if !is_name_type(model, id) {
            resolve_enumeration_of_unions(model, id, values, with_names, problems);
            continue;
        }
        let mut expanded = Vec::new();
        for child in values {
            let Some(value) = child.attribute("value") else { continue };
            let names = value.split_whitespace().map(|name| expanded_name(child, "value", name, problems));
            expanded.push(names.collect_vec().join(" "));
        }
        if let TypeKind::Simple(simple) = &mut model.types[id].kind {
            for (value, name) in simple.facets.enumeration.iter_mut().zip(expanded) {
                value.value = name;
            }
        }
    }
}

/// Resolves the QNames in an enumeration if its base is a union with QNames or a list of such unions.
fn resolve_enumeration_of_unions<'a>(
    model: &mut Model,
    id: TypeId,
    values: impl Iterator<Item = Tag<'a>>,
    with_names: &IdSet<TypeId>,
    problems: &mut Problems,
) {
    let TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), .. }) = model.types[id].kind
    else {
        return;
    };
    if !with_names.contains(&base) {
        return;
    }
    let values = values.filter(|value| value.attribute("value").is_some());
    let names = Names { model, with_names };
    let resolved = values.map(|value| names.value_of(base, value, "value", problems)).collect_vec();
    if let TypeKind::Simple(simple) = &mut model.types[id].kind {
        for (value, resolved) in simple.facets.enumeration.iter_mut().zip(resolved) {
            value.value = resolved.unwrap_or_else(|| std::mem::take(&mut value.value));
        }
    }
}

fn resolve_elements(
    model: &mut Model,
    values: &[(ElementId, Tag<'_>)],
    with_names: &IdSet<TypeId>,
    problems: &mut Problems,
) {
    for &(id, tag) in values {
        let text = match &model.types[model.elements[id].type_id].kind {
            TypeKind::Complex(ComplexType { content: ComplexContent::Simple(text), .. }) => *text,
            _ => model.elements[id].type_id,
        };
        let names = Names { model, with_names };
        let [default, fixed] =
            ["default", "fixed"].map(|attribute| names.value_of(text, tag, attribute, problems));
        let element = &mut model.elements[id];
        replace(&mut element.default, default);
        replace(&mut element.fixed, fixed);
    }
}

/// Appends a position to the default or fixed value of an attribute reference (`<xs:attribute ref="…">`): the
/// place of the reference in the documents. [`resolve_attributes`] recognizes the value by this position,
/// because attribute references have no ids in the model. XML does not allow the separator in a value.
pub(super) fn marked(value: &str, span: Span) -> String {
    format!("{value}{POSITION_SEPARATOR}{}", position(span))
}

fn position(span: Span) -> String {
    format!("{}:{}", span.source.0, span.start)
}

const POSITION_SEPARATOR: char = '\0';

/// Resolves the values of attribute declarations, and of references to them.
fn resolve_attributes(
    model: &mut Model,
    values: &[(AttributeId, Tag<'_>)],
    with_names: &IdSet<TypeId>,
    problems: &mut Problems,
) {
    let mut at_references: Map<String, [Option<String>; 2]> = Map::new();
    for &(id, tag) in values {
        let type_id = model.attributes[id].type_id;
        let names = Names { model, with_names };
        let [default, fixed] =
            ["default", "fixed"].map(|attribute| names.value_of(type_id, tag, attribute, problems));
        if tag.attribute("ref").is_some() {
            at_references.insert(position(tag.span()), [default, fixed]);
            continue;
        }
        let attribute = &mut model.attributes[id];
        replace(&mut attribute.default, default);
        replace(&mut attribute.fixed, fixed);
    }
    if at_references.is_empty() {
        return;
    }
    let resolve = |uses: &mut Vec<AttributeUse>| {
        for usage in uses {
            let AttributeUse::Attribute { default, fixed, .. } = usage else { continue };
            for (which, value) in [default, fixed].into_iter().enumerate() {
                let Some(value) = value else { continue };
                let Some((written, position)) = value.split_once(POSITION_SEPARATOR) else { continue };
                let resolved = at_references.get(position).and_then(|values| values.get(which)?.clone());
                *value = resolved.unwrap_or_else(|| written.to_owned());
            }
        }
    };
    for index in 0..model.types.len() {
        if let TypeKind::Complex(complex) = &mut model.types[Id::from_index(index)].kind {
            resolve(&mut complex.attributes);
        }
    }
    for index in 0..model.attribute_groups.len() {
        resolve(&mut model.attribute_groups[Id::from_index(index)].attributes);
    }
}

fn replace(value: &mut Option<String>, resolved: Option<String>) {
    if resolved.is_some() {
        *value = resolved;
    }
}

/// Maximum number of types to which one value is compared. Nested unions can repeat a type exponentially often.
const MAX_COMPARED_TYPES: usize = 1_000;

/// Finds the QNames in values.
struct Names<'m> {
    model: &'m Model,
    /// The types whose values are or contain QNames.
    with_names: &'m IdSet<TypeId>,
}

impl Names<'_> {
    /// The value of the given attribute, `default` or `fixed`, with its QNames resolved. `None` if it contains no
    /// QNames.
    fn value_of<'a>(
        &self,
        id: TypeId,
        tag: Tag<'a>,
        attribute: &str,
        problems: &mut Problems,
    ) -> Option<String> {
        let text = tag.exact_attribute(attribute)?;
        let mut left = MAX_COMPARED_TYPES;
        let mut names = Vec::new();
        self.find(id, text, &mut left, &mut names).filter(|_| !names.is_empty())?;
        let words = text.split_whitespace().map(|word| match names.contains(&word) {
            true => expanded_name(tag, attribute, word, problems),
            false => word.to_owned(),
        });
        Some(words.collect_vec().join(" "))
    }

    /// Adds to `names` each word of a text that the type reads as a QName. Returns `None` if the text is not a value
    /// of the type. In a union, the first member type that accepts the text is used, as in generated code.
    fn find<'t>(&self, id: TypeId, text: &'t str, left: &mut usize, names: &mut Vec<&'t str>) -> Option<()> {
        let mut current = id;
        loop {
            *left = left.checked_sub(1)?;
            let TypeKind::Simple(SimpleType { variety, facets }) = &self.model.types[current].kind else {
                return None;
            };
            let is_listed = || facets.enumeration.iter().any(|value| value.value == text.trim_ascii());
            match variety {
                Variety::Restriction(base) => {
                    // Listed names have been resolved, so they cannot be compared with the text.
                    if !facets.enumeration.is_empty() && !is_listed() && !self.with_names.contains(base) {
                        return None;
                    }
                    current = *base;
                }
                Variety::Builtin(builtin) => return find_name(*builtin, text, names),
                Variety::List(item) => {
                    return text.split_whitespace().try_for_each(|word| self.find(*item, word, left, names));
                }
                Variety::Union(members) => {
                    let before = names.len();
                    return members.iter().find_map(|member| {
                        names.truncate(before);
                        self.find(*member, text, left, names)
                    });
                }
            }
        }
    }
}

/// Adds `text` to `names` if the built-in type is QName or NOTATION. Returns `None` if the type does not
/// accept the text. For other types the test is approximate, because it only has to distinguish their values
/// from QNames.
fn find_name<'t>(builtin: Builtin, text: &'t str, names: &mut Vec<&'t str>) -> Option<()> {
    use Builtin as B;
    let text = text.trim_ascii();
    let are = |accepted: fn(u8) -> bool| text.bytes().all(accepted).then_some(());
    match builtin {
        B::QName | B::Notation => {
            let is_name = text.split(':').all(is_ncname) && text.matches(':').count() < 2;
            is_name.then(|| names.push(text))
        }
        B::Boolean => matches!(text, "true" | "false" | "1" | "0").then_some(()),
        B::Float | B::Double => {
            let is_number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
            (is_number || matches!(text, "INF" | "NaN")).then_some(())
        }
        B::Duration => {
            let components = text.strip_prefix('-').unwrap_or(text).strip_prefix('P')?;
            let first = components.strip_prefix('T').unwrap_or(components).bytes().next()?;
            are(|byte| byte.is_ascii_digit() || b"-PYMDTHS.".contains(&byte))
                .filter(|()| first.is_ascii_digit())
        }
        B::HexBinary => are(|byte| byte.is_ascii_hexdigit()).filter(|()| text.len().is_multiple_of(2)),
        B::Base64Binary => {
            let digits = text.bytes().filter(|byte| *byte != b' ').count();
            let are_base64 = are(|byte| byte.is_ascii_alphanumeric() || b"+/= ".contains(&byte));
            are_base64.filter(|()| digits.is_multiple_of(4))
        }
        // A text of digits, `+`, `-` and `.` is not a QName, because a QName begins with a letter or an underscore.
        B::Decimal
        | B::Integer
        | B::NonPositiveInteger
        | B::NegativeInteger
        | B::Long
        | B::Int
        | B::Short
        | B::Byte
        | B::NonNegativeInteger
        | B::UnsignedLong
        | B::UnsignedInt
        | B::UnsignedShort
        | B::UnsignedByte
        | B::PositiveInteger => are(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte)),
        B::DateTime | B::Time | B::Date | B::GYearMonth | B::GYear | B::GMonthDay | B::GDay | B::GMonth => {
            // `T` and `Z` consist of permitted characters, but are QNames. A date or time begins with a digit or `-`.
            let begins_like_a_time = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
            are(|byte| byte.is_ascii_digit() || b"+-.:TZ".contains(&byte)).filter(|()| begins_like_a_time)
        }
        _ => Some(()),
    }
}

/// Expands a QName to `{namespace}local`.
fn expanded_name<'a>(tag: Tag<'a>, attribute: &str, name: &'a str, problems: &mut Problems) -> String {
    match tag.expand(name) {
        Expanded::Name { namespace: "", local, .. } => local.to_owned(),
        Expanded::Name { namespace, local, .. } => format!("{{{namespace}}}{local}"),
        Expanded::Undeclared { prefix, .. } => {
            warn(problems, tag, attribute, format!("the prefix `{prefix}` is not declared"));
            name.to_owned()
        }
    }
}

/// Whether a simple type is QName, NOTATION, a restriction of one of these, or a list of them.
fn is_name_type(model: &Model, id: TypeId) -> bool {
    let mut at = id;
    // Longer chains of base types have been cut.
    for _ in 0..=cycles::MAX_REFERENCE_CHAIN {
        match &model.types[at].kind {
            TypeKind::Simple(SimpleType { variety: Variety::Restriction(next), .. }) => at = *next,
            TypeKind::Simple(SimpleType { variety: Variety::List(next), .. }) => at = *next,
            TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => {
                return matches!(builtin, Builtin::QName | Builtin::Notation);
            }
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualified_names_are_not_values_of_other_types() {
        use Builtin as B;
        for (builtin, values, names) in [
            (B::Int, &["1", "-1", "+1"][..], &["T", "Z", "T:Z"][..]),
            (B::Date, &["2000-01-31", "-0044-03-15", "2000-01-31Z"], &["T", "Z", "T:Z"]),
            (B::Time, &["10:00:00", "10:00:00.5+01:00"], &["T", "Z", "T:Z"]),
            (B::GMonth, &["--05", "--05Z"], &["Z"]),
            (B::Duration, &["P1D", "-P1Y2M", "PT0.5S"], &["P", "PT", "T", "D", "PS1"]),
            (B::HexBinary, &["", "aB"], &["abc", "Odd"]),
            (B::Base64Binary, &["", "abcd", "ab==", "ab cd"], &["Odd", "Names"]),
            (B::Boolean, &["true", "0"], &["True"]),
            (B::Double, &["1", ".5", "-INF", "NaN"], &["Inf", "E5"]),
        ] {
            let accepts = |text: &str| find_name(builtin, text, &mut Vec::new()).is_some();
            for value in values {
                assert!(accepts(value), "{builtin:?} {value}");
            }
            for name in names {
                assert!(!accepts(name), "{builtin:?} {name}");
            }
        }
    }
}
