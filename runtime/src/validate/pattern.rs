//! Regular expressions of XML Schema (Part 2, appendix F). A pattern is compiled to a program. The time
//! to match grows at most with the product of the lengths of the program and the text.

use std::ops::Range;

use super::syntax::{self, Atom, Class, Expression, PatternError, Piece};

/// A compiled regular expression. It must match the whole text.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    program: Program,
    /// The places that are live at a character, and those at the next one. The sets are reused for all texts:
    /// their memory grows with the program, and most texts are shorter than the program.
    now: StepSet,
    next: StepSet,
}

/// The number of steps that remain for matching. It limits the work for all texts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Work(u64);

/// The work for a text exceeds the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuchWork;

impl Default for Work {
    fn default() -> Self {
        Self(Self::INITIAL)
    }
}

impl Work {
    /// Number of steps that are available before the first text.
    const INITIAL: u64 = 20_000_000;
    /// Number of steps that each byte of a text adds. Usual patterns need less than 10.
    const PER_BYTE: u64 = 64;
    /// Maximum number of steps that a text adds in addition to those for its bytes. Even a short text is
    /// compared with the beginnings of all alternatives of the pattern, for example of all country codes.
    const PER_TEXT: u64 = 2_000;

    /// Adds the steps for matching a text with a program that has `steps` steps.
    fn add(&mut self, text: &str, steps: usize) {
        self.0 = self.0.saturating_add(Self::of(text, steps));
    }

    fn of(text: &str, steps: usize) -> u64 {
        let per_text = (2 * steps as u64).min(Self::PER_TEXT);
        Self::PER_BYTE.saturating_mul(text.len() as u64).saturating_add(per_text)
    }

    fn spend(&mut self, steps: usize) -> Result<(), TooMuchWork> {
        let left = self.0.checked_sub(steps as u64);
        self.0 = left.unwrap_or(0);
        left.map(|_| ()).ok_or(TooMuchWork)
    }
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
        let program = Program::of(&syntax::parse(pattern)?);
        let places = StepSet::new(program.steps.len());
        Ok(Self { program, now: places.clone(), next: places })
    }

    /// Whether the pattern matches the whole text.
    ///
    /// # Errors
    ///
    /// If the remaining work is not sufficient.
    pub(super) fn matches(&mut self, text: &str, work: &mut Work) -> Result<bool, TooMuchWork> {
        let Self { program, now, next } = self;
        work.add(text, program.steps.len());
        now.clear();
        program.enter(0, now);
        work.spend(now.list.len())?;
        for character in text.chars() {
            next.clear();
            program.advance(character, now, next);
            std::mem::swap(now, next);
            if now.list.is_empty() {
                return Ok(false);
            }
            work.spend(now.list.len())?;
            now.keep_earliest();
        }
        Ok(now.list.contains(&program.steps.len()))
    }
}

/// The steps of a pattern. The end of the program is the place after the last step.
#[derive(Clone, Debug, Default)]
struct Program {
    steps: Vec<Step>,
    /// Maps each place to its first copy. A repeated optional expression is compiled to several copies:
    /// `a{0,3}` becomes three copies of `a?`. Each place in such a copy is mapped to the same place in the
    /// first copy, and every other place to itself.
    ///
    /// From a place in an earlier copy, more copies can still follow than from the same place in a later
    /// copy. Every text that matches from the later one therefore also matches from the earlier one. A set of
    /// live places contains only the earliest copy of a place. Otherwise many copies would be live at the
    /// same time, and the time would grow with the product of the number of copies and the length of the
    /// text.
    first_copies: Vec<usize>,
    /// For each repeated optional expression: the range of its copies in `steps`, and the number of steps of
    /// one copy. Nested expressions precede those that contain them.
    copies: Vec<(Range<usize>, usize)>,
}

impl Program {
    /// Compiles an expression. [`syntax::parse`] limits the number of its steps.
    fn of(expression: &Expression) -> Self {
        let mut program = Self::default();
        program.add(expression);
        program.first_copies = (0..=program.steps.len()).collect();
        for (range, length) in std::mem::take(&mut program.copies) {
            let start = range.start;
            for (place, first) in program.first_copies.iter_mut().enumerate().take(range.end).skip(start) {
                *first = start + (place - start) % length;
            }
        }
        program
    }

