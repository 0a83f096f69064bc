//! Random documents, whose canonical forms are compared with those of libxml2.
//!
//! Needs a Python with lxml, which `SAPONIFY_PYTHON` may name; without one the test is skipped, unless `CI` is
//! `true`. `SAPONIFY_DOCUMENTS` is the number of documents.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::super::tree::with_line_feeds;
use super::canonicalize;

/// Reads lines, each with a document, the number of an element and a list of prefixes. Answers each line with
/// the canonical form of the element.
const SCRIPT: &str = r#"
import json, sys
from lxml import etree

parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
for line in sys.stdin:
    case = json.loads(line)
    try:
        root = etree.fromstring(case["text"].encode(), parser)
    except etree.XMLSyntaxError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        continue
    apex = [node for node in root.iter() if isinstance(node.tag, str)][case["apex"]]
    form = etree.tostring(
        apex, method="c14n", exclusive=True, with_comments=False, with_tail=False,
        inclusive_ns_prefixes=case["inclusive"] or None)
    print(json.dumps({"form": form.decode()}), flush=True)
"#;

fn python() -> Option<PathBuf> {
    let given = std::env::var_os("SAPONIFY_PYTHON").map(PathBuf::from);
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.venv/bin/python");
    [given, Some(venv), Some("python3".into())].into_iter().flatten().find(|python| {
        let tried = Command::new(python).args(["-c", "import lxml.etree"]).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    })
}

#[test]
fn canonical_forms_are_those_of_libxml2() {
    let Some(python) = python() else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no Python with lxml");
        eprintln!("skipped: no Python with lxml");
        return;
    };
    let count =
        std::env::var("SAPONIFY_DOCUMENTS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let mut judge = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answers = BufReader::new(judge.stdout.take().unwrap());
    let mut compared = 0_u32;
    // The script answers while the next documents are generated. Small batches keep its answers from filling
    // the pipe.
    for first in (0..count).step_by(50) {
        let cases: Vec<_> = (first..count.min(first + 50)).map(Case::new).collect();
        for case in &cases {
            ask(&mut judge, case);
        }
        for case in &cases {
            let mut line = String::new();
            answers.read_line(&mut line).unwrap();
            let answer: Value = serde_json::from_str(&line).unwrap();
            let text = with_line_feeds(&case.text);
            let document = match roxmltree::Document::parse(&text) {
                Ok(document) => document,
                Err(error) => panic!("{error}: {}", case.text),
            };
            let apex = document.descendants().filter(roxmltree::Node::is_element).nth(case.apex).unwrap();
            let inclusive: Vec<_> = case.inclusive.iter().map(String::as_str).collect();
            let form = answer["form"].as_str().unwrap_or_else(|| panic!("{answer}: {}", case.text));
            assert_eq!(canonicalize(apex, &inclusive), form, "seed {}: {case:?}", case.seed);
            compared += 1;
        }
    }
    drop(judge.stdin.take());
    assert!(judge.wait().unwrap().success());
    assert_eq!(u64::from(compared), count);
}

fn ask(judge: &mut Child, case: &Case) {
    let question = json!({ "text": case.text, "apex": case.apex, "inclusive": case.inclusive });
    writeln!(judge.stdin.as_mut().unwrap(), "{question}").unwrap();
}

/// A random document, and the element to canonicalize.
#[derive(Debug)]
struct Case {
    seed: u64,
    text: String,
    apex: usize,
    inclusive: Vec<String>,
}

impl Case {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut text = String::new();
        if random.one_in(3) {
            text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- c -->");
        }
        let mut count = 0;
        element(&mut random, &mut text, 0, &[("", "")], &mut count);
        let apex = random.below(count);
        let mut inclusive = Vec::new();
        while random.one_in(2) {
            // `#default` is not among the prefixes, because lxml ignores it.
            inclusive.push(random.pick(&["a", "b", "c", "none", "xml"]).to_owned());
        }
        inclusive.sort();
        inclusive.dedup();
        Self { seed, text, apex, inclusive }
    }
}

/// Xorshift: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

