//! The command `one`, which the test runs in a separate process: generates code from one root, a WSDL with
//! the files that it imports, and prints the result as one line of JSON.

use std::{collections::BTreeSet, path::Path, process::ExitCode, time::Instant};

use saponify_codegen::internals::{
    config::Config,
    emit,
    model::{BindingKind, Model},
    plan,
    problem::{Problems, Severity},
    read::{self, ReadOptions},
    source::Sources,
};
use serde::{Deserialize, Serialize};

/// Result for a root.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Number of SOAP operations that the document declares.
    pub(crate) operations: usize,
    /// Number of generated operations.
    pub(crate) generated: usize,
    /// Number of structs, enums and aliases.
    pub(crate) types: usize,
    /// Bytes and lines of the generated code.
    pub(crate) bytes: usize,
    pub(crate) lines: usize,
    pub(crate) milliseconds: u128,
    /// Peak resident size of the process, in kB.
    pub(crate) peak: usize,
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: Vec<String>,
    /// All problems, formatted for users.
    pub(crate) rendered: String,
}

/// Options of the command `one`, which follow its paths.
pub(crate) const OPTIONS: &[&str] = &["validate", "all-types", "convenience"];

/// Runs the command `one DOCUMENT CATALOG OUT [OPTION…]`. The commands `one memory` and `one time` exceed the
/// limits of memory and time on purpose.
pub(crate) fn main(arguments: Vec<String>) -> ExitCode {
    match arguments.as_slice() {
        [what] if what == "memory" => drop(std::hint::black_box(vec![1_u8; 2 << 30])),
        [what] if what == "time" => std::thread::sleep(std::time::Duration::from_secs(30)),
        _ => {}
    }
    let [document, catalog, out, options @ ..] = arguments.as_slice() else {
        println!("{}", serde_json::to_string(&Report::default()).unwrap());
        return ExitCode::SUCCESS;
    };
    let has = |name: &str| options.iter().any(|option| option == name);
    let convenience = has("convenience");
    let config = Config {
        validate: has("validate"),
        all_types: has("all-types"),
        plain_scalars: convenience,
        nil_members_refused: convenience,
        closed_enumerations: convenience,
        ..Config::default()
    };
    let report = generate(Path::new(document), Path::new(catalog), Path::new(out), &config);
    println!("{}", serde_json::to_string(&report).unwrap());
    ExitCode::SUCCESS
}

fn generate(document: &Path, catalog: &Path, out: &Path, config: &Config) -> Report {
    let start = Instant::now();
    let options = ReadOptions { catalogs: vec![catalog.to_owned()], ..ReadOptions::default() };
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read::read(&[document.to_owned()], &options, &mut sources, &mut problems);
    let plan = plan::plan(&model, config, &mut problems);
    let text = emit::single(&plan).expect("what is printed is Rust");
    let operations = soap_operations(&model);
    // If the bindings of a port type differ, the plan has separate operations for each of them. It may then
    // contain more operations than the port types declare.
    let soap = model.bindings.iter().map(|(_, binding)| binding);
    let soap = soap.filter(|binding| matches!(binding.kind, BindingKind::Soap { .. }));
    let places: BTreeSet<_> = soap.flat_map(|binding| &binding.operations).map(|bound| bound.span).collect();
    let is_left_out = plan.left_out.iter().any(|left_out| places.contains(&left_out.span));
    let most = if is_left_out { operations.saturating_sub(1) } else { operations };
    let mut report = Report {
        operations,
        generated: plan.counts.operations.min(most),
        types: plan.counts.types,
        bytes: text.len(),
        lines: text.lines().count(),
        ..Report::default()
    };
    for problem in problems.sorted() {
        match problem.severity {
            Severity::Error => report.errors.push(problem.message.clone()),
            Severity::Warning => report.warnings.push(problem.message.clone()),
            Severity::Note => {}
        }
    }
    report.rendered = problems.render(&sources, false);
    report.milliseconds = start.elapsed().as_millis();
    report.peak = peak();
    if !out.as_os_str().is_empty() {
        std::fs::write(out, text).unwrap();
    }
    report
}

/// Counts the operations that SOAP bindings contain. An operation in several bindings counts once.
fn soap_operations(model: &Model) -> usize {
    let mut operations = BTreeSet::new();
    for (_, binding) in model.bindings.iter() {
        if let BindingKind::Soap { .. } = binding.kind {
            operations.extend(
                binding.operations.iter().filter_map(|bound| Some((binding.port_type, bound.operation?))),
            );
        }
    }
    operations.len()
}

fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or_default()
}
