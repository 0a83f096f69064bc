use proptest::prelude::*;
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{read, reference};

#[track_caller]
fn text_of(documentation: &str, expected: &str) {
    assert_eq!(read(documentation).text.join("\n"), expected, "of {documentation:?}");
}

#[test]
fn plain_text_is_one_paragraph() {
    text_of("", "");
    text_of(" \n\t ", "");
    text_of("Loads\n\t\tthe   user", "Loads the user");
    text_of("One.\n\nTwo.", "One.\n\nTwo.");
}

#[test]
fn dotnet_comments_are_split_into_text_parameters_and_result() {
    let docs = read(
        "<returns>The user</returns><remarks>More</remarks><param name=\"id\">The <b>id</b></param>\
         <summary>Loads X. <para/><b>Online Restricted:</b> no <see cref=\"T:A.B.C\"/></summary>\
         <param name='name'>The name</param><exception cref='T:System.ArgumentException'>If not</exception>\
         <seealso cref='M:A.UserAgent.GetUser(System.Int32)'/>",
    );
    let text = "Loads X.\n\n**Online Restricted:** no `C`\n\nMore\n\nExceptions:\n\n- `ArgumentException`: If not\n\n\
                See also `UserAgent.GetUser`";
    assert_eq!(docs.text.join("\n"), text);
    let lines = |text: &str| vec![text.to_owned()];
    let parameters = vec![("id".to_owned(), lines("The **id**")), ("name".to_owned(), lines("The name"))];
    assert_eq!(docs.parameters, parameters);
    assert_eq!(docs.returns, lines("The user"));
}

#[test]
fn parts_in_wrappers_and_in_escaped_markup_are_found() {
    let expected = read("<summary>A</summary><param name='x'>B</param>");
    assert_eq!(expected.parameters.len(), 1);
    assert_eq!(read("<doc><member><summary>A</summary><param name='x'>B</param></member></doc>"), expected);
    assert_eq!(read("<summary>A<param name='x'>B</param></summary>"), expected);
    assert_eq!(read("&lt;summary&gt;A&lt;/summary&gt;&lt;param name='x'&gt;B&lt;/param&gt;"), expected);
    assert_eq!(read("<![CDATA[<summary>A</summary><param name='x'>B</param>]]>"), expected);
}

#[test]
fn references_are_code() {
    let rows = [
        ("T:SuperOffice.CRM.Services.UserAgent", "UserAgent"),
        ("M:SuperOffice.CRM.UserAgent.GetUser(System.Int32,System.String)", "UserAgent.GetUser"),
        ("P:A.B.Name", "B.Name"),
        ("M:A.B.#ctor", "B"),
        ("T:System.Collections.Generic.List`1", "List"),
        ("N:System.Text", "System.Text"),
        ("!:Unknown", "Unknown"),
        ("User.Name", "User.Name"),
        ("", ""),
    ];
    for (reference, expected) in rows {
        assert_eq!(reference::short(reference), expected, "{reference}");
    }
    text_of("<see langword=\"null\"/>, <paramref name='id'/>, <c>x&lt;y</c>", "`null`, `id`, `x<y`");
    text_of("<see cref='T:X'>the X</see>", "the X");
}

#[test]
fn html_becomes_markdown() {
    text_of("a<br/>b<BR>c</BR>", "a\n\nb\n\nc");
    text_of("<p>a</p><p>b <i>c</i></p>", "a\n\nb *c*");
    text_of("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c");
    text_of("<ol start='3'><li>a</li><li><p>b</p><p>c</p></li></ol>", "3. a\n\n4. b\n\n   c");
    text_of("<ul><li>a<ul><li>b<p>c</p></li></ul></li><li>d</li></ul>", "- a\n  - b\n\n    c\n- d");
    text_of("<ul><li><ul><li>a</li></ul>b</li></ul>", "- - a\n\n  b");
    text_of("see <a href='http://a.b/c'>here</a>", "see [here](<http://a.b/c>)");
    text_of("see <a href='http://a.b/c'>http://a.b/c</a>", "see <http://a.b/c>");
    text_of("see <a href='#here'>here</a>", "see here");
    text_of("<dl><dt>a</dt><dd>b</dd></dl>", "- **a**: b");
    text_of(
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td/></tr></table>",
        "| A | B |\n| --- | --- |\n| 1\\|2 | |",
    );
    text_of("<pre>\n  a\n\n    <![CDATA[<b>]]>\n  </pre>", "```text\na\n\n  <b>\n```");
    text_of("<code>one</code> <code>a\n\tb\n</code>", "`one`\n\n```text\na\nb\n```");
    text_of("<blockquote>a<p>b</p></blockquote>", "> a\n>\n> b");
    text_of("<h2>Head</h2>text", "**Head**\n\ntext");
}

