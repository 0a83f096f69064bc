//! Resolves the location of an import: relative paths, `file:` URLs, and URLs that a catalog maps. Never
//! uses the network.

use std::path::{Path, PathBuf};

use super::{
    catalog::Catalog,
    files::{Files, normal},
    uri::is_url,
};
use crate::lists::CollectVec;

/// The location of a file, against which its imports are resolved.
#[derive(Clone)]
pub(super) struct Base {
    /// Path of the file.
    pub(super) path: PathBuf,
    /// The URL that a catalog mapped to the file.
    pub(super) url: Option<String>,
}

/// Finds the file at a location.
///
/// # Errors
///
/// Returns the paths that were tried if there is no file.
pub(super) fn find(
    base: &Base,
    location: &str,
    catalog: &Catalog,
    files: &dyn Files,
) -> Result<Base, Vec<PathBuf>> {
    let joined = base.url.as_deref().map(|url| join(url, location));
    for url in [Some(location), joined.as_deref()].into_iter().flatten() {
        if let Some(path) = catalog.find(url) {
            return Ok(Base { path, url: Some(url.to_owned()) });
        }
    }
    let directory = base.path.parent().unwrap_or(Path::new(""));
    let mut tried = Vec::new();
    for candidate in candidates(location) {
        let path = normal(&directory.join(candidate));
        if files.exists(&path) {
            return Ok(Base { path, url: joined });
        }
        if !tried.contains(&path) {
            tried.push(path);
        }
    }
    Err(tried)
}

/// The paths that a location may denote, the most likely first.
fn candidates(location: &str) -> Vec<String> {
    let path = match location.strip_prefix("file:") {
        Some(rest) => {
            // `file:///a`, `file://localhost/a` and `file:/a`; also `file:a` and `file://a`, which are not
            // quite legal.
            let rest = rest.strip_prefix("//localhost/").map_or(rest.to_owned(), |rest| format!("/{rest}"));
            rest.strip_prefix("//").map_or(rest.clone(), str::to_owned)
        }
        None if is_url(location) => return Vec::new(),
        // Windows would read these paths from another machine.
        None if location.starts_with("//") || location.starts_with("\\\\") => return Vec::new(),
        None => location.to_owned(),
    };
    let mut candidates = vec![path.clone()];
    let mut add = |candidate: String| {
        if !candidate.is_empty() && !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    };
    add(decoded(&path));
    add(path.replace('\\', "/"));
    let bare = path.split(['#', '?']).next().unwrap_or_default();
    add(bare.to_owned());
    add(decoded(bare));
    // The path of a `file:` URL with a drive, such as `/C:/a`.
    if let Some(drive) = path.strip_prefix('/').filter(|rest| rest.as_bytes().get(1) == Some(&b':')) {
        add(decoded(drive));
    }
    candidates
}

/// Decodes percent escapes. Returns the text unchanged if the result is not UTF-8.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            u8::from_str_radix(digits, 16)
                .ok()
                .filter(|_| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        });
        match escaped.flatten() {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Resolves a URL reference against a base URL (RFC 3986, 5.2).
fn join(base: &str, location: &str) -> String {
    if is_url(location) {
        return location.to_owned();
    }
    let (scheme, after) = base.split_once(':').unwrap_or((base, ""));
    let (authority, path) = match after.strip_prefix("//") {
        Some(rest) => {
            let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(at).unwrap_or((rest, ""));
            (format!("//{authority}"), path)
        }
        None => (String::new(), after),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if let Some(location) = location.strip_prefix("//") {
        return format!("{scheme}://{location}");
    }
    if location.starts_with('/') {
        return format!("{scheme}:{authority}{location}");
    }
    if location.starts_with('?') {
        return format!("{scheme}:{authority}{path}{location}");
    }
    let (location, query) =
        location.split_at_checked(location.find(['?', '#']).unwrap_or(location.len())).unwrap_or_default();
    let mut segments: Vec<&str> = path.split('/').collect_vec();
    segments.pop();
    for segment in location.split('/') {
        match segment {
            "." => {}
            ".." if segments.len() > 1 => {
                segments.pop();
            }
            ".." => {}
            segment => segments.push(segment),
        }
    }
    format!("{scheme}:{authority}{}{query}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::files::Memory;

    #[test]
    fn a_location_resolves_to_a_file() {
        let names = ["wsdl/a b.xsd", "wsdl/c.xsd", "d.xsd", "/e.xsd", "wsdl/f?xsd=1", "wsdl/sub/g.xsd"];
        let files = Memory(names.iter().map(|name| (PathBuf::from(name), Vec::new())).collect());
        let base = Base { path: "wsdl/main.wsdl".into(), url: None };
        for (location, expected) in [
            ("c.xsd", Some("wsdl/c.xsd")),
            ("./c.xsd", Some("wsdl/c.xsd")),
            ("../d.xsd", Some("d.xsd")),
            ("a%20b.xsd", Some("wsdl/a b.xsd")),
            ("sub\\g.xsd", Some("wsdl/sub/g.xsd")),
            ("sub/../c.xsd", Some("wsdl/c.xsd")),
            ("file:///e.xsd", Some("/e.xsd")),
            ("file:/e.xsd", Some("/e.xsd")),
            ("file:c.xsd", Some("wsdl/c.xsd")),
            ("f?xsd=1", Some("wsdl/f?xsd=1")),
            ("c.xsd#types", Some("wsdl/c.xsd")),
            ("http://example.org/c.xsd", None),
            ("missing.xsd", None),
            ("%zz%", None),
        ] {
            let found = find(&base, location, &Catalog::default(), &files).ok();
            assert_eq!(found.map(|base| base.path), expected.map(PathBuf::from), "{location}");
        }
    }

    #[test]
    fn urls_are_joined() {
        let base = "http://example.org/a/b?wsdl";
        for (location, expected) in [
            ("c.xsd", "http://example.org/a/c.xsd"),
            ("../c.xsd", "http://example.org/c.xsd"),
            ("../../c.xsd", "http://example.org/c.xsd"),
            ("/c.xsd", "http://example.org/c.xsd"),
            ("//example.com/c", "http://example.com/c"),
            ("?xsd=1", "http://example.org/a/b?xsd=1"),
            ("c?xsd=../1", "http://example.org/a/c?xsd=../1"),
            ("https://example.com/", "https://example.com/"),
        ] {
            assert_eq!(join(base, location), expected, "{location}");
        }
    }
}
