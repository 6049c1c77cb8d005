//! Questions that an analyst asks of the built-in data set.

use serde_json::{Value, json};

use crate::support::on_both;

/// The values of a field over a list.
fn each<'a>(list: &'a Value, path: &str) -> Vec<&'a Value> {
    let list = list.as_array().expect("a list");
    list.iter().map(|item| item.pointer(path).unwrap_or(&Value::Null)).collect()
}

on_both! {
    async fn the_chain_has_three_stages_with_their_parts_in_chinese(app) {
        let data = app
            .data("{ chain { stages { stage name(locale: ZH) sectors(first: 50) { nodes { slug name(locale: ZH) } } } } }")
            .await;
        let stages = &data["chain"]["stages"];
        assert_eq!(each(stages, "/stage"), ["UPSTREAM", "MIDSTREAM", "DOWNSTREAM"]);
        let upstream = &stages[0]["sectors"]["nodes"];
        assert_eq!(each(upstream, "/slug"), ["compute", "algorithms", "data"]);
        assert_eq!(each(upstream, "/name"), ["算力", "算法", "数据"]);
        let downstream = each(&stages[2]["sectors"]["nodes"], "/slug");
        for slug in ["healthcare", "finance", "logistics", "manufacturing", "transport"] {
            assert!(downstream.iter().any(|s| *s == slug), "{slug}");
        }
    }

    async fn a_share_above_80_percent_is_a_bound_and_not_a_value(app) {
        let data = app
            .data(
                "{ vendor(by: {slug: \"nvidia\"}) { name(locale: ZH) metrics(filter: {kind: {eq: SHARE}}) { nodes { \
                 sector { slug } observations { nodes { value low high comparator unit { code } \
                 normalized { low unit { code } } confidence source { publisher } locator } } } } } }",
            )
            .await;
        assert_eq!(data["vendor"]["name"], "英伟达");
        let metric = &data["vendor"]["metrics"]["nodes"][0];
        assert_eq!(metric["sector"]["slug"], "ai-chips");
        let claim = &metric["observations"]["nodes"][0];
        assert_eq!(claim["value"], Value::Null);
        assert_eq!(claim["low"], 80);
        assert_eq!(claim["high"], Value::Null);
        assert_eq!(claim["comparator"], "GREATER_THAN");
        assert_eq!(claim["normalized"], json!({ "low": 0.8, "unit": { "code": "FRACTION" } }));
        assert_eq!(claim["locator"], "03-1");
    }

    async fn a_joint_share_is_one_figure_of_the_group(app) {
        let data = app
            .data(
                "{ metrics(filter: {kind: {eq: SHARE}, subjects: {some: {slug: {eq: \"aws\"}}}}) { totalCount nodes { \
                 subjects { __typename slug } observations { nodes { value low comparator period { label } } } } } }",
            )
            .await;
        assert_eq!(data["metrics"]["totalCount"], 1);
        let metric = &data["metrics"]["nodes"][0];
        assert_eq!(each(&metric["subjects"], "/slug"), ["aws", "azure", "google-cloud"]);
        assert_eq!(
            metric["observations"]["nodes"],
            json!([{ "value": null, "low": 70, "comparator": "GREATER_THAN", "period": { "label": "2023" } }])
        );
    }

    async fn a_market_size_is_as_printed_with_base_units_beside_it(app) {
        let data = app
            .data(
                "{ metric(by: {slug: \"china-ai-industry-size\"}) { region unit { currency multiplier } \
                 observations { nodes { value status published period { label } normalized { value unit { code } } } } \
                 latest { value status } latestForecast: latest(status: FORECAST) { value } } }",
            )
            .await;
        let metric = &data["metric"];
        assert_eq!(metric["region"], "CN");
        assert_eq!(metric["unit"], json!({ "currency": "CNY", "multiplier": 100_000_000 }));
        let claims = &metric["observations"]["nodes"];
        assert_eq!(each(claims, "/value"), [3716, 15372]);
        assert_eq!(each(claims, "/status"), ["ACTUAL", "FORECAST"]);
        assert_eq!(claims[0]["normalized"], json!({ "value": 371_600_000_000_i64, "unit": { "code": "CNY" } }));
        assert_eq!(metric["latest"], json!({ "value": 3716, "status": "ACTUAL" }), "a forecast is not the latest fact");
        assert_eq!(metric["latestForecast"]["value"], 15372);
    }

    async fn one_range_holds_for_three_techniques_together(app) {
        let data = app
            .data(
                "{ technology(by: {slug: \"quantization\"}) { name(locale: ZH) metrics { nodes { subjects { slug } \
                 observations { nodes { low high value comparator } } } } } }",
            )
            .await;
        assert_eq!(data["technology"]["name"], "量化");
        let metric = &data["technology"]["metrics"]["nodes"][0];
        assert_eq!(each(&metric["subjects"], "/slug"), ["sparsification", "distillation", "quantization"]);
        assert_eq!(
            metric["observations"]["nodes"],
            json!([{ "low": 30, "high": 50, "value": null, "comparator": "RANGE" }])
        );
    }

    async fn open_chinese_models_are_counted_by_maker(app) {
        let data = app
            .data(
                "{ models(first: 100, filter: {vendor: {country: {eq: \"CN\"}}, openness: {in: [OPEN_WEIGHTS, \
                 OPEN_WEIGHTS_RESTRICTED]}, releasedOn: {gte: \"2024-01-01\"}}, orderBy: [{field: RELEASED_ON, direction: \
                 DESC}]) { totalCount nodes { slug releasedOn } groups(by: [VENDOR]) { keys labels(locale: ZH) count } } }",
            )
            .await;
        let models = &data["models"];
        let nodes = models["nodes"].as_array().expect("a list");
        assert_eq!(models["totalCount"], nodes.len());
        assert!(each(&models["nodes"], "/slug").iter().any(|slug| *slug == "deepseek-v3"));
        let dates: Vec<&str> = nodes.iter().filter_map(|n| n["releasedOn"].as_str()).collect();
        assert!(dates.is_sorted_by(|a, b| a >= b), "newest first: {dates:?}");
        let counted: u64 = each(&models["groups"], "/count").iter().filter_map(|n| n.as_u64()).sum();
        assert_eq!(models["totalCount"], counted);
        let deepseek = models["groups"].as_array().and_then(|g| g.iter().find(|g| g["keys"][0] == "deepseek"));
        assert_eq!(deepseek.map(|g| &g["labels"][0]), Some(&json!("深度求索")));
    }

    async fn rumours_stay_beside_what_the_maker_says(app) {
        let data = app
            .data(
                "{ model(by: {slug: \"gpt-4\"}) { parameters parametersDisclosure contextWindow metrics(filter: {slug: \
                 {eq: \"gpt-4-parameters\"}}) { nodes { observations { nodes { value confidence assertedBy } } } } } \
                 open: model(by: {slug: \"deepseek-v3\"}) { parameters activeParameters } }",
            )
            .await;
        assert_eq!(data["model"]["parameters"], Value::Null);
        assert_eq!(data["model"]["parametersDisclosure"], "UNDISCLOSED");
        let claims = &data["model"]["metrics"]["nodes"][0]["observations"]["nodes"];
        assert_eq!(each(claims, "/confidence"), ["LOW"]);
        assert_eq!(data["open"], json!({ "parameters": 671_000_000_000_i64, "activeParameters": 37_000_000_000_i64 }));
    }

    async fn the_data_set_is_as_large_as_promised(app) {
        let data = app
            .data("{ chips: technologies(filter: {kind: {eq: CHIP}}) { totalCount } dataset { version counts { type count } } }")
            .await;
        let count = |name: &str| {
            let counts = data["dataset"]["counts"].as_array().expect("a list");
            counts.iter().find(|c| c["type"] == name).and_then(|c| c["count"].as_u64()).unwrap_or(0)
        };
        assert!(count("Vendor") >= 50 && count("Model") >= 80 && count("Trend") >= 9, "{data}");
        assert!(data["chips"]["totalCount"].as_u64().is_some_and(|n| n >= 15), "{data}");
        assert_eq!(data["dataset"]["version"], 1);
    }

    async fn every_keyed_fact_trend_and_relation_of_the_report_is_there(app) {
        let data = app.data("{ trends(first: 100, filter: {key: {startsWith: \"T\"}}) { nodes { key } } }").await;
        let mut keys: Vec<&str> = each(&data["trends"]["nodes"], "/key").iter().filter_map(|k| k.as_str()).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"]);
        let mut found = Vec::new();
        for (list, prefix) in [("observations", "R"), ("links", "R"), ("links", "E0")] {
            let query = format!(
                "query($after: String) {{ {list}(first: 100, after: $after, filter: {{key: {{startsWith: \"{prefix}\"}}}}) {{ \
                 nodes {{ key locator source {{ slug }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
            );
            let mut after = Value::Null;
            loop {
                let page = app.answer(&query, json!({ "after": after })).await["data"][list].clone();
                for row in page["nodes"].as_array().expect("a list") {
                    assert_eq!(row["source"]["slug"], "100ec-report");
                    assert!(row["locator"].is_string());
                    found.push(row["key"].as_str().unwrap_or_default().to_owned());
                }
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                after = page["pageInfo"]["endCursor"].clone();
            }
        }
        let wanted = (1..=120).map(|number| format!("R{number:03}")).chain((1..=94).map(|number| format!("E{number:03}")));
        for key in wanted {
            assert_eq!(found.iter().filter(|known| **known == key).count(), 1, "{key} is there once");
        }
    }
}
