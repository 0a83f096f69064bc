//! Faults as servers write them.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};

use common::{FAULT, GetName, GetNameFault, envelope, operations};
use saponify::transport::{Memory, Response};
use saponify::{Client, Error, Fault, ObservedReply, Observer, ReadingMode, Version};

/// The departures that an observer sees.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Observer for Log {
    fn replied(&self, reply: &ObservedReply<'_>) {
        self.0.lock().unwrap().extend(reply.account().iter().map(ToString::to_string));
    }
}

impl Log {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

fn error(status: u16, text: &str) -> Error {
    let memory = Memory::new();
    memory.push(Response::new(status, text).with_header("Content-Type", "text/xml"));
    Client::new(memory, "http://localhost/", Version::Soap11)
        .call::<operations::GetName>(GetName::default())
        .send()
        .unwrap_err()
}

fn fault(text: &str) -> Fault {
    let error = error(500, text);
    error.fault().unwrap_or_else(|| panic!("{error:?}: {text}")).clone()
}

fn soap12(body: &str) -> String {
    format!(
        r#"<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>{body}</e:Body></e:Envelope>"#
    )
}

#[test]
fn a_fault_of_soap_1_1_is_read_with_all_its_parts() {
    let fault = fault(&envelope(
        "",
        r#"<s:Fault><faultcode>s:Client.Authentication</faultcode><faultstring xml:lang="nb">Nei</faultstring>
        <faultactor> urn:actor </faultactor><detail a="b"> <NoSuchId xmlns="urn:names">7</NoSuchId> <x/> </detail></s:Fault>"#,
    ));
    assert_eq!(fault.version, Version::Soap11);
    assert_eq!(fault.code.name().namespace(), Version::Soap11.namespace());
    assert_eq!((fault.code.local(), fault.code.text()), ("Client.Authentication", "s:Client.Authentication"));
    assert!(fault.is_client());
    assert_eq!(fault.reasons[0].language.as_deref(), Some("nb"));
    assert_eq!(fault.reason(), "Nei");
    assert_eq!(fault.actor.as_deref().map(str::trim), Some("urn:actor"));
    assert_eq!(fault.detail.len(), 2);
    assert_eq!(fault.detail::<GetNameFault>().unwrap(), Some(GetNameFault::NoSuchId(7)));
    assert_eq!(fault.to_string(), "Client.Authentication: Nei, actor urn:actor, detail NoSuchId, x");
}

#[test]
fn a_fault_of_soap_1_2_is_read_with_all_its_parts() {
    let fault = fault(&soap12(
        r#"<e:Fault xmlns:m="urn:codes"><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>m:Timeout</e:Value>
        <e:Subcode><e:Value>m:Deep</e:Value></e:Subcode></e:Subcode></e:Code>
        <e:Reason><e:Text xml:lang="de">Nein</e:Text><e:Text xml:lang="en-US">No</e:Text></e:Reason>
        <e:Node>urn:node</e:Node><e:Role>urn:role</e:Role><e:Detail><NoSuchId xmlns="urn:names">7</NoSuchId></e:Detail></e:Fault>"#,
    ));
    assert_eq!(fault.version, Version::Soap12);
    assert!(fault.is_client());
    let subcodes: Vec<_> = fault.subcodes.iter().map(|code| code.name().to_string()).collect();
    assert_eq!(subcodes, ["{urn:codes}Timeout", "{urn:codes}Deep"]);
    assert_eq!(fault.reason(), "No");
    assert_eq!(fault.reasons.len(), 2);
    assert_eq!(fault.node.as_deref(), Some("urn:node"));
    assert_eq!(fault.actor.as_deref(), Some("urn:role"));
    assert_eq!(fault.detail::<GetNameFault>().unwrap(), Some(GetNameFault::NoSuchId(7)));
    assert_eq!(fault.to_string(), "Sender/Timeout/Deep: No, actor urn:role, detail NoSuchId");
}

#[test]
fn faults_are_read_as_servers_write_them() {
    for (body, code, reason) in [
        // Children in any order, and qualified although SOAP 1.1 declares them unqualified.
        (
            "<s:Fault><detail/><faultstring>r</faultstring><faultcode>s:Server</faultcode></s:Fault>",
            "Server",
            "r",
        ),
        (
            "<s:Fault><s:faultcode>s:Server</s:faultcode><s:faultstring>r</s:faultstring></s:Fault>",
            "Server",
            "r",
        ),
        // The code has an undeclared prefix, is not a QName, or is missing.
        ("<s:Fault><faultcode>q:Client</faultcode><faultstring>r</faultstring></s:Fault>", "Client", "r"),
        ("<s:Fault><faultcode>it broke</faultcode><faultstring>r</faultstring></s:Fault>", "it broke", "r"),
        ("<s:Fault><faultstring>r</faultstring></s:Fault>", "", "r"),
        ("<s:Fault/>", "", ""),
        // The reason contains markup or a CDATA section.
        ("<s:Fault><faultstring>a <b>bold</b> c</faultstring></s:Fault>", "", "a bold c"),
        ("<s:Fault><faultstring><![CDATA[a < b]]></faultstring></s:Fault>", "", "a < b"),
        // The code contains elements, occurs twice, is empty, or has an `xsi:type`. Unknown children and elements after
        // the fault are ignored.
        ("<s:Fault><faultcode><Value>s:Client</Value></faultcode></s:Fault>", "Client", ""),
        ("<s:Fault><faultcode>s:Client<sub>s:Server</sub></faultcode></s:Fault>", "Client", ""),
        ("<s:Fault><faultcode>s:Client</faultcode><faultcode>s:Server</faultcode></s:Fault>", "Client", ""),
        ("<s:Fault><faultcode/><s:Code><s:Value>s:Server</s:Value></s:Code></s:Fault>", "Server", ""),
        ("<s:Fault><faultcode/><faultstring/><more><x/></more></s:Fault><after/>", "", ""),
        (
            "<s:Fault><faultcode xmlns:i='http://www.w3.org/2001/XMLSchema-instance' xmlns:x='http://www.w3.org/2001/XMLSchema' i:type='x:QName'>s:Client</faultcode></s:Fault>",
            "Client",
            "",
        ),
    ] {
        let fault = fault(&envelope("", body));
        assert_eq!((fault.code.local(), fault.reason()), (code, reason), "{body}");
    }
}

#[test]
fn text_in_the_detail_is_kept() {
    let fault = fault(&envelope("", "<s:Fault><detail>at line <b>5</b> of it</detail></s:Fault>"));
    assert_eq!(fault.detail_text.as_str(), "at line  of it");
    assert_eq!(fault.detail.len(), 1);
    assert!(!format!("{fault:?}").contains("at line"), "{fault:?}");
}

#[test]
fn a_fault_of_the_other_version_is_accepted() {
    let fault = fault(&soap12("<e:Fault><e:Code><e:Value>e:Receiver</e:Value></e:Code></e:Fault>"));
    assert!(fault.is_server());
}

#[test]
fn the_fault_of_wcf_for_a_header_it_does_not_understand_is_read() {
    let text = r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><Action s:mustUnderstand="1" xmlns="http://schemas.microsoft.com/ws/2005/05/addressing/none">http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher/fault</Action></s:Header><s:Body><s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher">a:InternalServiceFault</faultcode><faultstring xml:lang="en-US">The server was unable to process the request.</faultstring></s:Fault></s:Body></s:Envelope>"#;
    let fault = fault(text);
    assert_eq!(fault.code.local(), "InternalServiceFault");
    assert!(fault.code.name().namespace().ends_with("/dispatcher"));
    assert!(!fault.is_client() && !fault.is_server());
}

#[test]
fn headers_that_a_fault_repeats_are_ignored() {
    let echoed = "<Ticket xmlns='urn:names'>7T:abc</Ticket><Zone xmlns='urn:names'>x</Zone><Succeeded xmlns='urn:names'>true</Succeeded>";
    for status in [200, 500] {
        assert!(error(status, &envelope(echoed, FAULT)).fault().is_some());
    }
}

#[test]
fn a_header_that_breaks_the_contract_does_not_hide_a_fault() {
    for header in [
        "<Succeeded xmlns='urn:names'>maybe</Succeeded>",
        "<Succeeded xmlns='urn:names'>false</Succeeded><Succeeded xmlns='urn:names'/>",
        "<ExceptionInfo xmlns='urn:names'>text</ExceptionInfo>",
        "<ExceptionInfo xmlns='urn:names'><Message>hidden</Message><Message>hidden</Message></ExceptionInfo>",
        "<ExceptionInfo xmlns='urn:names'><New>hidden</New></ExceptionInfo>",
    ] {
        for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
            let memory = Memory::new();
            memory.push(Response::new(500, envelope(header, FAULT)));
            let log = Log::default();
            let client = Client::new(memory, "http://localhost/", Version::Soap11)
                .with_reading_mode(mode)
                .with_observer(log.clone());
            let error = client.call::<operations::GetName>(GetName::default()).send().unwrap_err();
            assert!(error.fault().is_some(), "{mode:?} {header}: {error}");
            let excerpt = &error.http().unwrap().excerpt;
            assert!(excerpt.contains("No such id"), "{excerpt}");
            // The other modes read some of the headers.
            let noted = log.take();
            assert_eq!(noted.len(), 1, "{mode:?} {header}: {noted:?}");
            assert!(
                mode != ReadingMode::Strict || noted[0] == "Header: a block breaks the contract",
                "{noted:?}"
            );
            let memory = Memory::new();
            memory.push(Response::new(500, envelope(header, FAULT)));
            let client = Client::new(memory, "http://localhost/", Version::Soap11).with_reading_mode(mode);
            let error = client.call::<operations::GetNameBare>(GetName::default()).send().unwrap_err();
            assert!(error.fault().is_some(), "{mode:?} {header}: {error}");
        }
    }
    // Without a fault, the header is an error.
    let header = "<ExceptionInfo xmlns='urn:names'>text</ExceptionInfo>";
    assert_eq!(error(200, &envelope(header, "")).path(), Some("Header/ExceptionInfo"));
}

