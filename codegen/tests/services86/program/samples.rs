//! Every published envelope of an operation: read into the generated types, written, read again, and compared as XML.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    fs,
    marker::PhantomData,
    ops::Range,
    path::{Path, PathBuf},
};

use roxmltree::{Document, Node};
use saponify::{Body, NoFault, Operation, Version, soap::server};

use crate::xml;

/// What became of the envelopes below a folder.
pub(crate) struct Samples {
    folder: PathBuf,
    judged: BTreeSet<PathBuf>,
    /// Envelopes that are what the contract says, and come out as they went in.
    passed: usize,
    /// Envelopes that hold a defect of the samples, by the class of the defect. Without the defect they pass as well.
    exceptions: BTreeMap<Defect, Vec<String>>,
    failures: Vec<String>,
}

/// What is wrong with a sample, and justifies that it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Defect {
    /// `<x xsi:type="…:duration"></x>`: no duration is empty (XML Schema Part 2, 3.2.6).
    EmptyDuration,
    /// `<x xsi:type="xsd:dateTime"></x>`: no point in time is empty (XML Schema Part 2, 3.2.7).
    EmptyDateTime,
}

/// The other direction of an operation: what it answers is what this one asks.
pub(crate) struct Mirror<O>(PhantomData<O>);

impl<O: Operation> Operation for Mirror<O> {
    type Request = O::Reply;
    type Reply = O::Request;
    type RequestHeaders = O::ReplyHeaders;
    type ReplyHeaders = O::RequestHeaders;
    type Fault = NoFault;
    const NAME: &'static str = O::NAME;
    const ACTION: &'static str = O::ACTION;
    const REQUEST: Body = O::REPLY;
    const REPLY: Body = O::REQUEST;
}

impl Samples {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            judged: BTreeSet::new(),
            passed: 0,
            exceptions: BTreeMap::new(),
            failures: Vec::new(),
        }
    }

    /// Judges the request and the reply of an operation, whose action ends in its service and its name.
    pub(crate) fn operation<O: Operation>(&mut self)
    where
        O::Request: PartialEq + Debug,
        O::Reply: PartialEq + Debug,
    {
        let mut parts = O::ACTION.rsplit('/');
        let (Some(name), Some(service)) = (parts.next(), parts.next()) else {
            self.failures.push(format!("the action {:?} names no service", O::ACTION));
            return;
        };
        self.envelope::<O, Mirror<O>>(&format!("{service}/{name}.request.xml"));
        self.envelope::<Mirror<O>, O>(&format!("{service}/{name}.response.xml"));
    }

    /// Judges one envelope, which `I` asks and `O` answers.
    fn envelope<I: Operation, O: Operation<Reply = I::Request>>(&mut self, name: &str)
    where
        I::Request: PartialEq + Debug,
    {
        self.judge(name, &|original| {
            let value =
                server::read_request::<I>(original.as_bytes()).map_err(|error| error.to_string())?.body;
            let write = |value| {
                server::write_reply::<O>(Version::Soap12, &O::ReplyHeaders::default(), value)
                    .map_err(|error| format!("what was read cannot be written: {error}"))
            };
            let written = write(&value)?;
            let again = server::read_request::<I>(written.as_bytes())
                .map_err(|error| format!("what was written cannot be read: {error}\n{written}"))?
                .body;
            if again != value {
                return Err(format!("what was written is another value\n{value:#?}\n{again:#?}"));
            }
            if write(&again)? != written {
                return Err("the same value was written otherwise".to_owned());
            }
            Ok(written)
        });
    }

    fn judge(&mut self, name: &str, through: &dyn Fn(&str) -> Result<String, String>) {
        let path = self.folder.join(name);
        let Ok(original) = fs::read_to_string(&path) else {
            self.failures.push(format!("{name}: there is no such sample"));
            return;
        };
        self.judged.insert(path);
        let defects = match defects(&original) {
            Ok(defects) => defects,
            Err(error) => {
                self.failures.push(format!("{name}: {error}"));
                return;
            }
        };
        let mut sound = original.clone();
        for (defect, range, local) in defects.iter().rev() {
            // With its defects an envelope must be refused, by an error that names the element.
            match through(&original) {
                Err(error) if error.contains(local.as_str()) || defects.len() > 1 => {}
                Err(error) => self.failures.push(format!("{name}: {error:?} does not name `{local}`")),
                Ok(_) => self.failures.push(format!("{name}: {defect:?} in `{local}` was taken")),
            }
            sound.replace_range(range.clone(), "");
        }
        match through(&sound).and_then(|written| same(&sound, &written)) {
            Err(error) => self.failures.push(format!("{name}: {error}")),
            Ok(()) if defects.is_empty() => self.passed += 1,
            Ok(()) => {
                for defect in defects.iter().map(|(defect, ..)| *defect).collect::<BTreeSet<_>>() {
                    self.exceptions.entry(defect).or_default().push(name.to_owned());
                }
            }
        }
    }

    /// Prints the figures; false if there was a failure, or if a sample below one of the folders was not judged.
    pub(crate) fn report(mut self, services: &[&str]) -> bool {
        for service in services {
            for entry in fs::read_dir(self.folder.join(service)).into_iter().flatten().flatten() {
                if !self.judged.contains(&entry.path()) {
                    self.failures.push(format!("{} was not judged", entry.path().display()));
                }
            }
        }
        println!("{} of {} envelopes pass", self.passed, self.judged.len());
        for (defect, names) in &self.exceptions {
            println!("{} are refused for {defect:?}, and pass without it: {}", names.len(), names.join(" "));
        }
        println!("{} fail", self.failures.len());
        for failure in self.failures.iter().take(40) {
            println!("  {failure}");
        }
        self.failures.is_empty() && !self.judged.is_empty()
    }
}

/// The elements that no value of their type can be, with their places and names.
fn defects(original: &str) -> Result<Vec<(Defect, Range<usize>, String)>, String> {
    let document = Document::parse(original).map_err(|error| error.to_string())?;
    let empty = document.descendants().filter(|node| {
        node.is_element() && !xml::is_nil(*node) && xml::text(*node).trim().is_empty() && !node.has_children()
    });
    let defects = empty.filter_map(|node| {
        let defect = match xml::type_name(node)?.1.as_str() {
            "duration" => Defect::EmptyDuration,
            "dateTime" => Defect::EmptyDateTime,
            _ => return None,
        };
        Some((defect, node.range(), node.tag_name().name().to_owned()))
    });
    Ok(defects.collect())
}

/// Compares what stands in the bodies of two envelopes.
pub(crate) fn same(original: &str, written: &str) -> Result<(), String> {
    let (before, after) = (Document::parse(original), Document::parse(written));
    let (before, after) =
        (before.map_err(|error| error.to_string())?, after.map_err(|error| error.to_string())?);
    let (Some(before), Some(after)) = (body(&before), body(&after)) else {
        return Err("there is no body".to_owned());
    };
    match xml::differences(before, after) {
        differences if differences.is_empty() => Ok(()),
        differences => Err(differences.join("\n    ")),
    }
}

fn body<'n, 'i>(document: &'n Document<'i>) -> Option<Node<'n, 'i>> {
    let elements = |node: Node<'n, 'i>| node.children().filter(Node::is_element);
    elements(document.root_element()).find(|node| node.tag_name().name() == "Body")
}
