//! `saponify fetch`: downloads a contract with everything that it imports into a folder.
//!
//! The generator never uses the network. Only this command and the commands that call services do.

mod crawl;
mod credentials;
mod diagnosis;
mod equal;
mod folder;
mod http;
mod layout;
pub(super) mod mask;
mod options;
mod progress;
mod secrets;

use std::path::{Path, PathBuf};

use url::Url;

use self::{
    crawl::Failed,
    folder::{Change, Existing},
    http::Client,
    layout::Folder,
    mask::masked,
    progress::Progress,
};
use super::{
    Outcome, diff,
    failure::Failure,
    load,
    terminal::{self, bold, count, grouped, paint},
};
use crate::escape::visible;

pub(super) use options::Fetch;

/// Maximum number of imports whose failure is reported in full.
const MAX_SHOWN: usize = 50;

/// Downloads the documents, prints the changes, and writes the folder.
pub(super) fn run(arguments: &Fetch) -> Result<Outcome, Failure> {
    let urls = arguments.urls.iter().map(|url| given(url)).collect::<Result<Vec<_>, _>>()?;
    let existing = folder::existing(&arguments.out)?;
    if arguments.check && existing.is_none() {
        let message = format!("the folder `{}` contains no fetched documents", arguments.out.display());
        return Err(Failure::Unknown(message, Some("run the command without `--check` first".to_owned())));
    }
    if let Some(existing) = &existing {
        same_urls(arguments, existing, &urls)?;
    }
    if arguments.connection.insecure {
        terminal::eprint(&warning(
            "certificates are not verified: anybody between this machine and the server can read and change the documents",
        ));
    }
    let mut client = Client::new(arguments, &urls)?;
    let mut progress = Progress::new(arguments.quiet);
    let found = crawl::crawl(&mut client, &urls, arguments.limits.max_documents, &mut progress);
    drop(progress);
    let mut crawl = found.map_err(failure)?;
    equal::share(&mut crawl);
    if !arguments.quiet {
        crawl.notes.iter().for_each(|note| terminal::eprint(&terminal::note(note)));
    }
    let failures = crawl.failures.len();
    crawl.failures.iter().take(MAX_SHOWN).for_each(|failed| terminal::eprint(&report(failed)));
    if let Some(more) = failures.checked_sub(MAX_SHOWN).filter(|more| *more > 0) {
        terminal::eprint(&terminal::note(&format!("{} more imports cannot be fetched", grouped(more))));
    }
    if failures > 0 && !arguments.keep_going {
        let message = format!("{} cannot be fetched; nothing is written", count(failures, "import"));
        let hint = "`--keep-going` stores the other documents".to_owned();
        return Err(Failure::Unknown(message, Some(hint)));
    }
    let new = layout::folder(crawl);
    let outcome = if failures > 0 { Outcome::Documents } else { Outcome::Done };
    if let Some(existing) = &existing {
        let changes = existing.changes(&new);
        print_changes(arguments, existing, &new, &changes)?;
        if arguments.check {
            let is_changed = !changes.is_empty() && outcome == Outcome::Done;
            return Ok(if is_changed { Outcome::Differs } else { outcome });
        }
    }
    folder::check_foreign(&arguments.out, existing.as_ref(), &new)?;
    folder::write(&arguments.out, existing.as_ref(), &new)?;
    if !arguments.quiet && existing.is_none() {
        terminal::eprint(&summary(&arguments.out, &new));
    }
    Ok(outcome)
}

/// Parses a given URL.
fn given(text: &str) -> Result<Url, Failure> {
    let hint = Some("expected an `http` or `https` URL; `saponify generate` reads files".to_owned());
    // The text may contain a password, so the error does not quote it.
    let mut url =
        Url::parse(text).map_err(|error| Failure::Unknown(format!("not a URL: {error}"), hint.clone()))?;
    url.set_fragment(None);
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(Failure::Unknown(format!("a `{other}:` URL cannot be fetched"), hint)),
    }
}

