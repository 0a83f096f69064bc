//! `saponify completions` and `saponify man`: completion scripts and man pages, from the definition of the arguments.

use std::{fs, path::Path};

use clap::{Command, CommandFactory};

use super::{
    Outcome,
    arguments::{Arguments, Completions, Man},
    failure::Failure,
    terminal::{self, bold, count},
};

/// Prints the completion script of a shell.
pub(super) fn completions(arguments: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "saponify", &mut script);
    terminal::print_document(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

/// Writes a man page for the program and one for each command.
pub(super) fn man(arguments: &Man) -> Result<Outcome, Failure> {
    let out = &arguments.out;
    fs::create_dir_all(out).map_err(|error| Failure::Write(out.clone(), error))?;
    let mut program = Arguments::command();
    program.build();
    let mut pages = 1;
    write(out, "saponify", program.clone())?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        write(out, &format!("saponify-{}", command.get_name()), command.clone())?;
        pages += 1;
    }
    terminal::eprint(&format!("{} in {}\n", count(pages, "page"), bold(&out.display().to_string())));
    Ok(Outcome::Done)
}

/// Writes the man page of a command.
fn write(out: &Path, name: &str, command: Command) -> Result<(), Failure> {
    let target = out.join(format!("{name}.1"));
    let mut page = Vec::new();
    let version = env!("CARGO_PKG_VERSION");
    let man = clap_mangen::Man::new(command.display_name(name).version(version)).title(name);
    man.render(&mut page)
        .and_then(|()| fs::write(&target, page))
        .map_err(|error| Failure::Write(target, error))
}
