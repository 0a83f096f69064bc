//! Masks secrets in texts for errors and logs: values that were sent as secrets, and values with names
//! that suggest a secret. Accepts malformed XML too, because it is used after decoding has failed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::{Bound, Range};

use super::pieces::pieces;
use super::references::{Resolved, is_cut, unescaped};

/// Replacement for a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// The secret texts that were sent with one call.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// Sorted, so that the secrets at one position of a text are found by binary search: a reply may contain
    /// thousands of them.
    texts: BTreeSet<String>,
}

impl Secrets {
    /// Collects the texts at these ranges of an envelope.
    pub(crate) fn of(envelope: &str, ranges: &[Range<usize>]) -> Self {
        let mut secrets = Self::default();
        for range in spread(envelope, ranges) {
            if let Some(text) = envelope.get(range) {
                secrets.add(text);
                secrets.add(text.trim());
            }
        }
        secrets
    }

    /// Adds a text as it is written in XML or in an HTTP header.
    pub(crate) fn add(&mut self, text: &str) {
        self.insert(text.to_owned());
        if memchr::memchr(b'&', text.as_bytes()).is_some() {
            // A server may quote the text without XML escapes.
            self.insert(unescaped(text));
        }
    }

    /// Adds the value of an HTTP header and its parts: the token of `Bearer`, each value of `Cookie` and
    /// `Digest`, and the user and password of `Basic`.
    pub(crate) fn add_header(&mut self, value: &str) {
        /// Well-known parameter values of Digest (RFC 7616), which are not secret.
        const KNOWN: [&str; 7] =
            ["auth", "auth-int", "MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "00000001"];

        self.add(value);
        let (scheme, credentials) = value.split_once(' ').unwrap_or(("", value));
        self.add(credentials);
        if scheme.eq_ignore_ascii_case("Basic")
            && let Ok(decoded) = base64_simd::STANDARD.decode_to_vec(credentials.trim())
        {
            let decoded = String::from_utf8_lossy(&decoded).into_owned();
            let (user, password) = decoded.split_once(':').unwrap_or(("", &decoded));
            [user, password, &decoded].into_iter().for_each(|text| self.add(text));
        }
        for part in value.split([';', ',']).chain(credentials.split([';', ','])) {
            let part = part.trim();
            let named = part.split_once('=').map_or(part, |(_, value)| value.trim());
            for text in [part, named, named.trim_matches('"')] {
                if !KNOWN.contains(&text) {
                    self.add(text);
                }
            }
        }
    }

    /// Adds all secrets of another collection.
    pub(crate) fn add_all(&mut self, others: &Self) {
        self.texts.extend(others.texts.iter().cloned());
    }

    fn insert(&mut self, text: String) {
        // Skip single characters and truth values: they reveal nothing, and occur in every text.
        let is_common = text.chars().nth(1).is_none() || matches!(text.as_str(), "true" | "false");
        if !is_common {
            self.texts.insert(text);
        }
    }

    /// Whether a text contains a secret.
    pub(crate) fn occur_in(&self, text: &str) -> bool {
        !self.places(text).is_empty()
    }

    /// Masks all occurrences of the secrets in a text. Overlapping secrets are masked together.
    pub(crate) fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        mask_places(text, self.places(text))
    }

