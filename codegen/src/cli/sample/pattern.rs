//! Generates a short text that matches a regular expression of XML Schema (Part 2, appendix F).
//!
//! An unknown construct yields `None`. Matching texts is not the task of this module.

/// Maximum nesting depth of groups, and maximum length of the text in bytes.
const DEPTH: usize = 32;
const LENGTH: usize = 500;

/// Returns a text that matches `pattern`. It has at least `shortest` characters if the pattern allows.
pub(super) fn example(pattern: &str, shortest: usize) -> Option<String> {
    let mut reader = Reader { rest: pattern.chars().collect(), at: 0, depth: 0 };
    let expression = reader.expression()?;
    if reader.peek().is_some() {
        return None;
    }
    // Adds repetitions one at a time until the text is long enough.
    (0..=shortest.min(LENGTH)).find_map(|more| {
        let mut text = String::new();
        expression.write(&mut text, more);
        (text.chars().count() >= shortest).then_some(text)
    })
}

/// An alternation, reduced to the branch that is used.
struct Expression {
    pieces: Vec<Piece>,
}

struct Piece {
    atom: Atom,
    least: usize,
    most: usize,
}

enum Atom {
    Character(char),
    Group(Expression),
}

impl Expression {
    fn write(&self, text: &mut String, more: usize) {
        for piece in &self.pieces {
            for _ in 0..piece.most.min(piece.least.saturating_add(more)) {
                if text.len() > LENGTH {
                    return;
                }
                match &piece.atom {
                    Atom::Character(character) => text.push(*character),
                    Atom::Group(group) => group.write(text, more),
                }
            }
        }
    }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
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

    fn expression(&mut self) -> Option<Expression> {
        let first = self.branch()?;
        let mut chosen = first;
        while self.eat('|') {
            let other = self.branch()?;
            // A non-empty branch is the better example.
            if chosen.is_empty() {
                chosen = other;
            }
        }
        Some(Expression { pieces: chosen })
    }

    fn branch(&mut self) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        while let Some(character) = self.peek().filter(|character| !matches!(character, '|' | ')')) {
            self.at += 1;
            let atom = match character {
                '(' => self.group()?,
                '[' => Atom::Character(self.class()?.example()?),
                '\\' => Atom::Character(self.escape()?.example()?),
                '.' => Atom::Character('x'),
                '?' | '*' | '+' | '{' | '}' | ']' => return None,
                character => Atom::Character(character),
            };
            let (least, most) = self.quantity()?;
            pieces.push(Piece { atom, least, most });
        }
        Some(pieces)
    }

    fn group(&mut self) -> Option<Atom> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let group = self.expression()?;
        self.depth -= 1;
        self.eat(')').then_some(Atom::Group(group))
    }

    fn quantity(&mut self) -> Option<(usize, usize)> {
        Some(match self.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, LENGTH),
            Some('+') => (1, LENGTH),
            Some('{') => {
                self.at += 1;
                let least = self.number()?;
                let most = match self.next()? {
                    '}' => return Some((least, least)),
                    ',' if self.peek() == Some('}') => LENGTH,
                    ',' => self.number()?,
                    _ => return None,
                };
                return self.eat('}').then_some((least, most));
            }
            _ => return Some((1, 1)),
        })
        .inspect(|_| self.at += 1)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            self.at += 1;
            number = Some(number.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit as usize));
        }
        number.map(|number| number.min(LENGTH))
    }

    /// Reads a character class after its opening bracket.
    fn class(&mut self) -> Option<Class> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut class = Class { negated: self.eat('^'), ..Class::default() };
        let mut first = true;
        loop {
            match self.next()? {
                ']' if !first => break,
                '-' if self.peek() == Some('[') => {
                    self.at += 1;
                    class.without = Some(Box::new(self.class()?));
                }
                '\\' => match self.escape()? {
                    Class { ranges, negated: false, .. } if self.is_range() => {
                        let (from, _) = *ranges.first()?;
                        self.range(&mut class, from)?;
                    }
                    escape => class.parts.push(escape),
                },
                character if self.is_range() => self.range(&mut class, character)?,
                character => class.ranges.push((character, character)),
            }
            first = false;
        }
        self.depth -= 1;
        Some(class)
    }

    /// Returns `true` if a `-` and the end of a range follow.
    fn is_range(&self) -> bool {
        self.peek() == Some('-') && !matches!(self.rest.get(self.at + 1), None | Some('[' | ']'))
    }

    fn range(&mut self, class: &mut Class, from: char) -> Option<()> {
        self.at += 1;
        let to = match self.next()? {
            '\\' => self.escape()?.ranges.first()?.0,
            character => character,
        };
        class.ranges.push((from, to));
        Some(())
    }

    /// Reads an escape after its backslash.
    fn escape(&mut self) -> Option<Class> {
        let of =
            |ranges: &[(char, char)], negated| Class { ranges: ranges.to_vec(), negated, ..Class::default() };
        Some(match self.next()? {
            'n' => of(&[('\n', '\n')], false),
            'r' => of(&[('\r', '\r')], false),
            't' => of(&[('\t', '\t')], false),
            'd' => of(DIGITS, false),
            'D' => of(DIGITS, true),
            's' => of(SPACES, false),
            'S' => of(SPACES, true),
            // Approximations within ASCII: `\w` excludes punctuation, separators and control characters.
            'w' | 'i' => of(LETTERS, false),
            'c' => of(
                &[('a', 'z'), ('A', 'Z'), ('0', '9'), ('-', '-'), ('.', '.'), ('_', '_'), (':', ':')],
                false,
            ),
            'W' => of(&[(' ', ' '), ('-', '-')], false),
            'I' | 'C' => of(&[(' ', ' '), ('!', '!')], false),
            letter @ ('p' | 'P') => {
                if !self.eat('{') {
                    return None;
                }
                let mut name = String::new();
                while !self.eat('}') {
                    name.push(self.next()?);
                }
                of(category(&name)?, letter == 'P')
            }
            character => of(&[(character, character)], false),
        })
    }
}

