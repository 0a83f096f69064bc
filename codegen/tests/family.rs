//! Two services of one family: shared types are generated once, other types are in the modules of their services, and
//! one value of request headers serves both clients. `fixtures/family/*.wsdl` yield `family.rs`, and `apart.rs` if one
//! type differs between them.
//!
//! `SAPONIFY_BLESS=1 cargo test -p saponify-codegen --test family` updates the files; review the difference like code.
// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, dead_code)]

use std::{fs, path::Path};

use saponify::{
    Operation,
    transport::{Memory, Response},
};
use saponify_codegen::Builder;

mod family {
    include!("fixtures/family/family.rs");
}

mod apart {
    include!("fixtures/family/apart.rs");
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/family");

/// Compares generated code with a golden file.
fn golden(builder: &Builder, name: &str) {
    let generated = builder.run(Path::new("family.rs")).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(generated.counts.clients, 2);
    let path = Path::new(FOLDER).join(name);
    // The golden file lacks the header, which contains the version and a hash.
    let text = generated.files.first().unwrap().text.split_once("\n\n").unwrap().1;
    if std::env::var_os("SAPONIFY_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    assert!(fs::read_to_string(&path).is_ok_and(|golden| golden == text), "{name} differs from:\n{text}");
}

fn both() -> Builder {
    let folder = Path::new(FOLDER);
    Builder::new().wsdls([folder.join("sale.wsdl"), folder.join("stock.wsdl")]).derive("PartialEq")
}

/// Returns a builder for the two services, in which `Status` has an additional value in the second service.
fn differing() -> (tempfile::TempDir, Builder) {
    let work = tempfile::tempdir().unwrap();
    let stock = fs::read_to_string(Path::new(FOLDER).join("stock.wsdl")).unwrap();
    let longer = stock.replace(
        "<xs:enumeration value=\"Sold\"/>",
        "<xs:enumeration value=\"Sold\"/><xs:enumeration value=\"Lost\"/>",
    );
    assert_ne!(stock, longer);
    fs::write(work.path().join("stock.wsdl"), longer).unwrap();
    let sale = Path::new(FOLDER).join("sale.wsdl");
    let builder = Builder::new().wsdls([sale, work.path().join("stock.wsdl")]).derive("PartialEq");
    (work, builder)
}

#[test]
fn a_family_is_one_module_tree() {
    golden(&both(), "family.rs");
}

#[test]
fn different_types_with_the_same_name_are_a_problem_with_both_positions() {
    let (_work, builder) = differing();
    let error = builder.run(Path::new("family.rs")).unwrap_err().to_string();
    for part in ["the type `Status` differs", "stock.wsdl:", "sale.wsdl:", "differences", "`Lost`", "apart"] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
}

#[test]
fn different_types_with_the_same_name_are_generated_in_the_modules_of_their_services() {
    let (_work, builder) = differing();
    golden(&builder.unequal_kept_apart(true), "apart.rs");
    let lost = apart::stock::Item { status: Some(apart::stock::Status::Lost), ..Default::default() };
    let xml = saponify::to_string(("urn:shop", "Item"), &lost).unwrap();
    // The contract of the other service does not list this value.
    let item: apart::sale::Item = saponify::from_str(&xml).unwrap();
    assert_eq!(item.status, Some(apart::sale::Status::Other("Lost".to_owned())));
}

#[test]
fn both_services_share_header_values_and_each_operation_writes_the_headers_it_declares() {
    let headers = family::RequestHeaders { key: Some("k".into()), ticket: Some("t".into()) };
    let sale =
        family::sale::SaleClient::new(Memory::new(), "http://localhost/").with_headers(headers.clone());
    let stock = family::stock::StockClient::new(Memory::new(), "http://localhost/").with_headers(headers);
    let envelopes = [
        (sale.save(Default::default()).envelope(), true),
        (sale.ping().envelope(), false),
        (stock.save(Default::default()).envelope(), false),
    ];
    for (envelope, has_ticket) in envelopes {
        let envelope = envelope.unwrap();
        assert!(envelope.contains(">k</"), "{envelope}");
        assert_eq!(envelope.contains(">t</"), has_ticket, "{envelope}");
    }
}

#[test]
fn an_element_an_operation_a_type_and_a_service_may_share_a_name() {
    let item = family::shop::Item { name: Some("saw".to_owned()), ..Default::default() };
    let request = family::sale::Sale { sale: Some(family::shop::Sale { item: vec![item] }) };
    let client = family::sale::SaleClient::new(Memory::new(), "http://localhost/");
    let envelope = client.sale(request.clone()).envelope().unwrap();
    let received =
        saponify::soap::server::read_request::<family::sale::operations::Sale>(envelope.as_bytes());
    assert_eq!(received.unwrap().body, request);
}

/// Calls any operation of any service, and receives an empty reply. Returns the action and the reply.
fn called<O: Operation>(headers: O::RequestHeaders) -> (&'static str, O::Reply) {
    let memory = Memory::new();
    let reply = saponify::soap::server::write_reply::<O>(
        saponify::Version::Soap11,
        &Default::default(),
        &Default::default(),
    );
    memory.push(Response::envelope(reply.unwrap()));
    let client = saponify::Client::new(memory, "http://localhost/", saponify::Version::Soap11);
    let reply = client.call::<O>(Default::default()).headers(headers).send().unwrap();
    (O::CONTRACT.action, reply.body)
}

#[test]
fn code_generic_over_operations_works_with_every_service() {
    let headers = family::RequestHeaders::default();
    let (action, reply) = called::<family::sale::operations::Ping>(headers.clone());
    assert_eq!((action, reply), ("urn:shop/Sale/Ping", family::sale::PingResponse { up: None }));
    let (action, reply) = called::<family::stock::operations::Ping>(headers);
    assert_eq!((action, reply), ("urn:shop/Stock/Ping", family::stock::PingResponse { up: None }));
}
