//! Searches: by every name and spelling, the best first, alike on both databases.

use panorama::database;
use panorama::dataset;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_both, on_each, run};

const QUERY: &str = "query($q: String!, $t: [SearchType!], $n: Int, $a: String) { search(query: $q, types: $t, first: $n, after: $a) { totalCount \
    edges { cursor score highlight node { __typename ... on ChainNode { slug } ... on Metric { slug } ... on Source { slug } } } pageInfo { hasNextPage endCursor } } }";

/// What is first for a query of the built-in data, in this order.
const MEANT: &[(&str, &[&str])] = &[
    ("gpt4", &["Model gpt-4", "Model gpt-4o-mini", "Model gpt-4o", "Model gpt-4-turbo", "Model gpt-4v"]),
    ("gpt 4o", &["Model gpt-4o", "Model gpt-4o-mini"]),
    ("llama3", &["Model llama-3", "Model llama-3-1-405b"]),
    ("llama 3 70b instruct", &["Model llama-3"]),
    ("qwen2", &["Model qwen2-72b", "Model qwen2-5-72b"]),
    ("qwen 2.5", &["Model qwen2-5-72b"]),
    ("通义千问 72b", &["Model qwen-72b"]),
    ("deepseek", &["Vendor deepseek", "Model deepseek-r1", "Model deepseek-v3", "Model deepseek-v2"]),
    ("claude sonnet", &["Model claude-3-7-sonnet", "Model claude-3-5-sonnet", "Model claude-3-sonnet"]),
    ("claude sonnet latest", &["Model claude-3-7-sonnet", "Model claude-3-5-sonnet", "Model claude-3-sonnet"]),
    ("claude sonnet 4.6", &["Model claude-3-7-sonnet", "Model claude-3-5-sonnet", "Model claude-3-sonnet"]),
    ("openai reasoning model", &["Model o1-preview", "Model o3-mini", "Model o1"]),
    ("openai gpt-4", &["Vendor openai", "Model gpt-4", "Source openai-gpt-4-report"]),
    ("nvidia revenue", &["Vendor nvidia"]),
    ("英伟达收入", &["Vendor nvidia"]),
    ("nvidia h100", &["Technology h100"]),
    ("H-100", &["Technology h100"]),
    ("huawei ascend chip", &["Technology ascend"]),
    ("ascend 910b", &["Technology ascend-910b", "Technology ascend-910b1"]),
    ("industry size china", &["Metric china-ai-industry-size"]),
    ("GPT-4 Technical Report", &["Source openai-gpt-4-report"]),
];

