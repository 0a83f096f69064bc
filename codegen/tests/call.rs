//! `saponify call` and `saponify sample --json` from a user's point of view, against servers on loopback.
#![cfg(feature = "cli")]
// Helper functions may panic like the tests that call them.
#![allow(missing_docs, clippy::unwrap_used)]

mod call_support;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use call_support::{SOAP11, envelope, saponify, saponify_with, server, server_of};

#[test]
fn a_call_sends_members_and_prints_the_reply_as_json() {
    let reply = "<p:TrackResponse><p:Parcel><p:Number>AB123456</p:Number><p:State>Underway</p:State>\
                 <p:Weight>12345678901234567.50</p:Weight></p:Parcel></p:TrackResponse>";
    let (url, server) = server("200 OK", &envelope(reply));
    let run = saponify_with(
        &[
            "call",
            "parcels.wsdl",
            "ParcelsSoap/Track",
            "Number=AB123456",
            "Since=2024-05-17",
            "--endpoint",
            &url,
            "--soap-header",
            "Session=env:SESSION",
            "--user",
            "jdoe:env:PASSWORD",
        ],
        "",
        &[("SESSION", "s&1"), ("PASSWORD", "pa:ss")],
    );
    let (head, request) = server.join().unwrap();
    assert_eq!(run.code, Some(0), "{}", run.errors);
    let expected = "{\n  \"Parcel\": [\n    {\n      \"Number\": \"AB123456\",\n      \"State\": \"Underway\",\n      \
                    \"Weight\": \"12345678901234567.50\"\n    }\n  ]\n}\n";
    assert_eq!(run.output, expected);
    let head = head.to_ascii_lowercase();
    assert!(head.contains("soapaction: \"urn:parcels/track\"\r\n"), "{head}");
    assert!(head.contains("authorization: basic amrvztpwytpzcw==\r\n"), "{head}");
    assert!(request.contains("<Session xmlns=\"urn:parcels\">s&amp;1</Session>"), "{request}");
    assert!(request.contains("<Number>AB123456</Number><Since>2024-05-17</Since>"), "{request}");
}

#[test]
fn all_mistakes_are_reported_with_paths_and_what_is_allowed() {
    let run =
        saponify(&["call", "parcels.wsdl", "ParcelsSoap/Track", "Numbr=1", "Since=yesterday", "--dry-run"]);
    assert_eq!(run.code, Some(2));
    for expected in [
        "`Numbr`: unknown member; did you mean `Number`?; allowed: `Number`, `Since`",
        "`Since`: expected xs:date, found `yesterday`",
        "`Number` is required",
    ] {
        assert!(run.errors.contains(expected), "{expected}\n{}", run.errors);
    }
    let pattern = saponify(&["call", "parcels.wsdl", "ParcelsSoap/Track", "Number=x", "--dry-run"]);
    assert!(
        pattern.errors.contains("`Number`: expected a text that matches `[A-Z]{2}[0-9]{6}`, found `x`"),
        "{}",
        pattern.errors
    );
    let header = [
        "call",
        "parcels.wsdl",
        "ParcelsSoap/Track",
        "Number=AB123456",
        "--soap-header",
        "Sesion=x",
        "--dry-run",
    ];
    assert!(saponify(&header).errors.contains("`$headers.Sesion`: unknown header; did you mean `Session`?"));
}

#[test]
fn mistakes_do_not_quote_secrets() {
    let call = ["call", "parcels.wsdl", "ParcelsSoap/Track", "Number=AB123456", "Since=env:S", "--dry-run"];
    let run =
        saponify_with(&[&call[..], &["--soap-header", "Session:=4711"]].concat(), "", &[("S", "hidden")]);
    assert_eq!(run.code, Some(2));
    assert!(run.errors.contains("`Since`: expected xs:date, found `…`"), "{}", run.errors);
    assert!(run.errors.contains("`$headers.Session`: expected a text (xs:string)\n"), "{}", run.errors);
    assert!(!run.errors.contains("hidden") && !run.errors.contains("4711"), "{}", run.errors);
}

