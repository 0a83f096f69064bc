//! The reference pages as a static site: HTML beside the Markdown, with a search that works without a server.

use std::collections::BTreeSet;

use askama::Template;

use super::{
    contract::Page,
    html::{self, html_path},
};
use crate::{cli::failure::Failure, escape};

/// An entry of the search index.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// `service`, `type`, `element`, or `operation` with the name of its service.
    pub(super) kind: String,
    pub(super) name: String,
    /// Path of the Markdown page.
    pub(super) page: String,
    /// Name in Rust.
    pub(super) rust: String,
    /// Summary in Markdown.
    pub(super) summary: String,
}

/// A page of the site.
#[derive(Template)]
#[template(path = "site/page.html")]
struct SitePage<'p> {
    /// Path from the page to the folder of the site: empty, or `../` once for each folder.
    root: &'p str,
    title: &'p str,
    /// Names of the enclosing pages and of the page, with links.
    path: Vec<(String, Option<String>)>,
    /// HTML in which all text of the contract is escaped.
    content: &'p str,
}

/// Converts the pages. The result also contains the files for style and search.
pub(super) fn site(pages: &[Page], entries: &[Entry]) -> Result<Vec<Page>, Failure> {
    let known: BTreeSet<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    let mut site = vec![
        ("assets/style.css".to_owned(), include_str!("../../../templates/site/style.css").to_owned()),
        ("assets/search.js".to_owned(), include_str!("../../../templates/site/search.js").to_owned()),
        ("assets/index.js".to_owned(), index(entries)?),
    ];
    for (path, markdown) in pages {
        let html::Converted { title, content } = html::convert(path, markdown, &known);
        let root = "../".repeat(path.matches('/').count());
        let page =
            SitePage { root: &root, title: &title, path: trail(path, &title, &known), content: &content };
        let text = page.render().map_err(|error| Failure::Defect(error.to_string()))?;
        site.push((html_path(path), text));
    }
    Ok(site)
}

/// Returns the breadcrumbs of a page: the names of its folders and the title of the page. A folder that has an index
/// page gets a link to it.
fn trail(path: &str, title: &str, known: &BTreeSet<&str>) -> Vec<(String, Option<String>)> {
    if path == "index.md" {
        return Vec::new();
    }
    let mut folders: Vec<&str> = path.split('/').collect();
    let file = folders.pop().unwrap_or_default();
    let mut trail = Vec::new();
    for (depth, folder) in folders.iter().enumerate() {
        let index = format!("{}/index.md", folders.get(..=depth).unwrap_or_default().join("/"));
        if index == path {
            continue;
        }
        let up = "../".repeat(folders.len() - depth - 1);
        let link = known.contains(index.as_str()).then(|| format!("{up}index.html"));
        trail.push(((*folder).to_owned(), link));
    }
    if file != "index.md" || trail.len() < folders.len() {
        trail.push((title.to_owned(), None));
    }
    trail
}

/// Returns the script that contains the search index.
fn index(entries: &[Entry]) -> Result<String, Failure> {
    let row = |entry: &Entry| {
        let summary = html::plain(&entry.summary);
        [entry.kind.clone(), entry.name.clone(), html_path(&entry.page), entry.rust.clone(), summary]
    };
    let rows: Vec<[String; 5]> = entries.iter().map(row).collect();
    let json = serde_json::to_string(&rows).map_err(|error| Failure::Defect(error.to_string()))?;
    Ok(format!("window.saponifyIndex = {};\n", escape::json(&json)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_links_to_the_index_of_each_folder() {
        let known = BTreeSet::from(["index.md", "User/index.md", "User/GetUser.md", "types/a/User.md"]);
        let shown = |path, title| {
            let trail = trail(path, title, &known).into_iter();
            trail
                .map(|(name, link)| format!("{name}={}", link.unwrap_or_default()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(shown("index.md", "Reference"), "");
        assert_eq!(shown("User/index.md", "User"), "User=");
        assert_eq!(shown("User/GetUser.md", "GetUser"), "User=index.html GetUser=");
        assert_eq!(shown("types/a/User.md", "User"), "types= a= User=");
    }

    #[test]
    fn the_index_is_a_script_that_no_name_can_end() {
        let entry = Entry {
            kind: "type".to_owned(),
            name: "a\"</script>\u{2028}".to_owned(),
            page: "types/a.md".to_owned(),
            rust: "A".to_owned(),
            summary: "See [`B`](b.md) \\<b>".to_owned(),
        };
        let text = index(&[entry]).unwrap();
        assert_eq!(
            text,
            "window.saponifyIndex = [[\"type\",\"a\\\"</script>\\u2028\",\"types/a.html\",\"A\",\"See B <b>\"]];\n"
        );
    }
}
