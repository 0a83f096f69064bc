//! Runs the binary, and servers that answer one request.
// Each test program uses a part of it.
#![allow(dead_code, unreachable_pub)]

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    thread,
};

pub const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";

pub struct Run {
    pub code: Option<i32>,
    pub bytes: Vec<u8>,
    pub output: String,
    pub errors: String,
}

pub fn saponify_with(arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saponify"));
    command.args(arguments).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(variables.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The program may end without reading its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Run { code: output.status.code(), bytes: output.stdout, output: text, errors }
}

pub fn saponify(arguments: &[&str]) -> Run {
    saponify_with(arguments, "", &[])
}

/// Starts a server that answers one request. Returns its URL, and a handle that returns head and body of the request.
pub fn server(status: &str, body: &str) -> (String, thread::JoinHandle<(String, String)>) {
    server_of(status, "text/xml; charset=utf-8", body.as_bytes())
}

pub fn server_of(
    status: &str,
    content_type: &str,
    body: &[u8],
) -> (String, thread::JoinHandle<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/parcels", listener.local_addr().unwrap());
    let answer = answer(status, content_type, body);
    let handle = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream);
        let (head, request) = read(&mut reader).unwrap();
        reader.get_mut().write_all(&answer).unwrap();
        (head, String::from_utf8_lossy(&request).into_owned())
    });
    (url, handle)
}

/// Returns a reply as its bytes.
pub fn answer(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Reads a request: its head and its body. Returns `None` if the connection ends before the request is complete.
pub fn read(reader: &mut impl BufRead) -> Option<(String, Vec<u8>)> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut request = vec![0; length];
    reader.read_exact(&mut request).ok()?;
    Some((head, request))
}

pub fn envelope(body: &str) -> String {
    format!("<s:Envelope xmlns:s='{SOAP11}' xmlns:p='urn:parcels'><s:Body>{body}</s:Body></s:Envelope>")
}
