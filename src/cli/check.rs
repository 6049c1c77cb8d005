//! `panorama check`: what `dataset.quality` finds, as lines for people or JSON for tools.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::say;
use crate::config::Settings;
use crate::service::{BuildError, Call, Caller, Service};
use crate::telemetry::Figures;

/// One page of findings; asked for until there is no more.
const FINDINGS: &str = "query Check($after: String) { dataset { quality { findings(first: 100, after: $after) { \
    nodes { kind severity subject { __typename slug } metric { slug } source { slug } \
    observation { ...Claim } other { ...Claim } } pageInfo { hasNextPage endCursor } } } } } \
    fragment Claim on Observation { key value low high published period { label } unit { code } source { slug } }";

/// What is wrong, and how bad it is.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Options {
    /// Print what is only a note too: sources that disagree and are ranked, series that ended long ago.
    #[arg(long)]
    notes: bool,
    /// Fail on warnings as well as on errors.
    #[arg(long)]
    strict: bool,
    /// Print the findings as JSON, a line each.
    #[arg(long)]
    json: bool,
}

/// Why a check fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum CheckError {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("the database cannot be read: it has to be there and of the newest schema (`panorama migrate`)")]
    Unreadable,
    #[error("the data has {errors} errors and {warnings} warnings")]
    Faulty { errors: usize, warnings: usize },
}

/// Checks the data in the database; what is wrong goes to the standard output.
pub(super) async fn run(settings: &Settings, options: &Options) -> Result<(), CheckError> {
    let service = Service::new(settings, &Arc::new(Figures::new())).map_err(|error| match error {
        BuildError::Read(_) => CheckError::Unreadable,
        error => error.into(),
    })?;
    let [mut errors, mut warnings, mut notes] = [0; 3];
    let mut after = Value::Null;
    loop {
        let page = page(&service, after, settings.request_timeout).await?;
        for finding in page["nodes"].as_array().into_iter().flatten() {
            let count = match finding["severity"].as_str() {
                Some("ERROR") => &mut errors,
                Some("WARNING") => &mut warnings,
                _ => &mut notes,
            };
            *count += 1;
            if options.notes || finding["severity"] != "NOTE" {
                say(if options.json { finding.to_string() } else { line(finding) });
            }
        }
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    if errors > 0 || (options.strict && warnings > 0) {
        return Err(CheckError::Faulty { errors, warnings });
    }
    if !options.json {
        say(format!("{errors} errors, {warnings} warnings, {notes} notes"));
    }
    Ok(())
}

async fn page(service: &Service, after: Value, time: Duration) -> Result<Value, CheckError> {
    let variables = Map::from_iter([("after".to_owned(), after)]);
    let call = Call { query: Some(FINDINGS.to_owned()), variables: Some(variables), ..Call::default() };
    let answered = service.answer_text(call, &Caller::here(time)).await;
    let mut answer: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
    let findings = answer.pointer_mut("/data/dataset/quality/findings").map(Value::take);
    findings.filter(|_| answered.codes.is_empty()).ok_or(CheckError::Unreadable)
}

/// A finding for people.
fn line(finding: &Value) -> String {
    let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let about = match &finding["subject"] {
        Value::Null => named("metric", &finding["metric"]).or_else(|| named("source", &finding["source"])),
        subject => named(&subject["__typename"].as_str().unwrap_or_default().to_lowercase(), subject),
    };
    let claims = ["observation", "other"].into_iter().filter_map(|key| claim(&finding[key]));
    let claims = claims.collect::<Vec<_>>().join(", and ");
    let separator = if claims.is_empty() { "" } else { ": " };
    format!("{} {} {}{separator}{claims}", word("severity"), word("kind"), about.unwrap_or_default())
}

fn named(kind: &str, row: &Value) -> Option<String> {
    Some(format!("{kind} {}", row["slug"].as_str()?))
}

/// A claim in a few words: the figure, its period, and who says so.
fn claim(claim: &Value) -> Option<String> {
    let source = claim["source"]["slug"].as_str()?;
    let unit = claim["unit"]["code"].as_str().unwrap_or_default();
    let figure = match (&claim["value"], &claim["low"], &claim["high"]) {
        (Value::Null, low, Value::Null) => format!("from {low}"),
        (Value::Null, Value::Null, high) => format!("to {high}"),
        (Value::Null, low, high) => format!("{low} to {high}"),
        (value, ..) => value.to_string(),
    };
    let period = claim["period"]["label"].as_str().map(|label| format!(" for {label}")).unwrap_or_default();
    Some(format!("{figure} {unit}{period} by {source}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::line;

    #[test]
    fn a_finding_reads_as_a_line() {
        let claim = |value: Value, source: &str| json!({ "value": value, "low": 80, "high": null, "unit": { "code": "PERCENT" }, "period": { "label": "2023" }, "source": { "slug": source } });
        let finding = json!({
            "severity": "WARNING", "kind": "DISAGREEMENT", "subject": null, "metric": { "slug": "m" }, "source": null,
            "observation": claim(json!(70), "a"), "other": claim(Value::Null, "b"),
        });
        assert_eq!(
            line(&finding),
            "WARNING DISAGREEMENT metric m: 70 PERCENT for 2023 by a, and from 80 PERCENT for 2023 by b"
        );
        let orphan =
            json!({ "severity": "WARNING", "kind": "ORPHAN", "subject": { "__typename": "Vendor", "slug": "v" } });
        assert_eq!(line(&orphan), "WARNING ORPHAN vendor v");
    }
}
