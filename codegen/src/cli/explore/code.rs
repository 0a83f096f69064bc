//! Rust code that repeats a call which the user made on the page of `saponify explore`. The code builds the
//! request from the generated types and sends it.
//!
//! Some values have no simple form in code, such as choices and content whose order matters. The code leaves
//! them out, and a comment before it lists them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cli::{
        call::secret::MASK,
        convert::{Envelope, Json},
        docs::{Call, Literals, formatted_call},
        lexical,
        rust::{Rust, wire},
    },
    escape::visible,
    plan::{Item, ItemRef, Record, Slot, Ty},
    secret_names::is_secret_name,
};

/// Maximum nesting depth of values.
const MAX_DEPTH: usize = 24;
/// Maximum number of characters of a string literal. A longer value is cut in the code, and ends in `…`.
const MAX_TEXT: usize = 400;

/// Returns Rust code that creates the client, builds the request, and calls the method of the operation.
/// Secrets are shown as `…` unless `show_secrets` is set.
///
/// # Errors
///
/// If the code is not valid Rust, which is a defect of the generator.
pub(super) fn call(
    rust: &Rust<'_>,
    call: &Call<'_>,
    message: &Envelope,
    endpoint: &str,
    show_secrets: bool,
) -> Result<String, String> {
    let mut values = Values {
        literals: Literals::new(rust, BTreeMap::new()),
        rust,
        show_secrets,
        path: Vec::new(),
        missing: BTreeSet::new(),
        is_base: false,
    };
    let client = values.literals.import(&ItemRef { module: call.module, ident: call.client.ident.clone() });
    let mut headers = String::new();
    if !is_empty(&message.headers) {
        values.path.push("$headers".to_owned());
        match call.client.headers.as_ref().and_then(|ty| rust.record(ty)) {
            Some((item, record)) => {
                let literal = values.record(&item, record, &message.headers, 1);
                headers = format!(".with_headers({literal})");
            }
            None => values.miss(),
        }
        values.path.pop();
    }
    let mut code = format!("let client = {client}::new(Reqwest::new(), {endpoint:?}){headers};\n");
    let argument = match call.method.takes_request {
        false => "",
        true => {
            let request = values.value(&call.operation.request.ty, &call.operation.name, &message.body, 0);
            code.push_str(&format!("let request = {request};\n"));
            "request"
        }
    };
    code.push_str(&format!("let reply = client.{}({argument}).await?;\n", call.method.ident));
    let code = formatted_call(&values.literals, &code)?;
    Ok(format!("{}{code}", values.note()))
}

fn is_empty(json: &Json) -> bool {
    matches!(json, Json::Object(members) if members.is_empty())
}

/// Formats values as Rust expressions.
struct Values<'r, 'p> {
    literals: Literals<'r, 'p>,
    rust: &'r Rust<'p>,
    show_secrets: bool,
    /// The keys that lead from the request to the current value.
    path: Vec<String>,
    /// Paths of the values that are left out.
    missing: BTreeSet<String>,
    /// Whether the next record is formatted as the base of a derived record. Both records are formatted from
    /// the same JSON object. A member that neither of them declares is reported for the derived record only,
    /// so that it is reported once.
    is_base: bool,
}

impl Values<'_, '_> {
    /// Records that the code leaves out the current value.
    fn miss(&mut self) {
        let path = if self.path.is_empty() {
            "the request".to_owned()
        } else {
            format!("`{}`", self.path.join("."))
        };
        self.missing.insert(path);
    }

    /// Returns `Default::default()` for a value that cannot be written as a simple Rust expression, and records that
    /// the code omits it.
    fn default(&mut self) -> String {
        self.miss();
        "Default::default()".to_owned()
    }

    /// Formats the value of a member.
    fn at(&mut self, key: &str, format: impl FnOnce(&mut Self) -> String) -> String {
        self.path.push(key.to_owned());
        let text = format(self);
        self.path.pop();
        text
    }

