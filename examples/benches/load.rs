//! Load test of a generated service. For comparison, the same run measures a bare hyper service, which sends the
//! same reply without reading the XML of the request.
//!
//! ```sh
//! cargo bench -p saponify-examples --bench load
//! ```
//!
//! Each server is a separate process on the first processor; the load generator runs on the second
//! (`taskset`). Rounds alternate between the servers. The output shows the requests per second, the CPU time
//! of the server per request, and the 99th percentile of the latency. The latencies of both servers are
//! measured at the same rate of requests: 70 % of the rate of the slower server in its slowest round. On a
//! machine with other load, run the command with `nice -n -20`, because the other load would increase the
//! latencies.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use saponify::server::{Answer, Context, Failure, serve};
use saponify::soap::Version;
use saponify_examples::superoffice::services86::{Person, Role, User, UserGroup};
use saponify_examples::superoffice::user::{GetUser, GetUserResponse, UserService, operations};
use saponify_examples::superoffice::{ReplyHeaders, RequestHeaders};

/// Number of rounds in which each server is saturated, and the duration of a round.
const ROUNDS: usize = 7;
const SATURATED: Duration = Duration::from_millis(1_500);
/// Number of rounds in which the latency of each server is measured at a fixed rate, and the duration of a
/// round. Many short rounds are used, because other load of the machine increases the highest latencies of a
/// round.
const SLICES: usize = 15;
const PACED: Duration = Duration::from_millis(400);
const CONNECTIONS: usize = 16;

fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--server") {
        Some(at) => run_server(&arguments[at + 1]),
        None => run_generator(),
    }
}

/// A user. The reply that contains it has about 2.8 kB.
fn user() -> User {
    let person = Person {
        person_id: Some(105),
        firstname: Some("Kari".to_owned()),
        lastname: Some("Nordmann".to_owned()),
        full_name: Some("Kari Nordmann".to_owned()),
        email: Some("kari.nordmann@example.com".to_owned()),
        associate_name: Some("KARI".to_owned()),
        ..Default::default()
    };
    let text = |word: &str| Some(format!("{word} with a text of ordinary length, as people write it"));
    User {
        associate_id: Some(5),
        name: Some("KARI".to_owned()),
        user_name: Some("KARI".to_owned()),
        tooltip: text("tooltip"),
        role: Some(Role { id: Some(1), value: text("role"), tooltip: text("role"), ..Default::default() }),
        user_group: Some(UserGroup { id: Some(1), value: text("group"), ..Default::default() }),
        other_groups: Some(vec![
            Some(UserGroup { id: Some(2), value: text("other"), ..Default::default() });
            16
        ]),
        person: Some(person),
        deleted: Some(false),
        ..Default::default()
    }
}

struct Fixed(User);

impl UserService for Fixed {
    async fn get_user(
        &self,
        _request: GetUser,
        _headers: RequestHeaders,
        _context: &Context,
    ) -> saponify::Result<Answer<GetUserResponse, ReplyHeaders>, Failure> {
        let headers = ReplyHeaders { succeeded: Some(true), ..Default::default() };
        Ok(Answer::new(GetUserResponse { response: Some(self.0.clone()) }, headers))
    }
}

fn reply() -> String {
    let headers = ReplyHeaders { succeeded: Some(true), ..Default::default() };
    let body = GetUserResponse { response: Some(user()) };
    saponify::soap::server::write_reply::<operations::GetUser>(Version::Soap11, &headers, &body).unwrap()
}

fn run_server(kind: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        match kind {
            "saponify" => serve(listener, Fixed(user()).into_service()).await,
            _ => bare(listener, reply().into()).await,
        }
    });
}

/// Answers every request with the bytes of `reply`, after receiving the body of the request.
async fn bare(listener: tokio::net::TcpListener, reply: Bytes) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let reply = reply.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                let reply = reply.clone();
                async move {
                    drop(request.into_body().collect().await);
                    let response =
                        hyper::Response::builder().header("Content-Type", "text/xml; charset=utf-8");
                    Ok::<_, Infallible>(response.body(Full::new(reply)).unwrap())
                }
            });
            let io = hyper_util::rt::TokioIo::new(stream);
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).await;
        });
    }
}

struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(kind: &str) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(program).args(["--server", kind]).stdout(Stdio::piped());
        let mut child = command.spawn().expect("taskset is needed");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { address: line.trim().parse().unwrap(), child }
    }

    /// The CPU time that the server has used.
    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<_> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        Duration::from_millis(ticks * 10)
    }

    /// The highest memory of the server so far, as a text with the unit kB.
    fn memory(&self) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default().trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that sends one request after the other.
struct Connection {
    stream: BufReader<TcpStream>,
    begun: Instant,
}

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::with_capacity(16 << 10, stream), begun: Instant::now() }
    }

    fn send(&mut self, request: &[u8], begun: Instant) {
        self.begun = begun;
        self.stream.get_mut().write_all(request).unwrap();
    }

    /// Waits for the reply. Returns the length of its body.
    fn receive(&mut self) -> usize {
        let (mut line, mut length) = (String::new(), 0);
        self.stream.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 200"), "{line}");
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut rest = length;
        while rest > 0 {
            let read = self.stream.fill_buf().unwrap().len().min(rest);
            self.stream.consume(read);
            rest -= read;
        }
        length
    }
}

fn request() -> Vec<u8> {
    let client = saponify::Client::new((), "http://localhost/", Version::Soap11);
    let call = client.call::<operations::GetUser>(GetUser { user_id: Some(5) });
    let envelope = call.headers(RequestHeaders::default()).envelope().unwrap();
    let action = <operations::GetUser as saponify::Operation>::CONTRACT.action;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: \"{action}\"\r\n\
         Content-Length: {}\r\n\r\n",
        envelope.len()
    );
    [head.as_bytes(), envelope.as_bytes()].concat()
}

/// Sends as many requests as the server answers. Returns requests per second and CPU time per request.
fn saturate(server: &Server, request: &[u8], time: Duration) -> (f64, Duration) {
    let mut connections: VecDeque<_> = (0..CONNECTIONS).map(|_| Connection::open(server.address)).collect();
    let (begun, cpu) = (Instant::now(), server.cpu());
    connections.iter_mut().for_each(|connection| connection.send(request, begun));
    let mut count = 0_u32;
    while begun.elapsed() < time {
        let mut connection = connections.pop_front().unwrap();
        connection.receive();
        connection.send(request, begun);
        connections.push_back(connection);
        count += 1;
    }
    for connection in &mut connections {
        connection.receive();
    }
    count += CONNECTIONS as u32;
    (f64::from(count) / begun.elapsed().as_secs_f64(), (server.cpu() - cpu) / count)
}

