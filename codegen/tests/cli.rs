//! The binary `saponify` from a user's point of view: output, files and exit codes.
#![cfg(feature = "cli")]
// Helper functions may panic like the tests that call them.
#![allow(clippy::unwrap_used)]

mod shared;

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// Runs the binary in the folder with the fixtures.
fn saponify(arguments: &[&str]) -> Run {
    let output = command(arguments).output().unwrap();
    let Output { status, stdout, stderr } = output;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code(), output: text(stdout), errors: text(stderr) }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    command.args(arguments).current_dir(fixtures()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command.env_remove("OUT_DIR");
    command
}

struct Run {
    code: Option<i32>,
    output: String,
    errors: String,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

/// Returns the path of a document in the shared corpora, if these exist.
fn shared(path: &str) -> Option<String> {
    Some(shared::shared()?.join(path).display().to_string())
}

/// Compares a text with a golden file, which `BLESS=1` updates.
#[track_caller]
fn is_golden(found: &str, name: &str) {
    let path = fixtures().join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "differs from {name}:\n{found}");
}

#[test]
fn a_sample_has_each_header_once_and_all_parts_of_the_document_style() {
    let document = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
      xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
      <types><xs:schema targetNamespace="urn:t"><xs:element name="Ask" type="xs:string"/></xs:schema></types>
      <message name="In"><part name="p" element="t:Ask"/><part name="q" type="xs:int"/></message>
      <message name="Head"><part name="h" element="t:Ask"/></message>
      <portType name="Desk"><operation name="Ask"><input message="t:In"/></operation></portType>
      <binding name="Desk" type="t:Desk"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
        <operation name="Ask"><soap:operation soapAction=""/><input><soap:body use="literal"/>
          <soap:header message="t:Head" part="h" use="literal"/><soap:header message="t:Head" part="h" use="literal"/>
        </input></operation></binding></definitions>"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ask.wsdl");
    fs::write(&path, document).unwrap();
    let sample = saponify(&["sample", path.to_str().unwrap(), "Ask"]).output;
    let (header, body) = sample.split_once("<soap:Body>").unwrap();
    assert_eq!(header.matches("<Ask xmlns").count(), 1, "{sample}");
    assert!(body.contains("<Ask xmlns") && body.contains("<q>1</q>"), "{sample}");
}

#[test]
fn list_shows_ports_operations_headers_faults_and_skipped_operations() {
    let run = saponify(&["list", "parcels.wsdl"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
    is_golden(&run.output, "parcels.list.txt");
}

#[test]
fn list_as_json_has_the_documented_structure() {
    let run = saponify(&["list", "parcels.wsdl", "--json"]);
    assert_eq!(run.code, Some(0));
    let json: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(json["counts"]["operations"], 4);
    assert_eq!(json["counts"]["generated"], 2);
    let service = &json["services"][0];
    assert_eq!(service["ports"][1]["protocol"], "soap 1.2");
    let track = &service["interfaces"][0]["operations"][0];
    assert_eq!(track["action"], "urn:parcels/Track");
    assert_eq!(track["request"]["headers"][0]["element"], "{urn:parcels}Session");
    assert_eq!(track["faults"][0]["element"], "{urn:parcels}Unknown");
    assert_eq!(service["interfaces"][0]["operations"][1]["reply"], serde_json::Value::Null);
    assert_eq!(
        service["interfaces"][0]["operations"][2]["reason"],
        "its attachments are not in `mime:multipartRelated`"
    );
}

#[test]
fn list_of_the_vendors_user_service_counts_79_operations() {
    let Some(path) = shared("superoffice/wsdl/Services86-User.wsdl") else { return };
    let run = saponify(&["list", &path]);
    assert_eq!(run.code, Some(0));
    assert!(run.output.contains("1 service, 1 port, 79 operations, 68 global types"), "{}", run.output);
    assert!(run.output.contains(
        "request headers, unless the operation lists others: ApplicationToken, Credentials, TimeZone\n"
    ));
    assert!(run.output.contains(
        "http://www.superoffice.net/ws/crm/NetServer/Services86/User/GenerateNewPasswordForExternalUser\n"
    ));
    let json = saponify(&["list", &path, "--json"]).output;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["counts"]["generated"], 79);
}

#[test]
fn check_accepts_a_file_that_generate_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/parcels.rs").display().to_string();
    let arguments = ["generate", "parcels.wsdl", "--out", &out];
    let check = [arguments.as_slice(), &["--check"]].concat();

    let missing = saponify(&check);
    assert_eq!(missing.code, Some(1));
    assert!(missing.errors.contains("parcels.rs is missing\n"), "{}", missing.errors);
    assert!(!Path::new(&out).exists());

    let written = saponify(&arguments);
    assert_eq!((written.code, written.output.as_str()), (Some(0), ""));
    assert!(written.errors.contains("1 client, 2 operations, "), "{}", written.errors);
    assert_eq!(saponify(&check).code, Some(0));

    fs::write(&out, "// mine\n").unwrap();
    let different = saponify(&check);
    assert_eq!(different.code, Some(1));
    assert!(
        different.errors.contains("parcels.rs does not begin with the header that saponify writes\n"),
        "{}",
        different.errors
    );
    assert_eq!(fs::read_to_string(&out).unwrap(), "// mine\n");
}

