//! A million observations into files, by the command that users run: how long it takes, and how much memory at most.

use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use panorama::database::Address;
use tokio::runtime::Runtime;

use crate::database::Database;
use crate::{Failure, data};

/// Seconds and mebibytes that an export may take at most.
const MOST: (f64, f64) = (10.0, 150.0);
/// How often the memory of the process is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// What the benchmark is called with to be the command itself: the two are one binary.
pub(crate) const COMMAND: &str = "export";

/// Runs the command line of `panorama` with this process's arguments.
pub(crate) fn command() -> ExitCode {
    match Runtime::new() {
        Ok(runtime) => runtime.block_on(panorama::cli::run()),
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures on a database that is filled here; what takes too long or too much comes back.
pub(crate) fn measure(runtime: &Runtime, database: &Database) -> Result<Vec<String>, Failure> {
    let rows = runtime.block_on(data::load_many(database.address()))?;
    let folder = std::env::temp_dir().join(format!("panorama_bench_export_{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!("{}, {rows} observations\n\n{:<10} {:>8} {:>10} {:>10}", database.backend(), "", "s", "peak MiB", "MB");
    let mut short = Vec::new();
    for format in ["csv", "parquet"] {
        let file = folder.join(format!("observations.{format}"));
        let (seconds, peak) = export(database.address(), format, &file)?;
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

/// Seconds and mebibytes that one export took.
fn export(address: &Address, format: &str, file: &Path) -> Result<(f64, f64), Failure> {
    let url = match address {
        Address::Sqlite(path) => format!("sqlite://{}", path.display()),
        Address::Postgres(url) => url.clone(),
    };
    let start = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .args([COMMAND, "observations", "--format", format, "--output"])
        .arg(file)
        // The test server's address is no setting of the service.
        .env_remove("PANORAMA_TEST_POSTGRES")
        .env("DATABASE_URL", url)
        .stderr(Stdio::inherit())
        .spawn()?;
    let mut peak = 0.0;
    let status = loop {
        peak = memory(&child).unwrap_or(peak);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    if !status.success() {
        return Err(format!("the export to {format} failed").into());
    }
    Ok((start.elapsed().as_secs_f64(), peak))
}

/// The most mebibytes that a process has had so far; none once it has ended.
fn memory(child: &Child) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    kibibytes?.trim().parse::<f64>().ok().map(|kibibytes| kibibytes / 1024.0)
}
