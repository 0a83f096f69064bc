//! Reads the markup of a documentation into a tree: XML as it comes, and the tags that its text spells out.
//!
//! Takes any text, well-formed or not, and what it cannot take for markup is text. Knows nothing of what the tags mean
//! but which are markup even where they are escaped.

use std::collections::HashMap;

use super::entity;

/// A part of a documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Text without markup, references resolved, hidden characters escaped.
    Text(String),
    /// A tag and what it holds.
    Element(Element),
}

/// A tag and what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// The local name in lower case.
    pub(super) name: String,
    /// The name as it was written, with its prefix.
    pub(super) written: String,
    /// The attributes: local name in lower case, and value.
    pub(super) attributes: Vec<(String, String)>,
    /// What stands in it.
    pub(super) children: Vec<Node>,
}

impl Element {
    /// The value of an attribute, trimmed; empty if there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
}

/// How deep tags nest at most; those inside hold text only.
const DEEPEST: usize = 32;

/// How long a tag is at most, in bytes, which bounds the search for its end.
const LONGEST_TAG: usize = 1024;

/// Reads a documentation.
pub(super) fn parse(text: &str) -> Vec<Node> {
    let mut tree = Tree::default();
    let mut verbatim = 0_usize;
    for piece in pieces(text, true) {
        match piece {
            Piece::Text(text) if verbatim > 0 => tree.text(&entity::resolved(text)),
            Piece::Text(text) => spelled_out(&entity::resolved(text), &mut tree),
            Piece::Literal(text) if verbatim > 0 => tree.text(text),
            Piece::Literal(text) => spelled_out(text, &mut tree),
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

/// Adds text in which tags may be spelled out, as `&lt;br/&gt;` in the source is.
fn spelled_out(text: &str, tree: &mut Tree) {
    let pieces = if text.contains('<') { pieces(text, false) } else { Vec::new() };
    let accepted = accepted(&pieces);
    if !accepted.contains(&true) {
        return tree.text(text);
    }
    for (piece, accepted) in pieces.iter().zip(accepted) {
        match piece {
            // Where tags were escaped, so were the references.
            Piece::Text(text) => tree.text(&entity::resolved(text)),
            Piece::Literal(text) => tree.text(text),
            Piece::Start(tag) | Piece::End(tag) if !accepted => tree.text(&entity::resolved(tag.source)),
            // Without an end tag it separates.
            Piece::Start(tag) => {
                tree.start(tag, tag.is_empty || matches!(tag.local().as_str(), "br" | "hr" | "img"))
            }
            Piece::End(tag) => tree.end(tag.local()),
        }
    }
}

/// Which of the pieces of an escaped text are markup: tags that are known to be, with their ends.
///
/// `Get&lt;Entity&gt;List` and `the &lt;value&gt; element` are text.
fn accepted(pieces: &[Piece<'_>]) -> Vec<bool> {
    let mut accepted = vec![false; pieces.len()];
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Start(tag) => {
                let local = tag.local();
                let stands_alone = matches!(local.as_str(), "br" | "p" | "para" | "hr" | "li" | "img");
                if stands_alone || tag.is_empty && is_known(&local) {
                    mark(&mut accepted, index);
                }
                if !tag.is_empty && is_known(&local) {
                    open.entry(local).or_default().push(index);
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

/// Whether a tag holds text in which nothing is spelled out.
fn is_verbatim(local: String) -> bool {
    matches!(local.as_str(), "c" | "code" | "pre" | "tt" | "programlisting" | "screen" | "literal")
}

/// Whether a tag is markup where it is escaped.
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

/// Whether a known tag could as well be the name of an element that the text talks of.
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

/// A stretch of the source.
enum Piece<'a> {
    /// Text, with references.
    Text(&'a str),
    /// Text without references.
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

/// Cuts a text at its tags; comments, instructions and declarations are left out.
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
        pieces.extend(text.get(pending..at).filter(|text| !text.is_empty()).map(Piece::Text));
        pieces.extend(piece);
        from = at + length;
        pending = from;
    }
    pieces.extend(text.get(pending..).filter(|text| !text.is_empty()).map(Piece::Text));
    pieces
}

/// A comment, a CDATA section or an instruction at the start of a text, and its length.
fn declaration(text: &str) -> Option<(Option<Piece<'_>>, usize)> {
    if let Some(rest) = text.strip_prefix("<![CDATA[") {
        return Some(match rest.split_once("]]>") {
            Some((inside, after)) => (Some(Piece::Literal(inside)), text.len() - after.len()),
            None => (Some(Piece::Literal(rest)), text.len()),
        });
    }
    for (start, end) in [("<!--", "-->"), ("<?", "?>"), ("<!", ">")] {
        if let Some(rest) = text.strip_prefix(start) {
            // What never ends is left out too; looking for its end again and again would cost too much.
            return Some((
                None,
                rest.split_once(end).map_or(text.len(), |(_, after)| text.len() - after.len()),
            ));
        }
    }
    None
}

/// A tag at the start of a text, and its length.
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

/// The length of the content of a tag, up to the `>` that ends it.
fn length(content: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (index, character) in content.char_indices().take_while(|(index, _)| *index < LONGEST_TAG) {
        match (quote, character) {
            (None, '>') => return Some(index),
            (None, '<') => return None,
            // Elsewhere an apostrophe is one.
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

/// The attributes of a tag, quoted or not.
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

/// A tree that grows at its end.
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
        // HTML may leave out the end of these.
        let ends =
            |open: &Element| open.name == name && matches!(name.as_str(), "li" | "p" | "tr" | "td" | "th");
        if self.open.last().is_some_and(ends) {
            self.close();
        }
        let written = entity::clean(tag.name);
        let element = Element { name, written, attributes: attributes(tag.attributes), children: Vec::new() };
        if is_empty {
            self.here().push(Node::Element(element));
        } else if self.open.len() < DEEPEST {
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
