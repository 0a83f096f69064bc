//! Every document of the shared corpora is read within limits and without a panic.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod shared;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use saponify_codegen::internals::{
    model::BindingKind,
    problem::{Problems, Severity},
    read::{Expansion, ReadOptions, expansion, read, read_bytes},
    source::Sources,
};
use shared::shared;

/// Returns the rows of a CSV file whose cells contain no line breaks.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let mut cells = vec![String::new()];
            let mut quoted = false;
            for character in line.chars() {
                match character {
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    character => cells.last_mut().unwrap().push(character),
                }
            }
            cells
        })
        .collect()
}

struct Outcome {
    operations: usize,
    is_clean: bool,
    problems: usize,
    time: Duration,
    rendered: String,
    expansion: Expansion,
}

fn read_one(corpora: &Path, path: PathBuf) -> Outcome {
    let options = ReadOptions { catalogs: vec![corpora.join("catalog.csv")], ..ReadOptions::default() };
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let start = Instant::now();
    let model = read(&[path], &options, &mut sources, &mut problems);
    let time = start.elapsed();
    let operations = model
        .bindings
        .iter()
        .filter(|(_, binding)| matches!(binding.kind, BindingKind::Soap { .. }))
        .map(|(_, binding)| binding.operations.len())
        .sum();
    let rendered = problems.render(&sources, false);
    let expansion = expansion(&model);
    Outcome {
        expansion,
        operations,
        is_clean: !problems.any(Severity::Warning),
        problems: problems.len(),
        time,
        rendered,
    }
}

#[test]
fn every_complete_root_is_read() {
    let Some(corpora) = shared().map(|shared| shared.join("corpora")) else { return };
    let (mut roots, mut clean, mut operations, mut slowest) = (0, 0, 0, Duration::ZERO);
    let (mut largest, mut largest_root) = (0, String::new());
    for row in rows(&corpora.join("index.csv")) {
        if !matches!(&*row[7], "yes" | "catalog") {
            continue;
        }
        let outcome = read_one(&corpora, corpora.join(&row[0]).join(&row[1]));
        roots += 1;
        clean += usize::from(outcome.is_clean);
        operations += outcome.operations;
        slowest = slowest.max(outcome.time);
        let Expansion { components, limit, .. } = outcome.expansion;
        assert!(components <= limit / 4, "{} expands to {components} components of {limit}", row[1]);
        if components > largest {
            (largest, largest_root) = (components, row[1].clone());
        }
        assert!(outcome.time < Duration::from_secs(10), "{} takes {:?}", row[1], outcome.time);
    }
    println!(
        "{roots} roots, {clean} without a defect, {operations} operations in SOAP bindings, slowest {slowest:?}"
    );
    println!("the largest expands to {largest} components: {largest_root}");
    assert_eq!(roots, 1089);
    // The other roots have defects (undeclared names and prefixes, differing types, services without ports) or no port
    // for HTTP.
    assert!(clean >= 915, "{clean}");
}

#[test]
fn every_incomplete_root_reports_the_missing_documents() {
    let Some(corpora) = shared().map(|shared| shared.join("corpora")) else { return };
    let mut silent = Vec::new();
    for row in rows(&corpora.join("index.csv")) {
        // A namespace imported without a location is reported only if it is needed and not built in.
        if row[7] == "yes" || row[7] == "catalog" || row[7].starts_with("ns-only") {
            continue;
        }
        let outcome = read_one(&corpora, corpora.join(&row[0]).join(&row[1]));
        if !["missing", "network", "cannot be read", "declares"]
            .iter()
            .any(|word| outcome.rendered.contains(word))
        {
            silent.push(row[1].clone());
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn every_broken_file_is_a_problem() {
    let Some(corpora) = shared().map(|shared| shared.join("corpora")) else { return };
    let mut silent = Vec::new();
    for row in rows(&corpora.join("negative.csv")) {
        let outcome = read_one(&corpora, corpora.join(&row[0]));
        assert!(outcome.time < Duration::from_secs(10));
        if outcome.problems == 0 {
            silent.push(row[0].rsplit('/').next().unwrap_or_default().to_owned());
        }
    }
    // These files are valid WSDL and XML Schema; they are negative tests of a tool that could not read them.
    let right = ["ADC_BibCode.wsdl", "AWSECommerceService.wsdl", "BLZService.wsdl", "rpc-service.wsdl"];
    assert_eq!(silent, right);
}

/// Deterministic pseudo-random numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn truncated_and_modified_files_cause_no_panic() {
    let Some(corpora) = shared().map(|shared| shared.join("corpora")) else { return };
    let mut numbers = Numbers(1);
    let rows = rows(&corpora.join("index.csv"));
    for row in rows.iter().step_by(11) {
        let Ok(bytes) = std::fs::read(corpora.join(&row[0]).join(&row[1])) else { continue };
        if bytes.len() > 100_000 || bytes.is_empty() {
            continue;
        }
        for round in 0..4 {
            let mut changed = bytes.clone();
            match round {
                0 => changed.truncate(numbers.below(bytes.len())),
                // Moves a tag or an attribute to a place where it does not belong.
                1 => {
                    let (from, to) = (numbers.below(bytes.len()), numbers.below(bytes.len()));
                    let piece = changed.split_off(from.min(to));
                    changed.splice(0..0, piece);
                }
                _ => {
                    for _ in 0..8 {
                        let (at, other) = (numbers.below(bytes.len()), numbers.below(bytes.len()));
                        changed[at] = if round == 2 { bytes[other] } else { numbers.below(256) as u8 };
                    }
                }
            }
            let (mut sources, mut problems) = (Sources::new(), Problems::new());
            let texts = [("a.wsdl", &*changed), ("b.wsdl", &*bytes)];
            read_bytes(&texts, &ReadOptions::default(), &mut sources, &mut problems);
            problems.render(&sources, false);
        }
    }
}
