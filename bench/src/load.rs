//! The load: kept-alive connections that each send a request, read the whole answer and send the next of a list, on threads
//! that serve nothing else. Plain HTTP/1.1 by hand: a client that did more would take from the servers what it measures.

use std::net::SocketAddr;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::LocalSet;

use crate::Failure;

/// What is asked before the clock runs: connections are opened, statements prepared, documents planned.
const WARM_UP: Duration = Duration::from_millis(300);

/// A request and what it was answered.
#[derive(Debug)]
pub(crate) struct Asked {
    request: Vec<u8>,
    /// The body of the answer; every later one is as long.
    pub(crate) answer: Vec<u8>,
}

/// What one measurement found.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    /// Answers in a second.
    pub(crate) rate: f64,
    /// Microseconds that each took.
    pub(crate) latencies: Vec<u32>,
    /// Answers in all, with those before and after the time that is measured.
    pub(crate) answers: usize,
}

/// Asks once.
pub(crate) fn ask(address: SocketAddr, body: &str) -> Result<Asked, Failure> {
    ask_at(address, "/graphql", body)
}

/// Asks once at a path.
pub(crate) fn ask_at(address: SocketAddr, path: &str, body: &str) -> Result<Asked, Failure> {
    send(
        address,
        format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
}

/// What stands at a path.
pub(crate) fn get(address: SocketAddr, path: &str) -> Result<String, Failure> {
    Ok(String::from_utf8(read(address, path)?.answer)?)
}

/// Reads what stands at a path as a browser does.
pub(crate) fn read(address: SocketAddr, path: &str) -> Result<Asked, Failure> {
    send(address, format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html, */*\r\n\r\n"))
}

fn send(address: SocketAddr, request: String) -> Result<Asked, Failure> {
    let request = request.into_bytes();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let answer = runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        connection.exchange(&request).await?;
        Ok::<_, Failure>(connection.body().to_vec())
    })?;
    Ok(Asked { request, answer })
}

/// Asks over `connections` at once for as long as `duration`, each connection one request of the list after the other.
pub(crate) fn run(
    address: SocketAddr,
    asked: &[Asked],
    connections: u16,
    duration: Duration,
) -> Result<Sample, Failure> {
    // A thread drives more than a server on three cores can answer.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.div_ceil(4).min(connections.into());
    let begin = Instant::now() + WARM_UP;
    let window = (begin, begin + duration);
    let parts = thread::scope(|scope| {
        let share = |thread: usize| (usize::from(connections) + thread) / threads;
        let started: Vec<_> =
            (0..threads).map(|i| scope.spawn(move || drive(address, asked, share(i), window))).collect();
        started
            .into_iter()
            .map(|t| t.join().map_err(|_| "a load thread panicked")?)
            .collect::<Result<Vec<_>, Failure>>()
    })?;
    let mut sample = Sample::default();
    for part in parts {
        sample.add(part);
    }
    #[expect(clippy::cast_precision_loss, reason = "far fewer answers than a float counts exactly")]
    let rate = sample.latencies.len() as f64 / duration.as_secs_f64();
    Ok(Sample { rate, ..sample })
}

impl Sample {
    fn add(&mut self, mut part: Self) {
        self.latencies.append(&mut part.latencies);
        self.answers += part.answers;
    }
}

/// The connections of one thread: the latencies of the answers that arrived inside the window.
fn drive(
    address: SocketAddr,
    asked: &[Asked],
    connections: usize,
    window: (Instant, Instant),
) -> Result<Sample, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let tasks = LocalSet::new();
    tasks.block_on(&runtime, async {
        let requests: Rc<[_]> = asked.iter().map(|asked| (asked.request.clone(), asked.answer.len())).collect();
        let running: Vec<_> = (0..connections)
            .map(|number| {
                let (requests, first) = (Rc::clone(&requests), number * asked.len() / connections);
                tokio::task::spawn_local(async move { repeat(address, &requests, first, window).await })
            })
            .collect();
        let mut sample = Sample::default();
        for connection in running {
            sample.add(connection.await??);
        }
        Ok(sample)
    })
}

/// One connection, that starts with the request at `first`.
async fn repeat(
    address: SocketAddr,
    requests: &[(Vec<u8>, usize)],
    first: usize,
    (begin, end): (Instant, Instant),
) -> Result<Sample, Failure> {
    let mut connection = Connection::open(address).await?;
    let mut sample = Sample { latencies: Vec::with_capacity(1 << 16), ..Sample::default() };
    let mut sent = Instant::now();
    // Connections begin at different requests, so that not all ask the same at once.
    for (request, length) in requests.iter().cycle().skip(first) {
        if sent >= end {
            break;
        }
        connection.exchange(request).await?;
        if connection.body().len() != *length {
            return Err(format!("an answer has {} bytes instead of {length}", connection.body().len()).into());
        }
        let received = Instant::now();
        if received >= begin && received < end {
            sample.latencies.push(u32::try_from((received - sent).as_micros()).unwrap_or(u32::MAX));
        }
        sample.answers += 1;
        sent = received;
    }
    Ok(sample)
}

/// A kept-alive connection with the answer that it read last.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    body: usize,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 17), body: 0 })
    }

    fn body(&self) -> &[u8] {
        &self.buffer[self.body..]
    }

    /// Sends a request and reads the whole answer, which must be a good one.
    async fn exchange(&mut self, request: &[u8]) -> Result<(), Failure> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let whole = loop {
            self.read().await?;
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                self.body = end + 4;
                break self.body + content_length(&self.buffer[..end])?;
            }
        };
        while self.buffer.len() < whole {
            self.read().await?;
        }
        Ok(())
    }

    async fn read(&mut self) -> Result<(), Failure> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        Ok(())
    }
}

/// The length that the head of a good answer promises.
fn content_length(head: &[u8]) -> Result<usize, Failure> {
    let head = std::str::from_utf8(head)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default();
    if status != "HTTP/1.1 200 OK" {
        return Err(format!("the server answers {status:?}").into());
    }
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    Ok(length.ok_or("an answer has no content-length")?.parse()?)
}
