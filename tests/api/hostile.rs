//! Requests that are made to exhaust the service: each is refused with a code of its own, or ends in time, and the service is
//! as well as before.

mod filters;
mod linear;
mod memory;

use std::fmt::Write;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use panorama::config::Settings;
use panorama::limits::Limit;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::support::{App, Backend, TestDatabase, on_each, run};

/// How long a request may take.
const TIME: Duration = Duration::from_secs(1);
/// How long a refusal may take, and how much later than its time a request may end.
const REFUSAL: Duration = Duration::from_secs(2);

async fn app(backend: Backend) -> &'static App {
    static SQLITE: OnceCell<App> = OnceCell::const_new();
    static POSTGRES: OnceCell<App> = OnceCell::const_new();
    let cell = match backend {
        Backend::Sqlite => &SQLITE,
        Backend::Postgres => &POSTGRES,
    };
    cell.get_or_init(|| async {
        App::on(TestDatabase::loaded(backend).await, |settings| settings.request_timeout = TIME).await
    })
    .await
}

/// The codes of the errors of a call, which has to end in time and leave the service well.
async fn codes(app: &App, call: &Value) -> Vec<String> {
    let start = Instant::now();
    let answer = app.post(call).await;
    let (took, text) = (start.elapsed(), answer.text());
    assert!(took < REFUSAL, "it took {took:?}: {}", &text[..text.len().min(300)]);
    let json: Value = serde_json::from_str(&text).expect("an answer is JSON as a whole");
    let errors = json["errors"].as_array().cloned().unwrap_or_default();
    let codes =
        errors.iter().map(|error| error["extensions"]["code"].as_str().unwrap_or_default().to_owned()).collect();
    let well = app.data("{ vendor(by: {slug: \"nvidia\"}) { name } }").await;
    assert_eq!(well["vendor"]["name"], "NVIDIA");
    codes
}

async fn refused(app: &App, query: &str, code: &str) {
    let found = codes(app, &json!({ "query": query })).await;
    assert_eq!(found, [code], "{}", &query[..query.len().min(300)]);
}

/// Fragments that each spread the next twice, `levels` deep, with this at the end.
fn doubling(on: &str, root: &str, levels: usize, end: &str) -> String {
    let mut text = format!("{{ {root} }}");
    for level in 0..levels {
        let next = level + 1;
        write!(text, " fragment F{level} on {on} {{ ...F{next} ... on {on} {{ ...F{next} }} }}")
            .expect("a text takes it");
    }
    write!(text, " fragment F{levels} on {on} {{ {end} }}").expect("a text takes it");
    text
}

async fn fragments_that_double_are_counted_and_not_spread(backend: Backend) {
    let app = app(backend).await;
    for query in [
        doubling("Query", "...F0", 30, "dataset { name }"),
        doubling("Query", "...F0", 30, "__schema { queryType { name } }"),
        doubling("__Type", "__schema { types { ...F0 } }", 30, "name"),
        doubling("Vendor", "vendors { nodes { ...F0 } }", 30, "name"),
    ] {
        let found = codes(app, &json!({ "query": query })).await;
        assert!(matches!(found[0].as_str(), "TOO_MANY_FIELDS" | "TOO_MANY_ROOT_FIELDS"), "{found:?}");
    }
    let nested: String = (0..30)
        .map(|i| {
            format!("fragment F{i} on Sector {{ a{i}: parent {{ ...F{n} }} b{i}: parent {{ ...F{n} }} }} ", n = i + 1)
        })
        .collect();
    let query = format!("{{ sector(by: {{slug: \"compute\"}}) {{ ...F0 }} }} {nested} fragment F30 on Sector {{ id }}");
    refused(app, &query, "TOO_MANY_ALIASES").await;
    let chain: String = (0..3_000).map(|i| format!("fragment F{i} on Query {{ ...F{} }} ", i + 1)).collect();
    let found =
        codes(app, &json!({ "query": format!("{{ ...F0 }} {chain} fragment F3000 on Query {{ __typename }}") })).await;
    assert!(matches!(found[0].as_str(), "TOO_DEEP" | "VALIDATION_FAILED" | "TOO_MANY_TOKENS"), "{found:?}");
}

const SCHEMA: &str = "fragment S on __Schema { types { kind name description fields(includeDeprecated: true) { name description \
    args { name description type { kind name ofType { kind name ofType { kind name } } } } type { kind name ofType { kind name } } } \
    inputFields { name description defaultValue } enumValues { name description } possibleTypes { name } } }";

