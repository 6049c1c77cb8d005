//! The data as a whole: how much there is, what is wrong with it, how much is known, what was brought in, and how to take all of it.

use std::collections::BTreeSet;

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::{Cited, Counted, Group};
use super::ask::{Trouble, ask};
use super::away::Away;
use super::cell::Cell;
use super::chain::{Count, counts};
use super::frame::{Frame, Question};
use super::kind::Kind;
use super::visit::Visit;
use crate::service::{Caller, Service};
use crate::transfer::export::{Kind as File, lists};

const DOCUMENT: &str = concat!(include_str!("data/data.graphql"), include_str!("answer/cited.graphql"));

#[derive(Debug, Deserialize)]
struct Dataset {
    counts: Vec<Count>,
    quality: Quality,
}

#[derive(Debug, Deserialize)]
struct Quality {
    findings: Findings,
    coverage: super::answer::All<Coverage>,
}

#[derive(Debug, Deserialize)]
struct Findings {
    groups: Vec<Group>,
}

/// How much is known of a field in a stage.
#[derive(Debug, Deserialize)]
struct Coverage {
    #[serde(rename = "type")]
    sort: String,
    field: String,
    known: usize,
    total: usize,
    sector: Stage,
}

#[derive(Debug, Deserialize)]
struct Stage {
    slug: String,
    name: String,
}

/// What else the document asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    import_runs: Runs,
    allowed: Counted,
    unknown: Counted,
    forbidden: Forbidden,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Runs {
    total_count: usize,
    nodes: Vec<Run>,
}

/// A file that was brought in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    format: String,
    file: String,
    as_of: String,
    source: Cited,
    rows_read: usize,
    rows_skipped: usize,
    created: usize,
    updated: usize,
    revised: usize,
    withdrawn: usize,
}

/// Sources that forbid passing on what they print.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Forbidden {
    total_count: usize,
    nodes: Vec<Terms>,
}

#[derive(Debug, Deserialize)]
struct Terms {
    #[serde(flatten)]
    source: Cited,
    license: Option<String>,
}

/// How much is known of a field, stage by stage.
struct Field {
    sort: String,
    name: String,
    /// Of how many in each stage it is known; none where there are none.
    cells: Vec<Option<(usize, usize)>>,
}

/// A list as files.
struct List {
    name: &'static str,
    rows: Option<usize>,
    files: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "data/data.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    counts: Vec<Cell>,
    /// What is wrong, how bad that is, and how often.
    findings: Vec<[String; 3]>,
    stages: Vec<&'a str>,
    fields: Vec<Field>,
    lists: Vec<List>,
    runs: &'a Runs,
    terms: Vec<(String, usize)>,
    forbidden: &'a [Terms],
    away: Away<'a>,
}

/// The data as a whole, as HTML.
///
/// # Errors
/// What is to be said instead.
pub async fn data(service: &Service, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    if visit.wrong.is_some() {
        return Err(Trouble::Wrong);
    }
    // The data is told as it is now.
    let visit = &visit.without_day();
    let variables = Map::from_iter([("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" }))]);
    let question = Question::new(visit, DOCUMENT, &variables);
    let data = ask::<Dataset>(service, DOCUMENT, variables, caller).await?;
    let whole = Whole::deserialize(&Json::Object(data.rest)).map_err(|error| Trouble::fault(&error))?;
    let frame = Frame::new(visit, question, data.dataset, data.warnings);
    let (stages, fields) = coverage(&frame, &data.page.quality.coverage.nodes);
    let terms = [
        ("ALLOWED", whole.allowed.total_count),
        ("UNKNOWN", whole.unknown.total_count),
        ("FORBIDDEN", whole.forbidden.total_count),
    ];
    Written {
        counts: counts(&frame, &data.page.counts),
        findings: data.page.quality.findings.groups.iter().filter_map(|group| finding(&frame, group)).collect(),
        stages,
        fields,
        lists: lists(service.catalogue()).map(|list| files(&frame, list, &data.page.counts)).collect(),
        runs: &whole.import_runs,
        terms: terms.map(|(value, count)| (frame.label("Redistribution", value), count)).into(),
        forbidden: &whole.forbidden.nodes,
        away: Away::cited(&frame, frame.words.data),
        frame: &frame,
    }
    .render()
    .map_err(|error| Trouble::fault(&error))
}

fn finding(frame: &Frame<'_>, group: &Group) -> Option<[String; 3]> {
    let [kind, severity] = group.labels.as_slice() else { return None };
    Some([kind.clone()?, severity.clone()?, frame.number(group.count)])
}

/// What is known, with a column for each stage.
fn coverage<'a>(frame: &Frame<'_>, rows: &'a [Coverage]) -> (Vec<&'a str>, Vec<Field>) {
    let mut stages: Vec<&Stage> = Vec::new();
    for row in rows {
        if !stages.iter().any(|stage| stage.slug == row.sector.slug) {
            stages.push(&row.sector);
        }
    }
    let fields: BTreeSet<(&str, &str)> = rows.iter().map(|row| (row.sort.as_str(), row.field.as_str())).collect();
    let field = |(sort, name): (&str, &str)| {
        let of = |stage: &&Stage| {
            let found =
                rows.iter().find(|row| (&*row.sort, &*row.field, &*row.sector.slug) == (sort, name, &*stage.slug));
            found.filter(|row| row.total > 0).map(|row| (row.known, row.total))
        };
        let sort = Kind::of(sort).map_or(sort, |kind| frame.sorts(kind)).to_owned();
        Field { sort, name: name.to_owned(), cells: stages.iter().map(of).collect() }
    };
    let fields = fields.into_iter().map(field).collect();
    (stages.into_iter().map(|stage| stage.name.as_str()).collect(), fields)
}

/// The files of a list, whose rows are of a type.
fn files(frame: &Frame<'_>, [name, sort]: [&'static str; 2], counts: &[Count]) -> List {
    let file = |kind: File| (kind.extension(), frame.visit.file(&format!("/export/{name}.{}", kind.extension()), &[]));
    let rows = counts.iter().find(|count| count.name == sort).map(|count| count.count);
    List { name, rows, files: File::ALL.into_iter().map(file).collect() }
}