/// Formats a file in place, as `cargo fmt` does with the default configuration of rustfmt.
fn format_in_place(path: &str) {
    let status = Command::new("rustfmt").args(["--edition", "2024", path]).status().unwrap();
    assert!(status.success());
}

#[test]
fn check_accepts_code_before_and_after_cargo_fmt_and_finds_edits_in_both() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("parcels.rs").display().to_string();
    let generate = ["generate", "parcels.wsdl", "--out", &out, "--quiet"];
    let check = [&generate[..], &["--check"]].concat();
    assert_eq!(saponify(&generate).code, Some(0));
    let plain = fs::read_to_string(&out).unwrap();
    assert_eq!(saponify(&check).code, Some(0));
    format_in_place(&out);
    let formatted = fs::read_to_string(&out).unwrap();
    assert_ne!(formatted, plain, "rustfmt does not change the fixture");
    assert_eq!(saponify(&check).code, Some(0));

    for text in [plain, formatted.clone()] {
        fs::write(&out, text.replace("pub struct", "pub  struct")).unwrap();
        let edited = saponify(&check);
        assert_eq!(edited.code, Some(1));
        assert!(
            edited.errors.contains("parcels.rs was edited, or formatted by another"),
            "{}",
            edited.errors
        );
    }
    fs::write(&out, formatted).unwrap();
    let outdated = saponify(&[&check[..], &["--plain-scalars", "--all-types"]].concat());
    assert_eq!(outdated.code, Some(1));
    assert!(outdated.errors.contains("parcels.rs is out of date\n"), "{}", outdated.errors);
}

#[test]
fn generate_formats_as_rustfmt_does_for_the_edition_of_the_package() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "").unwrap();
    fs::write(folder.path().join("rustfmt.toml"), "max_width = 60\n").unwrap();
    let out = folder.path().join("src/parcels.rs").display().to_string();
    let generate = ["generate", "parcels.wsdl", "--out", &out, "--quiet", "--rustfmt"];
    assert_eq!(saponify(&generate).code, Some(0));
    let formatted = Command::new("rustfmt").args(["--edition", "2021", "--check", &out]).status().unwrap();
    assert!(formatted.success());
    assert_eq!(saponify(&[&generate[..], &["--check"]].concat()).code, Some(0));

    let absent = command(&generate).env("RUSTFMT", folder.path().join("absent")).output().unwrap();
    let errors = String::from_utf8(absent.stderr).unwrap();
    assert!(errors.contains("error: cannot run rustfmt: "), "{errors}");
    assert!(errors.contains("rustup component add rustfmt"), "{errors}");
    assert_eq!(absent.status.code(), Some(4));
}

#[test]
fn generate_into_a_folder_writes_a_module_tree() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("parcels").display().to_string();
    assert_eq!(saponify(&["generate", "parcels.wsdl", "--out", &out, "--quiet"]).code, Some(0));
    let check = ["generate", "parcels.wsdl", "--out", &out, "--check"];
    assert_eq!(saponify(&check).code, Some(0));
    fs::remove_file(Path::new(&out).join("operations.rs")).unwrap();
    let missing = saponify(&check);
    assert!(missing.errors.contains("operations.rs is missing\n"), "{}", missing.errors);
    assert!(!missing.errors.contains("mod.rs"), "{}", missing.errors);
}

#[test]
fn generate_creates_a_crate_and_keeps_the_users_changes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("parcel-service");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime").display().to_string();
    let (out_text, src) = (out.display().to_string(), out.join("src"));
    let arguments = ["generate", "parcels.wsdl", "--out", &out_text, "--crate", "--runtime", &runtime];
    assert_eq!(saponify(&[&arguments[..], &["--check"]].concat()).code, Some(1));
    assert_eq!(saponify(&arguments).code, Some(0));

    let library = fs::read_to_string(src.join("lib.rs")).unwrap();
    assert!(
        library.starts_with("// @generated by saponify-codegen ")
            && library.contains("\n\n//! Clients of SOAP services: [`ParcelsClient`].\n\n"),
        "{library}"
    );
    assert!(src.join("operations.rs").exists());
    let readme = fs::read_to_string(out.join("README.md")).unwrap();
    assert!(readme.contains("use parcel_service::ParcelsClient;\n"), "{readme}");
    assert!(readme.contains("\nsaponify generate parcels.wsdl --out "), "{readme}");

    check_crate(&out);
    fs::write(out.join("README.md"), "mine").unwrap();
    fs::write(src.join("lib.rs"), "").unwrap();
    assert_eq!(saponify(&arguments).code, Some(0));
    assert_eq!(fs::read_to_string(out.join("README.md")).unwrap(), "mine");
    assert_eq!(saponify(&[&arguments[..], &["--check"]].concat()).code, Some(0));
}

