//! A program that does the same with other code, in a process of its own: it is asked for one run at a time.

use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A process that answers each line with the seconds of one more run.
pub(crate) struct Peer {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts a program; `None` if it cannot be started.
    pub(crate) fn begin(command: &mut Command) -> Option<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let (questions, answers) = (process.stdin.take()?, BufReader::new(process.stdout.take()?));
        Some(Self { process, questions, answers })
    }

    /// Seconds of one more run.
    pub(crate) fn run(&mut self) -> f64 {
        let mut answer = String::new();
        let asked = self.questions.write_all(b"\n").and_then(|()| self.answers.read_line(&mut answer));
        // A process that has ended answers nothing, and does not win.
        asked.ok().and_then(|_| answer.trim().parse().ok()).unwrap_or(f64::INFINITY)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The folder for what is built and written.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}
