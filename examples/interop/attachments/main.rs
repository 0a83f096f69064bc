//! Client and service of the document archive (`wsdl/Archive.wsdl`), for `interop/attachments/run`.
//!
//! ```text
//! message_attachments call STACK URL [--base64] [--soap12] [--without-swa]    calls the archive of another stack
//! message_attachments serve                          prints a URL, and serves until the end of the input
//! ```
//!
//! `call` prints a line for each step: outcome, stack, feature, direction and step, separated by tabs.

use std::error::Error;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use saponify::transport::{BlockingTransport, Request, Response, Ureq};
use saponify::{Attachment, Version, server};
use saponify_examples::archive::{ArchiveClient, ArchiveService, Convert, ConvertMessage, Download, Upload};
use saponify_examples::document_store::DocumentStore;

const SIZE: usize = 300_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["call", stack, url, options @ ..] => call(stack, url, options),
        ["serve"] => serve()?,
        _ => return Err("usage: see the first lines of main.rs".into()),
    }
    Ok(())
}

fn serve() -> Result<(), Box<dyn Error>> {
    let server = server::start(("127.0.0.1", 0), DocumentStore::default().into_service())?;
    println!("{}", server.url());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Sends with `Ureq`, and records whether the last reply was multipart.
struct Noting {
    ureq: Ureq,
    is_multipart: Arc<AtomicBool>,
}

impl BlockingTransport for Noting {
    fn send(&self, request: Request<'_>) -> saponify::Result<Response> {
        let response = self.ureq.send(request)?;
        let content_type = response.header("Content-Type").unwrap_or_default();
        self.is_multipart.store(content_type.starts_with("multipart/related"), Ordering::Relaxed);
        Ok(response)
    }
}

fn call(stack: &str, url: &str, options: &[&str]) {
    let has = |option: &str| options.contains(&option);
    let version = if has("--soap12") { Version::Soap12 } else { Version::Soap11 };
    let has_mtom = !has("--base64");
    let is_multipart = Arc::new(AtomicBool::new(false));
    let transport = Noting { ureq: Ureq::new(), is_multipart: Arc::clone(&is_multipart) };
    let client = ArchiveClient::new(transport, url)
        .with(|client| client.with_version(version).with_mtom(has_mtom.then_some(0)));
    let feature = |is_multipart: bool| match version {
        _ if !is_multipart => "Base64",
        Version::Soap11 => "MTOM",
        Version::Soap12 => "MTOM, SOAP 1.2",
    };
    let replied = || feature(is_multipart.load(Ordering::Relaxed));
    let print = |feature: &str, direction: &str, step: &str, outcome: saponify::Result<bool>| {
        let (outcome, why) = match outcome {
            Ok(true) => ("passed", String::new()),
            Ok(false) => ("FAILED", ": another value".to_owned()),
            Err(error) => ("FAILED", format!(": {}", error.to_string().replace(['\n', '\t'], " "))),
        };
        println!("{outcome}\t{stack}\t{feature}\t{direction}\t{step}{why}");
    };
    let content: Vec<u8> = (0..SIZE).map(|index| (index % 251) as u8).collect();

    let request = Upload { name: "report".into(), content: content.clone().into() };
    let uploaded = client.upload(request).send();
    print(
        feature(has_mtom),
        "client sends",
        "upload",
        uploaded.map(|reply| usize::try_from(reply.body.size) == Ok(SIZE)),
    );

    let downloaded = client.download(Download { name: "report".into() }).send();
    print(replied(), "client reads", "download", downloaded.map(|reply| *reply.body.content == content));

    let absent = match client.download(Download { name: "absent".into() }).send() {
        Err(error) if error.fault().is_some() => Ok(true),
        other => other.map(|_| false),
    };
    print(replied(), "client reads", "fault", absent);

    if has("--without-swa") {
        return;
    }
    let convert = Convert { title: "Report".into() };
    let request = ConvertMessage { convert, manuscript: Attachment::new(content.clone()) };
    match client.convert(request).send() {
        Ok(reply) => {
            let pages = reply.body.convert_response.pages;
            print("SwA", "client sends", "convert", Ok(pages == 150));
            print("SwA", "client reads", "convert", Ok(*reply.body.document == *content));
        }
        Err(error) => print("SwA", "client sends", "convert", Err(error)),
    }
}
