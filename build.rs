//! Builds the explorer page from its npm packages and hands it to the binary. Where there is no Node, or its packages
//! cannot be had, the binary serves a plain query form instead and says so.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the page is built from.
const INPUTS: &[&str] = &[".npmrc", "package.json", "package-lock.json", "vite.config.js", "index.html", "src"];

fn main() {
    println!("cargo:rerun-if-changed=web");
    println!("cargo:rerun-if-env-changed=PANORAMA_WEB");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let built = match explorer(&out) {
        Ok(dist) => Some(dist),
        Err(reason) => {
            println!(
                "cargo:warning=/graphiql is a plain query form ({reason}); with Node 20.19 or newer on the PATH a build makes GraphiQL of it"
            );
            None
        }
    };
    fs::write(out.join("web.rs"), code(built.as_deref())).expect("OUT_DIR can be written");
}

/// Builds the page in a copy of `web/` and gives the folder with its files.
fn explorer(out: &Path) -> Result<PathBuf, String> {
    if std::env::var("PANORAMA_WEB").is_ok_and(|value| value == "form") {
        return Err("PANORAMA_WEB=form".to_owned());
    }
    let version = output(Command::new("node").arg("--version")).map_err(|_| "there is no Node".to_owned())?;
    if !new_enough(&version) {
        return Err(format!("Node {} is older than 20.19", version.trim()));
    }
    let (work, dist) = (out.join("web"), out.join("dist"));
    fs::create_dir_all(&work).map_err(|error| error.to_string())?;
    for input in INPUTS {
        copy(&Path::new("web").join(input), &work.join(input)).map_err(|error| format!("{input}: {error}"))?;
    }
    let npm = |arguments: &[&str]| {
        output(Command::new("npm").args(arguments).current_dir(&work).env("PANORAMA_WEB_OUT", &dist))
    };
    npm(&["ci", "--no-audit", "--no-fund", "--omit=dev"])?;
    npm(&["run", "build"])?;
    Ok(dist)
}

fn new_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    version >= (22, 12) || (version.0 == 20 && version.1 >= 19)
}

/// Runs a command; a failure is the last line that it printed.
fn output(command: &mut Command) -> Result<String, String> {
    let result = command.output().map_err(|error| error.to_string())?;
    if result.status.success() {
        return Ok(String::from_utf8_lossy(&result.stdout).into_owned());
    }
    let text = String::from_utf8_lossy(&result.stderr);
    Err(text.lines().last().unwrap_or("it failed").to_owned())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// The constants that the binary includes.
fn code(dist: Option<&Path>) -> String {
    let mut code = format!("const EXAMPLES: &str = {:?};\n", examples());
    let Some(dist) = dist else {
        code.push_str("const EXPLORER: Option<&str> = None;\nconst ASSETS: &[Asset] = &[];\n");
        return code;
    };
    let page = dist.join("index.html");
    writeln!(code, "const EXPLORER: Option<&str> = Some(include_str!({page:?}));").expect("text can be written");
    code.push_str("const ASSETS: &[Asset] = &[\n");
    for file in files(&dist.join("assets")) {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(plain) = name.strip_suffix(".gz") {
            let brotli = file.with_file_name(format!("{plain}.br"));
            writeln!(
                code,
                "    Asset {{ path: \"assets/{plain}\", gzip: include_bytes!({file:?}), brotli: include_bytes!({brotli:?}) }},"
            )
            .expect("text can be written");
        }
    }
    code.push_str("];\n");
    code
}

/// The example queries as a JSON list of their titles and texts.
fn examples() -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let examples = files(Path::new("web/src/examples")).into_iter().filter_map(|file| {
        let query = fs::read_to_string(file).ok()?;
        let title = query.lines().next()?.trim_start_matches(['#', ' ']).to_owned();
        Some(format!("{{\"title\":\"{}\",\"query\":\"{}\"}}", quoted(&title), quoted(&query)))
    });
    format!("[{}]", examples.collect::<Vec<_>>().join(","))
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
