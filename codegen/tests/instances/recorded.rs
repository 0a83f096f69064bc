//! Documents that the corpora contain beside a root: recorded envelopes beside a WSDL, examples beside a schema.
//!
//! Each must survive the round trip through the code of its root, or there is a reason for an exception.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use roxmltree::{Document, Node as Xml};
use saponify_codegen::internals::model::{Builtin, QName, WhiteSpace};

use crate::{
    index::{Index, Root},
    judges::{Oracle, Program},
    messages::{Body, Contract},
    node::{Content, Kind, Node, Value, XSI},
    same::compare,
};

const SOAP: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];

/// A document and a root to which it may belong.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) corpus: String,
    pub(crate) root: PathBuf,
    pub(crate) document: PathBuf,
}

/// Result for a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Equal,
    /// A difference would not prove a fault of the generated code. The text is the reason, for example that
    /// the document is not valid.
    Exception(String),
    Fail(String),
}

/// Returns the pairs of documents and roots, matched by folder.
pub(crate) fn pairs(index: &Index) -> Vec<Pair> {
    let mut found = Vec::new();
    for entry in fs::read_dir(&index.folder).into_iter().flatten().flatten() {
        let corpus = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !corpus.starts_with('_') {
            walk(&entry.path(), &corpus, &mut found);
        }
    }
    found.sort_by(|a, b| a.document.cmp(&b.document));
    found
}

fn walk(folder: &Path, corpus: &str, found: &mut Vec<Pair>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    let of = |folder: &[PathBuf], ending: &str| -> Vec<PathBuf> {
        let ends = |path: &&PathBuf| path.is_file() && path.to_string_lossy().ends_with(ending);
        folder.iter().filter(ends).cloned().collect()
    };
    let documents: Vec<_> = of(&entries, ".xml")
        .into_iter()
        .filter(|path| !path.to_string_lossy().ends_with(".wsdl.xml"))
        .collect();
    let mut roots = of(&entries, ".wsdl");
    if roots.is_empty() {
        roots = of(&entries, ".xsd");
    }
    if roots.is_empty() && !documents.is_empty() {
        // Examples may be in a subfolder of the folder with the schema.
        let above: Vec<_> = folder
            .parent()
            .and_then(|above| fs::read_dir(above).ok())
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
            .collect();
        roots = of(&above, ".xsd");
        roots.sort();
    }
    for document in documents {
        for root in &roots {
            found.push(Pair { corpus: corpus.to_owned(), root: root.clone(), document: document.clone() });
        }
    }
    for folder in entries.iter().filter(|path| path.is_dir()) {
        walk(folder, corpus, found);
    }
}

/// Returns the roots of the pairs, without duplicates.
pub(crate) fn roots(index: &Index, pairs: &[Pair]) -> Vec<Root> {
    let paths: BTreeSet<_> = pairs.iter().map(|pair| (pair.corpus.clone(), pair.root.clone())).collect();
    paths
        .into_iter()
        .map(|(corpus, path)| {
            let path = path.strip_prefix(&index.folder).unwrap_or(&path).to_string_lossy().into_owned();
            Root {
                corpus,
                path,
                imports: "yes".into(),
                styles: String::new(),
                soap: String::new(),
                constructs: Vec::new(),
                size: 0,
            }
        })
        .collect()
}

/// Reason of an [`Outcome::Exception`] if libxml2 is not available. Some recordings are not valid, so a difference does
/// not prove a fault of the generated code.
const UNJUDGED: &str = "skipped: without libxml2 its validity is unknown";

/// Returns `true` for failures that no document may cause.
fn is_a_crash(reason: &str) -> bool {
    reason == "the program died" || reason == "it panicked"
}

