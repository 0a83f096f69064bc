//! Takes secrets out of texts that are to be shown: what was sent as a secret, and what looks like one by its name.
//! It must take any text, well-formed or not: it is used where decoding failed.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// The secret texts that went out with one call.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// The longest first, so that one that holds another goes as a whole.
    texts: Vec<String>,
}

impl Secrets {
    /// The texts at these places of an envelope.
    pub(crate) fn of(envelope: &str, ranges: &[Range<usize>]) -> Self {
        let mut secrets = Self::default();
        for range in ranges {
            if let Some(text) = envelope.get(range.clone()) {
                secrets.add(text);
            }
        }
        secrets
    }

    /// Adds a text, as it stands in XML or in an HTTP header.
    pub(crate) fn add(&mut self, text: &str) {
        self.insert(text.to_owned());
        if text.contains('&') {
            // A server that quotes it may do so without escapes.
            self.insert(unescaped(text));
        }
    }

    /// Adds those of another.
    pub(crate) fn add_all(&mut self, others: &Self) {
        others.texts.iter().for_each(|text| self.insert(text.clone()));
    }

    fn insert(&mut self, text: String) {
        if !text.is_empty() && !self.texts.contains(&text) {
            let place = self.texts.partition_point(|known| known.len() >= text.len());
            self.texts.insert(place, text);
        }
    }

    /// The text without what was sent as a secret.
    pub(crate) fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut masked = Cow::Borrowed(text);
        for secret in &self.texts {
            if masked.contains(secret.as_str()) {
                masked = Cow::Owned(masked.replace(secret.as_str(), REDACTED));
            }
        }
        masked
    }

    /// The same for the beginning of a longer text, whose end may be the beginning of a secret.
    pub(crate) fn mask_beginning<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let kept =
            self.texts.iter().map(|secret| text.len() - overlap(text, secret)).min().unwrap_or(text.len());
        self.mask(text.get(..kept).unwrap_or_default())
    }
}

/// How much of the end of a text is the beginning of a secret.
fn overlap(text: &str, secret: &str) -> usize {
    secret
        .char_indices()
        .map(|(index, _)| index)
        .skip(1)
        .filter(|&length| secret.get(..length).is_some_and(|beginning| text.ends_with(beginning)))
        .max()
        .unwrap_or(0)
}

/// Whether an element of this local name holds a secret, by its name alone.
///
/// The generator decides by the contract; this is for texts that nobody could read by it.
pub(crate) fn is_secret(local: &str) -> bool {
    const WORDS: [&str; 4] = ["password", "token", "secret", "ticket"];
    let ends_in = |word: &str| {
        local
            .len()
            .checked_sub(word.len())
            .and_then(|start| local.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    WORDS.into_iter().any(ends_in) || local.eq_ignore_ascii_case("SecretValue")
}

/// The places of the texts that are secret by the name of the element around them.
pub(crate) fn named(text: &str) -> Vec<Range<usize>> {
    texts(text).filter(|(local, _)| is_secret(local)).map(|(_, range)| range).collect()
}

/// The text with these places masked; they may overlap and come in any order.
pub(crate) fn mask_places<'t>(text: &'t str, mut places: Vec<Range<usize>>) -> Cow<'t, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    places.sort_by_key(|place| (place.start, place.end));
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for place in places {
        if place.end <= done || place.is_empty() {
            continue;
        }
        if place.start >= done {
            masked.push_str(text.get(done..place.start).unwrap_or_default());
            masked.push_str(REDACTED);
        }
        done = place.end;
    }
    masked.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(masked)
}

/// Each run of text behind a start tag, with the local name in that tag.
///
/// What CDATA sections, comments and instructions hold is text here: where markup is broken, they may hold anything.
pub(crate) fn texts(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    const OTHERS: [(&str, &str); 4] = [("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"), ("<!", ">")];

    let mut at = 0;
    let mut around = "";
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            if !rest.starts_with('<') {
                let length = rest.find('<').unwrap_or(rest.len());
                at += length;
                return Some((around, at - length..at));
            }
            if let Some((begin, end)) = OTHERS.into_iter().find(|(begin, _)| rest.starts_with(begin)) {
                let start = at + begin.len();
                let length = text.get(start..).and_then(|rest| rest.find(end));
                let stop = length.map_or(text.len(), |length| start + length);
                at = length.map_or(stop, |_| stop + end.len());
                return Some((around, start..stop));
            }
            let name = rest.get(1..).and_then(|rest| rest.split([' ', '\t', '\r', '\n', '/', '>']).next());
            // After an end tag the name is empty, and what comes then belongs to the element around, or to nothing.
            if let Some(name @ [_, ..]) = name.map(str::as_bytes) {
                let local = name.iter().rposition(|&byte| byte == b':').map_or(0, |colon| colon + 1);
                around = rest.get(1 + local..1 + name.len()).unwrap_or_default();
            }
            at += tag_length(rest);
        }
    })
}