#[test]
fn lists_of_dotnet_comments_have_terms() {
    text_of(
        "<list type='bullet'><item><term>A</term><description>one</description></item>\
         <item><description>two</description></item></list>",
        "- **A**: one\n- two",
    );
    text_of("<list type=\"number\"><item>a</item><item>b</item></list>", "1. a\n2. b");
}

#[test]
fn docbook_becomes_markdown() {
    text_of(
        "<para>a <emphasis role='bold'>b</emphasis></para><itemizedlist><listitem><para>c</para></listitem>\
         </itemizedlist><ulink url='http://a.b'>d</ulink>",
        "a **b**\n\n- c\n\n[d](<http://a.b>)",
    );
    text_of(
        "<programlisting>a</programlisting><note><para>b</para></note>",
        "```text\na\n```\n\n**Note:** b",
    );
}

#[test]
fn unknown_tags_are_replaced_by_their_content() {
    text_of("<x:y z='1'>a <w>b</w></x:y>", "a b");
    text_of("marked by <any/> elements", "marked by `<any/>` elements");
    text_of(
        "Values: <restriction><enumeration value='A'>first</enumeration><enumeration value='B'/></restriction>",
        "Values:\n\n- `A`: first\n- `B`",
    );
}

#[test]
fn escaped_tags_are_markup_only_if_they_are_known() {
    text_of("a&lt;br/&gt;b &lt;b&gt;c&lt;/b&gt; &amp;pound;", "a\n\nb **c** £");
    text_of("Get&lt;Entity&gt;List and the &lt;value&gt; of", "Get\\<Entity>List and the \\<value> of");
    text_of("1 &lt; 2 &amp;&amp; a &lt;b", "1 < 2 && a \\<b");
    text_of("&lt;support@example.com>", "\\<support@example.com>");
}

#[test]
fn malformed_markup_is_text() {
    text_of("a < b <", "a < b \\<");
    text_of("a </b> <c", "a \\<c");
    text_of("<b>a<i>b</b>c</i>", "**a*b***c");
    text_of("&unknown; &#0; &#x41; &;", "\\&unknown; \\u{0} A &;");
    text_of("<![CDATA[a", "a");
    text_of("a <!-- never ends", "a");
}

#[test]
fn lists_in_plain_text_are_recognized() {
    text_of(
        "Codes:\n  * 0 no\n  * 1 yes,\n    perhaps\n\nMore",
        "Codes:\n\n- 0 no\n- 1 yes, perhaps\n\nMore",
    );
    text_of("1. a\n\n2. b", "1. a\n2. b");
    text_of("either\n- or -", "either - or -");
    text_of("in that order:\n1) a, 2) b", "in that order: 1) a, 2) b");
    text_of("<ul><li>- a</li> - b<li>2) c</li></ul>", "- a - b\n- 2\\) c");
}

#[test]
fn listings_in_plain_text_are_recognized() {
    text_of(
        "Example:\n\n  &lt;user>\n    &lt;id/>\n  &lt;/user>\n",
        "Example:\n\n```text\n<user>\n  <id/>\n</user>\n```",
    );
}

#[test]
fn the_first_paragraph_is_short() {
    let rest = "X".repeat(120);
    for first in ["Loads the user, e.g. John.", "Optional. Loads it.", "Loads (it. All of it)."] {
        assert_eq!(read(&format!("{first} {rest}")).text, [first, "", &rest]);
    }
    text_of("Loads the user. And more.", "Loads the user. And more.");
}

#[test]
fn what_looks_like_markdown_is_escaped() {
    text_of("[a] *b* _c_ d_e `f` ~g~ \\*", "\\[a] \\*b\\* \\_c\\_ d_e `f` \\~g\\~ \\\\\\*");
    text_of("`[f]` ``g`` `h", "\\`\\[f]\\` \\`\\`g\\`\\` \\`h");
    text_of("# a", "\\# a");
    text_of("2019. a", "2019\\. a");
    text_of("--- a", "\\--- a");
    text_of("> a", "\\> a");
    text_of("&amp;amp; R&amp;D C:\\Users\\", "\\&amp; R&D C:\\Users\\\\");
    text_of("(see http://a.b/c_d.)", "(see <http://a.b/c_d>.)");
    text_of("<c>a`b</c><c>d</c>", "`` a`b `` `d`");
    text_of("a<b>b:</b>c<i>d</i>", "a**b:** c*d*");
}

#[test]
fn lines_are_wrapped_and_clean() {
    let docs = read(&"word ".repeat(40));
    assert_eq!(docs.text.len(), 3);
    assert!(docs.text.iter().all(|line| line.len() <= 92 && !line.ends_with(' ')));
    text_of("a\u{202E}b\u{200B}c\u{7}\u{a0}d", "a\\u{202e}b\\u{200b}c\\u{7} d");
}

