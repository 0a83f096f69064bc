//! Every published envelope of an operation is read into the generated types, written, read again, and compared as XML.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    fs,
    marker::PhantomData,
    ops::Range,
    path::{Path, PathBuf},
};

use roxmltree::{Document, Node};
use saponify::{Contract, NoFault, Operation, Version, soap::server};

use crate::{broken::Broken, xml};

/// Results for the envelopes below a folder.
pub(crate) struct Samples {
    folder: PathBuf,
    judged: BTreeSet<PathBuf>,
    /// Number of envelopes that follow the contract and survive the round trip.
    passed: usize,
    /// Envelopes with a known defect of the samples, by defect. With the defect repaired they pass.
    exceptions: BTreeMap<Defect, Vec<String>>,
    failures: Vec<String>,
    broken: Broken,
    /// Members that are not nillable, as `Type/Member`. A `*` is appended for repeated members.
    plain: BTreeSet<String>,
}

/// Known defect of a sample, which does not follow the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Defect {
    /// `<x xsi:type="…:duration"></x>`: the empty text is not a duration (XML Schema Part 2, 3.2.6).
    EmptyDuration,
    /// `<x xsi:type="xsd:dateTime"></x>`: the empty text is not a dateTime (XML Schema Part 2, 3.2.7).
    EmptyDateTime,
    /// `<x xsi:nil="true"></x>` for an element that is not nillable. It is read as absent, and not written.
    NilWithoutNillable,
    /// `<int xsi:nil="true"></int>` in a list whose members are not nillable. A `Vec<i32>` cannot represent it.
    NilInPlainList,
}

impl Defect {
    /// Returns the element without the defect.
    fn repaired(self, element: &str) -> String {
        match self {
            Self::EmptyDuration => element.replacen("></", ">PT1H30M</", 1),
            Self::EmptyDateTime => element.replacen("></", ">2023-02-15T13:12:51Z</", 1),
            Self::NilWithoutNillable | Self::NilInPlainList => String::new(),
        }
    }

    fn is_refused(self) -> bool {
        self != Self::NilWithoutNillable
    }
}

/// The operation in the reverse direction: its request type is the reply type of the original.
pub(crate) struct Mirror<O>(PhantomData<O>);

impl<O: Operation> Operation for Mirror<O> {
    type Request = O::Reply;
    type Reply = O::Request;
    type RequestHeaders = O::ReplyHeaders;
    type ReplyHeaders = O::RequestHeaders;
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: O::CONTRACT.name,
        action: O::CONTRACT.action,
        request: O::CONTRACT.reply,
        reply: O::CONTRACT.request,
        request_headers: &[],
    };
}

