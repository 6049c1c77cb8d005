//! The questions whose plans are kept: what clients ask most, and what a plan can go most wrong with.

use crate::support::App;

/// A question.
pub(super) struct Question {
    /// What its file is called.
    pub(super) name: &'static str,
    text: &'static str,
    /// A question and the place in its answer from which `$given` comes.
    given: Option<(&'static str, &'static str)>,
}

impl Question {
    const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text, given: None }
    }

    const fn with(self, question: &'static str, place: &'static str) -> Self {
        Self { given: Some((question, place)), ..self }
    }

    /// Its text, without variables.
    pub(super) async fn text(&self, app: &App) -> String {
        let Some((question, place)) = self.given else { return self.text.to_owned() };
        let answer = app.data(question).await;
        let given = answer.pointer(place).unwrap_or_else(|| panic!("{question} has no {place}"));
        self.text.replace("$given", &given.to_string())
    }
}

const FIGURES: &str = "{ observations(first: 100) { pageInfo { endCursor } } }";
const NEWEST: &str =
    "{ models(first: 100, orderBy: [{field: RELEASED_ON, direction: DESC}]) { pageInfo { endCursor } } }";

pub(super) const QUESTIONS: &[Question] = &[
    Question::new("point-read", "{ vendor(by: {slug: \"nvidia\"}) { slug name kind country website aliases } }"),
    Question::new("node-by-id", "{ node(id: $given) { id ... on Model { slug name vendor { name } } } }")
        .with("{ model(by: {slug: \"gpt-4\"}) { id } }", "/model/id"),
    Question::new(
        "nested-lists",
        "{ vendors(first: 50) { nodes { slug name models(first: 10) { nodes { slug name releasedOn parameters } } } } }",
    ),
    Question::new(
        "to-one",
        "{ models(first: 50) { nodes { slug name baseModel { slug } vendor { slug country parent { slug } } } } }",
    ),
    Question::new(
        "sectors-metrics-latest",
        "{ sectors(first: 20) { nodes { slug metrics(first: 5) { nodes { slug name latest { value unit { code } } \
         observations(first: 3, orderBy: [{field: PERIOD_START, direction: DESC}]) { nodes { value period { label } } } \
         } } } } }",
    ),
    Question::new(
        "metric-with-figures",
        "{ metric(by: {slug: \"china-ai-industry-size\"}) { name sector { slug } subjects { slug } \
         observations(first: 20) { totalCount nodes { value period { label } unit { code } source { title } revisions { value } } } \
         sources(first: 10) { nodes { title publisher } } } }",
    ),
    Question::new(
        "counted-by-country",
        "{ models(first: 50, filter: {vendor: {country: {eq: \"CN\"}}}, orderBy: [{field: NAME}]) \
         { totalCount nodes { slug name vendor { slug } } } }",
    ),
    Question::new(
        "filtered-some",
        "{ vendors(first: 20, filter: {country: {eq: \"CN\"}, models: {some: {releasedOn: {gte: \"2024-01-01\"}}}}) \
         { totalCount nodes { slug } } }",
    ),
    Question::new(
        "filtered-none",
        "{ metrics(first: 20, filter: {observations: {none: {status: {eq: ACTUAL}}}}) { totalCount nodes { slug } } }",
    ),
    Question::new(
        "filtered-by-counts",
        "{ vendors(first: 20, filter: {models: {count: {gte: 3}}, technologies: {count: {gte: 1}}}, \
         orderBy: [{field: MODEL_COUNT, direction: DESC}]) { totalCount nodes { slug } } }",
    ),
    Question::new(
        "filtered-by-latest",
        "{ models(first: 20, filter: {metrics: {some: {attribute: {eq: \"mmlu\"}, latest: {normalized: {gt: 88}}}}}) { nodes { slug } } }",
    ),
    Question::new(
        "filtered-by-links",
        "{ models(first: 20, filter: {links: {direction: OUT, some: {kind: {eq: TRAINED_ON}, to: {slug: {eq: \"h100\"}, deep: true}}}}) \
         { totalCount nodes { slug } } }",
    ),
    Question::new(
        "filtered-by-families",
        "{ links(first: 20, filter: {to: {name: {contains: \"a\"}, deep: true}}) { totalCount nodes { kind } } }",
    ),
    Question::new(
        "filtered-by-text",
        "{ models(first: 20, filter: {name: {contains: \"gpt\"}}) { totalCount nodes { slug } } }",
    ),
    Question::new(
        "filtered-figures",
        "{ observations(first: 20, filter: {source: {slug: {eq: \"epoch-ai-models\"}}, value: {gt: 10}}) { nodes { value } } }",
    ),
    Question::new(
        "deep-page-of-observations",
        "{ observations(first: 50, after: $given) { nodes { value metric { slug } } pageInfo { hasNextPage } } }",
    )
    .with(FIGURES, "/observations/pageInfo/endCursor"),
    Question::new(
        "deep-page-of-models",
        "{ models(first: 50, after: $given, orderBy: [{field: RELEASED_ON, direction: DESC}]) \
         { nodes { slug releasedOn } pageInfo { hasNextPage } } }",
    )
    .with(NEWEST, "/models/pageInfo/endCursor"),
    Question::new(
        "links-both-ways",
        "{ technology(by: {slug: \"h100\"}) { links(first: 20, direction: BOTH) { totalCount nodes { kind from { slug } \
         to { slug } source { title } } } } }",
    ),
    Question::new(
        "sector-with-all-below",
        "{ sector(by: {slug: \"compute\"}) { ancestors { slug } vendors(first: 20, deep: true) { totalCount nodes { slug } } } }",
    ),
    Question::new("search", "{ search(query: \"yingweida\", first: 10) { totalCount nodes { __typename } } }"),
    Question::new(
        "search-misspelt",
        "{ search(query: \"nvidai\", first: 10, types: [VENDOR]) { nodes { ... on Vendor { slug } } } }",
    ),
    Question::new(
        "impact",
        "{ impact(of: [{vendor: \"nvidia\"}], direction: DOWNSTREAM, maxDepth: 3) \
         { reached(first: 20) { totalCount edges { distance node { slug } path { links { kind } } } } } }",
    ),
    Question::new(
        "path",
        "{ path(from: {vendor: \"nvidia\"}, to: {sector: \"healthcare\"}, maxDepth: 3, first: 1) { length nodes { slug } } }",
    ),
    Question::new("total", "{ observations(filter: {status: {eq: ACTUAL}}) { total(limit: 1000) { count isExact } } }"),
    Question::new(
        "total-as-of",
        "{ observations(first: 10, asOf: \"2024-12-31\") { total { count } totalCount nodes { value knownOn } } }",
    ),
    Question::new(
        "changed",
        "{ dataset { changed(from: \"2024-01-01\", to: \"2024-03-31\") { known(first: 20) { totalCount nodes { value } } \
         revised(first: 20) { nodes { value previous { value } } } withdrawn(first: 20) { nodes { value withdrawnOn } } } } }",
    ),
    Question::new(
        "groups-by-sector",
        "{ models { groups(by: [SECTOR, OPENNESS]) { keys labels count max { parameters } } } }",
    ),
    Question::new("groups-by-status", "{ observations { groups(by: [STATUS]) { keys count } } }"),
    Question::new(
        "groups-by-year-and-unit",
        "{ observations { groups(by: [YEAR, UNIT], first: 50) { keys count max { value } sum { value } } } }",
    ),
    Question::new(
        "slice",
        "{ slice(filter: {sectors: [\"compute\"], countries: [\"CN\"]}) { vendors(first: 20) { totalCount nodes { slug } } \
         models(first: 5) { nodes { slug } } links(first: 5) { totalCount nodes { kind } } metrics(first: 5) { nodes { slug } } } }",
    ),
    Question::new(
        "series",
        "{ metric(by: {slug: \"china-ai-industry-size\"}) { series { unit { code } points { period { label } value \
         inputs { source { title } } } } } }",
    ),
    Question::new(
        "compared-models",
        "{ compareModels(models: [\"gpt-4\", \"deepseek-v3\"]) { subjects { slug } rows { name cells { number source { title } } } } }",
    ),
    Question::new(
        "findings",
        "{ dataset { version counts { count } quality { findings(first: 20) { totalCount nodes { __typename } } } } }",
    ),
];
