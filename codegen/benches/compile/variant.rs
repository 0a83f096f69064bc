//! Variants of the generated code: complete, reduced to type definitions, and a program that calls every operation.

use std::path::{Path, PathBuf};

use quote::{ToTokens, quote};
use saponify_codegen::Builder;
use syn::{Attribute, ImplItem, Item, ItemImpl, ItemMod, Type, UseTree, Visibility, parse_quote};

/// Dependency on the runtime with only the in-memory transport.
pub(crate) const SAPONIFY: &str = concat!(
    "saponify = { path = \"",
    env!("CARGO_MANIFEST_DIR"),
    "/../runtime\", default-features = false }"
);

pub(crate) fn generated(wsdls: &[PathBuf]) -> String {
    let generated = Builder::new().wsdls(wsdls).run(Path::new("lib.rs")).expect("a valid contract");
    generated.files.into_iter().next().expect("one file").text
}

/// Reduces generated code to its structs, enums and aliases. Clients, operations and all `impl`s are removed.
/// Types with secrets have an `impl` of `Debug` that masks them. In the result, these types derive `Debug`.
pub(crate) fn bare(generated: &str) -> String {
    let mut file = syn::parse_file(generated).expect("generated code is Rust");
    keep_types(&mut file.items);
    prettyplease::unparse(&file)
}

fn keep_types(items: &mut Vec<Item>) {
    items.retain_mut(|item| match item {
        Item::Struct(record) => {
            derive_debug(&mut record.attrs);
            !record.to_token_stream().to_string().contains("Client < T >")
        }
        Item::Enum(choice) => {
            derive_debug(&mut choice.attrs);
            !choice.variants.is_empty()
        }
        Item::Type(_) => true,
        Item::Use(uses) => {
            drop_constants(&mut uses.tree);
            true
        }
        Item::Mod(ItemMod { content: Some((_, items)), ident, .. }) => {
            keep_types(items);
            ident != "operations"
        }
        _ => false,
    });
}

fn derive_debug(attributes: &mut Vec<Attribute>) {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    if !derives.into_iter().any(|derive| derive.to_token_stream().to_string().contains("Debug")) {
        attributes.push(parse_quote!(#[derive(Debug)]));
    }
}

/// Removes the names of constants from an import, because the constants themselves have been removed.
fn drop_constants(tree: &mut UseTree) {
    match tree {
        UseTree::Path(path) => drop_constants(&mut path.tree),
        UseTree::Group(group) => {
            let kept = std::mem::take(&mut group.items).into_iter().filter(|tree| match tree {
                UseTree::Name(name) => name.ident.to_string().contains(char::is_lowercase),
                _ => true,
            });
            group.items = kept.collect();
            group.items.iter_mut().for_each(drop_constants);
        }
        _ => {}
    }
}

/// Returns a program that calls each operation once.
pub(crate) fn program(generated: &str) -> String {
    let file = syn::parse_file(generated).expect("generated code is Rust");
    let mut clients = Vec::new();
    collect(&file.items, "measured", &mut clients);
    let mut functions = String::new();
    for (index, client) in clients.iter().enumerate() {
        let calls: String = client
            .methods
            .iter()
            .map(|method| format!("    show(client.{method}.send().map(|reply| drop(reply.body)));\n"))
            .collect();
        functions += &format!(
            "fn client_{index}() {{\n    let client = {}::new(saponify::transport::Memory::new(), \"\");\n{calls}}}\n\n",
            client.path
        );
    }
    let all: String = (0..clients.len()).map(|index| format!("    client_{index}();\n")).collect();
    format!(
        "{functions}fn show(result: saponify::Result<()>) {{\n    if let Err(error) = result {{\n        \
         println!(\"{{error}}\");\n    }}\n}}\n\nfn main() {{\n{all}}}\n"
    )
}

struct Client {
    path: String,
    methods: Vec<String>,
}

fn collect(items: &[Item], path: &str, clients: &mut Vec<Client>) {
    for item in items {
        match item {
            Item::Mod(ItemMod { content: Some((_, items)), ident, .. }) => {
                collect(items, &format!("{path}::{ident}"), clients);
            }
            Item::Impl(block) if block.trait_.is_none() && !block.generics.params.is_empty() => {
                clients.push(client(block, path));
            }
            _ => {}
        }
    }
}

fn client(block: &ItemImpl, path: &str) -> Client {
    let Type::Path(name) = &*block.self_ty else { panic!("a client is a struct") };
    let name = &name.path.segments.last().expect("a name").ident;
    let call = quote!(Call).to_string();
    let methods = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => {
            let calls = method.sig.output.to_token_stream().to_string().contains(&format!("{call} <"));
            let argument = if method.sig.inputs.len() > 1 { "Default::default()" } else { "" };
            calls.then(|| format!("{}({argument})", method.sig.ident))
        }
        _ => None,
    });
    Client { path: format!("{path}::{name}"), methods: methods.collect() }
}
