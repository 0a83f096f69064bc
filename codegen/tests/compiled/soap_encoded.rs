//! Messages in SOAP encoding: references, arrays, null, elements whose names the reader ignores, faults
//! identified by type, SOAP 1.2.

use saponify::soap::server;
use saponify::transport::{Memory, Response};
use saponify::{Client, DepartureKind, Detail, Element, ErrorKind, Operation, ReadingMode, Result, Version};

use super::messages::request;
use super::*;

/// Returns the reply that a client reads from an envelope with this body.
fn reply<O: Operation<RequestHeaders = ()>>(version: Version, body: &str) -> Result<O::Reply>
where
    O::Request: Default,
{
    let memory = Memory::new();
    memory.push(Response::envelope(format!(
        "<s:Envelope xmlns:s=\"{}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:enc=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:enc12=\"http://www.w3.org/2003/05/soap-encoding\" \
         xmlns:rpc=\"http://www.w3.org/2003/05/soap-rpc\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
         xmlns:t=\"urn:t\"><s:Body>{body}</s:Body></s:Envelope>",
        version.namespace()
    )));
    let client = Client::new(memory, "http://localhost/", version);
    client.call::<O>(O::Request::default()).send().map(|reply| reply.body)
}

/// Returns the request envelope of a client.
fn envelope<O: Operation<RequestHeaders = (), Request: Clone>>(
    version: Version,
    request: &O::Request,
) -> String {
    Client::new((), "", version).call::<O>(request.clone()).envelope().unwrap()
}

fn row(id: i32) -> encoded::Row {
    encoded::Row { id: Some(id), note: None }
}

#[test]
fn encoded_values_are_read_inline_and_by_reference() {
    use encoded::{Call, Rows, operations};
    let inline = "<t:Call xmlns:t=\"urn:t\"><rows><item><Id>1</Id></item><any><Id>1</Id></any></rows><name>n</name></t:Call>";
    let elsewhere = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#1\"/><name href=\"#3\"/></t:Call>\
                     <multiRef id=\"1\"><item href=\"#2\"/><item href=\"#2\"/></multiRef>\
                     <multiRef id=\"2\" xsi:type=\"x:Row\" xmlns:x=\"urn:t\"><Id xsi:type=\"xsd:int\">1</Id></multiRef>\
                     <multiRef id=\"3\" xsi:type=\"xsd:string\">n</multiRef>";
    let rows = Rows { items: vec![Some(row(1)), Some(row(1))] };
    let expected = Call { rows: Some(rows), name: Some("n".into()) };
    for body in [inline, elsewhere] {
        assert_eq!(request::<operations::Call>(body).unwrap(), expected, "{body}");
    }
}

#[test]
fn members_in_the_namespace_of_their_type_are_read_and_recorded() {
    use encoded::operations;
    let memory = Memory::new();
    memory.push(Response::envelope(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
         <r:CallResponse xmlns:r=\"urn:r\"><return xmlns:t=\"urn:t\"><t:Id>1</t:Id><t:Odd/></return></r:CallResponse>\
         </s:Body></s:Envelope>",
    ));
    let client = Client::new(memory, "http://localhost/", Version::Soap11);
    let reply = client.call::<operations::Call>(encoded::Call::default()).send().unwrap();
    assert_eq!(reply.body.return_, Some(row(1)));
    let kinds: Vec<_> = reply.account.iter().map(|noted| (noted.path.as_str(), noted.kind)).collect();
    let expected = [("Id", DepartureKind::OtherForm), ("Odd", DepartureKind::UnknownElement)];
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    for ((path, kind), (member, expected)) in kinds.into_iter().zip(expected) {
        assert!(path.ends_with(&format!("return/{member}")) && kind == expected, "{path} {kind:?}");
    }
}

#[test]
fn references_that_form_no_tree_are_rejected_with_their_position() {
    use encoded::operations;
    let circle = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#1\"/></t:Call><multiRef id=\"1\"><item href=\"#1\"/></multiRef>";
    let dangling = "<t:Call xmlns:t=\"urn:t\"><rows href=\"#7\"/></t:Call>";
    let no_int =
        "<t:Call xmlns:t=\"urn:t\"><rows href=\"#1\"/></t:Call><m id=\"1\"><item><Id>x</Id></item></m>";
    for (body, what, at) in [
        (circle, "does not contain itself", "<item"),
        (dangling, "the `id` of an element", "<rows"),
        (no_int, "`x`", "x</Id>"),
    ] {
        let error = request::<operations::Call>(body).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
        let before = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
             <s:Body>";
        assert_eq!(error.place().unwrap().offset - before.len(), body.find(at).unwrap(), "{error}");
    }
}

#[test]
fn expansion_of_references_is_limited() {
    use encoded::operations;
    let large = format!(
        "<t:Call xmlns:t=\"urn:t\"><rows>{}</rows></t:Call><multiRef id=\"1\">{}</multiRef>",
        "<item href=\"#1\"/>".repeat(20_000),
        "x".repeat(1 << 20)
    );
    let nest = |id: usize| {
        let (open, close) = ("<a>".repeat(100), "</a>".repeat(100));
        format!("<multiRef id=\"{id}\">{open}<a href=\"#{}\"/>{close}</multiRef>", id + 1)
    };
    let deep = format!(
        "<t:Call xmlns:t=\"urn:t\"><rows href=\"#0\"/></t:Call>{}<multiRef id=\"100\"/>",
        (0..100).map(nest).collect::<String>()
    );
    for (body, what) in [(large, "the size of expanded references"), (deep, "the depth of elements")] {
        let error = request::<operations::Call>(&body).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
        assert!(error.to_string().starts_with(what), "{error}");
    }
}

#[test]
fn values_are_written_with_their_type() {
    use encoded::{Call, CallResponse, Rows, operations};
    let reply = CallResponse { return_: Some(row(1)) };
    let reply = server::write_reply::<operations::Call>(Version::Soap11, &(), &reply).unwrap();
    for part in [
        "encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"",
        ":Row\"><Id xsi:type=\"xsd:int\">1</Id>",
    ] {
        assert!(reply.contains(part), "{reply}");
    }
    let rows = Rows { items: vec![Some(row(1)), Some(row(2))] };
    let request = Call { rows: Some(rows), name: Some("n".into()) };
    let element = saponify::to_string(("urn:t", "Call"), &request).unwrap();
    assert!(element.contains(":Row[2]\""), "{element}");
    assert_eq!(saponify::from_str::<Call>(&element).unwrap(), request);
}

