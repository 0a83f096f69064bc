//! Well-formed documents are read; malformed ones give an error with its place and reason.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod both_ways;

use both_ways::{both_ways, from_slice, from_str};
use saponify::{Document, Element, ErrorKind, Found, Limits, Name, Reader, Record, Value, Writer};

/// Reads a document in three ways that must agree: it is skipped, it is captured as XML, and it is skipped
/// with a comment after it, because the reader looks ahead. Each is done with and without the cache of tags.
fn read(xml: &str) -> saponify::Result<()> {
    let pass = |xml: &str| pass_over(xml, Limits::default());
    let skipped = pass(xml);
    let followed = format!("{xml}<!-- so long that whoever looks ahead, however far, sees nothing else -->");
    for result in [from_str::<Element>(xml).map(drop), pass(&followed)] {
        assert_eq!(skipped.is_ok(), result.is_ok(), "{xml}: {skipped:?} {result:?}");
    }
    skipped
}

fn pass_over(xml: &str, limits: Limits) -> saponify::Result<()> {
    let [cached, uncached] = both_ways(limits).map(|limits| {
        let document = Document::from_text(xml, limits);
        let mut input = document.reader();
        input.root().and_then(|_| input.skip()).and_then(|()| input.end())
    });
    assert_eq!(format!("{cached:?}"), format!("{uncached:?}"), "{xml}");
    uncached
}

#[test]
fn well_formed_documents_are_read() {
    for xml in [
        "<a/>",
        "<a />",
        "<a></a>",
        "<a></a >",
        "<a\n></a\t\r\n>",
        "\u{FEFF}<a/>",
        "<?xml version='1.0'?><a/>",
        "<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\" ?>\r\n<a/>",
        "<?xml version = '1.1' encoding = 'anything-1' standalone = 'no'?><a/>",
        " \n<a/>\n ",
        "<!-- c --><?p i?><a/><!----><?q?>",
        "<a><!-- <b> & ]]> --></a>",
        "<a><?p <b> & ]]> ?></a>",
        "<a><?p?></a>",
        "<a><![CDATA[<b> & ]] > ]>]]></a>",
        "<a><![CDATA[]]></a>",
        "<a><![CDATA[]]]]><![CDATA[>]]></a>",
        "<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x41;&#x10FFFF;&#xD7FF;&#xFFFD;&#10;</a>",
        "<a>]] > ]> ></a>",
        "<a>text = with | many \\ signs } ~ ` and é 漢字 😀 \u{7F}\u{80}\u{9F}\u{FFFD}</a>",
        "<a b='1' c=\"2\"/>",
        "<a b = '1'\n\tc\r=\r\"2\" ></a>",
        "<a b='\"' c=\"'\" d='>' e='&lt;&amp;'/>",
        "<a xmlns='urn:x' xmlns:p='urn:y' p:b='1' b='2'/>",
        "<p:a xmlns:p='urn:x'><p:b/></p:a>",
        "<a xmlns:p='urn:x' xmlns:q='urn:x'><p:b q:c='1'/></a>",
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='en'/>",
        "<a xml:space='preserve'/>",
        "<a xmlns='urn:x'><b xmlns=''><c/></b></a>",
        "<é.-·1 ñ='1'/>",
        "<_a/>",
        "<漢字>x</漢字>",
        "<a><b/><b></b>text<b>more</b></a>",
        "<a.b-c_d1/>",
        "<xmlfoo/>",
    ] {
        assert!(read(xml).is_ok(), "{xml}: {:?}", read(xml));
        // The element must be accepted inside another element, too.
        let element = xml.trim_start_matches('\u{FEFF}');
        let element = element
            .find("?>")
            .filter(|_| element.starts_with("<?xml"))
            .map_or(element, |end| &element[end + 2..]);
        let within = format!(
            "<x:outer xmlns:x='urn:x'>{element}{element}{element}{element}{}</x:outer>",
            " ".repeat(99)
        );
        assert!(read(&within).is_ok(), "{within}: {:?}", read(&within));
    }
}

