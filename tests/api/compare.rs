//! Comparisons: a table in a fixed order, gaps null, every figure with its source.

use serde_json::{Value, json};

use crate::support::on_both;

const MODELS: &str = "{ compareModels(models: [\"gpt-4\", \"deepseek-v3\", \"llama-3-1-405b\"]) { subjects { slug } rows { attribute name \
                      cells { number low high comparator unit { code } text observation { value unit { code } metric { slug } } source { slug } } } } }";

/// The cells of a row.
fn cells<'a>(table: &'a Value, attribute: &str) -> &'a Vec<Value> {
    let rows = table["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["attribute"] == attribute);
    row.and_then(|row| row["cells"].as_array()).unwrap_or_else(|| panic!("no row {attribute}: {table}"))
}

on_both! {
    async fn models_stand_in_the_order_in_which_they_are_named(app) {
        let table = app.data(MODELS).await["compareModels"].clone();
        assert_eq!(table["subjects"], json!([{ "slug": "gpt-4" }, { "slug": "deepseek-v3" }, { "slug": "llama-3-1-405b" }]));
        let attributes: Vec<&str> = table["rows"].as_array().expect("rows").iter().filter_map(|row| row["attribute"].as_str()).collect();
        assert_eq!(attributes[..12], [
            "vendor", "family", "scope", "releasedOn", "openness", "license", "inputModalities", "outputModalities",
            "parametersDisclosure", "parameters", "activeParameters", "trainingCompute",
        ]);
        assert!(attributes.contains(&"contextWindow") && attributes.contains(&"mmlu"), "{attributes:?}");
        for row in table["rows"].as_array().expect("rows") {
            assert_eq!(row["cells"].as_array().map(Vec::len), Some(3), "{row}");
        }
    }

    async fn figures_are_in_base_units_with_their_claim_and_a_leak_is_no_figure(app) {
        let table = app.data(MODELS).await["compareModels"].clone();
        let parameters = cells(&table, "parameters");
        assert_eq!(parameters[0]["number"], Value::Null, "what was leaked stands for nothing");
        assert_eq!((&parameters[1]["number"], &parameters[2]["number"]), (&json!(671e9 as i64), &json!(405e9 as i64)));
        assert_eq!(parameters[1]["unit"]["code"], "PARAMETERS");
        assert_eq!(parameters[1]["observation"], json!({ "value": 671, "unit": { "code": "B_PARAMETERS" }, "metric": { "slug": "deepseek-v3-parameters" } }));
        assert!(parameters[1]["source"]["slug"].is_string());
        assert_eq!(parameters[0], json!({ "number": null, "low": null, "high": null, "comparator": null, "unit": null, "text": null, "observation": null, "source": null }));
        let released: Vec<&Value> = cells(&table, "releasedOn").iter().map(|cell| &cell["text"]).collect();
        assert_eq!(released[0], "2023-03-15");
    }

    async fn numbers_of_a_comparison_are_those_of_the_models(app) {
        let slugs = ["gpt-4", "deepseek-v3", "llama-3-1-405b", "glm-130b", "gemini-1-5-pro", "qwen2-5-72b"];
        for slug in slugs {
            let query = format!("{{ compareModels(models: [\"{slug}\"]) {{ rows {{ attribute cells {{ number text }} }} }} \
                                 model(by: {{slug: \"{slug}\"}}) {{ parameters activeParameters trainingCompute contextWindow openness }} }}");
            let answer = app.answer(&query, json!({})).await;
            if answer["errors"][0]["extensions"]["code"] == "NOT_FOUND" {
                continue;
            }
            let (table, model) = (&answer["data"]["compareModels"], &answer["data"]["model"]);
            for attribute in ["parameters", "activeParameters", "trainingCompute", "contextWindow"] {
                assert_eq!(cells(table, attribute)[0]["number"], model[attribute], "{attribute} of {slug}");
            }
            assert_eq!(cells(table, "openness")[0]["text"], model["openness"]);
        }
    }

    async fn metrics_stand_side_by_side_by_period(app) {
        let query = "{ compareMetrics(metrics: [\"china-ai-industry-size\", \"ai-cloud-market-size\"]) { rows { attribute cells { number unit { code } text } } } }";
        let table = app.data(query).await["compareMetrics"].clone();
        let attributes: Vec<&str> = table["rows"].as_array().expect("rows").iter().filter_map(|row| row["attribute"].as_str()).collect();
        assert_eq!(attributes, ["kind", "unit", "region", "2022", "2023", "2027"]);
        assert_eq!(cells(&table, "2022")[0], json!({ "number": 371_600_000_000_i64, "unit": { "code": "CNY" }, "text": null }));
        assert_eq!(cells(&table, "2022")[1]["number"], Value::Null);
        assert_eq!(cells(&table, "unit")[1]["text"], "USD_100M");
    }

    async fn what_cannot_be_compared_is_named(app) {
        let many: Vec<String> = (0..21).map(|i| format!("\"m{i}\"")).collect();
        let cases = [
            ("models: [\"gpt-4\", \"no-such\"]".to_owned(), "NOT_FOUND", "there is no model \"no-such\""),
            ("models: []".to_owned(), "ARGUMENT_INVALID", "models names 0; it can name 1 to 20"),
            (format!("models: [{}]", many.join(" ")), "ARGUMENT_INVALID", "models names 21; it can name 1 to 20"),
            ("models: [\"gpt-4\", \"gpt-4\"]".to_owned(), "ARGUMENT_INVALID", "models names \"gpt-4\" twice"),
        ];
        for (arguments, code, message) in cases {
            let answer = app.answer(&format!("{{ compareModels({arguments}) {{ subjects {{ slug }} }} }}"), json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{arguments}");
            assert_eq!(answer["errors"][0]["message"], message);
        }
    }

    async fn all_models_of_an_attribute_are_found(app) {
        let data = app.data("{ metrics(filter: {attribute: {eq: \"mmlu\"}}) { totalCount groups(by: [ATTRIBUTE]) { keys labels(locale: ZH) count } } }").await;
        let metrics = &data["metrics"];
        assert!(metrics["totalCount"].as_u64() > Some(20));
        assert_eq!(metrics["groups"], json!([{ "keys": ["mmlu"], "labels": ["MMLU"], "count": metrics["totalCount"] }]));
    }
}
