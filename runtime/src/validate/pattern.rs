//! Regular expressions of XML Schema (Part 2, appendix F). A pattern is compiled to a program. The time
//! to match grows at most with the product of the lengths of the program and the text.

use super::set::{Part, Set};

/// A compiled regular expression. It must match the whole text.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Character(char),
    Set(Set),
    /// Continues at both steps.
    Split(usize, usize),
    Jump(usize),
}

/// Maximum depth of nested groups.
const DEPTH: usize = 64;
/// Maximum number of steps of a program. `[0-9]{1,1000}` needs 2,000.
const STEPS: usize = 20_000;

impl Pattern {
    /// Compiles a pattern. Returns `None` if it is invalid or too large.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let mut parser = Parser { rest: pattern.chars().collect(), at: 0, depth: 0 };
        let node = parser.alternatives()?;
        if parser.at < parser.rest.len() {
            return None;
        }
        let mut steps = Vec::new();
        compile(&node, &mut steps)?;
        (steps.len() <= STEPS).then_some(Self { steps })
    }

    /// Whether the pattern matches the whole text.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut now = Places::new(self.steps.len());
        let mut next = Places::new(self.steps.len());
        self.enter(0, &mut now);
        for character in text.chars() {
            for place in &now.list {
                let is_taken = match self.steps.get(*place) {
                    Some(Step::Character(wanted)) => *wanted == character,
                    Some(Step::Set(set)) => set.holds(character),
                    _ => false,
                };
                if is_taken {
                    self.enter(place + 1, &mut next);
                }
            }
            std::mem::swap(&mut now, &mut next);
            next.clear();
            if now.list.is_empty() {
                return false;
            }
        }
        now.list.contains(&self.steps.len())
    }

    /// Adds a step and all steps that are reachable from it without consuming a character.
    fn enter(&self, place: usize, places: &mut Places) {
        let mut waiting = vec![place];
        while let Some(place) = waiting.pop() {
            if !places.add(place) {
                continue;
            }
            match self.steps.get(place) {
                Some(Step::Split(one, other)) => waiting.extend([*other, *one]),
                Some(Step::Jump(to)) => waiting.push(*to),
                _ => {}
            }
        }
    }
}

/// A set of steps of a program.
struct Places {
    list: Vec<usize>,
    known: Vec<bool>,
}

