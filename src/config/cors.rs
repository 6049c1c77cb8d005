//! Which pages of other origins may read answers.

use std::fmt;

/// Whose pages may ask from a browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cors {
    /// Pages that this machine serves to itself, on any port: a frontend that is being made. A page from elsewhere cannot
    /// read a service on an internal network through the browser of somebody inside it.
    #[default]
    Local,
    /// Pages of these origins.
    Origins(Vec<String>),
    /// Every page.
    Any,
    /// Pages of the service's own origin alone.
    None,
}

/// What a setting has to look like.
const FORM: &str = "*, none, localhost, or origins like https://app.example, joined by commas";

impl Cors {
    /// Reads `*`, `none`, `localhost`, or origins joined by commas.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        match text.trim() {
            "*" => Ok(Self::Any),
            "none" => Ok(Self::None),
            "" | "localhost" => Ok(Self::Local),
            origins => origins.split(',').map(|text| origin(text.trim())).collect::<Result<_, _>>().map(Self::Origins),
        }
    }

    /// True where pages of an origin may read answers.
    pub fn allows(&self, origin: &str) -> bool {
        match self {
            Self::Local => is_local(origin),
            Self::Origins(origins) => origins.iter().any(|known| known.eq_ignore_ascii_case(origin)),
            Self::Any => true,
            Self::None => false,
        }
    }
}

impl fmt::Display for Cors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("localhost"),
            Self::Origins(origins) => f.write_str(&origins.join(",")),
            Self::Any => f.write_str("*"),
            Self::None => f.write_str("none"),
        }
    }
}

/// An origin as browsers send it: a scheme and a host, with a port where it is not the scheme's own; no path.
fn origin(text: &str) -> Result<String, String> {
    let wrong = || format!("{text:?} is no origin: {FORM}");
    let (scheme, host) = text.split_once("://").ok_or_else(wrong)?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let is_host = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "/?#@*\\".contains(c));
    if is_scheme && is_host { Ok(text.to_owned()) } else { Err(wrong()) }
}

/// True for an origin on the machine of whoever asks.
fn is_local(origin: &str) -> bool {
    let Some((scheme, host)) = origin.split_once("://") else { return false };
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_this = bare.eq_ignore_ascii_case("localhost")
        || bare.to_ascii_lowercase().ends_with(".localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    matches!(scheme, "http" | "https") && is_this
}

#[cfg(test)]
mod tests {
    use super::Cors;

    #[test]
    fn whose_pages_may_ask_is_said_by_origin() {
        for (setting, origin, expected) in [
            ("", "http://localhost:5173", true),
            ("localhost", "https://app.localhost", true),
            ("localhost", "http://127.0.0.1:3000", true),
            ("localhost", "http://[::1]:3000", true),
            ("localhost", "https://localhost.example", false),
            ("localhost", "https://127.0.0.1.example", false),
            ("localhost", "null", false),
            ("localhost", "file://", false),
            ("https://app.example, http://b.example:8080", "https://app.example", true),
            ("https://app.example, http://b.example:8080", "http://b.example:8080", true),
            ("https://app.example", "http://app.example", false),
            ("https://app.example", "https://app.example:8443", false),
            ("https://app.example", "http://localhost", false),
            ("*", "https://anything.example", true),
            ("none", "http://localhost", false),
        ] {
            assert_eq!(Cors::read(setting).expect(setting).allows(origin), expected, "{setting} {origin}");
        }
        for wrong in ["app.example", "https://", "https://a/b", "https://*.example", "https://a b", "://a", "all"] {
            assert!(Cors::read(wrong).is_err(), "{wrong}");
        }
    }
}
