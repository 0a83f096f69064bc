//! Makes the items of each module from the facts about the model and the layout.

pub(super) mod addressing;
mod attributes;
mod base;
mod choices;
mod content;
mod content_models;
mod documentation;
mod encoded_items;
mod facets;
mod faults;
mod fields;
pub(super) mod header_items;
mod messages;
mod operation_docs;
mod operations;
mod policy;
mod records;
mod roots;
pub(super) mod secrets;
mod simple;
mod text;
mod types;

use std::rc::Rc;

use super::{
    FacetsRef, Item, ItemRef, ModuleId, Ty, WireName, derives,
    facts::{Facts, named_types::NamedType, usage::Usage},
    names::{Names, layout::Layout},
};
use crate::{
    config::Config,
    lists::CollectVec,
    map::Map,
    model::{ElementId, IdMap, IdSet, Model, TypeId},
    problem::Problems,
    source::Span,
};
use operation_docs::OperationDocs;
use secrets::Secrets;

/// The role of a type in an operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Request,
    Reply,
    Faults,
}

/// Identifies a type of an operation, so that bindings can share it: the location of the operation, the
/// role, whether the message is encoded, the number of parts in the body, and the locations of these parts and
/// of the attachments.
pub(super) type OperationKey = (Span, Role, bool, usize, Vec<Span>);

/// How values of a simple type are compared with a fixed value.
#[derive(Clone)]
struct FixedForm {
    /// The white space that the type declares.
    white_space: Option<&'static str>,
    /// Whether the white space of the fixed value is kept.
    is_preserved: bool,
    /// Whether an empty element is valid too.
    takes_empty: bool,
    /// The facets that the type declares, and the facets that determine which texts denote the same value.
    /// `None` if there are neither.
    base: Option<FacetsRef>,
}

/// The state while items are planned. Facts, usage and layout are read only; the rest grows with each item.
pub(super) struct Planner<'a> {
    pub(super) model: &'a Model,
    pub(super) config: &'a Config,
    facts: &'a Facts<'a>,
    usage: &'a Usage,
    pub(super) layout: &'a Layout,
    pub(super) names: Names<'a>,
    pub(super) secrets: Secrets<'a>,
    pub(super) problems: &'a mut Problems,
    /// The items of each module, in order.
    pub(super) planned: Vec<Vec<Item>>,
    /// The documentation that operations give for the types of their messages, by the module of the service.
    /// The key without a module has the documentation of the first service.
    operation_docs: Map<(TypeId, Option<ModuleId>), OperationDocs>,
    /// The facets of each simple type that was needed so far.
    facets: IdMap<TypeId, Option<FacetsRef>>,
    /// How values are compared with fixed values, by type; `None` for types whose values are not compared.
    forms_of_fixed: IdMap<TypeId, Option<FixedForm>>,
    /// For each simple type, the types that its elements may name by `xsi:type`. Empty unless these names are kept
    /// and values are validated.
    named_types: IdMap<TypeId, Vec<NamedType>>,
    /// The types whose patterns were checked.
    patterns: IdSet<TypeId>,
    /// The abstract elements without substitutes that were reported.
    reported_heads: IdSet<ElementId>,
    /// Records of messages and enums of faults that are planned already.
    of_operations: Map<OperationKey, Ty>,
    /// Constants with the names of headers, by module.
    header_names: Map<(ModuleId, Vec<WireName>), ItemRef>,
    /// For each header element of requests: the members of its substitution group that have a separate field
    /// in `RequestHeaders`. These are the elements that operations declare as headers themselves, and the
    /// elements that may replace those.
    separate_headers: IdMap<ElementId, Rc<IdSet<ElementId>>>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(
        facts: &'a Facts<'a>,
        usage: &'a Usage,
        layout: &'a Layout,
        names: Names<'a>,
        secrets: Secrets<'a>,
        problems: &'a mut Problems,
    ) -> Self {
        let are_checked = facts.config.validate && facts.config.types_kept;
        let named_types = if are_checked { facts.named_types() } else { IdMap::default() };
        Self {
            model: facts.model,
            config: facts.config,
            facts,
            usage,
            layout,
            planned: names.modules.iter().map(|_| Vec::new()).collect_vec(),
            names,
            secrets,
            problems,
            operation_docs: Map::new(),
            facets: IdMap::default(),
            forms_of_fixed: IdMap::default(),
            named_types,
            patterns: IdSet::default(),
            reported_heads: IdSet::default(),
            of_operations: Map::new(),
            header_names: Map::new(),
            separate_headers: IdMap::default(),
        }
    }

    /// Appends an item to a module.
    pub(super) fn add_item(&mut self, module: ModuleId, item: Item) {
        if let Some(items) = self.planned.get_mut(module.0) {
            items.push(item);
        }
    }

    /// Inserts items at the beginning of a module.
    pub(super) fn add_first(&mut self, module: ModuleId, items: Vec<Item>) {
        if let Some(planned) = self.planned.get_mut(module.0) {
            planned.splice(0..0, items);
        }
    }

    pub(super) fn derives(&self) -> Vec<String> {
        derives::requested(self.config)
    }
}