impl Places {
    fn new(steps: usize) -> Self {
        Self { list: Vec::new(), known: vec![false; steps + 1] }
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

/// Appends the steps of a node. Returns `None` if the program becomes too large.
fn compile(node: &Node, steps: &mut Vec<Step>) -> Option<()> {
    if steps.len() > STEPS {
        return None;
    }
    match node {
        Node::Set(set) => steps.push(match set.single() {
            Some(character) => Step::Character(character),
            None => Step::Set(set.clone()),
        }),
        Node::Sequence(nodes) => nodes.iter().try_for_each(|node| compile(node, steps))?,
        Node::Alternatives(nodes) => {
            let mut ends = Vec::new();
            for (place, node) in nodes.iter().enumerate() {
                let split = steps.len();
                if place + 1 < nodes.len() {
                    steps.push(Step::Split(split + 1, 0));
                }
                compile(node, steps)?;
                if place + 1 < nodes.len() {
                    ends.push(steps.len());
                    steps.push(Step::Jump(0));
                    let after = steps.len();
                    if let Some(Step::Split(_, other)) = steps.get_mut(split) {
                        *other = after;
                    }
                }
            }
            let after = steps.len();
            for end in ends {
                if let Some(Step::Jump(to)) = steps.get_mut(end) {
                    *to = after;
                }
            }
        }
        Node::Repeated(node, least, most) => {
            for _ in 0..*least {
                let before = steps.len();
                compile(node, steps)?;
                // Repeating an empty node adds nothing.
                if steps.len() == before {
                    break;
                }
            }
            let times = most.map_or(1, |most| most.saturating_sub(*least));
            for _ in 0..times {
                let split = steps.len();
                steps.push(Step::Split(split + 1, 0));
                compile(node, steps)?;
                if most.is_none() {
                    steps.push(Step::Jump(split));
                }
                let after = steps.len();
                if let Some(Step::Split(_, other)) = steps.get_mut(split) {
                    *other = after;
                }
            }
        }
    }
    Some(())
}

enum Node {
    Set(Set),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    /// Minimum and maximum number of repetitions; `None` for no maximum.
    Repeated(Box<Node>, usize, Option<usize>),
}

struct Parser {
    rest: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn eat(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Option<Node> {
        let mut branches = vec![self.branch()?];
        while self.eat('|') {
            branches.push(self.branch()?);
        }
        Some(Node::Alternatives(branches))
    }

    fn branch(&mut self) -> Option<Node> {
        let mut pieces = Vec::new();
        while let Some(character) = self.peek().filter(|character| !matches!(character, '|' | ')')) {
            self.at += 1;
            let atom = match character {
                '(' => self.group()?,
                '[' => Node::Set(self.class()?),
                '\\' => Node::Set(self.escape()?),
                '.' => {
                    let ends = vec![Part::Range('\n', '\n'), Part::Range('\r', '\r')];
                    Node::Set(Set::of(ends, true))
                }
                '?' | '*' | '+' | '{' => return None,
                character => Node::Set(Set::of(vec![Part::Range(character, character)], false)),
            };
            pieces.push(self.quantified(atom)?);
        }
        Some(Node::Sequence(pieces))
    }

    fn group(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let group = self.alternatives()?;
        self.depth -= 1;
        self.eat(')').then_some(group)
    }

    fn quantified(&mut self, atom: Node) -> Option<Node> {
        let (least, most) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                self.at += 1;
                let least = self.number();
                let most = match self.next()? {
                    '}' => return Some(Node::Repeated(Box::new(atom), least?, least)),
                    ',' if self.eat('}') => return Some(Node::Repeated(Box::new(atom), least?, None)),
                    ',' => self.number()?,
                    _ => return None,
                };
                let least = least.unwrap_or(0);
                return (self.eat('}') && least <= most)
                    .then(|| Node::Repeated(Box::new(atom), least, Some(most)));
            }
            _ => return Some(atom),
        };
        self.at += 1;
        Some(Node::Repeated(Box::new(atom), least, most))
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            self.at += 1;
            number = Some(number.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit as usize));
        }
        number
    }

    /// Parses a character class after its opening bracket.
    fn class(&mut self) -> Option<Set> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut set = Set { negated: self.eat('^'), ..Set::default() };
        let mut is_first = true;
        loop {
            let part = match self.next()? {
                ']' if !is_first => break,
                '-' if self.peek() == Some('[') => {
                    self.at += 1;
                    set.without = Some(Box::new(self.class()?));
                    // A subtraction must be the last part of the class.
                    self.eat(']').then_some(())?;
                    break;
                }
                '\\' => self.escape()?,
                character => Set::of(vec![Part::Range(character, character)], false),
            };
            is_first = false;
            set.parts.push(match part.single() {
                Some(from) if self.is_range() => {
                    self.at += 1;
                    let to = match self.next()? {
                        '\\' => self.escape()?.single()?,
                        character => character,
                    };
                    Part::Range(from, to)
                }
                Some(character) => Part::Range(character, character),
                None => Part::Set(part),
            });
        }
        self.depth -= 1;
        Some(set)
    }

    /// Whether `-` and the end of a range follow.
    fn is_range(&self) -> bool {
        self.peek() == Some('-') && !matches!(self.rest.get(self.at + 1), None | Some('[' | ']'))
    }

    /// Parses an escape after its backslash.
    fn escape(&mut self) -> Option<Set> {
        match self.next()? {
            letter @ ('p' | 'P') => {
                self.eat('{').then_some(())?;
                let mut name = String::new();
                loop {
                    match self.next()? {
                        '}' => return Set::category(&name, letter == 'P'),
                        character => name.push(character),
                    }
                }
            }
            letter => Set::escape(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

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
            let read = Pattern::new(pattern).unwrap_or_else(|| panic!("{pattern} is a pattern"));
            for text in taken {
                assert!(read.matches(text), "{pattern} takes {text:?}");
            }
            for text in refused {
                assert!(!read.matches(text), "{pattern} does not take {text:?}");
            }
        }
    }

    #[test]
    fn what_is_no_pattern_is_told() {
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
            assert!(Pattern::new(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn large_patterns_and_long_texts_come_to_an_end() {
        assert!(Pattern::new(&"(".repeat(100_000)).is_none());
        assert!(Pattern::new(&"[".repeat(100_000)).is_none());
        assert!(Pattern::new("((a{500}){500}){500}").is_none());
        assert!(Pattern::new("a{99999999999999999999}").is_none());
        let text = format!("{}b", "a".repeat(10_000));
        assert!(!Pattern::new("(a|aa)+").unwrap().matches(&text));
        assert!(!Pattern::new("(a*)*c").unwrap().matches(&text));
        assert!(Pattern::new("(()*)*(){99999999999}").unwrap().matches(""));
    }

    proptest::proptest! {
        #[test]
        fn any_pattern_comes_to_an_end(pattern in r"[ab.\\\[\](){}|?*+^,0-9dpPwIcL-]{0,40}", text in "[ab0-9.]{0,40}") {
            if let Some(pattern) = Pattern::new(&pattern) {
                _ = pattern.matches(&text);
            }
        }
    }
}
