//! `saponify generate`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{Builder, Generated, escape::visible, stamp};

use super::{
    Outcome,
    arguments::Generate,
    failure::Failure,
    rustfmt::Rustfmt,
    scaffold,
    terminal::{self, bold, count, grouped, note},
};

/// Generates code and writes it, prints it, or compares it with existing files.
pub(super) fn run(arguments: &Generate) -> Result<Outcome, Failure> {
    let began = Instant::now();
    let to_output = arguments.out == Path::new("-") && !arguments.as_crate;
    let builder = Builder::new()
        .config(arguments.code.config())
        .wsdls(&arguments.wsdls)
        .strict(arguments.strict)
        .read_options(arguments.documents.options());
    let builder = match arguments.max_output {
        Some(bytes) => builder.max_output(bytes),
        None => builder,
    };
    let out = match () {
        // A path with `.rs` makes the generator produce a single file.
        () if to_output => PathBuf::from("-.rs"),
        () if arguments.as_crate => arguments.out.join("src"),
        () => arguments.out.clone(),
    };
    let out = out.as_path();
    let mut generated = builder.run(out)?;
    if arguments.as_crate {
        scaffold::as_library(&mut generated);
    }
    let rustfmt = Rustfmt::at(out, arguments.edition.as_deref());
    if arguments.rustfmt && !arguments.check {
        for file in &mut generated.files {
            file.text = rustfmt.format(&file.text)?;
        }
    }
    terminal::eprint(&generated.problems.render(&generated.sources, true));
    if !arguments.quiet {
        generated.notes.iter().for_each(|text| terminal::eprint(&note(text)));
    }
    if to_output {
        generated.files.iter().try_for_each(|file| terminal::print_document(&file.text))?;
    } else if arguments.check {
        return check(&generated, out, &rustfmt, arguments.quiet);
    } else {
        generated.write(out)?;
        if arguments.as_crate {
            scaffold::write(&arguments.out, arguments.runtime.as_deref(), &generated.clients)?;
        }
    }
    if !arguments.quiet {
        terminal::eprint(&summary(&generated, out, to_output, began.elapsed()));
    }
    Ok(Outcome::Done)
}

/// State of an existing generated file.
enum State {
    UpToDate,
    Missing,
    /// The file does not begin with the stamp (comments with version, documents and hash): it was written by hand or by
    /// an old version.
    Unstamped,
    /// The documents, the options or the version of the generator changed since the file was written.
    Outdated,
    /// The stamp is that of the expected text, but the rest of the file differs from it.
    Edited,
}

impl State {
    /// Describes the defect of the file.
    fn defect(&self) -> Option<&'static str> {
        match self {
            Self::UpToDate => None,
            Self::Missing => Some("is missing"),
            Self::Unstamped => Some("does not begin with the header that saponify writes"),
            Self::Outdated => Some("is out of date"),
            Self::Edited => Some("was edited, or formatted by another version or configuration of rustfmt"),
        }
    }
}

/// Compares a file with the expected text, unformatted and formatted by rustfmt.
fn state(target: &Path, expected: &str, rustfmt: &Rustfmt) -> Result<State, Failure> {
    let Ok(present) = fs::read(target) else { return Ok(State::Missing) };
    // Version control may have changed the line endings.
    let present = String::from_utf8_lossy(&present).replace("\r\n", "\n");
    if present == expected {
        return Ok(State::UpToDate);
    }
    match stamp::split(&present).0 {
        "" => return Ok(State::Unstamped),
        stamp if stamp != stamp::split(expected).0 => return Ok(State::Outdated),
        _ => {}
    }
    match present == rustfmt.format(expected)? {
        true => Ok(State::UpToDate),
        false => Ok(State::Edited),
    }
}

/// Reports the files that are not up to date.
fn check(generated: &Generated, out: &Path, rustfmt: &Rustfmt, quiet: bool) -> Result<Outcome, Failure> {
    let mut is_up_to_date = true;
    for file in &generated.files {
        let target = Generated::target(out, file);
        if let Some(defect) = state(&target, &file.text, rustfmt)?.defect() {
            terminal::eprint(&format!("{} {defect}\n", visible(&target.display().to_string())));
            is_up_to_date = false;
        }
    }
    if is_up_to_date {
        if !quiet {
            terminal::eprint(&format!("`{}` is up to date\n", visible(&out.display().to_string())));
        }
        return Ok(Outcome::Done);
    }
    let hint = "run the same command without `--check`";
    terminal::eprint(&terminal::error(&format!("`{}` is not up to date", out.display()), Some(hint)));
    Ok(Outcome::Differs)
}

fn summary(generated: &Generated, out: &Path, to_output: bool, took: Duration) -> String {
    let counts = generated.counts;
    let lines: usize = generated.files.iter().map(|file| file.text.lines().count()).sum();
    let bytes: usize = generated.files.iter().map(|file| file.text.len()).sum();
    let place = match (to_output, generated.files.len()) {
        (true, _) => "standard output".to_owned(),
        (false, 1) => bold(&out.display().to_string()),
        (false, files) => format!("{} ({})", bold(&out.display().to_string()), count(files, "file")),
    };
    let mut parts = Vec::new();
    if counts.clients > 0 || counts.elements == 0 {
        parts.extend([count(counts.clients, "client"), count(counts.operations, "operation")]);
    }
    if counts.elements > 0 {
        parts.push(count(counts.elements, "element"));
    }
    parts.push(count(counts.types, "type"));
    format!(
        "{}: {}, {} bytes in {place}, {:.2} s\n",
        parts.join(", "),
        count(lines, "line"),
        grouped(bytes),
        took.as_secs_f64(),
    )
}