    /// Consumes a character: adds the steps that follow it to `next`.
    fn advance(&self, character: char, now: &StepSet, next: &mut StepSet) {
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
    fn enter(&self, place: usize, places: &mut StepSet) {
        places.waiting.push(place);
        while let Some(place) = places.waiting.pop() {
            let first = self.first_copies.get(place).copied().unwrap_or(place);
            if !places.add(place, first) {
                continue;
            }
            match self.steps.get(place) {
                Some(Step::Split(one, other)) => places.waiting.extend([*other, *one]),
                Some(Step::Jump(to)) => places.waiting.push(*to),
                _ => {}
            }
        }
    }

    fn add(&mut self, expression: &Expression) {
        let mut ends = Vec::new();
        let last = expression.branches.len().saturating_sub(1);
        for (number, branch) in expression.branches.iter().enumerate() {
            let split = self.steps.len();
            if number < last {
                self.steps.push(Step::Split(split + 1, 0));
            }
            for piece in branch {
                self.repeat(piece);
            }
            if number < last {
                ends.push(self.steps.len());
                self.steps.push(Step::Jump(0));
                self.continue_after(split);
            }
        }
        for end in ends {
            self.continue_after(end);
        }
    }

    /// Appends the steps of an atom once for each repetition that its quantifier allows.
    fn repeat(&mut self, piece: &Piece) {
        // If the atom matches the empty text, its required repetitions can be left out too.
        let least = if is_optional(&piece.atom) { 0 } else { piece.least };
        for _ in 0..least {
            self.once(&piece.atom);
        }
        let start = self.steps.len();
        let mut splits = Vec::new();
        for _ in 0..piece.most.map_or(1, |most| most.saturating_sub(least)) {
            let split = self.steps.len();
            self.steps.push(Step::Split(split + 1, 0));
            self.once(&piece.atom);
            // Repeating an empty atom adds nothing.
            if self.steps.len() == split + 1 {
                self.steps.truncate(split);
                break;
            }
            if piece.most.is_none() {
                self.steps.push(Step::Jump(split));
            }
            splits.push(split);
        }
        // Skipping an optional repetition skips those after it too.
        for split in &splits {
            self.continue_after(*split);
        }
        if splits.len() > 1 {
            let length = (self.steps.len() - start) / splits.len();
            self.copies.push((start..self.steps.len(), length));
        }
    }

    fn once(&mut self, atom: &Atom) {
        match atom {
            Atom::Group(group) => self.add(group),
            Atom::Class(class) => self.steps.push(match class.single() {
                Some(character) => Step::Character(character),
                None => Step::Class(class.clone()),
            }),
        }
    }

    /// Sets the target of the split or jump at `place` to the next step.
    fn continue_after(&mut self, place: usize) {
        let next = self.steps.len();
        if let Some(Step::Split(_, target) | Step::Jump(target)) = self.steps.get_mut(place) {
            *target = next;
        }
    }
}

/// Whether an atom matches the empty text. [`syntax::parse`] limits the depth of groups.
fn is_optional(atom: &Atom) -> bool {
    let takes_empty = |piece: &Piece| piece.least == 0 || is_optional(&piece.atom);
    match atom {
        Atom::Group(group) => group.branches.iter().any(|branch| branch.iter().all(takes_empty)),
        Atom::Class(_) => false,
    }
}

/// A set of places of a program.
#[derive(Clone, Debug)]
struct StepSet {
    list: Vec<usize>,
    /// For each place in `list`, its entry in [`Program::first_copies`].
    firsts: Vec<usize>,
    /// For each value of [`Program::first_copies`], the earliest place in the set that has this value;
    /// `usize::MAX` if there is none.
    earliest: Vec<usize>,
    /// Places that [`Program::enter`] has still to add.
    waiting: Vec<usize>,
}

impl StepSet {
    fn new(steps: usize) -> Self {
        let earliest = vec![usize::MAX; steps + 1];
        Self { list: Vec::new(), earliest, firsts: Vec::new(), waiting: Vec::new() }
    }

    /// Adds a place, unless the set has it or an earlier copy of it.
    fn add(&mut self, place: usize, first: usize) -> bool {
        let Some(earliest) = self.earliest.get_mut(first).filter(|earliest| place < **earliest) else {
            return false;
        };
        *earliest = place;
        self.list.push(place);
        self.firsts.push(first);
        true
    }

    /// Removes each place of which the set also contains an earlier copy. [`add`](Self::add) does not prevent
    /// this if it adds the earlier copy after the place.
    fn keep_earliest(&mut self) {
        let Self { list, firsts, earliest, .. } = self;
        let mut firsts = firsts.iter();
        list.retain(|place| firsts.next().and_then(|first| earliest.get(*first)) == Some(place));
    }

    fn clear(&mut self) {
        self.list.clear();
        for first in self.firsts.drain(..) {
            if let Some(earliest) = self.earliest.get_mut(first) {
                *earliest = usize::MAX;
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
            // If the sets contained later copies too, the work would grow by a factor of 9.
            assert!(many < few * 4, "{pattern}: {few}, {many}");
            assert!(many < 300 * text.len() as u64, "{pattern}: {many}");
        }
    }

    #[test]
    fn more_work_than_the_limit_is_an_error() {
        // A text can be split into `a` and `aa` in many ways, so many of the required repetitions are live at
        // the same time.
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
            let found =
                branch.iter().fold(starts.to_vec(), |starts, piece| ends_of_piece(piece, text, &starts));
            all.iter_mut().zip(found).for_each(|(all, found)| *all |= found);
        }
        all
    }

    fn ends_of_piece(piece: &Piece, text: &[char], starts: &[bool]) -> Vec<bool> {
        let (mut all, mut now) = (vec![false; starts.len()], starts.to_vec());
        // A text has at most as many nonempty repetitions as characters. Further repetitions are empty and
        // end at the same positions.
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
}
