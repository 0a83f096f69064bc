//! What xsd-parser generates from the same schemas, in a process of its own that is asked for one run at a time.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

pub(crate) struct XsdParser {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl XsdParser {
    /// Begins to read, or to write, a document, which is one element without an envelope. None where xsd-parser cannot be
    /// built, or not asked for: it takes minutes the first time.
    pub(crate) fn begin(way: &str, element: &str, xml: &str) -> Option<Self> {
        let program = program()?;
        let file = folder().join(format!("{element}.xml"));
        fs::write(&file, xml).ok()?;
        let mut process = Command::new(program)
            .args([way, element])
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let (questions, answers) = (process.stdin.take()?, BufReader::new(process.stdout.take()?));
        Some(Self { process, questions, answers })
    }

    /// The seconds of one more run.
    pub(crate) fn run(&mut self) -> f64 {
        let mut answer = String::new();
        let asked = self.questions.write_all(b"\n").and_then(|()| self.answers.read_line(&mut answer));
        // A process that has ended answers nothing, and is no match for anybody.
        asked.ok().and_then(|_| answer.trim().parse().ok()).unwrap_or(f64::INFINITY)
    }
}

impl Drop for XsdParser {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// Builds the package `peer`.
fn program() -> Option<PathBuf> {
    if !env::args().any(|argument| argument == "--xsd-parser") {
        return None;
    }
    let target = folder().join("peer");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer/Cargo.toml");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--release", "--quiet", "--manifest-path"]).arg(manifest);
    let is_built = build.env("CARGO_TARGET_DIR", &target).status().is_ok_and(|status| status.success());
    is_built.then(|| target.join("release/peer"))
}
