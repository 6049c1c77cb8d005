//! Figures that a source dropped: they stay and say so, and stand for nothing any more.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::vintages::{FORMAT, of};
use super::{bring, file};
use crate::process::{folder, panorama};
use crate::support::{App, Backend, TestDatabase, on_each, run};

const OLD: &str = "Model,Maker,Released,Parameters,Month,Users,Reported\n\
    Fable One,Fable Co,2097-01-01,,2097-11,100,\n\
    Fable Two,Fable Co,2097-03-01,,2097-11,200,\n";
const NEW: &str = "Model,Maker,Released,Parameters,Month,Users,Reported\n\
    Fable One,Fable Co,2097-01-01,,2097-11,100,\n";

/// The application with a figure that its source had from 2098-01-01 on, and no longer from 2098-06-01 on.
async fn withdrawn(backend: Backend) -> App {
    let database = TestDatabase::loaded(backend).await;
    for (day, name, text) in [("2098-01-01", "old/figures.csv", OLD), ("2098-06-01", "new/figures.csv", NEW)] {
        bring(&database, &of(day, name, text).0).await.expect("it can be imported");
    }
    App::on(database, |_| ()).await
}

async fn a_series_has_what_its_source_has_still(backend: Backend) {
    let app = withdrawn(backend).await;
    for (arguments, values) in [
        ("transform: NONE", json!([])),
        ("withdrawn: false", json!([])),
        ("withdrawn: null", json!([])),
        ("withdrawn: true", json!([{ "value": 200 }])),
        ("asOf: \"2098-05-31\"", json!([{ "value": 200 }])),
        ("asOf: \"2098-06-01\"", json!([])),
        ("asOf: \"2098-06-01\", withdrawn: true", json!([{ "value": 200 }])),
        ("asOf: \"2097-12-31\", withdrawn: true", json!([])),
    ] {
        let query = format!(
            "{{ metric(by: {{slug: \"fable-two-users\"}}) {{ series({arguments}) {{ points {{ value }} }} }} \
             still: metric(by: {{slug: \"fable-one-users\"}}) {{ series(withdrawn: false) {{ points {{ value }} }} }} }}"
        );
        let data = app.data(&query).await;
        assert_eq!(data["metric"]["series"]["points"], values, "{arguments}");
        assert_eq!(data["still"]["series"]["points"], json!([{ "value": 100 }]));
    }
    let chart = async |options: &str| app.get(&format!("/chart/metric/fable-two-users.svg{options}")).await;
    let refused = chart("").await;
    assert_eq!(refused.json()["errors"][0]["extensions"]["code"], "NOT_COMPUTABLE");
    assert_eq!(chart("?withdrawn=true").await.status, 200);
    assert_eq!(chart("?asOf=2098-05-31").await.status, 200);
    let refused = chart("?withdrawn=perhaps").await;
    assert_eq!(refused.json()["errors"][0]["extensions"]["code"], "VARIABLE_INVALID");
}

async fn the_report_says_what_was_withdrawn(backend: Backend) {
    let app = withdrawn(backend).await;
    let query = "{ importRuns(first: 1) { nodes { withdrawn notes(filter: {kind: {eq: WITHDRAWN}}) { nodes { \
        kind file column raw reason } } } } }";
    let reason = "the file of 2098-06-01 has it no longer";
    let notes = json!([
        { "kind": "WITHDRAWN", "file": "figures", "column": "fable-two-release-date", "raw": "2097-03-01, 2097-03-01", "reason": reason },
        { "kind": "WITHDRAWN", "file": "figures", "column": "fable-two-users", "raw": "200, 2097-11", "reason": reason },
    ]);
    let run = app.data(query).await["importRuns"]["nodes"][0].take();
    assert_eq!(run, json!({ "withdrawn": 2, "notes": { "nodes": notes } }));
    // The command says so too: of no file, whose line it could be.
    let folder = folder(&format!("withdrawn-{backend:?}"));
    let (request, path) = of("2098-09-01", "figures.csv", "Model,Users,Month\nFable One,,\n");
    let path = path.to_string_lossy().into_owned();
    let mut command = panorama(&folder);
    let command = command.env("DATABASE_URL", app.database.address.url()).args(["import", &request.format, &path]);
    let output = command.args(["--as-of", "2098-09-01", "--dry-run", "--notes"]).output().expect("the binary runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("\nfigures: WITHDRAWN fable-one-users: the file of 2098-09-01 has it no longer"), "{out}");
}

async fn files_of_another_source_take_nothing_away(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &of("2098-06-01", "figures.csv", NEW).0).await.expect("it can be imported");
    // A format of the same name, whose files are called alike.
    let other = FORMAT.replace("fable-figures", "fable-lists");
    let mut older = of("2098-01-01", "figures.csv", OLD).0;
    older.format = file("fable.toml", other.as_bytes()).to_string_lossy().into_owned();
    let report = bring(&database, &older).await.expect("it can be imported");
    assert_eq!(report.total().withdrawn, 0);
    let app = App::on(database, |_| ()).await;
    let query =
        "{ source(by: {slug: \"fable-lists\"}) { observations(first: 10) { nodes { withdrawnOn } totalCount } } }";
    let nodes = vec![json!({ "withdrawnOn": null }); 4];
    assert_eq!(app.data(query).await["source"]["observations"], json!({ "nodes": nodes, "totalCount": 4 }));
}

