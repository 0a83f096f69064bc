//! No text of a document becomes code. Every payload at every place of a contract that can contain text must yield the
//! same items as the harmless contract, or a problem. Tested with one and two namespaces, as a file and as a folder.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

use std::{fs, path::Path, process::Command, thread};

use saponify_codegen::{Builder, Error, Generated};

/// Contract in which `«place|text»` marks a place and its harmless text. Several places may have the same name.
const CONTRACT: &str = r##"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" name="«definitions|Shop»" targetNamespace="«wsdl namespace|urn:shop»"
    xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"
    xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
    xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata" xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/"
    xmlns:xmime="http://www.w3.org/2005/05/xmlmime"
    xmlns:w="«wsdl namespace|urn:shop»" xmlns:t="«schema namespace|urn:shop:types»" xmlns:o="«other namespace|OTHER»">
  <documentation>«documentation of definitions|Says.»</documentation>
  <wsp:Policy wsu:Id="«identifier of a policy|Secured»" Name="«name of a policy|urn:shop:secured»"><sp:AsymmetricBinding><wsp:Policy>
    <sp:AlgorithmSuite><wsp:Policy><sp:Basic256Sha256/></wsp:Policy></sp:AlgorithmSuite></wsp:Policy></sp:AsymmetricBinding>
    <sp:SignedParts><sp:Body/><sp:Header Name="«header of a policy|To»" Namespace="urn:shop:headers"/>
    <sp:Header Namespace="«namespace of a policy|urn:shop:headers»"/></sp:SignedParts>
    <a:Unknown xmlns:a="«namespace of an assertion|urn:shop:assertions»"/></wsp:Policy>
  <types>
    <xs:schema targetNamespace="«other namespace|OTHER»">
      <xs:complexType name="«other type|Price»"><xs:sequence><xs:element name="amount" type="xs:decimal"/></xs:sequence></xs:complexType>
    </xs:schema>
    <xs:schema targetNamespace="«schema namespace|urn:shop:types»" elementFormDefault="qualified">
      <xs:import namespace="«other namespace|OTHER»"/>
      <xs:simpleType name="«enumeration|Size»"><xs:annotation><xs:documentation>«documentation of an enumeration|Says.»</xs:documentation>
        </xs:annotation><xs:restriction base="xs:string">
        <xs:enumeration value="«value|small»"><xs:annotation><xs:documentation>«documentation of a value|Says.»</xs:documentation>
        <xs:appinfo><e:EnumerationValue xmlns:e="http://schemas.microsoft.com/2003/10/Serialization/">«number of a value|7»</e:EnumerationValue>
        </xs:appinfo></xs:annotation></xs:enumeration><xs:enumeration value="«undocumented value|large»"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="«simple type|Code»"><xs:restriction base="xs:string"><xs:maxLength value="80"/>
        <xs:pattern value="«pattern|\w+»"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="«union|Either»"><xs:union memberTypes="xs:int xs:boolean"/></xs:simpleType>
      <xs:complexType name="«type|Parcel»"><xs:annotation><xs:documentation>«documentation of a type|Says.»</xs:documentation></xs:annotation>
        <xs:sequence><xs:element name="«member|size»" type="t:«enumeration|Size»"/>
        <xs:element name="note" type="xs:string" minOccurs="0" default="«default|none»"><xs:annotation>
        <xs:documentation>«documentation of a member|Says.»</xs:documentation></xs:annotation></xs:element>
        <xs:element name="price" type="o:«other type|Price»"/><xs:element name="code" type="t:«simple type|Code»"/>
        <xs:element name="either" type="t:«union|Either»"/>
        <xs:element name="photo" type="xs:base64Binary" minOccurs="0" xmime:expectedContentTypes="«media types|image/png»"/>
        <xs:element name="state" type="xs:string" fixed="«fixed value|new»"/>
        <xs:choice><xs:element name="«branch|road»" type="xs:string"/><xs:element name="rail" type="xs:int"/></xs:choice>
        <xs:any namespace="«namespace of a wildcard|urn:shop:any»" processContents="lax" minOccurs="0"/></xs:sequence>
        <xs:attribute name="«attribute|id»" type="xs:string" default="«default of an attribute|none»"/></xs:complexType>
      <xs:complexType name="«derived type|Box»"><xs:complexContent><xs:extension base="t:«type|Parcel»"><xs:sequence>
        <xs:element name="lid" type="xs:boolean"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
      <xs:element name="«element|Send»"><xs:complexType><xs:sequence><xs:element name="parcel" type="t:«type|Parcel»"/></xs:sequence>
        </xs:complexType></xs:element>
      <xs:element name="SendResponse" type="xs:string"/>
      <xs:element name="«element of a fault|Lost»" type="xs:string"/><xs:element name="«element of a header|Key»" type="xs:string"/>
    </xs:schema>
  </types>
  <message name="«message|In»"><part name="«part|p»" element="t:«element|Send»"/></message>
  <message name="Out"><part name="p" element="t:SendResponse"/></message>
  <message name="Lost"><part name="p" element="t:«element of a fault|Lost»"/></message>
  <message name="Key"><part name="«part of a header|k»" element="t:«element of a header|Key»"/></message>
  <message name="Attached"><part name="p" element="t:«element|Send»"/><part name="«attached part|picture»" type="xs:base64Binary">
    <documentation>«documentation of a part|Says.»</documentation></part></message>
  <message name="Called"><part name="«part with a type|size»" type="t:«enumeration|Size»"/></message>
  <portType name="«port type|Shop»"><documentation>«documentation of a port type|Says.»</documentation>
    <operation name="«operation|Send»"><documentation>«documentation of an operation|Says.»</documentation>
      <input name="«input|In»" message="w:«message|In»" wsam:Action="«addressing action|urn:shop/Send/In»"/>
      <output message="w:Out" wsam:Action="«addressing action of a reply|urn:shop/Send/Out»"/>
      <fault name="«fault|Lost»" message="w:Lost" wsam:Action="«addressing action of a fault|urn:shop/Send/Lost»"><documentation>«documentation of a fault|Says.»</documentation></fault></operation>
    <operation name="«undocumented operation|Ask»"><input message="w:«message|In»"/><output message="w:Out"/></operation>
    <operation name="Attach"><input message="w:Attached"/><output message="w:Out"/></operation></portType>
  <portType name="Caller"><operation name="Call"><input message="w:Called"/><output message="w:Called"/></operation></portType>
  <binding name="«binding|Shop»" type="w:«port type|Shop»"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsp:PolicyReference URI="#«identifier of a policy|Secured»"/><documentation>«documentation of a binding|Says.»</documentation>
    <operation name="«operation|Send»"><soap:operation soapAction="«action|urn:shop/Send»"/>
      <input name="«input|In»"><soap:header message="w:Key" part="«part of a header|k»" use="literal"/><soap:body use="literal"/></input>
      <output><soap:body use="literal"/></output><fault name="«fault|Lost»"><soap:fault name="«fault|Lost»" use="literal"/></fault></operation>
    <operation name="«undocumented operation|Ask»"><soap:operation soapAction=""/><input><soap:body use="literal"/></input>
      <output><soap:body use="literal"/></output></operation>
    <operation name="Attach"><soap:operation soapAction="urn:shop/Attach"/><input><mime:multipartRelated>
      <mime:part><soap:body use="literal" parts="p"/></mime:part>
      <mime:part><mime:content part="«attached part|picture»" type="«media type of a part|image/png»"/></mime:part></mime:multipartRelated></input>
      <output><soap:body use="literal"/></output></operation></binding>
  <binding name="Caller" type="w:Caller"><soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Call"><wsp:PolicyReference URI="«missing policy|#None»"/><soap:operation soapAction="urn:shop/Call"/>
      <input><soap:body use="literal" namespace="«namespace of a call|urn:shop:calls»"/></input>
      <output><soap:body use="literal" namespace="«namespace of a call|urn:shop:calls»"/></output></operation></binding>
  <service name="«service|Shop»"><documentation>«documentation of a service|Says.»</documentation>
    <port name="«port|Shop»" binding="w:«binding|Shop»"><soap:address location="«location|http://shop.example/»"/></port>
    <port name="Caller" binding="w:Caller" wsp:PolicyURIs="«policies of a port|urn:shop:secured»"><soap:address location="http://shop.example/3"/></port>
    <port name="«second port|Shop2»" binding="w:«binding|Shop»"><soap:address location="http://shop.example/2"/></port></service>
