//! The arguments, and the help that goes with them.

use std::path::PathBuf;

use crate::{
    config::{Config, Success},
    read::ReadOptions,
};
use clap::{Args, Parser, Subcommand, ValueEnum, builder::Styles};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  `generate --check`: files differ from what would be generated; `diff`: something breaks callers
  2  the arguments are wrong
  3  documents are missing, broken or incomplete, or do not have what was asked for
  4  the output could not be written";

const EXAMPLES: &str = "\
Examples:
  saponify list User.wsdl                          what is in it
  saponify generate User.wsdl --out src/user.rs    types and a client, in one file
  saponify generate *.wsdl --out src/netserver     several services with shared types, in a folder
  saponify generate User.wsdl --out src/user.rs --operation 'Get*' --secret User/Pin
  saponify generate User.wsdl --out src/user.rs --check && echo up to date
  saponify sample User.wsdl GetUser --reply        an envelope as it goes over the wire
  saponify docs User.wsdl --out docs               reference pages in Markdown
  saponify diff Old.wsdl New.wsdl                  what changed for callers";

/// Turns a WSDL into Rust: types, and a client with one method per operation.
///
/// What is generated stands on the crate `saponify`. The same generator runs in a build script: see the crate
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

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Generate(Generate),
    List(List),
    Sample(Sample),
    Docs(Docs),
    Diff(Diff),
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes this hold for everything that is printed from now on.
    pub(super) fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::AlwaysAnsi,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Where documents are found.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Documents")]
pub(super) struct Documents {
    /// Map the URLs of imports to files: a CSV file with the columns `url,local`, or an OASIS XML catalog
    ///
    /// Nothing is ever fetched from the network. May be given several times.
    #[arg(long, value_name = "FILE")]
    catalog: Vec<PathBuf>,
    /// Read FILE where an import has this URL or namespace, before what catalogs say
    #[arg(long, value_name = "URL=FILE", value_parser = mapping)]
    map: Vec<(String, PathBuf)>,
    /// Keep types apart that differ between WSDLs although they have one name, instead of taking that as an error
    #[arg(long)]
    unequal_kept_apart: bool,
    /// Refuse imports that leave the folders of the WSDLs, the catalogs and the files that these map
    ///
    /// By default such a file is read, with a note.
    #[arg(long)]
    confine_imports: bool,
    /// Most components that the documents may expand to [default: 1000000, and 20 for each that they declare]
    #[arg(long, value_name = "COUNT")]
    max_components: Option<u64>,
}

