//! Documents of the contract in generated services: the locations of imports are URLs of the other documents.

use std::{fs, path::Path};

use saponify_codegen::Builder;

const WSDL: &str = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" xmlns:u="urn:u" targetNamespace="urn:t">
  <types>
    <xs:schema targetNamespace="urn:t"><xs:import namespace="urn:u"/></xs:schema>
    <xs:schema><xs:import namespace="urn:u" schemaLocation="types/main.xsd"/></xs:schema>
  </types>
  <message name="In"><part name="parameters" element="u:Call"/></message>
  <portType name="Test"><operation name="Call"><input message="t:In"/></operation></portType>
  <binding name="Test" type="t:Test">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Call"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation>
  </binding>
  <service name="Test"><port name="Test" binding="t:Test"><soap:address location="http://old/"/></port></service>
</definitions>"#;
const MAIN: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:u">
  <xs:include schemaLocation="part.xsd"/>
  <xs:element name="Call" type="xs:string"/>
</xs:schema>"#;
const PART: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:u">
  <xs:include schemaLocation="main.xsd"/>
</xs:schema>"#;

#[test]
fn imports_refer_to_the_documents_of_the_service() {
    let work = tempfile::tempdir().unwrap();
    fs::create_dir(work.path().join("types")).unwrap();
    for (name, text) in [("test.wsdl", WSDL), ("types/main.xsd", MAIN), ("types/part.xsd", PART)] {
        fs::write(work.path().join(name), text).unwrap();
    }
    let builder = Builder::new().wsdl(work.path().join("test.wsdl")).server(true).embed_contract(true);
    let generated = builder.run(Path::new("test.rs")).unwrap_or_else(|error| panic!("{error}"));
    let text: String = generated.files[0].text.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        r#".with_contract( &[ ("wsdl", TEST_WSDL), ("wsdl=1", TEST_WSDL), ("xsd=2", MAIN_XSD), ("xsd=3", PART_XSD), ], )"#,
        // An import without a location gets one.
        r#"<xs:import"), server::Piece::Text(" schemaLocation=\""), server::Piece::Document("xsd=2"), server::Piece::Text("\""),"#,
        r#"<xs:import namespace=\"urn:u\" schemaLocation=\"", ), server::Piece::Document("xsd=2"),"#,
        r#"<soap:address location=\"", ), server::Piece::Address,"#,
        r#"<xs:include schemaLocation=\"", ), server::Piece::Document("xsd=3"),"#,
    ] {
        let squeezed = |text: &str| text.replace([' ', ','], "");
        assert!(squeezed(&text).contains(&squeezed(expected)), "{expected} is not in {text}");
    }
}

#[test]
fn only_the_addresses_of_the_service_are_replaced() {
    let work = tempfile::tempdir().unwrap();
    let of = |name: &str| {
        format!(
            r#"<portType name="{name}"><operation name="Call"><input message="t:In"/></operation></portType>
  <binding name="{name}" type="t:{name}">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Call"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation>
  </binding>
  <service name="{name}"><port name="{name}" binding="t:{name}"><soap:address location="http://old/{name}"/></port></service>"#
        )
    };
    let (start, _) = WSDL.split_once("<portType").unwrap();
    let start =
        start.replace(r#"<xs:schema targetNamespace="urn:t"><xs:import namespace="urn:u"/></xs:schema>"#, "");
    let (start, _) = start.split_once("<types>").unwrap();
    let schema = r#"<types><xs:schema targetNamespace="urn:u"><xs:element name="Call" type="xs:string"/></xs:schema></types>
  <message name="In"><part name="parameters" element="u:Call"/></message>"#;
    let wsdl = format!("{start}{schema}{}{}</definitions>", of("Users"), of("Archive"));
    fs::write(work.path().join("two.wsdl"), wsdl).unwrap();
    let builder = Builder::new().wsdl(work.path().join("two.wsdl")).server(true).embed_contract(true);
    let generated = builder.run(Path::new("two.rs")).unwrap_or_else(|error| panic!("{error}"));
    let text: String = generated.files[0].text.split_whitespace().collect();
    let constants: Vec<_> = text.split("&[server::Piece]=").skip(1).collect();
    assert_eq!(constants.len(), 2, "{text}");
    for (constant, other) in constants.iter().zip(["Archive", "Users"]) {
        let (document, _) = constant.split_once("];").unwrap();
        assert_eq!(document.matches("Piece::Address").count(), 1, "{document}");
        assert_eq!(document.matches("http://old/").count(), 1, "{document}");
        assert!(document.contains(&format!("http://old/{other}")), "{document}");
    }
    for expected in ["TWO_WSDL)", "TWO_WSDL_DOCUMENT)"] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}
