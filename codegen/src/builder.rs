//! The `Builder`: records what a `build.rs` or the command line wants, then does it.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use crate::{
    config::{Config, Success},
    emit::{self, File},
    escape::{visible, visible_lines},
    model::Model,
    plan::{self, Counts, Plan},
    problem::{Problems, Severity},
    read::{self, ReadOptions},
    source::{Sources, Span},
    stamp::stamped,
};

/// Generates Rust from WSDL documents.
///
/// It only records what is wanted; [`generate`](Self::generate) does the work. In a `build.rs`:
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
    /// A builder with nothing in it: all operations of the documents that are added, with the defaults of every option.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a WSDL document. Several become one family: types that they share are generated once.
    ///
    /// The path is relative to the working directory, which for a `build.rs` is the folder of its `Cargo.toml`.
    pub fn wsdl(mut self, path: impl Into<PathBuf>) -> Self {
        self.wsdls.push(path.into());
        self
    }

    /// Adds several WSDL documents.
    pub fn wsdls<P: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.wsdls.extend(paths.into_iter().map(Into::into));
        self
    }

    /// Generates only operations whose name matches this pattern or another one, and the types that they reach.
    /// `*` stands for any run of characters: `Get*`.
    pub fn operation(mut self, pattern: impl Into<String>) -> Self {
        self.config.operations.push(pattern.into());
        self
    }

    /// Gives a component another name in Rust.
    ///
    /// The path says which: a type or element (`User`), a member (`User/AssociateId`), an enumeration value
    /// (`UserType/InternalAssociate`), or the method of an operation (`client/GetUser`).
    pub fn rename(mut self, path: impl Into<String>, name: impl Into<String>) -> Self {
        self.config.renames.insert(path.into(), name.into());
        self
    }

    /// Derives a trait for every type that can have it, besides `Clone`, `Debug` and `Default`.
    ///
    /// `Eq`, `Hash`, `PartialOrd`, `Ord` and `Copy` are left out where a member cannot have them, with a note; traits that
    /// they require are added. `serde::Serialize` and `serde::Deserialize` need the feature `serde` of the crate
    /// `saponify`, whose module `serde` says how each type is serialized. Any other path is derived for every type.
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.config.derives.push(path.into());
        self
    }

    /// Sets what users of WCF services expect: [`plain_scalars`](Self::plain_scalars) and
    /// [`nil_members_refused`](Self::nil_members_refused).
    ///
    /// WCF declares every member of a data contract as optional and every item of a list as nillable, whatever the service
    /// does with them. Of the User contract of `wsdl/`:
    ///
    /// | | without | with `dotnet` |
    /// |---|---|---|
    /// | `xs:int minOccurs="0"` | `pub associate_id: Option<i32>` | `pub associate_id: i32` |
    /// | `int?`: the same with `nillable="true"` | `Option<i32>` | `Option<i32>` |
    /// | `ArrayOfint` | `Option<Vec<i32>>` | `Option<Vec<i32>>` |
    /// | `ArrayOfUserInfo`, nillable items | `Option<Vec<Option<UserInfo>>>` | `Option<Vec<UserInfo>>` |
    ///
    /// A nil item of a list is an error with its path and is never dropped. A program that reads a value, changes it and
    /// sends it back sends no number or boolean that was absent; [`plain_scalars`](Self::plain_scalars) says which are left
    /// out. `SaveUser` of a user that was read with `AssociateId` and `UserName` alone sends these two, and no `Rank` of 0.
    ///
    /// It costs nothing to compile: `cargo check` of the 56 services of NetServer takes 7.8 s of CPU with and 7.9 s without.
    pub fn dotnet(self) -> Self {
        self.plain_scalars(true).nil_members_refused(true)
    }

    /// Makes optional numbers and booleans plain, as .NET proxies do: absent is `0` or `false`.
    ///
    /// They are written unless they are `0` or `false`, so that what was absent stays absent: a value that is read, changed
    /// and sent back holds no number that the program did not set. A `0` is not written either, which is the same for WCF,
    /// where an absent member of a value type has the default of its type. A server for which `0` is not absent needs this
    /// off. Members that are nillable or have a default in the schema stay `Option`s. Off by default.
    pub fn plain_scalars(mut self, plain: bool) -> Self {
        self.config.plain_scalars = plain;
        self
    }

    /// Keeps nil apart from absent: members that may be both are `Nillable<T>`. Off by default, when both are `None`.
    pub fn nil_kept(mut self, kept: bool) -> Self {
        self.config.nil_kept = kept;
        self
    }

    /// Keeps the type that an element of a simple type names by `xsi:type`, and the attributes that a complex type adds:
    /// members are [`Typed<T>`], which derefs to `T`. Off by default, when such a type is noted in the account of the reply
    /// as `DepartureKind::OtherType` and dropped. Contracts with SOAP encoding, where every value names its type, do not
    /// change.
    ///
    /// [`Typed<T>`]: https://docs.rs/saponify/latest/saponify/struct.Typed.html
    pub fn types_kept(mut self, kept: bool) -> Self {
        self.config.types_kept = kept;
        self
    }

    /// Reads and writes an empty element of a text type as an empty text, also where the schema gives it a default or fixed
    /// value, for servers that mean that. Off by default, when such an element has its default, as XML Schema says, and
    /// writing an empty text is an error.
    pub fn empty_kept(mut self, kept: bool) -> Self {
        self.config.empty_kept = kept;
        self
    }

    /// Makes lists `Vec<T>` also where the contract lets their members be nil; a nil member is then an error.
    /// Off by default, when such lists are `Vec<Option<T>>`.
    pub fn nil_members_refused(mut self, refused: bool) -> Self {
        self.config.nil_members_refused = refused;
        self
    }

    /// Closes enumerations: a value that the contract does not list is an error. Off by default, when such a value is
    /// kept in a variant `Other`.
    pub fn closed_enumerations(mut self, closed: bool) -> Self {
        self.config.closed_enumerations = closed;
        self
    }

    /// Uses a type of your own for a simple type, which is named by its local name (`guid`) or its expanded name
    /// (`{http://schemas.microsoft.com/2003/10/Serialization/}guid`). The type must be `Simple`, `Value`, `Clone`,
    /// `Debug` and `Default`.
    pub fn type_for(mut self, simple_type: impl Into<String>, rust: impl Into<String>) -> Self {
        self.config.types.insert(simple_type.into(), rust.into());
        self
    }

    /// Makes a member secret, by its path (`User/Pin`) or its name: a text becomes a `Secret`, a member of another type is left
    /// out of `Debug`. Errors show neither where the name says secret.
    ///
    /// Members are secret by default whose names end in a word such as Password, Token, Secret, Ticket, ApiKey, SessionId,
    /// Nonce or Cookie, in any spelling (`user_password`, `API-KEY`, `Tokens`); so are replies of nothing but text where the
    /// name of the operation has the word password, secret, token or ticket. A note lists all that are.
    pub fn secret(mut self, path: impl Into<String>) -> Self {
        self.config.secrets.insert(path.into(), true);
        self
    }

    /// Makes a member that would be secret by its name or its operation a plain one.
    pub fn not_secret(mut self, path: impl Into<String>) -> Self {
        self.config.secrets.insert(path.into(), false);
        self
    }

    /// Names the boolean reply header that says whether a call succeeded. Without this, `Succeeded` is it where every
    /// reply declares it.
    pub fn success_header(mut self, name: impl Into<String>) -> Self {
        self.config.success = Success::Header(name.into());
        self
    }

    /// Takes no reply header as saying whether a call succeeded.
    pub fn no_success_header(mut self) -> Self {
        self.config.success = Success::Ignored;
        self
    }

    /// Generates also the types that no operation reaches, and for each global element a `saponify::Root`, which reads and
    /// writes whole documents. Off by default, and on for schemas without a WSDL.
    pub fn all_types(mut self, all: bool) -> Self {
        self.config.all_types = all;
        self
    }

    /// Implements `saponify::Validate` for all types: `validate()` tells every value that breaks a pattern, a length, a range,
    /// a number of digits or of members, or is none that an enumeration lists, with its path. Off by default, when the
    /// facets stand in the documentation alone.
    pub fn validate(mut self, validate: bool) -> Self {
        self.config.validate = validate;
        self
    }

    /// Keeps types apart that differ between the documents although they have one name: each in the module of the first
    /// service that needs it. Off by default, when that is an error which shows both.
    pub fn unequal_kept_apart(mut self, kept: bool) -> Self {
        self.read.keep_apart = kept;
        self
    }

    /// Makes anything that cannot be generated an error. Off by default, when it is told and the rest is generated.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Takes all options of the generated code at once, in the place of those that were given so far.
    pub(crate) fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Maps the URLs and namespaces of imports to files, as a catalog file says: CSV with the columns `url` and `local`, or an
    /// OASIS XML catalog. Nothing is ever fetched from the network. Several may be given; the first that fits counts.
    pub fn catalog(mut self, path: impl Into<PathBuf>) -> Self {
        self.read.catalogs.push(path.into());
        self
    }

    /// Reads a file where an import has this URL or namespace, before what catalogs say.
    pub fn map(mut self, url: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.read.mappings.insert(url.into(), path.into());
        self
    }

    /// Refuses imports that leave the folders of the given documents, of the catalogs and of the files that these map. Off by
    /// default, when such a file is read with a note, since `../common/types.xsd` is usual.
    pub fn confine_imports(mut self, confine: bool) -> Self {
        self.read.confine_imports = confine;
        self
    }

    /// Limits how many components the documents may expand to: every reference to a group, a base, a derived type, a
    /// substitute or a message counts as often as it is written out. By default a million, and 20 for each component that
    /// the documents declare.
    pub fn max_components(mut self, count: u64) -> Self {
        self.read.max_components = Some(count);
        self
    }

    /// Limits the size of the generated code, in bytes. By default 64 MiB, and 64 for each byte of the documents.
    pub fn max_output(mut self, bytes: usize) -> Self {
        self.max_output = Some(bytes);
        self
    }

    /// All options of how documents are found at once, in the place of those that were given so far.
    pub(crate) fn read_options(mut self, options: ReadOptions) -> Self {
        self.read = options;
        self
    }

    /// Generates and writes: to one file where `out` ends in `.rs`, else to a folder with a `mod.rs`.
    ///
    /// A relative path is taken from `OUT_DIR` in a build script, else from the working directory. Only files whose text
    /// changed are written. In a build script it also prints `cargo:rerun-if-changed` for every document that was read.
    ///
    /// # Errors
    ///
    /// Every problem of the documents with its place, or what prevented a file from being written.
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

    /// Generates without writing anything, as for a path `out`.
    ///
    /// # Errors
    ///
    /// Every problem of the documents with its place.
    pub fn run(&self, out: &Path) -> Result<Generated, Error> {
        let mut sources = Sources::new();
        let mut problems = Problems::new();
        let model = read::read(&self.wsdls, &self.read, &mut sources, &mut problems);
        let plan = plan::plan(&model, &self.config, &mut problems);
        let has_data = plan.counts.types > 0 || plan.counts.elements > 0;
        let is_schema = plan::is_schema_alone(&model);
        let is_wanted = plan.counts.operations > 0 || is_schema || (self.config.all_types && has_data);
        if is_schema && !has_data {
            let problem = problems.warning(None, "the schema declares no type and no element");
            problem.hint("groups and attributes that only other schemas use have no Rust type");
        }
        if !is_wanted && !problems.has_errors() {
            let (span, cause) = no_operation(&model, &plan);
            // The error says what the warning does.
            let reported = plan.left_out.first().and_then(|first| problems.take_warning(first.reported));
            let problem = problems.error(None, format!("no operation can be generated: {cause}"));
            if let Some(span) = span {
                problem.related(span, "here");
            }
            if let Some(reported) = reported {
                problem
                    .related
                    .extend(reported.related.into_iter().filter(|(place, _)| Some(*place) != span));
                problem.hints.extend(reported.hints);
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
        let allowed = self.max_output.unwrap_or_else(|| OUTPUT + OUTPUT_FACTOR * read_bytes(&sources));
        let files = match out.extension().is_some_and(|extension| extension == "rs") {
            true => emit::single_within(&plan, allowed).map(|text| vec![File { path: String::new(), text }]),
            false => emit::folder_within(&plan, allowed),
        };
        let origin = self.origin();
        let files = match files {
            Ok(files) => {
                files.into_iter().map(|file| File { text: stamped(&origin, &file.text), ..file }).collect()
            }
            Err(emit::Failure::Defect(what)) => return Err(Error::Generator(what)),
            Err(emit::Failure::TooLarge(item)) => {
                problems
                    .error(None, format!("the generated code has more than {allowed} bytes at `{item}`"))
                    .hint("`Builder::max_output` or `--max-output` raises the limit");
                return Err(Error::Documents { report: problems.render(&sources, false), problems, sources });
            }
        };
        let warnings = problems.iter().filter(|problem| problem.severity != Severity::Note).map(|problem| {
            let mut one = Problems::new();
            one.push(problem.clone());
            one.render(&sources, false)
        });
        let clients = plan.clients().collect();
        Ok(Generated {
            files,
            inputs: sources.paths().map(Path::to_owned).collect(),
            notes: plan.notes,
            warnings: warnings.collect(),
            counts: plan.counts,
            clients,
            problems,
            sources,
            #[cfg(feature = "cli")]
            origin,
        })
    }

    /// The file names of the documents that were given, in alphabetical order.
    fn origin(&self) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut names: Vec<_> = self.wsdls.iter().filter_map(name).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// Why the documents have no operation that can be generated, and where that is seen.
fn no_operation(model: &Model, plan: &Plan) -> (Option<Span>, String) {
    if let Some(first) = plan.left_out.first() {
        let others = match plan.left_out.len() - 1 {
            0 => String::new(),
            1 => ", and one other operation is omitted".to_owned(),
            others => format!(", and {others} other operations are omitted"),
        };
        return (
            Some(first.span),
            format!("`{}` is omitted because {}{others}", first.operation, first.reason),
        );
    }
    let bindings = || model.bindings.iter().map(|(_, binding)| binding);
    if bindings().any(|binding| !binding.operations.is_empty()) {
        return (None, "no operation has a requested name".to_owned());
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

/// Whether there are types or elements that could be generated alone.
fn has_components(model: &Model) -> bool {
    model.elements.iter().any(|(_, element)| element.is_global)
        || model.types.iter().any(|(id, one)| one.name.is_some() && model.as_builtin(id).is_none())
}

/// Bytes of Rust that any document may come to.
const OUTPUT: usize = 64 << 20;
/// Bytes of Rust, beyond that, for each byte of the documents.
const OUTPUT_FACTOR: usize = 64;

fn read_bytes(sources: &Sources) -> usize {
    sources.iter().map(|(_, source)| source.text.len()).sum()
}

/// A warning as Cargo shows one: what it says, and its place.
fn in_one_line(warning: &str) -> String {
    let mut lines = warning.lines().map(str::trim);
    let text = lines.next().unwrap_or_default();
    let text = text.strip_prefix("warning: ").unwrap_or(text);
    match lines.next().and_then(|place| place.strip_prefix("--> ")) {
        Some(place) => format!("{place}: {text}"),
        None => text.to_owned(),
    }
}

/// What was generated.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The files: one with an empty path where a single file was wanted.
    pub files: Vec<File>,
    /// The documents that were read.
    pub inputs: Vec<PathBuf>,
    /// What was decided that a user may want to know: renamed items, the success header.
    pub notes: Vec<String>,
    /// What was not generated or taken in spite of a defect, each with its place.
    pub warnings: Vec<String>,
    /// How much there is.
    pub counts: Counts,
    /// The clients, by their paths from the root of what was generated: `UserClient`, or `user::UserClient` in a family.
    pub clients: Vec<String>,
    /// What `warnings` tells, and what is only worth knowing.
    pub problems: Problems,
    /// The documents that the problems are in.
    pub sources: Sources,
    /// The file names of the documents that the stamp of each file names.
    #[cfg(feature = "cli")]
    origin: Vec<String>,
}

impl Generated {
    /// Puts documentation of the module before the text of one of the files.
    #[cfg(feature = "cli")]
    pub(crate) fn document(&mut self, file: usize, lines: &[String]) {
        if let Some(file) = self.files.get_mut(file) {
            let text = format!("{}{}", emit::front(lines), crate::stamp::split(&file.text).1);
            file.text = stamped(&self.origin, &text);
        }
    }

    /// What Cargo reads from a build script: a line for each document and each warning.
    fn directives(&self) -> impl Iterator<Item = String> {
        let inputs = self.inputs.iter().map(|path| {
            let path = path.display().to_string();
            // A directive is a line, and has no escapes.
            match path.contains(['\n', '\r']) {
                true => format!(
                    "cargo:warning=Cargo cannot watch `{}` for changes: its path contains a line break",
                    visible(&path)
                ),
                false => format!("cargo:rerun-if-changed={path}"),
            }
        });
        let warnings =
            self.warnings.iter().map(|text| format!("cargo:warning={}", visible(&in_one_line(text))));
        inputs.chain(warnings)
    }

    /// Where a file goes.
    pub(crate) fn target(out: &Path, file: &File) -> PathBuf {
        if file.path.is_empty() { out.to_owned() } else { out.join(&file.path) }
    }

    /// Writes the files whose text changed.
    ///
    /// # Errors
    ///
    /// When a file or folder cannot be written.
    pub fn write(&self, out: &Path) -> Result<(), Error> {
        for file in &self.files {
            let target = Self::target(out, file);
            if fs::read(&target).is_ok_and(|present| present == file.text.as_bytes()) {
                continue;
            }
            let failed = |error| Error::Write { path: target.clone(), error };
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            fs::write(&target, &file.text).map_err(failed)?;
        }
        Ok(())
    }
}

/// Why nothing was generated.
///
/// `Debug` prints the same as `Display`, since that is what a `build.rs` shows that returns it from `main`.
#[non_exhaustive]
pub enum Error {
    /// The documents are wrong or incomplete.
    #[non_exhaustive]
    Documents {
        /// All problems as text, each with its place.
        report: String,
        /// The problems.
        problems: Problems,
        /// The documents that they are in.
        sources: Sources,
    },
    /// A file could not be written.
    #[non_exhaustive]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A defect of the generator.
    Generator(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documents { report, .. } => write!(f, "\n{report}"),
            Self::Write { path, error } => {
                write!(f, "cannot write {}: {error}", visible(&path.display().to_string()))
            }
            Self::Generator(what) => {
                write!(f, "a defect of the generator, please report it: {}", visible_lines(what))
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Write { error, .. } => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::Builder;

    #[test]
    fn a_directive_of_cargo_is_one_line_whatever_a_path_holds() {
        let wsdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl/User.wsdl");
        let mut generated = Builder::new().wsdl(wsdl).run(Path::new("a.rs")).unwrap();
        generated.inputs = vec![PathBuf::from("a\ncargo:rustc-env=A=b.xsd"), PathBuf::from("plain.xsd")];
        generated.warnings = vec!["warning: b\rcargo:rustc-cfg=c\n  --> d.wsdl:1:2".to_owned()];
        let expected = [
            "cargo:warning=Cargo cannot watch `a\\u{a}cargo:rustc-env=A=b.xsd` for changes: its path contains a line break",
            "cargo:rerun-if-changed=plain.xsd",
            "cargo:warning=d.wsdl:1:2: b\\u{d}cargo:rustc-cfg=c",
        ];
        assert_eq!(generated.directives().collect::<Vec<_>>(), expected);
    }
}
