//! Series of metrics as rows: what the API answers of `Metric.series`, a row for each point. A series is short beside a list: it is
//! asked for as a whole, in one state of the data, and made into rows batch by batch.

use std::collections::{BTreeSet, HashMap};

use chrono::DateTime;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use super::MARK;
use super::columns::{Column, ColumnKind, Table, snake};
use crate::catalogue::{Catalogue, Field, FieldKind, Render, ValueType};
use crate::database::{Cell, Rows};
use crate::error::{Code, GraphqlError};
use crate::nearest::{ask, nearest};
use crate::service::{Caller, Service};
use crate::transfer::series;

/// What they are called among the lists.
pub(super) const NAME: &str = "series";
/// The argument that names metrics.
const METRIC: &str = "metric";
/// The most metrics of an export; more cause `ARGUMENT_INVALID`.
const METRICS: usize = 100;
/// Points that are made into rows at once.
const BATCH: usize = 1024;
/// What is told of the sources that a point rests on.
const SOURCES: &str = "Slugs of the sources that it rests on, exchange rates included.";

/// Which series are asked for, and as what.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) table: Table,
    /// Where the values of the columns stand: in a metric, or in a point.
    paths: Vec<Path>,
    document: String,
    slugs: Vec<String>,
    variables: Map<String, Json>,
}

#[derive(Debug, Clone)]
enum Path {
    Metric(&'static str),
    Point(String),
    Sources,
}

/// Series that were answered.
#[derive(Debug)]
pub(super) struct Answer {
    paths: Vec<Path>,
    metrics: Vec<Node>,
    version: i64,
    /// Microseconds since 1970.
    updated_at: i64,
}

#[derive(Deserialize)]
struct Body {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    dataset: State,
    metrics: Nodes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct State {
    version: i64,
    updated_at: String,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    slug: String,
    name_en: Option<String>,
    name_zh: Option<String>,
    series: Series,
}

#[derive(Debug, Deserialize)]
struct Series {
    transform: String,
    unit: Unit,
    points: Vec<Box<RawValue>>,
}

#[derive(Debug, Deserialize)]
struct Unit {
    code: String,
}

impl Question {
    /// Reads the arguments of a request.
    ///
    /// # Errors
    /// `BAD_REQUEST` where there is no such argument; `ARGUMENT_INVALID` where too few metrics are named, or too many.
    pub(super) fn read(catalogue: &Catalogue, given: &[(String, String)]) -> Result<Self, Vec<GraphqlError>> {
        let refused = |code, message| Err(vec![GraphqlError::new(code, message)]);
        let (mut slugs, mut variables) = (Vec::new(), Map::new());
        for (name, text) in given {
            let value = if name == METRIC { Some(text.split(',').collect()) } else { series::variable(name, text) };
            let Some(value) = value else {
                let names: Vec<&str> = std::iter::once(METRIC).chain(series::options()).chain([MARK]).collect();
                let message = format!("{NAME} takes no {name}; it takes {}", names.join(", "));
                return refused(Code::BadRequest, ask(&message, &nearest(name, names)));
            };
            if name == METRIC {
                slugs = text.split(',').filter(|slug| !slug.is_empty()).map(str::to_owned).collect();
            }
            variables.insert(name.clone(), value);
        }
        if slugs.is_empty() || slugs.len() > METRICS {
            let message = format!("{METRIC} names {} metrics by their slugs; it can name 1 to {METRICS}", slugs.len());
            return refused(Code::ArgumentInvalid, message);
        }
        once(&slugs).map_err(|error| vec![error])?;
        let (table, paths, points) = columns(catalogue);
        let document = format!(
            "query Export($metric: [String!]!, {}) {{ dataset {{ version updatedAt }} \
             metrics(first: {}, filter: {{slug: {{in: $metric}}}}) {{ nodes {{ slug name_en: name(locale: EN) \
             name_zh: name(locale: ZH) series({}) {{ transform unit {{ code }} points {{{points}}} }} }} }} }}",
            series::DECLARED,
            slugs.len(),
            series::PASSED
        );
        Ok(Self { table, paths, document, slugs, variables })
    }

    /// What is read.
    pub(super) fn text(&self) -> String {
        format!("{} {}", self.document, Json::from(self.variables.clone()))
    }