#[test]
fn an_omitted_or_nil_accessor_is_none() {
    use encoded::{Call, CallResponse, Row, operations};
    let none = CallResponse::default();
    let empty = CallResponse { return_: Some(Row::default()) };
    for (body, expected) in [
        ("<t:CallResponse/>", &none),
        ("<t:CallResponse><return xsi:nil='true'/></t:CallResponse>", &none),
        ("<t:CallResponse><return xsi:type='t:Row' xsi:nil='1'/></t:CallResponse>", &none),
        ("<t:CallResponse><return/></t:CallResponse>", &empty),
        ("<t:CallResponse><return><Id xsi:type='xsd:int' xsi:nil='true'/></return></t:CallResponse>", &empty),
    ] {
        assert_eq!(&reply::<operations::Call>(Version::Soap11, body).unwrap(), expected, "{body}");
    }
    let read = |body: &str| request::<operations::Call>(body).unwrap();
    assert_eq!(read("<t:Call xmlns:t='urn:t'><name xsi:nil='true'/></t:Call>"), Call::default());
    let written = envelope::<operations::Call>(Version::Soap11, &Call::default());
    assert!(written.contains("<rows xsi:type=\"soapenc:Array\" xsi:nil=\"true\"/>"), "{written}");
    assert!(written.contains("<name xsi:type=\"xsd:string\" xsi:nil=\"true\"/>"), "{written}");
    assert_eq!(server::read_request::<operations::Call>(written.as_bytes()).unwrap().body, Call::default());
}

#[test]
fn omitted_items_of_an_array_are_none() {
    use encoded::{Call, Rows, operations};
    let item = |id: i32| format!("<item><Id>{id}</Id></item>");
    let placed = |place: usize, id: i32| format!("<item enc:position='[{place}]'><Id>{id}</Id></item>");
    for (attributes, items, expected) in [
        ("", format!("{}<item xsi:nil='true'/>", item(1)), vec![Some(1), None]),
        ("enc:arrayType='t:Row[4]' enc:offset='[1]'", item(1), vec![None, Some(1), None, None]),
        ("enc:arrayType='t:Row[3]'", placed(2, 3) + &placed(0, 1), vec![Some(1), None, Some(3)]),
        ("enc:arrayType='t:Row[,][2,2]'", placed(1, 1), vec![None, Some(1), None, None]),
    ] {
        let body = format!(
            "<t:Call xmlns:t='urn:t' xmlns:enc='http://schemas.xmlsoap.org/soap/encoding/'>\
             <rows {attributes}>{items}</rows></t:Call>"
        );
        let items: Vec<_> = expected.into_iter().map(|id| id.map(row)).collect();
        let expected = Call { rows: Some(Rows { items }), name: None };
        assert_eq!(request::<operations::Call>(&body).unwrap(), expected, "{body}");
        let written = envelope::<operations::Call>(Version::Soap11, &expected);
        assert_eq!(server::read_request::<operations::Call>(written.as_bytes()).unwrap().body, expected);
    }
}

#[test]
fn the_names_of_a_response_and_its_return_value_are_not_significant() {
    use encoded::{CallResponse, operations};
    let expected = CallResponse { return_: Some(row(1)) };
    for body in [
        "<t:CallResponse><return><Id>1</Id></return></t:CallResponse>",
        "<t:Call><result><Id>1</Id></result></t:Call>",
        "<Any xmlns='urn:any'><t:return xsi:type='t:Row'><Id xmlns=''>1</Id></t:return></Any>",
        "<t:Call><result href='#1'/></t:Call><m id='1'><Id>1</Id></m>",
    ] {
        assert_eq!(reply::<operations::Call>(Version::Soap11, body).unwrap(), expected, "{body}");
    }
    // The name of a request is significant, because it identifies the operation.
    assert!(request::<operations::Call>("<t:Other xmlns:t='urn:t'/>").is_err());
}

#[test]
fn a_single_fault_is_identified_by_its_type_and_by_its_name() {
    use encoded_faults::{Full, LeaveFault, operations};
    let full = || LeaveFault::Full(Full { room: Some(7) });
    for (entry, expected) in [
        ("<com.x.Full xsi:type='t:Full'><Room>7</Room></com.x.Full>", Some(full())),
        ("<fault><Room>7</Room></fault>", Some(full())),
        ("<other xsi:type='t:Closed'/>", None),
    ] {
        let body = format!(
            "<s:Fault><faultcode>s:Server</faultcode><faultstring/><detail>{entry}</detail></s:Fault>"
        );
        let error = reply::<operations::Leave>(Version::Soap11, &body).unwrap_err();
        assert_eq!(error.fault().unwrap().detail::<LeaveFault>().unwrap(), expected, "{entry}");
    }
}

#[test]
fn a_literal_fault_beside_encoded_ones_requires_its_members() {
    use server_encoded::{BookFault, Ended, Full, operations};
    let fault = |detail: &str| {
        let body = format!(
            "<s:Fault><faultcode>s:Server</faultcode><faultstring/><detail>{detail}</detail></s:Fault>"
        );
        let error = reply::<operations::Book>(Version::Soap11, &body).unwrap_err();
        error.fault_detail::<operations::Book>()
    };
    let ended = BookFault::Ended(Ended { code: 1, text: None });
    assert_eq!(fault("<t:Ended><Code>1</Code></t:Ended>").unwrap(), Some(ended));
    let error = fault("<t:Ended><Text>x</Text></t:Ended>").unwrap_err().to_string();
    assert!(error.contains("the required `Code`"), "{error}");
    let full = BookFault::Full(Full { room: None });
    assert_eq!(fault("<fault xsi:type='t:Full'/>").unwrap(), Some(full));
}

