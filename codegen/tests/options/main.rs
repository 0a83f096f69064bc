//! Every option of the Builder compiles, alone and with each other option. This test has its own `main`.
//!
//! ```sh
//! cargo test -p saponify-codegen --test options           # each option alone: the fixtures, User and SoPrincipal
//! cargo test -p saponify-codegen --test options -- pairs  # also all pairs of options
//! cargo test -p saponify-codegen --test options -- all    # also pairs on Exchange of the corpora: 4 million lines
//! ```
//!
//! `SAPONIFY_OPTIONS=pairs` does the same as `pairs`, for a run together with other tests.
//!
//! Each contract is generated with each set of options. Code that differs from that of all other sets becomes a module
//! of a crate, in which clippy must find no problem.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../shared/fixture.rs"]
mod fixture;
#[path = "../shared/mod.rs"]
mod shared;

use std::{
    collections::HashSet,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    thread,
};

use saponify_codegen::Builder;

/// An option: its name in the report, and a function that sets it.
type Choice = (&'static str, fn(Builder) -> Builder);

/// Options tried on every contract. They name components that exist in the fixtures or in the contract `User`.
const CHOICES: &[Choice] = &[
    ("operation", |builder| builder.operation("Get*").operation("Call*").operation("Create*")),
    ("rename", |builder| {
        builder.rename("Call", "Renamed").rename("User", "Person").rename("User/AssociateId", "id")
    }),
    ("partial_eq", |builder| builder.derive("PartialEq")),
    ("eq_hash", |builder| builder.derive("Eq").derive("Hash")),
    ("ord", |builder| builder.derive("Ord")),
    ("serde", |builder| builder.derive("serde::Serialize").derive("serde::Deserialize")),
    ("secret", |builder| builder.secret("Call/Name").secret("User/FullName").secret("Note")),
    ("not_secret", |builder| builder.not_secret("Password").not_secret("Ticket")),
    ("nil_kept", |builder| builder.nil_kept(true)),
    ("types_kept", |builder| builder.types_kept(true)),
    ("nil_members_refused", |builder| builder.nil_members_refused(true)),
    ("dotnet", |builder| builder.dotnet()),
    ("plain_scalars", |builder| builder.plain_scalars(true)),
    ("closed_enumerations", |builder| builder.closed_enumerations(true)),
    ("type_for", |builder| builder.type_for("guid", "String").type_for("Code", "String")),
    ("success_header", |builder| builder.success_header("Succeeded")),
    ("no_success_header", |builder| builder.no_success_header()),
    ("empty_kept", |builder| builder.empty_kept(true)),
    ("validate", |builder| builder.validate(true)),
    ("all_types", |builder| builder.all_types(true)),
    ("server", |builder| builder.server(true)),
];

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).or_else(|| std::env::var("SAPONIFY_OPTIONS").ok());
    let (pairs, exchange) = match wanted.as_deref() {
        Some("all") => (true, true),
        Some("pairs") => (true, false),
        // Other arguments are filters of `cargo test` that select other tests.
        Some(word) if !word.starts_with("--") => return ExitCode::SUCCESS,
        _ => (false, false),
    };
    let mut modules = Modules::new();
    for (name, documents) in contracts(&modules.folder.clone(), exchange) {
        modules.generate(&name, &documents, pairs);
    }
    match modules.lint() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Returns the contracts by name: the golden fixtures, the contracts of this project and, if requested, Exchange.
fn contracts(folder: &Path, with_exchange: bool) -> Vec<(String, Vec<PathBuf>)> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut fixtures = Vec::new();
    for entry in fs::read_dir(home.join("tests/fixtures/golden")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "rs") {
            continue;
        }
        let document = fixture::document(&path, folder);
        fixtures.push((name, vec![document]));
    }
    fixtures.sort();
    let own = ["User", "SoPrincipal"].map(|name| home.join(format!("../wsdl/{name}.wsdl")));
    fixtures.push(("net_server".to_owned(), own.to_vec()));
    if with_exchange && let Some(shared) = shared::shared() {
        let exchange = shared.join("corpora/ews365/wsdl/services.wsdl");
        assert!(exchange.exists(), "{} does not exist", exchange.display());
        fixtures.push(("exchange".to_owned(), vec![exchange]));
    }
    fixtures
}

/// Number of lines after which another crate begins, because the memory use of clippy grows with the crate.
const LINES_OF_A_CRATE: usize = 300_000;