impl Documents {
    /// The same for the library.
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

/// Writes Rust for one or several WSDLs, or for schemas without one
///
/// Several WSDLs become one family: types that they share are generated once, and one value of request headers serves all
/// clients.
#[derive(Args, Debug)]
#[command(after_help = "\
Names of components are paths as in the documents: `User` is a type or element, `User/AssociateId` a member,
`UserType/InternalAssociate` a value of an enumeration, `client/GetUser` the method of an operation.

Exit codes: 0 done, 1 with --check: files differ, 2 wrong arguments, 3 problems in the documents, 4 cannot write.

Examples:
  saponify generate User.wsdl --out src/user.rs
  saponify generate order.xsd --out src/order.rs
  saponify generate User.wsdl Contact.wsdl --out src/netserver --derive PartialEq --catalog catalog.csv
  saponify generate User.wsdl --out src/user.rs --operation 'Get*' --operation SaveUser
  saponify generate User.wsdl --out src/user.rs --type guid=uuid::Uuid --rename client/GetUser=user
  saponify generate *.wsdl --out netserver --crate
  saponify generate User.wsdl --out - | less")]
pub(super) struct Generate {
    /// WSDL documents
    #[arg(required = true, value_name = "WSDL")]
    pub(super) wsdls: Vec<PathBuf>,
    /// Where to write: one file if it ends in `.rs`, else a folder with a `mod.rs`; `-` is standard output
    #[arg(long, short, value_name = "PATH")]
    pub(super) out: PathBuf,
    /// Write nothing; exit with 1 if the code at PATH is not up to date or was edited
    ///
    /// Code that the rustfmt of this toolchain has formatted is up to date.
    #[arg(long)]
    pub(super) check: bool,
    /// Format the code with rustfmt, as `cargo fmt` would at PATH
    #[arg(long)]
    pub(super) rustfmt: bool,
    /// Edition for rustfmt [default: that of the package around PATH, else 2024]
    #[arg(long, value_name = "YEAR", value_parser = ["2015", "2018", "2021", "2024"])]
    pub(super) edition: Option<String>,
    /// Make a crate of it: PATH is its folder, and gets `src` with a `lib.rs`. A `Cargo.toml` and a `README.md` are written
    /// where there are none yet
    #[arg(long = "crate")]
    pub(super) as_crate: bool,
    /// The folder of the crate `saponify` for that `Cargo.toml`, instead of its version
    #[arg(long, value_name = "FOLDER", requires = "as_crate")]
    pub(super) runtime: Option<PathBuf>,
    /// Do not print notes and the summary; warnings and errors are printed all the same
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Take anything that cannot be generated as an error, instead of leaving it out with a warning
    #[arg(long)]
    pub(super) strict: bool,
    /// Most bytes of Rust to generate [default: 64 MiB, and 64 for each byte of the documents]
    #[arg(long, value_name = "BYTES")]
    pub(super) max_output: Option<usize>,
    #[command(flatten)]
    pub(super) documents: Documents,
    #[command(flatten)]
    pub(super) code: Code,
}

/// What the code is like.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Generated code")]
pub(super) struct Code {
    /// Generate only operations whose name matches, and the types that they reach; `*` is any run of characters
    #[arg(long, value_name = "PATTERN")]
    operation: Vec<String>,
    /// Generate types that no operation reaches as well
    #[arg(long)]
    all_types: bool,
    /// Give a component another name in Rust
    #[arg(long, value_name = "PATH=NAME", value_parser = pair)]
    rename: Vec<(String, String)>,
    /// Derive a trait for every type, beside Clone, Debug and Default: `PartialEq`, `serde::Serialize`
    #[arg(long, value_name = "TRAIT")]
    derive: Vec<String>,
    /// Use a Rust type of your own for a simple type, named by its local name or as `{namespace}name`
    #[arg(long = "type", value_name = "NAME=RUST", value_parser = pair)]
    types: Vec<(String, String)>,
    /// Make optional numbers and booleans plain, with their default where they are absent
    #[arg(long)]
    plain_scalars: bool,
    /// Keep nil apart from absent: `Nillable<T>` instead of `Option<T>` where both may be
    #[arg(long)]
    nil_kept: bool,
    /// Read and write an empty text as it is where the schema gives the element a default
    #[arg(long)]
    empty_kept: bool,
    /// Keep the `xsi:type` of elements of simple types: `Typed<T>` instead of `T`
    #[arg(long)]
    types_kept: bool,
    /// Refuse nil members of lists, so that lists are `Vec<T>` and not `Vec<Option<T>>`
    #[arg(long)]
    nil_members_refused: bool,
    /// Refuse values that an enumeration does not list, instead of keeping them in a variant `Other`
    #[arg(long)]
    closed_enumerations: bool,
    /// Give every type a `validate()` that tells which patterns, lengths, ranges and other facets a value breaks
    #[arg(long)]
    validate: bool,
    /// Make a member a secret, by its path or name
    ///
    /// Members whose names end in a word such as Password, Token, Secret or Ticket are secret already.
    #[arg(long, value_name = "PATH")]
    secret: Vec<String>,
    /// Make a member that would be secret by its name a plain one
    #[arg(long, value_name = "PATH")]
    not_secret: Vec<String>,
    /// The boolean reply header that says whether a call succeeded [default: `Succeeded` where every reply declares it]
    #[arg(long, value_name = "NAME", conflicts_with = "no_success_header")]
    success_header: Option<String>,
    /// Take no reply header as saying whether a call succeeded
    #[arg(long)]
    no_success_header: bool,
}

impl Code {
    /// The same for the library.
    pub(super) fn config(&self) -> Config {
        let secrets = self.secret.iter().map(|path| (path.clone(), true));
        let not_secret = self.not_secret.iter().map(|path| (path.clone(), false));
        Config {
            operations: self.operation.clone(),
            renames: self.rename.iter().cloned().collect(),
            derives: self.derive.clone(),
            plain_scalars: self.plain_scalars,
            nil_kept: self.nil_kept,
            empty_kept: self.empty_kept,
            types_kept: self.types_kept,
            nil_members_refused: self.nil_members_refused,
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
        }
    }
}

/// Prints services, ports and operations, with their SOAP actions, headers, faults and counts
///
/// Also says which operations are not generated, and why.
#[derive(Args, Debug)]
#[command(after_help = "\
With --json, one object is printed:

  services[]      name, namespace, documentation, ports[], interfaces[]
  ports[]         name, binding, address, protocol (`soap 1.1`, `soap 1.2`, `http GET`, …), style, transport, interface
  interfaces[]    name, namespace (of the portType), operations[]
  operations[]    name, kind, action, style, use, request, reply (null if one-way), faults[], generated, reason,
                  documentation
  request, reply  body[] (parts: name, element or type), headers[] (element, part)
  faults[]        name, element
  counts          services, ports, operations, generated, types, elements

Names of elements and types are `{namespace}name`. Absent things are null. Members may be added, not changed or removed.

Exit codes: 0 done, 2 wrong arguments, 3 problems in the documents (what could be read is printed all the same).

Examples:
  saponify list User.wsdl
  saponify list *.wsdl --json | jq -r '.services[].interfaces[].operations[].name'")]
pub(super) struct List {
    /// WSDL documents
    #[arg(required = true, value_name = "WSDL")]
    pub(super) wsdls: Vec<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) documents: Documents,
}

