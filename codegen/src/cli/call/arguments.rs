//! Arguments of `saponify call`, and those for HTTP.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::options::Documents;

/// Calls an operation and prints its reply as JSON or XML
///
/// Give the request as `path=value` arguments, as JSON or as XML. Values are converted by the types of
/// the contract; all mistakes are reported at once.
#[derive(Args, Debug)]
#[command(after_help = "\
Members:
  Name=Jane  Address.City=Oslo  Ids[0]=5  Ids[1]=6  Order.@lang=en    by path
  Logo=@logo.png          the contents of a file, for binary types
  Password=env:PASSWORD   the value of an environment variable
  Password=prompt:        the user's input on the terminal, without echo
  Ids:='[5, 6]'  Name:=null  Note:='\"env:x\"'    a value in JSON

JSON has a member for each element, `@name` for attributes, arrays for repeated elements, null for nil, `$type` for
xsi:type, `$value` for the text of an element with attributes, `$any` for wildcards, `$content` where the order of
elements matters, and `$xml` for an element as XML. `saponify sample WSDL OPERATION --json` prints an example. A document
with the members `$headers` and `$body` contains the header blocks too.

With --dry-run and --curl, secrets are masked or read from environment variables, unless --show-secrets is given.

Exit codes: 0 done, 2 invalid arguments or values, 3 problems in the documents or unknown operation, 4 cannot write,
5 the server answered with a fault, 6 no reply arrived, 7 the reply does not match the contract of the operation.

Examples:
  saponify call User.wsdl GetUser UserId=5 --endpoint https://test.example.com/User.svc --soap-header Credentials.Ticket=env:TICKET
  saponify call Parcels.wsdl Track Number=4711 --endpoint https://test.example.com/parcels --user jdoe:prompt:
  saponify sample User.wsdl SaveUser --json | jq '.…' | saponify call User.wsdl SaveUser --json -
  saponify call Claims.wsdl Submit File=@claim.pdf --endpoint https://test.example.com/claims --wsse-user jdoe:env:PW --mtom
  saponify call User.wsdl GetUser UserId=5 --curl")]
pub(in crate::cli) struct Call {
    /// WSDL document
    #[arg(value_name = "WSDL")]
    pub(in crate::cli) wsdl: PathBuf,
    /// Name of the operation; `Service/Operation`, `Port/Operation` or `Service/Port/Operation` if several match, and
    /// `Operation:Input` with the name of the input if the operation is overloaded
    #[arg(value_name = "OPERATION")]
    pub(in crate::cli) operation: String,
    /// Members of the request: `path=value`, or `path:=JSON`
    #[arg(value_name = "MEMBER=VALUE")]
    pub(in crate::cli) members: Vec<String>,
    /// Read the request as JSON from FILE, or from standard input if FILE is `-`; `path=value` arguments
    /// change it
    #[arg(long, value_name = "FILE", conflicts_with = "body")]
    pub(in crate::cli) json: Option<PathBuf>,
    /// Read the body element or the whole envelope as XML from FILE, or from standard input if FILE is `-`
    #[arg(long, value_name = "FILE", conflicts_with = "members")]
    pub(in crate::cli) body: Option<PathBuf>,
    /// Set a member of a header block: `Block.Member=value`, or `Block=value`
    #[arg(long, value_name = "PATH=VALUE")]
    pub(in crate::cli) soap_header: Vec<String>,
    /// SOAP version [default: that of the operation's binding]
    #[arg(long, value_name = "VERSION", value_parser = ["1.1", "1.2"])]
    pub(in crate::cli) soap: Option<String>,
    /// Format of the reply
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(in crate::cli) output: Output,
    /// Print the header blocks of the reply too, as `$headers` beside `$body`
    #[arg(long)]
    pub(in crate::cli) headers: bool,
    /// Print the envelope instead of sending it
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Print a curl command instead of sending the request
    #[arg(long, conflicts_with = "dry_run")]
    pub(in crate::cli) curl: bool,
    /// Print secrets in --dry-run and --curl
    #[arg(long)]
    pub(in crate::cli) show_secrets: bool,
    #[command(flatten)]
    pub(in crate::cli) http: Http,
    #[command(flatten)]
    pub(in crate::cli) protocols: Protocols,
    #[command(flatten)]
    pub(in crate::cli) documents: Documents,
}

/// Format of a reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Output {
    /// JSON, indented
    #[default]
    Json,
    /// The envelope, indented
    Xml,
    /// The body of the HTTP reply, unchanged
    Raw,
}

