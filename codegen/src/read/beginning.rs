//! Decides whether a file begins like a WSDL, a schema or a policy. The generator quotes lines of a file in
//! its problems only if this is the case.
//!
//! An import may name any file of the machine, such as a file with passwords, and people without
//! access to that file may read the problems.

use super::uri;

/// Whether the first element of a text is called `definitions`, `schema` or `description` and names a namespace of
/// WSDL or XML Schema. Only white space, comments and declarations may precede the element. The text need not be
/// well-formed.
pub(super) fn is_of_document(text: &str) -> bool {
    let namespaces = [uri::WSDL, uri::XSD, uri::WSDL_20, uri::XSD_1999, uri::XSD_2000];
    begins_with(text, &["definitions", "schema", "description"], &namespaces)
}

/// Whether a text begins like a document that may contain a policy: a `Policy`, or a WSDL. The rules are those of
/// [`is_of_document`].
pub(super) fn is_of_policy(text: &str) -> bool {
    let [first, second] = uri::POLICY;
    begins_with(text, &["definitions", "Policy"], &[uri::WSDL, first, second])
}

/// Whether the first element of a text has one of these names and mentions one of the namespaces.
fn begins_with(text: &str, names: &[&str], namespaces: &[&str]) -> bool {
    let mut rest = text.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!DOCTYPE") => {
                match rest.find(['[', '>']).map(|at| rest.as_bytes().get(at)) {
                    Some(Some(b'[')) => "]>",
                    _ => ">",
                }
            }
            _ => break,
        };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<').and_then(|tag| tag.split('>').next()) else { return false };
    let name = tag.split(|next: char| next.is_whitespace() || next == '/').next().unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    names.contains(&local) && namespaces.iter().any(|uri| tag.contains(uri))
}

#[cfg(test)]
mod tests {
    use super::is_of_document;

    #[test]
    fn only_texts_that_begin_like_a_wsdl_or_schema_are_accepted() {
        let namespace = "xmlns:x='http://www.w3.org/2001/XMLSchema'";
        for (text, expected) in [
            (format!("<x:schema {namespace}><x:"), true),
            (format!("\n<?xml version='1.0'?>\n<!-- a --><x:schema\n{namespace}/>"), true),
            (format!("<!DOCTYPE x:schema [<!ENTITY a 'b'>]><x:schema {namespace}>"), true),
            ("<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'>".to_owned(), true),
            (format!("root:x:0:0\n<x:schema {namespace}>"), false),
            (format!("<settings {namespace}><password/>"), false),
            (format!("<!-- <x:schema {namespace}>"), false),
            ("<schema>secret".to_owned(), false),
            ("<html><body/></html>".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_of_document(&text), expected, "{text}");
        }
    }
}
