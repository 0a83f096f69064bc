//! Limits that a text must satisfy before it is parsed: depth, number of attributes, namespaces and tags,
//! no dangerous entities.
//!
//! This is not a parser: it accepts texts that are not well-formed, which the parser then rejects. For every
//! text that it accepts, the parser and all later stages need bounded time, memory and stack.

use memchr::{memchr, memchr_iter, memmem};

/// Maximum size of a file, in bytes.
pub(super) const MAX_FILE_SIZE: usize = 64 << 20;
/// Maximum number of tags in all files of a run; also the maximum number of attributes.
pub(super) const MAX_TAGS: usize = 1_000_000;
/// Maximum depth of nested elements. Later stages recurse along them. Schemas written by hand stay under
/// 40.
pub(super) const MAX_NESTING: usize = 200;
/// Maximum number of tags in a message; also the maximum number of attributes.
const MAX_MESSAGE_TAGS: usize = 4_000_000;
/// Maximum number of attributes of an element.
const MAX_ATTRIBUTES: usize = 1_000;
/// Maximum number of prefixes in scope: those declared on an element and on its ancestors.
const MAX_PREFIXES: usize = 250;
/// Maximum number of prefixes that the parser copies. For each element that declares a prefix, it copies all
/// prefixes in scope.
const MAX_SCOPES: usize = 5_000_000;

/// Maximum length of the value of an entity, in bytes.
const MAX_ENTITY_LENGTH: usize = 1_000;
/// Maximum number of bytes that all entity references together may expand to.
const MAX_EXPANSION: usize = 4 << 20;

/// The reason why a text is refused.
pub(crate) struct Refusal {
    /// Byte offset in the text.
    pub(super) at: usize,
    pub(crate) message: String,
    pub(super) hint: Option<&'static str>,
}

fn refuse<T>(at: usize, message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { at, message: message.into(), hint: None })
}

/// Checks a text. Returns the number of its tags or the number of its attributes, whichever is larger. `budget` is
/// the number that is still allowed after the earlier files.
pub(super) fn check(text: &str, budget: usize) -> Result<usize, Refusal> {
    let bytes = text.as_bytes();
    if bytes.len() > MAX_FILE_SIZE {
        return refuse(0, format!("the file is larger than {} MiB", MAX_FILE_SIZE >> 20));
    }
    let count = tags(bytes);
    if count > budget {
        return refuse(0, format!("the files contain more than {MAX_TAGS} tags or attributes"));
    }
    scan(bytes)?;
    Ok(count)
}

/// Checks the text of a message. The size of the text is not checked here: the code that receives messages
/// limits it.
pub(crate) fn check_message(text: &str) -> Result<(), Refusal> {
    if tags(text.as_bytes()) > MAX_MESSAGE_TAGS {
        return refuse(0, format!("the message contains more than {MAX_MESSAGE_TAGS} tags or attributes"));
    }
    scan(text.as_bytes())
}

/// Returns the number of tags or the number of attributes, whichever is larger. The parser reserves memory for one node
/// per `<` and one attribute per `=`. It counts these characters also in comments and texts.
fn tags(bytes: &[u8]) -> usize {
    memchr_iter(b'<', bytes).count().max(memchr_iter(b'=', bytes).count())
}

/// Checks the tags and the document type declaration.
fn scan(bytes: &[u8]) -> Result<(), Refusal> {
    // For each open element, the number of prefixes that it declares.
    let mut open: Vec<usize> = Vec::new();
    let mut prefixes = 0;
    let mut scopes = 0;
    let mut at = 0;
    while let Some(found) = find(bytes, at, b"<") {
        let rest = bytes.get(found..).unwrap_or_default();
        if rest.starts_with(b"<!--") {
            at = after(bytes, found + 4, b"-->");
        } else if rest.starts_with(b"<![CDATA[") {
            at = after(bytes, found + 9, b"]]>");
        } else if rest.starts_with(b"<?") {
            at = after(bytes, found + 2, b"?>");
        } else if rest.starts_with(b"<!") {
            let (end, longest) = doctype(bytes, found)?;
            // Assume that each reference expands to the longest entity.
            if longest > 0 && memchr_iter(b'&', bytes).count().saturating_mul(longest) > MAX_EXPANSION {
                return dangerous(found);
            }
            at = end;
        } else if rest.starts_with(b"</") {
            prefixes -= open.pop().unwrap_or_default();
            at = after(bytes, found + 2, b">");
        } else {
            let tag = start_tag(bytes, found + 1);
            if tag.attributes > MAX_ATTRIBUTES {
                return refuse(found, format!("an element has more than {MAX_ATTRIBUTES} attributes"));
            }
            if prefixes + tag.prefixes > MAX_PREFIXES {
                return refuse(found, format!("more than {MAX_PREFIXES} namespace prefixes are in scope"));
            }
            if tag.prefixes > 0 {
                scopes += prefixes + tag.prefixes;
            }
            if scopes > MAX_SCOPES {
                return refuse(found, "too many declarations of namespace prefixes");
            }
            if !tag.is_empty {
                open.push(tag.prefixes);
                prefixes += tag.prefixes;
                if open.len() > MAX_NESTING {
                    return refuse(found, format!("elements are nested more than {MAX_NESTING} levels deep"));
                }
            }
            at = tag.end;
        }
    }
    Ok(())
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let found = if let [byte] = what { memchr(*byte, rest) } else { memmem::find(rest, what) };
    Some(from + found?)
}

