//! The cost of generating is proportional to the input and output, for every shape of contract. Cost is measured as
//! allocated bytes and number of allocations, not as time.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod shapes;

use allocation_counter::measure;
use saponify_codegen::{
    Builder, Error,
    internals::{
        config::Config,
        emit,
        plan::plan,
        problem::Problems,
        read::{ReadOptions, read_bytes},
        source::Sources,
    },
};
use shapes::SHAPES;

/// Generates code from a document. Returns the sum of the bytes read and written, and the code. Instead of
/// the code, returns `None` if the document is rejected because it exceeds a budget.
fn generate(text: &str) -> (usize, Option<String>) {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let texts = [("shape.wsdl", text.as_bytes())];
    let model = read_bytes(&texts, &ReadOptions::default(), &mut sources, &mut problems);
    if problems.has_errors() {
        return (text.len(), None);
    }
    let code = emit::single(&plan(&model, &Config::default(), &mut problems)).unwrap();
    (text.len() + code.len(), Some(code))
}

#[test]
fn allocations_grow_no_faster_than_input_and_output() {
    let mut failed = Vec::new();
    for shape in SHAPES {
        let cost = |size: usize| {
            let text = (shape.text)(size);
            let mut bytes = 0;
            let info = measure(|| bytes = generate(&text).0);
            (info.count_total as f64 / bytes as f64, info.bytes_total as f64 / bytes as f64)
        };
        let size = (shape.size / 16).clamp(8, 500);
        let (small, large) = (cost(size), cost(size * 4));
        // The fixed cost of a run has more weight for the small contract, so with linear growth the large contract
        // costs less per byte.
        if large.0 >= small.0 * 1.5 || large.1 >= small.1 * 1.5 {
            failed.push(format!("{}: allocations and bytes {small:.2?}, then {large:.2?}", shape.name));
        }
    }
    assert_eq!(failed, Vec::<String>::new());
}

/// A union is expanded once, not again for each attribute with a fixed value whose type is the union.
#[test]
fn fixed_values_of_a_union_do_not_expand_it_again() {
    let allocations = |levels: usize| {
        let unions: String = (0..levels)
            .map(|level| {
                let next = format!("t:U{}", level + 1);
                format!(
                    "<xs:simpleType name='U{level}'><xs:union memberTypes='{next} {next}'/></xs:simpleType>"
                )
            })
            .collect();
        let attributes: String = (0..500)
            .map(|number| format!("<xs:attribute name='a{number}' type='t:U0' fixed='1'/>"))
            .collect();
        let text = format!(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t'>{unions}\
             <xs:simpleType name='U{levels}'><xs:restriction base='xs:int'><xs:maxInclusive value='9'/></xs:restriction>\
             </xs:simpleType><xs:complexType name='T'>{attributes}</xs:complexType></xs:schema>"
        );
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let texts = [("union.xsd", text.as_bytes())];
        let model = read_bytes(&texts, &ReadOptions::default(), &mut sources, &mut problems);
        assert!(!problems.has_errors(), "{}", problems.render(&sources, false));
        let config = Config { validate: true, all_types: true, ..Config::default() };
        let info = measure(|| assert_eq!(plan(&model, &config, &mut problems).counts.types, levels + 2));
        info.count_total
    };
    let [few, many] = [6, 12].map(allocations);
    assert!(many < few * 2, "{few} allocations for 6 levels, {many} for 12");
}

#[test]
fn a_record_of_5000_members_needs_only_a_small_stack() {
    let record = SHAPES.iter().find(|shape| shape.name == "members of a record").unwrap();
    let text = (record.text)(5_000);
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let code = thread.spawn(move || generate(&text).1).unwrap().join().unwrap().unwrap();
    assert!(code.contains("pub a4999: Option<String>"));
    assert!(longest_chain(&code) <= 128);
}

/// Returns the largest number of calls of `field` in one statement.
fn longest_chain(code: &str) -> usize {
    code.split(';').map(|statement| statement.matches(".field(").count()).max().unwrap_or_default()
}

#[test]
fn nothing_recurses_over_the_length_of_a_list() {
    for shape in SHAPES {
        // Shapes whose code is much larger than their text are tested in smaller sizes.
        let size = if shape.size <= 500 { shape.size / 4 } else { 1_000 };
        let text = (shape.text)(size);
        let thread = std::thread::Builder::new().stack_size(1 << 20);
        let (_, code) = thread.spawn(move || generate(&text)).unwrap().join().unwrap();
        let code = code.unwrap_or_default();
        assert!(longest_chain(&code) <= 128, "{}", shape.name);
    }
}

