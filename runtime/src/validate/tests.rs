use super::*;

const CODE: Facets = Facets {
    white_space: WhiteSpace::Collapse,
    min_length: Some(2),
    max_length: Some(4),
    patterns: &[&["[A-Z]+", "[0-9]+"], &["[^X]*"]],
    ..Facets::of(Builtin::Text)
};

const INT: Facets = Facets::of(Builtin::Int);

struct Users {
    users: Vec<Option<User>>,
    total: Nillable<i64>,
}

#[derive(Default)]
struct User {
    code: Option<String>,
    codes: Vec<String>,
    manager: Option<Box<User>>,
}

impl Validate for Users {
    fn check(&self, checks: &mut Checks) {
        const TOTAL: Facets = Facets { max_inclusive: Some("9"), ..Facets::of(Builtin::Long) };
        checks.list("Users", "User", &self.users);
        checks.facets("@total", &self.total, &TOTAL);
    }
}

impl Validate for User {
    fn check(&self, checks: &mut Checks) {
        checks.facets("Code", &self.code, &CODE);
        checks.count("Other", self.codes.len(), 0, Some(2));
        checks.list_facets("Codes", "Code", &self.codes, &CODE);
        checks.member("Manager", &self.manager);
    }
}

#[test]
fn all_violations_are_reported_with_their_paths() {
    let wrong =
        User { code: Some("a".into()), codes: vec!["AB".into(), "AXA".into(), "AB".into()], manager: None };
    let deep = User { manager: Some(Box::new(wrong)), ..User::default() };
    let users = Users { users: vec![None, Some(deep), Some(User::default())], total: Nillable::Value(10) };
    let found: Vec<_> = users.validate().unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "Users/User[2]/Manager/Code: expected a text that matches `[A-Z]+` or `[0-9]+`, found `a`",
            "Users/User[2]/Manager/Code: expected at least 2 characters, not 1, found `a`",
            "Users/User[2]/Manager/Other: expected at most 2 occurrences, found 3",
            "Users/User[2]/Manager/Codes/Code[2]: expected a text that matches `[^X]*`, found `AXA`",
            "@total: expected at most 9, found `10`",
        ]
    );
    assert_eq!(Users { users: Vec::new(), total: Nillable::Nil }.validate(), Ok(()));
}

#[test]
fn values_nested_too_deep_are_a_violation() {
    let mut user = User::default();
    for _ in 0..10_000 {
        user = User { manager: Some(Box::new(user)), ..User::default() };
    }
    let violations = user.validate().unwrap_err();
    assert!(violations.to_string().contains("at most 256 levels of nested values"), "{violations}");
    // Drop the levels iteratively: the recursive drop could overflow the stack.
    while let Some(inner) = user.manager.take() {
        user = *inner;
    }
}

#[test]
fn content_without_members_is_valid() {
    assert!(().validate().is_ok() && Some(()).validate().is_ok());
}

#[test]
fn each_item_of_a_list_with_nil_is_compared_with_the_fixed_value() {
    struct Notes(Vec<Option<String>>);
    impl Validate for Notes {
        fn check(&self, checks: &mut Checks) {
            const FIXED: Facets = Facets { values: &["q"], ..Facets::of(Builtin::Text) };
            checks.fixed_text("Note", &self.0, &FIXED);
        }
    }
    let notes = Notes(vec![None, Some("q".into()), Some("r".into())]);
    let found: Vec<_> = notes.validate().unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(found, ["Note[3]: expected `q`, the only allowed value"]);
}

#[test]
fn violations_do_not_show_secrets() {
    struct Login(crate::value::Secret<String>);
    impl Validate for Login {
        fn check(&self, checks: &mut Checks) {
            checks.facets("Password", &self.0, &CODE);
        }
    }
    let violations = Login("hunter2".into()).validate().unwrap_err();
    assert!(violations.iter().all(|violation| violation.found.is_none()), "{violations:?}");
    assert_eq!(violations.len(), 2);
}

/// The descriptions of all violated facets; empty if the text satisfies all facets.
fn expectations(facets: &Facets, text: &str) -> String {
    let all = Lexical { text, expanded: text };
    broken(facets, all, &mut Patterns::default(), 0).join("; ")
}

/// Facets, the texts that they accept, and the texts that they reject with the expected description.
type Row = (Facets, &'static [&'static str], &'static [(&'static str, &'static str)]);

