//! Workbooks, read back as spreadsheets read them: the sheet out of the archive, cell by cell.

use std::io::{Cursor, Read};

use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};

use super::{large, path, rows};
use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Flag(bool),
    /// A number, and whether it is shown as a day or a moment.
    Number(f64, Option<&'static str>),
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("it is an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the part is there").read_to_string(&mut text).expect("it is text");
    text
}

/// The rows of the sheet, the names of the columns first.
fn sheet(file: &[u8]) -> Vec<Vec<Option<Cell>>> {
    let plain = |text: &str| {
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("_x000D_", "\r")
    };
    let between = |text: &str, start: &str, end: &str| Some(text.split_once(start)?.1.split_once(end)?.0.to_owned());
    let styles = part(file, "xl/styles.xml");
    let formats: Vec<Option<&str>> = styles
        .split_once("<cellXfs")
        .and_then(|(_, rest)| rest.split_once("</cellXfs>"))
        .map(|(xfs, _)| xfs.split("<xf ").skip(1).collect::<Vec<_>>())
        .expect("there are formats of cells")
        .into_iter()
        .map(|xf| {
            let id = between(xf, "numFmtId=\"", "\"").unwrap_or_default();
            let code = between(&styles, &format!("<numFmt numFmtId=\"{id}\" formatCode=\""), "\"");
            code.map(|code| if code.contains("hh") { "moment" } else { "day" })
        })
        .collect();
    let text = part(file, "xl/worksheets/sheet1.xml");
    assert!(!text.contains("<f>"), "there is no formula");
    text.split("<row ")
        .skip(1)
        .map(|row| {
            let mut cells = Vec::new();
            for cell in row.split("<c r=\"").skip(1) {
                let (place, cell) = cell.split_once('"').expect("a place");
                let letters = place.bytes().take_while(u8::is_ascii_uppercase);
                let column = letters.fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
                cells.resize(column - 1, None);
                let (head, body) = cell.split_once('>').expect("a cell");
                let value = between(body, "<v>", "</v>");
                cells.push(Some(if head.contains("t=\"inlineStr\"") {
                    let text = body
                        .split_once("<t")
                        .and_then(|(_, rest)| rest.split_once('>'))
                        .and_then(|(_, rest)| rest.split_once("</t>"));
                    Cell::Text(plain(text.expect("a text").0))
                } else if head.contains("t=\"b\"") {
                    Cell::Flag(value.as_deref() == Some("1"))
                } else {
                    let style = between(head, "s=\"", "\"").and_then(|style| style.parse::<usize>().ok());
                    let number = value.and_then(|value| value.parse().ok()).expect("a number");
                    Cell::Number(number, style.and_then(|style| formats[style]))
                }));
            }
            cells
        })
        .collect()
}

/// Days of a spreadsheet of a day of ours.
fn days(text: &str) -> f64 {
    let day: chrono::NaiveDate = text.parse().expect("a day");
    f64::from(day.to_epoch_days()) + 25_569.0
}

/// What a cell is to hold of a value in JSON.
fn expected(value: &Value, found: Option<&Cell>) -> Option<Cell> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => Cell::Flag(*flag),
        Value::Number(number) => Cell::Number(number.as_f64().expect("a number"), None),
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            return Some(items.join(";")).filter(|text| !text.is_empty()).map(Cell::Text);
        }
        Value::String(text) => match found {
            Some(Cell::Number(_, Some("day"))) => Cell::Number(days(text), Some("day")),
            Some(Cell::Number(number, Some("moment"))) => {
                let moment = chrono::DateTime::parse_from_rfc3339(text).expect("a moment").timestamp_micros();
                #[expect(clippy::cast_precision_loss, reason = "to the microsecond")]
                let days = moment as f64 / 86_400e6 + 25_569.0;
                assert!((number - days).abs() < 1e-9, "{text} as {number}");
                Cell::Number(*number, Some("moment"))
            }
            _ => Cell::Text(text.clone()),
        },
        other => Cell::Text(other.to_string()),
    })
}