/// Checks a generated crate with rustc. Warnings are errors.
fn check_crate(folder: &Path) {
    // With the lock file of this workspace, cargo needs only dependencies that have been downloaded already.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).unwrap();
    let check = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("scaffold"))
        .current_dir(folder)
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}

/// A schema in which each of `count` types contains a list of the next.
fn nested_schema(count: usize) -> String {
    let types: String = (0..count)
        .map(|level| {
            let next = if level + 1 < count { format!("t:Level{}", level + 1) } else { "xs:string".to_owned() };
            format!(
                "<xs:complexType name='Level{level}'><xs:sequence>\
                 <xs:element name='In' type='{next}' minOccurs='0' maxOccurs='unbounded'/></xs:sequence></xs:complexType>"
            )
        })
        .collect();
    format!(
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t'>\
         <xs:element name='Top' type='t:Level0'/>{types}</xs:schema>"
    )
}

#[test]
fn deeply_nested_types_raise_the_recursion_limit_of_a_crate() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime").display().to_string();
    let run = |count: usize| {
        let schema = folder.path().join(format!("levels{count}.xsd"));
        fs::write(&schema, nested_schema(count)).unwrap();
        let out = folder.path().join(format!("levels{count}"));
        let (schema, out_text) = (schema.display().to_string(), out.display().to_string());
        let run = saponify(&["generate", &schema, "--out", &out_text, "--crate", "--runtime", &runtime]);
        assert_eq!(run.code, Some(0), "{}", run.errors);
        (run.errors, out)
    };
    let (few, out) = run(20);
    assert!(!few.contains("recursion_limit"), "{few}");
    assert!(!fs::read_to_string(out.join("src/lib.rs")).unwrap().contains("recursion_limit"));

    let (errors, out) = run(40);
    let note = "types are nested deeply in `Level0`; if rustc reports an overflow (E0275), the crate needs \
                `#![recursion_limit = \"256\"]`";
    assert!(errors.contains(note), "{errors}");
    // Callers that spawn tasks require `Send`.
    let library = fs::read_to_string(out.join("src/lib.rs")).unwrap();
    let requires_send = "\npub fn requires_send() {\n    fn check<T: Send>() {}\n    check::<Level0>();\n}\n";
    fs::write(out.join("src/lib.rs"), library + requires_send).unwrap();
    check_crate(&out);
}

#[test]
fn generate_to_a_dash_prints_one_file() {
    let run = saponify(&["generate", "parcels.wsdl", "--out", "-"]);
    assert_eq!(run.code, Some(0));
    assert!(run.output.contains("pub struct ParcelsClient<T>"), "{}", run.output);
}

#[test]
fn options_of_generate_reach_the_generator() {
    let generated = |options: &[&str]| {
        let run = saponify(&[&["generate", "parcels.wsdl", "--out", "-"], options].concat());
        assert_eq!(run.code, Some(0), "{options:?}: {}", run.errors);
        run.output
    };
    let plain = generated(&[]);
    for (options, present) in [
        (["--rename", "Parcel=Package"].as_slice(), "pub struct Package {"),
        (&["--rename", "client/Track=find"], "pub fn find("),
        (&["--derive", "PartialOrd"], "PartialOrd"),
        (&["--type", "Number=crate::Number"], "crate::Number"),
        (&["--secret", "Parcel/Number"], "Secret<"),
        (&["--closed-enumerations"], "closed_enumeration!"),
    ] {
        assert!(!plain.contains(present), "{present}");
        let text = generated(options);
        assert!(text.contains(present), "{options:?} does not make {present}");
    }
    let narrowed = generated(&["--operation", "For*"]);
    assert!(narrowed.contains("fn forget(") && !narrowed.contains("fn track("));
}

#[test]
fn an_unsupported_operation_is_a_warning_and_with_strict_an_error() {
    let arguments = ["generate", "parcels.wsdl", "--out", "-"];
    let warned = saponify(&arguments);
    assert!(
        warned.errors.contains("warning: the operation `PrintLabel` is not generated: its attachments are not in `mime:multipartRelated`"),
        "{}",
        warned.errors
    );
    let strict = saponify(&[arguments.as_slice(), &["--strict"]].concat());
    assert_eq!((strict.code, strict.output.as_str()), (Some(3), ""));
}

