//! WS-Security, WS-Addressing, MTOM, attachments, overloads and client certificates of `saponify call`.
#![cfg(feature = "cli")]
// Helper functions may panic like the tests that call them.
#![allow(missing_docs, clippy::unwrap_used)]

mod call_support;

use std::{io::Write, net::TcpListener, sync::Arc, thread};

use call_support::{SOAP11, saponify, saponify_with, server, server_of};

const RECEIPT: &str = "<c:SubmitResponse xmlns:c='urn:claims'><c:Receipt>AQID</c:Receipt></c:SubmitResponse>";

fn envelope(body: &str) -> String {
    format!("<s:Envelope xmlns:s='{SOAP11}'><s:Body>{body}</s:Body></s:Envelope>")
}

/// Submits a claim to a server that answers one request. Returns head and body of the request.
fn submit(port: &str, options: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let (url, handle) = server("200 OK", &envelope(RECEIPT));
    let operation = format!("{port}/Submit");
    let fixed = ["call", "claims.wsdl", &operation, "Title=roof", "Scan=AQIDBA==", "--endpoint", &url];
    let run = saponify_with(&[&fixed, options].concat(), "", variables);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert_eq!(run.output, "{\n  \"Receipt\": \"AQID\"\n}\n");
    handle.join().unwrap()
}

#[test]
fn a_user_name_token_has_the_password_as_text_or_digest() {
    let (_, text) = submit("Open", &["--wsse-user", "jdoe:env:PW"], &[("PW", "pa55<word")]);
    assert!(text.contains("<wsse:Username>jdoe</wsse:Username>"), "{text}");
    assert!(text.contains("#PasswordText\">pa55&lt;word</wsse:Password>"), "{text}");
    assert!(!text.contains("wsu:Timestamp"), "{text}");
    let options = ["--wsse-user", "jdoe:pa55", "--wsse-password", "digest", "--wsse-timestamp=60"];
    let (_, digest) = submit("Open", &options, &[]);
    assert!(digest.contains("#PasswordDigest\">") && digest.contains("<wsse:Nonce"), "{digest}");
    assert!(!digest.contains("pa55") && digest.contains("<wsu:Timestamp"), "{digest}");
    let (_, name) = submit("Open", &["--wsse-user", "jdoe", "--wsse-password", "none"], &[]);
    assert!(name.contains("jdoe") && !name.contains("Password"), "{name}");
}

#[test]
fn a_policy_chooses_protocols_that_no_option_chooses() {
    let (head, body) = submit("Guarded", &["--wsse-user", "jdoe:env:PW"], &[("PW", "pa55")]);
    assert!(body.contains("#PasswordDigest\">") && body.contains("<wsu:Timestamp"), "{body}");
    // The operation has no declared action, so it follows from the names (WS-Addressing 1.0 Metadata, 4.4.4).
    assert!(body.contains(">urn:claims:Claims:SubmitRequest</"), "{body}");
    assert!(body.contains("http://www.w3.org/2005/08/addressing") && body.contains("urn:uuid:"), "{body}");
    assert!(head.contains("multipart/related") && body.contains("xop:Include"), "{head}\n{body}");

    let off = ["--wsse-timestamp=0", "--addressing", "off", "--mtom=off"];
    let (head, body) = submit("Guarded", &off, &[]);
    assert!(!body.contains("Header") && !head.contains("multipart"), "{head}\n{body}");
    assert!(body.contains("AQIDBA=="), "{body}");
}

#[test]
fn demands_that_no_option_meets_are_named() {
    let (url, handle) = server("200 OK", &envelope(RECEIPT));
    let fixed = ["call", "claims.wsdl", "Guarded/Submit", "Title=roof", "Scan=AQIDBA==", "--endpoint", &url];
    let run = saponify(&fixed);
    assert!(
        run.errors.contains("demands: UsernameToken (password as digest); give `--wsse-user`"),
        "{}",
        run.errors
    );
    handle.join().unwrap();
}

#[test]
fn addressing_headers_are_sent_in_the_chosen_version() {
    let (head, body) = submit("Open", &["--addressing", "2004/08"], &[]);
    assert!(body.contains("http://schemas.xmlsoap.org/ws/2004/08/addressing"), "{body}");
    assert!(body.contains(">urn:claims/Submit</"), "{body}");
    assert!(head.to_ascii_lowercase().contains("soapaction: \"urn:claims/submit\""), "{head}");
}

