//! Bad files: refused as a whole, or told row by row; the database is as it was, or as it is to be, never between.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Output, Stdio};

use panorama::transfer::import::{ImportError, ReadError, Request};
use sea_orm::ConnectionTrait;

use super::vintages::format;
use super::{bring, counts, everything, figures, file, remarks, request};
use crate::process::{complaint, folder, panorama, signal};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// A file of these bytes.
fn of(name: &str, bytes: &[u8]) -> Request {
    request(&format(), &file(&format!("{name}/figures.csv"), bytes))
}

const GOOD: &str = "Model,Maker,Parameters\nFable One,Fable Co,1e9\n";

/// Why a file is refused.
async fn refusal(backend: Backend, name: &str, bytes: &[u8]) -> String {
    let database = TestDatabase::loaded(backend).await;
    let app = App::on(database, |_| ()).await;
    let before = everything(&app).await;
    let error = bring(&app.database, &of(name, bytes)).await.expect_err(name);
    assert!(before == everything(&app).await, "{name}: the database is as it was");
    assert_eq!(app.data("{ importRuns { totalCount } }").await["importRuns"]["totalCount"], 0, "{name}");
    match error {
        ImportError::File { error, .. } => error.to_string(),
        error => error.to_string(),
    }
}

async fn broken_files_are_refused_as_a_whole(backend: Backend) {
    let cut_off = "the file is cut off: ";
    let many = format!("{GOOD}{}", "Fable Two,Fable Co,2e9\n".repeat(3));
    for (name, bytes, expected) in [
        ("quote", format!("{many}\"Fable Three,Fable Co,3e9\n").into_bytes(), cut_off),
        ("cells", format!("{many}Fable Three,Fab").into_bytes(), cut_off),
        (
            "gbk",
            b"Model,Maker,Parameters\n\xce\xc4\xd0\xc4\xd2\xbb\xd1\xd4,Fable Co,1e9\n".to_vec(),
            "line 2 is not UTF-8",
        ),
        (
            "columns",
            b"Name,Figure\na,1\n".to_vec(),
            "the file fits no table of the format; its columns are: Name, Figure",
        ),
        ("empty", b"".to_vec(), "the file fits no table"),
        ("header", b"Model,Maker,Parameters\n".to_vec(), "there is no row"),
    ] {
        let reason = refusal(backend, name, &bytes).await;
        assert!(reason.contains(expected), "{name}: {reason}");
    }
}

async fn bad_rows_are_told_and_good_ones_taken(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let long = "x".repeat(10_000_000);
    let text = format!(
        "Model,Maker,Parameters,Released\n\
        Fable One,Fable Co,\"1,234,567\",2097-01-01\n\
        Fable Two,Fable Co\n\
        Fable Three,Fable Co,1,2,3\n\
        Fable Four,Fable Co,1e400,\n\
        Fable Five,Fable Co,many,3/4/2097\n\
        Fable Six,Fable Co,3.7亿,2097年5月6日\n\
        {long},Fable Co,1,\n\
        Fable Seven,Fable Co,12万,soon\n\
        \"=HYPERLINK(\"\"http://evil.example\"\")\",Fable Co,>5e9,7 August 2097\n\
        Fable One,Fable Co,9,\n\
        ,Fable Co,5,\n\
        Fable Eight,Fable Co,N/A,2097/9/10\n\
        Fable Nine,Fable Co,5e9-6e9,August 2097\n\
        Fable Ten,Fable Co,-1,\n\
        ,Fable Co,6,soon\n"
    );
    let report = bring(&database, &of("rows", text.as_bytes())).await.expect("the good rows can be imported");
    assert_eq!(
        remarks(&report),
        [
            "3 REFUSED - Fable Two",
            "4 REFUSED - Fable Three",
            "5 REFUSED Parameters 1e400",
            "6 REFUSED Parameters many",
            "8 REFUSED - ",
            "9 REFUSED Released soon",
            "11 REFUSED Model Fable One",
            "12 REFUSED Parameters 5",
            "15 REFUSED Parameters -1",
            "16 REFUSED Released soon",
            "16 REFUSED Parameters 6",
        ]
    );
    let app = App::on(database, |_| ()).await;
    let data = app
        .data("{ importRuns(first: 1) { nodes { notes(first: 50, filter: {line: {gt: 1}}) { nodes { id line } } } } }")
        .await;
    let notes = data["importRuns"]["nodes"][0]["notes"]["nodes"].as_array().expect("a list").clone();
    assert_eq!(notes.len(), 21);
    for note in notes {
        let query = format!("{{ node(id: {}) {{ id ... on ImportNote {{ line }} }} }}", note["id"]);
        assert_eq!(app.data(&query).await["node"], note);
    }
    let lines = figures(&app, "fable-figures").await;
    let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| line.contains("parameters")).collect();
    assert_eq!(
        lines,
        [
            "fable-nine-parameters 5000000000..6000000000 PARAMETERS CLAIM",
            "fable-one-parameters 1234567 PARAMETERS CLAIM",
            "fable-seven-parameters 120000 PARAMETERS CLAIM",
            "fable-six-parameters 370000000 PARAMETERS CLAIM",
            "hyperlink-http-evil-example-parameters 5000000000..null PARAMETERS CLAIM",
        ]
    );
    let models =
        app.get("/export/models.csv?filter=%7B%22name%22%3A%7B%22contains%22%3A%22hyperlink%22%7D%7D").await.text();
    assert!(models.contains("'=HYPERLINK"), "a formula is escaped: {models}");
    let query = "{ models(filter: {name: {startsWith: \"Fable\"}}, orderBy: [{field: SLUG}]) { nodes { slug releasedOn releasePrecision parameters } } }";
    let data = app.data(query).await;
    let told = |row: &serde_json::Value| {
        format!("{} {} {}", row["slug"].as_str().unwrap_or_default(), row["releasedOn"], row["parameters"])
    };
    let told: Vec<String> = data["models"]["nodes"].as_array().expect("a list").iter().map(told).collect();
    assert_eq!(
        told,
        [
            "fable-eight \"2097-09-10\" null",
            "fable-five \"2097-03-04\" null",
            "fable-four null null",
            "fable-nine \"2097-08-01\" null",
            "fable-one \"2097-01-01\" 1234567",
            "fable-seven null 120000",
            "fable-six \"2097-05-06\" 370000000",
            "fable-ten null null",
        ]
    );
}

