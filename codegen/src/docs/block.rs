//! Blocks and running text: the tree between the markup of a documentation and Markdown.

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// Items, numbered from the given number on if there is one.
    List { number: Option<u32>, items: Vec<Vec<Block>> },
    /// Text to show as it stands.
    Code(String),
    /// What somebody else said.
    Quote(Vec<Block>),
    /// Rows of cells; the first row is the head, with no cells if there is none.
    Table { head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>> },
}

/// A part of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// Text; white space is not significant.
    Text(String),
    /// Code.
    Code(String),
    /// Important text.
    Strong(Vec<Inline>),
    /// Stressed text.
    Emphasis(Vec<Inline>),
    /// A text that leads to an address.
    Link { address: String, text: Vec<Inline> },
    /// The end of a line in the source, which means nothing but in lists made of text.
    Newline,
    /// The end of a line that was asked for.
    Break,
}