async fn a_format_that_is_called_otherwise_is_of_its_source_still(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &of("2098-06-01", "figures.csv", NEW).0).await.expect("it can be imported");
    let mut older = of("2098-01-01", "figures.csv", OLD).0;
    older.format = file("renamed.toml", FORMAT.as_bytes()).to_string_lossy().into_owned();
    bring(&database, &older).await.expect("it can be imported");
    let app = App::on(database, |_| ()).await;
    let query = "{ metric(by: {slug: \"fable-two-users\"}) { observations { nodes { value withdrawnOn } } } }";
    let nodes = json!([{ "value": 200, "withdrawnOn": "2098-06-01" }]);
    assert_eq!(app.data(query).await["metric"]["observations"]["nodes"], nodes);
}

async fn a_figure_is_of_the_publication_that_had_it_last(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &of("2098-01-01", "figures.csv", OLD).0).await.expect("it can be imported");
    let report = bring(&database, &of("2098-02-01", "copy.csv", OLD).0).await.expect("it can be imported");
    assert!(report.total().is_idle(), "{:?}", report.counts);
    let told: Vec<_> = report.notes.iter().map(|note| (note.kind.text(), &*note.file, &*note.reason)).collect();
    let taken = "4 figures that figures had last are those of copy now: they are withdrawn when a later file of copy lacks them, \
        and not when one of figures does";
    assert_eq!(told, [("AMBIGUOUS", "copy", taken)]);
    for (day, name, withdrawn) in [("2098-03-01", "figures.csv", 0), ("2098-04-01", "copy.csv", 2)] {
        let report = bring(&database, &of(day, name, NEW).0).await.expect("it can be imported");
        assert_eq!(report.total().withdrawn, withdrawn, "{day}");
    }
}

async fn files_of_two_publications_may_come_in_any_order(backend: Backend) {
    let text = |users| format!("Model,Maker,Month,Users\nFable One,Fable Co,2097-11,{users}\n");
    let files =
        [("2098-01-01", "figures.csv", 100), ("2098-03-01", "others.csv", 200), ("2098-06-01", "figures.csv", 100)];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let database = TestDatabase::loaded(backend).await;
        for (day, name, users) in order.map(|at: usize| files[at]) {
            bring(&database, &of(day, name, &text(users)).0).await.expect("it can be imported");
        }
        let app = App::on(database, |_| ()).await;
        let query = "{ metric(by: {slug: \"fable-one-users\"}) { observations { nodes { revisions { value knownOn withdrawnOn } } } } }";
        let revisions = files.map(|(day, _, users)| json!({ "value": users, "knownOn": day, "withdrawnOn": null }));
        let nodes = json!([{ "revisions": revisions }]);
        assert_eq!(app.data(query).await["metric"]["observations"]["nodes"], nodes, "{order:?}");
    }
}