#[test]
fn a_reply_to_another_message_is_refused() {
    let header = "<s:Header><a:RelatesTo xmlns:a='http://www.w3.org/2005/08/addressing'>urn:other</a:RelatesTo></s:Header>";
    let reply = envelope(RECEIPT).replace("<s:Body>", &format!("{header}<s:Body>"));
    let (url, handle) = server("200 OK", &reply);
    let fixed = ["call", "claims.wsdl", "Open/Submit", "Title=roof", "Scan=AQIDBA==", "--endpoint", &url];
    let run = saponify(&[&fixed[..], &["--addressing", "1.0"]].concat());
    assert_eq!(run.code, Some(7), "{}{}", run.output, run.errors);
    assert!(run.errors.contains("RelatesTo"), "{}", run.errors);
    handle.join().unwrap();
}

#[test]
fn mtom_sends_values_above_a_size_as_parts() {
    let (head, body) = submit("Open", &["--mtom"], &[]);
    assert!(head.contains("application/xop+xml") && body.contains("xop:Include"), "{head}\n{body}");
    assert!(!body.contains("AQIDBA==") && body.contains("\u{1}\u{2}\u{3}\u{4}"), "{body}");
    let (_, body) = submit("Open", &["--mtom=5"], &[]);
    assert!(body.contains("AQIDBA=="), "{body}");
}

#[test]
fn a_reply_with_parts_is_read() {
    let reply = "--b\r\nContent-Type: application/xop+xml; type=\"text/xml\"\r\nContent-ID: <r>\r\n\r\n\
        <s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><c:SubmitResponse xmlns:c='urn:claims'>\
        <c:Receipt><x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:p'/></c:Receipt>\
        </c:SubmitResponse></s:Body></s:Envelope>\r\n--b\r\nContent-ID: <p>\r\n\r\n\u{1}\u{2}\r\n--b--\r\n";
    let content_type =
        "multipart/related; boundary=b; start=\"<r>\"; type=\"application/xop+xml\"; start-info=\"text/xml\"";
    let (url, handle) = server_of("200 OK", content_type, reply.as_bytes());
    let fixed = ["call", "claims.wsdl", "Open/Submit", "Title=roof", "Scan=AQIDBA==", "--endpoint", &url];
    let run = saponify(&fixed);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert_eq!(run.output, "{\n  \"Receipt\": \"AQI=\"\n}\n");
    handle.join().unwrap();

    let (url, handle) = server_of("200 OK", content_type, reply.as_bytes());
    let fixed = [
        "call",
        "claims.wsdl",
        "Open/Submit",
        "Title=roof",
        "Scan=AQIDBA==",
        "--endpoint",
        &url,
        "--output",
        "xml",
    ];
    let run = saponify(&fixed);
    assert!(run.output.contains(">AQI=</") && !run.output.contains("--b"), "{}{}", run.output, run.errors);
    handle.join().unwrap();
}

#[test]
fn dry_run_and_curl_mask_the_password_of_a_token() {
    let fixed =
        ["call", "claims.wsdl", "Open/Submit", "Title=roof", "Scan=AQIDBA==", "--wsse-user", "jdoe:env:PW"];
    for (more, expected) in [("--dry-run", "#PasswordText\">…</"), ("--curl", "\"${SOAP_PASSWORD}\"")] {
        let more = [more, "--endpoint", "https://example.com/claims"];
        let run = saponify_with(&[&fixed[..], &more].concat(), "", &[("PW", "pa55w0rd")]);
        assert_eq!(run.code, Some(0), "{}", run.errors);
        assert!(run.output.contains(expected) && !run.output.contains("pa55w0rd"), "{}", run.output);
    }
}

#[test]
fn tokens_go_only_to_an_endpoint_that_the_user_names() {
    let public = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/claims.wsdl"),
    );
    let public = public.unwrap().replace("https://localhost/", "https://claims.example.com/");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.wsdl");
    std::fs::write(&path, public).unwrap();
    let path = path.to_str().unwrap();
    let run = saponify(&["call", path, "Open/Submit", "Title=a", "Scan=AQ==", "--wsse-user", "jdoe:pw"]);
    assert_eq!(run.code, Some(2), "{}", run.errors);
    assert!(run.errors.contains("credentials are sent only to an endpoint that you name"), "{}", run.errors);
}