#[test]
fn faults_are_identified_by_type_if_the_name_is_ambiguous() {
    use encoded_faults::{AnyClosed, CallFault, Closed, ClosedForGood, Full, operations};
    let closed = || Closed { until: Some("May".into()) };
    let for_good = ClosedForGood { closed: closed(), reason: Some("x".into()) };
    for (entry, expected) in [
        ("<fault xsi:type='t:Full'><Room>7</Room></fault>", Some(CallFault::Full(Full { room: Some(7) }))),
        (
            "<fault xsi:type='t:Closed'><Until>May</Until></fault>",
            Some(CallFault::Closed(AnyClosed::Closed(Box::new(closed())))),
        ),
        (
            "<t:fault xsi:type='t:ClosedForGood'><Until>May</Until><Reason>x</Reason></t:fault>",
            Some(CallFault::Closed(AnyClosed::ClosedForGood(Box::new(for_good)))),
        ),
        ("<com.x.Full xsi:type='t:Full'/>", Some(CallFault::Full(Full { room: None }))),
        ("<busy>now</busy>", Some(CallFault::Busy("now".into()))),
        ("<busy xsi:type='xsd:string'>now</busy>", Some(CallFault::Busy("now".into()))),
        // A built-in type identifies a fault only in an element with the name of the fault.
        ("<fault xsi:type='xsd:string'>x</fault>", Some(CallFault::Ended("x".into()))),
        // SOAP encoding derives its simple types from those of XML Schema. Its elements have the names of its types.
        ("<fault xsi:type='enc:string'>x</fault>", Some(CallFault::Ended("x".into()))),
        ("<fault xsi:type='enc12:string'>x</fault>", Some(CallFault::Ended("x".into()))),
        ("<fault xsi:type='enc:base64'>AQI=</fault>", Some(CallFault::Raw(vec![1, 2].into()))),
        ("<fault xsi:type='enc12:base64Binary'>AQI=</fault>", Some(CallFault::Raw(vec![1, 2].into()))),
        ("<enc:base64>AQI=</enc:base64>", Some(CallFault::Raw(vec![1, 2].into()))),
        // Two faults have the type `xs:string`.
        ("<enc:string>x</enc:string>", None),
        ("<fault xsi:type='enc:int'>1</fault>", None),
        ("<stackTrace xsi:type='xsd:string'>x</stackTrace>", None),
        // The detail matches two faults or none.
        ("<fault><Room>7</Room></fault>", None),
        ("<hostname xsi:type='xsd:string'>h</hostname>", None),
        ("<fault href='#1'/>", Some(CallFault::Full(Full { room: Some(7) }))),
    ] {
        let body = format!(
            "<s:Fault><faultcode>s:Server</faultcode><faultstring/><detail>{entry}</detail></s:Fault>\
             <m id='1' xsi:type='t:Full'><Room>7</Room></m>"
        );
        let error = reply::<operations::Call>(Version::Soap11, &body).unwrap_err();
        let [element]: &[Element] = &error.fault().unwrap().detail else { panic!("{error}") };
        assert_eq!(CallFault::from_element(&element.into()).transpose().unwrap(), expected, "{entry}");
    }
}

#[test]
fn a_fault_with_a_simple_type_of_soap_encoding_is_identified_in_every_spelling() {
    use encoded_soap12::{CallFault, operations};
    for entry in [
        "<fault xsi:type='enc12:base64Binary'>AQI=</fault>",
        "<fault xsi:type='enc12:base64'>AQI=</fault>",
        "<fault xsi:type='enc:base64'>AQI=</fault>",
        "<fault xsi:type='xsd:base64Binary'>AQI=</fault>",
        "<enc12:base64Binary>AQI=</enc12:base64Binary>",
    ] {
        let body = format!(
            "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang='en'>no</s:Text></s:Reason>\
             <s:Detail>{entry}</s:Detail></s:Fault>"
        );
        let error = reply::<operations::Call>(Version::Soap12, &body).unwrap_err();
        let fault = error.fault_detail::<operations::Call>().unwrap();
        assert_eq!(fault, Some(CallFault::Raw(vec![1, 2].into())), "{entry}");
    }
}

#[test]
fn a_type_shared_by_encoded_and_literal_messages_is_strict_in_literal_ones() {
    use encoded_shared::{Call, Encoded, Literal, Plain, Shared, operations};
    let shared = Shared { id: None, name: None };
    let encoded = Encoded { id: None, tag: vec![None, Some("a".into())] };
    let message = Call { shared: Some(shared.clone()), encoded: Some(encoded) };
    let written = envelope::<operations::Call>(Version::Soap11, &message);
    assert!(written.contains("<Id xsi:type=\"xsd:int\" xsi:nil=\"true\"/>"), "{written}");
    assert_eq!(server::read_request::<operations::Call>(written.as_bytes()).unwrap().body, message);
    let omitted =
        "<t:Call xmlns:t='urn:t'><shared/><encoded><Tag xsi:nil='true'/><Tag>a</Tag></encoded></t:Call>";
    assert_eq!(request::<operations::Call>(omitted).unwrap(), message);
    // If a reply lacks its return value, the remaining parts are read.
    let body = "<t:Any><encoded><Id>1</Id></encoded></t:Any>";
    let read = reply::<operations::Call>(Version::Soap11, body).unwrap();
    assert_eq!(read.encoded.and_then(|encoded| encoded.id), Some(1));

    let plain = Plain { shared, literal: Literal { id: 1 } };
    let client = Client::new((), "", Version::Soap11);
    let error = client.call::<operations::Plain>(plain.clone()).envelope().unwrap_err().to_string();
    assert!(error.contains("Id is not set"), "{error}");
    let omitted =
        "<t:Plain xmlns:t='urn:t'><shared><Name>n</Name></shared><literal><Id>1</Id></literal></t:Plain>";
    let error = request::<operations::Plain>(omitted).unwrap_err().to_string();
    assert!(error.contains("the required `Id`"), "{error}");
}

#[test]
fn parts_directly_in_the_body_are_encoded() {
    use encoded_shared::{Bare, Encoded, Shared, operations};
    let body = "<shared href='#1'/><encoded><Id>2</Id></encoded><m id='1'><Id>1</Id><Name>n</Name></m>";
    let expected = Bare {
        shared: Some(Shared { id: Some(1), name: Some("n".into()) }),
        encoded: Some(Encoded { id: Some(2), tag: Vec::new() }),
    };
    assert_eq!(request::<operations::Bare>(body).unwrap(), expected);
    for version in [Version::Soap11, Version::Soap12] {
        let written = envelope::<operations::Bare>(version, &expected);
        assert!(written.matches(":encodingStyle=").count() == if version == Version::Soap11 { 1 } else { 2 });
        assert_eq!(server::read_request::<operations::Bare>(written.as_bytes()).unwrap().body, expected);
    }
}