async fn other_encodings_are_read_where_they_are_told(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let text = "Model,Maker,Parameters\n寓言一号,寓言公司,1e9\n";
    let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let report = bring(&database, &of("utf16", &utf16)).await.expect("a byte-order mark tells it");
    assert_eq!(counts(&report, "Model"), [1, 0, 0, 0, 0]);
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let report = bring(&database, &of("marked", &marked)).await.expect("a mark is no part of a name");
    assert!(report.total().is_idle(), "{:?}", report.counts);
    let (gbk, _, _) = encoding_rs::GB18030.encode(text);
    let mut told = of("gbk-told", &gbk);
    told.encoding = Some("gb18030".to_owned());
    assert!(bring(&database, &told).await.expect("the encoding is told").total().is_idle());
    told.encoding = Some("klingon".to_owned());
    assert!(matches!(bring(&database, &told).await, Err(ImportError::NoEncoding(_))));
    let crlf = text.replace('\n', "\r\n");
    assert!(
        bring(&database, &of("crlf", crlf.trim_end().as_bytes())).await.expect("line ends differ").total().is_idle()
    );
}

async fn formats_are_checked_before_anything_is_read(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let path = file("checked/figures.csv", GOOD.as_bytes());
    for (name, text, expected) in [
        (
            "unknown",
            "title = \"x\"\ncolour = \"red\"\n",
            "line 2: colour: there is no key \"colour\"; there are title, source",
        ),
        (
            "thing",
            &super::vintages::FORMAT.replace("of = \"model\"", "of = \"modle\""),
            "\"modle\" is neither a thing of the table nor a reference",
        ),
        (
            "cell",
            &super::vintages::FORMAT.replace("split = \",\"", "splits = \",\""),
            "there is no key \"splits\"; did you mean \"split\"?",
        ),
        (
            "words",
            &super::vintages::FORMAT
                .replace("country = { text = \"FR\" }", "country = { column = \"C\", words = \"lands\" }"),
            "there is no list of words \"lands\"",
        ),
    ] {
        let format = file(&format!("checked/{name}.toml"), text.as_bytes());
        let error = bring(&database, &request(&format.to_string_lossy(), &path)).await.expect_err(name).to_string();
        assert!(error.contains(expected), "{name}: {error}");
    }
    let error = bring(&database, &request("epoch-modles", &path)).await.expect_err("no format").to_string();
    assert!(
        error.starts_with("there is no format \"epoch-modles\"; there are ai-supply-chain, epoch-clusters"),
        "{error}"
    );
    let error = bring(&database, &of("missing", b"")).await;
    assert!(error.is_err());
    let gone = request(&format(), Path::new("/nowhere/figures.csv"));
    assert!(matches!(bring(&database, &gone).await, Err(ImportError::File { error: ReadError::Io(_), .. })));
    let mut names = of("names", GOOD.as_bytes());
    names.names = Some(file("names/bad.toml", b"[[merge]]\ntype = \"VENDOR\"\nfrom = \"A B\"\ninto = \"c\"\n"));
    let error = bring(&database, &names).await.expect_err("no slug").to_string();
    assert!(error.ends_with("\"A B\" is not a slug: lower case, hyphenated"), "{error}");
}

