//! Runs each root in a process of its own, with limits of time and memory, and says what came of it.

use std::{
    io::Read,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    index::{Index, Negative, Root},
    one::Report,
};

/// So long may a root take.
const TIME: Duration = Duration::from_secs(10);
/// So much memory may it use, in kB.
const MEMORY: usize = 1 << 20;

/// How a root ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every SOAP operation was generated.
    Whole,
    /// Some were.
    Partly,
    /// None was, and problems say why.
    Refused,
    /// There is no SOAP operation, and a problem says so.
    Nothing,
    /// The process died, took too long, or had nothing to say.
    Crashed,
}

impl Outcome {
    /// Whether it is generated code or a clear problem.
    pub(crate) fn is_orderly(self) -> bool {
        self != Self::Crashed
    }

    /// Whether something was said of it.
    pub(crate) fn is_told(self) -> bool {
        matches!(self, Self::Refused | Self::Partly | Self::Nothing)
    }
}

/// A root and what came of it.
pub(crate) struct Outcomes {
    pub(crate) root: Root,
    pub(crate) outcome: Outcome,
    pub(crate) numbers: Report,
    /// The problems as a user sees them, or how the process died.
    pub(crate) report: String,
}

/// Generates roots into `folder`, as many at a time as there are processors; with checks of values where that is wanted.
pub(crate) fn all(index: &Index, roots: &[&Root], folder: &Path, validate: bool) -> Vec<Outcomes> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(root) = roots.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let out = folder.join("src").join(format!("{}.rs", root.module()));
                    let result = one(index, root, &out, validate);
                    results.lock().unwrap().push(result);
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by(|a, b| a.root.path.cmp(&b.root.path));
    results
}

/// Reads the files that are broken.
pub(crate) fn negative(index: &Index) -> Vec<(String, Outcomes)> {
    let run = |negative: &Negative| {
        let path = &negative.path;
        let root = Root {
            corpus: String::new(),
            path: path.clone(),
            imports: String::new(),
            styles: String::new(),
            soap: String::new(),
            constructs: Vec::new(),
            size: 0,
        };
        let mut result = one(index, &root, Path::new(""), true);
        // A defect that is taken in the end is told by a warning, and what is sound need not be.
        if result.outcome == Outcome::Whole && (negative.by_name || !result.numbers.warnings.is_empty()) {
            result.outcome = Outcome::Partly;
        }
        (path.clone(), result)
    };
    index.negative.iter().map(run).collect()
}

fn one(index: &Index, root: &Root, out: &Path, validate: bool) -> Outcomes {
    let this = std::env::current_exe().unwrap();
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$@\""), "sh"])
        .arg(this)
        .arg("one")
        .arg(index.folder.join(&root.path))
        .arg(index.catalog())
        .arg(out)
        .args(validate.then_some("validate"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipes = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let output = thread::spawn(move || {
        let mut text = String::new();
        _ = pipes.0.read_to_string(&mut text);
        text
    });
    let errors = thread::spawn(move || {
        let mut text = String::new();
        _ = pipes.1.read_to_string(&mut text);
        text
    });
    let start = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if start.elapsed() > TIME => {
                _ = child.kill();
                _ = child.wait();
                break None;
            }
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    let (output, errors) = (output.join().unwrap(), errors.join().unwrap());
    let numbers: Option<Report> = serde_json::from_str(&output).ok();
    let crashed = |report: String| Outcomes {
        root: root.clone(),
        outcome: Outcome::Crashed,
        numbers: Report::default(),
        report,
    };
    let (Some(status), Some(numbers)) = (status, numbers) else {
        return crashed(match status {
            None => format!("it took more than {} s", TIME.as_secs()),
            Some(status) => format!("{status}: {}", errors.trim()),
        });
    };
    if !status.success() {
        return crashed(format!("{status}: {}", errors.trim()));
    }
    let said = !numbers.errors.is_empty() || !numbers.warnings.is_empty();
    let outcome = match (numbers.operations, numbers.generated) {
        (0, _) => Outcome::Nothing,
        (all, generated) if generated == all => Outcome::Whole,
        (_, _) if !said => return crashed("operations are missing, and nothing says why".to_owned()),
        (_, 0) => Outcome::Refused,
        (_, _) => Outcome::Partly,
    };
    // What the documents have wrong stops a build, as the builder does it.
    let outcome = if numbers.errors.is_empty() { outcome } else { Outcome::Refused };
    Outcomes { root: root.clone(), outcome, report: numbers.rendered.clone(), numbers }
}
