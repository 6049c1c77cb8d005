//! SQLite's addresses, as its tools write them.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::url;

/// What a file's name cannot hold as it is.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'?').add(b'#').add(b'%');

/// A database file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteAddress {
    /// Where it is.
    pub path: PathBuf,
    /// What may be done with it.
    pub mode: Mode,
}

/// What may be done with a database file: the `mode` of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// `rwc`: it is made where there is none.
    #[default]
    Create,
    /// `rw`: it has to be there.
    Write,
    /// `ro`: it has to be there, and stays as it is.
    ReadOnly,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Self::Create => "rwc",
            Self::Write => "rw",
            Self::ReadOnly => "ro",
        }
    }
}

impl SqliteAddress {
    /// A file that is made where there is none.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), mode: Mode::default() }
    }

    /// Reads what stands behind `sqlite:` or `sqlite://`.
    pub(super) fn read(rest: &str) -> Result<Self, String> {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        if path.contains('#') {
            return Err("a # in the name of a file is written as %23".to_owned());
        }
        let host = path.split_once('/').map_or(path, |(host, _)| host);
        if host.contains(':') && host.contains('@') {
            return Err(
                "an SQLite address has no user and no host (in the name of a file @ is written as %40)".to_owned()
            );
        }
        let path = url::decode(path)?;
        let mut mode = Mode::default();
        for (key, value) in url::pairs(query)? {
            mode = match (key.as_str(), value.as_str()) {
                ("mode", "rwc") => Mode::Create,
                ("mode", "rw") => Mode::Write,
                ("mode", "ro") => Mode::ReadOnly,
                ("mode", "memory") => return Err(NO_MEMORY.to_owned()),
                ("mode", _) => return Err("mode is one of rwc, rw and ro".to_owned()),
                _ => return Err(url::unknown(&key, query, "an SQLite") + "; mode is"),
            };
        }
        match path.as_str() {
            "" | ":memory:" => Err(NO_MEMORY.to_owned()),
            path => Ok(Self { path: PathBuf::from(path), mode }),
        }
    }

    /// The path, where the file is there or may be made.
    pub fn is_there(&self) -> bool {
        Path::exists(&self.path)
    }

    pub(super) fn url(&self) -> String {
        let path = self.path.to_string_lossy();
        format!("sqlite://{}?mode={}", utf8_percent_encode(&path, ESCAPED), self.mode.name())
    }
}

const NO_MEMORY: &str = "an SQLite database is a file: sqlite://panorama.db";

#[cfg(test)]
mod tests {
    use super::{Mode, SqliteAddress};

    #[test]
    fn addresses_are_read_as_tools_write_them() {
        for (rest, path, mode) in [
            ("file.db", "file.db", Mode::Create),
            ("/var/lib/file.db", "/var/lib/file.db", Mode::Create),
            ("file.db?mode=ro", "file.db", Mode::ReadOnly),
            ("file.db?mode=rw", "file.db", Mode::Write),
            ("file.db?mode=rwc", "file.db", Mode::Create),
            ("what%3F%23%25 now.db", "what?#% now.db", Mode::Create),
            ("%E4%BA%A7%E4%B8%9A.db", "产业.db", Mode::Create),
        ] {
            let address = SqliteAddress::read(rest).expect(rest);
            assert_eq!((address.path.to_str(), address.mode), (Some(path), mode), "{rest}");
            let again = address.url();
            assert_eq!(SqliteAddress::read(again.strip_prefix("sqlite://").expect(&again)), Ok(address), "{again}");
        }
    }

    #[test]
    fn what_is_not_honoured_is_refused() {
        for (rest, reason) in [
            ("", "an SQLite database is a file"),
            (":memory:", "an SQLite database is a file"),
            ("a.db?mode=memory", "an SQLite database is a file"),
            ("a.db?mode=fast", "mode is one of"),
            ("a.db?cache=shared", "the parameter \"cache\" of an SQLite address is not known"),
            ("a.db?immutable=1", "the parameter \"immutable\""),
            ("a#b.db", "a # in the name"),
            ("u:secret@h/d", "an SQLite address has no user"),
            ("a.db?mode", "a parameter is written as name=value"),
            ("%FF.db", "its escaped characters are not UTF-8"),
        ] {
            let error = SqliteAddress::read(rest).expect_err(rest);
            assert!(error.starts_with(reason), "{rest}: {error}");
        }
    }
}
