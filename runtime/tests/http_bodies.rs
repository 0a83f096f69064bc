//! Bodies of replies over both transports: content codings, charsets, multipart.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "reqwest", feature = "ureq"))]

mod common;

use std::io::Write;

use common::server::{Server, XML, reply};
use common::transports::{Setup, each, each_error, expect_error, expect_name};
use common::{FAULT, envelope, named, operations};
use saponify::ErrorKind;

#[test]
fn gzip_replies_are_decompressed() {
    let server = Server::start(|request, output| {
        assert!(
            request.header("Accept-Encoding").is_some_and(|accepted| accepted.contains("gzip")),
            "{request:?}"
        );
        output
            .write_all(&reply("200 OK", "Content-Encoding: gzip\r\n", &gzip(named("packed").as_bytes())))
            .is_ok()
    });
    expect_name(&server, "packed");
}

#[test]
fn the_reply_limit_applies_after_decompression() {
    let packed = gzip(named(&"x".repeat(1 << 20)).as_bytes());
    assert!(packed.len() < 10_000);
    let server = Server::answering("200 OK", "Content-Encoding: gzip\r\n", packed);
    each::<operations::GetName>(
        &server.endpoint,
        |setup| Setup { limit: 100_000, ..setup },
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::TooLarge { limit: 100_000, .. }),
                "{transport}: {error:?}"
            );
        },
    );
}

#[test]
fn a_multipart_reply_that_cannot_be_read_is_refused_with_its_media_type() {
    let server = Server::answering(
        "200 OK",
        "Content-Type: multipart/related; boundary=x; type=\"application/xop+xml\"\r\n",
        "--x",
    );
    expect_error(
        &server,
        |kind| matches!(kind, ErrorKind::Unsupported { what, .. } if what.contains("multipart/related")),
    );
}

#[test]
fn the_charset_of_http_is_used() {
    let latin: Vec<u8> = named("é").chars().map(|character| character as u8).collect();
    let server = Server::answering("200 OK", "Content-Type: text/xml; charset=iso-8859-1\r\n", latin);
    expect_name(&server, "é");
    let utf16: Vec<u8> = named("é 漢字").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let server = Server::answering("200 OK", "Content-Type: text/xml; charset=\"utf-16\"\r\n", utf16);
    expect_name(&server, "é 漢字");
}

#[test]
fn deflate_and_x_gzip_replies_are_decompressed() {
    let body = named("packed");
    let zlib = {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(body.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let deflate = {
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(body.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    for (coding, body) in [("x-gzip", gzip(body.as_bytes())), ("deflate", zlib), ("DEFLATE", deflate)] {
        let server = Server::answering("200 OK", &format!("{XML}Content-Encoding: {coding}\r\n"), body);
        expect_name(&server, "packed");
    }
}

#[test]
fn a_content_coding_that_is_unknown_or_stacked_is_named() {
    let twice = gzip(&gzip(named("packed").as_bytes()));
    for (headers, named) in [
        ("Content-Encoding: br\r\n", "`br`"),
        ("Content-Encoding: gzip, gzip\r\n", "`gzip, gzip`"),
        ("Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", "`gzip, gzip`"),
    ] {
        let server = Server::answering("503 Busy", &format!("{headers}Retry-After: 7\r\n"), twice.clone());
        each_error(
            &server.endpoint,
            |setup| setup,
            |transport, error| {
                assert!(matches!(error.kind(), ErrorKind::Unsupported { .. }), "{transport}: {error:?}");
                assert!(error.to_string().contains(named), "{transport}: {error}");
                let http = error.http().unwrap();
                assert_eq!((http.status, http.header("Retry-After")), (503, Some("7")), "{transport}");
            },
        );
    }
}

#[test]
fn a_truncated_gzip_reply_is_an_error() {
    let packed = gzip(named("packed").as_bytes());
    let server = Server::answering("200 OK", "Content-Encoding: gzip\r\n", &packed[..packed.len() - 4]);
    expect_error(&server, |kind| matches!(kind, ErrorKind::Transport { .. }));
}

#[test]
fn the_reply_limit_applies_after_conversion_to_utf_8() {
    let latin: Vec<u8> = named(&"é".repeat(1000)).chars().map(|character| character as u8).collect();
    let limit = latin.len() as u64 + 500;
    let server = Server::answering("200 OK", "Content-Type: text/xml; charset=iso-8859-1\r\n", latin);
    each_error(
        &server.endpoint,
        |setup| Setup { limit, ..setup },
        |transport, error| {
            assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{transport}: {error:?}");
        },
    );
}

#[cfg(feature = "encoding_rs")]
#[test]
fn code_pages_are_read_by_the_charset_and_by_the_declaration() {
    let (before, after) = named("|").split_once('|').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let reply = |name: &[u8]| [before.as_bytes(), name, after.as_bytes()].concat();
    for (charset, bytes, name) in [
        ("windows-1252", &b"\x80 \x93x\x94"[..], "€ “x”"),
        ("ISO-8859-2", b"\xb3\xf3d\xbc", "łódź"),
        ("\"iso-8859-15\"", b"\xa4", "€"),
    ] {
        let header = format!("Content-Type: text/xml; charset={charset}\r\n");
        expect_name(&Server::answering("200 OK", &header, reply(bytes)), name);
        let declaration = format!("<?xml version='1.0' encoding='{}'?>", charset.trim_matches('"'));
        let declared = [declaration.as_bytes(), &reply(bytes)].concat();
        expect_name(&Server::answering("200 OK", "Content-Type: text/xml\r\n", declared), name);
    }
}

#[cfg(not(feature = "encoding_rs"))]
#[test]
fn the_error_for_an_unsupported_code_page_names_it() {
    let server =
        Server::answering("200 OK", "Content-Type: text/xml; charset=windows-1252\r\n", &b"<a>\x80</a>"[..]);
    expect_error(&server, |kind| match kind {
        ErrorKind::NotWellFormed { reason, .. } => {
            reason.contains("windows-1252") && reason.contains("encoding_rs")
        }
        _ => false,
    });
}

#[test]
fn a_multipart_reply_of_one_part_is_read_and_its_faults_too() {
    const TYPE: &str = "Content-Type: multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; \
                        start-info=\"text/xml\"; boundary=\"uuid:7\"\r\n";
    let part = |content: &str| {
        format!(
            "--uuid:7\r\nContent-ID: <root>\r\nContent-Transfer-Encoding: binary\r\n\
             Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\n\r\n{content}\r\n--uuid:7--\r\n"
        )
    };
    expect_name(&Server::answering("200 OK", TYPE, part(&named("é"))), "é");
    let server = Server::answering("500 Internal Server Error", TYPE, part(&envelope("", FAULT)));
    expect_error(&server, |kind| matches!(kind, ErrorKind::Fault(fault) if fault.reason() == "No such id"));
    let two = part(&named("x")).replace("--uuid:7--", "--uuid:7\r\n\r\nimage\r\n--uuid:7--");
    let server = Server::answering("200 OK", TYPE, two);
    match cfg!(feature = "mime") {
        true => expect_name(&server, "x"),
        false => expect_error(
            &server,
            |kind| matches!(kind, ErrorKind::Unsupported { what, .. } if what.contains("2 parts")),
        ),
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(body).unwrap();
    packer.finish().unwrap()
}
