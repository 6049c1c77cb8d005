//! A request asked again and again in this thread, as a process of its own: what counts instructions stands around it.

use std::path::Path;
use std::process::{Command, ExitCode};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use panorama::app;
use panorama::config::Settings;
use panorama::database::Address;
use serde_json::json;
use tokio::runtime::Builder;
use tower::ServiceExt;

use crate::Failure;
use crate::scenario::{self, Scenario};

/// The command that asks; the name of a scenario, a number and the path of a database follow.
pub(crate) const COMMAND: &str = "repeat";

const VALGRIND: &str = "valgrind";

/// Says where there is nothing to count with.
pub(crate) fn check() -> Result<(), Failure> {
    let version = Command::new(VALGRIND).arg("--version").output();
    version.map_err(|error| format!("{VALGRIND} counts instructions, and does not start: {error}"))?;
    Ok(())
}

/// The instructions of a process that asks so often.
pub(crate) fn instructions(scenario: &Scenario, times: u32, database: &Path) -> Result<u64, Failure> {
    let mut valgrind = Command::new(VALGRIND);
    // Of the profile only the sum is of use.
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe()?);
    let output = valgrind.args([COMMAND, scenario.name, &times.to_string()]).arg(database).output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{}, {times} times under valgrind:\n{told}", scenario.name).into());
    }
    let collected = told.lines().find_map(|line| line.split_once("Collected :").map(|(_, number)| number.trim()));
    Ok(collected.ok_or("valgrind does not say what it counted")?.parse()?)
}

/// Asks, with this process's arguments.
pub(crate) fn command() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    // The first two are the program and the command.
    let words: Vec<String> = std::env::args().skip(2).collect();
    let [name, times, database] = words.as_slice() else { return Err("a name, a number and a path".into()) };
    let scenario = scenario::all(false).into_iter().find(|known| known.name == *name).ok_or("no such scenario")?;
    let body = json!({ "query": scenario.query, "variables": scenario.variables }).to_string();
    // Answers are computed and not kept; under valgrind each takes its time.
    let settings = Settings {
        database: Address::file(database),
        cache_bytes: 0,
        request_timeout: std::time::Duration::from_secs(600),
        ..Settings::default()
    };
    // One thread: what several do in which order is another thing in each run.
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let router = app::build(&settings)?;
        for _ in 0..times.parse::<u32>()? {
            ask(&router, &body).await?;
        }
        Ok(())
    })
}

async fn ask(router: &Router, body: &str) -> Result<(), Failure> {
    let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
    let response = router.clone().oneshot(request.body(Body::from(body.to_owned()))?).await?;
    let status = response.status();
    let answer = to_bytes(response.into_body(), usize::MAX).await?;
    if status != StatusCode::OK || answer.starts_with(b"{\"errors\"") {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&answer)).into());
    }
    Ok(())
}
