//! A service for HTTP.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use super::BoxError;
use super::contract::{Documents, Piece};
use super::dispatch::Lookup;
use super::extended::Selected;
use super::limits::Bounds;
use super::load::Load;
use super::operations::{Handler, Operations};
use super::reply::ReplyBody;
#[cfg(feature = "testing")]
use super::samples::{self, Count, Mocking, Samples};
use crate::call::extended::OwnedActions;
use crate::soap::Contract;
use crate::soap::extension::Extension;
use crate::soap::operation::Actions;
use crate::text::OwnedName;

/// A service that answers HTTP requests: a `tower::Service`.
///
/// It is a cheap handle: clones share the implementation and the limits. It ignores the path of the URL.
#[derive(Clone)]
pub struct Service {
    pub(super) operations: Arc<OperationTable>,
    pub(super) settings: Arc<Settings>,
    pub(super) load: Arc<Load>,
}

#[derive(Clone)]
pub(super) struct OperationTable {
    /// Each operation, with the WS-Addressing actions that it declares.
    declared: Vec<(Contract, Actions<'static>)>,
    /// The operations of `declared`, with default actions where none is declared.
    pub(super) contracts: Vec<Selected>,
    pub(super) lookup: Lookup,
    pub(super) handlers: Vec<Handler>,
}

#[derive(Clone, Default)]
pub(super) struct Settings {
    pub(super) bounds: Bounds,
    /// Header blocks outside the contract that the implementation understands.
    pub(super) understood: Vec<OwnedName>,
    pub(super) extensions: Vec<Arc<dyn Extension>>,
    /// The URL at which clients reach the service.
    pub(super) public_url: Option<String>,
    pub(super) documents: Documents,
    #[cfg(feature = "testing")]
    pub(super) mocking: Option<Mocking>,
}

impl<S> Operations<S> {
    /// Creates the service.
    pub fn into_service(self) -> Service {
        Service::new(self.contracts, self.handlers)
    }
}

impl Service {
    pub(super) fn new(contracts: Vec<(Contract, Actions<'static>)>, handlers: Vec<Handler>) -> Self {
        let settings = Settings::default();
        let load = Load::new(&settings.bounds);
        let (contracts, declared) = (with_defaults(&contracts, ""), contracts);
        let lookup = Lookup::of(&contracts);
        Self {
            operations: Arc::new(OperationTable { declared, contracts, lookup, handlers }),
            settings: Arc::new(settings),
            load: Arc::new(load),
        }
    }

    /// Sets the limits of requests. Existing clones keep their limits.
    #[must_use]
    pub fn with_bounds(mut self, bounds: Bounds) -> Self {
        Arc::make_mut(&mut self.settings).bounds = bounds;
        self.load = Arc::new(Load::new(&bounds));
        self
    }

    /// Declares that the implementation understands a header block that the contract does not declare, and
    /// accepts it with `mustUnderstand`. Middleware or the implementation must then process the block.
    #[must_use]
    pub fn understanding<'n>(mut self, name: impl Into<crate::Name<'n>>) -> Self {
        Arc::make_mut(&mut self.settings).understood.push(OwnedName::of(name.into()));
        self
    }

    /// Sets the prefix of the default WS-Addressing actions. An operation without a declared action uses this
    /// prefix, followed by the name of the operation and `Request` or `Response`. Generated code calls this
    /// method.
    #[doc(hidden)]
    #[must_use]
    pub fn with_action_base(mut self, base: &'static str) -> Self {
        let table = Arc::make_mut(&mut self.operations);
        table.contracts = with_defaults(&table.declared, base);
        table.lookup = Lookup::of(&table.contracts);
        self
    }

    /// Adds an [extension](crate::soap::extension), such as WS-Addressing. The extension processes the request, and
    /// then the reply or the fault.
    #[must_use]
    pub fn with_extension(mut self, extension: impl Extension + 'static) -> Self {
        Arc::make_mut(&mut self.settings).extensions.push(Arc::new(extension));
        self
    }

    /// Sets the URL at which clients reach the service, for the addresses in `?wsdl`. By default it consists
    /// of the `Host` and the path of the request, which are wrong behind a proxy that changes them.
    #[must_use]
    pub fn with_public_url(mut self, url: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.settings).public_url = Some(url.into());
        self
    }

    /// Publishes the documents of the contract by the query of the URL: `GET ?wsdl`. Generated code calls it
    /// (`Builder::embed_contract`).
    #[must_use]
    pub fn with_contract(mut self, documents: &'static [(&'static str, &'static [Piece])]) -> Self {
        Arc::make_mut(&mut self.settings).documents = documents;
        self
    }

    /// Does not publish the documents of the contract.
    #[must_use]
    pub fn without_contract(self) -> Self {
        self.with_contract(&[])
    }

    /// Makes the service a mock: operations that are not implemented answer with samples. `count` is called for
    /// each request that was decoded.
    #[cfg(feature = "testing")]
    pub(crate) fn with_mocking(mut self, count: Arc<Count>) -> Self {
        let samples = Arc::default();
        Arc::make_mut(&mut self.settings).mocking = Some(Mocking { count, samples });
        self
    }

    /// Sets the samples of a mock from files, see [`samples::assigned`].
    #[cfg(feature = "testing")]
    pub(crate) fn assign_samples(&mut self, files: &[(String, Arc<str>)]) -> Result<(), (usize, String)> {
        let contracts: Vec<_> = self.operations.contracts.iter().map(|(contract, _)| contract).collect();
        for (operation, envelopes) in samples::assigned(&contracts, files)? {
            self.samples().into_iter().for_each(|samples| samples.insert(operation, envelopes.clone()));
        }
        Ok(())
    }

    /// Changes the samples of a mock.
    #[cfg(feature = "testing")]
    pub(crate) fn samples(&mut self) -> Option<&mut Samples> {
        let mocking = Arc::make_mut(&mut self.settings).mocking.as_mut()?;
        Some(Arc::make_mut(&mut mocking.samples))
    }

    /// Adds the operations of another service. They replace those with the same name, request and action.
    #[cfg(feature = "testing")]
    pub(crate) fn with_operations(mut self, operations: Operations<()>) -> Self {
        let table = Arc::make_mut(&mut self.operations);
        for (new, handler) in operations.into_handlers() {
            let same = |(known, _): &Selected| samples::key(known) == samples::key(&new.0);
            match table.contracts.iter().position(same) {
                Some(place) => {
                    table.handlers.get_mut(place).into_iter().for_each(|slot| *slot = handler.clone())
                }
                None => {
                    table.contracts.extend(with_defaults(&[new], ""));
                    table.declared.push(new);
                    table.handlers.push(handler);
                }
            }
        }
        table.lookup = Lookup::of(&table.contracts);
        self
    }
}

/// Adds the default actions of WS-Addressing to operations that declare none.
fn with_defaults(declared: &[(Contract, Actions<'static>)], base: &str) -> Vec<Selected> {
    let with = |(contract, actions): &(Contract, Actions<'static>)| {
        (*contract, OwnedActions::of(actions, contract, base))
    };
    declared.iter().map(with).collect()
}

impl<B> tower_service::Service<http::Request<B>> for Service
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ReplyBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _context: &mut std::task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            let limit = service.settings.bounds.replies;
            Ok(service.answer(request).await.map(|body| body.held(&service.load.replies, limit)))
        })
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.operations.contracts.iter().map(|(contract, _)| contract.name).collect();
        formatter
            .debug_struct("Service")
            .field("operations", &names)
            .field("bounds", &self.settings.bounds)
            .finish_non_exhaustive()
    }
}
