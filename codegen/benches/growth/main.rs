//! Growth of time and output with the size of a contract, for every shape that could cause more than linear growth.
//!
//! ```sh
//! cargo bench -p saponify-codegen --bench growth --profile dev               # every shape, as a build script runs it
//! cargo bench -p saponify-codegen --bench growth -- unions                   # shapes whose name contains a word
//! cargo bench -p saponify-codegen --bench growth -- --command docs unions    # `list`, `docs`, `sample` or `diff`
//! cargo bench -p saponify-codegen --bench growth -- --instructions           # CPU instructions instead of time
//! ```
//!
//! A row shows a shape at one size, at twice and at four times that size: size of the document, time, and size of the
//! output. A process is stopped after 8 seconds; `-` means that a budget rejected the document.
//!
//! `--instructions` runs valgrind, which counts the executed CPU instructions. Two runs differ by less than 0.01 %, so
//! the bench can check the growth. It uses an eighth of the sizes, because valgrind is slow. The cost of a byte is the
//! number of instructions divided by the bytes of input and output. The last column is the cost of a byte at four times
//! the size, as a multiple of the cost at the first size. The bench fails if a multiple exceeds 1.5.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../tests/shapes/mod.rs"]
mod shapes;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use shapes::{SHAPES, Shape};

const LIMIT: Duration = Duration::from_secs(8);

fn main() {
    let mut command = "generate".to_owned();
    let (mut words, mut counts) = (Vec::new(), false);
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--command" => command = arguments.next().expect("a command"),
            "--instructions" => counts = true,
            _ => words.push(argument),
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let shapes = SHAPES.iter().filter(|shape| words.iter().all(|word| shape.name.contains(word.as_str())));
    if counts {
        println!(
            "{command:<48} {:>7} | kB in, millions of instructions and kB out at this size, twice and four times | growth",
            "size"
        );
        let growth = shapes.map(|shape| counted(shape, &command, folder.path())).fold(0.0, f64::max);
        assert!(growth <= 1.5, "the cost of a byte grows by {growth:.2}");
        return;
    }
    println!("{command:<48} {:>7} | kB in, ms and kB out at this size, twice and four times", "size");
    for shape in shapes {
        println!("{}", row(shape, &command, folder.path()));
    }
}

/// Prints a row with the number of CPU instructions for each size of a shape. Returns the cost of a byte, in
/// instructions, at the largest size, as a multiple of the cost at the first size.
fn counted(shape: &Shape, command: &str, folder: &Path) -> f64 {
    let first = (shape.size / 8).max(8);
    let mut row = format!("{:<48} {first:>7}", shape.name);
    let mut costs = Vec::new();
    for times in [1, 2, 4] {
        let text = (shape.text)(first * times);
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
        let log = folder.join("valgrind");
        valgrind.arg(format!("--log-file={}", log.display())).arg(env!("CARGO_BIN_EXE_saponify"));
        let (_, output, state) = run(valgrind, Duration::MAX, &text, command, folder);
        let log = fs::read_to_string(log).expect("valgrind is installed");
        let count = log.lines().find_map(|line| line.split_once("refs:")).expect("a count").1;
        let count: f64 = count.trim().replace(',', "").parse().expect("a number");
        costs.push(count / (text.len() as u64 + output) as f64);
        row.push_str(&format!(
            " | {:>6} {:>8.1} {:>7}{state}",
            text.len() / 1000,
            count / 1e6,
            output / 1000
        ));
    }
    let growth = costs[2] / costs[0];
    println!("{row} | {growth:.2}");
    growth
}

fn row(shape: &Shape, command: &str, folder: &Path) -> String {
    let mut row = format!("{:<48} {:>7}", shape.name, shape.size);
    for times in [1, 2, 4] {
        let text = (shape.text)(shape.size * times);
        let process = Command::new(env!("CARGO_BIN_EXE_saponify"));
        let (time, output, state) = run(process, LIMIT, &text, command, folder);
        let time = time.as_secs_f64() * 1e3;
        row.push_str(&format!(" | {:>6} {time:>7.0} {:>7}{state}", text.len() / 1000, output / 1000));
    }
    row
}

/// Runs the command on a contract. Returns the run time of the process, the number of bytes that it wrote, and how it
/// ended.
fn run(
    mut process: Command,
    limit: Duration,
    text: &str,
    command: &str,
    folder: &Path,
) -> (Duration, u64, &'static str) {
    let (input, out) = (folder.join("shape.wsdl"), folder.join("out"));
    fs::write(&input, text).unwrap();
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).unwrap();
    let printed = folder.join("printed");
    process.arg(command).arg(&input);
    match command {
        "generate" => process.arg("--quiet").arg("--out").arg(out.join("shape.rs")),
        "docs" => process.arg("--quiet").arg("--out").arg(&out),
        "sample" => process.arg("Run"),
        "diff" => process.arg(&input),
        _ => &mut process,
    };
    process.stdout(fs::File::create(&printed).unwrap()).stderr(Stdio::null());
    let start = Instant::now();
    let mut process = process.spawn().unwrap();
    let status = loop {
        match process.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if start.elapsed() > limit => {
                process.kill().unwrap();
                process.wait().unwrap();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let state = match status.map(|status| status.code()) {
        None => " TOO LONG",
        Some(Some(0)) => " ",
        Some(Some(3)) => "-",
        Some(_) => " CRASH",
    };
    (start.elapsed(), size(&out) + size(&printed), state)
}

fn size(path: &Path) -> u64 {
    let Ok(data) = fs::metadata(path) else { return 0 };
    if !data.is_dir() {
        return data.len();
    }
    fs::read_dir(path).into_iter().flatten().flatten().map(|entry| size(&entry.path())).sum()
}
