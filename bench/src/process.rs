//! Processes. Commands of `panorama`: how long they take, and how much memory at most; the benchmark and the command are one
//! binary. Servers: how much of the processors and of the memory they have taken.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use panorama::database::Address;
use tokio::runtime::Runtime;

use crate::Failure;

/// How often the memory of a process is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Linux counts the time of processors in hundredths of a second, whatever its own clock does.
const MICROS_OF_A_TICK: f64 = 1e4;

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
    mebibytes(child.id(), "VmHWM:")
}

/// A process, and those that it started.
pub(crate) fn tree(process: u32) -> Vec<u32> {
    let children = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let below = children.split_whitespace().filter_map(|child| child.parse().ok()).flat_map(tree);
    std::iter::once(process).chain(below).collect()
}

/// The processes that serve a database of this name, where PostgreSQL runs on this machine.
pub(crate) fn backends(database: &str) -> Vec<u32> {
    let serves = |process: &u32| {
        let title = std::fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
        // One that cleans up works for nobody.
        let serves = title.starts_with("postgres: ") && !title.contains("autovacuum");
        serves && title.split(' ').any(|word| word == database)
    };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(serves).collect()
}

/// Microseconds for which processors have worked for each of these processes.
pub(crate) fn processor_micros(processes: &[u32]) -> HashMap<u32, f64> {
    processes.iter().filter_map(|&process| Some((process, ticks(process)? * MICROS_OF_A_TICK))).collect()
}

fn ticks(process: u32) -> Option<f64> {
    let line = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind the name, which may have spaces and brackets in it, stand the third field and those that follow: the 14th is the
    // time of the process itself, the 15th what the system did for it.
    let mut fields = line.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    Some(user + fields.next()?.parse::<f64>().ok()?)
}

/// Mebibytes that these processes have for themselves: not what files and other processes share with them.
pub(crate) fn own_memory(processes: &[u32]) -> f64 {
    processes.iter().filter_map(|&process| mebibytes(process, "RssAnon:")).sum()
}

fn mebibytes(process: u32, what: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kibibytes = status.lines().find_map(|line| line.strip_prefix(what)?.trim().strip_suffix(" kB"));
    kibibytes?.trim().parse::<f64>().ok().map(|kibibytes| kibibytes / 1024.0)
}
