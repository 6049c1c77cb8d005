//! A million observations into files, by the command that users run: how long it takes, and how much memory at most.

use std::ffi::OsStr;

use tokio::runtime::Runtime;

use crate::database::Database;
use crate::{Failure, data, process};

/// Seconds and mebibytes that an export may take at most.
const MOST: (f64, f64) = (10.0, 150.0);
/// The command that is measured.
pub(crate) const COMMAND: &str = "export";

/// Measures on a database that is filled here; what takes too long or too much comes back.
pub(crate) fn measure(runtime: &Runtime, database: &Database) -> Result<Vec<String>, Failure> {
    let rows = runtime.block_on(data::load_many(database.address()))?;
    let folder = std::env::temp_dir().join(format!("panorama_bench_export_{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!("{}, {rows} observations\n\n{:<10} {:>8} {:>10} {:>10}", database.backend(), "", "s", "peak MiB", "MB");
    let mut short = Vec::new();
    for format in ["csv", "parquet"] {
        let file = folder.join(format!("observations.{format}"));
        let words = [COMMAND, "observations", "--format", format, "--output"].map(OsStr::new);
        let words: Vec<&OsStr> = words.into_iter().chain([file.as_os_str()]).collect();
        let (seconds, peak) = process::run(database.address(), &words)?;
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let size = std::fs::metadata(&file)?.len() as f64 / 1e6;
        println!("{format:<10} {seconds:>8.2} {peak:>10.1} {size:>10.1}");
        if seconds > MOST.0 || peak > MOST.1 {
            let place = database.backend();
            short.push(format!(
                "{place}: {format}: {seconds:.2} s and {peak:.1} MiB, not {} s and {} MiB",
                MOST.0, MOST.1
            ));
        }
    }
    println!();
    std::fs::remove_dir_all(folder)?;
    Ok(short)
}