#[test]
fn the_secrets_of_a_skipped_header_are_masked_in_the_fault_too() {
    let header = "\n <Password xmlns='urn:names'>hunter22</Password>\n <Succeeded xmlns='urn:names'>maybe</Succeeded>\n";
    let fault = "<s:Fault><faultcode>s:Server</faultcode><faultstring>not hunter22</faultstring></s:Fault>";
    let error = error(500, &envelope(header, fault));
    assert!(error.fault().is_some());
    let excerpt = &error.http().unwrap().excerpt;
    assert!(!excerpt.contains("hunter22") && excerpt.contains("not [redacted]"), "{excerpt}");
}

#[test]
fn a_fault_is_read_even_if_its_document_is_cut_after_it() {
    let whole = envelope("", FAULT);
    let cut = &whole[..whole.find("</s:Body>").unwrap() + 4];
    assert!(error(500, cut).fault().is_some());
}

#[test]
fn an_invalid_fault_detail_is_an_error_when_it_is_decoded() {
    let text =
        envelope("", "<s:Fault><detail><NoSuchId xmlns='urn:names'>seven</NoSuchId></detail></s:Fault>");
    let error = error(500, &text);
    assert!(error.fault().is_some());
    assert!(error.fault_detail::<operations::GetName>().is_err());
}

#[test]
fn a_custom_fault_code_is_written_as_the_soap_version_allows() {
    let mut fault = Fault::server("r");
    fault.code = saponify::soap::Code::new("urn:codes", "Mine");
    for (version, code, subcode) in [
        (Version::Soap11, "{urn:codes}Mine", None),
        (Version::Soap12, "{http://www.w3.org/2003/05/soap-envelope}Receiver", Some("{urn:codes}Mine")),
    ] {
        let text = saponify::soap::server::write_fault(version, &fault).unwrap();
        let read = self::fault(&text);
        assert_eq!(read.code.name().to_string(), code, "{text}");
        assert_eq!(read.subcodes.first().map(|code| code.name().to_string()).as_deref(), subcode, "{text}");
        assert_eq!(read.reason(), "r");
    }
}
