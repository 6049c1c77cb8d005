//! Charts: the series of a metric as a drawing that a report can hold as it is. What has happened and what is expected are told
//! apart, bounds are drawn as bounds, and the unit and the sources stand on it.

mod draw;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};
use tokio::task::spawn_blocking;

use crate::catalogue::Catalogue;
use crate::domain::period::{Length, Period};
use crate::error::{Code, GraphqlError};
use crate::service::{Caller, Service};
use crate::transfer::series;

/// How many points there are, without what they are made of: that costs more than all else.
const COUNTED: &str = "{ points { derived } }";
/// What is drawn of a series.
const DRAWN: &str = "{ unit { name(locale: $locale) } transform points { period { label start end } value low high \
    display(locale: $locale) status inputs { source { slug citation(style: SHORT) } } } }";

/// The most points of a drawing, more than it has pixels beside each other; more cause `TOO_MANY_ROWS`.
const MOST: usize = 1_000;

/// A metric's figures, ready to be drawn.
#[derive(Debug)]
pub struct Chart {
    chinese: bool,
    title: String,
    unit: String,
    /// What was computed; none where the figures are as published.
    transform: Option<&'static str>,
    as_of: Option<String>,
    points: Vec<Point>,
    /// Short citations of what the points rest on, in the order of the points.
    sources: Vec<String>,
}

/// A figure of a period.
#[derive(Debug)]
struct Point {
    label: String,
    days: Option<(NaiveDate, NaiveDate)>,
    /// How long the period is, where that is known.
    length: Option<Length>,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// As people write it, with its unit.
    display: String,
    /// True of forecasts and plans.
    expected: bool,
    /// What its status is called.
    status: &'static str,
}

/// Why there is no chart.
#[derive(Debug)]
pub enum ChartError {
    /// The API refused the question.
    Refused(Vec<GraphqlError>),
    /// There is no option of that name.
    Option(String),
    /// There is no metric of that slug; but there are these, which are near.
    NotFound(Vec<String>),
    /// The metric has no figures, or none in the time that was asked for.
    Empty,
}

impl Chart {
    /// Draws the series of a metric with the options of a request, by name and text.
    ///
    /// # Errors
    /// Why there is no chart.
    pub async fn draw(
        service: &Arc<Service>,
        slug: &str,
        options: &[(String, String)],
        caller: &Caller,
    ) -> Result<String, ChartError> {
        let chinese = caller.chinese;
        let mut variables = Map::from_iter([
            ("slug".to_owned(), Json::from(slug)),
            ("locale".to_owned(), Json::from(if chinese { "ZH" } else { "EN" })),
        ]);
        for (name, text) in options {
            let value = series::variable(name, text).ok_or_else(|| ChartError::Option(name.clone()))?;
            variables.insert(name.clone(), value);
        }
        let as_of = variables.get("asOf").and_then(Json::as_str).map(str::to_owned);
        let counted = ask(service, COUNTED, &variables, caller).await?;
        let points = counted["series"]["points"].as_array().map_or(0, Vec::len);
        if points > MOST {
            return Err(ChartError::Refused(vec![too_many(points)]));
        }
        let metric = ask(service, DRAWN, &variables, caller).await?;
        let service = Arc::clone(service);
        apart(move || {
            let chart = Self::of_metric(service.catalogue(), &metric, as_of, chinese);
            Ok(chart.ok_or(ChartError::Empty)?.svg())
        })
        .await
    }

    /// What a request can set.
    pub fn options() -> impl Iterator<Item = &'static str> {
        series::options()
    }

    fn of_metric(catalogue: &Catalogue, metric: &Json, as_of: Option<String>, chinese: bool) -> Option<Self> {
        let series = &metric["series"];
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let rows = series["points"].as_array().filter(|rows| !rows.is_empty())?;
        let mut known: HashSet<&str> = HashSet::new();
        let mut sources = Vec::new();
        for source in rows.iter().filter_map(|row| row["inputs"].as_array()).flatten().map(|input| &input["source"]) {
            let slug = source["slug"].as_str().unwrap_or_default();
            if known.insert(slug) {
                sources.push(text(&source["citation"]));
            }
        }
        let transform = series["transform"].as_str().filter(|transform| *transform != "NONE");
        let transform = transform.map(|value| name_of(catalogue, "SeriesTransform", value, chinese));
        Some(Self {
            chinese,
            title: text(&metric["name"]),
            unit: text(&series["unit"]["name"]),
            transform,
            as_of,
            points: rows.iter().map(|row| Point::of_row(catalogue, row, chinese)).collect(),
            sources,
        })
    }

    /// The drawing.
    fn svg(&self) -> String {
        draw::draw(self)
    }
}

