//! Names in the text of a module: types of the runtime, items of other modules, and XML names.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::tree::Tree;
use crate::{
    lists::{CollectVec, SortList},
    map::{Map, Set},
    plan::{Item, ItemRef, Module, ModuleId, PRELUDE, Plan, Ty, WireName},
};

/// The items of the runtime that are in its module `generated`, sorted.
const ITEMS_IN_GENERATED: [&str; 9] = [
    "ContentModel",
    "Group",
    "Pairs",
    "Redacted",
    "TextRule",
    "encoded_element",
    "typed_element",
    "within_facets",
    "write_float",
];

/// The names that one module uses, and the imports for them.
pub(super) struct Names<'p> {
    plan: &'p Plan,
    markers: Set<&'p str>,
    module: ModuleId,
    own: Set<&'p str>,
    secret_types: &'p Set<String>,
    shares_constants: bool,
    /// Imported items of the runtime, each with its name in this module.
    used: BTreeMap<String, String>,
    /// Imported items of other modules: identifier, and relative path of the module.
    imported: Map<String, Vec<String>>,
}

impl<'p> Names<'p> {
    pub(super) fn new(tree: &Tree<'p>, module: ModuleId, content: &'p Module) -> Self {
        let inner = tree.children(module).map(|(_, inner)| inner.name.as_str());
        let constants = content.namespaces.keys().map(String::as_str);
        let own = content.items.iter().map(Item::ident).chain(constants).chain(inner);
        Self {
            plan: tree.plan,
            markers: tree.markers.clone(),
            module,
            own: own.collect(),
            secret_types: &content.secret_types,
            shares_constants: content.shares_constants,
            used: BTreeMap::new(),
            imported: Map::new(),
        }
    }

    /// The name of an item of `saponify` in this module. Adds the import.
    pub(super) fn runtime(&mut self, name: &'static str) -> Ident {
        let is_taken = self.own.contains(name) || self.imported.contains_key(name);
        let alias = match is_taken {
            true if name.starts_with(char::is_lowercase) => format!("saponify_{name}"),
            true => format!("Saponify{name}"),
            false => name.to_owned(),
        };
        format_ident!("{}", self.used.entry(name.to_owned()).or_insert(alias))
    }

    /// Whether the `Debug` of a type shows no value.
    pub(super) fn hides(&self, ident: &str) -> bool {
        self.secret_types.contains(ident)
    }

