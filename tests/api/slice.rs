//! Slices: compared with a plain evaluation over everything that the API shows.

use std::collections::{BTreeMap, BTreeSet};
mod once;

use serde_json::{Value, json};

use crate::support::{App, on_both};

/// What is read of each type.
const FIELDS: &[(&str, &str)] = &[
    ("vendors", "id slug country sectors(first: 100) { nodes { id } }"),
    ("models", "id slug releasedOn vendors { nodes { id } } sectors(first: 100) { nodes { id } }"),
    ("technologies", "id slug releasedOn sectors(first: 100) { nodes { id } }"),
    ("sectors", "id slug stage ancestors { id }"),
    ("trends", "id slug sectors(first: 100) { nodes { id } } horizon { start end }"),
    ("links", "id kind from { id __typename } to { id __typename } period { start end }"),
    (
        "metrics",
        "id sector { id } subjects { id __typename } observations(first: 100) { nodes { period { start end } } }",
    ),
];

/// All rows by list.
struct Everything(BTreeMap<&'static str, Vec<Value>>);

impl Everything {
    async fn read(app: &App) -> Self {
        let mut all = BTreeMap::new();
        for (list, fields) in FIELDS {
            let query = format!(
                "query($a: String) {{ {list}(first: 100, after: $a) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}"
            );
            let (mut rows, mut after) = (Vec::new(), Value::Null);
            loop {
                let page = app.answer(&query, json!({ "a": after })).await["data"][list].clone();
                rows.extend(page["nodes"].as_array().expect("a list").clone());
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                after = page["pageInfo"]["endCursor"].clone();
            }
            all.insert(*list, rows);
        }
        Self(all)
    }

    fn rows(&self, list: &str) -> &[Value] {
        &self.0[list]
    }

    fn ids(&self, list: &str, holds: impl Fn(&Value) -> bool) -> BTreeSet<String> {
        self.rows(list).iter().filter(|row| holds(row)).map(id).collect()
    }
}

fn id(row: &Value) -> String {
    row["id"].as_str().expect("an id").to_owned()
}

fn given<'a>(filter: &'a Value, name: &str) -> Option<&'a Vec<Value>> {
    filter.get(name).map(|list| list.as_array().expect("a list"))
}

/// True where a period overlaps the time of a filter, or has no days to be judged by.
fn during(filter: &Value, period: &Value) -> bool {
    let day = |value: &Value| value.as_str().map(str::to_owned);
    let after = |end: Option<String>| filter.get("from").and_then(day).zip(end).is_none_or(|(from, end)| end >= from);
    let before =
        |start: Option<String>| filter.get("to").and_then(day).zip(start).is_none_or(|(to, start)| start <= to);
    after(day(&period["end"])) && before(day(&period["start"]))
}

