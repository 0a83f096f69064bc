//! The values of a short message cannot take all memory: [`saponify::Limits::values`].
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use saponify::generated::Pairs;
use saponify::{
    Dictionary, Document, Element, ErrorKind, Found, Limits, List, Name, Reader, ReadingMode, Record, Result,
};

/// A record that takes 1,920 bytes in memory, and only an empty element in a document.
#[derive(Default)]
struct Wide {
    _members: [[Option<String>; 16]; 5],
}

impl Record for Wide {
    fn decode_field(&mut self, _: Name<'_>, _: &mut Reader<'_>) -> Result<Found> {
        Ok(Found::No)
    }
}

#[allow(dead_code)]
enum Choice {
    Wide(Wide),
    Group(Group),
    Array(Vec<Wide>),
    Number(i32),
}

/// A group with one member.
#[derive(Default)]
struct Group {
    wide: Wide,
}

impl Record for Group {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.local() {
            "Wide" => input.once(0, &mut self.wide),
            _ => Ok(Found::No),
        }
    }
}

/// A small record with a large value in a box.
#[derive(Default)]
struct Holder {
    boxed: Option<Box<Wide>>,
}

impl Record for Holder {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.local() {
            "B" => input.once(0, &mut self.boxed),
            _ => Ok(Found::No),
        }
    }
}

const PAIRS: Pairs = Pairs::new("", "Pair", "Key", "Value");

/// A record with every kind of member in which values can be repeated. The element name selects the kind.
#[derive(Default)]
struct Root {
    many: Vec<Wide>,
    list: Option<Vec<Option<Wide>>>,
    pairs: Dictionary<String, Wide>,
    choices: Vec<Choice>,
    groups: Vec<Group>,
    holders: Vec<Holder>,
    any: Vec<Element>,
    words: List<String>,
}

impl Record for Root {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.local() {
            "Many" => input.many(&mut self.many),
            "List" => input.list(0, ("", "W"), &mut self.list),
            "Pairs" => input.dictionary(1, &PAIRS, &mut self.pairs),
            "Variant" => input.variants(&mut self.choices, Choice::Wide),
            "VariantNumber" => input.variants(&mut self.choices, Choice::Number),
            "VariantGroup" => {
                input.variants_group(name, &mut self.choices, Choice::Group, |choice| match choice {
                    Choice::Group(group) => Some(group),
                    _ => None,
                })
            }
            "VariantList" => input.variants_list(("", "W"), &mut self.choices, Choice::Array),
            "Wide" => input.groups(name, &mut self.groups),
            "Holder" => input.many(&mut self.holders),
            "Words" => input.once(2, &mut self.words),
            "Any" => input.any(&mut self.any),
            _ => Ok(Found::No),
        }
    }
}

fn decode(text: &str, limits: Limits) -> Result<Root> {
    let document = Document::from_text(text, limits);
    let mut input = document.reader();
    input.root()?;
    let mut root = Root::default();
    input.record(&mut root)?;
    input.end()?;
    Ok(root)
}

/// Whether decoding a document exceeds the default limit on memory.
fn is_too_large(text: &str) -> bool {
    // The limit is 64 MiB.
    matches!(decode(text, Limits::default().values(0)), Err(error) if error.to_string().contains("emory"))
}

#[test]
fn elements_of_wildcards_take_memory_in_proportion_to_the_message() {
    let any = |count: usize, element: &str| format!("<R xmlns:p=\"urn:p\">{}</R>", element.repeat(count));
    assert!(!is_too_large(&any(50_000, "<Any/>")));
    assert!(is_too_large(&any(300_000, "<Any/>")));
    // An element also stores a list of its attributes and a list of its prefixes.
    assert!(!is_too_large(&any(50_000, "<Any a=\"\"/>")));
    assert!(is_too_large(&any(150_000, "<Any a=\"p:\"/>")));
}

#[test]
fn items_of_lists_take_memory_in_proportion_to_the_message() {
    let words = |count: usize| format!("<R><Words>{}</Words></R>", "a ".repeat(count));
    let root = decode(&words(1_000_000), Limits::default().values(0)).unwrap();
    assert_eq!(root.words.len(), 1_000_000);
    let error = decode(&words(2_200_000), Limits::default().values(0)).err().unwrap();
    assert!(error.to_string().contains("`Limits::values` limits the memory"), "{error}");
    assert_eq!(decode(&words(2_200_000), Limits::default()).unwrap().words.len(), 2_200_000);
}

