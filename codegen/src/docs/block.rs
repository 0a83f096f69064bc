//! Blocks and inline elements: the tree between the markup of documentation and Markdown.

/// Block element.
pub(super) enum Block {
    /// Paragraph of inline elements.
    Paragraph(Vec<Inline>),
    /// List of items. `number` is the number of the first item of a numbered list.
    List { number: Option<u32>, items: Vec<Vec<Block>> },
    /// Preformatted text.
    Code(String),
    /// Quotation.
    Quote(Vec<Block>),
    /// Table. `head` is empty if the table has no header row.
    Table { head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>> },
}

/// Inline element.
#[derive(Debug)]
pub(super) enum Inline {
    /// Text. Whitespace is not significant.
    Text(String),
    /// Code span.
    Code(String),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Link.
    Link { address: String, text: Vec<Inline> },
    /// Line break of the source, significant only for recognizing lists in plain text.
    Newline,
    /// Explicit line break, such as `<br/>`.
    Break,
}
