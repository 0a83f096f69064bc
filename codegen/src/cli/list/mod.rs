//! `saponify list`: contents of documents.

mod collect;
mod listing;
mod text;

use super::{
    Outcome,
    arguments::List,
    failure::Failure,
    load::{self, Loaded},
    terminal,
};

/// Prints the contents of documents.
pub(super) fn run(arguments: &List) -> Result<Outcome, Failure> {
    let loaded = load::load(&arguments.wsdls, &arguments.documents.options())?;
    let Loaded { model, .. } = &loaded;
    let listing = collect::listing(model);
    // Problems are printed before the listing, so that the totals in its last line stay visible.
    let outcome = loaded.report();
    match arguments.json {
        true => terminal::print_json(&listing)?,
        false => terminal::print(&text::listing(&listing))?,
    }
    Ok(outcome)
}
