//! Documents to [`Model`]: files are loaded with all that they import, named components declared, then each defined.
//!
//! The only place that knows XML and roxmltree. After it there are no prefixes and no references by name.

mod beginning;
mod budget;
mod builtins;
mod catalog;
mod cycles;
mod declare;
mod declared;
mod files;
mod folders;
mod global;
mod guard;
mod infer;
mod load;
mod location;
mod merge;
mod missing;
pub(crate) mod ncname;
mod parse;
mod references;
mod resolve;
mod schema;
mod strings;
mod tables;
mod tag;
mod uri;
mod visit;
mod well_known;
mod wsdl;

use std::{collections::BTreeMap, path::PathBuf};

use crate::{model::Model, problem::Problems, source::Sources};
pub use budget::{Expansion, expansion};
use catalog::Catalog;
use cycles::Starts;
use declared::Documents;
use files::{Disk, Files, Memory};
use folders::Folders;
use global::{Duplicate, Global};
use load::{Places, Texts};
use merge::Draft;
use references::References;
use resolve::Resolver;
use strings::Strings;
use well_known::WellKnown;

/// What a user can choose about reading.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Catalog files: CSV with the columns `url` and `local`, or OASIS XML catalogs.
    pub catalogs: Vec<PathBuf>,
    /// Files for single URLs or namespaces, before those of the catalogs.
    pub mappings: BTreeMap<String, PathBuf>,
    /// Whether types that differ between the given documents although they have one name are kept apart without being a
    /// problem.
    pub keep_apart: bool,
    /// Whether an import that leaves the folders of the given documents, of the catalogs and of mapped files is an error. By
    /// default it is a note.
    pub confine_imports: bool,
    /// The most components that the documents may expand to; by default a million, and 20 for each that they declare.
    pub max_components: Option<u64>,
}

/// Reads documents and everything that they import from disk.
///
/// Roots are WSDLs, and schemas that others may need or that are to be read by themselves. Nothing is fetched from the
/// network. What is wrong is told in `problems`; everything that does not depend on it is in the model.
pub fn read(
    roots: &[PathBuf],
    options: &ReadOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Model {
    read_from(&Disk, roots, options, sources, problems)
}

/// Reads documents that are given by name and text, as [`read`] does, imports resolved among them.
///
/// Those that another one imports are no roots of their own.
pub fn read_texts(
    texts: &[(&str, &str)],
    options: &ReadOptions,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Model {
    let bytes: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
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
    let roots: Vec<PathBuf> = texts.iter().map(|(name, _)| PathBuf::from(name)).collect();
    read_from(&memory, &roots, options, sources, problems)
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
    let model = merge::merge(draft, options.keep_apart, problems);
    // Nothing that follows can walk a model that expands beyond measure.
    if budget::check(&model, options.max_components, problems) { model } else { builtins::model() }
}

/// Reads each root with what it imports, all into one model.
fn scopes(documents: Documents<'_>, problems: &mut Problems) -> Draft {
    let mut strings = Strings::default();
    let mut draft =
        Draft { model: builtins::model(), globals: Vec::new(), duplicates: Vec::new(), scopes: 0 };
    for root in documents.loaded.scopes() {
        let (globals, duplicates) = scope(root, documents, &mut draft.model, &mut strings, problems);
        draft.globals.extend(globals);
        draft.duplicates.extend(duplicates);
        draft.scopes += 1;
    }
    draft
}

/// Reads a root with what it imports. Its components are added to the model; returned are the global ones.
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
    // Messages may have asked for more.
    open.append(schema::define(&mut resolver));
    cycles::cut(model, starts, problems);
    infer::infer(&open, model, starts, problems);
    missing::report(&declared, &references, documents.well_known, problems);
    declared.into_globals()
}
