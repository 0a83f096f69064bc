//! Wraps the schema of a golden test in a WSDL, so that the generator can read it.

// Clippy exempts test functions, but not their helpers.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the document from which the code of a fixture is generated.
///
/// A WSDL and a schema named `schema_*.xsd` are read as they are, so the fixture itself is returned. For any other
/// schema, a WSDL that imports the schema is written to `folder` and returned.
pub(crate) fn document(fixture: &Path, folder: &Path) -> PathBuf {
    let stem = fixture.file_stem().unwrap_or_default().to_string_lossy();
    let is_schema = fixture.extension().is_some_and(|extension| extension == "xsd");
    if !is_schema || stem.starts_with("schema_") {
        return fixture.to_owned();
    }
    let document = folder.join(format!("{stem}.wsdl"));
    fs::write(&document, wsdl(fixture)).unwrap();
    document
}

/// Returns a service with one operation, whose input is the element `Call` of the fixture.
fn wsdl(schema: &Path) -> String {
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
  <types><xs:schema><xs:import namespace="urn:t" schemaLocation="{}"/></xs:schema></types>
  <message name="In"><part name="parameters" element="t:Call"/></message>
  <portType name="Test"><operation name="Call"><input message="t:In"/></operation></portType>
  <binding name="Test" type="t:Test">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Call"><soap:operation soapAction="urn:t/Call"/><input><soap:body use="literal"/></input></operation>
  </binding>
</definitions>"#,
        schema.display()
    )
}
