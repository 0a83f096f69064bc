//! Parses the markup of documentation into a tree: XML elements, and tags that its text contains in escaped form.
//!
//! Accepts any text, well-formed or not. Everything that is not recognized as markup is text. This module does not
//! know the meaning of tags, only which tags are treated as markup when they are escaped.

use super::entity;
use crate::{lists::PushAll, map::Map};

/// Node of a documentation tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Text. References are resolved and hidden characters escaped.
    Text(String),
    /// Element.
    Element(Element),
}

/// Element of a documentation tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Local name, in lower case.
    pub(super) name: String,
    /// Name as written, with its prefix.
    pub(super) written: String,
    /// Attributes as local name in lower case and value.
    pub(super) attributes: Vec<(String, String)>,
    /// Child nodes.
    pub(super) children: Vec<Node>,
}

impl Element {
    /// Returns the trimmed value of an attribute, or an empty string if it is absent.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
}

/// Maximum nesting depth of elements. Elements inside the deepest one become its text.
const MAX_DEPTH: usize = 32;

/// Maximum length of a tag in bytes. It bounds the search for the end of a tag.
const MAX_TAG: usize = 1024;

/// Parses documentation.
pub(super) fn parse(text: &str) -> Vec<Node> {
    let mut tree = Tree::default();
    let mut verbatim = 0_usize;
    for piece in pieces(text, true) {
        match piece {
            Piece::Text(text) if verbatim > 0 => tree.text(&entity::resolved(text)),
            Piece::Text(text) => escaped_markup(&entity::resolved(text), &mut tree),
            Piece::Literal(text) if verbatim > 0 => tree.text(text),
            Piece::Literal(text) => escaped_markup(text, &mut tree),
            Piece::Start(tag) => {
                verbatim += usize::from(!tag.is_empty && is_verbatim(tag.local()));
                tree.start(&tag, tag.is_empty);
            }
            Piece::End(tag) => {
                verbatim = verbatim.saturating_sub(usize::from(is_verbatim(tag.local())));
                tree.end(tag.local());
            }
        }
    }
    tree.finish()
}

/// Adds text that may contain escaped tags, such as `&lt;br/&gt;`.
fn escaped_markup(text: &str, tree: &mut Tree) {
    let pieces = if text.contains('<') { pieces(text, false) } else { Vec::new() };
    let accepted = accepted(&pieces);
    if !accepted.contains(&true) {
        return tree.text(text);
    }
    for (piece, accepted) in pieces.iter().zip(accepted) {
        match piece {
            // The text contains tags, so it is HTML. Resolve the references of HTML that it contains, such as
            // `&amp;`.
            Piece::Text(text) => tree.text(&entity::resolved(text)),
            Piece::Literal(text) => tree.text(text),
            Piece::Start(tag) | Piece::End(tag) if !accepted => tree.text(&entity::resolved(tag.source)),
            // In escaped HTML, these tags separate text and have no end tag.
            Piece::Start(tag) => {
                tree.start(tag, tag.is_empty || matches!(tag.local().as_str(), "br" | "hr" | "img"))
            }
            Piece::End(tag) => tree.end(tag.local()),
        }
    }
}

