//! Command line arguments and their help texts.

use std::path::PathBuf;

use super::{
    call::arguments::Call,
    explore::arguments::Explore,
    fetch::Fetch,
    mock::arguments::Mock,
    options::{Code, Documents},
};
use clap::{Args, Parser, Subcommand, ValueEnum, builder::Styles};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  `generate --check`: files are not up to date; `diff`: a change breaks callers; `fetch --check`: documents changed
  2  invalid arguments
  3  documents are missing, malformed or incomplete, or do not contain the requested component
  4  the output could not be written
  5  `call`: the server answered with a fault
  6  `call`: no reply arrived
  7  `call`: the reply does not match the contract of the operation";

const EXAMPLES: &str = "\
Examples:
  saponify fetch 'https://example.com/User.svc?wsdl' --out contract    a WSDL and its imports
  saponify list User.wsdl                          services and operations
  saponify generate User.wsdl --out src/user.rs    types and a client, in one file
  saponify generate *.wsdl --out src/netserver     several services with shared types, in a folder
  saponify generate User.wsdl --out src/user.rs --operation 'Get*' --secret User/Pin
  saponify generate User.wsdl --out src/user.rs --check && echo up to date
  saponify sample User.wsdl GetUser --reply        an envelope as it goes over the wire
  saponify call User.wsdl GetUser UserId=5         a call, with the reply as JSON
  saponify mock User.wsdl --listen 8080            a server with sample replies
  saponify explore User.wsdl                       a local page to read and try the contract
  saponify docs User.wsdl --out docs               reference pages in Markdown
  saponify diff Old.wsdl New.wsdl                  changes that affect callers";

/// Generates Rust from a WSDL: types, and a client with one method per operation.
///
/// The generated code uses the crate `saponify`. To run the same generator in a build script, see the crate
/// `saponify-codegen`.
#[derive(Debug, Parser)]
#[command(name = "saponify", version, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"), styles = Styles::styled())]
pub(super) struct Arguments {
    /// When to colour the output: auto (on a terminal, unless NO_COLOR is set), always, or never
    #[arg(long, alias = "colour", value_name = "WHEN", value_enum, default_value_t, global = true)]
    #[arg(hide_possible_values = true)]
    pub(super) color: Color,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Generate(Generate),
    List(List),
    Sample(Sample),
    Docs(Docs),
    Diff(Diff),
    Call(Call),
    Fetch(Fetch),
    Completions(Completions),
    Man(Man),
    Mock(Mock),
    Explore(Explore),
}

/// Value of `--color`.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Sets the choice for all further output.
    pub(super) fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::AlwaysAnsi,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Generates Rust from one or several WSDLs, or from schemas without a WSDL
///
/// Types that several WSDLs share are generated once, and all their clients use the same type for request
/// headers.
#[derive(Args, Debug)]
#[command(after_help = "\
Names of components are paths in the documents: `User` is a type or element, `User/AssociateId` a member,
`UserType/InternalAssociate` a value of an enumeration, `client/GetUser` the method of an operation.

Exit codes: 0 done, 1 with --check: files are not up to date, 2 invalid arguments, 3 problems in the documents,
4 the output could not be written.

Examples:
  saponify generate User.wsdl --out src/user.rs
  saponify generate order.xsd --out src/order.rs
  saponify generate User.wsdl Contact.wsdl --out src/netserver --derive PartialEq --catalog catalog.csv
  saponify generate User.wsdl --out src/user.rs --operation 'Get*' --operation SaveUser
  saponify generate User.wsdl --out src/user.rs --type guid=uuid::Uuid --rename client/GetUser=user
  saponify generate *.wsdl --out netserver --crate
  saponify generate User.wsdl --out - | less")]