#[test]
fn each_facet_accepts_and_rejects_texts() {
    let (text, decimal) = (Facets::of(Builtin::Text), Facets::of(Builtin::Decimal));
    let table: &[Row] = &[
        (
            Facets { min_length: Some(2), max_length: Some(2), ..text },
            &["é漢", "  "],
            &[("a", "exactly 2 characters, not 1")],
        ),
        (
            Facets { max_length: Some(2), ..Facets::of(Builtin::HexBinary) },
            &["00FF"],
            &[("00ff00", "at most 2 bytes, not 3")],
        ),
        (
            Facets { max_length: Some(3), ..Facets::of(Builtin::Base64Binary) },
            &["AAAA", "AA==", ""],
            &[("AAAAAA==", "at most 3 bytes, not 4")],
        ),
        (
            Facets { min_length: Some(1), ..Facets::of(Builtin::List) },
            &["a b"],
            &[(" ", "at least 1 item, not 0")],
        ),
        (
            Facets { total_digits: Some(3), fraction_digits: Some(1), ..decimal },
            &["123", "-12.5", "0012.50", "0"],
            &[("1234", "at most 3 digits"), ("1.25", "at most 1 fraction digit")],
        ),
        (
            Facets { min_exclusive: Some("0"), max_exclusive: Some("1e0"), ..Facets::of(Builtin::Double) },
            &["0.5", "NaN"],
            &[("0", "more than 0"), ("1", "less than 1e0"), ("INF", "less than 1e0")],
        ),
        (
            Facets { min_inclusive: Some("99999999999999999999"), ..Facets::of(Builtin::Integer) },
            &["99999999999999999999"],
            &[("99999999999999999998", "at least 99999999999999999999")],
        ),
        (
            Facets { max_inclusive: Some("2024-01-01"), ..Facets::of(Builtin::Date) },
            &["2024-01-01", "2023-12-31", "2024-01-01Z"],
            &[("2024-01-02", "at most 2024-01-01")],
        ),
        (
            Facets { max_inclusive: Some("P1M"), ..Facets::of(Builtin::Duration) },
            &["P28D", "P30D"],
            &[("P32D", "at most P1M")],
        ),
        (
            Facets { values: &["a", "b"], ..text },
            &["a"],
            &[("c", "one of the enumeration values of the contract")],
        ),
        (
            Facets { values: &["1", "2.0"], ..decimal },
            &["1.0", "2"],
            &[("3", "one of the enumeration values of the contract")],
        ),
        (
            Facets::NMTOKENS,
            &["a 1"],
            &[("", "at least 1 item, not 0"), ("a !", r"a text that matches `\c+`")],
        ),
        (
            Facets { members: &[&INT, &CODE], ..text },
            &["1", "AB", "-5"],
            &[
                ("x", "a value of a member type of the union"),
                ("1.5", "a value of a member type of the union"),
            ],
        ),
        (Facets { patterns: &[&["("]], ..text }, &["no pattern takes anything"], &[]),
        (
            Facets { white_space: WhiteSpace::Replace, patterns: &[&["a b"]], ..text },
            &["a\tb"],
            &[("a  b", "a text that matches `a b`")],
        ),
        (Facets { white_space: WhiteSpace::Collapse, patterns: &[&["a b"]], ..text }, &[" a\n b "], &[]),
    ];
    for (facets, taken, refused) in table {
        for text in *taken {
            assert_eq!(expectations(facets, text), "", "{text:?} {facets:?}");
        }
        for (text, expected) in *refused {
            assert_eq!(expectations(facets, text), *expected, "{text:?} {facets:?}");
        }
    }
}

#[test]
fn the_number_of_violations_is_limited() {
    const ITEMS: Facets = Facets { item: Some(&CODE), ..Facets::of(Builtin::List) };

    struct Many(Vec<Option<User>>, Vec<String>);

    impl Validate for Many {
        fn check(&self, checks: &mut Checks) {
            checks.list("Users", "User", &self.0);
            checks.list_facets("Codes", "Code", &self.1, &CODE);
            checks.facets("Items", &self.1.join(" "), &ITEMS);
        }
    }

    let user = || User { code: Some("a".into()), ..User::default() };
    let users = (0..5_000).map(|_| Some(user())).collect();
    let many = Many(users, Vec::new()).validate().unwrap_err();
    assert_eq!((many.len(), many[999].path.as_str()), (1_000, "Users/User[500]/Code"));
    let texts = Many(Vec::new(), vec!["a".into(); 5_000]);
    assert_eq!(texts.validate().unwrap_err().len(), 1_000);
    let items = Many(Vec::new(), vec!["a".repeat(3); 5_000]);
    assert_eq!(items.validate().unwrap_err().len(), 1_000);
    let mut checks = Checks::at_most(10);
    texts.check(&mut checks);
    assert_eq!(checks.finish().unwrap_err().len(), 10);
}

