//! Templates of the documentation pages (`docs` command).

use askama::Template;

use super::members::Member;

/// Page of an operation.
#[derive(Template)]
#[template(path = "operation.md")]
pub(super) struct OperationPage {
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) service: String,
    pub(super) contract: String,
    pub(super) endpoint: Option<String>,
    pub(super) action: Option<String>,
    pub(super) version: String,
    pub(super) client: String,
    pub(super) method: String,
    pub(super) parameters: Vec<Member>,
    pub(super) request_element: Option<String>,
    pub(super) request_type: Option<String>,
    pub(super) request_headers: Vec<Member>,
    pub(super) one_way: bool,
    pub(super) returns: String,
    pub(super) result: Vec<Member>,
    pub(super) reply_element: Option<String>,
    pub(super) reply_type: Option<String>,
    pub(super) reply_headers: Vec<Member>,
    pub(super) faults: Vec<Member>,
    pub(super) fault_type: String,
    pub(super) success_header: Option<String>,
    pub(super) rust: String,
    pub(super) http: String,
    pub(super) request: String,
    pub(super) http_reply: String,
    pub(super) reply: String,
}

/// Page of a service, with a list of its operations.
#[derive(Template)]
#[template(path = "service.md")]
pub(super) struct ServicePage {
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) contract: String,
    pub(super) endpoint: Option<String>,
    pub(super) version: String,
    pub(super) client: String,
    pub(super) count: String,
    pub(super) operations: Vec<Entry>,
    pub(super) left_out: Vec<(String, String)>,
}

/// Operation in the list on the page of its service.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) page: String,
    pub(super) method: String,
    pub(super) summary: String,
}

/// Page of a type.
#[derive(Template)]
#[template(path = "type.md")]
pub(super) struct TypePage {
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) path: String,
    pub(super) kind: &'static str,
    pub(super) base: Option<String>,
    pub(super) members: Vec<Member>,
    pub(super) values_head: &'static str,
    pub(super) values: Vec<Member>,
}

/// Index page: all services, global elements and types.
#[derive(Template)]
#[template(path = "index.md")]
pub(super) struct IndexPage {
    pub(super) services: Vec<IndexEntry>,
    pub(super) counts: String,
    pub(super) elements: Vec<ElementEntry>,
    pub(super) types: Vec<(String, String)>,
}

/// Global element in the index.
pub(super) struct ElementEntry {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) ty: String,
    pub(super) summary: String,
}

/// Service in the index of all services.
pub(super) struct IndexEntry {
    pub(super) name: String,
    pub(super) page: String,
    pub(super) operations: usize,
    pub(super) summary: String,
}
