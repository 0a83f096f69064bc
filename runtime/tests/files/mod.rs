//! A service whose messages have attachments, for tests and for a fuzz target.

use saponify::server::{Failure, Message, Operations, Service};
use saponify::xsd::Base64Binary;
use saponify::{
    Attachment, Body, Contract, Fault, Found, Name, NoFault, Operation, Reader, Record, Result, SwaRef,
    Writer,
};

pub(crate) const NS: &str = "urn:files";
/// The namespace of members that are attachments.
const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";

/// The message of both directions: binary values, a reference to an attachment, and an attachment that the
/// contract declares.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct File {
    pub(crate) title: Option<String>,
    pub(crate) data: Option<Base64Binary>,
    pub(crate) pages: Vec<Base64Binary>,
    pub(crate) linked: Option<SwaRef>,
    pub(crate) report: Option<Attachment>,
}

impl Record for File {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.within(MIME) == "report" {
            return input.once(4, &mut self.report);
        }
        match name.within(NS) {
            "Title" => input.once(0, &mut self.title),
            "Data" => input.once(1, &mut self.data),
            "Page" => input.many(&mut self.pages),
            "Linked" => input.once(3, &mut self.linked),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        let fields = output.within(NS).field("Title", &self.title).field("Data", &self.data);
        fields.field("Page", &self.pages).field("Linked", &self.linked);
        output.within(MIME).field("report", &self.report);
    }
}

macro_rules! operations {
    ($($name:ident $request:expr, $reply:expr;)*) => {$(
        pub(crate) enum $name {}

        impl Operation for $name {
            type Request = File;
            type Reply = File;
            type RequestHeaders = ();
            type ReplyHeaders = ();
            type Fault = NoFault;

            const CONTRACT: Contract = Contract {
                name: stringify!($name),
                action: concat!("urn:files/", stringify!($name)),
                request: $request,
                reply: $reply,
                request_headers: &[],
            };
        }
    )*};
}

const ATTACHED: &[(&str, &str)] = &[("report", "application/pdf")];

operations! {
    Store Body::Element(NS, "Store"), Body::Element(NS, "Stored");
    Attach Body::Attached(&Body::Element(NS, "Attach"), ATTACHED), Body::Attached(&Body::Element(NS, "Attached"), ATTACHED);
    Print Body::Element(NS, "Print"), Body::EncodedFaults(&Body::Attached(&Body::Element(NS, "Printed"), ATTACHED));
}

async fn echo<O: Operation<Request = File>>(message: Message<O>) -> std::result::Result<File, Failure> {
    match message.request.title.as_deref() {
        Some("fault") => Err(Fault::client("as requested").into()),
        _ => Ok(message.request),
    }
}

/// A service that answers each request with its content, or with a fault if the title is `fault`.
pub(crate) fn service() -> Service {
    Operations::new(())
        .with(|_, message: Message<Store>| echo(message))
        .with(|_, message: Message<Attach>| echo(message))
        .with(|_, message: Message<Print>| echo(message))
        .into_service()
}