    /// Masks the beginning of a longer text. Also removes an incomplete secret at its end.
    pub(crate) fn mask_beginning<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut end = self.unfinished(text);
        if text.contains('&') && !self.texts.is_empty() {
            let whole = text.rfind('&').filter(|start| is_cut(text.get(*start..).unwrap_or_default()));
            let resolved = Resolved::of(text.get(..whole.unwrap_or(text.len())).unwrap_or_default());
            end = end.min(resolved.origin(self.unfinished(&resolved.text)));
        }
        self.mask(text.get(..end).unwrap_or_default())
    }

    /// Masks a text that may have been shortened: it then ends with an ellipsis, or with an ellipsis and a backtick.
    pub(crate) fn mask_shortened<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(beginning) = text.strip_suffix('`').unwrap_or(text).strip_suffix('…') else {
            return self.mask(text);
        };
        let masked = self.mask_beginning(beginning);
        match masked == beginning {
            true => Cow::Borrowed(text),
            false => Cow::Owned(format!("{masked}{}", text.get(beginning.len()..).unwrap_or_default())),
        }
    }

    /// Masks each step of a path, such as `Body/Name[1]/@id`, whose name is a secret.
    pub(crate) fn mask_path<'t>(&self, path: &'t str) -> Cow<'t, str> {
        let name_of = |step: &'t str| step.trim_start_matches('@').split('[').next().unwrap_or_default();
        if self.texts.is_empty() || !path.split('/').any(|step| self.texts.contains(name_of(step))) {
            return Cow::Borrowed(path);
        }
        let masked = path.split('/').map(|step| match name_of(step) {
            name if self.texts.contains(name) => Cow::Owned(step.replacen(name, REDACTED, 1)),
            _ => Cow::Borrowed(step),
        });
        Cow::Owned(masked.collect::<Vec<_>>().join("/"))
    }

    /// Finds a secret that is cut off at the end of a text. Returns the offset at which the secret begins, or
    /// the length of the text if no secret is cut off.
    fn unfinished(&self, text: &str) -> usize {
        let longest = self.texts.iter().map(String::len).max().unwrap_or(0);
        let is_begun = |start: &usize| {
            let Some(suffix) = text.get(*start..) else { return false };
            // In sort order, the texts that begin with the suffix follow it.
            let next = self.texts.range::<str, _>((Bound::Excluded(suffix), Bound::Unbounded)).next();
            next.is_some_and(|secret| secret.starts_with(suffix))
        };
        (text.len().saturating_sub(longest)..text.len()).find(is_begun).unwrap_or(text.len())
    }

    /// Applies a function to each secret.
    #[cfg(feature = "testing")]
    pub(crate) fn map(&self, form: impl Fn(&str) -> String) -> Self {
        Self { texts: self.texts.iter().map(|text| form(text)).collect() }
    }

    /// Ranges of the secrets in a text, including secrets in which characters are written as references.
    pub(crate) fn places(&self, text: &str) -> Vec<Range<usize>> {
        if self.texts.is_empty() {
            return Vec::new();
        }
        let mut places = self.literal_places(text);
        if text.contains('&') {
            let resolved = Resolved::of(text);
            let literal = self.literal_places(&resolved.text).into_iter();
            places.extend(literal.map(|place| resolved.origin(place.start)..resolved.origin(place.end)));
        }
        places
    }

    /// The range of the longest secret at each position of a text, without resolving references.
    fn literal_places(&self, text: &str) -> Vec<Range<usize>> {
        let mut begins = [false; 256];
        let firsts = self.texts.iter().filter_map(|secret| secret.as_bytes().first());
        firsts.for_each(|first| {
            if let Some(begins) = begins.get_mut(usize::from(*first)) {
                *begins = true
            }
        });
        let is_begin = |byte: u8| begins.get(usize::from(byte)) == Some(&true);
        let starts = text.bytes().enumerate().filter(|(_, byte)| is_begin(*byte)).map(|(start, _)| start);
        let place = |start: usize| Some(start..start + self.longest(text.get(start..)?)?);
        starts.filter_map(place).collect()
    }

    /// The length of the longest secret that a text begins with.
    fn longest(&self, text: &str) -> Option<usize> {
        let mut beginning = text;
        for _ in 0..MAX_COMPARED_SECRETS {
            // `secret` is the last secret in sort order that is not after `beginning`. If it is a prefix of
            // `beginning`, it is the longest one. Otherwise a shorter secret may be a prefix: if the secrets
            // are `ab` and `abc`, and `beginning` is `abz`, then `secret` is `abc`, and the prefix is `ab`.
            // Such a shorter secret is a prefix of `secret` too, because all texts between `ab` and `abz` in
            // sort order begin with `ab`. The search continues with the common prefix of both.
            let secret =
                self.texts.range::<str, _>((Bound::Unbounded, Bound::Included(beginning))).next_back()?;
            let common = common_length(secret, beginning);
            if common == secret.len() {
                return Some(common);
            }
            beginning = beginning.get(..common)?;
        }
        // The loop ends without a result only if hostile input contains many similar secrets. Every secret
        // with which the text begins is then a prefix of `beginning`. Masking the whole of `beginning` hides
        // all of these secrets, and perhaps some other text.
        Some(beginning.len())
    }
}