/// What a search finds: type and slug, score, highlight.
async fn search(app: &App, query: &str) -> Vec<(String, f64, String)> {
    let answer = app.answer(QUERY, json!({ "q": query, "n": 20 })).await;
    assert_eq!(answer.get("errors"), None, "{query}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let edges = answer["data"]["search"]["edges"].as_array().expect("a list").clone();
    let hit = |edge: &Value| {
        let name = format!("{} {}", text(&edge["node"]["__typename"]), text(&edge["node"]["slug"]));
        (name, edge["score"].as_f64().expect("a number"), text(&edge["highlight"]))
    };
    edges.iter().map(hit).collect()
}

async fn first(app: &App, query: &str) -> String {
    search(app, query).await.first().map(|hit| hit.0.clone()).unwrap_or_default()
}

on_both! {
    async fn nvidia_is_found_by_every_name_and_spelling(app) {
        let queries = [
            "NVIDIA", "nvidia", "ｎｖｉｄｉａ", "英伟达", "英偉達", "NVDA", "yingweida", "ying wei da", "YingWeiDa", "ywd", "nvidai", "nvida", "nvidiia", "nwidia",
        ];
        for query in queries {
            assert_eq!(first(app, query).await, "Vendor nvidia", "{query}");
        }
        let parts = search(app, "伟达").await;
        assert!(parts.iter().any(|hit| hit.0 == "Vendor nvidia"), "{parts:?}");
    }

    async fn the_whole_goes_before_its_beginning_and_names_before_descriptions(app) {
        let exact = search(app, "gpt-4").await;
        assert_eq!((exact[0].0.as_str(), exact[0].1), ("Model gpt-4", 1.0));
        assert_eq!(search(app, "gpt4").await, exact, "punctuation does not count");
        assert!(exact.windows(2).all(|pair| pair[0].1 >= pair[1].1), "the best first: {exact:?}");
        let scores = |hits: &[(String, f64, String)], name: &str| hits.iter().find(|hit| hit.0 == name).map(|hit| hit.1);
        let hits = search(app, "openai").await;
        assert_eq!(scores(&hits, "Vendor openai"), Some(1.0));
        assert!(hits.iter().skip(1).all(|hit| hit.1 < 1.0));
    }

    async fn what_a_person_means_goes_first(app) {
        for (query, expected) in MEANT {
            let hits = search(app, query).await;
            let found: Vec<&str> = hits.iter().map(|hit| hit.0.as_str()).take(expected.len()).collect();
            assert_eq!(found, *expected, "{query}: {hits:?}");
        }
    }

    async fn letters_and_numbers_are_one_question_apart_and_together(app) {
        for ways in [
            &["gpt4", "gpt-4", "GPT 4", "ｇｐｔ－４", "gpt_4"][..],
            &["qwen2.5", "qwen 2.5", "Qwen-2.5", "QWEN２．５"],
            &["llama3", "llama 3", "LLaMA-3"],
            &["h100 nvidia", "H 100 nvidia", "h-100, NVIDIA"],
            &["ascend910b chip", "ascend 910 b chip", "Ascend-910B chip"],
            &["千问72b", "千问 72 B", "千問72Ｂ"],
        ] {
            let expected = search(app, ways[0]).await;
            assert!(!expected.is_empty(), "{ways:?}");
            for way in ways {
                assert_eq!(search(app, way).await, expected, "{way}");
            }
        }
    }

    async fn a_number_is_found_for_itself_alone(app) {
        assert_eq!(search(app, "GPT-5").await, [], "nothing is called so, and 5-shot is something else");
        let hits = search(app, "gpt 3").await;
        assert_eq!((hits[0].0.as_str(), hits[0].1), ("Model gpt-3", 1.0));
        let score = |name: &str| hits.iter().find(|hit| hit.0 == name).map(|hit| hit.1);
        assert!(score("Model gpt-3-5-turbo") < Some(0.85), "{hits:?}");
    }

    async fn what_has_most_of_the_words_comes_below_what_has_all(app) {
        let all = search(app, "openai reasoning model").await;
        let [full, most]: [Vec<f64>; 2] = [true, false].map(|full| all.iter().map(|hit| hit.1).filter(|score| (*score > 0.15) == full).collect());
        assert!(full.len() >= 3 && !most.is_empty(), "{all:?}");
        // A word that stands nowhere changes no order, and drags nothing in.
        let plain = search(app, "claude sonnet").await;
        let latest = search(app, "claude sonnet zzzzz").await;
        let names = |hits: &[(String, f64, String)]| hits.iter().filter(|hit| hit.0.starts_with("Model")).map(|hit| hit.0.clone()).collect::<Vec<_>>();
        assert_eq!(names(&latest), names(&plain));
        assert!(latest.iter().all(|hit| hit.1 < 0.15 && hit.2.contains("<mark>")), "{latest:?}");
        for query in ["qqqqv vvvvq", "qqqqv vvvvq jjjjv wwwwq", "qqqqv 3"] {
            assert_eq!(search(app, query).await, [], "{query}");
        }
        // Sources that have both in their titles are not what is meant.
        let hits = search(app, "alibaba qwen").await;
        assert!(hits.iter().any(|hit| hit.0.starts_with("Model qwen")) && hits.iter().any(|hit| hit.0.starts_with("Source ")), "{hits:?}");
        // Where all words stand in something, a query of two words asks for no more.
        assert!(search(app, "industry size").await.iter().all(|hit| hit.1 > 0.15));
    }

    async fn a_search_asks_a_few_questions_whatever_it_is_for(app) {
        let longest = "the model of china ".repeat(10) + "qqqqv";
        for (query, most) in [
            ("yingweida", 1.0),
            ("nvidia", 1.0),
            ("industry size", 1.0),
            ("gpt 4", 1.0),
            ("nvidia revenue", 3.0),
            ("q1v w2q j3v x4q z5v k6q h7v q8w v9q w1j j2x x3z", 3.0),
            ("the of and a in ai model data chip china size 的", 3.0),
            ("模型数据芯片智能产业规模中国市场", 3.0),
            (longest.as_str(), 3.0),
        ] {
            let call = json!({ "query": "query($q: String!) { search(query: $q, first: 5) { nodes { __typename } } }",
                "variables": { "q": query }, "extensions": { "cost": true } });
            let answer = app.post(&call).await.json();
            let used = answer["extensions"]["cost"]["used"]["statements"].as_f64().expect("it is counted");
            // One more reads what was found.
            assert!(used <= most + 1.0, "{query}: {answer}");
        }
    }

    async fn what_was_found_is_told_in_the_language_asked_for(app) {
        let query = "query($q: String!, $l: Locale) { search(query: $q, first: 1) { edges { highlight(locale: $l) } } }";
        for (text, expected) in [
            ("72b", ["Qwen2.5-<mark>72B</mark>", "通义千问2.5-<mark>72B</mark>"]),
            ("72b 千问", ["通义<mark>千问</mark>2.5-<mark>72B</mark>"; 2]),
            ("qwen 72b", ["<mark>Qwen-72B</mark>"; 2]),
            ("gpt 4", ["<mark>GPT-4</mark>"; 2]),
            ("英偉達", ["<mark>英伟达</mark>"; 2]),
        ] {
            for (locale, expected) in ["EN", "ZH"].into_iter().zip(expected) {
                let answer = app.answer(query, json!({ "q": text, "l": locale })).await;
                assert_eq!(answer["data"]["search"]["edges"][0]["highlight"], expected, "{text} {locale}");
            }
        }
    }

    async fn what_was_found_is_marked_and_the_rest_is_safe(app) {
        assert_eq!(search(app, "英偉達").await[0].2, "<mark>英伟达</mark>");
        let hit = search(app, "industry size").await.remove(0);
        assert_eq!((hit.0.as_str(), hit.2.as_str()), ("Metric china-ai-industry-size", "<mark>Size</mark> of the AI <mark>industry</mark>, China"));
    }

    async fn types_narrow_a_search(app) {
        let answer = app.answer(QUERY, json!({ "q": "nvidia", "t": ["METRIC"] })).await;
        let edges = answer["data"]["search"]["edges"].as_array().expect("a list").clone();
        assert!(!edges.is_empty() && edges.iter().all(|edge| edge["node"]["__typename"] == "Metric"), "{edges:?}");
        let none = app.answer(QUERY, json!({ "q": "nvidia", "t": [] })).await;
        assert_eq!(none["data"]["search"]["totalCount"], 0);
    }

    async fn pages_follow_each_other(app) {
        let whole = app.answer(QUERY, json!({ "q": "模型", "n": 100 })).await["data"]["search"].clone();
        let edges = whole["edges"].as_array().expect("a list");
        assert!(edges.len() > 20, "{}", edges.len());
        let (mut found, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = app.answer(QUERY, json!({ "q": "模型", "n": 7, "a": after })).await["data"]["search"].clone();
            assert_eq!(page["totalCount"], whole["totalCount"]);
            found.extend(page["edges"].as_array().expect("a list").clone());
            if page["pageInfo"]["hasNextPage"] == false || found.len() >= 100 {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(found[..edges.len().min(98)], edges[..edges.len().min(98)]);
    }

    async fn signs_and_words_of_text_searches_are_text(app) {
        for query in ["", " ", "*", "%", "_", "\"", "'", "()", "\\", "--", ":*", "、"] {
            assert_eq!(search(app, query).await, [], "{query:?}");
        }
        for query in ["nvidia OR", "NEAR(nvidia amd)", "tokens: nvidia", "nvidia & !amd", "\"nvidia", "nvidia*", "-nvidia", "'nvidia':*", "{nvidia}"] {
            search(app, query).await;
        }
        assert_eq!(first(app, "\"nvidia\"*").await, "Vendor nvidia");
        let long = app.errors(QUERY, json!({ "q": "a".repeat(10_000) })).await;
        assert_eq!(long, [("ARGUMENT_INVALID".to_owned(), json!(["search"]))]);
        assert_eq!(app.errors(QUERY, json!({ "q": "ab ".repeat(66) })).await, []);
    }

    async fn what_no_token_is_made_of_finds_nothing_and_narrows_nothing(app) {
        let signs = ["", " ", "\u{3000}", "䷀", "䷀䷁", "…", "、。", "!!", "'\\&|", "👍", "👩🏽\u{200d}💻", "\u{fe0f}", "\u{301}", "\u{e000}", "\u{10fffd}"];
        let plain = search(app, "nvidia").await;
        assert!(!plain.is_empty());
        for sign in signs {
            assert_eq!(search(app, sign).await, [], "{sign:?}");
            assert_eq!(search(app, &format!("{sign} nvidia {sign}")).await, plain, "{sign:?}");
            let slice = "query($s: String) { slice(filter: {text: $s}) { vendors { totalCount } models { totalCount } } }";
            let answer = app.answer(slice, json!({ "s": sign })).await;
            let none = json!({ "totalCount": 0 });
            assert_eq!(answer["data"]["slice"], json!({ "vendors": none, "models": none }), "{sign:?}");
        }
        // Characters whose sound is not known are found as they stand, or not at all.
        assert_eq!(search(app, "\u{2a6d6}\u{2a700}").await, []);
    }

    async fn every_vendor_and_model_is_found_by_its_names(app) {
        for (list, name) in [("vendors", "Vendor"), ("models", "Model")] {
            let data = app.data(&format!("{{ {list}(first: 100) {{ nodes {{ slug en: name(locale: EN) zh: name(locale: ZH) }} }} }}")).await;
            for row in data[list]["nodes"].as_array().expect("a list") {
                for text in [&row["en"], &row["zh"]] {
                    let text = text.as_str().expect("a text");
                    let hits = search(app, text).await;
                    let wanted = format!("{name} {}", row["slug"].as_str().unwrap_or_default());
                    assert!(hits.iter().any(|hit| hit.0 == wanted && hit.1 == 1.0), "{text}: {hits:?}");
                }
            }
        }
    }
}

/// What is stored by hand stays in step with what is found: the database keeps the index.
async fn what_goes_is_found_no_more(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let connection = database.writer().await;
    let app = App::on(database, |_| ()).await;
    assert_eq!(first(&app, "GPT-4 Technical Report").await.split(' ').next(), Some("Source"));
    let trend = "{ trends(first: 1) { nodes { slug name } } }";
    let data = app.data(trend).await;
    let (slug, name) =
        (&data["trends"]["nodes"][0]["slug"], data["trends"]["nodes"][0]["name"].as_str().expect("a name"));
    let wanted = format!("Trend {}", slug.as_str().expect("a slug"));
    assert_eq!(first(&app, name).await, wanted);
    let end = format!("(SELECT id FROM trend WHERE slug = '{}')", slug.as_str().expect("a slug"));
    for statement in [
        format!("DELETE FROM link WHERE from_id = {end} OR to_id = {end}"),
        format!("DELETE FROM node WHERE id = {end}"),
    ] {
        connection.execute_unprepared(&statement).await.unwrap_or_else(|error| panic!("{error}: {statement}"));
    }
    assert_ne!(first(&app, name).await, wanted);
}

async fn the_newest_and_best_known_go_first(backend: Backend) {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    let models: String = [
        ("GPT-3.5 Turbo", "2023-03-01"),
        ("GPT-5", "2025-08-07"),
        ("GPT-5 mini", "2025-08-07"),
        ("GPT-5 Pro", "2025-10-06"),
        ("GPT-5.1", "2025-11-12"),
        ("GPT-5 nano", ""),
        ("GPT-50", "2026-01-01"),
        ("Turbo One", "2024-01-01"),
        ("Turbo Two", "2024-01-01"),
    ]
    .iter()
    .map(|(name, day)| {
        let slug = name.to_lowercase().replace([' ', '.'], "-");
        let released = if day.is_empty() { String::new() } else { format!("released = \"{day}\"\n") };
        let base = if *name == "GPT-50" { "base = \"turbo-two\"\n" } else { "" };
        format!("[[model]]\nslug = \"{slug}\"\nen = \"{name}\"\nvendors = [\"maker\"]\n{released}{base}openness = \"UNKNOWN\"\ndisclosure = \"UNDISCLOSED\"\ncite = [{{ source = \"s\" }}]\n")
    })
    .collect();
    let others = "[[source]]\nslug = \"s\"\ntitle.en = \"S\"\nkind = \"REPORT\"\n[[vendor]]\nslug = \"maker\"\nen = \"Turbo Maker\"\nkind = \"COMPANY\"\ncite = [{ source = \"s\" }]\n";
    dataset::load(&connection, &[("s", others), ("m", models.as_str())], LOADED_AT)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let app = App::on(database, |_| ()).await;
    for (query, expected) in [
        (
            "GPT-5",
            &[
                "Model gpt-5",
                "Model gpt-5-pro",
                "Model gpt-5-mini",
                "Model gpt-5-nano",
                "Model gpt-5-1",
                "Model gpt-50",
            ][..],
        ),
        (
            "gpt5 latest",
            &[
                "Model gpt-5",
                "Model gpt-5-pro",
                "Model gpt-5-mini",
                "Model gpt-5-nano",
                "Model gpt-5-1",
                "Model gpt-50",
            ],
        ),
        // A company is not released; of two models of one day the one that something is based on is better known.
        ("turbo", &["Vendor maker", "Model turbo-two", "Model turbo-one", "Model gpt-3-5-turbo"]),
    ] {
        let hits = search(&app, query).await;
        assert_eq!(hits.iter().map(|hit| hit.0.as_str()).collect::<Vec<_>>(), expected, "{query}: {hits:?}");
    }
}

async fn a_search_that_fits_much_tells_the_best(backend: Backend) {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    let vendors: String = (0..700)
        .map(|i| {
            let about = if i % 2 == 0 { "about.en = \"an alpha thing\"\n" } else { "" };
            let name = if i < 60 { format!("Alpha {i}") } else { format!("Other {i}") };
            format!("[[vendor]]\nslug = \"v{i}\"\nen = \"{name}\"\n{about}kind = \"COMPANY\"\ncite = [{{ source = \"s\" }}]\n")
        })
        .collect();
    let more: String = (700..1300)
        .map(|i| format!("[[vendor]]\nslug = \"v{i}\"\nen = \"Beta {i}\"\nabout.en = \"alpha\"\nkind = \"COMPANY\"\ncite = [{{ source = \"s\" }}]\n"))
        .collect();
    let source = "[[source]]\nslug = \"s\"\ntitle.en = \"S\"\nkind = \"REPORT\"\n[[vendor]]\nslug = \"alpha\"\nen = \"Alpha\"\nkind = \"COMPANY\"\ncite = [{ source = \"s\" }]\n";
    let files = [("s", source), ("v", vendors.as_str()), ("m", more.as_str())];
    dataset::load(&connection, &files, LOADED_AT).await.unwrap_or_else(|error| panic!("{error}"));
    let app = App::on(database, |_| ()).await;
    let hits = search(&app, "alpha").await;
    assert_eq!((hits[0].0.as_str(), hits[0].1), ("Vendor alpha", 1.0));
    assert!(hits.iter().all(|hit| hit.2.contains("<mark>Alpha</mark>")), "names before descriptions: {hits:?}");
    let total = app.answer(QUERY, json!({ "q": "alpha" })).await["data"]["search"]["totalCount"].clone();
    assert!(total.as_u64().is_some_and(|total| (500..1_600).contains(&total)), "{total}");
}

on_each! {
    what_goes_is_found_no_more
    the_newest_and_best_known_go_first
    a_search_that_fits_much_tells_the_best
}
