//! The documents of the contract, for services that publish them.

use super::super::{
    ContractDocument, DocumentPiece, Item, ItemRef, ModuleId, identifiers, names::Names, selection,
};
use crate::{
    config::Config,
    docs,
    model::{Document, Model, Place},
    source::SourceId,
};

/// The document that a client leads to: that of its port, or of its binding if there is no port.
pub(super) fn source(client: &selection::Client<'_>) -> Option<SourceId> {
    let bound = client.bindings.first()?;
    Some(bound.port.map_or(bound.binding.span.source, |(_, port)| port.span.source))
}

/// The documents that the services contain.
pub(super) struct Contract<'m> {
    documents: &'m [Document],
    /// The constant of each document.
    items: Vec<ItemRef>,
}

impl<'m> Contract<'m> {
    /// Names the constants of all documents; of none if they are not embedded.
    pub(super) fn new(model: &'m Model, config: &Config, names: &mut Names<'_>) -> Self {
        let documents = if config.embed_contract { model.documents.as_slice() } else { &[] };
        let items = documents.iter().map(|document| {
            let ident = identifiers::screaming(&document.name);
            names.claim_item(ModuleId(0), &format!("document/{}", document.name), &ident, "_DOCUMENT")
        });
        Self { items: items.collect(), documents }
    }

    /// The documents that a document needs, by the query of their URL. The first one is the document itself.
    pub(super) fn closure(&self, source: SourceId) -> Vec<(String, ItemRef)> {
        let Some(main) = self.documents.iter().position(|document| document.source == source) else {
            return Vec::new();
        };
        let mut order = vec![main];
        let mut next = 0;
        while let Some(document) = order.get(next).and_then(|index| self.documents.get(*index)) {
            next += 1;
            for (_, place) in &document.places {
                if let Place::Location(target) | Place::NewLocation(target) = place
                    && !order.contains(target)
                {
                    order.push(*target);
                }
            }
        }
        let main = std::iter::once(("wsdl".to_owned(), main));
        let numbered = order.into_iter().map(|index| (self.query(index), index));
        // An import may lead back to the main document, which therefore has a numbered URL as well.
        main.chain(numbered)
            .filter_map(|(query, index)| Some((query, self.items.get(index)?.clone())))
            .collect()
    }

    /// The query by which other documents refer to a document.
    fn query(&self, index: usize) -> String {
        let is_wsdl = self.documents.get(index).is_some_and(|document| document.is_wsdl);
        format!("{}={}", if is_wsdl { "wsdl" } else { "xsd" }, index + 1)
    }

    /// The constants.
    pub(super) fn into_items(self) -> Vec<Item> {
        let all = self.documents.iter().zip(&self.items);
        let items = all.map(|(document, item)| {
            Item::ContractDocument(ContractDocument {
                ident: item.ident.clone(),
                docs: vec![format!("The document {}.", docs::code(&document.name))],
                pieces: self.pieces(document),
            })
        });
        items.collect()
    }

    fn pieces(&self, document: &Document) -> Vec<DocumentPiece> {
        let text = |start: usize, end: usize| {
            let text = document.text.get(start..end).filter(|text| !text.is_empty());
            text.map(|text| DocumentPiece::Text(text.to_owned()))
        };
        let mut pieces = vec![DocumentPiece::Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>".to_owned())];
        let mut at = 0;
        for (range, place) in &document.places {
            pieces.extend(text(at, range.start));
            at = range.end;
            match place {
                Place::Nothing => {}
                Place::Address => pieces.push(DocumentPiece::Address),
                Place::Location(target) => pieces.push(DocumentPiece::Document(self.query(*target))),
                Place::NewLocation(target) => pieces.extend([
                    DocumentPiece::Text(" schemaLocation=\"".to_owned()),
                    DocumentPiece::Document(self.query(*target)),
                    DocumentPiece::Text("\"".to_owned()),
                ]),
            }
        }
        pieces.extend(text(at, document.text.len()));
        pieces
    }
}
