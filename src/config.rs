//! Settings: read once at start, from a file and from the environment, the environment first. An unknown or wrong one
//! stops the start.

mod cors;
mod report;

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;

pub use cors::Cors;
pub use report::Report;

use crate::database::Address;
use crate::limits::{Limit, Limits};
use crate::nearest::{ask, nearest};
use crate::telemetry::LogFormat;

/// Where the settings file is looked for when `PANORAMA_CONFIG` does not name one.
pub const DEFAULT_FILE: &str = "panorama.toml";

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `DATABASE_URL`: where the data is.
    pub database: Address,
    /// `PANORAMA_LISTEN`: address or name, and port; port 0 takes a free one.
    pub listen: String,
    /// `PANORAMA_PREFIX`: what stands before every path: `/panorama`, or nothing.
    pub prefix: String,
    /// `PANORAMA_ORIGIN`: the scheme and the host at which readers have the service, like `https://data.example`; what a request
    /// says where nothing is set.
    pub origin: Option<String>,
    /// `PANORAMA_REPORT`: where readers tell of errors: a mail address, or the address of a form.
    pub report: Option<Report>,
    /// `PANORAMA_CORS`: whose pages may ask from a browser.
    pub cors: Cors,
    /// `PANORAMA_MAX_CONNECTIONS`: how many connections are open at a time; the one that rests for longest gives way.
    pub max_connections: usize,
    /// `PANORAMA_LOG`: which log lines are written.
    pub log: String,
    /// `PANORAMA_LOG_FORMAT`: `text` or `json`.
    pub log_format: LogFormat,
    /// `PANORAMA_REQUEST_TIMEOUT_MS`: how long a request may take; over it causes `TIMEOUT`.
    pub request_timeout: Duration,
    /// `PANORAMA_REQUEST_LIMIT_BYTES`: how large a request may be; over it causes `BAD_REQUEST`.
    pub request_limit: usize,
    /// `PANORAMA_CACHE_BYTES`: memory for answers that are asked for again; 0 keeps none.
    pub cache_bytes: usize,
    /// `PANORAMA_DATABASE_CONNECTIONS`: connections that reads take on PostgreSQL.
    pub database_connections: usize,
    /// `PANORAMA_TRUSTED_PROXIES`: addresses and networks, joined by commas, whose `X-Forwarded-For` or `Forwarded` is taken
    /// for where a request came from.
    pub trusted_proxies: Vec<IpNet>,
    /// `PANORAMA_TRUSTED_DOCUMENTS`: a file with the documents that are answered, and no others: a JSON object of texts by id.
    pub trusted_documents: Option<PathBuf>,
    /// `PANORAMA_MAX_…`: what one request may ask for; each limit names its setting and the code that it causes.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database: Address::file("panorama.db"),
            listen: "127.0.0.1:8000".to_owned(),
            prefix: String::new(),
            origin: None,
            report: None,
            cors: Cors::default(),
            max_connections: 4_096,
            log: "warn,panorama=info".to_owned(),
            log_format: LogFormat::Text,
            request_timeout: Duration::from_secs(10),
            request_limit: 1 << 20,
            cache_bytes: 32 << 20,
            database_connections: 16,
            trusted_proxies: Vec::new(),
            trusted_documents: None,
            limits: Limits::default(),
        }
    }
}

/// The settings besides limits, as the file names them.
const NAMES: [&str; 15] = [
    "database_url",
    "listen",
    "prefix",
    "origin",
    "report",
    "cors",
    "max_connections",
    "log",
    "log_format",
    "request_timeout_ms",
    "request_limit_bytes",
    "cache_bytes",
    "database_connections",
    "trusted_documents",
    "trusted_proxies",
];