    /// Returns a comment that lists the values that are left out.
    fn note(&self) -> String {
        let missing = self
            .missing
            .iter()
            .map(|path| format!("// This code omits {}: set it by hand.\n", visible(path)));
        missing.collect()
    }

    fn value(&mut self, ty: &Ty, name: &str, json: &Json, depth: usize) -> String {
        if depth > MAX_DEPTH {
            return self.default();
        }
        // `$value` is the text of an element with attributes. An object with `$nil`, `$text` or `$xml` has no simple
        // form in Rust.
        let json = match json.get("$value") {
            Some(value) if !matches!(ty, Ty::Item(_)) => value,
            _ => json,
        };
        match ty {
            Ty::Unit => "()".to_owned(),
            Ty::Option(_) if *json == Json::Null => "None".to_owned(),
            Ty::Option(inner) => format!("Some({})", self.value(inner, name, json, depth)),
            Ty::Boxed(inner) => format!("Box::new({})", self.value(inner, name, json, depth)),
            Ty::Vec(inner) => self.list(inner, name, json, depth),
            Ty::Generic("Secret", _) => match (self.show_secrets, scalar(json)) {
                (true, Some(text)) => format!("{text:?}.into()"),
                _ => "\"…\".into()".to_owned(),
            },
            Ty::Generic("List", arguments) => match arguments.first() {
                Some(inner) => format!("{}.into()", self.list(inner, name, json, depth)),
                None => self.default(),
            },
            Ty::Generic("Dictionary", arguments) => self.dictionary(arguments, json, depth),
            Ty::Generic("Typed", arguments) => match arguments.first() {
                Some(inner) => format!("saponify::Typed::new({})", self.value(inner, name, json, depth)),
                None => self.default(),
            },
            Ty::Generic("Verbatim", arguments) => match arguments.first() {
                Some(inner) => format!("{}.into()", self.value(inner, name, json, depth)),
                None => self.default(),
            },
            Ty::Std(std) => self.scalar(std, name, json),
            Ty::Runtime("Attachment") => match scalar(json) {
                Some(text) => {
                    let text = self.shown(name, &text);
                    format!("saponify::Attachment::new({text:?}.parse::<saponify::xsd::Base64Binary>()?)")
                }
                None => self.default(),
            },
            // Values of these types cannot be parsed from a text.
            Ty::Sizes(_) | Ty::Runtime("Attributes" | "Element" | "SwaRef") => self.default(),
            Ty::Runtime("xsd::QName") => match scalar(json) {
                Some(text) => {
                    let (namespace, local) = lexical::split(text.trim());
                    format!("saponify::xsd::QName::new({namespace:?}, {local:?})?")
                }
                None => self.default(),
            },
            Ty::Runtime(_) | Ty::Custom(_) => match scalar(json) {
                Some(text) => format!("{:?}.parse()?", self.shown(name, &text)),
                None => self.default(),
            },
            Ty::Item(item) => self.item(item, name, json, depth),
            Ty::Generic(..) => self.default(),
        }
    }

    fn shown(&mut self, name: &str, text: &str) -> String {
        if is_secret_name(name) && !self.show_secrets {
            return "…".to_owned();
        }
        match text.char_indices().nth(MAX_TEXT).and_then(|(end, _)| text.get(..end)) {
            Some(start) => {
                self.miss();
                format!("{start}…")
            }
            None => text.to_owned(),
        }
    }

    fn list(&mut self, inner: &Ty, name: &str, json: &Json, depth: usize) -> String {
        let items = match json {
            Json::Array(items) => items.as_slice(),
            // The element of a message is an object even if its type is a list. The list is its only member.
            Json::Object(members) => match members.as_slice() {
                [(_, Json::Array(items))] => items.as_slice(),
                [] => &[],
                _ => {
                    self.miss();
                    &[]
                }
            },
            one => std::slice::from_ref(one),
        };
        let items: Vec<_> = items.iter().map(|item| self.value(inner, name, item, depth + 1)).collect();
        format!("vec![{}]", items.join(", "))
    }

