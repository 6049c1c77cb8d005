//! The chain as a graph: paths and reach, compared with a plain walk over random graphs, and on the built-in data.

mod crowd;
mod family;
mod hub;
mod membership;
mod walk;

use panorama::database;
use panorama::dataset;
use serde_json::{Value, json};

use self::walk::{Edges, GRAPHS};
use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_both, on_each, run};

/// What every row rests on: two units and a source.
const BASE: &str = "[[unit]]\ncode = \"FRACTION\"\nen = \"fraction\"\nzh = \"比例\"\ndimension = \"SHARE\"\nbase = \"FRACTION\"\nmultiplier = 1\n\
     [[unit]]\ncode = \"PERCENT\"\nen = \"per cent\"\nzh = \"%\"\ndimension = \"SHARE\"\nbase = \"FRACTION\"\nmultiplier = 0.01\n\
     [[source]]\nslug = \"s\"\ntitle.en = \"S\"\nkind = \"REPORT\"\n";

/// An application whose data is these rows and what they rest on.
async fn app_of(backend: Backend, rows: &str) -> App {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    let files = [("base.toml", BASE), ("rows.toml", rows)];
    dataset::load(&connection, &files, LOADED_AT).await.unwrap_or_else(|error| panic!("{error}"));
    App::on(database, |_| ()).await
}

fn vendor(slug: &str) -> String {
    format!("[[vendor]]\nslug = \"{slug}\"\nen = \"{slug}\"\nkind = \"COMPANY\"\ncite = [{{ source = \"s\" }}]\n")
}

fn link(number: usize, kind: &str, from: &str, to: &str, more: &str) -> String {
    format!(
        "[[link]]\nkey = \"L{number}\"\nkind = \"{kind}\"\nfrom = \"vendor/{from}\"\nto = \"vendor/{to}\"\nstated = true\n{more}\ncite = [{{ source = \"s\" }}]\n"
    )
}

fn slugs(nodes: &Value) -> Vec<&str> {
    nodes.as_array().expect("a list").iter().map(|node| node["slug"].as_str().expect("a slug")).collect()
}

async fn paths_are_simple_minimal_and_in_order(backend: Backend) {
    for seed in 0..GRAPHS {
        let edges = Edges::random(seed);
        let app = app_of(backend, &edges.rows()).await;
        let mut found = 0;
        for (from, to, directed, depth, first) in edges.questions(seed) {
            let query = "query($f: String!, $t: String!, $d: Boolean, $m: Int, $n: Int) { path(from: {vendor: $f}, to: {vendor: $t}, \
                         directed: $d, maxDepth: $m, first: $n) { length nodes { slug } links { kind from { slug } to { slug } } } }";
            let variables = json!({ "f": from, "t": to, "d": directed, "m": depth, "n": first });
            let answer = app.answer(query, variables.clone()).await;
            assert_eq!(answer.get("errors"), None, "{variables}");
            let paths = answer["data"]["path"].as_array().expect("a list");
            let told: Vec<Vec<&str>> = paths.iter().map(|path| slugs(&path["nodes"])).collect();
            let expected = edges.paths(from, to, directed, depth);
            assert_eq!(told, expected.into_iter().take(first).collect::<Vec<_>>(), "seed {seed}: {variables}");
            for path in paths {
                let nodes = slugs(&path["nodes"]);
                assert_eq!(path["length"], nodes.len() - 1);
                let links = path["links"].as_array().expect("a list");
                assert_eq!(links.len(), nodes.len() - 1);
                for (link, ends) in links.iter().zip(nodes.windows(2)) {
                    let (start, end) = (link["from"]["slug"].as_str(), link["to"]["slug"].as_str());
                    let along = (start, end) == (Some(ends[0]), Some(ends[1]));
                    let against = (start, end) == (Some(ends[1]), Some(ends[0]));
                    assert!(along || (against && !directed), "{link} between {ends:?}");
                }
            }
            found += paths.len();
        }
        assert!(found > 20, "only {found} paths: the graph says little");
    }
}

