//! How log lines look. The library's own formats look at colours for each field and copy what a span says for each line, which is
//! most of what a line costs; here it is written once, in one pass.

use std::cell::Cell;
use std::fmt::{self, Debug};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use super::LogFormat;
use super::request::of_request;

impl<S, N> FormatEvent<S, N> for LogFormat
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        match self {
            Self::Text => text(&mut out, event),
            Self::Json => json(&mut out, event),
        }
    }
}

/// `2026-01-01T00:00:00.000000Z  INFO request{request.id="…"}: panorama::http::observe: answered http.method="POST" …`
fn text(out: &mut Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let metadata = event.metadata();
    moment(out)?;
    match (out.has_ansi_escapes(), *metadata.level()) {
        (false, level) => write!(out, " {level:>5} ")?,
        (true, Level::ERROR) => write!(out, " \u{1b}[31mERROR\u{1b}[0m ")?,
        (true, Level::WARN) => write!(out, " \u{1b}[33m WARN\u{1b}[0m ")?,
        (true, level) => write!(out, " \u{1b}[32m{level:>5}\u{1b}[0m ")?,
    }
    of_request(|id| {
        out.write_str("request{request.id=")?;
        quoted(out, id)?;
        out.write_str("}: ")
    })
    .unwrap_or(Ok(()))?;
    out.write_str(metadata.target())?;
    out.write_char(':')?;
    let mut fields = Fields { out, result: Ok(()) };
    event.record(&mut fields);
    fields.result?;
    out.write_char('\n')
}

/// The time, to the microsecond; what of it stays the same for a second is written once.
fn moment(out: &mut Writer<'_>) -> fmt::Result {
    thread_local! {
        static SECOND: Cell<(i64, [u8; 19])> = const { Cell::new((i64::MIN, [b'0'; 19])) };
    }
    let now = Utc::now();
    let (mut second, mut written) = SECOND.get();
    if second != now.timestamp() {
        second = now.timestamp();
        let text = now.format("%Y-%m-%dT%H:%M:%S").to_string();
        // Years of five digits come later.
        written = text.as_bytes().get(..19).and_then(|text| text.try_into().ok()).unwrap_or([b'-'; 19]);
        SECOND.set((second, written));
    }
    out.write_str(std::str::from_utf8(&written).unwrap_or_default())?;
    write!(out, ".{:06}Z", now.timestamp_subsec_micros())
}

/// A text in quotes; what could end it or the line is escaped, whoever sent it.
fn quoted(out: &mut Writer<'_>, text: &str) -> fmt::Result {
    let is_plain = |byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) { write!(out, "\"{text}\"") } else { write!(out, "{text:?}") }
}

/// Writes fields as `name=value`, texts in quotes, and the message as it is.
struct Fields<'a, 'w> {
    out: &'a mut Writer<'w>,
    result: fmt::Result,
}

impl Fields<'_, '_> {
    fn write(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        self.result = self.result.and_then(|()| {
            self.out.write_char(' ')?;
            if field.name() != "message" {
                self.out.write_str(field.name())?;
                self.out.write_char('=')?;
            }
            value(self.out)
        });
    }
}

impl Visit for Fields<'_, '_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.write(field, |out| write!(out, "{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.write(field, |out| quoted(out, value));
    }
}

/// One JSON object: `timestamp`, `level`, `fields`, `target`, and `span` with the request's id where it is of one.
fn json(out: &mut Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let metadata = event.metadata();
    let mut fields = Object(Map::new());
    event.record(&mut fields);
    let now: DateTime<Utc> = Utc::now();
    let mut line = Map::new();
    line.insert("timestamp".to_owned(), now.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string().into());
    line.insert("level".to_owned(), metadata.level().as_str().into());
    line.insert("fields".to_owned(), Json::Object(fields.0));
    line.insert("target".to_owned(), metadata.target().into());
    if let Some(id) = of_request(str::to_owned) {
        line.insert("span".to_owned(), serde_json::json!({ "request.id": id, "name": "request" }));
    }
    writeln!(out, "{}", Json::Object(line))
}

/// Collects fields.
struct Object(Map<String, Json>);

impl Visit for Object {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::fmt::format::Writer;

    use super::quoted;

    #[test]
    fn what_clients_send_ends_neither_a_line_nor_its_quotes() {
        for (text, expected) in [
            ("a name", r#""a name""#),
            (r#"x" http.status="200"#, r#""x\" http.status=\"200""#),
            ("two\nlines", r#""two\nlines""#),
            (r"a\b", r#""a\\b""#),
            ("名", r#""名""#),
        ] {
            let mut line = String::new();
            quoted(&mut Writer::new(&mut line), text).expect("a text can be written");
            assert_eq!(line, expected);
        }
    }
}
