//! Arguments of `saponify explore`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::{
    call::arguments::{Http, Protocols},
    options::Documents,
};

/// Opens a local web page to read a contract and to try its operations
///
/// The page lists services, operations and types with a search. It has a form and a JSON editor for each
/// operation, and shows replies as a tree and as XML, with the Rust code of the call. The page loads nothing
/// from the network. This process sends the requests and keeps the endpoint and the credentials. Only this
/// machine can open the page, and only with the address that this command prints.
#[derive(Args, Debug)]
#[command(after_help = "\
Keys: / search, arrow keys in lists and tabs, Enter open, Ctrl+Enter send.

Exit codes: 0 done, 2 invalid arguments, 3 problems in the documents, 4 cannot listen.

Examples:
  saponify explore User.wsdl SoPrincipal.wsdl
  saponify explore User.wsdl --endpoint https://test.example.com/User.svc --user jdoe:prompt:")]
pub(in crate::cli) struct Explore {
    /// WSDL documents
    #[arg(required = true, value_name = "WSDL")]
    pub(in crate::cli) wsdls: Vec<PathBuf>,
    /// Port to listen on; 0 for any free port
    #[arg(long, short, value_name = "PORT", default_value_t = 0)]
    pub(in crate::cli) listen: u16,
    /// Only print the address; do not open a browser
    #[arg(long)]
    pub(in crate::cli) no_open: bool,
    /// Show secrets in requests, history, Rust code and curl commands
    #[arg(long)]
    pub(in crate::cli) show_secrets: bool,
    #[command(flatten)]
    pub(in crate::cli) http: Http,
    #[command(flatten)]
    pub(in crate::cli) protocols: Protocols,
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
}
