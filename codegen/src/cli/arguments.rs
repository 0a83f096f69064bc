//! Command line arguments and their help texts.

use std::path::PathBuf;

use super::{call::arguments::Call, explore::arguments::Explore, fetch::Fetch, mock::arguments::Mock};
use crate::{
    config::{Config, Success},
    read::ReadOptions,
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

/// Options for finding and reading documents.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Documents")]
pub(super) struct Documents {
    /// Map the URLs of imports to files: a CSV file with the columns `url,local`, or an OASIS XML catalog
    ///
    /// The catalog that `saponify fetch` writes beside the documents is found without this option. Nothing is
    /// downloaded. May be given several times.
    #[arg(long, value_name = "FILE")]
    catalog: Vec<PathBuf>,
    /// Read FILE for imports of this URL or namespace; takes precedence over catalogs
    #[arg(long, value_name = "URL=FILE", value_parser = mapping)]
    map: Vec<(String, PathBuf)>,
    /// Generate separate types where WSDLs define different types under one name, instead of reporting an error
    #[arg(long)]
    unequal_kept_apart: bool,
    /// Reject imports outside the folders of the WSDLs, of the catalogs and of the files that the catalogs name
    ///
    /// By default, such a file is read, and a note names it.
    #[arg(long)]
    confine_imports: bool,
    /// Maximum number of components after expansion [default: 1000000, plus 20 for each declared component]
    #[arg(long, value_name = "COUNT")]
    max_components: Option<u64>,
}

impl Documents {
    /// Converts the arguments to the options of the library.
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions {
            catalogs: self.catalog.clone(),
            mappings: self.map.iter().cloned().collect(),
            keep_apart: self.unequal_kept_apart,
            confine_imports: self.confine_imports,
            max_components: self.max_components,
        }
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
    /// Code that was formatted with the rustfmt of this toolchain counts as up to date.
    #[arg(long)]
    pub(super) check: bool,
    /// Format the code as `cargo fmt` would at PATH
    #[arg(long)]
    pub(super) rustfmt: bool,
    /// Edition for rustfmt [default: that of the package that contains PATH, else 2024]
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

/// Options for the generated code.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Generated code")]
pub(super) struct Code {
    /// Generate only operations whose name matches, and the types that they use; `*` matches any characters
    #[arg(long, value_name = "PATTERN")]
    operation: Vec<String>,
    /// Also generate types that no operation uses
    #[arg(long)]
    all_types: bool,
    /// Use another Rust name for a component
    #[arg(long, value_name = "PATH=NAME", value_parser = pair)]
    rename: Vec<(String, String)>,
    /// Derive a trait for every type, such as `PartialEq` or `serde::Serialize`, in addition to Clone, Debug and
    /// Default
    #[arg(long, value_name = "TRAIT")]
    derive: Vec<String>,
    /// Use your own Rust type for a simple type, given by its local name or as `{namespace}name`
    #[arg(long = "type", value_name = "NAME=RUST", value_parser = pair)]
    types: Vec<(String, String)>,
    /// Set the options that suit WCF (.NET) services: --plain-scalars and --nil-members-refused
    #[arg(long)]
    dotnet: bool,
    /// Generate optional numbers and booleans without `Option`: an absent member is read as 0 or false, and
    /// these values are not sent
    #[arg(long)]
    plain_scalars: bool,
    /// Distinguish nil from absent: `Nillable<T>` instead of `Option<T>` for elements that may be either
    #[arg(long)]
    nil_kept: bool,
    /// Keep an empty text for elements with a default, instead of replacing it with the default
    #[arg(long)]
    empty_kept: bool,
    /// Keep the `xsi:type` of elements with simple types: `Typed<T>` instead of `T`
    #[arg(long)]
    types_kept: bool,
    /// Reject nil items of lists, so that lists are `Vec<T>` instead of `Vec<Option<T>>`
    #[arg(long)]
    nil_members_refused: bool,
    /// Reject values that an enumeration does not list, instead of keeping them in a variant `Other`
    #[arg(long)]
    closed_enumerations: bool,
    /// Generate `validate()` for every type; it lists violated patterns, lengths, ranges and other facets
    #[arg(long)]
    validate: bool,
    /// Generate a trait for each service, to implement and serve it; needs the feature `service` of `saponify`
    #[arg(long)]
    server: bool,
    /// Embed the documents in the services, which then answer `GET ?wsdl`
    #[arg(long, requires = "server")]
    embed_contract: bool,
    /// Treat a member, given by its path or name, as a secret
    ///
    /// Members whose names end in a word such as Password, Token, Secret or Ticket are secrets by default.
    #[arg(long, value_name = "PATH")]
    secret: Vec<String>,
    /// Do not treat a member as a secret although its name suggests it
    #[arg(long, value_name = "PATH")]
    not_secret: Vec<String>,
    /// Boolean reply header that is false if a call failed [default: `Succeeded` if every reply declares it]
    #[arg(long, value_name = "NAME", conflicts_with = "no_success_header")]
    success_header: Option<String>,
    /// Disable the detection of a success header
    #[arg(long)]
    no_success_header: bool,
}

impl Code {
    /// Converts the arguments to the options of the library.
    pub(super) fn config(&self) -> Config {
        let secrets = self.secret.iter().map(|path| (path.clone(), true));
        let not_secret = self.not_secret.iter().map(|path| (path.clone(), false));
        Config {
            operations: self.operation.clone(),
            renames: self.rename.iter().cloned().collect(),
            derives: self.derive.clone(),
            plain_scalars: self.plain_scalars || self.dotnet,
            nil_kept: self.nil_kept,
            empty_kept: self.empty_kept,
            types_kept: self.types_kept,
            nil_members_refused: self.nil_members_refused || self.dotnet,
            closed_enumerations: self.closed_enumerations,
            types: self.types.iter().cloned().collect(),
            secrets: secrets.chain(not_secret).collect(),
            success: match &self.success_header {
                Some(name) => Success::Header(name.clone()),
                None if self.no_success_header => Success::Ignored,
                None => Success::Automatic,
            },
            all_types: self.all_types,
            validate: self.validate,
            server: self.server,
            embed_contract: self.embed_contract,
        }
    }
}

/// Lists services, ports and operations, with SOAP actions, headers and faults, and counts them
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
/// except where it would become unreadably large. Secrets are shown as `…`.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 done, 2 invalid arguments, 3 problems in the documents, unknown operation, or no example possible.

Examples:
  saponify sample User.wsdl GetUser
  saponify sample User.wsdl GetUser --reply
  saponify sample User.wsdl GetUser --json > request.json
  saponify sample order.xsd order
  saponify sample User.wsdl GetUser --soap 1.2 --compact | curl -d @- …")]
pub(super) struct Sample {
    /// WSDL or XML Schema document
    #[arg(value_name = "WSDL")]
    pub(super) wsdl: PathBuf,
    /// Name of the operation; `Service/Operation`, `Port/Operation` or `Service/Port/Operation` if several
    /// match, and `Operation:Input` if it is overloaded. For a schema without a WSDL, name of the global element
    #[arg(value_name = "OPERATION")]
    pub(super) operation: String,
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
    /// Treat a member as a secret, given by its path or name
    #[arg(long, value_name = "PATH")]
    pub(super) secret: Vec<String>,
    #[command(flatten)]
    pub(super) documents: Documents,
}

/// Writes reference pages in Markdown and HTML: one for each operation and type, and an index for each service
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
             thing (`operation`, `type`, `member`, `value`, …), rust (its name in Rust; where that is the same as before,
             its path in the documents), name (in the documents), old, new, message
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

/// Parses `A=B`. The first `=` separates the two, except that a `=` in a namespace in braces is skipped.
fn pair(text: &str) -> Result<(String, String), String> {
    let from = text.find('}').filter(|_| text.starts_with('{')).unwrap_or_default();
    let at = text.get(from..).and_then(|rest| rest.find('=')).map(|at| from + at);
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((left, right)) if !left.is_empty() && right.len() > 1 => {
            Ok((left.to_owned(), right.trim_start_matches('=').to_owned()))
        }
        _ => Err("expected two names separated by `=`".to_owned()),
    }
}

/// Parses `URL=FILE`. The last `=` separates the two, since the query of a URL may contain `=`.
fn mapping(text: &str) -> Result<(String, PathBuf), String> {
    match text.rsplit_once('=') {
        Some((url, file)) if !url.is_empty() && !file.is_empty() => Ok((url.to_owned(), file.into())),
        _ => Err("expected a URL and a file separated by `=`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_of_the_arguments_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn pairs_are_split_at_an_equals_sign_outside_the_namespace() {
        for (text, expected) in [
            ("A=B", Some(("A", "B"))),
            ("{urn:x?a=b}guid=uuid::Uuid", Some(("{urn:x?a=b}guid", "uuid::Uuid"))),
            ("A", None),
            ("=B", None),
            ("A=", None),
        ] {
            let found = pair(text).ok();
            assert_eq!(found.as_ref().map(|(a, b)| (a.as_str(), b.as_str())), expected, "{text}");
        }
    }

    #[test]
    fn a_url_may_contain_equals_signs() {
        for (text, expected) in [
            ("http://x/y?xsd=a=local.xsd", Some(("http://x/y?xsd=a", "local.xsd"))),
            ("urn:x=a/b.xsd", Some(("urn:x", "a/b.xsd"))),
            ("urn:x", None),
            ("=b.xsd", None),
            ("urn:x=", None),
        ] {
            let found = mapping(text).ok();
            let found = found.as_ref().map(|(url, file)| (url.as_str(), file.to_str().unwrap()));
            assert_eq!(found, expected, "{text}");
        }
    }
}