    /// Asks the API.
    ///
    /// # Errors
    /// What the API refuses; `NOT_FOUND` where there is no such metric, with those that are near.
    pub(super) async fn ask(self, service: &Service, caller: &Caller) -> Result<(Table, Answer), Vec<GraphqlError>> {
        let Self { table, paths, document, slugs, mut variables } = self;
        let slugs = lookup(service, slugs, caller).await?;
        variables.insert(METRIC.to_owned(), slugs.iter().map(String::as_str).collect());
        let body = series::ask(service, document, variables, caller).await?;
        let answer = tokio::task::spawn_blocking(move || Answer::read(&body, paths, &slugs)).await;
        let answer = answer.unwrap_or_else(|_| Err(GraphqlError::new(Code::Internal, "the service failed")));
        answer.map(|answer| (table, answer)).map_err(|error| vec![error])
    }
}

/// The slugs of metrics as they are kept, however they are written: found as `metric(by:)` finds one.
async fn lookup(service: &Service, slugs: Vec<String>, caller: &Caller) -> Result<Vec<String>, Vec<GraphqlError>> {
    let (mut declared, mut fields, mut variables) = (String::new(), String::new(), Map::new());
    for (place, slug) in slugs.iter().enumerate() {
        declared.push_str(&format!("$m{place}: String!, "));
        fields.push_str(&format!("m{place}: metric(by: {{slug: $m{place}}}) {{ slug }} "));
        variables.insert(format!("m{place}"), Json::from(slug.as_str()));
    }
    let document = format!("query Lookup({declared}) {{ {fields}}}");
    let body = series::ask(service, document, variables, caller).await?;
    let answer: Json = serde_json::from_slice(&body).unwrap_or_default();
    let found = |(place, slug): (usize, &String)| {
        let kept = answer["data"][format!("m{place}")]["slug"].as_str();
        kept.map(str::to_owned).ok_or_else(|| missing(slug, &answer["extensions"]["suggestions"]))
    };
    let kept: Result<Vec<String>, GraphqlError> = slugs.iter().enumerate().map(found).collect();
    kept.and_then(|kept| once(&kept).map(|()| kept)).map_err(|error| vec![error])
}

/// That there is no metric of a slug, and which are near.
fn missing(slug: &str, suggestions: &Json) -> GraphqlError {
    let about = suggestions.as_array().into_iter().flatten().find(|about| about["value"] == slug);
    let near = about.and_then(|about| about["nearest"].as_array()).into_iter().flatten();
    let near: Vec<&str> = near.filter_map(Json::as_str).collect();
    GraphqlError::new(Code::NotFound, ask(&format!("there is no metric {slug:?}"), &near))
}

/// Checks that nothing is named twice.
fn once(slugs: &[String]) -> Result<(), GraphqlError> {
    let mut seen = BTreeSet::new();
    let Some(twice) = slugs.iter().find(|slug| !seen.insert(slug.as_str())) else { return Ok(()) };
    Err(GraphqlError::new(Code::ArgumentInvalid, format!("{METRIC} names {twice:?} twice")))
}

impl Answer {
    fn read(body: &[u8], paths: Vec<Path>, slugs: &[String]) -> Result<Self, GraphqlError> {
        let fault = || GraphqlError::new(Code::Internal, "the service failed");
        let Body { data } = serde_json::from_slice(body).map_err(|_| fault())?;
        let mut nodes: HashMap<String, Node> =
            data.metrics.nodes.into_iter().map(|node| (node.slug.clone(), node)).collect();
        let find = |slug: &String| nodes.remove(slug).ok_or_else(|| missing(slug, &Json::Null));
        // The last is taken first.
        let metrics = slugs.iter().rev().map(find).collect::<Result<Vec<Node>, _>>()?;
        let moment = DateTime::parse_from_rfc3339(&data.dataset.updated_at).map_err(|_| fault())?;
        Ok(Self { paths, metrics, version: data.dataset.version, updated_at: moment.timestamp_micros() })
    }

    /// The state of the data, as `database::STATE` has it.
    pub(super) fn state(&self) -> Rows {
        let mut rows = Rows::new(2);
        rows.push(Cell::Int(self.version));
        rows.push(Cell::Int(self.updated_at));
        rows.end_key();
        rows
    }

