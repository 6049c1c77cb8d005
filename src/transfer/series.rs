//! What charts and exports ask of series: the arguments of `Metric.series` as texts of a request.

use bytes::Bytes;
use serde_json::{Map, Value as Json};

use super::refused::of_options;
use crate::error::GraphqlError;
use crate::service::{Call, Caller, Service};

/// The variables that a request can set.
pub(super) const DECLARED: &str = "$from: Date, $to: Date, $asOf: Date, $withdrawn: Boolean, $status: [ObservationStatus!], $transform: SeriesTransform, \
    $window: Int, $resample: DatePrecision, $method: ResampleMethod, $convertTo: String";

/// The arguments that they are of.
pub(super) const PASSED: &str = "from: $from, to: $to, asOf: $asOf, withdrawn: $withdrawn, status: $status, transform: $transform, \
    window: $window, resample: $resample, method: $method, convertTo: $convertTo";

/// What is said by one word, number or truth value.
const SINGLE: [&str; 9] = ["from", "to", "asOf", "withdrawn", "transform", "window", "resample", "method", "convertTo"];

/// What a request can set.
pub(super) fn options() -> impl Iterator<Item = &'static str> {
    SINGLE.into_iter().chain(["status"])
}

/// The value of a variable as a text says it; nothing where there is no such variable.
pub(super) fn variable(name: &str, text: &str) -> Option<Json> {
    match name {
        "window" => Some(text.parse::<i64>().map_or_else(|_| Json::from(text), Json::from)),
        "withdrawn" => Some(text.parse::<bool>().map_or_else(|_| Json::from(text), Json::from)),
        "status" => Some(text.split(',').collect()),
        name if SINGLE.contains(&name) => Some(Json::from(text)),
        _ => None,
    }
}

/// Asks the API for series, and gives the answer as it was written.
///
/// # Errors
/// What the API refuses, without places in a document that nobody else knows.
pub(super) async fn ask(
    service: &Service,
    document: String,
    variables: Map<String, Json>,
    caller: &Caller,
) -> Result<Bytes, Vec<GraphqlError>> {
    let call = Call { query: Some(document), variables: Some(variables), ..Call::default() };
    let answered = service.answer_text(call, caller).await;
    if answered.codes.is_empty() {
        return Ok(answered.body);
    }
    let answer: Json = serde_json::from_slice(&answered.body).unwrap_or_default();
    let messages = answer["errors"].as_array().into_iter().flatten().map(|error| error["message"].as_str());
    let errors = answered.codes.iter().zip(messages);
    Err(errors.map(|(code, message)| of_options(*code, message.unwrap_or_default())).collect())
}
