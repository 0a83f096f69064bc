//! Runs each root in a separate process with limits on time and memory, and classifies the result.

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

/// Time limit for a root.
const TIME: Duration = Duration::from_secs(10);
/// Memory limit for a root, in kB.
const MEMORY: usize = 1 << 20;

/// Result of a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Every SOAP operation was generated.
    Whole,
    /// Some SOAP operations were generated.
    Partly,
    /// No SOAP operation was generated, and problems report why.
    Refused,
    /// The document contains no SOAP operation, and a problem reports that.
    Nothing,
    /// The process crashed or exceeded a limit, or operations are missing although no problem was reported.
    Crashed,
}

impl Outcome {
    /// Returns `true` if code was generated or a problem was reported.
    pub(crate) fn is_orderly(self) -> bool {
        self != Self::Crashed
    }

    /// Returns `true` if a problem was reported.
    pub(crate) fn is_reported(self) -> bool {
        matches!(self, Self::Refused | Self::Partly | Self::Nothing)
    }
}

/// A root and its result.
pub(crate) struct Outcomes {
    pub(crate) root: Root,
    pub(crate) outcome: Outcome,
    pub(crate) numbers: Report,
    /// Problems formatted for users, or how the process ended.
    pub(crate) report: String,
}

/// Generates code from roots into `folder`, in parallel on all processors. `options` are options of the
/// command `one`, such as `validate`.
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

/// Runs the generator on the malformed files.
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
        // All operations of a malformed file were generated. This is acceptable in two cases: a warning
        // reports the defect, or nothing except the name of the file suggests a defect. `Outcome::Partly`
        // counts as acceptable, `Outcome::Whole` does not.
        if result.outcome == Outcome::Whole
            && (negative.is_declared_only || !result.numbers.warnings.is_empty())
        {
            result.outcome = Outcome::Partly;
            if result.report.is_empty() {
                result.report = format!("sound: all {} operations are generated", result.numbers.generated);
            }
        }
        (path.clone(), result)
    };
    index.negative.iter().map(run).collect()
}

/// Returns `true` if both limits work: a process that runs too long is stopped, and a process that allocates
/// too much memory fails.
pub(crate) fn limits_hold() -> bool {
    let ends = |what: &str| match limited(&["one".as_ref(), what.as_ref()]) {
        Ok(_) => {
            println!("FAIL a process that exceeds its {what} is not stopped");
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
    let is_reported = !numbers.errors.is_empty() || !numbers.warnings.is_empty();
    let outcome = match (numbers.operations, numbers.generated) {
        (0, _) => Outcome::Nothing,
        (all, generated) if generated == all => Outcome::Whole,
        (_, _) if !is_reported => {
            return crashed(root, "operations are missing without a reported reason".to_owned());
        }
        (_, 0) => Outcome::Refused,
        (_, _) => Outcome::Partly,
    };
    // Like the Builder, treats errors in the documents as a failure.
    let outcome = if numbers.errors.is_empty() { outcome } else { Outcome::Refused };
    Outcomes { root: root.clone(), outcome, report: numbers.rendered.clone(), numbers }
}

fn crashed(root: &Root, report: String) -> Outcomes {
    Outcomes { root: root.clone(), outcome: Outcome::Crashed, numbers: Report::default(), report }
}

/// Runs this program with limits on time and memory. Returns its report, or how it ended.
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

/// Reads the output on a thread, so that the process is not blocked by a full pipe.
fn reading(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        _ = pipe.map(|mut pipe| pipe.read_to_string(&mut text));
        text
    })
}
