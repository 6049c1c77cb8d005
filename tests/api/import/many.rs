//! A file of more figures than there were: on SQLite its indexes are made at the end, and nothing else is to be seen of that.

use chrono::{Days, NaiveDate};
use sea_orm::{ConnectionTrait, Statement};

use super::{bring, file, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

const FORMAT: &str = r#"
title = "Figures by day"
[source]
slug = "many-figures"
title.en = "Figures by day"
kind = "DATASET"
[[table]]
name = "figures"
needs = ["Series", "Day", "Value"]
[[table.claim]]
of = "technology/large-model-industry-chain"
value = "Value"
period = "Day"
status = { text = "ACTUAL" }
[table.claim.metric]
slug = "many-{Series}"
en = "Figures of {Series}"
kind = "LEVEL"
unit = "USD"
"#;
const SERIES: u64 = 8;
const DAYS: u64 = 700;

/// A day's figure for each of the series and days, each of another value.
fn figures() -> String {
    let first = NaiveDate::from_ymd_opt(2090, 1, 1).expect("a day");
    let row = |number: u64| format!("s{},{},{number}\n", number % SERIES, first + Days::new(number / SERIES));
    ["Series,Day,Value\n".to_owned()].into_iter().chain((0..SERIES * DAYS).map(row)).collect()
}

/// The indexes of figures.
async fn indexes(database: &TestDatabase, backend: Backend) -> Vec<String> {
    let connection = database.writer().await;
    let sql = match backend {
        Backend::Sqlite => {
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'observation' AND sql IS NOT NULL ORDER BY sql"
        }
        Backend::Postgres => "SELECT indexdef FROM pg_indexes WHERE tablename = 'observation' ORDER BY indexdef",
    };
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await;
    let rows = rows.expect("the indexes can be read");
    connection.close().await.expect("the connection closes");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

async fn many_figures_leave_the_indexes_that_there_were(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let before = indexes(&database, backend).await;
    let format = file("figures.toml", FORMAT.as_bytes());
    let text = figures();

    // A file that breaks off when most of it was stored.
    let cut = request(&format.display().to_string(), &file("figures.csv", format!("{text}\"s0").as_bytes()));
    bring(&database, &cut).await.expect_err("it is cut off");
    assert_eq!(indexes(&database, backend).await, before);

    let whole = request(&format.display().to_string(), &file("figures.csv", text.as_bytes()));
    let report = bring(&database, &whole).await.expect("it can be imported");
    assert_eq!(super::counts(&report, "Observation")[0], usize::try_from(SERIES * DAYS).expect("a number"));
    assert_eq!(indexes(&database, backend).await, before);

    let app = App::on(database, |_| ()).await;
    let data = app
        .data(
            "{ observations(first: 2, filter: {metric: {slug: {eq: \"many-s3\"}}}, orderBy: [{field: VALUE, direction: DESC}]) \
             { totalCount nodes { value } } }",
        )
        .await;
    let figures = &data["observations"];
    assert_eq!((&figures["totalCount"], &figures["nodes"][0]["value"]), (&DAYS.into(), &5_595.into()));
    assert_eq!(figures["nodes"][1]["value"], 5_587);
}

on_each! {
    many_figures_leave_the_indexes_that_there_were
}
