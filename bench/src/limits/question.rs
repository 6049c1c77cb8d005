//! What is asked, of each in its own words. The words are files in `questions/`.

/// A question, with everything that is needed to ask it of anyone.
#[derive(Debug)]
pub(crate) struct Question {
    /// What the table calls it.
    pub(super) name: &'static str,
    /// What it is.
    pub(super) what: &'static str,
    /// The statement that answers it by itself: the whole answer is one value.
    pub(super) statement: &'static str,
    /// How PostgreSQL plans the statement, where it is better told.
    pub(super) plan: Plan,
    /// A statement whose rows are sets of parameters, as texts: the first `bound` columns are those of `statement`.
    pub(super) sets: &'static str,
    pub(super) bound: usize,
    /// The columns that are variables of documents.
    pub(super) variables: &'static [&'static str],
    /// The list that `after` goes through, where that is a variable; the column `at` is the place in it, from 0.
    pub(super) list: Option<List>,
    /// The document for Panorama, and for resolvers where they can answer it.
    pub(super) document: &'static str,
    pub(super) resolvers: bool,
    /// The document for PostGraphile, where it can answer.
    pub(super) postgraphile: Option<&'static str>,
    /// What of the answers is compared.
    pub(super) compared: Compared,
}

/// How a statement is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// As PostgreSQL decides.
    Auto,
    /// Once for all parameters: planning takes longer than running, and PostgreSQL does not see it.
    Once,
}

/// What of answers has to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    /// All.
    Whole,
    /// The slug of what comes first: the others are in another order where nothing is ranked.
    FirstSlug,
}

/// A list, by the field that gives it and what orders it there.
#[derive(Debug)]
pub(super) struct List {
    pub(super) field: &'static str,
    pub(super) postgraphile: (&'static str, &'static str),
}

macro_rules! text {
    ($file:literal) => {
        include_str!(concat!("questions/", $file))
    };
}

/// All questions, in the order of the table.
pub(super) fn all() -> impl Iterator<Item = &'static Question> {
    ALL.iter()
}

