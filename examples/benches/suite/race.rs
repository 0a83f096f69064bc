//! Runs several implementations in turns and prints the best time of each, absolute and relative.

use std::time::Instant;

/// Name, best time so far in seconds, and function to measure.
type Runner<'r> = (&'static str, f64, Box<dyn FnMut() -> f64 + 'r>);

/// Several implementations of one task. The others are compared with the first.
pub(crate) struct Race<'r> {
    title: String,
    bytes: usize,
    runners: Vec<Runner<'r>>,
}

impl<'r> Race<'r> {
    /// Creates a race over a document of `bytes` bytes.
    pub(crate) fn new(title: impl Into<String>, bytes: usize) -> Self {
        Self { title: title.into(), bytes, runners: Vec::new() }
    }

    /// Adds an implementation.
    pub(crate) fn with<T>(self, name: &'static str, mut run: impl FnMut() -> T + 'r) -> Self {
        // The time ends when the result is available; dropping it is not included.
        let run = move || {
            let start = Instant::now();
            let result = std::hint::black_box(run());
            let elapsed = start.elapsed().as_secs_f64();
            drop(result);
            elapsed
        };
        self.with_seconds(name, run)
    }

    /// Adds an implementation that measures its own time and returns it, in seconds.
    pub(crate) fn with_seconds(mut self, name: &'static str, run: impl FnMut() -> f64 + 'r) -> Self {
        self.runners.push((name, f64::MAX, Box::new(run)));
        self
    }

    /// Runs all implementations for some seconds, prints the best time of each, and returns the speeds
    /// relative to the first. The implementations take turns, so that other load on the machine affects all
    /// of them equally.
    pub(crate) fn run(mut self) -> Ratios {
        let begin = Instant::now();
        let seconds = if std::env::args().any(|argument| argument == "--quick") { 0.5 } else { 5.0 };
        while begin.elapsed().as_secs_f64() < seconds {
            for (_, best, run) in &mut self.runners {
                // A task of microseconds is run several times, because during the first run the processor's
                // caches contain data of the other implementations.
                let times = if *best < 1e-4 { 10 } else { 1 };
                (0..times).for_each(|_| *best = best.min(run()));
            }
        }
        println!("\n{} ({} bytes)", self.title, self.bytes);
        let first = self.runners.first().map_or(1.0, |(_, best, _)| *best);
        for (name, best, _) in &self.runners {
            let speed = self.bytes as f64 / best / 1e6;
            println!("{name:28} {:10.1} µs {speed:9.0} MB/s {:7.2} ×", best * 1e6, first / best);
        }
        Ratios(self.runners.iter().map(|(name, best, _)| (*name, first / best)).collect())
    }
}

/// Speed of each implementation relative to the first, by name.
pub(crate) struct Ratios(Vec<(&'static str, f64)>);

impl Ratios {
    /// Returns the speed of one implementation relative to another; `None` if one of them did not run.
    pub(crate) fn of(&self, name: &str, other: &str) -> Option<f64> {
        let find = |name| self.0.iter().find(|(known, _)| *known == name).map(|(_, ratio)| *ratio);
        Some(find(name)? / find(other)?)
    }
}

/// Prints the load of the machine, which affects the times.
pub(crate) fn print_load() {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    println!(
        "\nload averages {}, {processors} processors",
        load.split(' ').take(3).collect::<Vec<_>>().join(" ")
    );
}
