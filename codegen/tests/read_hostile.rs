//! Malicious or corrupted documents cause a problem, never a panic, a hang or excessive output.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // Clippy exempts test functions, but not their helpers.

mod read_support;

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use proptest::prelude::*;
use read_support::*;
use saponify_codegen::internals::{problem::Problems, read::read_bytes, source::Sources};

/// Reads on a thread with a small stack, as a build script may have, and returns the problems. Panics after a minute,
/// which is far more than any document may take.
fn bounded(texts: Vec<(String, Vec<u8>)>) -> Vec<String> {
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        let texts: Vec<(&str, &[u8])> = texts.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let model = read_bytes(&texts, &Default::default(), &mut sources, &mut problems);
        // Later stages also walk the model. Comparing it with itself visits all components.
        let differences = saponify_codegen::internals::compare::equal(&model, &model);
        assert!(differences.is_empty());
        problems.render(&sources, true);
        let _ = sender.send(Read { model, sources, problems }.lines());
    };
    let thread = thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap();
    let lines = receiver.recv_timeout(Duration::from_secs(60));
    match lines {
        Ok(lines) => lines,
        Err(_) => {
            thread.join().unwrap();
            panic!("reading takes too long");
        }
    }
}

fn one(text: String) -> Vec<String> {
    bounded(vec![("t.xsd".to_owned(), text.into_bytes())])
}

#[test]
fn deep_nesting_is_rejected_before_the_stack_overflows() {
    let nested = |open: &str, close: &str, depth: usize| {
        schema_text(&format!("{}{}", open.repeat(depth), close.repeat(depth)))
    };
    for (open, close, depth) in [
        ("<a>", "</a>", 100_000),
        (
            "<xs:complexType name='T'><xs:sequence><xs:element name='a'>",
            "</xs:element></xs:sequence></xs:complexType>",
            50_000,
        ),
        ("<xs:group name='g'><xs:sequence>", "</xs:sequence></xs:group>", 90_000),
    ] {
        let lines = one(nested(open, close, depth));
        assert!(lines.len() == 1 && lines[0].contains("nested more than"), "{lines:?}");
    }
    // The maximum depth is accepted.
    let sequences = "<xs:sequence>".repeat(190) + "<xs:element name='a'/>" + &"</xs:sequence>".repeat(190);
    assert_eq!(
        one(schema_text(&format!("<xs:complexType name='T'>{sequences}</xs:complexType>"))),
        Vec::<String>::new()
    );
    let choice = "<xs:choice><xs:sequence>".repeat(95) + &"</xs:sequence></xs:choice>".repeat(95);
    assert_eq!(one(schema_text(&format!("<xs:group name='g'>{choice}</xs:group>"))), Vec::<String>::new());
}

#[test]
fn long_chains_of_references_are_cut() {
    let chain = |each: &dyn Fn(usize) -> String| schema_text(&(0..5_000).map(each).collect::<String>());
    let types = chain(&|at| {
        format!(
            "<xs:complexType name='T{at}'><xs:complexContent><xs:extension base='t:T{}'/></xs:complexContent></xs:complexType>",
            at + 1
        )
    });
    let simple = chain(&|at| {
        format!("<xs:simpleType name='T{at}'><xs:restriction base='t:T{}'/></xs:simpleType>", at + 1)
    });
    let groups = chain(&|at| {
        format!(
            "<xs:group name='g{at}'><xs:sequence><xs:group ref='t:g{}'/></xs:sequence></xs:group>",
            at + 1
        )
    });
    let attributes = chain(&|at| {
        format!(
            "<xs:attributeGroup name='g{at}'><xs:attributeGroup ref='t:g{}'/></xs:attributeGroup>",
            at + 1
        )
    });
    let elements = chain(&|at| format!("<xs:element name='e{at}' substitutionGroup='t:e{}'/>", at + 1));
    for text in [types, simple, groups, attributes, elements] {
        let lines = one(text);
        assert!(lines.iter().any(|line| line.contains("chain of more than 250")), "{:?}", lines.first());
    }
}