/// The offset after the next occurrence of `what`, or the end of the text if `what` does not occur.
fn after(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    find(bytes, from, what).map_or(bytes.len(), |found| found + what.len())
}

struct StartTag {
    attributes: usize,
    prefixes: usize,
    is_empty: bool,
    end: usize,
}

fn start_tag(bytes: &[u8], from: usize) -> StartTag {
    let mut tag = StartTag { attributes: 0, prefixes: 0, is_empty: false, end: bytes.len() };
    let mut word = from;
    let mut at = from;
    while let Some(rest) = bytes.get(at..) {
        // Skip characters above `>`, of which most names consist.
        let Some((found, byte)) = rest.iter().enumerate().find(|(_, byte)| **byte <= b'>') else { break };
        at += found;
        match byte {
            b'"' | b'\'' => {
                let close = bytes.get(at + 1..).and_then(|rest| memchr(*byte, rest));
                let Some(close) = close else { break };
                at += close + 1;
                word = at + 1;
            }
            b'=' => {
                tag.attributes += 1;
                tag.prefixes +=
                    usize::from(bytes.get(word..at).is_some_and(|name| name.starts_with(b"xmlns")));
            }
            b'>' => {
                tag.is_empty = bytes.get(at.wrapping_sub(1)) == Some(&b'/');
                tag.end = at + 1;
                break;
            }
            b' ' | b'\t' | b'\n' | b'\r' => word = at + 1,
            _ => {}
        }
        at += 1;
    }
    tag
}

/// Skips a document type declaration. Returns the offset after the declaration and the length of its
/// longest entity.
///
/// Entities are allowed if they are short texts without markup and without references, as in the schema
/// of XML Signature. External entities and entities that could grow are refused.
fn doctype(bytes: &[u8], from: usize) -> Result<(usize, usize), Refusal> {
    let mut at = from + 2;
    let mut inside = false;
    let mut longest = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => at = after(bytes, at + 1, &[*byte]) - 1,
            b'[' => inside = true,
            b']' => inside = false,
            b'%' if inside => return dangerous(at),
            b'<' => {
                let rest = bytes.get(at..).unwrap_or_default();
                if rest.starts_with(b"<!ENTITY") {
                    let end = skip_declaration(bytes, at + 1);
                    longest = entity(bytes.get(at + 8..end).unwrap_or_default(), at)?.max(longest);
                    at = end - 1;
                } else if rest.starts_with(b"<!--") {
                    at = after(bytes, at + 4, b"-->") - 1;
                } else if rest.starts_with(b"<?") {
                    at = after(bytes, at + 2, b"?>") - 1;
                } else {
                    // Any other declaration ends at the first `>`, even inside quotes, because the parser
                    // ends it there. Otherwise the parser would read text that this check has skipped.
                    at = after(bytes, at + 1, b">") - 1;
                }
            }
            b'>' if !inside => return Ok((at + 1, longest)),
            _ => {}
        }
        at += 1;
    }
    Ok((bytes.len(), longest))
}

/// The length of the value of an entity declaration. Refuses external entities, long values, and values
/// with markup or references.
fn entity(declaration: &[u8], at: usize) -> Result<usize, Refusal> {
    let Some(open) = declaration.iter().position(|byte| matches!(byte, b'"' | b'\'')) else {
        return dangerous(at);
    };
    let (name, value) = declaration.split_at_checked(open).unwrap_or_default();
    let is_external = memmem::find(name, b"SYSTEM").is_some() || memmem::find(name, b"PUBLIC").is_some();
    let has_more = value.iter().any(|byte| matches!(byte, b'<' | b'&' | b'%'));
    if is_external || has_more || value.len() > MAX_ENTITY_LENGTH {
        return dangerous(at);
    }
    Ok(value.len())
}

