//! Uploads and downloads a document with MTOM, and converts one with SOAP with Attachments.
//!
//! ```sh
//! cargo run -p saponify-examples --example attachments
//! cargo run -p saponify-examples --example attachments -- --size 100000000
//! cargo run -p saponify-examples --example attachments -- --endpoint http://host/archive
//! ```
//!
//! Without an endpoint, the service runs in the same process.

use std::error::Error;
use std::net::SocketAddr;
use std::time::Instant;

use clap::Parser;
use saponify::transport::Reqwest;
use saponify::{Attachment, server};
use saponify_examples::archive::{ArchiveClient, ArchiveService, Convert, ConvertMessage, Download, Upload};
use saponify_examples::document_store::DocumentStore;

#[derive(Parser)]
struct Arguments {
    /// Size of the document, in bytes
    #[arg(long, default_value_t = 5_000_000)]
    size: usize,
    /// URL of an archive, instead of the one in this process
    #[arg(long)]
    endpoint: Option<String>,
    /// Serve an archive at this address, until the end of standard input
    #[arg(long, conflicts_with = "endpoint")]
    serve: Option<SocketAddr>,
    /// Send the document as Base64 text in the envelope
    #[arg(long)]
    without_mtom: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let limit = arguments.size as u64 * 2 + 1_000_000;
    let bounds = server::Bounds::default().size(limit).buffered(2 * limit);
    let address = arguments.serve.unwrap_or_else(|| ([127, 0, 0, 1], 0).into());
    let service = server::start(address, DocumentStore::default().into_service().with_bounds(bounds))?;
    if arguments.serve.is_some() {
        println!("{}", service.url());
        std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
        return Ok(());
    }
    let endpoint = arguments.endpoint.unwrap_or_else(|| service.url());

    let client = ArchiveClient::new(Reqwest::new(), endpoint).with(|client| {
        let client = client.with_reply_limit(limit);
        // Shorter values stay in the envelope.
        if arguments.without_mtom { client } else { client.with_mtom(1_024) }
    });

    let content: Vec<u8> = (0..arguments.size).map(|index| (index % 251) as u8).collect();
    let begun = Instant::now();
    let request = Upload { name: "report.pdf".into(), content: content.clone().into() };
    let size = client.upload(request).await?.body.size;
    println!("uploaded {size} bytes in {:?}", begun.elapsed());

    let begun = Instant::now();
    let reply = client.download(Download { name: "report.pdf".into() }).await?;
    println!("downloaded {} bytes in {:?}", reply.body.content.len(), begun.elapsed());
    assert_eq!(*reply.body.content, content);

    let request = ConvertMessage {
        convert: Convert { title: "Report".into() },
        manuscript: Attachment::new(content).with_content_type("text/plain"),
    };
    let reply = client.convert(request).await?.body;
    let content_type = reply.document.content_type().unwrap_or("no content type");
    println!(
        "converted to {} pages, {} bytes of {content_type}",
        reply.convert_response.pages,
        reply.document.len()
    );
    Ok(())
}
