//! Series in files: the points that the API has, a row for each.

use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};

use crate::support::{App, Backend, TestDatabase, on_both, on_each, run, shared};

const MARKET: &str = "china-data-element-market-size";

async fn rows(app: &App, query: &str) -> Vec<Map<String, Value>> {
    let answer = app.get(&format!("/export/series.jsonl?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect()
}

on_both! {
    async fn rows_are_the_points_of_the_api(app) {
        for (slug, asked, arguments) in [
            (MARKET, "", ""),
            (MARKET, "&transform=YOY", "(transform: YOY)"),
            (MARKET, "&status=ACTUAL,ESTIMATE&from=2022-01-01", "(status: [ACTUAL, ESTIMATE], from: \"2022-01-01\")"),
            (MARKET, "&convertTo=CNY", "(convertTo: \"CNY\")"),
            ("nvidia-high-performance-ai-chip-share", "", ""),
        ] {
            let query = format!(
                "{{ metric(by: {{slug: \"{slug}\"}}) {{ slug metric_name_en: name(locale: EN) metric_name_zh: name(locale: ZH) series{arguments} {{ \
                 transform unit {{ code }} points {{ period {{ start end precision label duration }} value low high display_en: display(locale: EN) \
                 display_zh: display(locale: ZH) status derived formula inputs {{ source {{ slug }} }} }} }} }} }}"
            );
            let metric = app.data(&query).await["metric"].take();
            let points = metric["series"]["points"].as_array().expect("a list");
            let found = rows(app, &format!("metric={slug}{asked}")).await;
            assert_eq!(found.len(), points.len(), "{asked}");
            for (row, point) in found.iter().zip(points) {
                for name in ["metric_name_en", "metric_name_zh"] {
                    assert_eq!(row[name], metric[name]);
                }
                assert_eq!((&row["metric_slug"], &row["transform"]), (&json!(slug), &metric["series"]["transform"]));
                assert_eq!(row["unit_code"], metric["series"]["unit"]["code"]);
                for name in ["start", "end", "precision", "label", "duration"] {
                    assert_eq!(row[&format!("period_{name}")], point["period"][name], "{name}");
                }
                for name in ["value", "low", "high", "display_en", "display_zh", "status", "derived", "formula"] {
                    assert_eq!(row[name], point[name], "{name}");
                }
                let mut sources: Vec<&str> =
                    point["inputs"].as_array().expect("a list").iter().filter_map(|input| input["source"]["slug"].as_str()).collect();
                sources.sort_unstable();
                sources.dedup();
                assert_eq!(row["source_slugs"], json!(sources));
            }
        }
    }

    async fn several_metrics_stand_in_the_order_in_which_they_are_named(app) {
        for order in [[MARKET, "ai-cloud-market-size"], ["ai-cloud-market-size", MARKET]] {
            let found = rows(app, &format!("metric={}", order.join(","))).await;
            let mut slugs: Vec<&str> = found.iter().filter_map(|row| row["metric_slug"].as_str()).collect();
            slugs.dedup();
            assert_eq!(slugs, order);
        }
    }

    async fn slugs_are_found_however_they_are_written(app) {
        let [as_is, otherwise] = [MARKET, "China_Data-Element%20Market%20SIZE"];
        assert_eq!(rows(app, &format!("metric={otherwise}")).await, rows(app, &format!("metric={as_is}")).await);
        let missed = app.get("/export/series.csv?metric=china-data-element-market-siez").await;
        let error = missed.json()["errors"][0].clone();
        assert_eq!((missed.status.as_u16(), &error["extensions"]["code"]), (404, &json!("NOT_FOUND")), "{error}");
        assert!(error["message"].as_str().is_some_and(|message| message.contains(MARKET)), "{error}");
        let twice = app.get(&format!("/export/series.csv?metric={as_is},{otherwise}")).await;
        assert_eq!(twice.json()["errors"][0]["extensions"]["code"], "ARGUMENT_INVALID", "one metric, twice");
    }

    async fn every_format_has_the_same_rows(app) {
        let query = format!("metric={MARKET}&transform=YOY");
        let objects = rows(app, &query).await;
        let list: Value = app.get(&format!("/export/series.json?{query}")).await.json();
        assert_eq!(list, json!(objects));
        let parquet = app.get(&format!("/export/series.parquet?{query}")).await;
        assert_eq!(super::parquet::rows(&parquet.body), super::parquet::alike(objects.clone()));
        let text = app.get(&format!("/export/series.csv?{query}&bom=true")).await.text();
        let text = text.strip_prefix('\u{feff}').expect("a mark");
        assert_eq!(text.lines().count(), objects.len() + 1);
        assert!(text.starts_with("metric_slug,metric_name_en,metric_name_zh,unit_code,transform,period_start,"), "{text}");
        let workbook = app.get(&format!("/export/series.xlsx?{query}")).await;
        assert!(workbook.body.starts_with(b"PK"), "an archive");
    }

    async fn what_is_wrong_has_a_code(app) {
        for (query, status, code) in [
            ("", 400, "ARGUMENT_INVALID"),
            ("metric=", 400, "ARGUMENT_INVALID"),
            ("metric=a,a", 400, "ARGUMENT_INVALID"),
            ("metric=no-such-metric", 404, "NOT_FOUND"),
            ("metric=ai-cloud-market-size&metric=a", 400, "BAD_REQUEST"),
            ("metric=ai-cloud-market-size&colour=red", 400, "BAD_REQUEST"),
            ("metric=ai-cloud-market-size&transform=RED", 400, "VARIABLE_INVALID"),
            ("metric=ai-cloud-market-size&convertTo=PERCENT", 400, "UNIT_MISMATCH"),
            ("metric=ai-cloud-market-size&bom=maybe", 400, "BAD_REQUEST"),
        ] {
            let answer = app.get(&format!("/export/series.csv?{query}")).await;
            let found = answer.json();
            assert_eq!((answer.status.as_u16() / 100, &found["errors"][0]["extensions"]["code"]), (status / 100, &json!(code)), "{query}: {found}");
        }
        let many: Vec<String> = (0..101).map(|i| format!("m{i}")).collect();
        let answer = app.get(&format!("/export/series.csv?metric={}", many.join(","))).await;
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "ARGUMENT_INVALID");
        let answer = app.get(&format!("/export/series.citations.txt?metric={MARKET}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["errors"][0]["extensions"]["code"]), (404, &json!("NOT_FOUND")));
    }
}

#[test]
fn both_databases_write_the_same_files() {
    let [left, right] = [Backend::Sqlite, Backend::Postgres].map(shared);
    run(async {
        for extension in ["csv", "json", "xlsx"] {
            let file = format!("/export/series.{extension}?metric={MARKET},ai-cloud-market-size");
            let [left, right] = [left.get(&file).await, right.get(&file).await];
            assert!(left.status == 200 && left.body == right.body, "{file} differs between the databases");
        }
    });
}

async fn points_that_rest_on_a_source_that_forbids_it_are_left_out(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |_| ()).await;
    let path = format!("metric={MARKET}");
    let (before, tag) = (rows(&app, &path).await, app.get(&format!("/export/series.csv?{path}")).await);
    let forbid = "UPDATE source SET redistribution = 'FORBIDDEN' WHERE slug = 'oprg-data-elements'";
    app.database.writer().await.execute_unprepared(forbid).await.expect("it can be forbidden");
    let after = rows(&app, &path).await;
    let rests = |row: &&Map<String, Value>| {
        !row["source_slugs"].as_array().expect("a list").contains(&json!("oprg-data-elements"))
    };
    assert!(
        after.iter().eq(before.iter().filter(rests)) && after.len() < before.len(),
        "{} of {}",
        after.len(),
        before.len()
    );
    let again = app.get(&format!("/export/series.csv?{path}")).await;
    assert_ne!(again.header("etag"), tag.header("etag"));
}

on_each! {
    points_that_rest_on_a_source_that_forbids_it_are_left_out
}
