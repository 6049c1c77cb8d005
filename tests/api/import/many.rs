//! A file of more figures than there were: on SQLite its indexes are made at the end, and nothing else is to be seen of that.

use chrono::{Days, NaiveDate};
use sea_orm::{ConnectionTrait, Statement};

use super::bring;
use super::series::{format, of};
use crate::support::{App, Backend, TestDatabase, on_each, run};

const SERIES: u64 = 8;
const DAYS: u64 = 700;

/// A day's figure for each of the series and days, each of another value.
fn figures() -> String {
    let first = NaiveDate::from_ymd_opt(2090, 1, 1).expect("a day");
    let row = |number: u64| format!("s{},{},{number}\n", number % SERIES, first + Days::new(number / SERIES));
    (0..SERIES * DAYS).map(row).collect()
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
    let format = format(&[]);
    let text = figures();

    // A file that breaks off when most of it was stored.
    let cut = of(&format, "figures.csv", &format!("{text}\"s0"));
    bring(&database, &cut).await.expect_err("it is cut off");
    assert_eq!(indexes(&database, backend).await, before);

    let whole = of(&format, "figures.csv", &text);
    let report = bring(&database, &whole).await.expect("it can be imported");
    assert_eq!(super::counts(&report, "Observation")[0], usize::try_from(SERIES * DAYS).expect("a number"));
    assert_eq!(indexes(&database, backend).await, before);

    let app = App::on(database, |_| ()).await;
    let data = app
        .data(
            "{ observations(first: 2, filter: {metric: {slug: {eq: \"case-s3\"}}}, orderBy: [{field: VALUE, direction: DESC}]) \
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