    fn dictionary(&mut self, arguments: &[Ty], json: &Json, depth: usize) -> String {
        let ([key, value], Json::Object(members)) = (arguments, json) else {
            return self.default();
        };
        let pairs = members.iter().map(|(name, json)| {
            let key = self.value(key, "Key", &Json::text(name.as_str()), depth + 1);
            let value = self.at(name, |this| this.value(value, name, json, depth + 1));
            format!("({key}, {value})")
        });
        let pairs: Vec<_> = pairs.collect();
        format!("saponify::Dictionary::from([{}])", pairs.join(", "))
    }

    fn scalar(&mut self, ty: &str, name: &str, json: &Json) -> String {
        let Some(text) = scalar(json) else { return self.default() };
        // All values of header blocks are masked, including numbers and booleans.
        if ty != "String" && text == MASK {
            return self.default();
        }
        match ty {
            "String" => format!("{:?}.into()", self.shown(name, &text)),
            "bool" => matches!(text.trim(), "true" | "1").to_string(),
            "f32" | "f64" => match text.trim() {
                "INF" => format!("{ty}::INFINITY"),
                "-INF" => format!("{ty}::NEG_INFINITY"),
                "NaN" => format!("{ty}::NAN"),
                text if text.contains(['.', 'e', 'E']) => text.to_owned(),
                text => format!("{text}.0"),
            },
            _ => text.trim().trim_start_matches('+').to_owned(),
        }
    }

    fn item(&mut self, item: &ItemRef, name: &str, json: &Json, depth: usize) -> String {
        match self.rust.item(item) {
            Some(Item::Record(record)) => self.record(item, record, json, depth),
            Some(Item::Enumeration(enumeration)) => {
                let text = scalar(json).unwrap_or_default();
                let ident = self.literals.import(item);
                match enumeration.values.iter().find(|value| value.text == text) {
                    Some(value) => format!("{ident}::{}", value.ident),
                    None => match &enumeration.other {
                        Some(other) => format!("{ident}::{other}({text:?}.into())"),
                        None => self.default(),
                    },
                }
            }
            Some(Item::Alias(alias)) => self.value(&alias.ty, name, json, depth + 1),
            Some(Item::Variants(variants)) => {
                let wanted = json.get("$type").and_then(scalar);
                let local =
                    wanted.as_deref().map(|wanted| wanted.rsplit(['}', ':']).next().unwrap_or_default());
                let found = variants.variants.iter().find(|variant| match local {
                    Some(local) => variant.name.local == local,
                    None => variants.declared.as_ref() == Some(&variant.name),
                });
                match found {
                    Some(variant) => {
                        let value = self.value(&variant.ty, name, json, depth + 1);
                        format!("{}::{}({value})", self.literals.import(item), variant.ident)
                    }
                    None => self.default(),
                }
            }
            // Choices, and content whose order matters, have no simple form. Print the default value, which the
            // user replaces.
            _ => self.default(),
        }
    }

    fn record(&mut self, item: &ItemRef, record: &Record, json: &Json, depth: usize) -> String {
        let is_base = std::mem::take(&mut self.is_base);
        let mut fields = Vec::new();
        self.fields(record, json, depth, &mut fields);
        if !is_base {
            self.miss_others(record, json);
        }
        let ident = self.literals.import(item);
        match (fields.is_empty(), fields.len() < record.fields.len()) {
            (true, _) => format!("{ident}::default()"),
            (false, true) => format!("{ident} {{ {}, ..Default::default() }}", fields.join(", ")),
            (false, false) => format!("{ident} {{ {} }}", fields.join(", ")),
        }
    }

    fn fields(&mut self, record: &Record, json: &Json, depth: usize, fields: &mut Vec<String>) {
        for field in &record.fields {
            if let Slot::Base { .. } = field.slot {
                self.is_base = true;
                let value = self.value(&field.ty, &field.ident, json, depth + 1);
                self.is_base = false;
                fields.push(format!("{}: {value}", field.ident));
                continue;
            }
            let Some(key) = key(&field.slot) else { continue };
            let given = match field.slot {
                // For an element without attributes, the JSON is its text, without a member `$value`.
                Slot::Text { .. } if scalar(json).is_some() => Some(json),
                _ => json.get(&key),
            };
            let Some(value) = given else { continue };
            let name = key.trim_start_matches(['@', '$']);
            let value = self.at(&key, |this| this.value(&field.ty, name, value, depth + 1));
            fields.push(format!("{}: {value}", field.ident));
        }
    }