</definitions>"##;

/// Texts that an attacker appends to the harmless text.
const PAYLOADS: &[&str] = &[
    "`.\npub fn injected() {}\n/// `",
    "\r\npub fn injected() {}\r//",
    "\"; pub fn injected() {} const INJECTED: &str = \"",
    "\"#; pub fn injected() {} const INJECTED: &str = r#\"",
    "*/ pub fn injected() {} /*",
    "} pub mod injected { #![path = \"/injected.rs\"]",
    "]\n#[path = \"injected.rs\"]\npub mod injected;\n#[doc(",
    "\\\"\\u{22}; injected!(); {{}} {0} \\",
    "\n```\n```rust\npanic!();\n```\n.",
    "<script>injected()</script><img src=x onerror=injected()>",
    "](javascript:injected()) [injected] <http://injected/> | cell",
    "\u{202e}\u{2066}}; pub fn injected() {} //\u{2069}",
    "\u{85}\u{9b}2J\u{7f}",
    "\u{2028}pub fn injected() {}\u{2029}",
    "\u{feff}\u{ad}\u{200b}\u{200d}\u{200e}\u{2060}\u{fe0f}",
    "\u{e0041}\u{e0100}\u{34f}\u{3164}\u{115f}\u{ffa0}\u{180e}",
];

