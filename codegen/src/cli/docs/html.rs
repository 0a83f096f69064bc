//! Converts a Markdown page to HTML. Text of contracts cannot become markup: all HTML in the Markdown is escaped,
//! except the tags `<code>`, `</code>` and `<br>`, which the pages use in tables.

use std::collections::BTreeSet;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

/// A converted page.
pub(super) struct Converted {
    /// Text of the first heading.
    pub(super) title: String,
    /// HTML of the whole page.
    pub(super) content: String,
}

/// Converts the page at `path`. Links to pages in `known` become links to their HTML pages.
pub(super) fn convert(path: &str, markdown: &str, known: &BTreeSet<&str>) -> Converted {
    let mut title = String::new();
    let mut is_title = false;
    let mut events = Vec::new();
    let mut tables = Tables::default();
    // For each open link, whether it is kept.
    let mut links = Vec::new();
    for event in parse(markdown) {
        match &event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if title.is_empty() => is_title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => is_title = false,
            Event::Text(text) | Event::Code(text) if is_title => title.push_str(text),
            _ => {}
        }
        if tables.next(&event, &mut events) {
            continue;
        }
        events.push(match event {
            Event::Html(text) | Event::InlineHtml(text) => harmless(text),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let kept = link(path, link_type, &dest_url, known);
                links.push(kept.is_some());
                let Some(kept) = kept else { continue };
                kept
            }
            Event::End(TagEnd::Link) if links.pop() == Some(false) => continue,
            // An image becomes emphasized text, because the browser would load it from another server.
            Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
            Event::End(TagEnd::Image) => Event::End(TagEnd::Emphasis),
            other => other,
        });
    }
    let mut content = String::new();
    html::push_html(&mut content, events.into_iter());
    Converted { title, content }
}

/// Returns the path of the HTML page for a Markdown page.
pub(super) fn html_path(markdown: &str) -> String {
    format!("{}.html", markdown.strip_suffix(".md").unwrap_or(markdown))
}