const ALL: &[Question] = &[
    Question {
        name: "Q1",
        what: "a vendor by its slug",
        statement: text!("q1.sql"),
        plan: Plan::Auto,
        sets: "SELECT slug FROM vendor WHERE slug LIKE 'vendor-%' ORDER BY md5(slug) LIMIT 200",
        bound: 1,
        variables: &["slug"],
        list: None,
        document: text!("q1.graphql"),
        resolvers: true,
        postgraphile: Some(text!("q1.postgraphile.graphql")),
        compared: Compared::Whole,
    },
    Question {
        name: "Q2",
        what: "50 vendors, by a cursor, with 10 models each",
        statement: text!("q2.sql"),
        plan: Plan::Auto,
        sets: "SELECT slug, n - 1 AS at FROM (SELECT slug, row_number() OVER (ORDER BY slug) AS n FROM vendor) v \
               WHERE n BETWEEN 100 AND 2000 ORDER BY md5(slug) LIMIT 200",
        bound: 1,
        variables: &["after"],
        list: Some(List { field: "vendors", postgraphile: ("allVendors", "orderBy: [SLUG_ASC]") }),
        document: text!("q2.graphql"),
        resolvers: true,
        postgraphile: Some(text!("q2.postgraphile.graphql")),
        compared: Compared::Whole,
    },
    Question {
        name: "Q3",
        what: "20 sectors, by a cursor, with 5 metrics each and their 10 latest observations",
        statement: text!("q3.sql"),
        plan: Plan::Auto,
        sets: "SELECT place, n - 1 AS at FROM (SELECT place, slug, row_number() OVER (ORDER BY place) AS n, \
               row_number() OVER (ORDER BY place DESC) AS behind FROM sector) s \
               WHERE slug LIKE '%stream-%' AND behind > 20 ORDER BY md5(place)",
        bound: 1,
        variables: &["after"],
        list: Some(List { field: "sectors", postgraphile: ("allSectors", "orderBy: [PLACE_ASC]") }),
        document: text!("q3.graphql"),
        resolvers: false,
        postgraphile: Some(text!("q3.postgraphile.graphql")),
        compared: Compared::Whole,
    },
    Question {
        name: "Q4",
        what: "50 models of makers of a country, released in a year, the newest first, counted, with their makers",
        statement: text!("q4.sql"),
        plan: Plan::Auto,
        sets: "SELECT country, day::date AS \"from\", (day + interval '1 year')::date AS \"to\" \
               FROM (SELECT DISTINCT country FROM vendor WHERE slug LIKE 'vendor-%') c, \
               generate_series(date '2019-01-01', date '2024-10-01', interval '3 months') AS day \
               ORDER BY md5(country || day) LIMIT 200",
        bound: 3,
        variables: &["country", "from", "to"],
        list: None,
        document: text!("q4.graphql"),
        resolvers: false,
        postgraphile: Some(text!("q4.postgraphile.graphql")),
        compared: Compared::Whole,
    },
    Question {
        name: "Q5",
        what: "a metric with its 50 observations and their sources",
        statement: text!("q5.sql"),
        plan: Plan::Auto,
        sets: "SELECT slug FROM metric WHERE slug ~ '^metric-\\d+$' ORDER BY md5(slug) LIMIT 200",
        bound: 1,
        variables: &["slug"],
        list: None,
        document: text!("q5.graphql"),
        resolvers: false,
        postgraphile: Some(text!("q5.postgraphile.graphql")),
        compared: Compared::Whole,
    },
    Question {
        name: "Q6",
        what: "100 observations, by a cursor, 5,000 deep in the list",
        statement: text!("q6.sql"),
        plan: Plan::Once,
        sets: "SELECT period_start, period_end, id, n - 1 AS at FROM (SELECT period_start, period_end, id, \
               row_number() OVER (ORDER BY period_start, period_end, id) AS n FROM observation \
               WHERE superseded_on IS NULL ORDER BY period_start, period_end, id LIMIT 5500) o \
               WHERE n > 4600 ORDER BY md5(id::text) LIMIT 200",
        bound: 3,
        variables: &["after"],
        list: Some(List {
            field: "observations",
            postgraphile: (
                "allObservations",
                "filter: {supersededOn: {isNull: true}}, orderBy: [PERIOD_START_ASC, PERIOD_END_ASC, PRIMARY_KEY_ASC]",
            ),
        }),
        document: text!("q6.graphql"),
        resolvers: false,
        postgraphile: Some(text!("q6.postgraphile.graphql")),
        compared: Compared::Whole,
    },
    Question {
        name: "Q6m",
        what: "100 models with their makers, by a cursor, 5,000 deep in the list",
        statement: text!("q6m.sql"),
        plan: Plan::Auto,
        sets: "SELECT place, n - 1 AS at FROM (SELECT place, row_number() OVER (ORDER BY place) AS n FROM model) m \
               WHERE n BETWEEN 4600 AND 5500 ORDER BY md5(place) LIMIT 200",
        bound: 1,
        variables: &["after"],
        list: Some(List { field: "models", postgraphile: ("allModels", "orderBy: [PLACE_ASC]") }),
        document: text!("q6m.graphql"),
        resolvers: true,
        postgraphile: Some(text!("q6m.postgraphile.graphql")),
        compared: Compared::Whole,
    },
    Question {
        name: "Q7",
        what: "a search for a name",
        statement: text!("q7.sql"),
        plan: Plan::Once,
        // Names that only one thing has; Chinese ones are looked up by pairs of characters, as in the index.
        sets: "SELECT CASE role WHEN 'ZH' THEN (SELECT string_agg('''g' || substr(text, n, 2) || '''', ' & ') \
               FROM generate_series(1, length(text) - 1) AS n) \
               ELSE (SELECT string_agg('''w' || word || ''':*', ' & ') \
               FROM regexp_split_to_table(lower(text), ' ') AS word) END AS words, \
               '''e' || replace(lower(text), ' ', '') || '''' AS exact, text AS query \
               FROM (SELECT text, min(role) AS role FROM name WHERE role IN ('EN', 'ZH') AND node_id IN \
               (SELECT id FROM node WHERE slug ~ '^(vendor|model)-\\d+$') GROUP BY text HAVING count(*) = 1) n \
               ORDER BY md5(text) LIMIT 200",
        bound: 2,
        variables: &["query"],
        list: None,
        document: text!("q7.graphql"),
        resolvers: false,
        postgraphile: None,
        compared: Compared::FirstSlug,
    },
    Question {
        name: "Q8",
        what: "what depends on a hub within 3 steps: 50, counted",
        statement: text!("q8.sql"),
        plan: Plan::Auto,
        sets: "SELECT 'vendor-' || lpad((n * 7)::text, 4, '0') AS slug FROM generate_series(0, 20) AS n",
        bound: 1,
        variables: &["slug"],
        list: None,
        document: text!("q8.graphql"),
        resolvers: false,
        postgraphile: None,
        compared: Compared::Whole,
    },
];