/// As explorers and code generators ask, with all that they can ask.
const EXPLORER: &str = "query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind } \
    subscriptionType { name kind } types { ...FullType } directives { name description isRepeatable locations \
    args(includeDeprecated: true) { ...InputValue } } } } fragment FullType on __Type { kind name description specifiedByURL isOneOf \
    fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated \
    deprecationReason } inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) \
    { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } } fragment InputValue on __InputValue { name \
    description type { ...TypeRef } defaultValue isDeprecated deprecationReason } fragment TypeRef on __Type { kind name ofType { kind name \
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
    ofType { kind name } } } } } } } } } }";

async fn explorers_are_far_inside_the_limits(backend: Backend) {
    let app = app(backend).await;
    let answer = app.post(&json!({ "query": EXPLORER, "extensions": { "cost": true } })).await;
    let json = answer.json();
    assert_eq!(json.get("errors"), None);
    let types = json["data"]["__schema"]["types"].as_array().expect("types");
    let named = |name: &str| types.iter().find(|ty| ty["name"] == name).unwrap_or(&Value::Null);
    assert_eq!((&named("VendorBy")["isOneOf"], &named("VendorFilter")["isOneOf"]), (&json!(true), &json!(false)));
    assert_eq!(named("Vendor")["interfaces"][0]["name"], "Node");
    assert_eq!(named("Date")["specifiedByURL"], "https://www.rfc-editor.org/rfc/rfc3339");
    let counted = &json["extensions"]["cost"]["counted"];
    assert!(counted["fields"].as_u64() < Some(500) && counted["depth"].as_u64() < Some(20), "{counted}");
    assert!(answer.header("x-panorama-cost").starts_with("fields="), "{:?}", answer.headers);
}

async fn introspection_has_the_same_bounds_as_everything(backend: Backend) {
    let app = app(backend).await;
    let aliased = |count: usize| {
        let fields: String = (0..count).map(|i| format!("a{i}: __schema {{ ...S }} ")).collect();
        format!("{{ {fields} }} {SCHEMA}")
    };
    refused(app, &aliased(500), "TOO_MANY_ROOT_FIELDS").await;
    let found = codes(app, &json!({ "query": aliased(200) })).await;
    assert!(matches!(found[0].as_str(), "ANSWER_TOO_LARGE" | "TIMEOUT"), "{found:?}");
    let short: String = (0..500).map(|i| format!("a{i}: __typename ")).collect();
    refused(app, &format!("{{ {short} }}"), "TOO_MANY_ROOT_FIELDS").await;
    let answer = app.answer(&aliased(1), json!({})).await;
    assert_eq!(answer.get("errors"), None, "one is as every explorer asks");
    let circular =
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
    let found = codes(app, &json!({ "query": circular })).await;
    assert!(found.is_empty() || found == ["ANSWER_TOO_LARGE"] || found == ["TIMEOUT"], "{found:?}");
}

async fn what_is_written_many_times_is_counted_before(backend: Backend) {
    let app = app(backend).await;
    let citations = |count: usize, size: u32| {
        let fields: String = (0..count).map(|i| format!("c{i}:citation ")).collect();
        format!(
            "{{ vendors(first: {size}) {{ nodes {{ models(first: {size}) {{ nodes {{ sources(first: {size}) {{ nodes {{ {fields} }} }} }} }} }} }} }}"
        )
    };
    refused(app, &citations(2_200, 50), "TOO_MANY_ALIASES").await;
    refused(app, &citations(4_000, 50), "TOO_MANY_ALIASES").await;
    refused(app, &citations(1_900, 50), "TOO_MANY_VALUES").await;
    refused(app, &citations(1, 100), "TOO_MANY_ROWS").await;
}

async fn large_answers_are_stopped_while_they_are_written(backend: Backend) {
    let set = |settings: &mut Settings| settings.limits.set(Limit::AnswerBytes, 20_000);
    let app = App::on(TestDatabase::loaded(backend).await, set).await;
    refused(
        &app,
        "{ models(first: 100) { nodes { slug name description sources { nodes { citation } } } } }",
        "ANSWER_TOO_LARGE",
    )
    .await;
    assert_eq!(app.errors("{ models(first: 5) { nodes { slug name } } }", json!({})).await, []);
}