#[test]
fn exponentially_nested_groups_are_reported_at_the_first_that_is_too_large() {
    // Each group contains the next one ten times, which would expand to 10^20 elements.
    let groups: String = (0..20)
        .map(|at| {
            let inside = format!("<xs:group ref='t:g{}'/>", at + 1).repeat(10);
            format!("<xs:group name='g{at}'><xs:sequence>{inside}</xs:sequence></xs:group>")
        })
        .collect();
    let text = schema_text(&format!(
        "{groups}<xs:group name='g20'><xs:sequence><xs:element name='a'/></xs:sequence></xs:group>"
    ));
    let lines = one(text);
    assert!(
        lines.len() == 1 && lines[0].contains("the group `g14` expands to 2111111 components"),
        "{lines:?}"
    );
}

#[test]
fn substitution_groups_count_toward_the_limit_in_each_body_header_and_fault() {
    let contract = |operations: usize, input: &str, output: &str, fault: &str, header: &str| {
        let substitutes: String =
            (0..1_500).map(|at| format!("<xs:element name='e{at}' substitutionGroup='t:Head'/>")).collect();
        let types =
            format!("<xs:element name='Head' abstract='true'/><xs:element name='Plain'/>{substitutes}");
        let message =
            |name: &str| format!("<message name='{name}'><part name='p' element='t:{name}'/></message>");
        let (mut port_type, mut binding) = (String::new(), String::new());
        for at in 0..operations {
            port_type += &format!(
                "<operation name='o{at}'><input message='w:{input}'/><output message='w:{output}'/>\
                 <fault name='f' message='w:{fault}'/></operation>"
            );
            binding += &format!(
                "<operation name='o{at}'><input><soap:header message='w:{header}' part='p' use='literal'/>\
                 <soap:body parts='p' use='literal'/></input><output><soap:body use='literal'/></output>\
                 <fault name='f'><soap:fault name='f' use='literal'/></fault></operation>"
            );
        }
        let body = format!(
            "{}{}<portType name='P'>{port_type}</portType><binding name='B' type='w:P'><soap:binding/>{binding}</binding>",
            message("Head"),
            message("Plain"),
        );
        let texts = vec![("t.wsdl".to_owned(), wsdl_text(&types, &body).into_bytes())];
        let lines = bounded(texts);
        lines.iter().any(|line| line.contains("the binding `B` expands to "))
    };
    assert!(!contract(800, "Plain", "Plain", "Plain", "Plain"));
    assert!(!contract(400, "Head", "Plain", "Plain", "Plain"));
    assert!(contract(800, "Head", "Plain", "Plain", "Plain"));
    assert!(contract(800, "Plain", "Head", "Plain", "Plain"));
    assert!(contract(800, "Plain", "Plain", "Head", "Plain"));
    assert!(contract(800, "Plain", "Plain", "Plain", "Head"));
}

#[test]
fn large_documents_are_rejected_or_read_in_time() {
    let many = |each: &str, count: usize| schema_text(&each.repeat(count));
    // Thousands of unresolved references are reported within the time limit of `bounded`.
    let lines = one(many("<xs:element name='e' type='t:Nothing'/>", 5_000));
    assert!(lines.iter().any(|line| line.contains("`Nothing` is not a type")), "{lines:?}");
    let lines = one(many("<xs:element name='e' type='u:Nothing'/>", 5_000));
    assert!(lines.iter().any(|line| line.contains("the prefix `u` is not declared")), "{lines:?}");
    let lines = one(many("<xs:element name='e' type='o:Nothing' xmlns:o='urn:o'/>", 5_000));
    assert!(lines.iter().any(|line| line.contains("urn:o")));
    let attributes: String = (0..100_000).map(|at| format!(" a{at}=''")).collect();
    assert!(one(format!("<a{attributes}/>"))[0].contains("attributes"));
    let name = "n".repeat(1 << 20);
    let lines = one(schema_text(&format!("<xs:element name='{name}' type='t:{name}'/>")));
    assert_eq!(lines.len(), 1);
    assert!(one("<".repeat(5_000_000))[0].contains("more than"));
    assert!(one("&".repeat(5_000_000)).len() == 1);
}

