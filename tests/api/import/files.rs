//! What files are made of: columns that are there twice, lines, and what is said of files that fit no table.

use super::series::{format, of, told};
use super::{bring, counts, file, remarks, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// Why a file is refused.
async fn refusal(database: &TestDatabase, format: &str, name: &str, text: &str) -> String {
    let path = file(name, text.as_bytes());
    let error = bring(database, &request(format, &path)).await.expect_err(name).to_string();
    error.strip_prefix(&format!("{}: ", path.display())).unwrap_or_else(|| panic!("{error}")).to_owned()
}

async fn a_column_that_is_there_twice_is_refused(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let csv = format(&[]);
    let twice = "the column \"Value\" is there twice, and nothing tells which is meant: rename or remove one";
    for header in
        ["Series,Period,Value,Value", "Value,Series,Period, Value ", "\u{feff}Value,Series,Period,Value\u{200b}"]
    {
        let reason = refusal(&database, &csv, "twice.csv", &format!("{header}\na,2001,1,2\n")).await;
        assert_eq!(reason, format!("line 1: {twice}"), "{header}");
    }
    let reason = refusal(&database, &csv, "late.csv", "\n\r\nSeries,Period,Value,Value\na,2001,1,2\n").await;
    assert_eq!(reason, format!("line 3: {twice}"));
    // What the format does not read does not matter, and what differs in case is another column.
    let rows = "Series,Period,Value,Note,Note,value,,\na,2001,1,x,y,9,,\n";
    let report = bring(&database, &request(&csv, &file("notes.csv", rows.as_bytes()))).await.expect("it is sound");
    assert_eq!((remarks(&report), counts(&report, "Observation")), (Vec::new(), [1, 0, 0, 0, 0]));
    let markdown = format(&[("needs =", "read = \"MARKDOWN\"\nneeds =")]);
    let table = "# Cases\n\n| Series | Period | Value | Value |\n|--|--|--|--|\n| a | 2001 | 1 | 2 |\n";
    assert_eq!(refusal(&database, &markdown, "twice.md", table).await, format!("line 3: {twice}"));
    let app = App::on(database, |_| ()).await;
    assert_eq!(told(&app).await, ["Case a 2001: 1"]);
}

async fn a_key_that_is_there_twice_is_told(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let json = format(&[
        ("needs = [\"Series\", \"Period\", \"Value\"]", "read = \"JSON_ITEMS\"\nneeds = [\"Series\"]"),
        ("value = \"Value\"", "value = \"Value.of\""),
    ]);
    let text = r#"[
        {"Series": "a", "Period": "2001", "Value": {"of": 1}, "Note": 1, "Note": 2},
        {"Series": "b", "Period": "2001", "Value": {"of": 1, "of": 2}},
        {"Series": "c", "Period": "2001", "Value": {"of": null, "of": 2}},
        {"Series": "d", "Period": "2001", "Value": {"of": 1}, "Value": {"by": 2}},
        {"Series": "e", "Period": "2001", "Value": {"of": 1}, "Value.of": 2}
    ]"#;
    let report = bring(&database, &request(&json, &file("twice.json", text.as_bytes()))).await.expect("one is sound");
    assert_eq!(
        remarks(&report),
        ["3 REFUSED Value.of ", "4 REFUSED Value.of ", "5 REFUSED Value ", "6 REFUSED Value.of "]
    );
    assert_eq!(told(&App::on(database, |_| ()).await).await, ["Case a 2001: 1"]);
}

async fn remarks_name_the_lines_that_editors_show(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let csv = format(&[]);
    for (text, expected) in [
        ("a,2001,1\nb,2001,x\nc,2001,y\n", &[3, 4][..]),
        ("a,2001,1\r\nb,2001,x\nc,2001,y\n", &[3, 4]),
        ("a,2001,1\nb,2001,x\r\nc,2001,y\n", &[3, 4]),
        ("a,2001,1\rb,2001,x\rc,2001,y\r", &[3, 4]),
        ("\n\na,2001,1\n\n\nb,2001,x\n\r\n\r\nc,2001,y", &[7, 10]),
        ("a,2001,\"\n1\r\n\"\nb,2001,x\n\"c\n\n\",2001,y\n", &[5, 6]),
        ("\"a\r\",2001,1\r\nb,2001,x\r\nc,2001,y", &[4, 5]),
    ] {
        for head in ["", "\u{feff}"] {
            let path = file("lines.csv", format!("{head}Series,Period,Value\n{text}").as_bytes());
            let report = bring(&database, &request(&csv, &path)).await.expect("one row is sound");
            let lines: Vec<u64> =
                report.notes.iter().filter(|note| note.field.is_some()).map(|note| note.line).collect();
            assert_eq!(lines, expected, "{text:?}");
        }
    }
    // Rows that stand across the borders of what is read at a time.
    let mut text = String::new();
    let mut expected = Vec::new();
    let mut line = 2;
    for number in 0..30_000_u64 {
        let is_bad = number % 1_000 == 999;
        if is_bad {
            expected.push(line);
        }
        let end = ["\n", "\r\n", "\n\n", "\r"][usize::try_from(number % 4).expect("a few")];
        line += if end == "\n\n" { 2 } else { 1 };
        text += &format!("s{},{},{}{end}", number % 7, 1000 + number / 7, if is_bad { "x" } else { "1" });
    }
    let report = bring(&database, &of(&csv, "long.csv", &text)).await.expect("most rows are sound");
    let lines: Vec<u64> =
        report.notes.iter().filter(|note| note.kind.text() == "REFUSED").map(|note| note.line).collect();
    assert_eq!(lines, expected);
}

