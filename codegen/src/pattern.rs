//! The syntax of regular expressions of XML Schema (Part 2, appendix F).
//!
//! `runtime/src/validate/syntax.rs` and `codegen/src/pattern.rs` have the same text. The runtime matches texts
//! with it; the generator reports the patterns that have errors. A test compares the files.

use std::fmt;

/// Maximum depth of nested groups and classes.
const MAX_GROUP_DEPTH: usize = 64;
/// Maximum number of steps of the program to which a pattern is compiled. `[0-9]{1,1000}` needs 2,000.
const MAX_STEPS: usize = 20_000;

/// An error in a pattern, and a correction if one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternError {
    pub(crate) what: String,
    pub(crate) hint: Option<&'static str>,
}

impl fmt::Display for PatternError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hint {
            Some(hint) => write!(formatter, "{}; {hint}", self.what),
            None => formatter.write_str(&self.what),
        }
    }
}

/// A regular expression: alternative branches, each a sequence of pieces.
pub(crate) struct Expression {
    pub(crate) branches: Vec<Vec<Piece>>,
}

/// An atom and its quantifier.
pub(crate) struct Piece {
    pub(crate) atom: Atom,
    /// Minimum number of repetitions.
    pub(crate) least: usize,
    /// Maximum number of repetitions; `None` for no maximum.
    pub(crate) most: Option<usize>,
}

pub(crate) enum Atom {
    Class(Class),
    Group(Expression),
}

/// A set of characters: a single character, an escape, or a class in brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) is_negated: bool,
    pub(crate) parts: Vec<Part>,
    /// The subtracted class.
    pub(crate) without: Option<Box<Class>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Range(char, char),
    /// The characters of general categories, as a bit mask. Bit n is the category with the index n in
    /// [`CATEGORIES`].
    Categories(u32),
    /// The characters that may start a name (`\i`).
    NameStart,
    /// The characters that may occur in a name (`\c`).
    Name,
    Class(Class),
}

/// Parses a pattern.
pub(crate) fn parse(pattern: &str) -> Result<Expression, PatternError> {
    let mut parser = Parser { text: pattern.chars().collect(), at: 0, depth: 0 };
    let expression = parser.alternatives()?;
    if parser.peek().is_some() {
        return Err(wrong("an unmatched `)`", Some("write `\\)` to match the character")));
    }
    if expression.steps() > MAX_STEPS {
        return Err(wrong("too many repetitions", Some("`maxLength` can limit the length instead")));
    }
    Ok(expression)
}

impl Expression {
    /// Number of steps of the program: one for each class, split and jump.
    fn steps(&self) -> usize {
        let branches =
            self.branches.iter().map(|pieces| pieces.iter().map(Piece::steps).fold(0, usize::saturating_add));
        let jumps = self.branches.len().saturating_sub(1).saturating_mul(2);
        branches.fold(jumps, usize::saturating_add)
    }
}

impl Piece {
    fn steps(&self) -> usize {
        let atom = match &self.atom {
            Atom::Class(_) => 1,
            Atom::Group(group) => group.steps(),
        };
        // An atom without steps, such as `()`, adds none, however often it is repeated.
        let required = atom.saturating_mul(self.least);
        match self.most {
            Some(most) => {
                let optional = atom.saturating_add(1).saturating_mul(most.saturating_sub(self.least));
                required.saturating_add(optional)
            }
            None => required.saturating_add(atom).saturating_add(2),
        }
    }
}

impl Class {
    fn of<const N: usize>(parts: [Part; N], is_negated: bool) -> Self {
        Self { is_negated, parts: parts.into(), without: None }
    }

    fn character(character: char) -> Self {
        Self::of([Part::Range(character, character)], false)
    }

    /// The character of a class that consists of one character; `None` for all other classes.
    pub(crate) fn single(&self) -> Option<char> {
        match (self.parts.as_slice(), self.is_negated, &self.without) {
            ([Part::Range(first, last)], false, None) if first == last => Some(*first),
            _ => None,
        }
    }
}

