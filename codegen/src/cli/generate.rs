//! `saponify generate`.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{Builder, Generated, escape::visible};

use super::{
    Outcome,
    arguments::Generate,
    failure::Failure,
    scaffold,
    terminal::{self, bold, count, grouped, note},
};

/// Generates, and writes, compares or prints.
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
        // What goes to standard output is one file.
        () if to_output => PathBuf::from("-.rs"),
        () if arguments.as_crate => arguments.out.join("src"),
        () => arguments.out.clone(),
    };
    let out = out.as_path();
    let mut generated = builder.run(out)?;
    if arguments.as_crate {
        scaffold::as_library(&mut generated);
    }
    terminal::tell(&generated.problems.render(&generated.sources, true));
    if !arguments.quiet {
        generated.notes.iter().for_each(|text| terminal::tell(&note(text)));
    }
    if to_output {
        generated.files.iter().try_for_each(|file| terminal::print_document(&file.text))?;
    } else if arguments.check {
        return Ok(check(&generated, out, arguments.quiet));
    } else {
        generated.write(out)?;
        if arguments.as_crate {
            scaffold::write(&arguments.out, arguments.runtime.as_deref(), &generated.clients)?;
        }
    }
    if !arguments.quiet {
        terminal::tell(&summary(&generated, out, to_output, began.elapsed()));
    }
    Ok(Outcome::Done)
}

/// Names the files that differ.
fn check(generated: &Generated, out: &Path, quiet: bool) -> Outcome {
    let different = generated.differences(out);
    if different.is_empty() {
        if !quiet {
            terminal::tell(&format!("`{}` is up to date\n", visible(&out.display().to_string())));
        }
        return Outcome::Done;
    }
    for path in &different {
        let what = if path.exists() { "differs" } else { "is missing" };
        terminal::tell(&format!("{} {what}\n", visible(&path.display().to_string())));
    }
    let hint = "run the same command without `--check`";
    terminal::tell(&terminal::error(&format!("`{}` is not up to date", out.display()), Some(hint)));
    Outcome::Differs
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