#[test]
fn soap_1_2_uses_its_own_encoding_namespace() {
    use encoded_soap12::t::{Row, Rows};
    use encoded_soap12::{Call, CallResponse, operations};
    let row = |id| Row { id: Some(id), data: Some(vec![1, 2, 3].into()) };
    let rows = Some(Rows { items: vec![Some(row(1)), None] });
    let message = Call { count: Some(2), rows };
    let written = envelope::<operations::Call>(Version::Soap12, &message);
    for part in [
        "<soap:Body xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:soapenc=\"http://www.w3.org/2003/05/soap-encoding\" xmlns:m=\"urn:t\">",
        "<m:Call soap:encodingStyle=\"http://www.w3.org/2003/05/soap-encoding\">",
        "<count xsi:type=\"xsd:int\">2</count>",
        "<rows xsi:type=\"soapenc:Array\" soapenc:itemType=\"m:Row\" soapenc:arraySize=\"2\">",
        "<Data xsi:type=\"soapenc:base64Binary\">AQID</Data>",
    ] {
        assert!(written.contains(part), "{part} in {written}");
    }
    assert!(!written.contains("arrayType") && !written.contains("schemas.xmlsoap.org"), "{written}");
    assert_eq!(server::read_request::<operations::Call>(written.as_bytes()).unwrap().body, message);

    let expected =
        CallResponse { count: Some(2), found: Some(Rows { items: vec![Some(row(1)), Some(row(1))] }) };
    let item = "<Id>1</Id><Data>AQID</Data>";
    for body in [
        format!(
            "<t:CallResponse><rpc:result>found</rpc:result><count>2</count>\
             <found enc12:itemType='t:Row' enc12:arraySize='2'><x enc12:id='a'>{item}</x><x enc12:ref='a'/></found>\
             </t:CallResponse>"
        ),
        format!(
            "<t:CallResponse><rpc:result xmlns:q='urn:q'>q:any</rpc:result><count>2</count>\
             <q:any xmlns:q='urn:q'><x>{item}</x><x>{item}</x></q:any></t:CallResponse>"
        ),
    ] {
        assert_eq!(reply::<operations::Call>(Version::Soap12, &body).unwrap(), expected, "{body}");
    }
    let written = server::write_reply::<operations::Call>(Version::Soap12, &(), &expected).unwrap();
    let named =
        "<rpc:result xmlns:rpc=\"http://www.w3.org/2003/05/soap-rpc\">found</rpc:result><count xsi:type";
    assert!(written.contains(named), "{written}");
}

#[test]
fn default_plain_scalars_are_omitted_in_literal_messages_beside_encoded_ones() {
    use encoded_plain_scalars::{Ping, Probe, RequestHeaders, Save, Tags, operations};
    let client = Client::new((), "", Version::Soap11);
    let save = |rank, level| {
        let headers = RequestHeaders { level, ..RequestHeaders::default() };
        let request = Save { rank, ..Save::default() };
        client.call::<operations::Save>(request).headers(headers).envelope().unwrap()
    };
    let unset = save(0, 0);
    assert!(!unset.contains("Rank") && !unset.contains("Done") && !unset.contains("Level"), "{unset}");
    let set = save(3, 2);
    assert!(set.contains("<Rank>3</Rank>") && !set.contains("xsi:type"), "{set}");
    assert!(set.contains(">2</Level>"), "{set}");
    // In SOAP encoding, accessors and header blocks are written with their type, and may be null.
    let tags = Tags { name: Some("n".into()), tag: Vec::new() };
    let probe = Ping { probe: Some(Probe { count: Some(0) }), tags: Some(tags.clone()) };
    let headers = RequestHeaders { hops: Some(4), ..RequestHeaders::default() };
    let written = client.call::<operations::Ping>(probe).headers(headers).envelope().unwrap();
    assert!(written.contains("<Count xsi:type=\"xsd:int\">0</Count>"), "{written}");
    assert!(written.contains(":int\">4</hops>") && !written.contains("Tag "), "{written}");
    // A literal message must contain at least one item of the repeated member.
    let save = Save { tags: Some(tags), ..Save::default() };
    let error = client.call::<operations::Save>(save).envelope().unwrap_err().to_string();
    assert!(error.contains("Tag is not set"), "{error}");
}

#[test]
fn an_array_keeps_the_sizes_of_its_dimensions() {
    use encoded_dimensions::{Grid, Rows, Turn, TurnResponse, operations};
    let grid = Grid { dimensions: [2, 3], items: (1..=6).map(Some).collect() };
    let rows = Rows { dimensions: [1, 0, 7], items: Vec::new() };
    let message = Turn { grid: Some(grid.clone()), rows: Some(rows) };
    for (version, parts) in [
        (
            Version::Soap11,
            ["soapenc:arrayType=\"xsd:int[2,3]\"", "soapenc:arrayType=\"xsd:string[][1,0,7]\""],
        ),
        (
            Version::Soap12,
            [
                "soapenc:itemType=\"xsd:int\" soapenc:arraySize=\"2 3\"",
                "soapenc:itemType=\"soapenc:Array\" soapenc:arraySize=\"1 0 7\"",
            ],
        ),
    ] {
        let written = envelope::<operations::Turn>(version, &message);
        assert!(parts.iter().all(|part| written.contains(part)), "{parts:?} in {written}");
        assert_eq!(server::read_request::<operations::Turn>(written.as_bytes()).unwrap().body, message);
        let answer = TurnResponse { return_: Some(grid.clone()) };
        let written = server::write_reply::<operations::Turn>(version, &(), &answer).unwrap();
        let memory = Memory::new();
        memory.push(Response::envelope(written));
        let client = Client::new(memory, "http://localhost/", version);
        let reply = client.call::<operations::Turn>(Turn::default()).send().unwrap();
        assert_eq!(reply.body, answer);
    }
    // The number of items must equal the product of the sizes.
    let odd = Turn { grid: Some(Grid { dimensions: [2, 2], ..grid }), rows: None };
    let error = Client::new((), "", Version::Soap11).call::<operations::Turn>(odd).envelope().unwrap_err();
    assert!(error.to_string().contains("6 items, which does not fit its dimensions [2, 2]"), "{error}");
}

