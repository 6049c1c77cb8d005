//! What readers and publishers write shows as text, and costs little.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;

use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

/// As a publisher might call something.
const NAME: &str = "</script><script>alert(1)</script> \"' & \u{202e}abc";

async fn names_show_as_text(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let name = NAME.replace('\'', "''");
    let connection = database.writer().await;
    for (table, columns) in [
        ("model", ["name_en", "name_zh", "description_en"]),
        ("metric", ["name_en", "name_zh", "description_en"]),
        ("source", ["title_en", "title_zh", "url"]),
    ] {
        let set = columns.map(|column| format!("{column} = '{name}'")).join(", ");
        connection.execute_unprepared(&format!("UPDATE {table} SET {set}")).await.expect("names can be anything");
    }
    connection.execute_unprepared("UPDATE vendor SET website = 'javascript:alert(1)'").await.expect("so can addresses");
    let app = App::on(database, |_| ()).await;
    for path in
        ["/model/deepseek-v3", "/vendor/deepseek", "/metric/china-data-element-market-size", "/source/100ec-report"]
    {
        let answer = app.get(path).await;
        let html = answer.text();
        assert_eq!(answer.status.as_u16(), 200, "{path}: {html}");
        assert!(!html.contains("<script>"), "{path}: {html}");
        assert_eq!(html.matches("<script").count(), html.matches("</script>").count(), "{path}: {html}");
        assert!(!html.contains("href=\"javascript:"), "{path}: {html}");
        assert!(
            html.contains("&#60;/script&#62;&#60;script&#62;alert(1)&#60;/script&#62; &#34;&#39; &#38;"),
            "{path}: {html}"
        );
    }
}

on_each! {
    names_show_as_text
}

on_both! {
    async fn long_and_odd_slugs_are_cheap(app) {
        let long = "x".repeat(10_000);
        for slug in [long.as_str(), "%00", "%ff%fe", "a%2Fb", "%E2%80%AEabc", "%3Cscript%3E", "'%20OR%201=1--", "..%2F..%2Fetc"] {
            for kind in ["vendor", "metric", "source"] {
                let start = Instant::now();
                let answer = app.get(&format!("/{kind}/{slug}?locale=en")).await;
                let html = answer.text();
                assert_eq!(answer.status.as_u16(), 404, "{slug}: {html}");
                assert!(html.contains("</html>") && !html.contains("<script>"), "{slug}: {html}");
                assert!(start.elapsed() < Duration::from_secs(1), "{slug}");
                assert!(html.len() < 100_000, "{slug}: {}", html.len());
            }
        }
    }

    async fn long_options_are_refused(app) {
        let long = "x".repeat(10_000);
        for option in ["asOf", "relations", "figures", "makes", "locale"] {
            let answer = app.get(&format!("/vendor/nvidia?{option}={long}")).await;
            assert_eq!(answer.status.as_u16(), 400, "{option}: {}", answer.text());
            assert!(answer.text().contains("</html>"), "{option}");
        }
        assert_eq!(app.get(&format!("/vendor/nvidia?other={long}")).await.status.as_u16(), 200);
    }
}
