//! Remarks of a run: which of many are kept, and that none is lost without a word.

use super::series::{format, of};
use super::{bring, remarks};
use crate::process::{folder, panorama};
use crate::support::{Backend, TestDatabase, on_each, run};

async fn remarks_that_are_not_kept_are_counted(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let bad: String = (0..10_002).map(|n| format!("a,{n},many\n")).collect();
    let mut request = of(&format(&[]), "cases.csv", &format!("b,2001,1\n{bad}c,one day,1\n"));
    request.dry_run = true;
    let report = bring(&database, &request).await.expect("a row is sound");
    assert_eq!(report.remarks.get("REFUSED"), Some(&10_003));
    // The first of a column is kept, however many there were of others.
    assert_eq!(remarks(&report).last().map(String::as_str), Some("10005 REFUSED Period one day"));
    let folder = folder(&format!("remarks-{backend:?}"));
    let mut command = panorama(&folder);
    let command = command.env("DATABASE_URL", database.address.url()).args(["import", "--dry-run", &request.format]);
    let output = command.arg(&request.path).output().expect("the binary runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("\n     2 x REFUSED more: they are counted, and not kept\n"), "{out}");
}

on_each! {
    remarks_that_are_not_kept_are_counted
}