/// Reads and writes the recorded documents of one contract with its generated code. Returns the outcome of
/// each document.
pub(crate) fn judged(
    contract: &Contract,
    first: usize,
    documents: &[&Pair],
    program: &mut Program,
    oracle: Option<&mut Oracle>,
) -> BTreeMap<PathBuf, Outcome> {
    let mut oracle = oracle.filter(|_| true);
    let mut refused = None;
    if let Some(judge) = &mut oracle {
        refused = judge.root(&contract.document, &contract.model, &contract.messages);
    }
    if refused.is_some() {
        oracle = None;
    }
    let mut outcomes = BTreeMap::new();
    for pair in documents {
        let outcome = one(contract, first, pair, program, oracle.as_deref_mut());
        let outcome = match (outcome, &refused) {
            (Outcome::Fail(reason), None) if oracle.is_none() && !is_a_crash(&reason) => {
                let reason = reason.lines().next().unwrap_or_default();
                Outcome::Exception(format!("{UNJUDGED}: {reason}"))
            }
            (Outcome::Fail(reason), Some(_)) => Outcome::Exception(format!(
                "libxml2 rejects the schema as well, and: {}",
                reason.lines().next().unwrap_or_default()
            )),
            (outcome, _) => outcome,
        };
        outcomes.insert(pair.document.clone(), outcome);
    }
    outcomes
}

fn one(
    contract: &Contract,
    first: usize,
    pair: &Pair,
    program: &mut Program,
    oracle: Option<&mut Oracle>,
) -> Outcome {
    let except = |reason: &str| Outcome::Exception(reason.to_owned());
    let Ok(bytes) = fs::read(&pair.document) else { return except("it cannot be read") };
    let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let Ok(document) = Document::parse_with_options(text.trim_start(), options) else {
        return except("it is not well-formed");
    };
    let root = document.root_element();
    if root.has_tag_name("binding") {
        return except("it is a binding declaration for a tool, not an instance");
    }
    let is_envelope = root.tag_name().name() == "Envelope"
        && root.tag_name().namespace().is_some_and(|ns| SOAP.contains(&ns));
    let envelope = match is_envelope {
        true => document.input_text()[root.range()].to_owned(),
        false => format!(
            "<s:Envelope xmlns:s='{}'><s:Body>{}</s:Body></s:Envelope>",
            SOAP[0],
            &document.input_text()[root.range()]
        ),
    };
    let Ok(original) = Document::parse(&envelope) else { return except("it has a DTD") };
    let Some(body) = part(&original, "Body") else { return except("it is an envelope without a body") };
    let element = body.children().find(Xml::is_element);
    if element.is_some_and(|element| element.tag_name().name() == "Fault") {
        return except("it is a fault");
    }
    let name = element.map(|element| {
        QName::new(element.tag_name().namespace().unwrap_or_default(), element.tag_name().name())
    });
    let is_reply = pair.document.file_name().is_some_and(|name| name.to_string_lossy().contains("response"));
    let (messages, model) = (&contract.messages, &contract.model);
    let goes = |number: &usize| !is_envelope || messages[*number].is_request != is_reply;
    let fits = |number: &usize| goes(number) && messages[*number].body.element(model) == name.as_ref();
    let Some(number) = (0..messages.len()).find(fits) else {
        let Some(name) = name else { return except("its body is empty, but no message has an empty body") };
        let mut known = (0..messages.len()).filter_map(|number| messages[number].body.element(model));
        return match known.any(|known| known.local == name.local) {
            true => except("the namespace of its element is not that of its root"),
            false => except("its element is not declared in this root"),
        };
    };
    let judges = !matches!(messages[number].body, Body::Untried(..)) && !messages[number].is_encoded();
    let oracle = oracle.filter(|_| judges);
    let is_judged = oracle.is_some();
    let problem = oracle.and_then(|oracle| oracle.problem(number, &contract.messages[number], &envelope));
    let fail = |reason: String| match &problem {
        Some(problem) => Outcome::Exception(format!(
            "it is not valid: {problem}\n      {}",
            reason.lines().next().unwrap_or_default()
        )),
        None if !judges => Outcome::Exception(format!(
            "it is SOAP-encoded, which no schema can validate: {}",
            reason.lines().next().unwrap_or_default()
        )),
        None => Outcome::Fail(reason),
    };
    let written = match program.through(first + number, &envelope, is_judged && problem.is_none()) {
        Ok(written) => written,
        Err(reason) => return fail(reason),
    };
    let Ok(document) = Document::parse(&written) else {
        return fail("the written document is not well-formed".to_owned());
    };
    let declared: Vec<_> = contract.messages[number].headers.iter().map(|(name, _)| name).collect();
    let mut differences = Vec::new();
    for name in ["Header", "Body"] {
        let nodes = |document| -> Vec<Node> {
            let part = part(document, name);
            let children = part.iter().flat_map(Xml::children).filter(Xml::is_element);
            // Generated types have no member for undeclared header blocks.
            children.map(untyped).filter(|node| name == "Body" || declared.contains(&&node.name)).collect()
        };
        match part(&document, name) {
            Some(written) => differences.extend(compare(&nodes(&original), written).differences),
            None if nodes(&original).is_empty() => {}
            None => differences.push(format!("{name} is missing")),
        }
    }
    if differences.is_empty() {
        Outcome::Equal
    } else {
        fail(format!("{}\n{written}", differences.join("\n")))
    }
}

