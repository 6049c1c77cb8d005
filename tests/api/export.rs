//! Files of whole lists: the rows that the API pages through, in every format, the same on both databases.

mod columns;
mod command;
mod http;
mod parquet;
mod series;
mod sources;
mod xlsx;

use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};

use crate::support::{App, Backend, TestDatabase, on_both, on_each, run, shared};

const LISTS: [&str; 9] =
    ["vendors", "models", "sectors", "technologies", "metrics", "observations", "trends", "links", "sources"];

/// The path of an export with its arguments.
fn path(file: &str, arguments: &[(&str, Value)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in arguments {
        query.append_pair(name, &value.to_string());
    }
    format!("/export/{file}?{}", query.finish())
}

/// The rows of an export as JSON.
async fn rows(app: &App, list: &str, arguments: &[(&str, Value)]) -> Vec<Map<String, Value>> {
    let answer = app.get(&path(&format!("{list}.jsonl"), arguments)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect()
}

/// All nodes of a list, page after page.
async fn paged(app: &App, list: &str, fields: &str, filter: &Value, order: &Value) -> Vec<Value> {
    let mut capital = list.trim_end_matches("ies").trim_end_matches('s').to_owned();
    if list.ends_with("ies") {
        capital.push('y');
    }
    capital[..1].make_ascii_uppercase();
    let query = format!(
        "query($f: {capital}Filter, $o: [{capital}Order!], $after: String) {{ list: {list}(first: 100, after: $after, filter: $f, orderBy: $o) \
         {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut nodes, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut answer = app.answer(&query, json!({ "f": filter, "o": order, "after": after })).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        let list = answer["data"]["list"].take();
        nodes.extend(list["nodes"].as_array().cloned().unwrap_or_default());
        if list["pageInfo"]["hasNextPage"] != true {
            return nodes;
        }
        after = list["pageInfo"]["endCursor"].clone();
    }
}

/// An application with many more observations than a page, or a batch, has.
async fn large(backend: Backend, count: usize) -> App {
    let database = TestDatabase::loaded(backend).await;
    fill(&database, count).await;
    App::on(database, |settings| settings.request_timeout = std::time::Duration::from_secs(20)).await
}

async fn fill(database: &TestDatabase, count: usize) {
    let sql = format!(
        "INSERT INTO observation (id, metric_id, key, rank, period_start, period_end, period_precision, period_label, value, unit_code, \
         normalized_value, normalized_unit, comparator, published, status, source_id, recorded_at, lineage, known_on, confidence, built_in, version, updated_at) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         SELECT i, o.metric_id, 'many-' || i, 0, o.period_start, o.period_end, o.period_precision, o.period_label, i * 0.1, o.unit_code, \
         i * 0.1, o.normalized_unit, 'EQUAL', '=1+' || i, 'ACTUAL', o.source_id, 1700000000000000 + i, 'many-' || i, o.known_on, 'HIGH', 1 = 1, 1, o.updated_at \
         FROM n CROSS JOIN (SELECT * FROM observation WHERE key = 'R001') o"
    );
    database.writer().await.execute_unprepared(&sql).await.expect("the rows can be stored");
}

#[test]
fn both_databases_write_the_same_files() {
    let apps = [shared(Backend::Sqlite), shared(Backend::Postgres)];
    run(async {
        for list in LISTS {
            for extension in ["csv", "json", "jsonl", "xlsx", "citations.txt", "citations.bib"] {
                let file = format!("/export/{list}.{extension}");
                let [left, right] = [apps[0].get(&file).await, apps[1].get(&file).await];
                assert_eq!((left.status.as_u16(), right.status.as_u16()), (200, 200), "{file}");
                assert!(left.body.len() > 100, "{file} is empty");
                assert!(left.body == right.body, "{file} differs between the databases");
            }
            let file = format!("/export/{list}.parquet");
            let [left, right] = [apps[0].get(&file).await, apps[1].get(&file).await];
            assert!(parquet::rows(&left.body) == parquet::rows(&right.body), "{file} differs between the databases");
        }
    });
}

on_both! {
    async fn every_row_of_every_list_is_there_in_its_order(app) {
        for list in LISTS {
            let expected = paged(app, list, "id", &Value::Null, &Value::Null).await;
            let ids: Vec<Value> = rows(app, list, &[]).await.iter().map(|row| json!({ "id": row["id"] })).collect();
            assert!(!ids.is_empty(), "{list}");
            assert_eq!(ids, expected, "{list}");
        }
    }

    async fn filter_and_order_are_those_of_the_api(app) {
        let filter = json!({ "status": { "in": ["ACTUAL", "ESTIMATE"] }, "metric": { "kind": { "ne": "SPECIFICATION" } }, "not": { "value": { "lt": 1 } } });
        let order = json!([{ "field": "VALUE", "direction": "DESC" }]);
        let fields = "id value low high comparator status published unit { code } period { start end label } normalized { value low high unit { code } } \
                      metric { slug en: name(locale: EN) zh: name(locale: ZH) subjects { __typename slug } } assertedBy source { slug title(locale: EN) url license } locator key \
                      publishedOn recordedAt supersededAt confidence version";
        let expected = paged(app, "observations", fields, &filter, &order).await;
        let found = rows(app, "observations", &[("filter", filter), ("orderBy", order)]).await;
        assert!(expected.len() > 20 && expected.len() == found.len(), "{} and {}", expected.len(), found.len());
        for (node, row) in expected.iter().zip(&found) {
            for (column, path) in [
                ("id", "/id"), ("value", "/value"), ("low", "/low"), ("high", "/high"), ("comparator", "/comparator"), ("status", "/status"),
                ("published", "/published"), ("unit_code", "/unit/code"), ("period_start", "/period/start"), ("period_end", "/period/end"),
                ("period_label", "/period/label"), ("normalized_value", "/normalized/value"), ("normalized_low", "/normalized/low"),
                ("normalized_high", "/normalized/high"), ("normalized_unit_code", "/normalized/unit/code"), ("metric_slug", "/metric/slug"),
                ("asserted_by", "/assertedBy"), ("source_slug", "/source/slug"), ("source_url", "/source/url"), ("source_license", "/source/license"),
                ("locator", "/locator"), ("key", "/key"), ("published_on", "/publishedOn"), ("recorded_at", "/recordedAt"),
                ("superseded_at", "/supersededAt"), ("confidence", "/confidence"), ("version", "/version"),
            ] {
                assert_eq!(&row[column], node.pointer(path).unwrap_or(&Value::Null), "{column} of {}", node["id"]);
            }
            let subjects = node["metric"]["subjects"].as_array().expect("a list").iter().map(|subject| {
                json!(format!("{}:{}", subject["__typename"].as_str().unwrap_or_default().to_uppercase(), subject["slug"].as_str().unwrap_or_default()))
            });
            assert_eq!(row["metric_subjects"], Value::Array(subjects.collect()));
            assert!([&row["metric_name_en"], &row["metric_name_zh"]].contains(&&node["metric"]["en"]));
        }
    }

    async fn columns_follow_from_the_fields(app) {
        let model = &rows(app, "models", &[("filter", json!({ "slug": { "eq": "gpt-4" } }))]).await[0];
        let query = "{ model(by: {slug: \"gpt-4\"}) { name(locale: EN) aliases vendor { slug } releasedOn inputModalities contextWindow openness description(locale: ZH) } }";
        let node = &app.data(query).await["model"];
        for (column, field) in [
            ("name_en", &node["name"]), ("aliases", &node["aliases"]), ("vendor_slug", &node["vendor"]["slug"]), ("released_on", &node["releasedOn"]),
            ("input_modalities", &node["inputModalities"]), ("context_window", &node["contextWindow"]), ("openness", &node["openness"]),
            ("description_zh", &node["description"]),
        ] {
            assert_eq!(&model[column], field, "{column}");
            assert_ne!(field, &Value::Null, "{column} is tested on something");
        }
        let link = &rows(app, "links", &[("filter", json!({ "from": { "slug": { "eq": "nvidia" } } }))]).await[0];
        assert_eq!((&link["from_type"], &link["from_slug"], &link["from_name_zh"]), (&json!("VENDOR"), &json!("nvidia"), &json!("英伟达")));
    }

    async fn csv_holds_what_json_does(app) {
        let text = app.get("/export/observations.csv").await.text();
        assert!(text.starts_with("id,metric_slug,metric_name_en,metric_name_zh,metric_subjects,period_start,"), "a header");
        assert!(!text.replace("\r\n", "").contains('\r'), "lines end in CR LF");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let names = reader.headers().expect("a header").clone();
        let lines: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("records of one length");
        let objects = rows(app, "observations", &[]).await;
        assert_eq!(lines.len(), objects.len());
        for (line, object) in lines.iter().zip(&objects) {
            for (name, cell) in names.iter().zip(line) {
                let expected = match &object[name] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    Value::Array(items) => items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join(";"),
                    // Numbers are the same text in both; the library that reads JSON writes exponents in its own way.
                    Value::Number(number) => number.to_string().replace("e+", "e"),
                    other => other.to_string(),
                };
                assert_eq!(cell.trim_start_matches('\''), expected.trim_start_matches('\''), "{name}");
            }
        }
        let list: Value = app.get("/export/observations.json").await.json();
        assert_eq!(list, Value::Array(objects.into_iter().map(Value::Object).collect()));
    }

    async fn wrong_arguments_have_the_codes_of_the_api(app) {
        for (file, arguments, code) in [
            ("vendors.csv", vec![("filter", "{")], "BAD_REQUEST"),
            ("vendors.csv", vec![("first", "5")], "BAD_REQUEST"),
            ("vendors.csv", vec![("filter", "{}"), ("filter", "{}")], "BAD_REQUEST"),
            ("vendors.csv", vec![("filter", r#"{"colour": {"eq": "red"}}"#)], "VARIABLE_INVALID"),
            ("vendors.csv", vec![("filter", r#"{"kind": {"eq": "RED"}}"#)], "VARIABLE_INVALID"),
            ("vendors.csv", vec![("orderBy", r#"[{"field": "COLOUR"}]"#)], "VARIABLE_INVALID"),
            ("vendors.parquet", vec![("filter", r#"{"slug": {"eq": null}}"#)], "FILTER_INVALID"),
            ("models.json", vec![("filter", r#"{"releasedOn": {"gte": "last year"}}"#)], "FILTER_INVALID"),
            ("models.jsonl", vec![("orderBy", r#"[{"field":"SLUG"},{"field":"NAME"},{"field":"PARAMETERS"},{"field":"SLUG"},{"field":"NAME"}]"#)], "ARGUMENT_INVALID"),
            ("models.citations.txt", vec![("filter", r#"{"slug": {"eq": null}}"#)], "FILTER_INVALID"),
        ] {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&arguments).finish();
            let answer = app.get(&format!("/export/{file}?{query}")).await;
            assert_eq!(answer.status, 400, "{file} {arguments:?}: {}", answer.text());
            assert_eq!(answer.json()["errors"][0]["extensions"]["code"], code, "{arguments:?}");
        }
    }

    async fn what_is_not_there_says_what_is(app) {
        for file in ["planets.csv", "vendors.xml", "vendors", "stages.csv", "query.json"] {
            let answer = app.get(&format!("/export/{file}")).await;
            assert_eq!(answer.status, 404, "{file}");
            let answer = answer.json();
            assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
            assert!(answer["errors"][0]["message"].as_str().unwrap_or_default().contains("observations"), "{answer}");
        }
    }
}

async fn there_is_no_limit_of_rows(backend: Backend) {
    let app = large(backend, 5_000).await;
    let filter = json!({ "key": { "startsWith": "many-" } });
    let order = json!([{ "field": "VALUE" }]);
    let found = rows(&app, "observations", &[("filter", filter), ("orderBy", order)]).await;
    assert_eq!(found.len(), 5_000);
    let values: Vec<&Value> = found.iter().map(|row| &row["value"]).take(3).collect();
    assert_eq!(values, [&json!(0.1), &json!(0.2), &json!(0.3)], "15 digits, and no noise behind them");
    let keys: Vec<&str> = found.iter().filter_map(|row| row["key"].as_str()).collect();
    assert!((1..=5_000).map(|i| format!("many-{i}")).eq(keys), "every row once, in order");
    let file = app.get("/export/observations.parquet").await;
    let expected = parquet::alike(rows(&app, "observations", &[]).await);
    assert!(parquet::rows(&file.body) == expected, "more than one batch of Parquet");
}

async fn what_a_spreadsheet_would_run_is_escaped(backend: Backend) {
    let app = large(backend, 3).await;
    let filter = ("filter", json!({ "key": { "startsWith": "many-" } }));
    let text = app.get(&path("observations.csv", std::slice::from_ref(&filter))).await.text();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().expect("a header").clone();
    let published = names.iter().position(|name| name == "published").expect("the column");
    let cells: Vec<String> = reader.records().flatten().map(|line| line[published].to_owned()).collect();
    assert_eq!(cells, ["'=1+1", "'=1+2", "'=1+3"]);
    assert_eq!(rows(&app, "observations", &[filter]).await[0]["published"], "=1+1", "elsewhere it is as it is");
}

on_each! {
    there_is_no_limit_of_rows
    what_a_spreadsheet_would_run_is_escaped
}
