//! Requests with MTOM.

use super::*;

#[test]
fn values_at_or_above_the_threshold_are_sent_as_parts() {
    for (threshold, parts) in [(0, 6), (5, 5), (6, 4), (9, 1), (100, 0)] {
        let (read, content_type, body) = echo::<Store>(|client| client.with_mtom(threshold), file());
        // A value below the threshold is sent as Base64 text, which has no content type.
        let shared = file().shared.filter(|shared| shared.len() >= threshold);
        let shared = shared.or(Some(Attachment::new("12345678")));
        assert_eq!(read, File { shared, ..file() }, "{threshold}");
        assert_eq!(count(&body, ":Include "), parts, "{threshold}");
        assert_eq!(count(&body, "Content-ID: "), parts + 1, "{threshold}");
        assert!(content_type.starts_with("multipart/related; type=\"application/xop+xml\"; start=\"<"));
        assert!(content_type.contains("start-info=\"text/xml\""), "{content_type}");
    }
    let (read, content_type, body) = echo::<Store>(|client| client.with_mtom(1).with_mtom(None), file());
    // Without MTOM there is no place for the content type.
    let file = File { shared: Some(Attachment::new("12345678")), ..file() };
    assert_eq!((read, content_type.as_str()), (file, "text/xml; charset=utf-8"));
    assert_eq!(count(&body, "Include"), 0);
}

#[test]
fn a_part_has_the_content_type_of_its_value() {
    let (_, _, body) = echo::<Store>(|client| client.with_mtom(0), file());
    for (content_type, parts) in [
        ("Content-Type: application/octet-stream\r\n", 4),
        ("Content-Type: image/png\r\n", 1),
        ("Content-Type: text/plain\r\n", 1),
    ] {
        assert_eq!(count(&body, content_type), parts, "{content_type}");
    }
}

#[test]
fn messages_without_a_body_element_and_in_soap_encoding_use_mtom() {
    let (read, _, body) = echo::<Bare>(|client| client.with_mtom(0), file());
    assert_eq!((read, count(&body, ":Include ")), (file(), 6));
    let (read, _, body) = echo::<Encoded>(|client| client.with_mtom(0), file());
    assert_eq!((read, count(&body, ":Include ")), (file(), 6));
}

#[test]
fn the_headers_of_soap_12_hold_the_action() {
    let (read, content_type, body) =
        echo::<Store>(|client| client.with_version(Version::Soap12).with_mtom(0), file());
    assert_eq!(read, file());
    assert!(content_type.contains("start-info=\"application/soap+xml\""), "{content_type}");
    let root = "Content-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"; action=\"urn:files/Store\"\r\n";
    assert_eq!(count(&body, root), 1);
}

#[test]
fn one_call_can_have_its_own_threshold() {
    let memory = Memory::answering(|_| Err(saponify::Error::transport("no server")));
    let client = client(&memory).with_mtom(0);
    _ = client.call::<Store>(file()).mtom(None).send();
    _ = client.call::<Store>(file()).mtom(8).send();
    _ = client.call::<Store>(file()).send();
    let includes: Vec<_> =
        memory.requests().iter().map(|request| count(request.bytes(), ":Include ")).collect();
    assert_eq!(includes, [0, 2, 6]);
}

#[test]
fn the_encoded_envelope_refers_to_attachments_as_the_sent_one_does() {
    let memory = Memory::answering(|_| Err(saponify::Error::transport("no server")));
    let call = client(&memory).with_mtom(8).call::<Store>(file());
    let envelope = call.envelope().unwrap();
    _ = call.send();
    let sent = String::from_utf8_lossy(memory.requests()[0].bytes()).into_owned();
    // The identifiers of the parts can differ between two encodings of one request.
    let pieces = |text: &str| -> Vec<String> {
        let pieces = text.split("href=\"cid:").enumerate();
        pieces
            .map(|(index, piece)| {
                piece.split_once('"').filter(|_| index > 0).map_or(piece, |(_, rest)| rest).to_owned()
            })
            .collect()
    };
    let (envelope, sent) = (pieces(&envelope), pieces(&sent));
    assert_eq!((envelope.len(), envelope[1].as_str()), (3, sent[1].as_str()));
    assert!(sent[0].ends_with(&envelope[0]), "{} and {}", sent[0], envelope[0]);
    assert!(sent[2].starts_with(&envelope[2]), "{} and {}", sent[2], envelope[2]);
}
