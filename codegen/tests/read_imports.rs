//! Resolution of imports, and the problems reported if it fails.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod read_support;

use std::collections::BTreeMap;

use read_support::*;
use saponify_codegen::internals::{
    model::{Builtin, QName},
    problem::Problems,
    read::{ReadOptions, read},
    source::Sources,
};

fn importing(imports: &str) -> String {
    schema_text(&format!("{imports}<xs:element name='e' type='o:T' xmlns:o='urn:o'/>"))
}

fn other(namespace: &str) -> String {
    format!(
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='{namespace}'>
         <xs:simpleType name='T'><xs:restriction base='xs:int'/></xs:simpleType></xs:schema>"
    )
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn imports_resolve_to_relative_and_absolute_files() {
    for (location, name) in [
        ("o.xsd", "dir/o.xsd"),
        ("./o.xsd", "dir/o.xsd"),
        ("../o.xsd", "o.xsd"),
        ("sub/../../more/o.xsd", "more/o.xsd"),
        ("a%20b.xsd", "dir/a b.xsd"),
        ("sub\\o.xsd", "dir/sub/o.xsd"),
        ("file:o.xsd", "dir/o.xsd"),
    ] {
        let text = importing(&format!("<xs:import namespace='urn:o' schemaLocation='{location}'/>"));
        let read = read_all(&[("dir/t.xsd", &text), (name, &other("urn:o"))]);
        assert_eq!(read.lines(), none(), "{location}");
        assert_eq!(type_name(&read.model, element(&read.model, "e").type_id), "T");
    }
}

#[test]
fn a_catalog_or_a_mapping_resolves_to_a_file() {
    let url = "http://example.org/o.xsd";
    let text = importing(&format!("<xs:import namespace='urn:o' schemaLocation='{url}'/>"));
    let nowhere = importing("<xs:import namespace='urn:o'/>");
    let catalog = format!("url,local\n{url},o.xsd\n");
    let options = |catalogs: &[&str], mappings: &[(&str, &str)]| ReadOptions {
        catalogs: catalogs.iter().map(Into::into).collect(),
        mappings: mappings
            .iter()
            .map(|(url, path)| ((*url).to_owned(), path.into()))
            .collect::<BTreeMap<_, _>>(),
        ..ReadOptions::default()
    };
    for (text, options) in [
        (&text, options(&["c/catalog.csv"], &[])),
        (&text, options(&[], &[(url, "c/o.xsd")])),
        (&text, options(&[], &[("urn:o", "c/o.xsd")])),
        (&nowhere, options(&[], &[("urn:o", "c/o.xsd")])),
    ] {
        // The other file is not a root, so that it is found only by the catalog or mapping.
        let files = [("t.xsd", text.as_str()), ("c/o.xsd", &other("urn:o")), ("c/catalog.csv", &catalog)];
        let read = read_with_roots(&files, 1, &options);
        assert_eq!(read.lines(), none());
    }
}

/// Reads the texts, of which only the first `roots` are roots.
fn read_with_roots(texts: &[(&str, &str)], roots: usize, options: &ReadOptions) -> Read {
    let folder =
        std::env::temp_dir().join(format!("saponify-read-{}-{roots}-{}", std::process::id(), texts.len()));
    for (name, text) in texts {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let (mut sources, mut problems) = (
        saponify_codegen::internals::source::Sources::new(),
        saponify_codegen::internals::problem::Problems::new(),
    );
    let mut options = options.clone();
    options.catalogs.iter_mut().for_each(|path| *path = folder.join(&path));
    options.mappings.values_mut().for_each(|path| *path = folder.join(&path));
    let paths: Vec<_> = texts.iter().take(roots).map(|(name, _)| folder.join(name)).collect();
    let model = saponify_codegen::internals::read::read(&paths, &options, &mut sources, &mut problems);
    std::fs::remove_dir_all(folder).unwrap();
    Read { model, sources, problems }
}

#[test]
fn relative_imports_of_a_catalog_file_resolve_against_its_url() {
    let outer = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:o'>
        <xs:include schemaLocation='../inner.xsd'/></xs:schema>";
    let catalog = "url,local\nhttp://example.org/a/outer.xsd,one/outer.xsd\nhttp://example.org/inner.xsd,two/inner.xsd\n";
    let text = importing("<xs:import namespace='urn:o' schemaLocation='http://example.org/a/outer.xsd'/>");
    let options = ReadOptions { catalogs: vec!["catalog.csv".into()], ..ReadOptions::default() };
    let files = [
        ("t.xsd", &*text),
        ("one/outer.xsd", outer),
        ("two/inner.xsd", &other("urn:o")),
        ("catalog.csv", catalog),
    ];
    assert_eq!(read_with_roots(&files, 1, &options).lines(), none());
}

#[test]
fn a_schema_of_another_file_is_found_by_its_namespace() {
    for import in [
        "<xs:import namespace='urn:o'/>",
        "<xs:import namespace='urn:o' schemaLocation='http://x/o.xsd'/>",
        "",
    ] {
        let read = read_all(&[("t.xsd", &importing(import)), ("o.xsd", &other("urn:o"))]);
        let errors: Vec<String> = read.lines().into_iter().filter(|line| !line.starts_with("note")).collect();
        assert_eq!(errors, none(), "{import}");
        assert_eq!(type_name(&read.model, element(&read.model, "e").type_id), "T");
    }
}

#[test]
fn files_that_import_one_another_are_read_once() {
    let text = |own: &str, other: &str, file: &str| {
        format!(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:o='urn:{other}' targetNamespace='urn:{own}'>
             <xs:import namespace='urn:{other}' schemaLocation='{file}'/><xs:complexType name='T{own}'><xs:sequence>
             <xs:element name='x' type='o:T{other}' minOccurs='0'/></xs:sequence></xs:complexType></xs:schema>"
        )
    };
    let read = read_all(&[("a.xsd", &text("a", "b", "./b.xsd")), ("b.xsd", &text("b", "a", "x/../a.xsd"))]);
    assert_eq!(read.lines(), none());
    assert_eq!(read.model.types.len(), Builtin::ALL.len() + 2);
    assert_eq!(read.model.merged.types_declared, 2);
}

#[test]
fn an_included_schema_without_namespace_adopts_that_of_the_including_one() {
    let chameleon = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' elementFormDefault='qualified'>
        <xs:complexType name='C'><xs:sequence><xs:element name='x' type='D'/><xs:element ref='y'/></xs:sequence>
        <xs:anyAttribute namespace='##targetNamespace'/></xs:complexType>
        <xs:simpleType name='D'><xs:restriction base='xs:int'/></xs:simpleType><xs:element name='y' type='C'/></xs:schema>";
    let one = schema_text("<xs:include schemaLocation='c.xsd'/><xs:element name='e' type='t:C'/>");
    let two = one.replace("urn:t", "urn:u");
    let read = read_all(&[("one.xsd", &one), ("two.xsd", &two), ("c.xsd", chameleon)]);
    assert_eq!(read.lines(), none());
    assert_eq!(content(&read.model, "C"), "sequence({urn:t}x, {urn:t}y)");
    for namespace in ["urn:t", "urn:u"] {
        for local in ["C", "D"] {
            assert!(
                read.model.names.types.get(&QName::new(namespace, local)).is_some(),
                "{namespace} {local}"
            );
        }
    }
    assert!(read.model.names.types.get(&QName::new("", "C")).is_none());
}

#[test]
fn wsdl_imports_bring_definitions_and_schemas() {
    let types = "<xs:element name='Ask' type='xs:string'/>";
    let messages = "<message name='M'><part name='p' element='t:Ask'/></message>";
    let service = "<portType name='P'><operation name='Op'><input message='w:M'/></operation></portType>";
    for link in ["<import namespace='urn:w' location='m.wsdl'/>", "<include location='m.wsdl'/>"] {
        let outer = wsdl_text("", &format!("{link}{service}"));
        let read = read_all(&[("w.wsdl", &outer), ("m.wsdl", &wsdl_text(types, messages))]);
        assert_eq!(read.lines(), none(), "{link}");
        assert_eq!(read.model.messages.len(), 1);
    }
    let of_a_schema =
        wsdl_text("", &format!("<import namespace='urn:t' location='t.xsd'/>{messages}{service}"));
    let in_types = wsdl_text("", &format!("{messages}{service}"))
        .replace("<types>", "<types><xs:import namespace='urn:t' schemaLocation='t.xsd'/>");
    for outer in [of_a_schema, in_types] {
        let read = read_all(&[("w.wsdl", &outer), ("t.xsd", &schema_text(types))]);
        assert_eq!(read.lines(), none());
    }
}

#[test]
fn an_imported_document_is_not_a_root() {
    let types = "<xs:element name='Ask' type='xs:string'/>";
    let body = "<message name='M'><part name='p' element='t:Ask'/></message><portType name='P'/>
        <binding name='B' type='w:P'><soap:binding/></binding><service name='S'><port name='Q' binding='w:B'/></service>";
    let outer = "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'><import namespace='urn:w' location='w.wsdl'/></definitions>";
    for order in [[0, 1], [1, 0]] {
        let files = [("outer.wsdl", outer.to_owned()), ("w.wsdl", wsdl_text(types, body))];
        let files: Vec<(&str, &str)> =
            order.iter().map(|place: &usize| (files[*place].0, &*files[*place].1)).collect();
        let read = read_all(&files);
        assert_eq!(read.lines(), none());
        assert_eq!((read.model.services.len(), read.model.merged.elements_declared), (1, 1));
    }
}

#[test]
fn two_roots_that_import_the_same_file_share_all_of_it() {
    let types = "<xs:complexType name='T'><xs:sequence><xs:element name='a'><xs:simpleType><xs:restriction base='xs:int'/>
        </xs:simpleType></xs:element></xs:sequence></xs:complexType><xs:element name='Ask' type='t:T'/>";
    let body = "<message name='M'><part name='p' element='t:Ask'/></message><portType name='P'><operation name='Op'>
        <input message='w:M'/></operation></portType><binding name='B' type='w:P'><soap:binding/><operation name='Op'>
        <input><soap:body use='literal'/></input></operation></binding><service name='S'><port name='Q' binding='w:B'/></service>";
    let outer = |name: &str| {
        format!(
            "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:w='urn:w' targetNamespace='urn:{name}'>
             <import namespace='urn:w' location='w.wsdl'/><service name='{name}'><port name='Q' binding='w:B'/></service></definitions>"
        )
    };
    let files = [("a.wsdl", outer("a")), ("b.wsdl", outer("b")), ("w.wsdl", wsdl_text(types, body))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    let read = read_all(&files);
    assert_eq!(read.lines(), none());
    let model = &read.model;
    let counts = (model.messages.len(), model.port_types.len(), model.bindings.len(), model.services.len());
    assert_eq!(counts, (1, 1, 1, 3));
    assert_eq!((model.types.len(), model.elements.len()), (Builtin::ALL.len() + 2, 2));
    assert_eq!((model.merged.types_declared, model.merged.types), (2, 1));
}

#[test]
fn well_known_namespaces_need_no_file() {
    for (namespace, kind, name) in [
        ("http://schemas.xmlsoap.org/soap/encoding/", "type", "Array"),
        ("http://schemas.xmlsoap.org/soap/encoding/", "type", "string"),
        ("http://www.w3.org/2003/05/soap-encoding", "type", "Array"),
        ("http://schemas.xmlsoap.org/soap/envelope/", "ref", "Fault"),
        ("http://www.w3.org/2003/05/soap-envelope", "ref", "Fault"),
        ("http://www.w3.org/2005/08/addressing", "type", "EndpointReferenceType"),
        ("http://schemas.xmlsoap.org/ws/2004/08/addressing", "type", "EndpointReferenceType"),
        ("http://www.w3.org/2005/05/xmlmime", "type", "base64Binary"),
        ("http://www.w3.org/2004/08/xop/include", "ref", "Include"),
        ("http://xml.apache.org/xml-soap", "type", "Map"),
        ("http://www.w3.org/2001/XMLSchema", "ref", "schema"),
    ] {
        let attribute =
            if kind == "type" { format!("name='x' type='k:{name}'") } else { format!("ref='k:{name}'") };
        for location in ["", "schemaLocation='http://nowhere.example/x.xsd'"] {
            let model = read_all(&[(
                "t.xsd",
                &schema_text(&format!(
                    "<xs:import namespace='{namespace}' {location}/><xs:complexType name='T'><xs:sequence><xs:element {attribute}
                     xmlns:k='{namespace}'/></xs:sequence></xs:complexType>"
                )),
            )]);
            let errors: Vec<String> =
                model.lines().into_iter().filter(|line| !line.starts_with("note")).collect();
            assert_eq!(errors, none(), "{namespace}");
            assert!(content(&model.model, "T").starts_with("sequence("));
            // Only the needed components of the built-in schema are in the model, and they are not treated as
            // declared.
            assert_eq!(model.model.merged.types_declared, 1);
        }
    }
}

#[test]
fn a_missing_file_is_reported_once_with_the_references_that_need_it() {
    let read = read_all(&[(
        "dir/t.xsd",
        &schema_text(
            "<xs:import namespace='urn:o' schemaLocation='../o.xsd'/>
             <xs:element name='a' type='o:A' xmlns:o='urn:o'/><xs:element name='b' type='o:B' xmlns:o='urn:o'/>
             <xs:element name='c' type='xs:int'/>",
        ),
    )]);
    assert_eq!(read.lines(), ["error dir/t.xsd:2:46 `../o.xsd` is missing: there is no file `o.xsd`"]);
    let problem = read.problems.iter().next().unwrap();
    assert_eq!(problem.related.len(), 2);
    assert!(problem.hints.iter().any(|hint| hint.contains("catalog")), "{:?}", problem.hints);
    // Components that depend on the missing file refer to placeholders. All other components are complete.
    let model = &read.model;
    assert_eq!(model.as_builtin(element(model, "c").type_id), Some(Builtin::Int));
    assert!(model.missing.types.contains(&element(model, "a").type_id));
    assert_eq!(type_name(model, element(model, "a").type_id), "A");
}

#[test]
fn a_url_is_never_fetched() {
    let text = importing("<xs:import namespace='urn:o' schemaLocation='http://127.0.0.1:9/o.xsd'/>");
    let expected = "error t.xsd:2:46 `http://127.0.0.1:9/o.xsd` is not a local file, and nothing is fetched from the network";
    assert_eq!(read_all(&[("t.xsd", &text)]).lines(), [expected]);
}

#[test]
fn an_undeclared_namespace_is_named() {
    for (import, expected) in [
        (
            "<xs:import namespace='urn:o'/>",
            "error t.xsd:2:23 the import of `urn:o` names no file, and no schema that was read declares it",
        ),
        ("", "warning t.xsd:2:28 no file that was read declares the namespace `urn:o` of the type `T`"),
    ] {
        assert_eq!(read_all(&[("t.xsd", &importing(import))]).lines(), [expected]);
    }
}

#[test]
fn a_name_without_prefix_may_mean_a_component_without_a_namespace() {
    let plain =
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:complexType name='T'/></xs:schema>";
    let own = schema_text("<xs:import schemaLocation='n.xsd'/><xs:element name='e' type='T'/>");
    let text = own.replace("<xs:schema ", "<xs:schema xmlns='urn:default' ");
    let read = read_all(&[("t.xsd", &text), ("n.xsd", plain)]);
    let [line] = read.lines().try_into().unwrap_or_else(|lines| panic!("{lines:?}"));
    assert!(line.ends_with("`T` has no prefix; the component without a namespace is used"), "{line}");
    let hint = "the default namespace is `urn:default`: undeclare it on this element with `xmlns=\"\"`";
    let hints: Vec<_> = read.problems.sorted().iter().flat_map(|problem| problem.hints.clone()).collect();
    assert_eq!(hints, [hint]);
    // The element with the name is in the default namespace itself.
    let text = "<schema xmlns='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:t'>
        <import schemaLocation='n.xsd'/><element name='e' type='T'/></schema>";
    let read = read_all(&[("t.xsd", text), ("n.xsd", plain)]);
    let hint = "the default namespace is `http://www.w3.org/2001/XMLSchema`: declare a prefix for it instead, so that a \
        name without a prefix has no namespace";
    let hints: Vec<_> = read.problems.sorted().iter().flat_map(|problem| problem.hints.clone()).collect();
    assert_eq!(hints, [hint]);
}

#[test]
fn a_malformed_file_does_not_hide_problems_of_others() {
    let text = schema_text(
        "<xs:import namespace='urn:o' schemaLocation='o.xsd'/><xs:import namespace='urn:p' schemaLocation='p.xsd'/>
         <xs:element name='a' type='o:T' xmlns:o='urn:o'/><xs:element name='b' type='p:T' xmlns:p='urn:p'/>",
    );
    let read = read_all(&[("t.xsd", &text), ("o.xsd", "<xs:schema>"), ("p.xsd", &other("urn:p"))]);
    assert_eq!(
        read.lines(),
        ["error t.xsd:2:46 `o.xsd` cannot be read", "error o.xsd:1:2 the prefix `xs` is not declared"]
    );
    assert_eq!(type_name(&read.model, element(&read.model, "b").type_id), "T");
}

#[test]
fn directories_and_devices_cannot_be_imported() {
    for location in [".", "/dev/zero", "file:///dev/zero"] {
        let text = importing(&format!("<xs:import namespace='urn:o' schemaLocation='{location}'/>"));
        let read = read_with_roots(&[("t.xsd", &text)], 1, &ReadOptions::default());
        assert_eq!(read.problems.len(), 1, "{location}");
    }
}

/// Opening a pipe that nobody writes to would block.
#[cfg(unix)]
#[test]
fn a_pipe_is_an_error_and_does_not_block() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("o.xsd");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let text = importing(&format!("<xs:import namespace='urn:o' schemaLocation='{}'/>", pipe.display()));
    let imported = read_with_roots(&[("t.xsd", &text), ("other.txt", "")], 1, &ReadOptions::default());

    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    read(&[pipe], &ReadOptions::default(), &mut sources, &mut problems);
    for problems in [imported.problems, problems] {
        assert_eq!(problems.len(), 1);
        assert!(problems.iter().all(|problem| problem.message.ends_with("it is not a regular file")));
    }
}

#[test]
fn all_encodings_are_read() {
    use saponify_codegen::internals::{problem::Problems, read::read_bytes, source::Sources};
    let text = |encoding: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?>{}",
            schema_text("<xs:element name='é' type='xs:int'/>")
        )
    };
    let utf16: Vec<u8> = "\u{feff}"
        .chars()
        .chain(text("UTF-16").chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin: Vec<u8> = text("ISO-8859-1").chars().map(|character| character as u8).collect();
    let marked = [b"\xEF\xBB\xBF", text("utf-8").as_bytes()].concat();
    for bytes in [text("UTF-8").into_bytes(), utf16, latin, marked] {
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let model = read_bytes(&[("t.xsd", &bytes)], &ReadOptions::default(), &mut sources, &mut problems);
        assert!(problems.is_empty());
        element_id(&model, "é");
    }
}

#[test]
fn file_names_are_shown_as_the_user_gave_them() {
    // Cargo runs tests in the folder of the package.
    let (mut sources, mut problems) = (
        saponify_codegen::internals::source::Sources::new(),
        saponify_codegen::internals::problem::Problems::new(),
    );
    let roots = ["tests/fixtures/read/relative/main.xsd".into()];
    saponify_codegen::internals::read::read(&roots, &ReadOptions::default(), &mut sources, &mut problems);
    let names: Vec<&str> =
        sources.iter().map(|(_, source)| &*source.name).filter(|name| !name.starts_with('<')).collect();
    assert_eq!(
        names,
        ["tests/fixtures/read/relative/main.xsd", "tests/fixtures/read/relative/sub/there.xsd"]
    );
    let rendered = problems.render(&sources, false);
    assert!(rendered.contains("--> tests/fixtures/read/relative/sub/there.xsd:3:31"), "{rendered}");
    assert!(rendered.contains("no file `tests/fixtures/read/gone.xsd`"), "{rendered}");
    let paths: Vec<_> = sources.paths().collect();
    assert_eq!(paths.len(), 2);
}

#[test]
fn reading_twice_gives_the_same() {
    let types = "<xs:complexType name='T'><xs:sequence><xs:element name='a' type='t:Gone'/><xs:element ref='t:e'/></xs:sequence>
        <xs:attribute ref='xml:lang'/></xs:complexType><xs:element name='e' type='o:Gone' xmlns:o='urn:o'/>";
    let texts = [
        ("a.wsdl", wsdl_text(types, "<message name='M'><part name='p' element='t:e'/></message>")),
        ("b.wsdl", wsdl_text(types, "")),
    ];
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, &**text)).collect();
    let text = || {
        let read = read_all(&texts);
        format!("{:?} {}", read.model, read.problems.render(&read.sources, true))
    };
    assert_eq!(text(), text());
}

