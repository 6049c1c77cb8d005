//! Counts of related rows, as filters and as orders: what `totalCount` says of each row's list is what they go by.

use panorama::catalogue::{Catalogue, FieldKind, FilterKind, Type};
use serde_json::{Value, json};

use crate::support::{App, on_both};

/// Every row of a list, with its slug and how many rows it has below.
async fn counted(app: &App, list: &str, below: &str, order: &str) -> Vec<(String, i64)> {
    let query = format!(
        "query($after: String) {{ {list}(first: 100, after: $after{order}) {{ nodes {{ id below: {below} }} \
         pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app.answer(&query, json!({ "after": after })).await["data"][list].take();
        for node in page["nodes"].as_array().expect("nodes") {
            let number = match &node["below"] {
                Value::Array(items) => i64::try_from(items.len()).expect("a small number"),
                connection => connection["totalCount"].as_i64().expect("a count"),
            };
            rows.push((node["id"].to_string(), number));
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return rows;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The types with a list at the root, and their lists.
fn listed(catalogue: &Catalogue) -> Vec<(&'static str, &Type)> {
    let fields = catalogue.get("Query").fields.iter();
    let lists = fields.filter_map(|field| match &field.kind {
        FieldKind::Many(many) => Some((field.name, catalogue.get(many.object))),
        _ => None,
    });
    lists.collect()
}

/// The relations that a type can be filtered by, with what a row says of each.
fn relations(on: &Type) -> impl Iterator<Item = (&'static str, String)> {
    on.filters.iter().filter_map(|filter| match filter.kind {
        FilterKind::Relation { .. } => Some((filter.name, format!("{} {{ totalCount }}", filter.name))),
        FilterKind::Links { .. } => Some((filter.name, "links { totalCount }".to_owned())),
        FilterKind::Subjects { .. } => Some((filter.name, format!("{} {{ id }}", filter.name))),
        _ => None,
    })
}

/// A condition on a number, and what it means.
type Condition = (&'static str, fn(i64) -> bool);

const CONDITIONS: [Condition; 6] = [
    ("{eq: 0}", |number| number == 0),
    ("{ne: 1}", |number| number != 1),
    ("{gte: 1, lt: 4}", |number| (1..4).contains(&number)),
    ("{in: [2, 5]}", |number| number == 2 || number == 5),
    ("{notIn: []}", |_| true),
    ("{isNull: true}", |_| false),
];

on_both! {
    async fn rows_are_found_by_how_many_belong_to_them(app) {
        let catalogue = Catalogue::new();
        let mut parted = 0;
        for (list, on) in listed(&catalogue) {
            for (relation, below) in relations(on) {
                let rows = counted(app, list, &below, "").await;
                for (condition, holds) in CONDITIONS {
                    let expected = rows.iter().filter(|(_, number)| holds(*number)).count();
                    for filter in [
                        format!("{relation}: {{count: {condition}}}"),
                        format!("not: {{not: {{{relation}: {{count: {condition}}}}}}}"),
                    ] {
                        let data = app.data(&format!("{{ {list}(filter: {{{filter}}}) {{ totalCount }} }}")).await;
                        assert_eq!(data[list]["totalCount"], expected, "{list} with {filter}");
                    }
                    parted += usize::from(expected > 0 && expected < rows.len());
                }
            }
        }
        assert!(parted > 20, "only {parted} counts tell rows apart");
    }

    async fn counts_stand_beside_other_conditions_on_the_same_rows(app) {
        let query = "{ vendors(first: 100, filter: {models: {count: {gte: 2}, some: {openness: {eq: OPEN_WEIGHTS}}}, sectors: {count: {gte: 1}}}) \
                     { nodes { slug models { totalCount } open: models(filter: {openness: {eq: OPEN_WEIGHTS}}) { totalCount } sectors { totalCount } } } }";
        let data = app.data(query).await;
        let nodes = data["vendors"]["nodes"].as_array().expect("nodes");
        assert!(nodes.iter().any(|vendor| vendor["slug"] == "deepseek"), "{nodes:?}");
        for vendor in nodes {
            let count = |list: &str| vendor[list]["totalCount"].as_u64().expect("a count");
            assert!(count("models") >= 2 && count("open") >= 1 && count("sectors") >= 1, "{vendor}");
        }
    }

    async fn orders_by_counts_are_those_of_the_lists(app) {
        for (list, order, below) in [
            ("vendors", "MODEL_COUNT", "models { totalCount }"),
            ("sectors", "VENDOR_COUNT", "vendors { totalCount }"),
            ("sectors", "MODEL_COUNT", "models { totalCount }"),
        ] {
            for direction in ["ASC", "DESC"] {
                let order = format!(", orderBy: [{{field: {order}, direction: {direction}}}]");
                let numbers: Vec<i64> = counted(app, list, below, &order).await.into_iter().map(|(_, n)| n).collect();
                assert!(numbers.iter().any(|number| *number > 1), "{list}{order}");
                let is_sorted = if direction == "ASC" { numbers.is_sorted() } else { numbers.is_sorted_by(|a, b| a >= b) };
                assert!(is_sorted, "{list}{order}: {numbers:?}");
            }
        }
    }

    async fn what_is_no_count_is_refused(app) {
        for (condition, code) in [("{gte: null}", "FILTER_INVALID"), ("{gte: 1.5}", "VALIDATION_FAILED")] {
            let answer = app.answer(&format!("{{ vendors(filter: {{models: {{count: {condition}}}}}) {{ totalCount }} }}"), json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{condition}");
        }
    }
}