/// A setting that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct SettingError {
    /// The variable, or the file and key.
    pub place: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl Settings {
    /// Reads the file at `file` (or `panorama.toml`, where there is one), then the environment.
    ///
    /// # Errors
    /// The first setting that is unknown or wrong.
    pub fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingError> {
        let mut settings = Self::default();
        let environment = environment.into_iter().filter(|(name, _)| {
            // Those of PostgreSQL's own library say what its address leaves open.
            let is_ours = name.starts_with("PANORAMA_") && !is_of_kubernetes(name);
            name == "DATABASE_URL" || is_ours || name.starts_with("PG")
        });
        let (libpq, mut variables): (Vec<_>, Vec<_>) = environment.partition(|(name, _)| name.starts_with("PG"));
        let libpq: HashMap<String, String> = libpq.into_iter().collect();
        variables.sort();
        let named = variables.iter().position(|(name, _)| name == "PANORAMA_CONFIG").map(|i| variables.remove(i).1);
        match file.or(named.as_deref().map(Path::new)) {
            Some(path) => settings.apply_file(path, &libpq)?,
            None if Path::new(DEFAULT_FILE).exists() => settings.apply_file(Path::new(DEFAULT_FILE), &libpq)?,
            None => {}
        }
        for (name, value) in variables {
            let key = name.strip_prefix("PANORAMA_").unwrap_or(&name).to_lowercase();
            let written = |key: &str| if key == "database_url" { "DATABASE_URL".to_owned() } else { variable(key) };
            let set = known(&key, written).and_then(|()| settings.set(&key, &value, &libpq));
            set.map_err(|reason| SettingError { place: name, reason })?;
        }
        Ok(settings)
    }

    fn apply_file(&mut self, path: &Path, libpq: &HashMap<String, String>) -> Result<(), SettingError> {
        let place = path.display().to_string();
        let fail = |reason: String| SettingError { place: place.clone(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
        let table: toml::Table = text.parse().map_err(|error| fault(&place, &text, &error))?;
        for (key, value) in table {
            let text = match value {
                toml::Value::String(text) => text,
                other => other.to_string(),
            };
            let set = known(&key, str::to_owned).and_then(|()| self.set(&key, &text, libpq));
            set.map_err(|reason| SettingError { place: format!("{place}: {key}"), reason })?;
        }
        Ok(())
    }

    /// Sets one by its name in the file; in the environment it is in upper case behind `PANORAMA_`.
    fn set(&mut self, key: &str, value: &str, libpq: &HashMap<String, String>) -> Result<(), String> {
        match key {
            "database_url" => self.database = Address::read(value, |name| libpq.get(name).cloned())?,
            "listen" => self.listen = place(value)?,
            "prefix" => self.prefix = prefix(value)?,
            "origin" => self.origin = origin(value)?,
            "report" => self.report = Report::read(value)?,
            "cors" => self.cors = Cors::read(value)?,
            "max_connections" => self.max_connections = number(value, 1, 1_000_000)?,
            "log" => value.clone_into(&mut self.log),
            "log_format" => {
                self.log_format = match value {
                    "text" => LogFormat::Text,
                    "json" => LogFormat::Json,
                    _ => return Err("neither text nor json".to_owned()),
                }
            }
            "request_timeout_ms" => {
                self.request_timeout = Duration::from_millis(number(value, 1, 600_000)?);
            }
            "request_limit_bytes" => self.request_limit = number(value, 1_000, 1 << 30)?,
            "cache_bytes" => self.cache_bytes = number(value, 0, 1 << 36)?,
            "database_connections" => self.database_connections = number(value, 1, 1_000)?,
            "trusted_documents" => self.trusted_documents = Some(PathBuf::from(value)).filter(|_| !value.is_empty()),
            "trusted_proxies" => self.trusted_proxies = networks(value)?,
            _ => {
                if let Some(limit) = Limit::all().find(|limit| limit.setting() == key) {
                    self.limits.set(limit, number(value, 1, 1 << 40)?);
                }
            }
        }
        Ok(())
    }
}

/// Refuses a name that no setting has, with those that are near as the one who set it writes them.
fn known(name: &str, written: impl Fn(&str) -> String) -> Result<(), String> {
    let names = || NAMES.into_iter().chain(Limit::all().map(Limit::setting));
    if names().any(|known| known == name) {
        return Ok(());
    }
    let near: Vec<String> = nearest(name, names()).into_iter().map(written).collect();
    Err(ask("there is no such setting", &near.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// As the environment has it.
fn variable(name: &str) -> String {
    format!("PANORAMA_{}", name.to_uppercase())
}

/// An address or a name, and a port.
fn place(value: &str) -> Result<String, String> {
    let (host, port) = value.rsplit_once(':').unwrap_or_default();
    let is_host = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "/@".contains(c));
    if is_host && port.parse::<u16>().is_ok() {
        return Ok(value.to_owned());
    }
    Err("not an address and port like 127.0.0.1:8000 or localhost:8000".to_owned())
}

/// What stands before every path: segments as they stand in a URL, without a slash at the end.
fn prefix(value: &str) -> Result<String, String> {
    let bare = value.trim_end_matches('/');
    let is_segment = |segment: &str| {
        !segment.is_empty()
            && segment.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
            && segment != ".."
    };
    if bare.is_empty() || bare.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_segment)) {
        return Ok(bare.to_owned());
    }
    Err("not a path like /panorama, of letters, digits and -._~".to_owned())
}

/// The scheme and the host at which readers have the service; none where nothing is said.
fn origin(value: &str) -> Result<Option<String>, String> {
    let bare = value.trim_end_matches('/');
    let host = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
    let is_host =
        |host: &str| !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c));
    if bare.is_empty() || host.is_some_and(is_host) {
        return Ok(Some(bare.to_owned()).filter(|bare| !bare.is_empty()));
    }
    Err("not a scheme and a host like https://data.example; what stands behind them is PANORAMA_PREFIX".to_owned())
}

