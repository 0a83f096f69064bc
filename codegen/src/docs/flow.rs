//! Turns the tree of documentation markup into paragraphs, lists, tables and code. Knows the tags of .NET comments,
//! HTML and DocBook.
//!
//! This module must not know the syntax of Markdown.

use super::{
    block::{Block, Inline},
    lines::{self, is_blank},
    markup::{Element, Node},
    reference,
};
use crate::lists::{CollectVec, PushAll};

/// Converts nodes to blocks.
pub(super) fn blocks(nodes: &[Node]) -> Vec<Block> {
    let mut flow = Flow::default();
    flow.nodes(nodes);
    flow.end_paragraph();
    flow.blocks
}

/// Converts nodes to inline elements, for places where no block is allowed.
fn inlines(nodes: &[Node]) -> Vec<Inline> {
    let mut flow = Flow { is_inline: true, ..Flow::default() };
    flow.nodes(nodes);
    flow.paragraph
}

/// Builder of a sequence of blocks.
#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    paragraph: Vec<Inline>,
    /// Whether only inline elements are allowed.
    is_inline: bool,
    /// Whether this is an item of a list. Its text may begin with a list marker.
    is_item: bool,
}

impl Flow {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(text),
                Node::Element(element) => self.element(element),
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut lines = text.split('\n').peekable();
        let mut is_first = true;
        while let Some(line) = lines.next() {
            let is_blank = line.trim().is_empty();
            if !is_first {
                self.paragraph.push(Inline::Newline);
                if is_blank && lines.peek().is_some() {
                    self.end_paragraph();
                }
            }
            if is_blank {
                self.paragraph.push_all((!line.is_empty()).then(|| Inline::Text(" ".to_owned())));
            } else {
                self.paragraph.push(Inline::Text(line.to_owned()));
            }
            is_first = false;
        }
    }

    fn plain(&mut self, text: &str) {
        self.paragraph.push(Inline::Text(text.to_owned()));
    }

    fn code(&mut self, text: &str) {
        self.paragraph.push(Inline::Code(text.to_owned()));
    }

    fn element(&mut self, element: &Element) {
        let children = element.children.as_slice();
        match element.name.as_str() {
            "br" => {
                self.paragraph.push(Inline::Break);
                self.nodes(children);
            }
            "p" | "para" | "simpara" | "div" | "section" | "summary" | "remarks" | "value" | "center"
            | "hr" | "caption" | "returns" | "param" => self.block(|flow| flow.nodes(children)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "title" | "bridgehead" => {
                self.block(|flow| flow.paragraph.push(Inline::Strong(inlines(children))));
            }
            "example" => self.block(|flow| {
                flow.plain("Example:");
                flow.end_paragraph();
                flow.nodes(children);
            }),
            "note" | "tip" | "warning" | "important" | "caution" if !self.is_inline => self.block(|flow| {
                let (first, rest) = element.name.split_at_checked(1).unwrap_or_default();
                let word = format!("{}{rest}:", first.to_uppercase());
                flow.paragraph.push(Inline::Strong(vec![Inline::Text(word)]));
                flow.plain(" ");
                // The first paragraph continues on the line of the label.
                let mut inside = blocks(children).into_iter();
                match inside.next() {
                    Some(Block::Paragraph(text)) => flow.paragraph.push_all(text),
                    Some(block) => flow.push(block),
                    None => {}
                }
                inside.for_each(|block| flow.push(block));
            }),
            "exception" | "permission" => self.block(|flow| {
                flow.code(&reference::short(element.attribute("cref")));
                if !children.is_empty() {
                    flow.plain(": ");
                    flow.paragraph.push_all(inlines(children));
                }
            }),
            "enumeration" if !self.is_inline && !element.attribute("value").is_empty() => {
                let term = vec![Inline::Code(element.attribute("value").to_owned())];
                let item = described(term, blocks(children));
                self.block(|flow| lines::add_item(None, item, &mut flow.blocks));
            }
            "pre" | "programlisting" | "screen" => self.listing(children),
            "code" | "c" if plain_text(children).trim().contains('\n') => self.listing(children),
            "code" | "c" | "tt" | "literal" | "kbd" | "samp" | "var" | "computeroutput" | "filename"
            | "classname" | "methodname" | "function" => self.code(&plain_text(children)),
            "ul" | "ol" | "dl" | "list" | "itemizedlist" | "orderedlist" | "variablelist" => {
                self.list(element)
            }
            "li" | "listitem" | "item" | "dt" | "dd" | "term" | "description" => {
                self.block(|flow| flow.nodes(children));
            }
            "blockquote" if !self.is_inline => self.block(|flow| {
                let inside = blocks(children);
                if !inside.is_empty() {
                    flow.push(Block::Quote(inside));
                }
            }),
            "table" => self.table(children),
            "b" | "strong" => self.mark(children, Inline::Strong),
            "emphasis" if element.attribute("role") == "bold" => self.mark(children, Inline::Strong),
            "i" | "em" | "emphasis" | "dfn" | "cite" => self.mark(children, Inline::Emphasis),
            "a" | "ulink" | "link" => {
                let address = ["href", "url"].map(|name| element.attribute(name)).concat();
                self.link(address, children);
            }
            "see" | "seealso" => self.see(element),
            "paramref" | "typeparamref" => self.code(element.attribute("name")),
            "typeparam" => self.block(|flow| {
                flow.code(element.attribute("name"));
                flow.plain(": ");
                flow.nodes(children);
            }),
            "img" => self.plain(element.attribute("alt")),
            "script" | "style" | "inheritdoc" | "include" => {}
            // An unknown empty tag in running text names an element, as in `the <any/> element`.
            _ if children.is_empty() && !element.written.contains(':') => {
                self.code(&format!("<{}/>", element.written));
            }
            _ => self.nodes(children),
        }
    }

    /// Runs `fill` between paragraph breaks.
    fn block(&mut self, fill: impl FnOnce(&mut Self)) {
        self.end_paragraph();
        fill(self);
        self.end_paragraph();
    }

    /// Adds children with a mark such as emphasis. Children that contain blocks are added without the mark.
    fn mark(&mut self, children: &[Node], mark: fn(Vec<Inline>) -> Inline) {
        if children.iter().any(holds_block) {
            self.nodes(children);
        } else {
            self.paragraph.push(mark(inlines(children)));
        }
    }

    fn link(&mut self, address: String, children: &[Node]) {
        let is_address = ["http://", "https://", "ftp://"].iter().any(|scheme| address.starts_with(scheme));
        if is_address && !children.iter().any(holds_block) {
            self.paragraph.push(Inline::Link { address, text: inlines(children) });
        } else {
            self.nodes(children);
        }
    }

    fn see(&mut self, element: &Element) {
        let (address, word) = (element.attribute("href"), element.attribute("langword"));
        if !address.is_empty() {
            self.link(address.to_owned(), &element.children);
        } else if !element.children.is_empty() {
            self.nodes(&element.children);
        } else if !word.is_empty() {
            self.code(word);
        } else {
            self.code(&reference::short(element.attribute("cref")));
        }
    }

    fn listing(&mut self, children: &[Node]) {
        let text = plain_text(children);
        if self.is_inline {
            self.code(&text);
        } else {
            self.block(|flow| flow.push(Block::Code(text)));
        }
    }

    fn list(&mut self, element: &Element) {
        if self.is_inline {
            return self.nodes(&element.children);
        }
        let is_numbered =
            matches!(element.name.as_str(), "ol" | "orderedlist") || element.attribute("type") == "number";
        let number = is_numbered.then(|| element.attribute("start").parse().unwrap_or(1));
        let mut items = Vec::new();
        let mut term = None;
        for child in &element.children {
            match child {
                Node::Element(entry) if matches!(entry.name.as_str(), "dt" | "term") => {
                    items.push_all(
                        term.replace(inlines(&entry.children)).map(|term| described(term, Vec::new())),
                    );
                }
                Node::Element(entry) => {
                    let (inner, blocks) = entry_blocks(entry);
                    items.push(match term.take().or(inner) {
                        Some(term) => described(vec![Inline::Strong(term)], blocks),
                        None => blocks,
                    });
                }
                Node::Text(text) if text.trim().is_empty() => {}
                Node::Text(_) => stray(inlines(std::slice::from_ref(child)), &mut items),
            }
        }
        items.push_all(term.map(|term| described(term, Vec::new())));
        self.block(|flow| {
            items.retain(|item| !item.is_empty());
            if !items.is_empty() {
                flow.push(Block::List { number, items });
            }
        });
    }

    fn table(&mut self, children: &[Node]) {
        if self.is_inline {
            return self.nodes(children);
        }
        let mut rows = Vec::new();
        collect_rows(children, &mut rows);
        let cells = |row: &Element, name: &str| {
            let cells = row.children.iter().filter_map(|cell| match cell {
                Node::Element(cell) if matches!(cell.name.as_str(), "td" | "th" | "entry") => Some(cell),
                _ => None,
            });
            cells
                .filter(|cell| name.is_empty() || cell.name == name)
                .map(|cell| inlines(&cell.children))
                .collect_vec()
        };
        let has_head = rows.first().is_some_and(|row| !Vec::is_empty(&cells(row, "th")));
        let mut rows = rows.into_iter();
        let head =
            if has_head { rows.next().map(|row| cells(row, "")).unwrap_or_default() } else { Vec::new() };
        let rows: Vec<Vec<Vec<Inline>>> =
            rows.map(|row| cells(row, "")).filter(|row| !row.is_empty()).collect_vec();
        self.block(|flow| {
            if rows.is_empty() && head.is_empty() {
                flow.nodes(children);
            } else {
                flow.push(Block::Table { head, rows });
                // Text between rows belongs to no cell; it is put after the table.
                children.iter().filter(|child| matches!(child, Node::Text(_))).for_each(|text| {
                    flow.nodes(std::slice::from_ref(text));
                });
            }
        });
    }

    fn push(&mut self, block: Block) {
        self.end_paragraph();
        self.blocks.push(block);
    }

    /// Ends the current paragraph.
    fn end_paragraph(&mut self) {
        if self.is_inline {
            return self.plain(" ");
        }
        lines::add(std::mem::take(&mut self.paragraph), self.is_item, &mut self.blocks);
    }
}