/// Returns which pieces of an escaped text are markup: known tags that have an end tag or need none.
///
/// Other tags are text, as in `Get&lt;Entity&gt;List` and `the &lt;value&gt; element`.
fn accepted(pieces: &[Piece<'_>]) -> Vec<bool> {
    let mut accepted = vec![false; pieces.len()];
    let mut open: Map<String, Vec<usize>> = Map::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Start(tag) => {
                let local = tag.local();
                let stands_alone = matches!(local.as_str(), "br" | "p" | "para" | "hr" | "li" | "img");
                if stands_alone || tag.is_empty && is_known(&local) {
                    mark(&mut accepted, index);
                }
                if !tag.is_empty && is_known(&local) {
                    open.or_default(local).push(index);
                }
            }
            Piece::End(tag) => {
                if let Some(start) = open.get_mut(&tag.local()).and_then(Vec::pop) {
                    mark(&mut accepted, start);
                    mark(&mut accepted, index);
                }
            }
            Piece::Text(_) | Piece::Literal(_) => {}
        }
    }
    let is_comment = pieces.iter().zip(&accepted).any(|(piece, accepted)| match piece {
        Piece::Start(tag) => *accepted && matches!(tag.local().as_str(), "summary" | "remarks" | "returns"),
        _ => false,
    });
    for (piece, accepted) in pieces.iter().zip(&mut accepted) {
        match piece {
            Piece::Start(tag) | Piece::End(tag) if !is_comment && is_ambiguous(&tag.local()) => {
                *accepted = false
            }
            _ => {}
        }
    }
    accepted
}

fn mark(accepted: &mut [bool], index: usize) {
    if let Some(accepted) = accepted.get_mut(index) {
        *accepted = true;
    }
}

/// Returns `true` if text in this element must not be searched for escaped tags.
fn is_verbatim(local: String) -> bool {
    matches!(local.as_str(), "c" | "code" | "pre" | "tt" | "programlisting" | "screen" | "literal")
}

/// Returns `true` if an escaped tag of this name is markup.
#[rustfmt::skip]
fn is_known(local: &str) -> bool {
    matches!(
        local,
        "a" | "b" | "blockquote" | "br" | "c" | "center" | "code" | "dd" | "description" | "div" | "dl" | "dt" | "em"
        | "example" | "exception" | "font" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr" | "i" | "img" | "item"
        | "li" | "list" | "listheader" | "note" | "ol" | "p" | "para" | "param" | "paramref" | "pre" | "remarks"
        | "returns" | "see" | "seealso" | "small" | "span" | "strong" | "sub" | "summary" | "sup" | "table" | "tbody"
        | "td" | "term" | "th" | "thead" | "tr" | "tt" | "typeparam" | "typeparamref" | "u" | "ul" | "value"
    )
}

/// Returns `true` if a known tag could also be the name of an XML element that the text is about.
fn is_ambiguous(local: &str) -> bool {
    matches!(
        local,
        "description"
            | "example"
            | "exception"
            | "item"
            | "list"
            | "listheader"
            | "note"
            | "param"
            | "term"
            | "value"
    )
}

/// Piece of the source.
enum Piece<'a> {
    /// Text in which references have to be resolved.
    Text(&'a str),
    /// Text of a CDATA section.
    Literal(&'a str),
    Start(Tag<'a>),
    End(Tag<'a>),
}

struct Tag<'a> {
    source: &'a str,
    name: &'a str,
    attributes: &'a str,
    is_empty: bool,
}

impl Tag<'_> {
    fn local(&self) -> String {
        self.name.rsplit_once(':').map_or(self.name, |(_, local)| local).to_lowercase()
    }
}

/// Splits a text at its tags. Comments, processing instructions and declarations are dropped.
fn pieces(text: &str, is_xml: bool) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut pending, mut from) = (0, 0);
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('<')).map(|found| from + found) {
        let rest = text.get(at..).unwrap_or_default();
        let found = if is_xml { declaration(rest).or_else(|| tag(rest)) } else { tag(rest) };
        let Some((piece, length)) = found else {
            from = at + 1;
            continue;
        };
        pieces.push_all(text.get(pending..at).filter(|text| !text.is_empty()).map(Piece::Text));
        pieces.push_all(piece);
        from = at + length;
        pending = from;
    }
    pieces.push_all(text.get(pending..).filter(|text| !text.is_empty()).map(Piece::Text));
    pieces
}

