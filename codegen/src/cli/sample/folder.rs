//! `saponify sample --out`: a folder with the samples of all operations or elements of a contract.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::form::Form;
use crate::{
    cli::{
        failure::Failure,
        operations::{self, Bound},
        terminal::{self, bold, count, note},
    },
    config::Config,
    escape::is_hidden,
    file_names::FileNames,
    model::{Direction, Model},
    plan,
};

/// Writes the samples whose text changed. A message without a sample is reported.
pub(super) fn write<'m>(folder: &Path, model: &'m Model, form: &Form<'m, '_>) -> Result<(), Failure> {
    let mut files = Files { folder, names: BTreeMap::new(), extension: form.extension(), number: 0 };
    if plan::is_schema_alone(model) {
        for (id, element) in plan::roots(model) {
            files.add(None, &element.name.local, form.element(id))?;
        }
    } else {
        let all = operations::all(model, &Config::default());
        let services: BTreeSet<&str> = all.iter().map(service).collect();
        for operation in &all {
            if form.direction() == Direction::Reply && operation.operation.output.is_none() {
                continue;
            }
            let service = (services.len() > 1).then(|| service(operation));
            let name = operation.full_name(model);
            files.add(service, &name, form.operation(operation))?;
        }
    }
    let written = format!("{} in {}\n", count(files.number, "sample"), bold(&folder.display().to_string()));
    terminal::eprint(&written);
    Ok(())
}

/// Returns the local name of the service, or of the binding if no service has a port for the binding. The
/// command `mock` uses the same name.
fn service<'m>(operation: &Bound<'m>) -> &'m str {
    match operation.port {
        Some((service, _)) => &service.name.local,
        None => &operation.binding.name.local,
    }
}

/// The files of a folder.
struct Files<'f> {
    folder: &'f Path,
    /// The names in use in each folder.
    names: BTreeMap<PathBuf, FileNames>,
    extension: &'static str,
    number: usize,
}

impl Files<'_> {
    fn add(
        &mut self,
        service: Option<&str>,
        name: &str,
        sample: Result<String, String>,
    ) -> Result<(), Failure> {
        let text = match sample {
            Ok(text) => text,
            Err(reason) => {
                terminal::eprint(&note(&format!("no example of `{name}` is possible: {reason}")));
                return Ok(());
            }
        };
        let folder =
            service.map_or_else(|| self.folder.to_owned(), |service| self.folder.join(safe(service)));
        let names = self.names.entry(folder.clone()).or_default();
        let target = folder.join(names.claim(&safe(name), self.extension));
        self.number += 1;
        if fs::read(&target).is_ok_and(|present| present == text.as_bytes()) {
            return Ok(());
        }
        let failed = |error| Failure::Write(target.clone(), error);
        fs::create_dir_all(&folder).map_err(failed)?;
        fs::write(&target, text).map_err(failed)
    }
}

/// Returns a name that does not leave the folder. `mock --answers` looks for the same name. The colon between
/// an operation and its input becomes a dot, because file names on Windows cannot contain a colon.
fn safe(name: &str) -> String {
    let safe = |(place, letter): (usize, char)| match letter {
        ':' => '.',
        '.' if place > 0 => letter,
        '_' | '-' => letter,
        _ if letter.is_alphanumeric() && !is_hidden(letter) => letter,
        _ => '_',
    };
    name.chars().enumerate().map(safe).collect()
}