pub(super) struct Generate {
    /// WSDL or XML Schema documents
    #[arg(required = true, value_name = "WSDL")]
    pub(super) wsdls: Vec<PathBuf>,
    /// Output: a file if PATH ends in `.rs`, standard output if PATH is `-`, otherwise a folder with a
    /// `mod.rs`
    #[arg(long, short, value_name = "PATH")]
    pub(super) out: PathBuf,
    /// Write nothing; exit with 1 if the code at PATH is out of date or was edited
    ///
    /// Code that was formatted with the rustfmt of this toolchain is treated as up to date.
    #[arg(long)]
    pub(super) check: bool,
    /// Format the code as `cargo fmt` would at PATH
    #[arg(long)]
    pub(super) rustfmt: bool,
    /// Edition for rustfmt [default: the edition of the package that contains PATH, otherwise 2024]
    #[arg(long, value_name = "YEAR", value_parser = ["2015", "2018", "2021", "2024"])]
    pub(super) edition: Option<String>,
    /// Generate a crate in the folder PATH, with the code in `src`. `Cargo.toml` and `README.md` are written only if
    /// they do not exist
    #[arg(long = "crate")]
    pub(super) as_crate: bool,
    /// Depend on the crate `saponify` in this folder instead of the registry; only with `--crate`
    #[arg(long, value_name = "FOLDER", requires = "as_crate")]
    pub(super) runtime: Option<PathBuf>,
    /// Do not print notes and the summary; warnings and errors are still printed
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Report unsupported constructs as errors, instead of skipping them with a warning
    #[arg(long)]
    pub(super) strict: bool,
    /// Maximum size of the generated code in bytes [default: 64 MiB, plus 64 bytes for each byte of the documents]
    #[arg(long, value_name = "BYTES")]
    pub(super) max_output: Option<usize>,
    #[command(flatten)]
    pub(super) documents: Documents,
    #[command(flatten)]
    pub(super) code: Code,
}

/// Lists and counts services, ports and operations, with SOAP actions, headers and faults
///
/// Operations that are not generated are listed with the reason.
#[derive(Args, Debug)]
#[command(after_help = "\
With --json, one object is printed:

  services[]      name, namespace, documentation, ports[], interfaces[]
  ports[]         name, binding, address, protocol (`soap 1.1`, `soap 1.2`, `http GET`, …), style, transport, interface,
                demands (of policies; absent if the policies demand nothing)
  interfaces[]    name, namespace (of the portType), operations[]
  operations[]    name, kind, action, style, use, request, reply (null if one-way), faults[], generated, reason,
                  documentation
  request, reply  body[] (parts: name, element or type), headers[] (element, part)
  faults[]        name, element
  counts          services, ports, operations, generated, types, elements

Names of elements and types are `{namespace}name`. Absent values are null. Future versions may add members, but not change or remove any.

Exit codes: 0 done, 2 invalid arguments, 3 problems in the documents (the parts that could be read are still printed).

Examples:
  saponify list User.wsdl
  saponify list *.wsdl --json | jq -r '.services[].interfaces[].operations[].name'")]
pub(super) struct List {
    /// WSDL or XML Schema documents
    #[arg(required = true, value_name = "WSDL")]
    pub(super) wsdls: Vec<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) documents: Documents,
}

/// Prints an example of an operation's request or reply envelope
///
/// The example is written by the encoder of real calls and is valid against the schemas. It contains every member once,
/// except where it would become unreadably large. Secrets are shown as `…`. With `--out`, all examples of a contract are
/// written to a folder, from which `mock --answers` and `saponify::testing::Mock::with_samples` answer.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 done, 2 invalid arguments, 3 problems in the documents, unknown operation, or no example possible.

Examples:
  saponify sample User.wsdl GetUser
  saponify sample User.wsdl GetUser --reply
  saponify sample User.wsdl GetUser --json > request.json
  saponify sample User.wsdl --reply --out tests/samples
  saponify sample order.xsd order
  saponify sample User.wsdl GetUser --soap 1.2 --compact | curl -d @- …")]
