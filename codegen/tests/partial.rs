//! Operations that cannot be generated are reported one by one, and the rest is generated.

// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{fs, path::Path};

use saponify_codegen::{Builder, Error, Generated};

/// Returns a WSDL with these port types and bindings, and the text elements `Call` and `Reply`.
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
fn operations_over_http_without_soap_are_reported_and_the_rest_is_generated() {
    let generated = generate(&format!("{SOAP}{HTTP}"), false).unwrap();
    assert_eq!(generated.counts.operations, 1);
    let [warning] = generated.warnings.as_slice() else { panic!("{:?}", generated.warnings) };
    assert!(warning.contains("the binding `TestGet` uses HTTP GET without SOAP"), "{warning}");
    assert!(warning.contains("left out: `Only`"), "{warning}");
    assert!(warning.contains("test.wsdl:"), "{warning}");
    assert!(generate(&format!("{SOAP}{HTTP}"), true).is_err());
}

#[test]
fn operations_that_also_exist_over_soap_do_not_fail_a_strict_run() {
    let only = HTTP.replace("name=\"Only\"", "name=\"Call\"");
    let generated = generate(&format!("{SOAP}{only}"), true).unwrap();
    let all = generated.problems.render(&generated.sources, false);
    assert!(all.contains("note: the binding `TestGet`") && all.contains("generated over SOAP"), "{all}");
}

#[test]
fn operations_with_mime_parts_outside_of_multipart_related_are_reported_and_the_rest_is_generated() {
    // MIME parts in `mime:multipartRelated` are attachments (WSDL 1.1, section 5), so nothing is left out.
    assert_eq!(generate(MIME, true).unwrap().counts.operations, 2);

    let plain = ["<mime:multipartRelated>", "</mime:multipartRelated>", "<mime:part>", "</mime:part>"];
    let plain = plain.iter().fold(MIME.to_owned(), |text, tag| text.replace(tag, ""));
    let generated = generate(&plain, false).unwrap();
    assert_eq!(generated.counts.operations, 1);
    let [warning] = generated.warnings.as_slice() else { panic!("{:?}", generated.warnings) };
    assert!(
        warning.contains(
            "the operation `Fetch` is not generated: its attachments are not in `mime:multipartRelated`"
        ),
        "{warning}"
    );
    assert!(warning.contains("in `mime:multipartRelated` only: `file`"), "{warning}");
}

#[test]
fn an_attachment_that_is_no_part_of_the_message_is_reported() {
    let generated = generate(&MIME.replace("part=\"file\"", "part=\"scan\""), false).unwrap();
    assert_eq!(generated.counts.operations, 1);
    let [warning] = generated.warnings.as_slice() else { panic!("{:?}", generated.warnings) };
    assert!(warning.contains("its message `Out` has no part `scan`"), "{warning}");
}

#[test]
fn a_mime_content_without_part_denotes_the_only_remaining_part() {
    let unnamed = MIME.replace(" part=\"file\"", "");
    let text = |rest: &str| generate(rest, true).unwrap().files[0].text.clone();
    assert!(text(&unnamed).contains("(\"file\", \"image/png\")"));
    // Several types of one attachment are alternatives.
    let two = "<mime:content type=\"image/gif\"/><mime:content type=\"image/png\"/>";
    let alternatives = unnamed.replace("<mime:content type=\"image/png\"/>", two);
    assert!(text(&alternatives).contains("(\"file\", \"image/gif\")"));
    let xml =
        MIME.replace("<mime:content part=\"file\" type=\"image/png\"/>", "<mime:mimeXml part=\"file\"/>");
    assert!(text(&xml).contains("(\"file\", \"text/xml\")"));
}

#[test]
fn an_attachment_whose_part_is_not_known_is_reported() {
    let unnamed = MIME.replace(" part=\"file\"", "");
    for (rest, operations, expected) in [
        (unnamed.replace(" parts=\"parameters\"", ""), 1, "an attachment does not name its part"),
        (
            unnamed.replace("parts=\"parameters\"", "parts=\"parameters file\""),
            2,
            "names no part, and all parts of the message are used elsewhere",
        ),
    ] {
        let generated = generate(&rest, false).unwrap();
        assert_eq!(generated.counts.operations, operations, "{rest}");
        let [warning] = generated.warnings.as_slice() else { panic!("{:?}", generated.warnings) };
        assert!(warning.contains(expected), "{warning}");
    }
}