/// Checks that the documents in the folder were fetched from the URLs of this run. If the URLs differed, this
/// run would remove the documents of the previous run.
fn same_urls(arguments: &Fetch, existing: &Existing, urls: &[Url]) -> Result<(), Failure> {
    let mut before = existing.urls();
    let now: Vec<String> = urls.iter().map(masked).collect();
    let mut now: Vec<&str> = now.iter().map(String::as_str).collect();
    for urls in [&mut before, &mut now] {
        urls.sort_unstable();
        urls.dedup();
    }
    if before == now {
        return Ok(());
    }
    let message = format!("`{}` contains the documents of {}", arguments.out.display(), before.join(", "));
    let hint =
        "give the same URLs, or another folder; several URLs may share a folder if they are given together";
    Err(Failure::Unknown(message, Some(hint.to_owned())))
}

fn failure(failed: Failed) -> Failure {
    match failed.report {
        Some(report) => Failure::Documents(report),
        None => Failure::Unknown(failed.message, failed.hint),
    }
}

fn report(failed: &Failed) -> String {
    let text = terminal::error(&failed.message, failed.hint.as_deref());
    text + failed.report.as_deref().unwrap_or_default()
}

fn warning(message: &str) -> String {
    format!("{}: {}\n", paint("1;33", "warning"), visible(message))
}

/// Prints which documents changed, and the changes that affect callers.
fn print_changes(
    arguments: &Fetch,
    existing: &Existing,
    new: &Folder,
    changes: &[(String, Change)],
) -> Result<(), Failure> {
    if changes.is_empty() {
        if !arguments.quiet {
            terminal::eprint("nothing changed\n");
        }
        return Ok(());
    }
    let mut text = String::new();
    for (name, change) in changes {
        let change = match change {
            Change::Added => paint("32", "added  "),
            Change::Changed => paint("33", "changed"),
            Change::Removed => paint("31", "removed"),
        };
        text.push_str(&format!("{change}  {}\n", bold(name)));
    }
    terminal::print(&text)?;
    let options = arguments.documents.options();
    let roots = |names: &[String]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
    let old = load::from_memory(&existing.files, &existing.roots(), &options);
    let new = load::from_memory(&new.files, &roots(&new.roots), &options);
    match diff::between(old, new, &arguments.code.config()) {
        Ok(report) => terminal::print(&format!("\n{report}")),
        // The documents are stored nevertheless. `generate` will report their problems.
        Err(Failure::Documents(_)) => {
            terminal::eprint(&terminal::note("the versions cannot be compared: one of them has errors"));
            Ok(())
        }
        Err(other) => Err(other),
    }
}

fn summary(out: &Path, new: &Folder) -> String {
    let documents = new.files.len().saturating_sub(1);
    let bytes: usize = new.files.values().map(Vec::len).sum();
    let mut text = format!(
        "{} in {}, {} bytes\n",
        count(documents, "document"),
        bold(&out.display().to_string()),
        grouped(bytes)
    );
    if let Some(root) = new.roots.first() {
        let file = out.join(root).display().to_string().replace('\\', "/");
        let module = module(root.split('.').next().unwrap_or_default());
        text.push_str(&format!(
            "next: saponify generate {} --out src/{module}.rs\n",
            visible(&quoted(&file))
        ));
    }
    text
}

/// Returns the name of a module for a document: `GetUser` becomes `get_user`.
fn module(name: &str) -> String {
    if !name.starts_with(|first: char| first.is_ascii_alphabetic())
        || !name.chars().all(|next| next.is_ascii_alphanumeric() || next == '_')
    {
        return "service".to_owned();
    }
    let mut module = String::new();
    let mut before = '_';
    for next in name.chars() {
        if next.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            module.push('_');
        }
        module.push(next.to_ascii_lowercase());
        before = next;
    }
    module
}

/// Quotes a path for a shell if that is necessary.
fn quoted(path: &str) -> String {
    match path.chars().all(|next| next.is_alphanumeric() || "/._-+:".contains(next)) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_named_after_its_document() {
        for (name, expected) in [
            ("User", "user"),
            ("checkVatService", "check_vat_service"),
            ("PartnerSystemUserService", "partner_system_user_service"),
            ("VIES", "vies"),
            ("1st", "service"),
            ("a b", "service"),
            ("", "service"),
        ] {
            assert_eq!(module(name), expected);
        }
    }

    #[test]
    fn a_path_is_quoted_for_a_shell_if_necessary() {
        assert_eq!(quoted("a/b-c.wsdl"), "a/b-c.wsdl");
        assert_eq!(quoted("a b/$(x)'.wsdl"), r"'a b/$(x)'\''.wsdl'");
    }
}