#[test]
fn a_problem_is_shown_with_its_source_line() {
    let run = saponify(&["generate", "broken.wsdl", "--out", "-", "--strict"]);
    assert_eq!((run.code, run.output.as_str()), (Some(3), ""));
    is_golden(&run.errors, "broken.errors.txt");
}

#[test]
fn a_schema_without_a_wsdl_yields_types_and_elements() {
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("parcel.xsd");
    let with = |content: &str| {
        fs::write(&schema, format!("<schema xmlns='http://www.w3.org/2001/XMLSchema'>{content}</schema>"))
            .unwrap();
    };
    let path = schema.display().to_string();
    with(
        "<complexType name='Parcel'><attribute name='number' type='int'/></complexType>\
         <element name='parcel' type='Parcel'/><element name='weight' type='decimal'/>\
         <element name='load'><complexType><sequence><element ref='parcel'/></sequence></complexType></element>",
    );
    let run = saponify(&["generate", &path, "--out", "-"]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    for part in [
        "pub struct Parcel {",
        "pub const PARCEL: Root<Parcel> = Root::new(\"\", \"parcel\");",
        "pub const WEIGHT: Root<xsd::Decimal> =",
        "pub struct Load {",
        "pub const LOAD: Root<Load> =",
    ] {
        assert!(run.output.contains(part), "{part}\n{}", run.output);
    }
    assert!(run.errors.contains("3 elements, 2 types: "), "{}", run.errors);
    let list = saponify(&["list", &path]);
    for part in ["element parcel: Parcel", "element load: an anonymous type", "3 global elements"] {
        assert!(list.output.contains(part), "{}", list.output);
    }
    let json = saponify(&["list", &path, "--json"]);
    assert!(json.output.contains("\"elements\": ["), "{}", json.output);
    let sample = saponify(&["sample", &path, "load", "--compact"]);
    assert_eq!(sample.output, "<load><parcel number=\"1\"/></load>\n", "{}", sample.errors);
    let near = saponify(&["sample", &path, "wieght"]);
    assert_eq!(near.code, Some(3));
    assert!(near.errors.contains("did you mean `weight`?"), "{}", near.errors);
    let out = folder.path().join("docs");
    assert_eq!(saponify(&["docs", &path, "--out", &out.display().to_string()]).code, Some(0));
    let index = fs::read_to_string(out.join("index.md")).unwrap();
    assert!(index.contains("| `load` | `LOAD` | <code>[Load](types/Load.md)</code> |"), "{index}");
    // A schema with nothing to generate is not an error.
    with("<attribute name='number' type='int'/>");
    let run = saponify(&["generate", &path, "--out", "-"]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(run.errors.contains("the schema declares no type and no element"), "{}", run.errors);
    assert_eq!(saponify(&["generate", &path, "--out", "-", "--strict"]).code, Some(3));
}

#[test]
fn a_url_is_not_fetched_and_the_hint_says_so() {
    let run = saponify(&["list", "http://localhost/parcels?wsdl"]);
    assert_eq!(run.code, Some(3));
    assert!(run.errors.contains("= help: nothing is fetched from the network"), "{}", run.errors);
}

#[test]
fn a_member_of_an_undefined_type_is_kept_as_xml() {
    let run = saponify(&["generate", "broken.wsdl", "--out", "-"]);
    assert_eq!(run.code, Some(0));
    assert!(run.errors.starts_with("warning: `Stete` is not a type of `urn:parcels`\n"), "{}", run.errors);
    assert!(run.output.contains("pub state: Element,"), "{}", run.output);
}

#[test]
fn exit_codes_distinguish_failures() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let under_a_file = file.join("parcels.rs").display().to_string();
    for (arguments, code) in [
        (["--help"].as_slice(), 0),
        (&["--version"], 0),
        (&[], 2),
        (&["frobnicate"], 2),
        (&["generate", "parcels.wsdl"], 2),
        (&["generate", "parcels.wsdl", "--out", "-", "--rename", "x"], 2),
        (&["list", "nowhere.wsdl"], 3),
        (&["generate", "broken.wsdl", "--out", "-", "--strict"], 3),
        (&["list", "parcels.list.txt"], 3),
        (&["sample", "parcels.wsdl", "Nothing"], 3),
        (&["sample", "parcels.wsdl", "Track", "--soap", "1.3"], 2),
        (&["diff", "parcels.wsdl", "nowhere.wsdl"], 3),
        (&["docs", "parcels.wsdl", "--out", &under_a_file], 4),
        (&["generate", "parcels.wsdl", "--out", &under_a_file], 4),
    ] {
        let run = saponify(arguments);
        assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.errors);
        assert_eq!(run.errors.is_empty(), code == 0, "{arguments:?}");
    }
}