async fn impact_is_reachability(backend: Backend) {
    for seed in 0..GRAPHS {
        let edges = Edges::random(seed);
        let app = app_of(backend, &edges.rows()).await;
        for (from, _, downstream, depth, _) in edges.questions(seed) {
            let direction = if downstream { "DOWNSTREAM" } else { "UPSTREAM" };
            let side = direction.to_lowercase();
            let query = format!(
                "query($f: String!, $m: Int) {{ impact(of: [{{vendor: $f}}], direction: {direction}, maxDepth: $m) {{ complete \
                 reached(first: 100) {{ totalCount edges {{ distance node {{ slug }} path {{ length nodes {{ slug }} links {{ kind from {{ slug }} to {{ slug }} }} }} }} }} }} \
                 vendor(by: {{slug: $f}}) {{ {side}(first: 100, maxDepth: $m) {{ totalCount edges {{ distance node {{ slug }} path {{ length nodes {{ slug }} links {{ kind from {{ slug }} to {{ slug }} }} }} }} }} }} }}"
            );
            let answer = app.answer(&query, json!({ "f": from, "m": depth })).await;
            assert_eq!(answer.get("errors"), None, "{query}");
            let impact = &answer["data"]["impact"];
            assert_eq!(impact["complete"], true);
            assert_eq!(impact["reached"], answer["data"]["vendor"][&side], "one and the same walk");
            let told: Vec<(&str, u64)> = impact["reached"]["edges"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|edge| {
                    (edge["node"]["slug"].as_str().expect("a slug"), edge["distance"].as_u64().expect("a number"))
                })
                .collect();
            let expected = edges.reached(from, downstream, depth);
            assert_eq!(told, expected, "seed {seed}: {side} of {from} at {depth}");
            assert_eq!(impact["reached"]["totalCount"], expected.len());
            for edge in impact["reached"]["edges"].as_array().expect("a list") {
                let nodes = slugs(&edge["path"]["nodes"]);
                assert_eq!((nodes.first(), nodes.last().copied()), (Some(&from), edge["node"]["slug"].as_str()));
                assert_eq!(edge["path"]["length"], edge["distance"]);
                for (link, ends) in edge["path"]["links"].as_array().expect("a list").iter().zip(nodes.windows(2)) {
                    let link = [&link["kind"], &link["from"]["slug"], &link["to"]["slug"]]
                        .map(|v| v.as_str().unwrap_or_default());
                    assert!(
                        edges.carries(link, ends[0], ends[1], downstream),
                        "{link:?} leads from {} to {}",
                        ends[0],
                        ends[1]
                    );
                }
            }
        }
    }
}

async fn shares_multiply_along_the_way_and_bounds_stay_bounds(backend: Backend) {
    let share = |text: &str| format!("share = {{ {text}, unit = \"PERCENT\" }}");
    let rows: String = ["a", "b", "c", "d", "e"].map(vendor).concat()
        + &link(1, "SUPPLIES", "a", "b", &share("value = 50"))
        + &link(2, "SUPPLIES", "b", "c", &share("value = 20"))
        + &link(3, "SUPPLIES", "b", "d", &share("low = 80"))
        + &link(4, "SUPPLIES", "c", "e", "");
    let app = app_of(backend, &rows).await;
    let query = "{ impact(of: [{vendor: \"a\"}], direction: DOWNSTREAM) { reached { edges { node { slug } share { value low high unit { code } } } } } }";
    let data = app.data(query).await;
    let quantity =
        |value: Value, low: Value| json!({ "value": value, "low": low, "high": null, "unit": { "code": "FRACTION" } });
    let expected = [
        ("b", quantity(json!(0.5), Value::Null)),
        ("c", quantity(json!(0.1), Value::Null)),
        ("d", quantity(Value::Null, json!(0.4))),
        ("e", Value::Null),
    ];
    let expected = expected.map(|(slug, share)| json!({ "node": { "slug": slug }, "share": share }));
    assert_eq!(data["impact"]["reached"]["edges"], json!(expected));
}

async fn a_walk_asks_once_for_each_distance(backend: Backend) {
    let hub: String = (0..60).map(|i| vendor(&format!("n{i:02}"))).collect::<String>()
        + &vendor("hub")
        + &(0..60).map(|i| link(i, "SUPPLIES", "hub", &format!("n{i:02}"), "")).collect::<String>();
    let app = app_of(backend, &hub).await;
    let mut counts = Vec::new();
    for (of, reached) in [("hub", 60), ("n00", 0)] {
        let before = app.figure("panorama_statements_total").await;
        let query = format!(
            "{{ impact(of: [{{vendor: \"{of}\"}}], direction: DOWNSTREAM, maxDepth: 8) {{ reached {{ totalCount }} }} }}"
        );
        assert_eq!(app.data(&query).await["impact"]["reached"]["totalCount"], reached);
        counts.push(app.figure("panorama_statements_total").await - before);
    }
    // The register, each distance until nothing new is found, the shares, and the object itself.
    assert_eq!(counts, [5.0, 3.0]);
}

on_each! {
    paths_are_simple_minimal_and_in_order
    impact_is_reachability
    shares_multiply_along_the_way_and_bounds_stay_bounds
    a_walk_asks_once_for_each_distance
}