#[test]
fn overloads_are_chosen_by_the_name_of_their_input() {
    let run = saponify(&["call", "claims.wsdl", "Find", "Title=roof", "--dry-run"]);
    assert_eq!(run.code, Some(3), "{}", run.errors);
    assert!(run.errors.contains("the operation `Find` is overloaded"), "{}", run.errors);
    assert!(run.errors.contains("choose one of: `Find:Number`, `Find:Title`"), "{}", run.errors);
    for (name, member, element) in
        [("Find:Title", "Title=roof", "ByTitle"), ("Find:Number", "Number=5", "ByNumber")]
    {
        let run = saponify(&["call", "claims.wsdl", name, member, "--dry-run"]);
        assert_eq!(run.code, Some(0), "{}", run.errors);
        assert!(run.output.contains(element), "{}", run.output);
        let run = saponify(&["sample", "claims.wsdl", &format!("Open/{name}")]);
        assert!(run.output.contains(element), "{}{}", run.output, run.errors);
    }
    let run = saponify(&["call", "claims.wsdl", "Find:Nothing", "--dry-run"]);
    assert_eq!(run.code, Some(3), "{}", run.errors);
}

#[test]
fn attachments_are_sent_beside_the_envelope_and_read_from_the_reply() {
    let reply = "--b\r\nContent-Type: text/xml\r\nContent-ID: <r>\r\n\r\n\
        <s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><c:Found xmlns:c='urn:claims'>\
        <c:Title>roof</c:Title></c:Found></s:Body></s:Envelope>\r\n\
        --b\r\nContent-ID: <other>\r\n\r\nextra\r\n\
        --b\r\nContent-Type: image/png\r\nContent-ID: <stamped=7@x>\r\n\r\n\u{1}\u{2}\r\n--b--\r\n";
    let content_type = "multipart/related; boundary=b; start=\"<r>\"; type=\"text/xml\"";
    let (url, handle) = server_of("200 OK", content_type, reply.as_bytes());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scan.tif");
    std::fs::write(&file, "TIFF").unwrap();
    let scan = format!("scan=@{}", file.display());
    let run = saponify(&["call", "claims.wsdl", "Attach", "ByNumber.Number=7", &scan, "--endpoint", &url]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    let expected = r#"{
  "Found": {
    "Title": "roof"
  },
  "stamped": {
    "$contentType": "image/png",
    "$value": "AQI="
  },
  "$attachments": [
    {
      "$id": "other",
      "$value": "ZXh0cmE="
    }
  ]
}
"#;
    assert_eq!(run.output, expected);
    let (head, body) = handle.join().unwrap();
    assert!(head.contains("multipart/related") && head.contains("type=\"text/xml\""), "{head}");
    assert!(body.contains("<ByNumber") && body.contains("image/tiff") && body.contains("TIFF"), "{body}");
    assert!(body.contains("Content-ID: <scan="), "{body}");

    let run =
        saponify(&["call", "claims.wsdl", "Attach", "ByNumber.Number=7", "scan=no*Base64", "--dry-run"]);
    assert_eq!(run.code, Some(2), "{}", run.output);
    assert!(
        run.errors.contains("`scan`: expected Base64 or a file (`@file`), found `no*Base64`"),
        "{}",
        run.errors
    );
    let sample = saponify(&["sample", "claims.wsdl", "Attach"]);
    assert!(sample.output.contains("<ByNumber"), "{}", sample.errors);
    assert!(
        sample.errors.contains("attachments beside the envelope: `scan` (image/tiff)"),
        "{}",
        sample.errors
    );
    let sample = saponify(&["sample", "claims.wsdl", "Attach", "--json"]);
    assert!(sample.output.contains("\"scan\": \"YXR0YWNobWVudA==\""), "{}", sample.output);
}