#[test]
fn an_rpc_operation_whose_name_is_not_an_element_name_is_reported() {
    let colon = |style: &str| {
        format!(
            r#"<portType name="Odd"><operation name="a:b"><input message="t:In"/></operation></portType>
            <binding name="Odd" type="t:Odd">
              <soap:binding style="{style}" transport="http://schemas.xmlsoap.org/soap/http"/>
              <operation name="a:b"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation>
            </binding>{SOAP}"#
        )
    };
    let generated = generate(&colon("rpc"), false).unwrap();
    assert_eq!(generated.counts.operations, 1);
    assert!(
        generated.warnings.join("").contains("the operation `a:b` is not generated: its name"),
        "{:?}",
        generated.warnings
    );
    let generated = generate(&colon("document"), false).unwrap();
    assert_eq!(generated.counts.operations, 2);
    assert!(generated.files[0].text.contains("pub fn a_b("), "{}", generated.files[0].text);
}

/// Returns a service in its own document, whose requests have the header `Key`.
fn with_header(service: &str, key: &str, note: &str) -> String {
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
  <types><xs:schema targetNamespace="urn:t">
    <xs:element name="Key" type="{key}"/>
    <xs:element name="Save"><xs:complexType><xs:sequence><xs:element name="Id" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
  </xs:schema></types>
  <message name="{service}In"><part name="parameters" element="t:Save"/></message>
  <message name="{service}Key"><part name="key" element="t:Key"/></message>
  <portType name="{service}"><operation name="Save">{note}<input message="t:{service}In"/></operation></portType>
  <binding name="{service}" type="t:{service}">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Save"><soap:operation soapAction=""/><input>
      <soap:header message="t:{service}Key" part="key" use="literal"/><soap:body use="literal"/>
    </input></operation>
  </binding>
</definitions>"#
    )
}

fn family(documents: &[String], apart: bool) -> Result<Generated, Error> {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = Builder::new().unequal_kept_apart(apart);
    for (number, document) in documents.iter().enumerate() {
        let path = folder.path().join(format!("{number}.wsdl"));
        fs::write(&path, document).unwrap();
        builder = builder.wsdl(path);
    }
    builder.run(Path::new("test.rs"))
}

#[test]
fn a_header_that_differs_between_services_is_a_problem_with_both_positions() {
    let documents = [with_header("Sale", "xs:string", ""), with_header("Stock", "xs:int", "")];
    for apart in [false, true] {
        let error = family(&documents, apart).unwrap_err().to_string();
        for part in ["the header `Key` has different types", "0.wsdl:", "1.wsdl:", "separately"] {
            assert!(error.contains(part), "{part} is not in {error}");
        }
    }
    assert!(family(&[documents[0].clone(), with_header("Stock", "xs:string", "")], false).is_ok());
}

#[test]
fn documentation_of_a_member_by_an_operation_stays_with_its_service() {
    let note = |text: &str| {
        format!("<documentation><summary>Saves.</summary><param name=\"Id\">{text}</param></documentation>")
    };
    let documents = [
        with_header("Sale", "xs:string", &note("The number of the sale.")),
        with_header("Stock", "xs:string", &note("The number of the article.")),
    ];
    let generated = family(&documents, false).unwrap();
    let text = &generated.files[0].text;
    let (sale, stock) = text.split_once("pub mod stock").unwrap();
    assert!(sale.contains("number of the sale") && !sale.contains("number of the article"), "{text}");
    assert!(stock.contains("number of the article") && !stock.contains("number of the sale"), "{text}");
}

#[test]
fn a_document_without_soap_operations_is_an_error_with_the_reason() {
    let error = generate(HTTP, false).unwrap_err().to_string();
    for part in [
        "error: no operation can be generated: the operation `Call` is not generated",
        "binding `TestGet` uses HTTP GET",
        "`Only`",
    ] {
        assert!(error.contains(part), "{part} is not in {error}");
    }
}

#[test]
fn an_invalid_pattern_is_reported_if_values_are_checked() {
    let typed = r#"<xs:element name="Call"><xs:complexType><xs:attribute name="code">
      <xs:simpleType><xs:restriction base="xs:string">
        <xs:pattern value="(?:a|b)+"/><xs:pattern value="\d*"/>
      </xs:restriction></xs:simpleType>
    </xs:attribute></xs:complexType></xs:element>"#;
    let document = document(SOAP).replace(r#"<xs:element name="Call" type="xs:string"/>"#, typed);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.wsdl");
    fs::write(&path, document).unwrap();
    let run = |validate| Builder::new().wsdl(&path).validate(validate).run(Path::new("test.rs")).unwrap();
    assert_eq!(run(false).warnings, Vec::<String>::new());
    let generated = run(true);
    let [warning] = generated.warnings.as_slice() else { panic!("{:?}", generated.warnings) };
    assert!(warning.contains("test.wsdl:6:"), "{warning}");
    let report = generated.problems.render(&generated.sources, false);
    for part in [
        "the pattern `(?:a|b)+` is not checked: it has a quantifier `?` without an expression before it",
        "help: XML Schema has no `(?…)`",
    ] {
        assert!(report.contains(part), "{report}");
    }
}