/// The offset after the `>` of a declaration inside a document type declaration.
fn skip_declaration(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => at = after(bytes, at + 1, &[*byte]) - 1,
            b'>' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn dangerous<T>(at: usize) -> Result<T, Refusal> {
    Err(Refusal {
        at,
        message: "the document declares entities that contain markup or refer to files or other entities; they are refused"
            .to_owned(),
        hint: Some("replace the entity references by their values, and remove the document type declaration"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_documents_pass() {
        for text in [
            "",
            "<a/>",
            "<?xml version='1.0'?><!-- <b> --><a x='>' y=\"<\"><b><![CDATA[<c><d>]]></b></a>",
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a SYSTEM \"a.dtd\" [<!-- <!ENTITY --><!ELEMENT a EMPTY><!ATTLIST a x CDATA '>'>]><a/>",
            "<!DOCTYPE a [<!ENTITY b 'http://example.org/'><!ENTITY % c ''>]><a x='&b;'/>",
            "<a",
            "<a b='",
            "<!DOCTYPE",
            "<!DOCTYPE a [ <!--",
            "<!-",
            "</a></a></a>",
        ] {
            assert!(check(text, MAX_TAGS).is_ok(), "{text}");
        }
    }

    #[test]
    fn documents_that_exceed_a_limit_are_refused() {
        let attributes: String = (0..=MAX_ATTRIBUTES).map(|number| format!(" a{number}=''")).collect();
        let prefixes: String = (0..=MAX_PREFIXES).map(|number| format!(" xmlns:a{number}='u'")).collect();
        for (text, expected) in [
            ("<a>".repeat(MAX_NESTING + 1), "nested"),
            ("<a>".repeat(100_000), "nested"),
            (format!("<a{attributes}/>"), "attributes"),
            (format!("<a{prefixes}>"), "prefixes"),
            (
                format!("<a{prefixes}>{}", "<b xmlns:c='u'/>".repeat(30_000), prefixes = &prefixes[..3600]),
                "too many",
            ),
            (
                "<a xmlns:a='u' xmlns:b='u' xmlns:c='u' xmlns:d='u' xmlns:e='u' xmlns:f='u'>".repeat(190),
                "prefixes",
            ),
            ("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]><a>&d;</a>".to_owned(), "entities"),
            ("<!DOCTYPE a [<!ENTITY b '<b/>'>]><a>&b;</a>".to_owned(), "entities"),
            ("<!DOCTYPE a [<!ENTITY b SYSTEM 'b.txt'>]><a>&b;</a>".to_owned(), "entities"),
            (
                format!("<!DOCTYPE a [<!ENTITY b '{}'>]><a>&b;</a>", "b".repeat(MAX_ENTITY_LENGTH + 1)),
                "entities",
            ),
            (
                format!("<!DOCTYPE a [<!ENTITY b '{}'>]><a>{}</a>", "b".repeat(900), "&b;".repeat(5_000)),
                "entities",
            ),
            ("<!DOCTYPE a [ %b; ]><a/>".to_owned(), "entities"),
            (
                "<!DOCTYPE a [<!ATTLIST a b CDATA '> <!ENTITY c '<d/>'> <!ATTLIST e '>]><a>&c;</a>"
                    .to_owned(),
                "entities",
            ),
            ("<!DOCTYPE a SYSTEM 'x' [\n<!ENTITY % b SYSTEM 'http://x'>]><a/>".to_owned(), "entities"),
            ("<".repeat(MAX_TAGS + 1), "more than"),
        ] {
            let refusal = check(&text, MAX_TAGS).unwrap_err();
            assert!(refusal.message.contains(expected), "{}", refusal.message);
        }
    }

    #[test]
    fn messages_have_more_tags_than_files_but_the_same_limits_of_prefixes_and_depth() {
        assert!(check_message(&format!("<a>{}</a>", "<b/>".repeat(MAX_TAGS))).is_ok());
        let prefixes: String = (0..=MAX_PREFIXES).map(|number| format!(" xmlns:a{number}='u'")).collect();
        for (text, expected) in [
            ("<".repeat(MAX_MESSAGE_TAGS + 1), "more than"),
            (format!("<a{prefixes}>"), "prefixes"),
            ("<a>".repeat(MAX_NESTING + 1), "nested"),
        ] {
            let refusal = check_message(&text).unwrap_err();
            assert!(refusal.message.contains(expected), "{}", refusal.message);
        }
    }

    #[test]
    fn siblings_do_not_increase_the_depth() {
        assert!(check(&format!("<a>{}</a>", "<b xmlns:c='u'></b>".repeat(10_000)), MAX_TAGS).is_ok());
    }
}
