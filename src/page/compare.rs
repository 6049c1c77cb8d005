//! Models, technologies or metrics side by side: attributes as rows, every figure with its status, its period and its source.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::answer::{All, Cited, Period, Thing};
use super::ask::{Trouble, ask};
use super::away::Away;
use super::cell::Cell;
use super::form::{Field, Form};
use super::frame::{Frame, Question};
use super::kind::Kind;
use super::named::{Name, Part};
use super::visit::Visit;
use crate::error::Code;
use crate::service::{Caller, Service};

const START: &str = concat!(include_str!("compare/start.graphql"), include_str!("answer/thing.graphql"));

/// The document that compares what an option names.
macro_rules! document {
    ($own:literal) => {
        concat!(include_str!($own), include_str!("compare/row.graphql"), include_str!("answer/cited.graphql"))
    };
}

/// What can be compared.
struct Sort {
    kind: Kind,
    /// The option of an address, with slugs joined by commas.
    option: &'static str,
    document: &'static str,
    /// What their figures are called among the exports, and the filter that leaves those of some slugs.
    export: &'static str,
    filter: fn(&[&str]) -> Json,
}

const SORTS: [Sort; 3] = [
    Sort {
        kind: Kind::Model,
        option: "models",
        document: document!("compare/models.graphql"),
        export: "models",
        filter: |slugs| json!({ "slug": { "in": slugs } }),
    },
    Sort {
        kind: Kind::Technology,
        option: "technologies",
        document: document!("compare/technologies.graphql"),
        export: "technologies",
        filter: |slugs| json!({ "slug": { "in": slugs } }),
    },
    Sort {
        kind: Kind::Metric,
        option: "metrics",
        document: document!("compare/metrics.graphql"),
        export: "observations",
        filter: |slugs| json!({ "metric": { "slug": { "in": slugs } } }),
    },
];

#[derive(Debug, Deserialize)]
struct Comparison {
    subjects: Vec<Thing>,
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Row {
    name: String,
    cells: Vec<Known>,
}

/// What is known of one subject.
#[derive(Debug, Deserialize)]
struct Known {
    display: Option<String>,
    observation: Option<Claim>,
    source: Option<Cited>,
}

/// The claim that a figure is.
#[derive(Debug, Deserialize)]
struct Claim {
    status: String,
    period: Option<Period>,
    metric: Measured,
}

#[derive(Debug, Deserialize)]
struct Measured {
    slug: String,
}

/// A column, and the page without it.
struct Column<'a> {
    subject: &'a Thing,
    without: String,
}

#[derive(Template)]
#[template(path = "compare/compare.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    title: String,
    form: Form<'a>,
    columns: Vec<Column<'a>>,
    rows: &'a [Row],
    away: Away<'a>,
}

#[derive(Template)]
#[template(path = "compare/start.html")]
struct Start<'a> {
    frame: &'a Frame<'a>,
    form: Form<'a>,
    /// What one can begin with.
    lists: Vec<(&'static str, Vec<Cell>)>,
}

