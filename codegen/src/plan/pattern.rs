//! Checks whether a text is a regular expression of XML Schema (Part 2, appendix F), as the runtime's
//! `validate` reads it.
//!
//! The check builds no program: it only finds errors in a pattern, so that the generator can report them.
//! Tests of the runtime compare the check with the matcher of the runtime.

/// Maximum depth of nested groups.
const DEPTH: usize = 64;
/// Maximum number of steps in the program of a pattern.
const STEPS: usize = 20_000;

/// An error in a pattern, and a correction if one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) what: String,
    pub(crate) hint: Option<&'static str>,
}

/// Checks a pattern.
pub(crate) fn check(pattern: &str) -> Result<(), Wrong> {
    let mut reader = Reader { rest: pattern.chars().collect(), at: 0, depth: 0 };
    let steps = reader.alternatives()?;
    match reader.peek() {
        None if steps > STEPS => {
            Err(wrong("too many repetitions", Some("`maxLength` can limit the length instead")))
        }
        None => Ok(()),
        Some(_) => Err(wrong("an unmatched `)`", Some("write `\\)` to match the character"))),
    }
}

fn wrong(what: impl Into<String>, hint: Option<&'static str>) -> Wrong {
    Wrong { what: what.into(), hint }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    depth: usize,
}

