//! Comparisons: a table in a fixed order, gaps null, every figure with its source.

use serde_json::{Value, json};

use crate::import::bring_samples;
use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

const MODELS: &str = "{ compareModels(models: [\"gpt-4\", \"deepseek-v3\", \"llama-3-1-405b\"]) { subjects { slug } rows { attribute name \
                      cells { number low high comparator unit { code } text observation { value unit { code } metric { slug } } source { slug } } } } }";

/// Attributes, and the fields of models that repeat the preferred claim about them.
const NUMBERS: [(&str, &str); 4] = [
    ("parameters", "parameters"),
    ("active-parameters", "activeParameters"),
    ("training-compute", "trainingCompute"),
    ("context-window", "contextWindow"),
];

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
            for (_, field) in NUMBERS {
                assert_eq!(cells(table, field)[0]["number"], model[field], "{field} of {slug}");
            }
        }
    }

    async fn metrics_stand_side_by_side_by_period(app) {
        let query = "{ compareMetrics(metrics: [\"china-ai-industry-size\", \"ai-cloud-market-size\"]) { rows { attribute cells { number unit { code } text } } } }";
        let table = app.data(query).await["compareMetrics"].clone();
        let attributes: Vec<&str> = table["rows"].as_array().expect("rows").iter().filter_map(|row| row["attribute"].as_str()).collect();
        assert_eq!(attributes, ["kind", "unit", "region", "2022", "2023", "2027"]);
        assert_eq!(cells(&table, "2022")[0], json!({ "number": 371_600_000_000_i64, "unit": { "code": "CNY" }, "text": null }));
        assert_eq!(cells(&table, "2022")[1]["number"], Value::Null);
        assert_eq!(cells(&table, "unit")[1]["text"], "100 million US dollars");
    }

    async fn values_of_enums_are_told_in_the_language_asked_for(app) {
        let text = |table: &Value, attribute: &str, language: &str| {
            cells(table, attribute).iter().map(|cell| cell[language].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>()
        };
        let query = |field: &str, arguments: &str| {
            format!("{{ {field}({arguments}) {{ rows {{ attribute cells {{ text en: text(locale: EN) zh: text(locale: ZH) }} }} }} }}")
        };
        let table = app.data(&query("compareModels", "models: [\"gpt-4\", \"deepseek-v3\"]")).await["compareModels"].take();
        assert_eq!(text(&table, "openness", "text")[0], "Proprietary");
        assert_eq!(text(&table, "openness", "zh")[0], "专有");
        assert_eq!(text(&table, "scope", "zh"), ["通用", "通用"]);
        assert_eq!(text(&table, "parametersDisclosure", "en"), ["Undisclosed", "Disclosed"]);
        assert_eq!(text(&table, "parametersDisclosure", "zh"), ["未披露", "已披露"]);
        assert_eq!(text(&table, "inputModalities", "en")[0], "Text, Image");
        assert_eq!(text(&table, "inputModalities", "zh")[0], "文本、图像");
        let table = app.data(&query("compareMetrics", "metrics: [\"china-ai-industry-size\"]")).await["compareMetrics"].take();
        for (attribute, en, zh) in [("kind", "Level", "水平"), ("unit", "100 million yuan", "亿元人民币"), ("region", "China", "中国")] {
            assert_eq!([text(&table, attribute, "en"), text(&table, attribute, "zh")], [[en], [zh]], "{attribute}");
        }
        let table = app.data(&query("compareTechnologies", "technologies: [\"h100-sxm5-80gb\", \"h100\"]")).await["compareTechnologies"].take();
        assert_eq!(text(&table, "kind", "zh"), ["芯片", "芯片"]);
        assert_eq!(text(&table, "vendor", "zh"), ["英伟达", "英伟达"]);
        assert_eq!(text(&table, "family", "en"), ["H100", "-"]);
    }

    async fn keys_of_rows_are_what_metrics_are_found_by(app) {
        for (field, arguments) in [
            ("compareModels", "models: [\"gpt-4\", \"deepseek-v3\", \"qwen2-5-72b\"]"),
            ("compareTechnologies", "technologies: [\"h100-sxm5-80gb\", \"a100-pcie\"]"),
        ] {
            let table = app.data(&format!("{{ {field}({arguments}) {{ rows {{ attribute name cells {{ observation {{ metric {{ attribute }} }} }} }} }} }}")).await[field].take();
            let mut joined = 0;
            for row in table["rows"].as_array().expect("rows") {
                for cell in row["cells"].as_array().expect("cells") {
                    if let Some(attribute) = cell["observation"]["metric"]["attribute"].as_str() {
                        let field = NUMBERS.iter().find(|(name, _)| field == "compareModels" && *name == attribute);
                        assert_eq!(row["attribute"], field.map_or(attribute, |(_, field)| field));
                        joined += 1;
                    }
                }
            }
            assert!(joined >= 10, "{joined}");
        }
    }

    async fn technologies_stand_side_by_side_with_their_specifications(app) {
        let query = "{ compareTechnologies(technologies: [\"h100-sxm5-80gb\", \"a100-pcie\"]) { subjects { slug kind } rows { attribute cells { number unit { code } source { slug } } } } }";
        let table = app.data(query).await["compareTechnologies"].take();
        assert_eq!(table["subjects"], json!([{ "slug": "h100-sxm5-80gb", "kind": "CHIP" }, { "slug": "a100-pcie", "kind": "CHIP" }]));
        let attributes: Vec<&str> = table["rows"].as_array().expect("rows").iter().filter_map(|row| row["attribute"].as_str()).collect();
        assert_eq!(attributes, ["vendor", "kind", "family", "releasedOn", "memory", "memory-bandwidth", "fp16-performance", "tdp", "process-node"]);
        let memory: Vec<&Value> = cells(&table, "memory").iter().map(|cell| &cell["number"]).collect();
        assert_eq!(memory, [80e9, 40e9]);
        assert_eq!(cells(&table, "memory")[0]["unit"]["code"], "BYTE");
        assert_eq!(cells(&table, "tdp")[1]["source"]["slug"], "epoch-ai-hardware");
    }

    async fn what_cannot_be_compared_is_named(app) {
        let many: Vec<String> = (0..21).map(|i| format!("\"m{i}\"")).collect();
        let cases = [
            ("models: [\"gpt-4\", \"no-such\"]".to_owned(), "NOT_FOUND", "there is no model \"no-such\""),
            ("models: []".to_owned(), "ARGUMENT_INVALID", "models names 0; it can name 1 to 20"),
            (format!("models: [{}]", many.join(" ")), "ARGUMENT_INVALID", "models names 21; it can name 1 to 20"),
            ("models: [\"gpt-4\", \"gpt-4\"]".to_owned(), "ARGUMENT_INVALID", "models names \"gpt-4\" twice"),
        ];
        let answer = app.answer("{ compareTechnologies(technologies: [\"h100\", \"no-such\"]) { subjects { slug } } }", json!({})).await;
        assert_eq!(answer["errors"][0]["message"], "there is no technology \"no-such\"");
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

/// Whatever imports bring, and wherever sources disagree or dropped what they said.
async fn numbers_of_all_models_are_those_of_their_comparison(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring_samples(&database).await;
    let app = App::on(database, |_| ()).await;
    let list = "query($after: String) { models(first: 20, after: $after) { nodes { slug parameters activeParameters trainingCompute \
        contextWindow } pageInfo { hasNextPage endCursor } } }";
    let (mut after, mut known) = (Value::Null, 0);
    loop {
        let page = app.answer(list, json!({ "after": after })).await["data"]["models"].take();
        let models = page["nodes"].as_array().expect("nodes");
        let slugs: Vec<&Value> = models.iter().map(|model| &model["slug"]).collect();
        let query = "query($models: [String!]!) { table: compareModels(models: $models) { rows { attribute cells { number } } } }";
        let table = app.answer(query, json!({ "models": slugs })).await["data"]["table"].take();
        for (attribute, field) in NUMBERS {
            for (model, cell) in models.iter().zip(cells(&table, field)) {
                // A model's context window is a whole number.
                assert_eq!(cell["number"], model[field], "{attribute} of {}", model["slug"]);
                known += usize::from(!cell["number"].is_null());
            }
        }
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert!(known > 100, "{known}");
}

on_each! { numbers_of_all_models_are_those_of_their_comparison }