async fn what_cannot_be_stored_is_told(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let long = "x".repeat(400);
    let makers: Vec<String> = (0..300).map(|number| format!("Fable {number}")).collect();
    let text = format!(
        "Model,Maker,Parameters,Month,Users\n\
        {long},Fable Co,1,,\n\
        Fable One,\"{}\",2,,\n\
        Fable Two,Fable Co,1e-400,,\n\
        Fable Three,Fable Co,$5,,\n\
        Fable Four,Fable Co,5-10万,,\n",
        makers.join(",")
    );
    let report = bring(&database, &of("stored", text.as_bytes())).await.expect("the good rows can be imported");
    assert_eq!(
        remarks(&report),
        [
            "2 REFUSED Model xxxxxxxxxxxxxxxxxxxxxxxx",
            "3 REFUSED - ",
            "4 REFUSED Parameters 1e-400",
            "5 REFUSED Parameters $5",
        ]
    );
    let app = App::on(database, |_| ()).await;
    let lines = figures(&app, "fable-figures").await;
    assert_eq!(lines, ["fable-four-parameters 50000..100000 PARAMETERS CLAIM"]);
}

async fn damaged_text_is_refused_as_a_whole(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let text = "Model,Maker,Parameters\n寓言一号,寓言公司,1e9\n";
    let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut odd = of("odd", &utf16[..utf16.len() - 3]);
    let error = bring(&database, &odd).await.expect_err("it is cut off within a character").to_string();
    assert!(error.contains("bytes that are no text in its encoding"), "{error}");
    odd.path = file("odd/unmarked/figures.csv", &utf16[2..]);
    let error = bring(&database, &odd).await.expect_err("nothing tells its encoding").to_string();
    assert!(error.contains("--encoding"), "{error}");
    let mut wrong = of("wrong", b"Model,Maker,Parameters\nFable \xff\xff One,Fable Co,1\n");
    wrong.encoding = Some("gb18030".to_owned());
    let error = bring(&database, &wrong).await.expect_err("it is none of that").to_string();
    assert!(error.contains("bytes that are no text in its encoding"), "{error}");
}

async fn rows_of_other_readers_are_kept_apart(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let markdown = super::vintages::FORMAT.replace("needs =", "read = \"MARKDOWN\"\nneeds =");
    let markdown = file("fable-md.toml", markdown.as_bytes()).to_string_lossy().into_owned();
    let text = "| Model | Maker | Parameters |\n|--|--|--|\n| Fable One | Fable Co | 1 |\n| - | - | - |\n\
        | Fable \\| Two | Fable Co | 2 |\n| Nul \0 | Fable Co | 3 |\n";
    let report = bring(&database, &request(&markdown, &file("md/figures.md", text.as_bytes()))).await;
    let report = report.expect("it can be imported");
    assert_eq!(report.read, 4, "a row of dashes is a row: {:?}", report.notes);
    let json = super::vintages::FORMAT.replace("needs =", "read = \"JSON_ENTRIES\"\nneeds =");
    let json = file("fable-json.toml", json.as_bytes()).to_string_lossy().into_owned();
    let error =
        bring(&database, &request(&json, &file("json/package.json", b"{\"scripts\": {\"test\": \"x\"}}"))).await;
    let error = error.expect_err("it is none of the format").to_string();
    assert!(error.contains("fits no table"), "{error}");
}

async fn one_writes_at_a_time(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let holder = database.writer().await;
    let lock = match backend {
        Backend::Sqlite => "UPDATE dataset SET version = version",
        Backend::Postgres => "SELECT pg_advisory_xact_lock(7074616)",
    };
    let transaction = sea_orm::TransactionTrait::begin(&holder).await.expect("it begins");
    transaction.execute_unprepared(lock).await.expect("it writes");
    let error = bring(&database, &of("waits", GOOD.as_bytes())).await.expect_err("another one is writing");
    assert!(matches!(error, ImportError::Busy), "{error}");
    transaction.rollback().await.expect("it ends");
    holder.close().await.expect("it closes");
    bring(&database, &of("waits", GOOD.as_bytes())).await.expect("nobody else is writing");
}

