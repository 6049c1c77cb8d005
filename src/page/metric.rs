//! The page of a metric: its chart, and every claim about it.

use askama::Template;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value as Json, json};

use super::answer::{All, Cited, Dataset, List, Named, Thing};
use super::away::Away;
use super::figures::{Claim, Table};
use super::frame::Frame;
use super::head::Head;
use super::kind::Kind;
use super::part::Part;
use super::relations::rest;
use super::visit::escaped;

/// A drawing of fewer points says nothing that the table does not.
const FEWEST: usize = 2;
/// From so many points on they stand in each other's way, and the newest of each year is drawn.
const MOST: usize = 300;

/// A metric.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    slug: String,
    en: String,
    zh: String,
    aliases: Vec<String>,
    description: Option<String>,
    kind: String,
    unit: Named,
    subjects: Vec<Thing>,
    region: Option<String>,
    region_inferred: bool,
    sector: Option<Thing>,
    series: Series,
    observations: List<Claim>,
    sources: All<Cited>,
}

/// How many points there are to draw.
#[derive(Debug, Deserialize)]
struct Series {
    points: Vec<IgnoredAny>,
}

#[derive(Template)]
#[template(path = "metric/metric.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    head: Head<'a>,
    /// The address of the drawing, where there is something to draw.
    chart: Option<String>,
    /// What the drawing is called as a file.
    file: &'a str,
    /// The page that sets it beside others.
    compare: String,
    table: Table<'a>,
    more: Option<(usize, String)>,
    sources: &'a [Cited],
    away: Away<'a>,
    /// The metric as search engines for data read it: JSON in which no tag can end.
    described: String,
}

impl Page {
    /// The metric as a data set of schema.org.
    fn described(&self, frame: &Frame<'_>, head: &Head<'_>) -> String {
        let cited: Vec<&str> = self.sources.nodes.iter().map(|source| source.title.as_str()).collect();
        let described = json!({
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": head.name,
            "alternateName": head.other,
            "description": self.description.as_deref().unwrap_or(head.name),
            "url": frame.visit.whole(frame.visit.file(&Kind::Metric.path(&self.slug), &[])),
            "version": frame.dataset.as_ref().map(|dataset| dataset.version),
            "dateModified": frame.dataset.as_ref().map(Dataset::day),
            "isBasedOn": cited,
            "variableMeasured": { "@type": "PropertyValue", "name": head.name, "unitText": self.unit.name },
        });
        described.to_string().replace('<', "\\u003c")
    }

    /// The address of its chart, in the page's language and as of its day.
    fn chart(&self, frame: &Frame<'_>) -> Option<String> {
        let count = self.series.points.len();
        let mut options = vec![("locale", if frame.visit.chinese { "zh" } else { "en" })];
        options.extend(frame.visit.day().map(|day| ("asOf", day)));
        if count > MOST {
            options.extend([("resample", "YEAR"), ("method", "LAST")]);
        }
        let path = format!("/chart/metric/{}.svg", escaped(&self.slug));
        (count >= FEWEST).then(|| frame.visit.file(&path, &options))
    }
}

impl Part for Page {
    const CURSORS: &[&str] = &["claims"];

    fn document() -> &'static str {
        concat!(
            include_str!("metric/metric.graphql"),
            include_str!("figures/claim.graphql"),
            include_str!("answer/thing.graphql"),
            include_str!("answer/cited.graphql")
        )
    }

    fn slug(&self) -> &str {
        &self.slug
    }

    fn write(&self, frame: &Frame<'_>, _drawn: Map<String, Json>) -> askama::Result<String> {
        let words = frame.words;
        let mut head = Head::new(frame, words.metric, [&self.en, &self.zh]);
        head.aliases = &self.aliases;
        head.description = self.description.as_deref();
        head.say(words.kind, Some(frame.label("MetricKind", &self.kind)));
        head.say(words.unit, Some(self.unit.name.as_str()));
        head.name(frame, words.subjects, &self.subjects);
        let region = self.region.as_ref();
        head.say(
            words.region,
            region.map(|region| match self.region_inferred {
                true => frame.fill(words.region_inferred, &frame.country(region)),
                false => frame.country(region),
            }),
        );
        head.name(frame, words.belongs, &self.sector);
        let (claims, chart) = (&self.observations, self.chart(frame));
        let own = json!({ "metric": { "slug": { "eq": self.slug } } });
        let away = Away::of(frame, "observations", Some(&own), None, head.name).with_drawing(chart.clone());
        Written {
            compare: frame.visit.to("/compare", &[("metrics", &self.slug)]),
            described: self.described(frame, &head),
            away,
            frame,
            head,
            chart,
            file: &self.slug,
            table: Table::of_claims(frame, words.claims, &claims.nodes),
            more: rest(frame, claims, "claims"),
            sources: &self.sources.nodes,
        }
        .render()
    }
}