#[test]
fn deep_and_long_documentation_is_converted() {
    let deep = format!("{}x{}", "<ul><li>".repeat(50_000), "</li></ul>".repeat(50_000));
    assert!(read(&deep).text.join("").ends_with('x'));
    assert!(read(&deep.replace('<', "&lt;")).text.join("").ends_with('x'));
    for unit in
        ["<a b=\"", "&lt;b", "<!--", "&", "<", "`", "[", "<b>", "http://", "1. a\n", "</b>", "<b a='&lt;"]
    {
        read(&unit.repeat(20_000));
    }
}

/// Renders Markdown. Returns the words that a reader sees, and the problems: constructs that the text was not meant
/// to contain, and those about which rustdoc warns.
fn rendered(lines: &[String]) -> (Vec<String>, Vec<String>) {
    let markdown = lines.join("\n");
    let (mut text, mut problems) = (String::new(), Vec::new());
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut item_links = Vec::new();
    let broken = |link: BrokenLink<'_>| {
        item_links.push(format!("link {}", link.reference));
        None
    };
    let (mut in_link, mut in_code) = (false, false);
    for event in Parser::new_with_broken_link_callback(&markdown, options, Some(broken)) {
        match event {
            Event::Text(more) => {
                if !in_link && !in_code && (more.contains("http://a") || more.contains("https://a")) {
                    problems.push(format!("bare address in {more}"));
                }
                text.push_str(&more);
            }
            Event::Code(code) => text.push_str(&code),
            Event::Start(Tag::Link { dest_url, .. }) => {
                in_link = true;
                if !dest_url.contains("://") {
                    problems.push(format!("link to {dest_url}"));
                }
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                if kind != CodeBlockKind::Fenced("text".into()) {
                    problems.push(format!("code {kind:?}"));
                }
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(
                Tag::Paragraph
                | Tag::List(_)
                | Tag::Item
                | Tag::Emphasis
                | Tag::Strong
                | Tag::BlockQuote(None),
            )
            | Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) => {}
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            Event::SoftBreak | Event::End(_) => text.push(' '),
            other => problems.push(format!("{other:?}")),
        }
    }
    problems.extend(item_links);
    for line in lines {
        if line.ends_with(' ') || line.contains(['\t', '\r', '\u{1}', '\u{202E}']) {
            problems.push(format!("line {line:?}"));
        }
    }
    (text.split_whitespace().map(str::to_owned).collect(), problems)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

proptest! {
    #[test]
    fn text_is_read_as_it_was_written(
        words in prop::collection::vec(r"[-a1._*`~#>|=+:\[\]()!&;\\^<3$@'x/]{1,6}|https?://a\.b[a/?=&_.)*]{0,5}|amp;", 1..40),
    ) {
        // Without the prefix `x`, the text could be read as a list or as a code listing.
        let text = format!("x {}", words.join(" "));
        prop_assume!(!["<a", "<x"].iter().any(|tag| text.contains(tag)));
        let docs = read(&escaped(&text));
        let (seen, problems) = rendered(&docs.text);
        prop_assert!(problems.is_empty(), "{problems:?} in {:#?}", docs.text);
        // A name between backticks becomes code, and code is shown without the backticks.
        let bare = |word: &str| word.replace('`', "");
        let seen: Vec<_> = seen.iter().map(|word| bare(word)).filter(|word| !word.is_empty()).collect();
        let expected: Vec<_> = text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
        prop_assert_eq!(seen, expected, "{:#?}", docs.text);
    }

    #[test]
    fn any_markup_makes_harmless_markdown(
        parts in prop::collection::vec(
            r"</?(summary|param name='x'|para|b|i|c|code|pre|ul|li|ol|table|tr|td|th|a href='http://a\.bc'|see cref='T:A`1'|list|item|term|note|blockquote|br|p|unknown|h1|returns|example)/?>|[-a1._*`~#>|=+:\[\]()!&;\\^$@'\t\n ]{0,8}|&lt;[a-z/]{1,5}>|<!\[CDATA\[<[a-z]{1,3}|\]\]>|- |1\. |https://a\.bc|\n\n|&amp;[a-z]{1,4};",
            0..40,
        ),
    ) {
        let docs = read(&parts.concat());
        let parameters = docs.parameters.iter().map(|(_, lines)| lines);
        for lines in parameters.chain([&docs.text, &docs.returns]) {
            let (_, problems) = rendered(lines);
            prop_assert!(problems.is_empty(), "{problems:?} in {lines:#?}");
        }
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let docs = read(&text);
        prop_assert!(docs.text.iter().all(|line| !line.contains('\n')));
    }
}
