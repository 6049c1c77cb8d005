//! Pictures: expected drawings as files, the same from both databases, and what no name can do to them.

mod expected;
mod xml;

use std::collections::HashSet;

use axum::body::Body;
use axum::http::{Method, Request, header};
use sea_orm::ConnectionTrait;

use crate::support::{App, Backend, TestDatabase, on_both, on_each, run, shared};

/// The pictures that stand in files, and how they are asked for.
const PICTURES: &[(&str, &str)] = &[
    ("chain-en", "/chart/chain.svg?locale=en"),
    ("chain-zh", "/chart/chain.svg?locale=zh"),
    ("chain-slice", "/chart/chain.svg?locale=zh&countries=CN&from=2024&stages=midstream,downstream"),
    ("chain-sector", "/chart/chain.svg?locale=en&sector=compute"),
    ("chain-leaf", "/chart/chain.svg?locale=zh&sector=chinese-models"),
    ("chain-empty", "/chart/chain.svg?locale=en&countries=XX"),
    ("neighbourhood-vendor", "/chart/neighbourhood.svg?locale=en&vendor=nvidia"),
    ("neighbourhood-model", "/chart/neighbourhood.svg?locale=zh&model=deepseek-v3&depth=2"),
    ("neighbourhood-technology", "/chart/neighbourhood.svg?locale=en&technology=h100&depth=3"),
    ("neighbourhood-sector", "/chart/neighbourhood.svg?locale=zh&sector=ai-chips"),
    ("neighbourhood-trend", "/chart/neighbourhood.svg?locale=en&trend=stricter-regulation&depth=2"),
];

#[test]
fn pictures_are_those_of_their_files_on_both_databases() {
    let apps = [shared(Backend::Sqlite), shared(Backend::Postgres)];
    run(async {
        let mut found = Vec::new();
        for (name, path) in PICTURES {
            let [one, other] = [apps[0].get(path).await, apps[1].get(path).await];
            assert_eq!(
                (one.status.as_u16(), one.header("content-type")),
                (200, "image/svg+xml; charset=utf-8"),
                "{path}: {}",
                one.text()
            );
            assert_eq!(one.text(), other.text(), "{path}");
            xml::check(&one.text());
            found.push((*name, one.text()));
        }
        expected::compare(&found);
    });
}

