//! Regular expressions of XML Schema (Part 2, appendix F). A pattern is compiled to a program. The time
//! to match grows at most with the product of the lengths of the program and the text.

use super::syntax::{self, Atom, Class, Expression, PatternError, Piece};

/// A compiled regular expression. It must match the whole text.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Character(char),
    Class(Class),
    /// Continues at both steps.
    Split(usize, usize),
    Jump(usize),
}

impl Pattern {
    /// Compiles a pattern. Fails if it is invalid or too large.
    pub(super) fn new(pattern: &str) -> Result<Self, PatternError> {
        let expression = syntax::parse(pattern)?;
        let mut steps = Vec::new();
        compile(&expression, &mut steps);
        Ok(Self { steps })
    }

    /// Whether the pattern matches the whole text.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut now = Places::new(self.steps.len());
        let mut next = Places::new(self.steps.len());
        self.enter(0, &mut now);
        for character in text.chars() {
            self.advance(character, &now, &mut next);
            std::mem::swap(&mut now, &mut next);
            next.clear();
            if now.list.is_empty() {
                return false;
            }
        }
        now.list.contains(&self.steps.len())
    }

    /// Consumes a character: adds the steps that follow it to `next`.
    fn advance(&self, character: char, now: &Places, next: &mut Places) {
        for place in &now.list {
            let is_taken = match self.steps.get(*place) {
                Some(Step::Character(wanted)) => *wanted == character,
                Some(Step::Class(class)) => class.holds(character),
                _ => false,
            };
            if is_taken {
                self.enter(place + 1, next);
            }
        }
    }

    /// Adds a step and all steps that are reachable from it without consuming a character.
    fn enter(&self, place: usize, places: &mut Places) {
        places.waiting.push(place);
        while let Some(place) = places.waiting.pop() {
            if !places.add(place) {
                continue;
            }
            match self.steps.get(place) {
                Some(Step::Split(one, other)) => places.waiting.extend([*other, *one]),
                Some(Step::Jump(to)) => places.waiting.push(*to),
                _ => {}
            }
        }
    }
}

/// A set of steps of a program.
struct Places {
    list: Vec<usize>,
    known: Vec<bool>,
    /// Steps that are to be added.
    waiting: Vec<usize>,
}

impl Places {
    fn new(steps: usize) -> Self {
        Self { list: Vec::new(), known: vec![false; steps + 1], waiting: Vec::new() }
    }

    fn add(&mut self, place: usize) -> bool {
        let is_new = self.known.get_mut(place).is_some_and(|known| !std::mem::replace(known, true));
        if is_new {
            self.list.push(place);
        }
        is_new
    }

    fn clear(&mut self) {
        for place in self.list.drain(..) {
            if let Some(known) = self.known.get_mut(place) {
                *known = false;
            }
        }
    }
}

/// Appends the steps of an expression. [`syntax::parse`] limits their number.
fn compile(expression: &Expression, steps: &mut Vec<Step>) {
    let mut ends = Vec::new();
    let last = expression.branches.len().saturating_sub(1);
    for (number, branch) in expression.branches.iter().enumerate() {
        let split = steps.len();
        if number < last {
            steps.push(Step::Split(split + 1, 0));
        }
        for piece in branch {
            repeat(piece, steps);
        }
        if number < last {
            ends.push(steps.len());
            steps.push(Step::Jump(0));
            continue_after(split, steps);
        }
    }
    for end in ends {
        continue_after(end, steps);
    }
}

/// Appends the steps of an atom once for each repetition that its quantifier allows.
fn repeat(piece: &Piece, steps: &mut Vec<Step>) {
    for _ in 0..piece.least {
        let before = steps.len();
        once(&piece.atom, steps);
        // Repeating an empty atom adds nothing.
        if steps.len() == before {
            break;
        }
    }
    let mut splits = Vec::new();
    for _ in 0..piece.most.map_or(1, |most| most.saturating_sub(piece.least)) {
        let split = steps.len();
        steps.push(Step::Split(split + 1, 0));
        once(&piece.atom, steps);
        if piece.most.is_none() {
            steps.push(Step::Jump(split));
        }
        splits.push(split);
    }
    // Skipping an optional repetition skips those after it too. If each could be skipped separately, the
    // program would be at all of them at the same time, and the time would grow with the product of the count
    // and the length of the text.
    for split in splits {
        continue_after(split, steps);
    }
}

fn once(atom: &Atom, steps: &mut Vec<Step>) {
    match atom {
        Atom::Group(group) => compile(group, steps),
        Atom::Class(class) => steps.push(match class.single() {
            Some(character) => Step::Character(character),
            None => Step::Class(class.clone()),
        }),
    }
}

/// Sets the target of the split or jump at `place` to the next step.
fn continue_after(place: usize, steps: &mut [Step]) {
    let next = steps.len();
    if let Some(Step::Split(_, target) | Step::Jump(target)) = steps.get_mut(place) {
        *target = next;
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Places};

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
            let read = Pattern::new(pattern).unwrap_or_else(|wrong| panic!("{pattern}: {wrong}"));
            for text in taken {
                assert!(read.matches(text), "{pattern} takes {text:?}");
            }
            for text in refused {
                assert!(!read.matches(text), "{pattern} does not take {text:?}");
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
        assert!(!Pattern::new("(a|aa)+").unwrap().matches(&text));
        assert!(!Pattern::new("(a*)*c").unwrap().matches(&text));
        assert!(Pattern::new("(()*)*(){99999999999}").unwrap().matches(""));
    }

    /// The largest number of steps that are active at the same time while a text is matched.
    fn most_places(pattern: &str, text: &str) -> usize {
        let pattern = Pattern::new(pattern).unwrap();
        let mut now = Places::new(pattern.steps.len());
        pattern.enter(0, &mut now);
        let mut most = now.list.len();
        for character in text.chars() {
            let mut next = Places::new(pattern.steps.len());
            pattern.advance(character, &now, &mut next);
            most = most.max(next.list.len());
            now = next;
        }
        most
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
        ] {
            let [few, many] =
                [600, 2_000].map(|count| most_places(&pattern.replace('N', &count.to_string()), &text));
            assert_eq!(few, many, "{pattern}");
            assert!(many < 20, "{pattern}: {many}");
        }
    }

    #[test]
    fn optional_repetitions_match_each_number_of_them() {
        for (pattern, least, most) in
            [("(ab){0,3}", 0, 3), ("(ab){2,4}", 2, 4), ("(ab)?", 0, 1), ("((ab){0,2}){1,2}", 0, 4)]
        {
            let read = Pattern::new(pattern).unwrap();
            for count in 0..6 {
                let expected = (least..=most).contains(&count);
                assert_eq!(read.matches(&"ab".repeat(count)), expected, "{pattern} {count}");
                assert!(!read.matches(&format!("{}a", "ab".repeat(count))), "{pattern} {count}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_pattern_comes_to_an_end(pattern in r"[ab.\\\[\](){}|?*+^,0-9dpPwIcL-]{0,40}", text in "[ab0-9.]{0,40}") {
            if let Ok(pattern) = Pattern::new(&pattern) {
                _ = pattern.matches(&text);
            }
        }
    }
}
