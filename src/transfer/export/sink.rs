//! Where a format puts its last bytes: those of a workbook are nearly all of it.

use std::io::{self, Write};

/// Bytes of a piece.
const PIECE: usize = 1 << 16;

/// Takes pieces out.
pub(super) type Put<'a> = &'a mut (dyn FnMut(&mut Vec<u8>) -> io::Result<()> + Send);

/// A writer whose bytes are taken out piece by piece.
pub(super) struct Sink<'a> {
    /// What was not taken out yet.
    pub(super) rest: Vec<u8>,
    put: Put<'a>,
    /// Why nothing is taken out any more.
    failed: Option<io::Error>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(rest: Vec<u8>, put: Put<'a>) -> Self {
        Self { rest, put, failed: None }
    }

    /// Hands over what is left.
    ///
    /// # Errors
    /// Why pieces were not taken out, now or before.
    pub(super) fn finish(mut self) -> io::Result<()> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => (self.put)(&mut self.rest),
        }
    }

    /// True where pieces are not taken out any more.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        if self.rest.len() >= PIECE {
            let taken = (self.put)(&mut self.rest);
            self.rest.clear();
            if let Err(error) = taken {
                // Whoever writes makes an error of its own of it.
                let kind = error.kind();
                self.failed = Some(error);
                return Err(kind.into());
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