on_both! {
    async fn every_part_leads_to_its_page(app) {
        let picture = app.get("/chart/chain.svg?locale=en").await.text();
        for part in [
            "<a href=\"/sector/ai-chips\"><title>AI chips</title>", "<a href=\"/vendor/nvidia\"><title>NVIDIA (Vendor)</title>",
            "<a href=\"/metric/ai-cloud-market-size\">", "<a href=\"/source/100ec-report\">", "<a href=\"/model/deepseek-r1\">",
            "<a href=\"/sector/compute\"><title>Compute → International models: ", ">Actual</tspan></text>", ">US$64 billion<tspan ",
        ] {
            assert!(picture.contains(part), "{part} in {picture}");
        }
        for forbidden in ["style=", "<style", "<script", " on"] {
            let elements = picture.split('<').map(|rest| rest.split('>').next().unwrap_or_default());
            let mut elements = elements.filter(|element| !element.is_empty());
            assert!(!elements.any(|element| format!("<{element}").contains(forbidden)), "{forbidden}");
        }
    }

    async fn lines_say_what_they_join(app) {
        for path in ["/chart/chain.svg", "/chart/neighbourhood.svg?technology=h100&depth=3"] {
            let picture = app.get(path).await.text();
            let values = |name: &str| {
                let begins = format!(" {name}=\"");
                // What stands before the first is no value.
                let rest = picture.split(&begins).skip(1);
                rest.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect::<Vec<_>>()
            };
            let (nodes, joins) = (values("data-node"), values("data-joins"));
            assert!(nodes.len() > 8 && joins.len() > 8, "{path}: {nodes:?} {joins:?}");
            assert_eq!(nodes.iter().collect::<HashSet<_>>().len(), nodes.len(), "{path}: each has a number of its own");
            let ends = joins.iter().flat_map(|ends| ends.split(' ')).map(str::to_owned);
            assert!(ends.clone().count() == 2 * joins.len() && ends.clone().all(|end| nodes.contains(&end)), "{path}: {joins:?}");
        }
    }

    async fn a_slice_leaves_what_it_says(app) {
        let picture = app.get("/chart/chain.svg?locale=en&vendors=huawei,nvidia").await.text();
        assert!(picture.contains(">NVIDIA</text>") && !picture.contains(">Google</text>"), "{picture}");
        assert!(picture.contains("vendors huawei, nvidia") && !picture.contains("nothing recorded yet"), "{picture}");
        // What is above a sector that is asked for stands around it, with what the slice leaves.
        let chips = app.get("/chart/chain.svg?locale=en&sectors=ai-chips").await.text();
        assert!(chips.contains(">Upstream</text>") && chips.contains(">Compute</text>") && chips.contains(">AI chips</text>"), "{chips}");
        assert!(!chips.contains(">Cloud compute</text>") && !chips.contains(">Data</text>"), "{chips}");
        let found = app.get("/chart/chain.svg?locale=en&text=nvidia").await.text();
        assert!(found.contains(">NVIDIA</text>") && !found.contains(">Google</text>"), "{found}");
        let empty = app.get("/chart/chain.svg?locale=zh&text=%25").await.text();
        assert!(empty.contains("没有符合条件的内容"), "{empty}");
        // A field of a form that nobody filled in says nothing.
        let all = app.get("/chart/chain.svg?locale=en").await;
        assert_eq!(app.get("/chart/chain.svg?locale=en&stages=&text=&sector=").await.body, all.body);
    }

    async fn what_a_picture_cannot_show_is_refused(app) {
        let long = "x".repeat(10_000);
        for (query, status, code, told) in [
            ("sectr=compute", 400, "BAD_REQUEST", "did you mean \"sector\""),
            ("locale=fr", 400, "BAD_REQUEST", "zh or en"),
            ("sector=computee", 404, "NOT_FOUND", "did you mean \"compute\""),
            (&format!("sector={long}"), 404, "NOT_FOUND", "no sector"),
            ("stages=sideways", 400, "VARIABLE_INVALID", "SIDEWAYS"),
            ("from=soon", 400, "ARGUMENT_INVALID", "soon"),
            ("from=2025&to=2024", 400, "ARGUMENT_INVALID", "from is after to"),
            (&format!("text={long}"), 400, "ARGUMENT_INVALID", "10000 characters"),
        ] {
            let answer = app.get(&format!("/chart/chain.svg?{query}")).await;
            let shown: String = query.chars().take(40).collect();
            assert_eq!(answer.status.as_u16(), status, "{shown}: {}", answer.text());
            let error = answer.json()["errors"][0].clone();
            let message = error["message"].as_str().unwrap_or_default();
            assert_eq!(error["extensions"]["code"], code, "{shown}: {message}");
            assert!(message.contains(told), "{shown}: {message}");
        }
    }

    async fn what_stands_around_a_part_is_told_by_its_relation(app) {
        let picture = app.get("/chart/neighbourhood.svg?technology=h100&depth=2&locale=en").await.text();
        for part in [
            "<a href=\"/vendor/nvidia\"><title>NVIDIA (Vendor): Makes (implied)</title>", ">Trained on</text>", ">Part of</text>",
            ">is trained on, runs on, uses, depends on</text>", ">implied by its source</text>", "stroke-dasharray=",
        ] {
            assert!(picture.contains(part), "{part} in {picture}");
        }
        // A sector's members stand before it, and not behind it once more.
        let sector = app.get("/chart/neighbourhood.svg?sector=ai-chips&locale=en").await.text();
        assert_eq!(sector.matches("<a href=\"/technology/a100\">").count(), 1, "{sector}");
        let alone = app.get("/chart/neighbourhood.svg?sector=internet&locale=zh&depth=3").await.text();
        assert!(alone.contains("互联网"), "{alone}");
    }

    async fn a_neighbourhood_that_cannot_be_drawn_is_refused(app) {
        for (query, status, code, told) in [
            ("", 400, "BAD_REQUEST", "one of vendor, model"),
            ("vendor=nvidia&model=gpt-4", 400, "BAD_REQUEST", "one part"),
            ("vendor=nvidia&depth=4", 400, "ARGUMENT_INVALID", "1 to 3"),
            ("vendor=nvidia&depth=deep", 400, "ARGUMENT_INVALID", "1 to 3"),
            ("vendor=nvidea", 404, "NOT_FOUND", "did you mean \"nvidia\""),
            ("vendr=nvidia", 400, "BAD_REQUEST", "did you mean \"vendor\""),
        ] {
            let answer = app.get(&format!("/chart/neighbourhood.svg?{query}")).await;
            let error = answer.json()["errors"][0].clone();
            let message = error["message"].as_str().unwrap_or_default();
            assert_eq!((answer.status.as_u16(), &error["extensions"]["code"]), (status, &code.into()), "{query}: {message}");
            assert!(message.contains(told), "{query}: {message}");
        }
    }

    async fn what_did_not_change_is_not_sent_again(app) {
        let ask = async |method: Method, path: &str, tag: &str| {
            let request = Request::builder().method(method).uri(path).header(header::IF_NONE_MATCH, tag).body(Body::empty());
            app.send(request.expect("a request")).await
        };
        for path in ["/chart/chain.svg?locale=en", "/chart/neighbourhood.svg?vendor=nvidia", "/chart/drawing.css"] {
            let first = app.get(path).await;
            let tag = first.header("etag").to_owned();
            let again = ask(Method::GET, path, &tag).await;
            assert_eq!((again.status.as_u16(), again.body.len(), again.header("etag")), (304, 0, tag.as_str()), "{path}");
            assert_eq!(again.header("cache-control"), "no-cache");
            let head = ask(Method::HEAD, path, "\"other\"").await;
            assert_eq!((head.status.as_u16(), head.body.len(), head.header("etag")), (200, 0, tag.as_str()), "{path}");
        }
        let css = app.get("/chart/drawing.css").await;
        assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
        assert!(css.text().contains(".fill-ink{fill:var(--drawing-ink)}"), "{}", css.text());
    }
}