/// Sends `rate` requests per second, over as many connections as [`saturate`]. Returns the latency that 99 %
/// of the requests do not exceed. `reply` is the length of a reply with its head.
fn paced(server: &Server, request: &[u8], reply: usize, rate: f64, time: Duration) -> Duration {
    let mut idle: Vec<_> = (0..CONNECTIONS).map(|_| Connection::open(server.address)).collect();
    idle.iter().for_each(|connection| connection.stream.get_ref().set_nonblocking(true).unwrap());
    let mut busy = Vec::with_capacity(CONNECTIONS);
    let count = (rate * time.as_secs_f64()) as u32;
    let mut latencies = Vec::with_capacity(count as usize);
    let (begun, mut sent, mut buffer) = (Instant::now(), 0, vec![0; reply]);
    while latencies.len() < count as usize {
        // The latency of a request that is sent late is counted from the time at which it was due.
        let due = begun + Duration::from_secs_f64(f64::from(sent) / rate);
        if sent < count
            && Instant::now() >= due
            && let Some(mut connection) = idle.pop()
        {
            connection.send(request, due);
            busy.push((connection, 0));
            sent += 1;
        }
        let mut at = 0;
        while at < busy.len() {
            let (connection, received) = &mut busy[at];
            match connection.stream.get_mut().read(&mut buffer[*received..]) {
                Ok(read) => *received += read,
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
            if *received == reply {
                latencies.push(connection.begun.elapsed());
                idle.push(busy.remove(at).0);
            } else {
                at += 1;
            }
        }
    }
    latencies.sort();
    latencies[latencies.len() * 99 / 100]
}

/// The length of a reply, including its head. All replies have the same length.
fn whole_reply(server: &Server, request: &[u8]) -> usize {
    let mut connection = Connection::open(server.address);
    connection.send(request, Instant::now());
    std::thread::sleep(Duration::from_millis(200));
    connection.stream.fill_buf().unwrap().len()
}

fn median<T: Copy + PartialOrd>(mut values: Vec<T>) -> T {
    values.sort_by(|one, other| one.partial_cmp(other).unwrap());
    values[values.len() / 2]
}

fn run_generator() {
    let _ = Command::new("taskset").args(["-cp", "1", &std::process::id().to_string()]).output();
    let (servers, request) = (["hyper", "saponify"].map(Server::start), request());
    let lengths = servers.each_ref().map(|server| {
        let mut connection = Connection::open(server.address);
        connection.send(&request, Instant::now());
        connection.receive()
    });
    assert_eq!(lengths[0], lengths[1], "the replies differ");
    println!("request {} bytes, reply {} bytes", request.len(), lengths[0]);
    let mut rates = [f64::INFINITY; 2];
    let (mut times, mut above) = ([Vec::new(), Vec::new()], Vec::new());
    for round in 1..=ROUNDS {
        for (index, (name, server)) in ["hyper", "saponify"].iter().zip(&servers).enumerate() {
            let (rate, cpu) = saturate(server, &request, SATURATED);
            rates[index] = rates[index].min(rate);
            times[index].push(cpu);
            println!("round {round}: {name:9} {rate:7.0} requests/s, {cpu:?} of CPU per request");
        }
        above.push(times[1][round - 1].as_secs_f64() - times[0][round - 1].as_secs_f64());
    }
    let [hyper, saponify] = times.map(median);
    println!("medians: {hyper:?} and {saponify:?}; of the differences: {:.2}µs", median(above) * 1e6);
    let whole = servers.each_ref().map(|server| whole_reply(server, &request));
    let rate = rates[0].min(rates[1]) * 0.7;
    let mut latencies = [Vec::new(), Vec::new()];
    for round in 1..=SLICES {
        for (index, (name, server)) in ["hyper", "saponify"].iter().zip(&servers).enumerate() {
            let p99 = paced(server, &request, whole[index], rate, PACED);
            latencies[index].push(p99);
            println!("round {round}: {name:9} p99 {p99:?} at {rate:.0} requests/s");
        }
    }
    let best = latencies.each_ref().map(|all| all.iter().min().copied().unwrap());
    let [hyper, saponify] = latencies.map(median);
    let ratio = |one: Duration, other: Duration| other.as_secs_f64() / one.as_secs_f64();
    println!("medians: p99 {hyper:?} and {saponify:?}, ratio {:.2}", ratio(hyper, saponify));
    println!("least:   p99 {:?} and {:?}, ratio {:.2}", best[0], best[1], ratio(best[0], best[1]));
    crowd(&servers[1], &request);
    println!("memory of the service at its peak: {}", servers[1].memory());
}

/// Opens a thousand connections that send incomplete requests: half of them omit the last 40 bytes, the others send
/// only the first bytes of the head. Meanwhile, calls the service over another connection.
fn crowd(server: &Server, request: &[u8]) {
    let half = &request[..request.len() - 40];
    let slow: Vec<_> = (0..1_000)
        .map(|number| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            stream.write_all(if number % 2 == 0 { half } else { b"POST / HTTP/1.1\r\nHost:" }).unwrap();
            stream
        })
        .collect();
    let mut connection = Connection::open(server.address);
    let begun = Instant::now();
    for _ in 0..1_000 {
        connection.send(request, Instant::now());
        connection.receive();
    }
    println!("beside {} slow connections: {:?} per call", slow.len(), begun.elapsed() / 1_000);
}
