//! A small service for the tests, written by hand as the generator would, and HTTP servers of the standard library.
#![allow(dead_code, missing_docs, unreachable_pub)]

pub mod server;
#[cfg(all(feature = "reqwest", feature = "ureq"))]
pub mod transports;

use saponify::{
    Body, Contract, Detail, DetailElement, Details, Found, Name, NoFault, Operation, Reader, Record, Result,
    Secret, Writer,
};

pub const NS: &str = "urn:names";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestHeaders {
    pub ticket: Option<Secret<String>>,
    pub zone: Option<i32>,
}

impl Record for RequestHeaders {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Ticket" => input.once(0, &mut self.ticket),
            "Zone" => input.once(1, &mut self.zone),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Ticket", &self.ticket).field("Zone", &self.zone);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplyHeaders {
    pub succeeded: Option<bool>,
    pub exception: Option<ExceptionInfo>,
}

impl Record for ReplyHeaders {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Succeeded" => input.once(0, &mut self.succeeded),
            "ExceptionInfo" => input.once(1, &mut self.exception),
            _ => Ok(Found::No),
        }
    }

    fn details(&self) -> Details {
        Details::of::<Self>().with_success(self.succeeded)
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Succeeded", &self.succeeded).field("ExceptionInfo", &self.exception);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExceptionInfo {
    pub message: Option<String>,
}

impl Record for ExceptionInfo {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Message" => input.once(0, &mut self.message),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Message", &self.message);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct GetName {
    pub id: Option<i32>,
    pub password: Option<Secret<String>>,
}

impl Record for GetName {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Id" => input.once(0, &mut self.id),
            "Password" => input.once(1, &mut self.password),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Id", &self.id).field("Password", &self.password);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct GetNameResponse {
    pub name: Option<String>,
    /// A secret member whose name does not suggest a secret.
    pub code: Option<Secret<String>>,
    pub count: Option<i32>,
}

impl Record for GetNameResponse {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Name" => input.once(0, &mut self.name),
            "Code" => input.once(1, &mut self.code),
            "Count" => input.once(2, &mut self.count),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within(NS).field("Name", &self.name).field("Code", &self.code).field("Count", &self.count);
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum GetNameFault {
    NoSuchId(i32),
}

impl Detail for GetNameFault {
    fn from_element(element: &DetailElement<'_>) -> Option<Result<Self>> {
        match element.name().within(NS) {
            "NoSuchId" => Some(element.decode().map(Self::NoSuchId)),
            _ => None,
        }
    }
}

pub mod operations {
    use super::*;

    pub enum GetName {}

    impl Operation for GetName {
        type Request = super::GetName;
        type Reply = super::GetNameResponse;
        type RequestHeaders = super::RequestHeaders;
        type ReplyHeaders = super::ReplyHeaders;
        type Fault = GetNameFault;

        const CONTRACT: Contract = Contract {
            name: "GetName",
            action: "urn:names/GetName",
            request: Body::Element(NS, "GetName"),
            reply: Body::Element(NS, "GetNameResponse"),
            request_headers: &[(NS, "Ticket")],
        };
    }

    /// The same messages, with their members directly in the body.
    pub enum GetNameBare {}

    impl Operation for GetNameBare {
        type Request = super::GetName;
        type Reply = super::GetNameResponse;
        type RequestHeaders = ();
        type ReplyHeaders = ();
        type Fault = NoFault;

        const CONTRACT: Contract = Contract {
            name: "GetNameBare",
            action: "",
            request: Body::Parts,
            reply: Body::Parts,
            request_headers: &[],
        };
    }

    pub enum Notify {}

    impl Operation for Notify {
        type Request = super::GetName;
        type Reply = ();
        type RequestHeaders = super::RequestHeaders;
        type ReplyHeaders = ();
        type Fault = NoFault;

        const CONTRACT: Contract = Contract {
            name: "Notify",
            action: "urn:names/Notify",
            request: Body::Element(NS, "Notify"),
            reply: Body::OneWay,
            request_headers: &[],
        };
    }
}

/// An envelope of SOAP 1.1 with this header, if any, and body.
pub fn envelope(header: &str, body: &str) -> String {
    let header = match header {
        "" => String::new(),
        header => format!("<s:Header>{header}</s:Header>"),
    };
    format!(
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">{header}<s:Body>{body}</s:Body></s:Envelope>"#
    )
}

/// A reply of `GetName` with this name.
pub fn named(name: &str) -> String {
    envelope("", &format!(r#"<GetNameResponse xmlns="urn:names"><Name>{name}</Name></GetNameResponse>"#))
}

pub const FAULT: &str = r#"<s:Fault><faultcode>s:Client</faultcode><faultstring>No such id</faultstring><detail><NoSuchId xmlns="urn:names">7</NoSuchId></detail></s:Fault>"#;
