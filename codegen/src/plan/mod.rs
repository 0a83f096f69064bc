//! Plans the generated Rust: modules, items, identifiers, types, boxing, order, documentation.
//!
//! Only the plan creates Rust names and makes decisions; [`emit`](crate::emit) prints the plan.
//!
//! Planning has four steps. The results of the first two do not change afterwards:
//!
//! 1. [`Facts`] and [`Usage`] are derived from the model, the options and the selected operations. They contain
//!    no Rust names.
//! 2. [`Layout`](names::layout::Layout) assigns modules, and identifiers for clients, types and headers.
//! 3. The [`Planner`] adds items, based on the facts, the usage and the layout.
//! 4. [`finish`] orders the items, boxes fields, and adds defaults and derives.

mod derives;
mod facts;
mod finish;
pub(crate) mod identifiers;
mod items;
mod names;
mod output;
mod planner;
mod selected;
pub(crate) mod selection;
mod ty;
mod unsupported;

pub(crate) use facts::is_schema_alone;
#[cfg(feature = "cli")]
pub(crate) use facts::{
    roots, soap_encoded,
    wildcards::admits,
    wrappers::{dictionary_of, list_of},
};
pub use items::*;
pub(crate) use names::scope::PRELUDE;
pub use output::{Counts, Module, Plan};
#[cfg(feature = "cli")]
pub(crate) use planner::addressing::request_action;
pub use selection::LeftOut;
pub use ty::{ItemRef, ModuleId, Ty, WireName};

use crate::{config::Config, model::Model, problem::Problems};
use facts::{Facts, usage::Usage};
use names::Names;
use planner::{Planner, secrets::Secrets};

/// Plans the Rust code for a model.
///
/// Constructs that cannot be generated are reported in `problems` with their places. Everything that does
/// not depend on them is planned.
pub fn plan(model: &Model, config: &Config, problems: &mut Problems) -> Plan {
    let facts = Facts::new(model, config);
    let mut notes = Vec::new();
    let selection::Selection { services, left_out } = selection::select(model, config, problems, &mut notes);
    let usage = Usage::of(&facts, &services);
    let secrets = Secrets::new(&facts, &services);
    let mut names = Names::new(model, config, notes);
    let layout = names::layout::lay_out(&facts, &usage, &services, &mut names, problems);
    let mut planner = Planner::new(&facts, &usage, &layout, names, secrets, problems);
    let clients = planner.plan_services(&services);
    planner.plan_types();
    planner.plan_roots();
    finish::finish(planner, &services, clients, left_out)
}
