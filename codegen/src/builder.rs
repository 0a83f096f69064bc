//! The [`Builder`]: records the options of a `build.rs` or of the command line, and runs the generator.

use std::path::{Path, PathBuf};

use crate::{
    config::{Config, Success},
    emit::{self, File},
    error::Error,
    generated::Generated,
    lists::{CollectVec, PushAll, SortList},
    model::Model,
    plan::{self, Plan},
    problem::{Problems, Severity},
    read::{self, ReadOptions},
    source::{Sources, Span},
    stamp::stamped,
};

/// Generates Rust from WSDL documents.
///
/// Every method except [`generate`](Self::generate) and [`run`](Self::run) only records an option. In a
/// `build.rs`:
///
/// ```no_run
/// fn main() -> Result<(), saponify_codegen::Error> {
///     saponify_codegen::Builder::new()
///         .wsdl("wsdl/User.wsdl")
///         .generate("user.rs")?;
///     Ok(())
/// }
/// ```
///
/// and in the crate: `saponify::include!(pub mod user);`.
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is generated before `generate` is called"]
pub struct Builder {
    wsdls: Vec<PathBuf>,
    config: Config,
    read: ReadOptions,
    strict: bool,
    max_output: Option<usize>,
}

impl Builder {
    /// Returns a builder without documents. Every option has its default, and all operations are generated.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a WSDL document. Types that several documents share are generated once.
    ///
    /// The path is relative to the working directory, which for a `build.rs` is the folder of its
    /// `Cargo.toml`.
    pub fn wsdl(mut self, path: impl Into<PathBuf>) -> Self {
        self.wsdls.push(path.into());
        self
    }