/// How long the tag at the beginning of a text is. A `>` within quotes does not end it, but for quotes that are not
/// closed before the next tag.
fn tag_length(rest: &str) -> usize {
    let mut quote = None;
    let mut first = None;
    for (index, byte) in rest.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return index + 1,
            (Some(_), b'>') => first = first.or(Some(index + 1)),
            (None, b'<') => return index,
            (Some(_), b'<') => return first.unwrap_or(index),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    first.unwrap_or(rest.len())
}

/// The text with the five entities and character references of XML resolved, as far as they are whole.
pub(crate) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(rest.get(..start).unwrap_or_default());
        rest = rest.get(start..).unwrap_or_default();
        let end = rest.find(';');
        let name = end.and_then(|end| rest.get(1..end));
        match (name.and_then(resolved), end) {
            (Some(character), Some(end)) => {
                plain.push(character);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            _ => {
                plain.push('&');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn resolved(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_end_in_a_secret_word_are_secret() {
        for name in ["Password", "UserPassword", "ticket", "ApplicationToken", "SecretValue", "client_secret"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in ["TicketId", "TicketEntity", "Passwords", "Name", "", "é"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn texts_are_masked_by_the_name_around_them() {
        for (text, expected) in [
            ("<a><Ticket>x</Ticket><b>y</b></a>", "<a><Ticket>[redacted]</Ticket><b>y</b></a>"),
            ("<n:Ticket a='>'>x</n:Ticket>", "<n:Ticket a='>'>[redacted]</n:Ticket>"),
            ("<Ticket><![CDATA[x<y]]></Ticket>", "<Ticket><![CDATA[[redacted]]]></Ticket>"),
            ("<Ticket>x<!-- <b> -->y</Ticket>", "<Ticket>[redacted]<!--[redacted]-->[redacted]</Ticket>"),
            ("<Ticket><!-- x", "<Ticket><!--[redacted]"),
            ("<Ticket a='>x</Ticket>", "<Ticket a='>[redacted]</Ticket>"),
            ("<Ticket a='b><c>x</c>", "<Ticket a='b><c>x</c>"),
            ("<Ticket a='b>x", "<Ticket a='b>[redacted]"),
            ("<Ticket<b>x</b>", "<Ticket<b>x</b>"),
            ("<Ticket>cut of", "<Ticket>[redacted]"),
            ("<Ticket", "<Ticket"),
            ("<Ticket/>", "<Ticket/>"),
            ("no markup", "no markup"),
        ] {
            assert_eq!(mask_places(text, named(text)), expected, "{text}");
        }
    }

    #[test]
    fn places_that_overlap_are_masked_once() {
        assert_eq!(mask_places("0123456789", vec![5..7, 2..4, 2..6, 6..6]), "01[redacted]789");
        assert_eq!(mask_places("é", vec![1..2, 2..2]), "[redacted]");
    }

    #[test]
    fn a_secret_is_masked_escaped_and_plain_and_the_longer_first() {
        let envelope = "<a>7T:a&lt;&amp;&#xe9;</a><b>7T</b>";
        let secrets = Secrets::of(envelope, &[3..22, 29..31]);
        let shown = secrets.mask("no 7T:a<&é, no 7T:a&lt;&amp;&#xe9;, no 7T").into_owned();
        assert_eq!(shown, "no [redacted], no [redacted], no [redacted]");
    }

    #[test]
    fn the_beginning_of_a_secret_at_the_end_of_an_excerpt_goes_too() {
        let mut secrets = Secrets::default();
        secrets.add("abcabd");
        secrets.add("");
        assert_eq!(secrets.mask_beginning("x abcab"), "x ");
        assert_eq!(secrets.mask_beginning("x abcabdabc"), "x [redacted]");
        assert_eq!(secrets.mask_beginning("x"), "x");
    }

    #[test]
    fn broken_references_stay() {
        assert_eq!(unescaped("&;&#x;&#xd800;&nope;&amp"), "&;&#x;&#xd800;&nope;&amp");
    }
}