#[test]
fn colour_is_used_on_terminals_or_on_demand() {
    let escape = '\u{1b}';
    let plain = saponify(&["list", "broken.wsdl"]);
    assert!(!plain.output.contains(escape) && !plain.errors.contains(escape));
    let coloured = saponify(&["list", "broken.wsdl", "--color", "always"]);
    assert!(coloured.output.contains(escape) && coloured.errors.contains(escape));
}

#[test]
fn a_closed_pipe_is_not_a_failure() {
    let mut child = command(&["generate", "parcels.wsdl", "--out", "-", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{errors}");
    assert!(!errors.contains("panic"), "{errors}");
}

#[test]
fn sample_prints_an_envelope_of_either_version_and_direction() {
    for (arguments, golden) in [
        (["sample", "parcels.wsdl", "Track"].as_slice(), "track.request.xml"),
        (&["sample", "parcels.wsdl", "Track", "--reply", "--soap", "1.2"], "track.reply12.xml"),
    ] {
        let run = saponify(arguments);
        assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
        is_golden(&run.output, golden);
    }
    let compact = saponify(&["sample", "parcels.wsdl", "Forget", "--compact"]).output;
    assert_eq!(
        compact,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <Forget xmlns=\"urn:parcels\"><Number>AA000000</Number></Forget></soap:Body></soap:Envelope>\n"
    );
}

#[test]
fn sample_writes_all_examples_of_a_contract_to_a_folder() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("samples");
    let _ = fs::remove_dir_all(&folder);
    let out = folder.display().to_string();
    // `Forget` is one-way, so it has no reply.
    for (arguments, expected) in [
        (["sample", "parcels.wsdl", "--reply", "--out", &out].as_slice(), "Track.xml"),
        (&["sample", "parcels.wsdl", "--json", "--out", &out], "Forget.json Track.json Track.xml"),
        (&["sample", "parcels.wsdl", "--out", &out], "Forget.json Forget.xml Track.json Track.xml"),
    ] {
        let run = saponify(arguments);
        assert_eq!((run.code, run.output.as_str()), (Some(0), ""), "{}", run.errors);
        let mut names: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names.join(" "), expected);
    }
    let track = fs::read_to_string(folder.join("Track.xml")).unwrap();
    is_golden(&track, "track.request.xml");
    // A sample that was changed is written again. A file that is not a sample is kept.
    fs::write(folder.join("Track.xml"), "").unwrap();
    fs::write(folder.join("Other.xml"), "kept").unwrap();
    assert_eq!(saponify(&["sample", "parcels.wsdl", "--out", &out]).code, Some(0));
    assert_eq!(fs::read_to_string(folder.join("Track.xml")).unwrap(), track);
    assert_eq!(fs::read_to_string(folder.join("Other.xml")).unwrap(), "kept");
    assert_eq!(saponify(&["sample", "parcels.wsdl"]).code, Some(2));
}

#[test]
fn names_of_a_contract_do_not_leave_the_folder() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("samples-of-hostile-names");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let parcels = fs::read_to_string(fixtures().join("parcels.wsdl")).unwrap();
    let hostile = parcels.replace("name=\"Forget\"", "name=\"../../Forget\"");
    assert_ne!(parcels, hostile);
    fs::write(folder.join("hostile.wsdl"), hostile).unwrap();
    let (path, out) = (folder.join("hostile.wsdl"), folder.join("a/b"));
    saponify(&["sample", &path.display().to_string(), "--out", &out.display().to_string()]);
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert!(names == ["a", "hostile.wsdl"] || names == ["hostile.wsdl"], "{names:?}");
    assert!(fs::read_dir(folder.join("a")).map_or(0, Iterator::count) <= 1);
}

#[test]
fn sample_writes_the_types_and_arrays_of_soap_encoding() {
    for (document, arguments, parts) in [
        (
            "../fixtures/golden/encoded.wsdl",
            ["Call"].as_slice(),
            [
                "soap:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"",
                "<rows xsi:type=\"soapenc:Array\" soapenc:arrayType=\"n1:Row[1]\"><item xsi:type=\"n1:Row\"><Id xsi:type=\"xsd:int\">",
                "<name xsi:type=\"xsd:string\">Name</name></n1:Call>",
            ],
        ),
        (
            "../fixtures/golden/encoded_soap12.wsdl",
            &["Call", "--reply"],
            [
                "<CallResponse xmlns=\"urn:t\" soap:encodingStyle=\"http://www.w3.org/2003/05/soap-encoding\">",
                ">found</n1:result>",
                "soapenc:arraySize=\"1\"><item xsi:type=\"n1:Row\">",
            ],
        ),
    ] {
        let run = saponify(&[["sample", document, "--compact"].as_slice(), arguments].concat());
        assert_eq!((run.code, run.errors.as_str()), (Some(0), ""));
        for part in parts {
            assert!(run.output.contains(part), "{part} is not in {}", run.output);
        }
    }
}