impl Point {
    fn of_row(catalogue: &Catalogue, row: &Json, chinese: bool) -> Self {
        let day = |name: &str| row["period"][name].as_str().and_then(|day| day.parse().ok());
        let status = row["status"].as_str().unwrap_or_default();
        let [start, end] = ["start", "end"].map(|name| row["period"][name].as_str().unwrap_or(".."));
        Self {
            label: row["period"]["label"].as_str().unwrap_or_default().to_owned(),
            // One that is open on a side stands at the day that is known.
            days: day("start").or(day("end")).zip(day("end").or(day("start"))),
            length: Period::parse(&format!("{start}/{end}")).and_then(|period| period.length()),
            value: row["value"].as_f64(),
            low: row["low"].as_f64(),
            high: row["high"].as_f64(),
            display: row["display"].as_str().unwrap_or_default().to_owned(),
            expected: matches!(status, "FORECAST" | "PLAN"),
            status: name_of(catalogue, "ObservationStatus", status, chinese),
        }
    }

    /// The numbers that have to find room.
    fn numbers(&self) -> impl Iterator<Item = f64> {
        [self.value, self.low, self.high].into_iter().flatten()
    }
}

fn too_many(points: usize) -> GraphqlError {
    let message = format!(
        "the series has {points} points and a chart draws {MOST} at most: ask for a part of it with from and to, or for \
         fewer points with resample, such as resample=MONTH&method=LAST"
    );
    GraphqlError::new(Code::TooManyRows, message)
}

/// The metric as the API tells of it.
async fn ask(
    service: &Service,
    wanted: &str,
    variables: &Map<String, Json>,
    caller: &Caller,
) -> Result<Json, ChartError> {
    let document = format!(
        "query Chart($slug: String!, $locale: Locale, {}) {{ metric(by: {{slug: $slug}}) {{ name(locale: $locale) \
         series({}) {wanted} }} }}",
        series::DECLARED,
        series::PASSED
    );
    let answered = series::ask(service, document, variables.clone(), caller).await;
    let body = answered.map_err(ChartError::Refused)?;
    apart(move || {
        let mut answer: Json = serde_json::from_slice(&body).unwrap_or_default();
        match answer["data"]["metric"].take() {
            Json::Null => {
                let near = answer["extensions"]["suggestions"][0]["nearest"].as_array();
                let near = near.into_iter().flatten().filter_map(Json::as_str);
                Err(ChartError::NotFound(near.map(str::to_owned).collect()))
            }
            metric => Ok(metric),
        }
    })
    .await
}

/// Does work in a thread of its own: a long series is megabytes to read and to write, and others are answered meanwhile.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ChartError> + Send + 'static,
) -> Result<T, ChartError> {
    spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(error.message = %error, "a chart could not be drawn");
        let message = "the service failed; the log has more under the request's id";
        Err(ChartError::Refused(vec![GraphqlError::new(Code::Internal, message)]))
    })
}

/// What people call the value of an enum.
fn name_of(catalogue: &Catalogue, choice: &str, value: &str, chinese: bool) -> &'static str {
    let choice = catalogue.choices.iter().find(|known| known.name == choice);
    choice.and_then(|choice| choice.value(value)).map_or("", |value| if chinese { value.zh } else { value.en })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::{Value as Json, json};

    use super::Chart;
    use crate::catalogue::Catalogue;

    /// A metric with so many figures without days, each of a source of its own.
    fn long(count: usize) -> Json {
        let point = |number: usize| {
            json!({ "period": { "label": format!("period {number}") }, "value": number, "status": "ACTUAL",
                    "inputs": [{ "source": { "slug": format!("source-{number}"), "citation": format!("Fable {number}") } }] })
        };
        json!({ "name": "Fables", "series": { "unit": { "name": "items" }, "points": (0..count).map(point).collect::<Vec<_>>() } })
    }

    #[test]
    fn a_drawing_takes_time_that_grows_with_its_points() {
        let (catalogue, metric) = (Catalogue::new(), long(20_000));
        let start = Instant::now();
        let svg = Chart::of_metric(&catalogue, &metric, None, false).expect("it has points").svg();
        let took = start.elapsed();
        assert_eq!(svg.matches("<circle").count(), 20_001);
        assert!(svg.contains("Fable 0; Fable 1; Fable 2 and 19997 more"));
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
}
