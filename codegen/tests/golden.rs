//! Golden files: code generated for small schemas, each of which shows one rule. `fixtures/golden/<rule>.xsd` yields
//! `<rule>.rs`, and so does `<rule>.wsdl` if the rule concerns bindings. Files that begin with `schema_` are read
//! without a WSDL. Files that begin with `server` are generated with their service side.
//!
//! `SAPONIFY_BLESS=1 cargo test -p saponify-codegen --test golden` updates the files; review the difference like code.
//! `compiled.rs` shows that the files compile, and what they read and write.

#[path = "shared/fixture.rs"]
mod fixture;

use std::{fs, path::Path};

use saponify_codegen::Builder;

/// The expected warnings, in order: the name of the fixture, and a part of the text of the warning. All other
/// fixtures cause no warning.
const WARNINGS: &[(&str, &str)] = &[
    (
        "required_cycle",
        "no document can contain a value of `Part`: the required member `Part/Whole` contains `Part` again",
    ),
    (
        "required_cycle",
        "no document can contain a value of `Company` or `Person`: the required members `Company/Owner` and `Person/Employer` contain `Company` or `Person` again",
    ),
    (
        "required_cycle",
        "no document can contain a value of `Tree`: the required member `Tree/Left` contains `Tree` again",
    ),
    (
        "empty_elements",
        "the elements `Step` of one content model have different default or fixed values; if the element is empty, none of them applies",
    ),
    ("unequal_types", "the elements `Rank` of one content model have different types; they are kept as text"),
    ("unequal_types", "the elements `Items` of one content model have different types; they are kept as XML"),
    ("unequal_types", "the elements `Place` of one content model have different types; they are kept as XML"),
    ("unequal_types", "the elements `Kind` of one content model have different types; they are kept as XML"),
];

#[test]
fn each_schema_yields_its_golden_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden");
    let bless = std::env::var_os("SAPONIFY_BLESS").is_some();
    let work = tempfile::tempdir().unwrap();
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let mut different = Vec::new();
    let mut count = 0;
    for schema in names.iter().filter(|path| path.extension().is_some_and(|extension| extension != "rs")) {
        let stem = schema.file_stem().unwrap().to_string_lossy();
        let document = fixture::document(schema, work.path());
        let (validate, types_kept) = (stem.contains("validate"), stem.ends_with("types_kept"));
        let server = stem.starts_with("server");
        let builder = Builder::new().wsdl(&document).derive("PartialEq");
        let builder = builder
            .validate(validate)
            .types_kept(types_kept)
            .server(server)
            .plain_scalars(stem.ends_with("plain_scalars"))
            .embed_contract(stem.ends_with("contract"));
        let generated = builder.run(Path::new("test.rs"));
        let generated = generated.unwrap_or_else(|error| panic!("{}: {error}", schema.display()));
        let expected = WARNINGS.iter().filter(|(name, _)| *name == stem).map(|(_, text)| *text);
        let expected = expected.collect::<Vec<_>>();
        let found = &generated.warnings;
        let are_found = found.iter().zip(&expected).all(|(found, expected)| found.contains(expected));
        assert!(found.len() == expected.len() && are_found, "{}: {found:?}", schema.display());
        // The golden file lacks the header, which contains the version and a hash.
        let text = generated.files[0].text.split_once("\n\n").unwrap().1;
        let golden = schema.with_extension("rs");
        if bless {
            fs::write(&golden, text).unwrap();
        } else if fs::read_to_string(&golden).ok().as_deref() != Some(text) {
            let found = work.path().join("found.rs");
            fs::write(&found, text).unwrap();
            different.push(format!("{}\n{text}", golden.display()));
        }
        count += 1;
    }
    assert!(count >= 17, "only {count} fixtures were found");
    assert!(different.is_empty(), "these differ from what is generated:\n{}", different.join("\n\n"));
}

/// The documentation of the runtime has an example of a generated client.
#[test]
fn the_example_of_the_runtimes_documentation_is_generated_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/doc");
    for (file, server) in [("weather.rs", false), ("weather_service.rs", true)] {
        let builder = Builder::new().wsdl(folder.join("weather.wsdl")).server(server);
        let generated = builder.run(Path::new(file)).unwrap_or_else(|error| panic!("{error}"));
        let (text, path) = (&generated.files[0].text, folder.join(file));
        if std::env::var_os("SAPONIFY_BLESS").is_some() {
            fs::write(&path, text).unwrap();
        }
        assert!(fs::read_to_string(&path).is_ok_and(|present| present == *text), "differs from:\n{text}");
    }
}