#[test]
fn the_dimensions_of_an_array_are_read_in_every_form() {
    use encoded_dimensions::{Grid, operations};
    let items = "<i>1</i><i>2</i><i>3</i><i>4</i><i>5</i><i>6</i>";
    let whole = || Grid { dimensions: [2, 3], items: (1..=6).map(Some).collect() };
    let sparse = |items: [Option<i32>; 6]| Grid { dimensions: [2, 3], items: items.into() };
    let read = |version, attributes: &str, items: &str| {
        let body = format!("<t:TurnResponse><return {attributes}>{items}</return></t:TurnResponse>");
        reply::<operations::Turn>(version, &body).map(|reply| reply.return_.unwrap())
    };
    for (attributes, items, expected) in [
        ("enc:arrayType='xsd:int[2,3]'", items, whole()),
        ("enc:arrayType=' xsd:int[2, 3] '", items, whole()),
        ("enc:arrayType='xsd:int[,3]'", items, whole()),
        // Items may be omitted at the end of an array. They may also be omitted elsewhere if the array has an
        // `offset` or the remaining items have a `position` (SOAP 1.1, section 5.4.2).
        (
            "enc:arrayType='xsd:int[2,3]'",
            "<i>1</i><i>2</i>",
            sparse([Some(1), Some(2), None, None, None, None]),
        ),
        (
            "enc:arrayType='xsd:int[2,3]' enc:offset='[1,2]'",
            "<i>6</i>",
            sparse([None, None, None, None, None, Some(6)]),
        ),
        (
            "enc:arrayType='xsd:int[2,3]'",
            "<i enc:position='[1,1]'>5</i><i enc:position='[0,1]'>2</i>",
            sparse([None, Some(2), None, None, Some(5), None]),
        ),
        ("enc:arrayType='xsd:int[0,3]'", "", Grid { dimensions: [0, 3], items: Vec::new() }),
    ] {
        assert_eq!(read(Version::Soap11, attributes, items).unwrap(), expected, "{attributes}");
    }
    for attributes in ["enc12:itemType='xsd:int' enc12:arraySize='2 3'", "enc12:arraySize=' * 3 '"] {
        assert_eq!(read(Version::Soap12, attributes, items).unwrap(), whole(), "{attributes}");
    }
    for (attributes, items, expected) in [
        ("enc:arrayType='xsd:int[6]'", items, "return/@arrayType: expected an array with 2 dimensions"),
        ("enc:arrayType='xsd:int[2,3,1]'", items, "expected an array with 2 dimensions"),
        ("enc:arrayType='xsd:int[,]'", items, "expected the dimensions of the array"),
        ("", items, "expected the dimensions of the array"),
        (
            "enc:arrayType='xsd:int[2,3]'",
            "<i>1</i><i>2</i><i>3</i><i>4</i><i>5</i><i>6</i><i>7</i>",
            "an index within the array",
        ),
        ("enc:arrayType='xsd:int[99999,99999]'", "<i>1</i>", "exceeds the limit"),
    ] {
        let error = read(Version::Soap11, attributes, items).unwrap_err().to_string();
        assert!(error.contains(expected), "{attributes}: {error}");
    }
}

#[test]
fn an_array_without_dimensions_has_one_column_in_the_lenient_mode() {
    use encoded_dimensions::{Grid, operations};
    let envelope = |attributes: &str| {
        format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:enc=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><t:TurnResponse xmlns:t=\"urn:t\"><return {attributes}>\
             <i>1</i><i>2</i></return></t:TurnResponse></s:Body></s:Envelope>"
        )
    };
    for attributes in ["", "enc:arrayType='xsd:int[2]'"] {
        let memory = Memory::new();
        memory.push(Response::envelope(envelope(attributes)));
        let client = Client::new(memory, "http://localhost/", Version::Soap11);
        let client = client.with_reading_mode(ReadingMode::Lenient);
        let reply = client.call::<operations::Turn>(encoded_dimensions::Turn::default()).send().unwrap();
        let expected = Grid { dimensions: [2, 1], items: vec![Some(1), Some(2)] };
        assert_eq!(reply.body.return_, Some(expected), "{attributes}");
        assert!(!reply.account.is_empty(), "{attributes}");
    }
}

#[test]
fn an_element_in_document_style_is_encoded() {
    use encoded_document::{Find, FindResponse, Person, operations};
    let person = |name: &str| Person { name: Some(name.into()), age: Some(7) };
    let body = "<FindResponse xmlns='urn:t'><Owner href='#1'/><Guest href='#2'/><Guest xsi:nil='true'/></FindResponse>\
                <multiRef id='1' xsi:type='t:Person'><t:Name>n</t:Name><t:Age href='#3'/></multiRef>\
                <multiRef id='2'><t:Name>m</t:Name><t:Age>7</t:Age></multiRef>\
                <multiRef id='3' xsi:type='xsd:int'>7</multiRef>";
    let expected = FindResponse { owner: Some(person("n")), guest: vec![Some(person("m")), None] };
    assert_eq!(reply::<operations::Find>(Version::Soap11, body).unwrap(), expected);
    // In contrast to rpc style, the name of the element is significant.
    let error = reply::<operations::Find>(Version::Soap11, "<t:Other/>").unwrap_err().to_string();
    assert!(error.contains("expected {urn:t}FindResponse"), "{error}");
    let empty =
        reply::<operations::Find>(Version::Soap11, "<t:FindResponse><t:Owner/></t:FindResponse>").unwrap();
    assert_eq!(empty, FindResponse { owner: Some(Person::default()), guest: Vec::new() });
    let request = Find { name: Some("n".into()) };
    for version in [Version::Soap11, Version::Soap12] {
        let written = envelope::<operations::Find>(version, &request);
        assert_eq!(written.matches(":encodingStyle=").count(), 1, "{written}");
        assert!(written.contains("Find ") && written.contains("xsi:type=\"xsd:string\""), "{written}");
        assert_eq!(server::read_request::<operations::Find>(written.as_bytes()).unwrap().body, request);
        let written = server::write_reply::<operations::Find>(version, &(), &expected).unwrap();
        let memory = Memory::new();
        memory.push(Response::envelope(written));
        let client = Client::new(memory, "http://localhost/", version);
        assert_eq!(client.call::<operations::Find>(request.clone()).send().unwrap().body, expected);
    }
}

