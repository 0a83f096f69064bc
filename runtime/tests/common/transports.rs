//! The same call over each transport.

use std::future::IntoFuture;
use std::time::Duration;

use saponify::transport::{Redirects, Reqwest, Ureq};
use saponify::{Client, Error, ErrorKind, Operation, Result, Version};

use super::server::Server;
use super::{GetName, RequestHeaders, operations};

/// Settings of a call.
#[derive(Clone)]
pub struct Setup {
    pub timeout: Duration,
    pub limit: u64,
    pub version: Version,
    pub header: Option<(&'static str, &'static str)>,
    pub redirects: Redirects,
    pub request: GetName,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            timeout: saponify::TIMEOUT,
            limit: saponify::REPLY_LIMIT,
            version: Version::Soap11,
            header: None,
            redirects: Redirects::default(),
            request: GetName::default(),
        }
    }
}

/// Makes the same call with each transport, and passes each result to `check`.
pub fn each<O>(endpoint: &str, setup: impl Fn(Setup) -> Setup, check: impl Fn(&str, Result<O::Reply>))
where
    O: Operation<Request = GetName, RequestHeaders = RequestHeaders>,
{
    let headers = RequestHeaders::default();
    let setup = setup(Setup::default());
    fn client<T>(transport: T, endpoint: &str, setup: &Setup) -> Client<T> {
        let client = Client::new(transport, endpoint, setup.version);
        let client = client.with_timeout(setup.timeout).with_reply_limit(setup.limit);
        match setup.header {
            Some((name, value)) => client.with_http_header(name, value),
            None => client,
        }
    }

    let ureq = client(Ureq::new().with_redirects(setup.redirects), endpoint, &setup);
    check(
        "ureq",
        ureq.call::<O>(setup.request.clone()).headers(headers.clone()).send().map(|reply| reply.body),
    );

    let reqwest = client(Reqwest::new().with_redirects(setup.redirects), endpoint, &setup);
    let reply =
        runtime().block_on(reqwest.call::<O>(setup.request.clone()).headers(headers.clone()).into_future());
    check("reqwest", reply.map(|reply| reply.body));
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

pub fn expect_name(server: &Server, expected: &str) {
    each::<operations::GetName>(
        &server.endpoint,
        |setup| setup,
        |transport, reply| {
            assert_eq!(reply.unwrap().name.as_deref(), Some(expected), "{transport}");
        },
    );
}

pub fn expect_error(server: &Server, expected: impl Fn(&ErrorKind) -> bool) {
    each_error(
        &server.endpoint,
        |setup| setup,
        |transport, error| assert!(expected(error.kind()), "{transport}: {error:?}"),
    );
}

/// Makes the same call of `GetName`, which fails, with each transport.
pub fn each_error(endpoint: &str, setup: impl Fn(Setup) -> Setup, check: impl Fn(&str, Error)) {
    each::<operations::GetName>(endpoint, setup, |transport, reply| check(transport, reply.unwrap_err()));
}

/// The reply of `GetName`.
pub type NameReply = saponify::Reply<super::ReplyHeaders, super::GetNameResponse>;

/// Creates a client with the same configuration for each transport. Calls `check` with the name of the
/// transport and a function that sends `GetName`.
#[allow(unused_macros)]
macro_rules! each_client {
    ($endpoint:expr, $client:ident => $configured:expr, $check:expr) => {{
        use saponify::{Client, Result, Version};
        use $crate::common::transports::NameReply;

        let check: &dyn Fn(&str, &dyn Fn() -> Result<NameReply>) = &$check;
        let request = $crate::common::GetName { id: Some(7), ..Default::default() };

        let $client = Client::new(saponify::transport::Ureq::new(), $endpoint, Version::Soap11);
        let client = $configured;
        check("ureq", &|| client.call::<$crate::common::operations::GetName>(request.clone()).send());

        let runtime = $crate::common::transports::runtime();
        let $client = Client::new(saponify::transport::Reqwest::new(), $endpoint, Version::Soap11);
        let client = $configured;
        check("reqwest", &|| {
            runtime.block_on(client.call::<$crate::common::operations::GetName>(request.clone()))
        });
    }};
}
#[allow(unused_imports)]
pub(crate) use each_client;
