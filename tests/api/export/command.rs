//! `panorama export`: the same files without a server, whole or not at all.

use std::fs;
use std::process::Stdio;

use panorama::database::Address;

use super::{fill, large};
use crate::process::{complaint, folder, panorama, signal};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// The setting that names a database.
fn url(database: &TestDatabase) -> String {
    database.address.url()
}

async fn it_writes_what_the_server_does(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let url = url(&database);
    let app = App::on(database, |_| ()).await;
    let folder = folder(&format!("export-{backend:?}"));
    let (filter, order) = (r#"{"kind":{"eq":"COMPANY"}}"#, r#"[{"field":"NAME","direction":"DESC"}]"#);
    let arguments = [("filter", filter), ("orderBy", order)];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(arguments).finish();
    for format in ["csv", "json", "jsonl", "parquet", "xlsx"] {
        let file = format!("vendors.{format}");
        let output = panorama(&folder)
            .env("DATABASE_URL", &url)
            .args(["export", "vendors", "--format", format, "--filter", filter, "--order-by", order, "--output", &file])
            .args(["--citations", "vendors.bib"])
            .output()
            .expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!((output.stdout.len(), output.stderr.len()), (0, 0), "it says nothing where nobody looks");
        let served = app.get(&format!("/export/{file}?{query}")).await;
        assert!(fs::read(folder.join(&file)).expect("the file") == served.body, "{format}");
    }
    let cited = app.get(&format!("/export/vendors.citations.bib?{query}")).await.text();
    assert_eq!(fs::read_to_string(folder.join("vendors.bib")).expect("the file"), cited);
    let names = fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(names, 6, "nothing is left beside the files");
    let piped =
        panorama(&folder).env("DATABASE_URL", &url).args(["export", "trends"]).output().expect("the binary runs");
    assert!(piped.stdout == app.get("/export/trends.csv").await.body);
    let series = ["export", "series", "--metric", "ai-cloud-market-size", "--convert-to", "USD", "--bom"];
    let piped = panorama(&folder).env("DATABASE_URL", &url).args(series).output().expect("the binary runs");
    let served = app.get("/export/series.csv?metric=ai-cloud-market-size&convertTo=USD&bom=true").await;
    assert!(served.status == 200 && piped.stdout == served.body, "{}", String::from_utf8_lossy(&piped.stderr));
}

on_each! {
    it_writes_what_the_server_does
}

#[test]
fn killed_in_the_middle_it_leaves_no_file() {
    run(async {
        let database = TestDatabase::loaded(Backend::Sqlite).await;
        fill(&database, 20_000).await;
        let folder = folder("export-killed");
        let command = || {
            let mut command = panorama(&folder);
            command.env("DATABASE_URL", url(&database)).args(["export", "observations", "--output", "all.csv"]);
            command
        };
        let mut interrupted = 0;
        for _ in 0..5 {
            let mut child = command().stderr(Stdio::null()).spawn().expect("it starts");
            // As soon as something is written, under whatever name.
            let begun = || {
                fs::read_dir(&folder)
                    .expect("the folder")
                    .flatten()
                    .any(|file| file.metadata().is_ok_and(|data| data.len() > 0))
            };
            while !begun() && child.try_wait().expect("it can be asked").is_none() {
                std::thread::yield_now();
            }
            signal(&child, "KILL");
            let ended = child.wait().expect("it ends").success();
            assert_eq!(folder.join("all.csv").exists(), ended, "the name is there only once the file is whole");
            interrupted += usize::from(!ended);
            for file in fs::read_dir(&folder).expect("the folder").flatten() {
                fs::remove_file(file.path()).expect("it can be removed");
            }
        }
        assert!(interrupted > 0, "none was killed in the middle");
        assert!(command().status().expect("it runs").success());
        let whole = fs::read(folder.join("all.csv")).expect("the file");
        let app = large(Backend::Sqlite, 20_000).await;
        assert!(app.get("/export/observations.csv").await.body == whole);
    });
}

#[test]
fn stopped_it_clears_up_behind_itself() {
    run(async {
        let database = TestDatabase::loaded(Backend::Sqlite).await;
        fill(&database, 20_000).await;
        let folder = folder("export-stopped");
        let mut child = panorama(&folder)
            .env("DATABASE_URL", url(&database))
            .args(["export", "observations", "--format", "json", "--output", "all.json"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        while fs::read_dir(&folder).expect("the folder").count() == 0 {
            std::thread::yield_now();
        }
        signal(&child, "TERM");
        assert!(!child.wait().expect("it ends").success());
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 0);
    });
}

#[test]
fn what_is_no_file_is_written_to_and_stays() {
    run(async {
        let database = TestDatabase::loaded(Backend::Sqlite).await;
        let folder = folder("export-device");
        let pipe = folder.join("pipe.csv");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
        let mut child = panorama(&folder)
            .env("DATABASE_URL", url(&database))
            .args(["export", "vendors", "--output", "pipe.csv"])
            .spawn()
            .expect("it starts");
        let piped = fs::read(&pipe).expect("the pipe can be read");
        assert!(child.wait().expect("it ends").success() && piped.len() > 1_000);
        fs::write(folder.join("file.csv"), "old").expect("it can be written");
        std::os::unix::fs::symlink("file.csv", folder.join("link.csv")).expect("a link");
        let linked = panorama(&folder)
            .env("DATABASE_URL", url(&database))
            .args(["export", "vendors", "--output", "link.csv"])
            .status();
        assert!(linked.expect("it runs").success());
        assert!(fs::read(folder.join("file.csv")).expect("it is there") == piped, "a link leads where it did");
        assert!(fs::symlink_metadata(folder.join("link.csv")).expect("it is there").is_symlink());
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 3);
    });
}

#[test]
fn what_is_wrong_is_one_line_and_no_file() {
    let folder = folder("export-wrong");
    assert_eq!(
        complaint(panorama(&folder).args(["export", "vendors", "--output", "a.csv"])),
        "panorama: panorama.db: there is no database; panorama migrate makes one"
    );
    run(async {
        let database = TestDatabase::loaded(Backend::Sqlite).await;
        let before = database_bytes(&database);
        for (arguments, beginning) in [
            (&["planets"][..], "panorama: there is no export of \"planets\"; there are vendors, models, "),
            (&["vendors", "--filter", "{"][..], "panorama: filter is not JSON: "),
            (&["vendors", "--order-by", r#"[{"field":"COLOUR"}]"#][..], "panorama: "),
            (&["vendors", "--bom", "--format", "json"][..], "panorama: --bom goes with csv"),
            (&["series", "--metric", "nothing"][..], "panorama: there is no metric \"nothing\""),
            (&["vendors", "--filter", r#"{"slug":{"eq":null}}"#][..], "panorama: filter.slug.eq is null"),
            (&["vendors", "--output", "none/a.csv"][..], "panorama: none/a.csv: "),
        ] {
            let mut command = panorama(&folder);
            command.env("DATABASE_URL", url(&database)).args(["export", "--output", "a.csv"]);
            if arguments.contains(&"--output") {
                command = panorama(&folder);
                command.env("DATABASE_URL", url(&database)).arg("export");
            }
            let line = complaint(command.args(arguments));
            assert!(line.starts_with(beginning), "{line}");
        }
        assert!(database_bytes(&database) == before, "the database is as it was");
    });
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 0, "nothing was made");
}

fn database_bytes(database: &TestDatabase) -> Vec<u8> {
    match &database.address {
        Address::Sqlite(file) => fs::read(&file.path).expect("the database"),
        Address::Postgres(_) => Vec::new(),
    }
}
