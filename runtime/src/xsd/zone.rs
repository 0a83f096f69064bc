//! The optional time zone at the end of a date or time: an offset from UTC, kept as written.

use std::num::NonZeroU16;

use super::lexical::{Lexical, lexical};
use super::lexical_writer::LexicalWriter;
use super::scan::{Refusal, Scanned, invalid, two};
use crate::xml::Invalid;

/// The zone of a date or time: `Z`, or an offset such as `+01:00` (XML Schema Part 2, 3.2.7.3).
///
/// Offsets range from -14:00 to +14:00, in minutes. `Z`, `+00:00` and `-00:00` mean the same offset but
/// are different values, so that a zone is written as it was read. [`minutes`](Self::minutes) is 0 for
/// all three.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(NonZeroU16);

/// The number in a [`Zone`] for the offset `+00:00`. The number is 1 for `Z`, 2 for `-00:00`, and for any
/// other zone this constant plus the offset in minutes.
const PLUS_ZERO: u16 = 1000;
const Z: NonZeroU16 = NonZeroU16::MIN;
const MINUS_ZERO: u16 = 2;
const MAX_OFFSET_MINUTES: i16 = 14 * 60;

impl Zone {
    /// `Z`.
    pub const UTC: Self = Self(Z);

    /// Creates a zone from an offset in minutes, positive to the east. Zero is written `+00:00`;
    /// [`Zone::UTC`] is written `Z`.
    ///
    /// # Errors
    ///
    /// Beyond 840 minutes (fourteen hours) in either direction.
    pub fn from_minutes(minutes: i16) -> Result<Self, Invalid> {
        Self::offset(minutes).map_err(|refusal| invalid(Self::EXPECTED, refusal))
    }

    /// The offset in minutes, positive to the east of Greenwich.
    #[must_use]
    pub fn minutes(self) -> i16 {
        match self.0.get() {
            ..=MINUS_ZERO => 0,
            code => code.wrapping_sub(PLUS_ZERO).cast_signed(),
        }
    }

    /// The offset in seconds, positive to the east of Greenwich.
    #[must_use]
    pub fn seconds(self) -> i32 {
        i32::from(self.minutes()) * 60
    }

    fn offset(minutes: i16) -> Scanned<Self> {
        let beyond: Refusal = Some("a zone lies between -14:00 and +14:00");
        if !(-MAX_OFFSET_MINUTES..=MAX_OFFSET_MINUTES).contains(&minutes) {
            return Err(beyond);
        }
        NonZeroU16::new(PLUS_ZERO.wrapping_add_signed(minutes)).map(Self).ok_or(beyond)
    }

    /// Parses an optional zone up to the end of the text.
    #[inline]
    pub(super) fn read_end(bytes: &[u8]) -> Scanned<Option<Self>> {
        match bytes {
            [] => Ok(None),
            _ => Self::read(bytes).map(Some),
        }
    }
}

impl Lexical for Zone {
    const EXPECTED: &'static str = "a zone such as Z or +01:00";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let (sign, hour, minute) = match bytes {
            [b'Z'] => return Ok(Self::UTC),
            [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
                (*sign, two(*a, *b).ok_or(None)?, two(*c, *d).ok_or(None)?)
            }
            [b'+' | b'-', ..] => return Err(Some("a zone has the form +hh:mm")),
            [b'z'] => return Err(Some("the Z of UTC is a capital letter")),
            _ => return Err(None),
        };
        if minute > 59 {
            return Err(Some("the minutes of a zone go from 00 to 59"));
        }
        let minutes = i16::from(hour) * 60 + i16::from(minute);
        match (sign, minutes) {
            (b'-', 0) => NonZeroU16::new(MINUS_ZERO).map(Self).ok_or(None),
            (b'-', minutes) => Self::offset(-minutes),
            (_, minutes) => Self::offset(minutes),
        }
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        if *self == Self::UTC {
            writer.put(b"Z");
            return;
        }
        let minutes = self.minutes();
        let minus = minutes < 0 || self.0.get() == MINUS_ZERO;
        let minutes = minutes.unsigned_abs();
        writer.put(if minus { b"-" } else { b"+" });
        writer.two((minutes / 60) as u8);
        writer.put(b":");
        writer.two((minutes % 60) as u8);
    }
}

lexical!(Zone);
