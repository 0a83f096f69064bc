//! A writer for lexical forms without allocations: pieces are gathered on the stack and passed on
//! together.

/// Collects text in a small buffer, and passes it to `push` when the buffer is full.
pub(super) struct LexicalWriter<'a> {
    bytes: [u8; 64],
    length: usize,
    push: &'a mut dyn FnMut(&str),
}

impl<'a> LexicalWriter<'a> {
    #[inline]
    pub(super) fn new(push: &'a mut dyn FnMut(&str)) -> Self {
        Self { bytes: [0; 64], length: 0, push }
    }

    /// Appends ASCII bytes.
    #[inline]
    pub(super) fn put(&mut self, piece: &[u8]) {
        loop {
            let room = self.bytes.get_mut(self.length..).unwrap_or_default();
            if let Some(room) = room.get_mut(..piece.len()) {
                room.copy_from_slice(piece);
                self.length += piece.len();
                return;
            }
            if self.length == 0 {
                (self.push)(std::str::from_utf8(piece).unwrap_or_default());
                return;
            }
            self.flush();
        }
    }

    /// Appends an ASCII text of any length.
    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        self.put(text.as_bytes());
    }

    /// Appends two digits.
    #[inline]
    pub(super) fn two(&mut self, number: u8) {
        self.put(&pair(number));
    }

    /// Appends a number without leading zeros.
    #[inline]
    pub(super) fn number(&mut self, number: u64) {
        let mut digits = [0; 20];
        let text = decimal(number, &mut digits);
        self.put(text);
    }

    /// Appends a year, with at least four digits.
    #[inline]
    pub(super) fn year(&mut self, year: i32) {
        if year < 0 {
            self.put(b"-");
        }
        match year.unsigned_abs() {
            short @ 0..=9999 => {
                let [a, b] = pair((short / 100) as u8);
                let [c, d] = pair((short % 100) as u8);
                self.put(&[a, b, c, d]);
            }
            long => self.number(long.into()),
        }
    }

    /// Appends `-` and two digits, the form of months and days.
    #[inline]
    pub(super) fn dash_two(&mut self, number: u8) {
        let [tens, ones] = pair(number);
        self.put(&[b'-', tens, ones]);
    }

    /// Appends `hh:mm:ss`.
    #[inline]
    pub(super) fn clock(&mut self, hour: u8, minute: u8, second: u8) {
        let ([a, b], [c, d], [e, f]) = (pair(hour), pair(minute), pair(second));
        self.put(&[a, b, b':', c, d, b':', e, f]);
    }

    /// Appends a point and the first `count` of the nine digits of `nanoseconds`.
    #[inline]
    pub(super) fn fraction(&mut self, nanoseconds: u32, count: u8) {
        let [a, b] = pair((nanoseconds / 10_000_000 % 100) as u8);
        let [c, d] = pair((nanoseconds / 100_000 % 100) as u8);
        let [e, f] = pair((nanoseconds / 1_000 % 100) as u8);
        let [g, h] = pair((nanoseconds / 10 % 100) as u8);
        let i = b'0' + (nanoseconds % 10) as u8;
        let piece = [b'.', a, b, c, d, e, f, g, h, i];
        self.put(piece.get(..=usize::from(count)).unwrap_or(&piece));
    }

    /// Passes on the gathered text.
    #[inline]
    pub(super) fn flush(&mut self) {
        let gathered = self.bytes.get(..self.length).unwrap_or_default();
        (self.push)(std::str::from_utf8(gathered).unwrap_or_default());
        self.length = 0;
    }
}

/// The two digits of a number below 100.
#[inline]
fn pair(number: u8) -> [u8; 2] {
    [b'0' + number / 10 % 10, b'0' + number % 10]
}

/// The digits of a number, at the end of the buffer.
pub(super) fn decimal(number: u64, buffer: &mut [u8; 20]) -> &[u8] {
    padded(number, 1, buffer)
}

/// The digits of a number, with leading zeros up to `width` digits, at the end of the buffer.
pub(super) fn padded(mut number: u64, width: usize, buffer: &mut [u8; 20]) -> &[u8] {
    let mut start = buffer.len();
    while number >= 100 {
        start = start.saturating_sub(2);
        if let Some(place) = buffer.get_mut(start..start + 2) {
            place.copy_from_slice(&pair((number % 100) as u8));
        }
        number /= 100;
    }
    let [tens, ones] = pair(number as u8);
    let last: &[u8] = if number < 10 { &[ones] } else { &[tens, ones] };
    start = start.saturating_sub(last.len());
    if let Some(place) = buffer.get_mut(start..start + last.len()) {
        place.copy_from_slice(last);
    }
    let padded = start.min(buffer.len().saturating_sub(width));
    if let Some(place) = buffer.get_mut(padded..start) {
        place.fill(b'0');
    }
    buffer.get(padded..).unwrap_or_default()
}
