//! Turns names in documentation into links: code spans that name a type, operation or service with a page.

use std::collections::BTreeMap;

use super::{
    calls::{self, Call, clients},
    members::Member,
    paths::Paths,
};
use crate::plan::{ItemRef, Plan};

/// Pages by the names that documentation uses for them. An ambiguous name is not linked.
pub(super) struct Names {
    types: BTreeMap<String, Option<String>>,
    operations: BTreeMap<String, Vec<String>>,
    services: BTreeMap<String, Option<String>>,
}

impl Names {
    /// Collects the names of everything that has a page.
    pub(super) fn new<'t>(
        plan: &Plan,
        paths: &Paths,
        types: impl Iterator<Item = (&'t ItemRef, &'t str)>,
        calls: &[Call<'_>],
    ) -> Self {
        let mut operations = BTreeMap::<_, Vec<_>>::new();
        for call in calls {
            let page = paths.operation(&call.method.operation);
            operations.entry(call.operation.name.clone()).or_default().push(page);
        }
        let services = clients(plan).map(|(module, client)| {
            (calls::name(client).to_owned(), format!("{}/index.md", paths.service(module, &client.ident)))
        });
        Self {
            types: unique(types.map(|(item, path)| (item.ident.clone(), path.to_owned()))),
            operations,
            services: unique(services),
        }
    }

    /// Returns a text of the page `from` in which each name in backticks is a link, if the name has a page.
    pub(super) fn linked(&self, from: &str, text: &str) -> String {
        let spans: Vec<&str> = text.split('`').collect();
        // Every second piece is a code span, unless the backticks are unbalanced or doubled.
        if spans.len().is_multiple_of(2) || text.contains("``") {
            return text.to_owned();
        }
        let mut linked = String::with_capacity(text.len());
        for (index, span) in spans.iter().enumerate() {
            if index.is_multiple_of(2) {
                linked.push_str(span);
                continue;
            }
            match self.page(from, span).filter(|_| !linked.ends_with('[')) {
                Some(page) => {
                    let up = "../".repeat(from.matches('/').count());
                    linked.push_str(&format!("[`{span}`]({up}{page})"));
                }
                None => linked.push_str(&format!("`{span}`")),
            }
        }
        linked
    }

    /// Turns the names in the documentation of rows into links to the pages of these names.
    pub(super) fn link(&self, from: &str, rows: &mut [Member]) {
        for row in rows {
            row.docs = self.linked(from, &row.docs);
        }
    }

    /// Returns the page that a name on the page `from` refers to. An operation of the same service has precedence over
    /// one of another service.
    fn page(&self, from: &str, name: &str) -> Option<&str> {
        let folder = from.rsplit_once('/').map(|(folder, _)| folder);
        let operations = self.operations.get(name).map(Vec::as_slice).unwrap_or_default();
        let beside = |page: &&String| page.rsplit_once('/').map(|(folder, _)| folder) == folder;
        let only = operations.first().filter(|_| operations.len() == 1);
        let page = self.types.get(name).and_then(Option::as_ref);
        let page = page.or_else(|| operations.iter().find(beside)).or(only);
        let page = page.or_else(|| self.services.get(name).and_then(Option::as_ref));
        page.map(String::as_str).filter(|page| *page != from)
    }
}

/// Maps each name to its page, or to `None` if several pages have it.
fn unique(pages: impl Iterator<Item = (String, String)>) -> BTreeMap<String, Option<String>> {
    let mut unique = BTreeMap::new();
    for (name, page) in pages {
        unique.entry(name).and_modify(|known| *known = None).or_insert(Some(page));
    }
    unique
}
