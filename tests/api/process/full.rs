//! A disk that takes no more: what is written is refused as a whole, what is there is read as before.

use std::path::Path;
use std::process::Command;

use super::{complaint, folder, get, panorama, start, stop};
use crate::import::sample;

const VERSION: &str = "/graphql?query=%7Bdataset%7Bversion%7Dobservations%7BtotalCount%7D%7D";

/// The binary where no file grows beyond so many KiB.
fn on_a_full_disk(folder: &Path, kib: u32) -> Command {
    let limited = format!("trap '' XFSZ; exec prlimit --fsize={} \"$0\" \"$@\"", kib << 10);
    let mut command = Command::new("sh");
    command.args(["-c", &limited, env!("CARGO_BIN_EXE_panorama")]).current_dir(folder);
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("PANORAMA_LISTEN", "127.0.0.1:0").env("PANORAMA_LOG", "error");
    command
}

#[test]
fn a_first_start_on_a_full_disk_can_be_made_again() {
    let folder = folder("full-start");
    let line = complaint(&mut on_a_full_disk(&folder, 512));
    assert!(line.starts_with("panorama: panorama.db: "), "{line}");
    let (child, address) = start(&mut panorama(&folder));
    let answer = get(&address, VERSION);
    assert!(answer.contains("\"version\":1") && !answer.contains("\"totalCount\":0"), "{answer}");
    stop(child);
}

#[test]
fn an_import_onto_a_full_disk_changes_nothing() {
    let folder = folder("full-import");
    let (child, address) = start(&mut panorama(&folder));
    let told = || get(&address, VERSION).split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    let before = told();
    let file = sample("owid-ai");
    let import = ["import", "owid", file.to_str().expect("a path")];
    let line = complaint(on_a_full_disk(&folder, 64).args(import));
    assert!(line.contains("cannot be stored"), "{line}");
    assert_eq!(told(), before);
    let imported = panorama(&folder).args(import).output().expect("the binary runs");
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    assert_ne!(told(), before);
    stop(child);
}
