//! Reads any bytes as a contract, and generates code from the part that can be read, with any options. The
//! code must define exactly the items of the plan, both as one file and as a folder.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use saponify_codegen::internals::config::Config;
use saponify_codegen::internals::plan::{Item, ModuleId, Plan};
use saponify_codegen::internals::problem::Problems;
use saponify_codegen::internals::source::Sources;
use saponify_codegen::internals::{emit, plan, read};

fuzz_target!(|bytes: &[u8]| {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let options = read::ReadOptions::default();
    let model = read::read_bytes(&[("a.wsdl", bytes)], &options, &mut sources, &mut problems);
    // The length of the input selects the options. White space after the last tag changes only the length.
    let bit = |place: usize| bytes.len() >> place & 1 == 1;
    let config = Config {
        all_types: true,
        validate: bit(0),
        closed_enumerations: bit(1),
        plain_scalars: bit(2),
        nil_kept: bit(3),
        ..Config::default()
    };
    let plan = plan::plan(&model, &config, &mut problems);
    let planned = planned(&plan);
    let text = emit::single(&plan).expect("what is planned can be printed");
    let file = syn::parse_file(&text).expect("what is printed is Rust");
    assert!(file.attrs.is_empty());
    let mut found = BTreeSet::new();
    definitions(&file.items, "", &mut found);
    assert_eq!(found, planned);
    let mut found = BTreeSet::new();
    for file in emit::folder(&plan).expect("what is planned can be printed") {
        let path = file.path.strip_suffix(".rs").unwrap_or_default();
        let path = if path == "mod" { "" } else { path.strip_suffix("/mod").unwrap_or(path) };
        let items = syn::parse_file(&file.text).expect("what is printed is Rust").items;
        definitions(&items, path, &mut found);
    }
    assert_eq!(found, planned);
});

/// Returns the path of each item in the plan, such as `module/struct User`.
fn planned(plan: &Plan) -> BTreeSet<String> {
    let mut planned = BTreeSet::new();
    for (index, module) in plan.modules.iter().enumerate() {
        let path = plan.module_path(ModuleId(index)).join("/");
        let mut add = |kind: &str, name: &str| assert!(planned.insert(format!("{path}/{kind} {name}")));
        module.namespaces.keys().for_each(|name| add("const", name));
        for item in &module.items {
            let kind = match item {
                Item::Record(_) | Item::Client(_) => "struct",
                Item::Alias(_) => "type",
                Item::ServiceTrait(_) => "trait",
                item if item.is_type() || matches!(item, Item::Operation(_)) => "enum",
                _ => "const",
            };
            add(kind, item.ident());
        }
    }
    planned
}

/// Adds the path of each item in generated code to `found`. `path` is the path of the module that contains
/// `items`. Panics on a kind of item that the generator never prints.
fn definitions(items: &[syn::Item], path: &str, found: &mut BTreeSet<String>) {
    for item in items {
        let (kind, name) = match item {
            syn::Item::Mod(module) => {
                let inner = format!("{path}/{}", module.ident);
                let content = module.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                definitions(content, inner.trim_start_matches('/'), found);
                continue;
            }
            syn::Item::Struct(item) => ("struct", &item.ident),
            syn::Item::Enum(item) => ("enum", &item.ident),
            syn::Item::Type(item) => ("type", &item.ident),
            syn::Item::Const(item) => ("const", &item.ident),
            syn::Item::Trait(item) => ("trait", &item.ident),
            syn::Item::Impl(_) | syn::Item::Use(_) | syn::Item::Macro(_) => continue,
            _ => panic!("an item of another kind"),
        };
        assert!(found.insert(format!("{path}/{kind} {name}")), "{kind} {name} twice");
    }
}