fn wrong(what: impl Into<String>, hint: Option<&'static str>) -> PatternError {
    PatternError { what: what.into(), hint }
}

struct Parser {
    text: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self, wanted: &str) -> Result<char, PatternError> {
        let character =
            self.peek().ok_or_else(|| wrong(format!("an unexpected end: {wanted} is missing"), None))?;
        self.at += 1;
        Ok(character)
    }

    fn eat(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Result<Expression, PatternError> {
        let mut branches = vec![self.branch()?];
        while self.eat('|') {
            branches.push(self.branch()?);
        }
        Ok(Expression { branches })
    }

    fn branch(&mut self) -> Result<Vec<Piece>, PatternError> {
        let mut pieces = Vec::new();
        while let Some(character) = self.peek().filter(|character| !matches!(character, '|' | ')')) {
            self.at += 1;
            let atom = match character {
                '(' => Atom::Group(self.group()?),
                '[' => Atom::Class(self.class()?),
                '\\' => Atom::Class(self.escape()?),
                '.' => Atom::Class(Class::of(['\n', '\r'].map(|end| Part::Range(end, end)), true)),
                '?' | '*' | '+' | '{' => {
                    let what = format!("a quantifier `{character}` without an expression before it");
                    return Err(wrong(what, self.hint_at_quantifier()));
                }
                character => Atom::Class(Class::character(character)),
            };
            let (least, most) = self.quantifier()?;
            pieces.push(Piece { atom, least, most });
        }
        Ok(pieces)
    }

    fn enter(&mut self) -> Result<(), PatternError> {
        self.depth += 1;
        match self.depth > MAX_GROUP_DEPTH {
            true => Err(wrong(format!("more than {MAX_GROUP_DEPTH} nested groups"), None)),
            false => Ok(()),
        }
    }

    fn group(&mut self) -> Result<Expression, PatternError> {
        self.enter()?;
        let group = self.alternatives()?;
        self.depth -= 1;
        match self.eat(')') {
            true => Ok(group),
            false => Err(wrong("an unclosed `(`", Some("write `\\(` to match the character"))),
        }
    }

    /// Parses the quantifier after an atom. Returns the minimum and the maximum number of repetitions.
    fn quantifier(&mut self) -> Result<(usize, Option<usize>), PatternError> {
        let quantifier = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => return self.counts(),
            _ => return Ok((1, Some(1))),
        };
        self.at += 1;
        Ok(quantifier)
    }

    /// Parses a quantifier in braces: `{2}`, `{2,}`, `{2,5}` or `{,5}`.
    fn counts(&mut self) -> Result<(usize, Option<usize>), PatternError> {
        self.at += 1;
        let least = self.number();
        let most = match self.next("`}`")? {
            '}' => least.map(Some),
            ',' if self.eat('}') => least.map(|_| None),
            ',' => self.number().filter(|_| self.eat('}')).map(Some),
            _ => None,
        };
        let Some(most) = most else {
            return Err(wrong(
                "a `{` without a quantifier like `{2}`, `{2,}` or `{2,5}`",
                Some("write `\\{` to match the character"),
            ));
        };
        let least = least.unwrap_or(0);
        match most {
            Some(most) if most < least => {
                Err(wrong(format!("`{{{least},{most}}}`, whose maximum is less than its minimum"), None))
            }
            most => Ok((least, most)),
        }
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            self.at += 1;
            number = Some(number.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit as usize));
        }
        number
    }

    /// Parses a class after its opening bracket.
    fn class(&mut self) -> Result<Class, PatternError> {
        self.enter()?;
        let mut class = Class { is_negated: self.eat('^'), ..Class::default() };
        let mut is_first = true;
        loop {
            let part = match self.next("`]`")? {
                ']' if !is_first => break,
                '-' if self.eat('[') => {
                    class.without = Some(Box::new(self.class()?));
                    if !self.eat(']') {
                        return Err(wrong("a character class that continues after a subtraction", None));
                    }
                    break;
                }
                '\\' => self.escape()?,
                character => Class::character(character),
            };
            is_first = false;
            class.parts.push(match part.single() {
                Some(first) if self.is_range() => Part::Range(first, self.end_of_range()?),
                Some(character) => Part::Range(character, character),
                None => Part::Class(part),
            });
        }
        self.depth -= 1;
        Ok(class)
    }

    /// Whether `-` and the end of a range follow.
    fn is_range(&self) -> bool {
        self.peek() == Some('-') && !matches!(self.text.get(self.at + 1), None | Some('[' | ']'))
    }

    /// Parses the `-` of a range and its last character.
    fn end_of_range(&mut self) -> Result<char, PatternError> {
        self.at += 1;
        match self.next("the last character of a range")? {
            '\\' => {
                self.escape()?.single().ok_or_else(|| wrong("a range that ends in a character class", None))
            }
            character => Ok(character),
        }
    }

    /// Parses an escape after its backslash.
    fn escape(&mut self) -> Result<Class, PatternError> {
        Ok(match self.next("the character after a backslash")? {
            letter @ ('p' | 'P') => Class::of([self.category()?], letter == 'P'),
            'n' => Class::character('\n'),
            'r' => Class::character('\r'),
            't' => Class::character('\t'),
            letter @ ('s' | 'S') => {
                Class::of([' ', '\t', '\n', '\r'].map(|space| Part::Range(space, space)), letter == 'S')
            }
            letter @ ('i' | 'I') => Class::of([Part::NameStart], letter == 'I'),
            letter @ ('c' | 'C') => Class::of([Part::Name], letter == 'C'),
            letter @ ('d' | 'D') => Class::of([Part::Categories(categories("Nd"))], letter == 'D'),
            // `\w`: all characters except punctuation (P), separators (Z) and the category "other" (C).
            letter @ ('w' | 'W') => {
                Class::of(["P", "Z", "C"].map(|name| Part::Categories(categories(name))), letter == 'w')
            }
            letter if letter.is_ascii_alphanumeric() => {
                return Err(wrong(
                    format!("`\\{letter}`, which is not an escape of XML Schema"),
                    Some(
                        "XML Schema has `\\d`, `\\w`, `\\s`, `\\i`, `\\c` and `\\p{…}`, but not `\\b`, `\\A`, `\\x` or back-references",
                    ),
                ));
            }
            symbol => Class::character(symbol),
        })
    }

    /// Parses the name of a category or a block after `\p`: `{Lu}` or `{IsGreek}`.
    fn category(&mut self) -> Result<Part, PatternError> {
        if !self.eat('{') {
            return Err(wrong("`\\p` without `{`", Some("write `\\p{L}`")));
        }
        let mut name = String::new();
        loop {
            match self.next("`}`")? {
                '}' => break,
                character => name.push(character),
            }
        }
        let part = match name.strip_prefix("Is") {
            Some(name) => {
                let block = BLOCKS.iter().find(|(known, ..)| *known == name);
                block.map(|(_, first, last)| Part::Range(*first, *last))
            }
            None => Some(categories(&name)).filter(|mask| *mask != 0).map(Part::Categories),
        };
        part.ok_or_else(|| {
            wrong(format!("`\\p{{{name}}}`, which is neither a category nor a block of Unicode"), None)
        })
    }

    /// A hint for the syntax of other dialects: `(?:…)`, `*?` or `++`.
    fn hint_at_quantifier(&self) -> Option<&'static str> {
        match self.at.checked_sub(2).and_then(|before| self.text.get(before)) {
            Some('(') => Some("XML Schema has no `(?…)`: use a plain group, or one branch per case"),
            Some('*' | '+' | '?' | '}') => Some("XML Schema has no lazy or possessive repetition"),
            _ => Some("write a backslash before it to match the character"),
        }
    }
}