    /// The path of a trait of `std::marker` in generated code. This is usually the bare name. It is the full
    /// path if an item of the plan has the same name, because this module may import that item.
    pub(super) fn marker(&self, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        match self.markers.contains(name) {
            true => quote!(std::marker::#ident),
            false => quote!(#ident),
        }
    }

    /// The `use` items for all names that were requested.
    pub(super) fn uses(&self) -> Option<TokenStream> {
        let names = |is_generated: bool| {
            let names = self
                .used
                .iter()
                .filter(|(name, _)| ITEMS_IN_GENERATED.contains(&name.as_str()) == is_generated);
            let names = names.map(|(name, alias)| {
                let (ident, here) = (format_ident!("{name}"), format_ident!("{alias}"));
                if ident == here { quote!(#ident) } else { quote!(#ident as #here) }
            });
            names.collect_vec()
        };
        let (public, hidden) = (names(false), names(true));
        let hidden = match hidden.as_slice() {
            [] => None,
            [name] => Some(quote!(use saponify::generated::#name;)),
            names => Some(quote!(use saponify::generated::{#(#names),*};)),
        };
        let public = (!public.is_empty()).then(|| quote!(use saponify::{#(#public),*};));
        let runtime = (public.is_some() || hidden.is_some()).then(|| quote!(#hidden #public));
        let mut imported: Vec<(&[String], &str)> =
            self.imported.iter().map(|(ident, path)| (path.as_slice(), ident.as_str())).collect_vec();
        imported.sort_list();
        let items = imported.chunk_by(|one, next| one.0 == next.0).map(|module| {
            let path = module.iter().take(1).flat_map(|(path, _)| *path).map(|name| format_ident!("{name}"));
            let idents = module.iter().map(|(_, ident)| format_ident!("{ident}")).collect_vec();
            match idents.as_slice() {
                [ident] => quote!(use #(#path::)* #ident;),
                idents => quote!(use #(#path::)* {#(#idents),*};),
            }
        });
        (runtime.is_some() || !imported.is_empty()).then(|| quote!(#(#items)* #runtime))
    }

    /// Prints a type.
    pub(super) fn ty(&mut self, ty: &Ty) -> TokenStream {
        match ty {
            Ty::Std(name) => {
                let ident = format_ident!("{name}");
                quote!(#ident)
            }
            Ty::Runtime(path) => match path.split_once("::") {
                Some((_, name)) => {
                    let (module, ident) = (self.runtime("xsd"), format_ident!("{name}"));
                    quote!(#module::#ident)
                }
                None => {
                    let ident = self.runtime(path);
                    quote!(#ident)
                }
            },
            Ty::Generic(name, arguments) => {
                let ident = self.runtime(name);
                let arguments = arguments.iter().map(|argument| self.ty(argument)).collect_vec();
                quote!(#ident<#(#arguments),*>)
            }
            Ty::Item(item) => self.item(item),
            Ty::Custom(path) => path.parse().unwrap_or_default(),
            Ty::Option(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Ty::Vec(inner) => {
                let inner = self.ty(inner);
                quote!(Vec<#inner>)
            }
            Ty::Boxed(inner) => {
                let inner = self.ty(inner);
                quote!(Box<#inner>)
            }
            Ty::Sizes(dimensions) => {
                let dimensions = Literal::usize_unsuffixed(*dimensions);
                quote!([usize; #dimensions])
            }
            Ty::Unit => quote!(()),
        }
    }

    /// Prints a reference to an item, relative to this module. The reference is the identifier alone if the
    /// item is in this module or can be imported.
    pub(super) fn item(&mut self, item: &ItemRef) -> TokenStream {
        let ident = format_ident!("{}", item.ident);
        let here = self.plan.module_path(self.module);
        let there = self.plan.module_path(item.module);
        let common = here.iter().zip(there).take_while(|(a, b)| a == b).count();
        let up = here.iter().skip(common).map(|_| "super".to_owned());
        let path = up.chain(there.iter().skip(common).cloned()).collect_vec();
        // A path with one segment stays qualified, because it is more descriptive: `super::GetUser` beside an
        // operation `GetUser`.
        if path.len() > 1 && self.import(&item.ident, &path) {
            return quote!(#ident);
        }
        let path = path.iter().map(|name| format_ident!("{name}"));
        quote!(#(#path::)* #ident)
    }

    /// Imports an item, unless its name is in use in this module. Returns whether it is imported.
    fn import(&mut self, ident: &str, path: &[String]) -> bool {
        if let Some(known) = self.imported.get(ident) {
            return known == path;
        }
        let is_taken = self.own.contains(ident) || self.used.contains_key(ident) || PRELUDE.contains(&ident);
        if !is_taken {
            self.imported.insert(ident.to_owned(), path.to_owned());
        }
        !is_taken
    }

    /// The constant of a namespace; `""` for no namespace.
    pub(super) fn namespace(&self, namespace: Option<&String>) -> TokenStream {
        match namespace {
            Some(constant) => {
                let constant = format_ident!("{constant}");
                quote!(#constant)
            }
            None => quote!(""),
        }
    }

    /// An XML name, as a pair of namespace and local name.
    pub(super) fn wire(&self, name: &WireName) -> TokenStream {
        let (namespace, local) = (self.namespace(name.namespace.as_ref()), &name.local);
        quote!((#namespace, #local))
    }

    /// Visibility of the constants of this module.
    pub(super) fn visibility(&self) -> Option<TokenStream> {
        self.shares_constants.then(|| quote!(pub(super)))
    }

    /// Whether the service side is generated, so that declared faults must be writable.
    pub(super) fn has_services(&self) -> bool {
        self.plan.server
    }

    /// Whether types implement `Validate`.
    pub(super) fn has_checks(&self) -> bool {
        self.plan.validate
    }
}