async fn lists_beside_each_other_are_bounded(backend: Backend) {
    let app = app(backend).await;
    let relations: String = (0..600).map(|i| format!("r{i}: links {{ totalCount }} ")).collect();
    refused(app, &format!("{{ vendor(by: {{slug: \"nvidia\"}}) {{ {relations} }} }}"), "TOO_MANY_LISTS").await;
    let nested = "{ vendor(by: {slug: \"nvidia\"}) ".to_owned() + &"{ models(first: 1) { nodes { vendor ".repeat(60);
    let nested = nested + "{ id }" + &" } } }".repeat(60) + " }";
    refused(app, &nested, "TOO_DEEP").await;
}

async fn many_slow_searches_end_in_time(backend: Backend) {
    let app = app(backend).await;
    let searches: String = (0..200)
        .map(|i| {
            format!(
                "s{i}: search(query: \"an{i} intelegence modle\", first: 100) {{ totalCount nodes {{ __typename }} }} "
            )
        })
        .collect();
    let found = codes(app, &json!({ "query": format!("{{ {searches} }}") })).await;
    assert!(found.is_empty() || found == ["TIMEOUT"], "{found:?}");
}

async fn rows_that_ride_along_have_no_end(backend: Backend) {
    let app = app(backend).await;
    for depth in [10, 39, 40, 41, 70, 90] {
        let query = format!(
            "{{ model(by: {{slug: \"deepseek-r1\"}}) {}{{ slug vendor {{ slug parent {{ slug }} }} }}{} }}",
            "{ slug baseModel ".repeat(depth),
            " }".repeat(depth)
        );
        let answer = app.answer(&query, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{depth}");
        let base = &answer["data"]["model"]["baseModel"];
        assert_eq!((&answer["data"]["model"]["slug"], &base["slug"]), (&json!("deepseek-r1"), &json!("deepseek-v3")));
    }
    let parents = format!("{{ sectors {{ nodes {}{{ path }}{} }} }}", "{ path parent ".repeat(70), " }".repeat(70));
    assert_eq!(app.errors(&parents, json!({})).await, []);
}

async fn long_filters_are_answered_until_they_are_too_long(backend: Backend) {
    let app = app(backend).await;
    let query = "query($f: ModelFilter) { models(filter: $f) { totalCount } }";
    let filter = |count: usize| {
        let any: Vec<Value> = (0..count).map(|i| json!({ "slug": { "eq": format!("model-{i}") } })).collect();
        json!({ "f": { "or": [{ "slug": { "eq": "gpt-4" } }, { "or": any }] } })
    };
    let answer = app.answer(query, filter(1_990)).await;
    assert_eq!(answer["data"]["models"]["totalCount"], 1, "{answer}");
    let errors = app.errors(query, filter(3_000)).await;
    assert_eq!(errors, [("TOO_MANY_CONDITIONS".to_owned(), Value::Null)]);
    let mut deep = json!({ "slug": { "eq": "gpt-4" } });
    for _ in 0..12 {
        deep = json!({ "not": { "and": [deep] } });
    }
    assert_eq!(app.answer(query, json!({ "f": deep })).await["data"]["models"]["totalCount"], 1);
    for _ in 0..10 {
        deep = json!({ "not": { "and": [deep] } });
    }
    assert_eq!(app.errors(query, json!({ "f": deep })).await, [("VARIABLES_TOO_DEEP".to_owned(), Value::Null)]);
    let related = "{ vendor: { vendor: ".repeat(2) + "{}" + &" } }".repeat(2);
    let found =
        codes(app, &json!({ "query": format!("{{ models(filter: {{ and: [{related}] }}) {{ totalCount }} }}") })).await;
    assert_eq!(found, ["VALIDATION_FAILED"], "vendors have no vendor");
}

async fn lists_are_counted_as_often_as_they_are_named(backend: Backend) {
    let app = app(backend).await;
    let many: Vec<String> = (0..19_000).map(|i| format!("v{i}")).collect();
    let slices: String = (0..240)
        .map(|i| {
            format!("s{i}: slice(filter: {{vendors: $v, sectors: $v, countries: $v}}) {{ metrics {{ totalCount }} }} ")
        })
        .collect();
    let compared: String =
        (0..240).map(|i| format!("c{i}: compareModels(models: $v) {{ rows {{ attribute }} }} ")).collect();
    let any: Vec<Value> = (0..1_000).map(|i| json!({ "slug": { "eq": format!("v{i}") } })).collect();
    let idle: String = (0..240).map(|i| format!("a{i}: vendors(filter: $f) {{ __typename }} ")).collect();
    for (query, variables) in [
        (format!("query($v: [String!]) {{ {slices} }}"), json!({ "v": many })),
        (format!("query($v: [String!]!) {{ {compared} }}"), json!({ "v": many })),
        (format!("query($f: VendorFilter) {{ {idle} }}"), json!({ "f": { "or": any } })),
    ] {
        let found = codes(app, &json!({ "query": query, "variables": variables })).await;
        assert_eq!(found, ["TOO_MANY_CONDITIONS"], "{}", &query[..100]);
    }
    let one =
        "query($v: [String!]) { slice(filter: {vendors: $v, sectors: $v, countries: $v}) { metrics { totalCount } } }";
    let found = codes(app, &json!({ "query": one, "variables": { "v": many } })).await;
    assert!(found.is_empty() || found == ["TIMEOUT"], "{found:?}");
}

async fn rows_are_stopped_while_they_are_read(backend: Backend) {
    let set = |settings: &mut Settings| settings.limits.set(Limit::AnswerBytes, 4_000);
    let app = app(backend).await.beside(set);
    // What is read is large, what is written is not.
    let query = "{ models(first: 100) { nodes { sources(first: 20) { nodes { __typename } } } } }";
    refused(&app, query, "ANSWER_TOO_LARGE").await;
    assert_eq!(app.errors("{ models(first: 5) { nodes { slug name } } }", json!({})).await, []);
}

async fn variables_are_measured(backend: Backend) {
    let app = app(backend).await;
    let query = "query($s: [String!]) { models(filter: {slug: {in: $s}}) { totalCount } }";
    let many: Vec<String> = (0..19_000).map(|i| i.to_string()).collect();
    assert_eq!(app.errors(query, json!({ "s": many })).await, []);
    let more: Vec<String> = (0..30_000).map(|i| i.to_string()).collect();
    assert_eq!(app.errors(query, json!({ "s": more })).await, [("TOO_MANY_VARIABLE_ITEMS".to_owned(), Value::Null)]);
    assert_eq!(
        app.errors(query, json!({ "s": ["x".repeat(300_000)] })).await,
        [("VARIABLES_TOO_LARGE".to_owned(), Value::Null)]
    );
}

async fn cursors_with_other_contents_are_refused(backend: Backend) {
    let app = app(backend).await;
    let query = "query($c: String) { models(first: 1, after: $c, orderBy: [{field: PARAMETERS}]) { nodes { slug } pageInfo { endCursor } } }";
    let first = app.answer(query, json!({})).await;
    let cursor = first["data"]["models"]["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let values: Vec<Value> = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).expect("base64")).expect("a list");
    let other = |values: &[Value]| URL_SAFE_NO_PAD.encode(Value::from(values.to_vec()).to_string());
    assert_eq!(app.errors(query, json!({ "c": other(&values) })).await, []);
    for changed in [
        vec![values[0].clone(), json!("a\u{0}b"), values[2].clone()],
        vec![values[0].clone(), values[1].clone(), json!(18_446_744_073_709_551_615_u64)],
        vec![values[0].clone(), values[1].clone(), Value::Null],
        vec![values[0].clone()],
        vec![json!("x")],
    ] {
        let found = codes(app, &json!({ "query": query, "variables": { "c": other(&changed) } })).await;
        assert_eq!(found, ["CURSOR_INVALID"], "{changed:?}");
    }
    // Parameters can be unknown.
    let unknown = [values[0].clone(), Value::Null, values[2].clone()];
    assert_eq!(app.errors(query, json!({ "c": other(&unknown) })).await, []);
    let by_name = query.replace("PARAMETERS", "NAME");
    let first = app.answer(&by_name, json!({})).await;
    let cursor = first["data"]["models"]["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let mut values: Vec<Value> =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).expect("base64")).expect("a list");
    values[1] = json!("a\u{0}b");
    let found = codes(app, &json!({ "query": by_name, "variables": { "c": other(&values) } })).await;
    assert_eq!(found, ["CURSOR_INVALID"]);
}

async fn texts_that_no_database_holds_are_refused_wherever_they_stand(backend: Backend) {
    let app = app(backend).await;
    let nul = "a\u{0}b";
    for query in [
        "query($t: String) { metric(by: {slug: \"china-ai-industry-size\"}) { series(convertTo: $t) { points { value } } } }",
        "query($t: String!) { search(query: $t) { totalCount } }",
        "query($t: String!) { compareModels(models: [$t]) { rows { attribute } } }",
        "query($t: String!) { concentration(sector: $t) { region } }",
        "query($t: String!) { slice(filter: {text: $t}) { vendors { totalCount } } }",
        "query($t: String!) { path(from: {vendor: $t}, to: {vendor: \"nvidia\"}) { length } }",
        "query($t: String!) { vendor(by: {slug: $t}) { id } }",
        "query($t: String!) { vendors(filter: {name: {contains: $t}}) { totalCount } }",
    ] {
        let found = codes(app, &json!({ "query": query, "variables": { "t": nul } })).await;
        assert!(
            found.iter().all(|code| matches!(code.as_str(), "ARGUMENT_INVALID" | "FILTER_INVALID")),
            "{query}: {found:?}"
        );
        assert_eq!(found.len(), 1, "{query}");
    }
}

/// A filter that looks at every pair of rows, and again for each.
fn slow() -> String {
    let inside = "{ models: { every: { vendors: { every: ".repeat(3);
    format!(
        "{{ vendors(filter: {inside} {{ name: {{ contains: \"q\" }} }} {}) {{ totalCount }} }}",
        "} } } }".repeat(3)
    )
}

async fn slow_questions_from_many_clients_end_in_time(backend: Backend) {
    let app = app(backend).await;
    let call = json!({ "query": slow() });
    let start = Instant::now();
    let asked = futures_util::future::join_all((0..8).map(|_| app.post(&call)));
    for answer in asked.await {
        let code = &answer.json()["errors"][0]["extensions"]["code"];
        assert!(answer.status == 200 || code == "TIMEOUT" || code == "UNAVAILABLE", "{}", answer.text());
    }
    assert!(start.elapsed() < TIME + Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(codes(app, &json!({ "query": "{ dataset { name } }" })).await, Vec::<String>::new());
}

/// A call that comes from an address.
fn from(address: u8, call: &Value) -> Request<Body> {
    let mut request = Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(call.to_string()))
        .expect("a request");
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, address], 4711))));
    request
}

