//! Routes, pages and the manners of HTTP.

use std::collections::BTreeSet;

use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Schema};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use crate::support::{App, Backend, TestDatabase, on_both, run};

/// The explorer's example queries.
fn examples() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/web/src/examples");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the examples").flatten().map(|f| f.path()).collect();
    files.sort();
    let read =
        |path: std::path::PathBuf| (path.display().to_string(), std::fs::read_to_string(&path).expect("an example"));
    files.into_iter().map(read).collect()
}

/// The lists of the schema as `Type.field`: pages, and lists of objects.
fn lists(schema: &Schema) -> BTreeSet<String> {
    let mut lists = BTreeSet::new();
    for (name, ty) in &schema.types {
        let ExtendedType::Object(object) = ty else { continue };
        if name.starts_with("__") || ["Connection", "Edge"].iter().any(|end| name.ends_with(end)) {
            continue;
        }
        for field in object.fields.values() {
            let of = field.ty.inner_named_type();
            let objects = field.ty.is_list() && schema.types[of].is_object() || schema.types[of].is_interface();
            if of.ends_with("Connection") || (field.ty.is_list() && objects) {
                lists.insert(format!("{name}.{}", field.name));
            }
        }
    }
    lists
}

/// Adds what a selection asks for, as `Type.field`.
fn asked(set: &SelectionSet, document: &ExecutableDocument, into: &mut BTreeSet<String>) {
    for selection in &set.selections {
        let inner = match selection {
            Selection::Field(field) => {
                into.insert(format!("{}.{}", set.ty, field.name));
                &field.selection_set
            }
            Selection::InlineFragment(fragment) => &fragment.selection_set,
            Selection::FragmentSpread(spread) => &document.fragments[&spread.fragment_name].selection_set,
        };
        asked(inner, document, into);
    }
}

#[test]
fn every_list_has_an_example() {
    let schema = Schema::parse_and_validate(include_str!("../../schema.graphql"), "schema").expect("it is valid");
    let mut shown = BTreeSet::new();
    for (name, query) in examples() {
        let document = ExecutableDocument::parse_and_validate(&schema, query, &name).expect("it is valid");
        document.operations.iter().for_each(|operation| asked(&operation.selection_set, &document, &mut shown));
    }
    let missing: Vec<_> = lists(&schema).difference(&shown).cloned().collect();
    assert!(missing.is_empty(), "no example asks for {missing:?}");
}

/// True where somewhere in the answer a list that was asked for is not empty.
fn has_rows(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => fields.values().any(has_rows),
        _ => false,
    }
}