/// Adds a text that is in a list but outside its items: appends it to the preceding item, or makes it a
/// separate item.
fn stray(text: Vec<Inline>, items: &mut Vec<Vec<Block>>) {
    match items.last_mut().and_then(|item| item.last_mut()) {
        Some(Block::Paragraph(before)) => {
            before.push(Inline::Text(" ".to_owned()));
            before.push_all(text);
        }
        _ => items.push(vec![Block::Paragraph(text)]),
    }
}

/// Returns the term of a list entry, if it has one, and the blocks of the entry.
fn entry_blocks(entry: &Element) -> (Option<Vec<Inline>>, Vec<Block>) {
    let is_term =
        |node: &&Node| matches!(node, Node::Element(part) if matches!(part.name.as_str(), "term" | "dt"));
    let term = match entry.children.iter().find(is_term) {
        Some(Node::Element(term)) => Some(inlines(&term.children)),
        _ => None,
    };
    let mut flow = Flow { is_item: true, ..Flow::default() };
    entry
        .children
        .iter()
        .filter(|node| !is_term(node))
        .for_each(|node| flow.nodes(std::slice::from_ref(node)));
    flow.end_paragraph();
    (term, flow.blocks)
}

/// Puts a term and a colon before its description.
fn described(term: Vec<Inline>, description: Vec<Block>) -> Vec<Block> {
    let mut description = description.into_iter().peekable();
    let mut first = term;
    if let Some(Block::Paragraph(text)) = description.next_if(|block| matches!(block, Block::Paragraph(_))) {
        first.push(Inline::Text(": ".to_owned()));
        let text = text.into_iter().skip_while(is_blank);
        first.push_all(text);
    }
    let first = if first.iter().all(is_blank) { None } else { Some(Block::Paragraph(first)) };
    first.into_iter().chain(description).collect_vec()
}

