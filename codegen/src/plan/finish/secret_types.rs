//! Finds the types that only secret members use. Their `Debug` shows no value, so that a secret is not shown if it is
//! printed without the struct around it.

use crate::{
    lists::{CollectVec, PushAll},
    map::{Map, Set},
    plan::{Item, ItemRef, Module, ModuleId, Ty, derives::types_of},
};

/// Sets [`Module::secret_types`]. A type keeps its `Debug` if an operation or a member that is not secret
/// uses it.
pub(super) fn find(modules: &mut [Module]) {
    let (mut secret, mut open) = (Edges::default(), Edges::default());
    let (mut used, mut aliases) = (Set::new(), Set::new());
    for (index, module) in modules.iter().enumerate() {
        for item in &module.items {
            let from = ItemRef { module: ModuleId(index), ident: item.ident().to_owned() };
            if matches!(item, Item::Alias(_)) {
                aliases.insert(from.clone());
            }
            for (place, ty) in types_of(item).into_iter().enumerate() {
                let edges = if is_masked(item, place) { &mut secret } else { &mut open };
                for to in items_of(ty) {
                    edges.0.push((from.clone(), to.clone()));
                    used.insert(to.clone());
                }
            }
            open.1.extend(uses(item).into_iter().flat_map(items_of).cloned());
        }
    }
    if secret.0.is_empty() {
        return;
    }
    // Types that nothing uses are generated only because of the option `all_types`. They keep their `Debug`.
    let all = modules.iter().enumerate().flat_map(|(index, module)| {
        module
            .items
            .iter()
            .map(move |item| ItemRef { module: ModuleId(index), ident: item.ident().to_owned() })
    });
    open.1.extend(all.filter(|item| !used.contains(item)));
    let shown = open.reached();
    secret.1 = secret.0.iter().map(|(_, to)| to.clone()).collect();
    secret.0 = open.0;
    for item in secret.reached().iter().filter(|item| !shown.contains(*item)) {
        // An alias has the `Debug` of its type.
        if let Some(module) = modules.get_mut(item.module.0).filter(|_| !aliases.contains(item)) {
            module.secret_types.insert(item.ident.clone());
        }
    }
}

/// A graph of items: pairs of an item and an item that it uses, and the items from which a search begins.
#[derive(Default)]
struct Edges(Vec<(ItemRef, ItemRef)>, Set<ItemRef>);

impl Edges {
    fn reached(&self) -> Set<ItemRef> {
        let mut edges = Map::<&ItemRef, Vec<&ItemRef>>::new();
        self.0.iter().for_each(|(from, to)| edges.or_default(from).push(to));
        let mut reached = self.1.clone();
        let mut queue = self.1.iter().collect_vec();
        while let Some(item) = queue.pop() {
            for next in edges.take(item) {
                if reached.insert(next.clone()) {
                    queue.push(next);
                }
            }
        }
        reached
    }
}

/// Whether a member of an item is secret. `place` is the position of its type in [`types_of`].
fn is_masked(item: &Item, place: usize) -> bool {
    let (masked, ident) = match item {
        Item::Record(one) => (&one.masked, one.fields.get(place).map(|field| &field.ident)),
        Item::Choice(one) => (&one.masked, one.variants.get(place).map(|variant| &variant.ident)),
        Item::Faults(one) => (&one.masked, one.variants.get(place).map(|variant| &variant.ident)),
        _ => return false,
    };
    ident.is_some_and(|ident| masked.contains(ident))
}

/// The types that a client, an operation or a root uses. The result is empty for other items, such as
/// records: the types of their members are in [`types_of`].
fn uses(item: &Item) -> Vec<&Ty> {
    match item {
        Item::Client(client) => client.headers.iter().collect_vec(),
        Item::Operation(operation) => {
            let messages = std::iter::once(&operation.request).chain(&operation.reply);
            let messages = messages.flat_map(|message| [&message.ty, &message.headers_ty]);
            messages.chain(&operation.faults).collect_vec()
        }
        Item::Root(root) => vec![&root.ty],
        _ => Vec::new(),
    }
}

/// The items in a type.
fn items_of(ty: &Ty) -> Vec<&ItemRef> {
    let (mut items, mut types) = (Vec::new(), vec![ty]);
    while let Some(ty) = types.pop() {
        match ty {
            Ty::Item(item) => items.push(item),
            Ty::Option(inner) | Ty::Vec(inner) | Ty::Boxed(inner) => types.push(inner),
            Ty::Generic(_, arguments) => types.push_all(arguments),
            Ty::Std(_) | Ty::Runtime(_) | Ty::Custom(_) | Ty::Sizes(_) | Ty::Unit => {}
        }
    }
    items
}