/// Prints an example of the envelope that an operation sends or gets
///
/// It is written by the same encoder as real calls and is valid by the schemas of the documents. Every member is there once
/// as far as the example stays readable; secrets are `…`.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 done, 2 wrong arguments, 3 problems in the documents, no such operation, or no example of it.

Examples:
  saponify sample User.wsdl GetUser
  saponify sample User.wsdl GetUser --reply
  saponify sample order.xsd order
  saponify sample User.wsdl GetUser --soap 1.2 --compact | curl -d @- …")]
pub(super) struct Sample {
    /// WSDL document
    #[arg(value_name = "WSDL")]
    pub(super) wsdl: PathBuf,
    /// Name of the operation; `Service/Operation` where several services have one of that name. Of a schema without a WSDL,
    /// name of the global element
    #[arg(value_name = "OPERATION")]
    pub(super) operation: String,
    /// Print the reply instead of the request
    #[arg(long)]
    pub(super) reply: bool,
    /// Version of the envelope [default: that of the operation's binding]
    #[arg(long, value_name = "VERSION", value_parser = ["1.1", "1.2"])]
    pub(super) soap: Option<String>,
    /// Print it as it goes over the wire, without line breaks
    #[arg(long)]
    pub(super) compact: bool,
    /// Make a member a secret, by its path or name
    #[arg(long, value_name = "PATH")]
    pub(super) secret: Vec<String>,
    #[command(flatten)]
    pub(super) documents: Documents,
}

/// Writes reference pages in Markdown: one for each operation and type, with an index for each service
///
/// The page of an operation says what it does, its parameters, result, SOAP action, headers and faults, shows the call in
/// Rust, and a request and a reply as they go over the wire.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit codes: 0 done, 2 wrong arguments, 3 problems in the documents, 4 cannot write.

Example:
  saponify docs User.wsdl SoPrincipal.wsdl --out docs/reference")]
pub(super) struct Docs {
    /// WSDL documents
    #[arg(required = true, value_name = "WSDL")]
    pub(super) wsdls: Vec<PathBuf>,
    /// Folder for the pages; `index.md` is the first
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Do not print notes and the summary
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) documents: Documents,
    #[command(flatten)]
    pub(super) code: Code,
}

/// Prints what changed between two versions of a contract for code that calls it
///
/// Compares what is generated from both: operations and members that were added, removed, retyped, reordered, made optional
/// or required, values of enumerations; and says what breaks callers who generate again.
#[derive(Args, Debug)]
#[command(after_help = "\
Each change has an effect:
  breaks     code that uses it no longer compiles, or its calls fail
  may break  code breaks that names all members or values of a type, or relies on what is different now
  fine       generating again is enough

With --json, one object is printed:
  changes[]  effect, kind (`added`, `removed`, `renamed`, `retyped`, `required`, `optional`, `reordered`, `changed`),
             thing (`operation`, `type`, `member`, `value`, …), rust (its name in Rust; where that is the same as before,
             its path in the documents), name (in the documents), old, new, message
  counts     breaks, may_break, fine

Exit codes: 0 nothing breaks, 1 something breaks, 2 wrong arguments, 3 problems in the documents.

Example:
  saponify diff Services84/User.wsdl Services88/User.wsdl
  saponify diff Services84 Services88")]
pub(super) struct Diff {
    /// The WSDL that the code was generated from, or a folder with the WSDLs of a family
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,
    /// The WSDL to generate from next, or a folder
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

/// `A=B`. The first `=` parts them, unless it stands in a namespace in braces.
fn pair(text: &str) -> Result<(String, String), String> {
    let from = text.find('}').filter(|_| text.starts_with('{')).unwrap_or_default();
    let at = text.get(from..).and_then(|rest| rest.find('=')).map(|at| from + at);
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((left, right)) if !left.is_empty() && right.len() > 1 => {
            Ok((left.to_owned(), right.trim_start_matches('=').to_owned()))
        }
        _ => Err("two names with `=` between them are expected".to_owned()),
    }
}

/// `URL=FILE`. The last `=` parts them, since a URL may have one in its query.
fn mapping(text: &str) -> Result<(String, PathBuf), String> {
    match text.rsplit_once('=') {
        Some((url, file)) if !url.is_empty() && !file.is_empty() => Ok((url.to_owned(), file.into())),
        _ => Err("a URL and a file with `=` between them are expected".to_owned()),
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
    fn pairs_are_parted_by_an_equals_sign_outside_of_a_namespace() {
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
    fn a_url_may_have_equals_signs() {
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