    /// Records that the code leaves out a member of the JSON object if neither the record nor its bases have
    /// a simple field for it. Examples are members of choices and wildcards, content whose order matters, and
    /// nil.
    fn miss_others(&mut self, record: &Record, json: &Json) {
        let mut known = BTreeSet::new();
        self.keys(record, &mut known, 0);
        match json {
            Json::Object(members) => {
                for (key, _) in members.iter().filter(|(key, _)| key != "$type" && !known.contains(key)) {
                    self.at(key, Self::default);
                }
            }
            // The JSON of an element without attributes is only its text. The code contains this text as the
            // field for `$value`.
            json if scalar(json).is_some() && known.contains("$value") => {}
            _ => self.miss(),
        }
    }

    /// Collects the keys of the fields of a record and its bases.
    fn keys(&self, record: &Record, known: &mut BTreeSet<String>, depth: usize) {
        for field in &record.fields {
            match &field.slot {
                Slot::Base { .. } if depth < MAX_DEPTH => {
                    if let Some((_, base)) = self.rust.record(&field.ty) {
                        self.keys(base, known, depth + 1);
                    }
                }
                slot => known.extend(key(slot)),
            }
        }
    }
}

/// Returns the key of a field in JSON, or `None` if it has no single key.
fn key(slot: &Slot) -> Option<String> {
    match slot {
        Slot::Attribute { name, .. } => Some(format!("@{}", name.local)),
        Slot::Text { .. } => Some("$value".to_owned()),
        slot => wire(slot).map(|name| name.local.clone()),
    }
}

fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::Text(text) | Json::Bare(text) | Json::Number(text) => Some(text.clone()),
        Json::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        cli::docs,
        config::Config,
        plan,
        problem::Problems,
        read::{self, ReadOptions},
        source::Sources,
    };

    fn code(operation: &str, json: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/convert/rules.wsdl");
        let (config, mut sources, mut problems) = (Config::default(), Sources::new(), Problems::new());
        let model = read::read(&[path], &ReadOptions::default(), &mut sources, &mut problems);
        let plan = plan::plan(&model, &config, &mut problems);
        let rust = Rust::new(&plan);
        let calls = docs::calls(&model, &config, &plan, &rust);
        let found = calls.iter().find(|one| &*one.bound.operation.name == operation).unwrap();
        call(&rust, found, &Envelope::of(Json::parse(json).unwrap()), "http://localhost/", false).unwrap()
    }

    #[test]
    fn a_comment_lists_the_members_that_the_code_lacks() {
        for (operation, json, missing) in [
            ("Parts", r#"{"Right": "5"}"#, "`Right`"),
            ("Parts", r#"{"$any": ["<a/>"]}"#, "`$any`"),
            ("Parts", r#"{"{urn:o}Id": 5}"#, "`{urn:o}Id`"),
            ("Ordered", r#"{"$content": [{"I": 1}]}"#, "`$content`"),
            ("Values", r#"{"Anything": "x"}"#, "`Anything`"),
        ] {
            let code = code(operation, json);
            assert!(code.contains(&format!("// This code omits {missing}: set it by hand.\n")), "{code}");
        }
        for (operation, json) in [
            ("Values", r#"{"Int": 7, "Flag": null, "Name": "{urn:o}x"}"#),
            ("Lists", r#"{"Item": [1], "Wrapped": [1], "Map": {"a": 1}}"#),
            ("Parts", r#"{"Priced": {"@currency": "NOK", "$value": 1.5}}"#),
            ("Parts", r#"{"Shape": {"$type": "Circle", "Radius": 2}}"#),
        ] {
            let code = code(operation, json);
            assert!(!code.contains("Not in this code"), "{code}");
        }
    }
}
