//! Overhead of the generated client per call: `cargo bench -p saponify-examples --bench call`.
//!
//! For comparison, the bare HTTP client sends the same bytes with the same headers and timeout, and receives
//! the same reply without parsing it. The server does not inspect requests. A single server thread serves the
//! connections of both clients: with a thread for each connection, the scheduler could favour one client for
//! the whole run.
//!
//! Between two calls the program keeps the CPU busy for the time `PAUSE`, which is not measured. Without this pause the
//! server's thread would never sleep. It would answer four times as fast as a real server, and distort the comparison.
//!
//! The clients take turns: call by call for elapsed time, and in small batches for the CPU time of the thread, which
//! hardly depends on other load and is printed on Linux. A row is the median over the batches, and the overhead is the
//! median of the differences within a batch. The overhead is split into transport (compared with the bare client), and
//! writing and reading XML. The first table is measured with a server that answers at once, the second with one that
//! takes two milliseconds.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::{
    fs,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use saponify::{
    soap::{Version, server},
    transport::{BlockingTransport, Exchange, Memory, Request, Reqwest, Response, Transport, Ureq},
};
use saponify_examples::superoffice::user::{GetUser, UserClient, operations};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const BATCHES: usize = 101;
const CALLS: u32 = 50;
const PAUSE: Duration = Duration::from_micros(100);
/// Response time of a server that accesses a database.
const RESPONSE_TIME: Duration = Duration::from_millis(2);
/// Timeout of the generated client, used for the bare clients too.
const TIMEOUT: Duration = saponify::TIMEOUT;

