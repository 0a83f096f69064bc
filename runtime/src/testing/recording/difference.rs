//! Compares two envelopes as XML: names with their namespaces, attributes in any order, and texts. Prefixes,
//! comments and white space around texts are ignored.

use std::fmt;

use crate::error::Result;
use crate::redaction::mask::REDACTED;
use crate::text::{Element, Name};
use crate::xml::{Content, Document, Found, Limits, Reader, Record};

/// A place at which a sent request differs from a recorded one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Path of elements from the envelope, such as `Body/GetName/Id`; the name of an attribute begins with `@`.
    path: String,
    /// The recorded and the sent text; `None` if the element or attribute is absent.
    recorded: Option<String>,
    sent: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.recorded, &self.sent) {
            (Some(recorded), Some(sent)) => {
                write!(formatter, "{}: recorded `{recorded}`, sent `{sent}`", self.path)
            }
            (Some(_), None) => write!(formatter, "{}: recorded, but not sent", self.path),
            (None, _) => write!(formatter, "{}: sent, but not recorded", self.path),
        }
    }
}

impl Difference {
    /// The difference between two bodies of which at least one is not XML.
    pub(super) fn of_bodies() -> Self {
        let text = |text: &str| Some(text.to_owned());
        Self { path: "the body".to_owned(), recorded: text("a body"), sent: text("a different body") }
    }

    /// The difference between two attachments, by their sizes. The first attachment has the number 1.
    pub(super) fn of_attachments(number: usize, recorded: Option<usize>, sent: Option<usize>) -> Self {
        let size = |bytes| format!("{bytes} bytes");
        let same = if recorded == sent { " with other content" } else { "" };
        let sent = sent.map(|bytes| size(bytes) + same);
        Self { path: format!("attachment {number}"), recorded: recorded.map(size), sent }
    }
}

/// Compares elements, except elements and attributes with an ignored local name. The masked parts of a recorded text
/// match any text.
pub(super) fn differences(recorded: &Element, sent: &Element, ignored: &[String]) -> Vec<Difference> {
    let mut comparison = Comparison { ignored, found: Vec::new() };
    comparison.elements("", recorded, sent);
    comparison.found
}

struct Comparison<'i> {
    ignored: &'i [String],
    found: Vec<Difference>,
}

impl Comparison<'_> {
    /// Compares two elements at the same place. The depth of elements is limited by the reader that parsed them.
    fn elements(&mut self, path: &str, recorded: &Element, sent: &Element) {
        if recorded.name() != sent.name() {
            self.note(path, Some(recorded.name().to_string()), Some(sent.name().to_string()));
            return;
        }
        let (ours, theirs) = (attributes(recorded), attributes(sent));
        for (name, value) in &ours {
            let other = theirs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            self.texts(&format!("{path}/@{name}"), name, Some(value.clone()), other);
        }
        for (name, value) in &theirs {
            if !ours.iter().any(|(known, _)| known == name) {
                self.texts(&format!("{path}/@{name}"), name, None, Some(value.clone()));
            }
        }
        self.texts(path, "", Some(text(recorded)), Some(text(sent)));
        self.children(path, &recorded.children(), &sent.children());
    }

    /// Compares the children. If one side has an additional element, the elements after it are still compared
    /// with their counterparts.
    fn children(&mut self, path: &str, recorded: &[Element], sent: &[Element]) {
        let is_compared =
            |element: &&Element| !self.ignored.iter().any(|name| name == element.name().local());
        let (ours, theirs): (Vec<_>, Vec<_>) =
            (recorded.iter().filter(is_compared).collect(), sent.iter().filter(is_compared).collect());
        let (mut ours, mut theirs) = (ours.as_slice(), theirs.as_slice());
        let mut index = Index::default();
        while let (Some(&one), Some(&other)) = (ours.first(), theirs.first()) {
            let is_later = |name, list: &[&Element]| list.iter().any(|element| element.name() == name);
            if one.name() == other.name() {
                let path = index.path(path, one);
                self.elements(&path, one, other);
                (ours, theirs) = (rest(ours), rest(theirs));
            } else if is_later(other.name(), ours) || !is_later(one.name(), theirs) {
                self.note(&index.path(path, one), Some(text(one)), None);
                ours = rest(ours);
            } else {
                self.note(&index.path(path, other), None, Some(text(other)));
                theirs = rest(theirs);
            }
        }
        ours.iter().for_each(|one| self.note(&index.path(path, one), Some(text(one)), None));
        theirs.iter().for_each(|other| self.note(&index.path(path, other), None, Some(text(other))));
    }

    fn texts(&mut self, path: &str, name: &str, recorded: Option<String>, sent: Option<String>) {
        let is_ignored = self.ignored.iter().any(|ignored| ignored == name);
        let is_masked = match (&recorded, &sent) {
            (Some(recorded), Some(sent)) => fits(recorded, sent),
            _ => false,
        };
        // The ids of attachments change with each message.
        let is_reference = |text: &Option<String>| text.as_ref().is_some_and(|text| text.starts_with("cid:"));
        let are_references = is_reference(&recorded) && is_reference(&sent);
        if recorded != sent && !is_ignored && !is_masked && !are_references {
            self.note(path, recorded, sent);
        }
    }

    fn note(&mut self, path: &str, recorded: Option<String>, sent: Option<String>) {
        let path = match path.trim_start_matches('/') {
            "" => "Envelope".to_owned(),
            path => path.to_owned(),
        };
        self.found.push(Difference { path, recorded, sent });
    }
}