/// Number of steps in the program of an expression.
type Steps = usize;

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self, wanted: &str) -> Result<char, Wrong> {
        let character = self.peek().ok_or_else(|| wrong(format!("no {wanted} at the end"), None))?;
        self.at += 1;
        Ok(character)
    }

    fn eat(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Result<Steps, Wrong> {
        let mut steps = self.branch()?;
        while self.eat('|') {
            steps = steps.saturating_add(2).saturating_add(self.branch()?);
        }
        Ok(steps)
    }

    fn branch(&mut self) -> Result<Steps, Wrong> {
        let mut steps = 0_usize;
        while let Some(character) = self.peek().filter(|character| !matches!(character, '|' | ')')) {
            self.at += 1;
            let atom = match character {
                '(' => self.group()?,
                '[' => self.class().map(|()| 1)?,
                '\\' => self.escape().map(|_| 1)?,
                '?' | '*' | '+' | '{' => {
                    return Err(wrong(
                        format!("a `{character}` without an expression before it"),
                        hint(&self.rest, self.at),
                    ));
                }
                _ => 1,
            };
            steps = steps.saturating_add(self.quantified(atom)?);
        }
        Ok(steps)
    }

    fn enter(&mut self) -> Result<(), Wrong> {
        self.depth += 1;
        match self.depth > DEPTH {
            true => Err(wrong(format!("more than {DEPTH} nested groups"), None)),
            false => Ok(()),
        }
    }

    fn group(&mut self) -> Result<Steps, Wrong> {
        self.enter()?;
        let steps = self.alternatives()?;
        self.depth -= 1;
        match self.eat(')') {
            true => Ok(steps),
            false => Err(wrong("an unclosed `(`", Some("write `\\(` to match the character"))),
        }
    }

    /// The steps of an atom with the quantifier that follows it.
    fn quantified(&mut self, atom: Steps) -> Result<Steps, Wrong> {
        let (least, most) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => return self.counted(atom),
            _ => return Ok(atom),
        };
        self.at += 1;
        Ok(repeated(atom, least, most))
    }

    /// Reads a quantifier: `{2}`, `{2,}`, `{2,5}` or `{,5}`.
    fn counted(&mut self, atom: Steps) -> Result<Steps, Wrong> {
        let no_count = || {
            wrong(
                "a `{` without a quantifier like `{2}`, `{2,}` or `{2,5}`",
                Some("write `\\{` to match the character"),
            )
        };
        self.at += 1;
        let least = self.number();
        let most = match self.next("`}`")? {
            '}' => least.map(Some),
            ',' if self.eat('}') => least.map(|_| None),
            ',' => self.number().filter(|_| self.eat('}')).map(Some),
            _ => None,
        };
        let (least, most) = (least.unwrap_or(0), most.ok_or_else(no_count)?);
        match most {
            Some(most) if most < least => {
                Err(wrong(format!("`{{{least},{most}}}`, whose maximum is less than its minimum"), None))
            }
            most => Ok(repeated(atom, least, most)),
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

    /// Parses a character class after its opening bracket.
    fn class(&mut self) -> Result<(), Wrong> {
        self.enter()?;
        self.eat('^');
        let mut is_first = true;
        loop {
            let single = match self.next("`]`")? {
                ']' if !is_first => break,
                '-' if self.eat('[') => {
                    self.class()?;
                    if !self.eat(']') {
                        return Err(wrong("a class that continues after a subtraction", None));
                    }
                    break;
                }
                '\\' => self.escape()?,
                _ => true,
            };
            is_first = false;
            let is_range =
                self.peek() == Some('-') && !matches!(self.rest.get(self.at + 1), None | Some('[' | ']'));
            if single && is_range {
                self.at += 1;
                if self.next("end of a range")? == '\\' && !self.escape()? {
                    return Err(wrong("a range that ends in a class", None));
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads an escape after its backslash. Returns whether it denotes a single character.
    fn escape(&mut self) -> Result<bool, Wrong> {
        match self.next("character after a backslash")? {
            'p' | 'P' => self.category().map(|()| false),
            'n' | 'r' | 't' => Ok(true),
            's' | 'S' | 'i' | 'I' | 'c' | 'C' | 'd' | 'D' | 'w' | 'W' => Ok(false),
            letter if letter.is_ascii_alphanumeric() => Err(wrong(
                format!("`\\{letter}`, which is not an escape of XML Schema"),
                Some(
                    "XML Schema has `\\d`, `\\w`, `\\s`, `\\i`, `\\c` and `\\p{…}`, but not `\\b`, `\\A`, `\\x` or back-references",
                ),
            )),
            _ => Ok(true),
        }
    }

    /// Reads the name of a category after `\p`: `{Lu}` or `{IsGreek}`.
    fn category(&mut self) -> Result<(), Wrong> {
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
        let is_known = match name.strip_prefix("Is") {
            Some(block) => BLOCKS.split(' ').any(|known| known == block),
            None => !name.is_empty() && CATEGORIES.split(' ').any(|known| known.starts_with(&name)),
        };
        match is_known {
            true => Ok(()),
            false => Err(wrong(
                format!("`\\p{{{name}}}`, which is neither a category nor a block of Unicode"),
                None,
            )),
        }
    }
}

/// The steps of a repeated atom. For an atom without steps, the repetitions do not count.
fn repeated(atom: Steps, least: usize, most: Option<usize>) -> Steps {
    let must = atom.saturating_mul(least);
    match most {
        Some(most) => must.saturating_add(atom.saturating_add(1).saturating_mul(most.saturating_sub(least))),
        None => must.saturating_add(atom).saturating_add(2),
    }
}

/// A hint for the syntax of other dialects: `(?:…)`, `*?` or `++`.
fn hint(rest: &[char], at: usize) -> Option<&'static str> {
    match at.checked_sub(2).and_then(|before| rest.get(before)) {
        Some('(') => Some("XML Schema has no `(?…)`: use a plain group, or one branch per case"),
        Some('*' | '+' | '?' | '}') => Some("XML Schema has no lazy or possessive repetition"),
        _ => Some("write a backslash before it to match the character"),
    }
}

/// The general categories of Unicode.
const CATEGORIES: &str =
    "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn";

/// The Unicode blocks that patterns may name (Part 2, appendix F.1.1).
const BLOCKS: &str = "\
    BasicLatin Latin-1Supplement LatinExtended-A LatinExtended-B IPAExtensions SpacingModifierLetters \
    CombiningDiacriticalMarks Greek GreekandCoptic Cyrillic Armenian Hebrew Arabic Syriac Thaana Devanagari \
    Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian \
    HangulJamo Ethiopic Cherokee UnifiedCanadianAboriginalSyllabics Ogham Runic Khmer Mongolian \
    LatinExtendedAdditional GreekExtended GeneralPunctuation SuperscriptsandSubscripts CurrencySymbols \
    CombiningMarksforSymbols LetterlikeSymbols NumberForms Arrows MathematicalOperators MiscellaneousTechnical \
    ControlPictures OpticalCharacterRecognition EnclosedAlphanumerics BoxDrawing BlockElements GeometricShapes \
    MiscellaneousSymbols Dingbats BraillePatterns CJKRadicalsSupplement KangxiRadicals \
    IdeographicDescriptionCharacters CJKSymbolsandPunctuation Hiragana Katakana Bopomofo HangulCompatibilityJamo \
    Kanbun BopomofoExtended EnclosedCJKLettersandMonths CJKCompatibility CJKUnifiedIdeographsExtensionA \
    CJKUnifiedIdeographs YiSyllables YiRadicals HangulSyllables PrivateUse CJKCompatibilityIdeographs \
    AlphabeticPresentationForms ArabicPresentationForms-A CombiningHalfMarks CJKCompatibilityForms \
    SmallFormVariants ArabicPresentationForms-B HalfwidthandFullwidthForms Specials OldItalic Gothic Deseret \
    ByzantineMusicalSymbols MusicalSymbols MathematicalAlphanumericSymbols CJKUnifiedIdeographsExtensionB \
    CJKCompatibilityIdeographsSupplement Tags";
