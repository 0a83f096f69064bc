use super::{Pattern, TooMuchWork, Work};
use crate::validate::syntax::{Atom, Class, Expression, Piece, parse};

fn matches(pattern: &str, text: &str) -> bool {
    let mut read = Pattern::new(pattern).unwrap_or_else(|wrong| panic!("{pattern}: {wrong}"));
    read.matches(text, &mut Work::default()).unwrap()
}

#[test]
fn patterns_match_the_whole_text() {
    for (pattern, taken, refused) in [
        ("", &[""][..], &["a"][..]),
        ("abc", &["abc"], &["ab", "abcd", " abc"]),
        ("a|bc|", &["a", "bc", ""], &["b", "abc"]),
        ("[A-Z]{2}[0-9]{3,5}", &["AB123", "AB12345"], &["AB12", "AB123456", "ab123"]),
        (r"\d{3}-\d+", &["123-4", "١٢٣-٤"], &["123-", "12a-4"]),
        ("(ab)*c?", &["", "c", "abab", "ababc"], &["aba", "cc"]),
        ("a{0}", &[""], &["a"]),
        ("a{2,}", &["aa", "aaaa"], &["a"]),
        ("(a{2}){2}", &["aaaa"], &["aa", "aaa"]),
        ("[a-z-[aeiou]]+", &["xyz"], &["xyzzay", ""]),
        ("[^a-c]", &["d", "é"], &["a", ""]),
        ("[-a]", &["-", "a"], &["b"]),
        ("[a-]", &["-", "a"], &["b"]),
        (r"[\-+]?\p{Lu}\.", &["A.", "-É."], &["a.", "A"]),
        (r"\P{L}", &["1", " "], &["a"]),
        (r"[\p{L}\p{Nd}_]+", &["漢字_9"], &["a-b"]),
        (r"\i\c*", &["a:b-1", "_"], &["1a", "-"]),
        (r"[\i-[:]][\c-[:]]*", &["ab-1"], &["a:b", ""]),
        (r"\w+", &["aé9$"], &["a_b", "a b"]),
        (r"\s\S", &[" a"], &["a ", "aa"]),
        (r".+", &["x y"], &["x\ny", ""]),
        ("^a$", &["^a$"], &["a"]),
        (r"\p{IsBasicLatin}*", &["abc"], &["é"]),
        (r"[^\p{IsGreek}]", &["a"], &["α"]),
        (r"(a*)*", &["", "aaa"], &["b"]),
        (r"\n\r\t\\\|\.\?\*\+\(\)\{\}\[\]\^\-", &["\n\r\t\\|.?*+(){}[]^-"], &[""]),
    ] {
        for text in taken {
            assert!(matches(pattern, text), "{pattern} takes {text:?}");
        }
        for text in refused {
            assert!(!matches(pattern, text), "{pattern} does not take {text:?}");
        }
    }
}

#[test]
fn invalid_patterns_are_reported() {
    for pattern in [
        "(",
        ")",
        "a{",
        "a{2",
        "a{3,2}",
        "*",
        "a**",
        "[a",
        r"\p{Nonsense}",
        r"\p{IsNowhere}",
        r"\q",
        r"\",
        "[a-z-[b]c]",
    ] {
        assert!(Pattern::new(pattern).is_err(), "{pattern}");
    }
}

#[test]
fn the_syntax_is_that_of_xml_schema_alone() {
    let valid = [
        "",
        "()",
        "a]",
        "a}",
        "[]a]",
        "a{,3}",
        "a{2,}",
        "a{9999}",
        "(){99999}",
        r"\-",
        r"[a-\n]",
        "[a-z-[b]]",
        r"\p{L}",
        r"\p{IsGreek}",
        r"\p{IsTags}",
    ];
    let invalid = [
        "(a",
        "a)",
        "[a",
        "a{}",
        "a{3,2}",
        "(?:a)",
        "a*?",
        r"\b",
        r"[a-\d]",
        "[a-z-[b]c]",
        r"\p{}",
        r"\p{Lz}",
        r"\P{Nd",
        r"\pL",
        r"\p{IsNowhere}",
        "a{20001}",
        "(a{200}){200}",
        "(){,99999}",
    ];
    for (patterns, expected) in [(&valid[..], true), (&invalid[..], false)] {
        for pattern in patterns {
            assert_eq!(Pattern::new(pattern).is_ok(), expected, "{pattern}");
        }
    }
    assert!(Pattern::new(&"(".repeat(65)).is_err());
    assert!(Pattern::new(&format!("{}{}", "(".repeat(64), ")".repeat(64))).is_ok());
}