/// Maximum number of secrets that are compared at one position of a text.
const MAX_COMPARED_SECRETS: usize = 16;

/// The length of the common prefix of two texts, in bytes, at a character boundary.
fn common_length(one: &str, other: &str) -> usize {
    // Compares blocks first, because a hostile server can choose secrets of megabytes.
    let (blocks, others) = (one.as_bytes().chunks_exact(64), other.as_bytes().chunks_exact(64));
    let same = 64 * blocks.zip(others).take_while(|(one, other)| one == other).count();
    let rest = one.bytes().skip(same).zip(other.bytes().skip(same));
    let same = same + rest.take_while(|(one, other)| one == other).count();
    (0..=same).rev().find(|length| one.is_char_boundary(*length)).unwrap_or(0)
}

/// The ranges of the texts and attribute values whose names suggest a secret. `body` is the name of the element
/// in the body. That element is named after an operation, so its name does not mark nested elements as secret.
pub(crate) fn named(text: &str, body: Option<&str>) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    for piece in pieces(text, body) {
        match piece.is_secret {
            true => places.push(piece.range),
            false => {
                let inner = text.get(piece.range.clone()).unwrap_or_default();
                let credentials = url_credentials(inner).into_iter();
                places.extend(
                    credentials.map(|place| piece.range.start + place.start..piece.range.start + place.end),
                );
            }
        }
    }
    places
}

/// The ranges of user and password in the URLs of a text. A range begins after `://` and ends before an `@`.
/// This is the last `@` before the first white space, quote, angle bracket, `?` or `#` of the rest.
pub(crate) fn url_credentials(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("://")).map(|start| at + start + 3) {
        let rest = text.get(start..).unwrap_or_default();
        let ends = |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '<' | '>');
        let end = start + rest.find(ends).unwrap_or(rest.len());
        // An `@` in the query does not end a password.
        let authority = text.get(start..end).unwrap_or_default();
        let authority = authority.split(['?', '#']).next().unwrap_or_default();
        if let Some(length) = authority.rfind('@').filter(|length| *length > 0) {
            places.push(start..start + length);
        }
        at = end;
    }
    places
}

/// Replaces each range that is an element by the ranges of its texts and attribute values. Other ranges
/// are kept.
pub(crate) fn spread(text: &str, places: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut spread = Vec::with_capacity(places.len());
    for place in places {
        match text.get(place.clone()) {
            Some(element) if element.starts_with('<') && !element.starts_with("<!") => {
                let inner = pieces(element, None).into_iter().map(|piece| piece.range);
                spread.extend(inner.map(|inner| place.start + inner.start..place.start + inner.end));
            }
            _ => spread.push(place.clone()),
        }
    }
    spread
}

/// Masks these ranges of a text. The ranges may overlap and need not be sorted.
pub(crate) fn mask_places(text: &str, places: Vec<Range<usize>>) -> Cow<'_, str> {
    replace_places(text, places, |_| Cow::Borrowed(REDACTED))
}