impl Samples {
    pub(crate) fn new(folder: &Path, plain: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            plain: plain.lines().map(str::to_owned).collect(),
            judged: BTreeSet::new(),
            passed: 0,
            exceptions: BTreeMap::new(),
            failures: Vec::new(),
            broken: Broken::default(),
        }
    }

    /// Checks the round trips of the request and the reply of an operation, and broken variants of the
    /// request. The last two segments of the operation's action are the names of the service and the
    /// operation.
    pub(crate) fn operation<O: Operation>(&mut self)
    where
        O::Request: PartialEq + Debug,
        O::Reply: PartialEq + Debug,
    {
        let mut parts = O::CONTRACT.action.rsplit('/');
        let (Some(name), Some(service)) = (parts.next(), parts.next()) else {
            self.failures.push(format!("the action {:?} names no service", O::CONTRACT.action));
            return;
        };
        self.envelope::<O, Mirror<O>>(&format!("{service}/{name}.request.xml"));
        self.envelope::<Mirror<O>, O>(&format!("{service}/{name}.response.xml"));
        self.broken::<O>(&format!("{service}/{name}.request.xml"));
    }

    /// Checks broken variants of a request. If the generated code does not reject a variant, another XML
    /// parser parses the variant, and the result is written as XML. The generated code must read the same
    /// value from this XML as from the variant.
    fn broken<O: Operation>(&mut self, name: &str)
    where
        O::Request: PartialEq,
    {
        let read = |bytes: &[u8]| server::read_request::<O>(bytes).ok().map(|received| received.body);
        let Ok(request) = fs::read(self.folder.join(name)) else { return };
        if let Err(error) = self.broken.judge(&request, read) {
            self.failures.push(format!("{name}: {error}"));
        }
    }

    /// Checks the round trip of one envelope, which is both a request of `I` and a reply of `O`.
    fn envelope<I: Operation, O: Operation<Reply = I::Request>>(&mut self, name: &str)
    where
        I::Request: PartialEq + Debug,
    {
        self.judge(name, &|original| {
            let value =
                server::read_request::<I>(original.as_bytes()).map_err(|error| error.to_string())?.body;
            let write = |value| {
                server::write_reply::<O>(Version::Soap12, &O::ReplyHeaders::default(), value)
                    .map_err(|error| format!("the value cannot be written: {error}"))
            };
            let written = write(&value)?;
            let again = server::read_request::<I>(written.as_bytes())
                .map_err(|error| format!("the written document cannot be read: {error}\n{written}"))?
                .body;
            if again != value {
                return Err(format!("the written document has another value\n{value:#?}\n{again:#?}"));
            }
            if write(&again)? != written {
                return Err("the same value was written differently".to_owned());
            }
            Ok(written)
        });
    }

    fn judge(&mut self, name: &str, through: &dyn Fn(&str) -> Result<String, String>) {
        let path = self.folder.join(name);
        let judged = fs::read_to_string(&path)
            .map_err(|error| error.to_string())
            .and_then(|original| self.judged(&original, through));
        match judged {
            Err(error) => self.failures.push(format!("{name}: {error}")),
            Ok(defects) if defects.is_empty() => self.passed += 1,
            Ok(defects) => {
                for defect in defects {
                    self.exceptions.entry(defect).or_default().push(name.to_owned());
                }
            }
        }
        self.judged.insert(path);
    }

    /// Passes an envelope through the generated code. Returns the known defects of the envelope. Returns an
    /// error if the result has other defects than these.
    fn judged(
        &self,
        original: &str,
        through: &dyn Fn(&str) -> Result<String, String>,
    ) -> Result<BTreeSet<Defect>, String> {
        let defects = self.defects(original)?;
        let mut sound = original.to_owned();
        for (defect, place, _) in defects.iter().rev() {
            let repaired = defect.repaired(&original[place.clone()]);
            sound.replace_range(place.clone(), &repaired);
        }
        let mut refused = defects.iter().filter(|(defect, ..)| defect.is_refused()).peekable();
        if refused.peek().is_some() {
            match through(original) {
                Ok(_) => return Err("it was accepted although it has invalid values".to_owned()),
                Err(error) if refused.any(|(.., local)| error.contains(local.as_str())) => {}
                Err(error) => return Err(error),
            }
        } else {
            same(&sound, &through(original)?)?;
        }
        same(&sound, &through(&sound)?)?;
        Ok(defects.into_iter().map(|(defect, ..)| defect).collect())
    }

    /// Finds the defective elements: defect, position and name.
    fn defects(&self, original: &str) -> Result<Vec<(Defect, Range<usize>, String)>, String> {
        let document = Document::parse(original).map_err(|error| error.to_string())?;
        let elements = document.descendants().filter(Node::is_element);
        let defects = elements.filter_map(|node| {
            let local = node.tag_name().name();
            let type_name = xml::type_name(node).map(|(_, local)| local);
            let is_empty = !node.has_children();
            let defect = match type_name.as_deref() {
                _ if xml::is_nil(node) => {
                    let parent = xml::type_name(node.parent()?)?.1;
                    let member = format!("{parent}/{local}");
                    match self.plain.contains(&format!("{member}*")) {
                        true => Defect::NilInPlainList,
                        false => self.plain.contains(&member).then_some(Defect::NilWithoutNillable)?,
                    }
                }
                Some("duration") if is_empty => Defect::EmptyDuration,
                Some("dateTime") if is_empty => Defect::EmptyDateTime,
                _ => return None,
            };
            Some((defect, node.range(), local.to_owned()))
        });
        Ok(defects.collect())
    }

    /// Prints the figures. Returns `false` if there was a failure, if a sample of one of the services was not judged,
    /// or if the numbers of defects differ from `expected`.
    pub(crate) fn report(mut self, services: &[&str], expected: &[(Defect, usize)]) -> bool {
        for service in services {
            for entry in fs::read_dir(self.folder.join(service)).into_iter().flatten().flatten() {
                if !self.judged.contains(&entry.path()) {
                    self.failures.push(format!("{} was not judged", entry.path().display()));
                }
            }
        }
        println!("{} of {} envelopes pass", self.passed, self.judged.len());
        self.broken.report();
        let found: Vec<_> = self.exceptions.iter().map(|(defect, names)| (*defect, names.len())).collect();
        for (defect, count) in &found {
            let what = match defect.is_refused() {
                true => "are rejected, and pass with the defect repaired",
                false => "pass except for that",
            };
            println!("{count} envelopes have the defect {defect:?}, and {what}");
        }
        if found != expected {
            self.failures.push(format!("the defects are not {expected:?}"));
        }
        println!("{} fail", self.failures.len());
        for failure in self.failures.iter().take(40) {
            println!("  {failure}");
        }
        self.failures.is_empty() && !self.judged.is_empty()
    }
}

/// Compares the bodies of two envelopes.
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