async fn lines_of_other_readers_are_counted_alike(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let markdown = format(&[("needs =", "read = \"MARKDOWN\"\nneeds =")]);
    let json = format(&[("needs =", "read = \"JSON_ITEMS\"\nneeds =")]);
    let table = "# Cases\n\n| Series | Period | Value |\n|--|--|--|\n| a | 2001 | 1 |\n| b | 2001 | x |\n";
    let items = "[\n{\"Series\": \"a\", \"Period\": 2001, \"Value\": 1},\n\n\n{\"Series\": \"b\", \"Period\": 2001, \"Value\": \"x\"}]";
    for end in ["\n", "\r\n", "\r"] {
        for (format, name, text, line) in [(&markdown, "cases.md", table, 6), (&json, "cases.json", items, 5)] {
            let path = file(name, text.replace('\n', end).as_bytes());
            let report = bring(&database, &request(format, &path)).await.expect("one row is sound");
            assert_eq!(remarks(&report), [format!("{line} REFUSED Value x")], "{name} {end:?}");
        }
        let broken = format!("[{end}{{\"Series\": \"a\"}},{end}{end}oops]");
        let reason = refusal(&database, &json, "broken.json", &broken).await;
        assert!(reason.starts_with("line 4: "), "{end:?}: {reason}");
    }
}

async fn a_file_of_no_table_is_told_what_is_missing(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let none = "the file fits no table of the format; ";
    let reason = refusal(&database, "owid", "short.csv", "Entity,Code,Year\nChina,CHN,2020\n").await;
    let expected = "its columns are: Entity, Code, Year; files of the format are called: private-investment-in-artificial-intelligence-cset*.csv, ";
    assert!(reason.starts_with(&format!("{none}{expected}")) && reason.ends_with(" more"), "{reason}");
    let csv = format(&[]);
    let json = format(&[("needs =", "read = \"JSON_ITEMS\"\nneeds =")]);
    for (format, name, text, expected) in [
        (
            &csv,
            "other.csv",
            "Series,Figure\na,1\n",
            "its columns are: Series, Figure; the table cases needs: Period, Value",
        ),
        (&csv, "empty.csv", "", "it has no columns; the table cases needs: Series, Period, Value"),
        (&csv, "blank.csv", ",,\n,,\n", "it has no columns; the table cases needs: Series, Period, Value"),
        (&json, "other.json", "[{\"Series\": 1}]", "its columns are: Series; the table cases needs: Period, Value"),
        (&json, "numbers.json", "[1, 2]", "it has no columns; the table cases needs: Series, Period, Value"),
        (&json, "nothing.json", "[{}]", "it has no columns; the table cases needs: Series, Period, Value"),
    ] {
        assert_eq!(refusal(&database, format, name, text).await, format!("{none}{expected}"), "{name}");
    }
    let reason = refusal(&database, "litellm", "prices.json", "{}").await;
    assert_eq!(reason, format!("{none}files of the format are called: model_prices_and_context_window*.json"));
}

async fn texts_of_json_that_cannot_be_stored_cost_their_row(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let json = format(&[("needs =", "read = \"JSON_ITEMS\"\nneeds =")]);
    let item = |series: &str, more: &str| format!("{{\"Series\": {series}, \"Period\": 2001, \"Value\": 1{more}}}");
    // Half of a pair and NUL, in what is read, in a list of it, in a key beside it; and in what nobody reads.
    let items = [
        item("\"a\"", ""),
        item("\"b\\u0000\"", ""),
        item("\"b\\ud83d\"", ""),
        item("[\"b\", \"\\ud83d\"]", ""),
        item("\"c\"", ", \"\\ud83d\": 1"),
        item("{\"b\": 1}", ""),
        item("[[\"b\"], \"c\"]", ""),
        item("\"d\"", ", \"More\": {\"\\ud83d\": \"\\u0000\"}, \"Note\": \"\\u0000\\ud83d\""),
    ];
    // All on one line: each is a row.
    let path = file("cases.json", format!("[{}]", items.join(",")).as_bytes());
    let report = bring(&database, &request(&json, &path)).await.expect("some rows are sound");
    assert_eq!((report.read, report.skipped), (8, 6));
    let reasons: Vec<_> = report.notes.iter().filter(|note| note.kind.text() == "REFUSED").collect();
    let reasons: Vec<_> = reasons.iter().map(|note| (note.field.as_deref(), note.reason.as_str())).collect();
    let half = "a text of it is no Unicode: it has one half of a pair of surrogates";
    let series = Some("Series");
    let holds = "an object or a list of such stands where a text or a number is read";
    let expected = [
        (series, "the text has a NUL character"),
        (series, half),
        (series, half),
        (None, half),
        (series, holds),
        (series, holds),
    ];
    assert_eq!(reasons, expected);
    let app = App::on(database, |_| ()).await;
    assert_eq!(told(&app).await, ["Case a 2001: 1", "Case d 2001: 1"]);
}

on_each! {
    texts_of_json_that_cannot_be_stored_cost_their_row
    a_column_that_is_there_twice_is_refused
    a_key_that_is_there_twice_is_told
    remarks_name_the_lines_that_editors_show
    lines_of_other_readers_are_counted_alike
    a_file_of_no_table_is_told_what_is_missing
}
