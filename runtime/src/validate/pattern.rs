//! Regular expressions of XML Schema (Part 2, appendix F). A pattern is compiled to a program. The time
//! to match grows at most with the product of the lengths of the program and the text.

use std::ops::Range;

use super::syntax::{self, Atom, Class, Expression, PatternError, Piece};

/// A compiled regular expression. It must match the whole text.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    program: Program,
    /// The places that the match has reached before a character of the text (`now`) and after it (`next`). The
    /// sets are reused for all texts. Their memory grows with the length of the program, so for a short text,
    /// allocating them would take longer than the match.
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
    /// For each place, the corresponding place in the first copy. A repeated optional expression is compiled
    /// to several copies: `a{0,3}` becomes three copies of `a?`. A place in one of the copies corresponds to
    /// the same step of the first copy. Every other place corresponds to itself.
    ///
    /// A match may reach corresponding places in several copies. It then continues only in the earliest copy,
    /// and [`StepSet`] drops the places in the others. This loses no match. After an earlier copy, more
    /// copies are left than after a later one, and all of them are optional. So a match can skip some of
    /// them, and do from the earlier copy everything that it can do from the later one. If the match
    /// continued in all copies, each character of the text would take time for each copy.
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
        // If an optional repetition is skipped, the repetitions after it are skipped too.
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

    /// Removes each place of which the set also contains an earlier copy. The set contains both if
    /// [`add`](Self::add) received the later copy first.
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
mod tests;