    /// Adds several WSDL documents.
    pub fn wsdls<P: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.wsdls.push_all(paths.into_iter().map(Into::into));
        self
    }

    /// Generates only the operations whose name matches this pattern, and the types that they use. `*`
    /// matches any sequence of characters, as in `Get*`. Further calls add patterns; an operation is
    /// generated if one of them matches.
    pub fn operation(mut self, pattern: impl Into<String>) -> Self {
        self.config.operations.push(pattern.into());
        self
    }

    /// Gives a component another name in Rust.
    ///
    /// The path selects the component: a type or element (`User`), a member (`User/AssociateId`), an
    /// enumeration value (`UserType/InternalAssociate`), or the method of an operation (`client/GetUser`).
    pub fn rename(mut self, path: impl Into<String>, name: impl Into<String>) -> Self {
        self.config.renames.insert(path.into(), name.into());
        self
    }

    /// Derives a trait for every type that supports it, in addition to `Clone`, `Debug` and `Default`.
    ///
    /// A type does not derive `Eq`, `Hash`, `PartialOrd`, `Ord` or `Copy` if one of its members does not
    /// implement the trait; a note reports the omission. Required supertraits are added. `serde::Serialize`
    /// and `serde::Deserialize` need the feature `serde` of the crate `saponify`; its module `serde`
    /// documents how each type is serialized. Any other path is derived for every type.
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.config.derives.push(path.into());
        self
    }

    /// Sets the options that users of WCF services expect: [`plain_scalars`](Self::plain_scalars) and
    /// [`nil_members_refused`](Self::nil_members_refused).
    ///
    /// WCF declares every member of a data contract as optional and every item of a list as nillable, even if
    /// the service requires them. Members of the User contract in `wsdl/`:
    ///
    /// | | without | with `dotnet` |
    /// |---|---|---|
    /// | `xs:int minOccurs="0"` | `pub associate_id: Option<i32>` | `pub associate_id: i32` |
    /// | `int?`: the same with `nillable="true"` | `Option<i32>` | `Option<i32>` |
    /// | `ArrayOfint` | `Option<Vec<i32>>` | `Option<Vec<i32>>` |
    /// | `ArrayOfUserInfo`, nillable items | `Option<Vec<Option<UserInfo>>>` | `Option<Vec<UserInfo>>` |
    ///
    /// A nil item of a list is an error with its path and is never dropped. A program that reads a value,
    /// changes it and sends it back sends no number or boolean that was absent; see
    /// [`plain_scalars`](Self::plain_scalars). If a user was read with only `AssociateId` and `UserName`,
    /// `SaveUser` sends these two members, and no `Rank` of 0.
    ///
    /// The preset does not cost compile time: `cargo check` of the 56 services of NetServer takes 7.8 s of CPU
    /// with it and 7.9 s without it.
    ///
    /// Structs have neither constructors nor setters. A WCF contract requires no member, so a constructor would
    /// have no parameters, and a struct expression sets some members as briefly as setters would:
    /// `User { rank: 3, ..User::default() }`. A setter for each of the 455 members of the User contract
    /// would raise the time of its `cargo check` by a tenth, from 0.47 s to 0.53 s of CPU.
    pub fn dotnet(self) -> Self {
        self.plain_scalars(true).nil_members_refused(true)
    }

    /// Generates optional numbers and booleans as plain values, as .NET proxies do. An absent element is read
    /// as `0` or `false`.
    ///
    /// A plain value is not written if it is `0` or `false`, so absent elements stay absent: a value that is
    /// read, changed and sent back contains no number that the program did not set. An explicit `0` is
    /// omitted as well. For WCF that is the same, because an absent member of a value type has the default of
    /// its type. Disable this option for servers that distinguish `0` from absent.
    ///
    /// Members that are nillable or have a default in the schema stay `Option`s. Off by default.
    pub fn plain_scalars(mut self, plain: bool) -> Self {
        self.config.plain_scalars = plain;
        self
    }

    /// Distinguishes nil from absent: a member that may be nil and may also be absent becomes a
    /// `Nillable<T>`. By default it is an `Option<T>`, which is `None` in both cases.
    pub fn nil_kept(mut self, kept: bool) -> Self {
        self.config.nil_kept = kept;
        self
    }

    /// Keeps the type that `xsi:type` gives for an element of a simple type, and the attributes that a
    /// derived complex type adds. Members become `Typed<T>`, which dereferences to `T`.
    ///
    /// By default, such a type is dropped, and the `Account` of the reply contains a departure of the kind
    /// `DepartureKind::OtherType`. The option has no effect on contracts with SOAP encoding, where every
    /// value has an `xsi:type`.
    pub fn types_kept(mut self, kept: bool) -> Self {
        self.config.types_kept = kept;
        self
    }

    /// Reads and writes an empty element of a text type as an empty text, even if the schema gives the
    /// element a default or fixed value. Use it for servers that do not apply these values.
    ///
    /// By default, an empty element has its default or fixed value, as XML Schema defines, and writing an
    /// empty text is an error.
    pub fn empty_kept(mut self, kept: bool) -> Self {
        self.config.empty_kept = kept;
        self
    }

    /// Makes lists `Vec<T>` even if the contract allows nil members. A nil member is then an error.
    ///
    /// By default, lists with nillable members are `Vec<Option<T>>`.
    pub fn nil_members_refused(mut self, refused: bool) -> Self {
        self.config.nil_members_refused = refused;
        self
    }

    /// Closes enumerations: a value that the contract does not list is an error. By default, the variant
    /// `Other` keeps the value.
    pub fn closed_enumerations(mut self, closed: bool) -> Self {
        self.config.closed_enumerations = closed;
        self
    }

    /// Replaces a simple type by a Rust type of yours. The simple type is given by its local name (`guid`) or
    /// its expanded name (`{http://schemas.microsoft.com/2003/10/Serialization/}guid`). The Rust type must
    /// implement `Simple`, `Value`, `Clone`, `Debug` and `Default`.
    pub fn type_for(mut self, simple_type: impl Into<String>, rust: impl Into<String>) -> Self {
        self.config.types.insert(simple_type.into(), rust.into());
        self
    }

    /// Makes a member secret, by its path (`User/Pin`) or its name. A text becomes a `Secret`; a member of
    /// another type is omitted from `Debug`. If the member cannot be decoded, the error does not quote its
    /// value. An error that quotes the beginning of an unexpected reply does not know the paths given here. It
    /// masks the values of elements whose names look secret.
    ///
    /// By default, a member is secret if its name ends in a word like Password, Token, Secret, Ticket,
    /// ApiKey, SessionId, Nonce or Cookie, in any spelling (`user_password`, `API-KEY`, `Tokens`). A reply
    /// that consists of one text is secret if the name of its operation contains the word password, secret,
    /// token or ticket. A note lists all secret members.
    pub fn secret(mut self, path: impl Into<String>) -> Self {
        self.config.secrets.insert(path.into(), true);
        self
    }

    /// Generates a member as not secret, although its name or its operation suggests a secret.
    pub fn not_secret(mut self, path: impl Into<String>) -> Self {
        self.config.secrets.insert(path.into(), false);
        self
    }

    /// Sets the name of the boolean reply header that reports whether a call succeeded. The default is
    /// `Succeeded`, if every reply declares it.
    pub fn success_header(mut self, name: impl Into<String>) -> Self {
        self.config.success = Success::Header(name.into());
        self
    }

    /// Disables detection of a success header.
    pub fn no_success_header(mut self) -> Self {
        self.config.success = Success::Ignored;
        self
    }

    /// Also generates the types that no operation uses, and a `saponify::Root` for each global element, which
    /// reads and writes whole documents. Off by default; on for schemas without a WSDL.
    pub fn all_types(mut self, all: bool) -> Self {
        self.config.all_types = all;
        self
    }

    /// Implements `saponify::Validate` for all types. `validate()` reports, with its path, every value that
    /// violates a pattern, length, range, digit count, occurrence or enumeration.
    ///
    /// By default, facets appear only in the documentation.
    pub fn validate(mut self, validate: bool) -> Self {
        self.config.validate = validate;
        self
    }

    /// Generates the service side: a trait for each client, with one method per operation. A type that implements
    /// the trait becomes a `tower::Service` by `into_service`. The generated code needs the feature `service` of
    /// the crate `saponify`.
    ///
    /// With [`validate`](Self::validate), requests that violate a facet are answered with a fault.
    ///
    /// Off by default. The code of the client is the same with and without it.
    pub fn server(mut self, server: bool) -> Self {
        self.config.server = server;
        self
    }

    /// Embeds the documents in the generated services, which then answer `GET ?wsdl`. Addresses and the locations
    /// of imports are replaced, so that the documents refer to the service and to each other. Needs
    /// [`server`](Self::server).
    ///
    /// Off by default, because documents may be large and may describe more than the service.
    pub fn embed_contract(mut self, embed: bool) -> Self {
        self.config.embed_contract = embed;
        self
    }

    /// Generates both types if two documents define different types with the same name. Each is placed in the
    /// module of the first service that uses it.
    ///
    /// By default, the conflict is an error that shows both definitions.
    pub fn unequal_kept_apart(mut self, kept: bool) -> Self {
        self.read.keep_apart = kept;
        self
    }

    /// Treats unsupported constructs as errors. By default they are reported as warnings and skipped.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets all options of the generated code at once. Replaces the options that were set before.
    pub(crate) fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Maps the URLs and namespaces of imports to files, according to a catalog: a CSV file with the columns
    /// `url` and `local`, or an OASIS XML catalog. Nothing is ever fetched from the network. If several
    /// catalogs match an import, the first one applies.
    pub fn catalog(mut self, path: impl Into<PathBuf>) -> Self {
        self.read.catalogs.push(path.into());
        self
    }

    /// Uses the file at `path` for each import of this URL or namespace. Takes precedence over catalogs.
    pub fn map(mut self, url: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.read.mappings.insert(url.into(), path.into());
        self
    }

    /// Rejects imports outside the folders of the given documents, of the catalogs and of the files that
    /// catalogs map to.
    ///
    /// By default, a file outside these folders is read, and a note reports it, because paths like
    /// `../common/types.xsd` are common.
    pub fn confine_imports(mut self, confine: bool) -> Self {
        self.read.confine_imports = confine;
        self
    }

    /// Limits the number of components after expansion: every reference to a group, a base type or a message
    /// counts all components of its target again. A type also counts its derived types, and an element counts
    /// the elements that may replace it. The default is a million, plus 20 for each component that the
    /// documents declare.
    pub fn max_components(mut self, count: u64) -> Self {
        self.read.max_components = Some(count);
        self
    }

    /// Limits the size of the generated code, in bytes. The default is 64 MiB, plus 64 bytes for each byte of
    /// the documents.
    pub fn max_output(mut self, bytes: usize) -> Self {
        self.max_output = Some(bytes);
        self
    }

    /// Sets all options for finding documents at once. Replaces the options that were set before.
    pub(crate) fn read_options(mut self, options: ReadOptions) -> Self {
        self.read = options;
        self
    }

    /// Generates the code and writes it: to one file if `out` ends in `.rs`, otherwise to a folder with a
    /// `mod.rs`.
    ///
    /// A relative path is resolved against `OUT_DIR` in a build script, otherwise against the working
    /// directory. Files whose text is unchanged are not written. In a build script, the method also prints
    /// `cargo:rerun-if-changed` for every document that was read.
    ///
    /// # Errors
    ///
    /// Returns all problems of the documents with their places, or the error of the file that cannot be
    /// written.
    pub fn generate(&self, out: impl AsRef<Path>) -> Result<Generated, Error> {
        let generated = self.run(out.as_ref())?;
        let in_build_script = std::env::var_os("OUT_DIR").is_some();
        let out = match std::env::var_os("OUT_DIR") {
            Some(folder) if out.as_ref().is_relative() => PathBuf::from(folder).join(out),
            _ => out.as_ref().to_owned(),
        };
        if in_build_script {
            generated.directives().for_each(|directive| println!("{directive}"));
        }
        generated.write(&out)?;
        Ok(generated)
    }

    /// Generates the code in memory, as [`generate`](Self::generate) would for the path `out`. Writes no
    /// file.
    ///
    /// # Errors
    ///
    /// Returns all problems of the documents with their places.
    pub fn run(&self, out: &Path) -> Result<Generated, Error> {
        let mut sources = Sources::new();
        let mut problems = Problems::new();
        let model = read::read(&self.wsdls, &self.read, &mut sources, &mut problems);
        let plan = plan::plan(&model, &self.config, &mut problems);
        let has_data = plan.counts.types > 0 || plan.counts.elements > 0;
        let is_schema = plan::is_schema_alone(&model);
        let is_wanted = plan.counts.operations > 0 || is_schema || (self.config.all_types && has_data);
        // A document that could not be read declares nothing for that reason.
        if is_schema && !has_data && !problems.has_errors() {
            let problem = problems.warning(None, "the schema declares no type and no element");
            problem.hint("groups and attributes that only other schemas use have no Rust type");
        }
        if !is_wanted && !problems.has_errors() {
            let (span, cause) = no_operation(&model, &plan);
            // The error contains everything that the warning reports, so the warning is removed.
            let reported = plan.left_out.first().and_then(|first| problems.take_warning(first.reported));
            let problem = problems.error(None, format!("no operation can be generated: {cause}"));
            if let Some(span) = span {
                problem.related(span, "the cause");
            }
            if let Some(reported) = reported {
                // Show the position of the warning, unless it is the position that is shown as the cause.
                if let Some(place) = reported.span.filter(|place| Some(*place) != span) {
                    problem.related(place, reported.message);
                }
                problem
                    .related
                    .push_all(reported.related.into_iter().filter(|(place, _)| Some(*place) != span));
                problem.hints.push_all(reported.hints);
            }
            if !self.config.all_types && has_components(&model) {
                problem.hint("to generate types without operations, request all types (`Builder::all_types` or `--all-types`)");
            }
        }
        if self.strict {
            problems.raise_warnings();
        }
        if problems.has_errors() {
            return Err(Error::Documents { report: problems.render(&sources, false), problems, sources });
        }
        let allowed = self
            .max_output
            .unwrap_or_else(|| BASE_OUTPUT_LIMIT + OUTPUT_BYTES_PER_INPUT_BYTE * read_bytes(&sources));
        let files = match out.extension().is_some_and(|extension| extension == "rs") {
            true => emit::single_within(&plan, allowed).map(|text| vec![File { path: String::new(), text }]),
            false => emit::folder_within(&plan, allowed),
        };
        let origin = self.origin();
        let files = match files {
            Ok(files) => files
                .into_iter()
                .map(|file| File { text: stamped(&origin, &file.text), ..file })
                .collect_vec(),
            Err(emit::Failure::Defect(what)) => return Err(Error::Generator(what)),
            Err(emit::Failure::TooLarge(item)) => {
                problems
                    .error(
                        None,
                        format!("the generated code exceeds the limit of {allowed} bytes at `{item}`"),
                    )
                    .hint("`Builder::max_output` or `--max-output` raises the limit");
                return Err(Error::Documents { report: problems.render(&sources, false), problems, sources });
            }
        };
        let warnings = problems.iter().filter(|problem| problem.severity != Severity::Note).map(|problem| {
            let mut one = Problems::new();
            one.push(problem.clone());
            one.render(&sources, false)
        });
        let clients = plan.clients().collect_vec();
        Ok(Generated {
            files,
            inputs: sources.paths().map(Path::to_owned).collect_vec(),
            notes: plan.notes,
            warnings: warnings.collect_vec(),
            counts: plan.counts,
            clients,
            problems,
            sources,
            #[cfg(feature = "cli")]
            recursion_limit: plan.recursion_limit,
            #[cfg(feature = "cli")]
            origin,
        })
    }

    /// File names of the given documents, in alphabetical order.
    fn origin(&self) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut names = self.wsdls.iter().filter_map(name).collect_vec();
        names.sort_list();
        names.dedup();
        names
    }
}

