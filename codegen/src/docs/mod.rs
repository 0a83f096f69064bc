//! Converts documentation to Markdown, separately for a component, its parameters and its result.
//!
//! Documentation contains plain text, .NET comment markup, HTML or DocBook, sometimes escaped twice, and is often
//! malformed. For any input, neither rustdoc nor clippy warns about the resulting Markdown.

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

use crate::{
    escape::visible,
    lists::{CollectVec, PushAll},
};

/// Documentation of a component, converted to Markdown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    /// Lines of Markdown that begin with a short paragraph; empty if there is no documentation.
    pub(crate) text: Vec<String>,
    /// Documentation of parameters: name and lines of Markdown.
    pub(crate) parameters: Vec<(String, Vec<String>)>,
    /// Documentation of the result, as lines of Markdown.
    pub(crate) returns: Vec<String>,
}

/// Converts documentation, given as the XML text inside the `documentation` element.
pub(crate) fn read(documentation: &str) -> Docs {
    let mut parts = Parts::default();
    parts.take(markup::parse(documentation));
    let mut blocks = flow::blocks(&parts.summary);
    blocks.push_all(flow::blocks(&parts.rest));
    if !parts.exceptions.is_empty() {
        blocks.push(Block::Paragraph(vec![Inline::Text("Exceptions:".to_owned())]));
        let items = parts.exceptions.iter().map(|exception| flow::blocks(std::slice::from_ref(exception)));
        let items = items.filter(|item| !item.is_empty()).collect_vec();
        blocks.push(Block::List { number: None, items });
    }
    for reference in &parts.references {
        let mut inside = flow::blocks(std::slice::from_ref(reference)).into_iter();
        if let Some(Block::Paragraph(text)) = inside.next() {
            let text = std::iter::once(Inline::Text("See also ".to_owned())).chain(text).collect_vec();
            blocks.push(Block::Paragraph(text));
        }
    }
    let parameters =
        parts.parameters.iter().map(|(name, nodes)| (name.clone(), markdown_lines(flow::blocks(nodes))));
    Docs {
        text: markdown_lines(blocks),
        parameters: parameters.filter(|(_, lines)| !lines.is_empty()).collect_vec(),
        returns: markdown_lines(flow::blocks(&parts.returns)),
    }
}

/// Formats a name or value from a contract as a code span on one line. Hidden characters are escaped.
pub(crate) fn code(text: &str) -> String {
    text::with_spaces(text::span(&visible(text)))
}

/// Formats a name or text from a contract for a heading, table cell or link. Markup and hidden characters are
/// escaped.
#[cfg(feature = "cli")]
pub(crate) fn plain(text: &str) -> String {
    text::plain(&visible(text))
}

/// Wraps a sentence into lines. Each `{}` in it is replaced by the next name as a code span.
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

/// Formats blocks as lines, with a short first paragraph.
fn markdown_lines(blocks: Vec<Block>) -> Vec<String> {
    markdown::lines(&summary::first(blocks))
}

/// Nodes of documentation, sorted by subject.
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
    /// Sorts nodes into the fields by their element name. A wrapper element, such as `<doc>` around a
    /// `<summary>`, is replaced by its children.
    ///
    /// The recursion is bounded by the depth limit of the tree.
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

    /// Sorts the nodes that are separate parts (see [`is_part`]) into their fields, and returns all other
    /// nodes.
    fn without_parts(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let (parts, others) = nodes.into_iter().partition(|node| is_part(node) && !is_named(node, "seealso"));
        self.take(parts);
        others
    }

    fn parameter(&mut self, element: &Element, children: Vec<Node>) {
        let name = element.attribute("name");
        match self.parameters.iter_mut().find(|(known, _)| known == name) {
            Some((_, nodes)) => nodes.push_all(children),
            None => self.parameters.push((name.to_owned(), children)),
        }
    }
}

fn is_named(node: &Node, name: &str) -> bool {
    matches!(node, Node::Element(element) if element.name == name)
}

/// Returns `true` if a node is a separate part of the documentation, such as the description of a parameter
/// or an exception.
fn is_part(node: &Node) -> bool {
    ["summary", "remarks", "param", "returns", "exception", "seealso"].iter().any(|name| is_named(node, name))
}

/// Returns `true` if a node is a separate part, as in [`is_part`], or contains one.
fn holds_part(node: &Node) -> bool {
    is_part(node) || matches!(node, Node::Element(element) if element.children.iter().any(holds_part))
}

#[cfg(test)]
mod tests;