#[test]
fn an_encoded_fault_of_a_literal_operation_is_read_with_its_references() {
    use encoded_document::{CheckFault, Codes, Person, Reason, operations};
    let fault = |detail: &str, values: &str| {
        let body = format!(
            "<s:Fault><faultcode>s:Server</faultcode><faultstring/><detail>{detail}</detail></s:Fault>{values}"
        );
        let error = reply::<operations::Check>(Version::Soap11, &body).unwrap_err();
        error.fault_detail::<operations::Check>()
    };
    let person = Person { name: None, age: Some(7) };
    let expected = CheckFault::Refused(Reason { text: Some("no".into()), by: Some(person), codes: None });
    let values = "<m id='1' xsi:type='t:Reason'><t:Text>no</t:Text><t:By href='#2'/></m><m id='2'><t:Age>7</t:Age></m>";
    for detail in ["<refused href='#1'/>", "<t:any href='#1'/>"] {
        assert_eq!(fault(detail, values).unwrap().as_ref(), Some(&expected), "{detail}");
    }
    // A fault whose detail contains a wrong reference is read. Only decoding the detail fails.
    for (detail, values, expected) in [
        ("<refused href='#9'/>", "", ("refused", "9")),
        ("<refused><t:Text href='#9'/></refused>", "", ("refused/Text", "9")),
        ("<refused><t:By href='#9'> </t:By></refused>", "", ("refused/By", "9")),
        (
            "<refused><t:Text>no</t:Text><t:By><t:Age href='#9'/></t:By></refused>",
            "",
            ("refused/By/Age", "9"),
        ),
        ("<refused><t:By enc12:ref='9'/></refused>", "", ("refused/By", "9")),
        ("<refused href='#1'/>", "<m id='1'><t:Text href='#9'/></m>", ("refused", "1")),
    ] {
        let error = fault(detail, values).unwrap_err();
        let ErrorKind::Contract { path, found, .. } = error.kind() else { panic!("{detail}\n{error}") };
        assert_eq!((&**path, found.as_deref().unwrap()), expected, "{detail}");
    }
    // The detail is decoded without its message, so it is unknown whether an element with content refers to a value.
    assert!(fault("<refused><t:Text href='#9'>no</t:Text></refused>", "").is_ok());
    // A fault with a wrong position of an array item is read too. Only decoding the detail fails.
    let codes = |attributes: &str, items: &str| {
        format!("<refused><t:Codes enc:arrayType='xsd:int[3]' {attributes}>{items}</t:Codes></refused>")
    };
    for (detail, expected) in [
        (codes("", "<i enc:position='[7]'>1</i>"), ("refused/Codes/i", "[7]")),
        (codes("enc:offset='[2]'", "<i>1</i><i>2</i>"), ("refused/Codes/i", "[3]")),
        (codes("enc:offset='[x]'", "<i>1</i>"), ("refused/Codes", "[x]")),
    ] {
        let error = fault(&detail, "").unwrap_err();
        let ErrorKind::Contract { path, found, .. } = error.kind() else { panic!("{detail}\n{error}") };
        assert_eq!((&**path, found.as_deref().unwrap()), expected, "{detail}");
    }
    // A wrong reference in another entry of the detail has no effect on the positions in this one.
    for other in ["", "<other href='#9'/>"] {
        let detail = codes("enc:offset='[1]'", "<i enc:position='[2]'>3</i>") + other;
        let reason = Reason { codes: Some(Codes { items: vec![None, None, Some(3)] }), ..Reason::default() };
        assert_eq!(fault(&detail, "").unwrap(), Some(CheckFault::Refused(reason)), "{detail}");
    }
    assert_eq!(
        fault("<refused/><other href='#9'/>", "").unwrap(),
        Some(CheckFault::Refused(Reason::default()))
    );
    // The operation does not declare these entries of the detail. Decoding the entry with the wrong reference
    // fails, but the other entry is decoded.
    let body = "<s:Fault><faultcode>s:Server</faultcode><faultstring/><detail><note>1</note><age href='#9'/></detail></s:Fault>";
    let error = reply::<operations::Check>(Version::Soap11, body).unwrap_err();
    let undeclared = error.fault().unwrap();
    assert_eq!(undeclared.detail_element::<i32>(("", "note")).unwrap(), Some(1));
    let error = undeclared.detail_element::<Option<i32>>(("", "age")).unwrap_err().to_string();
    assert!(error.contains("expected a reference that can be replaced by its value"), "{error}");
    // A type that may have an attribute `href` is literal.
    let age = undeclared.detail_element::<Element>(("", "age")).unwrap().unwrap();
    assert_eq!(age.attribute(("", "href")), Some("#9"));
    // Only the faults of this operation are in SOAP encoding. Its requests and replies are literal, so a
    // required member must be present.
    let reply = reply::<operations::Check>(Version::Soap11, "<t:Check><t:Id>1</t:Id></t:Check>").unwrap();
    assert_eq!(reply.id, 1);
    for (content, required) in [("", "Id"), ("<t:Id>1</t:Id><t:By><t:Age>7</t:Age></t:By>", "Name")] {
        let body = format!("<t:Check>{content}</t:Check>");
        let error = self::reply::<operations::Check>(Version::Soap11, &body).unwrap_err().to_string();
        assert!(error.contains(&format!("the required `{required}`")), "{error}");
    }
}

#[test]
fn an_encoded_header_of_a_literal_message_is_read_with_its_references() {
    use encoded_document::{Check, Person, operations};
    let envelope = |blocks: &str, body: &str| {
        format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
             xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:t='urn:t'>\
             <s:Header>{blocks}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
        )
    };
    let read = |blocks: &str, body: &str, mode| {
        let memory = Memory::new();
        memory.push(Response::envelope(envelope(blocks, body)));
        let client = Client::new(memory, "http://localhost/", Version::Soap11).with_reading_mode(mode);
        client.call::<operations::Sign>(Check::default()).send()
    };
    let check = "<t:Check><t:Id>1</t:Id></t:Check>";
    let person = |name: Option<&str>| Person { name: name.map(str::to_owned), age: Some(7) };
    let (named, unnamed) = (person(Some("n")), person(None));
    for (blocks, after, expected) in [
        ("<t:signer><t:Name>n</t:Name><t:Age>7</t:Age></t:signer>", "", &named),
        ("<t:signer href='#1'/><m id='1'><t:Name>n</t:Name><t:Age>7</t:Age></m>", "", &named),
        ("<t:signer id='2'><t:Name>n</t:Name><t:Age href='#1'/></t:signer>", "<m id='1'>7</m>", &named),
        // Any member may be omitted or nil.
        ("<t:signer><t:Age>7</t:Age></t:signer>", "", &unnamed),
        ("<t:signer><t:Name xsi:nil='true'/><t:Age>7</t:Age></t:signer>", "", &unnamed),
    ] {
        let reply = read(blocks, &format!("{check}{after}"), saponify::ReadingMode::Strict);
        let reply = reply.unwrap_or_else(|error| panic!("{blocks}\n{error}"));
        assert_eq!((reply.headers.signer.as_ref(), reply.body.id), (Some(expected), 1), "{blocks}");
        assert!(reply.account.is_empty(), "{blocks} {:?}", reply.account);
        let request = envelope(blocks, &format!("{check}{after}"));
        let request = server::read_request::<operations::Sign>(request.as_bytes()).unwrap();
        assert_eq!(request.headers.signer.as_ref(), Some(expected), "{blocks}");
    }
    let standard = saponify::ReadingMode::Standard;
    let error = read("<t:signer href='#9'/>", check, standard).unwrap_err().to_string();
    assert!(
        error.contains("Header/signer: expected a reference to the `id` of an element, found 9"),
        "{error}"
    );
    // The body and other header blocks are not in SOAP encoding.
    let value = "<m id='1'>1</m>";
    let body = format!("<t:Check><t:Id href='#1'/></t:Check>{value}");
    assert!(read("", &body, standard).is_err());
    let reply = read("<t:signer><t:Age>7</t:Age></t:signer><other href='#9'/>", check, standard).unwrap();
    assert_eq!(reply.headers.signer, Some(unnamed));
}

