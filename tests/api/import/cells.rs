//! What cells say: periods as their column as a whole says, zeros however they are written, numbers that cannot be negative.

use panorama::transfer::import::ImportError;

use super::series::{format, of, told};
use super::{bring, figures, file, remarks, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

const UK: (&str, &str) = ("needs =", "fiscal = \"2023-04\"\nneeds =");

/// What rows come to, and what is told of them.
async fn come_to(backend: Backend, changes: &[(&str, &str)], rows: &str) -> (Vec<String>, Vec<String>) {
    let database = TestDatabase::loaded(backend).await;
    match bring(&database, &of(&format(changes), "periods/cases.csv", rows)).await {
        Ok(report) => (told(&App::on(database, |_| ()).await).await, remarks(&report)),
        Err(ImportError::Useless { report, .. }) => (Vec::new(), remarks(&report)),
        Err(error) => panic!("{error}"),
    }
}

async fn periods_are_read_as_their_column_says(backend: Backend) {
    let rows = "z,2003/04,1\nz,2004/05,2\nz,2005/06,3\nz,2006/07,4\n";
    let (told, notes) = come_to(backend, &[], rows).await;
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(
        notes,
        [2, 3, 4, 5].map(|line| format!("{line} REFUSED Period 200{}/0{}", line + 1, line + 2)),
        "the format does not say when a fiscal year begins"
    );
    let (told, notes) = come_to(backend, &[UK], rows).await;
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(told, ["Case z 2003-04–2004-03: 1, 2004-04–2005-03: 2, 2005-04–2006-03: 3, 2006-04–2007-03: 4"]);
    // What is no month anywhere in a column is none anywhere; what is a month in it may be one.
    let rows = "a,2012/06,1\na,2012/13,2\na,2024,3\na,2024-Q1,4\na,FY2024,5\na,FY2024 Q3,6\na,2021–22,7\n";
    let (told, notes) = come_to(backend, &[UK], rows).await;
    assert_eq!(notes, ["2 REFUSED Period 2012/06"]);
    assert_eq!(
        told,
        [concat!(
            "Case a 2012-04–2013-03: 2, 2021-04–2022-03: 7, 2023-04–2024-03: 5, ",
            "2023-10–2023-12: 6, 2024-Q1: 4, 2024: 3"
        )]
    );
    let (told, notes) = come_to(backend, &[], "a,2003/04,1\na,2003/05,2\na,2024/12,3\na,FY2024,4\na,1999/00,5\n").await;
    assert_eq!(
        notes,
        [
            "2 AMBIGUOUS Period 2003/04",
            "3 REFUSED Period 2003/05",
            "4 REFUSED Period 2024/12",
            "5 REFUSED Period FY2024",
            "6 REFUSED Period 1999/00"
        ]
    );
    assert!(told.is_empty(), "{told:?}");
}

async fn a_period_that_could_be_two_is_told(backend: Backend) {
    let (told, notes) = come_to(backend, &[], "a,2003/04,1\nb,2001,2\n").await;
    assert_eq!((notes, told), (vec!["2 AMBIGUOUS Period 2003/04".to_owned()], vec!["Case b 2001: 2".to_owned()]));
    let (told, notes) = come_to(backend, &[], "a,2023/2024,1\na,2024/2025,2\nb,2001,3\n").await;
    assert_eq!(notes, ["2 AMBIGUOUS Period 2023/2024", "3 AMBIGUOUS Period 2024/2025"]);
    assert_eq!(told, ["Case b 2001: 3"]);
    // Spans and months of ISO 8601, and columns of nothing but months.
    let rows = "a,2023/2024,1\na,2025/2026,2\na,2010-11,3\na,2024-03,4\na,2024/05,5\n";
    let (told, notes) = come_to(backend, &[], rows).await;
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(told, ["Case a 2010-11: 3, 2023–2024: 1, 2024-03: 4, 2024-05: 5, 2025–2026: 2"]);
}

/// What decides can stand at the end of a long file, or in another file of the table.
async fn a_column_is_known_before_its_first_row_is_taken(backend: Backend) {
    let mut rows = "a,2003/04,1\n".to_owned();
    rows.extend((0..20_000).map(|n| format!("b,{},{n}\n", 1000 + n % 900)));
    rows += "a,2012/13,2\n";
    let (told, _) = come_to(backend, &[UK], &rows).await;
    assert_eq!(told[0], "Case a 2003-04–2004-03: 1, 2012-04–2013-03: 2");
    let database = TestDatabase::loaded(backend).await;
    let first = file("folder/a.csv", b"Series,Period,Value\na,2003/04,1\n");
    std::fs::write(first.with_file_name("b.csv"), "Series,Period,Value\na,2003/07,2\n").expect("it can be written");
    let folder = first.parent().expect("a folder");
    let report = bring(&database, &request(&format(&[]), folder)).await.expect("it can be imported");
    assert_eq!(remarks(&report), Vec::<String>::new());
}

async fn fiscal_years_have_a_format_that_is_sound(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let format = format(&[("needs =", "fiscal = \"April\"\nneeds =")]);
    let error = bring(&database, &of(&format, "cases.csv", "a,2001,1\n")).await.expect_err("it is no month");
    assert!(error.to_string().contains("like 2023-10, and \"April\" is none"), "{error}");
}

/// Offers of models at prices, as their publisher writes them.
fn prices(prices: &[&str]) -> Vec<u8> {
    let entries = prices.iter().enumerate().map(|(number, price)| {
        format!("\"offer{number}/gpt-4o\": {{\"litellm_provider\": \"openai\", \"input_cost_per_token\": {price}}}")
    });
    format!("{{\n{}\n}}", entries.collect::<Vec<_>>().join(",\n")).into_bytes()
}

async fn zero_means_the_same_however_it_is_written(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let zeros =
        ["0", "0.0", "0e0", "0.00", "\"-0\"", "\".0\"", "-0.0", "0E-7", "\"$0.00\"", "3e-7", "-3e-7", "\"0,00\""];
    let path = file("model_prices_and_context_window.json", &prices(&zeros));
    let report = bring(&database, &request("litellm", &path)).await.expect("it can be imported");
    assert_eq!(remarks(&report), ["12 REFUSED input_cost_per_token -3e-7", "13 REFUSED input_cost_per_token 0,00"]);
    let reason = &report.notes.iter().find(|note| note.line == 12).expect("it is told").reason;
    assert_eq!(reason, "a price cannot be negative");
    let app = App::on(database, |_| ()).await;
    let mut lines = figures(&app, "litellm-prices").await;
    lines.retain(|line| line.contains("-price "));
    assert_eq!(lines, ["gpt-4o-input-price 3e-7 USD_PER_TOKEN CLAIM by openai"]);
}

async fn what_cannot_be_negative_is_told(backend: Backend) {
    let rows = "a,2001,-1\nb,2001,-0\nc,2001,-5–-2\nd,2001,<-1\n";
    for (kind, unit, negative) in [
        ("LEVEL", "COUNT", true),
        ("LEVEL", "USD", true),
        ("GROWTH", "PERCENT", true),
        ("COUNT", "COUNT", false),
        ("SHARE", "PERCENT", false),
        ("PRICE", "USD", false),
        ("LEVEL", "FLOP", false),
        ("LEVEL", "W", false),
    ] {
        let kind = format!("kind = \"{kind}\"");
        let unit = format!("unit = \"{unit}\"");
        let changes = [("kind = \"LEVEL\"", kind.as_str()), ("unit = \"COUNT\"", unit.as_str())];
        let (told, notes) = come_to(backend, &changes, rows).await;
        let lines = if negative { &[][..] } else { &["2 REFUSED Value -1", "5 REFUSED Value <-1"] };
        let notes: Vec<&String> = notes.iter().filter(|note| !note.starts_with('4')).collect();
        assert_eq!(notes, lines, "{kind} in {unit}");
        assert!(told.contains(&"Case b 2001: 0".to_owned()), "there is one zero: {told:?}");
    }
}

on_each! {
    periods_are_read_as_their_column_says
    a_period_that_could_be_two_is_told
    a_column_is_known_before_its_first_row_is_taken
    fiscal_years_have_a_format_that_is_sound
    zero_means_the_same_however_it_is_written
    what_cannot_be_negative_is_told
}