async fn greedy_clients_leave_room_for_another(backend: Backend) {
    let app = app(backend).await;
    let call = json!({ "query": slow() });
    let greedy = futures_util::future::join_all((0..40).map(|i| app.send(from(i % 8, &call))));
    let modest = async {
        let mut longest = Duration::ZERO;
        for _ in 0..5 {
            let start = Instant::now();
            let answer = app.send(from(99, &json!({ "query": "{ vendor(by: {slug: \"nvidia\"}) { name } }" }))).await;
            assert_eq!(answer.json()["data"]["vendor"]["name"], "NVIDIA", "{}", answer.text());
            longest = longest.max(start.elapsed());
        }
        longest
    };
    let (answers, longest) = futures_util::future::join(greedy, modest).await;
    assert!(longest < TIME / 2, "{longest:?}");
    let busy = answers.iter().filter(|answer| answer.status != 200);
    for answer in busy {
        let code = &answer.json()["errors"][0]["extensions"]["code"];
        assert!(code == "TIMEOUT" || code == "UNAVAILABLE", "{}", answer.text());
    }
}

async fn who_leaves_frees_what_worked_for_them(backend: Backend) {
    let set = |settings: &mut Settings| {
        settings.request_timeout = Duration::from_secs(60);
        settings.database_connections = 4;
    };
    let app = App::on(TestDatabase::loaded(backend).await, set).await;
    let call = json!({ "query": slow() });
    let mut left = 0;
    for _ in 0..12 {
        // What is dropped in the middle was under way.
        left += u32::from(tokio::time::timeout(TIME / 5, app.post(&call)).await.is_err());
    }
    let start = Instant::now();
    app.data("{ vendors(filter: {models: {every: {name: {contains: \"q\"}}}}) { totalCount } }").await;
    assert!(start.elapsed() < TIME * 2, "{left} have left, and still it took {:?}", start.elapsed());
    assert_eq!(app.figure("panorama_requests_under_way").await, 1.0, "the one that asks");
}

on_each! {
    fragments_that_double_are_counted_and_not_spread
    introspection_has_the_same_bounds_as_everything
    explorers_are_far_inside_the_limits
    what_is_written_many_times_is_counted_before
    large_answers_are_stopped_while_they_are_written
    lists_beside_each_other_are_bounded
    many_slow_searches_end_in_time
    rows_that_ride_along_have_no_end
    long_filters_are_answered_until_they_are_too_long
    lists_are_counted_as_often_as_they_are_named
    rows_are_stopped_while_they_are_read
    variables_are_measured
    cursors_with_other_contents_are_refused
    texts_that_no_database_holds_are_refused_wherever_they_stand
    slow_questions_from_many_clients_end_in_time
    greedy_clients_leave_room_for_another
    who_leaves_frees_what_worked_for_them
}