#[test]
fn list_and_generate_give_the_same_reasons() {
    let folder = tempfile::tempdir().unwrap();
    for (binding, reason) in [
        (
            r#"<binding name="B" type="t:P"><s:binding xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"/>"#,
            "the binding `B` does not have it",
        ),
        (
            r#"<binding name="B" type="t:Q"><s:binding xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"/><operation name="Set"/>"#,
            "its port type `Q` is not defined",
        ),
        (
            r#"<binding name="B" type="t:P"><x:binding xmlns:x="urn:queue"/><operation name="Set"/>"#,
            "the binding `B` uses an unknown protocol, `urn:queue`",
        ),
    ] {
        let path = folder.path().join("test.wsdl");
        let document = format!(
            r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t" targetNamespace="urn:t"><message name="I"/>
            <portType name="P"><operation name="Set"><input message="t:I"/></operation></portType>
            {binding}</binding><service name="S"><port name="P" binding="t:B"/></service></definitions>"#
        );
        std::fs::write(&path, document).unwrap();
        let path = path.to_str().unwrap();
        let list = saponify(&["list", path]).output;
        assert!(list.contains(&format!("not generated: {reason}\n")), "{list}");
        let out = folder.path().join("test.rs");
        let generate = saponify(&["generate", path, "--out", out.to_str().unwrap()]).errors;
        assert!(
            generate.contains(&format!("the operation `Set` is not generated because {reason}\n")),
            "{generate}"
        );
        let sample = saponify(&["sample", path, "Set"]).errors;
        assert!(sample.contains(&format!("the operation `Set` is not generated: {reason}\n")), "{sample}");
    }
}

#[test]
fn list_shows_operations_that_another_binding_of_the_client_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.wsdl");
    let binding = |name: &str, operations: &str| {
        format!(
            r#"<binding name="{name}" type="t:P"><s:binding xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" transport="http://schemas.xmlsoap.org/soap/http"/>{operations}</binding>"#
        )
    };
    let set = r#"<operation name="Set"><input/></operation>"#;
    let document = format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t" targetNamespace="urn:t"><message name="I"/>
        <portType name="P"><operation name="Set"><input message="t:I"/></operation><operation name="Reset"><input message="t:I"/></operation></portType>
        {}{}<service name="S"><port name="A" binding="t:A"/><port name="B" binding="t:B"/></service></definitions>"#,
        binding("A", set),
        binding("B", &format!("{set}{}", set.replace("Set", "Reset")))
    );
    std::fs::write(&path, document).unwrap();
    let list = saponify(&["list", path.to_str().unwrap()]).output;
    assert!(list.contains("Reset") && !list.contains("not generated"), "{list}");
    let out = folder.path().join("test.rs");
    let generate = saponify(&["generate", path.to_str().unwrap(), "--out", out.to_str().unwrap()]).errors;
    assert!(generate.contains("1 client, 2 operations"), "{generate}");
}

/// Writes a WSDL whose service has the given `port` elements. They may use the bindings `One` and `Two`. Both
/// bindings have an operation `Find`, with different requests.
fn two_ports(folder: &Path, ports: &str) -> String {
    let binding = |name: &str, element: &str| {
        format!(
            r#"<message name="{name}"><part name="p" element="t:{element}"/></message>
            <portType name="{name}"><operation name="Find"><input message="t:{name}"/></operation></portType>
            <binding name="{name}" type="t:{name}"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
            <operation name="Find"><s:operation soapAction="urn:{name}"/><input><s:body use="literal"/></input></operation></binding>"#
        )
    };
    let document = format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"
        xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
        <types><xs:schema targetNamespace="urn:t"><xs:element name="Book" type="xs:int"/><xs:element name="Film" type="xs:int"/></xs:schema></types>
        {}{}<service name="Shop">{ports}</service></definitions>"#,
        binding("One", "Book"),
        binding("Two", "Film")
    );
    let path = folder.join("shop.wsdl");
    std::fs::write(&path, document).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn sample_writes_the_attributes_of_a_body_whose_part_has_a_type() {
    let run = saponify(&["sample", "../fixtures/golden/body_types.wsdl", "Send", "--compact"]);
    let body = run.output.split("<soap:Body").nth(1).and_then(|rest| rest.split('>').next());
    assert!(body.is_some_and(|attributes| attributes.contains(" id=\"")), "{}{}", run.output, run.errors);
}

