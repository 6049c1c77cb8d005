//! Figures as people write them, wherever an answer has one.

use serde_json::{Value, json};

use crate::series::{app_of, metric};
use crate::support::{App, Backend, on_both, on_each, run, shared};

/// What `display` says in English and in Chinese.
fn both(node: &Value) -> [&str; 2] {
    ["en", "zh"].map(|locale| node[locale].as_str().unwrap_or_default())
}

/// The claim of the report with this key.
async fn claim(app: &App, key: &str) -> Value {
    let shown = "en: display(locale: EN) zh: display(locale: ZH)";
    let query = format!(
        "{{ observations(filter: {{key: {{eq: \"{key}\"}}}}) {{ nodes {{ {shown} normalized {{ {shown} }} en_words: text(locale: EN) }} }} }}"
    );
    app.data(&query).await["observations"]["nodes"][0].take()
}

on_both! {
    async fn figures_of_the_report_are_written_as_people_do(app) {
        for (key, expected, normalized) in [
            ("R089", ["CNY 371.6 billion", "3,716 亿元"], ["CNY 371.6 billion", "3,716 亿元"]),
            ("R029", ["US$64 billion", "640 亿美元"], ["US$64 billion", "640 亿美元"]),
            ("R021", ["> 80 %", "> 80 %"], ["> 80 %", "> 80 %"]),
            ("R024", ["≈ 3 times", "约 3 倍"], ["≈ 3 times", "约 3 倍"]),
            ("R019", ["10 times", "10 倍"], ["10 times", "10 倍"]),
            ("R046", ["30–50 %", "30–50 %"], ["30–50 %", "30–50 %"]),
        ] {
            let node = claim(app, key).await;
            assert_eq!(both(&node), expected, "{key}");
            assert_eq!(both(&node["normalized"]), normalized, "{key}, in base units");
        }
    }

    async fn a_place_in_a_ranking_is_written_as_one(app) {
        let query = "{ metric(by: {slug: \"eagle-top500-rank\"}) { latest { en: display(locale: EN) zh: display(locale: ZH) } } }";
        assert_eq!(app.data(query).await["metric"]["latest"], json!({ "en": "No. 3", "zh": "第 3 名" }));
    }

    async fn what_a_data_set_prints_is_published(app) {
        // What stands in words there, or in several rows, has none.
        let told = ["a100-fp16-performance", "a100-process-node", "ascend-910c-fp16-performance", "tpu-v5e-tdp"];
        for (source, metric, printed, without) in [
            ("epoch-ai-hardware", "mlu370-x4-memory-bandwidth", "307200000000.0", &told[..]),
            ("llm-stats", "qwen3-235b-a22b-mmlu", "0.8781", &[]),
        ] {
            let filter = format!("%7B%22value%22:%7B%22isNull%22:false%7D,%22source%22:%7B%22slug%22:%7B%22eq%22:%22{source}%22%7D%7D%7D");
            let file = app.get(&format!("/export/observations.json?filter={filter}")).await.json();
            let rows = file.as_array().cloned().unwrap_or_default();
            assert!(rows.iter().any(|row| row["metric_slug"] == metric && row["published"] == printed), "{source}: {rows:?}");
            let bare = rows.iter().filter(|row| row["published"].is_null());
            let mut bare: Vec<&str> = bare.filter_map(|row| row["metric_slug"].as_str()).collect();
            bare.sort_unstable();
            assert_eq!(bare, without, "{source}");
        }
    }

    async fn a_statement_is_its_words(app) {
        let node = claim(app, "R006").await;
        assert_eq!(both(&node)[0], node["en_words"].as_str().unwrap_or_default());
        assert!(both(&node)[1].starts_with("自然语言处理"), "{node}");
        assert_eq!(node["normalized"], Value::Null);
    }

    async fn the_language_is_that_of_the_argument_of_a_variable_or_of_the_header(app) {
        let query = "query($l: Locale) { observations(filter: {key: {eq: \"R089\"}}) { nodes { display(locale: $l) } } }";
        for (locale, expected) in [(json!("ZH"), "3,716 亿元"), (json!("EN"), "CNY 371.6 billion"), (Value::Null, "CNY 371.6 billion")] {
            let answer = app.answer(query, json!({ "l": locale })).await;
            assert_eq!(answer["data"]["observations"]["nodes"][0]["display"], expected, "{locale}");
        }
    }

    async fn no_figure_is_without_a_display(app) {
        let query = "query($after: String) { observations(first: 100, after: $after) { nodes { key value low high display(locale: ZH) } \
                     pageInfo { hasNextPage endCursor } } }";
        let (mut after, mut count) = (Value::Null, 0);
        loop {
            let answer = app.answer(query, json!({ "after": after })).await;
            let list = &answer["data"]["observations"];
            for node in list["nodes"].as_array().expect("a list") {
                count += 1;
                let text = node["display"].as_str().expect("it is never null");
                assert!(!text.is_empty() && !text.contains("NaN") && !text.contains("inf"), "{node}");
                let has_number = ["value", "low", "high"].iter().any(|name| !node[*name].is_null());
                assert!(!has_number || text.contains(|c: char| c.is_ascii_digit()), "{node}");
            }
            if list["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = list["pageInfo"]["endCursor"].clone();
        }
        assert!(count > 500, "{count}");
    }

    async fn shares_of_links_keep_what_their_source_says(app) {
        let query = "{ links(filter: {key: {in: [\"E013\", \"E029\", \"E051\"]}}) { nodes { key share { en: display(locale: EN) zh: display(locale: ZH) } } } }";
        let data = app.data(query).await;
        for (key, expected) in [("E013", "> 80 %"), ("E029", "> 50 %"), ("E051", "90 %")] {
            let nodes = data["links"]["nodes"].as_array().expect("a list");
            let link = nodes.iter().find(|link| link["key"] == key).expect("the link");
            assert_eq!(both(&link["share"]), [expected, expected], "{key}");
        }
    }

    async fn points_of_a_series_are_written_in_its_unit(app) {
        let shown = "points { value en: display(locale: EN) zh: display(locale: ZH) }";
        let series = |slug: &str, arguments: &str| format!("{{ metric(by: {{slug: \"{slug}\"}}) {{ series{arguments} {{ {shown} }} }} }}");
        let data = app.data(&series("china-data-element-market-size", "")).await;
        let points = data["metric"]["series"]["points"].as_array().expect("a list").clone();
        let point = points.iter().find(|point| point["value"] == 1332).expect("the figure of 2023");
        assert_eq!(both(point), ["CNY 133.2 billion", "1,332 亿元"]);
        let data = app.data(&series("china-data-element-market-size", "(transform: YOY)")).await;
        for point in data["metric"]["series"]["points"].as_array().expect("a list") {
            assert!(both(point)[0].ends_with(" %"), "a fraction is read as per cent: {point}");
        }
    }

    async fn cells_of_a_comparison_have_one_and_empty_ones_none(app) {
        let query = "{ compareModels(models: [\"gpt-4\", \"deepseek-v3\"]) { rows { attribute cells { number text(locale: EN) en: display(locale: EN) zh: display(locale: ZH) } } } }";
        let data = app.data(query).await;
        let rows = data["compareModels"]["rows"].as_array().expect("a list");
        for cell in rows.iter().flat_map(|row| row["cells"].as_array().expect("a list")) {
            if cell["number"].is_null() {
                assert_eq!(cell["en"], cell["text"], "words stand for themselves, and nothing for nothing");
            }
        }
        let window = rows.iter().find(|row| row["attribute"] == "contextWindow").expect("the row");
        assert_eq!(both(&window["cells"][0]), ["8,192 tokens", "8,192 token"]);
    }
}

#[test]
fn both_databases_write_the_same() {
    let query = "{ observations(first: 100, orderBy: [{field: VALUE, direction: DESC}]) { nodes { en: display(locale: EN) zh: display(locale: ZH) \
                 normalized { en: display(locale: EN) zh: display(locale: ZH) } } } \
                 concentration(sector: \"ai-chips\") { hhi { display } topShare { display } shares { share { display } } } }";
    run(async {
        let answers = [Backend::Sqlite, Backend::Postgres].map(shared);
        let [left, right] = [answers[0].data(query).await, answers[1].data(query).await];
        assert_eq!(left, right);
    });
}

async fn a_point_says_what_its_claim_does(backend: Backend) {
    for (line, expected) in [
        ("low = 5\ncmp = \"GREATER_THAN\"", "> 5"),
        ("low = 5\ncmp = \"AT_LEAST\"", "≥ 5"),
        ("high = 5\ncmp = \"LESS_THAN\"", "< 5"),
        ("value = 5\ncmp = \"ABOUT\"", "≈ 5"),
        ("value = -1e-9", "−1 × 10⁻⁹"),
        ("value = 123456789012345", "123,456,789,012,345"),
        ("value = 4\nlow = 3\nhigh = 5", "4 (3–5)"),
    ] {
        let app = app_of(backend, &metric("grapes", "COUNT", &[("2024", line, "ACTUAL")])).await;
        let data = app.data("{ metric(by: {slug: \"grapes\"}) { series { points { display } } observations { nodes { display normalized { display } } } } }").await;
        let grapes = &data["metric"];
        let node = &grapes["observations"]["nodes"][0];
        let told = [&grapes["series"]["points"][0]["display"], &node["display"], &node["normalized"]["display"]];
        assert_eq!(told, [expected; 3], "{line}");
    }
}

async fn a_computed_point_is_about_where_a_figure_of_it_is(backend: Backend) {
    let grapes = [
        ("2020-Q1", "value = 1\ncmp = \"ABOUT\"", "ACTUAL"),
        ("2020-Q2", "value = 3", "ACTUAL"),
        ("2020-Q3", "value = 4", "ACTUAL"),
        ("2020-Q4", "value = 6", "ACTUAL"),
        ("2021-Q1", "value = 2", "ACTUAL"),
        ("2021-Q2", "low = 6\ncmp = \"GREATER_THAN\"", "ACTUAL"),
        ("2022", "value = 20", "ACTUAL"),
        ("2023", "low = 30\nhigh = 40", "ACTUAL"),
        ("2024", "value = 50\ncmp = \"ABOUT\"", "ACTUAL"),
    ];
    let app = app_of(backend, &metric("grapes", "COUNT", &grapes)).await;
    for (arguments, expected) in [
        ("", &["≈ 1", "3", "4", "6", "2", "> 6", "20", "30–40", "≈ 50"][..]),
        ("transform: CHANGE", &["≈ 2", "1", "2", "−4", "≥ 4", "10–20", "≈ 10–20"]),
        ("transform: YOY", &["≈ 100 %", "≥ 100 %", "50–100 %", "≈ 25–66.6666666666667 %"]),
        ("transform: INDEX", &["100", "≈ 300", "≈ 400", "≈ 600", "≈ 200", "≥ 600", "100", "150–200", "≈ 250"]),
        ("transform: CUMULATIVE", &["≈ 1", "≈ 4", "≈ 8", "≈ 14", "≈ 16", "≥ 22", "≥ 42", "≥ 72", "≥ 122"]),
        ("transform: MOVING_AVERAGE, window: 2", &["≈ 2", "3.5", "5", "4", "≥ 4", "25–30", "≈ 40–45"]),
        ("resample: YEAR, method: SUM", &["≈ 14", "20", "30–40", "≈ 50"]),
        ("resample: YEAR, method: FIRST", &["≈ 1", "2", "20", "30–40", "≈ 50"]),
        ("resample: YEAR, method: LAST", &["6", "> 6", "20", "30–40", "≈ 50"]),
        ("resample: YEAR, method: SUM, transform: CHANGE", &["≈ 6", "10–20", "≈ 10–20"]),
    ] {
        let query =
            format!("{{ metric(by: {{slug: \"grapes\"}}) {{ series({arguments}) {{ points {{ display }} }} }} }}");
        let data = app.data(&query.replace("()", "")).await;
        let points = data["metric"]["series"]["points"].as_array().expect("a list");
        let told: Vec<&str> = points.iter().filter_map(|point| point["display"].as_str()).collect();
        assert_eq!(told, expected, "{arguments}");
    }
}

on_each! {
    a_point_says_what_its_claim_does
    a_computed_point_is_about_where_a_figure_of_it_is
}
