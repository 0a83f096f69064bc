//! Members that cannot be `None` take their default if an encoded message omits them or marks them nil.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use saponify::soap::server;
use saponify::{
    Body, Contract, Found, Name, NoFault, Operation, Reader, ReadingMode, Record, Required, Result, Writer,
};

#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    id: i32,
    name: String,
    inner: Option<Box<Row>>,
    rows: Vec<Row>,
}

impl Record for Row {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "id" => input.once(0, &mut self.id),
            "name" => input.once(1, &mut self.name),
            "inner" => input.once(2, &mut self.inner),
            "row" => input.many(&mut self.rows),
            _ => Ok(Found::No),
        }
    }

    fn required(&self) -> &'static [Required] {
        &[(0, "id"), (1, "name")]
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("id", &self.id).field("name", &self.name).field("inner", &self.inner);
    }
}

struct Put<const ENCODED: bool>;

impl<const ENCODED: bool> Operation for Put<ENCODED> {
    type Request = Row;
    type Reply = ();
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "Put",
        action: "",
        request: if ENCODED { Body::Encoded("urn:q", "Put", &[]) } else { Body::Element("urn:q", "Put") },
        reply: Body::Empty,
        request_headers: &[],
    };
}

fn read<const ENCODED: bool>(members: &str) -> Result<Row> {
    received::<ENCODED>(members, ReadingMode::Strict).map(|received| received.body)
}

fn received<const ENCODED: bool>(members: &str, mode: ReadingMode) -> Result<server::Received<(), Row>> {
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
         xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:d='http://www.w3.org/2001/XMLSchema' \
         xmlns:e='http://schemas.xmlsoap.org/soap/encoding/'><s:Body><q:Put xmlns:q='urn:q'>{members}</q:Put></s:Body></s:Envelope>"
    );
    server::read_request_as::<Put<ENCODED>>(envelope.as_bytes(), mode)
}

#[test]
fn members_that_an_encoded_message_omits_or_sets_to_nil_have_their_default() {
    let row = |id: i32, name: &str| Row { id, name: name.to_owned(), ..Row::default() };
    for (members, expected) in [
        ("", row(0, "")),
        ("<id>1</id>", row(1, "")),
        ("<name i:nil='true'/><id i:nil='1'/>", row(0, "")),
        ("<id>1</id><name>n</name><inner i:nil='true'/>", row(1, "n")),
        ("<id>1</id><row i:nil='true'/>", Row { rows: vec![Row::default()], ..row(1, "") }),
    ] {
        assert_eq!(read::<true>(members).unwrap(), expected, "{members}");
        let is_whole = members.contains("<name>");
        assert_eq!(read::<false>(members).is_ok(), is_whole, "{members}");
    }
}

#[test]
fn a_text_that_the_server_sends_as_bytes_is_recorded() {
    let account = |members: &str| {
        let received = received::<true>(members, ReadingMode::Standard).unwrap();
        received.account.iter().map(|noted| (noted.path.clone(), noted.kind)).collect::<Vec<_>>()
    };
    for binary in ["d:base64Binary", "e:base64", "d:hexBinary"] {
        // The same tag twice, because the reader keeps start tags.
        let rows = format!("<name i:type='{binary}'>w6k=</name>");
        let rows = format!("{rows}<row>{rows}</row>");
        let expected = ["Body/Put/name/@type", "Body/Put/row[0]/name/@type"];
        let expected = expected.map(|path| (path.to_owned(), saponify::DepartureKind::OtherType));
        assert_eq!(account(&rows), expected, "{binary}");
    }
    // Servers without a contract choose the type by the value.
    assert_eq!(account("<name i:type='d:int'>5</name><id i:type='d:string'>5</id>"), []);
}

#[test]
fn null_and_types_of_the_schema_of_1999_are_read() {
    let older =
        "xmlns:o='http://www.w3.org/1999/XMLSchema-instance' xmlns:p='http://www.w3.org/1999/XMLSchema'";
    let members = format!("<id {older} o:type='p:int' o:null='1'/><name {older} o:type='p:string'>n</name>");
    let row = read::<true>(&members).unwrap();
    assert_eq!(row, Row { name: "n".to_owned(), ..Row::default() });
    assert!(read::<false>(&members).is_err());
}

#[test]
fn a_reference_to_another_document_is_an_error_or_a_departure() {
    for members in
        ["<name href='cid:part'/>", "<name href='http://localhost/#1'/>", "<name id='1' href='#1'>n</name>"]
    {
        let error = read::<true>(members).unwrap_err();
        assert_eq!(error.path(), Some("Body/Put/name/@href"), "{members}");
        let account = received::<true>(members, ReadingMode::Standard).unwrap().account;
        assert_eq!(account.departures()[0].path, "Body/Put/name/@href", "{members}");
    }
    assert_eq!(read::<true>("<name id='1'>n</name>").unwrap().name, "n");
    // A reference to a missing value is an error in both modes, even if the element has content.
    for mode in [ReadingMode::Strict, ReadingMode::Standard] {
        let error = received::<true>("<name href='#1'>n</name>", mode).map(|_| ()).unwrap_err();
        assert_eq!(error.path(), Some("Body/Put/name"), "{error}");
    }
}
