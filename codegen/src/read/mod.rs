//! Reads documents into a [`Model`]: loads the files and their imports, declares named components, then
//! defines each.
//!
//! This is the only stage that knows XML and roxmltree. Its result contains neither prefixes nor
//! references by name.

mod beginning;
mod budget;
mod builtins;
mod catalog;
mod csv;
mod cycles;
mod declare;
mod declared;
pub(crate) mod fetched;
mod files;
mod folders;
mod global;
pub(crate) mod guard;
#[cfg(feature = "cli")]
mod imports;
mod infer;
mod links;
mod load;
mod location;
mod merge;
mod missing;
mod name_values;
mod ncname;
mod parse;
mod publish;
mod references;
mod resolve;
mod schema;
mod strings;
mod tables;
mod tag;
mod unknown;
mod uri;
mod visit;
mod warning;
mod well_known;
mod wsdl;

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    lists::{CollectVec, PushAll},
    model::Model,
    problem::Problems,
    source::Sources,
};
pub use budget::{Expansion, expansion};
use catalog::Catalog;
use cycles::Starts;
use declared::Documents;
use files::{Disk, Files, Memory};
use folders::Folders;
use global::{Duplicate, Global};
#[cfg(feature = "cli")]
pub(crate) use imports::{Import, imports};
use load::{Places, Texts};
use merge::Draft;
use references::References;
use resolve::Resolver;
use strings::Strings;
use well_known::WellKnown;
#[cfg(feature = "cli")]
pub(crate) use well_known::built_in;

/// Options for reading documents.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Catalog files: CSV with the columns `url` and `local`, or OASIS XML catalogs.
    pub catalogs: Vec<PathBuf>,
    /// Files for single URLs or namespaces. They take precedence over the catalogs.
    pub mappings: BTreeMap<String, PathBuf>,
    /// Whether different types with the same name in several of the given documents are kept separate. By
    /// default they are reported as a problem.
    pub keep_apart: bool,
    /// Whether an import that leaves the folders of the given documents, of the catalogs and of mapped files
    /// is an error. By default it is reported as a note.
    pub confine_imports: bool,
    /// Maximum number of components that the documents may expand to. The default is 1,000,000, plus 20 for
    /// each component that they declare.
    pub max_components: Option<u64>,
}

/// Reads documents and their direct and indirect imports from disk.
///
/// Each of `roots` is a WSDL or a schema. A schema is given as a root if no WSDL is read, or if other
/// documents use its namespace without naming its file. Nothing is fetched from the network. Defects are
/// added to `problems`; the model contains everything that does not depend on the defective parts.
pub fn read(
    roots: &[PathBuf],
    options: &ReadOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Model {
    read_from(&Disk, roots, options, sources, problems)
}

/// Reads documents that are given by name and text, as [`read`] does. Imports are resolved among these
/// documents.
///
/// A document that another one imports is not a root.
pub fn read_texts(
    texts: &[(&str, &str)],
    options: &ReadOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Model {
    let bytes: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect_vec();
    read_bytes(&bytes, options, sources, problems)
}

/// Reads documents that are given by name and bytes, as [`read_texts`] does.
pub fn read_bytes(
    texts: &[(&str, &[u8])],
    options: &ReadOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Model {
    let files = texts.iter().map(|(name, bytes)| (files::normal(name.as_ref()), bytes.to_vec()));
    let memory = Memory(files.collect());
    let roots: Vec<PathBuf> = texts.iter().map(|(name, _)| PathBuf::from(name)).collect_vec();
    read_from(&memory, &roots, options, sources, problems)
}

/// Reads the documents `roots` of a folder in memory, as [`read`] does on disk. `files` contains the bytes of
/// each file by its name.
#[cfg(feature = "cli")]
pub(crate) fn read_folder(
    files: &BTreeMap<String, Vec<u8>>,
    roots: &[PathBuf],
    options: &ReadOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Model {
    let files = files.iter().map(|(name, bytes)| (files::normal(name.as_ref()), bytes.clone()));
    read_from(&Memory(files.collect()), roots, options, sources, problems)
}

fn read_from(
    files: &dyn Files,
    roots: &[PathBuf],
    options: &ReadOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Model {
    let mut catalog = Catalog::default();
    for (url, path) in &options.mappings {
        catalog.add(url, path.clone());
    }
    catalog.read(&options.catalogs, files, sources, problems);
    catalog.read_fetched(roots, files, sources);
    let texts = Texts::new();
    let places = Places {
        folders: Folders::new(roots, &options.catalogs, &catalog, files),
        catalog,
        files,
        confine: options.confine_imports,
    };
    let loaded = load::load(roots, &places, &texts, sources, problems);
    ncname::check(&loaded, problems);
    let well_known = WellKnown::new(sources);
    let copies = budget::copies(options.max_components);
    let draft = scopes(Documents { loaded: &loaded, well_known: &well_known, copies }, problems);
    let mut model = merge::merge(draft, options.keep_apart, problems);
    model.documents = publish::documents(&loaded, sources);
    problems.merge_references();
    // Later stages could not process a model that expands to too many components.
    if budget::check(&model, options.max_components, problems) { model } else { builtins::model() }
}

/// Reads each root with its imports into one model.
fn scopes(documents: Documents<'_>, problems: &mut Problems) -> Draft {
    let mut strings = Strings::default();
    let mut draft =
        Draft { model: builtins::model(), globals: Vec::new(), duplicates: Vec::new(), scopes: 0 };
    for root in documents.loaded.scopes() {
        let (globals, duplicates) = scope(root, documents, &mut draft.model, &mut strings, problems);
        draft.globals.push_all(globals);
        draft.duplicates.push_all(duplicates);
        draft.scopes += 1;
    }
    draft
}

/// Reads a root with its imports. Adds its components to the model. Returns the global components and the
/// names that were declared twice.
fn scope<'a>(
    root: usize,
    documents: Documents<'a>,
    model: &mut Model,
    strings: &mut Strings<'a>,
    problems: &mut Problems,
) -> (Vec<Global>, Vec<Duplicate>) {
    let starts = Starts::after(model);
    let mut declared = visit::declare(root, documents, model, strings, problems);
    let mut references = References::new();
    let mut resolver = Resolver {
        documents,
        redefinition: None,
        declared: &mut declared,
        references: &mut references,
        model,
        strings,
        problems,
    };
    let mut open = schema::define(&mut resolver);
    wsdl::define(&mut resolver);
    // Resolving the references in messages may have declared more schema components.
    open.append(schema::define(&mut resolver));
    cycles::cut(model, starts, problems);
    infer::infer(&open, model, starts, problems);
    name_values::resolve(&open, model, problems);
    missing::report(&declared, &references, documents.well_known, problems);
    declared.into_globals()
}
