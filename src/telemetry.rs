//! What the service says of itself: log lines, and figures for Prometheus.

mod format;
mod lines;
mod request;

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use self::lines::Lines;
pub use self::lines::Writing;
pub use self::request::for_request;
use crate::error::Code;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// Sends log lines to the standard error output, those that pass the filter (`info`, `panorama=debug`), until what comes back
/// is dropped. A thread of its own writes them: no request waits for whoever reads the log.
///
/// # Errors
/// Where the filter cannot be read, a log is set up already or the system has no thread for it.
pub fn log(filter: &str, format: LogFormat) -> Result<Writing, String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| error.to_string())?;
    let registry = tracing_subscriber::registry().with(filter);
    let (lines, writing) = Lines::write_to(io::stderr()).map_err(|error| error.to_string())?;
    let mut layer = tracing_subscriber::fmt::layer().event_format(format).with_writer(lines);
    // Colours are for a terminal; NO_COLOR has been heeded already.
    if !io::stderr().is_terminal() {
        layer.set_ansi(false);
    }
    registry.with(layer).try_init().map_err(|error| error.to_string())?;
    Ok(writing)
}

/// Something that is told once a minute, however often it happens.
#[derive(Debug, Default)]
pub struct Seldom {
    /// Seconds since the process began, and one; 0 before the first time.
    told: AtomicU64,
}

/// How often it is told.
const MINUTE: u64 = 60;

impl Seldom {
    /// Not told yet.
    pub const fn new() -> Self {
        Self { told: AtomicU64::new(0) }
    }

    /// True where it is to be told now.
    pub fn now(&self) -> bool {
        static BEGIN: OnceLock<Instant> = OnceLock::new();
        self.at(BEGIN.get_or_init(Instant::now).elapsed())
    }

    fn at(&self, time: Duration) -> bool {
        let (now, told) = (time.as_secs() + 1, self.told.load(Ordering::Relaxed));
        (told == 0 || now >= told + MINUTE)
            && self.told.compare_exchange(told, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

/// What is counted and measured, one set for each service.
#[derive(Debug)]
pub struct Figures {
    registry: Registry,
    /// Requests by route and status.
    pub requests: Family<RequestLabels, Counter>,
    /// Seconds that requests took, by route.
    pub latency: Family<RouteLabels, Histogram>,
    /// Errors that answers carried, by code.
    pub errors: Family<ErrorLabels, Counter>,
    /// Statements that requests ran.
    pub statements: Counter,
    /// Plans that were made: a document that comes again needs none.
    pub plans: Counter,
    /// Answers that were kept from before.
    pub kept: Counter,
    /// Answers that were made for somebody who asked the same.
    pub shared: Counter,
    /// Requests that have no answer yet.
    pub under_way: Gauge,
    /// Connections of the pool, by state.
    pub connections: Family<PoolLabels, Gauge>,
    /// Connections of clients.
    pub client_connections: Gauge,
    /// The version of the data.
    pub data_version: Gauge,
    dropped: Counter,
}

/// A route and a status.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RequestLabels {
    /// As the router knows it.
    pub route: String,
    /// The HTTP status.
    pub status: u16,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RouteLabels {
    /// As the router knows it.
    pub route: String,
}

/// The code of an error.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ErrorLabels {
    /// As in `extensions.code`.
    pub code: Code,
}

/// The state of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct PoolLabels {
    /// `idle` or `busy`.
    pub state: &'static str,
}

impl EncodeLabelValue for Code {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        encoder.write_str(self.text())
    }
}

impl Figures {
    /// Nothing counted yet.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("panorama");
        let requests = Family::default();
        registry.register("requests", "Requests by route and status", requests.clone());
        let latency = Family::new_with_constructor(
            (|| Histogram::new(exponential_buckets(0.000_1, 3.0, 12))) as fn() -> Histogram,
        );
        registry.register_with_unit("request_duration", "Time that requests took", Unit::Seconds, latency.clone());
        let errors = Family::default();
        registry.register("errors", "Errors that answers carried, by code", errors.clone());
        let statements = Counter::default();
        registry.register("statements", "SQL statements that requests ran", statements.clone());
        let plans = Counter::default();
        registry.register("plans", "Plans made; a document that comes again needs none", plans.clone());
        let kept = Counter::default();
        registry.register("kept_answers", "Answers given again without reading", kept.clone());
        let shared = Counter::default();
        registry.register("shared_answers", "Answers shared by those who asked the same at once", shared.clone());
        let under_way = Gauge::default();
        registry.register("requests_under_way", "Requests that have no answer yet", under_way.clone());
        let connections = Family::default();
        registry.register("pool_connections", "Connections of the read pool by state", connections.clone());
        let client_connections = Gauge::default();
        registry.register("connections", "Connections of clients that are open", client_connections.clone());
        let data_version = Gauge::default();
        registry.register("data_version", "The version of the data: every change moves it", data_version.clone());
        let dropped = Counter::default();
        registry.register("dropped_log_lines", "Log lines that could not be written in time", dropped.clone());
        let build = [("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "The version that runs", Info::new(build));
        Self {
            registry,
            requests,
            latency: Family::clone(&latency),
            errors,
            statements,
            plans,
            kept,
            shared,
            under_way,
            connections,
            client_connections,
            data_version,
            dropped,
        }
    }

    /// All figures in the text format of Prometheus.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.dropped.inc_by(lines::dropped().saturating_sub(self.dropped.get()));
        if encode(&mut text, &self.registry).is_err() {
            text.clear();
        }
        text
    }
}

impl Default for Figures {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Seldom;

    #[test]
    fn what_happens_often_is_told_once_a_minute() {
        let seldom = Seldom::new();
        let told: Vec<u64> = (0..200).filter(|second| seldom.at(Duration::from_secs(*second))).collect();
        assert_eq!(told, [0, 60, 120, 180]);
    }
}