#[test]
fn attachments_that_the_contract_does_not_describe_are_printed() {
    let reply = "--b\r\nContent-Type: text/xml\r\nContent-ID: <r>\r\n\r\n\
        <s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><c:Found xmlns:c='urn:claims'>\
        <c:Title>cid:x@y</c:Title></c:Found></s:Body></s:Envelope>\r\n--b\r\nContent-ID: <x@y>\r\n\r\nextra\r\n--b--\r\n";
    for (reply, is_referenced) in [(reply.to_owned(), true), (reply.replace("cid:x@y", "roof"), false)] {
        let content_type = "multipart/related; boundary=b; start=\"<r>\"; type=\"text/xml\"";
        let (url, handle) = server_of("200 OK", content_type, reply.as_bytes());
        let run = saponify(&["call", "claims.wsdl", "Find:Title", "Title=roof", "--endpoint", &url]);
        handle.join().unwrap();
        assert_eq!(run.code, Some(0), "{}", run.errors);
        let expected = "\"$attachments\": [\n    {\n      \"$id\": \"x@y\",\n      \"$value\": \"ZXh0cmE=\"\n    }\n  ]\n}\n";
        assert!(run.output.ends_with(expected), "{}", run.output);
        assert_eq!(run.errors.contains("departs from the contract"), !is_referenced, "{}", run.errors);
    }
}

