//! Compares an instance with the document written from it: nothing may be lost or added.

use std::collections::BTreeSet;

use roxmltree::Node as Written;
use saponify_codegen::internals::model::{Builtin, QName, WhiteSpace};

use crate::{
    literal,
    node::{Content, Kind, Node, Piece, Value, XSI},
};

/// The attributes that declare the SOAP encodings: namespace, name, value.
const ENCODING_STYLES: [(Option<&str>, &str, &str); 2] = [
    (
        Some("http://schemas.xmlsoap.org/soap/envelope/"),
        "encodingStyle",
        "http://schemas.xmlsoap.org/soap/encoding/",
    ),
    (
        Some("http://www.w3.org/2003/05/soap-envelope"),
        "encodingStyle",
        "http://www.w3.org/2003/05/soap-encoding",
    ),
];

/// Permitted difference that does not change the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Liberty {
    /// Members of `xs:all` or header blocks have another order.
    Order,
    /// A number, boolean or binary value has another lexical form: `+07` becomes `7`.
    Form,
    /// Whitespace that the type collapses or replaces is gone.
    Blanks,
    /// An `xsi:type` that names the declared type is omitted.
    DeclaredType,
    /// One of the two elements is empty, and the other contains the default value of the element.
    Default,
    /// A header block in SOAP encoding declares it by `encodingStyle`.
    EncodingStyle,
}

/// Result of a comparison.
#[derive(Clone, Debug, Default)]
pub(crate) struct Compared {
    pub(crate) differences: Vec<String>,
    pub(crate) liberties: BTreeSet<Liberty>,
    path: String,
}

/// Compares the elements of an instance with the child elements of `written`, which the generated code wrote.
pub(crate) fn compare(originals: &[Node], written: Written<'_, '_>) -> Compared {
    let mut compared = Compared::default();
    // The order of header blocks is insignificant. The order of several body elements is ignored too, since they are
    // identified by name.
    compared.content(&[Content::All(originals.to_vec())], written);
    compared
}

impl Compared {
    fn differ(&mut self, what: String) {
        self.differences.push(format!("{}: {what}", self.path));
    }