fn part<'n, 'i>(document: &'n Document<'i>, name: &str) -> Option<Xml<'n, 'i>> {
    document.root_element().children().find(|child| child.tag_name().name() == name)
}

/// Builds an element from XML, without schema types.
fn untyped(xml: Xml<'_, '_>) -> Node {
    let name = |namespace: Option<&str>, local: &str| QName::new(namespace.unwrap_or_default(), local);
    let mut node = Node::new(name(xml.tag_name().namespace(), xml.tag_name().name()));
    node.nil = matches!(xml.attribute((XSI, "nil")).map(str::trim), Some("true" | "1"));
    for attribute in xml.attributes().filter(|attribute| attribute.namespace() != Some(XSI)) {
        let value = Value::text(attribute.value(), loose());
        node.attributes.push((name(attribute.namespace(), attribute.name()), value));
    }
    node.type_name = xml.attribute((XSI, "type")).map(|text| crate::same::resolved(text.trim(), xml));
    // The declared type is unknown here. Assume that it is the type that `xsi:type` names. Then the generated
    // code may write this element without `xsi:type`.
    node.declared.clone_from(&node.type_name);
    let elements = xml.children().filter(Xml::is_element).count();
    let mixed =
        xml.children().filter(Xml::is_text).any(|text| !text.text().unwrap_or_default().trim().is_empty());
    for child in xml.children() {
        if child.is_element() {
            node.content.push(Content::Node(untyped(child)));
        } else if let Some(text) = child.text().filter(|_| child.is_text() && (mixed || elements == 0)) {
            match node.content.last_mut() {
                Some(Content::Text(before)) => *before = Value::text(before.plain() + text, loose()),
                _ => node.content.push(Content::Text(Value::text(text, loose()))),
            }
        }
    }
    if node.content.len() == 1 && elements == 0 && !mixed && node.nil {
        node.content.clear();
    }
    node
}

/// Returns a union of types for values of unknown type. Two texts are then equal if they are equal values of one of
/// these types.
fn loose() -> Kind {
    let kinds = [Builtin::Token, Builtin::Boolean, Builtin::Decimal, Builtin::Double, Builtin::Base64Binary];
    Kind::Union(kinds.map(|builtin| Kind::Atomic(builtin, WhiteSpace::Collapse)).to_vec())
}

/// Prints one row for each corpus, and the failures. Returns `true` if no document failed.
pub(crate) fn print(outcomes: &BTreeMap<(String, PathBuf), Outcome>, folder: &Path) -> bool {
    let mut rows: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for ((corpus, document), outcome) in outcomes {
        let row = rows.entry(corpus).or_default();
        let document = document.strip_prefix(folder).unwrap_or(document).display();
        match outcome {
            Outcome::Equal => row[0] += 1,
            Outcome::Exception(reason) => {
                row[1] += 1;
                let class = reason.split(": ").next().unwrap_or_default();
                *reasons.entry(class.to_owned()).or_default() += 1;
                println!("  {document}: {reason}");
            }
            Outcome::Fail(reason) => {
                row[2] += 1;
                println!("FAIL {document}\n{reason}");
            }
        }
    }
    println!("{:<24}{:>10}{:>10}{:>12}{:>8}", "corpus", "documents", "equal", "exceptions", "fail");
    for (corpus, [equal, exceptions, fail]) in &rows {
        println!("{corpus:<24}{:>10}{equal:>10}{exceptions:>12}{fail:>8}", equal + exceptions + fail);
    }
    reasons.iter().for_each(|(reason, count)| println!("{count:>8} {reason}"));
    rows.values().all(|[.., fail]| *fail == 0)
}
