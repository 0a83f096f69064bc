//! Memory and speed of large binary values, with MTOM and as Base64 in the envelope:
//! `cargo bench -p saponify-examples --bench attachments`, `-- 20` for 20 MB instead of 100 MB.
//!
//! The transport is in memory: it passes over the bytes of a request once, as a socket does, and answers with
//! a copy of a reply. The peak memory is measured during one call and does not include the value itself: for
//! an upload, the value that is sent; for a download, the value that is returned. It includes the body that a
//! download receives.

#![allow(missing_docs, clippy::unwrap_used)]

use std::time::Instant;

use saponify::transport::{BlockingTransport, Request, Response};
use saponify::{Result, soap};
use saponify_examples::archive::{
    ArchiveClient, Download, DownloadResponse, ENDPOINT, Upload, UploadResponse, operations,
};

const RUNS: usize = 5;

fn main() {
    let megabytes =
        std::env::args().filter_map(|argument| argument.parse::<usize>().ok()).next().unwrap_or(100);
    let content: Vec<u8> = (0..megabytes * 1_000_000).map(|index| (index % 251) as u8).collect();
    println!("{megabytes} MB, best of {RUNS} runs            MB/s    peak memory besides the value, MB");
    for (name, mtom) in [("MTOM", Some(1_024)), ("Base64 in the envelope", None)] {
        let transport = Answering(reply(&UploadResponse::default()));
        let client = ArchiveClient::new(transport, ENDPOINT).with(|client| client.with_mtom(mtom));
        let request = Upload { name: "a".into(), content: content.clone().into() };
        let call = client.upload(request);
        report(&format!("upload, {name}"), megabytes, 0, || {
            call.send().unwrap();
        });
        drop(call);

        let client = ArchiveClient::new(Answering(download(&content, mtom.is_some())), ENDPOINT)
            .with(|client| client.with_reply_limit(u64::MAX));
        report(&format!("download, {name}"), megabytes, content.len(), || {
            let reply = client.download(Download::default()).send().unwrap();
            assert_eq!(reply.body.content.len(), content.len());
        });
    }
}

/// Prints the best speed and the peak memory of an action. `value` is the size in bytes of the value that the
/// action returns. This size is subtracted from the memory.
fn report(name: &str, megabytes: usize, value: usize, mut action: impl FnMut()) {
    let peak = allocation_counter::measure(&mut action).bytes_max.saturating_sub(value as u64);
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let begun = Instant::now();
        action();
        best = best.min(begun.elapsed().as_secs_f64());
    }
    println!("{name:<34} {:>8.0} {:>12.1}", megabytes as f64 / best, peak as f64 / 1e6);
}

fn reply(body: &UploadResponse) -> Response {
    let text = soap::server::write_reply::<operations::Upload>(soap::Version::Soap11, &(), body).unwrap();
    Response::envelope(text)
}

/// The reply of `Download`, with the content as a part or as text.
fn download(content: &[u8], has_mtom: bool) -> Response {
    let value = DownloadResponse { content: content.to_vec().into() };
    let text = |value: &DownloadResponse| {
        soap::server::write_reply::<operations::Download>(soap::Version::Soap11, &(), value).unwrap()
    };
    if !has_mtom {
        return Response::envelope(text(&value));
    }
    let marked = text(&DownloadResponse { content: b"mark".into() });
    let include = "<x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:1@x\"/>";
    let envelope = marked.replace("bWFyaw==", include);
    let root = "Content-Type: application/xop+xml; type=\"text/xml\"\r\nContent-ID: <root>";
    let mut body =
        format!("--b\r\n{root}\r\n\r\n{envelope}\r\n--b\r\nContent-ID: <1@x>\r\n\r\n").into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--b--");
    let content_type = "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; boundary=b";
    Response::new(200, body).with_header("Content-Type", content_type)
}

/// Reads all bytes of each request, and answers with a copy of a reply.
struct Answering(Response);

impl BlockingTransport for Answering {
    fn send(&self, request: Request<'_>) -> Result<Response> {
        let sum = request.body.pieces().flatten().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        std::hint::black_box(sum);
        Ok(self.0.clone())
    }
}
