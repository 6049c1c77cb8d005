//! What a file has and nobody can read says nothing: of that nothing is withdrawn, in whichever order files come.

use std::path::Path;

use panorama::transfer::import::Request;
use serde_json::{Value, json};

use super::{bring, file, folder, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// Models with a figure of an attribute that a word names, with users in a unit by month, and with ratings of their makers.
const FORMAT: &str = r#"
title = "Fable figures"
[source]
slug = "fable-figures"
title.en = "Fable figures"
kind = "DATASET"

[[table]]
name = "figures"
needs = ["Model"]

[[table.thing]]
id = "maker"
is = "VENDOR"
name = { column = "Maker", split = "," }
make = true
kind = { text = "COMPANY" }

[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
released = "Released"

[[table.claim]]
of = "model"
attribute = "What"
value = "Amount"

[[table.claim]]
of = "model"
value = "Users"
period = "Month"
[table.claim.metric]
slug = "{model}-{Sort}-users"
en = "{Sort} users of {model}"
kind = "LEVEL"
unit = "{Unit}"

[[table.claim]]
of = "maker"
value = "Rating"
[table.claim.metric]
slug = "{maker}-rating"
en = "Rating of {maker}"
kind = "LEVEL"
unit = "COUNT"
"#;

const HEAD: &str = "Model,Maker,Released,What,Amount,Sort,Unit,Month,Users,Rating";
const ONE: &str = "Fable One,Fable Co,2097-01-02,parameters,1e9,paying,COUNT,2097-11,100,5";
const TWO: &str = "Fable Two,Fable Inc,2097-03-04,parameters,2e9,paying,COUNT,2097-11,200,6";

/// A file of a day.
fn of(day: &str, rows: &[&str]) -> Request {
    of_day(day, &file("figures.csv", text(rows).as_bytes()))
}

fn text(rows: &[&str]) -> String {
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

fn of_day(day: &str, path: &Path) -> Request {
    let format = file("fable.toml", FORMAT.as_bytes()).to_string_lossy().into_owned();
    let mut request = request(&format, path);
    request.as_of = day.parse().expect("a day");
    request
}

/// Each metric of the source with its vintages: value, and from when on it was known, superseded and withdrawn.
async fn told(app: &App) -> Vec<String> {
    let query = "query($after: String) { source(by: {slug: \"fable-figures\"}) { observations(first: 100, after: $after) { \
        pageInfo { hasNextPage endCursor } nodes { metric { slug } \
        revisions { value text period { label } knownOn supersededOn withdrawnOn } } } } }";
    let (mut lines, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app.answer(query, json!({ "after": after })).await["data"]["source"]["observations"].take();
        let rows = page["nodes"].as_array().expect("a list");
        lines.extend(rows.iter().map(|row| format!("{} {}", row["metric"]["slug"], row["revisions"])));
        if page["pageInfo"]["hasNextPage"] != true {
            lines.sort();
            return lines;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The metrics of the source whose figures are withdrawn.
async fn gone(app: &App) -> Value {
    let query = "{ observations(first: 100, filter: {withdrawnOn: {isNull: false}}, orderBy: [{field: VALUE}]) { nodes { \
        metric { slug } } } }";
    let rows = app.data(query).await["observations"]["nodes"].take();
    let mut slugs: Vec<_> = rows.as_array().expect("a list").iter().map(|row| row["metric"]["slug"].clone()).collect();
    slugs.sort_by_key(Value::to_string);
    json!(slugs)
}

/// Rows of the second model, each with what of it is gone where the first file has all of it.
fn changed() -> Vec<(String, Value)> {
    let all = ["fable-inc-rating", "fable-two-parameters", "fable-two-paying-users", "fable-two-release-date"];
    let long = format!("{},Fable Inc,2097-03-04,parameters,2e9,paying,COUNT,2097-11,200,6", "x".repeat(301));
    let rows = [
        // All of it is there; nothing of it is.
        (TWO, json!([])),
        ("Fable Three,,,,,,,,,", json!(all)),
        ("Fable Two,Fable Inc,,,,,,,,", json!(all)),
        // One cell is no number, no word, no date, no unit: whatever that would be, it is there.
        ("Fable Two,Fable Inc,2097-03-04,parameters,many,paying,COUNT,2097-11,200,6", json!([])),
        ("Fable Two,Fable Inc,2097-03-04,parametres,2e9,paying,COUNT,2097-11,200,6", json!([])),
        ("Fable Two,Fable Inc,one day,parameters,2e9,paying,COUNT,2097-11,200,6", json!([])),
        ("Fable Two,Fable Inc,2097-03-04,parameters,2e9,paying,PEOPLE,2097-11,200,6", json!([])),
        ("Fable Two,Fable Inc,2097-03-04,parameters,2e9,paying,COUNT,someday,200,6", json!([])),
        ("Fable Two,Fable Inc,2097-03-04,parameters,2e9,,COUNT,2097-11,200,6", json!([])),
        // A word that is none may be any, of this model alone; what it is beside a figure of another month is known.
        ("Fable Two,,,parametres,2e9,,,,,", json!(["fable-inc-rating"])),
        (
            "Fable Two,Fable Inc,2097-03-04,parameters,2e9,paying,COUNT,2097-12,many,6",
            json!(["fable-two-paying-users"]),
        ),
        // A figure of two is none of each, and one of them may have it.
        ("Fable Two,\"Fable Inc,Fable Co\",2097-03-04,parameters,2e9,paying,COUNT,2097-11,200,6", json!([])),
        // Of a row that is broken nobody knows what it has, and neither of one whose model has a name that is too long to be one.
        ("Fable Two,Fable Inc", json!([])),
        ("\"Fable\" Two,Fable Inc,2097-03-04,parameters,2e9,paying,COUNT,2097-11,200,6", json!([])),
        (&long, json!([])),
        // Who has no name is nobody: publishers have such rows in every file.
        (",Fable Inc,2097-03-04,parameters,2e9,paying,COUNT,2097-11,200,6", json!(all[1..])),
    ];
    rows.into_iter().map(|(row, gone)| (row.to_owned(), gone)).collect()
}

/// A folder of a day with a file for each row, which is a publication of its own with things of its own; the first model is in all of them.
fn publications<'a>(day: &str, rows: impl Iterator<Item = &'a str>) -> Request {
    let texts = rows.enumerate().map(|(place, row)| {
        let one = ONE.replace("Fable", &format!("Fable T{place}"));
        let row = row.replace("Fable Two", &format!("Fable Two T{place}"));
        let row = row.replace("Fable Inc", &format!("Fable Inc T{place}"));
        (format!("figures-t{place}x.csv"), text(&[&one, &row]))
    });
    of_day(day, &folder(texts))
}

async fn what_may_be_in_a_cell_is_not_withdrawn(backend: Backend) {
    let rows = changed();
    let database = TestDatabase::loaded(backend).await;
    let before = publications("2098-01-01", rows.iter().map(|_| TWO));
    bring(&database, &before).await.expect("it can be imported");
    let after = publications("2098-06-01", rows.iter().map(|(row, _)| row.as_str()));
    bring(&database, &after).await.expect("it can be imported");
    let app = App::on(database, |_| ()).await;
    let gone = gone(&app).await;
    for (place, (row, expected)) in rows.iter().enumerate() {
        let of_place = |slug: &&Value| slug.as_str().is_some_and(|slug| slug.contains(&format!("-t{place}-")));
        let gone = gone.as_array().expect("a list").iter().filter(of_place);
        let gone: Vec<String> = gone.map(|slug| slug.to_string().replace(&format!("-t{place}-"), "-")).collect();
        let expected: Vec<String> = expected.as_array().expect("a list").iter().map(Value::to_string).collect();
        assert_eq!(gone, expected, "{row}");
    }
}

async fn files_with_cells_that_cannot_be_read_come_in_any_order(backend: Backend) {
    let revised = TWO.replace("200", "250");
    let rows: Vec<String> = changed().into_iter().map(|(row, _)| row).collect();
    let middle = rows.iter().map(|row| [TWO, row.as_str(), &revised]);
    let rows: Vec<[&str; 3]> = middle.chain(rows.iter().map(|row| [TWO, ONE, row.as_str()])).collect();
    let days = ["2098-01-01", "2098-03-01", "2098-06-01"].into_iter().enumerate();
    let days: Vec<Request> = days.map(|(at, day)| publications(day, rows.iter().map(|rows| rows[at]))).collect();
    let mut expected: Option<Vec<String>> = None;
    for order in [[0, 1, 2], [1, 2, 0], [2, 1, 0], [2, 0, 1], [1, 0, 2], [0, 2, 1]] {
        let database = TestDatabase::loaded(backend).await;
        for place in order {
            bring(&database, &days[place]).await.expect("it can be imported");
        }
        let app = App::on(database, |_| ()).await;
        let lines = told(&app).await;
        let before = expected.get_or_insert_with(|| lines.clone());
        for (before, line) in before.iter().zip(&lines) {
            assert_eq!(before, line, "{order:?}");
        }
        assert_eq!(before.len(), lines.len(), "{order:?}");
    }
}

async fn the_report_says_why_nothing_is_withdrawn(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &of("2098-01-01", &[ONE, TWO])).await.expect("it can be imported");
    let report = bring(&database, &of("2098-06-01", &[ONE, "Fable Two,Fable Inc"])).await.expect("it can be imported");
    let told = report.notes.iter().filter(|note| note.line == 0).map(|note| (note.kind.text(), note.reason.as_str()));
    let reason = "4 figures that were there before are not found in the file, and none of them is withdrawn: a row of it \
        cannot be read, and may have them";
    assert_eq!(told.collect::<Vec<_>>(), [("REFUSED", reason)]);
    // Once more, and whole: what it lacks is gone.
    let report = bring(&database, &of("2098-06-02", &[ONE])).await.expect("it can be imported");
    assert_eq!(report.total().withdrawn, 4);
    // What a part lacks is not told at all, whatever it has.
    let mut part = of("2098-06-03", &["Fable Two,Fable Inc", TWO]);
    part.partial = true;
    let report = bring(&database, &part).await.expect("it can be imported");
    assert!(report.notes.iter().all(|note| note.line > 0), "{:?}", report.notes);
}

/// A row that is left out, since nothing tells whether it is about the model that it names.
async fn a_row_that_is_left_out_withdraws_nothing(backend: Backend) {
    let format = FORMAT.replace("name = \"Model\"\n", "name = \"Model\"\nkey = \"Sort\"\nunique = true\n");
    let format = file("fable.toml", format.as_bytes()).to_string_lossy().into_owned();
    let database = TestDatabase::loaded(backend).await;
    for (day, key) in [("2098-01-01", "a1"), ("2098-06-01", "a2")] {
        let mut request = of(day, &[ONE, &TWO.replace("paying", key)]);
        request.format = format.clone();
        let report = bring(&database, &request).await.expect("it can be imported");
        assert_eq!(report.total().withdrawn, 0, "{key}: {:?}", report.notes);
    }
}

async fn what_a_part_has_holds_in_any_order(backend: Backend) {
    let revised = TWO.replace("200", "250");
    for last in [TWO, &revised] {
        let mut part = of("2098-06-01", &[last]);
        part.partial = true;
        let files = [of("2098-01-01", &[ONE, TWO]), of("2098-03-01", &[ONE]), part];
        let mut expected: Option<Vec<String>> = None;
        for order in [[0, 1, 2], [2, 0, 1], [2, 1, 0], [1, 2, 0]] {
            let database = TestDatabase::loaded(backend).await;
            for place in order {
                bring(&database, &files[place]).await.expect("it can be imported");
            }
            let app = App::on(database, |_| ()).await;
            assert_eq!(gone(&app).await, json!([]), "{order:?}");
            let lines = told(&app).await;
            assert_eq!(*expected.get_or_insert_with(|| lines.clone()), lines, "{order:?}");
        }
    }
}

async fn a_figure_of_one_file_of_a_day_is_told_in_any_order(backend: Backend) {
    let files = [of("2098-01-01", &[ONE, TWO]), of("2098-01-01", &[ONE]), of("2098-06-01", &[ONE, TWO])];
    let mut expected: Option<Vec<String>> = None;
    for order in [[0, 1, 2], [2, 0, 1], [0, 2, 1]] {
        let database = TestDatabase::loaded(backend).await;
        for place in order {
            bring(&database, &files[place]).await.expect("it can be imported");
        }
        let lines = told(&App::on(database, |_| ()).await).await;
        assert_eq!(*expected.get_or_insert_with(|| lines.clone()), lines, "{order:?}");
    }
}

on_each! {
    a_row_that_is_left_out_withdraws_nothing
    what_a_part_has_holds_in_any_order
    a_figure_of_one_file_of_a_day_is_told_in_any_order
    what_may_be_in_a_cell_is_not_withdrawn
    files_with_cells_that_cannot_be_read_come_in_any_order
    the_report_says_why_nothing_is_withdrawn
}
