//! Every document of the shared corpora is read within limits, without a panic.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Helpers of tests are tests.

mod read_support;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use read_support::*;
use saponify_codegen::{
    model::BindingKind,
    problem::{Problems, Severity},
    read::{ReadOptions, read},
    source::Sources,
};

/// The rows of a CSV file whose cells hold no line breaks.
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
    errors: usize,
    problems: usize,
    time: Duration,
    rendered: String,
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
    Outcome { operations, errors: problems.count(Severity::Error), problems: problems.len(), time, rendered }
}

#[test]
fn every_complete_root_is_read() {
    let Some(corpora) = shared().map(|shared| shared.join("corpora")) else { return };
    let (mut roots, mut clean, mut operations, mut slowest) = (0, 0, 0, Duration::ZERO);
    for row in rows(&corpora.join("index.csv")) {
        if !matches!(&*row[7], "yes" | "catalog") {
            continue;
        }
        let outcome = read_one(&corpora, corpora.join(&row[0]).join(&row[1]));
        roots += 1;
        clean += usize::from(outcome.errors == 0);
        operations += outcome.operations;
        slowest = slowest.max(outcome.time);
        assert!(outcome.time < Duration::from_secs(10), "{} takes {:?}", row[1], outcome.time);
    }
    println!(
        "{roots} roots, {clean} without errors, {operations} operations in SOAP bindings, slowest {slowest:?}"
    );
    assert_eq!(roots, 1089);
    // The others are wrong: names that nothing declares, prefixes, types that differ.
    assert!(clean >= 980, "{clean}");
}

#[test]
fn every_incomplete_root_says_what_is_missing() {
    let Some(corpora) = shared().map(|shared| shared.join("corpora")) else { return };
    let mut silent = Vec::new();
    for row in rows(&corpora.join("index.csv")) {
        // Of namespaces without a place only those are told that are needed and not well known.
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
    // These are right as far as WSDL and XML Schema go; the tool whose negative tests they are could not read them.
    let right = ["ADC_BibCode.wsdl", "AWSECommerceService.wsdl", "BLZService.wsdl", "rpc-service.wsdl"];
    assert_eq!(silent, right);
}