    /// The next rows; none behind the last.
    pub(super) fn take(&mut self) -> Option<Rows> {
        let node = self.metrics.last_mut()?;
        let points = &mut node.series.points;
        let batch: Vec<Box<RawValue>> = points.drain(..points.len().min(BATCH)).collect();
        let mut rows = Rows::with_capacity(self.paths.len(), batch.len());
        for point in batch {
            // The service wrote it.
            let point: Json = serde_json::from_str(point.get()).unwrap_or_default();
            let Some(sources) = sources(&point) else { continue };
            for path in &self.paths {
                match path {
                    Path::Metric("slug") => rows.push_text(&node.slug),
                    Path::Metric("unit") => rows.push_text(&node.series.unit.code),
                    Path::Metric("transform") => rows.push_text(&node.series.transform),
                    Path::Metric(language) => {
                        let (en, zh) = (node.name_en.as_deref(), node.name_zh.as_deref());
                        let name = if *language == "en" { en } else { zh };
                        match name {
                            Some(name) => rows.push_text(name),
                            None => rows.push(Cell::Null),
                        }
                    }
                    Path::Point(pointer) => push(&mut rows, point.pointer(pointer).unwrap_or(&Json::Null)),
                    Path::Sources => rows.push_text(&sources),
                }
            }
        }
        rows.end_key();
        if node.series.points.is_empty() {
            self.metrics.pop();
        }
        Some(rows)
    }
}

/// The slugs of what a point rests on, as a list of JSON; nothing where one of them forbids passing it on.
fn sources(point: &Json) -> Option<String> {
    let inputs = point["inputs"].as_array()?.iter().map(|input| &input["source"]);
    let slugs: Option<BTreeSet<&str>> =
        inputs.map(|source| source["slug"].as_str().filter(|_| source["redistribution"] != "FORBIDDEN")).collect();
    Some(Json::from(Vec::from_iter(slugs?)).to_string())
}

fn push(rows: &mut Rows, value: &Json) {
    match value {
        Json::Bool(value) => rows.push(Cell::Int(i64::from(*value))),
        Json::Number(number) => {
            rows.push(number.as_i64().map(Cell::Int).or(number.as_f64().map(Cell::Float)).unwrap_or(Cell::Null));
        }
        Json::String(text) => rows.push_text(text),
        _ => rows.push(Cell::Null),
    }
}

/// The columns, where their values stand, and what is selected of a point for them: its fields, in the order of the catalogue.
fn columns(catalogue: &Catalogue) -> (Table, Vec<Path>, String) {
    let mut reader = Reader { catalogue, columns: Vec::new(), paths: Vec::new() };
    let [metric, series, point] = ["Metric", "Series", "SeriesPoint"].map(|name| catalogue.get(name));
    for (on, field, name, path) in [
        (metric, "slug", "metric_slug", "slug"),
        (metric, "name", "metric_name_en", "en"),
        (metric, "name", "metric_name_zh", "zh"),
        (series, "unit", "unit_code", "unit"),
        (series, "transform", "transform", "transform"),
    ] {
        let described = on.field(field).map_or("", |field| field.description);
        let nullable = field == "name";
        reader.add(name.to_owned(), described, ColumnKind::Text, nullable, Path::Metric(path));
    }
    let mut selected = reader.fields(&point.fields, "", "", false);
    reader.add("source_slugs".to_owned(), SOURCES, ColumnKind::List, false, Path::Sources);
    selected.push_str(" inputs { source { slug redistribution } }");
    (Table { columns: reader.columns, select: Vec::new(), joins: Vec::new() }, reader.paths, selected)
}

struct Reader<'a> {
    catalogue: &'a Catalogue,
    columns: Vec<Column>,
    paths: Vec<Path>,
}

impl Reader<'_> {
    fn add(&mut self, name: String, description: &'static str, kind: ColumnKind, nullable: bool, path: Path) {
        let cell = self.columns.len();
        self.columns.push(Column { name, description, kind, nullable, cell, guard: None });
        self.paths.push(path);
    }

    /// Adds the fields of an object, and gives what is selected for them.
    fn fields(&mut self, fields: &[Field], prefix: &str, pointer: &str, above: bool) -> String {
        let mut selected = String::new();
        for field in fields {
            let (name, nullable) = (format!("{prefix}{}", snake(field.name)), above || !field.required);
            match &field.kind {
                FieldKind::Scalar(scalar) => {
                    let kind = match (scalar.render, scalar.value) {
                        (Render::Float, _) => ColumnKind::Float,
                        (Render::Bool, _) => ColumnKind::Bool,
                        (_, ValueType::Named("Date")) => ColumnKind::Date,
                        _ => ColumnKind::Text,
                    };
                    selected.push_str(&format!(" {}", field.name));
                    self.add(name, field.description, kind, nullable, Path::Point(format!("{pointer}/{}", field.name)));
                }
                FieldKind::Display(_) => {
                    for (suffix, locale) in [("en", "EN"), ("zh", "ZH")] {
                        let key = format!("{}_{suffix}", field.name);
                        selected.push_str(&format!(" {key}: {}(locale: {locale})", field.name));
                        let path = Path::Point(format!("{pointer}/{key}"));
                        self.add(format!("{name}_{suffix}"), field.description, ColumnKind::Text, nullable, path);
                    }
                }
                FieldKind::Embedded { object, .. } => {
                    let catalogue = self.catalogue;
                    let pointer = format!("{pointer}/{}", field.name);
                    let inner = self.fields(&catalogue.get(object).fields, &format!("{name}_"), &pointer, nullable);
                    selected.push_str(&format!(" {} {{{inner} }}", field.name));
                }
                _ => {}
            }
        }
        selected
    }
}