async fn a_file_without_a_figure_has_none_of_those_before(backend: Backend) {
    let none = "Model,Maker,Parameters,Month,Users\nFable One,Fable Co,,,\n";
    for days in [["2098-01-01", "2098-06-01"], ["2098-06-01", "2098-01-01"]] {
        let database = TestDatabase::loaded(backend).await;
        for day in days {
            let text = if day == "2098-01-01" { OLD } else { none };
            bring(&database, &of(day, "figures.csv", text).0).await.expect("it can be imported");
        }
        let app = App::on(database, |_| ()).await;
        let query = "{ metric(by: {slug: \"fable-one-users\"}) { observations { nodes { value withdrawnOn } } } }";
        let nodes = json!([{ "value": 100, "withdrawnOn": "2098-06-01" }]);
        assert_eq!(app.data(query).await["metric"]["observations"]["nodes"], nodes, "{days:?}");
    }
}

async fn a_figure_that_breaks_a_rule_is_not_withdrawn(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    for (day, figure) in [("2098-01-01", "2e9"), ("2098-06-01", "-1")] {
        let text = format!("Model,Parameters\nFable One,1e9\nFable Two,{figure}\n");
        let report = bring(&database, &of(day, "figures.csv", &text).0).await.expect("it can be imported");
        assert_eq!(report.total().withdrawn, 0, "{figure}");
    }
}

async fn a_figure_that_cannot_be_read_is_not_withdrawn(backend: Backend) {
    // The cell is no number; the day is none; another row of the same file has the figure all the same.
    for (changed, withdrawn) in [
        ("Fable Two,Fable Co,2097-03-01,,2097-11,many,\n", 0),
        ("Fable Two,Fable Co,2097-03-01,,2097-11,200,soon\n", 0),
        ("Fable Two,Fable Co,2097-03-01,,someday,200,\n", 0),
        ("Fable Two,Fable Co,2097-03-01,,2097-12,many,\n", 1),
        ("Fable Two,Fable Co,2097-03-01,,2097-11,,\n", 1),
    ] {
        let database = TestDatabase::loaded(backend).await;
        bring(&database, &of("2098-01-01", "figures.csv", OLD).0).await.expect("it can be imported");
        let text = format!("{NEW}{changed}");
        let report = bring(&database, &of("2098-06-01", "figures.csv", &text).0).await.expect("it can be imported");
        assert_eq!(report.total().withdrawn, withdrawn, "{changed}");
        let app = App::on(database, |_| ()).await;
        let data = app.data("{ metric(by: {slug: \"fable-two-users\"}) { series { points { value } } } }").await;
        let points = if withdrawn == 0 { json!([{ "value": 200 }]) } else { json!([]) };
        assert_eq!(data["metric"]["series"]["points"], points, "{changed}");
        // Read again, it is the figure that it was.
        bring(&app.database, &of("2098-07-01", "figures.csv", OLD).0).await.expect("it can be imported");
        let data = app
            .data(
                "{ metric(by: {slug: \"fable-two-users\"}) { observations { nodes { value revisions { value } } } } }",
            )
            .await;
        let revisions = data["metric"]["observations"]["nodes"][0]["revisions"].as_array().map(Vec::len);
        assert_eq!(revisions, Some(1 + withdrawn), "{changed}");
    }
}

async fn a_figure_whose_period_cannot_be_read_may_be_any_of_its_key(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let format = FORMAT.replace("period = \"Month\"", "period = \"Month\"\nkey = [\"Kind\"]");
    let rows = |rows: &str| format!("Model,Month,Users,Kind\n{rows}");
    let old =
        "Fable One,2097-11,100,A\nFable Two,2097-11,200,A\nFable Three,2097-11,300,B|1\nFable Four,2097-11,400,B\n";
    let new =
        "Fable One,someday,100,A\nFable Two,someday,200,B\nFable Three,someday,300,B|1\nFable Four,2097-11,400,B\n";
    for (day, text, withdrawn) in [("2098-01-01", old, 0), ("2098-06-01", new, 1)] {
        let mut request = of(day, "figures.csv", &rows(text)).0;
        request.format = file("fable.toml", format.as_bytes()).display().to_string();
        let report = bring(&database, &request).await.expect("it can be imported");
        assert_eq!(report.total().withdrawn, withdrawn, "{day}");
    }
    let app = App::on(database, |_| ()).await;
    let query = "{ metric(by: {slug: \"fable-two-users\"}) { observations { nodes { value withdrawnOn } } } }";
    let nodes = json!([{ "value": 200, "withdrawnOn": "2098-06-01" }]);
    assert_eq!(app.data(query).await["metric"]["observations"]["nodes"], nodes);
}

