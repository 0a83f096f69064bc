//! Runs each root in a process of its own, with limits of time and memory, and says what came of it.

use std::{
    ffi::OsStr,
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

/// Generates roots into `folder`, as many at a time as there are processors; with the options of `one`.
pub(crate) fn all(index: &Index, roots: &[&Root], folder: &Path, options: &[String]) -> Vec<Outcomes> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(root) = roots.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let out = folder.join("src").join(format!("{}.rs", root.module()));
                    let result = one(index, root, &out, options);
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
        let mut result = one(index, &root, Path::new(""), &["validate".to_owned()]);
        // A defect that is taken in the end is told by a warning, and what is sound need not be.
        if result.outcome == Outcome::Whole && (negative.by_name || !result.numbers.warnings.is_empty()) {
            result.outcome = Outcome::Partly;
            if result.report.is_empty() {
                result.report = format!("sound: all {} operations are generated", result.numbers.generated);
            }
        }
        (path.clone(), result)
    };
    index.negative.iter().map(run).collect()
}

/// Whether a process that takes too long is ended, and one that wants too much memory does not get it.
pub(crate) fn limits_hold() -> bool {
    let ends = |what: &str| match limited(&["one".as_ref(), what.as_ref()]) {
        Ok(_) => {
            println!("FAIL a process that spends {what} is not ended");
            false
        }
        Err(_) => true,
    };
    ends("memory") & ends("time")
}

fn one(index: &Index, root: &Root, out: &Path, options: &[String]) -> Outcomes {
    let (document, catalog) = (index.folder.join(&root.path), index.catalog());
    let mut arguments = vec!["one".as_ref(), document.as_os_str(), catalog.as_os_str(), out.as_os_str()];
    arguments.extend(options.iter().map(OsStr::new));
    let numbers = match limited(&arguments) {
        Ok(numbers) => numbers,
        Err(report) => return crashed(root, report),
    };
    let said = !numbers.errors.is_empty() || !numbers.warnings.is_empty();
    let outcome = match (numbers.operations, numbers.generated) {
        (0, _) => Outcome::Nothing,
        (all, generated) if generated == all => Outcome::Whole,
        (_, _) if !said => {
            return crashed(root, "operations are missing, and nothing says why".to_owned());
        }
        (_, 0) => Outcome::Refused,
        (_, _) => Outcome::Partly,
    };
    // What the documents have wrong stops a build, as the builder does it.
    let outcome = if numbers.errors.is_empty() { outcome } else { Outcome::Refused };
    Outcomes { root: root.clone(), outcome, report: numbers.rendered.clone(), numbers }
}

fn crashed(root: &Root, report: String) -> Outcomes {
    Outcomes { root: root.clone(), outcome: Outcome::Crashed, numbers: Report::default(), report }
}

/// Runs this program with limits of time and memory: what it reports, or how it ended.
fn limited(arguments: &[&OsStr]) -> Result<Report, String> {
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$@\""), "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (output, errors) = (reading(child.stdout.take()), reading(child.stderr.take()));
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
    match status {
        None => Err(format!("it took more than {} s", TIME.as_secs())),
        Some(status) if !status.success() => Err(format!("{status}: {}", errors.trim())),
        Some(status) => serde_json::from_str(&output).map_err(|_| format!("{status}: {}", errors.trim())),
    }
}

/// Reads what comes, so that the process need not wait.
fn reading(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        _ = pipe.map(|mut pipe| pipe.read_to_string(&mut text));
        text
    })
}