#[test]
fn nothing_is_made_for_what_cannot_be_imported() {
    let folder = folder("import-nothing");
    let path = file("nothing/figures.csv", GOOD.as_bytes());
    let path = path.to_string_lossy();
    let line = complaint(panorama(&folder).args(["import", "--dry-run", &format(), &path]));
    assert!(line.ends_with("panorama.db: there is no database; panorama migrate makes one"), "{line}");
    complaint(panorama(&folder).args(["import", &format(), "none.csv"]));
    assert!(!folder.join("panorama.db").exists(), "nothing was made");
    assert!(panorama(&folder).arg("migrate").status().expect("it runs").success());
    assert!(panorama(&folder).args(["import", "--dry-run", &format(), &path]).status().expect("it runs").success());
}

/// An import that is killed leaves no trace.
async fn killed_in_the_middle_nothing_is_stored(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let rows: String = (0..40_000).map(|n| format!("Fable {n},Fable Co,{n}\n")).collect();
    let path = file("killed/figures.csv", format!("Model,Maker,Parameters\n{rows}").as_bytes());
    let folder = folder(&format!("import-{backend:?}"));
    let address = database.address.url();
    let mut command = panorama(&folder);
    command.args(["import", &format(), &path.to_string_lossy()]).env("DATABASE_URL", address);
    let mut child = command
        .env("PANORAMA_LOG", "debug")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // The log tells when the first rows are stored, which only the transaction sees.
    let log = BufReader::new(child.stderr.take().expect("its log is piped"));
    let under_way = log.lines().map_while(Result::ok).any(|line| line.contains("rows are stored"));
    assert!(under_way, "it gets under way");
    signal(&child, "KILL");
    assert!(!child.wait().expect("it ends").success());
    let connection = database.writer().await;
    let count = connection.query_all_raw(sea_orm::Statement::from_string(
        connection.get_database_backend(),
        "SELECT slug FROM model WHERE slug LIKE 'fable-%'",
    ));
    assert_eq!(count.await.expect("it can be read").len(), 0);
    connection.close().await.expect("it closes");
    // The next one is not in the way of what was left behind.
    let report = bring(&database, &of("after", GOOD.as_bytes())).await.expect("it can be imported");
    assert_eq!(counts(&report, "Model"), [1, 0, 0, 0, 0]);
}

#[test]
fn the_command_says_in_one_line_what_is_wrong() {
    let folder = folder("import-says");
    let line = complaint(panorama(&folder).args(["import", "litellm", "none.json"]));
    assert!(line.starts_with("panorama: none.json: "), "{line}");
    let line = complaint(panorama(&folder).args(["import", "lite", "none.json"]));
    assert!(line.starts_with("panorama: there is no format \"lite\"; there are "), "{line}");
}

const USELESS: &str = "Model,Maker,Parameters\nFable One,Fable Co\nFable Two,Fable Co,1,2\nFable Three\n";

/// What an import prints and says, and whether it went well.
fn told(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let Output { status, stdout, stderr } =
        panorama(folder).arg("import").args(arguments).output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.success(), text(stdout), text(stderr))
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = folder("import-pipe");
    fs::create_dir(folder.join("some")).expect("a folder");
    for pipe in ["pipe.csv", "some/pipe.csv", "pipe.toml"] {
        let made = std::process::Command::new("mkfifo").arg(folder.join(pipe)).status();
        assert!(made.expect("it runs").success());
    }
    for path in ["pipe.csv", "some"] {
        let line = complaint(panorama(&folder).args(["import", "owid", path]));
        assert!(line.starts_with(&format!("panorama: {path}")) && line.ends_with(": this is no file"), "{line}");
    }
    fs::create_dir(folder.join("round")).expect("a folder");
    std::os::unix::fs::symlink("../round", folder.join("round/again")).expect("a link");
    let line = complaint(panorama(&folder).args(["import", "owid", "round"]));
    assert_eq!(line, "panorama: round/again: this link leads back to a folder that it is in");
    let line = complaint(panorama(&folder).args(["import", "owid", "pipe.csv", "--names", "pipe.toml"]));
    assert_eq!(line, "panorama: pipe.toml: this is no file");
    let line = complaint(panorama(&folder).args(["import", "pipe.toml", "pipe.csv"]));
    assert!(line.starts_with("panorama: there is no format \"pipe.toml\""), "{line}");
    for day in ["0000-01-01", "=-0005-01-01", "10000", "soon"] {
        let option = format!("--as-of{}{day}", if day.starts_with('=') { "" } else { "=" });
        let (well, _, err) = told(&folder, &["owid", "pipe.csv", &option]);
        assert!(!well && err.contains("it is no date: write 2024-06-30, "), "{err}");
    }
}