const DIGITS: &[(char, char)] = &[('1', '9'), ('0', '0')];
const SPACES: &[(char, char)] = &[(' ', ' '), ('\t', '\t'), ('\n', '\n'), ('\r', '\r')];
const LETTERS: &[(char, char)] = &[('a', 'z'), ('A', 'Z'), ('0', '9')];

/// Returns the ASCII characters of a category or block.
fn category(name: &str) -> Option<&'static [(char, char)]> {
    Some(match name {
        "L" | "Ll" => &[('a', 'z'), ('A', 'Z')],
        "Lu" => &[('A', 'Z')],
        "N" | "Nd" => DIGITS,
        "P" | "Po" => &[('.', '.'), ('!', '!'), (',', ',')],
        "Pd" => &[('-', '-')],
        "S" | "Sm" => &[('+', '+')],
        "Sc" => &[('$', '$')],
        "Z" | "Zs" => &[(' ', ' ')],
        "IsBasicLatin" => &[('a', 'z'), ('A', 'Z'), ('0', '9'), (' ', '~')],
        "IsLatin-1Supplement" => &[('À', 'Ö')],
        _ => return None,
    })
}

/// Set of characters.
#[derive(Default)]
struct Class {
    negated: bool,
    ranges: Vec<(char, char)>,
    parts: Vec<Class>,
    without: Option<Box<Class>>,
}

impl Class {
    /// Returns a character of the set, preferably a letter or digit.
    fn example(&self) -> Option<char> {
        let first = self.ranges.iter().map(|(from, _)| *from);
        let parts = self.parts.iter().filter_map(Self::example);
        let usual = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(' '..='~');
        let own: Box<dyn Iterator<Item = char>> =
            if self.negated { Box::new(usual) } else { Box::new(first.chain(parts).chain(usual)) };
        own.into_iter().find(|character| self.holds(*character))
    }

    fn holds(&self, character: char) -> bool {
        let listed = self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&character))
            || self.parts.iter().any(|part| part.holds(character));
        let taken = self.without.as_ref().is_some_and(|without| without.holds(character));
        listed != self.negated && !taken
    }
}

#[cfg(test)]
mod tests {
    use super::example;

    #[test]
    fn the_text_matches_the_pattern() {
        for (pattern, expected) in [
            ("", Some("")),
            ("abc", Some("abc")),
            ("[A-Z]{2}[0-9]{3,5}", Some("AA000")),
            (r"\d{3}-\d+", Some("111-1")),
            ("a|b", Some("a")),
            ("(a|b){2}c?", Some("aa")),
            ("|b", Some("b")),
            ("[^a-y]", Some("z")),
            ("[a-z-[aeiou]]+", Some("b")),
            (r"[\da-f]", Some("a")),
            (r"[\-+]?\p{Lu}\.", Some("A.")),
            (r"\P{L}", Some("0")),
            (r"[\i-[:]][\c-[:]]*", Some("a")),
            (r".{3}", Some("xxx")),
            ("[-a]", Some("-")),
            ("(", None),
            ("a{", None),
            (r"\p{Nonsense}", None),
            ("[a", None),
            ("*", None),
        ] {
            assert_eq!(example(pattern, 0).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn repetitions_fill_up_the_minimum_length() {
        for (pattern, shortest, expected) in [
            ("[0-9]*", 4, Some("0000")),
            ("ab?c", 3, Some("abc")),
            ("abc", 4, None),
            ("(ab)+", 3, Some("abab")),
        ] {
            assert_eq!(example(pattern, shortest).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn deep_and_long_patterns_are_bounded() {
        example(&"(".repeat(100_000), 0);
        example(&"[".repeat(100_000), 0);
        assert!(example("((a{500}){500}){500}", 0).is_some_and(|text| text.len() < 2000));
    }

    proptest::proptest! {
        #[test]
        fn any_pattern_terminates(pattern in r"[ab.\\\[\](){}|?*+^,0-9dpPwIcL-]{0,40}", shortest in 0_usize..50) {
            if let Some(text) = example(&pattern, shortest) {
                proptest::prop_assert!(text.chars().count() >= shortest && text.len() < 5000);
            }
        }
    }
}