#[test]
fn a_message_may_consist_of_an_attachment() {
    let reply = "--b\r\nContent-Type: text/xml\r\nContent-ID: <r>\r\n\r\n\
        <s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>\r\n\
        --b\r\nContent-Type: application/pdf\r\nContent-ID: <receipt=1@x>\r\n\r\nPDF\r\n--b--\r\n";
    let content_type = "multipart/related; boundary=b; start=\"<r>\"; type=\"text/xml\"";
    let (url, handle) = server_of("200 OK", content_type, reply.as_bytes());
    let run = saponify(&["call", "files.wsdl", "Upload", "file=UERG", "--endpoint", &url]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert_eq!(run.output, "{\n  \"receipt\": \"UERG\"\n}\n");
    let (_, body) = handle.join().unwrap();
    assert!(body.contains("Content-ID: <file=") && body.contains("application/pdf"), "{body}");
    assert!(body.contains("\r\n\r\nPDF\r\n"), "{body}");
    let sample = saponify(&["sample", "files.wsdl", "Upload", "--json"]);
    assert!(sample.output.contains("\"file\": \"YXR0YWNobWVudA==\""), "{}", sample.output);
    let run =
        saponify_with(&["call", "files.wsdl", "Upload", "--json", "-", "--dry-run"], &sample.output, &[]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
}

#[test]
fn a_request_with_attachments_and_header_blocks_is_shown_without_the_attachments() {
    let fixed = ["call", "files.wsdl", "Store", "Store.Name=a", "file=UERG", "--soap-header", "Session=x"];
    let endpoint = ["--endpoint", "https://example.com/files"];
    let run = saponify(&[&fixed[..], &endpoint, &["--dry-run", "--show-secrets"]].concat());
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(run.output.contains(">x</") && run.output.contains(">a</"), "{}", run.output);
    assert!(run.errors.contains("1 attachment beside the envelope"), "{}", run.errors);
    let run = saponify(&[&fixed[..], &endpoint, &["--curl"]].concat());
    assert_eq!(run.code, Some(0), "{}", run.errors);
    assert!(run.output.starts_with("# The request has 1 attachment beside the envelope"), "{}", run.output);
}

#[test]
fn the_destination_of_a_shown_envelope_is_the_endpoint_without_secrets() {
    let fixed = ["call", "claims.wsdl", "Guarded/Submit", "Title=a", "Scan=AQ=="];
    for show in ["--curl", "--dry-run"] {
        for endpoint in ["https://jdoe:s3cr3t@h/x?code=s3cr3t", "https://h/x;jsessionid=s3cr3t"] {
            let run = saponify(&[&fixed[..], &["--endpoint", endpoint, show]].concat());
            assert_eq!(run.code, Some(0), "{}", run.errors);
            assert!(run.output.contains("To ") && !run.output.contains("s3cr3t"), "{}", run.output);
        }
    }
    let run = saponify(&[&fixed[..], &["--dry-run"]].concat());
    assert!(run.output.contains(">https://localhost/guarded</"), "{}", run.output);
}

#[test]
fn a_policy_without_password_sends_only_the_name() {
    for user in ["jdoe:env:PW", "jdoe"] {
        let (url, handle) = server("500 Internal Server Error", "");
        let fixed = ["call", "files.wsdl", "Upload", "file=UERG", "--wsse-user", user, "--endpoint", &url];
        let run = saponify_with(&fixed, "", &[("PW", "pa55w0rd")]);
        assert!(
            run.errors.contains("demands: HTTPS; give an endpoint that begins with https://"),
            "{}",
            run.errors
        );
        let (_, body) = handle.join().unwrap();
        assert!(body.contains(">jdoe</") && !body.contains("Password"), "{body}");
        assert!(!body.contains("pa55w0rd"), "{body}");
    }
}

#[test]
fn the_soap_action_is_that_of_the_addressing_header() {
    let fixed = ["call", "files.wsdl", "Store", "Store.Name=a", "file=UERG", "--endpoint"];
    for (addressing, action) in [("1.0", "urn:files/StoreRequest"), ("off", "urn:files/Store")] {
        let (url, handle) = server("500 Internal Server Error", "");
        saponify(&[&fixed[..], &[&url, "--addressing", addressing]].concat());
        let (head, body) = handle.join().unwrap();
        let head = head.to_ascii_lowercase();
        assert!(head.contains(&format!("soapaction: \"{}\"", action.to_ascii_lowercase())), "{head}");
        assert_eq!(body.contains(">urn:files/StoreRequest</"), addressing == "1.0", "{body}");
        for (soap, expected) in [("1.1", "SOAPAction: "), ("1.2", "action=")] {
            let more = ["https://h/files", "--addressing", addressing, "--soap", soap, "--curl"];
            let run = saponify(&[&fixed[..], &more].concat());
            assert!(run.output.contains(&format!("{expected}\"{action}\"")), "{}{}", run.output, run.errors);
        }
    }
}

#[test]
fn xml_values_that_cannot_become_parts_and_envelopes_of_the_other_soap_version_are_reported() {
    let body =
        envelope("<c:Submit xmlns:c='urn:claims'><c:Title>a</c:Title><c:Scan>AQ==</c:Scan></c:Submit>");
    let (url, handle) = server("200 OK", &envelope(RECEIPT));
    let fixed = ["call", "claims.wsdl", "Open/Submit", "--body", "-", "--mtom", "--endpoint", &url];
    let run = saponify_with(&fixed, &body, &[]);
    assert!(run.errors.contains("values of `--body` are sent as text in the envelope"), "{}", run.errors);
    assert!(!run.errors.contains("is an envelope of"), "{}", run.errors);
    handle.join().unwrap();
    let fixed = ["call", "claims.wsdl", "Open/Submit", "--body", "-", "--soap", "1.2", "--dry-run"];
    let run = saponify_with(&fixed, &body, &[]);
    assert!(
        run.errors.contains("is an envelope of SOAP 1.1, but its content is sent in SOAP 1.2"),
        "{}",
        run.errors
    );
}

#[test]
fn a_long_value_from_the_environment_is_not_quoted_in_a_mistake() {
    let secret = "s3cr3t".repeat(20);
    let fixed = ["call", "files.wsdl", "Store", "Store.Name=a", "Store.Kind=env:S", "file=UERG", "--dry-run"];
    let run = saponify_with(&fixed, "", &[("S", &secret)]);
    assert_eq!(run.code, Some(2), "{}", run.output);
    assert!(run.errors.contains("the only allowed value, found `…`"), "{}", run.errors);
    assert!(!run.errors.contains("s3cr3t"), "{}", run.errors);
}

#[test]
fn a_client_certificate_is_shown_to_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let client = rcgen::generate_simple_self_signed(["client".to_owned()]).unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let cacert = file("server.pem", own.cert.pem());
    let (cert, key) =
        (file("client.pem", client.cert.pem()), file("client.key", client.signing_key.serialize_pem()));

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(client.cert.der().clone()).unwrap();
    let verifier =
        rustls::server::WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let server_key = rustls::pki_types::PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![own.cert.der().clone()], server_key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/claims", listener.local_addr().unwrap().port());
    let config = Arc::new(config);
    thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::Stream::new(&mut connection, &mut socket);
            if call_support::read(&mut std::io::BufReader::new(&mut stream)).is_none() {
                continue;
            }
            stream
                .write_all(&call_support::answer("200 OK", "text/xml", envelope(RECEIPT).as_bytes()))
                .unwrap();
            stream.conn.send_close_notify();
            stream.flush().unwrap();
        }
    });
    let fixed = [
        "call",
        "claims.wsdl",
        "Open/Submit",
        "Title=a",
        "Scan=AQ==",
        "--endpoint",
        &url,
        "--cacert",
        &cacert,
    ];
    let run = saponify(&fixed);
    assert_eq!(run.code, Some(6), "{}{}", run.output, run.errors);
    let run = saponify(&[&fixed[..], &["--cert", &cert, "--key", &key]].concat());
    assert_eq!(run.code, Some(0), "{}", run.errors);
    let run = saponify(&[&fixed[..], &["--cert", &cert, "--key", &cert]].concat());
    assert!(run.errors.contains("contains no private key in PEM"), "{}", run.errors);
    assert_eq!(run.code, Some(2));
    let run = saponify(&[&fixed[..], &["--cert", &cert]].concat());
    assert_eq!(run.code, Some(2), "{}", run.errors);
}