#[test]
fn a_file_of_which_no_row_can_be_taken_is_a_failure() {
    let folder = folder("import-useless");
    fs::write(folder.join("useless.csv"), USELESS).expect("the file can be written");
    fs::write(folder.join("good.csv"), GOOD).expect("the file can be written");
    fs::write(folder.join("both.csv"), format!("{GOOD}Fable Two,Fable Co\n")).expect("the file can be written");
    let format = format();
    assert!(panorama(&folder).arg("migrate").status().expect("it runs").success());

    let (well, out, err) = told(&folder, &[&format, "useless.csv", "--dry-run"]);
    assert!(well && err.is_empty(), "a dry run tells: {out}{err}");
    assert!(out.contains("3 rows read, 3 of them not in full"), "{out}");
    assert!(out.contains("no row of it could be taken") && out.contains("--notes"), "{out}");
    assert!(!out.contains("all of it was there"), "{out}");

    for _ in 0..2 {
        let (well, out, err) = told(&folder, &[&format, "useless.csv"]);
        assert!(!well, "{out}");
        let line = "panorama: useless.csv: no row of it could be taken, and nothing was changed; the remarks say why";
        assert!(err.starts_with(line) && err.trim_end().lines().count() == 1, "{err}");
        assert!(out.contains("REFUSED") && !out.contains("all of it was there"), "{out}");
    }

    // Its names are fine, and not one of its figures is.
    fs::write(folder.join("names.csv"), "Model,Maker,Parameters\nFable One,Fable Co,many\nFable Two,Fable Co,-5\n")
        .expect("the file can be written");
    let (well, out, err) = told(&folder, &[&format, "names.csv"]);
    let line = "panorama: names.csv: no figure of it could be taken, and nothing was changed; the remarks say why";
    assert!(!well && err.starts_with(line), "{out}{err}");
    let (well, out, _) = told(&folder, &[&format, "names.csv", "--dry-run"]);
    assert!(well && out.contains("no figure of it could be taken"), "{out}");

    let (well, out, _) = told(&folder, &[&format, "good.csv"]);
    assert!(well && !out.contains("nothing changed"), "{out}");
    let (well, out, _) = told(&folder, &[&format, "good.csv"]);
    assert!(well && out.ends_with("nothing changed: all of it was there\n"), "{out}");
    let (well, out, _) = told(&folder, &[&format, "both.csv"]);
    assert!(well && out.ends_with("nothing changed: what could be taken of it was there\n"), "{out}");
}

async fn a_file_of_which_no_row_can_be_taken_leaves_no_trace(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let error = bring(&database, &of("useless", USELESS.as_bytes())).await.expect_err("there is no good row");
    let ImportError::Useless { report, .. } = error else { panic!("{error}") };
    assert_eq!((report.read, report.skipped, report.notes.len()), (3, 3, 3));
    let app = App::on(database, |_| ()).await;
    let data = app.data("{ importRuns { totalCount } source(by: {slug: \"fable-figures\"}) { slug } }").await;
    assert_eq!(data, serde_json::json!({ "importRuns": { "totalCount": 0 }, "source": null }));
    bring(&app.database, &of("useful", GOOD.as_bytes())).await.expect("it can be imported");
    let before = everything(&app).await;
    bring(&app.database, &of("useless", USELESS.as_bytes())).await.expect_err("there is no good row");
    assert!(before == everything(&app).await, "no figure is taken for withdrawn");
    let mut dry = of("useless", USELESS.as_bytes());
    dry.dry_run = true;
    assert!(bring(&app.database, &dry).await.expect("a dry run tells").lacks().is_some());
}

on_each! {
    a_file_of_which_no_row_can_be_taken_leaves_no_trace
    what_cannot_be_stored_is_told
    damaged_text_is_refused_as_a_whole
    rows_of_other_readers_are_kept_apart
    one_writes_at_a_time
    broken_files_are_refused_as_a_whole
    bad_rows_are_told_and_good_ones_taken
    other_encodings_are_read_where_they_are_told
    formats_are_checked_before_anything_is_read
    killed_in_the_middle_nothing_is_stored
}