#[test]
fn an_import_reveals_no_text_of_other_files_and_leaving_the_folders_is_reported_as_a_note() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let schema = |content: &str| {
        format!("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>{content}</xs:schema>")
    };
    let include = |place: &str| format!("<xs:include schemaLocation='{place}'/>");
    std::fs::write(inner.join("accounts"), "keeper:hunter2:0:0\n").unwrap();
    std::fs::write(inner.join("settings.xml"), "<settings><key>hunter2</settings>").unwrap();
    std::fs::write(folder.path().join("beside.xsd"), schema("")).unwrap();
    let root = inner.join("root.xsd");
    let places = ["accounts", "settings.xml", "../beside.xsd"].map(include).concat();
    std::fs::write(&root, schema(&places)).unwrap();
    for confine_imports in [false, true] {
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let options = ReadOptions { confine_imports, ..ReadOptions::default() };
        read(std::slice::from_ref(&root), &options, &mut sources, &mut problems);
        let text = problems.render(&sources, false);
        assert!(!text.contains("hunter2"), "{text}");
        assert!(text.contains("`accounts` cannot be read: it is neither a WSDL nor a schema"), "{text}");
        let expected = if confine_imports { "error" } else { "note" };
        assert!(text.contains(&format!("{expected}: `../beside.xsd` is outside the folders")), "{text}");
        assert_eq!(problems.has_errors(), confine_imports, "{text}");
    }
}

