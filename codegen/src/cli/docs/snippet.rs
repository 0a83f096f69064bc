//! Rust code of a call, with the generated names and the values of the sample envelope.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::Call;
use crate::{
    cli::{
        rust::{Rust, wire},
        sample::examples,
    },
    plan::{Client, Item, ItemRef, OperationMessage, Record, Slot, Ty},
};

/// Module that contains the generated code in the examples.
const MODULE: &str = "contract";
/// Maximum nesting depth of values.
const MAX_DEPTH: usize = 3;
/// Maximum number of fields that the example shows of the request.
const MAX_FIELDS: usize = 12;
/// Maximum number of fields that the example shows of each struct inside the request.
const MAX_NESTED_FIELDS: usize = 4;

/// Formats a call as code, with the `use` declarations that it needs.
///
/// # Errors
///
/// If the code is not valid Rust, which is a defect of the generator.
pub(super) fn call(
    rust: &Rust<'_>,
    call: &Call<'_>,
    headers: &[String],
    texts: BTreeMap<String, String>,
) -> Result<String, String> {
    let Call { module, client, method, operation, .. } = *call;
    let mut literals = Literals::new(rust, texts);
    let client_name = literals.import(&ItemRef { module, ident: client.ident.clone() });
    let endpoint = match &client.endpoint_item {
        Some(endpoint) => literals.import(endpoint),
        None => format!("{:?}", "https://example.com/"),
    };
    let headers = literals.headers(client, headers);
    let mut code = format!("let client = {client_name}::new(Reqwest::new(), {endpoint}){headers};\n");
    let argument = match &operation.request.ty {
        _ if !method.takes_request => "",
        ty => {
            let request = literals.value(ty, &operation.name, 0).unwrap_or_else(|| match ty {
                Ty::Item(item) => format!("{}::default()", literals.import(item)),
                _ => "Default::default()".to_owned(),
            });
            code.push_str(&format!("let request = {request};\n"));
            "request"
        }
    };
    let call = format!("client.{}({argument}).await?", method.ident);
    match &operation.reply {
        None | Some(OperationMessage { ty: Ty::Unit, .. }) => code.push_str(&format!("{call};\n")),
        Some(reply) => {
            let only = rust.record(&reply.ty).map(|(_, record)| record.fields.as_slice());
            let is_there = matches!(reply.ty, Ty::Item(_));
            let shown = match only {
                Some([field]) if is_there && !matches!(field.slot, Slot::Base { .. }) => {
                    format!(".{}", field.ident)
                }
                _ => String::new(),
            };
            code.push_str(&format!("let reply = {call};\nprintln!(\"{{:?}}\", reply.body{shown});\n"));
        }
    }
    formatted_call(&literals, &code)
}

/// Formats statements with the `use` declarations that they need.
///
/// # Errors
///
/// If the code is not valid Rust, which is a defect of the generator.
pub(in crate::cli) fn formatted_call(literals: &Literals<'_, '_>, code: &str) -> Result<String, String> {
    // `?` and `await` only parse inside an async function. The function itself is not shown.
    let function = format!("async fn call() -> Result<(), saponify::Error> {{\n{code}}}");
    let statements = formatted(&function)?;
    let statements = statements.lines().skip(1).take_while(|line| *line != "}");
    let statements = statements.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>();
    let note = format!("// `{MODULE}` is the module with the generated code.");
    Ok(format!("{note}\n{}\n{}", formatted(&literals.uses())?, statements.join("\n")))
}

fn formatted(code: &str) -> Result<String, String> {
    let file = syn::parse_file(code).map_err(|error| format!("{error}: {code}"))?;
    Ok(prettyplease::unparse(&file))
}

/// Formats values as Rust literals.
pub(in crate::cli) struct Literals<'r, 'p> {
    rust: &'r Rust<'p>,
    /// Imported items by identifier. Of two items with the same identifier, only the first is imported.
    used: BTreeMap<String, ItemRef>,
    /// Texts of the sample envelope, by element name.
    texts: BTreeMap<String, String>,
}

impl<'r, 'p> Literals<'r, 'p> {
    pub(in crate::cli) fn new(rust: &'r Rust<'p>, texts: BTreeMap<String, String>) -> Self {
        Self { rust, used: BTreeMap::new(), texts }
    }
}