fn main() {
    let reply = server::write_reply::<operations::GetUser>(
        Version::Soap11,
        &Default::default(),
        &sample::get_user_response(),
    )
    .unwrap();
    println!("a request of {} bytes, a reply of {} bytes, over loopback", sent().len(), reply.len());
    in_memory(&reply);
    let added = compare(&serve(reply.clone(), Duration::ZERO), BATCHES);
    println!("added by a call over loopback, reqwest: {:+.1} µs, to reach +13.0 µs", added * 1e6);
    println!("\nthe same with a server that takes {RESPONSE_TIME:?} to answer");
    compare(&serve(reply, RESPONSE_TIME), BATCHES / 5);
    println!("load averages {}", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
}

/// Compares the generated client with the bare clients. Returns the additional elapsed time of a call with reqwest, in
/// seconds.
fn compare(endpoint: &str, batches: usize) -> f64 {
    let request = sent();
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // The builder of the transport sets the same `User-Agent` for both clients.
    let bare = Reqwest::builder().build().unwrap();
    let (transport, spent) = Watched::new(Reqwest::new());
    let client = UserClient::new(transport, endpoint).with_headers(sample::headers());
    let added = race(
        "reqwest",
        batches,
        &spent,
        || tokio.block_on(async { drop(client.get_user(GetUser { user_id: Some(7) }).await.unwrap()) }),
        || {
            tokio.block_on(async {
                let post = bare.post(endpoint).timeout(TIMEOUT).body(request.clone());
                let post =
                    post.header("Content-Type", "text/xml; charset=utf-8").header("SOAPAction", ACTION);
                let post = post.header("Accept-Encoding", "gzip");
                drop(post.send().await.unwrap().bytes().await.unwrap());
            });
        },
    );

    let bare = Ureq::builder().timeout_global(Some(TIMEOUT)).build().new_agent();
    let (transport, spent) = Watched::new(Ureq::new());
    let client = UserClient::new(transport, endpoint).with_headers(sample::headers());
    race(
        "ureq",
        batches,
        &spent,
        || drop(client.get_user(GetUser { user_id: Some(7) }).send().unwrap()),
        || {
            let post = bare.post(endpoint).header("Content-Type", "text/xml; charset=utf-8");
            let mut reply = post.header("SOAPAction", ACTION).send(&request[..]).unwrap();
            drop(reply.body_mut().read_to_vec().unwrap());
        },
    );
    added
}

/// Transport that measures the time of another transport.
struct Watched<T> {
    inner: T,
    nanoseconds: Arc<AtomicU64>,
}

impl<T> Watched<T> {
    fn new(inner: T) -> (Self, Arc<AtomicU64>) {
        let nanoseconds = Arc::new(AtomicU64::new(0));
        (Self { inner, nanoseconds: Arc::clone(&nanoseconds) }, nanoseconds)
    }
}

fn note(nanoseconds: &AtomicU64, begun: Instant) {
    nanoseconds.fetch_add(begun.elapsed().as_nanos() as u64, Ordering::Relaxed);
}

impl<T: Transport> Transport for Watched<T> {
    fn send(&self, request: Request<'_>) -> Exchange {
        let begun = Instant::now();
        let (exchange, nanoseconds) = (self.inner.send(request), Arc::clone(&self.nanoseconds));
        Box::pin(async move {
            let response = exchange.await;
            note(&nanoseconds, begun);
            response
        })
    }
}

impl<T: BlockingTransport> BlockingTransport for Watched<T> {
    fn send(&self, request: Request<'_>) -> saponify::Result<Response> {
        let begun = Instant::now();
        let response = self.inner.send(request);
        note(&self.nanoseconds, begun);
        response
    }
}

const ACTION: &str = "\"http://www.superoffice.net/ws/crm/NetServer/Services86/User/GetUser\"";

/// Measures the generated client without HTTP: writing the request and reading the reply.
fn in_memory(reply: &str) {
    let seconds = (0..BATCHES).map(|_| {
        let memory = Memory::new();
        (0..CALLS).for_each(|_| memory.push(Response::envelope(reply)));
        let client = UserClient::new(memory, "http://localhost/").with_headers(sample::headers());
        let call = || drop(client.get_user(GetUser { user_id: Some(7) }).send().unwrap());
        (0..CALLS).map(|_| waited(call)).sum::<f64>() / f64::from(CALLS)
    });
    println!("memory            generated {:6.1} µs", median(seconds.collect()) * 1e6);
}

/// Returns the bytes that the generated client sends.
fn sent() -> Vec<u8> {
    let memory = Memory::new();
    let client = UserClient::new(memory.clone(), "http://localhost/").with_headers(sample::headers());
    // The call fails without a reply, but the request has been recorded.
    drop(client.get_user(GetUser { user_id: Some(7) }).send());
    memory.requests().remove(0).body.into_bytes()
}

/// Measures a batch of calls of two clients.
type Batch = fn(&mut dyn FnMut(), &mut dyn FnMut()) -> (f64, f64);

/// Measures the generated client and the bare HTTP client, and prints the times. Returns the additional
/// elapsed time of a generated call: the median over the batches, in seconds per call.
fn race(
    name: &str,
    batches: usize,
    spent: &AtomicU64,
    mut generated: impl FnMut(),
    mut bare: impl FnMut(),
) -> f64 {
    let mut added = 0.0;
    let clocks: [(&str, Batch); 2] = [("elapsed", elapsed), ("CPU", computed)];
    for (what, batch) in clocks {
        let (mut ours, mut theirs, mut transport) = (Vec::new(), Vec::new(), Vec::new());
        let mut more = Vec::new();
        for _ in 0..batches {
            spent.store(0, Ordering::Relaxed);
            let (one, other) = batch(&mut generated, &mut bare);
            transport.push(spent.load(Ordering::Relaxed) as f64 / 1e9 / f64::from(CALLS));
            ours.push(one);
            theirs.push(other);
            more.push(one - other);
        }
        let (ours, theirs, transport, more) = (median(ours), median(theirs), median(transport), median(more));
        print!(
            "{name:<8} {what:<8} bare {:6.1} µs {:6.0}/s   generated {:6.1} µs {:6.0}/s   added {:+5.1} µs {:+5.1} %",
            theirs * 1e6,
            theirs.recip(),
            ours * 1e6,
            ours.recip(),
            more * 1e6,
            more / theirs * 100.0,
        );
        match what {
            "elapsed" => {
                added = more;
                println!(
                    ": {:+.1} µs by the transport, {:+.1} µs by writing and reading",
                    (transport - theirs) * 1e6,
                    (ours - transport) * 1e6
                );
            }
            _ => println!(),
        }
    }
    added
}

/// Returns the elapsed seconds per call of two clients that take turns.
fn elapsed(one: &mut dyn FnMut(), other: &mut dyn FnMut()) -> (f64, f64) {
    let (mut ones, mut others) = (0.0, 0.0);
    for _ in 0..CALLS {
        ones += waited(&mut *one);
        others += waited(&mut *other);
    }
    (ones / f64::from(CALLS), others / f64::from(CALLS))
}

/// Returns the elapsed seconds of a call. Afterwards, keeps the CPU busy for the time `PAUSE`, which is not part of
/// the result.
fn waited(call: impl FnOnce()) -> f64 {
    let start = Instant::now();
    call();
    let end = Instant::now();
    while end.elapsed() < PAUSE {
        std::hint::spin_loop();
    }
    (end - start).as_secs_f64()
}

/// Runs the calls of two clients and returns the CPU seconds that one call of each takes in this thread.
fn computed(one: &mut dyn FnMut(), other: &mut dyn FnMut()) -> (f64, f64) {
    let cpu_of = |call: &mut dyn FnMut()| {
        let before = computed_so_far();
        (0..CALLS).for_each(|_| call());
        computed_so_far().saturating_sub(before).as_secs_f64() / f64::from(CALLS)
    };
    (cpu_of(one), cpu_of(other))
}

/// Returns the CPU time of this thread so far; zero if the system does not report it.
fn computed_so_far() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or_default()
}

/// Starts a thread that answers every request with the same envelope after a delay. Returns its URL.
fn serve(reply: String, thought: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
        reply.len()
    );
    let reply: Arc<[u8]> = (head + &reply).into_bytes().into();
    thread::spawn(move || {
        let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        tokio.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(stream, Arc::clone(&reply), thought));
            }
        });
    });
    address
}

async fn answer(mut stream: TcpStream, reply: Arc<[u8]>, thought: Duration) {
    stream.set_nodelay(true).unwrap();
    let mut received = Vec::new();
    loop {
        while !is_whole(&received) {
            if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
                return;
            }
        }
        received.clear();
        if !thought.is_zero() {
            // The thread may sleep, because only one request is open at a time.
            thread::sleep(thought);
        }
        if stream.write_all(&reply).await.is_err() {
            return;
        }
    }
}

/// Whether a request has arrived completely.
fn is_whole(received: &[u8]) -> bool {
    let Some(head) = received.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let (head, body) = received.split_at(head + 4);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")).unwrap_or_default();
    body.len() >= length.trim().parse().unwrap()
}