#[test]
fn the_catalog_of_fetch_beside_a_document_is_used_unless_a_mapping_says_otherwise() {
    let schema = |namespace: &str, content: &str| {
        format!(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='{namespace}'>{content}</xs:schema>"
        )
    };
    let import = "<xs:import namespace='urn:o' schemaLocation='?xsd=1'/><xs:element name='root' type='o:T' xmlns:o='urn:o'/>";
    let other = |name: &str| schema("urn:o", &format!("<xs:complexType name='{name}'/>"));
    let catalog = "url,local,from,location\nhttp://h/S?wsdl,t.xsd,,\nhttp://h/S?xsd=1,S.1.xsd,t.xsd,?xsd=1\n";
    let load = |catalog: &str, mappings: &[(&str, &str)]| {
        let folder = tempfile::tempdir().unwrap();
        let files = [("t.xsd", &schema("urn:t", import)), ("S.1.xsd", &other("T")), ("own.xsd", &other("U"))];
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        std::fs::write(folder.path().join("catalog.csv"), catalog).unwrap();
        let options = ReadOptions {
            mappings: mappings
                .iter()
                .map(|(url, file)| ((*url).to_owned(), folder.path().join(file)))
                .collect(),
            ..ReadOptions::default()
        };
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        read(&[folder.path().join("t.xsd")], &options, &mut sources, &mut problems);
        let names: Vec<String> =
            sources.paths().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
        (problems.has_errors(), names)
    };
    let (has_errors, names) = load(catalog, &[]);
    assert!(!has_errors);
    assert_eq!(names, ["catalog.csv", "t.xsd", "S.1.xsd"]);
    for url in ["http://h/S?xsd=1", "?xsd=1"] {
        assert_eq!(load(catalog, &[(url, "own.xsd")]).1, ["catalog.csv", "t.xsd", "own.xsd"]);
    }
    // A catalog in another format is read only if it is requested.
    let (has_errors, names) = load("url,local\n?xsd=1,S.1.xsd\n", &[]);
    assert!(has_errors);
    assert_eq!(names, ["t.xsd"]);
}