on_both! {
    async fn pages_of_what_is_reached_are_parts_of_the_whole(app) {
        let reached = |window: &str| format!("{{ impact(of: [{{vendor: \"nvidia\"}}], direction: DOWNSTREAM) {{ reached({window}) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}");
        let whole = app.data(&reached("first: 100")).await["impact"]["reached"].clone();
        let ids = whole["nodes"].as_array().expect("a list");
        assert!(ids.len() > 40 && whole["totalCount"] == ids.len(), "{whole}");
        for (side, cursor, at, more) in [("first", "after", "endCursor", "hasNextPage"), ("last", "before", "startCursor", "hasPreviousPage")] {
            let (mut pages, mut window): (Vec<Vec<Value>>, String) = (Vec::new(), format!("{side}: 7"));
            loop {
                let page = app.data(&reached(&window)).await["impact"]["reached"].clone();
                pages.push(page["nodes"].as_array().expect("a list").clone());
                if page["pageInfo"][more] == false {
                    break;
                }
                window = format!("{side}: 7, {cursor}: {}", page["pageInfo"][at]);
            }
            if side == "last" {
                pages.reverse();
            }
            assert_eq!(&pages.concat(), ids, "{side}");
        }
    }

    async fn nvidia_reaches_healthcare_over_what_models_are_trained_on(app) {
        let query = "{ path(from: {vendor: \"nvidia\"}, to: {sector: \"healthcare\"}, kinds: [MAKES, TRAINED_ON, DEPLOYED_IN], first: 1) { nodes { __typename slug } links { kind source { title } } } }";
        let path = &app.data(query).await["path"][0];
        let types: Vec<&str> = path["nodes"].as_array().expect("a list").iter().filter_map(|n| n["__typename"].as_str()).collect();
        assert_eq!(types, ["Vendor", "Technology", "Model", "Sector"]);
        let kinds: Vec<&str> = path["links"].as_array().expect("a list").iter().filter_map(|l| l["kind"].as_str()).collect();
        assert_eq!(kinds, ["MAKES", "TRAINED_ON", "DEPLOYED_IN"]);
    }

    async fn what_makes_no_sense_is_refused_with_a_code(app) {
        let path = |arguments: &str| format!("{{ path({arguments}) {{ length }} }}");
        let impact = |arguments: &str| format!("{{ impact({arguments}, direction: DOWNSTREAM) {{ complete }} }}");
        let nvidia = "from: {vendor: \"nvidia\"}";
        let many = format!("of: [{}]", "{vendor: \"nvidia\"} ".repeat(21));
        let cases = [
            (path(&format!("{nvidia}, to: {{vendor: \"nvidia\"}}")), "ARGUMENT_INVALID"),
            (path(&format!("{nvidia}, to: {{sector: \"no-such\"}}")), "NOT_FOUND"),
            (path(&format!("{nvidia}, to: {{sector: \"\"}}")), "ARGUMENT_INVALID"),
            (path(&format!("{nvidia}, to: {{id: \"x\"}}")), "ID_INVALID"),
            (path(&format!("{nvidia}, to: {{sector: \"healthcare\"}}, maxDepth: 9")), "ARGUMENT_INVALID"),
            (path(&format!("{nvidia}, to: {{sector: \"healthcare\"}}, maxDepth: 0")), "ARGUMENT_INVALID"),
            (path(&format!("{nvidia}, to: {{sector: \"healthcare\"}}, first: 21")), "ARGUMENT_INVALID"),
            (impact("of: []"), "ARGUMENT_INVALID"),
            (impact(&many), "ARGUMENT_INVALID"),
            (impact("of: [{model: \"no-such\"}]"), "NOT_FOUND"),
        ];
        for (query, code) in cases {
            let errors = app.errors(&query, json!({})).await;
            assert_eq!(errors.iter().map(|e| e.0.as_str()).collect::<Vec<_>>(), [code], "{query}");
        }
        let answer = app.answer(&path(&format!("{nvidia}, to: {{sector: \"no-such\"}}")), json!({})).await;
        assert_eq!(answer["errors"][0]["message"], "there is no sector \"no-such\"");
        let none = app.data(&path(&format!("{nvidia}, to: {{sector: \"healthcare\"}}, kinds: []"))).await;
        assert_eq!(none["path"], json!([]), "no kind of link leads nowhere");
    }

    async fn a_refusal_below_a_nullable_field_leaves_the_rest(app) {
        let query = "{ vendor(by: {slug: \"nvidia\"}) { slug upstream(maxDepth: 99) { totalCount } } dataset { name } }";
        let answer = app.answer(query, json!({})).await;
        assert_eq!(answer["data"]["vendor"], Value::Null);
        assert!(answer["data"]["dataset"]["name"].is_string());
        assert_eq!(answer["errors"][0]["path"], json!(["vendor", "upstream"]));
    }
}
