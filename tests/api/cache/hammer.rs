//! Readers and writers at the same time: nobody is told less than what was acknowledged before they asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{Request, header};
use futures_util::future;
use panorama::transfer::import::import;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::json;

use super::keeping;
use crate::import::{file, request};
use crate::support::{App, Backend, LOADED_AT, on_each, run};

/// What each writer changes, as the API knows it.
const VENDORS: [&str; 3] = ["nvidia", "amd", "hammer-works"];
/// Changes by each writer of SQL, and by imports.
const CHANGES: u64 = 150;
const IMPORTS: u64 = 12;

const FORMAT: &str = r#"
title = "Hammer"
[source]
slug = "hammer"
title.en = "Hammer"
kind = "DATASET"
redistribution = "ALLOWED"

[[table]]
name = "vendors"
needs = ["Name"]

[[table.thing]]
id = "vendor"
is = "VENDOR"
name = "Name"
make = true
unique = true
kind = { text = "COMPANY" }
website = "Website"
"#;

/// The newest change of each vendor that was acknowledged, and whether more will come.
#[derive(Debug, Default)]
struct Written {
    acknowledged: [AtomicU64; 3],
    done: AtomicBool,
}

fn website(change: u64) -> String {
    format!("https://hammer.example/{change}")
}

async fn write_by_sql(writer: DatabaseConnection, written: &Written, place: usize) {
    for change in 1..=CHANGES {
        let sql = format!("UPDATE vendor SET website = '{}' WHERE slug = '{}'", website(change), VENDORS[place]);
        writer.execute_unprepared(&sql).await.expect("it is committed");
        written.acknowledged[place].store(change, Ordering::SeqCst);
    }
}

/// Beside the service, as `panorama import` does.
async fn write_by_import(writer: DatabaseConnection, written: &Written) {
    let format = file("hammer.toml", FORMAT.as_bytes());
    for change in 1..=IMPORTS {
        let path = file("hammer.csv", format!("Name,Website\nHammer Works,{}\n", website(change)).as_bytes());
        let asked = request(&format.to_string_lossy(), &path);
        let now = LOADED_AT + i64::try_from(change).expect("it is small");
        import(&writer, &asked, || now, |_| ()).await.expect("it is imported");
        written.acknowledged[2].store(change, Ordering::SeqCst);
    }
}

/// Asks for one vendor until nobody writes any more; says how often.
async fn read(app: &App, written: &Written, place: usize) -> u64 {
    let query = json!({ "query": format!("{{ vendor(by: {{slug: \"{}\"}}) {{ website }} }}", VENDORS[place]) });
    let mut asked = 0;
    while !written.done.load(Ordering::SeqCst) {
        let floor = written.acknowledged[place].load(Ordering::SeqCst);
        let told = app.post(&query).await.json();
        let told = told["data"]["vendor"]["website"].as_str().and_then(|text| text.rsplit_once('/')?.1.parse().ok());
        let told: u64 = told.unwrap_or(0);
        assert!(told >= floor, "{}: {floor} was committed before, and {told} was told", VENDORS[place]);
        asked += 1;
        // An answer that is kept waits for nothing: the others have to come to their turn.
        tokio::task::yield_now().await;
    }
    asked
}

/// Fetches the vendors as a file whenever they are another one.
async fn fetch(app: &App, written: &Written) {
    let (mut tag, mut held) = (String::new(), [0; 3]);
    while !written.done.load(Ordering::SeqCst) {
        let floors = [0, 1, 2].map(|place: usize| written.acknowledged[place].load(Ordering::SeqCst));
        let request = Request::get("/export/vendors.csv").header(header::IF_NONE_MATCH, &tag).body(Body::empty());
        let answer = app.send(request.expect("a request")).await;
        if answer.status == 200 {
            tag = answer.header("etag").to_owned();
            let text = answer.text();
            let of = |slug| {
                let line = text.lines().find(|line| line.contains(&format!(",{slug},")))?;
                line.split_once("https://hammer.example/")?.1.split(',').next()?.parse().ok()
            };
            held = VENDORS.map(|slug| of(slug).unwrap_or(0));
        }
        for (place, floor) in floors.into_iter().enumerate() {
            assert!(held[place] >= floor, "{}: {floor} was committed, and the file has {held:?}", VENDORS[place]);
        }
        tokio::task::yield_now().await;
    }
}

async fn nothing_is_stale(backend: Backend) {
    let (app, first) = keeping(backend).await;
    let apps = [app.again(), app.beside(|settings| settings.cache_bytes = 1 << 20)];
    let written = Arc::new(Written::default());
    let mut readers = Vec::new();
    for app in &apps {
        for place in [0, 1, 2, 0] {
            let (app, written) = (app.again(), Arc::clone(&written));
            readers.push(tokio::spawn(async move { read(&app, &written, place).await }));
        }
        let (app, written) = (app.again(), Arc::clone(&written));
        readers.push(tokio::spawn(async move {
            fetch(&app, &written).await;
            1
        }));
    }
    let (second, third) = (app.database.writer().await, app.database.writer().await);
    let writers = future::join3(
        write_by_sql(first, &written, 0),
        write_by_sql(second, &written, 1),
        write_by_import(third, &written),
    );
    writers.await;
    written.done.store(true, Ordering::SeqCst);
    for reader in readers {
        assert!(reader.await.expect("nothing is stale") > 0, "everybody asked");
    }
}

on_each! {
    nothing_is_stale
}
