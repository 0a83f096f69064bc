//! Conversion between XML and JSON by the model: every published envelope of SuperOffice NetServer is unchanged after
//! conversion to JSON and back, and small contracts show the rules.
#![cfg(all(feature = "cli", feature = "internals"))]
// Helper functions may panic like the tests that call them.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod shared;

use std::{fs, path::Path};

use proptest::prelude::*;
use roxmltree::{Document, Node};
use saponify_codegen::internals::{
    convert::round_trip,
    model::Model,
    problem::Problems,
    read::{self, ReadOptions},
    source::Sources,
};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

fn model(path: &Path) -> Model {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read::read(&[path.to_path_buf()], &ReadOptions::default(), &mut sources, &mut problems);
    assert!(!problems.has_errors(), "{}", problems.render(&sources, false));
    model
}

/// Returns the first difference between two elements: names, attributes, `xsi:type` and `xsi:nil` by value, and text.
fn difference(one: Node<'_, '_>, other: Node<'_, '_>, path: &str) -> Option<String> {
    let path = format!("{path}/{}", one.tag_name().name());
    if one.tag_name() != other.tag_name() {
        return Some(format!("{path}: became {:?}", other.tag_name()));
    }
    if attributes(one) != attributes(other) {
        return Some(format!("{path}: {:?} became {:?}", attributes(one), attributes(other)));
    }
    let children = |node: Node<'_, '_>| node.children().filter(|child| child.is_element()).count();
    if children(one) != children(other) {
        return Some(format!("{path}: {} elements became {}", children(one), children(other)));
    }
    if children(one) == 0 {
        // Empty elements in the published envelopes contain line breaks.
        let text = |node: Node<'_, '_>| match node.text().unwrap_or_default() {
            text if text.trim().is_empty() && text.contains('\n') => String::new(),
            text => text.to_owned(),
        };
        return (text(one) != text(other))
            .then(|| format!("{path}: {:?} became {:?}", text(one), text(other)));
    }
    let elements = |node: Node<'_, '_>| {
        node.children().filter(Node::is_element).map(|child| child.id()).collect::<Vec<_>>()
    };
    elements(one).into_iter().zip(elements(other)).find_map(|(left, right)| {
        let left = one.document().get_node(left).unwrap();
        let right = other.document().get_node(right).unwrap();
        difference(left, right, &path)
    })
}

fn attributes(node: Node<'_, '_>) -> Vec<(String, String)> {
    let mut attributes: Vec<_> = node
        .attributes()
        .map(|attribute| {
            let name = format!("{{{}}}{}", attribute.namespace().unwrap_or_default(), attribute.name());
            let value = match (attribute.namespace(), attribute.name(), attribute.value().split_once(':')) {
                (Some(XSI), "type", prefixed) => {
                    let (prefix, local) =
                        prefixed.map_or((None, attribute.value()), |(prefix, local)| (Some(prefix), local));
                    format!("{{{}}}{local}", node.lookup_namespace_uri(prefix).unwrap_or_default())
                }
                _ => attribute.value().to_owned(),
            };
            (name, value)
        })
        .collect();
    attributes.sort();
    attributes
}

/// Encloses the header blocks of a published request, which are children of the envelope, in a `Header`.
fn with_header(envelope: &str) -> String {
    let document = Document::parse(envelope).unwrap();
    let root = document.root_element();
    let mut blocks = root.children().filter(|child| child.is_element() && child.tag_name().name() != "Body");
    let Some(first) = blocks.next().filter(|first| first.tag_name().name() != "Header") else {
        return envelope.to_owned();
    };
    let end = blocks.next_back().unwrap_or(first).range().end;
    let (start, blocks, rest) =
        (&envelope[..first.range().start], &envelope[first.range().start..end], &envelope[end..]);
    format!("{start}<SOAP-ENV:Header>{blocks}</SOAP-ENV:Header>{rest}")
}

