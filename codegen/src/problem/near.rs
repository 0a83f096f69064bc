//! Finds the name that a misspelled name was probably meant to be ("did you mean").

use crate::lists::CollectVec;

/// Returns the candidate most similar to `wanted`, or `None` if no candidate is similar.
///
/// A candidate that differs only in case is preferred, then the one with the smallest edit distance. The distance must
/// not exceed a third of the length.
pub(crate) fn near_miss<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.chars().take(MAX_COMPARED_CHARACTERS).collect_vec();
    let limit = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let bound = best.map_or(limit, |(distance, _)| distance.saturating_sub(1));
        if let Some(distance) = distance(&wanted, candidate, bound) {
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, candidate));
            }
            if distance == 0 {
                break;
            }
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Maximum number of characters to compare; longer names are cut off, which bounds the cost.
const MAX_COMPARED_CHARACTERS: usize = 100;

/// Returns the edit distance (insertions, deletions, substitutions, transpositions of neighbours) if it does not exceed
/// `limit`. ASCII case is ignored.
fn distance(wanted: &[char], candidate: &str, limit: usize) -> Option<usize> {
    if candidate.len() > (wanted.len() + limit) * 4 || candidate.len() + limit < wanted.len() {
        return None;
    }
    let candidate: Vec<char> = candidate.chars().take(MAX_COMPARED_CHARACTERS).collect_vec();
    if candidate.len().abs_diff(wanted.len()) > limit {
        return None;
    }
    let same = |a: &char, b: &char| a == b || a.eq_ignore_ascii_case(b);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=candidate.len()).collect_vec();
    let mut above: Option<&char> = None;
    for (row, letter) in wanted.iter().enumerate() {
        let mut line = Vec::with_capacity(last.len());
        line.push(row + 1);
        let mut left: Option<&char> = None;
        for (column, other) in candidate.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&last, column) + usize::from(!same(letter, other)))
                .min(at(&last, column + 1) + 1)
                .min(at(&line, column) + 1);
            let swapped =
                above.is_some_and(|above| same(above, other)) && left.is_some_and(|left| same(left, letter));
            if swapped && column > 0 {
                least = least.min(at(&before, column - 1) + 1);
            }
            line.push(least);
            left = Some(other);
        }
        if line.iter().all(|distance| *distance > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, line);
        above = Some(letter);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::near_miss;

    #[test]
    fn the_nearest_name_is_found() {
        let names = ["User", "UserGroup", "UserInfo", "Carrier", "ETableRight"];
        for (wanted, expected) in [
            ("user", Some("User")),
            ("Usre", Some("User")),
            ("UserGruop", Some("UserGroup")),
            ("UserInfos", Some("UserInfo")),
            ("Carier", Some("Carrier")),
            ("Contact", None),
            ("", None),
            ("ETableRights", Some("ETableRight")),
        ] {
            assert_eq!(near_miss(wanted, names), expected, "{wanted}");
        }
    }
}
