//! The page of the data as a whole.

use crate::import::bring_samples;
use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

on_both! {
    async fn the_data_says_what_is_in_it_and_how_to_take_it(app) {
        for (locale, parts) in [
            ("en", ["<h1>The data</h1>", "What is wrong with it", "Organisations</a> <b>92</b>", "None yet: what is here was built in.", "Data version 1"]),
            ("zh", ["<h1>数据</h1>", "数据质量", "机构</a> <b>92</b>", "尚无：现有内容均为内置。", "数据版本 1"]),
        ] {
            let answer = app.get(&format!("/data?locale={locale}")).await;
            let html = answer.text();
            assert_eq!(answer.status.as_u16(), 200, "{html}");
            for part in parts {
                assert!(html.contains(part), "{part} in {html}");
            }
            assert!(html.contains("id=\"query\"") && html.contains("query DataPage("), "{html}");
        }
    }

    async fn its_numbers_are_those_of_the_api(app) {
        let html = app.get("/data?locale=en").await.text();
        let answer = app.data("{ dataset { quality { findings { groups(by: [KIND, SEVERITY]) { labels(locale: EN) count } } coverage(first: 1, filter: { type: { eq: \"VENDOR\" }, field: { eq: \"country\" }, sector: { slug: { eq: \"upstream\" } } }) { nodes { known total } } } } sources(filter: { redistribution: { eq: UNKNOWN } }) { totalCount } }").await;
        for group in answer["dataset"]["quality"]["findings"]["groups"].as_array().expect("groups") {
            let [kind, severity] = [0, 1].map(|place| group["labels"][place].as_str().unwrap_or_default());
            let row = format!("<tr><th scope=\"row\">{kind}</th><td>{severity}</td><td>{}</td></tr>", group["count"]);
            assert!(html.contains(&row), "{row} in {html}");
        }
        let known = &answer["dataset"]["quality"]["coverage"]["nodes"][0];
        assert!(html.contains(&format!("<code lang=\"en\">country</code></th><td>{} / {}</td>", known["known"], known["total"])), "{html}");
        assert!(html.contains(&format!("<dd>{}</dd>", answer["sources"]["totalCount"])), "{html}");
    }

    async fn every_file_of_the_data_is_there(app) {
        let html = app.get("/data?locale=en").await.text();
        let links = html.split(" href=\"/export/").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
        let files: Vec<&str> = links.collect();
        assert!(files.len() >= 60 && files.contains(&"observations.parquet"), "{files:?}");
        for file in files {
            let answer = app.get(&format!("/export/{file}")).await;
            assert_eq!(answer.status.as_u16(), 200, "{file}: {}", String::from_utf8_lossy(&answer.body));
        }
    }

    async fn what_is_not_its_own_is_left_alone(app) {
        assert_eq!(app.get(&format!("/data?other={}", "x".repeat(10_000))).await.status.as_u16(), 200);
        let wrong = app.get("/data?locale=fr").await;
        assert_eq!((wrong.status.as_u16(), wrong.text().contains("locale=zh")), (400, true));
    }
}

async fn files_that_were_brought_in_are_told(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring_samples(&database).await;
    let app = App::on(database, |_| ()).await;
    let html = app.get("/data?locale=en").await.text();
    let runs =
        app.data("{ importRuns(first: 20) { nodes { file rowsRead rowsSkipped } } }").await["importRuns"]["nodes"]
            .take();
    let runs = runs.as_array().expect("files");
    assert!(!runs.is_empty());
    for run in runs {
        let row = html.split("<tr>").find(|row| {
            row.contains(&format!("<th scope=\"row\"><bdi>{}</bdi> ", run["file"].as_str().unwrap_or_default()))
        });
        let row = row.unwrap_or_else(|| panic!("{run} in {html}"));
        let row = row.replace(',', "");
        assert!(row.contains(&format!("<td>{}</td><td>{}</td>", run["rowsRead"], run["rowsSkipped"])), "{row}");
    }
}

on_each! {
    files_that_were_brought_in_are_told
}
