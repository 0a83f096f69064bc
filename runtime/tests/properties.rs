//! Properties of every document and every value.

// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod both_ways;
mod shapes;

use both_ways::{from_slice, from_str};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use saponify::{Element, Nillable, to_string};
use shapes::*;

/// Pieces of documents, some of them malformed.
const PIECES: &[&str] = &[
    "<a>",
    "</a>",
    "<b>",
    "</b>",
    "<a/>",
    "<p:a>",
    "</p:a>",
    "<p:b/>",
    "<a xmlns:p='u'>",
    "<a xmlns='u'>",
    "<b xmlns=''>",
    "<p:a xmlns:p='v'>",
    "<a b='1'>",
    "<a b='1' p:b='2'/>",
    "<a b='1' b='2'/>",
    "<a\n>",
    "</a >",
    "<a b=\"&lt;\"/>",
    " ",
    "\n",
    "\r\n",
    "x",
    "é",
    "漢字",
    "\u{FFFD}",
    "😀",
    "&lt;",
    "&amp;",
    "&#65;",
    "&#x0;",
    "&b;",
    "&",
    ";",
    "]]",
    ">",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "--",
    "<?p ",
    "?>",
    "<?xml version='1.0'?>",
    "<",
    "</",
    "/>",
    "'",
    "\"",
    "=",
    "xmlns:p='u'",
    "\u{1}",
    "\u{FFFF}",
    "text of a length that is more than some words",
    "<LongNameThatDoesNotFitIntoThirtyTwoBytes>",
    "</LongNameThatDoesNotFitIntoThirtyTwoBytes>",
    "<Name>",
    "</Name>",
    "<Zoo xmlns='urn:zoo'>",
    "</Zoo>",
];

/// Parts of long texts: special characters, and runs of characters whose lengths are close to the block
/// lengths of the reader.
const RUNS: &[&str] = &[
    "&amp;",
    "&lt;",
    "&gt;",
    "&quot;",
    "&#13;",
    "&#x1F600;",
    "\r\n",
    // The `x` separates the carriage return from a following reference: roxmltree does not normalize a
    // carriage return before a reference.
    "\rx",
    "\n\t",
    "]",
    "]]",
    "é漢",
    "\u{FFFD}",
    "x",
    "seven x",
    "a run of fifteen",
    "a run of sixty-three or so, which is about as long as a block is",
    "a run of many more than that: a run of many more than that: a run of many more than that: a run of many more than that",
    "<![CDATA[& < ]] >]]>",
    "<!-- & -->",
    "<?p & ?>",
];

/// Documents of nested elements around pieces. The elements are well-formed, the pieces may be malformed.
fn document() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(PIECES).prop_map(str::to_owned);
    let tree = leaf.prop_recursive(5, 40, 6, |inner| {
        (vec(inner, 0..6), 0..7_usize).prop_map(|(content, name)| {
            let content = content.concat();
            match name {
                0 => format!("<a>{content}</a>"),
                1 => format!("<p:a>{content}</p:a>"),
                2 => format!("<a xmlns:p='u'>{content}</a>"),
                3 => format!("<p:b xmlns:p='v' p:c='1'>{content}</p:b>"),
                4 => format!("<Zoo xmlns='urn:zoo'><Name>{content}</Name></Zoo>"),
                5 => format!("<![CDATA[{content}]]>"),
                _ => format!("<!--{content}-->"),
            }
        })
    });
    (tree, 0..4_u8).prop_map(|(tree, around)| match around {
        0 => tree,
        1 => format!("<?xml version='1.0'?>\n{tree}"),
        _ => format!("<a xmlns:p='u'>{tree}</a>"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_document_or_an_error(bytes in vec(any::<u8>(), 0..200)) {
        let _ = from_slice::<Zoo>(&bytes);
        let _ = from_slice::<Element>(&bytes);
    }

    #[test]
    fn any_pieces_are_a_document_or_an_error(pieces in vec(proptest::sample::select(PIECES), 0..30)) {
        let xml = pieces.concat();
        agree(&xml)?;
    }

    /// The reader and roxmltree agree on which documents are well-formed, and on their texts.
    #[test]
    fn documents_accepted_as_well_formed_are_well_formed_for_another_parser(xml in document()) {
        agree(&xml)?;
    }

    /// The reader scans a long text in blocks. After each reference in the text, a new block begins.
    #[test]
    fn long_texts_are_read_as_by_another_parser(pieces in vec(proptest::sample::select(RUNS), 1..60)) {
        agree_once(&format!("<a>{}</a>", pieces.concat()))?;
    }

    #[test]
    fn long_texts_are_written_as_they_are(pieces in vec(proptest::sample::select(RUNS), 1..60)) {
        // Texts are escaped; a carriage return is written as a character reference.
        let text = pieces.concat();
        let xml = to_string((NS, "a"), &text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let read = from_str::<String>(&xml).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&read, &text, "{}", xml);
        let theirs = roxmltree::Document::parse(&xml).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(theirs.root_element().text(), Some(text.as_str()));
    }

    #[test]
    fn what_is_written_reads_as_the_same_value(zoo in zoo()) {
        let xml = to_string((NS, "Zoo"), &zoo).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&from_str::<Zoo>(&xml).map_err(|error| TestCaseError::fail(format!("{xml}\n{error}")))?, &zoo);
        prop_assert!(roxmltree::Document::parse(&xml).is_ok());
        // Captured XML yields the same value.
        let element = from_str::<Element>(&xml).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&element.decode::<Zoo>().map_err(|error| TestCaseError::fail(error.to_string()))?, &zoo);
    }
}