fn collect_rows<'a>(nodes: &'a [Node], rows: &mut Vec<&'a Element>) {
    for node in nodes {
        match node {
            Node::Element(row) if matches!(row.name.as_str(), "tr" | "row") => rows.push(row),
            Node::Element(part) if matches!(part.name.as_str(), "thead" | "tbody" | "tfoot" | "tgroup") => {
                collect_rows(&part.children, rows);
            }
            _ => {}
        }
    }
}

/// Returns `true` if a node contains a block element.
fn holds_block(node: &Node) -> bool {
    let Node::Element(element) = node else { return false };
    let is_block = matches!(
        element.name.as_str(),
        "p" | "para"
            | "div"
            | "ul"
            | "ol"
            | "dl"
            | "list"
            | "table"
            | "pre"
            | "blockquote"
            | "br"
            | "summary"
            | "note"
    );
    is_block || element.children.iter().any(holds_block)
}

/// Returns the text of nodes without their tags.
pub(super) fn plain_text(nodes: &[Node]) -> String {
    let mut text = String::new();
    add_plain_text(nodes, &mut text);
    text
}

fn add_plain_text(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(more) => text.push_str(more),
            Node::Element(element) if element.name == "br" => text.push('\n'),
            Node::Element(element) => add_plain_text(&element.children, text),
        }
    }
}
