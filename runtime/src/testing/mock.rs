//! A service whose operations are closures, for tests of clients.

use std::future::ready;
use std::ops::{Bound, RangeBounds};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, fs, io};

use crate::error::Result;
use crate::server::samples::{Key, key};
use crate::server::{Answer, Declared, Failure, Message, Operations, Service};
use crate::soap::Operation;
use crate::transport::{BlockingTransport, Exchange, Request, Response, Transport};

/// A service whose operations are closures. It counts calls, and checks expectations.
///
/// A mock can be based on a generated service ([`of`](Self::of)). Operations without a closure then answer with
/// a [sample](Self::with_samples), or else with the default value of their reply. If that value cannot be
/// written, such as an enumeration without a value, the operation answers with a fault that names the member.
///
/// A mock is a transport, so that clients call it in memory. With the feature `server`, `start` serves it on a
/// loopback port. Clones share closures, counts and expectations.
///
/// ```
/// # use saponify::{Body, Contract, NoFault, Operation};
/// # mod operations {
/// #     use saponify::{Body, Contract, NoFault, Operation};
/// #     pub enum GetName {}
/// #     impl Operation for GetName {
/// #         type Request = i32;
/// #         type Reply = String;
/// #         type RequestHeaders = ();
/// #         type ReplyHeaders = ();
/// #         type Fault = NoFault;
/// #         const CONTRACT: Contract = Contract {
/// #             name: "GetName",
/// #             action: "",
/// #             request: Body::Element("urn:x", "GetName"),
/// #             reply: Body::Element("urn:x", "Name"),
/// #             request_headers: &[],
/// #         };
/// #     }
/// # }
/// use saponify::server::Message;
/// use saponify::soap::Fault;
/// use saponify::testing::Mock;
///
/// // With a generated trait: `Mock::of(Nothing.into_service())` and `impl NameService for Nothing {}`.
/// let mock = Mock::new()
///     .on(|call: Message<operations::GetName>| match call.request {
///         7 => Ok("Kari".to_owned()),
///         _ => Err(Fault::client("no such name").into()),
///     })
///     .expect::<operations::GetName>(1..);
///
/// let client = saponify::Client::new(mock.clone(), "http://localhost/", saponify::Version::Soap11);
/// assert_eq!(client.call::<operations::GetName>(7).send()?.body, "Kari");
/// assert_eq!(mock.calls::<operations::GetName>(), 1);
/// mock.verify().unwrap();
/// # Ok::<(), saponify::Error>(())
/// ```
#[derive(Clone)]
pub struct Mock {
    service: Service,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    calls: Vec<(Key, usize)>,
    expectations: Vec<(Key, Calls)>,
}

/// The expected number of calls: the least and the most.
type Calls = (Bound<usize>, Bound<usize>);

impl State {
    fn count(&mut self, operation: Key) {
        match self.calls.iter_mut().find(|(known, _)| *known == operation) {
            Some((_, calls)) => *calls += 1,
            None => self.calls.push((operation, 1)),
        }
    }

    fn calls(&self, operation: Key) -> usize {
        self.calls.iter().find(|(known, _)| *known == operation).map_or(0, |(_, calls)| *calls)
    }

    /// The name of an operation, for a message. The name of an overload is followed by the element of its
    /// request, or by its action if several overloads have the same element.
    fn shown(&self, operation: Key) -> String {
        let (name, request, action) = operation;
        let known =
            self.calls.iter().map(|(known, _)| known).chain(self.expectations.iter().map(|(known, _)| known));
        let others: Vec<_> = known.filter(|known| known.0 == name && **known != operation).collect();
        let is_shared = others.iter().any(|other| other.1 == request);
        match request.element() {
            _ if others.is_empty() => format!("`{name}`"),
            Some(element) if !is_shared => format!("`{name}` with `{}`", element.local()),
            _ => format!("`{name}` with the action `{action}`"),
        }
    }
}

impl Default for Mock {
    fn default() -> Self {
        Self::new()
    }
}

impl Mock {
    /// Creates a mock without operations. [`on`](Self::on) adds them.
    pub fn new() -> Self {
        Self::of(Operations::new(()).into_service())
    }

    /// Creates a mock of a service. The methods that its implementation overrides are called; all others
    /// answer with a [sample](Self::with_samples), or else with the default value of their reply.
    pub fn of(service: Service) -> Self {
        let state = Arc::<Mutex<State>>::default();
        let counted = Arc::clone(&state);
        let count = move |operation| lock(&counted).count(operation);
        Self { service: service.with_mocking(Arc::new(count)), state }
    }

    /// Answers an operation with a function of the request.
    #[must_use]
    pub fn on<O, A>(
        mut self,
        answer: impl Fn(Message<O>) -> Result<A, Failure<O::Fault>> + Send + Sync + 'static,
    ) -> Self
    where
        O: Operation<Fault: Declared + Send> + 'static,
        A: Into<Answer<O::Reply, O::ReplyHeaders>> + Send + 'static,
    {
        let operation = Operations::new(()).with(move |_, message| ready(answer(message)));
        self.service = self.service.with_operations(operation);
        self
    }