#[test]
fn entities_are_not_expanded() {
    let laughs: String =
        (1..10).map(|at| format!("<!ENTITY l{at} '{}'>", format!("&l{};", at - 1).repeat(10))).collect();
    let text = format!("<!DOCTYPE a [<!ENTITY l0 'ha'>{laughs}]><a>&l9;</a>");
    assert!(one(text)[0].contains("entities"));
    let quadratic =
        format!("<!DOCTYPE a [<!ENTITY l '{}'>]><a>{}</a>", "a".repeat(999), "&l;".repeat(1_000_000));
    assert!(one(quadratic)[0].contains("entities"));
}

#[test]
fn cyclic_and_numerous_imports_terminate() {
    let include = |at: usize| format!("<xs:include schemaLocation='{at}.xsd'/>");
    let crowd: Vec<(String, Vec<u8>)> = (0..60)
        .map(|at| (format!("{at}.xsd"), schema_text(&(0..60).map(include).collect::<String>()).into_bytes()))
        .chain([(
            format!("{at}.xsd", at = "self"),
            schema_text("<xs:include schemaLocation='self.xsd'/>").into_bytes(),
        )])
        .collect();
    let _ = at_most(Duration::from_secs(30), || bounded(crowd));
    let catalog = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'><nextCatalog catalog='c.xml'/></catalog>";
    let options = saponify_codegen::internals::read::ReadOptions {
        catalogs: vec!["c.xml".into()],
        ..Default::default()
    };
    read_with(&[("t.xsd", &schema_text("")), ("c.xml", catalog)], &options);
}

fn at_most<T>(limit: Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    assert!(start.elapsed() < limit, "{:?}", start.elapsed());
    done
}

/// Returns a document with most constructs, to be corrupted.
fn whole() -> String {
    wsdl_text(
        "<xs:import namespace='http://schemas.xmlsoap.org/soap/encoding/'/>
         <xs:element name='e' type='t:T' nillable='true'/><xs:element name='m' substitutionGroup='t:e'/>
         <xs:complexType name='T' mixed='true'><xs:annotation><xs:documentation>a <b>c</b></xs:documentation><xs:appinfo><x/></xs:appinfo>
         </xs:annotation><xs:choice maxOccurs='unbounded'><xs:element name='a' type='t:S'/><xs:group ref='t:g'/><xs:any/></xs:choice>
         <xs:attribute ref='xml:lang'/><xs:attributeGroup ref='t:ag'/></xs:complexType>
         <xs:complexType name='U'><xs:complexContent><xs:extension base='t:T'><xs:all><xs:element ref='t:e'/></xs:all></xs:extension>
         </xs:complexContent></xs:complexType><xs:complexType name='V'><xs:simpleContent><xs:restriction base='t:W'><xs:enumeration value='1'/>
         </xs:restriction></xs:simpleContent></xs:complexType><xs:complexType name='W'><xs:simpleContent><xs:extension base='xs:int'/>
         </xs:simpleContent></xs:complexType><xs:simpleType name='S'><xs:union memberTypes='xs:QName t:L'><xs:simpleType><xs:list
         itemType='xs:int'/></xs:simpleType></xs:union></xs:simpleType><xs:simpleType name='L'><xs:restriction base='xs:QName'>
         <xs:enumeration value='t:a'/><xs:length value='3'/></xs:restriction></xs:simpleType>
         <xs:group name='g'><xs:sequence><xs:element name='h'><xs:complexType/></xs:element></xs:sequence></xs:group>
         <xs:attributeGroup name='ag'><xs:attribute name='x' default='&amp;&#x41;'/></xs:attributeGroup>",
        "<message name='M'><part name='p' element='t:e'/><part name='q' type='xs:int'/></message>
         <portType name='P'><operation name='Op' parameterOrder='p q'><input message='w:M'/><output name='o' message='w:M'/>
         <fault name='f' message='w:M'/></operation></portType><binding name='B' type='w:P'><soap:binding style='rpc'/><operation name='Op'>
         <soap:operation soapAction='a'/><input><soap:header message='w:M' part='q' use='literal'/><soap:body parts='p' use='literal'/></input>
         <output><mime:multipartRelated><mime:part><soap:body use='literal'/></mime:part><mime:part><mime:content part='q' type='a/b'/>
         </mime:part></mime:multipartRelated></output><fault name='f'><soap:fault name='f' use='literal'/></fault></operation></binding>
         <service name='S'><port name='Q' binding='w:B'><soap:address location='http://a'/></port></service>",
    )
}