fn agree(xml: &str) -> Result<(), TestCaseError> {
    // The reader looks ahead, so the document is also tried with more text after it. The reader predicts tags
    // from earlier ones, so the document is also tried repeated.
    let rest = "<!-- so long that whoever looks ahead, however far, still sees nothing but this comment -->";
    agree_once(xml)?;
    agree_once(&format!("{xml}{rest}"))?;
    agree_once(&format!("<r xmlns:p='u'>{xml}{xml}{rest}{xml}{xml}{rest}</r>"))
}

fn agree_once(xml: &str) -> Result<(), TestCaseError> {
    let ours = from_str::<Element>(xml);
    let theirs = roxmltree::Document::parse(xml);
    prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}\n{:?}\n{:?}", xml, ours, theirs.err());
    if let (Ok(_), Ok(theirs)) = (&ours, theirs) {
        let root = theirs.root_element();
        let texts: String =
            root.descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect();
        if !root.children().any(|node| node.is_element()) {
            prop_assert_eq!(from_str::<String>(xml).ok(), Some(texts), "{}", xml);
        }
    }
    // Decoding checks well-formedness as strictly as skipping does.
    let is_malformed =
        |error: saponify::Error| matches!(error.kind(), saponify::ErrorKind::NotWellFormed { .. });
    for result in [from_str::<Zoo>(xml).map(drop), from_str::<Story>(xml).map(drop), from_str::<()>(xml)] {
        prop_assert!(ours.is_ok() || result.is_err(), "{}", xml);
        prop_assert!(ours.is_err() || !result.is_err_and(is_malformed), "{}", xml);
    }
    Ok(())
}

/// Any text that XML can carry.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,50}",
        "[\t\n\r -\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]{0,20}",
        Just("]]>".to_owned()),
        Just(String::new()),
    ]
}

fn keeper() -> impl Strategy<Value = Keeper> {
    let leaf = (option::of(text()), option::of(any::<i32>()), option::of(any::<i32>()))
        .prop_map(|(name, age, note)| Keeper { name, age, note, boss: None });
    leaf.prop_recursive(4, 8, 1, |inner| {
        (inner, option::of(text())).prop_map(|(boss, name)| Keeper {
            name,
            boss: Some(Box::new(boss)),
            ..Keeper::default()
        })
    })
}

fn zoo() -> impl Strategy<Value = Zoo> {
    let day = prop_oneof![Just(Day::Monday), Just(Day::Tuesday)];
    let place = (option::of(text()), option::of(text())).prop_map(|(name, lang)| Place { name, lang });
    let simple = (
        place,
        option::of(any::<bool>()),
        option::of(vec(day, 0..3)),
        option::of(vec("[a-z<&é]{1,5}", 0..3)),
    );
    let many = (
        option::of(vec(option::of(keeper()), 0..3)),
        vec(keeper(), 0..3),
        option::of(vec(any::<i32>(), 0..3)),
    );
    let pairs = option::of(vec((option::of(text()), option::of(any::<i32>())), 0..3));
    let shape =
        option::of(prop_oneof![any::<i32>().prop_map(Shape::Circle), any::<i32>().prop_map(Shape::Square)]);
    let pets = vec(prop_oneof![text().prop_map(Pet::Cat), any::<i32>().prop_map(Pet::Dog)], 0..4);
    // A row without an `a` would be read as part of the previous row.
    let rows = vec((any::<i32>(), vec(any::<i32>(), 0..3)).prop_map(|(a, b)| Row { a: Some(a), b }), 0..3);
    let vehicle = option::of(prop_oneof![
        keeper().prop_map(|keeper| Vehicle::Any(Box::new(keeper))),
        option::of(any::<i32>()).prop_map(|length| Vehicle::Boat(Box::new(Boat { length }))),
    ]);
    let tip =
        prop_oneof![Just(Nillable::Absent), Just(Nillable::Nil), any::<i32>().prop_map(Nillable::Value)];
    let exact = prop_oneof![Just(Nillable::Absent), Just(Nillable::Nil), keeper().prop_map(Nillable::Value)];
    let rest = (pairs, shape, pets, rows, vehicle, tip, exact);
    (simple, option::of(keeper()), many, rest).prop_map(|(simple, keeper, many, rest)| {
        let ((base, open, days, tags), (keepers, animals, codes)) = (simple, many);
        let (labels, shape, pets, rows, vehicle, tip, exact) = rest;
        Zoo {
            base,
            open,
            keeper: keeper.map(Box::new),
            keepers,
            animals,
            days: days.map(saponify::List),
            tags: tags.map(saponify::List),
            codes,
            labels: labels.map(Dictionary),
            shape,
            pets,
            rows,
            vehicle,
            tip,
            exact,
        }
    })
}