/// What an address names side by side, as HTML.
///
/// # Errors
/// What is to be said instead.
pub async fn compare(service: &Service, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    if visit.wrong.is_some() {
        return Err(Trouble::Wrong);
    }
    // Figures stand side by side as they are known now.
    let visit = &visit.without_day();
    let mut asked = SORTS.iter().filter_map(|sort| Some((sort, visit.option(sort.option)?)));
    let (first, second) = (asked.next(), asked.next());
    if second.is_some() {
        let message = "a page compares models, technologies or metrics: give one of them";
        return Err(Trouble::Refused(Code::BadRequest, message.to_owned()));
    }
    let Some((sort, text)) = first else { return start(service, visit, caller).await };
    let slugs: Vec<&str> = text.split(',').map(str::trim).filter(|slug| !slug.is_empty()).collect();
    if let Some(name) = visit.option("add") {
        return Err(added(service, sort, &slugs, name, visit, caller).await);
    }
    let variables = Map::from_iter([
        ("slugs".to_owned(), json!(slugs)),
        ("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" })),
    ]);
    let question = Question::new(visit, sort.document, &variables);
    let data = ask::<Comparison>(service, sort.document, variables, caller).await?;
    let frame = Frame::new(visit, question, data.dataset, data.warnings);
    let (words, subjects) = (frame.words, &data.page.subjects);
    let slugs: Vec<&str> = subjects.iter().map(|subject| subject.slug.as_str()).collect();
    let columns = subjects.iter().map(|subject| {
        let others: Vec<&str> = slugs.iter().copied().filter(|slug| *slug != subject.slug).collect();
        Column { subject, without: visit.with(&[(sort.option, &others.join(","))]) }
    });
    let names: Vec<&str> = subjects.iter().map(|subject| subject.name.as_str()).collect();
    let title = format!("{}{}{}", words.compare, words.colon, names.join(words.and_between));
    let field = Field::name("add", words.add_column, "");
    Written {
        form: Form::new(&frame, vec![field], &[sort.option, "locale"]).saying(words.add),
        columns: columns.collect(),
        rows: &data.page.rows,
        away: Away::of(&frame, sort.export, Some(&(sort.filter)(&slugs)), None, &title),
        title,
        frame: &frame,
    }
    .render()
    .map_err(|error| Trouble::fault(&error))
}

/// The address with another column, which a form names.
async fn added(service: &Service, sort: &Sort, slugs: &[&str], name: &str, visit: &Visit, caller: &Caller) -> Trouble {
    let address = |part: &Part| {
        let mut all = slugs.to_vec();
        if !all.contains(&part.thing.slug.as_str()) {
            all.push(&part.thing.slug);
        }
        visit.with(&[("add", ""), ("kind", ""), (sort.option, &all.join(","))])
    };
    match (Name { kind: Some(sort.kind), text: name }).part(service, visit, caller, address).await {
        Ok(part) => Trouble::Moved(address(&part)),
        Err(trouble) => trouble,
    }
}

/// The page where nothing is named yet.
async fn start(service: &Service, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    let kinds = SORTS.map(|sort| sort.kind.segment());
    let kind = visit.option("kind").unwrap_or(kinds[0]);
    let sort = SORTS.iter().find(|sort| sort.kind.segment() == kind);
    let sort = sort.ok_or_else(|| Trouble::Choice { name: "kind", text: kind.to_owned(), known: kinds.into() })?;
    if let Some(name) = visit.option("add") {
        return Err(added(service, sort, &[], name, visit, caller).await);
    }
    let variables = Map::from_iter([("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" }))]);
    let question = Question::new(visit, START, &variables);
    let data = ask::<All<Thing>>(service, START, variables, caller).await?;
    let technologies = data.rest.get("technologies").map(All::<Thing>::deserialize);
    let technologies = technologies.transpose().map_err(|error| Trouble::fault(&error))?;
    let frame = Frame::new(visit, question, data.dataset, data.warnings);
    let words = frame.words;
    let sorts = SORTS.map(|sort| (sort.kind.segment().to_owned(), frame.sort(sort.kind).to_owned()));
    let fields =
        vec![Field::one_of("kind", words.kind, kind.to_owned(), sorts), Field::name("add", words.compare_start, "")];
    let begin = |option: &'static str, things: &[Thing]| {
        let cell = |thing: &Thing| Cell::link(thing.name.as_str(), visit.with(&[("kind", ""), (option, &thing.slug)]));
        things.iter().map(cell).collect::<Vec<_>>()
    };
    let lists = vec![
        (words.newest_models, begin("models", &data.page.nodes)),
        (words.newest_technologies, begin("technologies", technologies.as_ref().map_or(&[], |all| &all.nodes))),
    ];
    let form = Form::new(&frame, fields, &["locale"]);
    Start { frame: &frame, form, lists }.render().map_err(|error| Trouble::fault(&error))
}

impl Known {
    /// What is said beside a figure: its period and its status.
    fn told(&self, frame: &Frame<'_>) -> Option<String> {
        let claim = self.observation.as_ref()?;
        let period = claim.period.as_ref().map(|period| period.label.as_str());
        let status = frame.label("ObservationStatus", &claim.status);
        Some(period.into_iter().chain([status.as_str()]).collect::<Vec<_>>().join(" · "))
    }
}