/// Returns the places of [`CONTRACT`] into which a payload is inserted, each with the text that it has without a payload.
fn places() -> Vec<(&'static str, &'static str)> {
    let mut places = Vec::new();
    for piece in CONTRACT.split('«').skip(1) {
        let place = piece.split_once('»').and_then(|(place, _)| place.split_once('|')).unwrap();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    assert!(places.len() > 60, "{}", places.len());
    places
}

/// Returns the contract with a payload at one place, with its types in one or two namespaces.
fn contract(attacked: &str, payload: &str, is_several: bool) -> String {
    let escaped: String = payload.chars().map(|character| format!("&#{};", u32::from(character))).collect();
    let mut text = CONTRACT.to_owned();
    for (place, harmless) in places() {
        let other = if is_several { "urn:other:types" } else { "urn:shop:types" };
        let harmless_text = harmless.replace("OTHER", other);
        // If there is only one namespace, both places that contain it get the payload.
        let is_namespace = |place: &str| ["schema namespace", "other namespace"].contains(&place);
        let is_attacked = place == attacked || !is_several && is_namespace(place) && is_namespace(attacked);
        let end = if is_attacked { escaped.as_str() } else { "" };
        text = text.replace(&format!("«{place}|{harmless}»"), &format!("{harmless_text}{end}"));
    }
    assert!(!text.contains('«'), "{text}");
    text
}

/// Generates the code of a contract. If `out` begins with `server`, the code also contains the traits for
/// services and the documents of the contract.
fn generated(folder: &Path, text: &str, out: &str) -> Result<Generated, Error> {
    let wsdl = folder.join("shop.wsdl");
    fs::write(&wsdl, text).unwrap();
    let is_server = out.starts_with("server");
    let builder = Builder::new().wsdl(&wsdl).validate(true).all_types(true);
    builder.server(is_server).embed_contract(is_server).run(Path::new(out))
}

/// Lists items by kind and size, sorted. Names and imports are ignored, since they may contain the payload.
fn shape(items: &[syn::Item], module: usize, shape: &mut Vec<String>) {
    for item in items {
        let text = match item {
            syn::Item::Mod(one) => {
                let content = one.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                self::shape(content, module + 1, shape);
                "module".to_owned()
            }
            syn::Item::Struct(one) => format!("struct of {}", one.fields.len()),
            syn::Item::Enum(one) => format!("enum of {}", one.variants.len()),
            syn::Item::Impl(one) => {
                let of = one.trait_.as_ref().map(|of| of.0.segments[0].ident.to_string()).unwrap_or_default();
                let members = one.items.iter().filter(|item| !is_type_name(item)).count();
                format!("impl {of} of {members}")
            }
            syn::Item::Trait(one) => format!("trait of {}", one.items.len()),
            syn::Item::Const(_) => "constant".to_owned(),
            syn::Item::Type(_) => "alias".to_owned(),
            syn::Item::Macro(one) => format!("macro of {}", one.mac.path.segments.len()),
            syn::Item::Use(_) => continue,
            _ => panic!("an item of another kind"),
        };
        shape.push(format!("{module} {text}"));
    }
    shape.sort();
}

/// Whether an item is the method `details` with only the name of the type in the schema, which is a literal.
/// A type has this method only if its identifier differs from this name, which depends on the payload.
fn is_type_name(item: &syn::ImplItem) -> bool {
    let syn::ImplItem::Fn(method) = item else { return false };
    let [syn::Stmt::Expr(syn::Expr::Call(call), None)] = method.block.stmts.as_slice() else { return false };
    let is_literal = matches!(call.args.first(), Some(syn::Expr::Lit(_))) && call.args.len() == 1;
    method.sig.ident == "details" && is_literal
}

fn shape_of(generated: &Generated, context: &str) -> Vec<String> {
    let mut all = Vec::new();
    for file in &generated.files {
        assert_visible(&file.text, context);
        let parsed =
            syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{context}: {error}\n{}", file.text));
        assert!(parsed.attrs.is_empty(), "{context}: {}", file.text);
        shape(&parsed.items, file.path.matches('/').count(), &mut all);
    }
    all.sort();
    all
}

/// Asserts that a text has no control, format or invisible character except line breaks.
fn assert_visible(text: &str, context: &str) {
    let hidden = |character: char| {
        (character.is_control() && character != '\n')
            || PAYLOADS[11..].iter().any(|payload| !character.is_ascii() && payload.contains(character))
    };
    if let Some(line) = text.split('\n').find(|line| line.contains(hidden)) {
        panic!("{context}: {line:?}");
    }
}

/// The items that are not constants.
fn others(shape: &[String]) -> Vec<&String> {
    shape.iter().filter(|item| !item.ends_with(" constant")).collect()
}

/// Whether every item of `found` occurs in `all`.
///
/// The comparison ignores the depth of items and the number of members of `impl`s and traits. Both change if
/// a payload causes the generator to leave something out. If only one service is left, its items move to the
/// root module. If an operation is left out, the `impl` of its client has one method less.
fn is_part(found: &[String], all: &[String]) -> bool {
    let kind = |item: &String| {
        let item = item.split_once(' ').map_or(item.as_str(), |(_, item)| item);
        let size = item.rfind(" of ").filter(|_| item.starts_with("impl ") || item.starts_with("trait "));
        item[..size.unwrap_or(item.len())].to_owned()
    };
    let mut left: Vec<String> = all.iter().map(kind).collect();
    found.iter().map(kind).all(|item| {
        let place = left.iter().position(|known| *known == item);
        place.map(|place| left.swap_remove(place)).is_some()
    })
}

/// Generates with every payload at every place. Returns the cases whose items differ from those of the harmless
/// contract, and the number of cases in which code was generated.
fn differences(is_several: bool, out: &str) -> (Vec<String>, usize) {
    let work = tempfile::tempdir().unwrap();
    let harmless = generated(work.path(), &contract("", "", is_several), out).unwrap();
    let harmless = shape_of(&harmless, "harmless");
    let (mut different, mut written) = (Vec::new(), 0);
    for (place, _) in places() {
        for payload in PAYLOADS {
            let context = format!("{payload:?} at {place}, several: {is_several}, {out}");
            match generated(work.path(), &contract(place, payload, is_several), out) {
                Ok(generated) => {
                    let found = shape_of(&generated, &context);
                    // A payload may cause the generator to omit items, if a warning reports it. For example,
                    // it omits an operation whose name is not a valid element name, and the facets of a type
                    // whose pattern is invalid. If the payload is in the identifier of a policy or
                    // in a reference to it, the reference is undefined, and the function that describes the
                    // policy is omitted.
                    let is_part = !generated.warnings.is_empty() && is_part(&found, &harmless);
                    // White space in the payload turns the namespace into a list of namespaces, and each has a
                    // constant.
                    let is_list = place == "namespace of a wildcard" && others(&found) == others(&harmless);
                    let is_same = found == harmless || is_list || is_part;
                    generated.warnings.iter().for_each(|warning| assert_visible(warning, &context));
                    different.extend((!is_same).then_some(context));
                    written += 1;
                }
                Err(error @ Error::Documents { .. }) => assert_visible(&error.to_string(), &context),
                Err(error) => panic!("{context}: {error}"),
            }
        }
    }
    (different, written)
}

#[test]
fn no_text_of_a_contract_becomes_code() {
    let found = thread::scope(|scope| {
        let runs = [(false, "server.rs"), (true, "shop.rs"), (false, "shop"), (true, "server")];
        let runs = runs.map(|(is_several, out)| scope.spawn(move || differences(is_several, out)));
        runs.map(|run| run.join().unwrap())
    });
    for (different, written) in found {
        assert!(different.is_empty(), "these have other items than the harmless contract: {different:#?}");
        assert!(written > 500, "only {written} were written");
    }
}

#[test]
fn code_generated_from_hostile_texts_compiles() {
    let work = tempfile::tempdir().unwrap();
    let (mut root, mut count) = (String::new(), 0);
    for (index, (place, _)) in places().into_iter().enumerate() {
        let payload = PAYLOADS[index % PAYLOADS.len()];
        let hidden: String = PAYLOADS[11..].concat();
        for (payload, out) in [(payload, "server.rs"), (&hidden, ["shop.rs", "server.rs"][index % 2])] {
            let Ok(generated) = generated(work.path(), &contract(place, payload, true), out) else {
                continue;
            };
            let name = format!("m{count}");
            fs::create_dir_all(work.path().join("src")).unwrap();
            fs::write(work.path().join(format!("src/{name}.rs")), &generated.files[0].text).unwrap();
            root.push_str(&format!("pub mod {name};\n"));
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let manifest = format!(
        "[package]\nname = \"injection\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\nsaponify = {{ path = {:?}, features = [\"mime\", \"service\"] }}\n[workspace]\n",
        runtime.display().to_string()
    );
    fs::write(work.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(runtime.join("../Cargo.lock"), work.path().join("Cargo.lock")).unwrap();
    fs::write(work.path().join("src/lib.rs"), format!("#![deny(warnings)]\n{root}")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("injection"))
        .current_dir(work.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Tests of what the command line prints, and of the crates that it generates.
#[cfg(feature = "cli")]
mod command_line {
    use std::{
        collections::BTreeSet,
        fs,
        path::Path,
        process::{Command, Output},
    };

    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::{PAYLOADS, assert_visible, contract, places};

    fn run(arguments: &[&str], folder: &Path) -> Output {
        Command::new(env!("CARGO_BIN_EXE_saponify")).args(arguments).current_dir(folder).output().unwrap()
    }

    /// The manifest and the README of a generated crate.
    fn scaffold(folder: &Path) -> (String, String) {
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        (read("Cargo.toml"), read("README.md"))
    }

    #[test]
    fn contract_texts_do_not_change_the_files_of_a_generated_crate() {
        let work = tempfile::tempdir().unwrap();
        let mut written = 0;
        let hidden = PAYLOADS[11..].concat();
        for (index, (place, _)) in places().into_iter().enumerate() {
            for payload in [PAYLOADS[0], PAYLOADS[8], PAYLOADS[index % PAYLOADS.len()], &hidden] {
                let context = format!("{payload:?} at {place}");
                let folder = work.path().join(format!("crate-{written}-{index}"));
                fs::create_dir_all(&folder).unwrap();
                fs::write(work.path().join("shop.wsdl"), contract(place, payload, true)).unwrap();
                let out = folder.join("shop").display().to_string();
                let generated = run(&["generate", "shop.wsdl", "--crate", "--out", &out], work.path());
                let told = String::from_utf8(generated.stderr).unwrap();
                assert_visible(&told, &context);
                if !generated.status.success() {
                    continue;
                }
                written += 1;
                let (manifest, page) = scaffold(&folder.join("shop"));
                let expected = format!(
                    "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[features]\n\
                     reqwest = [\"saponify/reqwest\"]\nureq = [\"saponify/ureq\"]\n\n[dependencies]\nsaponify = \"{}\"\n",
                    env!("CARGO_PKG_VERSION")
                );
                assert_eq!(manifest, expected, "{context}");
                assert_visible(&page, &context);
                assert_eq!(active(&page), BTreeSet::new(), "{context}: {page}");
                // The README has exactly two code blocks, whatever the client names contain.
                assert_eq!(
                    page.lines().filter(|line| line.starts_with("```")).count(),
                    4,
                    "{context}: {page}"
                );
                let root = fs::read_to_string(folder.join("shop/src/lib.rs")).unwrap();
                assert_visible(&root, &context);
                let parsed =
                    syn::parse_file(&root).unwrap_or_else(|error| panic!("{context}: {error}\n{root}"));
                assert!(
                    parsed.attrs.iter().all(|attribute| attribute.path().is_ident("doc")),
                    "{context}: {root}"
                );
            }
        }
        assert!(written > 100, "{written}");
    }

    #[test]
    fn the_path_of_the_runtime_is_text_in_a_manifest() {
        let work = tempfile::tempdir().unwrap();
        fs::write(work.path().join("shop.wsdl"), contract("", "", true)).unwrap();
        let runtime = "a\"]\n[injected]\n\\\u{202e}\u{e0041}\u{7f}```";
        let arguments = ["generate", "shop.wsdl", "--crate", "--out", "shop", "--runtime", runtime];
        let generated = run(&arguments, work.path());
        assert!(generated.status.success(), "{}", String::from_utf8_lossy(&generated.stderr));
        let (manifest, page) = scaffold(&work.path().join("shop"));
        let expected = r#"saponify = { path = "a\"]\U0000000A[injected]\U0000000A\\\U0000202E\U000E0041\U0000007F```" }"#;
        assert!(manifest.lines().any(|line| line == expected), "{manifest}");
        assert!(!manifest.contains("\n[injected]"), "{manifest}");
        assert_visible(&page, "README.md");
        assert_eq!(page.lines().filter(|line| line.starts_with("```")).count(), 4, "{page}");
    }

    #[test]
    fn diff_shows_contract_texts_without_interpreting_them() {
        let work = tempfile::tempdir().unwrap();
        fs::write(work.path().join("before.wsdl"), contract("", "", true)).unwrap();
        let (mut compared, mut shown) = (0, 0);
        let hidden = PAYLOADS[11..].concat();
        for (index, (place, _)) in places().into_iter().enumerate() {
            let payload = PAYLOADS[index % PAYLOADS.len()];
            for payload in [payload, &hidden] {
                let context = format!("{payload:?} at {place}");
                fs::write(work.path().join("after.wsdl"), contract(place, payload, true)).unwrap();
                for order in [["before.wsdl", "after.wsdl"], ["after.wsdl", "before.wsdl"]] {
                    for options in [&["--color=always"][..], &["--json"]] {
                        let arguments = [&["diff"], &order[..], options].concat();
                        let compared_now = run(&arguments, work.path());
                        let output = String::from_utf8(compared_now.stdout).unwrap();
                        let told = String::from_utf8(compared_now.stderr).unwrap();
                        for text in [&output, &told] {
                            assert_visible(&without_colours(text), &context);
                            assert!(
                                !text.lines().any(|line| line.starts_with("pub fn")),
                                "{context}: {text}"
                            );
                        }
                        assert!(
                            compared_now.status.code().is_some_and(|code| code != 101),
                            "{context}: {told}"
                        );
                        compared += usize::from(told.is_empty());
                        shown += usize::from(!output.contains("nothing changed") && !output.is_empty());
                    }
                }
            }
        }
        assert!(compared > 200 && shown > 200, "{compared} {shown}");
    }

    /// The text without the sequences that colour it.
    fn without_colours(text: &str) -> String {
        let mut pieces = text.split('\u{1b}');
        let mut plain = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let code = piece.strip_prefix('[').and_then(|rest| rest.split_once('m'));
            let code =
                code.filter(|(code, _)| code.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'));
            // Any other escape character is kept, and `assert_visible` reports it.
            plain.push_str(&code.map_or_else(|| format!("\u{1b}{piece}"), |(_, rest)| rest.to_owned()));
        }
        plain
    }

    fn pages(folder: &Path, pages: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => self::pages(&path, pages),
                false => pages.push(fs::read_to_string(path).unwrap()),
            }
        }
    }

    /// Returns the HTML and the link targets in Markdown.
    fn active(markdown: &str) -> BTreeSet<String> {
        let events = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
        let active = events.filter_map(|event| match event {
            Event::Html(html) | Event::InlineHtml(html) => Some(html.to_string()),
            Event::Start(Tag::Link { dest_url, .. }) if !dest_url.ends_with(".md") => {
                Some(dest_url.to_string())
            }
            Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        });
        active.collect()
    }

    #[test]
    fn pages_and_listings_show_texts_without_interpreting_them() {
        let work = tempfile::tempdir().unwrap();
        let mut written = 0;
        for (index, (place, _)) in places().into_iter().enumerate() {
            for payload in [PAYLOADS[8], PAYLOADS[9], PAYLOADS[10], PAYLOADS[index % PAYLOADS.len()]] {
                let context = format!("{payload:?} at {place}");
                fs::write(work.path().join("shop.wsdl"), contract(place, payload, true)).unwrap();
                let out = format!("pages-{written}-{index}");
                let docs = run(&["docs", "shop.wsdl", "--all-types", "--out", &out], work.path());
                for arguments in [["list", "shop.wsdl", "--color=never"], ["list", "shop.wsdl", "--json"]] {
                    let listed = run(&arguments, work.path());
                    for stream in [listed.stdout, listed.stderr, docs.stdout.clone(), docs.stderr.clone()] {
                        let text = String::from_utf8(stream).unwrap();
                        assert_visible(&text, &context);
                        assert!(!text.lines().any(|line| line.starts_with("pub fn")), "{context}: {text}");
                    }
                }
                let mut texts = Vec::new();
                if docs.status.success() {
                    pages(&work.path().join(&out), &mut texts);
                    written += 1;
                }
                for text in texts {
                    assert_visible(&text, &context);
                    for active in active(&text) {
                        let is_planned = ["<code>", "</code>", "<br>"].contains(&active.as_str())
                            // A web address in documentation becomes a link.
                            || place.starts_with("documentation") && active.starts_with("http://injected/");
                        assert!(is_planned, "{context}: {active} in {text}");
                    }
                }
            }
        }
        assert!(written > 100, "{written}");
    }
}