impl Literals<'_, '_> {
    /// Returns the name of an item after importing it, or its path if another item with the same name is imported.
    pub(in crate::cli) fn import(&mut self, item: &ItemRef) -> String {
        let known = self.used.entry(item.ident.clone()).or_insert_with(|| item.clone());
        match known == item {
            true => item.ident.clone(),
            false => format!("{MODULE}::{}", self.rust.path(item)),
        }
    }

    fn uses(&self) -> String {
        let mut modules: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for item in self.used.values() {
            let mut path = vec![MODULE];
            path.extend(self.rust.module_path(item.module).iter().map(String::as_str));
            modules.entry(path.join("::")).or_default().insert(&item.ident);
        }
        let mut uses = vec![("saponify::transport".to_owned(), BTreeSet::from(["Reqwest"]))];
        uses.extend(modules);
        let lines = uses.iter().map(|(module, idents)| {
            let idents: Vec<&str> = idents.iter().copied().collect();
            match idents.as_slice() {
                [ident] => format!("use {module}::{ident};\n"),
                idents => format!("use {module}::{{{}}};\n", idents.join(", ")),
            }
        });
        lines.collect()
    }

    /// Formats `.with_headers(…)` with the headers that an operation declares.
    fn headers(&mut self, client: &Client, declared: &[String]) -> String {
        let Some((item, record)) = client.headers.as_ref().and_then(|ty| self.rust.record(ty)) else {
            return String::new();
        };
        if declared.is_empty() {
            return String::new();
        }
        let wanted = |slot: &Slot| wire(slot).is_some_and(|name| declared.contains(&name.local));
        let literal = self.record(&item, record, 1, &wanted);
        literal.map(|literal| format!(".with_headers({literal})")).unwrap_or_default()
    }