    fn node(&mut self, original: &Node, written: Written<'_, '_>) {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&original.name.local);
        self.attributes(original, written);
        self.xsi_type(original, written);
        let nil = matches!(written.attribute((XSI, "nil")).map(str::trim), Some("true" | "1"));
        if nil != original.nil {
            let label = |nil| if nil { "nil" } else { "not nil" };
            self.differ(format!("{} became {}", label(original.nil), label(nil)));
        } else {
            self.inside(original, written);
        }
        self.path.truncate(length);
    }

    fn inside(&mut self, original: &Node, written: Written<'_, '_>) {
        let text =
            || written.children().filter(Written::is_text).filter_map(|node| node.text()).collect::<String>();
        let is_leaf = || !written.children().any(|child| child.is_element());
        match (original.content.as_slice(), &original.default) {
            ([], Some(default)) if is_leaf() && !original.nil => {
                if !text().is_empty() {
                    self.liberties.insert(Liberty::Default);
                    self.value(default, &text(), written);
                }
            }
            ([Content::Text(value)], Some(default)) if is_leaf() && text().is_empty() => {
                self.liberties.insert(Liberty::Default);
                if value != default {
                    self.differ(format!("{:?} became empty", value.plain()));
                }
            }
            ([Content::Text(value)], _) if is_leaf() => self.value(value, &text(), written),
            (content, _) => self.content(content, written),
        }
    }

    /// Compares child elements and the text between them.
    fn content(&mut self, content: &[Content], written: Written<'_, '_>) {
        let mut parts = parts(written).into_iter().peekable();
        let mut text = String::new();
        let mixed = content.iter().any(|one| matches!(one, Content::Text(_)));
        for one in content {
            if let Content::Text(value) = one {
                text.push_str(&value.plain());
                continue;
            }
            self.text(&mut text, &mut parts, mixed);
            match one {
                Content::Text(_) => {}
                Content::Node(node) => match parts.next_if(|part| is_named(part, node)) {
                    Some(Part::Element(element)) => self.node(node, element),
                    _ => self.missing(node, parts.peek()),
                },
                Content::All(nodes) => {
                    let mut found = Vec::new();
                    for _ in nodes {
                        parts.next_if(|part| matches!(part, Part::Text(text) if text.trim().is_empty()));
                        found.extend(parts.next_if(|part| nodes.iter().any(|node| is_named(part, node))));
                    }
                    for (place, node) in nodes.iter().enumerate() {
                        match found.iter().position(|part| is_named(part, node)) {
                            Some(at) => {
                                if at != 0 && place == 0 {
                                    self.liberties.insert(Liberty::Order);
                                }
                                if let Part::Element(element) = found.remove(at) {
                                    self.node(node, element);
                                }
                            }
                            None => self.missing(node, parts.peek()),
                        }
                    }
                }
            }
        }
        self.text(&mut text, &mut parts, mixed);
        for part in parts {
            match part {
                Part::Element(element) => self.differ(format!("{:?} was added", element.tag_name())),
                Part::Text(text) => self.differ(format!("the text {text:?} was added")),
            }
        }
    }

    fn missing(&mut self, node: &Node, there: Option<&Part<'_, '_>>) {
        let there = match there {
            Some(Part::Element(element)) => format!(", there is {:?}", element.tag_name()),
            Some(Part::Text(text)) => format!(", there is {text:?}"),
            None => String::new(),
        };
        self.differ(format!("{} is missing{there}", node.name));
    }

    fn text<'n, 'i: 'n>(
        &mut self,
        text: &mut String,
        parts: &mut std::iter::Peekable<impl Iterator<Item = Part<'n, 'i>>>,
        mixed: bool,
    ) {
        let original = std::mem::take(text);
        match parts.next_if(|part| matches!(part, Part::Text(_))) {
            Some(Part::Text(found)) if found != original && (mixed || !found.trim().is_empty()) => {
                self.differ(format!("the text {original:?} became {found:?}"));
            }
            None if !original.is_empty() => self.differ(format!("the text {original:?} is missing")),
            _ => {}
        }
    }

    fn xsi_type(&mut self, original: &Node, written: Written<'_, '_>) {
        let stated = written.attribute((XSI, "type")).map(|text| resolved(text.trim(), written));
        let before = original.type_name.clone().or(original.declared.clone());
        let after = stated.clone().or(original.declared.clone());
        if before != after {
            self.differ(format!("xsi:type {before:?} became {after:?}"));
        } else if stated != original.type_name {
            self.liberties.insert(Liberty::DeclaredType);
        }
    }

    fn attributes(&mut self, original: &Node, written: Written<'_, '_>) {
        let mut rest: Vec<_> =
            written.attributes().filter(|attribute| attribute.namespace() != Some(XSI)).collect();
        for (name, value) in &original.attributes {
            let at = rest.iter().position(|attribute| {
                attribute.name() == &*name.local
                    && attribute.namespace().unwrap_or_default() == &*name.namespace
            });
            match at {
                Some(at) => {
                    let attribute = rest.remove(at);
                    self.path.push('@');
                    self.path.push_str(&name.local);
                    self.value(value, attribute.value(), written);
                    self.path.truncate(self.path.rfind('@').unwrap_or_default());
                }
                None => self.differ(format!("the attribute {name} is missing")),
            }
        }
        for attribute in rest {
            let is_header = written.parent().is_some_and(|parent| parent.tag_name().name() == "Header");
            if is_header
                && ENCODING_STYLES.contains(&(attribute.namespace(), attribute.name(), attribute.value()))
            {
                self.liberties.insert(Liberty::EncodingStyle);
                continue;
            }
            self.differ(format!("the attribute {} was added", attribute.name()));
        }
    }

    fn value(&mut self, original: &Value, written: &str, at: Written<'_, '_>) {
        if original.pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) && original.plain() == written
        {
            return;
        }
        match same(&original.kind, &original.pieces, written, at) {
            Some(liberty) => self.liberties.extend([liberty]),
            None => self.differ(format!("{:?} became {written:?}", original.plain())),
        }
    }
}

/// Part of the content of an element. Adjacent texts are joined.
enum Part<'n, 'i> {
    Element(Written<'n, 'i>),
    Text(String),
}