#[test]
fn malformed_documents_are_refused_at_the_position_of_the_error() {
    let mut wrong = Vec::new();
    for (xml, line, column, reason) in [
        ("", 1, 1, "no element"),
        ("  ", 1, 3, "no element"),
        ("text", 1, 1, "expected an element"),
        ("x<a/>", 1, 1, "expected an element"),
        ("&lt;", 1, 1, "expected an element"),
        ("<a>", 1, 4, "ends within `a`"),
        ("<a", 1, 3, "ends"),
        ("<a ", 1, 4, "ends"),
        ("<a b", 1, 5, "`=`"),
        ("<a b=", 1, 6, "quote"),
        ("<a b='", 1, 7, "ends"),
        ("<a b='1'", 1, 9, "ends"),
        ("<a/", 1, 3, "white space or the end of the tag"),
        ("<", 1, 2, "an element's name"),
        ("<a></a", 1, 7, "ends"),
        ("<a></", 1, 6, "an end tag's name"),
        ("<a></>", 1, 6, "an end tag's name"),
        ("<a></b>", 1, 4, "expected `</a>`, found `</b>`"),
        ("<a></ a>", 1, 6, "an end tag's name"),
        ("<a></a x>", 1, 8, "the end of the end tag"),
        ("<a></aa>", 1, 4, "found `</aa>`"),
        ("<aa></a>", 1, 5, "found `</a>`"),
        ("<a>\n<b></a>", 2, 4, "expected `</b>`"),
        ("</a>", 1, 2, "an element's name"),
        ("<a/><b/>", 1, 5, "after the root element"),
        ("<a/>x", 1, 5, "after the root element"),
        ("<a/>&lt;", 1, 5, "after the root element"),
        ("<a></a>x</a>", 1, 8, "after the root element"),
        ("< a/>", 1, 2, "an element's name"),
        ("<1a/>", 1, 2, "an element's name"),
        ("<-a/>", 1, 2, "an element's name"),
        ("<·a/>", 1, 2, "an element's name"),
        ("<a:/>", 1, 4, "an element's name"),
        ("<:a/>", 1, 2, "an element's name"),
        ("<p:a:b xmlns:p='urn:x'/>", 1, 5, "an element's name"),
        ("<p:1 xmlns:p='urn:x'/>", 1, 4, "an element's name"),
        ("<a×/>", 1, 3, "white space or the end of the tag"),
        ("<a b='1'c='2'/>", 1, 9, "white space"),
        ("<a b=1/>", 1, 6, "quote"),
        ("<a 1b='1'/>", 1, 4, "an attribute's name"),
        ("<a b='<'/>", 1, 7, "`<` in an attribute's value"),
        ("<a b='&'/>", 1, 7, "does not begin a reference"),
        ("<a b='&b;'/>", 1, 7, "not one of the five predefined entities"),
        ("<a b='1' b='2'/>", 1, 10, "duplicate attribute `b`"),
        ("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", 1, 36, "duplicate attribute `b`"),
        ("<a xmlns='u' xmlns='v'/>", 1, 14, "duplicate namespace declaration"),
        ("<a xmlns:p='u' xmlns:p='u'/>", 1, 16, "duplicate namespace declaration"),
        ("<p:a/>", 1, 2, "prefix `p` is not declared"),
        ("<a p:b='1'/>", 1, 4, "prefix `p` is not declared"),
        ("<a><b xmlns:p='u'/><p:c/></a>", 1, 21, "prefix `p` is not declared"),
        ("<a xmlns:p=''/>", 1, 4, "empty namespace name"),
        ("<a xmlns:xmlns='u'/>", 1, 4, "`xmlns`"),
        ("<a xmlns:xml='u'/>", 1, 4, "`xml`"),
        ("<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", 1, 4, "`xml`"),
        ("<a xmlns='http://www.w3.org/2000/xmlns/'/>", 1, 4, "`xmlns`"),
        ("<xmlns:a/>", 1, 2, "`xmlns`"),
        ("<a>&</a>", 1, 4, "does not begin a reference"),
        ("<a>& b;</a>", 1, 4, "does not begin a reference"),
        ("<a>&lt</a>", 1, 4, "does not begin a reference"),
        ("<a>&;</a>", 1, 4, "does not begin a reference"),
        ("<a>&nbsp;</a>", 1, 4, "`&nbsp;` is not one of the five"),
        ("<a>&#0;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#x1F;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#xD800;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#xFFFE;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#x110000;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#99999999999999999999;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#+65;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#x;</a>", 1, 4, "a character that XML allows"),
        ("<a>&#A;</a>", 1, 4, "a character that XML allows"),
        ("<a>text ]]> more</a>", 1, 9, "`]]>`"),
        ("<a>\u{1}</a>", 1, 4, "U+0001"),
        ("<a>text text text text text text text text \u{1F}</a>", 1, 44, "U+001F"),
        ("<a>\u{0}</a>", 1, 4, "U+0000"),
        ("<a>é\u{FFFE}</a>", 1, 5, "U+FFFE"),
        ("<a>\u{FFFF}</a>", 1, 4, "U+FFFF"),
        ("<a b='\u{2}'/>", 1, 7, "U+0002"),
        ("<a b='\u{FFFF}'/>", 1, 7, "U+FFFF"),
        ("<a><!--\u{3}--></a>", 1, 8, "U+0003"),
        ("<a><![CDATA[x\u{4}]]></a>", 1, 14, "U+0004"),
        ("<a><?p \u{5}?></a>", 1, 8, "U+0005"),
        ("<a\u{6}/>", 1, 3, "white space"),
        ("<a><!-- -- --></a>", 1, 9, "`--`"),
        ("<a><!-- ---></a>", 1, 9, "`--`"),
        ("<a><!-- </a>", 1, 4, "comment has no end"),
        ("<a><?p </a>", 1, 4, "processing instruction has no end"),
        ("<a><? p?></a>", 1, 6, "name of a processing instruction"),
        ("<a><?p+?></a>", 1, 6, "name of a processing instruction"),
        ("<a><?xml version='1.0'?></a>", 1, 4, "XML declaration"),
        ("<a><?XML?></a>", 1, 4, "XML declaration"),
        (" <?xml version='1.0'?><a/>", 1, 2, "XML declaration"),
        ("<a><![CDATA[</a>", 1, 4, "CDATA section has no end"),
        ("<a><![cdata[]]></a>", 1, 4, "expected a comment"),
        ("<a><!b></a>", 1, 4, "expected a comment"),
        ("<![CDATA[]]><a/>", 1, 1, "expected a comment"),
        ("<!DOCTYPE a><a/>", 1, 1, "document type"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", 1, 1, "document type"),
        ("<a><!DOCTYPE a></a>", 1, 4, "document type"),
        ("<?xml?><a/>", 1, 1, "XML declaration"),
        ("<?xml version='2.0'?><a/>", 1, 1, "XML declaration"),
        ("<?xml version='1.'?><a/>", 1, 1, "XML declaration"),
        ("<?xml encoding='utf-8'?><a/>", 1, 1, "XML declaration"),
        ("<?xml version='1.0' standalone='maybe'?><a/>", 1, 1, "XML declaration"),
        ("<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>", 1, 1, "XML declaration"),
        ("<?xml version='1.0'encoding='utf-8'?><a/>", 1, 1, "XML declaration"),
        ("<?xml version='1.0' encoding='8'?><a/>", 1, 1, "XML declaration"),
        ("<?xml version='1.0'", 1, 1, "XML declaration"),
        ("<a>\r\n  <b>\r\n</a>", 3, 1, "expected `</b>`"),
        ("<é漢>\n é<x>\n</é漢>", 3, 1, "expected `</x>`"),
    ] {
        let error = read(xml).expect_err(xml);
        let text = error.to_string();
        let ErrorKind::NotWellFormed { place, .. } = error.kind() else { panic!("{xml}: {text}") };
        if !text.contains(reason) || (place.line, place.column) != (line, column) {
            wrong.push(format!("{xml}: {text}"));
        }
        let before: String =
            xml.strip_prefix('\u{FEFF}').unwrap_or(xml).get(..place.offset).expect(xml).into();
        assert_eq!(before.matches('\n').count() + 1, line, "{xml}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn repeated_names_are_checked_like_new_ones() {
    let rest = " ".repeat(99);
    // The last name is longer than the part of a tag that the cache compares at once.
    let good = [
        "<b>x</b><p:c xmlns:p='u' d='1'><b/></p:c>",
        "<b>x</b><e/>",
        "\n  <b>x</b>\n  <e/>\n",
        "<an.element.with.a.name.of.forty.letters>x</an.element.with.a.name.of.forty.letters>",
        "<an.element.with.a.name.of.forty.letters><e/></an.element.with.a.name.of.forty.letters>",
    ];
    for (good, before) in good.iter().flat_map(|good| (0..6).map(move |before| (good, before))) {
        let good = good.repeat(before);
        for (wrong, right) in [
            ("<e/></e>", "<e></e>"),
            ("<e/><e>", "<e/><e/>"),
            ("<e/ >", "<e />"),
            ("\n<e></b>", "\n<e></e>"),
            (
                "<an.element.with.a.name.of.forty.letters>x</an.element.with.a.name.of.forty.lettern>",
                "<an.element.with.a.name.of.forty.letters>x</an.element.with.a.name.of.forty.letters >",
            ),
            (
                "<an.element.with.a.name.of.forty.letters><e/><an.element.with.a.name.of.forty.letters>",
                "<an.element.with.a.name.of.forty.letters><e/></an.element.with.a.name.of.forty.letters>",
            ),
            (
                "<an.element.with.a.name.of.forty.letters/></an.element.with.a.name.of.forty.letters>",
                "<an.element.with.a.name.of.forty.letters></an.element.with.a.name.of.forty.letters>",
            ),
            ("<b>x</bb>", "<b>x</b >"),
            ("<b>x</c>", "<c>x</c>"),
            ("<bb>x</b>", "<bb>x</bb>"),
            ("<b>&x</b>", "<b>&amp;x</b>"),
            ("<b>x<b>", "<b>x<b/></b>"),
            ("<b,>x</b,>", "<b->x</b->"),
            ("<p:b>x</p:b>", "<b xmlns:p='u'>x</b>"),
            ("<p:c xmlns:p='u' d='1'><b/></c>", "<p:c xmlns:p='u' d='1'><p:b/></p:c>"),
        ] {
            let within = |last: &str| format!("<a>{good}{last}{rest}</a>");
            assert!(from_str::<()>(&within(wrong)).is_err(), "{good}{wrong}");
            assert!(from_str::<()>(&within(right)).is_ok(), "{good}{right}");
        }
    }
}

/// The elements in an element, as XML.
#[derive(Debug, Default, PartialEq)]
struct Children(Vec<Element>);

impl Record for Children {
    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> saponify::Result<Found> {
        input.many(&mut self.0)
    }

    fn encode_fields(&self, output: &mut Writer) {
        self.0.iter().for_each(|child| child.encode_element(child.name(), output));
    }
}

/// The reader scans a tag in one step if one space precedes each attribute and no white space surrounds `=`.
/// The test inserts a blank before `=`, so that the reader parses the same attributes step by step.
#[test]
fn attributes_that_are_scanned_in_one_step_are_read_like_all_others() {
    let many = |count: usize| (0..count).map(|index| format!(" b{index}='{index}'")).collect::<String>();
    let long = "v".repeat(70);
    let mut accepted = 0;
    for attributes in [
        " b='1'",
        " b='1' ",
        " b=\"1\" c='2'",
        " b=''",
        " b='\"' c=\"'\"",
        " b='é漢\u{FFFD}'",
        " b='x>y/>'",
        " b='a\tb\nc\rd'",
        " b='&lt;&#65;'",
        " b='&lt'",
        " b='<'",
        " b='\u{1}'",
        " b='\u{FFFF}'",
        " é='1'",
        " b='1'c='2'",
        " b='1' b='2'",
        " b='1' p:b='2'",
        " p:b='1' q:b='2'",
        " p:b='1' r:b='2'",
        " s:b='1'",
        " xml:lang='nb' xml:space='preserve'",
        " xml:lang='nb' xml:lang='nn'",
        " xmlns='urn:z'",
        " xmlns:p='urn:z' p:b='1' r:b='2'",
        " p:b='1' xmlns:p='urn:y' q:b='2'",
        " p:xmlns='1'",
        " xmlns:xmlns='1'",
        " 1b='1'",
        " p:='1'",
        " :b='1'",
        " p:q:b='1'",
        " i:type='p:T'",
        " i:type='T' i:type='T'",
        " i:type='T' type='T' p:type='T'",
        " i:nil='true'",
        " i:nil='0' i:type='T'",
        " i:nil=' 1 '",
        " i:nil='yes'",
        " i:nil='true' j:nil='true'",
        " i:other='1'",
        &format!(" b='{long}' c='{long}&amp;' d='{long}é'"),
        &many(12),
        &many(13),
        &format!("{} b0='1'", many(11)),
        &format!("{} b0='1'", many(12)),
    ] {
        for end in ["/>", "></b>", ">text</b>", "><c i:type='T' p:b='1'>x</c></b>"] {
            for name in ["b", "p:b", "s:b"] {
                let within = |attributes: &str| {
                    let element = format!("<{name}{attributes}{}", end.replace("/b>", &format!("/{name}>")));
                    format!(
                        "<a xmlns:p='urn:x' xmlns:q='urn:x' xmlns:r='urn:y' \
                         xmlns:i='http://www.w3.org/2001/XMLSchema-instance' \
                         xmlns:j='http://www.w3.org/2001/XMLSchema-instance'>{element}{element}</a>{}",
                        " ".repeat(99)
                    )
                };
                let xml = within(attributes);
                let usual = from_str::<Children>(&xml);
                let other = from_str::<Children>(&within(&attributes.replace("=", " =")));
                accepted += usize::from(usual.is_ok());
                match (usual, other) {
                    (Ok(usual), Ok(other)) => assert_eq!(usual, other, "{xml}"),
                    (Err(_), Err(_)) => {}
                    (usual, other) => panic!("{xml}: {usual:?} {other:?}"),
                }
                _ = pass_over(&xml, Limits::default());
            }
        }
    }
    assert!(accepted > 200, "{accepted}");
}

#[test]
fn encodings_are_recognized_by_the_first_bytes() {
    let xml = "<a>é 漢字 😀</a>";
    let utf16 =
        |unit: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let declared = |encoding: &str| format!("<?xml version='1.0' encoding='{encoding}'?>{xml}");
    for bytes in [
        xml.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", xml.as_bytes()].concat(),
        [b"\xEF\xBB\xBF", declared("UTF-8").as_bytes()].concat(),
        declared("utf-8").into_bytes(),
        declared("UTF8").into_bytes(),
        utf16(u16::to_le_bytes, &format!("\u{FEFF}{xml}")),
        utf16(u16::to_be_bytes, &format!("\u{FEFF}{xml}")),
        utf16(u16::to_be_bytes, &format!("\u{FEFF}{}", declared("UTF-16"))),
        utf16(u16::to_le_bytes, &format!("\u{FEFF}{}", declared("utf-16le"))),
        utf16(u16::to_le_bytes, &declared("UTF-16")),
        utf16(u16::to_be_bytes, &declared("utf-16be")),
    ] {
        assert_eq!(from_slice::<String>(&bytes).expect("it is well-formed"), "é 漢字 😀");
    }
    for name in ["ISO-8859-1", "ISO8859_1", "latin1"] {
        let start = format!("<?xml version='1.0' encoding='{name}'?>").into_bytes();
        let latin = [&start[..], b"<a>\xE9\xFF</a>"].concat();
        assert_eq!(from_slice::<String>(&latin).expect("it is Latin 1"), "éÿ");
    }
    #[cfg(feature = "encoding_rs")]
    for name in ["ISO-8859-15", "ISO8859_15"] {
        let start = format!("<?xml version='1.0' encoding='{name}'?>").into_bytes();
        let latin = [&start[..], b"<a>\xA4</a>"].concat();
        assert_eq!(from_slice::<String>(&latin).expect("it is Latin 9"), "€");
    }
    let ascii = b"<?xml version='1.0' encoding=\"us-ascii\"?><a>e</a>";
    assert_eq!(from_slice::<String>(ascii).expect("it is ASCII"), "e");
}

#[test]
fn other_encodings_are_refused_by_name() {
    for (bytes, reason) in [
        (&b"<?xml version='1.0' encoding='x-mine'?><a/>"[..], "x-mine"),
        #[cfg(not(feature = "encoding_rs"))]
        (b"<?xml version='1.0' encoding='windows-1252'?><a/>", "windows-1252"),
        #[cfg(not(feature = "encoding_rs"))]
        (b"<?xml version='1.0' encoding='Shift_JIS'?><a/>", "feature `encoding_rs`"),
        (b"\xEF\xBB\xBF<?xml version='1.0' encoding='iso-8859-1'?><a/>", "byte order mark"),
        (b"\xFE\xFF\0<\0?\0x\0m\0l\0 \0e\0n\0c\0o\0d\0i\0n\0g\0=\0'\0x\0'\0?\0>", "byte order mark"),
        (b"\0<\0a\0/\0>", "without a byte order mark"),
        (b"<\0a\0/\0>\0", "without a byte order mark"),
        (b"<\0?\0x\0m\0l\0 \0e\0n\0c\0o\0d\0i\0n\0g\0=\0'\0x\0'\0?\0>\0", "without a byte order mark"),
        (b"\0\0\xFE\xFF\0\0\0<", "UTF-32"),
        (b"\xFF\xFE\0\0<\0\0\0", "UTF-32"),
        (b"<a>\xE9</a>", "not UTF-8"),
        (b"<a>\xC0\x80</a>", "not UTF-8"),
        (b"<a>\xED\xA0\x80</a>", "not UTF-8"),
        (b"<a>\xF4\x90\x80\x80</a>", "not UTF-8"),
        (b"\xFF\xFE<\0a\0/\0>", "odd number of bytes"),
        (b"\xFF\xFE<\0a\0>\0\x00\xD8<\0/\0a\0>\0", "surrogate"),
        (b"<?xml version='1.0' encoding='us-ascii'?><a>\xC3\xA9</a>", "outside US-ASCII"),
    ] {
        let error = from_slice::<()>(bytes).expect_err(reason);
        assert!(error.to_string().contains(reason), "{error}");
        assert!(matches!(error.kind(), ErrorKind::NotWellFormed { .. }));
    }
}

#[test]
fn line_ends_and_white_space_of_attributes_are_normalised() {
    for (xml, text) in [
        ("<a>1\r\n2\r3\n4\r\r\n5\t6</a>", "1\n2\n3\n4\n\n5\t6"),
        ("<a>\r</a>", "\n"),
        ("<a>1&#13;\n2&#xD;</a>", "1\r\n2\r"),
        ("<a><![CDATA[1\r\n2\r]]>\r\n</a>", "1\n2\n\n"),
        ("<a>1<!-- \r\n -->2<?p \r?>3</a>", "123"),
        ("<a>&#x41;<![CDATA[&amp;]]>&amp;</a>", "A&amp;&"),
        ("<a>  outer blanks  </a>", "  outer blanks  "),
        ("<a/>", ""),
        ("<a></a>", ""),
    ] {
        assert_eq!(from_str::<String>(xml).expect(xml), text, "{xml}");
    }
    let element: saponify::Element =
        from_str("<a b=' 1\r\n2\r3\n4\t5&#10;&#9;&#32;é&lt; '/>").expect("well-formed");
    assert_eq!(element.attribute(("", "b")), Some(" 1 2 3 4 5\n\t é< "));
}

/// The reader scans long texts in blocks; special characters can occur at any offset of a block.
#[test]
fn references_in_long_texts_are_resolved_at_any_offset() {
    let specials = [
        ("&amp;&lt;", "&<"),
        ("&#x1F600;", "😀"),
        ("]] >", "]] >"),
        ("\r\n\r", "\n\n"),
        ("\u{FFFD}é", "\u{FFFD}é"),
        ("<![CDATA[&amp;]]>", "&amp;"),
        ("<!-- & -->", ""),
    ];
    let refused = ["&a", "&amp", "&b;", "&#0;", "]]>", "\u{1}", "\u{FFFF}"];
    for at in [0, 1, 63, 255, 256, 300, 4_030, 4_094, 4_095, 4_096, 4_097, 4_160, 8_190, 9_000] {
        for before in ["", "&gt;"] {
            let (start, end) =
                (before.to_owned() + &"x".repeat(at), "é & y ".repeat(900).replace('&', "&amp;"));
            let around = |middle: &str| format!("{start}{middle}{end}");
            for (special, meaning) in specials {
                let text: String = from_str(&format!("<a>{}</a>", around(special))).unwrap();
                let expected = around("|").replace("&amp;", "&").replace("&gt;", ">").replace('|', meaning);
                assert!(text == expected, "{special:?} at {at} after {before:?}");
            }
            for wrong in refused {
                let xml = format!("<a>{}</a>", around(wrong));
                assert!(from_str::<String>(&xml).is_err(), "{wrong:?} at {at} after {before:?}");
                assert!(read(&xml).is_err(), "{wrong:?} at {at} after {before:?}");
            }
        }
    }
}

#[test]
fn errors_show_only_the_beginning_of_long_texts() {
    let error = from_str::<i32>(&format!("<a>{}</a>", "x".repeat(1_000))).expect_err("no number");
    assert!(error.to_string().len() < 250, "{error}");
    let error = from_str::<i32>(&format!("<{0}:a/>", "x".repeat(100_000))).expect_err("no prefix");
    assert!(error.to_string().len() < 250, "{error}");
}

#[test]
fn limits_are_distinguished_from_other_errors() {
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    let attributes = |count: usize| {
        let list: String = (0..count).map(|index| format!(" a{index}=''")).collect();
        format!("<a{list}/>")
    };
    let namespaces = |count: usize| {
        let list: String = (0..count).map(|index| format!(" xmlns:a{index}='u'")).collect();
        format!("<a{list}/>")
    };
    for (fits, exceeds, limits, what) in [
        (deep(96), deep(97), Limits::default(), "depth"),
        (deep(10), deep(11), Limits::default().depth(10), "depth"),
        (attributes(1_000), attributes(1_001), Limits::default(), "attributes"),
        (attributes(2), attributes(3), Limits::default().attributes(2), "attributes"),
        (namespaces(3), namespaces(4), Limits::default().namespaces(3), "namespace declarations"),
    ] {
        let read = |xml: &str| pass_over(xml, limits);
        read(&fits).expect(what);
        let error = read(&exceeds).expect_err(what);
        assert!(
            matches!(error.kind(), ErrorKind::TooLarge { what: told, .. } if told.contains(what)),
            "{error}"
        );
    }
}
