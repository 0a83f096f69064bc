//! Options that several commands share: for reading documents, and for the generated code.

use std::path::PathBuf;

use clap::Args;

use crate::{
    config::{Config, Success},
    read::ReadOptions,
};

/// Options for finding and reading documents.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Documents")]
pub(super) struct Documents {
    /// Map the URLs of imports to files: a CSV file with the columns `url,local`, or an OASIS XML catalog
    ///
    /// The catalog that `saponify fetch` writes beside the documents is used without this option. Nothing is
    /// downloaded. May be given several times.
    #[arg(long, value_name = "FILE")]
    catalog: Vec<PathBuf>,
    /// Read FILE for imports of this URL or namespace; takes precedence over catalogs
    #[arg(long, value_name = "URL=FILE", value_parser = mapping)]
    map: Vec<(String, PathBuf)>,
    /// Generate separate types where WSDLs define different types under one name, instead of reporting an error
    #[arg(long)]
    unequal_kept_apart: bool,
    /// Reject imports outside the folders of the WSDLs, of the catalogs and of the files that the catalogs name
    ///
    /// By default, such a file is read, and a note names it.
    #[arg(long)]
    confine_imports: bool,
    /// Maximum number of components, counted once for each reference to them [default: 1000000, plus 20 for each
    /// declared component]
    #[arg(long, value_name = "COUNT")]
    max_components: Option<u64>,
}

impl Documents {
    /// Converts the arguments to the options of the library.
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

/// Options for the generated code.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Generated code")]
pub(super) struct Code {
    /// Generate only operations whose name matches, and the types that they use; `*` matches any characters
    #[arg(long, value_name = "PATTERN")]
    operation: Vec<String>,
    /// Also generate types that no operation uses
    #[arg(long)]
    all_types: bool,
    /// Use another Rust name for a component
    #[arg(long, value_name = "PATH=NAME", value_parser = pair)]
    rename: Vec<(String, String)>,
    /// Derive a trait such as `PartialEq` or `serde::Serialize` for every type, in addition to Clone, Debug and
    /// Default
    #[arg(long, value_name = "TRAIT")]
    derive: Vec<String>,
    /// Use your own Rust type for the simple type NAME, a local name or `{namespace}name`
    #[arg(long = "type", value_name = "NAME=RUST", value_parser = pair)]
    types: Vec<(String, String)>,
    /// Set the options that suit WCF (.NET) services: --plain-scalars and --nil-members-refused
    #[arg(long)]
    dotnet: bool,
    /// Generate optional numbers and booleans without `Option`: an absent member is read as 0 or false, and
    /// these values are not sent
    #[arg(long)]
    plain_scalars: bool,
    /// Distinguish nil from absent: `Nillable<T>` instead of `Option<T>` for elements that may be either
    #[arg(long)]
    nil_kept: bool,
    /// Keep an empty text for elements with a default, instead of replacing it with the default
    #[arg(long)]
    empty_kept: bool,
    /// Keep the `xsi:type` of elements with simple types: `Typed<T>` instead of `T`
    #[arg(long)]
    types_kept: bool,
    /// Reject nil items of lists, so that lists are `Vec<T>` instead of `Vec<Option<T>>`
    #[arg(long)]
    nil_members_refused: bool,
    /// Reject values that an enumeration does not list, instead of keeping them in a variant `Other`
    #[arg(long)]
    closed_enumerations: bool,
    /// Generate `validate()` for every type; it lists violated patterns, lengths, ranges and other facets
    #[arg(long)]
    validate: bool,
    /// Generate a trait for each service, to implement and serve it; needs the feature `service` of `saponify`
    #[arg(long)]
    server: bool,
    /// Embed the documents in the services, which then answer `GET ?wsdl`
    #[arg(long, requires = "server")]
    embed_contract: bool,
    /// Treat a member, given by its path or name, as a secret
    ///
    /// Members whose names end in a word such as Password, Token, Secret or Ticket are secrets by default.
    #[arg(long, value_name = "PATH")]
    secret: Vec<String>,
    /// Do not treat a member as a secret although its name suggests it
    #[arg(long, value_name = "PATH")]
    not_secret: Vec<String>,
    /// Boolean reply header that is false if a call failed [default: `Succeeded` if every reply declares it]
    #[arg(long, value_name = "NAME", conflicts_with = "no_success_header")]
    success_header: Option<String>,
    /// Disable the detection of a success header
    #[arg(long)]
    no_success_header: bool,
}

impl Code {
    /// Converts the arguments to the options of the library.
    pub(super) fn config(&self) -> Config {
        let secrets = self.secret.iter().map(|path| (path.clone(), true));
        let not_secret = self.not_secret.iter().map(|path| (path.clone(), false));
        Config {
            operations: self.operation.clone(),
            renames: self.rename.iter().cloned().collect(),
            derives: self.derive.clone(),
            plain_scalars: self.plain_scalars || self.dotnet,
            nil_kept: self.nil_kept,
            empty_kept: self.empty_kept,
            types_kept: self.types_kept,
            nil_members_refused: self.nil_members_refused || self.dotnet,
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
            server: self.server,
            embed_contract: self.embed_contract,
        }
    }
}

/// Parses `A=B`. The first `=` separates the two, except that a `=` in a namespace in braces is skipped.
fn pair(text: &str) -> Result<(String, String), String> {
    let from = text.find('}').filter(|_| text.starts_with('{')).unwrap_or_default();
    let at = text.get(from..).and_then(|rest| rest.find('=')).map(|at| from + at);
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((left, right)) if !left.is_empty() && right.len() > 1 => {
            Ok((left.to_owned(), right.trim_start_matches('=').to_owned()))
        }
        _ => Err("expected two names separated by `=`".to_owned()),
    }
}

/// Parses `URL=FILE`. The last `=` separates the two, since the query of a URL may contain `=`.
fn mapping(text: &str) -> Result<(String, PathBuf), String> {
    match text.rsplit_once('=') {
        Some((url, file)) if !url.is_empty() && !file.is_empty() => Ok((url.to_owned(), file.into())),
        _ => Err("expected a URL and a file separated by `=`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_split_at_an_equals_sign_outside_the_namespace() {
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
    fn a_url_may_contain_equals_signs() {
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
