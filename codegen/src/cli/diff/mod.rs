//! `saponify diff`: changes between two versions of a contract that affect callers of the generated code.
//!
//! Compares the plans, because they describe the generated code that users see. The models are compared only
//! for changes that do not affect the plans.

mod change;
mod modules;
mod operations;
mod types;
mod wire;

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::Serialize;

use self::{
    change::{Change, Effect, Kind},
    modules::Versions,
};
use super::{
    Outcome,
    arguments::Diff,
    failure::Failure,
    load::{self, Loaded},
    terminal::{self, bold, count, paint},
};
use crate::{
    compare::Comparison,
    config::Config,
    escape::visible,
    model::Model,
    plan::{self, ItemRef, Plan},
};

/// Prints the changes.
pub(super) fn run(arguments: &Diff) -> Result<Outcome, Failure> {
    let old = version(arguments, &arguments.old)?;
    let new = version(arguments, &arguments.new)?;
    let report = Report::new(changes(&old, &new));
    match arguments.json {
        true => terminal::print_json(&report)?,
        false => terminal::print(&report.text())?,
    }
    Ok(if report.counts.breaks > 0 { Outcome::Differs } else { Outcome::Done })
}

/// One version of the contract, read and planned.
struct Version {
    model: Model,
    plan: Plan,
}

/// Compares two versions, and returns the changes as text.
///
/// # Errors
///
/// If a version has errors.
pub(super) fn between(old: Loaded, new: Loaded, config: &Config) -> Result<String, Failure> {
    let (old, new) = (planned(old, config)?, planned(new, config)?);
    Ok(Report::new(changes(&old, &new)).text())
}

fn version(arguments: &Diff, path: &Path) -> Result<Version, Failure> {
    let loaded = load::load(&documents(path)?, &arguments.documents.options())?;
    planned(loaded, &arguments.code.config())
}

fn planned(loaded: Loaded, config: &Config) -> Result<Version, Failure> {
    let Loaded { model, sources, mut problems } = loaded;
    let plan = plan::plan(&model, config, &mut problems);
    // Documents with errors cannot be compared. A component that is only skipped by the generator is treated as
    // absent.
    if problems.has_errors() {
        return Err(Failure::Documents(problems.render(&sources, true)));
    }
    Ok(Version { model, plan })
}

/// Returns the documents of a contract: `path` itself, or all WSDLs in the folder `path`. The WSDLs of a
/// folder are planned together, as a family.
fn documents(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |error: io::Error| {
        Failure::Unknown(format!("cannot read the folder `{}`: {error}", path.display()), None)
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if is_wsdl(&path) {
            found.push(path);
        }
    }
    if found.is_empty() {
        let hint =
            "in a folder, files named `*.wsdl` are read, and files named `*.xml` that contain `definitions`"
                .to_owned();
        return Err(Failure::Unknown(
            format!("found no WSDL in the folder `{}`", path.display()),
            Some(hint),
        ));
    }
    found.sort();
    Ok(found)
}

/// Returns `true` if a file is a WSDL: by its extension, or by its first bytes if the extension is `.xml`.
fn is_wsdl(path: &Path) -> bool {
    const MAX_BYTES: u64 = 4096;
    let extension = path.extension().unwrap_or_default();
    if !extension.eq_ignore_ascii_case("xml") || !path.is_file() {
        return extension.eq_ignore_ascii_case("wsdl");
    }
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut start));
    // Without the zero bytes, ASCII in UTF-16 reads like UTF-8.
    start.retain(|byte| *byte != 0);
    read.is_ok() && String::from_utf8_lossy(&start).contains("definitions")
}

/// Returns all changes, the worst first.
fn changes(old: &Version, new: &Version) -> Vec<Change> {
    let mut changes = Vec::new();
    let comparison = Comparison::aligned(&old.model, &new.model);
    for (before, after) in &comparison.namespaces {
        let message = format!("the namespace is now `{after}`, and the SOAP actions changed with it");
        let change = Change::new(Effect::Fine, Kind::Renamed, "namespace", before.clone(), message);
        changes.push(change.values(&**before, &**after));
    }
    let versions = Versions::new(&old.plan, &new.plan, &mut changes);
    let implied = operations::compare(&versions, &comparison.namespaces, &mut changes);
    types(&versions, &implied, &mut changes);
    let differences = comparison.differences(&old.model, &new.model);
    wire::compare(&differences, &mut changes);
    changes.sort_by_key(|change| change.effect);
    changes
}

fn types(versions: &Versions<'_>, implied: &BTreeSet<(bool, ItemRef)>, changes: &mut Vec<Change>) {
    let mut known = BTreeSet::new();
    for (module, item) in versions.old.all().filter(|(_, item)| item.is_type()) {
        let reference = ItemRef { module, ident: item.ident().to_owned() };
        let now = versions.forward(&reference);
        match now.as_ref().and_then(|now| versions.new.item(now)).filter(|item| item.is_type()) {
            Some(other) => types::compare(versions, &reference, item, other, changes),
            None if implied.contains(&(false, reference.clone())) => {}
            None => {
                let path = versions.old.path(&reference);
                changes.push(Change::new(Effect::Breaks, Kind::Removed, "type", path, "removed"));
            }
        }
        known.extend(now);
    }
    for (module, item) in versions.new.all().filter(|(_, item)| item.is_type()) {
        let reference = ItemRef { module, ident: item.ident().to_owned() };
        if !known.contains(&reference) && !implied.contains(&(true, reference.clone())) {
            let path = versions.new.path(&reference);
            let message = format!("added, {}", types::kind(item));
            changes.push(Change::new(Effect::Fine, Kind::Added, "type", path, message));
        }
    }
}

/// Output of the command. The field names are the keys of the JSON output, which `--help` documents.
#[derive(Debug, Serialize)]
struct Report {
    changes: Vec<Change>,
    counts: Counts,
}

/// Numbers of changes by effect.
#[derive(Clone, Copy, Debug, Serialize)]
struct Counts {
    breaks: usize,
    may_break: usize,
    fine: usize,
}

impl Report {
    fn new(changes: Vec<Change>) -> Self {
        let of = |effect| changes.iter().filter(|change| change.effect == effect).count();
        let counts =
            Counts { breaks: of(Effect::Breaks), may_break: of(Effect::MayBreak), fine: of(Effect::Fine) };
        Self { changes, counts }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        for change in &self.changes {
            let effect = match change.effect {
                Effect::Breaks => paint("1;31", "breaks   "),
                Effect::MayBreak => paint("33", "may break"),
                Effect::Fine => paint("32", "fine     "),
            };
            let message = visible(&change.message);
            out.push_str(&format!("{effect}  {} {}: {message}\n", change.thing, bold(&change.rust)));
        }
        let Counts { breaks, may_break, fine } = self.counts;
        if self.changes.is_empty() {
            return "nothing changed for callers\n".to_owned();
        }
        out.push_str(&format!("\n{}: ", count(self.changes.len(), "change")));
        out.push_str(&format!("{breaks} break callers, {may_break} may break them, {fine} are fine\n"));
        if may_break > 0 {
            out.push_str(
                "Code that may break: struct literals without `..Default::default()`, `match` without `_`, and code that\n\
                 relies on the old behaviour.\n",
            );
        }
        out
    }
}
