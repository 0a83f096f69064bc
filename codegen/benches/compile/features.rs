//! Cost of the runtime's features, from a clean state in the dev profile: crates, and CPU seconds of the
//! build. Where valgrind is installed, the instructions of a call that uses none of the features are counted
//! too.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use crate::{inputs::Input, package, variant};

/// Features of the runtime that add dependencies, except the transports.
const FEATURES: [&str; 5] = ["mime", "addressing", "security", "security-x509", "digest"];

/// Prints a row for the runtime without features, and a row with the additional cost of each feature. Together
/// with a transport, a feature may add fewer crates, because the transport depends on some of them already.
pub(crate) fn print() {
    println!(
        "\n{:<26} {:>7} {:>13} {:>13} {:>8}",
        "feature", "crates", "beside ureq", "beside reqwest", "build s"
    );
    let none = Crates::of("");
    let seconds = build("");
    println!("{:<26} {:>7} {:>13} {:>13} {seconds:8.2}", "none", none.0.len(), "", "");
    for feature in FEATURES {
        let beside = |transport: &str| {
            Crates::of(&format!("\"{transport}\", \"{feature}\""))
                .added_to(&Crates::of(&format!("\"{transport}\"")))
        };
        let added = Crates::of(&format!("\"{feature}\"")).added_to(&none);
        let more = build(&format!("\"{feature}\"")) - seconds;
        println!("{feature:<26} {added:>+7} {:>+13} {:>+13} {more:>+8.2}", beside("ureq"), beside("reqwest"));
    }
}

/// Prints how many CPU instructions a call over the in-memory transport executes: without the features of the
/// runtime, and with all of them.
pub(crate) fn print_instructions(user: &Input) {
    let library = variant::generated(&user.wsdls);
    let all = FEATURES.map(|feature| format!("\"{feature}\"")).join(", ");
    let counts = (instructions("", &library), instructions(&all, &library));
    let (Some(without), Some(with)) = counts else {
        println!("instructions of a call: no valgrind");
        return;
    };
    let more = (with as f64 / without as f64 - 1.0) * 100.0;
    println!("instructions of a call: {without} without features, {with} with all of them ({more:+.2} %)");
}

/// Counts the CPU instructions that one call of GetUser executes, with a reply without members. Returns `None` if
/// valgrind cannot run.
fn instructions(features: &str, library: &str) -> Option<u64> {
    let (folder, target) = (prepared(features), package::folder("features target"));
    package::write(&folder, library, Some(CALL));
    package::cargo(&folder, &["build", "--release"], &target);
    let counts = folder.join("counts");
    let status = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*::counted*"])
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .arg(target.join("release/measured"))
        .status();
    status.ok()?.success().then_some(())?;
    let text = fs::read_to_string(counts).unwrap();
    let mut lines =
        text.lines().filter_map(|line| line.strip_prefix("summary: ").or(line.strip_prefix("totals: ")));
    lines.next_back()?.trim().parse().ok()
}

/// A program that calls GetUser once.
const CALL: &str = r#"
use measured::{GetUser, UserClient, operations};
use saponify::soap::{Version, server};
use saponify::transport::{Memory, Response};

fn main() {
    let reply = Default::default();
    let reply = server::write_reply::<operations::GetUser>(Version::Soap11, &Default::default(), &reply).unwrap();
    let memory = Memory::new();
    memory.push(Response::envelope(reply));
    let client = UserClient::new(memory, "http://localhost/");
    counted(|| client.get_user(GetUser { user_id: Some(7) }).send().unwrap());
}

/// The only function in which instructions are counted.
#[inline(never)]
fn counted<T>(run: impl FnOnce() -> T) {
    // Dropping the result is not counted.
    std::mem::forget(std::hint::black_box(run()));
}
"#;

/// The crates of a build, each with its version.
struct Crates(BTreeSet<String>);

impl Crates {
    fn of(features: &str) -> Self {
        let folder = prepared(features);
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        // `cargo tree` appends ` (*)` to a crate that it has listed before.
        let names = text.lines().map(|line| line.trim_end_matches(" (*)").to_owned());
        Self(names.filter(|name| !name.is_empty() && !name.starts_with("measured ")).collect())
    }

    fn added_to(&self, other: &Self) -> usize {
        self.0.difference(&other.0).count()
    }
}

/// Returns CPU seconds, the minimum of several runs.
fn build(features: &str) -> f64 {
    let (folder, target) = (prepared(features), package::folder("features target"));
    // Downloads happen here, so that they are not measured.
    package::cargo(&folder, &["fetch"], &target);
    let best = (0..package::RUNS).map(|_| {
        fs::remove_dir_all(&target).unwrap();
        let seconds = package::cpu_of(|| package::cargo(&folder, &["build"], &target));
        fs::create_dir_all(&target).unwrap();
        seconds
    });
    best.fold(f64::INFINITY, f64::min)
}

/// Writes a package that depends on the runtime with these features. Returns its folder.
fn prepared(features: &str) -> PathBuf {
    let folder = package::folder("features");
    let saponify = variant::SAPONIFY.trim_end_matches(" }");
    let manifest = format!(
        "[package]\nname = \"measured\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {saponify}, features = [{features}] }}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    package::write(&folder, "", None);
    folder
}
