//! A hundred thousand observations out of files, by the command that users run: how long it takes, and how much memory at
//! most.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::{Days, NaiveDate};

use crate::database::Database;
use crate::{Failure, process};

/// The command that is measured.
pub(crate) const COMMAND: &str = "import";
/// Seconds that the import of a small file may take, and mebibytes that any may.
const MOST: (f64, f64) = (10.0, 200.0);
/// Series, and days of each.
const SERIES: u64 = 200;
const DAYS: u64 = 500;
/// Bytes of the remark in each row of the large file, which nothing reads: a gigabyte in all.
const REMARK: usize = 10_000;

const FORMAT: &str = r#"
title = "Figures by day"
[source]
slug = "bench-figures"
title.en = "Figures by day"
kind = "DATASET"
[[table]]
name = "figures"
needs = ["Series", "Day", "Value"]
[[table.claim]]
of = "technology/large-model-industry-chain"
value = "Value"
period = "Day"
status = { text = "ACTUAL" }
[table.claim.metric]
slug = "bench-{Series}"
en = "Figures of {Series}"
kind = "LEVEL"
unit = "USD"
"#;

/// Measures on an empty database; what takes too long or too much comes back.
pub(crate) fn measure(database: &Database) -> Result<Vec<String>, Failure> {
    let folder = std::env::temp_dir().join(format!("panorama_bench_import_{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let format = folder.join("figures.toml");
    std::fs::write(&format, FORMAT)?;
    let (small, large) = (folder.join("figures.csv"), folder.join("large.csv"));
    write(&small, 0)?;
    write(&large, REMARK)?;
    println!(
        "{}, {} observations\n\n{:<28} {:>8} {:>10} {:>10}",
        database.backend(),
        SERIES * DAYS,
        "",
        "s",
        "peak MiB",
        "MB"
    );
    let mut short = Vec::new();
    let cases = [("a new file", &small, true), ("the same again", &small, true), ("with long remarks", &large, false)];
    for (name, file, timed) in cases {
        let words = [OsStr::new(COMMAND), format.as_os_str(), file.as_os_str()];
        let (seconds, peak) = process::run(database.address(), &words)?;
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let size = std::fs::metadata(file)?.len() as f64 / 1e6;
        println!("{name:<28} {seconds:>8.2} {peak:>10.1} {size:>10.1}");
        if (timed && seconds > MOST.0) || peak > MOST.1 {
            let (place, limit) = (database.backend(), format!("{} s and {} MiB", MOST.0, MOST.1));
            short.push(format!("{place}: {name}: {seconds:.2} s and {peak:.1} MiB, not {limit}"));
        }
    }
    println!();
    std::fs::remove_dir_all(folder)?;
    Ok(short)
}

/// Writes the figures of all series, with a remark of so many bytes in each row.
fn write(path: &Path, remark: usize) -> Result<(), Failure> {
    let mut file = BufWriter::new(File::create(path)?);
    let remark = "remark ".repeat(remark / 7);
    writeln!(file, "Series,Day,Value,Remark")?;
    let first = NaiveDate::from_ymd_opt(2023, 1, 1).ok_or("there is such a day")?;
    for series in 0..SERIES {
        for day in 0..DAYS {
            let date = first.checked_add_days(Days::new(day)).ok_or("there is such a day")?;
            // Any number will do, as long as it is another one each time.
            let value = (series * 7919 + day * 104_729) % 1_000_003;
            writeln!(file, "s{series},{date},{value}.5,{remark}")?;
        }
    }
    file.flush()?;
    Ok(())
}
