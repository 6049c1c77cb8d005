//! A PostgreSQL address taken apart into the words of PostgreSQL's own library, with the environment for what it leaves
//! open.

use std::collections::BTreeMap;

use super::url;

/// What can be said, and the variable that says it where the address does not.
const KEYS: &[(&str, &str)] = &[
    ("application_name", "PGAPPNAME"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("client_encoding", ""),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("dbname", "PGDATABASE"),
    ("gssencmode", ""),
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("keepalives", ""),
    ("keepalives_count", ""),
    ("keepalives_idle", ""),
    ("keepalives_interval", ""),
    ("options", "PGOPTIONS"),
    ("password", "PGPASSWORD"),
    ("port", "PGPORT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("sslmode", "PGSSLMODE"),
    ("sslnegotiation", ""),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("tcp_user_timeout", ""),
    ("user", "PGUSER"),
];

/// What an address says, by its words.
pub(super) struct Words(BTreeMap<&'static str, String>);

impl Words {
    /// Takes an address apart. No message repeats a part of it: any may be a piece of a password that was not escaped.
    pub(super) fn read(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, servers) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let (hosts, ports) = servers_of(servers)?;
        let mut words = Self(BTreeMap::new());
        for (key, value) in [("user", user), ("password", password), ("dbname", database)] {
            words.put(key, url::decode(value)?);
        }
        words.put("host", hosts);
        words.put("port", ports);
        for (key, value) in url::pairs(query)? {
            let (key, value) = match (key.as_str(), value.as_str()) {
                // What is written for Java's driver.
                ("ssl", "true") => ("sslmode", "require".to_owned()),
                (key, _) => (key, value),
            };
            let known = KEYS.iter().find(|(known, _)| *known == key);
            let (key, _) = known.ok_or_else(|| url::unknown(key, query, "a PostgreSQL"))?;
            words.put(key, value);
        }
        for (key, name) in KEYS {
            if !words.0.contains_key(key) && !name.is_empty() {
                words.put(key, variable(name).unwrap_or_default());
            }
        }
        Ok(words)
    }

    /// An empty word says nothing.
    fn put(&mut self, key: &'static str, value: String) {
        if !value.is_empty() {
            self.0.insert(key, value);
        }
    }

    /// What is said under a word.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// A number, where one is said.
    pub(super) fn number(&self, key: &str) -> Result<Option<u64>, String> {
        let number = |text: &str| text.parse().map_err(|_| format!("{key} is a whole number"));
        self.get(key).map(number).transpose()
    }

    /// What is said for each server, in their order.
    pub(super) fn list(&self, key: &str) -> Vec<&str> {
        self.get(key).map(|text| text.split(',').collect()).unwrap_or_default()
    }
}

/// `host:port,host:port` as the hosts and their ports.
fn servers_of(text: &str) -> Result<(String, String), String> {
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for server in text.split(',') {
        let (host, port) = match server.strip_prefix('[') {
            // Colons within brackets are those of an address of version 6.
            Some(rest) => {
                let (host, behind) = rest.split_once(']').ok_or("a bracket of a host is not closed")?;
                (host, behind.strip_prefix(':').unwrap_or(""))
            }
            None => server.split_once(':').unwrap_or((server, "")),
        };
        if !port.chars().all(|c| c.is_ascii_digit()) {
            return Err("a port is not a number (a password's : / ? @ are written as %3A %2F %3F %40)".to_owned());
        }
        hosts.push(url::decode(host)?);
        ports.push(port.to_owned());
    }
    let said = |parts: Vec<String>| {
        let is_said = parts.iter().any(|part| !part.is_empty());
        if is_said { parts.join(",") } else { String::new() }
    };
    Ok((said(hosts), said(ports)))
}
