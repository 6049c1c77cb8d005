//! Words of cells and columns of files that are not there: told with what was probably meant, and all else of the row stays.

use panorama::transfer::import::Report;
use serde_json::json;

use super::series::{format, of, told};
use super::{bring, counts, everything, file, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// What a report says besides what is new or gone: kind, column, reason.
fn said(report: &Report) -> Vec<String> {
    let notes = report.notes.iter().filter(|note| !matches!(note.kind.text(), "NEW" | "WITHDRAWN"));
    let line = |note: &panorama::transfer::import::Note| {
        format!(
            "{}:{} {} {}: {}",
            note.file,
            note.line,
            note.kind.text(),
            note.field.as_deref().unwrap_or("-"),
            note.reason
        )
    };
    notes.map(line).collect()
}

const THINGS: &str = r#"
title = "Fable things"
[source]
slug = "fable-things"
title.en = "Fable things"
kind = "DATASET"

[[table]]
name = "things"
needs = ["Maker"]

[[table.thing]]
id = "maker"
is = "VENDOR"
name = "Maker"
make = true
kind = { column = "Sort", words = { firm = "COMPANY", school = "UNIVERSITY" } }
country = "Country"

[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
makers = "maker"
openness = "Open"
input = { column = "Reads", split = "," }

[[table.claim]]
of = "model"
attribute = "What"
value = "Value"
unit = "Unit"
status = "Status"
confidence = "Sure"
"#;

async fn words_of_no_list_are_told_with_those_that_are_near(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let format = file("fable-things.toml", THINGS.as_bytes()).to_string_lossy().into_owned();
    let rows = "Maker,Sort,Country,Model,Open,Reads,What,Value,Unit,Status,Sure\n\
        Fable A,frim,FR,Fable 1,OPEN_WEIGHT,\"TEXT,IMAGES\",parameters,1,PARAMETERS,CLAIM,HIGH\n\
        Fable B,firm,FX,Fable 2,PROPRIETARY,TEXT,parametres,2,PARAMETERS,CLAIM,HIGH\n\
        Fable C,school,CN,Fable 3,PROPRIETARY,TEXT,parameters,3,PARAMETER,CLAIM,HIGH\n\
        Fable D,firm,CN,Fable 4,PROPRIETARY,TEXT,parameters,4,PARAMETERS,CLAM,HIGH\n\
        Fable E,firm,CN,Fable 5,PROPRIETARY,TEXT,parameters,5,PARAMETERS,CLAIM,LO\n";
    let report =
        bring(&database, &request(&format, &file("things.csv", rows.as_bytes()))).await.expect("it is imported");
    let line = |line: u8, kind: &str, reason: &str| format!("things.csv:{line} {kind} {reason}");
    assert_eq!(
        said(&report),
        [
            line(2, "VALUE", "Sort: the format's list of words has no such word; did you mean \"firm\"?"),
            line(
                2,
                "REFUSED",
                "Open: there is no Openness \"OPEN_WEIGHT\"; did you mean \"OPEN_WEIGHTS\" or \"OPEN_WEIGHTS_RESTRICTED\"?"
            ),
            line(2, "REFUSED", "Reads: there is no Modality \"IMAGES\"; did you mean \"IMAGE\"?"),
            line(3, "REFUSED", "Country: there is no country \"FX\": they are written like CN"),
            line(3, "REFUSED", "What: there is no attribute \"parametres\"; did you mean \"parameters\"?"),
            line(
                4,
                "REFUSED",
                "Unit: there is no unit \"PARAMETER\"; did you mean \"PARAMETERS\", \"B_PARAMETERS\" or \"T_PARAMETERS\"?"
            ),
            line(5, "REFUSED", "Status: there is no ObservationStatus \"CLAM\"; did you mean \"CLAIM\"?"),
            line(6, "REFUSED", "Sure: there is no Confidence \"LO\"; did you mean \"LOW\"?"),
        ]
    );
    let app = App::on(database, |_| ()).await;
    let query = "{ models(filter: {slug: {startsWith: \"fable-\"}}, orderBy: [{field: SLUG}]) { nodes { slug openness inputModalities parameters \
        vendor { slug kind country } } } }";
    let data = app.data(query).await;
    let model = |number: u8, openness: &str, parameters: Option<u8>, vendor: (&str, &str, Option<&str>)| {
        json!({
            "slug": format!("fable-{number}"), "openness": openness, "inputModalities": ["TEXT"], "parameters": parameters,
            "vendor": { "slug": vendor.0, "kind": vendor.1, "country": vendor.2 },
        })
    };
    assert_eq!(
        data["models"]["nodes"],
        json!([
            model(1, "UNKNOWN", Some(1), ("fable-a", "OTHER", Some("FR"))),
            model(2, "PROPRIETARY", None, ("fable-b", "COMPANY", None)),
            model(3, "PROPRIETARY", None, ("fable-c", "UNIVERSITY", Some("CN"))),
            model(4, "PROPRIETARY", None, ("fable-d", "COMPANY", Some("CN"))),
            model(5, "PROPRIETARY", None, ("fable-e", "COMPANY", Some("CN"))),
        ])
    );
}

async fn a_column_that_a_file_lacks_is_told_once_a_file(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let csv = format(&[
        ("needs = [\"Series\", \"Period\", \"Value\"]", "needs = [\"Series\"]"),
        ("value = \"Value\"", "value = \"Value\"\nby = { column = [\"By\", \"Who\"] }"),
    ]);
    let first = file("lacks/a.csv", b"Series,Priod,Value,Who,Note\na,2001,1,x,\nb,2001,2,,\n");
    std::fs::write(first.with_file_name("b.csv"), "Series,Period,Value,By\nc,2001,1,x\n").expect("it can be written");
    std::fs::write(first.with_file_name("c.csv"), "Series,Period,Value\nd,2001,1\n").expect("it can be written");
    let report = bring(&database, &request(&csv, first.parent().expect("a folder"))).await.expect("it is imported");
    let lacks = "the table cases reads this column, and it is not there";
    assert_eq!(
        said(&report),
        [
            format!("a.csv:1 UNKNOWN Period: {lacks}; did you mean \"Priod\"?"),
            format!("c.csv:1 UNKNOWN By / Who: {lacks}"),
        ]
    );
    assert_eq!((report.read, report.skipped, counts(&report, "Observation")), (4, 0, [4, 0, 0, 0, 0]));
    // Objects of JSON leave out what they do not say.
    let json = format(&[
        ("needs = [\"Series\", \"Period\", \"Value\"]", "read = \"JSON_ITEMS\"\nneeds = [\"Series\"]\nempty = [\"-\"]"),
        ("value = \"Value\"", "value = \"Value\"\nby = \"By\"\nat = \"At\""),
    ]);
    let first = file("json/a.json", br#"[{"Series": "e", "Value": 1}, {"Series": "f", "Period": "2001", "Value": 1}]"#);
    std::fs::write(first.with_file_name("b.json"), r#"[{"Series": "g", "Value": 1, "By": "x"}]"#)
        .expect("it can be written");
    let report = bring(&database, &request(&json, first.parent().expect("a folder"))).await.expect("it is imported");
    assert_eq!(said(&report), [format!("a.json:1 UNKNOWN At: {lacks}")]);
    let app = App::on(database, |_| ()).await;
    let query = "{ importRuns(first: 1) { nodes { notes(filter: {kind: {eq: UNKNOWN}}) { nodes { kind file line column } } } } }";
    let notes = app.data(query).await["importRuns"]["nodes"][0]["notes"]["nodes"].take();
    assert_eq!(notes, json!([{ "kind": "UNKNOWN", "file": "a.json", "line": 1, "column": "At" }]));
}

async fn a_format_refers_to_what_is_there(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let app = App::on(database, |_| ()).await;
    let before = everything(&app).await;
    for (from, to, expected) in [
        (
            "technology/large-model-industry-chain",
            "technology/large-model-industri-chain",
            "table.claim.of: there is no technology \"large-model-industri-chain\"; did you mean \"large-model-industry-chain\" or \"large-model\"?",
        ),
        (
            "unit = \"COUNT\"",
            "unit = \"COUNT\"\nsector = \"helthcare\"",
            "table.claim.metric.sector: there is no sector \"helthcare\"; did you mean \"healthcare\"?",
        ),
    ] {
        let error = bring(&app.database, &of(&format(&[(from, to)]), "cases.csv", "a,2001,1\n"))
            .await
            .expect_err(to)
            .to_string();
        assert!(error.ends_with(expected), "{error}");
    }
    assert!(before == everything(&app).await, "nothing was changed");
    // What a row of the format makes is there when it is needed.
    let made = format(&[(
        "[[table.claim]]\nof = \"technology/large-model-industry-chain\"",
        "[[table.thing]]\nid = \"maker\"\nis = \"VENDOR\"\nname = \"Series\"\nmake = true\n[[table.claim]]\nof = \"vendor/a\"",
    )]);
    bring(&app.database, &of(&made, "cases.csv", "a,2001,1\n")).await.expect("it is imported");
    assert_eq!(told(&app).await, ["Case a 2001: 1"]);
}

async fn columns_make_all_texts_of_a_metric(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let format = format(&[
        ("needs = [\"Series\", \"Period\", \"Value\"]", "needs = [\"Series\"]"),
        (
            "unit = \"COUNT\"",
            "unit = \"{Unit}\"\nsector = \"{Part}\"\nregion = \"Land\"\nabout.en = \"Case {Series} in {Land}.\"",
        ),
    ]);
    let rows = "Series,Period,Value,Unit,Part,Land\n\
        a,2001,1,USD,AI Chips,CN\nb,2001,2,USDD,finance,CN\nc,2001,3,,finance,CN\nd,2001,4,USD,finance,XX\ne,2001,5,COUNT,WORLD,WORLD\n";
    let report =
        bring(&database, &request(&format, &file("texts.csv", rows.as_bytes()))).await.expect("it is imported");
    let told: Vec<String> = said(&report).into_iter().filter(|line| !line.contains("csv:6")).collect();
    assert_eq!(
        told,
        [
            "texts.csv:3 REFUSED Unit: there is no unit \"USDD\"; did you mean \"USD\"?",
            "texts.csv:4 REFUSED Unit: the figure's metric is named after it, and it is empty",
            "texts.csv:5 REFUSED Land: there is no region \"XX\": they are written like CN",
        ]
    );
    assert_eq!(said(&report).len(), 4, "a sector that is not there: {:?}", said(&report));
    let app = App::on(database, |_| ()).await;
    let query = "{ metrics(filter: {slug: {startsWith: \"case-\"}}) { nodes { slug description unit { code } sector { slug } region } } }";
    assert_eq!(
        app.data(query).await["metrics"]["nodes"],
        json!([{ "slug": "case-a", "description": "Case a in CN.", "unit": { "code": "USD" }, "sector": { "slug": "ai-chips" }, "region": "CN" }])
    );
}

async fn a_unit_is_one_thing_whichever_format_brings_it(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let app = App::on(database, |_| ()).await;
    let dozens = |multiplier: u32| {
        format(&[
            (
                "[[table]]",
                &format!(
                    "[[unit]]\ncode = \"DOZEN\"\nen = \"dozens\"\nzh = \"打\"\ndimension = \"COUNT\"\nbase = \"COUNT\"\n\
                     multiplier = {multiplier}\n[[table]]"
                ),
            ),
            ("unit = \"COUNT\"", "unit = \"DOZEN\""),
        ])
    };
    bring(&app.database, &of(&dozens(12), "cases.csv", "a,2001,1\n")).await.expect("it is imported");
    let before = everything(&app).await;
    let error = bring(&app.database, &of(&dozens(13), "cases.csv", "b,2001,1\n")).await.expect_err("of a baker");
    let expected = "unit.code: DOZEN is there already, as 12 COUNT, COUNT: one of 13 COUNT, COUNT needs another code";
    assert!(error.to_string().ends_with(expected), "{error}");
    assert!(before == everything(&app).await, "nothing was changed");
    bring(&app.database, &of(&dozens(12), "cases.csv", "b,2001,1\n")).await.expect("it is the same");
}

async fn an_attribute_is_one_thing_whichever_format_brings_it(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |_| ()).await;
    let spans = |unit: &str| {
        format(&[
            (
                "[[table]]",
                &format!(
                    "[[attribute]]\nslug = \"fable-span\"\nen = \"Span\"\nzh = \"跨度\"\nkind = \"SPECIFICATION\"\n\
                     unit = \"{unit}\"\nabout = {{ en = \"How far it goes.\", zh = \"跨度。\" }}\n[[table]]"
                ),
            ),
            (
                "[table.claim.metric]\nslug = \"case-{Series}\"\nen = \"Case {Series}\"\nkind = \"LEVEL\"\nunit = \"COUNT\"\n",
                "",
            ),
            ("value = \"Value\"", "value = \"Value\"\nattribute = { text = \"fable-span\" }"),
        ])
    };
    bring(&app.database, &of(&spans("TOKENS"), "cases.csv", "a,2001,1\n")).await.expect("it is imported");
    let before = everything(&app).await;
    let error =
        bring(&app.database, &of(&spans("COUNT"), "cases.csv", "a,2001,2\n")).await.expect_err("in another unit");
    let expected = "line 8: attribute.slug: fable-span is there already, as SPECIFICATION in TOKENS: one of SPECIFICATION in \
        COUNT needs another slug";
    assert!(error.to_string().ends_with(expected), "{error}");
    assert!(before == everything(&app).await, "nothing was changed");
    bring(&app.database, &of(&spans("TOKENS"), "cases.csv", "a,2001,1\n")).await.expect("it is the same");
}

on_each! {
    an_attribute_is_one_thing_whichever_format_brings_it
    words_of_no_list_are_told_with_those_that_are_near
    a_column_that_a_file_lacks_is_told_once_a_file
    a_format_refers_to_what_is_there
    columns_make_all_texts_of_a_metric
    a_unit_is_one_thing_whichever_format_brings_it
}