#[test]
fn candidates_for_prefixes_of_a_kept_element_take_memory_in_proportion_to_the_message() {
    let text = |count: usize| (0..count).map(|index| format!("a{index:x}:")).collect::<String>();
    // Each word before a colon may be a prefix and takes memory until the element ends. Twenty elements with
    // 70,000 such words each are within the limit, one element with 1,300,000 is not.
    let few = format!("<Any>{}</Any>", text(70_000)).repeat(20);
    assert!(!is_too_large(&format!("<R>{few}</R>")));
    assert!(is_too_large(&format!("<R><Any>{}</Any></R>", text(1_300_000))));
}

#[test]
fn all_children_of_an_element_are_found_whatever_their_memory_is() {
    let element = Element::parse(&format!("<R>{}</R>", "<a/>".repeat(400_000))).unwrap();
    assert_eq!(element.children().len(), 400_000);
}

/// A document with 40,000 occurrences of `element` between `begin` and `end`.
fn repeated(begin: &str, element: &str, end: &str) -> String {
    format!("<R>{begin}{}{end}</R>", element.repeat(40_000))
}

#[test]
fn values_take_memory_in_proportion_to_the_message() {
    assert!(size_of::<Wide>() > 1_900);
    let documents = [
        repeated("", "<Many/>", ""),
        repeated("<List>", "<W/>", "</List>"),
        repeated(
            "<List xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">",
            "<W i:nil=\"1\"/>",
            "</List>",
        ),
        repeated("<Pairs>", "<Pair><Key/><Value/></Pair>", "</Pairs>"),
        repeated("", "<Variant/>", ""),
        repeated("", "<VariantGroup/>", ""),
        repeated("", "<VariantList/>", ""),
        repeated("", "<Wide/>", ""),
        repeated("", "<Holder><B/></Holder>", ""),
    ];
    for document in documents {
        let shown: String = document.chars().take(100).collect();
        let Err(error) = decode(&document, Limits::default().values(0)) else { panic!("{shown}") };
        assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{shown}: {error}");
        assert!(error.to_string().contains("memory of the decoded values"), "{error}");
        let root = decode(&document, Limits::default().values(1_000));
        let root = root.unwrap_or_else(|error| panic!("{shown}: {error}"));
        let list = root.list.map_or(0, |items| items.len());
        let pairs = root.pairs.0.len();
        let others = root.many.len() + root.choices.len() + root.groups.len() + root.holders.len();
        assert_eq!(list + pairs + others, 40_000, "{shown}");
    }
}

#[test]
fn memory_that_a_list_gives_back_is_not_counted() {
    // Each list reserves memory for more items than it has, because the rest of the document could contain them.
    let list = format!("<VariantList>{}</VariantList>", "<W/>".repeat(40));
    let document = format!("<R>{}</R>", list.repeat(200));
    let root = decode(&document, Limits::default().values(0)).unwrap();
    assert_eq!(root.choices.len(), 200);
}

/// Decodes a document in the lenient mode.
fn decode_leniently(text: &str) -> Root {
    let document = Document::from_text(text, Limits::default().values(0)).with_mode(ReadingMode::Lenient);
    let mut input = document.reader();
    input.root().unwrap();
    let mut root = Root::default();
    input.record(&mut root).unwrap();
    root
}

#[test]
fn values_that_the_lenient_mode_skips_take_no_memory() {
    let text = repeated("", "<VariantNumber>x</VariantNumber>", "<VariantNumber>1</VariantNumber>");
    assert_eq!(decode_leniently(&text).choices.len(), 1);
}

#[test]
fn scalars_and_full_records_are_within_the_default_limit() {
    let numbers = format!("<N>{}</N>", "<i>1</i>".repeat(2_000_000));
    let document = Document::from_text(&numbers, Limits::default());
    let mut input = document.reader();
    input.root().unwrap();
    let mut root = Numbers::default();
    input.record(&mut root).unwrap();
    assert_eq!(root.items.len(), 2_000_000);
}

#[derive(Default)]
struct Numbers {
    items: Vec<Option<String>>,
}

impl Record for Numbers {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.local() {
            "i" => input.many(&mut self.items),
            _ => Ok(Found::No),
        }
    }
}