/// True for what Kubernetes sets for a service that is named panorama: `PANORAMA_PORT=tcp://…`, `PANORAMA_SERVICE_HOST`.
fn is_of_kubernetes(name: &str) -> bool {
    let is_port = |rest: &str| rest.is_empty() || rest.starts_with('_');
    name.starts_with("PANORAMA_SERVICE_") || name.strip_prefix("PANORAMA_PORT").is_some_and(is_port)
}

/// Addresses and networks, joined by commas.
fn networks(value: &str) -> Result<Vec<IpNet>, String> {
    let words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
    let network = |word: &str| word.parse().or_else(|_| word.parse::<IpAddr>().map(IpNet::from));
    words
        .map(|word| network(word).map_err(|_| format!("{word:?} is neither an address nor a network like 10.0.0.0/8")))
        .collect()
}

/// What is wrong with a file, and in which line; what stands there may be a password.
fn fault(file: &str, text: &str, error: &toml::de::Error) -> SettingError {
    let line = error.span().map(|span| format!(":{}", text[..span.start].matches('\n').count() + 1));
    SettingError { place: format!("{file}{}", line.unwrap_or_default()), reason: error.message().to_owned() }
}

fn number<T: std::str::FromStr + PartialOrd + std::fmt::Display>(value: &str, least: T, most: T) -> Result<T, String> {
    let wrong = || format!("not a whole number from {least} to {most}");
    let number: T = value.parse().map_err(|_| wrong())?;
    if number < least || number > most { Err(wrong()) } else { Ok(number) }
}

