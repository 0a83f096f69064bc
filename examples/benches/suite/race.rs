//! Runs several ways to do a thing in turns, and prints how fast each was at its best, and in proportion.

use std::time::Instant;

/// A name, the best time so far in seconds, and what to do.
type Runner<'r> = (&'static str, f64, Box<dyn FnMut() -> f64 + 'r>);

/// Ways to do one thing, the first of which is what the others are compared with.
pub(crate) struct Race<'r> {
    title: String,
    bytes: usize,
    runners: Vec<Runner<'r>>,
}

impl<'r> Race<'r> {
    /// A race over a document of so many bytes.
    pub(crate) fn new(title: impl Into<String>, bytes: usize) -> Self {
        Self { title: title.into(), bytes, runners: Vec::new() }
    }

    /// Adds a way to do it.
    pub(crate) fn with<T>(self, name: &'static str, mut run: impl FnMut() -> T + 'r) -> Self {
        // The time until the result is there; what it costs to drop it is not part of it.
        let run = move || {
            let start = Instant::now();
            let result = std::hint::black_box(run());
            let elapsed = start.elapsed().as_secs_f64();
            drop(result);
            elapsed
        };
        self.with_seconds(name, run)
    }

    /// Adds a way that measures itself.
    pub(crate) fn with_seconds(mut self, name: &'static str, run: impl FnMut() -> f64 + 'r) -> Self {
        self.runners.push((name, f64::MAX, Box::new(run)));
        self
    }

    /// Lets all of them run in turns, so that what disturbs one disturbs all, for some seconds; prints the best of each.
    pub(crate) fn run(mut self) {
        let begin = Instant::now();
        let seconds = if std::env::args().any(|argument| argument == "--quick") { 0.5 } else { 5.0 };
        while begin.elapsed().as_secs_f64() < seconds {
            for (_, best, run) in &mut self.runners {
                *best = best.min(run());
            }
        }
        println!("\n{} ({} bytes)", self.title, self.bytes);
        let first = self.runners.first().map_or(1.0, |(_, best, _)| *best);
        for (name, best, _) in &self.runners {
            let speed = self.bytes as f64 / best / 1e6;
            println!("{name:28} {:10.1} µs {speed:9.0} MB/s {:7.2} ×", best * 1e6, first / best);
        }
    }
}
