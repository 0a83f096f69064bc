//! A competitor in a separate process that performs one run per request.

use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// Process that performs a run for each line of input and answers with its time in seconds.
pub(crate) struct Peer {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts a program. Returns `None` if it cannot be started.
    pub(crate) fn begin(command: &mut Command) -> Option<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let (questions, answers) = (process.stdin.take()?, BufReader::new(process.stdout.take()?));
        Some(Self { process, questions, answers })
    }

    /// Performs one run and returns its time in seconds.
    pub(crate) fn run(&mut self) -> f64 {
        let mut answer = String::new();
        let asked = self.questions.write_all(b"\n").and_then(|()| self.answers.read_line(&mut answer));
        // A process that has ended is treated as infinitely slow.
        asked.ok().and_then(|_| answer.trim().parse().ok()).unwrap_or(f64::INFINITY)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Returns the folder for generated and built files.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}
