//! Arguments of `saponify fetch`.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::cli::options::{Code, Documents};

/// Downloads a WSDL and everything that it imports
///
/// The documents are stored as the server sent them, with a `catalog.csv` that maps each import to its file.
/// `saponify generate DIR/Service.wsdl` finds this catalog. Commit the folder, so that builds need no
/// network.
///
/// A later run downloads the documents again, prints the changes that affect callers, and replaces the files.
#[derive(Args, Debug)]
#[command(after_help = "\
Credentials are sent only to the origin (scheme, host and port) of the given URLs, even if the server redirects or a
document imports from another origin. --trust-host names further hosts that may receive them.

Documents and redirects cannot refer to `file:` URLs. They can refer to loopback, private, link-local or reserved
addresses only if the host is in a given URL, or if they come from the same loopback or private network as a given URL
that leads to them. --trust-host and --allow-private permit further addresses. A proxy resolves names itself, so behind one
only addresses and `localhost` are checked. Proxies are taken from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.

Queries, users and passwords of URLs are masked in the catalog and in the output. Parameters that select a document,
such as `?wsdl` and `?xsd=1`, are shown.

Exit codes: 0 done, 1 with --check: the documents changed, 2 invalid arguments, 3 a document cannot be fetched, 4 the
files could not be written.

Examples:
  saponify fetch 'https://example.com/Service.svc?wsdl' --out contract
  saponify generate contract/Service.wsdl --out src/service.rs
  saponify fetch 'https://example.com/Service.svc?wsdl' --out contract --check
  saponify fetch https://example.com/User.wsdl https://example.com/Contact.wsdl --out contract --user jdoe")]
pub(in super::super) struct Fetch {
    /// URLs of WSDLs or schemas
    #[arg(required = true, value_name = "URL")]
    pub(super) urls: Vec<String>,
    /// Folder for the documents and the catalog
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Write nothing; print the changes, and exit with 1 if any document changed
    #[arg(long)]
    pub(super) check: bool,
    /// Store the documents even if some imports cannot be fetched
    #[arg(long)]
    pub(super) keep_going: bool,
    /// Do not print progress and the summary; warnings and errors are still printed
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) login: Login,
    #[command(flatten)]
    pub(super) connection: Connection,
    #[command(flatten)]
    pub(super) limits: Limits,
    #[command(flatten)]
    pub(super) documents: Documents,
    #[command(flatten)]
    pub(super) code: Code,
}

/// Credentials.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Credentials")]
pub(super) struct Login {
    /// User and password for HTTP Basic: `user:password`, `user:env:NAME` or `user:prompt:`. If the password
    /// is missing, the command asks for it
    #[arg(long, value_name = "USER", conflicts_with = "bearer")]
    pub(super) user: Option<String>,
    /// Token for HTTP Bearer; `env:NAME` reads it from a variable, `prompt:` asks for it
    #[arg(long, value_name = "TOKEN")]
    pub(super) bearer: Option<String>,
    /// Send a header, for example `X-Api-Key: 123` or `X-Api-Key: env:KEY`
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    pub(super) header: Vec<(String, String)>,
    /// Client certificate, with its chain, in PEM
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(super) cert: Option<PathBuf>,
    /// Private key of the client certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(super) key: Option<PathBuf>,
    /// Also send the credentials to this host, given as NAME or NAME:PORT
    #[arg(long, value_name = "NAME")]
    pub(super) trust_host: Vec<String>,
}

/// Settings of connections.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Connection")]
pub(super) struct Connection {
    /// Trust the certificates in this PEM file, instead of those of the system
    #[arg(long, value_name = "FILE")]
    pub(super) cacert: Option<PathBuf>,
    /// Do not verify the certificates of the given URLs and of trusted hosts
    #[arg(long)]
    pub(super) insecure: bool,
    /// Let documents and redirects refer to loopback, private and link-local addresses
    #[arg(long)]
    pub(super) allow_private: bool,
}

/// Limits.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub(super) struct Limits {
    /// Maximum time for one document
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(super) timeout: Duration,
    /// Maximum time for all documents
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = seconds)]
    pub(super) max_time: Duration,
    /// Maximum size of one document
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20)]
    pub(super) max_document: u64,
    /// Maximum size of all documents
    #[arg(long, value_name = "BYTES", default_value_t = 256 << 20)]
    pub(super) max_total: u64,
    /// Maximum number of downloaded documents
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    pub(super) max_documents: usize,
}

/// Parses `Name: value`.
fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("expected a name and a value separated by `:`".to_owned()),
    }
}

/// Parses a duration in seconds, which may have decimals.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "expected a number of seconds above 0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_without_a_name_is_refused() {
        assert_eq!(header("X-Key: a:b"), Ok(("X-Key".to_owned(), "a:b".to_owned())));
        assert_eq!(header("X-Key:"), Ok(("X-Key".to_owned(), String::new())));
        assert!(header("X-Key").is_err());
        assert!(header(": a").is_err());
    }

    #[test]
    fn a_duration_is_positive_and_finite() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "nan", "inf", "1e30", "x", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