#[test]
fn a_document_cut_anywhere_is_a_problem() {
    let whole = whole();
    assert_eq!(one(whole.clone()), Vec::<String>::new());
    for cut in (0..whole.len()).step_by(7) {
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let bytes = whole.as_bytes().get(..cut).unwrap();
        read_bytes(&[("t.wsdl", bytes)], &Default::default(), &mut sources, &mut problems);
        assert!(problems.has_errors(), "cut at {cut}");
        problems.render(&sources, false);
    }
}

/// Replacement words: names and values that occur in contracts. With them, the changed document is often
/// well-formed.
const WORDS: &[&str] = &[
    "t:T",
    "t:U",
    "t:S",
    "t:g",
    "t:ag",
    "t:e",
    "w:M",
    "w:P",
    "w:B",
    "xs:int",
    "xs:anyType",
    "xs:QName",
    "0",
    "1",
    "-1",
    "unbounded",
    "99999999999999999999",
    "##any",
    "##other",
    "",
    "true",
    "rpc",
    "encoded",
    "element",
    "complexType",
    "simpleType",
    "sequence",
    "choice",
    "all",
    "group",
    "attribute",
    "attributeGroup",
    "restriction",
    "extension",
    "union",
    "list",
    "simpleContent",
    "complexContent",
    "redefine",
    "include",
    "import",
    "ref",
    "base",
    "type",
    "name",
    "itemType",
    "memberTypes",
    "substitutionGroup",
    "part",
    "message",
    "operation",
    "input",
    "output",
    "binding",
    "T",
    "U",
    "g",
    "p",
    "q",
    "Op",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes_cause_no_panic(flips in prop::collection::vec((0usize..8000, any::<u8>()), 1..6)) {
        let mut bytes = whole().into_bytes();
        for (at, value) in flips {
            let length = bytes.len();
            bytes[at % length] = value;
        }
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let model = read_bytes(&[("t.wsdl", &bytes)], &Default::default(), &mut sources, &mut problems);
        problems.render(&sources, false);
        prop_assert!(saponify_codegen::internals::compare::equal(&model, &model).is_empty());
    }

    #[test]
    fn replaced_words_cause_no_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(WORDS)), 1..12)) {
        let text = whole();
        let is_word = |character: char| character.is_alphanumeric() || matches!(character, ':' | '#' | '-');
        let mut words: Vec<&str> = text.split_inclusive(|character| !is_word(character)).collect();
        for (place, word) in &changes {
            let place = place.index(words.len());
            words[place] = word;
        }
        let first = words.concat();
        // Read the changed document together with the original one, to test scopes and merging too.
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let texts = [("t.wsdl", first.as_bytes()), ("u.wsdl", text.as_bytes()), ("v.wsdl", first.as_bytes())];
        let model = read_bytes(&texts, &Default::default(), &mut sources, &mut problems);
        problems.render(&sources, false);
        prop_assert!(saponify_codegen::internals::compare::equal(&model, &model).is_empty());
    }
}
