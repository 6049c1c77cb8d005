//! Filters by what hangs on a row: its other names, its links, what is measured of it and what the newest figure says.

use serde_json::{Value, json};

use crate::support::{App, on_both};

/// The slugs of a list, by slug.
async fn slugs(app: &App, list: &str, filter: &str) -> Vec<String> {
    let query =
        format!("{{ {list}(first: 100, filter: {{{filter}}}, orderBy: [{{field: SLUG}}]) {{ nodes {{ slug }} }} }}");
    let data = app.data(&query).await;
    let nodes = data[list]["nodes"].as_array().expect("nodes");
    nodes.iter().map(|node| node["slug"].as_str().expect("a slug").to_owned()).collect()
}

/// How many rows a list has.
async fn total(app: &App, list: &str, filter: &str) -> u64 {
    let data = app.data(&format!("{{ {list}(filter: {{{filter}}}) {{ totalCount }} }}")).await;
    data[list]["totalCount"].as_u64().expect("a count")
}

on_both! {
    async fn rows_inside_rows_are_found_whichever_comes_first(app) {
        // The name is not the metric's first one.
        let query = "{ sectors(filter: {metrics: {some: {name: {contains: \"本降\"}}}}) { nodes { slug } } metrics(filter: {name: {contains: \"本降\"}}) { nodes { sector { slug } } } }";
        let data = app.data(query).await;
        assert_eq!(data["metrics"]["nodes"], json!([{ "sector": { "slug": "algorithms" } }]));
        assert_eq!(data["sectors"]["nodes"], json!([{ "slug": "algorithms" }]));
    }

    async fn what_is_not_known_of_a_row_is_undecided_and_so_is_its_opposite(app) {
        let metrics = app.data("{ metrics { groups(by: [REGION]) { keys } } }").await["metrics"]["groups"].clone();
        assert!(metrics.as_array().is_some_and(|groups| groups.iter().any(|group| group["keys"] == json!([null]))), "{metrics}");
        let china = total(app, "observations", "metric: {region: {eq: \"CN\"}}").await;
        let others = total(app, "observations", "not: {metric: {region: {eq: \"CN\"}}}").await;
        let unknown = total(app, "observations", "metric: {region: {isNull: true}}").await;
        assert!(china > 0 && others > 0 && unknown > 0, "{china} {others} {unknown}");
        assert_eq!(china + others + unknown, total(app, "observations", "").await);
        assert_eq!(others, total(app, "observations", "metric: {not: {region: {eq: \"CN\"}}}").await);
        assert_eq!(others, total(app, "observations", "metric: {region: {ne: \"CN\"}}").await);
    }

    async fn other_names_are_found_apart_from_names(app) {
        assert_eq!(slugs(app, "vendors", "aliases: {eq: \"NVDA\"}").await, ["nvidia"]);
        assert_eq!(slugs(app, "technologies", "aliases: {contains: \"ＭＥＴＡＸ\"}").await, ["mxc500"]);
        assert_eq!(slugs(app, "vendors", "aliases: {eq: \"NVIDIA\"}").await, [""; 0], "that is its name");
        assert_eq!(slugs(app, "vendors", "name: {eq: \"NVIDIA\"}").await, ["nvidia"]);
        assert!(!slugs(app, "vendors", "aliases: {ne: \"NVDA\"}").await.contains(&"nvidia".to_owned()));
        let data = app.data("{ vendors(first: 100) { nodes { aliases } } }").await;
        let bare = data["vendors"]["nodes"].as_array().expect("nodes").iter().filter(|node| node["aliases"] == json!([])).count();
        assert!(bare > 0);
        assert_eq!(total(app, "vendors", "aliases: {isNull: true}").await, bare as u64);
        assert_eq!(total(app, "vendors", "not: {aliases: {isNull: false}}").await, bare as u64);
        assert_eq!(total(app, "vendors", "name: {isNull: true}").await, 0, "everything has a name");
    }

    async fn links_are_looked_for_on_either_side_or_on_one(app) {
        let suppliers = "some: {kind: {eq: SUPPLIES}, to: {type: TECHNOLOGY}}";
        assert!(slugs(app, "vendors", &format!("links: {{direction: OUT, {suppliers}}}")).await.contains(&"tsmc".to_owned()));
        assert_eq!(slugs(app, "vendors", &format!("links: {{direction: IN, {suppliers}}}")).await, [""; 0]);
        for side in ["links: {", "links: {direction: BOTH, ", "links: {direction: null, "] {
            let found = slugs(app, "vendors", &format!("{side}{suppliers}}}")).await;
            assert_eq!(found, slugs(app, "vendors", &format!("links: {{direction: OUT, {suppliers}}}")).await, "{side}");
        }
        let all = total(app, "models", "slug: {isNull: false}").await;
        let trained = total(app, "models", "links: {some: {kind: {eq: TRAINED_ON}}}").await;
        assert!(trained > 10);
        assert_eq!(total(app, "models", "links: {none: {kind: {eq: TRAINED_ON}}}").await, all - trained);
    }

    async fn what_is_measured_and_what_the_newest_figure_says_tell_rows_apart(app) {
        let query = "{ models(first: 100, filter: {metrics: {some: {attribute: {eq: \"mmlu\"}}}}, orderBy: [{field: SLUG}]) { nodes { slug \
                     metrics(filter: {attribute: {eq: \"mmlu\"}}) { nodes { latest { normalized { value } } } } } } }";
        let data = app.data(query).await;
        let models = data["models"]["nodes"].as_array().expect("nodes");
        for bound in ["80", "88"] {
            let above = |model: &&Value| {
                let metrics = model["metrics"]["nodes"].as_array().expect("nodes");
                metrics.iter().any(|metric| metric["latest"]["normalized"]["value"].as_f64() > bound.parse().ok())
            };
            let expected: Vec<&str> = models.iter().filter(above).filter_map(|model| model["slug"].as_str()).collect();
            let filter = format!("metrics: {{some: {{attribute: {{eq: \"mmlu\"}}, latest: {{normalized: {{gt: {bound}}}}}}}}}");
            assert!(expected.len() > 5 && expected.len() < models.len());
            assert_eq!(slugs(app, "models", &filter).await, expected, "{bound}");
        }
        // What has happened goes before what is expected, as `latest` shows it.
        assert_eq!(slugs(app, "metrics", "slug: {eq: \"china-ai-industry-size\"}, latest: {status: {eq: FORECAST}}").await, [""; 0]);
        assert_eq!(total(app, "metrics", "slug: {eq: \"china-ai-industry-size\"}, latest: {value: {eq: 3716}}").await, 1);
    }

    async fn context_windows_are_told_apart_by_what_they_count(app) {
        assert_eq!(slugs(app, "models", "contextUnit: {eq: CHARACTERS}").await, ["internlm2-20b", "kimi-chat"]);
        let data = app.data("{ models { groups(by: [CONTEXT_UNIT], orderBy: [{field: KEY}]) { keys labels(locale: ZH) count } } }").await;
        assert_eq!(data["models"]["groups"][0], json!({ "keys": ["CHARACTERS"], "labels": ["字符"], "count": 2 }));
    }

    async fn variants_of_a_family_are_taken_along_where_that_is_asked(app) {
        let links = |deep: &str| format!("kind: {{eq: TRAINED_ON}}, to: {{slug: {{eq: \"h100\"}}{deep}}}");
        let (family, all) = (total(app, "links", &links("")).await, total(app, "links", &links(", deep: true")).await);
        let variants = total(app, "links", "kind: {eq: TRAINED_ON}, to: {slug: {in: [\"h100-sxm5-80gb\", \"h100-pcie\"]}}").await;
        assert_eq!(all, family + variants);
        assert!(variants > 0);
        assert_eq!(total(app, "links", &links(", deep: false")).await, family);
        assert_eq!(total(app, "links", &links(", deep: null")).await, family);
        assert_eq!(total(app, "links", "kind: {eq: TRAINED_ON}, to: {name: {eq: \"H100\"}, deep: true}").await, all, "by its name");
        assert_eq!(total(app, "links", "to: {slug: {eq: \"h100\"}, deep: true, type: MODEL}").await, 0);
        // However far below: what is about a sector of a sector of a stage.
        let measured = total(app, "metrics", "subjects: {some: {slug: {eq: \"h100\"}, deep: true}}").await;
        assert!(measured > total(app, "metrics", "subjects: {some: {slug: {eq: \"h100\"}}}").await);
        let below = |slug: &str| format!("kind: {{eq: DEPLOYED_IN}}, to: {{slug: {{eq: \"{slug}\"}}, deep: true}}");
        let sectors = app.data("{ sectors(filter: {path: {startsWith: \"downstream\"}}, first: 100) { nodes { slug } } }").await;
        let mut each = 0;
        for sector in sectors["sectors"]["nodes"].as_array().expect("nodes") {
            each += total(app, "links", &format!("kind: {{eq: DEPLOYED_IN}}, to: {{slug: {{eq: {}}}, type: SECTOR}}", sector["slug"])).await;
        }
        assert_eq!(total(app, "links", &format!("{}, and: [{{to: {{type: SECTOR}}}}]", below("downstream"))).await, each);
    }

    async fn numbers_of_technologies_are_those_of_their_comparison(app) {
        let fields = [
            ("memory", "memory", "MEMORY"),
            ("memory-bandwidth", "memoryBandwidth", "MEMORY_BANDWIDTH"),
            ("fp16-performance", "fp16Performance", "FP16_PERFORMANCE"),
            ("tdp", "tdp", "TDP"),
            ("process-node", "processNode", "PROCESS_NODE"),
        ];
        let query = "{ technologies(first: 100, filter: {kind: {eq: CHIP}}) { nodes { slug memory memoryBandwidth fp16Performance tdp processNode } } }";
        let data = app.data(query).await;
        let chips = data["technologies"]["nodes"].as_array().expect("nodes");
        let mut known = 0;
        for some in chips.chunks(20) {
            let slugs: Vec<&Value> = some.iter().map(|chip| &chip["slug"]).collect();
            let query = "query($slugs: [String!]!) { table: compareTechnologies(technologies: $slugs) { rows { attribute cells { number } } } }";
            let table = app.answer(query, json!({ "slugs": slugs })).await["data"]["table"].take();
            for (attribute, field, _) in fields {
                let row = table["rows"].as_array().expect("rows").iter().find(|row| row["attribute"] == attribute);
                let cells = row.and_then(|row| row["cells"].as_array()).expect("cells");
                for (chip, cell) in some.iter().zip(cells) {
                    assert_eq!(chip[field], cell["number"], "{attribute} of {}", chip["slug"]);
                    known += usize::from(chip[field].is_number());
                }
            }
        }
        assert!(known > 150, "{known}");
        for (_, field, order) in fields {
            let query = format!("{{ technologies(first: 100, filter: {{{field}: {{gt: 0}}}}, orderBy: [{{field: {order}, direction: DESC}}]) {{ nodes {{ {field} }} groups(by: [KIND]) {{ max {{ {field} }} }} }} }}");
            let list = app.data(&query).await["technologies"].take();
            let numbers: Vec<f64> = list["nodes"].as_array().expect("nodes").iter().filter_map(|node| node[field].as_f64()).collect();
            assert!(numbers.len() > 20 && numbers.is_sorted_by(|a, b| a >= b), "{field}: {numbers:?}");
            assert_eq!(list["groups"][0]["max"][field].as_f64(), numbers.first().copied(), "{field}");
        }
        let h100 = chips.iter().find(|chip| chip["slug"] == "h100-sxm5-80gb").expect("it is a chip");
        assert_eq!((&h100["memory"], &h100["tdp"]), (&json!(80_000_000_000_i64), &json!(700)));
        // A figure that its source cannot mean stands for nothing, and among the claims all the same.
        let query = "{ technology(by: {slug: \"mxc500\"}) { memory memoryBandwidth metrics(filter: {attribute: {eq: \"memory-bandwidth\"}}) { nodes { observations { nodes { value confidence } } } } } }";
        let data = app.data(query).await;
        assert_eq!((&data["technology"]["memory"], &data["technology"]["memoryBandwidth"]), (&json!(64_000_000_000_i64), &Value::Null));
        assert_eq!(data["technology"]["metrics"]["nodes"][0]["observations"]["nodes"], json!([{ "value": 18, "confidence": "LOW" }]));
    }

    async fn what_belongs_to_several_sectors_counts_in_each(app) {
        for list in ["vendors", "models", "technologies", "trends"] {
            let data = app.data(&format!("{{ {list} {{ groups(by: [SECTOR]) {{ keys labels(locale: ZH) count }} }} }}")).await;
            for group in data[list]["groups"].as_array().expect("groups") {
                let [filter, label] = match group["keys"][0].as_str() {
                    Some(slug) => {
                        let name = app.data(&format!("{{ sector(by: {{slug: \"{slug}\"}}) {{ name(locale: ZH) }} }}")).await;
                        [format!("some: {{slug: {{eq: \"{slug}\"}}}}"), name["sector"]["name"].as_str().unwrap_or_default().to_owned()]
                    }
                    None => ["count: {eq: 0}".to_owned(), String::new()],
                };
                assert_eq!(group["count"], total(app, list, &format!("sectors: {{{filter}}}")).await, "{list}: {group}");
                assert_eq!(group["labels"][0].as_str().unwrap_or_default(), label, "{list}");
            }
        }
        let data = app.data("{ trends { totalCount groups(by: [SECTOR, THEME]) { count } } }").await;
        let sum: u64 = data["trends"]["groups"].as_array().expect("groups").iter().filter_map(|group| group["count"].as_u64()).sum();
        assert!(sum > data["trends"]["totalCount"].as_u64().expect("a count"), "some concern several");
    }
}
