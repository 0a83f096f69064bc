//! The two programs that check an instance of a message. The program with the generated code reads and writes
//! it, and libxml2 validates it against the schemas. Each runs as a process that answers one request at a
//! time.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use saponify_codegen::internals::model::{Model, PartContent};
use serde_json::{Value, json};

use crate::messages::{Body, Message};

/// Process that reads requests from its standard input and writes the answers to its standard output.
struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Process that runs the generated code.
pub(crate) struct Program {
    path: PathBuf,
    process: Process,
}

impl Program {
    pub(crate) fn start(path: &Path) -> Self {
        Self { path: path.to_owned(), process: Process::start(&mut Command::new(path)) }
    }

    /// Passes an envelope through the generated code. Returns the envelope that the code writes after reading this one.
    /// If `valid` is set, the `validate` of the generated code must also accept the value.
    pub(crate) fn through(&mut self, number: usize, envelope: &str, valid: bool) -> Result<String, String> {
        self.ask(number, envelope, valid).unwrap_or_else(|| {
            self.process = Process::start(&mut Command::new(&self.path));
            Err("the program died".to_owned())
        })
    }

    fn ask(&mut self, number: usize, envelope: &str, valid: bool) -> Option<Result<String, String>> {
        let Process { input, output, .. } = &mut self.process;
        write!(input, "{number} {} {valid}\n{envelope}", envelope.len()).ok()?;
        input.flush().ok()?;
        let mut line = String::new();
        output.read_line(&mut line).ok()?;
        let (status, length) = line.trim().split_once(' ')?;
        let mut text = vec![0; length.parse().ok()?];
        output.read_exact(&mut text).ok()?;
        let text = String::from_utf8(text).ok()?;
        Some(if status == "ok" { Ok(text) } else { Err(text) })
    }
}

/// Process that runs libxml2 through Python, and validates envelopes against the schemas of a root.
pub(crate) struct Oracle {
    process: Process,
}

impl Oracle {
    /// Returns a Python interpreter that has lxml, if one is found.
    pub(crate) fn python() -> Option<PathBuf> {
        let given = std::env::var_os("SAPONIFY_PYTHON").map(PathBuf::from);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?.to_owned();
        let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.venv/bin/python");
        let known = [given, Some(venv), Some(target.join("interop/venv/bin/python")), Some("python3".into())];
        known.into_iter().flatten().find(|python| {
            let mut command = Command::new(python);
            let tried = command.args(["-c", "import lxml.etree"]).stderr(Stdio::null()).status();
            tried.is_ok_and(|status| status.success())
        })
    }

    pub(crate) fn start(python: &Path, catalog: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/instances/oracle.py");
        Self { process: Process::start(Command::new(python).arg(script).arg(catalog)) }
    }

    /// Loads the schemas of a root: a WSDL with the files that it imports. Returns the error if libxml2
    /// rejects them.
    pub(crate) fn root(&mut self, path: &Path, model: &Model, messages: &[Message]) -> Option<String> {
        let wrappers: Vec<_> = messages.iter().map(|message| wrapper(model, message)).collect();
        let typed: Vec<_> = messages.iter().flat_map(|message| typed(model, message)).collect();
        self.ask(&json!({ "root": path, "wrappers": wrappers, "typed": typed }))
    }

    /// Returns the error if libxml2 rejects an envelope of the message.
    pub(crate) fn problem(&mut self, number: usize, message: &Message, envelope: &str) -> Option<String> {
        let number = matches!(message.body, Body::Wrapper(..)).then_some(number);
        self.ask(&json!({ "envelope": envelope, "wrapper": number }))
    }

    fn ask(&mut self, question: &Value) -> Option<String> {
        let Process { input, output, .. } = &mut self.process;
        writeln!(input, "{question}").unwrap();
        input.flush().unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).expect("the oracle answers");
        answer["problem"].as_str().map(str::to_owned)
    }
}

/// Returns the header blocks and fault details whose part has a type instead of an element: their names, and
/// the names of the types.
fn typed(model: &Model, message: &Message) -> Vec<Value> {
    let details = match &message.body {
        Body::Fault(details, _) => details.as_slice(),
        _ => &[],
    };
    let parts = message.headers.iter().chain(details).filter(|_| !message.is_encoded());
    let typed = parts.filter_map(|(name, content)| match content {
        PartContent::Type(id) => {
            let refers = model.types[*id].name.as_ref()?;
            Some(json!([&*name.namespace, &*name.local, &*refers.namespace, &*refers.local]))
        }
        _ => None,
    });
    typed.collect()
}

/// Returns the parts of an rpc message: name, whether it refers to an element, and the name of the element or type.
fn wrapper(model: &Model, message: &Message) -> Vec<Value> {
    let Body::Wrapper(_, parts) = &message.body else { return Vec::new() };
    let part = |(name, content): &(saponify_codegen::internals::model::QName, PartContent)| {
        let (is_element, refers) = match content {
            PartContent::Element(id) => (true, Some(&model.elements[*id].name)),
            PartContent::Type(id) => (false, model.types[*id].name.as_ref()),
            PartContent::Missing => (false, None),
        };
        refers.map(|refers| json!([&*name.local, is_element, &*refers.namespace, &*refers.local]))
    };
    parts.iter().filter_map(part).collect()
}