pub(super) struct Sample {
    /// WSDL or XML Schema document
    #[arg(value_name = "WSDL")]
    pub(super) wsdl: PathBuf,
    /// Name of the operation; `Service/Operation`, `Port/Operation` or `Service/Port/Operation` if several
    /// match, and `Operation:Input` if it is overloaded. For a schema without a WSDL, name of the global element
    #[arg(value_name = "OPERATION", required_unless_present = "out")]
    pub(super) operation: Option<String>,
    /// Write the examples of all operations to a folder: `Operation.xml`, or `Service/Operation.xml` if there are several
    /// services. Files of other names are kept
    #[arg(long, short, value_name = "DIR", conflicts_with = "operation")]
    pub(super) out: Option<PathBuf>,
    /// Print an example of the reply instead of the request
    #[arg(long)]
    pub(super) reply: bool,
    /// SOAP version of the envelope [default: that of the operation's binding]
    #[arg(long, value_name = "VERSION", value_parser = ["1.1", "1.2"])]
    pub(super) soap: Option<String>,
    /// Print the message as JSON, in the form that `call`, `mock` and `explore` read and write
    #[arg(long)]
    pub(super) json: bool,
    /// Print the envelope as it is sent, without line breaks
    #[arg(long)]
    pub(super) compact: bool,
    /// Treat a member, given by its path or name, as a secret
    #[arg(long, value_name = "PATH")]
    pub(super) secret: Vec<String>,
    #[command(flatten)]
    pub(super) documents: Documents,
}

/// Writes reference pages in Markdown and, with --html, in HTML: one for each operation and type, and an index for each
/// service
///
/// The page of an operation contains its documentation, parameters, result, SOAP action, headers and faults, the call
/// in Rust, and an example of the request and of the reply.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 done, 2 invalid arguments, 3 problems in the documents, 4 cannot write.

Examples:
  saponify docs User.wsdl SoPrincipal.wsdl --out docs/reference
  saponify docs User.wsdl --out site --html && xdg-open site/index.html")]
pub(super) struct Docs {
    /// WSDL or XML Schema documents
    #[arg(required = true, value_name = "WSDL")]
    pub(super) wsdls: Vec<PathBuf>,
    /// Folder for the pages; the entry page is `index.md`
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Also write each page as HTML, with a search; the entry page is `index.html`. No server is needed
    #[arg(long)]
    pub(super) html: bool,
    /// Do not print notes and the summary; warnings and errors are still printed
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) documents: Documents,
    #[command(flatten)]
    pub(super) code: Code,
}

/// Prints the changes between two versions of a contract that affect callers
///
/// Compares the code generated from both versions: added, removed, renamed, retyped and reordered operations and
/// members, members that became optional or required, and values of enumerations. For each change, the
/// command prints whether it breaks callers that generate their code again.
#[derive(Args, Debug)]
#[command(after_help = "\
Each change has an effect:
  breaks     code that uses the item no longer compiles, or its calls fail
  may break  code no longer compiles if it lists all members or values of the type, or it may rely on the old behaviour
  fine       callers only need to generate their code again

With --json, one object is printed:
  changes[]  effect, kind (`added`, `removed`, `renamed`, `retyped`, `required`, `optional`, `reordered`, `changed`),
             thing (`operation`, `type`, `member`, `value`, …), rust (its name in Rust, or its path in the documents if the
             change does not affect the Rust code), name (in the documents), old, new, message
  counts     breaks, may_break, fine

Exit codes: 0 nothing breaks, 1 something breaks, 2 invalid arguments, 3 problems in the documents.

Examples:
  saponify diff Services84/User.wsdl Services88/User.wsdl
  saponify diff Services84 Services88")]
pub(super) struct Diff {
    /// WSDL of the old version, from which the existing code was generated, or a folder with several WSDLs
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,
    /// WSDL of the new version, or a folder with several WSDLs
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) documents: Documents,
    #[command(flatten)]
    pub(super) code: Code,
}

/// Prints the completion script for a shell
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  saponify completions bash > ~/.local/share/bash-completion/completions/saponify
  saponify completions zsh > \"${fpath[1]}/_saponify\"
  saponify completions fish > ~/.config/fish/completions/saponify.fish
  saponify completions powershell >> $PROFILE")]
pub(super) struct Completions {
    /// Shell that the script is for
    #[arg(value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

/// Writes man pages: one for the program and one for each command
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  saponify man --out ~/.local/share/man/man1")]
pub(super) struct Man {
    /// Folder for the pages
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_definition_of_the_arguments_is_consistent() {
        Arguments::command().debug_assert();
    }
}
