//! What a documentation says, as Markdown: of the component itself, of its parameters, of its result.
//!
//! Documentations hold text, .NET comment markup, HTML or DocBook, sometimes escaped once more, well-formed or not.
//! Whatever comes, rustdoc and clippy have nothing to say about the Markdown.

mod block;
mod entity;
mod flow;
mod lines;
mod markdown;
mod markup;
mod reference;
mod summary;
mod text;

use block::{Block, Inline};
use markup::{Element, Node};

use crate::escape::visible;

/// What the documentation of a component says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    /// Markdown, one entry per line: first a short paragraph, then the rest; empty if there is none.
    pub(crate) text: Vec<String>,
    /// What it says of parameters, by name, as lines of Markdown.
    pub(crate) parameters: Vec<(String, Vec<String>)>,
    /// What it says of the result, as lines of Markdown.
    pub(crate) returns: Vec<String>,
}

/// Reads a documentation, given as the XML text inside the `documentation` element.
pub(crate) fn read(documentation: &str) -> Docs {
    let mut parts = Parts::default();
    parts.take(markup::parse(documentation));
    let mut blocks = flow::blocks(&parts.summary);
    blocks.extend(flow::blocks(&parts.rest));
    if !parts.exceptions.is_empty() {
        blocks.push(Block::Paragraph(vec![Inline::Text("Exceptions:".to_owned())]));
        let items = parts.exceptions.iter().map(|exception| flow::blocks(std::slice::from_ref(exception)));
        let items = items.filter(|item| !item.is_empty()).collect();
        blocks.push(Block::List { number: None, items });
    }
    for reference in &parts.references {
        let mut inside = flow::blocks(std::slice::from_ref(reference)).into_iter();
        if let Some(Block::Paragraph(text)) = inside.next() {
            let text = std::iter::once(Inline::Text("See also ".to_owned())).chain(text).collect();
            blocks.push(Block::Paragraph(text));
        }
    }
    let parameters = parts.parameters.iter().map(|(name, nodes)| (name.clone(), lines(flow::blocks(nodes))));
    Docs {
        text: lines(blocks),
        parameters: parameters.filter(|(_, lines)| !lines.is_empty()).collect(),
        returns: lines(flow::blocks(&parts.returns)),
    }
}

/// A text of the documents as code on one line, in which nothing is markup and nothing is hidden.
pub(crate) fn code(text: &str) -> String {
    text::with_spaces(text::span(&visible(text)))
}

/// A text of the documents as text in which nothing is markup and nothing is hidden: for a heading, a cell or a link.
#[cfg(feature = "cli")]
pub(crate) fn plain(text: &str) -> String {
    text::plain(&visible(text))
}

/// Sentences as lines; the names in them are in order.
pub(crate) fn wrapped(sentence: &str, names: &[String]) -> Vec<String> {
    let mut words = String::new();
    let mut names = names.iter();
    for piece in sentence.split_inclusive("{}") {
        match piece.strip_suffix("{}") {
            Some(before) => {
                words.push_str(before);
                words.extend(names.next().map(|name| text::span(&visible(name))));
            }
            None => words.push_str(piece),
        }
    }
    markdown::wrapped(&words, markdown::WIDTH)
}

/// The blocks as lines, the first of them short.
fn lines(blocks: Vec<Block>) -> Vec<String> {
    markdown::lines(&summary::first(blocks))
}

/// A documentation by what its parts are about.
#[derive(Default)]
struct Parts {
    summary: Vec<Node>,
    rest: Vec<Node>,
    parameters: Vec<(String, Vec<Node>)>,
    returns: Vec<Node>,
    exceptions: Vec<Node>,
    references: Vec<Node>,
}

impl Parts {
    /// Sorts nodes, and what is in those that only hold others.
    ///
    /// Recursion is as deep as the tree, which is bounded.
    fn take(&mut self, nodes: Vec<Node>) {
        for node in nodes {
            let Node::Element(mut element) = node else {
                self.rest.push(node);
                continue;
            };
            let children = std::mem::take(&mut element.children);
            match element.name.as_str() {
                "param" if !element.attribute("name").is_empty() => self.parameter(&element, children),
                "returns" => self.returns.push(Node::Element(Element { children, ..element })),
                "exception" => self.exceptions.push(Node::Element(Element { children, ..element })),
                "seealso" => self.references.push(Node::Element(Element { children, ..element })),
                "summary" => {
                    let children = self.without_parts(children);
                    self.summary.push(Node::Element(Element { children, ..element }));
                }
                _ if children.iter().any(holds_part) => self.take(children),
                _ => self.rest.push(Node::Element(Element { children, ..element })),
            }
        }
    }

    /// Sorts the parts among nodes, and gives back what is none.
    fn without_parts(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let (parts, others) = nodes.into_iter().partition(|node| is_part(node) && !is_named(node, "seealso"));
        self.take(parts);
        others
    }

    fn parameter(&mut self, element: &Element, children: Vec<Node>) {
        let name = element.attribute("name");
        match self.parameters.iter_mut().find(|(known, _)| known == name) {
            Some((_, nodes)) => nodes.extend(children),
            None => self.parameters.push((name.to_owned(), children)),
        }
    }
}

fn is_named(node: &Node, name: &str) -> bool {
    matches!(node, Node::Element(element) if element.name == name)
}

/// Whether a node tells of something else than the text around it.
fn is_part(node: &Node) -> bool {
    ["summary", "remarks", "param", "returns", "exception", "seealso"].iter().any(|name| is_named(node, name))
}

/// Whether a node is such a part or holds one.
fn holds_part(node: &Node) -> bool {
    is_part(node) || matches!(node, Node::Element(element) if element.children.iter().any(holds_part))
}

#[cfg(test)]
mod tests;