#[test]
fn published_envelopes_of_netserver_survive_conversion_to_json_and_back() {
    let Some(shared) = shared::shared() else { return };
    let (mut count, mut failures) = (0, Vec::new());
    for entry in fs::read_dir(shared.join("superoffice/samples")).unwrap() {
        let folder = entry.unwrap().path();
        let service = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let model = model(&shared.join(format!("superoffice/wsdl/Services86-{service}.wsdl")));
        let trip = round_trip(&model);
        for file in fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let Some((operation, kind)) = name.split_once('.') else { continue };
            let envelope = with_header(&fs::read_to_string(&file).unwrap());
            count += 1;
            match trip.through(operation, 0, kind.starts_with("request"), &envelope) {
                Err(error) => failures.push(format!("{service}/{name}: {error}")),
                Ok((_, xml)) => {
                    let (before, after) =
                        (Document::parse(&envelope).unwrap(), Document::parse(&xml).unwrap());
                    let found = difference(before.root_element(), after.root_element(), "");
                    failures.extend(found.map(|found| format!("{service}/{name}: {found}")));
                }
            }
        }
    }
    println!("{count} envelopes, {} differ", failures.len());
    let shown: Vec<_> =
        failures.iter().take(10).map(|failure| failure.chars().take(600).collect::<String>()).collect();
    assert!(
        count > 2900 && failures.is_empty(),
        "{count} envelopes, {} differ:\n{}",
        failures.len(),
        shown.join("\n")
    );
}

fn rules() -> Model {
    model(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/convert/rules.wsdl"))
}

/// Converts a request to JSON and back to XML. Returns the JSON on one line, and the XML.
fn through(model: &Model, operation: &str, content: &str) -> Result<(String, String), String> {
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:xsi='{XSI}' xmlns:o='urn:o' xmlns:r='urn:r' \
         xmlns:xsd='http://www.w3.org/2001/XMLSchema'><s:Body><{operation} xmlns='urn:r'>{content}</{operation}></s:Body>\
         </s:Envelope>"
    );
    let (json, xml) = round_trip(model).through(operation, 0, true, &envelope)?;
    let json: String = json.lines().map(str::trim_start).collect::<Vec<_>>().join(" ");
    Ok((json, xml))
}

