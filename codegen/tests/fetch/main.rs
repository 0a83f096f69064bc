//! `saponify fetch` from a user's point of view, against servers on loopback.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod changes;
mod corpora;
mod documents;
mod hostile;
mod login;
mod messages;
mod server;
#[path = "../shared/mod.rs"]
mod shared;
mod tls;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use server::{Reply, Server};

/// Result of a run of the binary.
struct Run {
    code: Option<i32>,
    output: String,
    errors: String,
}

/// Runs the binary in a folder. The environment names no proxy.
fn saponify(folder: &Path, arguments: &[&str]) -> Run {
    run(command(folder, arguments))
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    command.args(arguments).current_dir(folder).env_remove("CLICOLOR_FORCE").env_remove("OUT_DIR");
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command
}

fn run(mut command: Command) -> Run {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code(), output: text(stdout), errors: text(stderr) }
}

impl Run {
    #[track_caller]
    fn succeeds(&self) -> &Self {
        assert_eq!(self.code, Some(0), "{}{}", self.output, self.errors);
        self
    }

    #[track_caller]
    fn fails(&self, code: i32, expected: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}{}", self.output, self.errors);
        for expected in expected {
            assert!(self.errors.contains(expected), "expected {expected} in {}", self.errors);
        }
        self
    }
}

/// Names of the files in a folder, in alphabetical order.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A WSDL with one operation. The schema in its `types` begins with the elements `imports`.
fn wsdl(imports: &str) -> String {
    wsdl_with("", imports)
}

/// A WSDL with one operation. Its `definitions` begin with the elements `first`, and the schema in its
/// `types` begins with the elements `imports`.
fn wsdl_with(first: &str, imports: &str) -> String {
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:b="urn:boats" targetNamespace="urn:boats">
  {first}
  <types>
    <xs:schema targetNamespace="urn:boats" elementFormDefault="qualified">
      {imports}
      <xs:element name="Moor"><xs:complexType><xs:sequence>
        <xs:element name="Name" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
    </xs:schema>
  </types>
  <message name="Moor"><part name="body" element="b:Moor"/></message>
  <portType name="Boats"><operation name="Moor"><input message="b:Moor"/></operation></portType>
  <binding name="Boats" type="b:Boats">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Moor"><soap:operation soapAction="urn:boats/Moor"/><input><soap:body use="literal"/></input></operation>
  </binding>
  <service name="Boats"><port name="Boats" binding="b:Boats"><soap:address location="http://127.0.0.1/"/></port></service>
</definitions>
"#
    )
}

/// A schema with one type, preceded by the elements `imports`.
fn schema(namespace: &str, imports: &str) -> String {
    format!(
        r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}">{imports}
  <xs:simpleType name="Code"><xs:restriction base="xs:string"/></xs:simpleType></xs:schema>
"#
    )
}

/// An import of a schema.
fn import(namespace: &str, location: &str) -> String {
    format!(r#"<xs:import namespace="{namespace}" schemaLocation="{location}"/>"#)
}

/// A file of a folder as text.
fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}
