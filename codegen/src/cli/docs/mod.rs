//! `saponify docs`: reference pages in Markdown and HTML, one for each operation and type, and an index for each service.

mod calls;
mod contract;
mod escape;
mod html;
mod members;
mod names;
mod operation;
mod pages;
mod paths;
mod service;
mod site;
mod snippet;
mod types;

pub(super) use self::{
    calls::{Call, calls},
    snippet::{Literals, formatted_call},
};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use self::{
    calls::clients,
    contract::{Contract, Page, render},
    names::Names,
    pages::{ElementEntry, IndexPage},
    paths::Paths,
    site::Entry,
};
use super::{
    Outcome,
    arguments::Docs,
    failure::Failure,
    load::{self, Loaded},
    rust::Rust,
    sample::Samples,
    terminal::{self, bold, count, note},
};
use crate::{
    config::Config,
    model::Model,
    plan::{self, Item, ItemRef, ModuleId, Plan, Root},
    source::Sources,
};

/// Writes the pages.
pub(super) fn run(arguments: &Docs) -> Result<Outcome, Failure> {
    let began = Instant::now();
    let loaded = load::load(&arguments.wsdls, &arguments.documents.options())?;
    let Loaded { model, sources, mut problems } = loaded;
    let config = arguments.code.config();
    let plan = plan::plan(&model, &config, &mut problems);
    let report = problems.render(&sources, true);
    if problems.has_errors() {
        return Err(Failure::Documents(report));
    }
    terminal::eprint(&report);
    let (mut pages, entries) = all_pages(&model, &config, &plan, &sources)?;
    if arguments.html {
        pages.extend(site::site(&pages, &entries)?);
    }
    write(&arguments.out, &pages)?;
    if !arguments.quiet {
        plan.notes.iter().for_each(|text| terminal::eprint(&note(text)));
        let place = bold(&arguments.out.display().to_string());
        let took = began.elapsed().as_secs_f64();
        let pages = pages.iter().filter(|(path, _)| path.ends_with(".md")).count();
        terminal::eprint(&format!("{} in {place}, {took:.2} s\n", count(pages, "page")));
    }
    Ok(Outcome::Done)
}

/// Renders the pages. Returns them and the entries of the search index.
fn all_pages<'c>(
    model: &'c Model,
    config: &'c Config,
    plan: &'c Plan,
    sources: &'c Sources,
) -> Result<(Vec<Page>, Vec<Entry>), Failure> {
    let rust = Rust::new(plan);
    let calls = calls(model, config, plan, &rust);
    let paths = Paths::new(plan, &rust, &calls);
    let names = Names::new(plan, &paths, paths.types(), &calls);
    let contract = Contract {
        model,
        sources,
        samples: Samples::new(model, config),
        paths,
        names,
        rust,
        left_out: &plan.left_out,
    };
    let mut pages = Vec::new();
    let mut services = Vec::new();
    let mut entries = Vec::new();
    for (module, client) in clients(plan) {
        let own: Vec<&Call<'_>> = calls.iter().filter(|call| std::ptr::eq(call.client, client)).collect();
        let (entry, page) = service::page(&contract, module, client, &own)?;
        entries.push(Entry {
            kind: "service".to_owned(),
            name: entry.name.clone(),
            page: entry.page.clone(),
            rust: client.ident.clone(),
            summary: entry.summary.clone(),
        });
        services.push(entry);
        pages.push(page);
        for call in own {
            let page = operation::page(&contract, call)?;
            entries.push(Entry {
                kind: format!("operation of {}", calls::name(call.client)),
                name: call.operation.name.clone(),
                page: page.0.clone(),
                rust: format!("{}::{}", call.client.ident, call.method.ident),
                summary: service::summary(&service::operation_documentation(call).text),
            });
            pages.push(page);
        }
    }
    let types = types::pages(&contract)?;
    let elements = elements(&contract);
    entries.extend(elements.iter().map(|element| Entry {
        kind: "element".to_owned(),
        name: element.name.clone(),
        page: "index.md".to_owned(),
        rust: element.path.clone(),
        summary: element.summary.clone(),
    }));
    entries.extend(types.iter().map(|(rust, (page, _))| Entry {
        kind: "type".to_owned(),
        name: rust.rsplit("::").next().unwrap_or_default().to_owned(),
        page: page.clone(),
        rust: rust.clone(),
        summary: String::new(),
    }));
    let counts = match services.is_empty() {
        true => count(elements.len(), "element"),
        false => count(calls.len(), "operation"),
    };
    let index = IndexPage {
        counts: format!("{counts}, {}", count(types.len(), "type")),
        elements,
        types: types.iter().map(|(name, (path, _))| (name.clone(), path.clone())).collect(),
        services,
    };
    pages.push(("index.md".to_owned(), render(&index)?));
    pages.extend(types.into_iter().map(|(_, page)| page));
    Ok((pages, entries))
}

/// Returns the global elements for which the generated code has a constant.
fn elements(contract: &Contract<'_>) -> Vec<ElementEntry> {
    let roots = contract.rust.all().filter_map(|(module, item)| match item {
        Item::Root(root) => Some((module, root)),
        _ => None,
    });
    let link = |item: &ItemRef| contract.paths.link("index.md", item);
    let entry = |(module, root): (ModuleId, &Root)| ElementEntry {
        name: root.name.local.clone(),
        path: contract.rust.path(&ItemRef { module, ident: root.ident.clone() }),
        ty: members::type_cell(&contract.rust, &root.ty, &link),
        summary: service::summary(&root.docs),
    };
    roots.map(entry).collect()
}

/// Writes the pages whose text changed.
fn write(folder: &Path, pages: &[Page]) -> Result<(), Failure> {
    for (path, text) in pages {
        let target: PathBuf = folder.join(path);
        if fs::read(&target).is_ok_and(|present| present == text.as_bytes()) {
            continue;
        }
        let failed = |error| Failure::Write(target.clone(), error);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&target, text).map_err(failed)?;
    }
    Ok(())
}