/// Bit mask of all categories with this name (`Lu`) or this first letter (`L`); 0 if no category matches.
fn categories(name: &str) -> u32 {
    let known =
        CATEGORIES.iter().enumerate().filter(|(_, known)| !name.is_empty() && known.starts_with(name));
    known.fold(0, |mask, (number, _)| mask | 1 << number)
}

/// The general categories of Unicode.
const CATEGORIES: [&str; 30] = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
    "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
];

/// The Unicode blocks that patterns may name (Part 2, appendix F.1.1): the name without the prefix `Is`, the
/// first and the last character.
#[rustfmt::skip]
const BLOCKS: &[(&str, char, char)] = &[
    ("BasicLatin", '\u{0}', '\u{7F}'),
    ("Latin-1Supplement", '\u{80}', '\u{FF}'),
    ("LatinExtended-A", '\u{100}', '\u{17F}'),
    ("LatinExtended-B", '\u{180}', '\u{24F}'),
    ("IPAExtensions", '\u{250}', '\u{2AF}'),
    ("SpacingModifierLetters", '\u{2B0}', '\u{2FF}'),
    ("CombiningDiacriticalMarks", '\u{300}', '\u{36F}'),
    ("Greek", '\u{370}', '\u{3FF}'),
    ("GreekandCoptic", '\u{370}', '\u{3FF}'),
    ("Cyrillic", '\u{400}', '\u{4FF}'),
    ("Armenian", '\u{530}', '\u{58F}'),
    ("Hebrew", '\u{590}', '\u{5FF}'),
    ("Arabic", '\u{600}', '\u{6FF}'),
    ("Syriac", '\u{700}', '\u{74F}'),
    ("Thaana", '\u{780}', '\u{7BF}'),
    ("Devanagari", '\u{900}', '\u{97F}'),
    ("Bengali", '\u{980}', '\u{9FF}'),
    ("Gurmukhi", '\u{A00}', '\u{A7F}'),
    ("Gujarati", '\u{A80}', '\u{AFF}'),
    ("Oriya", '\u{B00}', '\u{B7F}'),
    ("Tamil", '\u{B80}', '\u{BFF}'),
    ("Telugu", '\u{C00}', '\u{C7F}'),
    ("Kannada", '\u{C80}', '\u{CFF}'),
    ("Malayalam", '\u{D00}', '\u{D7F}'),
    ("Sinhala", '\u{D80}', '\u{DFF}'),
    ("Thai", '\u{E00}', '\u{E7F}'),
    ("Lao", '\u{E80}', '\u{EFF}'),
    ("Tibetan", '\u{F00}', '\u{FFF}'),
    ("Myanmar", '\u{1000}', '\u{109F}'),
    ("Georgian", '\u{10A0}', '\u{10FF}'),
    ("HangulJamo", '\u{1100}', '\u{11FF}'),
    ("Ethiopic", '\u{1200}', '\u{137F}'),
    ("Cherokee", '\u{13A0}', '\u{13FF}'),
    ("UnifiedCanadianAboriginalSyllabics", '\u{1400}', '\u{167F}'),
    ("Ogham", '\u{1680}', '\u{169F}'),
    ("Runic", '\u{16A0}', '\u{16FF}'),
    ("Khmer", '\u{1780}', '\u{17FF}'),
    ("Mongolian", '\u{1800}', '\u{18AF}'),
    ("LatinExtendedAdditional", '\u{1E00}', '\u{1EFF}'),
    ("GreekExtended", '\u{1F00}', '\u{1FFF}'),
    ("GeneralPunctuation", '\u{2000}', '\u{206F}'),
    ("SuperscriptsandSubscripts", '\u{2070}', '\u{209F}'),
    ("CurrencySymbols", '\u{20A0}', '\u{20CF}'),
    ("CombiningMarksforSymbols", '\u{20D0}', '\u{20FF}'),
    ("LetterlikeSymbols", '\u{2100}', '\u{214F}'),
    ("NumberForms", '\u{2150}', '\u{218F}'),
    ("Arrows", '\u{2190}', '\u{21FF}'),
    ("MathematicalOperators", '\u{2200}', '\u{22FF}'),
    ("MiscellaneousTechnical", '\u{2300}', '\u{23FF}'),
    ("ControlPictures", '\u{2400}', '\u{243F}'),
    ("OpticalCharacterRecognition", '\u{2440}', '\u{245F}'),
    ("EnclosedAlphanumerics", '\u{2460}', '\u{24FF}'),
    ("BoxDrawing", '\u{2500}', '\u{257F}'),
    ("BlockElements", '\u{2580}', '\u{259F}'),
    ("GeometricShapes", '\u{25A0}', '\u{25FF}'),
    ("MiscellaneousSymbols", '\u{2600}', '\u{26FF}'),
    ("Dingbats", '\u{2700}', '\u{27BF}'),
    ("BraillePatterns", '\u{2800}', '\u{28FF}'),
    ("CJKRadicalsSupplement", '\u{2E80}', '\u{2EFF}'),
    ("KangxiRadicals", '\u{2F00}', '\u{2FDF}'),
    ("IdeographicDescriptionCharacters", '\u{2FF0}', '\u{2FFF}'),
    ("CJKSymbolsandPunctuation", '\u{3000}', '\u{303F}'),
    ("Hiragana", '\u{3040}', '\u{309F}'),
    ("Katakana", '\u{30A0}', '\u{30FF}'),
    ("Bopomofo", '\u{3100}', '\u{312F}'),
    ("HangulCompatibilityJamo", '\u{3130}', '\u{318F}'),
    ("Kanbun", '\u{3190}', '\u{319F}'),
    ("BopomofoExtended", '\u{31A0}', '\u{31BF}'),
    ("EnclosedCJKLettersandMonths", '\u{3200}', '\u{32FF}'),
    ("CJKCompatibility", '\u{3300}', '\u{33FF}'),
    ("CJKUnifiedIdeographsExtensionA", '\u{3400}', '\u{4DBF}'),
    ("CJKUnifiedIdeographs", '\u{4E00}', '\u{9FFF}'),
    ("YiSyllables", '\u{A000}', '\u{A48F}'),
    ("YiRadicals", '\u{A490}', '\u{A4CF}'),
    ("HangulSyllables", '\u{AC00}', '\u{D7AF}'),
    ("PrivateUse", '\u{E000}', '\u{F8FF}'),
    ("CJKCompatibilityIdeographs", '\u{F900}', '\u{FAFF}'),
    ("AlphabeticPresentationForms", '\u{FB00}', '\u{FB4F}'),
    ("ArabicPresentationForms-A", '\u{FB50}', '\u{FDFF}'),
    ("CombiningHalfMarks", '\u{FE20}', '\u{FE2F}'),
    ("CJKCompatibilityForms", '\u{FE30}', '\u{FE4F}'),
    ("SmallFormVariants", '\u{FE50}', '\u{FE6F}'),
    ("ArabicPresentationForms-B", '\u{FE70}', '\u{FEFF}'),
    ("HalfwidthandFullwidthForms", '\u{FF00}', '\u{FFEF}'),
    ("Specials", '\u{FFF0}', '\u{FFFF}'),
    ("OldItalic", '\u{10300}', '\u{1032F}'),
    ("Gothic", '\u{10330}', '\u{1034F}'),
    ("Deseret", '\u{10400}', '\u{1044F}'),
    ("ByzantineMusicalSymbols", '\u{1D000}', '\u{1D0FF}'),
    ("MusicalSymbols", '\u{1D100}', '\u{1D1FF}'),
    ("MathematicalAlphanumericSymbols", '\u{1D400}', '\u{1D7FF}'),
    ("CJKUnifiedIdeographsExtensionB", '\u{20000}', '\u{2A6DF}'),
    ("CJKCompatibilityIdeographsSupplement", '\u{2F800}', '\u{2FA1F}'),
    ("Tags", '\u{E0000}', '\u{E007F}'),
];
