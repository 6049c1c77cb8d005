//! What is asked: queries that both servers understand, with the variables that a client would send.

use serde_json::{Value, json};

/// A query and how to ask it.
#[derive(Debug)]
pub(crate) struct Scenario {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// The document.
    pub(crate) query: &'static str,
    /// The variables.
    pub(crate) variables: Value,
    /// A query whose `endCursor` is the variable `after`: each server is asked for its own.
    pub(crate) page_before: Option<&'static str>,
}

/// The name of the scenario that reads one row.
pub(crate) const POINT: &str = "point read";

/// The name of the scenario that `--check` looks at.
pub(crate) const NESTED: &str = "50 x 10 nested";

const NEWEST_PAGE: &str = "query Newest($after: String) { models(first: 50, after: $after) \
    { nodes { slug name releasedOn parameters } pageInfo { hasNextPage endCursor } } }";

/// Every scenario, in the order of the table; builds of Panorama are asked for a vendor of the built-in data, which they load.
pub(crate) fn all(beside: bool) -> [Scenario; 5] {
    let vendor = if beside { "nvidia" } else { "vendor-0123" };
    let scenario = |name, query, variables| Scenario { name, query, variables, page_before: None };
    [
        scenario(
            POINT,
            "query Vendor($slug: String!) { vendor(by: {slug: $slug}) { slug name kind country website } }",
            json!({ "slug": vendor }),
        ),
        scenario(
            NESTED,
            "{ vendors(first: 50) { nodes { slug name \
             models(first: 10) { nodes { slug name releasedOn parameters } } } } }",
            json!({}),
        ),
        scenario(
            "50 with to-one",
            "{ models(first: 50) { nodes { slug name releasedOn parameters vendor { slug name country } } } }",
            json!({}),
        ),
        scenario(
            "50 filtered",
            "query ByCountry($country: String!) { vendors(first: 50, filter: {country: {eq: $country}}) \
             { nodes { slug name kind country website } } }",
            json!({ "country": "CN" }),
        ),
        Scenario {
            name: "second page of 50",
            query: NEWEST_PAGE,
            variables: json!({}),
            page_before: Some(NEWEST_PAGE),
        },
    ]
}

/// What only a build of Panorama answers; on the built-in data.
pub(crate) fn more() -> [Scenario; 4] {
    let scenario = |name, query| Scenario { name, query, variables: json!({}), page_before: None };
    [
        scenario(
            "nested figures",
            "{ sectors(first: 20) { nodes { slug metrics(first: 5) { nodes { slug name \
             observations(first: 10) { nodes { value low high period { label } unit { code } } } } } } } }",
        ),
        scenario(
            "filtered counted",
            "{ models(first: 50, filter: {vendor: {country: {eq: \"CN\"}}}, orderBy: [{field: NAME}]) \
             { totalCount nodes { slug name vendor { slug } } } }",
        ),
        scenario("search", "{ search(query: \"yingweida\", first: 10) { nodes { __typename } totalCount } }"),
        scenario(
            "impact",
            "{ impact(of: [{vendor: \"nvidia\"}], direction: DOWNSTREAM, maxDepth: 3) \
             { reached(first: 50) { totalCount nodes { id } } } }",
        ),
    ]
}