#[test]
fn a_dry_run_masks_secrets_and_curl_reads_them_from_variables() {
    let arguments =
        ["call", "parcels.wsdl", "ParcelsSoap/Track", "Number=AB123456", "--soap-header", "Session=env:S"];
    let run =
        |more: &[&str]| saponify_with(&[&arguments, more].concat(), "", &[("S", "hidden"), ("T", "token1")]);
    let masked = run(&["--dry-run"]);
    assert_eq!(masked.code, Some(0), "{}", masked.errors);
    assert!(masked.output.contains("<Session xmlns=\"urn:parcels\">…</Session>"), "{}", masked.output);
    let shown = run(&["--dry-run", "--show-secrets"]).output;
    assert!(shown.contains(">hidden<"), "{shown}");
    let refused = run(&["--curl"]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused
            .errors
            .contains("on this machine; to call it, repeat it as `--endpoint http://localhost/parcels`")
    );
    let curl = run(&["--curl", "--endpoint", "https://example.com/parcels", "--bearer", "env:T"]);
    assert_eq!(curl.code, Some(0), "{}", curl.errors);
    assert!(curl.output.contains("curl 'https://example.com/parcels'"), "{}", curl.output);
    assert!(curl.output.contains("-H \"Authorization: Bearer ${SOAP_AUTHORIZATION}\""), "{}", curl.output);
    assert!(curl.output.contains("'\"${SOAP_SESSION}\"'"), "{}", curl.output);
    assert!(!curl.output.contains("hidden") && !curl.output.contains("token1"), "{}", curl.output);
}

#[test]
fn credentials_are_sent_only_to_an_endpoint_that_the_user_names() {
    let folder = tempfile::tempdir().unwrap();
    let contract =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/parcels.wsdl"));
    let public = contract.unwrap().replace("http://localhost/", "http://soap.example/");
    let path = folder.path().join("public.wsdl");
    std::fs::write(&path, public).unwrap();
    let arguments = ["call", path.to_str().unwrap(), "ParcelsSoap/Track", "Number=AB123456", "--curl"];
    let run = |more: &[&str]| saponify_with(&[&arguments, more].concat(), "", &[("KEY", "k1")]);
    assert_eq!(run(&["--header", "X-Trace: 5"]).code, Some(0));
    for credentials in [
        ["--user", "jdoe:env:KEY"],
        ["--bearer", "env:KEY"],
        ["--soap-header", "Session=env:KEY"],
        ["--header", "Cookie: a=b"],
        ["--header", "X-Tenant: env:KEY"],
    ] {
        let refused = run(&credentials);
        assert_eq!(refused.code, Some(2), "{credentials:?}: {}", refused.output);
        let expected = "repeat it as `--endpoint http://soap.example/parcels`";
        assert!(refused.errors.contains(expected), "{}", refused.errors);
        let sent = run(&[&credentials[..], &["--endpoint", "http://soap.example/parcels"]].concat());
        assert_eq!(sent.code, Some(0), "{}", sent.errors);
        assert!(!sent.output.contains("k1") && !sent.output.contains("a=b"), "{}", sent.output);
    }
}

#[test]
fn a_reply_whose_header_says_that_the_call_failed_ends_with_code_5() {
    let service = "http://www.superoffice.net/ws/crm/NetServer/Services86";
    for (succeeded, code) in [("false", 5), ("true", 0)] {
        let reply = format!(
            "<s:Envelope xmlns:s='{SOAP11}' xmlns:n='{service}'><s:Header><n:Succeeded>{succeeded}</n:Succeeded></s:Header>\
             <s:Body><n:GetSystemInfoResponse/></s:Body></s:Envelope>"
        );
        let (url, handle) = server("200 OK", &reply);
        let run = saponify(&["call", "../../../wsdl/SoPrincipal.wsdl", "GetSystemInfo", "--endpoint", &url]);
        handle.join().unwrap();
        assert_eq!(run.code, Some(code), "{}{}", run.output, run.errors);
        let is_reported = run.errors.contains("the reply reports that the call failed");
        assert_eq!(is_reported, code == 5, "{}", run.errors);
    }
}

/// Sends a request to the page of `explore` and returns the reply.
fn ask(address: &str, method: &str, path: &str, body: &str) -> String {
    let (host, token) = address.trim().strip_prefix("http://").unwrap().split_once("/#").unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nX-Saponify-Token: {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    reply
}

/// Starts `explore` and returns the address that it prints.
fn explore(arguments: &[&str]) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    command.args(["explore", "--no-open"]).args(arguments);
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    (child, address)
}

