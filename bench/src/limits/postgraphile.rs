//! PostGraphile, where a Node that is new enough is found: installed once from npm into `target/postgraphile`.

use std::path::{Path, PathBuf};
use std::process::Command;

use panorama::database::Address;

use crate::Failure;

/// What PostGraphile 5 needs.
const NODE: u32 = 22;
/// Connections to PostgreSQL, of all its processes together.
const CONNECTIONS: usize = 12;
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// What is ours of it; the packages come from npm.
const FILES: [&str; 5] = [".npmrc", "package.json", "package-lock.json", "graphile.config.mjs", "server.mjs"];

/// The command that serves a database; why there is none, in one line.
pub(super) fn command(database: &Address) -> Result<Command, Failure> {
    let node = node().ok_or_else(|| format!("there is no Node {NODE} or newer on the PATH or in target/node"))?;
    let folder = Path::new(ROOT).join("target/postgraphile");
    install(&folder)?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut command = Command::new(node);
    command
        .arg("server.mjs")
        .current_dir(folder)
        .env("DATABASE_URL", database.url())
        .envs([("NODE_ENV", "production"), ("GRAPHILE_ENV", "production")])
        .env("WORKERS", workers.to_string())
        .env("POOL", (CONNECTIONS / workers).max(2).to_string());
    Ok(command)
}

fn node() -> Option<PathBuf> {
    let own = Path::new(ROOT).join("target/node/node_modules/.bin/node");
    [PathBuf::from("node"), own].into_iter().find(|node| version(node).is_some_and(|version| version >= NODE))
}

fn version(node: &Path) -> Option<u32> {
    let output = Command::new(node).arg("--version").output().ok()?;
    major(std::str::from_utf8(&output.stdout).ok()?)
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Puts our files and npm's packages into the folder, unless the same are there.
fn install(folder: &Path) -> Result<(), Failure> {
    let mut changed = !folder.join("node_modules").is_dir();
    std::fs::create_dir_all(folder)?;
    for file in FILES {
        let (ours, there) = (std::fs::read(Path::new(ROOT).join("bench/postgraphile").join(file))?, folder.join(file));
        if std::fs::read(&there).ok().as_ref() != Some(&ours) {
            std::fs::write(there, ours)?;
            changed = true;
        }
    }
    if changed {
        let npm = Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--silent"]).current_dir(folder).output();
        let output = npm.map_err(|error| format!("npm: {error}"))?;
        if !output.status.success() {
            // Half of the packages are worse than none.
            drop(std::fs::remove_dir_all(folder.join("node_modules")));
            let told = String::from_utf8_lossy(&output.stderr);
            return Err(format!("npm: {}", told.trim().lines().last().unwrap_or("it failed")).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_first_number_of_a_version_counts() {
        assert_eq!(major("v22.12.0\n"), Some(22));
        assert_eq!(major("command not found"), None);
    }
}
