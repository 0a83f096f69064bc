//! HTTP servers whose answers are scripted by the test, with one thread for each connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A server on a port of the loopback interface, until the process ends.
pub struct Server {
    pub endpoint: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    connections: AtomicUsize,
    requests: Mutex<Vec<Received>>,
}

/// A request as received.
#[derive(Clone, Debug, Default)]
pub struct Received {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The body, which need not be UTF-8.
    pub bytes: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

impl Server {
    /// Answers each request by writing to its connection. If `answer` returns `false`, the connection is closed.
    pub fn start(answer: impl Fn(&Received, &mut TcpStream) -> bool + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/service", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let (answer, state) = (Arc::new(answer), Arc::clone(&shared));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (answer, state) = (Arc::clone(&answer), Arc::clone(&state));
                state.connections.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    let mut output = connection.try_clone().unwrap();
                    let mut input = BufReader::new(connection);
                    while let Some(request) = read(&mut input) {
                        state.requests.lock().unwrap().push(request.clone());
                        if !answer(&request, &mut output) {
                            break;
                        }
                    }
                });
            }
        });
        Self { endpoint, shared }
    }

    /// Answers all requests in the same way.
    pub fn answering(status: &str, headers: &str, body: impl Into<Vec<u8>>) -> Self {
        let reply = reply(status, headers, &body.into());
        Self::start(move |_, output| output.write_all(&reply).is_ok())
    }

    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    pub fn requests(&self) -> Vec<Received> {
        self.shared.requests.lock().unwrap().clone()
    }
}

/// An HTTP reply. `status` contains the code and the reason, such as `500 Oops`; `headers` are added after
/// `Content-Length`.
pub fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut reply =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len()).into_bytes();
    reply.extend_from_slice(body);
    reply
}

/// The header line of a SOAP 1.1 reply.
pub const XML: &str = "Content-Type: text/xml; charset=utf-8\r\n";

fn read(input: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut request = Received::default();
    input.read_line(&mut request.line).ok().filter(|&length| length > 0)?;
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => request.headers.push((name.to_owned(), value.to_owned())),
            None => break,
        }
    }
    let length = request.header("Content-Length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    request.bytes = body;
    Some(request)
}
