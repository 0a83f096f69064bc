//! Arguments of `saponify mock`.

use std::{net::IpAddr, path::PathBuf};

use clap::Args;

use crate::cli::options::Documents;

/// Serves contracts with sample replies, for tests of clients
///
/// Each service has a separate path. The same path with `?wsdl` returns the WSDL. Requests are checked
/// against the contract; a request that does not match is answered with a fault that lists the mistakes. Each
/// request is logged on standard error, with secrets masked.
#[derive(Args, Debug)]
#[command(after_help = "\
Answers: in the folder given by --answers, the file `Operation.json` or `Operation.xml` contains the reply of that
operation; `Service/Operation.json` applies only to that service. JSON has the form of `saponify sample WSDL OPERATION
--reply --json`. XML is the body element or a whole envelope, which may contain a fault. Files are read for each
request, so they can be changed while the server runs. The files `Operation.1.json`, `Operation.2.json` and so on
answer successive requests in turn. Of an overloaded operation, `Operation.Input.json` answers the overload with the input
of that name.

Exit codes: 0 done, 2 invalid arguments, 3 problems in the documents, 4 cannot listen.

Examples:
  saponify mock User.wsdl SoPrincipal.wsdl --listen 8080
  saponify mock Parcels.wsdl --answers replies --delay Track=2.5 --fault 'Cancel=no such parcel'")]
pub(in crate::cli) struct Mock {
    /// WSDL documents
    #[arg(required = true, value_name = "WSDL")]
    pub(in crate::cli) wsdls: Vec<PathBuf>,
    /// Port to listen on; 0 for any free port
    #[arg(long, short, value_name = "PORT", default_value_t = 0)]
    pub(in crate::cli) listen: u16,
    /// Address to listen on; any address other than loopback lets other machines call the server
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(in crate::cli) address: IpAddr,
    /// Folder with replies; see `Answers` below
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) answers: Option<PathBuf>,
    /// Wait before answering, in seconds: `SECONDS` for all operations, `OPERATION=SECONDS` for one
    #[arg(long, value_name = "[OPERATION=]SECONDS")]
    pub(in crate::cli) delay: Vec<String>,
    /// Answer an operation with a fault: `OPERATION=REASON`; `*` for all operations
    #[arg(long, value_name = "OPERATION=REASON")]
    pub(in crate::cli) fault: Vec<String>,
    /// Also answer requests that do not match the contract, with a note in the log
    #[arg(long)]
    pub(in crate::cli) lenient: bool,
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
}