/// The URIs contain no characters that need an escape: libxml2 does not escape URIs, so its output would not
/// be well-formed.
const URIS: [&str; 6] = ["urn:1", "urn:2", "urn:3", "http://e.org/?a=1;b=2", "urn:%C3%A9", "urn:1"];
const TEXTS: [&str; 16] = [
    "text",
    " ",
    "\r\n",
    "\r",
    "\t\n",
    "&lt;&amp;&gt;",
    "&#13;&#10;&#9;",
    "&quot;&apos;'",
    "é𝄞",
    ">",
    "] ]",
    "&#x10000;",
    "&#xA0;",
    "x y",
    "&#13;\n",
    "a",
];

/// Writes a random element. `scope` are the bindings of prefixes in force, the latest last.
fn element(
    random: &mut Random,
    text: &mut String,
    depth: usize,
    scope: &[(&str, &'static str)],
    count: &mut usize,
) {
    *count += 1;
    let mut scope = scope.to_vec();
    let mut declarations = Vec::new();
    for prefix in ["", "a", "b", "c"] {
        if random.one_in(4) {
            let uri = if prefix.is_empty() && random.one_in(3) { "" } else { random.pick(&URIS) };
            declarations.push((prefix, uri));
            scope.push((prefix, uri));
        }
    }
    let bound = |scope: &[(&str, &'static str)], prefix: &str| {
        scope.iter().rev().find(|(other, _)| *other == prefix).map(|&(_, uri)| uri)
    };
    let prefixes: Vec<_> =
        ["a", "b", "c"].into_iter().filter(|prefix| bound(&scope, prefix).is_some()).collect();
    let prefix = if prefixes.is_empty() || random.one_in(2) { "" } else { random.pick(&prefixes) };
    let name = qualified(prefix, random.pick(&["e", "é", "_x.y-z", "Body"]));
    let _ = write!(text, "<{name}");

    let mut attributes: Vec<String> =
        declarations
            .iter()
            .map(|(prefix, uri)| {
                if prefix.is_empty() {
                    format!("xmlns=\"{uri}\"")
                } else {
                    format!("xmlns:{prefix}=\"{uri}\"")
                }
            })
            .collect();
    let mut seen = Vec::new();
    for _ in 0..random.below(4) {
        let prefix = if prefixes.is_empty() || random.one_in(2) { "" } else { random.pick(&prefixes) };
        let prefix = if random.one_in(8) { "xml" } else { prefix };
        let local = if prefix == "xml" { "lang" } else { random.pick(&["k", "l", "é", "Id"]) };
        let uri = if prefix.is_empty() { "" } else { bound(&scope, prefix).unwrap_or("xml") };
        if seen.contains(&(uri, local)) {
            continue;
        }
        seen.push((uri, local));
        let value: String = (0..random.below(3)).map(|_| random.pick(&TEXTS)).collect();
        let quote = if value.contains('\'') || random.one_in(2) { '"' } else { '\'' };
        attributes.push(format!(
            "{}{}{quote}{value}{quote}",
            qualified(prefix, local),
            random.pick(&["=", " = ", "\r\n="])
        ));
    }
    while !attributes.is_empty() {
        let attribute = attributes.swap_remove(random.below(attributes.len()));
        let _ = write!(text, "{}{attribute}", random.pick(&[" ", "\n", "\r\n\t"]));
    }
    if random.one_in(5) {
        text.push_str("/>");
        return;
    }
    text.push_str(random.pick(&[">", " >"]));
    for _ in 0..random.below(5) {
        match random.below(8) {
            0..=2 if depth < 6 => element(random, text, depth + 1, &scope, count),
            3 => text.push_str(random.pick(&["<!-- c -->", "<!---->", "<!--<x>&-->"])),
            4 => text.push_str(random.pick(&["<?p?>", "<?p  data ?>", "<?p a\r\nb?>", "<?p <&>?>"])),
            5 => text.push_str(random.pick(&["<![CDATA[]]>", "<![CDATA[<&>\r\n]]>", "<![CDATA[]]]]>"])),
            _ => text.push_str(random.pick(&TEXTS)),
        }
    }
    let _ = write!(text, "</{name}{}>", random.pick(&["", " "]));
}

fn qualified(prefix: &str, local: &str) -> String {
    if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
}