#[cfg(not(feature = "security-x509"))]
#[test]
fn without_the_feature_signatures_are_refused() {
    let fixed = ["call", "claims.wsdl", "Open/Submit", "Title=a", "Scan=AQ==", "--dry-run"];
    let run = saponify(&[&fixed[..], &["--sign-cert", "c.pem", "--sign-key", "k.pem"]].concat());
    assert_eq!(run.code, Some(2), "{}", run.errors);
    assert!(run.errors.contains("--features security-x509"), "{}", run.errors);
}

#[cfg(feature = "security-x509")]
#[test]
fn a_request_is_signed_and_only_a_signed_reply_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let own = rcgen::generate_simple_self_signed(["client".to_owned()]).unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (cert, key) = (file("c.pem", own.cert.pem()), file("k.pem", own.signing_key.serialize_pem()));
    let sign = ["--sign-cert", &cert, "--sign-key", &key, "--wsse-timestamp", "--addressing", "1.0"];
    let (_, body) = submit("Open", &sign, &[]);
    assert!(body.contains("<ds:SignatureValue>"), "{body}");
    assert!(body.matches("<ds:Reference ").count() >= 3, "{body}");
    let sign = &sign[..4];
    let fixed = ["--endpoint", "https://localhost:1/", "--mtom"];
    let run = saponify(
        &[&["call", "claims.wsdl", "Open/Submit", "Title=a", "Scan=AQ=="], &fixed[..], sign].concat(),
    );
    assert_eq!(run.code, Some(2), "{}", run.errors);
    assert!(run.errors.contains("`--mtom=off` keeps binary values in the envelope"), "{}", run.errors);
    let attach = [
        "call",
        "claims.wsdl",
        "Attach",
        "ByNumber.Number=7",
        "scan=AQ==",
        "--endpoint",
        "https://h/",
        "--dry-run",
    ];
    let run = saponify(&[&attach[..], sign].concat());
    assert_eq!(run.code, Some(2), "{}", run.errors);
    assert!(run.errors.contains("only without `--sign-cert`"), "{}", run.errors);
    let run = saponify(&[&attach[..], &["--sign-cert", &key, "--sign-key", &key]].concat());
    assert_eq!(run.code, Some(2), "{}", run.errors);
    assert!(run.errors.contains(&format!("cannot use `{key}` with `{key}`")), "{}", run.errors);
    let user = ["--wsse-user", "jdoe:env:PW", "--wsse-timestamp=0", "--sign-cert", &cert, "--sign-key", &key];
    let (_, body) = submit("Open", &user, &[("PW", "pa55")]);
    assert!(body.contains("<ds:SignatureValue>") && !body.contains("Timestamp"), "{body}");
    let (url, handle) = server("200 OK", &envelope(RECEIPT));
    let fixed = ["call", "claims.wsdl", "Open/Submit", "Title=a", "Scan=AQ==", "--endpoint", &url];
    let run = saponify(&[&fixed[..], &["--verify-cert", &cert]].concat());
    assert_eq!(run.code, Some(7), "{}{}", run.output, run.errors);
    handle.join().unwrap();
}