#[test]
fn large_patterns_and_long_texts_come_to_an_end() {
    assert!(Pattern::new(&"(".repeat(100_000)).is_err());
    assert!(Pattern::new(&"[".repeat(100_000)).is_err());
    assert!(Pattern::new("((a{500}){500}){500}").is_err());
    assert!(Pattern::new("a{99999999999999999999}").is_err());
    let text = format!("{}b", "a".repeat(10_000));
    assert!(!matches("(a|aa)+", &text));
    assert!(!matches("(a*)*c", &text));
    assert!(matches("(()*)*(){99999999999}", ""));
}

/// The work to match a text.
fn work(pattern: &str, text: &str) -> u64 {
    let (before, mut work) = (Work(u64::MAX / 2), Work(u64::MAX / 2));
    let mut pattern = Pattern::new(pattern).unwrap();
    pattern.matches(text, &mut work).unwrap();
    before.0 + Work::of(text, pattern.program.steps.len()) - work.0
}

#[test]
fn the_work_for_a_character_does_not_grow_with_the_count_of_a_quantifier() {
    let text = "a".repeat(500);
    for pattern in [
        ".{0,N}",
        ".{10,N}",
        r"\S(.{0,N}\S)?",
        r"[\s\S]{0,N}",
        "(ab|a|b){0,N}",
        "a{N,}",
        "((a|b)c?){0,N}",
        "(a?){0,N}",
        "(a?){N}",
        "(a?b?){N}",
        "((a?){0,3}|b?){N}",
        "(a{0,2}){0,N}",
        "(a|aa){0,N}",
        "(a*){N,}",
    ] {
        let [few, many] = [600, 900].map(|count| work(&pattern.replace('N', &count.to_string()), &text));
        assert_eq!(few, many, "{pattern}: {few}, {many}");
        assert!(many < 30 * text.len() as u64, "{pattern}: {many}");
    }
}

#[test]
fn the_work_for_nested_counts_grows_with_the_inner_count_only() {
    let text = "a".repeat(300);
    for pattern in ["(a{0,N}){0,N}", "(a{0,N}){N}", "((a?){0,N}b?){0,N}", "(a{1,N}){0,N}"] {
        let [few, many] = [20, 60].map(|count| work(&pattern.replace('N', &count.to_string()), &text));
        // If a match continued in all copies of an expression, not only in the earliest
        // ([`Program::first_copies`]), the work would grow by a factor of 9.
        assert!(many < few * 4, "{pattern}: {few}, {many}");
        assert!(many < 300 * text.len() as u64, "{pattern}: {many}");
    }
}

#[test]
fn more_work_than_the_limit_is_an_error() {
    // A text can be split into `a` and `aa` in many ways. At each character, the match may therefore be in
    // any of many repetitions, and must follow all of them.
    let mut pattern = Pattern::new("(a|aa){3000}b?").unwrap();
    let (text, mut work) = ("a".repeat(3_000), Work::default());
    assert_eq!(pattern.matches(&text, &mut work), Ok(true));
    // The limit applies to all texts together. Each text raises it in proportion to its length.
    let results: Vec<_> = (0..9).map(|_| pattern.matches(&text, &mut work)).collect();
    assert_eq!(results.last(), Some(&Err(TooMuchWork)));
    assert_eq!(Pattern::new("a*").unwrap().matches(&text, &mut work), Ok(true));
    assert_eq!(pattern.matches(&text, &mut Work::default()), Ok(true));
}