fn parts<'n, 'i>(written: Written<'n, 'i>) -> Vec<Part<'n, 'i>> {
    let mut parts: Vec<Part<'n, 'i>> = Vec::new();
    for child in written.children() {
        match (child.is_element(), child.text().filter(|_| child.is_text()), parts.last_mut()) {
            (true, ..) => parts.push(Part::Element(child)),
            (false, Some(text), Some(Part::Text(before))) => before.push_str(text),
            (false, Some(text), _) => parts.push(Part::Text(text.to_owned())),
            (false, None, _) => {}
        }
    }
    parts
}

fn is_named(part: &Part<'_, '_>, node: &Node) -> bool {
    let Part::Element(element) = part else { return false };
    let name = element.tag_name();
    name.name() == &*node.name.local && name.namespace().unwrap_or_default() == &*node.name.namespace
}

pub(crate) fn resolved(text: &str, at: Written<'_, '_>) -> QName {
    let (prefix, local) = match text.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, text),
    };
    QName::new(at.lookup_namespace_uri(prefix).unwrap_or_default(), local)
}

/// Compares the original value with a written text. Returns `None` if the text has another value, otherwise
/// the kind of difference that is permitted: `+07` and `7`, for example, differ in their form.
fn same(kind: &Kind, original: &[Piece], written: &str, at: Written<'_, '_>) -> Option<Liberty> {
    let plain = |pieces: &[Piece]| {
        let pieces = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Name(name) => name.to_string(),
        });
        pieces.collect::<String>()
    };
    match kind {
        Kind::Union(members) => members
            .iter()
            .find_map(|member| same(member, original, written, at))
            .or_else(|| (plain(original) == written).then_some(Liberty::Blanks)),
        Kind::List(item) => {
            let mut items: Vec<Vec<Piece>> = Vec::new();
            for piece in original {
                match piece {
                    Piece::Name(_) => items.push(vec![piece.clone()]),
                    Piece::Text(text) => items.extend(
                        literal::normal(text, WhiteSpace::Collapse)
                            .split(' ')
                            .filter(|item| !item.is_empty())
                            .map(|item| vec![Piece::Text(item.to_owned())]),
                    ),
                }
            }
            let written = literal::normal(written, WhiteSpace::Collapse);
            let written: Vec<_> = written.split(' ').filter(|item| !item.is_empty()).collect();
            let mut equal = written.len() == items.len();
            for (original, written) in items.iter().zip(written) {
                equal &= plain(original) == written || same(item, original, written, at).is_some();
            }
            equal.then_some(Liberty::Blanks)
        }
        Kind::Atomic(builtin, space) => {
            if let [Piece::Name(name)] = original {
                return (resolved(written.trim(), at) == *name).then_some(Liberty::Form);
            }
            // `arrayType`: a name and the number of items.
            if let [Piece::Name(name), Piece::Text(rest)] = original {
                let (item, brackets) = written.split_at(written.find('[')?);
                return (resolved(item, at) == *name && brackets == rest).then_some(Liberty::Form);
            }
            let (before, after) =
                (literal::normal(&plain(original), *space), literal::normal(written, *space));
            if before == after {
                return Some(Liberty::Blanks);
            }
            is_same_value(*builtin, &before, &after).then_some(Liberty::Form)
        }
    }
}

fn is_same_value(builtin: Builtin, before: &str, after: &str) -> bool {
    use Builtin as B;
    match builtin {
        B::Boolean => {
            let value = |text: &str| matches!(text, "true" | "1");
            value(before) == value(after)
        }
        B::Float => match (before.parse::<f32>(), after.parse::<f32>()) {
            (Ok(before), Ok(after)) => before.to_bits() == after.to_bits(),
            _ => false,
        },
        B::Double => match (before.parse::<f64>(), after.parse::<f64>()) {
            (Ok(before), Ok(after)) => before.to_bits() == after.to_bits(),
            _ => false,
        },
        B::HexBinary => before.eq_ignore_ascii_case(after),
        B::Base64Binary => before.replace(' ', "") == after.replace(' ', ""),
        B::Decimal => literal::canonical(before) == literal::canonical(after),
        builtin if literal::range(builtin).is_some() => {
            literal::canonical(before) == literal::canonical(after)
        }
        _ => false,
    }
}