#[test]
fn items_have_the_type_that_their_array_names() {
    use encoded_item_types::{AnyPet, Call, Dog, Pet, Pets, operations};
    let call = |version: Version, parts: &str| {
        let (envelope, encoding) = match version {
            Version::Soap11 => (version.namespace(), "http://schemas.xmlsoap.org/soap/encoding/"),
            _ => (version.namespace(), "http://www.w3.org/2003/05/soap-encoding"),
        };
        let xml = format!(
            "<s:Envelope xmlns:s=\"{envelope}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:enc=\"{encoding}\" xmlns:t=\"urn:t\">\
             <s:Body><t:Call>{parts}</t:Call>\
             <m id='1' xmlns:u='urn:t' xmlns:enc='{encoding}'><name>r</name><bark>2</bark></m></s:Body></s:Envelope>"
        );
        server::read_request::<operations::Call>(xml.as_bytes()).unwrap().body
    };
    let pet = |name: &str| AnyPet::Pet(Box::new(Pet { name: Some(name.into()) }));
    let dog = |name: &str, bark| {
        AnyPet::Dog(Box::new(Dog { pet: Pet { name: Some(name.into()) }, bark: Some(bark) }))
    };
    let pets = |attributes: &str, items: &str| {
        let body = call(Version::Soap11, &format!("<pets {attributes}>{items}</pets>"));
        body.pets.map(|Pets { items }| items).unwrap_or_default()
    };
    let a_dog = "<x><name>n</name><bark>1</bark></x>";
    assert_eq!(pets("enc:arrayType='t:Dog[1]'", a_dog), [Some(dog("n", 1))]);
    assert_eq!(pets("enc:arrayType='t:Pet[1]'", "<x><name>n</name></x>"), [Some(pet("n"))]);
    for unknown in ["xsd:anyType[1]", "xsd:ur-type[1]", "u:Dog[1]"] {
        let items = pets(&format!("enc:arrayType='{unknown}'"), "<x><name>n</name></x>");
        assert_eq!(items, [Some(pet("n"))], "{unknown}");
    }
    // An `xsi:type` of an item takes precedence over the item type of the array. The value of a reference
    // gets the item type.
    assert_eq!(
        pets(
            "xmlns:u='urn:t' enc:arrayType=' u:Dog[4] '",
            &format!("<x xsi:type='t:Pet'><name>m</name></x><x xsi:nil='true'/><x href='#1'/>{a_dog}")
        ),
        [Some(pet("m")), None, Some(dog("r", 2)), Some(dog("n", 1))]
    );
    // The item type of an array also applies to the items of a list type of the schema.
    let body = call(
        Version::Soap11,
        "<list enc:arrayType='t:Dog[2]'><Pet><name>n</name><bark>1</bark></Pet><Pet xsi:type='t:Pet'><name>m</name></Pet></list>",
    );
    assert_eq!(body.list, Some(vec![Some(dog("n", 1)), Some(pet("m"))]));
    // The item type applies only to the items of the array, not to the member after it.
    let body = call(
        Version::Soap11,
        "<pets enc:arrayType='t:Dog[1]'><x><name>n</name><bark>1</bark></x></pets><pet><name>n</name></pet>",
    );
    assert_eq!(body.pet, Some(pet("n")));
    let body = call(
        Version::Soap12,
        "<pets enc:itemType='t:Dog' enc:arraySize='1'><x><name>n</name><bark>1</bark></x></pets>",
    );
    assert_eq!(body.pets, Some(Pets { items: vec![Some(dog("n", 1))] }));

    // Items of the type `xs:anyType` keep the item type of their array, and are written with it.
    let body = call(
        Version::Soap11,
        "<anything enc:arrayType='xsd:int[2]'><x>1</x><x xsi:type='xsd:string'>2</x></anything>\
         <rows enc:arrayType='xsd:int[][1]'><x enc:arrayType='xsd:int[1]'><y>1</y></x></rows>",
    );
    let types = |call: &Call| {
        let items = call.anything.iter().flat_map(|anything| anything.items.iter().flatten());
        items.filter_map(|item| item.type_name().map(|name| name.local().to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(types(&body), ["int", "string"]);
    let texts = |call: &Call| {
        let items = call.anything.iter().flat_map(|anything| anything.items.iter().flatten());
        items.map(|item| item.text().unwrap_or_default().into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&body), ["1", "2"]);
    assert!(body.rows.iter().flat_map(|rows| &rows.items).flatten().all(|row| row.type_name().is_none()));
    for version in [Version::Soap11, Version::Soap12] {
        let written = envelope::<operations::Call>(version, &body);
        let read = server::read_request::<operations::Call>(written.as_bytes()).unwrap().body;
        assert_eq!(types(&read), ["int", "string"], "{written}");
        assert_eq!(texts(&read), ["1", "2"], "{written}");
    }
}

#[test]
fn the_type_of_a_reference_is_that_of_its_value() {
    use encoded_item_types::{AnyPet, Pet, operations};
    for (accessor, value) in [
        ("<pet href='#1' xsi:type='t:Dog'/>", "<m id='1'>"),
        ("<pet href='#1' xsi:type='t:Dog'/>", "<m id='1' xmlns='urn:m' xmlns:t='urn:u' xmlns:xsi='urn:i'>"),
        ("<pet href='#1' xmlns='urn:t' xsi:type='Dog'/>", "<m id='1' href='#2'/><m id='2'>"),
        ("<pet href='#1' xsi:type='t:Pet'/>", "<m id='1' xsi:type='t:Dog'>"),
    ] {
        let body = format!(
            "<t:Call xmlns:t='urn:t'>{accessor}</t:Call>{value}<name xmlns=''>n</name><bark xmlns=''>1</bark></m>"
        );
        let read = request::<operations::Call>(&body);
        // The value is an element `m`, but the name of the accessor, `pet`, identifies the member.
        let read = read.unwrap_or_else(|error| panic!("{body}\n{error}"));
        assert!(matches!(&read.pet, Some(AnyPet::Dog(dog)) if dog.bark == Some(1)), "{body}\n{read:?}");
    }
    // A reference with the type `xs:anyType` says nothing about the type of its value.
    for any in ["xsd:anyType", "xsd:ur-type"] {
        for accessor in
            ["<pet href='#1' xsi:type='ANY'/>", "<pet href='#2' xsi:type='ANY'/><m id='2' href='#1'/>"]
        {
            let accessor = accessor.replace("ANY", any);
            let body = format!(
                "<t:Call xmlns:t='urn:t' xmlns:xsd='http://www.w3.org/2001/XMLSchema'>{accessor}</t:Call>\
                 <m id='1'><name>n</name></m>"
            );
            let read = request::<operations::Call>(&body).unwrap_or_else(|error| panic!("{body}\n{error}"));
            let pet = Pet { name: Some("n".into()) };
            assert_eq!(read.pet, Some(AnyPet::Pet(Box::new(pet))), "{body}");
        }
    }
}

#[test]
fn an_incomplete_last_row_of_an_array_is_completed_with_nil() {
    use encoded_dimensions::{Grid, operations};
    let read = |version, attributes: &str, items: &str| {
        let body = format!("<t:TurnResponse><return {attributes}>{items}</return></t:TurnResponse>");
        reply::<operations::Turn>(version, &body).unwrap().return_.unwrap()
    };
    let four = "<i>1</i><i>2</i><i>3</i><i>4</i>";
    let expected = Grid { dimensions: [2, 3], items: vec![Some(1), Some(2), Some(3), Some(4), None, None] };
    assert_eq!(read(Version::Soap11, "enc:arrayType='xsd:int[,3]'", four), expected);
    assert_eq!(read(Version::Soap12, "enc12:itemType='xsd:int' enc12:arraySize='* 3'", four), expected);
    let placed = "<i enc:position='[1,1]'>5</i>";
    let expected = Grid { dimensions: [2, 3], items: vec![None, None, None, None, Some(5), None] };
    assert_eq!(read(Version::Soap11, "enc:arrayType='xsd:int[,3]'", placed), expected);
}

#[test]
fn a_missing_reference_on_an_element_with_content_is_an_error() {
    let read = |version: Version, attribute: &str, content: &str, mode| {
        let memory = Memory::new();
        let body = format!(
            "<s:Envelope xmlns:s=\"{}\" xmlns:enc=\"http://www.w3.org/2003/05/soap-encoding\"><s:Body>\
             <t:CallResponse xmlns:t=\"urn:t\"><count {attribute}>{content}</count></t:CallResponse>\
             <other id=\"1\" enc:id=\"one\">8</other></s:Body></s:Envelope>",
            version.namespace()
        );
        let at = body.find("<count").unwrap();
        memory.push(Response::envelope(body));
        let client = Client::new(memory, "http://localhost/", version).with_reading_mode(mode);
        let reply = client.call::<encoded_soap12::operations::Call>(encoded_soap12::Call::default()).send();
        (reply.map(|reply| (reply.body.count, reply.account)), at)
    };
    for (version, missing, present, step) in [
        (Version::Soap11, "href='#7'", "href='#1'", "@href"),
        (Version::Soap12, "enc:ref='seven'", "enc:ref='one'", "@ref"),
    ] {
        for mode in [ReadingMode::Strict, ReadingMode::Standard] {
            let (read, at) = read(version, missing, "2", mode);
            let error = read.unwrap_err();
            assert!(error.to_string().contains("a reference to the `id` of an element"), "{error}");
            assert_eq!(error.place().unwrap().offset, at, "{error}");
        }
        // A reference to an existing value is not followed if the element has content.
        for (attribute, mode) in [(missing, ReadingMode::Lenient), (present, ReadingMode::Standard)] {
            let (count, account) = read(version, attribute, "2", mode).0.unwrap();
            assert_eq!(count, Some(2));
            let noted = account.departures().first().unwrap();
            assert_eq!(noted.kind, DepartureKind::UnknownAttribute);
            assert!(noted.path.ends_with(&format!("count/{step}")), "{noted}");
        }
        assert!(read(version, present, "2", ReadingMode::Strict).0.is_err());
        // A comment is not content.
        let (count, account) = read(version, present, "<!-- 2 -->", ReadingMode::Strict).0.unwrap();
        assert!(count == Some(8) && account.is_empty(), "{account:?}");
    }
}

#[test]
fn an_empty_body_is_a_reply_without_values_in_the_lenient_mode() {
    use saponify::Reply;
    fn read<O: Operation<RequestHeaders = (), Request: Default>>(
        body: &str,
        mode: ReadingMode,
    ) -> Result<Reply<O::ReplyHeaders, O::Reply>> {
        let memory = Memory::new();
        memory.push(Response::envelope(format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">{body}</s:Envelope>"
        )));
        let client = Client::new(memory, "http://localhost/", Version::Soap11).with_reading_mode(mode);
        client.call::<O>(O::Request::default()).send()
    }
    use encoded_faults::operations::{Call, Leave};
    for body in ["<s:Body/>", "<s:Body>\n</s:Body>"] {
        let reply = read::<Call>(body, ReadingMode::Lenient).unwrap();
        let [noted] = reply.account.departures() else { panic!("{:?}", reply.account) };
        assert_eq!((noted.kind, &*noted.path), (DepartureKind::Missing, "Body/CallResponse"));
        for mode in [ReadingMode::Standard, ReadingMode::Strict] {
            let error = read::<Leave>(body, mode).unwrap_err().to_string();
            assert!(error.contains("Body: expected {urn:t}LeaveResponse, found nothing"), "{error}");
        }
        // The reply of this operation has a value.
        assert!(read::<encoded::operations::Call>(body, ReadingMode::Lenient).is_err());
    }
    assert!(read::<Call>("<s:Header/>", ReadingMode::Lenient).is_err());
    assert!(read::<Call>("<s:Body>ok</s:Body>", ReadingMode::Lenient).is_err());
}

#[test]
fn header_blocks_in_soap_encoding_declare_it() {
    use encoded_document::{Check, Person};
    use encoded_plain_scalars::Ping;
    let style = |version: Version| match version {
        Version::Soap12 => "soap:encodingStyle=\"http://www.w3.org/2003/05/soap-encoding\"",
        _ => "soap:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"",
    };
    for version in [Version::Soap11, Version::Soap12] {
        let client = Client::new((), "", version);
        let headers = encoded_plain_scalars::RequestHeaders { level: 2, hops: Some(4) };
        let call = client.call::<encoded_plain_scalars::operations::Ping>(Ping::default());
        let written = call.headers(headers).envelope().unwrap();
        let (header, body) = written.split_once("<soap:Body").unwrap();
        assert!(header.contains(&format!("{} xsi:type=\"xsd:int\">4</hops>", style(version))), "{written}");
        assert!(header.contains("<Level xmlns=\"urn:t\">2</Level>"), "{written}");
        assert!(header.matches("encodingStyle").count() == 1 && body.contains(style(version)), "{written}");

        // A block in SOAP encoding of a message that is not.
        let check = Check { id: 1, by: None };
        let signer = Person { name: None, age: Some(7) };
        let headers = encoded_document::RequestHeaders { signer: Some(signer) };
        let call = client.call::<encoded_document::operations::Sign>(check.clone());
        let written = call.headers(headers.clone()).envelope().unwrap();
        let (header, body) = written.split_once("<soap:Body").unwrap();
        assert!(header.contains(style(version)) && !body.contains("encodingStyle"), "{written}");
        assert!(header.contains("<Name xsi:type=\"xsd:string\" xsi:nil=\"true\"/>"), "{written}");
        let read = server::read_request::<encoded_document::operations::Sign>(written.as_bytes()).unwrap();
        assert_eq!((read.headers, read.body), (headers, check));
    }
}