#[test]
fn a_schema_that_many_namespaces_include_is_copied_within_the_budget() {
    let types = |size: usize| {
        let types: String = (0..size).map(|at| format!("<xs:complexType name='T{at}'/>")).collect();
        format!("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>{types}</xs:schema>")
    };
    let wsdl = |size: usize| {
        let schemas: String = (0..size)
            .map(|at| {
                format!("<schema targetNamespace='urn:n{at}'><include schemaLocation='types.xsd'/></schema>")
            })
            .collect();
        format!(
            "<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns='http://www.w3.org/2001/XMLSchema'>\
             <w:types>{schemas}</w:types></w:definitions>"
        )
    };
    let report = |namespaces: usize, size: usize| {
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let (wsdl, types) = (wsdl(namespaces), types(size));
        let texts = [("shape.wsdl", wsdl.as_bytes()), ("types.xsd", types.as_bytes())];
        let options = ReadOptions { max_components: Some(3_000), ..ReadOptions::default() };
        read_bytes(&texts, &options, &mut sources, &mut problems);
        problems.render(&sources, false)
    };
    assert_eq!(report(10, 90), "");
    let report = report(50, 90);
    let expected = "error: this schema has no target namespace, so each including namespace gets a copy of it; with the copy for \
                    `urn:n33`, the copies of all such schemas contain more than 3000 elements\n  --> types.xsd:1:1";
    assert!(report.starts_with(expected), "{report}");
    assert_eq!(report.matches("no target namespace").count(), 1, "{report}");
}

#[test]
fn code_beyond_the_limit_of_output_is_a_problem_that_names_the_item() {
    let folder = tempfile::tempdir().unwrap();
    let wsdl = folder.path().join("shape.wsdl");
    let record = SHAPES.iter().find(|shape| shape.name == "members of a record").unwrap();
    std::fs::write(&wsdl, (record.text)(100)).unwrap();
    let run = |bytes: usize, out: &str| Builder::new().wsdl(&wsdl).max_output(bytes).run(out.as_ref());
    for out in ["shape.rs", "shape"] {
        let error = run(10_000, out).unwrap_err();
        assert!(matches!(error, Error::Documents { .. }));
        let expected = "error: the generated code exceeds the limit of 10000 bytes at `TType`\n  \
                        = help: `Builder::max_output` or `--max-output` raises the limit\n";
        assert!(error.to_string().contains(expected), "{error}");
        let generated = run(100_000, out).unwrap();
        let size: usize = generated.files.iter().map(|file| file.text.len()).sum();
        assert!((10_000..100_000).contains(&size), "{size}");
    }
}

#[test]
fn expansion_beyond_the_budget_is_a_problem() {
    for name in ["groups", "attribute groups", "unions", "choices"] {
        let name = format!("{name} that refer twice to the next");
        let shape = SHAPES.iter().find(|shape| shape.name == name).unwrap();
        assert!(generate(&(shape.text)(40)).1.is_none(), "{name}");
    }
}

/// Reading a value begins with the default of its type, which contains the defaults of its required members.
#[test]
fn required_members_become_optional_where_the_default_of_a_record_would_be_too_large() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shape.xsd");
    let generate = |levels: usize, members: usize| {
        let types: String = (0..levels)
            .map(|level| {
                let of = if level + 1 < levels { format!("t:T{}", level + 1) } else { "xs:int".to_owned() };
                let member = |at| format!("<xs:element name='m{at}' type='{of}'/>");
                let members: String = (0..members).map(member).collect();
                format!(
                    "<xs:complexType name='T{level}'><xs:sequence>{members}</xs:sequence></xs:complexType>"
                )
            })
            .collect();
        let schema = format!(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t'>{types}</xs:schema>"
        );
        std::fs::write(&path, schema).unwrap();
        let generated = Builder::new().wsdl(&path).run(std::path::Path::new("shape.rs")).unwrap();
        (generated.warnings.len(), generated.files[0].text.matches("pub m0: Option<").count())
    };
    assert_eq!((generate(8, 4), generate(200, 1)), ((0, 0), (0, 0)), "usual sizes");
    assert_eq!(generate(400, 1), (1, 1), "too deep");
    let (warnings, optional) = generate(40, 2);
    assert!(warnings == optional && (1..8).contains(&optional), "{warnings} {optional}");
}