fn compare(file: &[u8], objects: &[Map<String, Value>]) {
    let mut lines = sheet(file).into_iter();
    let names: Vec<String> = lines
        .next()
        .expect("the names of the columns")
        .into_iter()
        .map(|cell| match cell {
            Some(Cell::Text(name)) => name,
            other => panic!("a column has no name: {other:?}"),
        })
        .collect();
    let lines: Vec<Vec<Option<Cell>>> = lines.collect();
    assert_eq!(lines.len(), objects.len());
    for (mut line, object) in lines.into_iter().zip(objects) {
        assert!(object.keys().eq(&names), "{names:?}");
        line.resize(names.len(), None);
        for (name, cell) in names.iter().zip(&line) {
            let expected = expected(&object[name], cell.as_ref());
            assert_eq!(*cell, expected, "{name} of {}", object["id"]);
            if name.ends_with("_on") || name.ends_with("_at") {
                assert!(matches!(cell, None | Some(Cell::Number(_, Some(_)))), "{name} is a time: {cell:?}");
            }
        }
    }
}

on_both! {
    async fn a_workbook_holds_what_json_does(app) {
        for list in ["observations", "models", "links"] {
            let file = app.get(&format!("/export/{list}.xlsx")).await;
            compare(&file.body, &rows(app, list, &[]).await);
            assert!(part(&file.body, "xl/workbook.xml").contains(&format!("name=\"{list}\"")), "the sheet has the list's name");
        }
    }

    async fn a_workbook_without_rows_has_its_columns(app) {
        let nothing = ("filter", json!({ "slug": { "eq": "nobody" } }));
        let file = app.get(&path("vendors.xlsx", &[nothing])).await;
        assert_eq!((file.status.as_u16(), sheet(&file.body).len()), (200, 1));
    }
}

async fn texts_stay_texts_and_many_rows_are_all_there(backend: Backend) {
    let app = large(backend, 3_000).await;
    let filter = ("filter", json!({ "key": { "startsWith": "many-" } }));
    let file = app.get(&path("observations.xlsx", std::slice::from_ref(&filter))).await;
    let objects = rows(&app, "observations", &[filter]).await;
    assert_eq!(objects[0]["published"], "=1+1", "it would be a formula");
    compare(&file.body, &objects);
}

async fn a_text_that_is_longer_than_a_cell_is_refused(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    for (slug, length) in [("nvidia", 32_767), ("amd", 32_768)] {
        let sql = format!("UPDATE vendor SET description_en = '{}' WHERE slug = '{slug}'", "a".repeat(length));
        writer.execute_unprepared(&sql).await.expect("the description can be stored");
    }
    let app = App::on(database, |_| ()).await;
    let file = |slug: &str| path("vendors.xlsx", &[("filter", json!({ "slug": { "eq": slug } }))]);
    let fitting = app.get(&file("nvidia")).await;
    assert_eq!((fitting.status.as_u16(), sheet(&fitting.body).len()), (200, 2));
    let refused = app.get(&file("amd")).await;
    let error = &refused.json()["errors"][0];
    assert_eq!((refused.status.as_u16() / 100, &error["extensions"]["code"]), (4, &json!("ANSWER_TOO_LARGE")));
    let message = error["message"].as_str().unwrap_or_default();
    assert!(message.contains("description_en of row 1 has 32768 characters") && message.contains("csv"), "{message}");
}

/// Puts a view with so many rows in the place of the sources.
async fn with_sources(backend: Backend, count: u64) -> App {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    let columns = "title_en, title_zh, title_en_fold, title_zh_fold, description_en, description_zh, publisher, publisher_fold, kind, url, \
                   published_on, published_precision, license, redistribution, version, updated_at";
    let numbers = match backend {
        Backend::Sqlite => format!(
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT i FROM n)"
        ),
        Backend::Postgres => format!("(SELECT i FROM generate_series(1, {count}) i)"),
    };
    let sql = format!(
        "ALTER TABLE source RENAME TO few; CREATE VIEW source AS SELECT n.i AS id, 's' || n.i AS slug, {columns} FROM {numbers} n \
         CROSS JOIN (SELECT * FROM few WHERE slug = '100ec-report') f"
    );
    writer.execute_unprepared(&sql).await.expect("there are many sources");
    App::on(database, |settings| settings.request_timeout = std::time::Duration::from_secs(60)).await
}

async fn more_rows_than_a_sheet_takes_are_refused_before_it_begins(backend: Backend) {
    let app = with_sources(backend, 1_048_576).await;
    let refused = app.get("/export/sources.xlsx").await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    let error = &refused.json()["errors"][0];
    assert_eq!(error["extensions"]["code"], "TOO_MANY_ROWS");
    let message = error["message"].as_str().unwrap_or_default();
    assert!(message.contains("1048576") && message.contains("1048575") && message.contains("filter"), "{message}");
}

on_each! {
    texts_stay_texts_and_many_rows_are_all_there
    a_text_that_is_longer_than_a_cell_is_refused
    more_rows_than_a_sheet_takes_are_refused_before_it_begins
}