/// Returns a text in Markdown without markup.
pub(super) fn plain(markdown: &str) -> String {
    let mut plain = String::new();
    for event in parse(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    plain
}

fn parse(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// Escapes HTML, except the tags that the pages use.
fn harmless(text: CowStr<'_>) -> Event<'_> {
    match &*text {
        "<code>" | "</code>" | "<br>" => Event::InlineHtml(text),
        _ => Event::Text(text),
    }
}

/// Returns the start of a link: to the HTML form of another page of the reference, or to the web. Returns `None` for
/// other targets, which could be code or files.
fn link<'e>(from: &str, link_type: LinkType, target: &str, known: &BTreeSet<&str>) -> Option<Event<'e>> {
    let lower = target.to_ascii_lowercase();
    let is_web = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    let target = match page(from, target) {
        Some(page) if known.contains(page.as_str()) => html_path(target),
        _ if link_type == LinkType::Email => format!("mailto:{target}"),
        _ if is_web => target.to_owned(),
        _ => return None,
    };
    Some(Event::Start(Tag::Link {
        link_type: LinkType::Inline,
        dest_url: target.into(),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    }))
}

/// Returns the path of the page to which a relative link refers.
fn page(from: &str, target: &str) -> Option<String> {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(folders.pop()?),
            step => folders.push(step),
        }
    }
    Some(folders.join("/"))
}

/// Writes the tags of tables. Each cell has the name of its column as an attribute, because on a phone the
/// cells of a row are shown below each other.
#[derive(Default)]
struct Tables {
    columns: Vec<String>,
    column: usize,
    is_head: bool,
}

impl Tables {
    /// Adds the HTML tag for the start or end of a table, row or cell to `events`, and returns `true`.
    /// Returns `false` for all other events.
    fn next(&mut self, event: &Event<'_>, events: &mut Vec<Event<'_>>) -> bool {
        let tag = match event {
            Event::Start(Tag::Table(columns)) => {
                self.columns.clear();
                match columns.len() {
                    0..=2 => "<div class=\"scroll\" tabindex=\"0\"><table>",
                    _ => "<div class=\"scroll\" tabindex=\"0\"><table class=\"wide\">",
                }
                .to_owned()
            }
            Event::Start(Tag::TableHead) => {
                self.is_head = true;
                "<thead><tr>".to_owned()
            }
            Event::End(TagEnd::TableHead) => {
                self.is_head = false;
                "</tr></thead><tbody>\n".to_owned()
            }
            Event::Start(Tag::TableRow) => {
                self.column = 0;
                "<tr>".to_owned()
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".to_owned(),
            Event::Start(Tag::TableCell) if self.is_head => {
                self.columns.push(String::new());
                "<th>".to_owned()
            }
            Event::End(TagEnd::TableCell) if self.is_head => "</th>".to_owned(),
            Event::Start(Tag::TableCell) => {
                let column = self.columns.get(self.column).filter(|name| !name.is_empty());
                self.column += 1;
                // The names of columns come from the templates and contain only letters.
                column.map_or("<td>".to_owned(), |name| format!("<td data-column=\"{name}\">"))
            }
            Event::End(TagEnd::TableCell) => "</td>".to_owned(),
            Event::End(TagEnd::Table) => "</tbody></table></div>\n".to_owned(),
            Event::Text(text) if self.is_head => {
                if let Some(column) = self.columns.last_mut() {
                    column.extend(text.chars().filter(|next| next.is_ascii_alphabetic() || *next == ' '));
                }
                return false;
            }
            _ => return false,
        };
        events.push(Event::InlineHtml(tag.into()));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        let known = BTreeSet::from(["a/b.md", "c.md"]);
        convert("a/x.md", markdown, &known).content
    }

    #[test]
    fn markup_in_texts_is_escaped() {
        for (markdown, expected) in [
            ("a <script>b</script>", "<p>a &lt;script&gt;b&lt;/script&gt;</p>\n"),
            ("<div onclick=\"x\">\n", "&lt;div onclick=\"x\"&gt;\n"),
            (
                "<code>Vec&lt;[`B`](b.md)&gt;</code>",
                "<p><code>Vec&lt;<a href=\"b.html\"><code>B</code></a>&gt;</code></p>\n",
            ),
            ("a <code onclick=x>", "<p>a &lt;code onclick=x&gt;</p>\n"),
            ("`<b>` & \"c\"", "<p><code>&lt;b&gt;</code> &amp; \"c\"</p>\n"),
            ("![a](http://x/y.png)", "<p><em>a</em></p>\n"),
            ("<!-- a -->", "&lt;!-- a --&gt;"),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn links_refer_to_pages_and_to_the_web() {
        for (target, expected) in [
            ("b.md", "b.html"),
            ("../a/b.md", "../a/b.html"),
            ("../c.md", "../c.html"),
            ("../../c.md", ""),
            ("other.md", ""),
            ("https://example.com/?a=1&b=\"", "https://example.com/?a=1&amp;b=%22"),
            ("javascript:alert(1)", ""),
            ("JaVaScRiPt:alert(1)", ""),
            ("data:text/html,x", ""),
            ("//example.com/x", ""),
            ("file:///etc/passwd", ""),
        ] {
            let expected = match expected {
                "" => "<p>x</p>\n".to_owned(),
                target => format!("<p><a href=\"{target}\">x</a></p>\n"),
            };
            assert_eq!(html(&format!("[x](<{target}>)")), expected, "{target}");
        }
    }

    #[test]
    fn cells_have_the_name_of_their_column() {
        let table = "| Member | Type | |\n|---|---|---|\n| `a` | b | c |\n";
        assert_eq!(
            html(table),
            "<div class=\"scroll\" tabindex=\"0\"><table class=\"wide\"><thead><tr><th>Member</th><th>Type</th><th></th></tr></thead><tbody>\n\
             <tr><td data-column=\"Member\"><code>a</code></td><td data-column=\"Type\">b</td><td>c</td></tr>\n\
             </tbody></table></div>\n"
        );
    }

    #[test]
    fn the_title_is_the_text_of_the_first_heading() {
        let known = BTreeSet::new();
        assert_eq!(convert("x.md", "# a \\<b> `c`\n\n# d", &known).title, "a <b> c");
        assert_eq!(plain("a [`b`](c.md) \\| *d*"), "a b | d");
    }
}