#[cfg(test)]
mod tests {
    use super::{HashMap, NAMES, Settings};

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::read(None, variables).map_err(|error| error.to_string())
    }

    #[test]
    fn a_faulty_file_is_told_by_its_line_alone() {
        let text = "listen = \"[::1]:0\"\ndatabase_url = \"postgres://u:secret@h/d\n";
        let error = text.parse::<toml::Table>().expect_err("a quote is missing");
        let told = super::fault("panorama.toml", text, &error).to_string();
        assert!(told.starts_with("panorama.toml:2: ") && !told.contains("secret"), "{told}");
    }

    #[test]
    fn nothing_needs_to_be_set() {
        assert_eq!(read(&[("PATH", "/bin")]), Ok(Settings::default()));
    }

    #[test]
    fn the_environment_is_read() {
        let settings = read(&[("PANORAMA_LISTEN", "0.0.0.0:80"), ("PANORAMA_REQUEST_TIMEOUT_MS", "500")]);
        let settings = settings.expect("both are right");
        assert_eq!(settings.listen, "0.0.0.0:80");
        assert_eq!(settings.request_timeout.as_millis(), 500);
    }

    #[test]
    fn what_kubernetes_sets_is_none_of_ours() {
        let set = [
            ("PANORAMA_PORT", "tcp://10.0.0.1:8000"),
            ("PANORAMA_PORT_8000_TCP_ADDR", "10.0.0.1"),
            ("PANORAMA_SERVICE_HOST", "10.0.0.1"),
            ("PANORAMA_SERVICE_PORT_HTTP", "8000"),
        ];
        assert_eq!(read(&set), Ok(Settings::default()));
    }

    #[test]
    fn places_and_prefixes_are_checked() {
        for (name, value, ok) in [
            ("PANORAMA_LISTEN", "localhost:8000", true),
            ("PANORAMA_LISTEN", "[::1]:0", true),
            ("PANORAMA_LISTEN", "http://localhost:8000", false),
            ("PANORAMA_LISTEN", ":8000", false),
            ("PANORAMA_LISTEN", "localhost:http", false),
            ("PANORAMA_PREFIX", "/", true),
            ("PANORAMA_PREFIX", "/data/panorama/", true),
            ("PANORAMA_PREFIX", "panorama", false),
            ("PANORAMA_PREFIX", "/a//b", false),
            ("PANORAMA_PREFIX", "/a/../b", false),
            ("PANORAMA_PREFIX", "/{a}", false),
            ("PANORAMA_ORIGIN", "https://data.example", true),
            ("PANORAMA_ORIGIN", "http://[::1]:8000/", true),
            ("PANORAMA_ORIGIN", "data.example", false),
            ("PANORAMA_ORIGIN", "https://data.example/panorama", false),
            ("PANORAMA_ORIGIN", "https://<b>", false),
        ] {
            assert_eq!(read(&[(name, value)]).is_ok(), ok, "{name} {value}");
        }
    }

    #[test]
    fn every_name_is_one_of_a_setting() {
        for name in NAMES {
            let before = Settings::default();
            let taken =
                ["x.json", "json", "1000", "localhost:1", "none", "/x", "10.0.0.0/8", "sqlite://x", "https://x"]
                    .into_iter()
                    .any(|value| {
                        let mut settings = before.clone();
                        settings.set(name, value, &HashMap::new()).is_ok() && settings != before
                    });
            assert!(taken, "{name} sets nothing");
        }
    }

    #[test]
    fn unknown_and_wrong_settings_are_named() {
        for (name, value, reason) in [
            ("PANORAMA_COLOUR", "x", "PANORAMA_COLOUR: there is no such setting"),
            ("PANORAMA_LISEN", "x", "PANORAMA_LISEN: there is no such setting; did you mean \"PANORAMA_LISTEN\"?"),
            (
                "PANORAMA_DATABASE_ULR",
                "x",
                "PANORAMA_DATABASE_ULR: there is no such setting; did you mean \"DATABASE_URL\"?",
            ),
            (
                "PANORAMA_MAX_ALIAS",
                "1",
                "PANORAMA_MAX_ALIAS: there is no such setting; did you mean \"PANORAMA_MAX_ALIASES\"?",
            ),
            (
                "PANORAMA_LISTEN",
                "8000",
                "PANORAMA_LISTEN: not an address and port like 127.0.0.1:8000 or localhost:8000",
            ),
            ("PANORAMA_LOG_FORMAT", "xml", "PANORAMA_LOG_FORMAT: neither text nor json"),
            ("PANORAMA_DATABASE_CONNECTIONS", "0", "PANORAMA_DATABASE_CONNECTIONS: not a whole number from 1 to 1000"),
            ("DATABASE_URL", "mysql://secret@host", "DATABASE_URL: it begins with sqlite:// or postgres://"),
        ] {
            assert_eq!(read(&[(name, value)]).expect_err("it is wrong"), reason);
        }
    }
}