/// Whether a sent text matches a recorded text. Masked parts of the recorded text match any text.
fn fits(recorded: &str, sent: &str) -> bool {
    let Some((start, rest)) = recorded.split_once(REDACTED) else { return recorded == sent };
    let (middle, end) = rest.rsplit_once(REDACTED).unwrap_or(("", rest));
    let inner = sent.strip_prefix(start).and_then(|sent| sent.strip_suffix(end));
    let Some(mut inner) = inner else { return false };
    for text in middle.split(REDACTED) {
        match inner.find(text) {
            Some(at) => inner = inner.get(at + text.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

/// Counts the child elements of each name, to number them in paths: `User/Name[2]` is the second `Name`.
#[derive(Default)]
struct Index(Vec<(String, usize)>);

impl Index {
    fn path(&mut self, path: &str, element: &Element) -> String {
        let name = element.name().local().to_owned();
        let count = match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => count,
            None => {
                self.0.push((name.clone(), 0));
                let Some((_, count)) = self.0.last_mut() else { return format!("{path}/{name}") };
                count
            }
        };
        *count += 1;
        match *count {
            1 => format!("{path}/{name}"),
            count => format!("{path}/{name}[{count}]"),
        }
    }
}

fn rest<'e, 's>(list: &'s [&'e Element]) -> &'s [&'e Element] {
    list.get(1..).unwrap_or_default()
}

/// The attributes with their local names, including `xsi:type` and `xsi:nil`, which `Element` stores
/// separately.
fn attributes(element: &Element) -> Vec<(String, String)> {
    let mut attributes: Vec<_> = element
        .attributes
        .iter()
        .map(|(name, value)| (name.as_name().local().to_owned(), value.clone()))
        .collect();
    if let Some(name) = element.type_name() {
        attributes.push(("type".to_owned(), name.to_string()));
    }
    if element.is_nil() {
        attributes.push(("nil".to_owned(), "true".to_owned()));
    }
    attributes
}

/// The text of an element without that of its children.
fn text(element: &Element) -> String {
    let xml = element.to_xml();
    let document = Document::from_text(&xml, Limits::default());
    let mut input = document.reader();
    let mut own = OwnText::default();
    // The element was parsed before, so the only possible error is that the element is nil. It then has no
    // text.
    let _ = input.root().and_then(|_| input.record(&mut own));
    own.0.trim().to_owned()
}

#[derive(Default)]
struct OwnText(String);

impl Record for OwnText {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.skip()?;
        Ok(Found::Many)
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        let text = input.text().trim();
        if !self.0.is_empty() && !text.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(recorded: &str, sent: &str) -> Vec<String> {
        let ignored = ["Id".to_owned(), "stamp".to_owned()];
        let element = |xml: &str| Element::parse(xml).unwrap();
        differences(&element(recorded), &element(sent), &ignored).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn equal_xml_that_is_written_differently_does_not_differ() {
        for (recorded, sent) in [
            (
                "<a xmlns='urn:a' x='1' y='2'><b>1</b></a>",
                "<p:a y='2' x='1' xmlns:p='urn:a'>\n <p:b> 1 </p:b>\n</p:a>",
            ),
            ("<a>&lt;é</a>", "<a><![CDATA[<]]>&#233;</a>"),
            ("<a><b/></a>", "<a><!-- none --><b></b></a>"),
            ("<a><Id>1</Id><b stamp='1'/></a>", "<a><b stamp='2'/><Id>3</Id><Id/></a>"),
            ("<a><Password>[redacted]</Password></a>", "<a><Password>x</Password></a>"),
            ("<a>[redacted] to [redacted] or [redacted], 1</a>", "<a>x to to or or, 1</a>"),
            ("<a b='x[redacted]'/>", "<a b='x'/>"),
            (
                "<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:t='urn:t' i:type='t:x'/>",
                "<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:u='urn:t' i:type='u:x'/>",
            ),
        ] {
            assert_eq!(compare(recorded, sent), <[String; 0]>::default(), "{recorded} {sent}");
        }
    }

    #[test]
    fn differences_have_a_path() {
        for (recorded, sent, expected) in [
            ("<a/>", "<b/>", "Envelope: recorded `a`, sent `b`"),
            ("<a><b><c>1</c></b></a>", "<a><b><c>2</c></b></a>", "b/c: recorded `1`, sent `2`"),
            ("<a><b/><b>1</b></a>", "<a><b/><b>2</b></a>", "b[2]: recorded `1`, sent `2`"),
            ("<a><b/><c/></a>", "<a><c/></a>", "b: recorded, but not sent"),
            ("<a><c/></a>", "<a><b/><c/></a>", "b: sent, but not recorded"),
            ("<a><c/></a>", "<a><c/><c/></a>", "c[2]: sent, but not recorded"),
            ("<a x='1'/>", "<a x='2'/>", "@x: recorded `1`, sent `2`"),
            ("<a x='1'/>", "<a/>", "@x: recorded, but not sent"),
            ("<a xmlns='urn:a'/>", "<a xmlns='urn:b'/>", "Envelope: recorded `{urn:a}a`, sent `{urn:b}a`"),
            ("<a>x<b/></a>", "<a>y<b/></a>", "Envelope: recorded `x`, sent `y`"),
            ("<a><Password>x</Password></a>", "<a/>", "Password: recorded, but not sent"),
            ("<a>as [redacted] a</a>", "<a>as a</a>", "Envelope: recorded `as [redacted] a`, sent `as a`"),
            (
                "<a>[redacted]1[redacted]</a>",
                "<a>22</a>",
                "Envelope: recorded `[redacted]1[redacted]`, sent `22`",
            ),
            ("<a>[redacted]</a>", "<b>x</b>", "Envelope: recorded `a`, sent `b`"),
        ] {
            assert_eq!(compare(recorded, sent), [expected], "{recorded} {sent}");
        }
    }
}
