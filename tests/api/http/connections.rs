//! Connections that do nothing, or hardly anything.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::process::{folder, panorama, start, stop};

/// Within how long whoever does hardly anything is cut off.
const CUT_OFF: Duration = Duration::from_secs(30);

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("it is accepted");
    stream.set_read_timeout(Some(Duration::from_millis(200))).expect("a time can be set");
    stream
}

/// Sends a beginning, then a byte at a time, until the other side closes; gives what it said and how long that took.
fn drip(address: &str, beginning: &str, byte: &[u8]) -> (String, Duration) {
    let (mut stream, start) = (connect(address), Instant::now());
    stream.write_all(beginning.as_bytes()).expect("it is sent");
    let mut told = Vec::new();
    let mut buffer = [0; 4096];
    while start.elapsed() < CUT_OFF * 2 {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => told.extend_from_slice(&buffer[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if !byte.is_empty() && stream.write_all(byte).is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
    (String::from_utf8_lossy(&told).into_owned(), start.elapsed())
}

#[test]
fn who_hardly_sends_is_cut_off() {
    let folder = folder("drip");
    let (child, address) = start(panorama(&folder).env("PANORAMA_REQUEST_TIMEOUT_MS", "1000"));
    let body = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{";
    let chunked =
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let ended: Vec<_> = [
        ("", &b""[..], ""),
        ("GET / HTTP/1.1\r\nx: ", b"x", ""),
        (body, b" ", "408"),
        (body, b"", "408"),
        (chunked, b"1\r\n \r\n", "408"),
        ("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /healthz HTTP/1.1\r\nx: ", b"x", "200"),
    ]
    .map(|(beginning, byte, status)| {
        let address = address.clone();
        (status, thread::spawn(move || drip(&address, beginning, byte)))
    })
    .into_iter()
    .map(|(status, thread)| (status, thread.join().expect("it ends")))
    .collect();
    for (status, (told, took)) in &ended {
        assert!(*took < CUT_OFF, "{took:?}: {told}");
        assert!(told.starts_with(&format!("HTTP/1.1 {status}")) || status.is_empty(), "{told}");
    }
    stop(child);
}

#[test]
fn thousands_that_say_nothing_leave_room_for_one_that_asks() {
    rlimit::increase_nofile_limit(u64::MAX).expect("files can be opened");
    let folder = folder("silent");
    let (child, address) = start(panorama(&folder).env("PANORAMA_MAX_CONNECTIONS", "500"));
    let mut silent = Vec::new();
    for _ in 0..10 {
        silent.extend((0..200).map(|_| connect(&address)));
        let start = Instant::now();
        let mut stream = connect(&address);
        stream.write_all(b"GET /graphql?query=%7Bdataset%7Bversion%7D%7D HTTP/1.0\r\n\r\n").expect("it is sent");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a time can be set");
        let mut told = String::new();
        stream.read_to_string(&mut told).expect("it is answered");
        assert!(told.ends_with("{\"version\":1}}}"), "{told}");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }
    drop(silent);
    stop(child);
}

#[test]
fn a_body_that_is_said_to_be_too_long_is_not_waited_for() {
    let folder = folder("stated");
    let (child, address) = start(&mut panorama(&folder));
    let head =
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000000000000\r\n\r\n";
    let (told, took) = drip(&address, head, b"");
    assert!(told.starts_with("HTTP/1.1 413") && told.contains("REQUEST_TOO_LARGE"), "{told}");
    assert!(took < Duration::from_secs(30), "{took:?}");
    stop(child);
}