/// Sends a request of an operation to the page of `explore` and returns the reply.
fn send(address: &str, operation: &str, document: &str) -> String {
    let contract = ask(address, "GET", "/api/contract", "");
    let (before, _) = contract.split_once(&format!(r#","name":"{operation}""#)).unwrap();
    let (_, id) = before.rsplit_once(r#""id":"#).unwrap();
    ask(address, "POST", "/api/send", &format!(r#"{{"id":{id},"document":"{document}"}}"#))
}

#[test]
fn explore_shows_the_client_of_the_port_and_the_demands_that_are_not_met() {
    let reply = "<c:SubmitResponse xmlns:c='urn:claims'><c:Receipt>AQID</c:Receipt></c:SubmitResponse>";
    for (operation, client) in [("Submit (Open)", "ClaimsClient"), ("Submit (Guarded)", "GuardedClient")] {
        let (url, server) = server("200 OK", &envelope(reply));
        let (mut child, address) = explore(&["claims.wsdl", "--endpoint", &url]);
        let sent = send(&address, operation, r#"{\"Title\":\"a\",\"Scan\":\"AQ==\"}"#);
        child.kill().unwrap();
        child.wait().unwrap();
        server.join().unwrap();
        assert!(sent.contains(&format!("{client}::")), "{operation}: {sent}");
        let is_noted = sent.contains("demands: UsernameToken (password as digest); give `--wsse-user`");
        assert_eq!(is_noted, operation == "Submit (Guarded)", "{operation}: {sent}");
    }
}

#[test]
fn explore_shows_a_reply_with_a_false_success_header_as_a_fault() {
    let service = "http://www.superoffice.net/ws/crm/NetServer/Services86";
    for (succeeded, outcome) in [("false", "fault"), ("true", "reply")] {
        let reply = format!(
            "<s:Envelope xmlns:s='{SOAP11}' xmlns:n='{service}'><s:Header><n:Succeeded>{succeeded}</n:Succeeded></s:Header>\
             <s:Body><n:GetSystemInfoResponse/></s:Body></s:Envelope>"
        );
        let (url, server) = server("200 OK", &reply);
        let (mut child, address) = explore(&["../../../wsdl/SoPrincipal.wsdl", "--endpoint", &url]);
        let sent = send(&address, "GetSystemInfo", "{}");
        child.kill().unwrap();
        child.wait().unwrap();
        server.join().unwrap();
        assert!(sent.contains(&format!(r#""outcome":"{outcome}""#)), "{sent}");
        assert_eq!(sent.contains("the reply reports that the call failed"), outcome == "fault", "{sent}");
    }
}

#[test]
fn explore_shows_no_value_of_a_header_block_and_no_password_of_a_token() {
    let (url, server) = server("200 OK", &envelope("<p:TrackResponse/>"));
    let (mut child, address) = explore(&[
        "parcels.wsdl",
        "--endpoint",
        &format!("{url}?code=s3cr3t"),
        "--wsse-user",
        "jdoe:s3cr3t-password",
    ]);
    let contract = ask(&address, "GET", "/api/contract", "");
    assert!(contract.contains(&url) && !contract.contains("s3cr3t"), "{contract}");
    // The web page sends the endpoint back as it was shown, without the query parameter `code`. `explore`
    // still sends requests to the complete endpoint, with `code`.
    ask(&address, "POST", "/api/settings", &format!(r#"{{"endpoint":"{url}"}}"#));
    let document = r#"{\"$headers\":{\"Session\":\"s3cr3t\"},\"$body\":{\"Number\":\"AB123456\"}}"#;
    let sent = ask(&address, "POST", "/api/send", &format!(r#"{{"id":0,"document":"{document}"}}"#));
    let history = ask(&address, "GET", "/api/history", "");
    child.kill().unwrap();
    child.wait().unwrap();

    let (head, request) = server.join().unwrap();
    assert!(head.starts_with("POST /parcels?code=s3cr3t "), "{head}");
    assert!(request.contains(">s3cr3t</Session>") && request.contains(">s3cr3t-password</"), "{request}");
    assert!(sent.contains("SOAP_SESSION") && sent.contains("with_headers"), "{sent}");
    assert!(sent.contains("// The request was sent with `Client::with_security`."), "{sent}");
    assert!(history.contains("Session") && history.contains("AB123456"), "{history}");
    assert!(!sent.contains("s3cr3t") && !history.contains("s3cr3t"), "{sent}\n{history}");
}

#[test]
fn faults_and_failures_have_separate_exit_codes() {
    let fault = "<s:Fault><faultcode>s:Client</faultcode><faultstring>no such parcel</faultstring><detail>\
                 <p:Unknown><p:Number>AB123456</p:Number></p:Unknown></detail></s:Fault>";
    let call = |url: &str| {
        saponify(&["call", "parcels.wsdl", "ParcelsSoap/Track", "Number=AB123456", "--endpoint", url])
    };

    let (url, handle) = server("500 Internal Server Error", &envelope(fault));
    let run = call(&url);
    handle.join().unwrap();
    assert_eq!((run.code, run.output.as_str()), (Some(5), ""), "{}", run.errors);
    assert!(
        run.errors.contains("the server answered with a fault: s:Client: no such parcel"),
        "{}",
        run.errors
    );
    assert!(
        run.errors.contains("\"{urn:parcels}Unknown\": {\n        \"Number\": \"AB123456\""),
        "{}",
        run.errors
    );

    let (url, handle) = server("403 Forbidden", "<html>no</html>");
    let run = call(&url);
    handle.join().unwrap();
    assert_eq!(run.code, Some(7), "{}", run.errors);
    assert!(run.errors.contains("give credentials with"), "{}", run.errors);

    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let run = call(&format!("http://{unused}/"));
    assert_eq!(run.code, Some(6), "{}", run.errors);
}

#[test]
fn an_encoded_fault_of_a_literal_operation_is_shown_with_the_values_of_its_references() {
    let fault = "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring><detail><refused href='#1'/></detail></s:Fault>\
                 <m id='1' xmlns:t='urn:t'><t:Text>closed</t:Text></m>";
    let (url, handle) = server("500 Internal Server Error", &envelope(fault));
    let run =
        saponify(&["call", "../fixtures/golden/encoded_document.wsdl", "Check", "Id=1", "--endpoint", &url]);
    handle.join().unwrap();
    assert_eq!(run.code, Some(5), "{}", run.errors);
    assert!(run.errors.contains("closed") && !run.errors.contains("href"), "{}", run.errors);
}

#[test]
fn header_blocks_in_soap_encoding_are_sent_with_their_encoding_and_read_with_their_references() {
    let reply = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:t='urn:t'><s:Header><t:signer href='#1'/>\
                 </s:Header><s:Body><t:Check><t:Id>1</t:Id></t:Check>\
                 <m id='1'><t:Name href='#2'/><t:Age>7</t:Age></m><m id='2'>n</m></s:Body></s:Envelope>";
    let (url, handle) = server("200 OK", reply);
    let signer = "signer:={\"Name\": \"me\", \"Age\": 3}";
    let wsdl = "../fixtures/golden/encoded_document.wsdl";
    let call = ["call", wsdl, "Sign", "Id=1", "--headers", "--soap-header", signer, "--endpoint", &url];
    let run = saponify(&call);
    let (_, request) = handle.join().unwrap();
    assert_eq!(run.code, Some(0), "{}", run.errors);
    let style = "encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"";
    assert_eq!(request.matches(style).count(), 1, "{request}");
    assert!(run.output.contains("\"Name\": \"n\"") && run.output.contains("\"Age\": 7"), "{}", run.output);
}

#[test]
fn a_sample_in_json_is_a_valid_request() {
    let sample = saponify(&["sample", "parcels.wsdl", "ParcelsSoap/Track", "--json"]);
    assert_eq!(sample.code, Some(0), "{}", sample.errors);
    assert!(
        sample.output.contains("\"$headers\"") && sample.output.contains("\"$body\""),
        "{}",
        sample.output
    );
    let arguments = [
        "call",
        "parcels.wsdl",
        "ParcelsSoap/Track",
        "--json",
        "-",
        "Since:=\"2030-01-01\"",
        "--dry-run",
        "--show-secrets",
    ];
    let run = saponify_with(&arguments, &sample.output, &[]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    let xml = saponify(&["sample", "parcels.wsdl", "ParcelsSoap/Track"]).output;
    let without_declaration =
        |text: &str| text.split_once("?>").map_or(text, |(_, rest)| rest).trim().to_owned();
    assert_eq!(
        without_declaration(&run.output),
        without_declaration(&xml).replace("2024-05-17", "2030-01-01")
    );
}

#[test]
fn a_body_may_be_given_as_xml() {
    let xml = "<Track xmlns='urn:parcels'><Number>anything</Number></Track>";
    let arguments =
        ["call", "parcels.wsdl", "ParcelsSoap12/Track", "--body", "-", "--soap", "1.2", "--dry-run"];
    let run = saponify_with(&arguments, xml, &[]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(run.output.contains(">anything</Number>") && run.output.contains("2003/05/soap-envelope"));
    let broken = saponify_with(&arguments, "<Track>", &[]);
    assert_eq!(broken.code, Some(2), "{}", broken.errors);
}

#[test]
fn one_way_operations_print_nothing() {
    let (url, handle) = server("202 Accepted", "");
    let run = saponify(&["call", "parcels.wsdl", "Forget", "Number=AB123456", "--endpoint", &url]);
    handle.join().unwrap();
    assert_eq!((run.code, run.output.as_str()), (Some(0), ""), "{}", run.errors);
    assert!(run.errors.starts_with("accepted after "), "{}", run.errors);
}

#[test]
fn each_mistake_in_json_has_its_path_and_what_is_allowed() {
    for (operation, json, expected) in [
        ("Values", r#"{"Int": 1.5}"#, "`Int`: expected xs:int, found the number 1.5"),
        ("Values", r#"{"Int": 99999999999}"#, "`Int`: expected xs:int, found the number 99999999999"),
        ("Values", r#"{"Int": null}"#, "`Int`: may not be null; leave the member out if it is optional"),
        ("Values", r#"{"Flag": "yes"}"#, "`Flag`: expected xs:boolean, found `yes`"),
        ("Values", r#"{"Day": 5}"#, "`Day`: expected xs:date, found the number 5"),
        ("Values", r#"{"Numbers": [1, "a"]}"#, "`Numbers`: item 1: expected xs:int, found `a`"),
        ("Values", r#"{"Either": "x"}"#, "`Either`: expected Either, found `x`"),
        (
            "Values",
            r#"{"Colour": "Gren"}"#,
            "`Colour`: expected one of `Red`, `Green`, found `Gren`; did you mean `Green`?",
        ),
        (
            "Values",
            r#"{"Anything": {"$type": "Nothing"}}"#,
            "`Anything.$type`: `Nothing` is not a type that may replace xs:anyType",
        ),
        ("Values", r#"{"Bytes": {"$file": "/nothing"}}"#, "`Bytes`: cannot read `/nothing`"),
        ("Lists", r#"{"Item": 1}"#, "`Item`: expected an array, found the number 1"),
        ("Lists", r#"{"Item": [1, 2, 3, 4]}"#, "`Item` occurs too often"),
        ("Lists", r#"{"Item": [1, {"a": 2}]}"#, "`Item[1].a`: not allowed: the element has a simple type"),
        ("Lists", r#"{"Map": {"a": "x"}}"#, "`Map.a`: expected xs:int, found `x`"),
        ("Parts", r#"{"Priced": 5}"#, "`Priced.@currency`: the attribute is required"),
        ("Parts", r#"{"Shape": {}}"#, "`Shape`: the type Shape is abstract; add `$type`, one of `Circle`"),
        ("Parts", r#"{"Shape": {"$type": "Circle"}}"#, "`Shape`: `Radius` is required"),
        ("Parts", r#"{"Left": 1, "Right": "a"}"#, "`Right` is not allowed here, after `Left`"),
        ("Parts", r#"{"Id": "a"}"#, "`Id`: several members have this name; write `{urn:r}Id` or `{urn:o}Id`"),
        ("Parts", r#"{"$any": ["<a>"]}"#, "`$any[0]`: expected an element as XML"),
        ("Parts", r#"{"$any": ["<a xmlns='urn:r'/>"]}"#, "`a` is not allowed here"),
        (
            "Ordered",
            r#"{"$content": [{"X": 1}]}"#,
            "`$content[0].X`: the contract allows no element of this name here",
        ),
        ("Ordered", r#"[1]"#, "`[0]`: expected an object with the name of an element"),
        ("Values", r#"{"Int": 1, "Int": 2}"#, "the key `Int` occurs twice"),
        ("Values", "[1", "EOF while parsing"),
    ] {
        let arguments = ["call", "../fixtures/convert/rules.wsdl", operation, "--json", "-", "--dry-run"];
        let run = saponify_with(&arguments, json, &[]);
        assert_eq!(run.code, Some(2), "{json}: {}", run.output);
        assert!(run.errors.contains(expected), "{json}\nexpected {expected}\n{}", run.errors);
    }
}

#[test]
fn members_are_converted_by_their_types() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("b.bin");
    std::fs::write(&file, [0, 1, 255]).unwrap();
    let bytes = format!("Bytes=@{}", file.display());
    let arguments = ["call", "../fixtures/convert/rules.wsdl"];
    for (operation, members, expected) in [
        ("Values", &["Int=5", "Flag=1", &bytes][..], "<Int>5</Int><Flag>1</Flag><Bytes>AAH/</Bytes>"),
        ("Values", &["Name={urn:o}x", "Numbers=1 2"], ":x</Name><Numbers>1 2</Numbers>"),
        ("Lists", &["Item=1", "Item=2"], "<Item>1</Item><Item>2</Item>"),
        ("Lists", &["Item[0]=1", "Wrapped=5"], "<Item>1</Item><Wrapped><int>5</int></Wrapped>"),
        (
            "Lists",
            &["Map.a=1", "Wrapped:=null"],
            "xsi:nil=\"true\"/><Map><Pair><Key>a</Key><Value>1</Value></Pair></Map>",
        ),
        ("Parts", &["Shape.$type=Circle", "Shape.Radius=2"], "\"Circle\"><Radius>2</Radius></Shape>"),
        ("Parts", &["Priced.$value=1.50", "Priced.@currency=NOK"], "<Priced currency=\"NOK\">1.50</Priced>"),
        ("Parts", &["{urn:o}Id=5", "{urn:r}Id=a"], "<Id>a</Id><Id xmlns=\"urn:o\">5</Id>"),
    ] {
        let run = saponify(&[&arguments[..], &[operation], members, &["--dry-run"]].concat());
        assert_eq!(run.code, Some(0), "{members:?}: {}", run.errors);
        let xml: String = run.output.lines().map(str::trim).collect();
        assert!(xml.contains(expected), "{members:?}\nexpected {expected}\n{xml}");
    }
}

#[test]
fn a_reply_is_printed_as_its_bytes_or_decoded_by_its_charset() {
    let text = envelope(
        "<p:TrackResponse><p:Parcel><p:Number>AB123456</p:Number><p:State>R\u{fc}ck</p:State></p:Parcel></p:TrackResponse>",
    );
    let latin1: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let declared = [b"<?xml version='1.0' encoding='ISO-8859-1'?>", latin1.as_slice()].concat();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16 = [b"\xFF\xFE", utf16.as_slice()].concat();
    for (content_type, body) in [
        ("text/xml; charset=ISO-8859-1", &latin1),
        ("text/xml", &declared),
        ("text/xml; charset=utf-16", &utf16),
    ] {
        for output in ["raw", "xml"] {
            let (url, server) = server_of("200 OK", content_type, body);
            let run = saponify(&[
                "call",
                "parcels.wsdl",
                "ParcelsSoap/Track",
                "Number=AB123456",
                "--endpoint",
                &url,
                "--output",
                output,
            ]);
            server.join().unwrap();
            assert_eq!(run.code, Some(0), "{content_type}: {}", run.errors);
            match output {
                "raw" => assert_eq!(run.bytes, *body, "{content_type}"),
                _ => assert!(
                    run.output.contains("<p:State>R\u{fc}ck</p:State>"),
                    "{content_type}: {}",
                    run.output
                ),
            }
        }
    }
}