/// Parses a comment, CDATA section, processing instruction or declaration at the start of a text. Returns its length.
fn declaration(text: &str) -> Option<(Option<Piece<'_>>, usize)> {
    if let Some(rest) = text.strip_prefix("<![CDATA[") {
        return Some(match rest.split_once("]]>") {
            Some((inside, after)) => (Some(Piece::Literal(inside)), text.len() - after.len()),
            None => (Some(Piece::Literal(rest)), text.len()),
        });
    }
    for (start, end) in [("<!--", "-->"), ("<?", "?>"), ("<!", ">")] {
        if let Some(rest) = text.strip_prefix(start) {
            // If the end is missing, the rest of the text is dropped. If the start were treated as text, the
            // end would be searched for again at every further start, which takes quadratic time.
            return Some((
                None,
                rest.split_once(end).map_or(text.len(), |(_, after)| text.len() - after.len()),
            ));
        }
    }
    None
}

/// Parses a tag at the start of a text. Returns its length.
fn tag(text: &str) -> Option<(Option<Piece<'_>>, usize)> {
    let inside = text.get(1..)?;
    let (inside, is_end) = inside.strip_prefix('/').map_or((inside, false), |inside| (inside, true));
    if !inside.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        return None;
    }
    let length = length(inside)?;
    let content = inside.get(..length)?;
    let is_empty = content.ends_with('/');
    let content = content.strip_suffix('/').unwrap_or(content);
    let (name, attributes) = content.split_once(char::is_whitespace).unwrap_or((content, ""));
    if !name.chars().all(|letter| letter.is_alphanumeric() || ":_-.".contains(letter)) {
        return None;
    }
    let whole = text.len() - inside.len() + length + 1;
    let tag = Tag { source: text.get(..whole)?, name, attributes, is_empty };
    Some((Some(if is_end { Piece::End(tag) } else { Piece::Start(tag) }), whole))
}

/// Returns the length of the content of a tag, up to the `>` that ends it.
fn length(content: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (index, character) in content.char_indices().take_while(|(index, _)| *index < MAX_TAG) {
        match (quote, character) {
            (None, '>') => return Some(index),
            (None, '<') => return None,
            // A quote that does not follow `=` is an apostrophe.
            (None, '"' | '\'') if before == '=' => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
        if !character.is_whitespace() {
            before = character;
        }
    }
    None
}

/// Parses the attributes of a tag; values may be unquoted.
fn attributes(mut text: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    while let Some((name, rest)) = text.split_once('=') {
        let name =
            name.rsplit([' ', '\t', '\n', '\r', ':']).find(|name| !name.is_empty()).unwrap_or_default();
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let inside = rest.get(1..).unwrap_or_default();
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        attributes.push((name.to_lowercase(), entity::clean(&entity::resolved(value))));
        text = after;
    }
    attributes
}

/// Builder of the tree.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    done: Vec<Node>,
}

impl Tree {
    fn here(&mut self) -> &mut Vec<Node> {
        self.open.last_mut().map_or(&mut self.done, |element| &mut element.children)
    }

    fn text(&mut self, text: &str) {
        let text = entity::clean(text);
        match self.here().last_mut() {
            Some(Node::Text(before)) => before.push_str(&text),
            _ if text.is_empty() => {}
            _ => self.here().push(Node::Text(text)),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, is_empty: bool) {
        let name = tag.local();
        // HTML allows these end tags to be omitted.
        let ends =
            |open: &Element| open.name == name && matches!(name.as_str(), "li" | "p" | "tr" | "td" | "th");
        if self.open.last().is_some_and(ends) {
            self.close();
        }
        let written = entity::clean(tag.name);
        let element = Element { name, written, attributes: attributes(tag.attributes), children: Vec::new() };
        if is_empty {
            self.here().push(Node::Element(element));
        } else if self.open.len() < MAX_DEPTH {
            self.open.push(element);
        }
    }

    fn end(&mut self, name: String) {
        if let Some(place) = self.open.iter().rposition(|element| element.name == name) {
            while self.open.len() > place {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if let Some(element) = self.open.pop() {
            self.here().push(Node::Element(element));
        }
    }

    fn finish(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.close();
        }
        self.done
    }
}
