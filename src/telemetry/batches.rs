//! Log lines in batches: the thread that writes them rests after each, so that few of those who log have to wake it.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

/// How long it rests, and with it how late a line can be.
const REST: Duration = Duration::from_millis(20);
/// How many bytes wait at most.
const MOST: usize = 1 << 16;

/// Writes in one piece what comes between two flushes.
#[derive(Debug)]
pub(super) struct Batches<W> {
    inner: W,
    lines: Vec<u8>,
}

impl<W: Write> Batches<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, lines: Vec::new() }
    }

    fn write_out(&mut self) -> io::Result<()> {
        let result = self.inner.write_all(&self.lines).and_then(|()| self.inner.flush());
        self.lines.clear();
        result
    }
}

impl<W: Write> Write for Batches<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines.extend_from_slice(bytes);
        if self.lines.len() >= MOST {
            self.write_out()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.write_out();
        thread::sleep(REST);
        result
    }
}