/// What a filter without a text leaves of each list.
fn expected(all: &Everything, filter: &Value) -> BTreeMap<&'static str, BTreeSet<String>> {
    let among = |name: &str, value: &Value| given(filter, name).is_none_or(|list| list.contains(value));
    let in_branch = |sector: &Value| {
        let named = |slugs: &Vec<Value>| {
            let line = sector["ancestors"].as_array().expect("a list").iter().map(id).chain([id(sector)]);
            let roots = all.ids("sectors", |row| slugs.contains(&row["slug"]));
            line.into_iter().any(|above| roots.contains(&above))
        };
        among("stages", &sector["stage"]) && given(filter, "sectors").is_none_or(named)
    };
    let branch = all.ids("sectors", in_branch);
    let judges_sectors = filter.get("stages").is_some() || filter.get("sectors").is_some();
    let member = |row: &Value| {
        let sectors = row["sectors"]["nodes"].as_array().expect("a list");
        !judges_sectors || sectors.iter().any(|sector| branch.contains(&id(sector)))
    };
    let is_maker = |vendor: &Value| among("countries", &vendor["country"]) && among("vendors", &vendor["slug"]);
    let makers = all.ids("vendors", is_maker);
    let judges_makers = filter.get("countries").is_some() || filter.get("vendors").is_some();
    let links = all.rows("links");
    let made = |row: &Value| {
        let by = |link: &&Value| {
            link["kind"] == "MAKES" && link["to"]["id"] == row["id"] && makers.contains(&id(&link["from"]))
        };
        !judges_makers || links.iter().any(|link| by(&link))
    };
    let released = |row: &Value| {
        let day = row["releasedOn"].as_str();
        let bound = |name: &str| filter.get(name).and_then(Value::as_str);
        bound("from").is_none_or(|from| day.is_some_and(|day| day >= from))
            && bound("to").is_none_or(|to| day.is_some_and(|day| day <= to))
    };
    let named = all.ids("vendors", |vendor| among("vendors", &vendor["slug"]));
    let active = |sector: &Value| {
        let below = |other: &Value| {
            id(other) == id(sector)
                || other["ancestors"].as_array().expect("a list").iter().any(|above| id(above) == id(sector))
        };
        let sectors: BTreeSet<String> = all.ids("sectors", below);
        let here = |vendor: &&Value| {
            named.contains(&id(vendor))
                && vendor["sectors"]["nodes"].as_array().expect("a list").iter().any(|s| sectors.contains(&id(s)))
        };
        filter.get("vendors").is_none() || all.rows("vendors").iter().any(|vendor| here(&vendor))
    };
    let touches = |trend: &Value| {
        let joins = |link: &Value| {
            (link["from"]["id"] == trend["id"] && named.contains(&id(&link["to"])))
                || (link["to"]["id"] == trend["id"] && named.contains(&id(&link["from"])))
        };
        filter.get("vendors").is_none() || links.iter().any(joins)
    };
    let mut left = BTreeMap::from([
        ("vendors", all.ids("vendors", |row| member(row) && is_maker(row))),
        ("models", all.ids("models", |row| member(row) && made(row) && released(row))),
        ("technologies", all.ids("technologies", |row| member(row) && made(row) && released(row))),
        ("sectors", all.ids("sectors", |row| in_branch(row) && active(row))),
        ("trends", all.ids("trends", |row| member(row) && touches(row) && during(filter, &row["horizon"]))),
    ]);
    let nodes: BTreeSet<String> = left.values().flatten().cloned().collect();
    left.insert(
        "links",
        all.ids("links", |link| {
            nodes.contains(&id(&link["from"])) && nodes.contains(&id(&link["to"])) && during(filter, &link["period"])
        }),
    );
    let about = |metric: &Value| {
        let subjects = metric["subjects"].as_array().expect("a list");
        let outside = |subject: &Value| {
            ["Vendor", "Model", "Technology"].iter().any(|t| subject["__typename"] == *t)
                && !nodes.contains(&id(subject))
        };
        let in_sector = metric["sector"]["id"].as_str().is_some_and(|sector| left["sectors"].contains(sector));
        subjects.iter().any(|subject| nodes.contains(&id(subject))) || (in_sector && !subjects.iter().any(outside))
    };
    let judges_time = filter.get("from").is_some() || filter.get("to").is_some();
    let timely = |metric: &Value| {
        let periods = metric["observations"]["nodes"].as_array().expect("a list").iter().map(|o| &o["period"]);
        let mut dated = periods.filter(|period| period["start"].is_string() || period["end"].is_string()).peekable();
        !judges_time || dated.peek().is_none() || dated.any(|period| during(filter, period))
    };
    let metrics = all.ids("metrics", |metric| about(metric) && timely(metric));
    left.insert("metrics", metrics);
    left
}

