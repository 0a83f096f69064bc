//! `saponify mock` from a user's point of view: called by `saponify call`, and by plain HTTP.
#![cfg(feature = "cli")]
// Helper functions may panic like the tests that call them.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

struct Mock {
    child: Child,
    /// `127.0.0.1:port`.
    host: String,
}

impl Mock {
    fn start(arguments: &[&str]) -> Self {
        let mut child = saponify()
            .arg("mock")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        Self { child, host }
    }

    fn call(&self, operation: &str, members: &[&str]) -> Output {
        self.call_of("parcels.wsdl", "Parcels", operation, members)
    }

    fn call_of(&self, wsdl: &str, service: &str, operation: &str, members: &[&str]) -> Output {
        let endpoint = format!("http://{}/{service}", self.host);
        let arguments = ["call", wsdl, operation, "--endpoint", &endpoint];
        saponify().args(arguments).args(members).output().unwrap()
    }

    fn http(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.write_all(request.replace("HOST", &self.host).as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.http(&format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"))
    }

    /// Ends the server and returns its log.
    fn log(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn saponify() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn sample_values_answer_valid_requests() {
    let mock = Mock::start(&["parcels.wsdl"]);
    for (port, version) in [("ParcelsSoap", "1.1"), ("ParcelsSoap12", "1.2")] {
        let run = mock.call(
            &format!("{port}/Track"),
            &["Number=AB123456", "--soap", version, "--soap-header", "Session=hidden-value"],
        );
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        assert!(text(&run.stdout).contains("\"State\": \"Underway\""), "{}", text(&run.stdout));
    }
    let one_way = mock.call("Forget", &["Number=AB123456"]);
    assert_eq!(one_way.status.code(), Some(0), "{}", text(&one_way.stderr));
    let log = mock.log();
    assert!(log.contains("Track 200") && log.contains("\"Number\":\"AB123456\""), "{log}");
    assert!(!log.contains("hidden-value"), "{log}");
}

#[test]
fn requests_that_do_not_fit_the_contract_are_answered_with_a_fault() {
    let body = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Track xmlns='urn:parcels'>\
                <Since>yesterday</Since></Track></s:Body></s:Envelope>";
    let request = format!(
        "POST /Parcels HTTP/1.1\r\nHost: HOST\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mock = Mock::start(&["parcels.wsdl"]);
    let answer = mock.http(&request);
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(
        answer.contains("`Since`: expected xs:date, found `yesterday`")
            && answer.contains("`Number` is required"),
        "{answer}"
    );
    let unknown = mock.http(&request.replace("/Parcels ", "/Other "));
    assert!(unknown.contains("found no service at the path `/Other`; services: `/Parcels`"), "{unknown}");

    let lenient = Mock::start(&["parcels.wsdl", "--lenient"]);
    assert!(lenient.http(&request).starts_with("HTTP/1.1 200 "));
}

#[test]
fn answers_come_from_a_folder_and_faults_from_options() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("Track.1.json", r#"{"Parcel": [{"Number": "XY000001", "State": "Delivered"}]}"#);
    write("Track.2.xml", "<TrackResponse xmlns='urn:parcels'/>");
    write(
        "Track.3.json",
        r#"{"$fault": {"code": "Client", "reason": "no luck", "detail": ["<x xmlns='urn:y'/>"]}}"#,
    );
    let answers = folder.path().to_str().unwrap();
    let mock = Mock::start(&["parcels.wsdl", "--answers", answers]);
    let call = || mock.call("ParcelsSoap/Track", &["Number=AB123456"]);
    assert!(text(&call().stdout).contains("XY000001"));
    assert_eq!(text(&call().stdout), "{}\n");
    let fault = call();
    assert_eq!(fault.status.code(), Some(5));
    assert!(text(&fault.stderr).contains("no luck"), "{}", text(&fault.stderr));
    assert!(text(&call().stdout).contains("XY000001"), "the first answer follows the last");

    write("Track.json", r#"{"Parcel": [{"Number": "wrong", "Stat": 1}]}"#);
    let wrong = call();
    assert_eq!(wrong.status.code(), Some(5));
    assert!(
        text(&wrong.stderr).contains("`Parcel[0].Stat`: unknown member; did you mean `State`?"),
        "{}",
        text(&wrong.stderr)
    );

    let faults = Mock::start(&["parcels.wsdl", "--fault", "Track=closed", "--delay", "Track=0.2"]);
    let begun = std::time::Instant::now();
    let run = faults.call("ParcelsSoap/Track", &["Number=AB123456"]);
    assert_eq!(run.status.code(), Some(5));
    assert!(text(&run.stderr).contains("closed") && begun.elapsed().as_millis() >= 200);
    let unknown = saponify().args(["mock", "parcels.wsdl", "--fault", "Trak=x"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(3));
    assert!(text(&unknown.stderr).contains("did you mean `Track`?"), "{}", text(&unknown.stderr));
}

#[test]
fn names_of_the_contract_do_not_leave_the_folder_of_answers() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::create_dir(folder.path().join("answers")).unwrap();
    write("private.xml", "<Envelope><Body>private</Body></Envelope>");
    write("answers/plain.xml", "<Envelope><Body>answer</Body></Envelope>");
    let contract =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/parcels.wsdl")).unwrap();
    let private = folder.path().join("private").to_str().unwrap().to_owned();
    let (from, body) =
        ("<operation name=\"Track\">", "<Track xmlns='urn:parcels'><Number>AB123456</Number></Track>");
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{body}</s:Body></s:Envelope>"
    );
    for (name, expected) in
        [("plain", "answer"), ("../private", "TrackResponse"), (&private, "TrackResponse")]
    {
        write("p.wsdl", &contract.replace(from, &format!("<operation name=\"{name}\">")));
        let paths = ["p.wsdl", "answers"].map(|name| folder.path().join(name).to_str().unwrap().to_owned());
        let mock = Mock::start(&[&paths[0], "--answers", &paths[1]]);
        let answer = mock.http(&format!(
            "POST /Parcels HTTP/1.1\r\nHost: HOST\r\nContent-Type: text/xml\r\nSOAPAction: \"urn:parcels/Track\"\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{envelope}",
            envelope.len()
        ));
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(expected), "{name}: {answer}");
    }
}

#[test]
fn wsdl_and_imports_refer_to_the_server() {
    let mock = Mock::start(&["parcels.wsdl"]);
    let wsdl = mock.get("/Parcels?WSDL");
    assert!(wsdl.contains(&format!("<soap:address location=\"http://{}/Parcels\"/>", mock.host)), "{wsdl}");
    assert!(!wsdl.contains("http://localhost/parcels\"/></port>\n    <port name=\"ParcelsSoap12"), "{wsdl}");
    assert!(mock.get("/").contains(&format!("http://{}/Parcels?wsdl", mock.host)));
    assert!(mock.get("/Nothing?wsdl").starts_with("HTTP/1.1 404 "));

    // A client that follows the locations in the documents finds the imported and the included schema.
    let folder = tempfile::tempdir().unwrap();
    let contract = "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' \
        xmlns:t='urn:t' targetNamespace='urn:t'><types><x:schema xmlns:x='http://www.w3.org/2001/XMLSchema'>\
        <x:import namespace='urn:t' schemaLocation='sub/t.xsd'/></x:schema></types>\
        <message name='In'><part name='p' element='t:A'/></message>\
        <portType name='P'><operation name='Do'><input message='t:In'/></operation></portType>\
        <binding name='B' type='t:P'><s:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
        <operation name='Do'><s:operation/><input><s:body use='literal'/></input></operation></binding>\
        <service name='S'><port name='P' binding='t:B'><s:address location='http://a/'/></port></service></definitions>";
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(folder.path().join("s.wsdl"), contract).unwrap();
    let schema = "<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:t'><x:include schemaLocation='u.xsd'/>\
        <x:element name='A' type='x:string'/></x:schema>";
    fs::write(folder.path().join("sub/t.xsd"), schema).unwrap();
    fs::write(
        folder.path().join("sub/u.xsd"),
        "<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:t'/>",
    )
    .unwrap();
    let mock = Mock::start(&[folder.path().join("s.wsdl").to_str().unwrap()]);
    let path = |document: &str, attribute: &str| {
        let at = document.find(attribute).unwrap() + attribute.len() + 2;
        let rest = &document[at..];
        let url = &rest[..rest.find(['\'', '"']).unwrap()];
        url.strip_prefix(&format!("http://{}", mock.host)).unwrap_or_else(|| panic!("{url}")).to_owned()
    };
    let schema = mock.get(&path(&mock.get("/S?wsdl"), "schemaLocation"));
    assert!(schema.contains("name='A'"), "{schema}");
    let included = mock.get(&path(&schema, "schemaLocation"));
    assert!(included.contains("targetNamespace='urn:t'/>"), "{included}");
}

#[test]
fn attachments_and_mtom_are_read_and_answered() {
    let mock = Mock::start(&["claims.wsdl"]);
    let call = |operation: &str, members: &[&str]| {
        let run = mock.call_of("claims.wsdl", "ClaimsService", operation, members);
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        text(&run.stdout)
    };
    let attached = call("Attach", &["ByNumber.Number=7", "scan=AQID"]);
    assert!(attached.contains("\"stamped\": \"YXR0YWNobWVudA==\""), "{attached}");
    for version in ["1.1", "1.2"] {
        let submitted = call("Guarded/Submit", &["Title=roof", "Scan=AQID", "--soap", version]);
        assert!(submitted.contains("\"Receipt\""), "{submitted}");
    }
    let log = mock.log();
    assert!(log.contains("Attach 200") && log.contains("\"scan\":\"AQID\""), "{log}");
    assert!(log.contains("Submit 200") && log.contains("\"Scan\":\"AQID\""), "{log}");
}

/// Returns a request over HTTP with a SOAP 1.1 envelope and one attachment.
fn multipart(action: &str, body: &str, id: &str, attachment: &str) -> String {
    let body = format!(
        "--b\r\nContent-Type: text/xml\r\nContent-ID: <r>\r\n\r\n\
         <s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{body}</s:Body></s:Envelope>\r\n\
         --b\r\nContent-ID: <{id}>\r\n\r\n{attachment}\r\n--b--\r\n"
    );
    format!(
        "POST /ClaimsService HTTP/1.1\r\nHost: HOST\r\nContent-Type: multipart/related; boundary=b; start=\"<r>\"; \
         type=\"text/xml\"\r\nSOAPAction: \"{action}\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn the_media_type_of_a_multipart_request_decides_its_version() {
    let mock = Mock::start(&["claims.wsdl"]);
    let body = "<ByNumber xmlns='urn:claims'><Number>7</Number></ByNumber>";
    let attachment = "<e xmlns='http://www.w3.org/2003/05/soap-envelope'/>";
    let answer = mock.http(&multipart("urn:claims/Attach", body, "scan=1@x", attachment));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("http://schemas.xmlsoap.org/soap/envelope/"), "{answer}");
    assert!(!answer.contains("2003/05/soap-envelope"), "{answer}");
}

#[test]
fn attachments_to_which_no_value_refers_do_not_fit_the_contract() {
    let mock = Mock::start(&["claims.wsdl"]);
    let find = |title: &str| {
        let body = format!("<ByTitle xmlns='urn:claims'><Title>{title}</Title></ByTitle>");
        mock.http(&multipart("urn:claims/FindTitle", &body, "x@y", "extra"))
    };
    let answer = find("cid:x@y");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let answer = find("roof");
    assert!(answer.starts_with("HTTP/1.1 500 ") && answer.contains("$attachments"), "{answer}");
    let log = mock.log();
    assert!(log.contains("\"$id\":\"x@y\""), "{log}");
}

#[test]
fn multipart_requests_are_found_by_their_action_and_may_be_an_attachment_alone() {
    let mock = Mock::start(&["files.wsdl"]);
    for version in ["1.1", "1.2"] {
        for operation in ["Store", "Replace"] {
            let members = ["Store.Name=a", "file=AQID", "--soap", version];
            let run = mock.call_of("files.wsdl", "FilesService", operation, &members);
            assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        }
    }
    let run = mock.call_of("files.wsdl", "FilesService", "Upload", &["file=AQID"]);
    assert!(text(&run.stdout).contains("\"receipt\": \"YXR0YWNobWVudA==\""), "{}", text(&run.stderr));
    let log = mock.log();
    assert_eq!(log.matches("Store 200").count(), 2, "{log}");
    assert_eq!(log.matches("Replace 200").count(), 2, "{log}");
    assert!(log.contains("Upload 200") && log.contains("\"file\":\"AQID\""), "{log}");
}

#[test]
fn overloads_have_separate_answers_and_delays() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Find.Title.json"), r#"{"Title": "by title"}"#).unwrap();
    fs::write(folder.path().join("Find.json"), r#"{"Title": "by number"}"#).unwrap();
    let answers = folder.path().to_str().unwrap();
    let mock = Mock::start(&["claims.wsdl", "--answers", answers, "--delay", "Find:Number=0.01"]);
    for (operation, member, expected) in
        [("Find:Title", "Title=a", "by title"), ("Find:Number", "Number=1", "by number")]
    {
        let run = mock.call_of("claims.wsdl", "ClaimsService", operation, &[member]);
        assert!(text(&run.stdout).contains(expected), "{}{}", text(&run.stdout), text(&run.stderr));
    }
    assert!(mock.log().contains("Find:Title 200"));
}

#[test]
fn requests_with_many_prefixes_in_scope_are_refused() {
    let mock = Mock::start(&["parcels.wsdl"]);
    // The runtime accepts 252 prefixes, but the conversion to JSON, which follows, refuses them. The runtime itself
    // refuses 900 prefixes.
    for (count, fault) in [
        (252, "more than 250 namespace prefixes are in scope"),
        (900, "namespace declarations exceeds the limit"),
    ] {
        let prefixes: String = (0..count).map(|number| format!(" xmlns:a{number}='u:{number}'")).collect();
        let envelope = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><t:Track xmlns:t='urn:parcels'>\
             <w{prefixes}>{}</w></t:Track></s:Body></s:Envelope>",
            "<a xmlns:b='u'/>".repeat(1_000),
        );
        let request = format!(
            "POST /Parcels HTTP/1.1\r\nHost: HOST\r\nContent-Type: text/plain\r\nSOAPAction: \"\"\r\nContent-Length: {}\r\n\r\n{envelope}",
            envelope.len()
        );
        let answer = mock.http(&request);
        assert!(answer.contains(fault), "{answer}");
        assert!(answer.to_ascii_lowercase().contains("\r\nconnection: close\r\n"), "{answer}");
    }
}

#[test]
fn large_requests_are_answered_one_after_the_other() {
    let mock = Mock::start(&["parcels.wsdl"]);
    let body = format!("<a>{}</a>", "b".repeat(3 << 20));
    let request = format!(
        "POST /Parcels HTTP/1.1\r\nHost: HOST\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..5).map(|_| scope.spawn(|| mock.http(&request))).collect();
        for thread in threads {
            let answer = thread.join().unwrap();
            assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        }
    });
}

#[test]
fn large_requests_that_stall_give_way_to_others() {
    let mock = Mock::start(&["parcels.wsdl"]);
    let request = |size: usize| {
        let body = format!("<a>{}</a>", "b".repeat(size));
        let head = "POST /Parcels HTTP/1.1\r\nHost: HOST\r\nContent-Type: text/xml\r\n";
        format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())
    };
    // Two clients send more than 1 MiB, and then nothing. They occupy both places for large requests.
    let part = request(3 << 20);
    let stalled: Vec<_> = (0..2)
        .map(|_| {
            let mut stream = TcpStream::connect(&mock.host).unwrap();
            stream.write_all(part.as_bytes().get(..2 << 20).unwrap()).unwrap();
            stream
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let answer = mock.http(&request(2 << 20));
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    // To free a place for the third request, the server has refused at least one of the two stalled requests. It
    // did not wait until their time limit.
    let refused = |mut stream: &TcpStream| {
        stream.set_read_timeout(Some(std::time::Duration::from_secs(2))).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer.starts_with("HTTP/1.1 503 ") && answer.contains("others wait")
    };
    assert!(stalled.iter().any(refused));
}

#[test]
fn pages_and_log_repeat_neither_queries_nor_long_names_of_hosts() {
    let mock = Mock::start(&["parcels.wsdl"]);
    mock.get("/Parcels?key=s3cret");
    mock.get("/Parcels?wsdl&key=s3cret");
    mock.get("/Parcels?wsdl");
    let host = "h".repeat(10_000);
    let answer =
        mock.http(&format!("GET /Parcels?wsdl HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200 ") && !answer.contains(&host), "{}", answer.len());
    let log = mock.log();
    assert!(!log.contains("s3cret") && log.contains("/Parcels ?wsdl"), "{log}");
}
