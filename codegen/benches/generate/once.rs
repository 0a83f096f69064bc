//! One run, measured in its own process.

use std::{fmt, fs, num::ParseFloatError, path::PathBuf, str::FromStr, time::Instant};

use saponify_codegen::internals::{
    config::Config,
    emit, plan,
    problem::Problems,
    read::{self, ReadOptions},
    source::Sources,
};

/// Cost of a run in milliseconds and megabytes.
pub(crate) struct Cost {
    /// Milliseconds for read, plan and emit.
    pub(crate) stages: [f64; 3],
    pub(crate) cpu: f64,
    pub(crate) peak: f64,
    pub(crate) lines: f64,
}

impl Cost {
    pub(crate) fn wall(&self) -> f64 {
        self.stages.iter().sum()
    }
}

pub(crate) fn run(wsdls: &[String]) -> Cost {
    let wsdls: Vec<PathBuf> = wsdls.iter().map(PathBuf::from).collect();
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let start = Instant::now();
    let model = read::read(&wsdls, &ReadOptions::default(), &mut sources, &mut problems);
    let read = start.elapsed();
    let plan = plan::plan(&model, &Config::default(), &mut problems);
    let planned = start.elapsed();
    let text = emit::single(&plan).expect("a plan that can be printed");
    let emitted = start.elapsed();
    Cost {
        stages: [read, planned - read, emitted - planned].map(|stage| stage.as_secs_f64() * 1e3),
        cpu: cpu(),
        peak: peak(),
        lines: text.lines().count() as f64,
    }
}

/// Returns the CPU time of this process in milliseconds; 0 if the system does not report it.
fn cpu() -> f64 {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

/// Returns the peak memory of this process in megabytes; 0 if the system does not report it.
fn peak() -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1e3
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [read, plan, emit] = self.stages;
        write!(f, "{read} {plan} {emit} {} {} {}", self.cpu, self.peak, self.lines)
    }
}

impl FromStr for Cost {
    type Err = ParseFloatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
        Ok(Self {
            stages: [number(0), number(1), number(2)],
            cpu: number(3),
            peak: number(4),
            lines: number(5),
        })
    }
}
