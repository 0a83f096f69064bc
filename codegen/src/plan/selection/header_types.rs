//! Finds operations with a header that has the name of another header and a different type.

use super::{super::unsupported::Obstacle, Selected};
use crate::{
    map::Map,
    model::{Direction, Model, PartContent, QName},
};

/// The types of the headers of the selected operations. All services share one struct of headers for each direction,
/// so each header has one type.
#[derive(Default)]
pub(super) struct HeaderTypes<'m> {
    /// For each header, its declaration, and the name of the operation that declares it first.
    known: Map<(Direction, QName), (PartContent, &'m str)>,
}

impl<'m> HeaderTypes<'m> {
    /// Adds the headers of an operation. If one of them is known with another type, adds none, and returns why the
    /// operation cannot be generated.
    pub(super) fn add(&mut self, model: &Model, selected: &Selected<'m>) -> Option<Obstacle> {
        let name = &*selected.operation.name;
        let mut added: Map<(Direction, QName), PartContent> = Map::new();
        for (direction, bound) in
            [(Direction::Request, &selected.binding.input), (Direction::Reply, &selected.binding.output)]
        {
            for header in bound.iter().flat_map(|bound| &bound.headers) {
                let (Some(header_name), Some(part)) = (model.header_name(header), model.header_part(header))
                else {
                    continue;
                };
                let local = header_name.local.clone();
                let key = (direction, header_name);
                let (reason, hint) = match (added.get(&key), self.known.get(&key)) {
                    (Some(known), _) if differs(model, *known, part.content) => {
                        (format!("it has two headers `{local}` of different types"), IN_ONE_MESSAGE)
                    }
                    (_, Some((known, by))) if differs(model, *known, part.content) => {
                        let reason = format!("its header `{local}` has another type than that of `{by}`");
                        (reason, IN_TWO_OPERATIONS)
                    }
                    _ => {
                        added.or_insert(key, part.content);
                        continue;
                    }
                };
                return Some(Obstacle::new(reason, Some(hint.to_owned())));
            }
        }
        for (key, content) in added {
            self.known.or_insert(key, (content, name));
        }
        None
    }
}

/// Whether two declarations of one header have different types. Two elements are not compared: if elements
/// with the same name have different types, the documents contradict each other, which is reported as an
/// error elsewhere.
fn differs(model: &Model, one: PartContent, other: PartContent) -> bool {
    let type_id = |content: PartContent| match content {
        PartContent::Element(element) => Some(model.elements[element].type_id),
        PartContent::Type(id) => Some(id),
        PartContent::Missing => None,
    };
    let are_elements = matches!((one, other), (PartContent::Element(_), PartContent::Element(_)));
    !are_elements && type_id(one) != type_id(other)
}

/// Hint for headers of one name and different types in one message.
const IN_ONE_MESSAGE: &str = "receivers identify a header by its name: give one of the parts another name, or its header another `namespace`";
/// Hint for headers of one name and different types in two operations.
const IN_TWO_OPERATIONS: &str = "all operations share one struct of headers: generate the operations separately, with `operations` or `--operation`";
