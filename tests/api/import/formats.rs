//! Each format, by a small sample with the quirks of the real files.

use std::collections::HashSet;
use std::fs;

use serde_json::{Value, json};

use super::{LISTS, bring, counts, everything, figures, remarks, request, sample};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// Format, sample, and the sources of its figures.
const SAMPLES: [(&str, &str); 9] = [
    ("epoch-models", "epoch-models/notable_ai_models.csv"),
    ("epoch-hardware", "epoch-hardware/ml_hardware.csv"),
    ("epoch-clusters", "epoch-clusters/gpu_clusters.csv"),
    ("epoch-companies", "epoch-companies"),
    ("llm-stats", "llm-stats/data"),
    ("ai-supply-chain", "ai-supply-chain/AIDeploymentSupplyChain.csv"),
    ("llms-in-china", "llms-in-china/awesome-LLMs-In-China.md"),
    ("litellm", "litellm/model_prices_and_context_window.json"),
    ("owid", "owid-ai"),
];

async fn the_same_file_again_changes_nothing(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    for (format, path) in SAMPLES {
        let report = bring(&database, &request(format, &sample(path))).await.expect(format);
        assert!(!report.total().is_idle(), "{format}");
    }
    let app = App::on(database, |_| ()).await;
    let before = everything(&app).await;
    for (format, path) in SAMPLES {
        let report = bring(&app.database, &request(format, &sample(path))).await.expect(format);
        assert!(report.total().is_idle(), "{format}: {:?}", report.counts);
    }
    assert!(before == everything(&app).await, "what is exported is the same to the byte");
    let runs = app.data("{ importRuns(first: 100) { totalCount nodes { created updated revised withdrawn } } }").await;
    assert_eq!(runs["importRuns"]["totalCount"], 18);
    let idle = json!({ "created": 0, "updated": 0, "revised": 0, "withdrawn": 0 });
    assert!(runs["importRuns"]["nodes"].as_array().expect("a list")[..9].iter().all(|run| *run == idle));
}

async fn a_dry_run_tells_and_changes_nothing(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let mut request = request("litellm", &sample("litellm/model_prices_and_context_window.json"));
    request.dry_run = true;
    let told = bring(&database, &request).await.expect("it can be read");
    let app = App::on(database, |_| ()).await;
    assert_eq!(app.data("{ importRuns { totalCount } }").await["importRuns"]["totalCount"], 0);
    assert_eq!(figures(&app, "litellm-prices").await.iter().filter(|line| line.contains("PER_TOKEN")).count(), 0);
    request.dry_run = false;
    let done = bring(&app.database, &request).await.expect("it can be imported");
    assert_eq!((told.counts, told.notes), (done.counts, done.notes));
}

/// What a row of an export says, in a few words.
fn words(list: &str, row: &Value) -> String {
    let columns: &[&str] = match list {
        "vendors" => &["slug", "kind", "country", "website"],
        "models" => &[
            "slug",
            "name_en",
            "name_zh",
            "vendor_slug",
            "base_model_slug",
            "released_on",
            "openness",
            "license",
            "parameters",
        ],
        "technologies" => &["slug", "kind", "vendor_slug", "released_on"],
        "links" => &["from_type", "from_slug", "kind", "to_type", "to_slug", "stated"],
        "metrics" => &["slug", "kind", "unit_code", "region"],
        "observations" => &[
            "metric_slug",
            "value",
            "low",
            "high",
            "unit_code",
            "status",
            "period_label",
            "asserted_by_vendor_slug",
            "asserted_by",
            "confidence",
            "known_on",
        ],
        _ => &["slug", "license", "redistribution"],
    };
    let cell = |column: &&str| match &row[*column] {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("{list} {}", columns.iter().map(cell).collect::<Vec<_>>().join(" "))
}

/// Each sample, one after the other in one database, comes to what stands beside it in `expected.txt`: counts, remarks, and
/// every row that is new.
async fn samples_come_to_what_they_say(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |_| ()).await;
    let mut before = everything(&app).await;
    for (format, path) in SAMPLES {
        let report = bring(&app.database, &request(format, &sample(path))).await.expect(format);
        let mut lines = vec![format!("rows read {} skipped {}", report.read, report.skipped)];
        for tag in report.counts.keys() {
            lines.push(format!("{tag} {:?}", counts(&report, tag)));
        }
        lines.extend(remarks(&report));
        let after = everything(&app).await;
        for (list, (before, after)) in LISTS.iter().zip(before.iter().zip(&after)) {
            let known: HashSet<&str> = before.lines().collect();
            let new = after.lines().filter(|line| !known.contains(line));
            let mut new: Vec<String> =
                new.map(|line| words(list, &serde_json::from_str(line).expect("an object"))).collect();
            new.sort();
            lines.extend(new);
        }
        before = after;
        let told = lines.join("\n");
        let expected = fs::read_to_string(sample(&format!("{format}.expected.txt"))).unwrap_or_default();
        assert!(told == expected.trim_end(), "{format}:\n{told}\n");
    }
}

on_each! {
    the_same_file_again_changes_nothing
    a_dry_run_tells_and_changes_nothing
    samples_come_to_what_they_say
}