/// The crates that contain the generated modules. `roots` has the text of the root module of each crate.
struct Modules {
    folder: PathBuf,
    roots: Vec<String>,
    count: usize,
    lines: usize,
}

impl Modules {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("options");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        Self { folder, roots: Vec::new(), count: 0, lines: 0 }
    }

    /// Generates one contract with all sets of options.
    fn generate(&mut self, name: &str, documents: &[PathBuf], pairs: bool) {
        let mut sets = vec![("plain".to_owned(), Vec::new())];
        for (index, first) in CHOICES.iter().enumerate() {
            sets.push((first.0.to_owned(), vec![*first]));
            for second in CHOICES[index + 1..].iter().filter(|_| pairs) {
                sets.push((format!("{}_and_{}", first.0, second.0), vec![*first, *second]));
            }
        }
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let texts: Vec<_> = thread::scope(|scope| {
            let parts = sets.chunks(sets.len().div_ceil(workers));
            let threads: Vec<_> = parts
                .map(|part| {
                    scope.spawn(move || {
                        part.iter()
                            .filter_map(|(set, chosen)| Some((set, generate(name, documents, set, chosen)?)))
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let mut seen = HashSet::new();
        for (set, text) in texts {
            if !seen.contains(&text) {
                self.add(&format!("{name}_{set}"), &text);
                seen.insert(text);
            }
        }
        println!("{name}: {} different modules", seen.len());
    }

    fn add(&mut self, module: &str, text: &str) {
        let lines = text.lines().count();
        if self.lines / LINES_OF_A_CRATE != (self.lines + lines) / LINES_OF_A_CRATE || self.roots.is_empty() {
            self.roots.push("//! Every option, alone and in pairs.\n\n#![warn(missing_docs)]\n\n".to_owned());
        }
        let source = self.folder.join(format!("options-{}/src", self.roots.len() - 1));
        fs::create_dir_all(&source).unwrap();
        fs::write(source.join(format!("{module}.rs")), text).unwrap();
        let root = self.roots.last_mut().unwrap();
        // The names of variants come from the contract, so this lint is allowed, as in the macro
        // `saponify::include!`.
        writeln!(root, "/// {module}\n#[allow(clippy::enum_variant_names)]\npub mod {module};").unwrap();
        self.count += 1;
        self.lines += lines;
    }

    /// Returns `true` if clippy reports no problem.
    fn lint(self) -> bool {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let runtime = home.join("../runtime").canonicalize().unwrap().display().to_string();
        for (index, root) in self.roots.iter().enumerate() {
            let folder = self.folder.join(format!("options-{index}"));
            fs::write(folder.join("src/lib.rs"), root).unwrap();
            let manifest = format!(
                "[package]\nname = \"options-{index}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 saponify = {{ path = {runtime:?}, features = [\"mime\", \"serde\", \"service\"] }}\n\
                 serde = {{ version = \"1\", features = [\"derive\"] }}\n"
            );
            fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        }
        fs::write(
            self.folder.join("Cargo.toml"),
            "[workspace]\nresolver = \"3\"\nmembers = [\"options-*\"]\n",
        )
        .unwrap();
        fs::copy(home.join("../Cargo.lock"), self.folder.join("Cargo.lock")).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["clippy", "--offline", "--quiet", "--keep-going", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("options-target"))
            .env("RUSTFLAGS", "-Dwarnings")
            .output()
            .unwrap();
        let report = String::from_utf8_lossy(&output.stderr);
        let verdict = if output.status.success() { "clean" } else { "not clean" };
        println!("{} modules, {} lines: {verdict}", self.count, self.lines);
        println!("{}", report.chars().take(20_000).collect::<String>());
        output.status.success()
    }
}

/// Returns the code generated for a contract with a set of options.
fn generate(name: &str, documents: &[PathBuf], set: &str, chosen: &[Choice]) -> Option<String> {
    let builder = chosen.iter().fold(Builder::new().wsdls(documents), |builder, (_, choose)| choose(builder));
    match builder.run(Path::new("test.rs")) {
        Ok(mut generated) => Some(generated.files.remove(0).text),
        // No operation of this contract matches the option `operation`.
        Err(_) if chosen.iter().any(|(name, _)| *name == "operation") => None,
        Err(error) => panic!("{name} with {set}: {error}"),
    }
}