on_both! {
    async fn every_example_query_has_an_answer(app) {
        let examples = examples();
        assert!(examples.len() >= 6);
        for (name, query) in examples {
            assert!(query.starts_with("# "), "{name} says what it asks");
            assert!(has_rows(&app.data(&query).await), "{name} finds nothing");
        }
    }

    async fn the_landing_page_leads_on(app) {
        let page = app.get("/").await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
        for link in ["/graphiql", "/schema.graphql", "/healthz", "/readyz", "/metrics"] {
            assert!(page.text().contains(&format!("\"{link}\"")), "{link}");
            assert_eq!(app.get(link).await.status, 200, "{link}");
        }
    }

    async fn pages_name_no_other_origin(app) {
        for path in ["/", "/graphiql", "/graphiql/form"] {
            let page = app.get(path).await;
            let policy = page.header("content-security-policy").to_owned();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("http"), "{policy}");
            let text = page.text();
            let loads = text.split("src=\"").skip(1).chain(text.split("<link ").skip(1));
            for part in loads {
                let end = part.find('>').unwrap_or(part.len());
                assert!(!part[..end].contains("https://") && !part[..end].contains("href=\"//"), "{path}: {}", &part[..end]);
            }
        }
    }

    async fn the_explorer_is_built_in(app) {
        let page = app.get("/graphiql").await.text();
        let script = page.split("src=\"").nth(1).and_then(|rest| rest.split('"').next());
        let script = script.expect("the page has a script").to_owned();
        let path = script.strip_prefix("./").filter(|path| path.starts_with("assets/"));
        let script = format!("/graphiql/{}", path.unwrap_or_else(|| panic!("built without Node: {script}")));
        for coding in ["br", "gzip"] {
            let request = Request::get(&script).header(header::ACCEPT_ENCODING, coding);
            let answer = app.send(request.body(Body::empty()).expect("a request")).await;
            assert_eq!((answer.status.as_u16(), answer.header("content-encoding")), (200, coding));
            assert!(answer.header("cache-control").contains("immutable"));
        }
        let plain = app.get(&script).await;
        assert_eq!(plain.header("content-encoding"), "");
        assert!(plain.body.len() > 100_000, "whole, for a client that takes no coding");
    }

    async fn the_plain_form_has_the_examples(app) {
        let listed = app.get("/graphiql/examples.json").await.json();
        let queries: Vec<&str> = listed.as_array().expect("a list").iter().filter_map(|e| e["query"].as_str()).collect();
        let files = examples();
        assert_eq!(queries, files.iter().map(|(_, query)| query.as_str()).collect::<Vec<_>>());
        for file in ["/graphiql/form", "/graphiql/form.js", "/graphiql/form.css"] {
            assert_eq!(app.get(file).await.status, 200, "{file}");
        }
    }

    async fn unknown_paths_and_methods_say_so(app) {
        assert_eq!(app.get("/nowhere").await.status, 404);
        assert_eq!(app.get("/graphiql/../Cargo.toml").await.status, 404);
        assert_eq!(app.get("/graphiql/assets/none.js").await.status, 404);
        let delete = Request::delete("/graphql").body(Body::empty()).expect("a request");
        let answer = app.send(delete).await;
        assert_eq!(answer.status, 405);
        assert!(answer.header("allow").contains("POST"));
    }

    async fn a_query_can_be_sent_by_get(app) {
        let query = "query=query%20Q(%24s%3AString)%7Bvendor(by%3A%7Bslug%3A%24s%7D)%7Bname%7D%7D&operationName=Q";
        let answer = app.get(&format!("/graphql?{query}&variables=%7B%22s%22%3A%22nvidia%22%7D")).await;
        assert_eq!(answer.json(), json!({ "data": { "vendor": { "name": "NVIDIA" } } }));
        assert_eq!(app.get("/graphql").await.status, 400);
        assert_eq!(app.get(&format!("/graphql?{query}&variables=x")).await.status, 400);
    }

    async fn the_language_is_the_clients(app) {
        let ask = async |language: &str, query: &str| {
            let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json").header(header::ACCEPT_LANGUAGE, language);
            let answer = app.send(request.body(Body::from(json!({ "query": query }).to_string())).expect("a request")).await;
            assert!(answer.header("vary").contains("Accept-Language"));
            answer.json()["data"]["vendor"]["name"].as_str().unwrap_or_default().to_owned()
        };
        let plain = "{ vendor(by: {slug: \"nvidia\"}) { name } }";
        assert_eq!(ask("zh-CN,en;q=0.5", plain).await, "英伟达");
        assert_eq!(ask("en-GB", plain).await, "NVIDIA");
        assert_eq!(ask("zh", "{ vendor(by: {slug: \"nvidia\"}) { name(locale: EN) } }").await, "NVIDIA");
        assert_eq!(ask("zh", "{ vendor(by: {slug: \"openai\"}) { name } }").await, "OpenAI", "the other language where there is none");
    }

    async fn statuses_follow_the_media_type(app) {
        let send = async |accept: &str, kind: &str, body: &str| {
            let request = Request::post("/graphql").header(header::CONTENT_TYPE, kind).header(header::ACCEPT, accept);
            let answer = app.send(request.body(Body::from(body.to_owned())).expect("a request")).await;
            (answer.status.as_u16(), answer.header("content-type").to_owned())
        };
        let (own, plain) = ("application/graphql-response+json", "application/json");
        let (good, invalid) = (r#"{"query":"{ dataset { name } }"}"#, r#"{"query":"{ x }"}"#);
        assert_eq!(send(own, plain, good).await, (200, own.to_owned()));
        assert_eq!(send("application/graphql-response+json, application/json;q=0.9", plain, good).await, (200, own.to_owned()));
        assert_eq!(send("*/*", plain, good).await, (200, plain.to_owned()));
        assert_eq!(send(own, plain, invalid).await, (400, own.to_owned()));
        assert_eq!(send(plain, plain, invalid).await, (200, plain.to_owned()));
        assert_eq!(send(plain, plain, "{").await, (400, plain.to_owned()));
        assert_eq!(send(plain, "text/plain", good).await.0, 415);
        assert_eq!(send("text/html", plain, good).await.0, 406);
        assert_eq!(send(plain, "application/json; charset=utf-8", good).await.0, 200);
    }

    async fn answers_carry_a_request_id(app) {
        assert!(!app.get("/healthz").await.header("x-request-id").is_empty());
        let named = Request::get("/healthz").header("x-request-id", "mine").body(Body::empty()).expect("a request");
        assert_eq!(app.send(named).await.header("x-request-id"), "mine");
    }
}

#[test]
fn a_large_request_is_refused() {
    run(async {
        let small = App::on(TestDatabase::loaded(Backend::Sqlite).await, |settings| settings.request_limit = 1_000);
        let query = format!("{{ dataset {{ name }} }} #{}", "x".repeat(1_000));
        assert_eq!(small.await.errors(&query, json!({})).await, [("REQUEST_TOO_LARGE".to_owned(), Value::Null)]);
    });
}

#[test]
fn figures_count_what_happened() {
    run(async {
        let app = App::start(Backend::Sqlite).await;
        app.data("{ dataset { name } }").await;
        app.errors("{ vendors(first: 500) { totalCount } }", json!({})).await;
        let text = app.get("/metrics").await.text();
        for line in [
            "panorama_requests_total{route=\"/graphql\",status=\"200\"} 2",
            "panorama_errors_total{code=\"PAGE_SIZE_OUT_OF_RANGE\"} 1",
            "panorama_request_duration_seconds_count{route=\"/graphql\"} 2",
            "panorama_statements_total 1",
            "panorama_plans_total 2",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    });
}