/// Options for sending requests.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "HTTP")]
pub(in crate::cli) struct Http {
    /// URL to call [default: the address of the port]
    ///
    /// If the contract's address is on this machine or in a private network, or if its name resolves to such an
    /// address, it is called only if it is repeated here. Users, tokens, headers with secrets, signatures, client
    /// certificates and values of `env:` and `prompt:` are sent only to a URL that is given here. Everything
    /// else in a request is sent to the contract's address too.
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) endpoint: Option<String>,
    /// Time to wait for the reply, in seconds; 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value_t = 100.0)]
    pub(in crate::cli) timeout: f64,
    /// User and password for HTTP Basic: `user:password`, `user:env:NAME` or `user:prompt:`. If the password
    /// is missing, the command asks for it
    #[arg(long, value_name = "USER[:PASSWORD]")]
    pub(in crate::cli) user: Option<String>,
    /// Bearer token: the token, `env:NAME` or `prompt:`
    #[arg(long, value_name = "TOKEN", conflicts_with = "user")]
    pub(in crate::cli) bearer: Option<String>,
    /// Send an HTTP header; the value may be `env:NAME` or `prompt:`
    #[arg(long, value_name = "NAME: VALUE")]
    pub(in crate::cli) header: Vec<String>,
    /// Trust the certificate authorities in this PEM file, and no others
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) cacert: Option<PathBuf>,
    /// Client certificate, with its chain, in PEM
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(in crate::cli) cert: Option<PathBuf>,
    /// Private key of the client certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(in crate::cli) key: Option<PathBuf>,
}

/// Options for WS-Security, WS-Addressing and MTOM.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "WS-Security, WS-Addressing, MTOM")]
pub(in crate::cli) struct Protocols {
    /// Send a UsernameToken: `user:password`, `user:env:NAME` or `user:prompt:`. If the password is missing, the
    /// command asks for it
    #[arg(long, value_name = "USER[:PASSWORD]")]
    pub(in crate::cli) wsse_user: Option<String>,
    /// Type of the password in the UsernameToken [default: the type in the contract's policy, otherwise text]
    #[arg(long, value_name = "FORM", value_enum, requires = "wsse_user")]
    pub(in crate::cli) wsse_password: Option<PasswordForm>,
    /// Send a Timestamp that is valid for this many seconds [default: 300 if the contract's policy demands one,
    /// otherwise none; 0 for none]
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "300")]
    pub(in crate::cli) wsse_timestamp: Option<u32>,
    /// Sign body, timestamp and WS-Addressing headers with the key of this certificate, in PEM (feature
    /// `security-x509`)
    #[arg(long, value_name = "FILE", requires = "sign_key")]
    pub(in crate::cli) sign_cert: Option<PathBuf>,
    /// Private key that signs, in PEM
    #[arg(long, value_name = "FILE", requires = "sign_cert")]
    pub(in crate::cli) sign_key: Option<PathBuf>,
    /// Accept only replies whose body is signed with this certificate, in PEM (feature `security-x509`)
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) verify_cert: Option<PathBuf>,
    /// Send WS-Addressing headers of this version [default: 1.0 if the contract demands them, otherwise off]
    #[arg(long, value_name = "VERSION", value_enum)]
    pub(in crate::cli) addressing: Option<AddressingChoice>,
    /// Send binary values of at least this many bytes as parts of the message, except values that are given as XML;
    /// `off` for none [default: all if the contract's policy demands MTOM, otherwise none]
    #[arg(long, value_name = "BYTES", num_args = 0..=1, require_equals = true, default_missing_value = "0", value_parser = mtom)]
    pub(in crate::cli) mtom: Option<MtomChoice>,
}

/// Form of a password in a UsernameToken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PasswordForm {
    /// The password as text
    Text,
    /// A digest of the password, with nonce and time
    Digest,
    /// No password, only the user name
    None,
}

/// Version of WS-Addressing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AddressingChoice {
    /// W3C Recommendation
    #[value(name = "1.0")]
    V1_0,
    /// Submission of August 2004
    #[value(name = "2004/08")]
    August2004,
    /// No headers
    Off,
}

/// Use of MTOM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum MtomChoice {
    Off,
    /// For values of at least this many bytes.
    From(usize),
}

fn mtom(text: &str) -> Result<MtomChoice, String> {
    match text {
        "off" => Ok(MtomChoice::Off),
        bytes => {
            bytes.parse().map(MtomChoice::From).map_err(|_| "expected a number of bytes, or `off`".to_owned())
        }
    }
}
