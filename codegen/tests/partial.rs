//! What cannot be generated is told for each operation, and the rest is generated.

// Helpers of tests are not seen as tests.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{fs, path::Path};

use saponify_codegen::{Builder, Error, Generated};

/// Port types and bindings, over the elements `Call` and `Reply`, which are text.
fn document(rest: &str) -> String {
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:http="http://schemas.xmlsoap.org/wsdl/http/" xmlns:mime="http://schemas.xmlsoap.org/wsdl/mime/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
  <types><xs:schema targetNamespace="urn:t">
    <xs:element name="Call" type="xs:string"/><xs:element name="Reply" type="xs:string"/>
  </xs:schema></types>
  <message name="In"><part name="parameters" element="t:Call"/></message>
  <message name="Out"><part name="parameters" element="t:Reply"/><part name="file" type="xs:base64Binary"/></message>
  <message name="Word"><part name="word" type="xs:string"/></message>
  {rest}
</definitions>"#
    )
}

const SOAP: &str = r#"
  <portType name="Test"><operation name="Call"><input message="t:In"/></operation></portType>
  <binding name="Test" type="t:Test">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Call"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation>
  </binding>"#;

const HTTP: &str = r#"
  <portType name="TestGet">
    <operation name="Call"><input message="t:Word"/></operation>
    <operation name="Only"><input message="t:Word"/></operation>
  </portType>
  <binding name="TestGet" type="t:TestGet">
    <http:binding verb="GET"/>
    <operation name="Call"><http:operation location="/call"/><input><http:urlEncoded/></input></operation>
    <operation name="Only"><http:operation location="/only"/><input><http:urlEncoded/></input></operation>
  </binding>"#;

const MIME: &str = r#"
  <portType name="Files">
    <operation name="Fetch"><input message="t:In"/><output message="t:Out"/></operation>
    <operation name="Call"><input message="t:In"/></operation>
  </portType>
  <binding name="Files" type="t:Files">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Fetch">
      <soap:operation soapAction=""/>
      <input><soap:body use="literal"/></input>
      <output><mime:multipartRelated>
        <mime:part><soap:body parts="parameters" use="literal"/></mime:part>
        <mime:part><mime:content part="file" type="image/png"/></mime:part>
      </mime:multipartRelated></output>
    </operation>
    <operation name="Call"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation>
  </binding>"#;

fn generate(rest: &str, strict: bool) -> Result<Generated, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.wsdl");
    fs::write(&path, document(rest)).unwrap();
    Builder::new().wsdl(path).strict(strict).run(Path::new("test.rs"))
}

#[test]
fn operations_over_http_without_soap_are_told_and_the_rest_is_generated() {
    let generated = generate(&format!("{SOAP}{HTTP}"), false).unwrap();
    assert_eq!(generated.counts.operations, 1);
    let [warning] = generated.warnings.as_slice() else { panic!("{:?}", generated.warnings) };
    assert!(warning.contains("`Only` is not generated: it is bound to HTTP GET without SOAP"), "{warning}");
    assert!(warning.contains("test.wsdl:"), "{warning}");
    let all = generated.problems.render(&generated.sources, false);
    assert!(all.contains("`Call` is not generated") && all.contains("generated over SOAP"), "{all}");
    assert!(generate(&format!("{SOAP}{HTTP}"), true).is_err());
}

#[test]
fn what_is_there_over_soap_as_well_does_not_stop_a_strict_run() {
    let only = HTTP.replace("name=\"Only\"", "name=\"Call\"");
    assert!(generate(&format!("{SOAP}{only}"), true).is_ok());
}

#[test]
fn operations_with_parts_of_mime_are_told_and_the_rest_is_generated() {
    let generated = generate(MIME, false).unwrap();
    assert_eq!(generated.counts.operations, 1);
    let [warning] = generated.warnings.as_slice() else { panic!("{:?}", generated.warnings) };
    assert!(warning.contains("`Fetch` is not generated: it has MIME parts"), "{warning}");
}

#[test]
fn a_document_with_nothing_over_soap_is_an_error_that_says_why() {
    let error = generate(HTTP, false).unwrap_err().to_string();
    for part in ["no operation that can be generated", "`Only` is not generated", "HTTP GET"] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
}
