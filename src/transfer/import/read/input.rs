//! The bytes of a file as UTF-8: byte-order marks and other encodings are done with here, and all that is read is counted
//! and goes into a fingerprint.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use encoding_rs::Encoding;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use sha2::{Digest, Sha256};

/// What was read so far.
#[derive(Default)]
pub(in crate::transfer::import) struct Meter {
    /// Bytes of the file.
    pub(in crate::transfer::import) bytes: u64,
    /// Their fingerprint.
    pub(in crate::transfer::import) hash: Sha256,
}

/// A file that is read.
pub(in crate::transfer::import) struct Input {
    inner: DecodeReaderBytes<Metered, Vec<u8>>,
}

struct Metered {
    file: File,
    meter: Rc<RefCell<Meter>>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let mut meter = self.meter.borrow_mut();
        meter.bytes += count as u64;
        meter.hash.update(&buffer[..count]);
        Ok(count)
    }
}

impl Input {
    /// Opens a file. Without an encoding it is UTF-8, or what its byte-order mark says.
    pub(in crate::transfer::import) fn open(path: &Path, encoding: Option<&'static Encoding>) -> io::Result<Self> {
        Self::metered(path, encoding, Rc::default())
    }

    /// The same; all that is read is counted.
    pub(in crate::transfer::import) fn metered(
        path: &Path,
        encoding: Option<&'static Encoding>,
        meter: Rc<RefCell<Meter>>,
    ) -> io::Result<Self> {
        let file = Metered { file: File::open(path)?, meter };
        let mut decoder = DecodeReaderBytesBuilder::new();
        decoder.encoding(encoding).bom_sniffing(true).strip_bom(true).utf8_passthru(true);
        Ok(Self { inner: decoder.build_with_buffer(file, vec![0; 64 * 1024]).map_err(io::Error::other)? })
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}
