//! The bytes of a file as UTF-8: byte-order marks and other encodings are done with here, and all that is read is counted
//! and goes into a fingerprint.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek};
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
    /// True where it is another encoding than UTF-8.
    decodes: bool,
    /// Bytes of the character that stands for what cannot be decoded, as far as they have passed.
    replaced: usize,
}

/// What decoding puts in the place of what it cannot read, in UTF-8.
const REPLACEMENT: [u8; 3] = [0xef, 0xbf, 0xbd];

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
        let mut file = File::open(path)?;
        let mut mark = Vec::with_capacity(2);
        Read::take(&mut file, 2).read_to_end(&mut mark)?;
        file.rewind()?;
        let decodes = matches!(*mark, [0xfe, 0xff] | [0xff, 0xfe]) || encoding.is_some_and(|e| e != encoding_rs::UTF_8);
        let file = Metered { file, meter };
        let mut decoder = DecodeReaderBytesBuilder::new();
        decoder.encoding(encoding).bom_sniffing(true).strip_bom(true).utf8_passthru(true);
        let inner = decoder.build_with_buffer(file, vec![0; 64 * 1024]).map_err(io::Error::other)?;
        Ok(Self { inner, decodes, replaced: 0 })
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for byte in buffer[..count].iter().filter(|_| self.decodes) {
            self.replaced = if *byte == REPLACEMENT[self.replaced] { self.replaced + 1 } else { 0 };
            if self.replaced == REPLACEMENT.len() {
                let reason = "it has bytes that are no text in its encoding: it is cut off, or of another one";
                return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
            }
        }
        Ok(count)
    }
}