#[test]
fn a_text_that_is_far_too_long_is_not_compared_with_patterns() {
    const LIST: Facets =
        Facets { max_length: Some(500), patterns: &[&["([^,]{1,100},?)*"]], ..Facets::of(Builtin::Text) };

    struct Long(String);

    impl Validate for Long {
        fn check(&self, checks: &mut Checks) {
            checks.text(&self.0, &LIST);
        }
    }

    let found = |text: String| -> Vec<_> {
        Long(text).validate().unwrap_err().into_iter().map(|violation| violation.expected).collect()
    };
    let pattern = "a text that matches `([^,]{1,100},?)*`";
    assert_eq!(found("x,,".repeat(200)), [pattern, "at most 500 characters, not 600"]);
    assert_eq!(found("x,,".repeat(1_000_000)), ["at most 500 characters, not 3000000"]);
}

#[test]
fn the_value_that_a_text_denotes_is_found_as_values_are_compared() {
    const TEXTS: [&str; 30] = [
        "",
        "a",
        " a ",
        "a b",
        "a  b",
        "A",
        "1",
        "01",
        "+1",
        "1.0",
        "1.00",
        ".5",
        "0.50",
        "-0",
        "0",
        "+0.0",
        "-1",
        "-01.0",
        "x1",
        "1e0",
        "--1",
        "300",
        "0300",
        " 1 ",
        "\t1",
        "true",
        "NaN",
        "-",
        "2024-01-01",
        "2024-01-01Z",
    ];
    let int = Facets::of(Builtin::Int);
    let union = Facets { members: &[&INT, &CODE], ..Facets::of(Builtin::Text) };
    let list = Facets { item: Some(&INT), ..Facets::of(Builtin::List) };
    let plain =
        [Builtin::Text, Builtin::Decimal, Builtin::Byte, Builtin::Boolean, Builtin::Double, Builtin::Date];
    let all = plain.map(Facets::of).into_iter().chain([Facets::TOKEN, Facets::NORMALIZED, int, union, list]);
    for facets in all {
        for text in TEXTS {
            for value in TEXTS {
                let found = facets.same_of(&["?", value], text);
                let is_same = facets.is_same(text, value);
                assert_eq!(found, is_same.then_some(value), "{:?} {text:?} {value:?}", facets.builtin);
            }
        }
    }
}

#[test]
fn a_decimal_number_denotes_no_value_of_an_integer_type() {
    let [int, decimal] = [Builtin::Int, Builtin::Decimal].map(Facets::of);
    for text in ["1.0", "1.", "01.00"] {
        assert_eq!(int.same_of(&["0", "1"], text), None, "{text}");
        assert_eq!(decimal.same_of(&["0", "1"], text), Some("1"), "{text}");
    }
    assert_eq!(int.same_of(&["0", "1"], "+01"), Some("1"));
}

#[test]
fn many_short_texts_may_be_compared_with_a_pattern_of_many_alternatives() {
    let codes: Vec<String> =
        ('A'..='Z').flat_map(|one| ('A'..='M').map(move |two| format!("{one}{two}"))).collect();
    let pattern: &'static str = codes.join("|").leak();
    let patterns: &'static [&'static [&'static str]] = vec![&*vec![pattern].leak()].leak();
    let facets = Facets { patterns, ..Facets::of(Builtin::Text) };
    let mut checks = Checks::default();
    checks.facets("Country", &vec!["ZM".to_owned(); 60_000], &facets);
    assert_eq!(checks.finish(), Ok(()));
}

#[test]
fn the_work_for_the_patterns_of_all_texts_is_limited_together() {
    const AMBIGUOUS: Facets = Facets { patterns: &[&["(a|aa){3000}"]], ..Facets::of(Builtin::Text) };
    let violations = |texts: usize| {
        let mut checks = Checks::default();
        checks.facets("Code", &vec!["a".repeat(3_000); texts], &AMBIGUOUS);
        checks.finish()
    };
    assert_eq!(violations(1), Ok(()));
    // Once the limit is reached, the remaining texts are not compared with the pattern. The violation says
    // that the comparison needs too many steps.
    let found = violations(20).unwrap_err();
    assert!(found[0].expected.contains("need too many steps"), "{}", found[0]);
}