async fn links_begin_with_the_prefix(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |settings| settings.prefix = "/panorama".to_owned()).await;
    let picture = app.get("/panorama/chart/chain.svg").await.text();
    assert!(
        picture.contains("<a href=\"/panorama/vendor/nvidia\">") && !picture.contains("href=\"/vendor"),
        "{picture}"
    );
}

/// Names that would break a drawing: markup, ends of it, what XML cannot hold, what turns the text around it, piles of marks.
const HOSTILE: [&str; 7] = [
    "</text><script>alert(1)</script>",
    "\u{202e}drowssap\u{202c}\u{2066}\u{200f}",
    "]]>&amp;<!--\u{1}\u{8}\u{b}\u{1f}\u{fffe}\u{ffff}",
    "\" onload=\"alert(1)",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👧👩‍👩‍👧‍👧 🏳️‍🌈",
    "\u{200b}\u{feff}\u{ad}",
];

async fn names_cannot_break_the_picture(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    for table in ["vendor", "model", "technology", "sector"] {
        let long = "长 name ".repeat(1_500);
        let names = HOSTILE.iter().copied().chain([long.as_str()]);
        for (place, name) in names.enumerate() {
            let sql = format!("UPDATE {table} SET name_en = $1, name_zh = $1 WHERE id % 8 = {place}");
            let values = vec![sea_orm::Value::from(name)];
            let statement = sea_orm::Statement::from_sql_and_values(writer.get_database_backend(), sql, values);
            writer.execute_raw(statement).await.expect("names can be changed");
        }
    }
    let app = App::on(database, |_| ()).await;
    for path in [
        "/chart/chain.svg",
        "/chart/chain.svg?sector=healthcare&locale=zh",
        "/chart/neighbourhood.svg?vendor=nvidia&depth=3",
    ] {
        let picture = app.get(path).await;
        assert_eq!(picture.status.as_u16(), 200, "{}", picture.text());
        let text = picture.text();
        xml::check(&text);
        assert!(text.len() < 300_000, "{}", text.len());
        assert!(!text.contains("<script") && !text.contains(['\u{202e}', '\u{200f}', '\u{2066}', '\u{1}', '\u{fffe}']));
        assert!(!text.contains("\u{301}\u{301}\u{301}"), "a pile of marks covers what is above");
    }
}

/// Every vendor in every sector.
async fn a_picture_is_of_bounded_size(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    let sql = "INSERT INTO link (id, kind, from_type, from_id, to_type, to_id, stated, position, from_place, to_place, source_id, built_in, version, updated_at, flow) \
         SELECT (s.id % 1000003) * 1000003 + v.id % 1000003, 'PART_OF', 'VENDOR', v.id, 'SECTOR', s.id, l.stated, 0, v.place, s.place, l.source_id, l.built_in, 1, l.updated_at, l.flow \
         FROM link l CROSS JOIN node s CROSS JOIN node v WHERE s.type = 'SECTOR' AND v.type = 'VENDOR' AND l.id = (SELECT min(id) FROM link WHERE kind = 'PART_OF' AND from_type = 'VENDOR' AND to_type = 'SECTOR') \
         AND NOT EXISTS (SELECT 1 FROM link o WHERE o.kind = 'PART_OF' AND o.from_id = v.id AND o.to_id = s.id)";
    writer.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    let app = App::on(database, |_| ()).await;
    let picture = app.get("/chart/chain.svg?locale=en").await.text();
    assert!(picture.len() < 300_000, "{}", picture.len());
    assert!(picture.contains("<title>AI chips: ") && picture.contains(" more</title>"), "{picture}");
}

on_each! {
    links_begin_with_the_prefix
    names_cannot_break_the_picture
    a_picture_is_of_bounded_size
}