    /// Sets the replies of operations that have no closure: the envelopes in a folder. The file `GetUser.xml`
    /// contains the reply of `GetUser`, which may be a fault. Such files are written for all operations by
    /// `saponify sample User.wsdl --reply --out FOLDER`, and also read by `saponify mock --answers`. If the
    /// contract has several services, each service has a folder.
    ///
    /// A file `Operation.Input.xml` contains the reply of the overload whose request is the element `Input`.
    /// `saponify sample` uses the name of the input in the WSDL, which may differ from that of the element,
    /// and writes `Operation-2.xml` if the operation differs in a second binding. Several files may therefore
    /// fit an operation. The operation answers with the first of these files that contains a reply allowed by
    /// its contract. Files of operations that the mock does not have are ignored.
    ///
    /// # Errors
    ///
    /// If the folder or a file in it cannot be read.
    ///
    /// Also if the name of a file fits no operation of the mock. Such a file is ignored, without an error, if
    /// it contains the reply of an operation that the mock does not have, or of an operation for which the
    /// folder has another file. A file with a fault is an error, because a fault does not show its operation.
    pub fn with_samples(mut self, folder: impl AsRef<Path>) -> io::Result<Self> {
        let mut paths =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
        // Sort by length first. The order of the files is then `Get.xml`, `Get-2.xml`, `Get-10.xml`.
        paths.sort_by_cached_key(|path| (path.as_os_str().len(), path.clone()));
        let mut files = Vec::new();
        for path in &paths {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, Arc::from(fs::read_to_string(path)?)));
        }
        self.service.assign_samples(&files).map_err(|(index, reason)| {
            let path = paths.get(index).map(|path| path.display().to_string()).unwrap_or_default();
            io::Error::new(io::ErrorKind::InvalidData, format!("{path}: {reason}"))
        })?;
        Ok(self)
    }

    /// Sets the reply of an operation that has no closure, see [`with_samples`](Self::with_samples).
    #[must_use]
    pub fn with_sample<O: Operation>(mut self, envelope: impl Into<String>) -> Self {
        if let Some(samples) = self.service.samples() {
            samples.insert(key(&O::CONTRACT), vec![envelope.into().into()]);
        }
        self
    }

    /// Expects a number of calls of an operation: `1..=1` for exactly one, `1..` for at least one.
    /// [`verify`](Self::verify) checks it.
    #[must_use]
    pub fn expect<O: Operation>(self, calls: impl RangeBounds<usize>) -> Self {
        let range = (calls.start_bound().cloned(), calls.end_bound().cloned());
        let operation = key(&O::CONTRACT);
        {
            let mut state = lock(&self.state);
            state.expectations.retain(|(known, _)| *known != operation);
            state.expectations.push((operation, range));
        }
        self
    }

    /// The number of calls of an operation whose requests could be decoded.
    pub fn calls<O: Operation>(&self) -> usize {
        lock(&self.state).calls(key(&O::CONTRACT))
    }

    /// Checks all expectations.
    ///
    /// # Errors
    ///
    /// The operations that were called more often or less often than expected.
    pub fn verify(&self) -> Result<(), Unmet> {
        let state = lock(&self.state);
        let mut unmet = Vec::new();
        for (operation, range) in &state.expectations {
            let calls = state.calls(*operation);
            if !range.contains(&calls) {
                let operation = state.shown(*operation);
                unmet.push(format!("{operation} was called {calls} times, expected {}", shown(*range)));
            }
        }
        if unmet.is_empty() { Ok(()) } else { Err(Unmet(unmet)) }
    }

    /// The service, to be mounted in a server.
    pub fn service(&self) -> Service {
        self.service.clone()
    }

    /// Serves the mock on a free loopback port, until the returned value is dropped.
    ///
    /// # Errors
    ///
    /// If no port is free or no thread can be started.
    #[cfg(feature = "server")]
    pub fn start(&self) -> io::Result<crate::server::Running> {
        crate::server::start((std::net::Ipv4Addr::LOCALHOST, 0), self.service())
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mock")
            .field("service", &self.service)
            .field(
                "calls",
                &lock(&self.state).calls.iter().map(|((name, ..), calls)| (name, calls)).collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}

impl Transport for Mock {
    fn send(&self, request: Request<'_>) -> Exchange {
        Transport::send(&self.service, request)
    }
}

impl BlockingTransport for Mock {
    fn send(&self, request: Request<'_>) -> Result<Response> {
        BlockingTransport::send(&self.service, request)
    }
}

/// Expectations that were not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet(Vec<String>);

impl fmt::Display for Unmet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for Unmet {}

fn shown((start, end): Calls) -> String {
    let start = match start {
        Bound::Included(start) => start,
        Bound::Excluded(start) => start.saturating_add(1),
        Bound::Unbounded => 0,
    };
    match end {
        Bound::Included(end) if end == start => format!("{start}"),
        Bound::Included(end) => format!("{start} to {end}"),
        Bound::Excluded(end) if end == start.saturating_add(1) => format!("{start}"),
        Bound::Excluded(end) => format!("{start} to {}", end.saturating_sub(1)),
        Bound::Unbounded => format!("at least {start}"),
    }
}

/// Locks the state. Ignores poisoning, because a panic in a closure must not affect other users of the mock.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
