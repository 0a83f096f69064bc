//! An HTTP server on loopback for tests.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// The parts of a request that the tests examine.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Path and query.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
}

impl Request {
    /// The value of a header, or an empty text.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

/// A reply.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Time between the bytes of the body.
    pause: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), pause: Duration::ZERO }
    }

    pub(crate) fn xml(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body).with("Content-Type", "text/xml")
    }

    pub(crate) fn redirect(location: &str) -> Self {
        Self::new(302, "").with("Location", location)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn slowly(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

/// A running server. It ends with the process.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server. In addition to the request, the handler gets the port of the server, to write URLs of
    /// this server into documents.
    pub(crate) fn start(handler: impl Fn(u16, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let handler: Arc<Handler> = Arc::new(move |request| handler(port, request));
        let log = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (handler, log) = (Arc::clone(&handler), Arc::clone(&log));
                thread::spawn(move || connection(stream, &*handler, &log));
            }
        });
        Self { port, requests }
    }

    /// Starts a server for these documents, each with the target under which it is requested.
    pub(crate) fn with(documents: &[(&str, String)]) -> Self {
        let documents: Vec<(String, String)> =
            documents.iter().map(|(target, text)| ((*target).to_owned(), text.clone())).collect();
        Self::start(move |port, request| {
            let found = documents.iter().find(|(target, _)| *target == request.target);
            found.map_or(Reply::new(404, ""), |(_, text)| Reply::xml(text.replace("PORT", &port.to_string())))
        })
    }

    pub(crate) fn url(&self, target: &str) -> String {
        format!("http://127.0.0.1:{}{target}", self.port)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The targets that were requested, in order.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.target).collect()
    }
}

fn connection(mut stream: TcpStream, handler: &Handler, log: &Mutex<Vec<Request>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    if let Some(request) = read(&mut reader) {
        // The server is also a proxy: the tunnel of a `CONNECT` request leads to the server itself.
        if request.target.contains(':') && !request.target.starts_with('/') {
            log.lock().unwrap().push(request);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            return connection(stream, handler, log);
        }
        log.lock().unwrap().push(request.clone());
        answer(&mut stream, &handler(&request));
    }
}

/// Reads the head of a request.
pub(crate) fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
    let target = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    Some(Request { target, headers })
}

/// Writes a reply.
pub(crate) fn answer(stream: &mut impl Write, reply: &Reply) {
    let mut head = format!("HTTP/1.1 {} Status\r\nConnection: close\r\n", reply.status);
    head.push_str(&format!("Content-Length: {}\r\n", reply.body.len()));
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let _ = stream.write_all(format!("{head}\r\n").as_bytes());
    if reply.pause.is_zero() {
        let _ = stream.write_all(&reply.body);
    }
    for byte in reply.body.iter().filter(|_| !reply.pause.is_zero()) {
        if stream.write_all(&[*byte]).and_then(|()| stream.flush()).is_err() {
            return;
        }
        thread::sleep(reply.pause);
    }
    let _ = stream.flush();
}

/// Reads until the other side closes the connection.
pub(crate) fn drain(stream: &mut impl Read) {
    let _ = stream.read_to_end(&mut Vec::new());
}
