//! How connections are encrypted: `sslmode` and what goes with it.

use std::path::PathBuf;

use super::host::Host;
use super::libpq::Words;

/// `sslmode`, as PostgreSQL's own library means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::database) enum SslMode {
    /// Never encrypted.
    Disable,
    /// Plain, and encrypted where the server wants that.
    Allow,
    /// Encrypted where the server can.
    Prefer,
    /// Encrypted.
    Require,
}

/// What the server's certificate has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::database) enum Check {
    /// Anything.
    Nothing,
    /// By an authority that is trusted.
    Authority,
    /// The same, and for the host's name.
    Name,
}

/// Which authorities are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::database) enum Roots {
    /// Those of the system.
    System,
    /// Those in a file.
    File(PathBuf),
}

/// How connections are encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::database) struct Encryption {
    /// None where the address leaves it open.
    mode: Option<SslMode>,
    pub(in crate::database) check: Check,
    pub(in crate::database) roots: Roots,
    /// The client's certificate and its key.
    pub(in crate::database) identity: Option<(PathBuf, PathBuf)>,
}

impl Encryption {
    /// What the words of an address say.
    pub(super) fn read(words: &Words) -> Result<Self, String> {
        let (mode, mut check) = match words.get("sslmode") {
            None => (None, Check::Nothing),
            Some("disable") => (Some(SslMode::Disable), Check::Nothing),
            Some("allow") => (Some(SslMode::Allow), Check::Nothing),
            Some("prefer") => (Some(SslMode::Prefer), Check::Nothing),
            Some("require") => (Some(SslMode::Require), Check::Nothing),
            Some("verify-ca") => (Some(SslMode::Require), Check::Authority),
            Some("verify-full") => (Some(SslMode::Require), Check::Name),
            Some(_) => {
                return Err("sslmode is one of disable, allow, prefer, require, verify-ca and verify-full".to_owned());
            }
        };
        let mut mode = mode;
        let roots = match words.get("sslrootcert") {
            Some("system") => {
                if mode.is_some() && check != Check::Name {
                    return Err(
                        "sslrootcert=system goes with sslmode=verify-full only: anybody can get a certificate of \
                                those authorities"
                            .to_owned(),
                    );
                }
                (mode, check) = (Some(SslMode::Require), Check::Name);
                Roots::System
            }
            Some(path) => {
                // As the library has it: whoever names an authority and asks for encryption wants to know the server.
                if mode == Some(SslMode::Require) && check == Check::Nothing {
                    check = Check::Authority;
                }
                Roots::File(PathBuf::from(path))
            }
            None => Roots::System,
        };
        let identity = match (words.get("sslcert"), words.get("sslkey")) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((PathBuf::from(certificate), PathBuf::from(key))),
            _ => return Err("sslcert and sslkey go together".to_owned()),
        };
        Ok(Self { mode, check, roots, identity })
    }

    /// How a host is reached. What stays on the machine is plain unless the server wants it otherwise: encryption costs a
    /// first start four times its time, and hides nothing there.
    pub(in crate::database) fn mode(&self, host: &Host) -> SslMode {
        match (self.mode, host) {
            (_, Host::Unix { .. }) => SslMode::Disable,
            (Some(mode), _) => mode,
            (None, host) if host.is_local() => SslMode::Allow,
            (None, _) => SslMode::Prefer,
        }
    }
}
