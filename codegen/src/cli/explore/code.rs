//! The Rust code of a call that was made: its values, by the generated types.

use std::collections::BTreeMap;

use crate::{
    cli::{
        call::secret::MASK,
        convert::{Envelope, Json},
        docs::{Call, Literals, formatted_call},
        rust::{Rust, wire},
    },
    plan::{Item, ItemRef, Record, Slot, Ty},
    secret_names::says_secret,
};

/// Maximum nesting depth of values.
const DEPTH: usize = 24;
/// Maximum length of a text in the code.
const SHOWN: usize = 400;

/// Formats the call of a request. Secrets are shown as `…` unless `show_secrets` is set.
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
    let mut values = Values { literals: Literals::new(rust, BTreeMap::new()), rust, show_secrets };
    let client = values.literals.import(&ItemRef { module: call.module, ident: call.client.ident.clone() });
    let mut headers = String::new();
    if let (Some((item, record)), Json::Object(given)) =
        (call.client.headers.as_ref().and_then(|ty| rust.record(ty)), &message.headers)
        && !given.is_empty()
    {
        let literal = values.record(&item, record, &message.headers, 1);
        headers = format!(".with_headers({literal})");
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
    formatted_call(&values.literals, &code)
}

/// Formats values as Rust expressions.
struct Values<'r, 'p> {
    literals: Literals<'r, 'p>,
    rust: &'r Rust<'p>,
    show_secrets: bool,
}

impl Values<'_, '_> {
    fn value(&mut self, ty: &Ty, name: &str, json: &Json, depth: usize) -> String {
        if depth > DEPTH {
            return "Default::default()".to_owned();
        }
        // A value with `$nil`, `$text` or `$xml` has no simple form in Rust.
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
                None => "Default::default()".to_owned(),
            },
            Ty::Generic("Dictionary", arguments) => self.dictionary(arguments, json, depth),
            Ty::Generic("Typed", arguments) => match arguments.first() {
                Some(inner) => format!("saponify::Typed::new({})", self.value(inner, name, json, depth)),
                None => "Default::default()".to_owned(),
            },
            Ty::Generic("Verbatim", arguments) => match arguments.first() {
                Some(inner) => format!("{}.into()", self.value(inner, name, json, depth)),
                None => "Default::default()".to_owned(),
            },
            Ty::Std(std) => self.scalar(std, name, json),
            Ty::Runtime(_) | Ty::Custom(_) => match scalar(json) {
                Some(text) => format!("{:?}.parse()?", self.shown(name, &text)),
                None => "Default::default()".to_owned(),
            },
            Ty::Item(item) => self.item(item, name, json, depth),
            Ty::Generic(..) => "Default::default()".to_owned(),
        }
    }

    fn shown(&self, name: &str, text: &str) -> String {
        if says_secret(name) && !self.show_secrets {
            return "…".to_owned();
        }
        match text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end)) {
            Some(start) => format!("{start}…"),
            None => text.to_owned(),
        }
    }

    fn list(&mut self, inner: &Ty, name: &str, json: &Json, depth: usize) -> String {
        let items = match json {
            Json::Array(items) => items.as_slice(),
            // A list that is an object with one member.
            Json::Object(members) => match members.as_slice() {
                [(_, Json::Array(items))] => items.as_slice(),
                _ => &[],
            },
            one => std::slice::from_ref(one),
        };
        let items: Vec<_> = items.iter().map(|item| self.value(inner, name, item, depth + 1)).collect();
        format!("vec![{}]", items.join(", "))
    }

    fn dictionary(&mut self, arguments: &[Ty], json: &Json, depth: usize) -> String {
        let ([key, value], Json::Object(members)) = (arguments, json) else {
            return "Default::default()".to_owned();
        };
        let pairs = members.iter().map(|(name, json)| {
            let key = self.value(key, "Key", &Json::text(name.as_str()), depth + 1);
            format!("({key}, {})", self.value(value, name, json, depth + 1))
        });
        let pairs: Vec<_> = pairs.collect();
        format!("saponify::Dictionary::from([{}])", pairs.join(", "))
    }

    fn scalar(&self, ty: &str, name: &str, json: &Json) -> String {
        let Some(text) = scalar(json) else { return "Default::default()".to_owned() };
        // The value of a header block is hidden, also where it is no text.
        if ty != "String" && text == MASK {
            return "Default::default()".to_owned();
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
                        None => "Default::default()".to_owned(),
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
                    None => "Default::default()".to_owned(),
                }
            }
            // Choices and lists of elements in order are left to the user.
            _ => "Default::default()".to_owned(),
        }
    }

    fn record(&mut self, item: &ItemRef, record: &Record, json: &Json, depth: usize) -> String {
        let mut fields = Vec::new();
        self.fields(record, json, depth, &mut fields);
        let ident = self.literals.import(item);
        match (fields.is_empty(), fields.len() < record.fields.len()) {
            (true, _) => format!("{ident}::default()"),
            (false, true) => format!("{ident} {{ {}, ..Default::default() }}", fields.join(", ")),
            (false, false) => format!("{ident} {{ {} }}", fields.join(", ")),
        }
    }

    fn fields(&mut self, record: &Record, json: &Json, depth: usize, fields: &mut Vec<String>) {
        for field in &record.fields {
            let key = match &field.slot {
                Slot::Attribute { name, .. } => format!("@{}", name.local),
                Slot::Text { .. } => "$value".to_owned(),
                Slot::Base { .. } => {
                    let value = self.value(&field.ty, &field.ident, json, depth + 1);
                    fields.push(format!("{}: {value}", field.ident));
                    continue;
                }
                slot => match wire(slot) {
                    Some(name) => name.local.clone(),
                    None => continue,
                },
            };
            let Some(value) = json.get(&key) else { continue };
            let value = self.value(&field.ty, key.trim_start_matches(['@', '$']), value, depth + 1);
            fields.push(format!("{}: {value}", field.ident));
        }
    }
}

fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::Text(text) | Json::Bare(text) | Json::Number(text) => Some(text.clone()),
        Json::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
