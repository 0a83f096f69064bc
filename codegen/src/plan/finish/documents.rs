//! The documents of the contract, for services that publish them.

use super::super::{
    ContractDocument, DocumentPiece, Item, ItemRef, ModuleId, identifiers, names::Names, selection,
};
use crate::{
    config::Config,
    docs,
    lists::{CollectVec, PushAll},
    map::Set,
    model::{BindingId, Document, Model, Place},
    source::{SourceId, Span},
};

/// The document of a client: the one that contains its port, or its binding if there is no port.
fn source(client: &selection::Client<'_>) -> Option<SourceId> {
    let bound = client.bindings.first()?;
    Some(bound.port.map_or(bound.binding.span.source, |(_, port)| port.span.source))
}

/// The documents of the contract that the generated services embed and publish.
pub(super) struct Contract<'m> {
    documents: &'m [Document],
    /// For each document, the constants with its text: one for each set of addresses to replace, and at least
    /// one.
    texts: Vec<Vec<Text>>,
    /// For each client, the documents that its service publishes, by the query of their URL. The first one is the
    /// document of the client ([`source`]).
    pub(super) closures: Vec<Vec<(String, ItemRef)>>,
}

/// The text of a document. Services share it if they replace the same addresses in the document.
struct Text {
    item: ItemRef,
    /// The ports whose addresses are replaced by the URL of the service. Other addresses are unchanged. `None`
    /// if no service needs the document.
    ports: Option<Vec<Span>>,
}

impl<'m> Contract<'m> {
    /// Names the constants of all documents. Names none if documents are not embedded.
    pub(super) fn new<'c>(
        model: &'m Model,
        config: &Config,
        clients: impl Iterator<Item = &'c selection::Client<'c>>,
        names: &mut Names<'_>,
    ) -> Self {
        let documents = if config.embed_contract { model.documents.as_slice() } else { &[] };
        let texts = documents.iter().map(|document| {
            let key = format!("document/{}", document.name);
            vec![Text { item: claimed(document, &key, names), ports: None }]
        });
        let mut contract = Self { texts: texts.collect_vec(), documents, closures: Vec::new() };
        let ports = model.services.iter().flat_map(|service| &service.ports).collect_vec();
        for client in clients {
            let is_served = |binding: BindingId| client.bindings.iter().any(|bound| bound.id == binding);
            let served = ports.iter().filter(|port| is_served(port.binding)).map(|port| port.span).collect();
            let closure = source(client).map(|source| contract.closure(source, client.name, &served, names));
            contract.closures.push(closure.unwrap_or_default());
        }
        contract
    }

    /// The documents that a service publishes: the main document and those that it imports or includes, directly or
    /// indirectly.
    fn closure(
        &mut self,
        source: SourceId,
        client: &str,
        served: &Set<Span>,
        names: &mut Names<'_>,
    ) -> Vec<(String, ItemRef)> {
        let Some(main) = self.documents.iter().position(|document| document.source == source) else {
            return Vec::new();
        };
        let (mut order, mut known) = (vec![main], Set::from([main]));
        let mut next = 0;
        while let Some(document) = order.get(next).and_then(|index| self.documents.get(*index)) {
            next += 1;
            for (_, place) in &document.places {
                if let Place::Location(target) | Place::NewLocation(target) = place
                    && known.insert(*target)
                {
                    order.push(*target);
                }
            }
        }
        let main = std::iter::once(("wsdl".to_owned(), main));
        let numbered = order.into_iter().map(|index| (self.query(index), index)).collect_vec();
        // An import may refer to the main document, which therefore has a numbered URL as well.
        main.chain(numbered)
            .filter_map(|(query, index)| Some((query, self.item(index, client, served, names)?)))
            .collect_vec()
    }

    /// Returns the constant with the text of a document, in which the addresses of the `served` ports are
    /// replaced by the URL of the service. Services that replace the same addresses share a constant.
    fn item(
        &mut self,
        index: usize,
        client: &str,
        served: &Set<Span>,
        names: &mut Names<'_>,
    ) -> Option<ItemRef> {
        let document = self.documents.get(index)?;
        let ports = document.places.iter().filter_map(|(_, place)| match place {
            Place::Address { port } => served.contains(port).then_some(*port),
            _ => None,
        });
        let ports = ports.collect_vec();
        let texts = self.texts.get_mut(index)?;
        let known = texts.iter_mut().find(|text| text.ports.as_ref().is_none_or(|known| *known == ports));
        if let Some(text) = known {
            text.ports = Some(ports);
            return Some(text.item.clone());
        }
        let item = claimed(document, &format!("document/{}/{client}", document.name), names);
        texts.push(Text { item: item.clone(), ports: Some(ports) });
        Some(item)
    }

    /// The query by which other documents refer to a document.
    fn query(&self, index: usize) -> String {
        let is_wsdl = self.documents.get(index).is_some_and(|document| document.is_wsdl);
        format!("{}={}", if is_wsdl { "wsdl" } else { "xsd" }, index + 1)
    }

    /// The constants with the texts of the documents.
    pub(super) fn into_items(self) -> Vec<Item> {
        let all = self.documents.iter().zip(&self.texts);
        let all = all.flat_map(|(document, texts)| texts.iter().map(move |text| (document, text)));
        let items = all.map(|(document, text)| {
            Item::ContractDocument(ContractDocument {
                ident: text.item.ident.clone(),
                docs: vec![format!("The document {}.", docs::code(&document.name))],
                pieces: self.pieces(document, text.ports.as_deref().unwrap_or_default()),
            })
        });
        items.collect_vec()
    }

    fn pieces(&self, document: &Document, ports: &[Span]) -> Vec<DocumentPiece> {
        let text = |start: usize, end: usize| {
            let text = document.text.get(start..end).filter(|text| !text.is_empty());
            text.map(|text| DocumentPiece::Text(text.to_owned()))
        };
        let mut pieces = vec![DocumentPiece::Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>".to_owned())];
        let mut at = 0;
        for (range, place) in &document.places {
            pieces.push_all(text(at, range.start));
            at = range.end;
            match place {
                Place::Nothing => {}
                Place::Address { port } if ports.contains(port) => pieces.push(DocumentPiece::Address),
                Place::Address { .. } => pieces.push_all(text(range.start, range.end)),
                Place::Location(target) => pieces.push(DocumentPiece::Document(self.query(*target))),
                Place::NewLocation(target) => pieces.push_all([
                    DocumentPiece::Text(" schemaLocation=\"".to_owned()),
                    DocumentPiece::Document(self.query(*target)),
                    DocumentPiece::Text("\"".to_owned()),
                ]),
            }
        }
        pieces.push_all(text(at, document.text.len()));
        pieces
    }
}

fn claimed(document: &Document, key: &str, names: &mut Names<'_>) -> ItemRef {
    names.claim_item(ModuleId(0), key, &identifiers::screaming(&document.name), "_DOCUMENT")
}
