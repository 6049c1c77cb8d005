//! Commands of `panorama` as processes of their own: how long they take, and how much memory at most. The benchmark and the
//! command are one binary.

use std::ffi::OsStr;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use panorama::database::Address;
use tokio::runtime::Runtime;

use crate::Failure;

/// How often the memory of a process is looked at.
const LOOK: Duration = Duration::from_millis(10);

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

/// Seconds and mebibytes that a command of `panorama` took on a database.
pub(crate) fn run(address: &Address, words: &[&OsStr]) -> Result<(f64, f64), Failure> {
    let url = address.url();
    let start = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .args(words)
        // The test server's address is no setting of the service.
        .env_remove("PANORAMA_TEST_POSTGRES")
        .env("DATABASE_URL", url)
        .stdout(Stdio::null())
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
        return Err(format!("{words:?} failed").into());
    }
    Ok((start.elapsed().as_secs_f64(), peak))
}

/// The most mebibytes that a process has had so far; none once it has ended.
fn memory(child: &Child) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    kibibytes?.trim().parse::<f64>().ok().map(|kibibytes| kibibytes / 1024.0)
}