/// Returns the positions at which a match of the expression can end if it starts at one of `starts`.
/// Follows the definition of the expression, to check the compiled program.
fn ends(expression: &Expression, text: &[char], starts: &[bool]) -> Vec<bool> {
    let mut all = vec![false; starts.len()];
    for branch in &expression.branches {
        let found = branch.iter().fold(starts.to_vec(), |starts, piece| ends_of_piece(piece, text, &starts));
        all.iter_mut().zip(found).for_each(|(all, found)| *all |= found);
    }
    all
}

fn ends_of_piece(piece: &Piece, text: &[char], starts: &[bool]) -> Vec<bool> {
    let (mut all, mut now) = (vec![false; starts.len()], starts.to_vec());
    // A nonempty repetition consumes at least one character, so there are at most as many of them as the text
    // has characters. An empty repetition ends where it starts, so more repetitions add no end positions.
    let most = piece.most.unwrap_or(usize::MAX).min(piece.least + text.len() + 1);
    for count in 0..=most {
        if count >= piece.least {
            all.iter_mut().zip(&now).for_each(|(all, now)| *all |= now);
        }
        now = match &piece.atom {
            Atom::Group(group) => ends(group, text, &now),
            Atom::Class(class) => ends_of_class(class, text, &now),
        };
    }
    all
}

fn ends_of_class(class: &Class, text: &[char], starts: &[bool]) -> Vec<bool> {
    let after = text.iter().zip(starts).map(|(character, start)| *start && class.holds(*character));
    std::iter::once(false).chain(after).collect()
}

fn matches_by_definition(pattern: &str, text: &str) -> bool {
    let text: Vec<_> = text.chars().collect();
    let mut starts = vec![false; text.len() + 1];
    starts[0] = true;
    ends(&parse(pattern).unwrap(), &text, &starts)[text.len()]
}

#[test]
fn optional_repetitions_match_each_number_of_them() {
    for (pattern, least, most) in
        [("(ab){0,3}", 0, 3), ("(ab){2,4}", 2, 4), ("(ab)?", 0, 1), ("((ab){0,2}){1,2}", 0, 4)]
    {
        for count in 0..6 {
            let expected = (least..=most).contains(&count);
            assert_eq!(matches(pattern, &"ab".repeat(count)), expected, "{pattern} {count}");
            assert!(!matches(pattern, &format!("{}a", "ab".repeat(count))), "{pattern} {count}");
        }
    }
}

/// Patterns of nested groups with quantifiers.
fn nested() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::{prelude::Strategy, sample::select};
    let quantifier =
        || select(&["", "", "?", "*", "+", "{0,2}", "{2}", "{1,3}", "{2,}", "{0,5}", "{3,4}"][..]);
    let atom = (select(&["a", "b", ".", "[ab]", "()"][..]), quantifier());
    let leaf = atom.prop_map(|(atom, quantifier)| format!("{atom}{quantifier}"));
    leaf.prop_recursive(4, 24, 3, move |inner| {
        let branches = proptest::collection::vec(proptest::collection::vec(inner, 1..3), 1..3);
        (branches, quantifier()).prop_map(|(branches, quantifier)| {
            let branches: Vec<_> = branches.into_iter().map(|branch| branch.concat()).collect();
            format!("({}){quantifier}", branches.join("|"))
        })
    })
}

proptest::proptest! {
    #[test]
    fn any_pattern_comes_to_an_end(pattern in r"[ab.\\\[\](){}|?*+^,0-9dpPwIcL-]{0,40}", text in "[ab0-9.]{0,40}") {
        if let Ok(mut pattern) = Pattern::new(&pattern) {
            _ = pattern.matches(&text, &mut Work::default());
        }
    }

    #[test]
    fn patterns_match_what_their_definition_says(pattern in nested(), text in "[ab]{0,12}") {
        let found = Pattern::new(&pattern).unwrap().matches(&text, &mut Work::default());
        proptest::prop_assert_eq!(found, Ok(matches_by_definition(&pattern, &text)), "{} {:?}", pattern, text);
    }
}