/// Replaces these ranges of a text. The ranges need not be sorted. Overlapping ranges are replaced together.
pub(crate) fn replace_places<'t>(
    text: &'t str,
    mut places: Vec<Range<usize>>,
    by: impl Fn(&str) -> Cow<'static, str>,
) -> Cow<'t, str> {
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
            masked.push_str(&by(text.get(place.clone()).unwrap_or_default()));
        }
        done = place.end;
    }
    masked.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_is_cut_off_before_an_ellipsis_is_masked() {
        let mut secrets = Secrets::default();
        secrets.add("hunter2");
        for (text, expected) in [
            ("it was hunt…", "it was …"),
            ("`it was hunt…`", "`it was …`"),
            ("`it was hunter2, h…`", "`it was [redacted], …`"),
            ("`it was hunter2`", "`it was [redacted]`"),
            ("`Bach`", "`Bach`"),
            ("Bach", "Bach"),
            ("Bar…", "Bar…"),
            ("…", "…"),
            ("", ""),
        ] {
            assert_eq!(secrets.mask_shortened(text), expected, "{text}");
        }
    }

    #[test]
    fn the_steps_of_a_path_that_are_secrets_are_masked() {
        let mut secrets = Secrets::default();
        secrets.add("hunter2");
        for (path, expected) in [
            ("Body/Reply/hunter2", "Body/Reply/[redacted]"),
            ("Body/hunter2[3]/@hunter2", "Body/[redacted][3]/@[redacted]"),
            ("Body/hunter", "Body/hunter"),
            ("", ""),
        ] {
            assert_eq!(secrets.mask_path(path), expected, "{path}");
        }
    }

    #[test]
    fn a_secret_is_masked_if_references_replace_its_characters() {
        let mut secrets = Secrets::default();
        secrets.add("it's-5&amp;é");
        for (text, expected) in [
            ("<a>it&#39;s-5&amp;é</a>", "<a>[redacted]</a>"),
            ("a it&apos;s&#x2d;5&#38;&#xE9; b", "a [redacted] b"),
            ("&lt;it&#X27;s-&#0053;&#x26;&#233;&gt;", "&lt;[redacted]&gt;"),
            ("&#105;t's-5&é&#105;t's-5&é", "[redacted][redacted]"),
            ("& it&#39;s &;&#;&#x;&#xFFFFFFFFFFFFFFFFF;", "& it&#39;s &;&#;&#x;&#xFFFFFFFFFFFFFFFFF;"),
        ] {
            assert_eq!(secrets.mask(text), expected);
        }
        for cut in ["it&#39;s&#x2", "it&#39;s&#x2d;", "it&#39;s", "it&#39", "it's-5&am", "i"] {
            assert_eq!(secrets.mask_beginning(&format!("Tom & {cut}")), "Tom & ", "{cut}");
        }
        assert_eq!(secrets.mask_beginning("Tom & J"), "Tom & J");
    }

    #[test]
    fn credentials_of_urls_are_masked_in_texts() {
        for (text, expected) in [
            ("<a>no http://jdoe:pa55@host/x today</a>", "<a>no http://[redacted]@host/x today</a>"),
            ("<a b='ftp://jdoe@host'>x</a>", "<a b='ftp://[redacted]@host'>x</a>"),
            ("<a>http://u:p@ss/word@host</a>", "<a>http://[redacted]@host</a>"),
            ("<a>http://a/ j@x.org http://u:p@b/</a>", "<a>http://a/ j@x.org http://[redacted]@b/</a>"),
            ("<a>http://host/find?mail=j@x.org</a>", "<a>http://host/find?mail=j@x.org</a>"),
            ("<a>http://@host</a>", "<a>http://@host</a>"),
        ] {
            assert_eq!(mask_places(text, named(text, None)), expected);
        }
    }

    #[test]
    fn texts_and_attributes_below_a_secret_name_are_masked() {
        for (text, expected) in [
            ("<a><Ticket>x</Ticket><b>y</b></a>", "<a><Ticket>[redacted]</Ticket><b>y</b></a>"),
            ("<a><Ticket>x</Ticket>y<b/>z</a>", "<a><Ticket>[redacted]</Ticket>y<b/>z</a>"),
            ("<n:Ticket a='>'>x</n:Ticket>", "<n:Ticket a='[redacted]'>[redacted]</n:Ticket>"),
            (
                "<Token xmlns='urn:x'><a b = \"c\">d</a> <e/>f</Token>",
                "<Token xmlns='urn:x'><a b = \"[redacted]\">[redacted]</a> <e/>[redacted]</Token>",
            ),
            ("<a n:api-key='k' id='1'/>", "<a n:api-key='[redacted]' id='1'/>"),
            (
                "<Token><Token>x</Token>y</Token><b>z</b>",
                "<Token><Token>[redacted]</Token>[redacted]</Token><b>z</b>",
            ),
            ("<Token><a>x</b>y</Token><b>z</b>", "<Token><a>[redacted]</b>[redacted]</Token><b>z</b>"),
            ("<Ticket><![CDATA[x<y]]></Ticket>", "<Ticket><![CDATA[[redacted]]]></Ticket>"),
            ("<Ticket>x<!-- <b> -->y</Ticket>", "<Ticket>[redacted]<!--[redacted]-->[redacted]</Ticket>"),
            ("<Ticket><!-- x", "<Ticket><!--[redacted]"),
            ("<Ticket a='>x</Ticket>", "<Ticket a='>[redacted]</Ticket>"),
            ("<Ticket a='b><c>x</c>", "<Ticket a='[redacted]><c>[redacted]</c>"),
            ("<Ticket a='b>x", "<Ticket a='[redacted]>[redacted]"),
            ("<Ticket a=b c>x</Ticket>", "<Ticket a=[redacted] c>[redacted]</Ticket>"),
            ("<Ticket<b>x</b>", "<Ticket<b>[redacted]</b>"),
            ("<Ticket>cut of", "<Ticket>[redacted]"),
            ("<Ticket", "<Ticket"),
            ("<Ticket/>", "<Ticket/>"),
            ("no markup", "no markup"),
        ] {
            assert_eq!(mask_places(text, named(text, None)), expected, "{text}");
        }
    }

    #[test]
    fn a_value_whose_key_suggests_a_secret_is_masked() {
        for (text, expected) in [
            (
                "<p><Key>Password</Key><Value>x</Value></p><p><Key>Id</Key><Value>y</Value></p>",
                "<p><Key>Password</Key><Value>[redacted]</Value></p><p><Key>Id</Key><Value>y</Value></p>",
            ),
            (
                "<p><a:value><b c='d'>x</b>y</a:value> <a:key> api&#95;key </a:key></p><value>z</value>",
                "<p><a:value><b c='[redacted]'>[redacted]</b>[redacted]</a:value> <a:key> api&#95;key </a:key></p><value>z</value>",
            ),
            (
                "<m><key>Token</key><value>1</value><key>Id</key><value>2</value><key>Token</key><value>3</value></m>",
                "<m><key>Token</key><value>[redacted]</value><key>Id</key><value>2</value><key>Token</key>\
                 <value>[redacted]</value></m>",
            ),
            (
                "<m><key>Token</key><value/><other>1</other></m>",
                "<m><key>Token</key><value/><other>1</other></m>",
            ),
            ("<add value='x' key='Password'/>", "<add value='[redacted]' key='Password'/>"),
            ("<item Name='Password' id='1'>x</item>", "<item Name='Password' id='1'>[redacted]</item>"),
            (
                "<Attribute AttributeName='Token'><AttributeValue>x</AttributeValue></Attribute>",
                "<Attribute AttributeName='Token'><AttributeValue>[redacted]</AttributeValue></Attribute>",
            ),
            ("<p><Key>Password</Key><Value>x", "<p><Key>Password</Key><Value>[redacted]"),
            (
                "<p><Value>x</Value><Key><!--c-->Password</Key></p>",
                "<p><Value>[redacted]</Value><Key><!--c-->Password</Key></p>",
            ),
            (
                "<p><Value>x</Value><Key>Password<!--c--></Key><Value>y</Value></p>",
                "<p><Value>[redacted]</Value><Key>Password<!--c--></Key><Value>[redacted]</Value></p>",
            ),
            (
                "<Key>Pass<![CDATA[word]]></Key><Value>x</Value><Key>I<?p Pass?>d</Key><Value>y</Value>",
                "<Key>Pass<![CDATA[word]]></Key><Value>[redacted]</Value><Key>I<?p Pass?>d</Key><Value>y</Value>",
            ),
            (
                "<Value>x</Value><Key><![CDATA[Pass]]><!--c-->&#119;<![CDATA[ord]]></Key>",
                "<Value>[redacted]</Value><Key><![CDATA[Pass]]><!--c-->&#119;<![CDATA[ord]]></Key>",
            ),
            ("<Password></>x</Password>", "<Password></>[redacted]</Password>"),
            ("</><Key>Password</Key><Value>x</Value>", "</><Key>Password</Key><Value>[redacted]</Value>"),
            ("<Key>Password</Key><Value>x</Value>", "<Key>Password</Key><Value>[redacted]</Value>"),
            (
                "<v><value>1</value><key>Id</key><value>2</value><key>Token</key></v>",
                "<v><value>1</value><key>Id</key><value>[redacted]</value><key>Token</key></v>",
            ),
            (
                "<v><OldValue>1</OldValue><key>Token</key><value>2</value></v>",
                "<v><OldValue>[redacted]</OldValue><key>Token</key><value>[redacted]</value></v>",
            ),
            (
                "<Key>TokenType</Key><field name='Password' type='t'/>",
                "<Key>TokenType</Key><field name='Password' type='t'/>",
            ),
        ] {
            assert_eq!(mask_places(text, named(text, None)), expected, "{text}");
        }
    }

    #[test]
    fn the_element_of_the_body_is_named_after_the_operation() {
        let text = "<s:Body><n:SetPassword id='1'>x<Id>5</Id><Password>y</Password></n:SetPassword></s:Body>";
        let expected = "<s:Body><n:SetPassword id='1'>[redacted]<Id>5</Id><Password>[redacted]</Password></n:SetPassword></s:Body>";
        assert_eq!(mask_places(text, named(text, Some("SetPassword"))), expected);
        let text = "<SetPassword><SetPassword><a>x</a></SetPassword></SetPassword>";
        let expected = "<SetPassword><SetPassword><a>[redacted]</a></SetPassword></SetPassword>";
        assert_eq!(mask_places(text, named(text, Some("SetPassword"))), expected);
    }

    #[test]
    fn an_element_among_the_places_is_masked_within_its_tags() {
        let text = "<a><b c='1'>23<d/> </b>4</a>";
        assert_eq!(
            mask_places(text, spread(text, &[3..23, 9..10])),
            "<a><b c='[redacted]'>[redacted]<d/> </b>4</a>"
        );
        assert_eq!(spread(text, &[0..900, 4..5]), [0..900, 4..5]);
    }

    #[test]
    fn hostile_markup_is_scanned_in_linear_time() {
        let text = ["<a>".repeat(100_000), "</b>".repeat(100_000), "<a b='".repeat(100_000)].concat();
        assert_eq!(named(&text, None), []);
    }

    #[test]
    fn places_that_overlap_are_masked_once() {
        assert_eq!(mask_places("0123456789", vec![5..7, 2..4, 2..6, 6..6]), "01[redacted]789");
        assert_eq!(mask_places("é", vec![1..2, 2..2]), "[redacted]");
    }

    #[test]
    fn secrets_are_masked_escaped_and_unescaped_the_longest_first() {
        let envelope = "<a>7T:a&lt;&amp;&#xe9;</a><b>7T</b>";
        let secrets = Secrets::of(envelope, &[3..22, 29..31]);
        let shown = secrets.mask("no 7T:a<&é, no 7T:a&lt;&amp;&#xe9;, no 7T").into_owned();
        assert_eq!(shown, "no [redacted], no [redacted], no [redacted]");
    }

    #[test]
    fn an_incomplete_secret_at_the_end_of_an_excerpt_is_masked() {
        let mut secrets = Secrets::default();
        secrets.add("abcabd");
        secrets.add("");
        assert_eq!(secrets.mask_beginning("x abcab"), "x ");
        assert_eq!(secrets.mask_beginning("x abcabdabc"), "x [redacted]");
        assert_eq!(secrets.mask_beginning("x"), "x");
    }

    #[test]
    fn texts_that_are_too_common_are_not_secrets() {
        let mut secrets = Secrets::default();
        for text in ["", "1", "é", "true", "false"] {
            secrets.add(text);
        }
        assert_eq!(secrets.mask("1 é true false"), "1 é true false");
    }

    #[test]
    fn secrets_that_overlap_are_masked_together() {
        let mut secrets = Secrets::default();
        for text in ["abc", "bcde", "ab", "abd", "red", "éa", "éb"] {
            secrets.add(text);
        }
        for (text, expected) in [
            ("abcde abx abda", "[redacted] [redacted]x [redacted]a"),
            ("abab red éaéb éc", "[redacted][redacted] [redacted] [redacted][redacted] éc"),
        ] {
            assert_eq!(secrets.mask(text), expected);
        }
    }

    #[test]
    fn many_secrets_are_masked_in_linear_time() {
        let mut secrets = Secrets::default();
        (0..100_000).for_each(|number| secrets.add(&format!("token-{number}")));
        let mut more = Secrets::default();
        more.add_all(&secrets);
        let text = "no token-7, token-99999 or tokens. ".repeat(400);
        let masked = more.mask_beginning(&text).into_owned();
        assert_eq!(masked, "no [redacted], [redacted] or tokens. ".repeat(400));
    }
}