/// The ids of every list of a slice, and what totals they say.
async fn slice(app: &App, filter: &Value) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut left = BTreeMap::new();
    for (list, _) in FIELDS {
        let query = format!(
            "query($f: SliceFilter!, $a: String) {{ slice(filter: $f) {{ {list}(first: 100, after: $a) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
        );
        let (mut ids, mut after) = (BTreeSet::new(), Value::Null);
        loop {
            let answer = app.answer(&query, json!({ "f": filter, "a": after })).await;
            assert_eq!(answer.get("errors"), None, "{filter}");
            let page = &answer["data"]["slice"][list];
            ids.extend(page["nodes"].as_array().expect("a list").iter().map(id));
            if page["pageInfo"]["hasNextPage"] == false {
                assert_eq!(page["totalCount"], ids.len(), "{list} of {filter}");
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        left.insert(*list, ids);
    }
    left
}

on_both! {
    async fn slices_are_what_a_plain_evaluation_leaves(app) {
        let all = Everything::read(app).await;
        let filters = [
            json!({}),
            json!({ "stages": ["UPSTREAM"] }),
            json!({ "stages": [] }),
            json!({ "sectors": ["compute"], "countries": ["CN"] }),
            json!({ "sectors": ["healthcare", "ai-chips"] }),
            json!({ "sectors": ["no-such"] }),
            json!({ "countries": ["US"], "from": "2024-01-01" }),
            json!({ "vendors": ["nvidia", "huawei"] }),
            json!({ "vendors": ["deepseek"], "from": "2024-06-01", "to": "2025-01-31" }),
            json!({ "stages": ["MIDSTREAM"], "countries": ["CN"], "to": "2023-12-31" }),
            json!({ "from": "2026-01-01" }),
            json!({ "to": "2000-01-01" }),
        ];
        let mut parted = 0;
        for filter in filters {
            let (found, wanted) = (slice(app, &filter).await, expected(&all, &filter));
            for (list, ids) in &wanted {
                assert_eq!(&found[list], ids, "{list} of {filter}");
                parted += usize::from(!ids.is_empty() && ids.len() < all.rows(list).len());
            }
        }
        assert!(parted > 40, "only {parted} lists were parted: the filters check little");
    }

    async fn a_filter_leaves_of_every_list_what_the_slice_has(app) {
        let filters = [json!({ "countries": ["CN"], "from": "2024" }), json!({ "sectors": ["compute"] }), json!({ "text": "nvidia" }), json!({})];
        for filter in filters {
            let wanted = slice(app, &filter).await;
            for (list, ids) in &wanted {
                let kind = match *list {
                    "technologies" => "Technology".to_owned(),
                    list => format!("{}{}", list[..1].to_uppercase(), &list[1..list.len() - 1]),
                };
                let query = format!(
                    "query($f: {kind}Filter, $g: {kind}Filter) {{ all: {list}(first: 0) {{ totalCount }} in: {list}(first: 100, filter: $f) {{ totalCount nodes {{ id }} }}                      out: {list}(first: 0, filter: $g) {{ totalCount }} }}"
                );
                let data = app.answer(&query, json!({ "f": { "slice": filter }, "g": { "not": { "slice": filter } } })).await["data"].clone();
                assert_eq!(data["in"]["totalCount"], ids.len(), "{list} of {filter}");
                let found: BTreeSet<String> = data["in"]["nodes"].as_array().expect("a list").iter().map(id).collect();
                assert!(found.is_subset(ids) && found.len() == ids.len().min(100), "{list} of {filter}");
                let number = |name: &str| data[name]["totalCount"].as_u64().expect("a number");
                // What has no date is neither in a slice of some time nor outside it; nor a metric without a sector.
                let is_decided = filter.get("from").is_none() && *list != "metrics";
                assert!(number("in") + number("out") <= number("all"), "{list} of {filter}");
                assert!(!is_decided || number("in") + number("out") == number("all"), "{list} of {filter}");
            }
        }
        let query = "query($f: ModelFilter) { sector(by: {slug: \"midstream\"}) { models(first: 100, deep: true, filter: $f) { nodes { vendor { country } } } } }";
        let answer = app.answer(query, json!({ "f": { "slice": { "countries": ["US"] } } })).await;
        let models = answer["data"]["sector"]["models"]["nodes"].as_array().expect("a list").clone();
        assert!(models.len() > 5 && models.iter().all(|model| model["vendor"]["country"] == "US"), "{models:?}");
        let errors = app.errors(query, json!({ "f": { "slice": { "from": "2025", "to": "2024" } } })).await;
        assert_eq!(errors[0].0, "ARGUMENT_INVALID");
    }

    async fn the_text_of_a_slice_is_what_the_search_finds(app) {
        for text in ["nvidia", "大模型", "deepseek", "芯片", "yingweida"] {
            let query = "query($t: String!) { slice(filter: {text: $t}) { vendors(first: 100) { nodes { id } } models(first: 100) { nodes { id } } technologies(first: 100) { nodes { id } } } \
                         search(query: $t, types: [VENDOR, MODEL, TECHNOLOGY], first: 100) { nodes { ... on ChainNode { id } } } }";
            let data = app.answer(query, json!({ "t": text })).await["data"].clone();
            let ids = |list: &Value| list["nodes"].as_array().expect("a list").iter().map(id).collect::<BTreeSet<_>>();
            let found: BTreeSet<String> = ["vendors", "models", "technologies"].iter().flat_map(|list| ids(&data["slice"][list])).collect();
            assert!(!found.is_empty());
            assert_eq!(found, ids(&data["search"]), "{text}");
        }
        let nothing = app.data("{ slice(filter: {text: \"%\"}) { vendors { totalCount } links { totalCount } } }").await;
        assert_eq!(nothing["slice"], json!({ "vendors": { "totalCount": 0 }, "links": { "totalCount": 0 } }));
    }

    async fn lists_of_a_slice_take_every_argument(app) {
        let query = "{ slice(filter: {countries: [\"CN\"]}) { models(first: 2, filter: {openness: {eq: OPEN_WEIGHTS}}, orderBy: [{field: PARAMETERS, direction: DESC}]) \
                     { totalCount nodes { slug vendor { country } openness } groups(by: [VENDOR]) { count } } links(filter: {kind: {eq: MAKES}}) { groups(by: [KIND]) { keys count } totalCount } } }";
        let slice = app.data(query).await["slice"].clone();
        let models = slice["models"]["nodes"].as_array().expect("a list");
        assert!(models.len() == 2 && models.iter().all(|m| m["vendor"]["country"] == "CN" && m["openness"] == "OPEN_WEIGHTS"), "{models:?}");
        let groups = slice["models"]["groups"].as_array().expect("groups");
        let sum: u64 = groups.iter().filter_map(|group| group["count"].as_u64()).sum();
        assert_eq!(slice["models"]["totalCount"], sum);
        assert_eq!(slice["links"]["groups"][0]["count"], slice["links"]["totalCount"]);
    }

    async fn a_slice_that_contradicts_itself_is_refused_or_empty(app) {
        let query = "query($f: SliceFilter!) { slice(filter: $f) { vendors { totalCount } } }";
        for filter in [json!({ "from": "2025-01-01", "to": "2024-01-01" }), json!({ "from": "soon" }), json!({ "text": "a".repeat(201) })] {
            let errors = app.errors(query, json!({ "f": filter })).await;
            assert_eq!(errors, [("ARGUMENT_INVALID".to_owned(), json!(["slice"]))], "{filter}");
        }
        let answer = app.answer(query, json!({ "f": { "countries": ["XX"] } })).await;
        assert_eq!(answer["data"]["slice"]["vendors"]["totalCount"], 0);
    }
}
