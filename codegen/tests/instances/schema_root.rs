//! Writes a WSDL for a schema, with an operation for each global element, so that the tests can use the
//! schema like a contract.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// Writes a WSDL for a schema and returns its path. Returns `None` if the schema has no global element or
/// cannot be read.
pub(crate) fn written(schema: &Path, name: &str) -> Option<PathBuf> {
    let text = fs::read_to_string(schema).ok()?;
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).ok()?;
    let root = document.root_element();
    let namespace = root.attribute("targetNamespace").unwrap_or_default();
    let elements = root.children().filter(|child| child.has_tag_name((XSD, "element")));
    let names: Vec<_> = elements.filter_map(|element| element.attribute("name")).collect();
    if names.is_empty() {
        return None;
    }
    let prefix = if namespace.is_empty() { "" } else { "x:" };
    let (mut messages, mut calls, mut bound) = (String::new(), String::new(), String::new());
    for name in names {
        writeln!(
            messages,
            "<w:message name='{name}'><w:part name='p' element='{prefix}{name}'/></w:message>"
        )
        .ok()?;
        writeln!(calls, "<w:operation name='{name}'><w:input message='m:{name}'/></w:operation>").ok()?;
        writeln!(
            bound,
            "<w:operation name='{name}'><s:operation soapAction='{name}'/>\
             <w:input><s:body use='literal'/></w:input></w:operation>"
        )
        .ok()?;
    }
    let declared = if namespace.is_empty() { String::new() } else { format!(" xmlns:x='{namespace}'") };
    let imported = if namespace.is_empty() { String::new() } else { format!(" namespace='{namespace}'") };
    let location = schema.display().to_string().replace(' ', "%20");
    let wsdl = format!(
        "<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' \
         xmlns:m='urn:made' targetNamespace='urn:made'{declared}>\n\
         <w:types><xs:schema xmlns:xs='{XSD}' targetNamespace='urn:made'>\
         <xs:import{imported} schemaLocation='{location}'/></xs:schema></w:types>\n{messages}\
         <w:portType name='Made'>\n{calls}</w:portType>\n<w:binding name='Made' type='m:Made'>\
         <s:binding style='document' transport='http://schemas.xmlsoap.org/soap/http'/>\n{bound}</w:binding>\n\
         <w:service name='Made'><w:port name='Made' binding='m:Made'><s:address location='urn:x'/></w:port></w:service>\n\
         </w:definitions>\n"
    );
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instances-wsdl");
    fs::create_dir_all(&folder).ok()?;
    let path = folder.join(format!("{name}.wsdl"));
    fs::write(&path, wsdl).ok()?;
    Some(path)
}