#[test]
fn sample_can_name_one_of_several_ports() {
    let folder = tempfile::tempdir().unwrap();
    let ports = r#"<port name="First" binding="t:One"/><port name="Second" binding="t:Two"/>"#;
    let path = two_ports(folder.path(), ports);
    let run = saponify(&["sample", &path, "Find"]);
    assert_eq!(run.code, Some(3));
    assert!(run.errors.contains("`First/Find`, `Second/Find`"), "{}", run.errors);
    for (name, element) in [("First/Find", "<Book "), ("Shop/Second/Find", "<Film ")] {
        let run = saponify(&["sample", &path, name]);
        assert!(run.output.contains(element), "{name}: {}{}", run.output, run.errors);
    }
}

#[test]
fn a_port_without_a_binding_hides_no_operation() {
    let folder = tempfile::tempdir().unwrap();
    let path = two_ports(folder.path(), r#"<port name="First" binding="t:Gone"/>"#);
    let list = saponify(&["list", &path]);
    assert!(list.output.contains("1 service, 0 ports, 2 operations"), "{}", list.output);
    assert!(list.errors.contains("`Gone` is not a binding of `urn:t`"), "{}", list.errors);
    let out = folder.path().join("shop.rs");
    let generate = saponify(&["generate", &path, "--out", out.to_str().unwrap()]);
    assert!(generate.errors.contains("2 clients, 2 operations"), "{}", generate.errors);
}

#[test]
fn sample_reports_why_no_example_is_possible() {
    for (arguments, message) in [
        (["sample", "parcels.wsdl", "Trak"].as_slice(), "did you mean `Track`?"),
        (&["sample", "parcels.wsdl", "Forget", "--reply"], "it is one-way and has no reply"),
        (&["sample", "parcels.wsdl", "PrintLabel"], "its attachments are not in `mime:multipartRelated`"),
    ] {
        let run = saponify(arguments);
        assert_eq!((run.code, run.output.as_str()), (Some(3), ""));
        assert!(run.errors.contains(message), "{}", run.errors);
    }
}

#[test]
fn sample_reports_an_abstract_type_without_derived_types() {
    let folder = tempfile::tempdir().unwrap();
    let path = two_ports(folder.path(), r#"<port name="First" binding="t:One"/>"#);
    let document = std::fs::read_to_string(&path).unwrap().replace(
        r#"<xs:element name="Book" type="xs:int"/>"#,
        r#"<xs:element name="Book" type="t:Book"/><xs:complexType name="Book" abstract="true"><xs:sequence/></xs:complexType>"#,
    );
    std::fs::write(&path, document).unwrap();
    let run = saponify(&["sample", &path, "First/Find"]);
    assert!(
        run.errors.contains("an abstract type or element that nothing in the contract may replace"),
        "{}",
        run.errors
    );
}

#[test]
fn sample_masks_secrets() {
    let plain = saponify(&["sample", "parcels.wsdl", "Forget"]).output;
    assert!(plain.contains("<Number>AA000000</Number>"), "{plain}");
    let Some(path) = shared("superoffice/wsdl/Services86-User.wsdl") else { return };
    let masked = saponify(&["sample", &path, "GenerateNewPasswordForExternalUser"]).output;
    assert!(masked.contains("<Ticket>…</Ticket>"), "{masked}");
    let operation = "GenerateNewPasswordForExternalUser";
    let secret = "GenerateNewPasswordForExternalUserResponse/Response";
    let reply = saponify(&["sample", &path, operation, "--reply", "--secret", secret]).output;
    assert!(reply.contains("<Response>…</Response>"), "{reply}");
}

#[test]
fn docs_writes_a_page_for_each_operation_and_type() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().display().to_string();
    let run = saponify(&["docs", "parcels.wsdl", "--out", &out, "--quiet"]);
    assert_eq!((run.code, run.output.as_str()), (Some(0), ""), "{}", run.errors);
    let page = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    is_golden(&page("Parcels/Track.md"), "track.md");
    is_golden(&page("Parcels/index.md"), "parcels.md");
    assert!(page("types/State.md").contains("| `Underway` | `Underway` |"), "{}", page("types/State.md"));
    assert!(page("Parcels/Forget.md").contains("None: the operation is one-way"));
}

#[test]
fn all_links_of_pages_have_a_target() {
    let folder = tempfile::tempdir().unwrap();
    let wsdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl/User.wsdl").display().to_string();
    let out = folder.path().display().to_string();
    assert_eq!(saponify(&["docs", &wsdl, "--out", &out, "--quiet"]).code, Some(0));
    let mut links = 0;
    let mut folders = vec![folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                assert!(folder.join(link).is_file(), "{}: {link}", path.display());
                links += 1;
            }
        }
    }
    assert!(links > 79, "{links}");
}

