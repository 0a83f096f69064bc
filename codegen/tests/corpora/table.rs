//! Prints results as tables: one row per corpus, and the reasons for operations that are missing.

use std::collections::BTreeMap;

use crate::run::{Outcome, Outcomes};

#[derive(Default)]
struct Row {
    roots: usize,
    whole: usize,
    partly: usize,
    refused: usize,
    nothing: usize,
    crashed: usize,
    generated: usize,
    operations: usize,
    types: usize,
    lines: usize,
}

impl Row {
    fn add(&mut self, result: &Outcomes) {
        self.roots += 1;
        match result.outcome {
            Outcome::Whole => self.whole += 1,
            Outcome::Partly => self.partly += 1,
            Outcome::Refused => self.refused += 1,
            Outcome::Nothing => self.nothing += 1,
            Outcome::Crashed => self.crashed += 1,
        }
        self.operations += result.numbers.operations;
        if result.outcome != Outcome::Refused {
            self.generated += result.numbers.generated;
            self.types += result.numbers.types;
            self.lines += result.numbers.lines;
        }
    }

    fn print(&self, name: &str) {
        println!(
            "{name:<28}{:>6}{:>7}{:>8}{:>9}{:>9}{:>9}{:>11}/{:<6}{:>8}{:>9}",
            self.roots,
            self.whole,
            self.partly,
            self.refused,
            self.nothing,
            self.crashed,
            self.generated,
            self.operations,
            self.types,
            self.lines
        );
    }
}

/// Prints the table, then the frequency of each reason, then the slowest roots.
pub(crate) fn print(results: &[Outcomes], each: bool) {
    let mut corpora: BTreeMap<&str, Row> = BTreeMap::new();
    let mut total = Row::default();
    for result in results {
        corpora.entry(&result.root.corpus).or_default().add(result);
        total.add(result);
    }
    println!(
        "{:<28}{:>6}{:>7}{:>8}{:>9}{:>9}{:>9}{:>18}{:>8}{:>9}",
        "corpus", "roots", "whole", "partly", "refused", "no SOAP", "crashed", "operations", "types", "lines"
    );
    for (name, row) in &corpora {
        row.print(name);
    }
    total.print("all");
    if each {
        for result in results.iter().filter(|result| result.outcome != Outcome::Whole) {
            println!("\n{:?} {}", result.outcome, result.root.path);
            let numbers = &result.numbers;
            if result.outcome == Outcome::Crashed {
                println!("    {}", result.report);
            }
            let mut messages: Vec<_> = numbers.errors.iter().chain(&numbers.warnings).collect();
            messages.dedup();
            messages.iter().take(12).for_each(|reason| println!("    {reason}"));
        }
    }
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for result in results.iter().filter(|result| result.outcome != Outcome::Whole) {
        let mut own: Vec<_> =
            result.numbers.errors.iter().chain(&result.numbers.warnings).map(|r| general(r)).collect();
        if result.outcome == Outcome::Crashed {
            own.push(result.report.lines().next().unwrap_or_default().to_owned());
        }
        own.sort();
        own.dedup();
        own.into_iter().for_each(|reason| *reasons.entry(reason).or_default() += 1);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    println!("\nreasons for missing operations, with the number of roots");
    reasons.iter().take(60).for_each(|(reason, count)| println!("{count:>6}  {reason}"));
    let mut slow: Vec<_> = results.iter().collect();
    slow.sort_by_key(|result| std::cmp::Reverse(result.numbers.milliseconds));
    println!("\n{:>8}{:>10}{:>12}  slowest", "ms", "peak kB", "bytes out");
    for result in slow.iter().take(8) {
        let numbers = &result.numbers;
        println!(
            "{:>8}{:>10}{:>12}  {}",
            numbers.milliseconds, numbers.peak, numbers.bytes, result.root.path
        );
    }
}

/// Returns a reason with its names replaced by `…`.
fn general(reason: &str) -> String {
    let parts = reason.split('`').enumerate();
    parts.map(|(place, part)| if place % 2 == 1 { "`…`" } else { part }).collect()
}