    /// Formats a value of a type, or returns `None` if the type has no short example.
    fn value(&mut self, ty: &Ty, name: &str, depth: usize) -> Option<String> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match ty {
            Ty::Unit => "()".to_owned(),
            Ty::Custom(_) | Ty::Sizes(_) => return None,
            Ty::Std(std) => self.scalar(std, name),
            Ty::Runtime(runtime) => self.lossless(runtime, name)?,
            Ty::Generic("Secret", _) => "\"…\".into()".to_owned(),
            Ty::Generic("Verbatim", arguments) => {
                format!("{}.into()", self.value(arguments.first()?, name, depth)?)
            }
            Ty::Generic("List", arguments) => {
                format!("vec![{}].into()", self.value(arguments.first()?, name, depth)?)
            }
            Ty::Generic("Dictionary", arguments) => {
                let [key, value] = arguments.as_slice() else { return None };
                let (key, value) = (self.value(key, "Key", depth)?, self.value(value, "Value", depth + 1)?);
                format!("saponify::Dictionary::from([({key}, {value})])")
            }
            Ty::Generic("Typed", arguments) => {
                format!("saponify::Typed::new({})", self.value(arguments.first()?, name, depth)?)
            }
            Ty::Generic(..) => return None,
            Ty::Option(inner) => format!("Some({})", self.value(inner, name, depth)?),
            Ty::Vec(inner) => format!("vec![{}]", self.value(inner, name, depth)?),
            Ty::Boxed(inner) => format!("Box::new({})", self.value(inner, name, depth)?),
            Ty::Item(item) => self.item(item, name, depth)?,
        })
    }

    fn item(&mut self, item: &ItemRef, name: &str, depth: usize) -> Option<String> {
        match self.rust.item(item)? {
            Item::Record(record) => self.record(item, record, depth, &|_| true),
            Item::Enumeration(enumeration) => {
                let first = enumeration.values.first()?;
                Some(format!("{}::{}", self.import(item), first.ident))
            }
            Item::Alias(alias) => self.value(&alias.ty, name, depth + 1),
            Item::Choice(choice) => {
                let mut variants = choice.variants.iter();
                let (variant, value) = variants.find_map(|variant| {
                    Some((&variant.ident, self.value(&variant.ty, &variant.ident, depth + 1)?))
                })?;
                Some(format!("{}::{variant}({value})", self.import(item)))
            }
            Item::Variants(variants) => {
                let variant = variants.variants.first()?;
                let value = self.value(&variant.ty, name, depth + 1)?;
                Some(format!("{}::{}({value})", self.import(item), variant.ident))
            }
            _ => None,
        }
    }

    /// Formats a struct literal with those fields that have an example.
    fn record(
        &mut self,
        item: &ItemRef,
        record: &Record,
        depth: usize,
        wanted: &dyn Fn(&Slot) -> bool,
    ) -> Option<String> {
        let most = if depth == 0 { MAX_FIELDS } else { MAX_NESTED_FIELDS };
        let mut fields = Vec::new();
        for field in record.fields.iter().filter(|field| wanted(&field.slot)) {
            if fields.len() >= most
                || matches!(
                    field.slot,
                    Slot::Base { .. } | Slot::Any { .. } | Slot::AnyAttribute { .. } | Slot::Nil { .. }
                )
            {
                continue;
            }
            let name = wire(&field.slot).map_or(field.ident.as_str(), |name| &name.local);
            if let Some(value) = self.value(&field.ty, name, depth + 1) {
                fields.push(format!("{}: {value}", field.ident));
            }
        }
        if fields.is_empty() && depth > 0 {
            // Omitting an optional member is better than showing an empty struct.
            return None;
        }
        let ident = self.import(item);
        if fields.is_empty() {
            return Some(format!("{ident}::default()"));
        }
        let rest = if fields.len() < record.fields.len() { ", ..Default::default()" } else { "" };
        Some(format!("{ident} {{ {}{rest} }}", fields.join(", ")))
    }

    fn scalar(&self, ty: &str, name: &str) -> String {
        let text = self.texts.get(name).map(|text| text.trim());
        match ty {
            "String" => match text {
                Some(text) => format!("{text:?}.into()"),
                None => format!("{:?}.into()", examples::text(name)),
            },
            "bool" => {
                let known = text.filter(|text| matches!(*text, "true" | "false"));
                known.map_or_else(|| (!examples::suggests_bad_state(name)).to_string(), str::to_owned)
            }
            "f32" | "f64" => {
                // A float literal needs a decimal point.
                let known = text.filter(|text| text.contains('.') && text.parse::<f32>().is_ok());
                known.unwrap_or_else(|| examples::decimal(name)).to_owned()
            }
            "i8" | "u8" => integer(ty, text, examples::integer(name).min(99)),
            _ => integer(ty, text, examples::integer(name)),
        }
    }

    /// Formats a value of one of the runtime's XML Schema types.
    fn lossless(&self, ty: &str, name: &str) -> Option<String> {
        let usual = match ty {
            "xsd::DateTime" => "2024-05-17T09:30:00",
            "xsd::Date" => "2024-05-17",
            "xsd::Time" => "09:30:00",
            "xsd::Duration" => "PT1H30M",
            "xsd::GYear" => "2024",
            "xsd::GYearMonth" => "2024-05",
            "xsd::GMonth" => "--05",
            "xsd::GMonthDay" => "--05-17",
            "xsd::GDay" => "---17",
            "xsd::Decimal" => examples::decimal(name),
            "xsd::NonNegativeInteger" | "xsd::PositiveInteger" => "12",
            "xsd::NegativeInteger" | "xsd::NonPositiveInteger" => "-12",
            "xsd::Integer" => {
                let text = self.texts.get(name).map(|text| text.trim());
                return Some(format!("{}.into()", integer("i32", text, examples::integer(name))));
            }
            "xsd::Base64Binary" | "xsd::HexBinary" => {
                return Some("b\"Example\".as_slice().into()".to_owned());
            }
            "Attachment" => return Some("saponify::Attachment::new(b\"Example\")".to_owned()),
            "SwaRef" => return Some("saponify::Attachment::new(b\"Example\").into()".to_owned()),
            _ => return None,
        };
        let text = self.texts.get(name).map_or(usual, String::as_str);
        Some(format!("{text:?}.parse()?"))
    }
}

/// Returns the number in the text if it fits the integer type; `otherwise` if not.
fn integer(ty: &str, text: Option<&str>, otherwise: i64) -> String {
    let fits = |number: &i64| match ty {
        "i8" => i8::try_from(*number).is_ok(),
        "i16" => i16::try_from(*number).is_ok(),
        "i32" => i32::try_from(*number).is_ok(),
        "u8" => u8::try_from(*number).is_ok(),
        "u16" => u16::try_from(*number).is_ok(),
        "u32" => u32::try_from(*number).is_ok(),
        "u64" => *number >= 0,
        _ => true,
    };
    let number = text.and_then(|text| text.parse::<i64>().ok()).filter(fits);
    number.unwrap_or(otherwise).to_string()
}
