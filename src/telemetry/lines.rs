//! Log lines on their way out: whoever logs adds a line to those that wait, and a thread of its own writes them in one piece.
//! No request waits for whoever reads the log, and none has to wake the thread for a line.

use std::io::{self, Write};
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// How long lines wait for others, and with it how late one can be.
const REST: Duration = Duration::from_millis(20);
/// Bytes that wait at most; what comes on top is dropped, and counted.
const MOST: usize = 4 << 20;
/// Bytes that are kept room for between two pieces.
const USUAL: usize = 64 << 10;

/// Lines that were dropped since the process began.
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// Log lines that were dropped since the process began.
pub(super) fn dropped() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

/// Where lines go.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Told where the first line comes, and at the end.
    news: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    bytes: Vec<u8>,
    is_over: bool,
}

/// Keeps lines being written; when it is dropped, the last ones are.
#[derive(Debug)]
pub struct Writing {
    lines: Lines,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.lines.waiting().is_over = true;
        self.lines.0.news.notify_one();
        if let Some(thread) = self.thread.take() {
            // Where it panicked there is nobody to be told.
            drop(thread.join());
        }
    }
}

impl Lines {
    /// Writes to an output what comes, until what is given back is dropped.
    ///
    /// # Errors
    /// Where the system has no thread for it.
    pub(super) fn write_to(output: impl Write + Send + 'static) -> io::Result<(Self, Writing)> {
        let lines = Self::default();
        let of_thread = lines.clone();
        let thread = thread::Builder::new().name("log".to_owned()).spawn(move || of_thread.run(output))?;
        Ok((lines.clone(), Writing { lines, thread: Some(thread) }))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, mut output: impl Write) {
        let mut piece = Vec::new();
        loop {
            let idle = |waiting: &mut Waiting| waiting.bytes.is_empty() && !waiting.is_over;
            let waiting = self.0.news.wait_while(self.waiting(), idle).unwrap_or_else(PoisonError::into_inner);
            let few = |waiting: &mut Waiting| waiting.bytes.len() < MOST / 2 && !waiting.is_over;
            let rested = self.0.news.wait_timeout_while(waiting, REST, few).unwrap_or_else(PoisonError::into_inner);
            let (mut waiting, _) = rested;
            mem::swap(&mut piece, &mut waiting.bytes);
            let is_over = waiting.is_over;
            drop(waiting);
            // Where nobody takes them any more there is nobody to be told.
            drop(output.write_all(&piece).and_then(|()| output.flush()));
            piece.clear();
            piece.shrink_to(USUAL);
            if is_over {
                return;
            }
        }
    }
}

impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.waiting();
        if waiting.bytes.len() + line.len() > MOST {
            DROPPED.fetch_add(1, Ordering::Relaxed);
        } else {
            let is_first = waiting.bytes.is_empty();
            waiting.bytes.extend_from_slice(line);
            drop(waiting);
            if is_first {
                self.0.news.notify_one();
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> &'a Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::{Lines, MOST, dropped};

    /// Hands on what is written, when it is let.
    struct Gate(Receiver<()>, Sender<Vec<u8>>);

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            let _ = self.1.send(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_are_written_in_their_order_the_last_ones_at_the_end_and_what_is_too_much_is_dropped() {
        let ((go, gate), (sender, pieces)) = (channel(), channel());
        let (lines, writing) = Lines::write_to(Gate(gate, sender)).expect("a thread");
        let mut lines = &lines;
        lines.write_all(b"first\n").expect("it waits");
        go.send(()).expect("the thread is there");
        assert_eq!(pieces.recv().expect("a piece"), b"first\n");
        // The thread is shut in with this one, or has not come for it yet: in either case the rest waits.
        lines.write_all(b"second\n").expect("it waits");
        let before = dropped();
        for _ in 0..=2 * MOST / 1024 {
            lines.write_all(&[b'x'; 1024]).expect("it is taken or dropped");
        }
        assert!(dropped() > before);
        drop(go);
        drop(writing);
        let written: Vec<u8> = pieces.iter().flatten().collect();
        assert!(written.starts_with(b"second\nx") && written.len() > MOST / 2 && written.len() <= 2 * MOST);
    }
}
