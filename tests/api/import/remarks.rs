//! Remarks of a run: which of many are kept, and that none is lost without a word.

use super::vintages::of;
use super::{bring, remarks};
use crate::process::{folder, panorama};
use crate::support::{Backend, TestDatabase, on_each, run};

async fn remarks_that_are_not_kept_are_counted(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let bad: String = (0..10_002).map(|n| format!("Fable {n},many,\n")).collect();
    let text = format!("Model,Parameters,Released\nFable One,5,\n{bad}Fable Two,6,one day\n");
    let (mut request, path) = of("2098-01-01", "figures.csv", &text);
    request.dry_run = true;
    let report = bring(&database, &request).await.expect("some rows are sound");
    assert_eq!((report.remarks.get("REFUSED"), report.remarks.get("NEW")), (Some(&10_003), Some(&10_004)));
    // The first of a column is kept, however many there were of others.
    assert_eq!(remarks(&report).last().map(String::as_str), Some("10005 REFUSED Released one day"));
    let folder = folder(&format!("remarks-{backend:?}"));
    let mut command = panorama(&folder);
    let command = command.env("DATABASE_URL", database.address.url()).args(["import", "--dry-run", &request.format]);
    let output = command.arg(&path).output().expect("the binary runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("\n     4 x NEW more: they are counted, and not kept\n"), "{out}");
    assert!(out.contains("\n     2 x REFUSED more: they are counted, and not kept\n"), "{out}");
}

on_each! {
    remarks_that_are_not_kept_are_counted
}