#[test]
fn each_construct_has_its_json_form_and_survives_the_round_trip() {
    let model = rules();
    for (operation, xml, expected) in [
        (
            "Values",
            "<Int>+07</Int><Long>9007199254740993</Long>",
            r#"{ "Int": 7, "Long": "9007199254740993" }"#,
        ),
        (
            "Values",
            "<Decimal>1250.00</Decimal><Double>INF</Double>",
            r#"{ "Decimal": 1250.00, "Double": "INF" }"#,
        ),
        (
            "Values",
            "<Decimal>12345678901234567890.10</Decimal>",
            r#"{ "Decimal": "12345678901234567890.10" }"#,
        ),
        ("Values", "<Flag>1</Flag><Day>2024-05-17Z</Day>", r#"{ "Flag": true, "Day": "2024-05-17Z" }"#),
        ("Values", "<Flag xsi:nil='true'/><Bytes>AA E=</Bytes>", r#"{ "Flag": null, "Bytes": "AAE=" }"#),
        (
            "Values",
            "<Name>o:x</Name><Numbers>1 2\n3</Numbers>",
            r#"{ "Name": "{urn:o}x", "Numbers": [ 1, 2, 3 ] }"#,
        ),
        ("Values", "<Either>5</Either><Colour>Red</Colour>", r#"{ "Either": "5", "Colour": "Red" }"#),
        (
            "Values",
            "<Int>x</Int><Colour>Blue</Colour>",
            r#"{ "Int": { "$text": "x" }, "Colour": { "$text": "Blue" } }"#,
        ),
        ("Values", "<Int xsi:nil='true'/>", r#"{ "Int": { "$nil": true } }"#),
        (
            "Values",
            "<Anything xsi:type='xsd:int'>5</Anything>",
            r#"{ "Anything": { "$type": "xs:int", "$value": 5 } }"#,
        ),
        ("Values", "<Anything>a &lt; b</Anything>", r#"{ "Anything": "a < b" }"#),
        ("Lists", "<Item>1</Item><Item xsi:nil='true'/>", r#"{ "Item": [ 1, null ] }"#),
        ("Lists", "<Item>1</Item>", r#"{ "Item": [ 1 ] }"#),
        ("Lists", "<Wrapped><int>1</int></Wrapped>", r#"{ "Wrapped": [ 1 ] }"#),
        ("Lists", "<Wrapped/>", r#"{ "Wrapped": [] }"#),
        ("Lists", "<Wrapped xsi:nil='true'/>", r#"{ "Wrapped": null }"#),
        (
            "Lists",
            "<Map><Pair><Key>b</Key><Value>2</Value></Pair><Pair><Key>a</Key><Value>1</Value></Pair></Map>",
            r#"{ "Map": { "b": 2, "a": 1 } }"#,
        ),
        (
            "Lists",
            "<Map><Pair><Key>a</Key><Value>2</Value></Pair><Pair><Key>a</Key><Value>1</Value></Pair></Map>",
            r#"{ "Map": { "Pair": [ { "Key": "a", "Value": 2 }, { "Key": "a", "Value": 1 } ] } }"#,
        ),
        (
            "Parts",
            "<Priced currency='NOK'>1.5</Priced>",
            r#"{ "Priced": { "@currency": "NOK", "$value": 1.5 } }"#,
        ),
        (
            "Parts",
            "<Shape xsi:type='r:Circle'><Radius>2</Radius></Shape>",
            r#"{ "Shape": { "$type": "Circle", "Radius": 2 } }"#,
        ),
        (
            "Parts",
            "<Right>5</Right><Id>a</Id><o:Id>5</o:Id>",
            r#"{ "Right": "5", "{urn:r}Id": "a", "{urn:o}Id": 5 }"#,
        ),
        ("Parts", "<a xmlns='urn:a'>b</a>", r#"{ "$any": [ "<a xmlns=\"urn:a\">b</a>" ] }"#),
        (
            "Ordered",
            "a<I>1</I><B>b</B> c<I>2</I>",
            r#"{ "$content": [ "a", { "I": 1 }, { "B": "b" }, " c", { "I": 2 } ] }"#,
        ),
        ("Lists", "", "{}"),
    ] {
        let (json, written) =
            through(&model, operation, xml).unwrap_or_else(|error| panic!("{xml}: {error}"));
        assert_eq!(json, expected, "{xml}");
        let (again, _) = round_trip(&model).through(operation, 0, true, &written).unwrap();
        let again: String = again.lines().map(str::trim_start).collect::<Vec<_>>().join(" ");
        assert_eq!(again, expected, "{written}");
    }
}

#[test]
fn undeclared_content_is_preserved_and_reported() {
    let model = rules();
    for (operation, xml, kept, reported) in [
        ("Lists", "<Other>1</Other>", "<Other", "`$any`: unknown member"),
        ("Lists", "text", "\"$xml\"", ""),
        ("Parts", "<Shape xsi:type='r:Square'><Side>2</Side></Shape>", "Square", ""),
    ] {
        match through(&model, operation, xml) {
            Ok((json, written)) => {
                assert!(json.contains(kept) && reported.is_empty(), "{json}");
                assert!(written.contains(&kept.replace("\"$xml\"", "text")), "{written}");
            }
            Err(error) => assert!(
                !reported.is_empty() && error.contains(reported) && error.contains(kept),
                "{xml}: {error}"
            ),
        }
    }
}

/// Returns the JSON of a request of the operation `Parts` with these namespace declarations on its element.
fn parts_with(declarations: &str, content: &str) -> Result<String, String> {
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><r:Parts xmlns:r='urn:r'{declarations}>\
         {content}</r:Parts></s:Body></s:Envelope>"
    );
    let (json, _) = round_trip(&rules()).through("Parts", 0, true, &envelope)?;
    Ok(json)
}

#[test]
fn elements_kept_as_xml_declare_only_the_prefixes_that_they_contain() {
    let unused: String = (0..200).map(|number| format!(" xmlns:a{number}='urn:a{number}'")).collect();
    // In the second round, the text has so many words before colons that the namespaces in scope are
    // collected in a map.
    for words in ["", &" no:word".repeat(50)] {
        for (start, text, end, expected) in [
            ("<a3:x>", "1", "</a3:x>", &["urn:a3"][..]),
            ("<a3:x a4:y='a5:z'>", "", "</a3:x>", &["urn:a3", "urn:a4", "urn:a5"]),
            ("<x xmlns='urn:x'>", "../a7:b[@a8:c]", "</x>", &["urn:a7", "urn:a8", "urn:x"]),
            ("<a3:x>", "1 2:3 none:a a1:b a1:c", "</a3:x>", &["urn:a1", "urn:a3"]),
        ] {
            let json = parts_with(&unused, &format!("{start}{text}{words}{end}")).unwrap();
            let mut declared: Vec<&str> = json.split("=\\\"urn:").skip(1).collect();
            declared.retain(|rest| !rest.starts_with("r\\"));
            declared.sort_unstable();
            let expected = expected.iter().map(|one| one.trim_start_matches("urn:"));
            let is_same = declared.len() == expected.len()
                && declared.iter().zip(expected).all(|(rest, name)| rest.starts_with(&format!("{name}\\")));
            assert!(is_same, "{json}");
        }
    }
}

#[test]
fn messages_whose_json_would_repeat_long_namespaces_too_often_are_refused() {
    let namespace = format!("urn:{}", "n".repeat(1_000));
    let declaration = format!(" xmlns:n='{namespace}'");
    assert!(parts_with(&declaration, &"<n:x/>".repeat(10)).is_ok());
    let error = parts_with(&declaration, &"<n:x/>".repeat(18_000)).err().unwrap_or_default();
    assert!(error.starts_with("in JSON, the repeated namespaces of the message"), "{:.200}", error);
}

#[test]
fn dictionaries_in_dictionaries_are_converted_once() {
    let (mut xml, depth) = ("1".to_owned(), 28);
    for _ in 0..depth {
        // Two pairs have the same key, so the dictionary becomes an array of pairs.
        xml = format!(
            "<Pair><Key>a</Key><Value xsi:type='r:MapOfAny'>{xml}</Value></Pair><Pair><Key>a</Key><Value/></Pair>"
        );
    }
    let (json, written) =
        through(&rules(), "Values", &format!("<Anything xsi:type='r:MapOfAny'>{xml}</Anything>")).unwrap();
    assert_eq!((json.matches("\"Pair\"").count(), written.matches("<Pair").count()), (depth, 2 * depth));
}

#[test]
fn bodies_lose_no_text_no_element_and_no_namespace_of_a_name() {
    let model = model(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/convert/bodies.wsdl"));
    let through = |operation: &str, body: &str| {
        let envelope = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns='urn:r' xmlns:r='urn:r' xmlns:o='urn:o'>\
             <s:Body>{body}</s:Body></s:Envelope>"
        );
        round_trip(&model).through(operation, 0, true, &envelope)
    };
    let (json, xml) = through("Number", "5").unwrap();
    assert!(json.trim() == "5" && xml.contains("Body>5</"), "{json} {xml}");
    for (body, name) in
        [("<One><Unit of='o:x'/></One>", "o:x"), ("<One><Size id='1'>o:x</Size></One>", "o:x")]
    {
        let (json, xml) = through("One", body).unwrap();
        assert!(json.contains("$xml") && xml.contains(name) && xml.contains("=\"urn:o\""), "{json} {xml}");
    }
    for (operation, body, kept) in [
        ("One", "<One/><o:Two>2</o:Two>", "$others"),
        ("Sum", "<r:Sum><a xmlns=''>1</a><b xmlns=''>2</b><a xmlns=''>3</a></r:Sum>", "$any"),
        ("Sum", "<r:Sum><a xmlns=''>1</a><b xmlns=''>2</b></r:Sum><o:Two>2</o:Two>", "$others"),
    ] {
        let error = through(operation, body).unwrap_err();
        assert!(error.contains(&format!("`{kept}`: unknown")), "{error}");
        assert!(error.contains("urn:o") || error.contains("<a>3</a>"), "{error}");
    }
}

/// Random JSON. Some keys and values occur in the contract, some keys have a special meaning (`$type`),
/// and the rest is arbitrary.
fn any_json() -> impl Strategy<Value = String> {
    let keys = prop::sample::select(vec![
        "Int",
        "Flag",
        "Anything",
        "Item",
        "Wrapped",
        "Map",
        "Priced",
        "Shape",
        "Id",
        "{urn:o}Id",
        "@currency",
        "@x",
        "$value",
        "$type",
        "$nil",
        "$any",
        "$content",
        "$xml",
        "$text",
        "$file",
        "$headers",
        "$body",
        "$element",
        "B",
        "I",
        "",
        "}{",
        "a b",
        "@",
        "@xmlns",
        "{\u{1}}a",
        "Radius",
    ]);
    let texts = prop::sample::select(vec![
        "",
        "5",
        "true",
        "Circle",
        "xs:int",
        "{urn:r}Circle",
        "xs:",
        "{",
        "<a/>",
        "<a",
        "<a xmlns='urn:a'><b/></a>",
        "NOK",
        "\u{1}",
        "é😀",
        "@x",
        "2024-05-17",
        "INF",
        "  ",
    ]);
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        Just("1e400".to_owned()),
        texts.prop_map(|text| serde_json::Value::from(text).to_string()),
    ];
    scalar.prop_recursive(6, 48, 5, move |inner| {
        let object = prop::collection::btree_map(keys.clone(), inner.clone(), 0..5).prop_map(|members| {
            let members =
                members.iter().map(|(key, value)| format!("{}:{value}", serde_json::Value::from(*key)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        });
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            object
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_refused_or_survives_conversion_to_xml_and_back(
        json in any_json(),
        operation in prop::sample::select(vec!["Values", "Lists", "Parts", "Ordered"]),
    ) {
        thread_local!(static RULES: &'static Model = Box::leak(Box::new(rules())));
        let trip = RULES.with(|model| round_trip(model));
        if let Ok(xml) = trip.write(operation, &json) {
            prop_assert!(Document::parse(&xml).is_ok(), "{json}\n{xml}");
            let back = trip.through(operation, 0, true, &xml);
            prop_assert!(back.is_ok(), "{json}\n{xml}\n{back:?}");
        }
    }

    #[test]
    fn no_text_causes_a_panic(json in "[\\[\\]{}:,\"$@a-z0-9\\\\ .eE+-]{0,40}") {
        thread_local!(static RULES: &'static Model = Box::leak(Box::new(rules())));
        let _ = RULES.with(|model| round_trip(model).write("Values", &json));
    }
}

#[test]
fn keys_that_are_no_names_are_refused() {
    let model = rules();
    let trip = round_trip(&model);
    for key in ["", "a b", "a:b", "a><b", "1", "@", "@xmlns", "@{http://www.w3.org/2000/xmlns/}p", "{\u{1}}a"]
    {
        let json = serde_json::json!({ "Anything": { key: "1" } }).to_string();
        let error = trip.write("Values", &json).expect_err(key);
        assert!(format!("{error:?}").contains("not a name for an "), "{key}: {error:?}");
    }
}

#[test]
fn deep_json_is_refused() {
    let trip_model = rules();
    let trip = round_trip(&trip_model);
    for (open, close) in [("{\"Anything\":", "}"), ("[", "]"), ("{\"$content\":[", "]}")] {
        let deep = format!("{}1{}", open.repeat(5000), close.repeat(5000));
        assert!(trip.write("Values", &deep).is_err());
    }
    let nested = format!("{}1{}", "{\"a\":".repeat(90), "}".repeat(90));
    let _ = trip.write("Values", &format!("{{\"Anything\":{nested}}}"));
}

/// Returns the model of a contract whose request `Call` has this content, with types in the namespace `urn:r`.
fn model_of(content: &str, types: &str) -> Model {
    let text = format!(
        "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' \
         xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:r='urn:r' targetNamespace='urn:r'>\
         <types><xs:schema targetNamespace='urn:r' elementFormDefault='qualified'>{types}\
         <xs:element name='Call'><xs:complexType>{content}</xs:complexType></xs:element></xs:schema></types>\
         <message name='In'><part name='p' element='r:Call'/></message>\
         <portType name='P'><operation name='Call'><input message='r:In'/></operation></portType>\
         <binding name='B' type='r:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
         <operation name='Call'><soap:operation soapAction=''/><input><soap:body use='literal'/></input></operation>\
         </binding></definitions>"
    );
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let texts = [("contract.wsdl", text.as_bytes())];
    let model = read::read_bytes(&texts, &ReadOptions::default(), &mut sources, &mut problems);
    assert!(!problems.has_errors(), "{}", problems.render(&sources, false));
    model
}

#[test]
fn json_of_the_deepest_messages_can_be_converted_back() {
    // Each element has three levels of JSON: an object, its `$content`, and an object with the name of the child.
    let tree = "<xs:complexType name='Tree' mixed='true'><xs:sequence><xs:element name='Tree' type='r:Tree' minOccurs='0'/>\
                </xs:sequence></xs:complexType>";
    let model = model_of("<xs:sequence><xs:element name='Tree' type='r:Tree'/></xs:sequence>", tree);
    // The reader accepts 96 levels, of which the envelope, its body and the request are three.
    for depth in [30, 60, 93] {
        let content = format!("{}x{}", "<Tree>".repeat(depth), "</Tree>".repeat(depth));
        let (json, written) = through(&model, "Call", &content).unwrap();
        assert!(!json.contains("$xml"), "{json}");
        assert_eq!(written.matches("<Tree").count(), depth);
        assert!(written.contains(">x<"), "{written}");
    }
}

#[test]
fn members_of_unions_that_refer_twice_to_the_next_are_examined_once() {
    let allocations = |levels: usize| {
        let unions: String = (0..levels)
            .map(|level| {
                let next = match level + 1 == levels {
                    true => "xs:int".to_owned(),
                    false => format!("r:U{}", level + 1),
                };
                format!(
                    "<xs:simpleType name='U{level}'><xs:union memberTypes='{next} {next}'/></xs:simpleType>"
                )
            })
            .collect();
        let content =
            "<xs:sequence><xs:element name='Value' type='r:U0' maxOccurs='unbounded'/></xs:sequence>";
        let model = model_of(content, &unions);
        let mut allocations = 0;
        // The converter examines all members of the unions for each of these values: no member accepts the
        // text `x:y`, and no member is the type `xsd:date` that the `xsi:type` names.
        for (content, expected) in
            [("<Value>x:y</Value>", "x:y"), ("<Value xsi:type='xsd:date'>5</Value>", "$xml")]
        {
            let info = allocation_counter::measure(|| {
                let result = through(&model, "Call", content);
                let json = result.map_or_else(|error| error, |(json, _)| json);
                assert!(json.contains(expected), "{json}");
            });
            allocations += info.count_total;
        }
        allocations
    };
    let [few, many] = [8, 15].map(allocations);
    assert!(many < few * 3, "{few} allocations for 8 levels, {many} for 15");
}