/// The reason why no operation of the documents can be generated, with its place.
fn no_operation(model: &Model, plan: &Plan) -> (Option<Span>, String) {
    if let Some(first) = plan.left_out.first() {
        let others = match plan.left_out.len() - 1 {
            0 => String::new(),
            1 => ", and one other operation is not generated either".to_owned(),
            others => format!(", and {others} other operations are not generated either"),
        };
        return (
            Some(first.span),
            format!("the operation `{}` is not generated because {}{others}", first.operation, first.reason),
        );
    }
    let bindings = || model.bindings.iter().map(|(_, binding)| binding);
    if bindings().any(|binding| !binding.operations.is_empty()) {
        return (None, "no operation matches a requested name".to_owned());
    }
    match bindings().next() {
        Some(binding) => {
            (Some(binding.span), format!("the binding `{}` has no operations", binding.name.local))
        }
        None if model.port_types.iter().next().is_some() => {
            (None, "the documents have no binding, which would define how messages are sent".to_owned())
        }
        None => (None, "the documents describe no service".to_owned()),
    }
}

/// Whether the documents declare types or elements that can be generated without operations.
fn has_components(model: &Model) -> bool {
    model.elements.iter().any(|(_, element)| element.is_global)
        || model.types.iter().any(|(id, one)| one.name.is_some() && model.as_builtin(id).is_none())
}

/// Fixed part of the default limit of the output, in bytes.
const BASE_OUTPUT_LIMIT: usize = 64 << 20;
/// Variable part of the default limit of the output: bytes for each byte of the documents.
const OUTPUT_BYTES_PER_INPUT_BYTE: usize = 64;

fn read_bytes(sources: &Sources) -> usize {
    sources.iter().map(|(_, source)| source.text.len()).sum()
}