#[test]
fn the_page_of_an_operation_has_the_facts_of_the_vendors_page_and_more() {
    let folder = tempfile::tempdir().unwrap();
    let wsdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl/User.wsdl").display().to_string();
    let out = folder.path().display().to_string();
    let secret = "GenerateNewPasswordForExternalUserResponse/Response";
    assert_eq!(saponify(&["docs", &wsdl, "--out", &out, "--quiet", "--secret", secret]).code, Some(0));
    let page = fs::read_to_string(folder.path().join("User/GenerateNewPasswordForExternalUser.md")).unwrap();
    for fact in [
        // Facts that the page has in common with SuperOffice's reference: service, purpose, restriction, parameter,
        // result, ticket, token, both envelopes.
        "/Remote/Services86/User.svc",
        "User.wsdl",
        "new password for an external user",
        "Restricted in SuperOffice Online",
        "| `AssociateName` | `associate_name` |",
        "associate who gets the new password",
        "generated password",
        "issued by the service `SoPrincipal`",
        "Required by SuperOffice Online; ignored by on-site installations",
        "<AssociateName>jdoe</AssociateName>",
        "<Response>…</Response>",
        // Facts that SuperOffice's reference lacks.
        "SOAPAction: \"http://www.superoffice.net/ws/crm/NetServer/Services86/User/GenerateNewPasswordForExternalUser\"",
        "`UserClient::generate_new_password_for_external_user`",
        "`ExceptionInfo`",
        "`Succeeded` is `false` reports a failed call",
    ] {
        assert!(page.contains(fact), "{fact} is not in\n{page}");
    }
}

#[test]
fn diff_separates_breaking_from_harmless_changes() {
    let run = saponify(&["diff", "parcels.wsdl", "parcels-2.wsdl"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(1), ""));
    is_golden(&run.output, "parcels.diff.txt");
    let json = saponify(&["diff", "parcels.wsdl", "parcels-2.wsdl", "--json"]);
    assert_eq!(json.code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&json.output).unwrap();
    assert_eq!(json["counts"]["breaks"], 4);
    let changes = json["changes"].as_array().unwrap();
    let weight = changes.iter().find(|change| change["rust"] == "Parcel.weight").unwrap();
    assert_eq!((&weight["kind"], &weight["effect"]), (&"required".into(), &"breaks".into()));
    assert_eq!((&weight["name"], &weight["new"]), (&"Parcel/Weight".into(), &"xsd::Decimal".into()));
}

#[test]
fn diff_of_a_contract_with_itself_is_empty() {
    let run = saponify(&["diff", "parcels.wsdl", "parcels.wsdl"]);
    assert_eq!((run.code, run.output.as_str()), (Some(0), "nothing changed for callers\n"));
    let Some(vendors) = shared("superoffice/wsdl/Services86-User.wsdl") else { return };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl/User.wsdl").display().to_string();
    let run = saponify(&["diff", &vendors, &own]);
    assert_eq!((run.code, run.output.as_str()), (Some(0), "nothing changed for callers\n"));
}

#[test]
fn a_new_version_in_the_namespace_is_one_harmless_change() {
    let Some(old) = shared("superoffice/wsdl/Services86-User.wsdl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("Services88-User.wsdl");
    fs::write(&new, fs::read_to_string(&old).unwrap().replace("Services86", "Services88")).unwrap();
    let run = saponify(&["diff", &old, &new.display().to_string()]);
    assert_eq!(run.code, Some(0), "{}", run.output);
    assert!(run.output.contains("2 changes: 0 break callers"), "{}", run.output);
}

#[test]
fn imports_are_found_by_catalog_or_by_mapping_and_missing_ones_are_named() {
    let missing = saponify(&["list", "importing.wsdl"]);
    assert_eq!(missing.code, Some(3));
    assert!(missing.errors.contains("http://nowhere.invalid/elsewhere.xsd?v=1"), "{}", missing.errors);
    for options in [
        ["--catalog", "catalog.csv"],
        ["--map", "http://nowhere.invalid/elsewhere.xsd?v=1=elsewhere.xsd"],
        ["--map", "urn:elsewhere=elsewhere.xsd"],
    ] {
        let arguments = [["sample", "importing.wsdl", "Ask", "--compact"].as_slice(), &options].concat();
        let run = saponify(&arguments);
        assert_eq!((run.code, run.errors.as_str()), (Some(0), ""), "{options:?}");
        assert!(run.output.contains("<Ask xmlns=\"urn:importing\">Ask</Ask>"), "{}", run.output);
    }
}

#[test]
fn a_binding_without_a_service_is_listed() {
    let run = saponify(&["list", "importing.wsdl", "--catalog", "catalog.csv"]);
    assert!(run.output.starts_with("bindings without a service\n"), "{}", run.output);
    assert!(run.output.contains("0 services, 0 ports, 1 operation, 1 global type"), "{}", run.output);
}