async fn files_of_a_publication_follow_each_other_whatever_their_names(backend: Backend) {
    for (publication, withdrawn) in [("", 0), ("publication = \"figures\"\n", 1), ("publication = \"{@folder}\"\n", 1)]
    {
        let database = TestDatabase::loaded(backend).await;
        let format = FORMAT.replace("needs =", &format!("{publication}needs ="));
        for (day, name, text, expected) in
            [("2098-01-01", "a/run-7f3a.csv", OLD, 0), ("2098-06-01", "a/run-9c21.csv", NEW, withdrawn)]
        {
            let mut request = of(day, name, text).0;
            request.format = file("fable.toml", format.as_bytes()).display().to_string();
            let report = bring(&database, &request).await.expect("it can be imported");
            assert_eq!(report.total().withdrawn > 0, expected > 0, "{publication}{name}");
        }
    }
    let format = FORMAT.replace("needs =", "publication = \"{@file}\"\nneeds =");
    let mut request = of("2098-01-01", "a.csv", OLD).0;
    request.format = file("fable.toml", format.as_bytes()).display().to_string();
    let error = bring(&TestDatabase::loaded(backend).await, &request).await.expect_err("it says nothing");
    assert!(error.to_string().ends_with("publication has \"{@file}\"; it can have {@folder} and {@above}"), "{error}");
}

async fn what_was_dropped_is_found_by_its_day(backend: Backend) {
    let app = withdrawn(backend).await;
    for (filter, slugs) in [
        (
            "withdrawnOn: {eq: \"2098-06-01\"}, value: {isNull: false}",
            json!([{ "metric": { "slug": "fable-two-users" } }]),
        ),
        ("withdrawnOn: {isNull: false}, value: {isNull: false}", json!([{ "metric": { "slug": "fable-two-users" } }])),
        ("withdrawnOn: {lt: \"2098-06-01\"}", json!([])),
        (
            "withdrawnOn: {isNull: true}, metric: {slug: {startsWith: \"fable-\"}}, value: {isNull: false}",
            json!([{ "metric": { "slug": "fable-one-users" } }]),
        ),
    ] {
        let data =
            app.data(&format!("{{ observations(filter: {{{filter}}}) {{ nodes {{ metric {{ slug }} }} }} }}")).await;
        assert_eq!(data["observations"]["nodes"], slugs, "{filter}");
    }
}

async fn what_no_source_has_any_more_stands_for_nothing(backend: Backend) {
    let app = App::start(backend).await;
    let query = "{ compareMetrics(metrics: [\"china-ai-industry-size\"]) { rows { attribute } } \
        concentration(sector: \"ai-chips\") { shares { metric { slug } } } \
        metric(by: {slug: \"china-ai-industry-size\"}) { series { points { value } } observations { totalCount } } }";
    let before = app.data(query).await;
    let many = |data: &Value, place: &str| data.pointer(place).and_then(Value::as_array).map_or(0, Vec::len);
    assert!(many(&before, "/compareMetrics/rows") > 3 && many(&before, "/concentration") > 0);
    let connection = app.database.writer().await;
    connection
        .execute_unprepared("UPDATE observation SET withdrawn_on = '2098-01-01'")
        .await
        .expect("it can be changed");
    let after = app.data(query).await;
    assert_eq!(many(&after, "/compareMetrics/rows"), 3, "what the metric itself says");
    assert_eq!(after["concentration"], json!([]));
    assert_eq!(
        after["metric"],
        json!({ "series": { "points": [] }, "observations": { "totalCount": 2 } }),
        "they stay"
    );
}

on_each! {
    a_figure_is_of_the_publication_that_had_it_last
    files_of_two_publications_may_come_in_any_order
    the_report_says_what_was_withdrawn
    a_figure_that_cannot_be_read_is_not_withdrawn
    a_figure_whose_period_cannot_be_read_may_be_any_of_its_key
    files_of_a_publication_follow_each_other_whatever_their_names
    files_of_another_source_take_nothing_away
    a_file_without_a_figure_has_none_of_those_before
    a_figure_that_breaks_a_rule_is_not_withdrawn
    a_format_that_is_called_otherwise_is_of_its_source_still
    a_series_has_what_its_source_has_still
    what_was_dropped_is_found_by_its_day
    what_no_source_has_any_more_stands_for_nothing
}
